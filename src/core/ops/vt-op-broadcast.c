/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking broadcast operands row by row. */
#include "ops/vt-op-broadcast.h"

/* Elements of one parallel part. */
#define PART ((gsize) 16384)

static void
operand_strides (const VtShape *y,
                 const VtShape *x,
                 gsize          stride[VT_MAX_DIMS])
{
  gsize step = 1;

  for (guint i = 0; i < y->n_dims; i++)
    stride[i] = 0;
  for (guint i = 1; x != NULL && i <= x->n_dims; i++)
    {
      const gsize d = x->dim[x->n_dims - i];

      stride[y->n_dims - i] = d == 1 ? 0 : step;
      step *= d;
    }
}

void
vt_broadcast_init (VtBroadcast   *bc,
                   const VtShape *y,
                   const VtShape *a,
                   const VtShape *b)
{
  gsize stride[2][VT_MAX_DIMS];
  guint m = 0;

  *bc = (VtBroadcast) { .n = 1, .n_rows = 1 };
  operand_strides (y, a, stride[0]);
  operand_strides (y, b, stride[1]);
  for (guint i = 0; i < y->n_dims; i++)
    {
      if (y->dim[i] == 1)
        continue;
      /* Two dimensions are one when stepping over the inner one whole is one step of the outer. */
      if (m > 0 && bc->stride[0][m - 1] == stride[0][i] * y->dim[i]
          && bc->stride[1][m - 1] == stride[1][i] * y->dim[i])
        bc->dim[m - 1] *= y->dim[i];
      else
        bc->dim[m++] = y->dim[i];
      bc->stride[0][m - 1] = stride[0][i];
      bc->stride[1][m - 1] = stride[1][i];
    }
  if (m > 0)
    {
      bc->n = bc->dim[--m];
      bc->step[0] = bc->stride[0][m];
      bc->step[1] = bc->stride[1][m];
    }
  bc->n_dims = m;
  for (guint i = 0; i < m; i++)
    bc->n_rows *= bc->dim[i];
}

void
vt_broadcast_row (const VtBroadcast *bc,
                  gsize              row,
                  gsize              at[2])
{
  at[0] = at[1] = 0;
  for (guint i = bc->n_dims; i-- > 0; row /= bc->dim[i])
    {
      at[0] += row % bc->dim[i] * bc->stride[0][i];
      at[1] += row % bc->dim[i] * bc->stride[1][i];
    }
}

typedef struct
{
  const VtKernel    *k;
  const VtBroadcast *bc;
  VtRowFunc          func;
  gpointer           data;
  gsize              rows;      /* of a part */
  gsize              pieces;    /* of a row, when it is longer than a part */
} Walk;

static void
walk_part (gsize    part,
           guint    thread,
           gpointer data)
{
  const Walk *w = data;
  const VtBroadcast *bc = w->bc;
  const gsize first = part / w->pieces * w->rows, last = MIN (first + w->rows, bc->n_rows);
  const gsize from = part % w->pieces * PART;
  const gsize n = w->pieces > 1 ? MIN (PART, bc->n - from) : bc->n;

  for (gsize row = first; row < last; row++)
    {
      gsize at[2];

      vt_broadcast_row (bc, row, at);
      at[0] += from * bc->step[0];
      at[1] += from * bc->step[1];
      w->func (w->k, bc, at, row * bc->n + from, n, w->data);
    }
}

void
vt_broadcast_each (const VtKernel    *k,
                   const VtBroadcast *bc,
                   VtPool            *pool,
                   VtRowFunc          func,
                   gpointer           data)
{
  if (bc->n_rows == 0 || bc->n == 0)
    return;

  Walk w = { k, bc, func, data, MAX (1, PART / bc->n), (bc->n + PART - 1) / PART };

  vt_parallel_for (bc->n_rows * bc->n >= 4 * PART ? pool : NULL,
                   (bc->n_rows + w.rows - 1) / w.rows * w.pieces, walk_part, &w);
}
