/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole window in-process: every template, every action, and the way from opening the sample to
 * the classes of its first picture. */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/vitrine-network-page.h"
#include "app/vitrine-page.h"
#include "app/vitrine-preferences.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-channel-grid.h"
#include "widgets/vitrine-histogram.h"
#include "widgets/vitrine-score-bars.h"

typedef struct
{
  VitrineApplication *app;
  VitrineWindow      *window;
  VitrineSession     *session;
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

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns the main loop until `test` holds; fails after 20 s. */
static void
wait_for (gboolean (*test)(Fixture *f),
          Fixture   *f)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add_seconds (20, on_timeout, &late);
  while (!test (f) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (timer);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->app = VITRINE_APPLICATION ((gpointer) data);
  f->window = vitrine_window_new (f->app);
  f->session = vitrine_window_get_session (f->window);
  gtk_window_present (GTK_WINDOW (f->window));
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
every_action_is_there (Fixture       *f,
                       gconstpointer  data)
{
  const char *const names[] = {
    "win.copy-address", "win.back", "win.forward", "win.undo", "win.redo", "win.next-picture",
    "win.previous-picture",
  };
  /* Without a model these are there and insensitive. */
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_activate_action (GTK_WIDGET (f->window), names[i], NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-inspector", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-strip", NULL));
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (f->window), "win.no-such-action", NULL));
}

static gboolean
scores_are_shown (Fixture *f)
{
  GtkWidget *bars = find (GTK_WIDGET (f->window), VITRINE_TYPE_SCORE_BARS);
  return bars != NULL && find (bars, GTK_TYPE_LEVEL_BAR) != NULL
         && gtk_level_bar_get_value (GTK_LEVEL_BAR (find (bars, GTK_TYPE_LEVEL_BAR))) > 0;
}

static gboolean
channels_are_shown (Fixture *f)
{
  GtkWidget *grid = find (GTK_WIDGET (f->window), VITRINE_TYPE_CHANNEL_GRID);
  return grid != NULL && vitrine_channel_grid_get_sheet (VITRINE_CHANNEL_GRID (grid)) != NULL;
}

static gboolean
nothing_runs (Fixture *f)
{
  return vitrine_jobs_get_n_busy (vitrine_session_get_jobs (f->session)) == 0;
}

static void
open_sample (Fixture *f)
{
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=6", NULL });
  wait_for (scores_are_shown, f);
  wait_for (channels_are_shown, f);
}

static void
sample_shows_scores_and_channels (Fixture       *f,
                                  gconstpointer  data)
{
  open_sample (f);
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "network");
  GtkWidget *canvas = find (GTK_WIDGET (f->window), VITRINE_TYPE_CANVAS);
  g_assert_nonnull (vitrine_canvas_get_texture (VITRINE_CANVAS (canvas)));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_ROLE_IMG);
  wait_for (nothing_runs, f);
}

static void
next_picture_changes_the_sight (Fixture       *f,
                                gconstpointer  data)
{
  open_sample (f);
  wait_for (nothing_runs, f);
  GtkWidget *grid = find (GTK_WIDGET (f->window), VITRINE_TYPE_CHANNEL_GRID);
  VitrineChannelSheet *before = vitrine_channel_grid_get_sheet (VITRINE_CHANNEL_GRID (grid));
  VitrinePicture *first = vitrine_session_get_picture (f->session);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), "win.next-picture", NULL));
  g_assert_true (vitrine_session_get_picture (f->session) != first);
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (vitrine_channel_grid_get_sheet (VITRINE_CHANNEL_GRID (grid)) == before
         && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (vitrine_channel_grid_get_sheet (VITRINE_CHANNEL_GRID (grid)) != before);
}

static gboolean
histogram_is_filled (Fixture *f)
{
  GtkWidget *histogram = find (GTK_WIDGET (f->window), VITRINE_TYPE_HISTOGRAM);
  g_autofree char *csv = histogram != NULL ? vitrine_histogram_to_csv (VITRINE_HISTOGRAM (histogram)) : NULL;
  return csv != NULL && strlen (csv) > 20;
}

static void
unit_is_scanned_over_the_set (Fixture       *f,
                              gconstpointer  data)
{
  open_sample (f);
  vitrine_session_select_unit (f->session, vitrine_session_get_layer (f->session), 0);
  wait_for (histogram_is_filled, f);
  wait_for (nothing_runs, f);
  GtkWidget *page = find (GTK_WIDGET (f->window), VITRINE_TYPE_NETWORK_PAGE);
  g_assert_true (gtk_widget_activate_action (page, "network.leave-unit", NULL));
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
}

static void
every_page_can_be_shown (Fixture       *f,
                         gconstpointer  data)
{
  open_sample (f);
  for (gsize i = 0; vitrine_page_table[i] != NULL; i++)
    {
      vitrine_window_show_page (f->window, vitrine_page_table[i]->id);
      g_assert_cmpstr (vitrine_session_get_page (f->session), ==, vitrine_page_table[i]->id);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
    }
  wait_for (nothing_runs, f);
}

static void
closing_while_jobs_run_is_quick (Fixture       *f,
                                 gconstpointer  data)
{
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=500", NULL });
  wait_for (scores_are_shown, f);
  vitrine_session_select_unit (f->session, vitrine_session_get_layer (f->session), 1);
  gint64 start = g_get_monotonic_time ();
  vitrine_session_close (f->session);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
}

static void
preferences_can_be_made (Fixture       *f,
                         gconstpointer  data)
{
  GtkWidget *preferences = vitrine_preferences_new (f->session);
  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (f->window));
  gtk_window_present (GTK_WINDOW (preferences));
  gtk_test_widget_wait_for_draw (preferences);
  gtk_window_destroy (GTK_WINDOW (preferences));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (app),
                           g_application_get_flags (G_APPLICATION (app)) | G_APPLICATION_NON_UNIQUE);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  g_test_add ("/window/every-action-is-there", Fixture, app, set_up, every_action_is_there, tear_down);
  g_test_add ("/window/sample-shows-scores-and-channels", Fixture, app, set_up,
              sample_shows_scores_and_channels, tear_down);
  g_test_add ("/window/next-picture-changes-the-sight", Fixture, app, set_up,
              next_picture_changes_the_sight, tear_down);
  g_test_add ("/window/unit-is-scanned-over-the-set", Fixture, app, set_up,
              unit_is_scanned_over_the_set, tear_down);
  g_test_add ("/window/every-page-can-be-shown", Fixture, app, set_up, every_page_can_be_shown, tear_down);
  g_test_add ("/window/closing-while-jobs-run-is-quick", Fixture, app, set_up,
              closing_while_jobs_run_is_quick, tear_down);
  g_test_add ("/window/preferences-can-be-made", Fixture, app, set_up, preferences_can_be_made, tear_down);
  return g_test_run ();
}
