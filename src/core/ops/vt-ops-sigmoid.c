/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smooth activations.  Each has two loops: y = f (x), and dx += dy · f′(x). */
#include <math.h>

#include "ops/vt-math.h"
#include "ops/vt-op-map.h"

/* 1 / (1 + e⁻ˣ). */
static void
sigmoid_forward (const float        *x,
                 float              *y,
                 gsize               n,
                 const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = vt_sigmoidf (x[i]);
}

static void
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
static void
tanh_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = tanhf (x[i]);
}

static void
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
static void
softplus_forward (const float        *x,
                  float              *y,
                  gsize               n,
                  const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = fmaxf (x[i], 0) + log1pf (expf (-fabsf (x[i])));
}

static void
softplus_backward (const float        *x,
                   const float        *y,
                   const float        *dy,
                   float              *dx,
                   gsize               n,
                   const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (1 - expf (-y[i]));
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
static void
softsign_forward (const float        *x,
                  float              *y,
                  gsize               n,
                  const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] / (1 + fabsf (x[i]));
}

static void
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

/* x · tanh (ln (1 + eˣ)) (Misra 2020); with e = eˣ, tanh (ln (1 + e)) = e·(e + 2) / (e·(e + 2) + 2). */
static void
mish_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] * mish_gate (x[i]);
}

static void
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
  return 0.5f * (1 + erff (x * 0.7071067812f));
}

static inline float
gelu_tanh_gate (float x)
{
  return 0.5f * (1 + tanhf (0.7978845608f * (x + 0.044715f * x * x * x)));
}

/* x·Φ(x) (Hendrycks & Gimpel 2016), or its form with tanh when alpha is 1. */
static void
gelu_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] * (a->alpha > 0 ? gelu_tanh_gate (x[i]) : gelu_gate (x[i]));
}

static void
gelu_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    {
      const float v = x[i];

      if (a->alpha > 0)
        {
          const float t = 2 * gelu_tanh_gate (v) - 1, u = 0.7978845608f * (1 + 3 * 0.044715f * v * v);

          dx[i] += dy[i] * (0.5f * (1 + t) + 0.5f * v * (1 - t * t) * u);
        }
      else
        dx[i] += dy[i] * (gelu_gate (v) + v * 0.3989422804f * expf (-0.5f * v * v));
    }
}

static const VtMap gelu_map = { gelu_forward, gelu_backward };
static const VtOpExample gelu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0 }, -3, 3 },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 1 }, -3, 3 },
  { 0 }
};

const VtOp vt_op_gelu = {
  .name = "Gelu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE, .attrs_size = sizeof (VtUnaryAttrs),
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &gelu_map, .examples = gelu_examples,
};
