/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of angles and their inverses, of the circle and of the hyperbola. */
#include <math.h>

#include "ops/vt-op-map.h"

/* A member is its value and its slope, in x and y. */
#define ANGLE(id, Name, reads, value, slope, from, to) \
  static void \
  id ## _forward (const float        *xs, \
                  float              *ys, \
                  gsize n, \
                  const VtUnaryAttrs *a) \
  { \
    for (gsize i = 0; i < n; i++) \
      { \
        const float x = xs[i]; \
 \
        ys[i] = (value); \
      } \
  } \
 \
  static void \
    id ## _backward (const float        *xs, \
                     const float        *ys, \
                     const float        *dy, \
                     float              *dx, \
                     gsize n, \
                     const VtUnaryAttrs *a) \
  { \
    const float *read = reads == VT_KEEP_INPUTS ? xs : ys; \
 \
    for (gsize i = 0; i < n; i++) \
      { \
        const float x = read[i]; \
 \
        dx[i] += dy[i] * (slope); \
      } \
  } \
 \
  static const VtMap id ## _map = { id ## _forward, id ## _backward }; \
  static const VtOpExample id ## _examples[] = { \
    { 1, { VT_SHAPE (2, 3, 4) }, NULL, from, to }, \
    { 0 } \
  }; \
 \
  const VtOp vt_op_ ## id = { \
    .name = Name, .min_x = 1, .max_x = 1, .keep = reads, .in_place = TRUE, .writes = TRUE, .back_in_place = TRUE, \
    .infer = vt_map_infer, .forward = vt_map_forward, .backward = vt_map_backward, .window = vt_window_pointwise, \
    .impl = &id ## _map, .examples = id ## _examples, \
  }

/* In the slope x is y where the output is read. */
ANGLE (tan, "Tan", VT_KEEP_OUTPUT, tanf (x), 1 + x * x, -1, 1);
ANGLE (asin, "Asin", VT_KEEP_INPUTS, asinf (x), 1 / sqrtf (1 - x * x), -0.8, 0.8);
ANGLE (acos, "Acos", VT_KEEP_INPUTS, acosf (x), -1 / sqrtf (1 - x * x), -0.8, 0.8);
ANGLE (atan, "Atan", VT_KEEP_INPUTS, atanf (x), 1 / (1 + x * x), -2, 2);
ANGLE (sinh, "Sinh", VT_KEEP_INPUTS, sinhf (x), coshf (x), -2, 2);
ANGLE (cosh, "Cosh", VT_KEEP_INPUTS, coshf (x), sinhf (x), -2, 2);
ANGLE (asinh, "Asinh", VT_KEEP_INPUTS, asinhf (x), 1 / sqrtf (x * x + 1), -2, 2);
ANGLE (acosh, "Acosh", VT_KEEP_INPUTS, acoshf (x), 1 / sqrtf (x * x - 1), 1.5, 3);
ANGLE (atanh, "Atanh", VT_KEEP_INPUTS, atanhf (x), 1 / (1 - x * x), -0.8, 0.8);
