/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Max, Min, Sum, Mean of any number of operands with broadcasting: y starts as the first operand
 * and takes in the others one by one. */
#include "base/vt-simd.h"
#include "ops/vt-op-pair.h"

typedef struct
{
  void (*join)(const float *y, gsize step_y, const float *x, gsize step_x, float *out, gsize n);
  /* Slope by x of a row of (x, y); NULL: 1. */
  void (*slope)(const float *x, gsize step_x, const float *y, gsize step_y, float *g, gsize n);
  gboolean mean;
} Variadic;

static gboolean
variadic_infer (gconstpointer  attrs,
                guint          n_x,
                const VtShape *x_shape,
                VtShape       *y_shape,
                GError       **error)
{
  *y_shape = x_shape[0];
  for (guint i = 1; i < n_x; i++)
    if (!vt_shape_broadcast (y_shape, &x_shape[i], y_shape, error))
      return FALSE;
  return TRUE;
}

typedef struct { const float *x; float scale; } Operand;

static void
copy_row (const VtKernel    *k,
          const VtBroadcast *bc,
          const gsize        at[2],
          gsize              y_at,
          gsize              n,
          gpointer           data)
{
  const float *x = ((const Operand *) data)->x + at[0];

  for (gsize i = 0; i < n; i++)
    k->y[y_at + i] = x[i * bc->step[0]];
}

static void
join_row (const VtKernel    *k,
          const VtBroadcast *bc,
          const gsize        at[2],
          gsize              y_at,
          gsize              n,
          gpointer           data)
{
  const Variadic *v = k->op->impl;
  float *y = k->y + y_at;

  v->join (y, 1, ((const Operand *) data)->x + at[0], bc->step[0], y, n);
}

static void
scale_row (const VtKernel    *k,
           const VtBroadcast *bc,
           const gsize        at[2],
           gsize              y_at,
           gsize              n,
           gpointer           data)
{
  for (gsize i = 0; i < n; i++)
    k->y[y_at + i] *= ((const Operand *) data)->scale;
}

static void
variadic_forward (const VtKernel *k)
{
  const Variadic *v = k->op->impl;
  VtBroadcast bc;

  for (guint i = 0; i < k->n_x; i++)
    {
      Operand operand = { k->x[i], 0 };

      vt_broadcast_init (&bc, k->y_shape, &k->x_shape[i], NULL);
      if (i > 0 || k->x[0] != k->y)
        vt_broadcast_each (k, &bc, k->pool, i == 0 ? copy_row : join_row, &operand);
    }
  if (v->mean)
    {
      Operand operand = { NULL, 1.f / (float) k->n_x };

      vt_broadcast_init (&bc, k->y_shape, k->y_shape, NULL);
      vt_broadcast_each (k, &bc, k->pool, scale_row, &operand);
    }
}

static void
variadic_backward (const VtKernel *k)
{
  const Variadic *v = k->op->impl;

  for (guint i = 0; i < k->n_x; i++)
    if (k->dx[i] != NULL)
      {
        VtPairGrad grad = {
          .dx = k->dx[i], .sum = (double *) (gpointer) k->scratch, .operand = 0, .a = k->x[i], .b = k->y,
          .slope = v->slope, .scale = v->mean ? 1.f / (float) k->n_x : 1,
        };
        VtBroadcast bc;

        vt_broadcast_init (&bc, k->y_shape, &k->x_shape[i], k->y_shape);
        vt_pair_grad (k, &bc, vt_shape_size (&k->x_shape[i]), &grad);
      }
}

static inline float
plus (float a,
      float b)
{
  return a + b;
}
static inline float
larger (float a,
        float b)
{
  return a > b ? a : b;
}
static inline float
smaller (float a,
         float b)
{
  return a < b ? a : b;
}
/* Operands that are equal to the extreme each get the gradient. */
static inline float
is_extreme (float x,
            float y)
{
  return x == y ? 1 : 0;
}

VT_CLONES static void
plus_row (const float *a,
          gsize        step_a,
          const float *b,
          gsize        step_b,
          float       *y,
          gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, plus);
}

VT_CLONES static void
larger_row (const float *a,
            gsize        step_a,
            const float *b,
            gsize        step_b,
            float       *y,
            gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, larger);
}

VT_CLONES static void
smaller_row (const float *a,
             gsize        step_a,
             const float *b,
             gsize        step_b,
             float       *y,
             gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, smaller);
}

VT_CLONES static void
is_extreme_row (const float *a,
                gsize        step_a,
                const float *b,
                gsize        step_b,
                float       *y,
                gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, is_extreme);
}

static const Variadic max = { larger_row, is_extreme_row, FALSE };
static const Variadic min = { smaller_row, is_extreme_row, FALSE };
static const Variadic sum = { plus_row, NULL, FALSE };
static const Variadic mean = { plus_row, NULL, TRUE };

static const VtOpExample variadic_examples[] = {
  { 3, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1), VT_SHAPE (2, 1, 4) } },
  { 1, { VT_SHAPE (2, 3) } },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 2, 3) } },
  { 0 }
};

const VtOp vt_op_max = {
  .name = "Max", .min_x = 1, .max_x = VT_MAX_INPUTS, .keep = VT_KEEP_INPUTS | VT_KEEP_OUTPUT,
  .infer = variadic_infer, .forward = variadic_forward, .backward = variadic_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &max, .examples = variadic_examples,
};

const VtOp vt_op_min = {
  .name = "Min", .min_x = 1, .max_x = VT_MAX_INPUTS, .keep = VT_KEEP_INPUTS | VT_KEEP_OUTPUT,
  .infer = variadic_infer, .forward = variadic_forward, .backward = variadic_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &min, .examples = variadic_examples,
};

const VtOp vt_op_sum = {
  .name = "Sum", .min_x = 1, .max_x = VT_MAX_INPUTS, .in_place = TRUE,
  .infer = variadic_infer, .forward = variadic_forward, .backward = variadic_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &sum, .examples = variadic_examples,
};

const VtOp vt_op_mean = {
  .name = "Mean", .min_x = 1, .max_x = VT_MAX_INPUTS, .in_place = TRUE,
  .infer = variadic_infer, .forward = variadic_forward, .backward = variadic_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &mean, .examples = variadic_examples,
};
