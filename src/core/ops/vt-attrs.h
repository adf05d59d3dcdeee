/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes of the operators that have any, apart from those of convolution and its relatives.
 * An operator named nowhere here has none.  Axes are counted from 0 and must be resolved (no
 * negative ones). */
#pragma once

#include <float.h>

#include "tensor/vt-shape.h"

G_BEGIN_DECLS

/* LeakyRelu: alpha.  Elu: alpha.  Celu: alpha.  Selu: alpha, beta = gamma.  HardSigmoid: alpha,
 * beta.  Clip: alpha = min, beta = max (∓FLT_MAX when absent).  Gelu: alpha = 1 for the tanh
 * form.  ThresholdedRelu: alpha. */
typedef struct { float alpha, beta; } VtUnaryAttrs;

/* BatchNormalization (x, scale, bias, mean, var), InstanceNormalization (x, scale, bias). */
typedef struct { float epsilon; } VtNormAttrs;

/* LayerNormalization (x, scale[, bias]) over the axes from `axis` on. */
typedef struct { float epsilon; guint axis; } VtLayerNormAttrs;

/* Softmax, LogSoftmax over `axis` … `end`−1 (ONNX before opset 13 flattens: end = n_dims; since
 * 13: end = axis + 1; end = 0 means axis + 1).  Concat along `axis`. */
typedef struct { guint axis, end; } VtAxisAttrs;

/* ArgMax, ArgMin over `axis`, which stays with length 1; of equal ones the first, or the last. */
typedef struct { guint axis; gboolean last; } VtArgAttrs;

/* TopK, TopKPlaces: the `k` largest or smallest along `axis`. */
typedef struct { guint axis; gsize k; gboolean largest; } VtTopKAttrs;

typedef enum { VT_PAD_CONSTANT, VT_PAD_REFLECT, VT_PAD_EDGE, VT_PAD_WRAP } VtPadMode;
/* Pad: cells before and after each axis; negative ones crop. */
typedef struct
{
  VtPadMode mode;
  float     value;
  gint64    before[VT_MAX_DIMS], after[VT_MAX_DIMS];
} VtPadAttrs;

/* Slice: on axis a, `count` cells from `start` in steps of `step` (≠ 0).  count 0 keeps the
 * whole axis. */
typedef struct { gint64 start[VT_MAX_DIMS], step[VT_MAX_DIMS], count[VT_MAX_DIMS]; } VtSliceAttrs;

/* Reshape (also Flatten, Squeeze, Unsqueeze): 0 copies the input's dimension of that index, −1
 * takes what is left.  To be right for every batch dim[0] is 0 (or −1 where the batch is mixed
 * with other axes). */
typedef struct { guint n_dims; gint64 dim[VT_MAX_DIMS]; } VtReshapeAttrs;

/* Transpose: axis i of the output is axis perm[i] of the input. */
typedef struct { guint perm[VT_MAX_DIMS]; } VtTransposeAttrs;

/* Expand: broadcasts with this shape (1 where the input's dimension stays).  Tile: repeats per
 * axis. */
typedef struct { guint n_dims; gsize dim[VT_MAX_DIMS]; } VtDimsAttrs;

/* Gather along `axis`: the second input holds the indices (floats, usually a parameter); its
 * shape stands in the output in the place of `axis` (a scalar removes the axis). */
typedef struct { guint axis; } VtGatherAttrs;

typedef enum { VT_RESIZE_NEAREST, VT_RESIZE_LINEAR, VT_RESIZE_CUBIC } VtResizeMode;
typedef enum
{
  VT_COORD_HALF_PIXEL, VT_COORD_PYTORCH_HALF_PIXEL, VT_COORD_ALIGN_CORNERS, VT_COORD_ASYMMETRIC,
  VT_COORD_TF_HALF_PIXEL_NN, VT_COORD_CROP, VT_COORD_HALF_PIXEL_SYMMETRIC,
} VtCoordMode;
typedef enum
{
  VT_NEAREST_ROUND_PREFER_FLOOR, VT_NEAREST_ROUND_PREFER_CEIL, VT_NEAREST_FLOOR, VT_NEAREST_CEIL,
} VtNearestMode;
/* Resize (also Upsample) of the axes from 2 on of N×C×H×W (or N×C×W).  scale[i] > 0: output
 * floor (in·scale); else size[i] cells. */
typedef struct
{
  VtResizeMode  mode;
  VtCoordMode   coord;
  VtNearestMode nearest;
  float         cubic_a;              /* −0.75 in ONNX and torch */
  gboolean      exclude_outside;
  float         scale[2];             /* rows, columns */
  gsize         size[2];
  float         from[2], to[2];       /* VT_COORD_CROP: the part that is enlarged, 0 … 1 of each axis */
  float         beyond;               /* VT_COORD_CROP: what lies outside the map */
} VtResizeAttrs;

/* ReduceMean, ReduceSum, ReduceMax, ReduceMin, ReduceProd, ReduceL1, ReduceL2, ReduceSumSquare,
 * ReduceLogSumExp over the axes whose bit is set. */
typedef struct { guint axes; gboolean keep_dims; } VtReduceAttrs;

/* Dropout: at inference the identity; in training drops with this probability and scales the
 * rest. */
typedef struct { float ratio; } VtDropoutAttrs;

/* DepthToSpace, SpaceToDepth.  `crd`: column-row-depth order (PyTorch's PixelShuffle). */
typedef struct { guint block; gboolean crd; } VtDepthSpaceAttrs;

/* SoftmaxCrossEntropy (logits N×C[×…], labels N[×…] as floats), MeanSquaredError (x, target),
 * LogisticLoss (logits, targets in 0…1): one loss per sample, shape N, the mean over the
 * sample's positions.  A label (or target) equal to `ignore` takes no part. */
typedef struct { float ignore; } VtLossAttrs;

G_END_DECLS
