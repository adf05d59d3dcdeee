/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions and pools over depth, rows and columns, put together from those over rows and columns.  `x` is a node of
 * N×C×D×H×W; of `depth` only axis 0 counts, which is the window's first.  Each returns the node of output 0, or −1 with an
 * error. */
#pragma once

#include "onnx/vt-onnx-build.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-pool.h"

G_BEGIN_DECLS

/* `w`: M×C/g×Kd×Kh×Kw, borrowed until the graph is built; `bias` may be NULL. */
int vt_onnx_volume_conv   (VtOnnxBuild *b, const VtOnnx__Node *n, int x, VtOnnxConst *w, VtOnnxConst *bias,
                           const VtSliding *depth, const VtConvAttrs *map, GError **error);
/* MaxPool and AveragePool without places. */
int vt_onnx_volume_pool   (VtOnnxBuild *b, const VtOnnx__Node *n, int x, const VtSliding *depth, const VtPoolAttrs *map,
                           GError **error);
/* GlobalAveragePool and GlobalMaxPool. */
int vt_onnx_volume_global (VtOnnxBuild *b, const VtOnnx__Node *n, int x, GError **error);

G_END_DECLS
