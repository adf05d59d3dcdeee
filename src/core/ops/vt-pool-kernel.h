/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps under small windows; compiled once per instruction set (base/vt-level.h). */
#pragma once

#include "ops/vt-window-rows.h"

G_BEGIN_DECLS

/* Windows of 2×2 or 3×3 pixels, with stride 1 or 2 on both axes. */
typedef struct
{
  VtWindowMap map;
  int         size, stride;
} VtPoolWindow;

typedef void (*VtPoolFunc) (const VtPoolWindow *w, const float *x, float *y);

/* From one map x to y.  NULL: this instruction set has none. */
typedef struct
{
  VtPoolFunc max;           /* of what is a number; −infinity: the window sees none */
  VtPoolFunc sum;
} VtPoolKernel;

const VtPoolKernel *vt_pool_kernel (void);

G_END_DECLS
