/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Parts page does when a person touches its widgets. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>

/* The kept patterns of the group that holds one, itself alone where there are no groups. (transfer full: guint64) */
static GArray *
group_of (VitrinePartsPage *self,
          guint64           id)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  int k = vitrine_part_learner_find_template (learner, vitrine_parts_id_template (id));
  guint n = 0;

  if (k >= 0)
    vitrine_part_learner_get_groups (learner, (guint) k, &n);
  for (guint number = 0; number < n; number++)
    {
      guint64 group = vitrine_parts_id (VITRINE_PARTS_GROUP, vitrine_parts_id_template (id), number);
      GArray *ids = vitrine_parts_model_patterns_of (self->model, group);

      for (guint i = 0; i < ids->len; i++)
        if (g_array_index (ids, guint64, i) == id)
          return ids;
      g_array_unref (ids);
    }
  return vitrine_parts_model_patterns_of (self->model, id);
}

void
parts_act_select_group (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       data)
{
  VitrinePartsPage *self = data;
  guint64 id = parts_page_selected_of (self, VITRINE_PARTS_PATTERN);

  if (id == 0)
    return;
  g_autoptr (GArray) ids = group_of (self, id);
  vitrine_parts_model_select (self->model, (const guint64 *) (void *) ids->data, ids->len);
}

/* Click chooses one, Ctrl adds, Shift takes the whole branch or, of a pattern, its group. */
void
parts_page_select (VitrinePartsPage *self,
                   guint64           id,
                   GdkModifierType   state)
{
  VitrinePartsKind kind = vitrine_parts_id_kind (id);

  if (id == 0 || kind == VITRINE_PARTS_PART || kind == VITRINE_PARTS_PRUNED)
    vitrine_parts_model_select (self->model, NULL, 0);
  else if (state & GDK_SHIFT_MASK && kind <= VITRINE_PARTS_GROUP)
    {
      g_autoptr (GArray) ids = vitrine_parts_model_patterns_of (self->model, id);

      vitrine_parts_model_select (self->model, (const guint64 *) (void *) ids->data, ids->len);
    }
  else if (state & GDK_SHIFT_MASK && kind == VITRINE_PARTS_PATTERN)
    {
      g_autoptr (GArray) ids = group_of (self, id);

      vitrine_parts_model_select (self->model, (const guint64 *) (void *) ids->data, ids->len);
    }
  else if (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
    vitrine_parts_model_toggle (self->model, id);
  else
    vitrine_parts_model_select (self->model, &id, 1);
}

static void
on_row_activated (VitrineTree      *tree,
                  guint64           id,
                  GdkModifierType   state,
                  VitrinePartsPage *self)
{
  parts_page_select (self, id, state);
}

static void
on_row_hovered (VitrineTree      *tree,
                guint64           id,
                VitrinePartsPage *self)
{
  vitrine_canvas_set_hovered (self->canvas, id);
}

static void
on_menu_closed (GtkWidget *menu)
{
  /* The chosen action still has to run before the menu may go. */
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, menu);
}

static void
pop_up (VitrinePartsPage *self,
        GtkWidget        *over,
        double            x,
        double            y)
{
  GtkWidget *menu = gtk_popover_menu_new_from_model (self->row_menu);

  gtk_widget_set_parent (menu, over);
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  g_signal_connect (menu, "closed", G_CALLBACK (on_menu_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (menu));
}

static void
on_row_menu (VitrineTree      *tree,
             guint64           id,
             double            x,
             double            y,
             VitrinePartsPage *self)
{
  if (!vitrine_parts_model_is_selected (self->model, id))
    parts_page_select (self, id, 0);
  pop_up (self, GTK_WIDGET (tree), x, y);
}

static void
on_column_clicked (VitrineTree      *tree,
                   int               column,
                   VitrinePartsPage *self)
{
  parts_page_act (self, "parts-suspicious");
}

static void
on_mark_activated (VitrineCanvas    *canvas,
                   guint64           id,
                   GdkModifierType   state,
                   VitrinePartsPage *self)
{
  parts_page_select (self, id, state);
  if (vitrine_parts_id_kind (id) == VITRINE_PARTS_PATTERN || vitrine_parts_id_kind (id) == VITRINE_PARTS_VOTER)
    vitrine_tree_reveal (self->tree, id);
}

static void
on_mark_hovered (VitrineCanvas    *canvas,
                 guint64           id,
                 VitrinePartsPage *self)
{
  vitrine_tree_set_hovered (self->tree, id);
}

static void
on_mark_menu (VitrineCanvas    *canvas,
              guint64           id,
              double            x,
              double            y,
              VitrinePartsPage *self)
{
  if (id == 0)
    return;
  if (!vitrine_parts_model_is_selected (self->model, id))
    parts_page_select (self, id, 0);
  pop_up (self, GTK_WIDGET (canvas), x, y);
}

/* ---- boxes ---- */

static void
on_drawing (VitrineCanvas    *canvas,
            GParamSpec       *pspec,
            VitrinePartsPage *self)
{
  gboolean drawing;

  g_object_get (canvas, "drawing", &drawing, NULL);
  gtk_revealer_set_reveal_child (self->box_revealer, drawing);
  parts_page_show_status (self);
}

static void
on_status (VitrineCanvas    *canvas,
           GParamSpec       *pspec,
           VitrinePartsPage *self)
{
  if (self->model != NULL)
    parts_page_show_status (self);
}

static void
on_box_drawn (VitrineCanvas    *canvas,
              guint64           id,
              double            x,
              double            y,
              double            width,
              double            height,
              VitrinePartsPage *self)
{
  parts_page_teach (self, id, &(VitrineBox) { x, y, width, height });
}

static void
on_teach_clicked (GtkButton        *button,
                  VitrinePartsPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  vitrine_canvas_commit_box (self->canvas);
}

static void
on_box_cancel_clicked (GtkButton        *button,
                       VitrinePartsPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  vitrine_canvas_cancel_box (self->canvas);
}

static void
on_name_activate (GtkEntry         *entry,
                  VitrinePartsPage *self)
{
  parts_page_add_part (self, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
on_first_clicked (GtkButton        *button,
                  VitrinePartsPage *self)
{
  on_name_activate (self->first_entry, self);
}

void
parts_page_part_chosen (GtkDropDown      *choice,
                        GParamSpec       *pspec,
                        VitrinePartsPage *self)
{
  guint selected = gtk_drop_down_get_selected (choice);

  if (!self->filling && selected < self->part_ids->len)
    vitrine_session_select_part (self->session, g_array_index (self->part_ids, gint64, selected), 0, NULL);
}

void
parts_page_bind_events (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_name_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_first_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_row_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_row_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_column_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_box_drawn);
  gtk_widget_class_bind_template_callback (widget_class, on_drawing);
  gtk_widget_class_bind_template_callback (widget_class, on_status);
  gtk_widget_class_bind_template_callback (widget_class, on_teach_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_box_cancel_clicked);
}
