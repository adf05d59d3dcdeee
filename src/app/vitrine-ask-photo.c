/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The photo of the question on the canvas with what is predicted on it.  Photos of this question and of those that
 * come next are kept, so that the next one shows in the same frame in which a key answered this one. */
#include "config.h"

#include "app/vitrine-ask-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-parts-canvas.h"
#include "app/vitrine-parts-work.h"

/* ---- marks ---- */

static char *
template_name (VitrineAskPage *self,
               gint64          template_id)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autofree char *name = project != NULL ? vitrine_project_dup_template_name (project, template_id) : NULL;

  return g_strdup (name != NULL && *name != '\0' ? name : _("a template that is gone"));
}

void
ask_page_fill_canvas (VitrineAskPage *self)
{
  VtParse *parse = vitrine_asker_get_parse (self->asker);
  VitrineBox box;

  if (vitrine_canvas_get_texture (self->canvas) == NULL || parse == NULL || !vitrine_asker_get_box (self->asker, &box))
    {
      vitrine_canvas_set_marks (self->canvas, NULL, 0);
      return;
    }

  g_autofree char *name = template_name (self, vitrine_asker_get_template (self->asker));
  g_autofree char *label = g_strdup_printf (vt_parse_mirrored (parse) ? _("%s, mirrored") : "%s", name);
  const VitrineMarkFlags flags = VITRINE_MARK_FIXED | (ask_page_verifies (self) ? 0 : VITRINE_MARK_DIMMED);
  const VitrineMark marks[] = {
    { .id = 1, .kind = VITRINE_MARK_PREDICTION, .flags = flags, .x = box.x, .y = box.y, .width = box.w, .height = box.h,
      .label = label },
    { .id = 2, .kind = VITRINE_MARK_CROSS, .flags = flags, .x = box.x + box.w / 2, .y = box.y + box.h / 2 },
  };

  vitrine_canvas_set_marks (self->canvas, marks, G_N_ELEMENTS (marks));
}

/* ---- photos ---- */

/* An object that fills little of the photo is shown large. */
static void
look_at_object (VitrineAskPage *self,
                guint           width,
                guint           height)
{
  const double margin = .12 * MAX (self->frame.w, self->frame.h);

  if (self->frame.w * self->frame.h < .5 * width * height)
    vitrine_canvas_show_rectangle (self->canvas, &GRAPHENE_RECT_INIT (
                                     (float) (self->frame.x - margin), (float) (self->frame.y - margin),
                                     (float) (self->frame.w + 2 * margin), (float) (self->frame.h + 2 * margin)));
  else
    vitrine_canvas_fit (self->canvas);
}

static void
put_photo (VitrineAskPage *self,
           VitrinePicture *picture,
           GdkTexture     *texture)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  const guint width = (guint) gdk_texture_get_width (texture), height = (guint) gdk_texture_get_height (texture);

  g_free (self->shown);
  self->shown = g_strdup (vitrine_picture_get_id (picture));
  vitrine_canvas_set_marks (self->canvas, NULL, 0);
  vitrine_canvas_set_texture (self->canvas, texture);
  vitrine_parts_frame (model, picture, width, height, &self->frame);
  vitrine_canvas_set_title (self->canvas, vitrine_picture_get_name (picture));
  vitrine_canvas_set_bounds (self->canvas, &GRAPHENE_RECT_INIT ((float) self->frame.x, (float) self->frame.y,
                                                                (float) self->frame.w, (float) self->frame.h));
  vitrine_canvas_set_min_area (self->canvas, vitrine_parts_least_area (model, &self->frame));
  look_at_object (self, width, height);
  ask_page_fill_canvas (self);
}

static void
take_photo (GdkTexture  **textures,
            guint         n,
            const GError *error,
            gpointer      data)
{
  VitrineAskPage *self = data;
  VitrinePicture *picture = vitrine_asker_get_picture (self->asker);
  const char *id = g_object_get_data (G_OBJECT (self), "photo-id");

  /* What is asked may have changed to a picture that was there already. */
  if (picture == NULL || g_strcmp0 (id, vitrine_picture_get_id (picture)) != 0)
    return;
  if (textures[0] != NULL)
    {
      g_hash_table_insert (self->photos, g_strdup (id), g_object_ref (textures[0]));
      ask_page_show_photo (self);
      return;
    }
  vitrine_canvas_set_texture (self->canvas, NULL);
  vitrine_canvas_set_empty_text (self->canvas, error != NULL ? error->message : NULL);
}

void
ask_page_show_photo (VitrineAskPage *self)
{
  VitrinePicture *picture = vitrine_asker_get_picture (self->asker);
  GdkTexture *texture = picture != NULL ? g_hash_table_lookup (self->photos, vitrine_picture_get_id (picture)) : NULL;

  if (picture == NULL)
    {
      vitrine_canvas_set_texture (self->canvas, NULL);
      g_clear_pointer (&self->shown, g_free);
    }
  else if (texture == NULL)
    {
      g_object_set_data_full (G_OBJECT (self), "photo-id", g_strdup (vitrine_picture_get_id (picture)), g_free);
      vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "ask-photo",
                                  &(VitrineCutting) { .picture = picture }, 1, 0, take_photo, self);
    }
  else if (g_strcmp0 (self->shown, vitrine_picture_get_id (picture)) != 0)
    put_photo (self, picture, texture);
  else
    ask_page_fill_canvas (self);
}

/* ---- those that come next ---- */

static GPtrArray *
next_pictures (VitrineAskPage *self)
{
  GPtrArray *next = g_ptr_array_new ();
  guint n;
  const VtQaQuestion *questions = vitrine_asker_get_next (self->asker, &n);

  for (guint i = 0; i < MIN (n, ASK_NEXT); i++)
    {
      VitrinePicture *picture = vitrine_asker_get_object (self->asker, questions[i].object);

      if (picture != NULL)
        g_ptr_array_add (next, picture);
    }
  return next;
}

static void
show_next (VitrineAskPage *self,
           GPtrArray      *next)
{
  GtkWidget *view = gtk_widget_get_first_child (GTK_WIDGET (self->next));

  for (guint i = 0; i < ASK_NEXT; i++, view = gtk_widget_get_next_sibling (view))
    {
      VitrinePicture *picture = i < next->len ? g_ptr_array_index (next, i) : NULL;
      GdkTexture *texture = picture != NULL ? g_hash_table_lookup (self->photos, vitrine_picture_get_id (picture)) : NULL;

      if (view == NULL)
        {
          view = vitrine_ask_thumb_new (56, 46);
          gtk_box_append (self->next, view);
        }
      vitrine_ask_thumb_set (view, GDK_PAINTABLE (texture));
      gtk_widget_set_tooltip_text (view, picture != NULL ? vitrine_picture_get_name (picture) : NULL);
    }
}

static void
take_ahead (GdkTexture  **textures,
            guint         n,
            const GError *error,
            gpointer      data)
{
  VitrineAskPage *self = data;
  GPtrArray *ids = g_object_get_data (G_OBJECT (self), "ahead-ids");
  g_autoptr (GPtrArray) next = next_pictures (self);

  for (guint i = 0; ids != NULL && ids->len == n && i < n; i++)
    if (textures[i] != NULL)
      g_hash_table_insert (self->photos, g_strdup (g_ptr_array_index (ids, i)), g_object_ref (textures[i]));
  show_next (self, next);
}

static gboolean
is_wanted (const char     *id,
           VitrinePicture *now,
           GPtrArray      *next)
{
  if (now != NULL && g_str_equal (vitrine_picture_get_id (now), id))
    return TRUE;
  for (guint i = 0; i < next->len; i++)
    if (g_str_equal (vitrine_picture_get_id (g_ptr_array_index (next, i)), id))
      return TRUE;
  return FALSE;
}

void
ask_page_load_ahead (VitrineAskPage *self)
{
  g_autoptr (GPtrArray) next = next_pictures (self);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) cuttings = g_array_new (FALSE, TRUE, sizeof (VitrineCutting));
  GHashTableIter iter;
  const char *id;

  g_hash_table_iter_init (&iter, self->photos);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (!is_wanted (id, vitrine_asker_get_picture (self->asker), next))
      g_hash_table_iter_remove (&iter);
  for (guint i = 0; i < next->len; i++)
    {
      const VitrineCutting cutting = { .picture = g_ptr_array_index (next, i) };

      if (g_hash_table_contains (self->photos, vitrine_picture_get_id (cutting.picture)))
        continue;
      g_array_append_val (cuttings, cutting);
      g_ptr_array_add (ids, g_strdup (vitrine_picture_get_id (cutting.picture)));
    }
  show_next (self, next);
  if (ids->len == 0)
    return;
  g_object_set_data_full (G_OBJECT (self), "ahead-ids", g_ptr_array_ref (ids), (GDestroyNotify) g_ptr_array_unref);
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "ask-ahead",
                              (const VitrineCutting *) (void *) cuttings->data, cuttings->len, 0, take_ahead, self);
}

void
ask_page_lead_others (VitrineAskPage *self)
{
  VitrinePicture *picture = vitrine_asker_get_picture (self->asker);
  guint wanted[1 + VITRINE_ASKER_AHEAD], n;
  const VtQaQuestion *next = vitrine_asker_get_next (self->asker, &n);

  if (picture == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  wanted[0] = vitrine_asker_get_question (self->asker)->object;
  for (guint i = 0; i < MIN (n, ASK_NEXT); i++)
    wanted[1 + i] = next[i].object;
  if (!self->reviewing)
    {
      self->following = TRUE;
      vitrine_session_set_picture (self->session, picture);
      self->following = FALSE;
    }
  vitrine_part_learner_set_visible (self->learner, wanted, 1 + MIN (n, ASK_NEXT));
}
