/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Greedy by size, best fit.
 *
 * Invariant: `placed` holds the blocks placed so far in order of their offsets. */
#include "graph/vt-layout.h"

static int
larger_first (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const VtBlock *blocks = data;
  const guint i = *(const guint *) a, j = *(const guint *) b;

  if (blocks[i].bytes != blocks[j].bytes)
    return blocks[i].bytes < blocks[j].bytes ? 1 : -1;
  return i < j ? -1 : 1;
}

/* The smallest hole between the placed blocks that live at the same time as `block`, or the end. */
static gsize
best_hole (const VtBlock *blocks,
           const guint   *placed,
           guint          n_placed,
           const VtBlock *block)
{
  gsize end = 0, best = G_MAXSIZE, best_size = G_MAXSIZE;

  for (guint i = 0; i < n_placed; i++)
    {
      const VtBlock *other = &blocks[placed[i]];

      if (other->to < block->from || other->from > block->to)
        continue;
      if (other->offset >= end && other->offset - end >= block->bytes && other->offset - end < best_size)
        {
          best = end;
          best_size = other->offset - end;
        }
      end = MAX (end, other->offset + other->bytes);
    }
  return best != G_MAXSIZE ? best : end;
}

gsize
vt_layout (VtBlock *blocks,
           guint    n_blocks)
{
  g_autofree guint *order = g_new (guint, n_blocks);
  g_autofree guint *placed = g_new (guint, n_blocks);
  gsize total = 0;

  for (guint i = 0; i < n_blocks; i++)
    {
      order[i] = i;
      blocks[i].bytes = (blocks[i].bytes + VT_LAYOUT_ALIGN - 1) / VT_LAYOUT_ALIGN * VT_LAYOUT_ALIGN;
    }
  g_qsort_with_data (order, (int) n_blocks, sizeof (guint), larger_first, blocks);
  for (guint i = 0; i < n_blocks; i++)
    {
      VtBlock *block = &blocks[order[i]];
      guint at = i;

      block->offset = best_hole (blocks, placed, i, block);
      total = MAX (total, block->offset + block->bytes);
      for (; at > 0 && blocks[placed[at - 1]].offset > block->offset; at--)
        placed[at] = placed[at - 1];
      placed[at] = order[i];
    }
  return total;
}
