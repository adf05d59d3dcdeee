/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a node means one part: on how many pictures its place lies in a box of the same part; and which node is
 * nearest to each part. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/vt-ranked.h"
#include "engine/parts/vitrine-graph-nearest.h"
#include "engine/parts/vitrine-graph-walk.h"

/* Numbered over all layers. */
typedef struct { VtRanked by; guint layer, node; } Ranked;

static GArray *
rank (const VtXGraph *graph)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Ranked));

  for (guint l = 0; l < vt_part_space_n_layers (vt_xgraph_space (graph)); l++)
    {
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);

      for (guint i = 0; i < n; i++)
        {
          const Ranked one = { { (double) nodes[i].score, vt_xgraph_first (graph, l) + i }, l, i };

          g_array_append_val (all, one);
        }
    }
  g_array_sort (all, vt_ranked_compare);
  return all;
}

typedef struct
{
  const VitrineGraphResult *self;
  const GArray             *ranked;
  guint                     most;
  const VitrinePartNames   *names;
  VitrineGraphNearest      *nearest;    /* may be NULL */
  guint                    *hits;       /* [node][part] */
  guint                     n_known;
} Count;

/* Adds one to the parts in which a place of the frame lies, to each once; a turned picture's left is a right. */
static void
count_hits (const Count  *count,
            guint         picture,
            gboolean      mirrored,
            const double  at[2],
            guint        *hits)
{
  VitrinePartSource *source = count->self->source;
  VitrinePicture *shown = vitrine_part_source_picture (source, picture);
  g_autofree gboolean *seen = g_new0 (gboolean, MAX (count->names->names->len, 1));

  for (guint j = 0; j < vitrine_picture_get_n_parts (shown); j++)
    {
      const VitrinePartTruth *truth = vitrine_picture_get_part (shown, j);
      VtPartPlace place;
      guint k;

      vitrine_part_source_place (source, picture, &truth->box, &place);
      if (2 * ABS (at[0] - place.centre[0]) > place.size[0] || 2 * ABS (at[1] - place.centre[1]) > place.size[1])
        continue;
      k = vitrine_part_names_find (count->names, truth->name, mirrored);
      if (seen[k])
        continue;
      seen[k] = TRUE;
      hits[k]++;
    }
}

static void
count_picture (guint             picture,
               gboolean          mirrored,
               const VtXPlace   *found,
               const VtPartMaps *maps,
               gpointer          user_data)
{
  Count *count = user_data;

  count->n_known++;
  if (count->nearest != NULL)
    vitrine_graph_nearest_look (count->nearest, picture, mirrored, found);
  for (guint v = 0; v < count->most; v++)
    {
      const Ranked *one = &g_array_index (count->ranked, Ranked, v);
      double at[2];

      vitrine_graph_pixel (count->self->graph, one->layer, found[one->by.i].cell, mirrored, at);
      count_hits (count, picture, mirrored, at, count->hits + (gsize) v * count->names->names->len);
    }
}

/* Numbers of the pictures that know their parts. */
static GArray *
known_pictures (VitrinePartSource *source)
{
  GArray *known = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < vitrine_part_source_n (source); i++)
    if (vitrine_picture_get_n_parts (vitrine_part_source_picture (source, i)) > 0)
      g_array_append_val (known, i);
  return known;
}

GArray *
vitrine_graph_purity (const VitrineGraphResult *self,
                      guint                     most,
                      GArray                  **nearest,
                      VtPool                   *pool,
                      const VtJob              *job,
                      GError                  **error)
{
  g_autoptr (GArray) purity = g_array_new (FALSE, TRUE, sizeof (VitrineNodePurity)), ranked = rank (self->graph);
  g_autoptr (GArray) known = known_pictures (self->source);
  g_autoptr (VitrinePartNames) names = vitrine_part_names_new (self->source);
  g_autoptr (VitrineGraphNearest) near = nearest != NULL ? vitrine_graph_nearest_new (self, names) : NULL;
  const guint n_names = names->names->len;
  g_autofree guint *hits = g_new0 (guint, MAX ((gsize) MIN (most, ranked->len) * n_names, 1));
  Count count = { self, ranked, MIN (most, ranked->len), names, near, hits, 0 };

  if (n_names > 0
      && !vitrine_graph_walk (self->graph, self->source, (const guint *) (const void *) known->data, known->len,
                              count_picture, &count, pool, job, N_("Comparing with the truth"), error))
    return NULL;
  for (guint v = 0; count.n_known > 0 && v < count.most; v++)
    {
      VitrineNodePurity one = {
        .layer = g_array_index (ranked, Ranked, v).layer, .node = g_array_index (ranked, Ranked, v).node,
      };
      guint best = 0;

      for (guint k = 0; k < n_names; k++)
        if (hits[v * n_names + k] > best)
          {
            best = hits[v * n_names + k];
            one.part = names->names->pdata[k];
          }
      one.share = (double) best / count.n_known;
      g_array_append_val (purity, one);
    }
  if (nearest != NULL)
    *nearest = vitrine_graph_nearest_tell (near);
  return g_steal_pointer (&purity);
}
