/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Ask page: one question fills it.  The asker says what is asked; a key, a click or a box answers, and the next
 * question is there.  What the page shows follows the asker's signals and nothing else. */
#include "config.h"

#include "app/vitrine-ask-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-page.h"
#include "app/vitrine-parts-model.h"
#include "app/vitrine-window.h"
#include "widgets/vitrine-drop-down.h"


G_DEFINE_FINAL_TYPE (VitrineAskPage, vitrine_ask_page, GTK_TYPE_WIDGET)

/* ---- the session's asker ---- */

static void
follow_session (VitrineSession *session,
                GParamSpec     *pspec,
                VitrineAsker   *asker)
{
  vitrine_asker_set_inputs (asker, vitrine_session_get_model (session), vitrine_session_get_dataset (session),
                            vitrine_session_get_project (session), vitrine_session_get_part (session));
}

VitrineAsker *
vitrine_ask_of (VitrineSession *session)
{
  static const char *const inputs[] = { "model", "dataset", "project", "part" };
  VitrineAsker *asker = g_object_get_data (G_OBJECT (session), "asker");

  if (asker != NULL)
    return asker;
  asker = vitrine_asker_new (vitrine_session_get_jobs (session),
                             vitrine_parts_model_get_learner (vitrine_parts_model_of (session)));
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", inputs[i], NULL);

      g_signal_connect_object (session, signal, G_CALLBACK (follow_session), asker, 0);
    }
  g_object_set_data_full (G_OBJECT (session), "asker", asker, g_object_unref);
  follow_session (session, NULL, asker);
  return asker;
}

/* ---- words ---- */

void
ask_page_say (VitrineAskPage *self,
              const char     *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), text, NULL, NULL);
}

char *
ask_page_part_name (VitrineAskPage *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);

  return project != NULL ? vitrine_project_dup_part_name (project, vitrine_session_get_part (self->session)) : g_strdup ("");
}

gboolean
ask_page_verifies (VitrineAskPage *self)
{
  return vitrine_asker_verifies (self->asker);
}

static void
show_question (VitrineAskPage *self)
{
  g_autofree char *part = ask_page_part_name (self);
  const gboolean predicted = vitrine_asker_get_parse (self->asker) != NULL;
  g_autofree char *question = ask_page_verifies (self) ? g_strdup_printf (_("Is this the part “%s”?"), part)
                                                       : g_strdup_printf (_("Where is the part “%s”? Draw a box."), part);
  g_autofree char *reason = NULL;

  if (!predicted)
    reason = g_strdup (_("Nothing is predicted yet. Drag, click four ends (E), or press N and use the arrows."));
  else if (ask_page_verifies (self))
    reason = g_strdup_printf (_("Likely right: %.0f %%. Checking is quicker than drawing."),
                              100 * vitrine_asker_get_chance (self->asker));
  else
    reason = g_strdup_printf (_("Likely right: only %.0f %%, so a box says more."),
                              100 * vitrine_asker_get_chance (self->asker));
  gtk_label_set_text (self->question, question);
  gtk_label_set_text (self->reason, reason);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason), reason);
}

static void
show_status (VitrineAskPage *self)
{
  const char *drawing = vitrine_canvas_get_status (self->canvas);
  const VitrineLearnerState state = vitrine_part_learner_get_state (self->learner);
  VitrineJob *job = vitrine_part_learner_get_job (self->learner);
  g_autofree char *text = NULL;

  gtk_label_set_text (self->box_status, drawing != NULL ? drawing : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->box_status), drawing);
  if (state == VITRINE_LEARNER_MINING)
    text = g_strdup_printf (_("Learning behind · %s"), job != NULL ? vitrine_job_get_stage (job) : "");
  else if (state == VITRINE_LEARNER_PARSING)
    text = g_strdup_printf (_("Looking at %u pictures behind"),
                            vitrine_dataset_get_n (vitrine_session_get_dataset (self->session)));
  else if (state == VITRINE_LEARNER_FAILED)
    text = g_strdup (vitrine_part_learner_get_message (self->learner));
  gtk_label_set_text (self->status, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), text);
}

static void
show_waiting (VitrineAskPage *self)
{
  const VitrineAskerState state = vitrine_asker_get_state (self->asker);
  VitrineJob *job = vitrine_asker_get_job (self->asker);
  const gboolean stopped = state == VITRINE_ASKER_STOPPED || state == VITRINE_ASKER_FAILED;
  const char *stage = job != NULL ? vitrine_job_get_stage (job) : "";
  const char *detail = job != NULL ? vitrine_job_get_detail (job) : "";
  g_autofree char *text = state == VITRINE_ASKER_FAILED ? g_strdup (vitrine_asker_get_message (self->asker))
    : stopped ? g_strdup (_("Stopped; what has been read is kept"))
    : g_strdup_printf ("%s\n%s%s%s", _("Comparing the pictures, once"), stage, *detail != '\0' ? " · " : "", detail);

  gtk_label_set_text (self->waiting, text);
  gtk_widget_set_visible (GTK_WIDGET (self->ring), !stopped);
  gtk_widget_set_visible (self->go_on, stopped);
  vitrine_ring_set_fraction (self->ring, job != NULL ? vitrine_job_get_fraction (job) : -1);
}

/* ---- parts ---- */

static void
fill_parts (VitrineAskPage *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autoptr (GPtrArray) parts = project != NULL ? vitrine_project_list_parts (project) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const gint64 part = vitrine_session_get_part (self->session);
  guint selected = GTK_INVALID_LIST_POSITION;

  self->filling = TRUE;
  g_array_set_size (self->part_ids, 0);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      VitrinePart *one = g_ptr_array_index (parts, i);

      gtk_string_list_append (names, one->name);
      g_array_append_val (self->part_ids, one->id);
      if (one->id == part)
        selected = i;
    }
  gtk_drop_down_set_model (self->part_choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->part_choice, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->part_choice), self->part_ids->len > 1);
  self->filling = FALSE;
  if (selected == GTK_INVALID_LIST_POSITION && self->part_ids->len > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    vitrine_session_select_part (self->session, g_array_index (self->part_ids, gint64, 0), 0, NULL);
}

static void
fill_known (VitrineAskPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *const *names = dataset != NULL ? vitrine_dataset_get_parts (dataset) : NULL;
  g_autofree char *joined = names != NULL ? g_strjoinv ("\n", (char **) names) : NULL;
  GtkWidget *child;

  if (g_strcmp0 (joined, self->known) == 0)
    return;
  g_free (self->known);
  self->known = g_steal_pointer (&joined);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->known_parts))) != NULL)
    gtk_flow_box_remove (self->known_parts, child);
  for (guint n = 0; names != NULL && names[n] != NULL && n < 12; n++)
    {
      GtkWidget *button = gtk_button_new_with_label (names[n]);

      gtk_widget_add_css_class (button, "chip");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.ask-add");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", names[n]);
      gtk_flow_box_append (self->known_parts, button);
    }
}

/* ---- following the asker ---- */

void
ask_page_refresh (VitrineAskPage *self)
{
  const VitrineAskerState state = vitrine_asker_get_state (self->asker);
  const char *child = vitrine_session_get_part (self->session) == 0 ? "empty"
                      : self->reviewing ? "review" : self->sorting ? "boxes"
                      : vitrine_asker_get_question (self->asker) != NULL ? "main"
                      : state == VITRINE_ASKER_ALL_ASKED ? "done" : "waiting";
  const gboolean came = g_str_equal (child, "main") && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), child) != 0;

  if (g_str_equal (child, "waiting"))
    show_waiting (self);
  gtk_stack_set_visible_child_name (self->stack, child);
  if (came && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
      ask_page_lead_others (self);
    }
}

static void
on_question_changed (VitrineAsker   *asker,
                     VitrineAskPage *self)
{
  VitrinePicture *picture = vitrine_asker_get_picture (asker);
  const gboolean other = picture == NULL || g_strcmp0 (self->shown, vitrine_picture_get_id (picture)) != 0;

  if (other)
    vitrine_canvas_cancel_box (self->canvas);
  ask_page_refresh (self);
  ask_page_show_photo (self);
  if (other || !self->box_meant)
    ask_page_forget_box (self);
  if (picture != NULL)
    show_question (self);
  ask_page_show_buttons (self);
  ask_page_load_ahead (self);
  ask_page_update_actions (self);
  vitrine_ask_side_show_why (self->side);
  ask_page_lead_others (self);
}

static void
on_queue_changed (VitrineAsker   *asker,
                  VitrineAskPage *self)
{
  VitrineJob *job = vitrine_asker_get_job (asker);

  if (job != self->watched)
    {
      if (self->watched != NULL)
        g_signal_handlers_disconnect_by_data (self->watched, self);
      g_set_object (&self->watched, job);
      if (job != NULL)
        {
          g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (ask_page_refresh), self);
          g_signal_connect_swapped (job, "notify::detail", G_CALLBACK (ask_page_refresh), self);
        }
    }
  ask_page_refresh (self);
  ask_page_load_ahead (self);
  vitrine_ask_side_show_progress (self->side);
}

static void
on_curve_changed (VitrineAsker   *asker,
                  VitrineAskPage *self)
{
  ask_page_show_doubts (self);
  vitrine_ask_side_show_progress (self->side);
}

/* A picture chosen in the strip is asked about, or looked at again while answers are reviewed. */
static void
on_picture_chosen (VitrineAskPage *self)
{
  VitrinePicture *picture = vitrine_session_get_picture (self->session);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *id = picture != NULL ? vitrine_picture_get_id (picture) : NULL;
  const int object = id != NULL && dataset != NULL ? vitrine_dataset_index (dataset, id) : -1;

  if (self->following || object < 0 || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || (self->reviewing && vitrine_ask_review_go_to (self->review, (guint) object))
      || vitrine_asker_get_question (self->asker) == NULL)
    return;
  if (!vitrine_asker_ask_about (self->asker, (guint) object))
    {
      ask_page_say (self, _("That picture has been answered"));
      return;
    }
  self->reviewing = self->sorting = FALSE;
  ask_page_refresh (self);
}

static void
on_session_changed (VitrineAskPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  VitrineProject *project = vitrine_session_get_project (self->session);

  if (dataset != NULL)
    {
      g_signal_handlers_disconnect_by_func (dataset, fill_known, self);
      g_signal_connect_object (dataset, "items-changed", G_CALLBACK (fill_known), self, G_CONNECT_SWAPPED);
    }
  if (project != NULL)
    {
      g_signal_handlers_disconnect_by_func (project, fill_parts, self);
      g_signal_connect_object (project, "changed", G_CALLBACK (fill_parts), self, G_CONNECT_SWAPPED);
    }
  self->reviewing = self->sorting = FALSE;
  fill_known (self);
  fill_parts (self);
  ask_page_refresh (self);
}

/* ---- the canvas and the first entry ---- */

static void
on_box_drawn (VitrineCanvas  *canvas,
              guint64         id,
              double          x,
              double          y,
              double          width,
              double          height,
              VitrineAskPage *self)
{
  ask_page_box_drawn (self, &(VitrineBox) { x, y, width, height });
}

static void
on_drawing (VitrineCanvas  *canvas,
            GParamSpec     *pspec,
            VitrineAskPage *self)
{
  g_object_get (canvas, "drawing", &self->drawing, NULL);
  if (self->session == NULL)
    return;
  gtk_stack_set_visible_child_name (self->foot, self->drawing ? "box" : "question");
  ask_page_show_buttons (self);
  show_status (self);
}

static void
on_box_cancelled (VitrineCanvas  *canvas,
                  VitrineAskPage *self)
{
  if (self->session != NULL)
    ask_page_forget_box (self);
}

static void
on_status (VitrineCanvas  *canvas,
           GParamSpec     *pspec,
           VitrineAskPage *self)
{
  if (self->session != NULL)
    show_status (self);
}

static void
on_box_answer_clicked (GtkButton      *button,
                       VitrineAskPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  vitrine_canvas_commit_box (self->canvas);
}

static void
on_box_cancel_clicked (GtkButton      *button,
                       VitrineAskPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  vitrine_canvas_cancel_box (self->canvas);
}

static void
on_name_activate (GtkEntry       *entry,
                  VitrineAskPage *self)
{
  ask_page_act (self, "ask-add", g_variant_new_string (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
on_first_clicked (GtkButton      *button,
                  VitrineAskPage *self)
{
  on_name_activate (self->first_entry, self);
}

static void
on_part_chosen (GtkDropDown    *choice,
                GParamSpec     *pspec,
                VitrineAskPage *self)
{
  const guint selected = gtk_drop_down_get_selected (choice);

  if (!self->filling && selected < self->part_ids->len)
    vitrine_session_select_part (self->session, g_array_index (self->part_ids, gint64, selected), 0, NULL);
}

static void
on_template_chosen (VitrineAskSide *side,
                    gint64          template_id,
                    VitrineAskPage *self)
{
  ask_page_act (self, "ask-template", g_variant_new_int64 (template_id));
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* ---- object ---- */

static void
vitrine_ask_page_map (GtkWidget *widget)
{
  VitrineAskPage *self = VITRINE_ASK_PAGE (widget);

  GTK_WIDGET_CLASS (vitrine_ask_page_parent_class)->map (widget);
  vitrine_asker_set_active (self->asker, TRUE);
  fill_parts (self);
  ask_page_refresh (self);
  ask_page_lead_others (self);
}

static void
vitrine_ask_page_unmap (GtkWidget *widget)
{
  vitrine_asker_set_active (VITRINE_ASK_PAGE (widget)->asker, FALSE);
  GTK_WIDGET_CLASS (vitrine_ask_page_parent_class)->unmap (widget);
}

static void
vitrine_ask_page_root (GtkWidget *widget)
{
  VitrineAskPage *self = VITRINE_ASK_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (vitrine_ask_page_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (G_IS_ACTION_MAP (root))
    ask_page_add_actions (self, G_ACTION_MAP (root));
  ask_page_update_actions (self);
}

static void
vitrine_ask_page_unroot (GtkWidget *widget)
{
  ask_page_remove_actions (VITRINE_ASK_PAGE (widget));
  GTK_WIDGET_CLASS (vitrine_ask_page_parent_class)->unroot (widget);
}

static gboolean
vitrine_ask_page_grab_focus (GtkWidget *widget)
{
  VitrineAskPage *self = VITRINE_ASK_PAGE (widget);

  return gtk_widget_grab_focus (self->part_ids->len > 0 ? GTK_WIDGET (self->canvas) : GTK_WIDGET (self->first_entry));
}

static void
vitrine_ask_page_dispose (GObject *object)
{
  VitrineAskPage *self = VITRINE_ASK_PAGE (object);

  if (self->watched != NULL)
    g_signal_handlers_disconnect_by_data (self->watched, self);
  g_clear_object (&self->watched);
  if (self->asker != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->asker, self);
      g_signal_handlers_disconnect_by_data (self->learner, self);
    }
  g_clear_object (&self->learner);
  g_clear_pointer (&self->part_ids, g_array_unref);
  g_clear_pointer (&self->photos, g_hash_table_unref);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->known, g_free);
  self->session = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_ASK_PAGE);
  g_clear_object (&self->asker);
  G_OBJECT_CLASS (vitrine_ask_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, first_entry);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, known_parts);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, ring);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, go_on);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, question);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, reason);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, part_choice);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, foot);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, box_says);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, box_status);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, keys);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, status);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, next);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, side);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, review);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, boxes);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, review_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskPage, review_done);
}

static void
vitrine_ask_page_class_init (VitrineAskPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_CANVAS);
  g_type_ensure (VITRINE_TYPE_RING);
  g_type_ensure (VITRINE_TYPE_ASK_SIDE);
  g_type_ensure (VITRINE_TYPE_ASK_REVIEW);
  g_type_ensure (VITRINE_TYPE_ASK_BOXES);
  G_OBJECT_CLASS (klass)->dispose = vitrine_ask_page_dispose;
  widget_class->map = vitrine_ask_page_map;
  widget_class->unmap = vitrine_ask_page_unmap;
  widget_class->root = vitrine_ask_page_root;
  widget_class->unroot = vitrine_ask_page_unroot;
  widget_class->grab_focus = vitrine_ask_page_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "askpage");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-ask-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_first_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_box_drawn);
  gtk_widget_class_bind_template_callback (widget_class, on_drawing);
  gtk_widget_class_bind_template_callback (widget_class, on_box_cancelled);
  gtk_widget_class_bind_template_callback (widget_class, on_status);
  gtk_widget_class_bind_template_callback (widget_class, on_box_answer_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_box_cancel_clicked);
}

static void
vitrine_ask_page_init (VitrineAskPage *self)
{
  self->part_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->photos = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_drop_down_ellipsize (self->part_choice);
  g_signal_connect (self->part_choice, "notify::selected", G_CALLBACK (on_part_chosen), self);
  g_signal_connect (self->side, "template-chosen", G_CALLBACK (on_template_chosen), self);
  ask_page_make_buttons (self);
  ask_page_add_keys (self);
}

static GtkWidget *
create (VitrineSession *session)
{
  static const char *const inputs[] = { "notify::model", "notify::dataset", "notify::project", "notify::part" };
  VitrineAskPage *self = g_object_new (VITRINE_TYPE_ASK_PAGE, NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  self->session = session;
  self->asker = g_object_ref (vitrine_ask_of (session));
  self->learner = g_object_ref (vitrine_parts_model_get_learner (vitrine_parts_model_of (session)));
  vitrine_ask_side_set (self->side, session, self->asker);
  vitrine_ask_review_set (self->review, session, self->asker);
  vitrine_ask_boxes_set_session (self->boxes, session);
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    g_signal_connect_object (session, inputs[i], G_CALLBACK (on_session_changed), self, swapped);
  g_signal_connect_object (session, "notify::picture", G_CALLBACK (on_picture_chosen), self, swapped);
  g_signal_connect_object (self->asker, "question-changed", G_CALLBACK (on_question_changed), self, 0);
  g_signal_connect_object (self->asker, "queue-changed", G_CALLBACK (on_queue_changed), self, 0);
  g_signal_connect_object (self->asker, "curve-changed", G_CALLBACK (on_curve_changed), self, 0);
  g_signal_connect_object (self->learner, "notify::state", G_CALLBACK (show_status), self, swapped);
  on_session_changed (self);
  on_question_changed (self->asker, self);
  on_queue_changed (self->asker, self);
  return GTK_WIDGET (self);
}

const VitrinePage vitrine_page_ask = {
  .id = "ask",
  .title = N_("Ask"),
  .icon = "vitrine-ask-symbolic",
  .needs = VITRINE_NEEDS_MODEL | VITRINE_NEEDS_PICTURES,
  .create = create,
  .inspector = vitrine_ask_inspector_new,
};
