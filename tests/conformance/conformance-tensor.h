/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tensor of the suite as numbers, and how the suite compares. */
#pragma once

#include "onnx/onnx.pb-c.h"
#include "tensor/vt-shape.h"

G_BEGIN_DECLS

/* The numbers of a tensor as doubles, or NULL: text, or a tensor that contradicts itself. (transfer full) */
double  *conformance_numbers (const VtOnnx__Tensor *tensor, VtShape *shape);

/* |got − expected| ≤ 1e-7 + 1e-3·|expected|, which are the suite's own bounds, once `got` is stored as the type of
 * the expected tensor.  NULL when all agree, else the first that does not. (transfer full) */
char    *conformance_compare (const VtOnnx__Tensor *expected, const VtShape *shape, const float *got);

G_END_DECLS
