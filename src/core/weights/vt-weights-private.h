/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the readers. */
#pragma once

#include "weights/vt-weights.h"

G_BEGIN_DECLS

VtWeights *vt_weights_new      (GBytes *bytes, gboolean mapped, const char *format);
/* Adds a tensor whose elements lie in the `size` bytes at `data`, the first at element `offset`; `stride` NULL:
 * row-major.  FALSE with an error when any of it lies outside, or the name is taken. */
gboolean   vt_weights_add      (VtWeights *weights, const char *name, VtDtype dtype, const VtShape *shape,
                                const gsize *stride, gsize offset, const guint8 *data, gsize size, GError **error);
void       vt_weights_note     (VtWeights *weights, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The type that a file format calls `name`; FALSE: not one of ours. */
gboolean   vt_dtype_from_safetensors (const char *name, VtDtype *dtype);
gboolean   vt_dtype_from_storage     (const char *name, VtDtype *dtype);

G_END_DECLS
