/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations made of straight pieces and exponentials below zero.  Each has two loops: y = f
 * (x), and dx += dy · f′(x). */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-simd.h"
#include "ops/vt-math.h"
#include "ops/vt-op-map.h"

static gboolean
relu_as_clamp (gconstpointer attrs,
               float        *lo,
               float        *hi)
{
  *lo = 0;
  *hi = INFINITY;
  return TRUE;
}

static gboolean
clip_as_clamp (gconstpointer attrs,
               float        *lo,
               float        *hi)
{
  const VtUnaryAttrs *a = attrs;

  *lo = a->alpha;
  *hi = a->beta;
  return a->alpha <= a->beta;
}

/* The gradient is found from the output, which tells the branch only when the slope is not
 * negative. */
static gboolean
slope_infer (gconstpointer  attrs,
             guint          n_x,
             const VtShape *x_shape,
             VtShape       *y_shape,
             GError       **error)
{
  const VtUnaryAttrs *a = attrs;

  if (!(a->alpha >= 0))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("a negative alpha (%g) is not supported"),
                   (double) a->alpha);
      return FALSE;
    }
  *y_shape = x_shape[0];
  return TRUE;
}

/* max (x, 0); slope 0 at 0, as everywhere else. */
VT_CLONES static void
relu_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
}

VT_CLONES static void
relu_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (y[i] > 0 ? 1.f : 0.f);
}

static const VtMap relu_map = { relu_forward, relu_backward };
static const VtOpExample relu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL },
  { 0 }
};

const VtOp vt_op_relu = {
  .name = "Relu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE, .as_clamp = relu_as_clamp,
  .window = vt_window_pointwise, .impl = &relu_map, .examples = relu_examples,
};

/* x for x > 0, else α·x. */
VT_CLONES static void
leaky_relu_forward (const float        *x,
                    float              *y,
                    gsize               n,
                    const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    y[i] = x[i] * (x[i] > 0 ? 1.f : alpha);
}

VT_CLONES static void
leaky_relu_backward (const float        *x,
                     const float        *y,
                     const float        *dy,
                     float              *dx,
                     gsize               n,
                     const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (y[i] > 0 ? 1.f : alpha);
}

static const VtMap leaky_relu_map = { leaky_relu_forward, leaky_relu_backward };
static const VtOpExample leaky_relu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0.1f } },
  { 0 }
};

const VtOp vt_op_leaky_relu = {
  .name = "LeakyRelu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = slope_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &leaky_relu_map, .examples = leaky_relu_examples,
};

/* x for x > α, else 0. */
VT_CLONES static void
thresholded_relu_forward (const float        *x,
                          float              *y,
                          gsize               n,
                          const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > alpha ? x[i] : 0;
}

VT_CLONES static void
thresholded_relu_backward (const float        *x,
                           const float        *y,
                           const float        *dy,
                           float              *dx,
                           gsize               n,
                           const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (x[i] > alpha ? 1.f : 0.f);
}

static const VtMap thresholded_relu_map = { thresholded_relu_forward, thresholded_relu_backward };
static const VtOpExample thresholded_relu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0.3f } },
  { 0 }
};

const VtOp vt_op_thresholded_relu = {
  .name = "ThresholdedRelu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &thresholded_relu_map, .examples = thresholded_relu_examples,
};

/* x for x > 0, else α·(eˣ − 1) (Clevert et al. 2016). */
VT_CLONES static void
elu_forward (const float        *x,
             float              *y,
             gsize               n,
             const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : alpha * (vt_expf (x[i]) - 1);
}

VT_CLONES static void
elu_backward (const float        *x,
              const float        *y,
              const float        *dy,
              float              *dx,
              gsize               n,
              const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (y[i] > 0 ? 1.f : y[i] + alpha);
}

static const VtMap elu_map = { elu_forward, elu_backward };
static const VtOpExample elu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0.7f } },
  { 0 }
};

const VtOp vt_op_elu = {
  .name = "Elu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = slope_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &elu_map, .examples = elu_examples,
};

/* x for x > 0, else α·(e^(x/α) − 1) (Barron 2017). */
VT_CLONES static void
celu_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : alpha * (vt_expf (x[i] / alpha) - 1);
}

VT_CLONES static void
celu_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (y[i] > 0 ? 1.f : y[i] / alpha + 1);
}

static const VtMap celu_map = { celu_forward, celu_backward };
static const VtOpExample celu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0.7f } },
  { 0 }
};

const VtOp vt_op_celu = {
  .name = "Celu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = slope_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &celu_map, .examples = celu_examples,
};

/* γ·x for x > 0, else γ·α·(eˣ − 1), with γ in beta (Klambauer et al. 2017). */
VT_CLONES static void
selu_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;
  const float gamma = a->beta;

  for (gsize i = 0; i < n; i++)
    y[i] = gamma * (x[i] > 0 ? x[i] : alpha * (vt_expf (x[i]) - 1));
}

VT_CLONES static void
selu_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;
  const float gamma = a->beta;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (y[i] > 0 ? gamma : y[i] + gamma * alpha);
}

static const VtMap selu_map = { selu_forward, selu_backward };
static const VtOpExample selu_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 1.6732632f, 1.0507010f } },
  { 0 }
};

const VtOp vt_op_selu = {
  .name = "Selu", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = slope_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &selu_map, .examples = selu_examples,
};

/* min (max (x, lo), hi); slope 0 on the bounds. */
VT_CLONES static void
clip_forward (const float        *x,
              float              *y,
              gsize               n,
              const VtUnaryAttrs *a)
{
  const float lo = a->alpha;
  const float hi = a->beta;

  for (gsize i = 0; i < n; i++)
    {
      const float v = x[i] < lo ? lo : x[i];

      y[i] = v > hi ? hi : v;
    }
}

VT_CLONES static void
clip_backward (const float        *x,
               const float        *y,
               const float        *dy,
               float              *dx,
               gsize               n,
               const VtUnaryAttrs *a)
{
  const float lo = a->alpha;
  const float hi = a->beta;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * ((y[i] > lo ? 1.f : 0.f) * (y[i] < hi ? 1.f : 0.f));
}

static const VtMap clip_map = { clip_forward, clip_backward };
static const VtOpExample clip_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0, 0.6f } },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { -FLT_MAX, 0.5f } },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0.5f, -0.5f } },
  { 0 }
};

const VtOp vt_op_clip = {
  .name = "Clip", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = vt_map_infer,
  .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE, .as_clamp = clip_as_clamp,
  .window = vt_window_pointwise, .impl = &clip_map, .examples = clip_examples,
};

/* min (max (α·x + β, 0), 1). */
VT_CLONES static void
hard_sigmoid_forward (const float        *x,
                      float              *y,
                      gsize               n,
                      const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;
  const float beta = a->beta;

  for (gsize i = 0; i < n; i++)
    {
      const float v = alpha * x[i] + beta;

      y[i] = v < 0 ? 0 : v > 1 ? 1 : v;
    }
}

VT_CLONES static void
hard_sigmoid_backward (const float        *x,
                       const float        *y,
                       const float        *dy,
                       float              *dx,
                       gsize               n,
                       const VtUnaryAttrs *a)
{
  const float alpha = a->alpha;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * ((y[i] > 0 ? alpha : 0.f) * (y[i] < 1 ? 1.f : 0.f));
}

static const VtMap hard_sigmoid_map = { hard_sigmoid_forward, hard_sigmoid_backward };
static const VtOpExample hard_sigmoid_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtUnaryAttrs) { 0.2f, 0.5f }, -5, 5 },
  { 0 }
};

const VtOp vt_op_hard_sigmoid = {
  .name = "HardSigmoid", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .in_place = TRUE,
  .attrs_size = sizeof (VtUnaryAttrs), .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &hard_sigmoid_map, .examples = hard_sigmoid_examples,
};

/* x · min (max (x + 3, 0), 6) / 6 (Howard et al. 2019). */
VT_CLONES static void
hard_swish_forward (const float        *x,
                    float              *y,
                    gsize               n,
                    const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] * (x[i] < -3 ? 0.f : x[i] > 3 ? 6.f : x[i] + 3) / 6;
}

VT_CLONES static void
hard_swish_backward (const float        *x,
                     const float        *y,
                     const float        *dy,
                     float              *dx,
                     gsize               n,
                     const VtUnaryAttrs *a)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (x[i] <= -3 ? 0.f : x[i] >= 3 ? 1.f : (2 * x[i] + 3) / 6);
}

static const VtMap hard_swish_map = { hard_swish_forward, hard_swish_backward };
static const VtOpExample hard_swish_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, NULL, -5, 5 },
  { 0 }
};

const VtOp vt_op_hard_swish = {
  .name = "HardSwish", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .in_place = TRUE,
  .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward,
  .writes = TRUE, .back_in_place = TRUE,
  .window = vt_window_pointwise, .impl = &hard_swish_map, .examples = hard_swish_examples,
};
