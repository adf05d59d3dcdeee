/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MaxPool and AveragePool.  Each channel of each picture is one part. */
#include "ops/vt-ops-pool.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-simd.h"
#include "base/vt-tile.h"
#include "ops/vt-op.h"
#include "ops/vt-pool-kernel.h"

/* One channel's map and its pooled map. */
typedef struct
{
  const VtPoolAttrs *a;
  gsize              in[2], out[2];
} Pool;

static gboolean
pool_infer (gconstpointer  attrs,
            guint          n_x,
            const VtShape *x_shape,
            VtShape       *y_shape,
            GError       **error)
{
  const VtPoolAttrs *a = attrs;
  gsize map[2], out[2];

  if (!vt_sliding_map (&x_shape[0], map, error))
    return FALSE;
  if (map[0] * map[1] > G_MAXINT32)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("the map is too large"));
      return FALSE;
    }
  for (guint axis = 0; axis < 2; axis++)
    if (!vt_sliding_out (&a->window, axis, map[axis], a->ceil_mode, &out[axis], error))
      return FALSE;
  *y_shape = vt_sliding_shape (&x_shape[0], x_shape[0].dim[0], x_shape[0].dim[1], out);
  return vt_shape_check (y_shape, error);
}

static gboolean
pool_window (gconstpointer  attrs,
             const VtShape *x_shape,
             const VtShape *y_shape,
             VtWindow      *window)
{
  const VtSliding *w = &((const VtPoolAttrs *) attrs)->window;

  for (guint axis = 0; axis < 2; axis++)
    vt_window_axis (window, axis, w->kernel[axis], w->stride[axis], w->dilation[axis],
                    (gssize) w->pad[axis]);
  window->reach = VT_REACH_WINDOW;
  return TRUE;
}

static Pool
make_pool (const VtKernel *k)
{
  Pool p = { .a = k->attrs };

  vt_sliding_map (&k->x_shape[0], p.in, NULL);
  vt_sliding_map (k->y_shape, p.out, NULL);
  return p;
}

static VtVisible
visible (const Pool *p,
         guint       axis,
         gsize       tap)
{
  const VtSliding *w = &p->a->window;

  return vt_visible (w->pad[axis], tap * w->dilation[axis], w->stride[axis], p->in[axis], p->out[axis]);
}

VT_LEVELS_DECLARE (VtPoolKernel, vt_pool_kernel, 1);

const VtPoolKernel *
vt_pool_kernel (void)
{
  static const VtPoolKernel *const levels[] = VT_LEVELS (vt_pool_kernel);

  return levels[vt_tile_level ()];
}

/* Whether the windows are among those that the kernels know. */
static gboolean
is_small (const Pool   *p,
          VtPoolWindow *small)
{
  const VtSliding *w = &p->a->window;

  *small = (VtPoolWindow) {
    .map = { p->in[1], p->in[0], p->out[1], p->out[0], w->pad[0], w->pad[1] },
    .size = (int) w->kernel[0], .stride = (int) w->stride[0]
  };
  return w->kernel[0] == w->kernel[1] && (w->kernel[0] == 2 || w->kernel[0] == 3) && w->stride[0] == w->stride[1]
         && w->stride[0] <= 2 && w->dilation[0] == 1 && w->dilation[1] == 1;
}

/* ---- MaxPool ------------------------------------------------------------------------------- */

VT_CLONES static void
max_row (float       *restrict y,
         const float *restrict x,
         gssize                n,
         gssize                stride)
{
  if (stride == 1)
    for (gssize i = 0; i < n; i++)
      y[i] = x[i] > y[i] ? x[i] : y[i];
  else if (stride == 2)
    for (gssize i = 0; i < n; i++)
      y[i] = x[2 * i] > y[i] ? x[2 * i] : y[i];
  else
    for (gssize i = 0; i < n; i++)
      y[i] = x[i * stride] > y[i] ? x[i * stride] : y[i];
}

static void
max_forward_map (gsize    part,
                 guint    thread,
                 gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const VtSliding *w = &p.a->window;
  const float *x = k->x[0] + part * p.in[0] * p.in[1];
  float *y = k->y + part * p.out[0] * p.out[1];
  const VtPoolFunc max = vt_pool_kernel ()->max;
  VtPoolWindow small;

  if (max != NULL && is_small (&p, &small))
    {
      max (&small, x, y);
      return;
    }
  for (gsize i = 0; i < p.out[0] * p.out[1]; i++)
    y[i] = -INFINITY;
  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const VtVisible r = visible (&p, 0, i), c = visible (&p, 1, j);

        for (gssize o = r.lo; o < r.hi; o++)
          max_row (y + o * (gssize) p.out[1] + c.lo,
                   x + (o * (gssize) w->stride[0] + r.shift) * (gssize) p.in[1]
                   + c.lo * (gssize) w->stride[1] + c.shift,
                   c.hi - c.lo, (gssize) w->stride[1]);
      }
}

/* One tap of a row of windows: where its pixel beats the largest so far, it takes over.  `at` is
 * the pixel's place on the map for the first window. */
VT_CLONES static void
take_over (const float *restrict x,
           float       *restrict top,
           gint32      *restrict place,
           gint32                at,
           gint32                stride,
           gssize                n)
{
  if (stride == 1)
    for (gssize i = 0; i < n; i++)
      {
        const gboolean better = x[i] > top[i];

        top[i] = better ? x[i] : top[i];
        place[i] = better ? at + (gint32) i : place[i];
      }
  else if (stride == 2)
    for (gssize i = 0; i < n; i++)
      {
        const gboolean better = x[2 * i] > top[i];

        top[i] = better ? x[2 * i] : top[i];
        place[i] = better ? at + 2 * (gint32) i : place[i];
      }
  else
    for (gssize i = 0; i < n; i++)
      if (x[i * stride] > top[i])
        {
          top[i] = x[i * stride];
          place[i] = at + (gint32) i * stride;
        }
}

/* Places on the map of the largest pixels of row `oy` of windows, the first in reading order; −1
 * for a window that sees nothing. */
static void
places_of_max (const Pool  *p,
               const float *x,
               gsize        oy,
               float       *top,
               gint32      *place)
{
  const VtSliding *w = &p->a->window;
  const gssize stride = (gssize) w->stride[1];

  for (gsize ox = 0; ox < p->out[1]; ox++)
    {
      top[ox] = -INFINITY;
      place[ox] = -1;
    }
  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const VtVisible r = visible (p, 0, i), c = visible (p, 1, j);

        if ((gssize) oy < r.lo || (gssize) oy >= r.hi || c.lo == c.hi)
          continue;

        const gssize at = ((gssize) (oy * w->stride[0]) + r.shift) * (gssize) p->in[1] + c.lo * stride + c.shift;

        take_over (x + at, top + c.lo, place + c.lo, (gint32) at, (gint32) stride, c.hi - c.lo);
      }
}

/* Two rows of a map under n windows of 2×2 side by side: the gradient goes to the first largest of
 * the four. */
VT_CLONES static void
back_pairs (const float *restrict x0,
            const float *restrict x1,
            const float *restrict dy,
            float       *restrict dx0,
            float       *restrict dx1,
            gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[2 * i], b = x0[2 * i + 1], c = x1[2 * i], d = x1[2 * i + 1], g = dy[i];
      const float ab = b > a ? b : a, cd = d > c ? d : c;
      const float upper = cd > ab ? 0.f : g, lower = cd > ab ? g : 0.f;

      dx0[2 * i] += b > a ? 0.f : upper;
      dx0[2 * i + 1] += b > a ? upper : 0.f;
      dx1[2 * i] += d > c ? 0.f : lower;
      dx1[2 * i + 1] += d > c ? lower : 0.f;
    }
}

/* Windows of 2×2 that neither overlap nor leave the map: the usual pool. */
static gboolean
is_pairs (const Pool *p)
{
  const VtSliding *w = &p->a->window;

  return w->kernel[0] == 2 && w->kernel[1] == 2 && w->stride[0] == 2 && w->stride[1] == 2
         && w->dilation[0] == 1 && w->dilation[1] == 1 && w->pad[0] == 0 && w->pad[1] == 0
         && 2 * p->out[0] <= p->in[0] && 2 * p->out[1] <= p->in[1];
}

static void
max_backward_map (gsize    part,
                  guint    thread,
                  gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const gsize width = p.in[1];
  const float *x = k->x[0] + part * p.in[0] * width;
  const float *dy = k->dy + part * p.out[0] * p.out[1];
  float *dx = k->dx[0] + part * p.in[0] * width;

  if (is_pairs (&p))
    {
      for (gsize oy = 0; oy < p.out[0]; oy++)
        back_pairs (x + 2 * oy * width, x + (2 * oy + 1) * width, dy + oy * p.out[1],
                    dx + 2 * oy * width, dx + (2 * oy + 1) * width, p.out[1]);
      return;
    }

  float *top = k->scratch + thread * 2 * p.out[1];
  gint32 *place = (gint32 *) (top + p.out[1]);

  for (gsize oy = 0; oy < p.out[0]; oy++)
    {
      places_of_max (&p, x, oy, top, place);
      for (gsize ox = 0; ox < p.out[1]; ox++)
        if (place[ox] >= 0)
          dx[place[ox]] += dy[oy * p.out[1] + ox];
    }
}

static gsize
max_scratch (const VtOpContext *c)
{
  const gsize columns = c->y_shape->dim[c->y_shape->n_dims - 1];

  return c->backward ? MAX (1, c->n_threads) * 2 * columns * sizeof (float) : 0;
}

static gsize
n_maps (const VtShape *x_shape)
{
  return x_shape->dim[0] * x_shape->dim[1];
}

/* Small maps are several a part: handing one out would take longer than pooling it. */
typedef struct
{
  const VtKernel *k;
  VtPartFunc      map;
  gsize           n, some;
} Maps;

static void
some_maps (gsize    part,
           guint    thread,
           gpointer data)
{
  const Maps *m = data;

  for (gsize i = part * m->some; i < MIN ((part + 1) * m->some, m->n); i++)
    m->map (i, thread, (gpointer) m->k);
}

static void
for_maps (const VtKernel *k,
          VtPartFunc      map)
{
  const gsize n = n_maps (&k->x_shape[0]);
  Maps m = { k, map, n, n > 0 ? MAX (1, 4096 * n / MAX (1, vt_shape_size (k->y_shape))) : 1 };

  vt_parallel_for (k->pool, (n + m.some - 1) / m.some, some_maps, &m);
}

static void
max_forward (const VtKernel *k)
{
  for_maps (k, max_forward_map);
}

static void
max_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), max_backward_map, (gpointer) k);
}

static const VtOpExample max_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 3, 6, 8 } } },
    .attrs = &(VtPoolAttrs) { { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0 } } } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, TRUE } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 9, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 2 }, { 1, 3 }, { 2, 3 }, { 0, 1, 1, 0 } } } },
  { .n_x = 1, .x_shape = { { 3, { 2, 2, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 1, 3 }, { 1, 2 }, { 1, 1 }, { 0 } }, TRUE } },
  { 0 }
};

const VtOp vt_op_max_pool = {
  .name = "MaxPool", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .attrs_size = sizeof (VtPoolAttrs),
  .infer = pool_infer, .window = pool_window, .forward = max_forward, .backward = max_backward,
  .scratch = max_scratch, .examples = max_examples,
};

/* ---- MaxPoolPlaces: where in the whole tensor the largest pixel lies ---- */

static gboolean
places_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  if (!pool_infer (attrs, n_x, x_shape, y_shape, error))
    return FALSE;
  /* Operators hold floats; whole numbers are exact in them up to 2²⁴. */
  if (vt_shape_size (&x_shape[0]) <= 1 << 24)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("the map is too large"));
  return FALSE;
}

static void
places_forward_map (gsize    part,
                    guint    thread,
                    gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const gsize map = p.in[0] * p.in[1];
  float *top = k->scratch + thread * 2 * p.out[1];
  gint32 *place = (gint32 *) (top + p.out[1]);

  for (gsize oy = 0; oy < p.out[0]; oy++)
    {
      places_of_max (&p, k->x[0] + part * map, oy, top, place);
      for (gsize ox = 0; ox < p.out[1]; ox++)
        {
          const gsize at = place[ox] < 0 ? 0 : (gsize) place[ox];
          const gsize inside = p.a->by_columns ? at % p.in[1] * p.in[0] + at / p.in[1] : at;

          k->y[(part * p.out[0] + oy) * p.out[1] + ox] = (float) (part * map + inside);
        }
    }
}

static gsize
places_scratch (const VtOpContext *c)
{
  return MAX (1, c->n_threads) * 2 * c->y_shape->dim[c->y_shape->n_dims - 1] * sizeof (float);
}

static void
places_forward (const VtKernel *k)
{
  vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), places_forward_map, (gpointer) k);
}

static const VtOpExample places_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 3, 6, 8 } } },
    .attrs = &(VtPoolAttrs) { { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0 } } } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, .by_columns = TRUE } },
  { .n_x = 1, .x_shape = { { 3, { 2, 2, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 1, 3 }, { 1, 2 }, { 1, 1 }, { 0 } }, TRUE } },
  { 0 }
};

const VtOp vt_op_max_pool_places = {
  .name = "MaxPoolPlaces", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtPoolAttrs),
  .infer = places_infer, .window = pool_window, .forward = places_forward, .scratch = places_scratch,
  .examples = places_examples,
};

/* ---- AveragePool --------------------------------------------------------------------------- */

/* How many taps of the window at place `o` count. */
static gsize
counted (const Pool *p,
         guint       axis,
         gsize       o)
{
  const VtSliding *w = &p->a->window;
  const gssize pad = (gssize) w->pad[axis], start = (gssize) (o * w->stride[axis]) - pad;
  const gssize from = p->a->count_include_pad ? -pad : 0;
  const gssize to = (gssize) p->in[axis] + (p->a->count_include_pad ? (gssize) w->pad[axis + 2] : 0);
  gsize n = 0;

  for (gsize i = 0; i < w->kernel[axis]; i++)
    {
      const gssize at = start + (gssize) (i * w->dilation[axis]);

      n += at >= from && at < to;
    }
  return n;
}

/* One over the number of pixels that window (oy, ox) averages. */
static void
fill_weights (const Pool *p,
              gsize       oy,
              float      *weight)
{
  const gsize rows = counted (p, 0, oy);

  for (gsize ox = 0; ox < p->out[1]; ox++)
    {
      const gsize n = rows * counted (p, 1, ox);

      weight[ox] = n > 0 ? 1.f / (float) n : 0.f;
    }
}

/* y = Σ of each window. */
static void
sum_map (const Pool  *p,
         const float *x,
         float       *y)
{
  const VtSliding *w = &p->a->window;
  const gssize t = (gssize) w->stride[1], columns = (gssize) p->out[1];

  for (gsize i = 0; i < p->out[0] * p->out[1]; i++)
    y[i] = 0.f;
  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const VtVisible r = visible (p, 0, i), c = visible (p, 1, j);

        for (gssize o = r.lo; o < r.hi; o++)
          {
            const float *row = x + (o * (gssize) w->stride[0] + r.shift) * (gssize) p->in[1] + c.shift;

            for (gssize q = c.lo; q < c.hi; q++)
              y[o * columns + q] += row[q * t];
          }
      }
}

VT_CLONES static void
weigh_row (float       *restrict y,
           const float *restrict weight,
           gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    y[i] *= weight[i];
}

static void
average_forward_map (gsize    part,
                     guint    thread,
                     gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const float *x = k->x[0] + part * p.in[0] * p.in[1];
  float *y = k->y + part * p.out[0] * p.out[1], *weight = k->scratch + thread * p.out[1];
  const VtPoolFunc sum = vt_pool_kernel ()->sum;
  const gsize *pad = p.a->window.pad;
  const gboolean same = pad[0] + pad[1] + pad[2] + pad[3] == 0 && !p.a->ceil_mode;    /* weights of all rows */
  VtPoolWindow small;

  if (sum != NULL && is_small (&p, &small))
    sum (&small, x, y);
  else
    sum_map (&p, x, y);
  for (gsize oy = 0; oy < p.out[0]; oy++)
    {
      if (oy == 0 || !same)
        fill_weights (&p, oy, weight);
      weigh_row (y + oy * p.out[1], weight, p.out[1]);
    }
}

static void
average_backward_map (gsize    part,
                      guint    thread,
                      gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const VtSliding *w = &p.a->window;
  const gssize t = (gssize) w->stride[1];
  const float *dy = k->dy + part * p.out[0] * p.out[1];
  float *dx = k->dx[0] + part * p.in[0] * p.in[1], *weight = k->scratch + thread * p.out[1];

  for (gsize oy = 0; oy < p.out[0]; oy++)
    {
      fill_weights (&p, oy, weight);
      for (gsize i = 0; i < w->kernel[0]; i++)
        for (gsize j = 0; j < w->kernel[1]; j++)
          {
            const VtVisible r = visible (&p, 0, i), c = visible (&p, 1, j);

            if ((gssize) oy < r.lo || (gssize) oy >= r.hi)
              continue;

            float *row = dx + ((gssize) (oy * w->stride[0]) + r.shift) * (gssize) p.in[1] + c.shift;

            for (gssize q = c.lo; q < c.hi; q++)
              row[q * t] += dy[oy * p.out[1] + (gsize) q] * weight[q];
          }
    }
}

static void
average_forward (const VtKernel *k)
{
  for_maps (k, average_forward_map);
}

static void
average_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), average_backward_map, (gpointer) k);
}

static gsize
average_scratch (const VtOpContext *c)
{
  return MAX (1, c->n_threads) * c->y_shape->dim[c->y_shape->n_dims - 1] * sizeof (float);
}

static const VtOpExample average_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 3, 6, 8 } } },
    .attrs = &(VtPoolAttrs) { { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0 } } } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, TRUE, TRUE } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, TRUE, FALSE } },
  { .n_x = 1, .x_shape = { { 3, { 2, 2, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 1, 3 }, { 1, 2 }, { 1, 2 }, { 0, 1, 0, 2 } }, FALSE, TRUE } },
  { 0 }
};

const VtOp vt_op_average_pool = {
  .name = "AveragePool", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtPoolAttrs),
  .infer = pool_infer, .window = pool_window, .forward = average_forward, .backward = average_backward,
  .scratch = average_scratch, .examples = average_examples,
};
