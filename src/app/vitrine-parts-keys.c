/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Parts page by keyboard.  Plain letters mean something only where no text is being typed: they are
 * heard after the widget with the focus did not want them.  While a box is drawn, digits choose its
 * template, before the canvas takes them for zoom. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

static const struct
{
  guint       keyval;
  const char *action;
} plain_keys[] = {
  { GDK_KEY_h, "parts-heat" },       { GDK_KEY_v, "parts-votes" },
  { GDK_KEY_d, "parts-dots" },       { GDK_KEY_f, "parts-fields" },
  { GDK_KEY_B, "parts-boxes" },      { GDK_KEY_c, "parts-compare" },
  { GDK_KEY_s, "parts-suspicious" }, { GDK_KEY_g, "parts-suggest" },
  { GDK_KEY_p, "parts-paint" },      { GDK_KEY_r, "parts-restore" },
  { GDK_KEY_x, "parts-other-method" },
  { GDK_KEY_Delete, "parts-delete" }, { GDK_KEY_KP_Delete, "parts-delete" },
  { GDK_KEY_BackSpace, "parts-delete" },
};

static gboolean
is_drawing (VitrinePartsPage *self)
{
  gboolean drawing;

  g_object_get (self->canvas, "drawing", &drawing, NULL);
  return drawing;
}

static gboolean
is_typing (VitrinePartsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return GTK_IS_EDITABLE (focus);
}

/* Keys that belong to the box being drawn, wherever the focus is. */
static gboolean
on_key_captured (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 VitrinePartsPage      *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || is_typing (self) || !is_drawing (self))
    return FALSE;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    g_action_group_activate_action (self->actions, "parts-template",
                                    g_variant_new_int32 ((gint32) (keyval - GDK_KEY_0)));
  else if (keyval == GDK_KEY_n)
    g_action_group_activate_action (self->actions, "parts-template", g_variant_new_int32 (0));
  else if (keyval == GDK_KEY_f)
    parts_page_act (self, "parts-mirrored");
  else
    return FALSE;
  return TRUE;
}

static void
walk_patterns (VitrinePartsPage *self,
               int               step)
{
  guint64 id = vitrine_tree_next_pattern (self->tree, step);

  if (id == 0)
    return;
  vitrine_tree_reveal (self->tree, id);
  parts_page_select (self, id, 0);
}

/* Enter: what is painted, what is marked, or the box that is selected. */
static gboolean
enter (VitrinePartsPage *self)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  if (vitrine_canvas_get_tool (self->canvas) == VITRINE_TOOL_PAINT)
    g_action_group_activate_action (self->actions, "parts-prune-painted", NULL);
  else if (vitrine_parts_model_n_marked (self->model) > 0)
    parts_page_act (self, "parts-prune-marked");
  else if (n > 0 && vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_DROP)
    parts_page_act (self, "parts-restore");
  else if (n == 1 && vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_BOX)
    parts_page_act (self, "parts-edit-box");
  else
    return FALSE;
  return TRUE;
}

static gboolean
edit_key (VitrinePartsPage *self)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (n == 1 && vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_BOX)
    parts_page_act (self, "parts-edit-box");
  else
    gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.draw-extremes", NULL);
  return TRUE;
}

static gboolean
other_key (VitrinePartsPage *self,
           guint             keyval)
{
  switch (keyval)
    {
    case GDK_KEY_b:
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
      gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.draw-box", NULL);
      return TRUE;
    case GDK_KEY_e: return edit_key (self);
    case GDK_KEY_j: walk_patterns (self, 1); return TRUE;
    case GDK_KEY_k: walk_patterns (self, -1); return TRUE;
    case GDK_KEY_Page_Down: gtk_widget_activate_action (GTK_WIDGET (self), "win.next-picture", NULL); return TRUE;
    case GDK_KEY_Page_Up: gtk_widget_activate_action (GTK_WIDGET (self), "win.previous-picture", NULL); return TRUE;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: return enter (self);
    case GDK_KEY_space:
      if (vitrine_parts_model_n_marked (self->model) == 0)
        return FALSE;
      g_action_group_activate_action (self->actions, "parts-keep", NULL);
      return TRUE;
    case GDK_KEY_Escape:
      if (vitrine_parts_model_n_marked (self->model) > 0)
        vitrine_parts_model_suggest (self->model, FALSE);
      else
        vitrine_parts_model_select (self->model, NULL, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                VitrinePartsPage      *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || is_typing (self) || self->actions == NULL
      || vitrine_session_get_part (self->session) == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (plain_keys); i++)
    if (plain_keys[i].keyval == keyval)
      {
        parts_page_act (self, plain_keys[i].action);
        return TRUE;
      }
  return other_key (self, keyval);
}

void
parts_page_add_keys (VitrinePartsPage *self)
{
  GtkEventController *first = gtk_event_controller_key_new ();
  GtkEventController *last = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (first, GTK_PHASE_CAPTURE);
  g_signal_connect (first, "key-pressed", G_CALLBACK (on_key_captured), self);
  g_signal_connect (last, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), first);
  gtk_widget_add_controller (GTK_WIDGET (self), last);
}
