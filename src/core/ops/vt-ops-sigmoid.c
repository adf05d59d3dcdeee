/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smooth activations.  Each has two loops: y = f (x), and dx += dy · f′(x). */
#include <math.h>

#include "base/vt-simd.h"
#include "ops/vt-math.h"
#include "ops/vt-op-map.h"

/* 1 / (1 + e⁻ˣ). */
VT_CLONES static void
sigmoid_forward (const float        *x,
                 float              *y,
                 gsize               n,
                 const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = vt_sigmoidf (x[i]);
}

VT_CLONES static void
sigmoid_backward (const float        *x,
                  const float        *y,
                  const float        *dy,
                  float              *dx,
                  gsize               n,
                  const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * y[i] * (1 - y[i]);
}

static const VtMap sigmoid_map = { sigmoid_forward, sigmoid_backward };
static const VtOpExample sigmoid_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, -4, 4 },
  { 0 }
};

const VtOp vt_op_sigmoid = {
  .name = "Sigmoid", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &sigmoid_map, .examples = sigmoid_examples,
};

/* tanh x. */
VT_CLONES static void
tanh_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = vt_tanhf (x[i]);
}

VT_CLONES static void
tanh_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (1 - y[i] * y[i]);
}

static const VtMap tanh_map = { tanh_forward, tanh_backward };
static const VtOpExample tanh_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, -2, 2 },
  { 0 }
};

const VtOp vt_op_tanh = {
  .name = "Tanh", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &tanh_map, .examples = tanh_examples,
};

/* ln (1 + eˣ), written so that large x stay exact. */
VT_CLONES static void
softplus_forward (const float        *x,
                  float              *y,
                  gsize               n,
                  const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = (x[i] > 0 ? x[i] : 0) + vt_log1pf_unit (vt_expf (x[i] > 0 ? -x[i] : x[i]));
}

VT_CLONES static void
softplus_backward (const float        *x,
                   const float        *y,
                   const float        *dy,
                   float              *dx,
                   gsize               n,
                   const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (1 - vt_expf (-y[i]));
}

static const VtMap softplus_map = { softplus_forward, softplus_backward };
static const VtOpExample softplus_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, -3, 3 },
  { 0 }
};

const VtOp vt_op_softplus = {
  .name = "Softplus", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &softplus_map, .examples = softplus_examples,
};

/* x / (1 + |x|). */
VT_CLONES static void
softsign_forward (const float        *x,
                  float              *y,
                  gsize               n,
                  const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] / (1 + fabsf (x[i]));
}

VT_CLONES static void
softsign_backward (const float        *x,
                   const float        *y,
                   const float        *dy,
                   float              *dx,
                   gsize               n,
                   const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (1 - fabsf (y[i])) * (1 - fabsf (y[i]));
}

static const VtMap softsign_map = { softsign_forward, softsign_backward };
static const VtOpExample softsign_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, -2, 2 },
  { 0 }
};

const VtOp vt_op_softsign = {
  .name = "Softsign", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &softsign_map, .examples = softsign_examples,
};

static inline float
mish_gate (float x)
{
  const float e = vt_expf (x > 20 ? 20 : x);

  return e * (e + 2) / (e * (e + 2) + 2);
}

/* x · tanh (ln (1 + eˣ)) (Misra 2020); with e = eˣ, tanh (ln (1 + e)) = e·(e + 2) / (e·(e + 2) +
 * 2). */
VT_CLONES static void
mish_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] * mish_gate (x[i]);
}

VT_CLONES static void
mish_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    {
      const float gate = mish_gate (x[i]);

      dx[i] += dy[i] * (gate + x[i] * (1 - gate * gate) * vt_sigmoidf (x[i]));
    }
}

static const VtMap mish_map = { mish_forward, mish_backward };
static const VtOpExample mish_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, -3, 3 },
  { 0 }
};

const VtOp vt_op_mish = {
  .name = "Mish", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &mish_map, .examples = mish_examples,
};

/* Φ(x), the normal distribution, and its approximation. */
static inline float
gelu_gate (float x)
{
  return 0.5f * (1 + vt_erff (x * 0.7071067812f));
}

static inline float
gelu_tanh_gate (float x)
{
  return 0.5f * (1 + vt_tanhf (0.7978845608f * (x + 0.044715f * x * x * x)));
}

/* x·Φ(x) (Hendrycks & Gimpel 2016), or its form with tanh when alpha is 1. */
VT_CLONES static void
gelu_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  if (a->alpha > 0)
    for (gsize i = 0; i < n; i++)
      y[i] = x[i] * gelu_tanh_gate (x[i]);
  else
    for (gsize i = 0; i < n; i++)
      y[i] = x[i] * gelu_gate (x[i]);
}

VT_CLONES static void
gelu_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  if (a->alpha > 0)
    for (gsize i = 0; i < n; i++)
      {
        const float v = x[i], t = 2 * gelu_tanh_gate (v) - 1;
        const float u = 0.7978845608f * (1 + 3 * 0.044715f * v * v);

        dx[i] += dy[i] * (0.5f * (1 + t) + 0.5f * v * (1 - t * t) * u);
      }
  else
    for (gsize i = 0; i < n; i++)
      dx[i] += dy[i] * (gelu_gate (x[i]) + x[i] * 0.3989422804f * vt_expf (-0.5f * x[i] * x[i]));
}

static const VtMap gelu_map = { gelu_forward, gelu_backward };
static const VtOpExample gelu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0 }, -3, 3 },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 1 }, -3, 3 },
  { 0 }
};

const VtOp vt_op_gelu = {
  .name = "Gelu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &gelu_map, .examples = gelu_examples,
};
