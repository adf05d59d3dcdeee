/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of parts, templates and boxes: each goes to the project as one named command. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-window.h"

void
parts_page_say (VitrinePartsPage *self,
                const char       *text,
                gboolean          undo)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), text, undo ? _("Undo") : NULL, undo ? "win.undo" : NULL);
}

/* After an edit: what was done, with the way back, or why it could not be. */
void
parts_page_say_done (VitrinePartsPage *self,
                     gboolean          done,
                     const char       *text,
                     const GError     *error)
{
  if (error != NULL)
    parts_page_say (self, error->message, FALSE);
  else if (done)
    parts_page_say (self, text, TRUE);
}

gint64
parts_page_part (VitrinePartsPage *self)
{
  return vitrine_session_get_part (self->session);
}

/* The one selected thing of a kind, 0 for none. */
guint64
parts_page_selected_of (VitrinePartsPage *self,
                        VitrinePartsKind  kind)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  return n == 1 && vitrine_parts_id_kind (ids[0]) == kind ? ids[0] : 0;
}

VitrinePartBox *
parts_page_find_box (GPtrArray *boxes,
                     guint64    id)
{
  for (guint i = 0; i < boxes->len; i++)
    {
      VitrinePartBox *box = g_ptr_array_index (boxes, i);

      if ((guint) (box->id & G_MAXUINT32) == vitrine_parts_id_number (id))
        return box;
    }
  return NULL;
}

void
parts_page_add_part (VitrinePartsPage *self,
                     const char       *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *clean = g_strstrip (g_strdup (name));

  /* The first part begins a project; the session says so and the page follows. */
  if (*clean == '\0' || vitrine_session_need_project (self->session) == NULL)
    return;

  gint64 part = vitrine_project_add_part (self->project, clean, &error);

  if (part == 0)
    {
      parts_page_say_done (self, FALSE, NULL, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->first_entry), "");
  gtk_editable_set_text (GTK_EDITABLE (self->add_entry), "");
  gtk_popover_popdown (self->add_popover);
  vitrine_session_select_part (self->session, part, 0, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
parts_act_add (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  parts_page_add_part (data, g_variant_get_string (parameter, NULL));
}

void
parts_act_rename (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;

  if (self->project != NULL && parts_page_part (self) != 0)
    vitrine_project_rename_part (self->project, parts_page_part (self), g_variant_get_string (parameter, NULL),
                                 &error);
  parts_page_say_done (self, FALSE, NULL, error);
}

void
parts_act_remove (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  gint64 part = parts_page_part (self);
  gboolean done = self->project != NULL && part != 0
                  && vitrine_project_remove_part (self->project, part, &error);

  parts_page_say_done (self, done, _("Part removed"), error);
}

void
parts_act_rename_template (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  guint64 id = parts_page_selected_of (self, VITRINE_PARTS_TEMPLATE);

  if (self->project != NULL && id != 0)
    vitrine_project_rename_template (self->project, vitrine_parts_id_template (id),
                                     g_variant_get_string (parameter, NULL), &error);
  parts_page_say_done (self, FALSE, NULL, error);
}

static void
on_name_given (GtkWidget        *dialog,
               const char       *response,
               VitrinePartsPage *self)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  const char *name = gtk_editable_get_text (entry);

  if (self->actions != NULL && !g_str_equal (response, "cancel") && *name != '\0')
    g_action_group_activate_action (self->actions, response, g_variant_new_string (name));
}

/* A small dialog with an entry; ACTION gets the new name. */
static void
ask_name (VitrinePartsPage *self,
          const char       *title,
          const char       *action)
{
  GtkWindow *root = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (root, title, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New name"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), action,
                                    _("_Rename"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), action);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), action, ADW_RESPONSE_SUGGESTED);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_name_given), self, 0);
}

void
parts_act_ask_rename (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       data)
{
  ask_name (data, _("Rename Part"), "parts-rename");
}

void
parts_act_ask_rename_template (GSimpleAction *action,
                               GVariant      *parameter,
                               gpointer       data)
{
  ask_name (data, _("Rename Template"), "parts-rename-template");
}

/* ---- boxes ---- */

void
parts_page_teach (VitrinePartsPage *self,
                  guint64           id,
                  const VitrineBox *box)
{
  g_autoptr (GError) error = NULL;
  VitrinePicture *picture = vitrine_session_get_picture (self->session);
  guint choice = gtk_drop_down_get_selected (self->template_choice);

  if (self->project == NULL || picture == NULL || parts_page_part (self) == 0)
    return;

  VitrinePartBox row = {
    .part = parts_page_part (self),
    .template_id = choice < self->template_ids->len ? g_array_index (self->template_ids, gint64, choice) : 0,
    .picture = (char *) vitrine_picture_get_id (picture),
    .box = *box,
    .mirrored = self->mirrored,
  };

  if (id != 0)
    {
      g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project, row.part);
      VitrinePartBox *old = parts_page_find_box (boxes, id);

      if (old == NULL)
        return;
      old->box = *box;
      vitrine_project_move_box (self->project, old, &error);
    }
  else
    vitrine_project_add_box (self->project, &row, &error);
  parts_page_say_done (self, FALSE, NULL, error);
  self->mirrored = FALSE;
  gtk_drop_down_set_selected (self->template_choice, 0);
  parts_page_update_actions (self);
}

void
parts_act_box (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  VitrineBox box;

  g_variant_get (parameter, "(dddd)", &box.x, &box.y, &box.w, &box.h);
  parts_page_teach (data, 0, &box);
}

void
parts_act_template (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       data)
{
  VitrinePartsPage *self = data;
  gint32 number = g_variant_get_int32 (parameter);

  if (number >= 0 && (guint) number < self->template_ids->len)
    gtk_drop_down_set_selected (self->template_choice, (guint) number);
}

void
parts_act_edit_box (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       data)
{
  VitrinePartsPage *self = data;
  guint64 id = parts_page_selected_of (self, VITRINE_PARTS_BOX);
  g_autoptr (GPtrArray) boxes = self->project != NULL
                                  ? vitrine_project_list_boxes (self->project, parts_page_part (self)) : NULL;
  VitrinePartBox *box = boxes != NULL ? parts_page_find_box (boxes, id) : NULL;

  if (id != 0 && box != NULL)
    vitrine_canvas_edit_box (self->canvas, id, &GRAPHENE_RECT_INIT (
                               (float) box->box.x, (float) box->box.y, (float) box->box.w, (float) box->box.h));
}
