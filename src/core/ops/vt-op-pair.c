/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two operands with broadcasting: forward, and gradients summed over what was broadcast. */
#include "ops/vt-op-pair.h"

#include <string.h>

#include "base/vt-simd.h"

/* Slopes are computed in pieces of this many elements on the stack. */
#define PIECE 256

gboolean
vt_pair_infer (gconstpointer  attrs,
               guint          n_x,
               const VtShape *x_shape,
               VtShape       *y_shape,
               GError       **error)
{
  return vt_shape_broadcast (&x_shape[0], &x_shape[1], y_shape, error);
}

gsize
vt_pair_scratch (const VtOpContext *c)
{
  gsize n = 0;

  for (guint i = 0; c->backward && i < c->n_x; i++)
    if (!vt_shape_equal (&c->x_shape[i], c->y_shape))
      n = MAX (n, vt_shape_size (&c->x_shape[i]));
  return n * sizeof (double);
}

static void
forward_row (const VtKernel    *k,
             const VtBroadcast *bc,
             const gsize        at[2],
             gsize              y_at,
             gsize              n,
             gpointer           data)
{
  const VtPair *pair = k->op->impl;

  pair->forward (k->x[0] + at[0], bc->step[0], k->x[1] + at[1], bc->step[1], k->y + y_at, n);
}

void
vt_pair_forward (const VtKernel *k)
{
  VtBroadcast bc;

  vt_broadcast_init (&bc, k->y_shape, &k->x_shape[0], &k->x_shape[1]);
  vt_broadcast_each (k, &bc, k->pool, forward_row, NULL);
}

/* Adds dy · slope of up to PIECE elements. */
VT_CLONES static void
add_piece (const VtPairGrad  *grad,
           const VtBroadcast *bc,
           const gsize        at[2],
           const float       *dy,
           gsize              n)
{
  float made[PIECE];
  const float *g = made;
  const gsize step = bc->step[grad->operand], x = at[grad->operand];

  if (grad->slope != NULL)
    {
      grad->slope (grad->a + at[0], bc->step[0], grad->b + at[1], bc->step[1], made, n);
      for (gsize i = 0; i < n; i++)
        made[i] *= dy[i] * grad->scale;
    }
  else if (grad->scale == 1)
    g = dy;
  else
    for (gsize i = 0; i < n; i++)
      made[i] = dy[i] * grad->scale;

  if (grad->fresh)
    for (gsize i = 0; i < n; i++)
      grad->dx[x + i] = g[i];
  else if (grad->sum == NULL)
    for (gsize i = 0; i < n; i++)
      grad->dx[x + i] += g[i];
  else if (step != 0)
    for (gsize i = 0; i < n; i++)
      grad->sum[x + i] += (double) g[i];
  else
    {
      double sum = 0;

      for (gsize i = 0; i < n; i++)
        sum += (double) g[i];
      grad->sum[x] += sum;
    }
}

static void
backward_row (const VtKernel    *k,
              const VtBroadcast *bc,
              const gsize        at[2],
              gsize              y_at,
              gsize              n,
              gpointer           data)
{
  const VtPairGrad *grad = data;

  for (gsize from = 0; from < n; from += PIECE)
    {
      const gsize piece[2] = { at[0] + from * bc->step[0], at[1] + from * bc->step[1] };

      add_piece (grad, bc, piece, k->dy + y_at + from, MIN (PIECE, n - from));
    }
}

void
vt_pair_grad (const VtKernel    *k,
              const VtBroadcast *bc,
              gsize              n_x,
              VtPairGrad        *grad)
{
  /* Only an operand that is as large as y has one row to itself, so that rows may run in
   * parallel. */
  if (n_x == vt_shape_size (k->y_shape))
    {
      if (grad->fresh && grad->dx == k->dy && grad->slope == NULL && grad->scale == 1)
        return;
      grad->sum = NULL;
      vt_broadcast_each (k, bc, k->pool, backward_row, grad);
      return;
    }
  if (grad->fresh)
    memset (grad->dx, 0, n_x * sizeof (float));
  grad->fresh = FALSE;
  memset (grad->sum, 0, n_x * sizeof (double));
  vt_broadcast_each (k, bc, NULL, backward_row, grad);
  for (gsize i = 0; i < n_x; i++)
    grad->dx[i] += (float) grad->sum[i];
}

void
vt_pair_backward (const VtKernel *k)
{
  const VtPair *pair = k->op->impl;
  VtBroadcast bc;

  vt_broadcast_init (&bc, k->y_shape, &k->x_shape[0], &k->x_shape[1]);
  /* The first operand comes last: its gradient may lie on dy. */
  for (guint i = 2; i-- > 0;)
    if (k->dx[i] != NULL)
      {
        VtPairGrad grad = { k->dx[i], (double *) k->scratch, i, k->x[0], k->x[1], pair->slope[i], 1,
                            k->fresh && i == 0 };

        vt_pair_grad (k, &bc, vt_shape_size (&k->x_shape[i]), &grad);
      }
}
