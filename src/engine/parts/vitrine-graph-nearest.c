/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-nearest.h"

#include <math.h>

#define MOST   300      /* pictures */
#define ENOUGH .5       /* share of them that must show a part */

struct _VitrineGraphNearest
{
  const VitrineGraphResult *result;
  const VitrinePartNames   *names;
  guint                     n, n_nodes;
  float                    *cell;       /* [picture][node][2], of the turned picture */
  float                    *centre;     /* [picture][part][2] in pixels of the same */
  guint8                   *shown;      /* [picture][part] how often */
};

VitrineGraphNearest *
vitrine_graph_nearest_new (const VitrineGraphResult *result,
                           const VitrinePartNames   *names)
{
  VitrineGraphNearest *self = g_new0 (VitrineGraphNearest, 1);

  self->result = result;
  self->names = names;
  self->n_nodes = vt_xgraph_n_nodes (result->graph);
  self->centre = g_new0 (float, 2 * (gsize) MOST * MAX (names->names->len, 1));
  self->shown = g_new0 (guint8, (gsize) MOST * MAX (names->names->len, 1));
  return self;
}

void
vitrine_graph_nearest_free (VitrineGraphNearest *self)
{
  if (self == NULL)
    return;
  g_free (self->cell);
  g_free (self->centre);
  g_free (self->shown);
  g_free (self);
}

void
vitrine_graph_nearest_look (VitrineGraphNearest *self,
                            guint                picture,
                            gboolean             mirrored,
                            const VtXPlace      *found)
{
  VitrinePartSource *source = self->result->source;
  VitrinePicture *photo = vitrine_part_source_picture (source, picture);
  const VtPartSpace *space = vt_xgraph_space (self->result->graph);
  float *cell;

  if (self->n == MOST)
    return;
  self->cell = g_renew (float, self->cell, 2 * (gsize) (self->n + 1) * MAX (self->n_nodes, 1));
  cell = self->cell + 2 * (gsize) self->n * self->n_nodes;
  for (guint v = 0; v < self->n_nodes; v++)
    {
      cell[2 * v] = found[v].cell[0];
      cell[2 * v + 1] = found[v].cell[1];
    }
  for (guint j = 0; j < vitrine_picture_get_n_parts (photo); j++)
    {
      const VitrinePartTruth *truth = vitrine_picture_get_part (photo, j);
      const gsize at = (gsize) self->n * self->names->names->len
                       + vitrine_part_names_find (self->names, truth->name, mirrored);
      VtPartPlace place;

      vitrine_part_source_place (source, picture, &truth->box, &place);
      self->centre[2 * at] = (float) place.centre[0];
      self->centre[2 * at + 1] = (float) (mirrored ? vt_part_space_mirror (space, place.centre[1]) : place.centre[1]);
      self->shown[at] = (guint8) MIN (self->shown[at] + 1, 2);
    }
  self->n++;
}

static int
by_value (gconstpointer a,
          gconstpointer b)
{
  const float x = *(const float *) a, y = *(const float *) b;

  return x < y ? -1 : x > y;
}

/* Median distance in cells of node number `node` of all, over the pictures listed. */
static float
miss (const VitrineGraphNearest *self,
      const VtPartLayer         *layer,
      guint                      node,
      guint                      part,
      const guint               *pictures,
      guint                      n,
      float                     *distance)
{
  for (guint i = 0; i < n; i++)
    {
      const float *cell = self->cell + 2 * ((gsize) pictures[i] * self->n_nodes + node);
      const float *centre = self->centre + 2 * ((gsize) pictures[i] * self->names->names->len + part);
      const double dy = (double) cell[0] - vt_part_layer_cell (layer, 0, (double) centre[0]);
      const double dx = (double) cell[1] - vt_part_layer_cell (layer, 1, (double) centre[1]);

      distance[i] = (float) hypot (dy, dx);
    }
  qsort (distance, n, sizeof *distance, by_value);
  return (distance[(n - 1) / 2] + distance[n / 2]) / 2;
}

static void
find_nearest (const VitrineGraphNearest *self,
              guint                      part,
              const guint               *pictures,
              guint                      n,
              VitrinePartNearest        *one)
{
  const VtXGraph *graph = self->result->graph;
  g_autofree float *distance = g_new (float, n);

  *one = (VitrinePartNearest) { self->names->names->pdata[part], n, 0, 0, G_MAXDOUBLE };
  for (guint l = 0; l < vt_part_space_n_layers (vt_xgraph_space (graph)); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (graph), l);
      guint n_nodes;

      vt_xgraph_nodes (graph, l, &n_nodes);
      for (guint i = 0; i < n_nodes; i++)
        {
          const double d = (double) miss (self, layer, vt_xgraph_first (graph, l) + i, part, pictures, n, distance);

          if (d < one->distance)
            {
              one->layer = l;
              one->node = i;
              one->distance = d;
            }
        }
    }
}

GArray *
vitrine_graph_nearest_tell (const VitrineGraphNearest *self)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (VitrinePartNearest));
  const guint n_names = self->names->names->len;
  guint pictures[MOST];

  for (guint k = 0; k < n_names; k++)
    {
      VitrinePartNearest one;
      guint n = 0;

      for (guint i = 0; i < self->n; i++)
        if (self->shown[(gsize) i * n_names + k] == 1)
          pictures[n++] = i;
      if (n == 0 || n < ENOUGH * self->n || self->n_nodes == 0)
        continue;
      find_nearest (self, k, pictures, n, &one);
      g_array_append_val (all, one);
    }
  return all;
}
