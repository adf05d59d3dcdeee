/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one number.  Each has two loops: y = f (x), and dx += dy · f′(x). */
#include <math.h>

#include "base/vt-simd.h"
#include "ops/vt-math.h"
#include "ops/vt-op-map.h"

/* x. */
VT_CLONES static void
identity_forward (const float        *x,
                  float              *y,
                  gsize               n,
                  const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i];
}

VT_CLONES static void
identity_backward (const float        *x,
                   const float        *y,
                   const float        *dy,
                   float              *dx,
                   gsize               n,
                   const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i];
}

static const VtMap identity_map = { identity_forward, identity_backward };
static const VtOpExample identity_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_identity = {
  .name = "Identity", .min_x = 1, .max_x = 1, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &identity_map, .examples = identity_examples,
};

/* −x. */
VT_CLONES static void
neg_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = -x[i];
}

VT_CLONES static void
neg_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] -= dy[i];
}

static const VtMap neg_map = { neg_forward, neg_backward };
static const VtOpExample neg_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_neg = {
  .name = "Neg", .min_x = 1, .max_x = 1, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &neg_map, .examples = neg_examples,
};

/* |x|; slope 0 at 0. */
VT_CLONES static void
abs_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = fabsf (x[i]);
}

VT_CLONES static void
abs_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (x[i] > 0 ? 1.f : x[i] < 0 ? -1.f : 0.f);
}

static const VtMap abs_map = { abs_forward, abs_backward };
static const VtOpExample abs_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_abs = {
  .name = "Abs", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &abs_map, .examples = abs_examples,
};

/* √x. */
VT_CLONES static void
sqrt_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = sqrtf (x[i]);
}

VT_CLONES static void
sqrt_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * 0.5f / y[i];
}

static const VtMap sqrt_map = { sqrt_forward, sqrt_backward };
static const VtOpExample sqrt_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, 0.5, 2 },
  { 0 }
};

const VtOp vt_op_sqrt = {
  .name = "Sqrt", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &sqrt_map, .examples = sqrt_examples,
};

/* eˣ. */
VT_CLONES static void
exp_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = expf (x[i]);
}

VT_CLONES static void
exp_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * y[i];
}

static const VtMap exp_map = { exp_forward, exp_backward };
static const VtOpExample exp_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_exp = {
  .name = "Exp", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &exp_map, .examples = exp_examples,
};

/* ln x. */
VT_CLONES static void
log_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = logf (x[i]);
}

VT_CLONES static void
log_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] / x[i];
}

static const VtMap log_map = { log_forward, log_backward };
static const VtOpExample log_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, 0.5, 2 },
  { 0 }
};

const VtOp vt_op_log = {
  .name = "Log", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &log_map, .examples = log_examples,
};

/* 1 / x. */
VT_CLONES static void
reciprocal_forward (const float        *x,
                    float              *y,
                    gsize               n,
                    const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = 1 / x[i];
}

VT_CLONES static void
reciprocal_backward (const float        *x,
                     const float        *y,
                     const float        *dy,
                     float              *dx,
                     gsize               n,
                     const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] -= dy[i] * y[i] * y[i];
}

static const VtMap reciprocal_map = { reciprocal_forward, reciprocal_backward };
static const VtOpExample reciprocal_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, 0.5, 2 },
  { 0 }
};

const VtOp vt_op_reciprocal = {
  .name = "Reciprocal", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &reciprocal_map, .examples = reciprocal_examples,
};

/* 2/√π · ∫₀ˣ e^(−t²) dt. */
VT_CLONES static void
erf_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = vt_erff (x[i]);
}

VT_CLONES static void
erf_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * 1.1283791671f * vt_expf (-x[i] * x[i]);
}

static const VtMap erf_map = { erf_forward, erf_backward };
static const VtOpExample erf_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_erf = {
  .name = "Erf", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &erf_map, .examples = erf_examples,
};

/* sin x. */
VT_CLONES static void
sin_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = sinf (x[i]);
}

VT_CLONES static void
sin_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * cosf (x[i]);
}

static const VtMap sin_map = { sin_forward, sin_backward };
static const VtOpExample sin_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_sin = {
  .name = "Sin", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &sin_map, .examples = sin_examples,
};

/* cos x. */
VT_CLONES static void
cos_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = cosf (x[i]);
}

VT_CLONES static void
cos_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] -= dy[i] * sinf (x[i]);
}

static const VtMap cos_map = { cos_forward, cos_backward };
static const VtOpExample cos_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_cos = {
  .name = "Cos", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &cos_map, .examples = cos_examples,
};

/* ⌊x⌋; no gradient flows. */
VT_CLONES static void
floor_forward (const float        *x,
               float              *y,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = floorf (x[i]);
}

static const VtMap floor_map = { floor_forward, NULL };
static const VtOpExample floor_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_floor = {
  .name = "Floor", .min_x = 1, .max_x = 1, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward,
  .window = vt_window_pointwise, .impl = &floor_map, .examples = floor_examples,
};

/* ⌈x⌉; no gradient flows. */
VT_CLONES static void
ceil_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = ceilf (x[i]);
}

static const VtMap ceil_map = { ceil_forward, NULL };
static const VtOpExample ceil_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_ceil = {
  .name = "Ceil", .min_x = 1, .max_x = 1, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward,
  .window = vt_window_pointwise, .impl = &ceil_map, .examples = ceil_examples,
};

/* To the nearest integer, halves to even; no gradient flows. */
VT_CLONES static void
round_forward (const float        *x,
               float              *y,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = rintf (x[i]);
}

static const VtMap round_map = { round_forward, NULL };
static const VtOpExample round_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_round = {
  .name = "Round", .min_x = 1, .max_x = 1, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward,
  .window = vt_window_pointwise, .impl = &round_map, .examples = round_examples,
};

/* −1, 0 or 1; no gradient flows. */
VT_CLONES static void
sign_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0;
}

static const VtMap sign_map = { sign_forward, NULL };
static const VtOpExample sign_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_sign = {
  .name = "Sign", .min_x = 1, .max_x = 1, .keep = VT_KEEP_NOTHING, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward,
  .window = vt_window_pointwise, .impl = &sign_map, .examples = sign_examples,
};
