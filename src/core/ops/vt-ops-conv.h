/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv and ConvTranspose over one or two dimensions.
 *
 *   Conv           x N×C×H×W, w M×(C/g)×kh×kw, bias M or left out   →  y N×M×H′×W′
 *   ConvTranspose  x N×C×H×W, w C×(M/g)×kh×kw, bias M or left out   →  y N×M×H′×W′
 *
 * window.kernel must agree with the weights.  auto_pad is resolved to explicit pads before. */
#pragma once

#include "ops/vt-sliding.h"

G_BEGIN_DECLS

typedef struct
{
  VtSliding window;
  gsize    group;             /* C and M are multiples of it */
} VtConvAttrs;

typedef struct
{
  VtSliding window;
  gsize    group;
  gsize    output_padding[2]; /* rows, columns added at the end; less than stride or dilation */
} VtConvTransposeAttrs;

G_END_DECLS
