/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-sights.h"

#include <glib/gi18n.h>

typedef struct
{
  guint8       n;
  VitrineSight best[VITRINE_SIGHTS_KEPT];
} Sights;

struct _VitrineGraphSights
{
  gatomicrefcount references;
  VtXGraph       *graph;
  Sights         *nodes;                            /* [n_nodes] */
  Sights         *filters[VT_PART_MAX_LAYERS];      /* [channels] */
};

static void
insert (Sights             *sights,
        const VitrineSight *one)
{
  guint at = sights->n;

  if (!(one->score > 0) || (at == VITRINE_SIGHTS_KEPT && one->score <= sights->best[at - 1].score))
    return;
  at = MIN (at, VITRINE_SIGHTS_KEPT - 1);
  sights->n = (guint8) (at + 1);
  for (; at > 0 && sights->best[at - 1].score < one->score; at--)
    sights->best[at] = sights->best[at - 1];
  sights->best[at] = *one;
}

/* Peaks of the filters that nodes belong to. */
static void
see_filters (VitrineGraphSights *self,
             guint               l,
             const float        *x,
             guint               picture,
             gboolean            mirrored)
{
  const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (self->graph), l);
  const gsize n_cells = (gsize) layer->h * layer->w;
  guint n;
  const VtXNode *nodes = vt_xgraph_nodes (self->graph, l, &n);

  for (guint i = 0; i < n; i++)
    {
      const float *map = x + nodes[i].filter * n_cells;
      gsize best = 0;

      if (i > 0 && nodes[i].filter == nodes[i - 1].filter)
        continue;
      for (gsize u = 1; u < n_cells; u++)
        if (map[u] > map[best])
          best = u;
      insert (&self->filters[l][nodes[i].filter], &(VitrineSight) {
      picture, { (float) (best / layer->w), (float) (best % layer->w) }, map[best], mirrored
    });
    }
}

static void
see_picture (guint             picture,
             gboolean          mirrored,
             const VtXPlace   *found,
             const VtPartMaps *maps,
             gpointer          user_data)
{
  VitrineGraphSights *self = user_data;
  const guint n = vt_xgraph_n_nodes (self->graph);

  for (guint i = 0; i < n; i++)
    insert (&self->nodes[i], &(VitrineSight) {
      picture, { found[i].cell[0], found[i].cell[1] }, found[i].score, mirrored
    });
  for (guint l = vt_xgraph_first_layer (self->graph); l < vt_part_space_n_layers (vt_xgraph_space (self->graph)); l++)
    see_filters (self, l, maps->x[l], picture, mirrored);
}

VitrineGraphSights *
vitrine_graph_sights_new (VtXGraph           *graph,
                          VitrinePartSource  *source,
                          VtPool             *pool,
                          const VtJob        *job,
                          GError            **error)
{
  const VtPartSpace *space = vt_xgraph_space (graph);
  const guint n = vitrine_part_source_n (source);
  g_autofree guint *pictures = g_new (guint, MAX (n, 1));
  g_autoptr (VitrineGraphSights) self = g_new0 (VitrineGraphSights, 1);

  g_atomic_ref_count_init (&self->references);
  self->graph = vt_xgraph_ref (graph);
  self->nodes = g_new0 (Sights, MAX (vt_xgraph_n_nodes (graph), 1));
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    self->filters[l] = g_new0 (Sights, vt_part_space_layer (space, l)->channels);
  for (guint i = 0; i < n; i++)
    pictures[i] = i;
  if (!vitrine_graph_walk (graph, source, pictures, n, see_picture, self, pool, job, N_("Finding the nodes on the pictures"),
                           error))
    return NULL;
  return g_steal_pointer (&self);
}

VitrineGraphSights *
vitrine_graph_sights_ref (VitrineGraphSights *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
vitrine_graph_sights_unref (VitrineGraphSights *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  vt_xgraph_unref (self->graph);
  g_free (self->nodes);
  for (guint l = 0; l < VT_PART_MAX_LAYERS; l++)
    g_free (self->filters[l]);
  g_free (self);
}

const VitrineSight *
vitrine_graph_sights_node (const VitrineGraphSights *self,
                           guint                     layer,
                           guint                     node,
                           guint                    *n)
{
  const Sights *sights = &self->nodes[vt_xgraph_first (self->graph, layer) + node];

  *n = sights->n;
  return sights->n > 0 ? sights->best : NULL;
}

const VitrineSight *
vitrine_graph_sights_filter (const VitrineGraphSights *self,
                             guint                     layer,
                             guint                     filter,
                             guint                    *n)
{
  const Sights *sights = &self->filters[layer][filter];

  *n = sights->n;
  return sights->n > 0 ? sights->best : NULL;
}
