/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of pictures, then blocks of units.  Invariant: `values` is read by add() only after every
 * look() of the block has returned. */
#include "parts/vt-part-walk.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"

#define PIECE 16384      /* units added in one part */

typedef struct
{
  const VtPartWalk *walk;
  guint             first, n;             /* looks of this block */
  float            *values[VT_PART_BLOCK];
  GError           *error[VT_PART_BLOCK];
  gsize             n_units;
} Block;

static void
look_part (gsize    part,
           guint    thread,
           gpointer user_data)
{
  Block *block = user_data;
  const VtPartWalk *walk = block->walk;
  const guint number = block->first + (guint) part;
  const guint picture = walk->both ? number / 2 : number;
  const gboolean mirrored = walk->both && number % 2 == 1;
  VtPartMaps maps = { 0 };

  if (!walk->pictures->get (walk->pictures->user_data, picture, mirrored, thread, &maps,
                            &block->error[part]))
    return;
  walk->look (&maps, block->values[part], walk->user_data);
  if (walk->pictures->release != NULL)
    walk->pictures->release (walk->pictures->user_data, &maps);
}

static void
add_part (gsize    part,
          guint    thread,
          gpointer user_data)
{
  const Block *block = user_data;
  const gsize from = part * PIECE;

  block->walk->add ((const float *const *) block->values, block->n, block->first,
                    from, MIN (from + PIECE, block->n_units), block->walk->user_data);
}

/* The first error in order of pictures goes to the caller, the others are dropped. */
static gboolean
block_ended_well (Block   *block,
                  GError **error)
{
  gboolean well = TRUE;

  for (guint i = 0; i < block->n; i++)
    if (block->error[i] != NULL)
      {
        if (well)
          g_propagate_error (error, g_steal_pointer (&block->error[i]));
        g_clear_error (&block->error[i]);
        well = FALSE;
      }
  return well;
}

gboolean
vt_part_walk (const VtPartWalk *walk,
              VtPool           *pool,
              const VtJob      *job,
              GError          **error)
{
  const guint total = walk->pictures->n_pictures * (walk->both ? 2 : 1);
  Block block = { .walk = walk, .n_units = vt_part_space_n_units (walk->space) };
  g_autofree float *memory = g_try_new (float, block.n_units * VT_PART_BLOCK);
  gboolean well = TRUE;

  if (memory == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("No memory for the maps of %d pictures"), VT_PART_BLOCK);
      return FALSE;
    }
  for (guint i = 0; i < VT_PART_BLOCK; i++)
    block.values[i] = memory + i * block.n_units;

  for (block.first = 0; block.first < total && well; block.first += VT_PART_BLOCK)
    {
      block.n = MIN (VT_PART_BLOCK, total - block.first);
      if (!vt_job_tick (job, (double) block.first / total, walk->stage, error))
        return FALSE;
      vt_parallel_for (pool, block.n, look_part, &block);
      well = block_ended_well (&block, error);
      if (well)
        vt_parallel_for (pool, (block.n_units + PIECE - 1) / PIECE, add_part, &block);
    }
  return well && vt_job_tick (job, 1, walk->stage, error);
}
