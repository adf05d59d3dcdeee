/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One map of a depthwise convolution; compiled once per instruction set (base/vt-level.h). */
#pragma once

#include "ops/conv/vt-deal.h"

G_BEGIN_DECLS

typedef struct
{
  const VtConvShape *s;
  const VtDealt     *l;
  const float       *x;         /* the map */
  float             *phases;    /* memory for vt_deal_phases() phases */
  const float *const *tap;      /* where each tap reads for output position 0 */
  float             *sums;      /* memory: VT_DEPTHWISE_SUMS + one row of l->pitch, rounded up to 16, and 64 more */
} VtDepthwiseJob;

#define VT_DEPTHWISE_SUMS 1024

typedef struct
{
  void (*deal) (const VtDepthwiseJob *j);     /* x to phases; strides 1 and 2 along the row */
  /* y = (or, with `add`, +=) sums with the weights w, bias and clamp */
  void (*sum)  (const VtDepthwiseJob *j, const float *w, float bias, const VtConvTask *t, float *y);
} VtDepthwiseKernel;

const VtDepthwiseKernel *vt_depthwise_kernel (void);

G_END_DECLS
