/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The current picture, twice: with the layer's nodes, and with the filter's own map. */
#include "config.h"

#include "app/vitrine-graph-side-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-parts-work.h"
#include "engine/model/vitrine-model.h"

static void
show_photo (GdkTexture  **textures,
            guint         n,
            const GError *error,
            gpointer      data)
{
  VitrineGraphSide *self = data;
  VitrineCanvas *const canvases[] = { self->nodes, self->filter };
  VitrinePicture *picture = vitrine_session_get_picture (self->session);

  for (guint i = 0; i < 2; i++)
    {
      vitrine_canvas_set_map (canvases[i], VITRINE_CANVAS_HEAT, NULL, NULL);
      vitrine_canvas_set_marks (canvases[i], NULL, 0);
      vitrine_canvas_set_empty_text (canvases[i], error != NULL ? error->message : NULL);
      vitrine_canvas_set_texture (canvases[i], textures[0]);
      if (picture != NULL)
        vitrine_canvas_set_title (canvases[i], vitrine_picture_get_name (picture));
      vitrine_canvas_fit (canvases[i]);
    }
  graph_side_mark (self);
}

void
graph_side_show_picture (VitrineGraphSide *self)
{
  VitrinePicture *picture = vitrine_session_get_picture (self->session);

  if (picture == NULL || g_strcmp0 (self->shown_picture, vitrine_picture_get_id (picture)) == 0)
    return;
  g_free (self->shown_picture);
  self->shown_picture = g_strdup (vitrine_picture_get_id (picture));
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "graph-photo",
                              &(VitrineCutting) { .picture = picture }, 1, 0, show_photo, self);
}

static void
on_looked (VitrineJob   *job,
           gpointer      result,
           const GError *error,
           gpointer      user_data)
{
  VitrineGraphSide *self = user_data;
  VitrineGraphView *view = result;

  /* Another picture or another graph by now: its own answer is on the way. */
  if (view == NULL || self->session == NULL || view->n_nodes != vitrine_graph_model_n_nodes (self->model))
    return;
  g_clear_pointer (&self->view, vitrine_graph_view_free);
  self->view = vitrine_job_steal_result (job);
  graph_side_mark (self);
}

/* The layer whose nodes are shown: the selected node's, else the deepest. */
static guint
layer_of (VitrineGraphSide *self,
          int              *filter)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  const guint node = vitrine_graph_model_get_selected (self->model);
  guint layer, number;

  *filter = -1;
  if (!vitrine_graph_model_locate (self->model, node, &layer, &number))
    return vt_part_space_n_layers (vt_xgraph_space (graph)) - 1;
  *filter = (int) vitrine_graph_model_get_node (self->model, node)->filter;
  return layer;
}

void
graph_side_look (VitrineGraphSide *self)
{
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);
  VitrinePicture *picture = vitrine_session_get_picture (self->session);
  guint layer;
  int filter;

  g_clear_pointer (&self->view, vitrine_graph_view_free);
  if (picture == NULL || vitrine_graph_keeper_get_graph (keeper) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  layer = layer_of (self, &filter);
  vitrine_graph_keeper_look (keeper, "graph-look", picture, layer, filter, on_looked, g_object_ref (self), g_object_unref);
}

/* ---- marks ---- */

typedef struct
{
  VitrineGraphSide *self;
  VtXGraph         *graph;
  GArray           *marks;
  GStringChunk     *strings;
  double            sx, sy;     /* photo pixels a pixel of the frame */
} Marking;

static void
add_dot (Marking  *m,
         guint     node,
         gboolean  chosen)
{
  const VitrineGraphView *view = m->self->view;
  const VtXPlace *place = &view->places[node];
  const VtXNode *one = vitrine_graph_model_get_node (m->self->model, node);
  g_autofree char *name = vitrine_graph_model_describe (m->self->model, node);
  guint layer, number;
  double at[2];

  vitrine_graph_model_locate (m->self->model, node, &layer, &number);
  vitrine_graph_pixel (m->graph, layer, place->cell, FALSE, at);

  const VtPartLayer *l = vt_part_space_layer (vt_xgraph_space (m->graph), layer);
  const VitrineMark mark = {
    .id = node + 1,
    .kind = VITRINE_MARK_DOT,
    /* Its score is below what is usual for it: not there. */
    .flags = place->score < one->least ? VITRINE_MARK_GHOST : 0,
    .x = view->frame.x + (at[1] + .5) * m->sx, .y = view->frame.y + (at[0] + .5) * m->sy,
    .width = chosen ? l->stride[1] * 4 * m->sx : 0, .height = chosen ? l->stride[0] * 4 * m->sy : 0,
    .tint = one->filter, .size = chosen ? 7 : 4,
    .label = g_string_chunk_insert (m->strings, name),
  };

  g_array_append_val (m->marks, mark);
}

static void
mark_nodes (VitrineGraphSide *self,
            VtXGraph         *graph)
{
  const guint node = vitrine_graph_model_get_selected (self->model);
  g_autoptr (GArray) siblings = vitrine_graph_model_dup_siblings (self->model, node);
  Marking m = {
    self, graph, g_array_new (FALSE, TRUE, sizeof (VitrineMark)), g_string_chunk_new (1024),
    self->view->frame.w / vt_part_space_width (vt_xgraph_space (graph)),
    self->view->frame.h / vt_part_space_height (vt_xgraph_space (graph))
  };
  const guint64 chosen = (guint64) node + 1;

  for (guint i = siblings->len; i-- > 0;)
    if (g_array_index (siblings, guint, i) != node)
      add_dot (&m, g_array_index (siblings, guint, i), FALSE);
  if (node != VITRINE_NO_GRAPH_NODE)
    add_dot (&m, node, TRUE);
  vitrine_canvas_set_marks (self->nodes, (const VitrineMark *) (const void *) m.marks->data, m.marks->len);
  vitrine_canvas_set_selected (self->nodes, &chosen, node != VITRINE_NO_GRAPH_NODE ? 1 : 0);
  g_array_unref (m.marks);
  g_string_chunk_free (m.strings);
}

static void
show_filter (VitrineGraphSide *self)
{
  const VitrineGraphView *view = self->view;
  gsize best = 0;

  if (view->map == NULL)
    {
      vitrine_canvas_set_map (self->filter, VITRINE_CANVAS_HEAT, NULL, NULL);
      vitrine_canvas_set_marks (self->filter, NULL, 0);
      return;
    }
  for (gsize u = 1; u < (gsize) view->rows * view->columns; u++)
    if (view->map[u] > view->map[best])
      best = u;

  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  const double sx = view->frame.w / vt_part_space_width (vt_xgraph_space (graph));
  const double sy = view->frame.h / vt_part_space_height (vt_xgraph_space (graph));
  const double row = view->cell[0] + view->stride[0] * (double) (best / view->columns);
  const double column = view->cell[1] + view->stride[1] * (double) (best % view->columns);
  const VitrineMark peak = {
    .id = 1, .kind = VITRINE_MARK_CROSS, .flags = VITRINE_MARK_FIXED,
    .x = view->frame.x + (column + .5) * sx, .y = view->frame.y + (row + .5) * sy,
  };
  const VitrineCanvasMap map = {
    .values = view->map, .width = (int) view->columns, .height = (int) view->rows, .low = 0,
    .high = MAX ((double) view->map_most, 1e-6), .colormap = VITRINE_COLORMAP_VIRIDIS, .alpha = VITRINE_COLORMAP_FADING,
    .opacity = .72,
  };
  /* A cell's map covers a stride around its centre. */
  const graphene_rect_t where = GRAPHENE_RECT_INIT (
    (float) (view->frame.x + (view->cell[1] + .5 - view->stride[1] / 2) * sx),
    (float) (view->frame.y + (view->cell[0] + .5 - view->stride[0] / 2) * sy),
    (float) (view->columns * view->stride[1] * sx), (float) (view->rows * view->stride[0] * sy));

  vitrine_canvas_set_map (self->filter, VITRINE_CANVAS_HEAT, &map, &where);
  vitrine_canvas_set_marks (self->filter, &peak, 1);
}

void
graph_side_mark (VitrineGraphSide *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  const VitrineGraphView *view = self->view;

  if (view == NULL || graph == NULL || vitrine_canvas_get_texture (self->nodes) == NULL)
    return;

  const VitrineCanvasMap map = {
    .values = view->heat, .width = (int) view->width, .height = (int) view->height, .low = 0,
    .high = MAX ((double) view->heat_most, 1e-12), .colormap = VITRINE_COLORMAP_VIRIDIS, .alpha = VITRINE_COLORMAP_FADING,
    .opacity = .72,
  };
  const graphene_rect_t where = GRAPHENE_RECT_INIT ((float) view->frame.x, (float) view->frame.y, (float) view->frame.w,
                                                    (float) view->frame.h);

  vitrine_canvas_set_map (self->nodes, VITRINE_CANVAS_HEAT, &map, &where);
  mark_nodes (self, graph);
  show_filter (self);
}
