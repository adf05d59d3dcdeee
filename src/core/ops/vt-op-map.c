/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Element-wise operators over fixed parts. */
#include "ops/vt-op-map.h"

#include <string.h>

#define PIECE ((gsize) 1024)

typedef struct
{
  const VtKernel *k;
  gsize           n;
} Work;

gboolean
vt_map_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  *y_shape = x_shape[0];
  return TRUE;
}

static void
forward_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Work *w = data;
  const gsize from = part * VT_MAP_PART;
  const VtMap *map = w->k->op->impl;

  map->forward (w->k->x[0] + from, w->k->y + from, MIN (VT_MAP_PART, w->n - from), w->k->attrs);
}

static void
backward_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *w = data;
  const VtKernel *k = w->k;
  const gsize end = MIN ((part + 1) * VT_MAP_PART, w->n);
  const VtMap *map = k->op->impl;
  float piece[PIECE];

  if (!k->fresh)
    {
      const gsize from = part * VT_MAP_PART;

      map->backward (k->x[0] + from, k->y + from, k->dy + from, k->dx[0] + from, end - from, k->attrs);
      return;
    }
  /* The loops add, so what is to be written is made from zeros, in a piece that stays in the
   * first cache. */
  for (gsize from = part * VT_MAP_PART; from < end; from += PIECE)
    {
      const gsize n = MIN (PIECE, end - from);

      memset (piece, 0, n * sizeof (float));
      map->backward (k->x[0] + from, k->y + from, k->dy + from, piece, n, k->attrs);
      memcpy (k->dx[0] + from, piece, n * sizeof (float));
    }
}

void
vt_map_forward (const VtKernel *k)
{
  Work w = { k, vt_shape_size (k->y_shape) };

  vt_parallel_for (vt_map_pool (k, w.n), (w.n + VT_MAP_PART - 1) / VT_MAP_PART, forward_part, &w);
}

void
vt_map_backward (const VtKernel *k)
{
  Work w = { k, vt_shape_size (k->y_shape) };

  if (k->dx[0] != NULL)
    vt_parallel_for (vt_map_pool (k, w.n), (w.n + VT_MAP_PART - 1) / VT_MAP_PART, backward_part, &w);
}
