/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Ask page by keyboard, with one hand; and the five answers as five large buttons that name their keys.  Keys are
 * taken before the canvas sees them: digits and Space mean answers here, not zoom and pan. */
#include "config.h"

#include "app/vitrine-ask-page-private.h"

#include <glib/gi18n.h>

static const struct
{
  const char *title, *key, *action, *tip;
} answers[] = {
  { NULL, N_("Space"), "win.ask-right", N_("Right template, right place (Space or Enter)") },
  { N_("Wrong Place"), "W", "win.ask-wrong-place", N_("Right template: move the box, Enter answers (W)") },
  { N_("Other Template"), "1 – 9", NULL, N_("Right place, but it shows the pose of another template (1 to 9)") },
  { N_("New Template"), "N", "win.ask-new-template", N_("A pose that no template shows: draw a box, Enter answers (N)") },
  { N_("Not There"), "X", "win.ask-not-there", N_("The part is absent or hidden (X)") },
};

static const struct
{
  guint       keyval;
  const char *action;
} plain_keys[] = {
  { GDK_KEY_space, "ask-right" }, { GDK_KEY_w, "ask-wrong-place" }, { GDK_KEY_n, "ask-new-template" },
  { GDK_KEY_x, "ask-not-there" }, { GDK_KEY_s, "ask-skip" },
};

static GtkWidget *
focus_of (VitrineAskPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* The template that a digit stands for: the one in that place of the gallery. */
static void
choose_template (VitrineAskPage *self,
                 guint           number)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autoptr (GPtrArray) templates = project != NULL
    ? vitrine_project_list_templates (project, vitrine_session_get_part (self->session)) : NULL;

  if (templates != NULL && number < templates->len)
    ask_page_act (self, "ask-template",
                  g_variant_new_int64 (((VitrineTemplate *) g_ptr_array_index (templates, number))->id));
  else
    ask_page_say (self, _("There is no template of that number yet"));
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineAskPage        *self)
{
  const guint lower = gdk_keyval_to_lower (keyval);
  graphene_rect_t box;
  const gboolean drawing = vitrine_canvas_get_box (self->canvas, &box);

  if (self->reviewing && !(state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return vitrine_ask_review_key (self->review, keyval, GTK_IS_BUTTON (focus_of (self)));
  if (self->sorting && !(state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) && !GTK_IS_EDITABLE (focus_of (self)))
    return vitrine_ask_boxes_key (self->boxes, keyval);
  if (lower == GDK_KEY_t && !(state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) && !GTK_IS_EDITABLE (focus_of (self)))
    {
      ask_page_act (self, "ask-boxes", NULL);
      return TRUE;
    }
  if (lower == GDK_KEY_r && !(state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) && !GTK_IS_EDITABLE (focus_of (self)))
    {
      ask_page_act (self, "ask-review", NULL);
      return TRUE;
    }
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || GTK_IS_EDITABLE (focus_of (self))
      || vitrine_asker_get_question (self->asker) == NULL)
    return FALSE;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    {
      choose_template (self, keyval - GDK_KEY_1);
      return TRUE;
    }
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_space)
    {
      /* A button that somebody walked to keeps its keys; with a box in the making they answer with it. */
      if (GTK_IS_BUTTON (focus_of (self)))
        return FALSE;
      if (drawing)
        vitrine_canvas_commit_box (self->canvas);
      else
        ask_page_act (self, "ask-right", NULL);
      return TRUE;
    }
  if (lower == GDK_KEY_e || lower == GDK_KEY_b)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
      if (lower == GDK_KEY_b)
        ask_page_begin_box (self);
      else
        gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.draw-extremes", NULL);
      return TRUE;
    }
  if (lower == GDK_KEY_f)
    {
      ask_page_act (self, "ask-mirrored", NULL);
      return TRUE;
    }
  if (keyval == GDK_KEY_BackSpace)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.undo", NULL);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (plain_keys); i++)
    if (lower == plain_keys[i].keyval)
      {
        ask_page_act (self, plain_keys[i].action, NULL);
        return TRUE;
      }
  return FALSE;
}

void
ask_page_add_keys (VitrineAskPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- the five keys ---- */

GtkWidget *
ask_page_answer_button (const char *title,
                        const char *key,
                        const char *tip,
                        const char *action)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (title), *sign = gtk_label_new (key);

  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_justify (GTK_LABEL (name), GTK_JUSTIFY_CENTER);
  gtk_label_set_width_chars (GTK_LABEL (name), 6);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (sign, "ask-key");
  gtk_widget_set_halign (sign, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (action != NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

void
ask_page_make_buttons (VitrineAskPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      /* Translators: an answer: the prediction is right. */
      const char *title = answers[i].title != NULL ? _(answers[i].title) : C_("answer", "Right");
      GtkWidget *button = ask_page_answer_button (title, _(answers[i].key), _(answers[i].tip), answers[i].action);

      if (answers[i].action == NULL)
        g_signal_connect_swapped (button, "clicked", G_CALLBACK (vitrine_ask_side_point_to_templates), self->side);
      gtk_box_append (self->keys, button);
    }
}

void
ask_page_show_buttons (VitrineAskPage *self)
{
  const gboolean predicted = vitrine_asker_get_parse (self->asker) != NULL;
  /* The answer that a box in the making gives; without one, what is likely.  Buttons are in the order of VtQaKind. */
  const guint likely = self->drawing ? (guint) self->box_kind : ask_page_verifies (self) ? VT_QA_RIGHT : VT_QA_NEW_TEMPLATE;
  guint i = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->keys)); button != NULL;
       button = gtk_widget_get_next_sibling (button), i++)
    {
      if (i == likely)
        gtk_widget_add_css_class (button, "suggested-action");
      else
        gtk_widget_remove_css_class (button, "suggested-action");
      if (i == 2)
        gtk_widget_set_sensitive (button, predicted);
    }
}
