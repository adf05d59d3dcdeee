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
  /* All of it for input maps from … to−1 (of all images), from the maps themselves, for what
   * vt_depthwise_is_direct(); NULL: this instruction set cannot */
  void (*direct) (const VtConvTask *t, gsize from, gsize to);
} VtDepthwiseKernel;

static inline gboolean
vt_depthwise_is_direct (const VtConvShape *s)
{
  return s->kh == 3 && s->kw == 3 && s->dh == 1 && s->dw == 1 && s->sh == s->sw && s->sh <= 2;
}

const VtDepthwiseKernel *vt_depthwise_kernel (void);

G_END_DECLS
