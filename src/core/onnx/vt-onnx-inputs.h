/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of an import: who reads what, the stored weights, and the network's inputs. */
#pragma once

#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-file.h"

G_BEGIN_DECLS

/* Counts readers of every name and finds names that are given twice. */
gboolean vt_onnx_scan         (VtOnnxBuild *b, GError **error);
/* Counts `n` as a reader of its inputs, and of what its graphs may read from outside; it stands in `scope`. */
void     vt_onnx_scan_node    (VtOnnxBuild *b, const VtOnnx__Node *n, const VtOnnxScope *scope);
/* Decodes the initializers, giving back the parser's copy of each. */
gboolean vt_onnx_take_weights (VtOnnxBuild *b, VtOnnxFile *file, GError **error);
/* Values that the caller gives for inputs: they are constants like the stored ones. */
gboolean vt_onnx_take_given   (VtOnnxBuild *b, GError **error);
/* Makes the graph's inputs: batch 1, open sizes from the options, channels first. */
gboolean vt_onnx_take_inputs  (VtOnnxBuild *b, GError **error);

G_END_DECLS
