/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that convolutions and pools slide over rows and columns.  A one-dimensional operator
 * is the two-dimensional one on a map of a single row: its numbers stand in [1], and [0] is that of
 * a window of one. */
#pragma once

#include "tensor/vt-shape.h"

G_BEGIN_DECLS

typedef struct
{
  gsize kernel[2];      /* rows, columns */
  gsize stride[2];
  gsize dilation[2];
  gsize pad[4];         /* top, left, bottom, right (ONNX's order: begins, then ends) */
} VtSliding;

/* Number of places of the window on axis 0 or 1 of a map of `in` rows or columns:
 *
 *   out = ⌊(in + p₀ + p₁ − d·(k−1) − 1) / t⌋ + 1        (⌈…⌉ with ceil_mode)
 *
 * In ceil_mode a last window that would begin in the padding at the end is dropped (as PyTorch does
 * and ONNX since opset 19).  FALSE with VT_ERROR_SHAPE when a number is out of range or no window
 * fits. */
gboolean vt_sliding_out (const VtSliding *window, guint axis, gsize in, gboolean ceil_mode, gsize *out,
                        GError **error);

/* Rows and columns of an N×C×L or N×C×H×W shape; FALSE with VT_ERROR_UNSUPPORTED for any other. */
gboolean vt_sliding_map (const VtShape *shape, gsize map[2], GError **error);

/* The shape N×C×out, with as many dimensions as `like` (3 or 4). */
VtShape  vt_sliding_shape (const VtShape *like, gsize n, gsize c, const gsize out[2]);

/* Which places of the window a tap sees the map from: places lo ≤ o < hi see pixel o·stride +
 * shift. */
typedef struct
{
  gssize lo, hi;
  gssize shift;
} VtVisible;

static inline VtVisible
vt_visible (gsize pad,
            gsize tap,      /* its distance from the window's first pixel */
            gsize stride,
            gsize in,
            gsize out)
{
  const gssize shift = (gssize) tap - (gssize) pad, last = (gssize) in - 1 - shift;
  const gssize t = (gssize) stride;
  const gssize hi = last < 0 ? 0 : MIN (last / t + 1, (gssize) out);
  const gssize lo = shift >= 0 ? 0 : (-shift + t - 1) / t;

  return (VtVisible) { MIN (lo, hi), hi, shift };
}

G_END_DECLS
