/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-places.h"

#include <glib/gi18n.h>

#include "base/vt-ranked.h"

/* Numbered over all layers. */
typedef struct { VtRanked by; guint layer, node; } Ranked;

static VitrinePlaced
placed_new (guint layer,
            guint unit,
            guint n)
{
  return (VitrinePlaced) { layer, unit, g_new0 (float, 2 * (gsize) MAX (n, 1)), g_new0 (float, MAX (n, 1)) };
}

static void
choose_nodes (VitrineGraphPlaces *self,
              guint               most)
{
  const VtPartSpace *space = vt_xgraph_space (self->graph);
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  g_autoptr (GArray) filters = g_array_new (FALSE, FALSE, sizeof (VitrinePlaced));

  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (self->graph, l, &n);

      for (guint i = 0; i < n; i++)
        {
          const Ranked one = { { (double) nodes[i].score, vt_xgraph_first (self->graph, l) + i }, l, i };

          g_array_append_val (ranked, one);
          if (vt_part_space_repeats (space, l) || (i > 0 && nodes[i].filter == nodes[i - 1].filter))
            continue;

          const VitrinePlaced filter = placed_new (l, nodes[i].filter, self->n);

          g_array_append_val (filters, filter);
        }
    }
  g_array_sort (ranked, vt_ranked_compare);
  self->n_nodes = most > 0 ? MIN (most, ranked->len) : ranked->len;
  self->nodes = g_new0 (VitrinePlaced, MAX (self->n_nodes, 1));
  for (guint i = 0; i < self->n_nodes; i++)
    self->nodes[i] = placed_new (g_array_index (ranked, Ranked, i).layer, g_array_index (ranked, Ranked, i).node, self->n);
  self->n_filters = filters->len;
  self->filters = (VitrinePlaced *) (void *) g_array_free (g_steal_pointer (&filters), FALSE);
}

typedef struct
{
  VitrineGraphPlaces *self;
  guint               i;        /* the picture that comes next */
} Collecting;

static void
keep (VitrineGraphPlaces *self,
      VitrinePlaced      *placed,
      guint               i,
      const float         cell[2],
      gboolean            mirrored,
      float               score)
{
  double at[2];

  vitrine_graph_pixel (self->graph, placed->layer, cell, mirrored, at);
  placed->at[2 * i] = (float) at[0];
  placed->at[2 * i + 1] = (float) at[1];
  placed->score[i] = score;
}

static void
collect (guint             picture,
         gboolean          mirrored,
         const VtXPlace   *found,
         const VtPartMaps *maps,
         gpointer          user_data)
{
  Collecting *c = user_data;
  VitrineGraphPlaces *self = c->self;

  self->mirrored[c->i] = mirrored;
  for (guint k = 0; k < self->n_nodes; k++)
    {
      const VtXPlace *place = &found[vt_xgraph_first (self->graph, self->nodes[k].layer) + self->nodes[k].unit];

      keep (self, &self->nodes[k], c->i, place->cell, mirrored, place->score);
    }
  for (guint k = 0; k < self->n_filters; k++)
    {
      VitrinePlaced *filter = &self->filters[k];
      const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (self->graph), filter->layer);
      const gsize n_cells = (gsize) layer->h * layer->w;
      const float *map = maps->x[filter->layer] + filter->unit * n_cells;
      gsize best = 0;

      for (gsize u = 1; u < n_cells; u++)
        if (map[u] > map[best])
          best = u;
      keep (self, filter, c->i, (float[]) { (float) (best / layer->w), (float) (best % layer->w) }, mirrored, map[best]);
    }
  c->i++;
}

VitrineGraphPlaces *
vitrine_graph_places_new (VtXGraph           *graph,
                          VitrinePartSource  *source,
                          guint               most,
                          VtPool             *pool,
                          const VtJob        *job,
                          GError            **error)
{
  g_autoptr (VitrineGraphPlaces) self = g_new0 (VitrineGraphPlaces, 1);
  Collecting collecting = { self, 0 };
  VtJobPart part;

  g_atomic_ref_count_init (&self->refs);
  self->graph = vt_xgraph_ref (graph);
  self->source = vitrine_part_source_ref (source);
  if (!vitrine_part_source_prepare (source, NULL, pool, vt_job_part (&part, job, 0, .7), error))
    return NULL;
  self->pictures = g_new (guint, MAX (vitrine_part_source_n (source), 1));
  self->mirrored = g_new0 (gboolean, MAX (vitrine_part_source_n (source), 1));
  for (guint i = 0; i < vitrine_part_source_n (source); i++)
    if (vitrine_part_source_is_readable (source, i))
      self->pictures[self->n++] = i;
  choose_nodes (self, most);
  if (!vitrine_graph_walk (graph, source, self->pictures, self->n, collect, &collecting, pool,
                           vt_job_part (&part, job, .7, 1), N_("Finding the nodes on the pictures"), error))
    return NULL;
  return g_steal_pointer (&self);
}

VitrineGraphPlaces *
vitrine_graph_places_ref (VitrineGraphPlaces *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vitrine_graph_places_unref (VitrineGraphPlaces *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint k = 0; k < self->n_nodes; k++)
    {
      g_free (self->nodes[k].at);
      g_free (self->nodes[k].score);
    }
  for (guint k = 0; k < self->n_filters; k++)
    {
      g_free (self->filters[k].at);
      g_free (self->filters[k].score);
    }
  g_free (self->nodes);
  g_free (self->filters);
  g_free (self->pictures);
  g_free (self->mirrored);
  vitrine_part_source_unref (self->source);
  vt_xgraph_unref (self->graph);
  g_free (self);
}
