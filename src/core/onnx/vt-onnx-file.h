/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parsed file.  Whatever the bytes say, parsing takes at most a fixed multiple of their number. */
#pragma once

#include "onnx/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtOnnxFile VtOnnxFile;

/* Parses `size` bytes, which must stay: large weights are not copied.  VT_ERROR_FORMAT when they are no ONNX model. */
VtOnnxFile           *vt_onnx_file_new   (const guint8 *data, gsize size, GError **error);
void                  vt_onnx_file_free  (VtOnnxFile *file);
const VtOnnx__Model  *vt_onnx_file_model (const VtOnnxFile *file);
/* Parses a graph inside of a node, which lives as long as the file.  NULL when it is damaged, or asks for more memory than the
 * file's size allows. */
const VtOnnx__Graph  *vt_onnx_file_graph (VtOnnxFile *file, const ProtobufCBinaryData *bytes);
/* Whether the numbers at `data` lie in the bytes that were parsed, and so live as long as they. */
gboolean              vt_onnx_file_lends (const VtOnnxFile *file, const guint8 *data);
/* Gives back the numbers of `tensor`, a part of the model, once they were decoded. */
void                  vt_onnx_file_drop_data (VtOnnxFile *file, VtOnnx__Tensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtOnnxFile, vt_onnx_file_free)

G_END_DECLS
