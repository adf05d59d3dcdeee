/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy broadcasting as rows: the output is cut into rows of `n` neighbouring elements; along a
 * row an operand either advances with it (step 1) or stands still (step 0).
 *
 * Invariant: dim[0 … n_dims−1] are the output's dimensions with neighbours merged where both
 * operands allow it. */
#pragma once

#include "ops/vt-op.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_dims;                    /* without the row */
  gsize dim[VT_MAX_DIMS];
  gsize stride[2][VT_MAX_DIMS];    /* of the two operands; 0 where they are broadcast */
  gsize n, step[2];                /* the row */
  gsize n_rows;
} VtBroadcast;

/* Plans the walk of operands of shapes `a` and `b` (b may be NULL) over `y`, to which both
 * broadcast. */
void vt_broadcast_init (VtBroadcast *bc, const VtShape *y, const VtShape *a, const VtShape *b);
/* Where row `row` starts in each operand. */
void vt_broadcast_row  (const VtBroadcast *bc, gsize row, gsize at[2]);

/* One row, or a piece of one.  `y` is written; for a backward it is dy, read. */
typedef void (*VtRowFunc) (const VtKernel *k, const VtBroadcast *bc, const gsize at[2], gsize y_at,
                           gsize n, gpointer data);
/* Calls `func` for all rows, in parallel over fixed parts when `pool` is given. */
void vt_broadcast_each (const VtKernel *k, const VtBroadcast *bc, VtPool *pool, VtRowFunc func,
                        gpointer data);

G_END_DECLS
