/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-look.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"

#define HEAT_CELL 4         /* pixels of the frame for one of the heat map */
#define BLOB 15.0           /* σ in pixels of a frame of 224 */

/* ---- heat ---- */

static int
descending (gconstpointer a,
            gconstpointer b)
{
  const float x = *(const float *) a, y = *(const float *) b;

  return x > y ? -1 : x < y;
}

/* The score that the given share of the nodes reach. */
static float
strong_from (const VtXPlace *places,
             guint           n,
             double          share)
{
  g_autofree float *scores = g_new (float, MAX (n, 1));
  guint strong = 0;

  for (guint i = 0; i < n; i++)
    if (places[i].score > 0)
      scores[strong++] = places[i].score;
  qsort (scores, strong, sizeof *scores, descending);
  return strong > 0 ? scores[MIN ((guint) (share * n), strong - 1)] : G_MAXFLOAT;
}

static void
add_blob (VitrineGraphView *view,
          double            row,
          double            column,
          double            spread,
          float             weight)
{
  const int reach = (int) ceil (2.5 * spread);
  const int top = MAX ((int) row - reach, 0), bottom = MIN ((int) row + reach, (int) view->height - 1);
  const int left = MAX ((int) column - reach, 0), right = MIN ((int) column + reach, (int) view->width - 1);

  for (int a = top; a <= bottom; a++)
    for (int b = left; b <= right; b++)
      {
        const double d2 = (a - row) * (a - row) + (b - column) * (b - column);

        view->heat[(gsize) a * view->width + b] += weight * (float) exp (-d2 / (2 * spread * spread));
      }
}

/* Each of the layer's strongest nodes adds a blob where it is. */
static void
make_heat (VitrineGraphView      *view,
           const VitrineGraphAsk *ask)
{
  const VtPartSpace *space = vt_xgraph_space (ask->graph);
  const double spread = BLOB * vt_part_space_scale (space) / HEAT_CELL;
  const VtXPlace *places = view->places + vt_xgraph_first (ask->graph, ask->layer);
  guint n;
  float least;

  vt_xgraph_nodes (ask->graph, ask->layer, &n);
  least = strong_from (places, n, ask->share);
  view->height = MAX (vt_part_space_height (space) / HEAT_CELL, 1);
  view->width = MAX (vt_part_space_width (space) / HEAT_CELL, 1);
  view->heat = g_new0 (float, (gsize) view->height * view->width);
  for (guint i = 0; i < n; i++)
    {
      double at[2];

      if (places[i].score < least || !(places[i].score > 0))
        continue;
      vitrine_graph_pixel (ask->graph, ask->layer, places[i].cell, FALSE, at);
      add_blob (view, (at[0] + .5) / HEAT_CELL - .5, (at[1] + .5) / HEAT_CELL - .5, spread, places[i].score);
    }
  for (gsize i = 0; i < (gsize) view->height * view->width; i++)
    view->heat_most = MAX (view->heat_most, view->heat[i]);
}

/* ---- places ---- */

/* Cells of the mirror image as cells of the picture: the pixel is mirrored, the cell is where it then lies. */
static void
turn_back (VitrineGraphView *view,
           const VtXGraph   *graph)
{
  const VtPartSpace *space = vt_xgraph_space (graph);

  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (space, l);
      VtXPlace *places = view->places + vt_xgraph_first (graph, l);
      guint n;

      vt_xgraph_nodes (graph, l, &n);
      for (guint i = 0; i < n; i++)
        {
          const double pixel = vt_part_layer_pixel (layer, 1, (double) places[i].cell[1]);

          places[i].cell[1] = (float) vt_part_layer_cell (layer, 1, vt_part_space_mirror (space, pixel));
        }
    }
}

typedef struct
{
  const VitrineGraphAsk *ask;
  VitrineGraphView      *view;
} Looking;

static void
see (guint             picture,
     gboolean          mirrored,
     const VtXPlace   *found,
     const VtPartMaps *maps,
     gpointer          user_data)
{
  Looking *looking = user_data;
  VitrineGraphView *view = looking->view;

  view->n_nodes = vt_xgraph_n_nodes (looking->ask->graph);
  view->places = g_memdup2 (found, MAX (view->n_nodes, 1) * sizeof *found);
  view->mirrored = mirrored;
  if (mirrored)
    turn_back (view, looking->ask->graph);
}

/* The filter's own map of the picture as it is. */
static gboolean
take_map (VitrineGraphView      *view,
          const VitrineGraphAsk *ask,
          VitrinePartSource     *source,
          GError               **error)
{
  const VtPartPictures *pictures = vitrine_part_source_pictures (source);
  const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (ask->graph), ask->layer);
  const gsize n = (gsize) layer->h * layer->w;
  VtPartMaps maps = { 0 };

  if (ask->filter < 0 || (guint) ask->filter >= layer->channels)
    return TRUE;
  if (!pictures->get (pictures->user_data, 0, FALSE, 0, &maps, error))
    return FALSE;
  view->rows = layer->h;
  view->columns = layer->w;
  view->map = g_memdup2 (maps.x[ask->layer] + (guint) ask->filter * n, n * sizeof *view->map);
  for (guint axis = 0; axis < 2; axis++)
    {
      view->cell[axis] = layer->offset[axis];
      view->stride[axis] = layer->stride[axis];
    }
  view->map_least = view->map_most = view->map[0];
  for (gsize u = 1; u < n; u++)
    {
      view->map_least = MIN (view->map_least, view->map[u]);
      view->map_most = MAX (view->map_most, view->map[u]);
    }
  if (pictures->release != NULL)
    pictures->release (pictures->user_data, &maps);
  return TRUE;
}

VitrineGraphView *
vitrine_graph_look (const VitrineGraphAsk *ask,
                    VtPool                *pool,
                    const VtJob           *job,
                    GError               **error)
{
  VitrinePicture *pictures[] = { ask->picture };
  g_autoptr (VitrinePartSource) source
    = vitrine_part_source_new (ask->store, ask->model, vt_xgraph_space (ask->graph), pictures, 1);
  g_autoptr (VitrineGraphView) view = g_new0 (VitrineGraphView, 1);
  Looking looking = { ask, view };
  const guint first = 0;
  VtJobPart part;

  if (!vitrine_part_source_prepare (source, NULL, pool, vt_job_part (&part, job, 0, .8), error))
    return NULL;
  if (!vitrine_part_source_is_readable (source, 0))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” cannot be read"), vitrine_picture_get_name (ask->picture));
      return NULL;
    }
  if (!vitrine_graph_walk (ask->graph, source, &first, 1, see, &looking, pool, vt_job_part (&part, job, .8, .95),
                           N_("Finding the nodes on the pictures"), error)
      || !take_map (view, ask, source, error))
    return NULL;
  vitrine_part_source_frame (source, 0, &view->frame);
  make_heat (view, ask);
  return g_steal_pointer (&view);
}

void
vitrine_graph_view_free (VitrineGraphView *self)
{
  g_free (self->places);
  g_free (self->heat);
  g_free (self->map);
  g_free (self);
}
