/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gemm and MatMul (no attributes: NumPy's matmul with broadcasting of the leading dimensions).
 *
 *   Gemm    y = α · A′ B′ + β · C,   A′ M×K, B′ K×N after transposing, C left out or broadcast to M×N */
#pragma once

#include "tensor/vt-shape.h"

G_BEGIN_DECLS

typedef struct
{
  float    alpha, beta;
  gboolean trans_a, trans_b;
} VtGemmAttrs;

G_END_DECLS
