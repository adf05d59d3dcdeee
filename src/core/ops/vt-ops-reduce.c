/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reductions over a set of axes, in double, and ArgMax / ArgMin.
 *
 * A walk over x sees y as an operand that is broadcast to it: along a row of x, y stands still
 * or advances. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op-broadcast.h"

/* How a member treats a row.  The accumulator holds one double per element of y, `extra` a
 * second. */
typedef struct
{
  double start;
  double (*add)(double sum, double x);
  double (*finish)(double sum, double n);
  /* dy/dx; `ties` counts the x equal to y. */
  double (*slope)(double x, double y, double n, double ties);
} Reduce;

static VtShape
kept_shape (const VtReduceAttrs *r,
            const VtShape       *x)
{
  VtShape y = *x;

  for (guint a = 0; a < x->n_dims; a++)
    if ((r->axes >> a & 1) != 0)
      y.dim[a] = 1;
  return y;
}

static gboolean
reduce_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  const VtReduceAttrs *r = attrs;
  const VtShape kept = kept_shape (r, x_shape);

  if (x_shape->n_dims < 32 && (r->axes >> x_shape->n_dims) != 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("an axis to reduce does not exist"));
      return FALSE;
    }
  *y_shape = kept;
  if (!r->keep_dims)
    {
      y_shape->n_dims = 0;
      for (guint a = 0; a < kept.n_dims; a++)
        if ((r->axes >> a & 1) == 0)
          y_shape->dim[y_shape->n_dims++] = kept.dim[a];
    }
  return TRUE;
}

static gsize
reduce_scratch (const VtOpContext *c)
{
  return vt_shape_size (c->y_shape) * sizeof (double);
}

typedef struct
{
  const Reduce *reduce;
  double       *sum;
  double        n;          /* elements that make one of y */
} Walk;

static void
walk_init (Walk           *w,
           VtBroadcast    *bc,
           const VtKernel *k)
{
  const VtShape kept = kept_shape (k->attrs, &k->x_shape[0]);
  const gsize size = vt_shape_size (k->y_shape);

  vt_broadcast_init (bc, &k->x_shape[0], &kept, NULL);
  w->reduce = k->op->impl;
  w->sum = (double *) (gpointer) k->scratch;
  w->n = (double) vt_shape_size (&k->x_shape[0]) / (double) MAX (size, 1);
}

/* Rows that each make one element of y of their own may run in parallel. */
static VtPool *
pool_for (const VtKernel    *k,
          const VtBroadcast *bc)
{
  return bc->step[0] == 0 && bc->n < 16384 && bc->n_rows == vt_shape_size (k->y_shape) ? k->pool : NULL;
}

static void
add_row (const VtKernel    *k,
         const VtBroadcast *bc,
         const gsize        at[2],
         gsize              x_at,
         gsize              n,
         gpointer           data)
{
  const Walk *w = data;
  const float *x = k->x[0] + x_at;
  double *sum = w->sum + at[0];

  for (gsize i = 0; i < n; i++)
    sum[i * bc->step[0]] = w->reduce->add (sum[i * bc->step[0]], (double) x[i]);
}

static void
reduce_forward (const VtKernel *k)
{
  const gsize size = vt_shape_size (k->y_shape);
  VtBroadcast bc;
  Walk w;

  walk_init (&w, &bc, k);
  for (gsize i = 0; i < size; i++)
    w.sum[i] = w.reduce->start;
  vt_broadcast_each (k, &bc, pool_for (k, &bc), add_row, &w);
  for (gsize i = 0; i < size; i++)
    k->y[i] = (float) w.reduce->finish (w.sum[i], w.n);
}

static void
count_ties_row (const VtKernel    *k,
                const VtBroadcast *bc,
                const gsize        at[2],
                gsize              x_at,
                gsize              n,
                gpointer           data)
{
  const Walk *w = data;

  for (gsize i = 0; i < n; i++)
    w->sum[at[0] + i * bc->step[0]] += k->x[0][x_at + i] == k->y[at[0] + i * bc->step[0]];
}

static void
slope_row (const VtKernel    *k,
           const VtBroadcast *bc,
           const gsize        at[2],
           gsize              x_at,
           gsize              n,
           gpointer           data)
{
  const Walk *w = data;
  float *dx = k->dx[0] + x_at;

  for (gsize i = 0; i < n; i++)
    {
      const gsize y = at[0] + i * bc->step[0];

      dx[i] += (float) ((double) k->dy[y] * w->reduce->slope ((double) k->x[0][x_at + i], (double) k->y[y],
                                                              w->n, w->sum[y]));
    }
}

static void
reduce_backward (const VtKernel *k)
{
  VtBroadcast bc;
  Walk w;

  if (k->dx[0] == NULL || vt_shape_size (k->y_shape) == 0)
    return;
  walk_init (&w, &bc, k);
  memset (w.sum, 0, vt_shape_size (k->y_shape) * sizeof (double));
  vt_broadcast_each (k, &bc, pool_for (k, &bc), count_ties_row, &w);
  vt_broadcast_each (k, &bc, k->pool, slope_row, &w);
}

/* A reduction over rows or columns sees the whole map. */
static gboolean
reduce_window (gconstpointer  attrs,
               const VtShape *x_shape,
               const VtShape *y_shape,
               VtWindow      *window)
{
  const VtReduceAttrs *r = attrs;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  if (x_shape->n_dims < 4)
    return TRUE;
  if ((r->axes >> (x_shape->n_dims - 2)) != 0)
    window->reach = VT_REACH_GLOBAL;
  return window->reach == VT_REACH_GLOBAL || y_shape->n_dims == x_shape->n_dims;
}

static double
plus (double sum,
      double x)
{
  return sum + x;
}
static double
plus_abs (double sum,
          double x)
{
  return sum + fabs (x);
}
static double
plus_square (double sum,
             double x)
{
  return sum + x * x;
}
static double
larger (double sum,
        double x)
{
  return x > sum ? x : sum;
}
static double
smaller (double sum,
         double x)
{
  return x < sum ? x : sum;
}
static double
same (double sum,
      double n)
{
  return sum;
}
static double
over_n (double sum,
        double n)
{
  return sum / n;
}
static double
root (double sum,
      double n)
{
  return sqrt (sum);
}

/* ln Σ eˣ grown one by one: l ← max + ln (1 + e^(min − max)). */
static double
log_plus_exp (double l,
              double x)
{
  const double hi = x > l ? x : l, lo = x > l ? l : x;

  return isinf (lo) ? hi : hi + log1p (exp (lo - hi));
}

static double
by_sum (double x,
        double y,
        double n,
        double t)
{
  return 1;
}
static double
by_mean (double x,
         double y,
         double n,
         double t)
{
  return 1 / n;
}
/* Equal extremes share the gradient. */
static double
by_extreme (double x,
            double y,
            double n,
            double t)
{
  return x == y ? 1 / t : 0;
}
static double
by_abs (double x,
        double y,
        double n,
        double t)
{
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}
static double
by_root (double x,
         double y,
         double n,
         double t)
{
  return y > 0 ? x / y : 0;
}
static double
by_square (double x,
           double y,
           double n,
           double t)
{
  return 2 * x;
}
static double
by_exp (double x,
        double y,
        double n,
        double t)
{
  return exp (x - y);
}

static const Reduce reduce_mean = { 0, plus, over_n, by_mean };
static const Reduce reduce_sum = { 0, plus, same, by_sum };
static const Reduce reduce_max = { -HUGE_VAL, larger, same, by_extreme };
static const Reduce reduce_min = { HUGE_VAL, smaller, same, by_extreme };
static const Reduce reduce_l1 = { 0, plus_abs, same, by_abs };
static const Reduce reduce_l2 = { 0, plus_square, root, by_root };
static const Reduce reduce_sum_square = { 0, plus_square, same, by_square };
static const Reduce reduce_log_sum_exp = { -HUGE_VAL, log_plus_exp, same, by_exp };

static const VtOpExample reduce_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4, 5) }, &(const VtReduceAttrs) { 1 << 2 | 1 << 3, TRUE } },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtReduceAttrs) { 1 << 1, FALSE } },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtReduceAttrs) { 1 << 2, TRUE } },
  { 0 }
};

#define REDUCE \
  .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS | VT_KEEP_OUTPUT, .attrs_size = sizeof (VtReduceAttrs), \
  .infer = reduce_infer, .forward = reduce_forward, .backward = reduce_backward, \
  .scratch = reduce_scratch, .window = reduce_window, .examples = reduce_examples

const VtOp vt_op_reduce_mean = { .name = "ReduceMean", .impl = &reduce_mean, REDUCE };
const VtOp vt_op_reduce_sum = { .name = "ReduceSum", .impl = &reduce_sum, REDUCE };
const VtOp vt_op_reduce_max = { .name = "ReduceMax", .impl = &reduce_max, REDUCE };
const VtOp vt_op_reduce_min = { .name = "ReduceMin", .impl = &reduce_min, REDUCE };
const VtOp vt_op_reduce_l1 = { .name = "ReduceL1", .impl = &reduce_l1, REDUCE };
const VtOp vt_op_reduce_l2 = { .name = "ReduceL2", .impl = &reduce_l2, REDUCE };
const VtOp vt_op_reduce_sum_square = { .name = "ReduceSumSquare", .impl = &reduce_sum_square, REDUCE };
const VtOp vt_op_reduce_log_sum_exp = { .name = "ReduceLogSumExp", .impl = &reduce_log_sum_exp, REDUCE };

/* ---- ReduceProd: its slope by x is the product of the others, which y / x is not where x is 0 ---- */

static double
times (double product,
       double x)
{
  return product * x;
}

/* Beside each element of y: how many zeros it is made of, and the product of the rest. */
static void
part_zeros_row (const VtKernel    *k,
                const VtBroadcast *bc,
                const gsize        at[2],
                gsize              x_at,
                gsize              n,
                gpointer           data)
{
  const Walk *w = data;
  double *zeros = w->sum + vt_shape_size (k->y_shape);

  for (gsize i = 0; i < n; i++)
    {
      const gsize y = at[0] + i * bc->step[0];

      if (k->x[0][x_at + i] == 0)
        zeros[y]++;
      else
        w->sum[y] *= (double) k->x[0][x_at + i];
    }
}

static void
others_row (const VtKernel    *k,
            const VtBroadcast *bc,
            const gsize        at[2],
            gsize              x_at,
            gsize              n,
            gpointer           data)
{
  const Walk *w = data;
  const double *zeros = w->sum + vt_shape_size (k->y_shape);
  float *dx = k->dx[0] + x_at;

  for (gsize i = 0; i < n; i++)
    {
      const gsize y = at[0] + i * bc->step[0];
      const double x = (double) k->x[0][x_at + i];
      const double others = x == 0 ? (zeros[y] == 1 ? w->sum[y] : 0) : zeros[y] == 0 ? w->sum[y] / x : 0;

      dx[i] += (float) ((double) k->dy[y] * others);
    }
}

static void
prod_backward (const VtKernel *k)
{
  const gsize size = vt_shape_size (k->y_shape);
  VtBroadcast bc;
  Walk w;

  if (k->dx[0] == NULL || size == 0)
    return;
  walk_init (&w, &bc, k);
  for (gsize i = 0; i < size; i++)
    {
      w.sum[i] = 1;
      w.sum[size + i] = 0;
    }
  vt_broadcast_each (k, &bc, pool_for (k, &bc), part_zeros_row, &w);
  vt_broadcast_each (k, &bc, k->pool, others_row, &w);
}

static gsize
prod_scratch (const VtOpContext *c)
{
  return 2 * reduce_scratch (c);
}

static const VtOpExample prod_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtReduceAttrs) { 1 << 1, FALSE }, 0.5, 2 },
  { 1, { VT_SHAPE (2, 3, 4, 5) }, &(const VtReduceAttrs) { 1 << 2, TRUE }, -2, 2 },
  { 1, { VT_SHAPE (2, 4, 3) }, &(const VtReduceAttrs) { 1 << 2, TRUE }, .whole = 1, .whole_n = 3 },
  { 0 }
};

static const Reduce reduce_prod = { 1, times, same, NULL };

const VtOp vt_op_reduce_prod = {
  .name = "ReduceProd", .impl = &reduce_prod, .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS | VT_KEEP_OUTPUT,
  .attrs_size = sizeof (VtReduceAttrs), .infer = reduce_infer, .forward = reduce_forward, .backward = prod_backward,
  .scratch = prod_scratch, .window = reduce_window, .examples = prod_examples,
};

/* ---- ArgMax and ArgMin: the first (or last) index of the extreme, as a float; the axis stays
 * with length 1 ---- */

static gboolean
arg_infer (gconstpointer  attrs,
           guint          n_x,
           const VtShape *x_shape,
           VtShape       *y_shape,
           GError       **error)
{
  const guint axis = ((const VtArgAttrs *) attrs)->axis;

  if (axis >= x_shape->n_dims || x_shape->dim[axis] == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("axis %u does not exist or is empty"), axis);
      return FALSE;
    }
  *y_shape = x_shape[0];
  y_shape->dim[axis] = 1;
  return TRUE;
}

static void
arg_forward (const VtKernel *k)
{
  const VtArgAttrs *arg = k->attrs;
  const guint axis = arg->axis;
  const float sign = *(const float *) k->op->impl;
  const gsize n = k->x_shape[0].dim[axis], size = vt_shape_size (k->y_shape);
  gsize inner = 1;

  for (guint a = axis + 1; a < k->x_shape[0].n_dims; a++)
    inner *= k->x_shape[0].dim[a];
  for (gsize i = 0; i < size; i++)
    {
      const float *x = k->x[0] + i / inner * n * inner + i % inner;
      gsize best = 0;

      for (gsize j = 1; j < n; j++)
        if (sign * x[j * inner] > sign * x[best * inner] || (arg->last && x[j * inner] == x[best * inner]))
          best = j;
      k->y[i] = (float) best;
    }
}

static const float largest = 1, smallest = -1;
static const VtOpExample arg_examples[] = {
  { 1, { VT_SHAPE (2, 5, 3) }, &(const VtArgAttrs) { 1, FALSE } },
  { 1, { VT_SHAPE (2, 7, 3) }, &(const VtArgAttrs) { 1, FALSE }, .whole = 1, .whole_n = 3 },
  { 1, { VT_SHAPE (2, 7, 3) }, &(const VtArgAttrs) { 1, TRUE }, .whole = 1, .whole_n = 3 },
  { 0 }
};

const VtOp vt_op_arg_max = {
  .name = "ArgMax", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtArgAttrs), .impl = &largest,
  .infer = arg_infer, .forward = arg_forward, .examples = arg_examples,
};

const VtOp vt_op_arg_min = {
  .name = "ArgMin", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtArgAttrs), .impl = &smallest,
  .infer = arg_infer, .forward = arg_forward, .examples = arg_examples,
};
