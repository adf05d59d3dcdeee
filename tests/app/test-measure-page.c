/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Measure page in the whole window: without a graph it says what it needs; with one it measures, and writes what it
 * shows. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/vitrine-graph-model.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"
#include "engine/qa/vitrine-localisation.h"
#include "widgets/vitrine-spread-chart.h"

typedef struct
{
  VitrineApplication *app;
  VitrineWindow      *window;
  VitrineSession     *session;
  VitrineGraphModel  *model;
} Fixture;

static gboolean
is_mapped (GtkWidget *widget,
           GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_mapped (child, type))
      return TRUE;
  return FALSE;
}

static void
wait_for (gboolean (*test)(Fixture *f),
          Fixture *  f)
{
  gint64 end = g_get_monotonic_time () + 120 * G_TIME_SPAN_SECOND;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (!test (f) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (test (f));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_settled (Fixture *f)
{
  const VitrineKeeperState state = vitrine_graph_keeper_get_state (vitrine_graph_model_get_keeper (f->model));

  return (state == VITRINE_KEEPER_READY || state == VITRINE_KEEPER_EMPTY)
         && vitrine_jobs_get_n_busy (vitrine_session_get_jobs (f->session)) == 0;
}

static gboolean
shows_figures (Fixture *f)
{
  return is_mapped (GTK_WIDGET (f->window), VITRINE_TYPE_SPREAD_CHART);
}

static gboolean
shows_none (Fixture *f)
{
  return !shows_figures (f);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open ("sample:pictures?count=12&seed=5&species=fox", NULL, &error);

  g_assert_no_error (error);
  f->app = (VitrineApplication *) data;
  f->window = vitrine_window_new (f->app);
  f->session = vitrine_window_get_session (f->window);
  vitrine_session_set_model (f->session, model);
  vitrine_session_set_dataset (f->session, dataset);
  vitrine_session_set_picture (f->session, vitrine_dataset_get (dataset, 0));
  gtk_window_present (GTK_WINDOW (f->window));
  f->model = vitrine_graph_model_of (f->session);
  vitrine_window_show_page (f->window, "measure");
  wait_for (is_settled, f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
learn (Fixture *f)
{
  VitrineGraphWish *wish = vitrine_graph_model_get_wish (f->model);

  vt_xgraph_options_init (&wish->options, TRUE);
  wish->options.filters = 10;
  wish->options.iterations = 3;
  vitrine_graph_keeper_learn (vitrine_graph_model_get_keeper (f->model), wish);
  wait_for (is_settled, f);
}

static void
test_it_measures_and_writes (Fixture       *f,
                             gconstpointer  data)
{
  static const struct { const char *ending, *begins; } cases[] = {
    { "svg", "<?xml" }, { "png", "\x89PNG" }, { "csv", "kind,layer" }, { "json", "[" },
  };
  g_autofree char *folder = g_dir_make_tmp ("vitrine-measure-XXXXXX", NULL);
  GActionGroup *actions = G_ACTION_GROUP (f->window);

  g_assert_false (shows_figures (f));
  learn (f);
  g_assert_true (g_action_group_get_action_enabled (actions, "measure-run"));
  g_assert_false (g_action_group_get_action_enabled (actions, "measure-write"));
  g_action_group_activate_action (actions, "measure-run", NULL);
  wait_for (shows_figures, f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("figures.", cases[i].ending, NULL), *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;

      g_action_group_activate_action (actions, "measure-write", g_variant_new_string (path));
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_true (strncmp (text, cases[i].begins, strlen (cases[i].begins)) == 0);
      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
test_another_graph_has_no_figures_yet (Fixture       *f,
                                       gconstpointer  data)
{
  learn (f);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "measure-run", NULL);
  wait_for (shows_figures, f);
  vitrine_graph_model_get_wish (f->model)->seed = 7;
  vitrine_graph_keeper_learn (vitrine_graph_model_get_keeper (f->model), vitrine_graph_model_get_wish (f->model));
  wait_for (is_settled, f);
  wait_for (shows_none, f);     /* they fade */
}

/* ---- ways to find a part ---- */

static gboolean
has_rows (Fixture *f)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "measure-ways-write");
}

static gboolean
has_ended (Fixture *f)
{
  return has_rows (f) && !g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "measure-ways-stop");
}

static gboolean
says (GtkWidget  *widget,
      const char *words)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, words))
      return TRUE;
  return FALSE;
}

static char *
write_ways (Fixture    *f,
            const char *ending)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-measure-XXXXXX", NULL);
  g_autofree char *path = g_strdup_printf ("%s/ways.%s", folder, ending);
  char *text = NULL;

  g_action_group_activate_action (G_ACTION_GROUP (f->window), "measure-ways-write", g_variant_new_string (path));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  g_rmdir (folder);
  return text;
}

static void
test_ways_are_compared (Fixture       *f,
                        gconstpointer  data)
{
  GActionGroup *actions = G_ACTION_GROUP (f->window);
  g_autofree char *csv = NULL, *json = NULL, *svg = NULL;

  g_action_group_activate_action (actions, "measure-kind", g_variant_new_string ("ways"));
  g_assert_true (g_action_group_get_action_enabled (actions, "measure-ways-run"));
  g_assert_false (g_action_group_get_action_enabled (actions, "measure-ways-write"));
  learn (f);
  g_action_group_activate_action (actions, "measure-ways-run", NULL);
  wait_for (has_ended, f);
  csv = write_ways (f, "csv");
  json = write_ways (f, "json");
  svg = write_ways (f, "svg");
  /* Twelve foxes: up to six boxes leave pictures to be tried on. */
  for (VitrineFindWay way = 0; way < VITRINE_FIND_N_WAYS; way++)
    {
      g_autofree char *first = g_strdup_printf ("\"%s\",1,", vitrine_find_way_name (way));
      g_autofree char *last = g_strdup_printf ("\"%s\",6,", vitrine_find_way_name (way));

      g_assert_nonnull (strstr (csv, first));
      g_assert_nonnull (strstr (csv, last));
      g_assert_true (says (GTK_WIDGET (f->window), vitrine_find_way_name (way)));
    }
  g_assert_null (strstr (csv, ",12,"));
  g_assert_nonnull (strstr (json, "\"confidence\": 0."));
  g_assert_true (g_str_has_prefix (svg, "<?xml"));
  g_assert_true (says (GTK_WIDGET (f->window), "6 boxes"));
  g_assert_true (says (GTK_WIDGET (f->window), "±"));
}

static void
test_what_is_stopped_keeps_its_rows (Fixture       *f,
                                     gconstpointer  data)
{
  GActionGroup *actions = G_ACTION_GROUP (f->window);
  g_autofree char *csv = NULL;

  g_action_group_activate_action (actions, "measure-kind", g_variant_new_string ("ways"));
  g_action_group_activate_action (actions, "measure-ways-run", NULL);
  wait_for (has_rows, f);
  g_action_group_activate_action (actions, "measure-ways-stop", NULL);
  wait_for (has_ended, f);
  csv = write_ways (f, "csv");
  g_assert_nonnull (strstr (csv, "\"best raw filter\",1,"));
  g_assert_true (says (GTK_WIDGET (f->window), "Stopped"));
  g_assert_true (g_action_group_get_action_enabled (actions, "measure-ways-run"));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineApplication) app = NULL;

  gtk_test_init (&argc, &argv, NULL);
  app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (app), g_application_get_flags (G_APPLICATION (app)) | G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  g_test_add ("/measure-page/writes", Fixture, app, set_up, test_it_measures_and_writes, tear_down);
  g_test_add ("/measure-page/another-graph", Fixture, app, set_up, test_another_graph_has_no_figures_yet, tear_down);
  g_test_add ("/measure-page/ways", Fixture, app, set_up, test_ways_are_compared, tear_down);
  g_test_add ("/measure-page/ways-stopped", Fixture, app, set_up, test_what_is_stopped_keeps_its_rows, tear_down);
  return g_test_run ();
}
