/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons, logic and choice.  A truth value is 1 or 0 here, and every number but 0 is true.  No
 * gradient flows through a truth value; through Where it flows to the side that was chosen. */
#include "base/vt-simd.h"
#include "ops/vt-op-map.h"
#include "ops/vt-op-pair.h"

#define TRUTH(name, says) \
  static inline float \
  name (float a, \
        float b) \
  { \
    return (says) ? 1 : 0; \
  } \
 \
  VT_CLONES static void \
    name ## _row (const float *a, \
                  gsize step_a, \
                  const float *b, \
                  gsize step_b, \
                  float       *y, \
                  gsize n) \
  { \
    vt_pair_row (a, step_a, b, step_b, y, n, name); \
  } \
 \
  static const VtPair name ## _pair = { name ## _row, { NULL, NULL } }

TRUTH (equal, a == b);
TRUTH (greater, a > b);
TRUTH (greater_or_equal, a >= b);
TRUTH (less, a < b);
TRUTH (less_or_equal, a <= b);
TRUTH (both, a != 0 && b != 0);
TRUTH (either, a != 0 || b != 0);
TRUTH (one_only, (a != 0) != (b != 0));

static const VtOpExample compare_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) } },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (2, 3, 4) }, .whole = 3, .whole_n = 3 },
  { 2, { VT_SHAPE (2, 1, 3), VT_SHAPE (4, 1) }, .whole = 3, .whole_n = 2 },
  { 0 }
};

#define COMPARE \
  .min_x = 2, .max_x = 2, .infer = vt_pair_infer, .forward = vt_pair_forward, .window = vt_window_pointwise, \
  .examples = compare_examples

const VtOp vt_op_equal = { .name = "Equal", .impl = &equal_pair, COMPARE };
const VtOp vt_op_greater = { .name = "Greater", .impl = &greater_pair, COMPARE };
const VtOp vt_op_greater_or_equal = { .name = "GreaterOrEqual", .impl = &greater_or_equal_pair, COMPARE };
const VtOp vt_op_less = { .name = "Less", .impl = &less_pair, COMPARE };
const VtOp vt_op_less_or_equal = { .name = "LessOrEqual", .impl = &less_or_equal_pair, COMPARE };
const VtOp vt_op_and = { .name = "And", .impl = &both_pair, COMPARE };
const VtOp vt_op_or = { .name = "Or", .impl = &either_pair, COMPARE };
const VtOp vt_op_xor = { .name = "Xor", .impl = &one_only_pair, COMPARE };

VT_CLONES static void
not_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] == 0 ? 1 : 0;
}

static const VtMap not_map = { not_forward, NULL };
static const VtOpExample not_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, .whole = 1, .whole_n = 3 },
  { 0 }
};

const VtOp vt_op_not = {
  .name = "Not", .min_x = 1, .max_x = 1, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward,
  .window = vt_window_pointwise, .impl = &not_map, .examples = not_examples,
};

/* ---- Where: y = a where the condition is true, else b ------------------------------------------ */

static gboolean
where_infer (gconstpointer  attrs,
             guint          n_x,
             const VtShape *x_shape,
             VtShape       *y_shape,
             GError       **error)
{
  return vt_shape_broadcast (&x_shape[1], &x_shape[2], y_shape, error)
         && vt_shape_broadcast (&x_shape[0], y_shape, y_shape, error);
}

/* A walk over y sees the condition and one side. */
typedef struct
{
  const float *from;
  gboolean     when;
} Side;

static void
choose_row (const VtKernel    *k,
            const VtBroadcast *bc,
            const gsize        at[2],
            gsize              y_at,
            gsize              n,
            gpointer           data)
{
  const Side *side = data;
  const float *c = k->x[0] + at[0], *x = side->from + at[1];
  float *y = k->y + y_at;

  for (gsize i = 0; i < n; i++)
    if ((c[i * bc->step[0]] != 0) == side->when)
      y[i] = x[i * bc->step[1]];
}

static void
where_forward (const VtKernel *k)
{
  for (guint i = 1; i < 3; i++)
    {
      Side side = { k->x[i], i == 1 };
      VtBroadcast bc;

      vt_broadcast_init (&bc, k->y_shape, &k->x_shape[0], &k->x_shape[i]);
      vt_broadcast_each (k, &bc, k->pool, choose_row, &side);
    }
}

static inline float
chosen (float c,
        float x)
{
  return c != 0 ? 1 : 0;
}

static inline float
left (float c,
      float x)
{
  return c != 0 ? 0 : 1;
}

VT_CLONES static void
chosen_row (const float *c,
            gsize        step_c,
            const float *x,
            gsize        step_x,
            float       *g,
            gsize        n)
{
  vt_pair_row (c, step_c, x, step_x, g, n, chosen);
}

VT_CLONES static void
left_row (const float *c,
          gsize        step_c,
          const float *x,
          gsize        step_x,
          float       *g,
          gsize        n)
{
  vt_pair_row (c, step_c, x, step_x, g, n, left);
}

static void
where_backward (const VtKernel *k)
{
  for (guint i = 1; i < 3; i++)
    if (k->dx[i] != NULL)
      {
        VtPairGrad grad = {
          .dx = k->dx[i], .sum = (double *) (gpointer) k->scratch, .operand = 1, .a = k->x[0], .b = k->x[i],
          .slope = i == 1 ? chosen_row : left_row, .scale = 1,
        };
        VtBroadcast bc;

        vt_broadcast_init (&bc, k->y_shape, &k->x_shape[0], &k->x_shape[i]);
        vt_pair_grad (k, &bc, vt_shape_size (&k->x_shape[i]), &grad);
      }
}

static const VtOpExample where_examples[] = {
  { 3, { VT_SHAPE (2, 3, 4), VT_SHAPE (2, 3, 4), VT_SHAPE (2, 3, 4) }, .whole = 1, .whole_n = 2 },
  { 3, { VT_SHAPE (2, 1, 4), VT_SHAPE (3, 1), VT_SHAPE (1) }, .whole = 1, .whole_n = 2 },
  { 3, { VT_SHAPE (1, 3, 1), VT_SHAPE (2, 3, 4), VT_SHAPE (4) }, .whole = 1, .whole_n = 2 },
  { 0 }
};

const VtOp vt_op_where = {
  .name = "Where", .min_x = 3, .max_x = 3, .keep = VT_KEEP_INPUTS,
  .infer = where_infer, .forward = where_forward, .backward = where_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .examples = where_examples,
};
