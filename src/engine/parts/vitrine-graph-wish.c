/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-wish.h"

VitrineGraphWish *
vitrine_graph_wish_new (gboolean quick)
{
  VitrineGraphWish *wish = g_new0 (VitrineGraphWish, 1);

  wish->class_name = g_strdup ("");
  wish->negatives = g_strdup ("");
  wish->layers = g_array_new (FALSE, FALSE, sizeof (int));
  wish->seed = 1;
  vt_xgraph_options_init (&wish->options, quick);
  vt_xgraph_options_roam (&wish->options);
  return wish;
}

VitrineGraphWish *
vitrine_graph_wish_copy (const VitrineGraphWish *wish)
{
  VitrineGraphWish *copy = g_memdup2 (wish, sizeof *wish);

  copy->class_name = g_strdup (wish->class_name);
  copy->negatives = g_strdup (wish->negatives);
  copy->layers = g_array_copy (wish->layers);
  return copy;
}

void
vitrine_graph_wish_free (VitrineGraphWish *wish)
{
  if (wish == NULL)
    return;
  g_free (wish->class_name);
  g_free (wish->negatives);
  g_array_unref (wish->layers);
  g_free (wish);
}

VitrineGraphWish *
vitrine_graph_wish_of (const VtXGraph *graph)
{
  VitrineGraphWish *wish = vitrine_graph_wish_new (FALSE);
  VtPartSpace *space = vt_xgraph_space (graph);

  g_free (wish->class_name);
  wish->class_name = g_strdup (vt_xgraph_class (graph));
  wish->options = *vt_xgraph_options (graph);
  wish->seed = vt_xgraph_seed (graph);
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    if (!vt_part_space_repeats (space, l))
      g_array_append_val (wish->layers, vt_part_space_layer (space, l)->node);
  return wish;
}
