/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BatchNormalization (Ioffe & Szegedy 2015): y = γ·(x − μ)/√(σ² + ε) + β per channel.
 *
 * At inference μ and σ² are the running statistics x[3], x[4].  In training they are those of
 * the batch, found in two passes in double; backward then gives the running ones the "gradient"
 * running − batch (σ² unbiased). */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-simd.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

static gboolean
batch_norm_infer (gconstpointer  attrs,
                  guint          n_x,
                  const VtShape *x_shape,
                  VtShape       *y_shape,
                  GError       **error)
{
  for (guint i = 1; i < 5; i++)
    if (x_shape[0].n_dims < 2 || vt_shape_size (&x_shape[i]) != x_shape[0].dim[1])
      {
        g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("input %u must have one number for each channel"), i + 1);
        return FALSE;
      }
  *y_shape = x_shape[0];
  return TRUE;
}

/* x as N × C × inner. */
typedef struct
{
  const VtKernel *k;
  gsize           batch, channels, inner;
} Norm;

static void
norm_init (Norm           *w,
           const VtKernel *k)
{
  const VtShape *x = &k->x_shape[0];

  *w = (Norm) { k, x->dim[0], x->dim[1], 1 };
  for (guint a = 2; a < x->n_dims; a++)
    w->inner *= x->dim[a];
}

/* Mean and variance of one channel over the batch. */
VT_CLONES static void
channel_statistics (const Norm *w,
                    gsize       c,
                    double     *mean,
                    double     *variance)
{
  const double n = (double) (w->batch * w->inner);
  double sum = 0, square = 0;

  for (gsize b = 0; b < w->batch; b++)
    {
      const float *x = w->k->x[0] + (b * w->channels + c) * w->inner;

      for (gsize i = 0; i < w->inner; i++)
        sum += (double) x[i];
    }
  *mean = sum / n;
  for (gsize b = 0; b < w->batch; b++)
    {
      const float *x = w->k->x[0] + (b * w->channels + c) * w->inner;

      for (gsize i = 0; i < w->inner; i++)
        square += ((double) x[i] - *mean) * ((double) x[i] - *mean);
    }
  *variance = square / n;
}

static void
statistics (const Norm *w,
            gsize       c,
            double     *mean,
            double     *variance)
{
  if (w->k->training)
    channel_statistics (w, c, mean, variance);
  else
    {
      *mean = (double) w->k->x[3][c];
      *variance = (double) w->k->x[4][c];
    }
}

static double
inverse_deviation (const VtKernel *k,
                   double          variance)
{
  return 1 / sqrt (MAX (variance, 0) + (double) ((const VtNormAttrs *) k->attrs)->epsilon);
}

VT_CLONES static void
scale_map (const float *x,
           float       *y,
           gsize        n,
           float        scale,
           float        shift,
           float        lo,
           float        hi)
{
  for (gsize i = 0; i < n; i++)
    {
      const float v = scale * x[i] + shift, above = v > lo ? v : lo;

      y[i] = above < hi ? above : hi;
    }
}

VT_CLONES static void
scale_map_freely (const float *x,
                  float       *y,
                  gsize        n,
                  float        scale,
                  float        shift)
{
  for (gsize i = 0; i < n; i++)
    y[i] = scale * x[i] + shift;
}

static void
forward_channel (const Norm *w,
                 gsize       c)
{
  const VtKernel *k = w->k;
  double mean, variance;

  statistics (w, c, &mean, &variance);

  const double s = (double) k->x[1][c] * inverse_deviation (k, variance);
  const float scale = (float) s, shift = (float) ((double) k->x[2][c] - mean * s);

  for (gsize b = 0; b < w->batch; b++)
    {
      const gsize at = (b * w->channels + c) * w->inner;

      if (isfinite (k->lo) || isfinite (k->hi))
        scale_map (k->x[0] + at, k->y + at, w->inner, scale, shift, k->lo, k->hi);
      else
        scale_map_freely (k->x[0] + at, k->y + at, w->inner, scale, shift);
    }
}

/* Channels that are one part: small ones take less time than to hand them out. */
static gsize
channels_of_part (const Norm *w)
{
  return MAX (1, 8192 / MAX (1, w->batch * w->inner));
}

static void
forward_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Norm *w = data;
  const gsize some = channels_of_part (w);

  for (gsize c = part * some; c < MIN ((part + 1) * some, w->channels); c++)
    forward_channel (w, c);
}

static void
batch_norm_forward (const VtKernel *k)
{
  Norm w;

  norm_init (&w, k);
  vt_parallel_for (k->pool, (w.channels + channels_of_part (&w) - 1) / channels_of_part (&w), forward_part, &w);
}

/* Σ dy and Σ dy·x̂ of one channel. */
VT_CLONES static void
channel_sums (const Norm *w,
              gsize       c,
              double      mean,
              double      inverse,
              double     *sum,
              double     *product)
{
  double s = 0, p = 0;

  for (gsize b = 0; b < w->batch; b++)
    {
      const float *x = w->k->x[0] + (b * w->channels + c) * w->inner;
      const float *dy = w->k->dy + (b * w->channels + c) * w->inner;

      for (gsize i = 0; i < w->inner; i++)
        {
          s += (double) dy[i];
          p += (double) dy[i] * ((double) x[i] - mean);
        }
    }
  *sum = s;
  *product = p * inverse;
}

static void
add_to (float *dx,
        gsize  c,
        double value)
{
  if (dx != NULL)
    dx[c] += (float) value;
}

/* dx = γ/σ·(dy − [Σ dy / n + x̂·Σ dy·x̂ / n]), the bracket in training only. */
VT_CLONES static void
backward_channel (gsize    c,
                  guint    thread,
                  gpointer data)
{
  const Norm *w = data;
  const VtKernel *k = w->k;
  const double n = (double) (w->batch * w->inner), gamma = (double) k->x[1][c];
  double mean, variance, sum = 0, product = 0;

  statistics (w, c, &mean, &variance);

  const double inverse = inverse_deviation (k, variance);

  if (k->training || k->dx[1] != NULL || k->dx[2] != NULL || k->dx[3] != NULL || k->dx[4] != NULL)
    channel_sums (w, c, mean, inverse, &sum, &product);

  const float scale = (float) (gamma * inverse);
  const float from_x = k->training ? (float) (product * inverse / n) : 0;
  const float constant = k->training ? (float) (sum / n - mean * product * inverse / n) : 0;

  for (gsize b = 0; b < w->batch && k->dx[0] != NULL; b++)
    {
      const gsize at = (b * w->channels + c) * w->inner;
      const float *x = k->x[0] + at, *dy = k->dy + at;
      float *dx = k->dx[0] + at;

      if (k->fresh)
        for (gsize i = 0; i < w->inner; i++)
          dx[i] = scale * (dy[i] - constant - from_x * x[i]);
      else
        for (gsize i = 0; i < w->inner; i++)
          dx[i] += scale * (dy[i] - constant - from_x * x[i]);
    }
  add_to (k->dx[1], c, product);
  add_to (k->dx[2], c, sum);
  if (k->training)
    {
      add_to (k->dx[3], c, (double) k->x[3][c] - mean);
      add_to (k->dx[4], c, (double) k->x[4][c] - variance * n / MAX (n - 1, 1));
    }
  else
    {
      add_to (k->dx[3], c, -sum * gamma * inverse);
      add_to (k->dx[4], c, -0.5 * product * gamma * inverse * inverse);
    }
}

static void
batch_norm_backward (const VtKernel *k)
{
  Norm w;

  norm_init (&w, k);
  vt_parallel_for (vt_shape_size (k->y_shape) >= 65536 ? k->pool : NULL, w.channels, backward_channel, &w);
}

#define BATCH_NORM_SHAPES { VT_SHAPE (2, 3, 2, 4), VT_SHAPE (3), VT_SHAPE (3), VT_SHAPE (3), VT_SHAPE (3) }

static const VtOpExample batch_norm_examples[] = {
  { 5, BATCH_NORM_SHAPES, &(const VtNormAttrs) { 1e-3f }, 0.3, 1.5 },
  { 5, BATCH_NORM_SHAPES, &(const VtNormAttrs) { 1e-3f }, 0.3, 1.5, .training = TRUE },
  { 0 }
};

const VtOp vt_op_batch_normalization = {
  .name = "BatchNormalization", .min_x = 5, .max_x = 5, .keep = VT_KEEP_INPUTS, .statistics = 1 << 3 | 1 << 4,
    .attrs_size = sizeof (VtNormAttrs), .in_place = TRUE, .writes = TRUE,
    .back_in_place = TRUE, .clamps = TRUE,
    .infer = batch_norm_infer, .forward = batch_norm_forward, .backward = batch_norm_backward,
    .window = vt_window_pointwise, .examples = batch_norm_examples,
};
