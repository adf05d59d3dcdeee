/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As many pictures at once as there are threads; what is seen does not depend on how many. */
#include "config.h"

#include "engine/parts/vitrine-graph-walk.h"

#include <glib/gi18n.h>

typedef struct
{
  guint      picture;
  gboolean   mirrored;
  VtPartMaps maps[2];       /* as it is, mirrored */
  gboolean   has[2];
  VtXPlace  *found;
  GError    *error;
} Slot;

typedef struct
{
  const VtXGraph       *graph;
  const VtPartPictures *pictures;
  guint                 sides;
  Slot                 *slots;
} Walk;

static void
find_on_one (gsize    part,
             guint    thread,
             gpointer user_data)
{
  const Walk *walk = user_data;
  Slot *slot = &walk->slots[part];
  double best = 0;

  slot->mirrored = FALSE;
  for (guint side = 0; side < walk->sides; side++)
    {
      if (!walk->pictures->get (walk->pictures->user_data, slot->picture, side == 1, thread, &slot->maps[side], &slot->error))
        return;
      slot->has[side] = TRUE;
      if (walk->sides == 1)
        break;

      const double fit = vt_xgraph_agreement (walk->graph, &slot->maps[side]);

      slot->mirrored = side == 1 && fit > best;
      best = side == 0 ? fit : best;
    }
  vt_xgraph_infer (walk->graph, &slot->maps[slot->mirrored], slot->found);
}

static void
release (const Walk *walk,
         Slot       *slot)
{
  for (guint side = 0; side < 2; side++)
    {
      if (slot->has[side] && walk->pictures->release != NULL)
        walk->pictures->release (walk->pictures->user_data, &slot->maps[side]);
      slot->has[side] = FALSE;
    }
}

/* Visits a block, or releases it after a failure. */
static gboolean
visit_block (const Walk       *walk,
             guint             n,
             VitrineGraphVisit visit,
             gpointer          user_data,
             gboolean          good,
             GError          **error)
{
  for (guint i = 0; i < n; i++)
    {
      Slot *slot = &walk->slots[i];

      if (slot->error != NULL && good)
        {
          g_propagate_error (error, g_steal_pointer (&slot->error));
          good = FALSE;
        }
      g_clear_error (&slot->error);
      if (good)
        visit (slot->picture, slot->mirrored, slot->found, &slot->maps[slot->mirrored], user_data);
      release (walk, slot);
    }
  return good;
}

gboolean
vitrine_graph_walk (const VtXGraph    *graph,
                    VitrinePartSource *source,
                    const guint       *pictures,
                    guint              n,
                    VitrineGraphVisit  visit,
                    gpointer           user_data,
                    VtPool            *pool,
                    const VtJob       *job,
                    const char        *stage,
                    GError           **error)
{
  const guint block = MAX ((guint) vt_pool_n_threads (pool), 1);
  const guint n_nodes = MAX (vt_xgraph_n_nodes (graph), 1);
  g_autofree Slot *slots = g_new0 (Slot, block);
  const Walk walk = {
    graph, vitrine_part_source_pictures (source), vt_xgraph_options (graph)->mirror >= .5 ? 2 : 1, slots
  };
  gboolean good = TRUE;

  for (guint i = 0; i < block; i++)
    slots[i].found = g_new0 (VtXPlace, n_nodes);
  for (guint at = 0; good && at < n;)
    {
      guint filled = 0;

      for (; at < n && filled < block; at++)
        if (vitrine_part_source_is_readable (source, pictures[at]))
          slots[filled++].picture = pictures[at];
      vt_parallel_for (pool, filled, find_on_one, (gpointer) &walk);
      good = visit_block (&walk, filled, visit, user_data, TRUE, error)
             && vt_job_tick (job, (double) at / n, stage, error);
    }
  for (guint i = 0; i < block; i++)
    g_free (slots[i].found);
  return good;
}

void
vitrine_graph_pixel (const VtXGraph *graph,
                     guint           layer,
                     const float     cell[2],
                     gboolean        mirrored,
                     double          at[2])
{
  const VtPartSpace *space = vt_xgraph_space (graph);
  const VtPartLayer *l = vt_part_space_layer (space, layer);

  at[0] = vt_part_layer_pixel (l, 0, (double) cell[0]);
  at[1] = vt_part_layer_pixel (l, 1, (double) cell[1]);
  if (mirrored)
    at[1] = vt_part_space_mirror (space, at[1]);
}
