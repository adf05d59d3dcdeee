/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks that need only their weights: the families of torchvision, recognised by the names and shapes of the
 * tensors.  Depth, width, groups and number of classes are read off the tensors, so every member of a family opens. */
#pragma once

#include "base/vt-job.h"
#include "graph/vt-graph.h"
#include "graph/vt-params.h"
#include "onnx/vt-onnx.h"
#include "weights/vt-weights.h"

G_BEGIN_DECLS

/* Keys of the report's metadata: what kind of file it was, and which network. */
#define VT_ARCH_FORMAT "vitrine.format"
#define VT_ARCH_NAME   "vitrine.architecture"

/* Builds the network that `weights` belong to, with the BatchNormalization behind each convolution folded into it.
 * VT_ERROR_UNSUPPORTED when no family fits: the message says which comes nearest and what speaks against it.
 * (out) `params`, `report`: owned by the caller.  The report's metadata gets the two keys above and, for those
 * that are not trained on torchvision's usual input, "input" in words.  Any thread; `job` (may be NULL) is
 * told how much was read. */
VtGraph *vt_arch_open (VtWeights *weights, const VtJob *job, VtParams **params, VtOnnxReport **report, GError **error);

G_END_DECLS
