/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Parts page in the whole window, driven by its actions: name a part, teach it, prune, undo. */
#include "config.h"

#include <adwaita.h>

#include "app/vitrine-meter.h"
#include "app/vitrine-parts-model.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-tree.h"

typedef struct
{
  VitrineApplication *app;
  VitrineWindow      *window;
  VitrineSession     *session;
  VitrineProject     *project;
  VitrinePartsModel  *model;
  VitrinePartLearner *learner;
} Fixture;

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Turns the main loop until `test` holds; fails after a minute. */
static void
wait_for (gboolean (*test)(Fixture *f),
          Fixture   *f)
{
  gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_SECOND;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (!test (f) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (test (f));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_ready (Fixture *f)
{
  return vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY;
}

static gboolean
has_photo (Fixture *f)
{
  GtkWidget *canvas = find (GTK_WIDGET (f->window), VITRINE_TYPE_CANVAS);

  return canvas != NULL && vitrine_canvas_get_texture (VITRINE_CANVAS (canvas)) != NULL;
}

static void
act (Fixture    *f,
     const char *name,
     GVariant   *value)
{
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), name));
  g_action_group_activate_action (G_ACTION_GROUP (f->window), name, value);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->app = (VitrineApplication *) data;
  f->window = vitrine_window_new (f->app);
  f->session = vitrine_window_get_session (f->window);

  g_autoptr (VitrineModel) model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open ("sample:pictures?count=8&seed=3", NULL, &error);
  g_assert_no_error (error);
  f->project = vitrine_project_new_untitled (&error);
  g_assert_no_error (error);
  vitrine_session_set_model (f->session, model);
  vitrine_session_set_dataset (f->session, dataset);
  vitrine_session_set_project (f->session, f->project);
  vitrine_session_set_picture (f->session, vitrine_dataset_get (dataset, 0));
  gtk_window_present (GTK_WINDOW (f->window));
  vitrine_window_show_page (f->window, "parts");
  f->model = vitrine_parts_model_of (f->session);
  f->learner = vitrine_parts_model_get_learner (f->model);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->project);
}

static void
teach_head (Fixture *f)
{
  VitrinePicture *picture = vitrine_session_get_picture (f->session);
  const VitrinePartTruth *truth = vitrine_picture_find_part (picture, "head");

  g_assert_nonnull (truth);
  act (f, "parts-add", g_variant_new_string ("head"));
  wait_for (has_photo, f);
  act (f, "parts-box", g_variant_new ("(dddd)", truth->box.x, truth->box.y, truth->box.w, truth->box.h));
  wait_for (is_ready, f);
}

static void
test_teaching_shows_a_parse (Fixture       *f,
                             gconstpointer  data)
{
  VitrineCanvas *canvas = VITRINE_CANVAS (find (GTK_WIDGET (f->window), VITRINE_TYPE_CANVAS));
  VitrineTree *tree = VITRINE_TREE (find (GTK_WIDGET (f->window), VITRINE_TYPE_TREE));
  double score;

  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "parts-suggest"));
  teach_head (f);
  canvas = VITRINE_CANVAS (find (gtk_widget_get_ancestor (GTK_WIDGET (tree), GTK_TYPE_PANED),
                                 VITRINE_TYPE_CANVAS));
  g_assert_cmpuint (vitrine_canvas_get_n_marks (canvas), >, 5);
  g_assert_cmpuint (vitrine_tree_get_n_shown (tree), >, 5);
  g_assert_true (vitrine_session_get_picture_score (
                   f->session, vitrine_picture_get_id (vitrine_session_get_picture (f->session)), &score));
}

static void
test_pruning_a_layer_is_one_undoable_command (Fixture       *f,
                                              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 template_id;

  teach_head (f);
  template_id = vitrine_part_learner_get_template (f->learner, 0);

  guint n = vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner));
  const VtPattern *last = vt_template_pattern (vt_aog_template (vitrine_part_learner_get_aog (f->learner), 0),
                                               n - 1);
  guint64 layer = vitrine_parts_id (VITRINE_PARTS_LAYER, template_id, last->layer);
  g_autoptr (GArray) under = vitrine_parts_model_patterns_of (f->model, layer);

  g_assert_cmpuint (under->len, >, 0);
  g_assert_cmpuint (under->len, <, n);
  vitrine_parts_model_select (f->model, &layer, 1);
  act (f, "parts-prune", NULL);
  wait_for (is_ready, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n - under->len);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "parts-compare"));

  g_assert_true (vitrine_project_undo (f->project, &error));
  wait_for (is_ready, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n);
  g_assert_true (vitrine_project_redo (f->project, &error));
  wait_for (is_ready, f);
  act (f, "parts-restore-all", NULL);
  wait_for (is_ready, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n);
}

static void
test_suspicious_patterns_come_first (Fixture       *f,
                                     gconstpointer  data)
{
  VitrineTree *tree = VITRINE_TREE (find (GTK_WIDGET (f->window), VITRINE_TYPE_TREE));
  gboolean on;

  teach_head (f);
  act (f, "parts-suspicious", NULL);
  g_object_get (f->model, "suspicious-first", &on, NULL);
  g_assert_true (on);
  wait_for (is_ready, f);

  guint64 first, second;
  const VtPatternStats *stats = vitrine_part_learner_get_stats (f->learner, 0);

  vitrine_tree_reveal (tree, vitrine_parts_id (VITRINE_PARTS_PART, 0, 0));
  first = vitrine_tree_next_pattern (tree, 1);
  vitrine_tree_reveal (tree, first);
  second = vitrine_tree_next_pattern (tree, 1);
  g_assert_cmpfloat (stats[vitrine_parts_id_number (first)].suspicion, >=,
                     stats[vitrine_parts_id_number (second)].suspicion);
}

static void
test_switches_follow_their_actions (Fixture       *f,
                                    gconstpointer  data)
{
  static const char *const names[] = { "parts-heat", "parts-votes", "parts-fields" };

  teach_head (f);

  VitrineTree *tree = VITRINE_TREE (find (GTK_WIDGET (f->window), VITRINE_TYPE_TREE));
  VitrineCanvas *canvas = VITRINE_CANVAS (find (gtk_widget_get_ancestor (GTK_WIDGET (tree), GTK_TYPE_PANED),
                                                VITRINE_TYPE_CANVAS));
  VitrineCanvasLayers before = vitrine_canvas_get_layers (canvas);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    act (f, names[i], NULL);
  g_assert_cmpint (vitrine_canvas_get_layers (canvas), ==,
                   before | VITRINE_CANVAS_HEAT | VITRINE_CANVAS_VOTES | VITRINE_CANVAS_FIELDS);
  wait_for (is_ready, f);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    act (f, names[i], NULL);
  g_assert_cmpint (vitrine_canvas_get_layers (canvas), ==, before);
}

static void
test_removing_the_part_empties_the_page (Fixture       *f,
                                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  teach_head (f);
  act (f, "parts-rename", g_variant_new_string ("face"));
  act (f, "parts-remove", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (vitrine_part_learner_get_aog (f->learner));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "parts-remove"));
  g_assert_true (vitrine_project_undo (f->project, &error));
  wait_for (is_ready, f);
}

/* What the main loop computes between two turns: far more than the 50 ms that may pass unnoticed, so that a busy
 * machine does not fail it, and far less than drawing a big tree anew for every picture would take. */
static void
test_the_main_loop_never_stands_still (Fixture       *f,
                                       gconstpointer  data)
{
  g_autoptr (VitrineMeter) meter = vitrine_meter_new (g_get_monotonic_time (), FALSE, NULL);

  for (int i = 0; i < 30; i++)
    g_main_context_iteration (NULL, TRUE);
  vitrine_meter_restart (meter);
  teach_head (f);
  g_assert_cmpfloat (vitrine_meter_get_longest (meter).clock, >, 0);
  g_assert_cmpfloat (vitrine_meter_get_longest (meter).computing, <, 150);
}

#define ADD(name, func) g_test_add ("/parts-page/" name, Fixture, app, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (&argc, &argv, NULL);

  /* One application for all tests: a bus has room for one. */
  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (app), g_application_get_flags (G_APPLICATION (app))
                           | G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  ADD ("teaching-shows-a-parse", test_teaching_shows_a_parse);
  ADD ("pruning-a-layer-is-one-undoable-command", test_pruning_a_layer_is_one_undoable_command);
  ADD ("suspicious-patterns-come-first", test_suspicious_patterns_come_first);
  ADD ("the-main-loop-never-stands-still", test_the_main_loop_never_stands_still);
  ADD ("switches-follow-their-actions", test_switches_follow_their_actions);
  ADD ("removing-the-part-empties-the-page", test_removing_the_part_empties_the_page);
  return g_test_run ();
}
