/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators y = f (a, b) with broadcasting.  A family's file writes f and its two slopes as
 * functions of numbers; vt_pair_row() turns each into loops that the compiler unrolls for the
 * kinds of rows. */
#pragma once

#include "ops/vt-op-broadcast.h"

G_BEGIN_DECLS

/* A row of the forward pass, and rows of the two slopes: g = dy · ∂f/∂a. */
typedef struct
{
  void (*forward) (const float *a, gsize step_a, const float *b, gsize step_b, float *y, gsize n);
  void (*slope[2]) (const float *a, gsize step_a, const float *b, gsize step_b, float *g, gsize n);
} VtPair;

gboolean vt_pair_infer    (gconstpointer attrs, guint n_x, const VtShape *x_shape, VtShape *y_shape,
                           GError **error);
gsize    vt_pair_scratch  (const VtOpContext *c);
void     vt_pair_forward  (const VtKernel *k);
void     vt_pair_backward (const VtKernel *k);

/* y[i] = f (a, b) along a row whose operands advance or stand still. */
static inline G_ALWAYS_INLINE void
vt_pair_row (const float *a,
             gsize        step_a,
             const float *b,
             gsize        step_b,
             float       *y,
             gsize        n,
             float      (*f) (float a, float b))
{
  const float a0 = *a, b0 = *b;

  if (step_a != 0 && step_b != 0)
    for (gsize i = 0; i < n; i++)
      y[i] = f (a[i], b[i]);
  else if (step_a != 0)
    for (gsize i = 0; i < n; i++)
      y[i] = f (a[i], b0);
  else if (step_b != 0)
    for (gsize i = 0; i < n; i++)
      y[i] = f (a0, b[i]);
  else
    for (gsize i = 0; i < n; i++)
      y[i] = f (a0, b0);
}

/* dx of an operand of shape `x_shape` gets the sum of g = dy · slope over what it was broadcast
 * to.  `slope` writes the slope of one row, or is NULL for 1.  Sums over data are made in double
 * in `sum`, which is needed (as many doubles as x has elements) when x is smaller than y. */
typedef struct
{
  float        *dx;
  double       *sum;
  guint         operand;      /* 0 or 1 of the walk */
  const float  *a, *b;
  void        (*slope) (const float *a, gsize step_a, const float *b, gsize step_b, float *g, gsize n);
  float         scale;        /* of dy */
  gboolean      fresh;        /* dx (as large as y) is written, not added to; it may lie on dy */
} VtPairGrad;

void vt_pair_grad (const VtKernel *k, const VtBroadcast *bc, gsize n_x, VtPairGrad *grad);

G_END_DECLS
