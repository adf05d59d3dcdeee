/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic of two operands with broadcasting.  Each member is three formulas: the value and
 * the slopes by a and by b. */
#include <math.h>

#include "base/vt-simd.h"
#include "ops/vt-op-pair.h"

static inline float
add (float a,
     float b)
{
  return a + b;
}

VT_CLONES static void
add_row (const float *a,
         gsize        step_a,
         const float *b,
         gsize        step_b,
         float       *y,
         gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, add);
}

static const VtPair add_pair = { add_row, { NULL, NULL } };
static const VtOpExample add_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4, 5), VT_SHAPE (2, 3, 4, 5) } },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) } },
  { 2, { VT_SHAPE (1, 3, 1), VT_SHAPE (2, 1, 4) } },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 2, 3) } },
  { 0 }
};

const VtOp vt_op_add = {
  .name = "Add", .min_x = 2, .max_x = 2, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .sums = TRUE, .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &add_pair, .examples = add_examples,
};

static inline float
sub (float a,
     float b)
{
  return a - b;
}

static inline float
sub_by_b (float a,
          float b)
{
  return -1;
}

VT_CLONES static void
sub_row (const float *a,
         gsize        step_a,
         const float *b,
         gsize        step_b,
         float       *y,
         gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, sub);
}

VT_CLONES static void
sub_by_b_row (const float *a,
              gsize        step_a,
              const float *b,
              gsize        step_b,
              float       *y,
              gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, sub_by_b);
}

static const VtPair sub_pair = { sub_row, { NULL, sub_by_b_row } };
static const VtOpExample sub_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4, 5), VT_SHAPE (2, 3, 4, 5) } },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) } },
  { 2, { VT_SHAPE (1, 3, 1), VT_SHAPE (2, 1, 4) } },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 2, 3) } },
  { 0 }
};

const VtOp vt_op_sub = {
  .name = "Sub", .min_x = 2, .max_x = 2, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &sub_pair, .examples = sub_examples,
};

static inline float
mul (float a,
     float b)
{
  return a * b;
}

static inline float
mul_by_a (float a,
          float b)
{
  return b;
}

static inline float
mul_by_b (float a,
          float b)
{
  return a;
}

VT_CLONES static void
mul_row (const float *a,
         gsize        step_a,
         const float *b,
         gsize        step_b,
         float       *y,
         gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, mul);
}

VT_CLONES static void
mul_by_a_row (const float *a,
              gsize        step_a,
              const float *b,
              gsize        step_b,
              float       *y,
              gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, mul_by_a);
}

VT_CLONES static void
mul_by_b_row (const float *a,
              gsize        step_a,
              const float *b,
              gsize        step_b,
              float       *y,
              gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, mul_by_b);
}

static const VtPair mul_pair = { mul_row, { mul_by_a_row, mul_by_b_row } };
static const VtOpExample mul_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4, 5), VT_SHAPE (2, 3, 4, 5) } },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) } },
  { 2, { VT_SHAPE (1, 3, 1), VT_SHAPE (2, 1, 4) } },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 2, 3) } },
  { 0 }
};

const VtOp vt_op_mul = {
  .name = "Mul", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &mul_pair, .examples = mul_examples,
};

static inline float
divide (float a,
        float b)
{
  return a / b;
}

static inline float
divide_by_a (float a,
             float b)
{
  return 1 / b;
}

static inline float
divide_by_b (float a,
             float b)
{
  return -a / (b * b);
}

VT_CLONES static void
divide_row (const float *a,
            gsize        step_a,
            const float *b,
            gsize        step_b,
            float       *y,
            gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, divide);
}

VT_CLONES static void
divide_by_a_row (const float *a,
                 gsize        step_a,
                 const float *b,
                 gsize        step_b,
                 float       *y,
                 gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, divide_by_a);
}

VT_CLONES static void
divide_by_b_row (const float *a,
                 gsize        step_a,
                 const float *b,
                 gsize        step_b,
                 float       *y,
                 gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, divide_by_b);
}

static const VtPair divide_pair = { divide_row, { divide_by_a_row, divide_by_b_row } };
static const VtOpExample divide_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4, 5), VT_SHAPE (2, 3, 4, 5) }, NULL, 0.5, 2 },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) }, NULL, 0.5, 2 },
  { 2, { VT_SHAPE (1, 3, 1), VT_SHAPE (2, 1, 4) }, NULL, 0.5, 2 },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 2, 3) }, NULL, 0.5, 2 },
  { 0 }
};

const VtOp vt_op_div = {
  .name = "Div", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &divide_pair, .examples = divide_examples,
};

/* Squares are common (norms) and must not cost a powf. */
static inline float
power (float a,
       float b)
{
  return b == 2 ? a * a : powf (a, b);
}

static inline float
power_by_a (float a,
            float b)
{
  return b == 2 ? 2 * a : b * powf (a, b - 1);
}

static inline float
power_by_b (float a,
            float b)
{
  return a > 0 ? powf (a, b) * logf (a) : 0;
}

VT_CLONES static void
power_row (const float *a,
           gsize        step_a,
           const float *b,
           gsize        step_b,
           float       *y,
           gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, power);
}

VT_CLONES static void
power_by_a_row (const float *a,
                gsize        step_a,
                const float *b,
                gsize        step_b,
                float       *y,
                gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, power_by_a);
}

VT_CLONES static void
power_by_b_row (const float *a,
                gsize        step_a,
                const float *b,
                gsize        step_b,
                float       *y,
                gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, power_by_b);
}

static const VtPair power_pair = { power_row, { power_by_a_row, power_by_b_row } };
static const VtOpExample power_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4, 5), VT_SHAPE (2, 3, 4, 5) }, NULL, 0.5, 2 },
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) }, NULL, 0.5, 2 },
  { 2, { VT_SHAPE (1, 3, 1), VT_SHAPE (2, 1, 4) }, NULL, 0.5, 2 },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 2, 3) }, NULL, 0.5, 2 },
  { 0 }
};

const VtOp vt_op_pow = {
  .name = "Pow", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &power_pair, .examples = power_examples,
};

static inline float
prelu (float a,
       float b)
{
  return a > 0 ? a : b * a;
}

static inline float
prelu_by_a (float a,
            float b)
{
  return a > 0 ? 1 : b;
}

static inline float
prelu_by_b (float a,
            float b)
{
  return a > 0 ? 0 : a;
}

VT_CLONES static void
prelu_row (const float *a,
           gsize        step_a,
           const float *b,
           gsize        step_b,
           float       *y,
           gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, prelu);
}

VT_CLONES static void
prelu_by_a_row (const float *a,
                gsize        step_a,
                const float *b,
                gsize        step_b,
                float       *y,
                gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, prelu_by_a);
}

VT_CLONES static void
prelu_by_b_row (const float *a,
                gsize        step_a,
                const float *b,
                gsize        step_b,
                float       *y,
                gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, prelu_by_b);
}

static const VtPair prelu_pair = { prelu_row, { prelu_by_a_row, prelu_by_b_row } };
static const VtOpExample prelu_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) } },
  { 2, { VT_SHAPE (2, 3, 2, 2), VT_SHAPE (3, 1, 1) } },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (1) } },
  { 0 }
};

const VtOp vt_op_prelu = {
  .name = "PRelu", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &prelu_pair, .examples = prelu_examples,
};

/* The rest of a / b, with the sign of a (C's fmod); it jumps where a / b is whole. */
static inline float
rest (float a,
      float b)
{
  return fmodf (a, b);
}

static inline float
rest_by_a (float a,
           float b)
{
  return 1;
}

static inline float
rest_by_b (float a,
           float b)
{
  return -truncf (a / b);
}

static void
rest_row (const float *a,
          gsize        step_a,
          const float *b,
          gsize        step_b,
          float       *y,
          gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, rest);
}

static void
rest_by_a_row (const float *a,
               gsize        step_a,
               const float *b,
               gsize        step_b,
               float       *y,
               gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, rest_by_a);
}

VT_CLONES static void
rest_by_b_row (const float *a,
               gsize        step_a,
               const float *b,
               gsize        step_b,
               float       *y,
               gsize        n)
{
  vt_pair_row (a, step_a, b, step_b, y, n, rest_by_b);
}

static const VtPair rest_pair = { rest_row, { rest_by_a_row, rest_by_b_row } };
static const VtOpExample rest_examples[] = {
  { 2, { VT_SHAPE (2, 3, 4), VT_SHAPE (3, 1) }, NULL, 1, 3 },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 3) }, NULL, 2, 9 },
  { 0 }
};

const VtOp vt_op_mod = {
  .name = "Mod", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = vt_pair_infer, .forward = vt_pair_forward, .backward = vt_pair_backward,
  .scratch = vt_pair_scratch, .window = vt_window_pointwise, .impl = &rest_pair, .examples = rest_examples,
};
