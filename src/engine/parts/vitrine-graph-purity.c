/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a node means one part: on how many pictures its place lies in a box of the same part. */
#include "config.h"

#include <glib/gi18n.h>

#include "engine/parts/vitrine-graph-study.h"

typedef struct { guint layer, node, number; double score; } Ranked;

static int
best_first (gconstpointer a,
            gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

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
          const Ranked one = { l, i, vt_xgraph_first (graph, l) + i, (double) nodes[i].score };

          g_array_append_val (all, one);
        }
    }
  g_array_sort (all, best_first);
  return all;
}

/* Part names of all pictures, each once; the texts are the pictures'. */
static GPtrArray *
part_names (VitrinePartSource *source)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < vitrine_part_source_n (source); i++)
    {
      VitrinePicture *picture = vitrine_part_source_picture (source, i);

      for (guint j = 0; j < vitrine_picture_get_n_parts (picture); j++)
        {
          const char *name = vitrine_picture_get_part (picture, j)->name;

          if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, (gpointer) name);
        }
    }
  return names;
}

/* Adds one to the parts in which a place of the frame lies. */
static void
count_hits (VitrinePartSource *source,
            guint              i,
            const VtPartSpace *space,
            const VtPartLayer *layer,
            const VtXPlace    *found,
            gboolean           mirrored,
            GPtrArray         *names,
            guint             *hits)
{
  VitrinePicture *picture = vitrine_part_source_picture (source, i);
  const double row = vt_part_layer_pixel (layer, 0, (double) found->cell[0]);
  const double seen_at = vt_part_layer_pixel (layer, 1, (double) found->cell[1]);
  const double column = mirrored ? vt_part_space_mirror (space, seen_at) : seen_at;
  g_autofree gboolean *seen = g_new0 (gboolean, MAX (names->len, 1));

  for (guint j = 0; j < vitrine_picture_get_n_parts (picture); j++)
    {
      const VitrinePartTruth *truth = vitrine_picture_get_part (picture, j);
      VtPartPlace place;
      guint k = 0;

      vitrine_part_source_place (source, i, &truth->box, &place);
      if (2 * ABS (row - place.centre[0]) > place.size[0] || 2 * ABS (column - place.centre[1]) > place.size[1])
        continue;
      while (k < names->len && !g_str_equal (names->pdata[k], truth->name))
        k++;
      if (k < names->len && !seen[k])
        {
          seen[k] = TRUE;
          hits[k]++;
        }
    }
}

/* Finds the graph on a picture, or on its mirror image where the graph was learned with mirrors and fits better. */
static gboolean
find (const VitrineGraphResult *self,
      guint                     picture,
      VtXPlace                 *found,
      gboolean                 *mirrored,
      GError                  **error)
{
  const VtPartPictures *pictures = vitrine_part_source_pictures (self->source);
  const guint sides = vt_xgraph_options (self->graph)->mirror >= .5 ? 2 : 1;
  double best = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint side = 0; side < sides; side++)
      {
        VtPartMaps maps = { 0 };

        if ((pass == 0 && sides == 1) || (pass == 1 && side != (guint) *mirrored))
          continue;
        if (!pictures->get (pictures->user_data, picture, side == 1, 0, &maps, error))
          return FALSE;
        if (pass == 1)
          vt_xgraph_infer (self->graph, &maps, found);
        else
          {
            const double fit = vt_xgraph_agreement (self->graph, &maps);

            *mirrored = side == 1 && fit > best;
            best = side == 0 ? fit : best;
          }
        if (pictures->release != NULL)
          pictures->release (pictures->user_data, &maps);
      }
  return TRUE;
}

/* Fills hits [node][part] and returns on how many pictures truth is known. */
static gboolean
count_all (const VitrineGraphResult *self,
           const GArray             *ranked,
           guint                     most,
           GPtrArray                *names,
           guint                    *hits,
           guint                    *n_known,
           const VtJob              *job,
           GError                  **error)
{
  g_autofree VtXPlace *found = g_new (VtXPlace, MAX (vt_xgraph_n_nodes (self->graph), 1));
  const VtPartSpace *space = vt_xgraph_space (self->graph);
  const guint n = vitrine_part_source_n (self->source);

  for (guint i = 0; i < n; i++)
    {
      gboolean mirrored = FALSE;

      if (!vt_job_tick (job, (double) i / n, N_("Comparing with the truth"), error))
        return FALSE;
      if (!vitrine_part_source_is_readable (self->source, i)
          || vitrine_picture_get_n_parts (vitrine_part_source_picture (self->source, i)) == 0)
        continue;
      if (!find (self, i, found, &mirrored, error))
        return FALSE;
      (*n_known)++;
      for (guint v = 0; v < most; v++)
        {
          const Ranked *one = &g_array_index (ranked, Ranked, v);

          count_hits (self->source, i, space, vt_part_space_layer (space, one->layer),
                      &found[one->number], mirrored, names, hits + (gsize) v * names->len);
        }
    }
  return TRUE;
}

GArray *
vitrine_graph_purity (const VitrineGraphResult *self,
                      guint                     most,
                      const VtJob              *job,
                      GError                  **error)
{
  g_autoptr (GArray) purity = g_array_new (FALSE, TRUE, sizeof (VitrineNodePurity)), ranked = rank (self->graph);
  g_autoptr (GPtrArray) names = part_names (self->source);
  g_autofree guint *hits = NULL;
  guint n_known = 0;

  most = MIN (most, ranked->len);
  hits = g_new0 (guint, MAX ((gsize) most * names->len, 1));
  if (names->len == 0)
    return g_steal_pointer (&purity);
  if (!count_all (self, ranked, most, names, hits, &n_known, job, error))
    return NULL;
  for (guint v = 0; n_known > 0 && v < most; v++)
    {
      VitrineNodePurity one = {
        .layer = g_array_index (ranked, Ranked, v).layer, .node = g_array_index (ranked, Ranked, v).node,
      };
      guint best = 0;

      for (guint k = 0; k < names->len; k++)
        if (hits[v * names->len + k] > best)
          {
            best = hits[v * names->len + k];
            one.part = names->pdata[k];
          }
      one.share = (double) best / n_known;
      g_array_append_val (purity, one);
    }
  return g_steal_pointer (&purity);
}
