/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resize of maps: along each axis an output cell is a weighted sum of 1 (nearest), 2 (linear) or
* 4 (cubic, Keys 1981) input cells; the plane is the product of its axes.
*
* Where output cell i lies in the input, with scale s = out/in (ONNX Resize-13):
*   half pixel (i + ½)/s − ½;  align corners i·(in − 1)/(out − 1);  asymmetric i/s;
*   crop from … to: (from + i·(to − from)/(out − 1))·(in − 1), and outside the map a constant. */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

#define TAPS 4

/* The taps of one output cell along one axis. */
typedef struct
{
  gsize    at[TAPS];
  float    weight[TAPS];
  gboolean outside;
} Taps;

static gboolean
resize_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  const VtResizeAttrs *r = attrs;

  *y_shape = x_shape[0];
  if (x_shape->n_dims != 4 && x_shape->n_dims != 3)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("only maps (N×C×H×W or N×C×W) can be resized"));
      return FALSE;
    }
  for (guint a = 2; a < x_shape->n_dims; a++)
    {
      const guint i = x_shape->n_dims == 3 ? 1 : a - 2;
      const double n = floor ((double) x_shape->dim[a] * (double) r->scale[i] + 1e-6);

      y_shape->dim[a] = r->scale[i] > 0 && n < 1e9 ? (gsize) n : r->size[i];
      if (x_shape->dim[a] == 0 || y_shape->dim[a] == 0 || n >= 1e9)
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("the size asked for is out of range"));
          return FALSE;
        }
    }
  return TRUE;
}

static double
source_position (const VtResizeAttrs *r,
                 guint                axis,
                 double               scale,
                 gsize                n,
                 gsize                n_out,
                 gsize                i)
{
  const double from = (double) r->from[axis], to = (double) r->to[axis];

  switch (r->coord)
    {
    case VT_COORD_ALIGN_CORNERS:
      return n_out > 1 ? (double) i * (double) (n - 1) / (double) (n_out - 1) : 0;
    case VT_COORD_CROP:
      return (n_out > 1 ? from + (double) i * (to - from) / (double) (n_out - 1) : (from + to) / 2) * (double) (n - 1);
    case VT_COORD_HALF_PIXEL_SYMMETRIC:
      /* What the whole number of cells is short of the scale is left out at both ends alike. */
      return ((double) n - (double) n_out / scale) / 2 + ((double) i + 0.5) / scale - 0.5;
    case VT_COORD_ASYMMETRIC:
      return (double) i / scale;
    case VT_COORD_PYTORCH_HALF_PIXEL:
      return n_out > 1 ? ((double) i + 0.5) / scale - 0.5 : 0;
    case VT_COORD_TF_HALF_PIXEL_NN:
      return ((double) i + 0.5) / scale;
    case VT_COORD_HALF_PIXEL:
    default:
      return ((double) i + 0.5) / scale - 0.5;
    }
}

static double
round_to_cell (VtNearestMode mode,
               double        x)
{
  switch (mode)
    {
    case VT_NEAREST_FLOOR:
      return floor (x);
    case VT_NEAREST_CEIL:
      return ceil (x);
    case VT_NEAREST_ROUND_PREFER_CEIL:
      return floor (x + 0.5);
    case VT_NEAREST_ROUND_PREFER_FLOOR:
    default:
      return ceil (x - 0.5);
    }
}

/* Keys' kernel with parameter a at distance |t|. */
static double
cubic (double a,
       double t)
{
  t = fabs (t);
  if (t < 1)
    return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

static guint
n_taps (const VtResizeAttrs *r)
{
  return r->mode == VT_RESIZE_NEAREST ? 1 : r->mode == VT_RESIZE_LINEAR ? 2 : 4;
}

static void
fill_taps (const VtResizeAttrs *r,
           Taps                *taps,
           double               x,
           gsize                n)
{
  const double last = (double) (n - 1);

  taps->outside = r->coord == VT_COORD_CROP && !(x >= 0 && x <= last);
  if (taps->outside)
    x = 0;
  if (r->mode == VT_RESIZE_NEAREST)
    {
      taps->at[0] = (gsize) CLAMP (round_to_cell (r->nearest, x), 0, last);
      taps->weight[0] = 1;
      return;
    }
  const guint k = n_taps (r);
  const double first = floor (x) - (k == 4 ? 1 : 0);
  double weight[TAPS], total = 0;

  for (guint j = 0; j < k; j++)
    {
      const double cell = first + j;
      const gboolean outside = r->mode == VT_RESIZE_CUBIC && r->exclude_outside && (cell < 0 || cell > last);

      weight[j] = k == 2 ? 1 - fabs (x - cell) : outside ? 0 : cubic ((double) r->cubic_a, x - cell);
      total += weight[j];
      taps->at[j] = (gsize) CLAMP (cell, 0, last);
    }
  for (guint j = 0; j < k; j++)
    taps->weight[j] = (float) (weight[j] / total);
}

typedef struct
{
  const VtKernel *k;
  Taps           *rows, *columns;
  gsize           h, w, out_h, out_w;
  guint           n_taps;
  float           beyond;
} Resize;

static void
resize_init (Resize         *z,
             const VtKernel *k)
{
  const VtResizeAttrs *r = k->attrs;
  const VtShape *x = &k->x_shape[0], *y = k->y_shape;
  const gboolean flat = x->n_dims == 3;
  Taps *taps = (Taps *) (gpointer) k->scratch;

  *z = (Resize) { k, taps, NULL, flat ? 1 : x->dim[2], x->dim[x->n_dims - 1], flat ? 1 : y->dim[2],
                  y->dim[x->n_dims - 1], n_taps (r), r->beyond };
  z->columns = taps + z->out_h;
  for (guint a = 0; a < 2; a++)
    {
      const gsize n = a == 0 ? z->h : z->w, n_out = a == 0 ? z->out_h : z->out_w;
      const double scale = r->scale[a] > 0 && !(flat && a == 0) ? (double) r->scale[a]
                           : (double) n_out / (double) n;

      for (gsize i = 0; i < n_out; i++)
        fill_taps (r, taps++, source_position (r, flat && a == 0 ? 1 : a, scale, n, n_out, i), n);
      if (flat && a == 0)
        z->rows[0].outside = FALSE;
    }
}

static gsize
resize_scratch (const VtOpContext *c)
{
  const VtShape *y = c->y_shape;

  return ((y->n_dims == 3 ? 1 : y->dim[2]) + y->dim[y->n_dims - 1]) * sizeof (Taps);
}

static void
forward_map (gsize    map,
             guint    thread,
             gpointer data)
{
  const Resize *z = data;
  const float *x = z->k->x[0] + map * z->h * z->w;
  float *y = z->k->y + map * z->out_h * z->out_w;

  for (gsize i = 0; i < z->out_h; i++)
    for (gsize j = 0; j < z->out_w; j++)
      {
        const Taps *r = &z->rows[i], *c = &z->columns[j];
        float sum = 0;

        for (guint a = 0; a < z->n_taps; a++)
          for (guint b = 0; b < z->n_taps; b++)
            sum += r->weight[a] * c->weight[b] * x[r->at[a] * z->w + c->at[b]];
        y[i * z->out_w + j] = r->outside || c->outside ? z->beyond : sum;
      }
}

static void
backward_map (gsize    map,
              guint    thread,
              gpointer data)
{
  const Resize *z = data;
  float *dx = z->k->dx[0] + map * z->h * z->w;
  const float *dy = z->k->dy + map * z->out_h * z->out_w;

  for (gsize i = 0; i < z->out_h; i++)
    for (gsize j = 0; j < z->out_w; j++)
      {
        const Taps *r = &z->rows[i], *c = &z->columns[j];

        for (guint a = 0; a < z->n_taps && !r->outside && !c->outside; a++)
          for (guint b = 0; b < z->n_taps; b++)
            dx[r->at[a] * z->w + c->at[b]] += r->weight[a] * c->weight[b] * dy[i * z->out_w + j];
      }
}

static void
resize_forward (const VtKernel *k)
{
  Resize z;

  resize_init (&z, k);
  vt_parallel_for (k->pool, k->y_shape->dim[0] * k->y_shape->dim[1], forward_map, &z);
}

static void
resize_backward (const VtKernel *k)
{
  Resize z;

  if (k->dx[0] == NULL)
    return;
  resize_init (&z, k);
  vt_parallel_for (k->pool, k->y_shape->dim[0] * k->y_shape->dim[1], backward_map, &z);
}

static gboolean
resize_window (gconstpointer  attrs,
               const VtShape *x_shape,
               const VtShape *y_shape,
               VtWindow      *window)
{
  const VtResizeAttrs *r = attrs;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  for (guint a = 0; x_shape->n_dims == 4 && a < 2; a++)
    {
      const gsize n = x_shape->dim[2 + a], n_out = y_shape->dim[2 + a];
      const double scale = r->scale[a] > 0 ? (double) r->scale[a] : (double) n_out / (double) n;
      const double first = source_position (r, a, scale, n, n_out, 0);

      /* A repeated cell is centred between its copies, whatever the rounding. */
      window->axis[a].extent = r->mode == VT_RESIZE_NEAREST ? 1 : n_taps (r);
      window->axis[a].start = r->mode == VT_RESIZE_NEAREST ? 0.5 / scale - 0.5 : first;
      window->axis[a].step = n_out > 1 ? source_position (r, a, scale, n, n_out, 1) - first : 1;
    }
  return TRUE;
}

#define RESIZE_EXAMPLE(...) { 1, { VT_SHAPE (1, 2, 3, 4) }, &(const VtResizeAttrs) { __VA_ARGS__ } }

static const VtOpExample resize_examples[] = {
  RESIZE_EXAMPLE (VT_RESIZE_NEAREST, VT_COORD_ASYMMETRIC, VT_NEAREST_FLOOR, .scale = { 2, 2 }),
  RESIZE_EXAMPLE (VT_RESIZE_NEAREST, VT_COORD_HALF_PIXEL, VT_NEAREST_ROUND_PREFER_FLOOR, .size = { 5, 3 }),
  RESIZE_EXAMPLE (VT_RESIZE_LINEAR, VT_COORD_HALF_PIXEL, .size = { 7, 6 }),
  RESIZE_EXAMPLE (VT_RESIZE_LINEAR, VT_COORD_PYTORCH_HALF_PIXEL, .size = { 1, 9 }),
  RESIZE_EXAMPLE (VT_RESIZE_LINEAR, VT_COORD_ALIGN_CORNERS, .size = { 5, 8 }),
  RESIZE_EXAMPLE (VT_RESIZE_CUBIC, VT_COORD_HALF_PIXEL, .cubic_a = -0.75f, .scale = { 2, 1.5f }),
  RESIZE_EXAMPLE (VT_RESIZE_CUBIC, VT_COORD_ALIGN_CORNERS, .cubic_a = -0.5f, .exclude_outside = TRUE,
                  .size = { 5, 7 }),
  RESIZE_EXAMPLE (VT_RESIZE_LINEAR, VT_COORD_CROP, .size = { 4, 5 }, .from = { 0.1f, -0.2f }, .to = { 0.9f, 1.3f },
                  .beyond = 3),
  RESIZE_EXAMPLE (VT_RESIZE_NEAREST, VT_COORD_CROP, .size = { 1, 5 }, .from = { 0, 0.8f }, .to = { 1, 0.2f }),
  RESIZE_EXAMPLE (VT_RESIZE_LINEAR, VT_COORD_HALF_PIXEL_SYMMETRIC, .scale = { 0.7f, 1.6f }),
  { 1, { VT_SHAPE (2, 3, 5) },
    &(const VtResizeAttrs) { VT_RESIZE_LINEAR, VT_COORD_HALF_PIXEL, .size = { 0, 8 } } },
  { 0 }
};

const VtOp vt_op_resize = {
  .name = "Resize", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtResizeAttrs),
  .infer = resize_infer, .forward = resize_forward, .backward = resize_backward,
  .scratch = resize_scratch, .window = resize_window, .examples = resize_examples,
};
