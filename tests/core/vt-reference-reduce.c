/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References of reductions, normalisations, softmax, losses and Dropout. */
#include <math.h>
#include <string.h>

#include "ops/vt-attrs.h"
#include "vt-reference.h"

/* Whether two elements of a shape have the same indices outside the axes in the mask. */
static gboolean
together (const VtShape *shape,
          gsize          i,
          gsize          j,
          guint          axes)
{
  gsize a[VT_MAX_DIMS], b[VT_MAX_DIMS];

  unravel (shape, i, a);
  unravel (shape, j, b);
  for (guint d = 0; d < shape->n_dims; d++)
    if ((axes >> d & 1) == 0 && a[d] != b[d])
      return FALSE;
  return TRUE;
}

/* Sums over the group of element i: Σ f. */
typedef struct { double n, sum, square, abs, exp, max, min, product; } Group;

static Group
group_of (const VtShape *shape,
          const float   *x,
          gsize          i,
          guint          axes)
{
  Group g = { .max = -INFINITY, .min = INFINITY, .product = 1 };

  for (gsize j = 0; j < vt_shape_size (shape); j++)
    if (together (shape, i, j, axes))
      {
        const double v = (double) x[j];

        g.n++;
        g.sum += v;
        g.product *= v;
        g.square += v * v;
        g.abs += fabs (v);
        g.exp += exp (v);
        g.max = fmax (g.max, v);
        g.min = fmin (g.min, v);
      }
  return g;
}

static void
reduce (const Reference *r,
        guint            which)
{
  const VtReduceAttrs *a = r->e->attrs;
  gsize out = 0;

  for (gsize i = 0; i < vt_shape_size (&r->xs[0]); i++)
    {
      gsize index[VT_MAX_DIMS];
      gboolean first = TRUE;

      unravel (&r->xs[0], i, index);
      for (guint d = 0; d < r->xs[0].n_dims; d++)
        first &= (a->axes >> d & 1) == 0 || index[d] == 0;
      if (!first)
        continue;
      const Group g = group_of (&r->xs[0], r->x[0], i, a->axes);

      r->y[out++] = (const double[]) { g.sum / g.n, g.sum, g.max, g.min, g.abs, sqrt (g.square), g.square,
                                       log (g.exp), g.product }[which];
    }
}

static void
reduce_mean (const Reference *r)
{
  reduce (r, 0);
}
static void
reduce_sum (const Reference *r)
{
  reduce (r, 1);
}
static void
reduce_max (const Reference *r)
{
  reduce (r, 2);
}
static void
reduce_min (const Reference *r)
{
  reduce (r, 3);
}
static void
reduce_l1 (const Reference *r)
{
  reduce (r, 4);
}
static void
reduce_l2 (const Reference *r)
{
  reduce (r, 5);
}
static void
reduce_sum_square (const Reference *r)
{
  reduce (r, 6);
}
static void
reduce_log_sum_exp (const Reference *r)
{
  reduce (r, 7);
}

static void
reduce_prod (const Reference *r)
{
  reduce (r, 8);
}

static guint
axes_from_to (guint from,
              guint to)
{
  return (1u << to) - (1u << from);
}

static void
softmax (const Reference *r)
{
  const VtAxisAttrs *a = r->e->attrs;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    r->y[i] = exp ((double) r->x[0][i])
              / group_of (r->ys, r->x[0], i, axes_from_to (a->axis, a->end > 0 ? a->end : a->axis + 1)).exp;
}

static void
log_softmax (const Reference *r)
{
  softmax (r);
  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    r->y[i] = log (r->y[i]);
}

static void
arg (const Reference *r,
     double           sign)
{
  const VtArgAttrs *a = r->e->attrs;
  const guint axis = a->axis;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];
      double best = -INFINITY;

      unravel (r->ys, i, index);
      for (index[axis] = 0; index[axis] < r->xs[0].dim[axis]; index[axis]++)
        if (sign * (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)] > best
            || (a->last && sign * (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)] == best))
          {
            best = sign * (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)];
            r->y[i] = (double) index[axis];
          }
    }
}

static void
arg_max (const Reference *r)
{
  arg (r, 1);
}
static void
arg_min (const Reference *r)
{
  arg (r, -1);
}

/* The place that stands at rank i: the one before which exactly so many others come. */
static void
topk (const Reference *r,
      gboolean         places)
{
  const VtTopKAttrs *a = r->e->attrs;
  const double sign = a->largest ? 1 : -1;
  const gsize n = r->xs[0].dim[a->axis];

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS], rank;

      unravel (r->ys, i, index);
      rank = index[a->axis];
      for (gsize p = 0; p < n; p++)
        {
          gsize others = 0;

          index[a->axis] = p;

          const double x = (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)];

          for (gsize q = 0; q < n; q++)
            {
              index[a->axis] = q;

              const double other = (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)];

              others += sign * other > sign * x || (other == x && q < p);
            }
          if (others == rank)
            r->y[i] = places ? (double) p : x;
        }
    }
}

static void
topk_values (const Reference *r)
{
  topk (r, FALSE);
}
static void
topk_places (const Reference *r)
{
  topk (r, TRUE);
}

/* (x − μ)/√(σ² + ε) with the moments of the group. */
static double
standard (const Reference *r,
          gsize            i,
          guint            axes,
          double           epsilon)
{
  const Group g = group_of (&r->xs[0], r->x[0], i, axes);
  const double mean = g.sum / g.n;

  return ((double) r->x[0][i] - mean) / sqrt (g.square / g.n - mean * mean + epsilon);
}

static void
batch_norm (const Reference *r)
{
  const double epsilon = (double) ((const VtNormAttrs *) r->e->attrs)->epsilon;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize at[VT_MAX_DIMS];

      unravel (r->ys, i, at);
      const gsize c = at[1];
      const double hat = r->e->training ? standard (r, i, axes_from_to (0, r->ys->n_dims) & ~2u, epsilon)
                         : ((double) r->x[0][i] - (double) r->x[3][c]) / sqrt ((double) r->x[4][c] + epsilon);

      r->y[i] = (double) r->x[1][c] * hat + (double) r->x[2][c];
    }
}

static void
instance_norm (const Reference *r)
{
  const double epsilon = (double) ((const VtNormAttrs *) r->e->attrs)->epsilon;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize at[VT_MAX_DIMS];

      unravel (r->ys, i, at);
      r->y[i] = (double) r->x[1][at[1]] * standard (r, i, axes_from_to (2, r->ys->n_dims), epsilon)
                + (double) r->x[2][at[1]];
    }
}

static void
layer_norm (const Reference *r)
{
  const VtLayerNormAttrs *a = r->e->attrs;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      const gsize j = i % vt_shape_size (&r->xs[1]);

      r->y[i] = (double) r->x[1][j] * standard (r, i, axes_from_to (a->axis, r->ys->n_dims), (double) a->epsilon)
                + (r->x[2] != NULL ? (double) r->x[2][j] : 0);
    }
}

/* Which elements are kept is random; how they are scaled is not. */
static void
dropout (const Reference *r)
{
  const double ratio = (double) ((const VtDropoutAttrs *) r->e->attrs)->ratio;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    r->y[i] = !r->e->training ? (double) r->x[0][i]
              : r->got[i] == 0 ? 0 : (double) r->x[0][i] / (1 - ratio);
}

static void
cross_entropy (const Reference *r)
{
  const double ignore = (double) ((const VtLossAttrs *) r->e->attrs)->ignore;
  const gsize inner = vt_shape_size (&r->xs[1]) / r->xs[0].dim[0];

  for (gsize b = 0; b < r->xs[0].dim[0]; b++)
    {
      double n = 0;

      r->y[b] = 0;
      for (gsize j = 0; j < inner; j++)
        {
          const double label = (double) r->x[1][b * inner + j];
          const gsize at = (b * r->xs[0].dim[1] + (gsize) label) * inner + j;

          if (label == ignore)
            continue;
          n++;
          r->y[b] += log (group_of (&r->xs[0], r->x[0], at, 2).exp) - (double) r->x[0][at];
        }
      r->y[b] /= fmax (n, 1);
    }
}

static void
pair_loss (const Reference *r,
           gboolean         logistic)
{
  const double ignore = (double) ((const VtLossAttrs *) r->e->attrs)->ignore;
  const gsize n = vt_shape_size (&r->xs[0]) / r->ys->dim[0];

  for (gsize b = 0; b < r->ys->dim[0]; b++)
    {
      double count = 0;

      r->y[b] = 0;
      for (gsize i = b * n; i < (b + 1) * n; i++)
        {
          const double x = (double) r->x[0][i], t = (double) r->x[1][i], p = 1 / (1 + exp (-x));

          if (t == ignore)
            continue;
          count++;
          r->y[b] += logistic ? -t * log (p) - (1 - t) * log (1 - p) : (x - t) * (x - t);
        }
      r->y[b] /= fmax (count, 1);
    }
}

static void
mean_squared (const Reference *r)
{
  pair_loss (r, FALSE);
}
static void
logistic_loss (const Reference *r)
{
  pair_loss (r, TRUE);
}

const ReferenceEntry reference_reduce[] = {
  { "ReduceMean", reduce_mean },
  { "ReduceSum", reduce_sum },
  { "ReduceMax", reduce_max },
  { "ReduceMin", reduce_min },
  { "ReduceL1", reduce_l1 },
  { "ReduceL2", reduce_l2 },
  { "ReduceSumSquare", reduce_sum_square },
  { "ReduceLogSumExp", reduce_log_sum_exp },
  { "ReduceProd", reduce_prod },
  { "TopK", topk_values },
  { "TopKPlaces", topk_places },
  { "ArgMax", arg_max },
  { "ArgMin", arg_min },
  { "Softmax", softmax },
  { "LogSoftmax", log_softmax },
  { "BatchNormalization", batch_norm },
  { "InstanceNormalization", instance_norm },
  { "LayerNormalization", layer_norm },
  { "Dropout", dropout },
  { "SoftmaxCrossEntropy", cross_entropy },
  { "MeanSquaredError", mean_squared },
  { "LogisticLoss", logistic_loss },
  { NULL }
};
