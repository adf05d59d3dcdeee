/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The current picture on the Parts page's canvas, maps over it, and the thumbnails of templates: all
 * made on the preview worker, the old ones stay until the new ones are there. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-parts-voters.h"
#include "app/vitrine-parts-work.h"

static void
place_heat (VitrinePartsMap  which,
            const float     *values,
            guint            height,
            guint            width,
            double           low,
            double           high,
            gpointer         data)
{
  VitrinePartsPage *self = data;
  const VitrineCanvasMap map = {
    .values = values, .width = (int) width, .height = (int) height, .low = low, .high = high,
    .colormap = VITRINE_COLORMAP_VIRIDIS, .alpha = VITRINE_COLORMAP_FADING, .opacity = .78,
  };
  graphene_rect_t where = GRAPHENE_RECT_INIT ((float) self->frame.x, (float) self->frame.y,
                                              (float) self->frame.w, (float) self->frame.h);

  vitrine_canvas_set_map (self->canvas, which == VITRINE_PARTS_MAP_HEAT ? VITRINE_CANVAS_HEAT
                                                                        : VITRINE_CANVAS_VOTES,
                          &map, &where);
}

static const VitrineCanvasLayers map_layers[] = { VITRINE_CANVAS_HEAT, VITRINE_CANVAS_VOTES };

static void
ask_votes (VitrinePartsPage *self,
           guint             picture)
{
  VitrineGraphLocator *locator = vitrine_parts_model_get_locator (self->model);
  VitrineGraphVotes *votes = vitrine_graph_locator_get_votes (locator);
  const int number = vitrine_graph_locator_number (locator, picture);

  for (int i = 0; i < 2; i++)
    {
      if (votes == NULL || number < 0)
        vitrine_canvas_set_map (self->canvas, map_layers[i], NULL, NULL);
      else if (vitrine_canvas_get_layers (self->canvas) & map_layers[i])
        vitrine_parts_ask_votes (vitrine_session_get_jobs (self->session),
                                 i == 0 ? VITRINE_PARTS_MAP_HEAT : VITRINE_PARTS_MAP_VOTES, votes, (guint) number,
                                 place_heat, self);
    }
}

static void
ask_maps (VitrinePartsPage *self,
          VtParse          *parse,
          VtAog            *aog)
{
  for (int i = 0; i < 2; i++)
    {
      if (parse == NULL || aog == NULL || !vt_parse_found (parse))
        vitrine_canvas_set_map (self->canvas, map_layers[i], NULL, NULL);
      else if (vitrine_canvas_get_layers (self->canvas) & map_layers[i])
        vitrine_parts_ask_map (vitrine_session_get_jobs (self->session),
                               i == 0 ? VITRINE_PARTS_MAP_HEAT : VITRINE_PARTS_MAP_VOTES, parse, aog,
                               place_heat, self);
    }
}

/* Maps cost a little; only those that are shown are made. */
void
parts_page_update_maps (VitrinePartsPage *self)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  int picture = vitrine_parts_model_get_picture (self->model);
  gboolean comparing, by_graph;

  g_object_get (self->model, "comparing", &comparing, "by-graph", &by_graph, NULL);
  if (picture < 0)
    ask_maps (self, NULL, NULL);
  else if (by_graph)
    ask_votes (self, (guint) picture);
  else if (comparing)
    ask_maps (self, vitrine_part_learner_get_former (learner, (guint) picture),
              vitrine_part_learner_get_former_aog (learner, (guint) picture));
  else
    ask_maps (self, vitrine_part_learner_get_parse (learner, (guint) picture),
              vitrine_part_learner_get_parse_aog (learner, (guint) picture));
}

void
parts_page_fill_canvas (VitrinePartsPage *self)
{
  if (vitrine_canvas_get_texture (self->canvas) == NULL)
    return;
  vitrine_parts_fill_canvas (self->model, self->canvas, &self->frame);
}

static void
show_photo (GdkTexture  **textures,
            guint         n,
            const GError *error,
            gpointer      data)
{
  VitrinePartsPage *self = data;
  VitrineModel *model = vitrine_session_get_model (self->session);
  VitrinePicture *picture = vitrine_session_get_picture (self->session);

  vitrine_canvas_set_map (self->canvas, VITRINE_CANVAS_HEAT, NULL, NULL);
  vitrine_canvas_set_map (self->canvas, VITRINE_CANVAS_VOTES, NULL, NULL);
  vitrine_canvas_set_marks (self->canvas, NULL, 0);
  vitrine_canvas_set_empty_text (self->canvas, error != NULL ? error->message : NULL);
  vitrine_canvas_set_texture (self->canvas, textures[0]);
  if (textures[0] == NULL || picture == NULL)
    return;

  guint width = (guint) gdk_texture_get_width (textures[0]);
  guint height = (guint) gdk_texture_get_height (textures[0]);

  vitrine_parts_frame (model, picture, width, height, &self->frame);

  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) self->frame.x, (float) self->frame.y,
                                               (float) self->frame.w, (float) self->frame.h);

  vitrine_canvas_set_title (self->canvas, vitrine_picture_get_name (picture));
  vitrine_canvas_set_bounds (self->canvas, &bounds);
  vitrine_canvas_set_min_area (self->canvas, vitrine_parts_least_area (model, &self->frame));

  /* An object that fills little of the photo is shown large. */
  if (self->frame.w * self->frame.h < .5 * width * height)
    {
      double margin = .12 * MAX (self->frame.w, self->frame.h);

      vitrine_canvas_show_rectangle (self->canvas, &GRAPHENE_RECT_INIT (
                                       (float) (self->frame.x - margin), (float) (self->frame.y - margin),
                                       (float) (self->frame.w + 2 * margin), (float) (self->frame.h + 2 * margin)));
    }
  else
    vitrine_canvas_fit (self->canvas);
  parts_page_fill_canvas (self);
  parts_page_update_maps (self);
  parts_page_show_status (self);
}

void
parts_page_show_picture (VitrinePartsPage *self)
{
  VitrinePicture *picture = vitrine_session_get_picture (self->session);

  if (picture == NULL)
    {
      vitrine_canvas_set_texture (self->canvas, NULL);
      vitrine_canvas_set_empty_text (self->canvas, _("Choose a picture in the strip below"));
      g_clear_pointer (&self->shown_picture, g_free);
      return;
    }
  if (g_strcmp0 (self->shown_picture, vitrine_picture_get_id (picture)) == 0)
    return;
  g_free (self->shown_picture);
  self->shown_picture = g_strdup (vitrine_picture_get_id (picture));
  g_object_set (self->model, "comparing", FALSE, NULL);
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "parts-photo",
                              &(VitrineCutting) { .picture = picture }, 1, 0, show_photo, self);
}

/* ---- thumbnails of templates ---- */

/* One request for all templates without a thumbnail; their ids travel in the object's data. */
static void
take_thumbnails (GdkTexture  **textures,
                 guint         n,
                 const GError *error,
                 gpointer      data)
{
  VitrinePartsPage *self = data;
  GArray *ids = g_object_get_data (G_OBJECT (self), "thumbnail-ids");

  for (guint i = 0; ids != NULL && ids->len == n && i < n; i++)
    if (textures[i] != NULL)
      g_hash_table_insert (self->thumbnails, g_memdup2 (&g_array_index (ids, gint64, i), sizeof (gint64)),
                           g_object_ref (textures[i]));
  parts_page_refresh (self, PARTS_REFRESH_TREE);
}

void
parts_page_ask_thumbnails (VitrinePartsPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  gint64 part = vitrine_session_get_part (self->session);
  g_autoptr (GArray) cuttings = g_array_new (FALSE, FALSE, sizeof (VitrineCutting));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (self->project == NULL || dataset == NULL || part == 0)
    return;

  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project, part);
  for (guint i = 0; i < boxes->len; i++)
    {
      VitrinePartBox *box = g_ptr_array_index (boxes, i);
      VitrinePicture *picture = vitrine_dataset_find (dataset, box->picture);
      gboolean waiting = FALSE;

      for (guint j = 0; j < ids->len; j++)
        waiting |= g_array_index (ids, gint64, j) == box->template_id;
      if (picture == NULL || waiting || g_hash_table_contains (self->thumbnails, &box->template_id))
        continue;

      VitrineCutting cutting = { picture, box->box };

      g_array_append_val (cuttings, cutting);
      g_array_append_val (ids, box->template_id);
    }
  if (ids->len == 0)
    return;
  g_object_set_data_full (G_OBJECT (self), "thumbnail-ids", g_array_ref (ids),
                          (GDestroyNotify) g_array_unref);
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "parts-thumbnails",
                              (const VitrineCutting *) (void *) cuttings->data, cuttings->len, 96,
                              take_thumbnails, self);
}
