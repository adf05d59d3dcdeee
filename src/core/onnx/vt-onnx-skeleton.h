/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file without the numbers of its large weights.  The parser copies whatever it meets; what it does not meet stays
 * where it is, and is read once, from there to the parameters. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *data;         /* NULL: the parser has them */
  gsize         size;
} VtOnnxNumbers;

typedef struct
{
  GByteArray *bytes;          /* the same file, shorter */
  GArray     *numbers;        /* VtOnnxNumbers by initializer */
} VtOnnxSkeleton;

/* FALSE when nothing is gained or the bytes are not what is expected; then the parser should see them itself.  `data` is
 * pointed into. */
gboolean vt_onnx_skeleton_make  (const guint8 *data, gsize size, VtOnnxSkeleton *skeleton);
void     vt_onnx_skeleton_clear (VtOnnxSkeleton *skeleton);

G_END_DECLS
