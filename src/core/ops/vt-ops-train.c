/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What training needs: Dropout and losses.  A loss gives one number per sample: the mean over
 * the sample's positions or elements that are not ignored. */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

/* ---- Dropout (Srivastava et al. 2014), inverted: kept numbers grow by 1 / (1 − ratio) ---- */

/* One uniform number per element, without state: splitmix64 of the element's number. */
static inline float
dropout_factor (const VtKernel *k,
                gsize           i)
{
  const float ratio = ((const VtDropoutAttrs *) k->attrs)->ratio;
  const guint64 z = vt_rng_scatter (k->seed + i * VT_RNG_STEP);

  return (float) (z >> 40) * 0x1p-24f < ratio ? 0 : 1 / (1 - ratio);
}

static gboolean
dropout_infer (gconstpointer  attrs,
               guint          n_x,
               const VtShape *x_shape,
               VtShape       *y_shape,
               GError       **error)
{
  const float ratio = ((const VtDropoutAttrs *) attrs)->ratio;

  if (!(ratio >= 0 && ratio < 1))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("a dropout ratio of %g is not in 0…1"), (double) ratio);
      return FALSE;
    }
  *y_shape = x_shape[0];
  return TRUE;
}

static void
dropout_forward (const VtKernel *k)
{
  const gsize n = vt_shape_size (k->y_shape);

  if (k->training)
    for (gsize i = 0; i < n; i++)
      k->y[i] = k->x[0][i] * dropout_factor (k, i);
  else if (k->y != k->x[0])
    for (gsize i = 0; i < n; i++)
      k->y[i] = k->x[0][i];
}

static void
dropout_backward (const VtKernel *k)
{
  const gsize n = vt_shape_size (k->y_shape);

  for (gsize i = 0; i < n && k->dx[0] != NULL; i++)
    {
      const float d = k->training ? k->dy[i] * dropout_factor (k, i) : k->dy[i];

      k->dx[0][i] = k->fresh ? d : k->dx[0][i] + d;
    }
}

static const VtOpExample dropout_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtDropoutAttrs) { 0.4f } },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtDropoutAttrs) { 0.4f }, .training = TRUE },
  { 0 }
};

const VtOp vt_op_dropout = {
  .name = "Dropout", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtDropoutAttrs), .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = dropout_infer, .forward = dropout_forward, .backward = dropout_backward,
  .window = vt_window_pointwise, .examples = dropout_examples,
};

/* ---- SoftmaxCrossEntropy: −ln softmax(x)[label], logits N×C×inner, labels N×inner ---- */

static gboolean
cross_entropy_infer (gconstpointer  attrs,
                     guint          n_x,
                     const VtShape *x_shape,
                     VtShape       *y_shape,
                     GError       **error)
{
  const VtShape *x = &x_shape[0];

  if (x->n_dims < 2 || x->dim[1] == 0
      || vt_shape_size (&x_shape[1]) != vt_shape_size (x) / x->dim[1])
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("there must be one label for each position"));
      return FALSE;
    }
  *y_shape = (VtShape) { 1, { x->dim[0] } };
  return TRUE;
}

/* The class at position j of sample b, or −1 when it takes no part. */
static gssize
label_at (const VtKernel *k,
          gsize           at)
{
  const float label = k->x[1][at];

  if (label == ((const VtLossAttrs *) k->attrs)->ignore || !(label >= 0)
      || label >= (float) k->x_shape[0].dim[1])
    return -1;
  return (gssize) label;
}

static double
log_sum_exp (const float *x,
             gsize        n,
             gsize        step)
{
  double top = -INFINITY, sum = 0;

  for (gsize i = 0; i < n; i++)
    top = MAX (top, (double) x[i * step]);
  for (gsize i = 0; i < n; i++)
    sum += exp ((double) x[i * step] - top);
  return top + log (sum);
}

static gsize
labelled (const VtKernel *k,
          gsize           b,
          gsize           inner)
{
  gsize n = 0;

  for (gsize j = 0; j < inner; j++)
    n += label_at (k, b * inner + j) >= 0;
  return n;
}

static void
cross_entropy_forward (const VtKernel *k)
{
  const gsize batch = k->x_shape[0].dim[0], classes = k->x_shape[0].dim[1];
  const gsize inner = vt_shape_size (&k->x_shape[1]) / MAX (batch, 1);

  for (gsize b = 0; b < batch; b++)
    {
      double sum = 0;

      for (gsize j = 0; j < inner; j++)
        {
          const float *x = k->x[0] + b * classes * inner + j;
          const gssize label = label_at (k, b * inner + j);

          if (label >= 0)
            sum += log_sum_exp (x, classes, inner) - (double) x[(gsize) label * inner];
        }
      k->y[b] = (float) (sum / (double) MAX (labelled (k, b, inner), 1));
    }
}

/* d/dx = softmax(x) − 1[label] */
static void
cross_entropy_backward (const VtKernel *k)
{
  const gsize batch = k->x_shape[0].dim[0], classes = k->x_shape[0].dim[1];
  const gsize inner = vt_shape_size (&k->x_shape[1]) / MAX (batch, 1);

  for (gsize b = 0; b < batch && k->dx[0] != NULL; b++)
    {
      const double g = (double) k->dy[b] / (double) MAX (labelled (k, b, inner), 1);

      for (gsize j = 0; j < inner; j++)
        {
          const gsize at = b * classes * inner + j;
          const float *x = k->x[0] + at;
          const gssize label = label_at (k, b * inner + j);
          const double l = label >= 0 ? log_sum_exp (x, classes, inner) : 0;

          for (gsize c = 0; c < classes && label >= 0; c++)
            k->dx[0][at + c * inner] += (float) (g * (exp ((double) x[c * inner] - l)
                                                      - (c == (gsize) label ? 1 : 0)));
        }
    }
}

static const VtOpExample cross_entropy_examples[] = {
  { 2, { VT_SHAPE (3, 4), VT_SHAPE (3) }, &(const VtLossAttrs) { -1 }, -2, 2, .whole = 2, .whole_n = 4 },
  { 2, { VT_SHAPE (2, 4, 3), VT_SHAPE (2, 3) }, &(const VtLossAttrs) { 1 }, -2, 2, .whole = 2, .whole_n = 4 },
  { 0 }
};

const VtOp vt_op_softmax_cross_entropy = {
  .name = "SoftmaxCrossEntropy", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS,
  .attrs_size = sizeof (VtLossAttrs), .infer = cross_entropy_infer, .forward = cross_entropy_forward,
  .backward = cross_entropy_backward, .examples = cross_entropy_examples,
};

/* ---- Losses of pairs of numbers: a formula of (x, t) and its slopes, averaged over a sample
 * ---- */

typedef struct
{
  double (*loss)(double x, double t);
  double (*slope[2])(double x, double t);
} PairLoss;

static gboolean
pair_loss_infer (gconstpointer  attrs,
                 guint          n_x,
                 const VtShape *x_shape,
                 VtShape       *y_shape,
                 GError       **error)
{
  if (x_shape[0].n_dims < 1 || vt_shape_size (&x_shape[0]) != vt_shape_size (&x_shape[1]))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("there must be one target for each number"));
      return FALSE;
    }
  *y_shape = (VtShape) { 1, { x_shape[0].dim[0] } };
  return TRUE;
}

static void
pair_loss_forward (const VtKernel *k)
{
  const PairLoss *p = k->op->impl;
  const float ignore = ((const VtLossAttrs *) k->attrs)->ignore;
  const gsize batch = k->y_shape->dim[0], n = vt_shape_size (&k->x_shape[0]) / MAX (batch, 1);

  for (gsize b = 0; b < batch; b++)
    {
      const float *x = k->x[0] + b * n, *t = k->x[1] + b * n;
      double sum = 0, count = 0;

      for (gsize i = 0; i < n; i++)
        if (t[i] != ignore)
          {
            sum += p->loss ((double) x[i], (double) t[i]);
            count++;
          }
      k->y[b] = (float) (sum / MAX (count, 1));
    }
}

static void
pair_loss_backward (const VtKernel *k)
{
  const PairLoss *p = k->op->impl;
  const float ignore = ((const VtLossAttrs *) k->attrs)->ignore;
  const gsize batch = k->y_shape->dim[0], n = vt_shape_size (&k->x_shape[0]) / MAX (batch, 1);

  for (gsize b = 0; b < batch; b++)
    {
      const float *x = k->x[0] + b * n, *t = k->x[1] + b * n;
      double count = 0;

      for (gsize i = 0; i < n; i++)
        count += t[i] != ignore;
      for (guint j = 0; j < 2; j++)
        for (gsize i = 0; i < n && k->dx[j] != NULL; i++)
          if (t[i] != ignore)
            k->dx[j][b * n + i] += (float) ((double) k->dy[b] * p->slope[j] ((double) x[i], (double) t[i])
                                            / count);
    }
}

static double
square (double x,
        double t)
{
  return (x - t) * (x - t);
}
static double
square_by_x (double x,
             double t)
{
  return 2 * (x - t);
}
static double
square_by_t (double x,
             double t)
{
  return 2 * (t - x);
}

/* −t·ln σ(x) − (1 − t)·ln (1 − σ(x)) = max (x, 0) − x·t + ln (1 + e^−|x|) */
static double
logistic (double x,
          double t)
{
  return MAX (x, 0) - x * t + log1p (exp (-fabs (x)));
}

static double
logistic_by_x (double x,
               double t)
{
  return 1 / (1 + exp (-x)) - t;
}
static double
logistic_by_t (double x,
               double t)
{
  return -x;
}

static const PairLoss mean_squared = { square, { square_by_x, square_by_t } };
static const PairLoss logistic_loss = { logistic, { logistic_by_x, logistic_by_t } };
static const VtOpExample pair_loss_examples[] = {
  { 2, { VT_SHAPE (3, 4), VT_SHAPE (3, 4) }, &(const VtLossAttrs) { -9 }, 0, 1 },
  { 2, { VT_SHAPE (2, 3, 2), VT_SHAPE (2, 6) }, &(const VtLossAttrs) { 1 }, .whole = 2, .whole_n = 2 },
  { 0 }
};

const VtOp vt_op_mean_squared_error = {
  .name = "MeanSquaredError", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS,
  .attrs_size = sizeof (VtLossAttrs), .infer = pair_loss_infer, .forward = pair_loss_forward,
  .backward = pair_loss_backward, .impl = &mean_squared, .examples = pair_loss_examples,
};

const VtOp vt_op_logistic_loss = {
  .name = "LogisticLoss", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS,
  .attrs_size = sizeof (VtLossAttrs), .infer = pair_loss_infer, .forward = pair_loss_forward,
  .backward = pair_loss_backward, .impl = &logistic_loss, .examples = pair_loss_examples,
};
