/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators that work element by element: y[i] = f (x[i]).  A family's file writes the two loops
 * of each member; these functions run them over fixed parts in parallel. */
#pragma once

#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

G_BEGIN_DECLS

/* Elements of one part: enough to be worth a thread, few enough to stay in its cache. */
#define VT_MAP_PART ((gsize) 16384)

/* The kernel's pool when `n` elements are worth waking threads for, else NULL. */
static inline VtPool *
vt_map_pool (const VtKernel *k,
             gsize           n)
{
  return n >= 4 * VT_MAP_PART ? k->pool : NULL;
}

/* The `impl` of such an operator. */
typedef struct
{
  void (*forward)  (const float *x, float *y, gsize n, const VtUnaryAttrs *a);
  /* dx += dy · f′; of x and y only what the operator keeps may be read. */
  void (*backward) (const float *x, const float *y, const float *dy, float *dx, gsize n,
                    const VtUnaryAttrs *a);
} VtMap;

gboolean vt_map_infer    (gconstpointer attrs, guint n_x, const VtShape *x_shape, VtShape *y_shape,
                          GError **error);
void     vt_map_forward  (const VtKernel *k);
void     vt_map_backward (const VtKernel *k);

G_END_DECLS
