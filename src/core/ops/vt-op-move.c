/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving numbers by tables of offsets, row by row of the output. */
#include "ops/vt-op-move.h"

#include <string.h>

/* Elements of one parallel part. */
#define PART ((gsize) 16384)

typedef struct
{
  const VtKernel *k;
  gssize         *table[VT_MAX_DIMS];
  gsize           n;                /* of a row: the last axis */
  gsize           n_rows, rows;     /* all rows, rows of a part */
  gboolean        run;              /* the last axis is a run of neighbours in x */
  float           value;
} Walk;

gsize
vt_move_scratch (const VtOpContext *c)
{
  gsize n = 1;

  for (guint i = 0; i < c->y_shape->n_dims; i++)
    n += c->y_shape->dim[i];
  return n * sizeof (gssize);
}

static void
walk_init (Walk           *w,
           const VtKernel *k)
{
  const VtShape *y = k->y_shape;
  const VtMove *move = k->op->impl;
  gssize *table = (gssize *) (gpointer) k->scratch;

  *w = (Walk) { .k = k, .n = 1, .n_rows = 1, .run = TRUE };
  for (guint a = 0; a < y->n_dims; a++)
    {
      w->table[a] = table;
      move->fill (k, a, table);
      table += y->dim[a];
    }
  if (y->n_dims > 0)
    w->n = y->dim[y->n_dims - 1];
  for (guint a = 0; a + 1 < y->n_dims; a++)
    w->n_rows *= y->dim[a];
  for (gsize i = 0; y->n_dims > 0 && i < w->n; i++)
    {
      const gssize *t = w->table[y->n_dims - 1];

      w->run &= t[i] != VT_MOVE_NOTHING && t[i] == t[0] + (gssize) i;
    }
  w->rows = MAX (1, PART / MAX (w->n, 1));
  w->value = move->value != NULL ? move->value (k) : 0;
}

/* Where row `row` of y starts in x, or VT_MOVE_NOTHING. */
static gssize
row_base (const Walk *w,
          gsize       row)
{
  const VtShape *y = w->k->y_shape;
  gssize base = 0;

  for (guint a = y->n_dims > 0 ? y->n_dims - 1 : 0; a-- > 0; row /= y->dim[a])
    {
      const gssize t = w->table[a][row % y->dim[a]];

      if (t == VT_MOVE_NOTHING)
        return VT_MOVE_NOTHING;
      base += t;
    }
  return base;
}

static void
forward_row (const Walk *w,
             gssize      base,
             float      *y)
{
  const guint n_dims = w->k->y_shape->n_dims;
  const gssize *t = n_dims > 0 ? w->table[n_dims - 1] : NULL;
  const float *x = w->k->x[0];

  if (base == VT_MOVE_NOTHING)
    for (gsize i = 0; i < w->n; i++)
      y[i] = w->value;
  else if (w->run)
    memcpy (y, x + base + (t != NULL ? t[0] : 0), w->n * sizeof (float));
  else
    for (gsize i = 0; i < w->n; i++)
      y[i] = t[i] == VT_MOVE_NOTHING ? w->value : x[base + t[i]];
}

static void
backward_row (const Walk  *w,
              gssize       base,
              const float *dy)
{
  const guint n_dims = w->k->y_shape->n_dims;
  const gssize *t = n_dims > 0 ? w->table[n_dims - 1] : NULL;
  float *dx = w->k->dx[0] + (base != VT_MOVE_NOTHING ? base : 0);

  if (base == VT_MOVE_NOTHING)
    return;
  if (w->run)
    {
      dx += t != NULL ? t[0] : 0;
      for (gsize i = 0; i < w->n; i++)
        dx[i] += dy[i];
      return;
    }
  for (gsize i = 0; i < w->n; i++)
    if (t[i] != VT_MOVE_NOTHING)
      dx[t[i]] += dy[i];
}

static void
forward_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Walk *w = data;

  for (gsize row = part * w->rows; row < MIN ((part + 1) * w->rows, w->n_rows); row++)
    forward_row (w, row_base (w, row), w->k->y + row * w->n);
}

static void
backward_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Walk *w = data;

  for (gsize row = part * w->rows; row < MIN ((part + 1) * w->rows, w->n_rows); row++)
    backward_row (w, row_base (w, row), w->k->dy + row * w->n);
}

void
vt_move_forward (const VtKernel *k)
{
  Walk w;

  if (vt_shape_size (k->y_shape) == 0)
    return;
  walk_init (&w, k);
  vt_parallel_for (k->pool, (w.n_rows + w.rows - 1) / w.rows, forward_part, &w);
}

void
vt_move_backward (const VtKernel *k)
{
  const VtMove *move = k->op->impl;
  Walk w;

  if (k->dx[0] == NULL || vt_shape_size (k->y_shape) == 0)
    return;
  walk_init (&w, k);
  vt_parallel_for (move->once ? k->pool : NULL, (w.n_rows + w.rows - 1) / w.rows, backward_part, &w);
}
