/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Parts page: name a part, draw a box, see it found everywhere, prune what it goes by.  The page shows
 * what the project and the learner say; every edit goes to the project and comes back as a change. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-graph-model.h"
#include "app/vitrine-page.h"
#include "app/vitrine-parts-inspector.h"
#include "app/vitrine-parts-voters.h"
#include "widgets/vitrine-drop-down.h"

G_DEFINE_FINAL_TYPE (VitrinePartsPage, vitrine_parts_page, GTK_TYPE_WIDGET)

guint
parts_page_n_pictures (VitrinePartsPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  return dataset != NULL ? vitrine_dataset_get_n (dataset) : 0;
}

/* Before anything is learnt the page says what to do next. */
static const char *
hint_text (VitrinePartsPage *self)
{
  gboolean drawing;

  g_object_get (self->canvas, "drawing", &drawing, NULL);
  if (drawing || self->project == NULL || vitrine_session_get_part (self->session) == 0)
    return NULL;
  if (vitrine_canvas_get_tool (self->canvas) == VITRINE_TOOL_PAINT)
    return _("Paint where the part is not, then press Enter");
  if (vitrine_canvas_get_tool (self->canvas) == VITRINE_TOOL_EXTREMES)
    return _("Click the four outermost points of the part");

  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project,
                                                            vitrine_session_get_part (self->session));
  return boxes->len == 0 ? _("Drag a box around the part, or press B. One box is enough to start") : NULL;
}

void
parts_page_show_status (VitrinePartsPage *self)
{
  const char *hint = hint_text (self);
  const char *status = vitrine_canvas_get_status (self->canvas);

  if (hint != NULL)
    gtk_label_set_text (self->hint, hint);
  gtk_revealer_set_reveal_child (self->hint_revealer, hint != NULL);
  parts_page_show_method (self);
  vitrine_parts_score_show (self->score, &(VitrinePartsView) {
    .learner = vitrine_parts_model_get_learner (self->model),
    .locator = self->follows_graph ? vitrine_parts_model_get_locator (self->model) : NULL,
    .by_graph = parts_page_by_graph (self),
    .picture = vitrine_parts_model_get_picture (self->model),
    .n_pictures = parts_page_n_pictures (self),
    .status = status,
  });
}

static void
show_marked (VitrinePartsPage *self)
{
  guint n = vitrine_parts_model_n_marked (self->model);
  g_autofree char *text = g_strdup_printf (ngettext ("%u pattern marked", "%u patterns marked", n), n);
  g_autofree char *prune = g_strdup_printf (_("Prune %u"), n);

  if (n > 0)
    {
      gtk_label_set_text (self->marked_label, text);
      gtk_button_set_label (self->prune_marked, prune);
    }
  gtk_revealer_set_reveal_child (self->marked_revealer, n > 0);
}

static void
fill_parts (VitrinePartsPage *self)
{
  g_autoptr (GPtrArray) parts = self->project != NULL ? vitrine_project_list_parts (self->project) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gint64 part = vitrine_session_get_part (self->session);
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
  self->filling = FALSE;

  gtk_stack_set_visible_child_name (self->stack, self->part_ids->len > 0 ? "main" : "empty");
  if (selected == GTK_INVALID_LIST_POSITION && self->part_ids->len > 0)
    vitrine_session_select_part (self->session, g_array_index (self->part_ids, gint64, 0), 0, NULL);
  else if (selected == GTK_INVALID_LIST_POSITION && part != 0 && self->project != NULL)
    vitrine_session_select_part (self->session, 0, 0, NULL);
}

static void
fill_templates (VitrinePartsPage *self)
{
  gint64 part = vitrine_session_get_part (self->session);
  g_autoptr (GPtrArray) templates = self->project != NULL && part != 0
                                      ? vitrine_project_list_templates (self->project, part) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gint64 none = 0;

  gtk_string_list_append (names, _("New template"));
  g_array_set_size (self->template_ids, 0);
  g_array_append_val (self->template_ids, none);
  for (guint i = 0; templates != NULL && i < templates->len; i++)
    {
      VitrineTemplate *one = g_ptr_array_index (templates, i);
      g_autofree char *name = g_strdup_printf (_("Same as %s"), one->name);

      gtk_string_list_append (names, name);
      g_array_append_val (self->template_ids, one->id);
    }
  gtk_drop_down_set_model (self->template_choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->template_choice, 0);
}

/* Names the data set knows, offered where no part is there yet. */
static void
fill_known (VitrinePartsPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *const *names = dataset != NULL ? vitrine_dataset_get_parts (dataset) : NULL;
  g_autofree char *joined = names != NULL ? g_strjoinv ("\n", (char **) names) : NULL;
  GtkWidget *child;
  guint n = 0;

  /* Pictures stream in, but seldom bring a new name. */
  if (g_strcmp0 (joined, self->known) == 0)
    return;
  g_free (self->known);
  self->known = g_steal_pointer (&joined);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->known_parts))) != NULL)
    gtk_flow_box_remove (self->known_parts, child);
  for (; names != NULL && names[n] != NULL && n < 12; n++)
    {
      GtkWidget *button = gtk_button_new_with_label (names[n]);

      gtk_widget_add_css_class (button, "chip");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.parts-add");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", names[n]);
      gtk_flow_box_append (self->known_parts, button);
    }
  gtk_widget_set_visible (self->known_box, n > 0);
}

/* ---- changes ---- */

/* New groups may hide the pattern that somebody is looking at. */
static void
reveal_selected (VitrinePartsPage *self)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  if (n == 1 && (vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_PATTERN
                 || vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_VOTER))
    vitrine_tree_reveal (self->tree, ids[0]);
}

static gboolean
refresh_now (gpointer data)
{
  VitrinePartsPage *self = data;
  /* What nobody sees is drawn when the page shows. */
  const PartsRefresh what = gtk_widget_get_mapped (GTK_WIDGET (self)) ? self->wanted : 0;

  self->refresh_source = 0;
  self->wanted &= ~what;
  if (what & PARTS_REFRESH_TREE)
    {
      parts_page_fill_tree (self);
      show_marked (self);
    }
  if (what & PARTS_REFRESH_REVEAL)
    reveal_selected (self);
  if (what & PARTS_REFRESH_CANVAS)
    {
      parts_page_fill_canvas (self);
      parts_page_update_maps (self);
    }
  parts_page_show_status (self);
  parts_page_update_actions (self);
  return G_SOURCE_REMOVE;
}

/* Many things change at once after an edit; the page is drawn once. */
void
parts_page_refresh (VitrinePartsPage *self,
                    PartsRefresh      what)
{
  self->wanted |= what;
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add (refresh_now, self);
}

static void
refresh_all (VitrinePartsPage *self)
{
  parts_page_refresh (self, PARTS_REFRESH_ALL);
}

static void
refresh_status (VitrinePartsPage *self)
{
  parts_page_refresh (self, PARTS_REFRESH_STATUS);
}

/* By the way that is chosen; FALSE where nothing is found. */
static gboolean
score_of (VitrinePartsPage *self,
          guint             picture,
          double           *score)
{
  VtParse *parse;
  VtPartPlace place;

  if (parts_page_by_graph (self))
    return vitrine_graph_locator_get_place (vitrine_parts_model_get_locator (self->model), picture, &place, score);
  parse = vitrine_part_learner_get_parse (vitrine_parts_model_get_learner (self->model), picture);
  if (parse == NULL || !vt_parse_found (parse))
    return FALSE;
  *score = vt_parse_score (parse);
  return TRUE;
}

/* Scores of all pictures for the strip, which sorts by them. */
void
parts_page_give_scores (VitrinePartsPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  g_autoptr (GHashTable) scores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; dataset != NULL && i < vitrine_dataset_get_n (dataset); i++)
    {
      double score;

      if (score_of (self, i, &score))
        g_hash_table_insert (scores, g_strdup (vitrine_picture_get_id (vitrine_dataset_get (dataset, i))),
                             g_memdup2 (&score, sizeof score));
    }
  vitrine_session_set_scores (self->session, g_hash_table_size (scores) > 0 ? scores : NULL);
  self->scored = g_get_monotonic_time ();
}

/* Ten times a second while pictures are parsed: only what shows is drawn anew. */
static void
on_parses_changed (VitrinePartsPage *self)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  int picture = vitrine_parts_model_get_picture (self->model);
  VtParse *parse = picture < 0 ? NULL : vitrine_part_learner_get_parse (learner, (guint) picture);

  if (parse != self->shown_parse)
    {
      g_clear_pointer (&self->shown_parse, vt_parse_unref);
      self->shown_parse = parse != NULL ? vt_parse_ref (parse) : NULL;
      parts_page_refresh (self, PARTS_REFRESH_ALL);
    }
  else
    parts_page_refresh (self, PARTS_REFRESH_STATUS);
  if (g_get_monotonic_time () - self->scored > G_TIME_SPAN_SECOND)
    parts_page_give_scores (self);
}

static void
on_figures_changed (VitrinePartsPage *self)
{
  parts_page_give_scores (self);
  parts_page_refresh (self, PARTS_REFRESH_ALL | PARTS_REFRESH_REVEAL);
}

static void
on_project_edited (VitrineProject       *project,
                   VitrineProjectAspect  aspect,
                   VitrinePartsPage     *self)
{
  if (aspect & VITRINE_PROJECT_PARTS)
    fill_parts (self);
  if (aspect & (VITRINE_PROJECT_PARTS | VITRINE_PROJECT_TEMPLATES))
    fill_templates (self);
  if (aspect & VITRINE_PROJECT_BOXES)
    {
      g_hash_table_remove_all (self->thumbnails);
      parts_page_ask_thumbnails (self);
    }
  parts_page_refresh (self, PARTS_REFRESH_ALL);
}

static void
on_inputs_changed (VitrinePartsPage *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  if (dataset != NULL)
    {
      g_signal_handlers_disconnect_by_func (dataset, fill_known, self);
      g_signal_connect_object (dataset, "items-changed", G_CALLBACK (fill_known), self, G_CONNECT_SWAPPED);
    }
  if (project != self->project)
    {
      if (self->project != NULL)
        g_signal_handlers_disconnect_by_data (self->project, self);
      g_set_object (&self->project, project);
      if (project != NULL)
        g_signal_connect (project, "changed", G_CALLBACK (on_project_edited), self);
      g_hash_table_remove_all (self->thumbnails);
    }
  fill_known (self);
  fill_parts (self);
  fill_templates (self);
  parts_page_ask_thumbnails (self);
  g_clear_pointer (&self->shown_picture, g_free);
  parts_page_show_picture (self);
  parts_page_refresh (self, PARTS_REFRESH_ALL);
}

static void
on_part_changed (VitrinePartsPage *self)
{
  vitrine_parts_model_select (self->model, NULL, 0);
  vitrine_parts_model_suggest (self->model, FALSE);
  fill_parts (self);
  fill_templates (self);
  parts_page_ask_thumbnails (self);
  parts_page_refresh (self, PARTS_REFRESH_ALL);
}

static void
on_selection_changed (VitrinePartsPage *self)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);
  g_autofree char *pattern = NULL;

  if (n == 1 && vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_PATTERN)
    pattern = g_strdup_printf ("%" G_GUINT64_FORMAT, ids[0]);
  if (n == 1 && vitrine_parts_id_kind (ids[0]) == VITRINE_PARTS_VOTER)
    vitrine_graph_model_select (vitrine_graph_model_of (self->session), vitrine_parts_id_number (ids[0]));
  vitrine_session_select_part (self->session, vitrine_session_get_part (self->session),
                               n == 1 ? vitrine_parts_id_template (ids[0]) : 0, pattern);
  vitrine_parts_select_in_tree (self->model, self->tree);
  parts_page_fill_canvas (self);
  parts_page_update_actions (self);
}

/* ---- object ---- */

static void
vitrine_parts_page_root (GtkWidget *widget)
{
  VitrinePartsPage *self = VITRINE_PARTS_PAGE (widget);

  GTK_WIDGET_CLASS (vitrine_parts_page_parent_class)->root (widget);

  GtkRoot *root = gtk_widget_get_root (widget);
  if (G_IS_ACTION_MAP (root))
    parts_page_add_actions (self, G_ACTION_MAP (root));
  parts_page_update_actions (self);
}

static void
vitrine_parts_page_map (GtkWidget *widget)
{
  VitrinePartsPage *self = VITRINE_PARTS_PAGE (widget);

  GTK_WIDGET_CLASS (vitrine_parts_page_parent_class)->map (widget);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->session != NULL)
    refresh_now (self);
}

static void
vitrine_parts_page_unroot (GtkWidget *widget)
{
  parts_page_remove_actions (VITRINE_PARTS_PAGE (widget));
  GTK_WIDGET_CLASS (vitrine_parts_page_parent_class)->unroot (widget);
}

static gboolean
vitrine_parts_page_grab_focus (GtkWidget *widget)
{
  VitrinePartsPage *self = VITRINE_PARTS_PAGE (widget);

  return gtk_widget_grab_focus (self->part_ids->len > 0 ? GTK_WIDGET (self->canvas)
                                                        : GTK_WIDGET (self->first_entry));
}

static void
vitrine_parts_page_dispose (GObject *object)
{
  VitrinePartsPage *self = VITRINE_PARTS_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_clear_object (&self->project);
  g_clear_pointer (&self->part_ids, g_array_unref);
  g_clear_pointer (&self->template_ids, g_array_unref);
  g_clear_pointer (&self->thumbnails, g_hash_table_unref);
  g_clear_pointer (&self->shown_picture, g_free);
  g_clear_pointer (&self->known, g_free);
  g_clear_object (&self->graph_job);
  g_clear_pointer (&self->shown_parse, vt_parse_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_PARTS_PAGE);
  G_OBJECT_CLASS (vitrine_parts_page_parent_class)->dispose (object);
}

static void
vitrine_parts_page_class_init (VitrinePartsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_CANVAS);
  g_type_ensure (VITRINE_TYPE_TREE);
  g_type_ensure (VITRINE_TYPE_PARTS_SCORE);
  G_OBJECT_CLASS (klass)->dispose = vitrine_parts_page_dispose;
  widget_class->map = vitrine_parts_page_map;
  widget_class->root = vitrine_parts_page_root;
  widget_class->grab_focus = vitrine_parts_page_grab_focus;
  widget_class->unroot = vitrine_parts_page_unroot;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-parts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, first_entry);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, known_box);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, known_parts);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, part_choice);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, add_popover);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, add_entry);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, tree);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, marked_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, marked_label);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, prune_marked);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, box_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, template_choice);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, hint_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, hint);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, score);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, row_menu);
  parts_page_bind_graph (widget_class);
  parts_page_bind_events (widget_class);
}

static void
vitrine_parts_page_init (VitrinePartsPage *self)
{
  self->part_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->template_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->thumbnails = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_drop_down_ellipsize (self->part_choice);
  vitrine_drop_down_ellipsize (self->template_choice);
  g_signal_connect (self->part_choice, "notify::selected", G_CALLBACK (parts_page_part_chosen), self);
  parts_page_add_keys (self);
}

static void
connect_all (VitrinePartsPage *self)
{
  static const char *const inputs[] = { "model", "dataset", "project" };
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", inputs[i], NULL);

      g_signal_connect_object (self->session, signal, G_CALLBACK (on_inputs_changed), self, swapped);
    }
  g_signal_connect_object (learner, "graph-changed", G_CALLBACK (refresh_all), self, swapped);
  g_signal_connect_object (learner, "parses-changed", G_CALLBACK (on_parses_changed), self, swapped);
  g_signal_connect_object (learner, "figures-changed", G_CALLBACK (on_figures_changed), self, swapped);
  g_signal_connect_object (learner, "notify::state", G_CALLBACK (refresh_status), self, swapped);
  g_signal_connect_object (self->session, "notify::picture", G_CALLBACK (parts_page_show_picture), self, swapped);
  g_signal_connect_object (self->session, "notify::picture", G_CALLBACK (refresh_all), self, swapped);
  g_signal_connect_object (self->session, "notify::part", G_CALLBACK (on_part_changed), self, swapped);
  g_signal_connect_object (self->model, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           swapped);
  g_signal_connect_object (self->model, "marks-changed", G_CALLBACK (refresh_all), self, swapped);
  g_signal_connect_object (self->model, "notify::suspicious-first", G_CALLBACK (refresh_all), self,
                           swapped);
  g_signal_connect_object (self->model, "notify::comparing", G_CALLBACK (refresh_all), self, swapped);
}

static GtkWidget *
create (VitrineSession *session)
{
  VitrinePartsPage *self = g_object_new (VITRINE_TYPE_PARTS_PAGE, NULL);

  self->session = session;
  self->model = vitrine_parts_model_of (session);
  connect_all (self);
  on_inputs_changed (self);
  return GTK_WIDGET (self);
}

const VitrinePage vitrine_page_parts = {
  .id = "parts",
  .title = N_("Parts"),
  .icon = "vitrine-parts-symbolic",
  .needs = VITRINE_NEEDS_MODEL | VITRINE_NEEDS_PICTURES,
  .create = create,
  .inspector = vitrine_parts_inspector_new,
};
