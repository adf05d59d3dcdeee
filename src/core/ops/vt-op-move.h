/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators that only move numbers: y[i₀, i₁, …] = x[t₀(i₀) + t₁(i₁) + …], where table tₐ of
 * axis a of the output holds offsets in x, or VT_MOVE_NOTHING for cells that get a constant.  A
 * family's file writes how the tables are filled; the walk is the same for all. */
#pragma once

#include "ops/vt-op.h"

G_BEGIN_DECLS

#define VT_MOVE_NOTHING ((gssize) -1)

/* The `impl` of such an operator. */
typedef struct
{
  /* Fills the table of one axis of y, as long as that axis. */
  void     (*fill) (const VtKernel *k, guint axis, gssize *table);
  gboolean   once;      /* no cell of x is used twice, so backward may run in parallel */
  /* What cells of nothing get; NULL: 0. */
  float    (*value) (const VtKernel *k);
} VtMove;

gsize vt_move_scratch  (const VtOpContext *c);
void  vt_move_forward  (const VtKernel *k);
void  vt_move_backward (const VtKernel *k);

G_END_DECLS
