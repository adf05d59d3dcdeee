/* SPDX-License-Identifier: GPL-3.0-or-later */
/* InstanceNormalization (Ulyanov et al. 2016) and LayerNormalization (Ba et al. 2016): rows of
 * numbers are brought to mean 0 and variance 1, then scaled and shifted: y = γ·(x − μ)/√(σ² + ε)
 * + β.
 *
 * In an instance the row is one channel of one picture and γ, β are numbers; in a layer the row
 * is the trailing axes and γ, β are rows too. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

typedef struct
{
  const VtKernel *k;
  gsize           rows, n;
  gsize           channels;     /* 0: γ and β are rows */
  double          epsilon;
} Rows;

static void
moments (const float *x,
         gsize        n,
         double       epsilon,
         double      *mean,
         double      *inverse)
{
  double sum = 0, square = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) x[i];
  *mean = sum / (double) n;
  for (gsize i = 0; i < n; i++)
    square += ((double) x[i] - *mean) * ((double) x[i] - *mean);
  *inverse = 1 / sqrt (square / (double) n + epsilon);
}

static void
forward_row (gsize    row,
             guint    thread,
             gpointer data)
{
  const Rows *w = data;
  const VtKernel *k = w->k;
  const float *x = k->x[0] + row * w->n, *bias = k->n_x > 2 ? k->x[2] : NULL;
  float *y = k->y + row * w->n;
  double mean, inverse;

  moments (x, w->n, w->epsilon, &mean, &inverse);

  const float m = (float) mean, s = (float) inverse;

  if (w->channels > 0)
    {
      const gsize c = row % w->channels;

      for (gsize i = 0; i < w->n; i++)
        y[i] = k->x[1][c] * ((x[i] - m) * s) + bias[c];
    }
  else
    for (gsize i = 0; i < w->n; i++)
      y[i] = k->x[1][i] * ((x[i] - m) * s) + (bias != NULL ? bias[i] : 0);
}

/* Sums over the rows of a whole batch are made in double: dγ first, then dβ, in scratch. */
static gsize
sums_scratch (const VtOpContext *c)
{
  return c->backward ? 2 * vt_shape_size (&c->x_shape[1]) * sizeof (double) : 0;
}

/* With g = γ·dy and x̂ = (x − μ)/σ: dx = (g − mean g − x̂·mean (g·x̂)) / σ, dγ = Σ dy·x̂, dβ = Σ
 * dy. */
static void
backward_row (const Rows *w,
              gsize       row)
{
  const VtKernel *k = w->k;
  const gsize c = w->channels > 0 ? row % w->channels : 0, step = w->channels > 0 ? 0 : 1;
  const float *x = k->x[0] + row * w->n, *dy = k->dy + row * w->n, *gamma = k->x[1] + c;
  float *dx = k->dx[0] != NULL ? k->dx[0] + row * w->n : NULL;
  double *d_gamma = (double *) (gpointer) k->scratch, *d_beta = d_gamma + vt_shape_size (&k->x_shape[1]);
  double mean, inverse, sum = 0, product = 0;

  moments (x, w->n, w->epsilon, &mean, &inverse);
  for (gsize i = 0; i < w->n; i++)
    {
      const double g = (double) gamma[i * step] * (double) dy[i];

      sum += g;
      product += g * ((double) x[i] - mean) * inverse;
    }
  sum /= (double) w->n;
  product /= (double) w->n;
  for (gsize i = 0; i < w->n; i++)
    {
      const double hat = ((double) x[i] - mean) * inverse, g = (double) gamma[i * step] * (double) dy[i];

      if (dx != NULL)
        dx[i] += (float) ((g - sum - hat * product) * inverse);
      d_gamma[c + i * step] += (double) dy[i] * hat;
      d_beta[c + i * step] += (double) dy[i];
    }
}

static void
backward_rows (const Rows *w)
{
  const VtKernel *k = w->k;
  const gsize n = vt_shape_size (&k->x_shape[1]);
  double *sums = (double *) (gpointer) k->scratch;

  memset (sums, 0, 2 * n * sizeof (double));
  for (gsize row = 0; row < w->rows; row++)
    backward_row (w, row);
  for (guint j = 1; j < k->n_x; j++)
    for (gsize i = 0; i < n && k->dx[j] != NULL; i++)
      k->dx[j][i] += (float) sums[(j - 1) * n + i];
}

static void
rows_init (Rows           *w,
           const VtKernel *k,
           guint           axis,
           gsize           channels,
           float           epsilon)
{
  *w = (Rows) { k, 1, 1, channels, (double) epsilon };
  for (guint a = 0; a < k->y_shape->n_dims; a++)
    *(a < axis ? &w->rows : &w->n) *= k->y_shape->dim[a];
}

static gboolean
instance_infer (gconstpointer  attrs,
                guint          n_x,
                const VtShape *x_shape,
                VtShape       *y_shape,
                GError       **error)
{
  for (guint i = 1; i < 3; i++)
    if (x_shape[0].n_dims < 3 || vt_shape_size (&x_shape[i]) != x_shape[0].dim[1])
      {
        g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("input %u must have one number for each channel"), i + 1);
        return FALSE;
      }
  *y_shape = x_shape[0];
  return TRUE;
}

static gboolean
layer_infer (gconstpointer  attrs,
             guint          n_x,
             const VtShape *x_shape,
             VtShape       *y_shape,
             GError       **error)
{
  const guint axis = ((const VtLayerNormAttrs *) attrs)->axis;
  gsize n = 1;

  for (guint a = axis; a < x_shape[0].n_dims; a++)
    n *= x_shape[0].dim[a];
  for (guint i = 1; i < n_x; i++)
    if (axis >= x_shape[0].n_dims || (vt_op_has (n_x, x_shape, i) && vt_shape_size (&x_shape[i]) != n))
      {
        g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("input %u must be as large as a row"), i + 1);
        return FALSE;
      }
  *y_shape = x_shape[0];
  return TRUE;
}

static void
instance_init (Rows           *w,
               const VtKernel *k)
{
  rows_init (w, k, 2, k->x_shape[0].dim[1], ((const VtNormAttrs *) k->attrs)->epsilon);
}

static void
layer_init (Rows           *w,
            const VtKernel *k)
{
  const VtLayerNormAttrs *a = k->attrs;

  rows_init (w, k, a->axis, 0, a->epsilon);
}

static void
instance_forward (const VtKernel *k)
{
  Rows w;

  instance_init (&w, k);
  vt_parallel_for (k->pool, w.rows, forward_row, &w);
}

static void
instance_backward (const VtKernel *k)
{
  Rows w;

  instance_init (&w, k);
  backward_rows (&w);
}

static void
layer_forward (const VtKernel *k)
{
  Rows w;

  layer_init (&w, k);
  vt_parallel_for (w.rows * w.n >= 65536 ? k->pool : NULL, w.rows, forward_row, &w);
}

static void
layer_backward (const VtKernel *k)
{
  Rows w;

  layer_init (&w, k);
  backward_rows (&w);
}

static gboolean
instance_window (gconstpointer  attrs,
                 const VtShape *x_shape,
                 const VtShape *y_shape,
                 VtWindow      *window)
{
  vt_window_pointwise (attrs, x_shape, y_shape, window);
  window->reach = VT_REACH_GLOBAL;
  return TRUE;
}

static gboolean
layer_window (gconstpointer  attrs,
              const VtShape *x_shape,
              const VtShape *y_shape,
              VtWindow      *window)
{
  vt_window_pointwise (attrs, x_shape, y_shape, window);
  if (x_shape->n_dims >= 4)
    window->reach = VT_REACH_GLOBAL;
  return TRUE;
}

static const VtOpExample instance_examples[] = {
  { 3, { VT_SHAPE (2, 3, 3, 4), VT_SHAPE (3), VT_SHAPE (3) }, &(const VtNormAttrs) { 1e-2f } },
  { 0 }
};
static const VtOpExample layer_examples[] = {
  { 3, { VT_SHAPE (2, 3, 6), VT_SHAPE (6), VT_SHAPE (6) }, &(const VtLayerNormAttrs) { 1e-2f, 2 } },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 4) }, &(const VtLayerNormAttrs) { 1e-2f, 1 } },
  { 0 }
};

const VtOp vt_op_instance_normalization = {
  .name = "InstanceNormalization", .min_x = 3, .max_x = 3, .keep = VT_KEEP_INPUTS,
  .attrs_size = sizeof (VtNormAttrs), .in_place = TRUE,
  .infer = instance_infer, .forward = instance_forward, .backward = instance_backward,
  .scratch = sums_scratch, .window = instance_window, .examples = instance_examples,
};

const VtOp vt_op_layer_normalization = {
  .name = "LayerNormalization", .min_x = 2, .max_x = 3, .keep = VT_KEEP_INPUTS,
  .attrs_size = sizeof (VtLayerNormAttrs), .in_place = TRUE,
  .infer = layer_infer, .forward = layer_forward, .backward = layer_backward,
  .scratch = sums_scratch, .window = layer_window, .examples = layer_examples,
};
