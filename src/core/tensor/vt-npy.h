/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy's .npy files (format 1.0 to 3.0): one tensor each, little-endian reals in row-major order. */
#pragma once

#include "tensor/vt-tensor.h"

G_BEGIN_DECLS

/* Writes `shape` and its floats as "<f4", under another name first, so that a half-written file is never seen. */
gboolean  vt_npy_save (const char *path, const VtShape *shape, const float *data, GError **error);
/* Reads "<f4" or "<f8".  Errors name the file. (transfer full) */
VtTensor *vt_npy_load (const char *path, GError **error);
/* The same from memory; `name` is for messages. */
VtTensor *vt_npy_parse (const guint8 *bytes, gsize size, const char *name, GError **error);

G_END_DECLS
