/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole window in-process: every template, every action, and the way from opening the sample to
 * the classes of its first picture. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "app/vitrine-network-page.h"
#include "app/vitrine-page.h"
#include "app/vitrine-preferences.h"
#include "app/vitrine-window-private.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-channel-grid.h"
#include "widgets/vitrine-histogram.h"
#include "widgets/vitrine-score-bars.h"

#include "../folder.h"
#include "window-desk.h"

typedef struct
{
  VitrineApplication *app;
  VitrineWindow      *window;
  VitrineSession     *session;
} Fixture;

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Of the processor: what a busy machine takes away does not count. */
static double
seconds_spent (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* Turns the main loop until `test` holds; fails after a minute. */
static void
wait_for (gboolean (*test)(Fixture *f),
          Fixture   *f)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add_seconds (60, on_timeout, &late);
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

static gboolean
has_picture (Fixture *f)
{
  return vitrine_session_get_model (f->session) != NULL && vitrine_session_get_picture (f->session) != NULL;
}

/* Opened where the window was last. */
static void
open_sample_on (Fixture    *f,
                const char *page)
{
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=6", NULL });
  wait_for (has_picture, f);
  wait_for (nothing_runs, f);
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, page);
}

static void
count (int *n)
{
  (*n)++;
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
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
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

/* ---- opening ---- */

static void
write_picture (const char *path)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 40, 30);
  g_autoptr (GError) error = NULL;
  gdk_pixbuf_fill (pixbuf, 0x30a060ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", &error, NULL));
}

/* A folder with three pictures, two of them in folders of their class. */
static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("vitrine-window-XXXXXX", NULL);
  static const char *const names[] = { "cat/a.png", "dog/b.png", "dog/c.png" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *parent = g_path_get_dirname (path);
      g_mkdir_with_parents (parent, 0700);
      write_picture (path);
    }
  return folder;
}

static gboolean
three_pictures (Fixture *f)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (f->session);
  return dataset != NULL && !vitrine_dataset_is_loading (dataset) && vitrine_dataset_get_n (dataset) == 3;
}

/* What a file manager drops on the window. */
static void
drop (Fixture    *f,
      const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->window));
  gboolean taken = FALSE, found = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (GSList) list = g_slist_append (NULL, file);
      g_auto (GValue) value = G_VALUE_INIT;
      g_value_init (&value, GDK_TYPE_FILE_LIST);
      g_value_set_boxed (&value, list);
      g_signal_emit_by_name (controller, "drop", &value, 100., 100., &taken);
      found = TRUE;
    }
  g_assert_true (found);
  g_assert_true (taken);
}

static void
a_dropped_folder_opens_with_its_classes (Fixture       *f,
                                         gconstpointer  data)
{
  g_autofree char *folder = make_folder ();
  drop (f, folder);
  wait_for (three_pictures, f);
  VitrinePicture *last = vitrine_dataset_get (vitrine_session_get_dataset (f->session), 2);
  g_assert_cmpstr (vitrine_picture_get_class_name (last), ==, "dog");
  /* Without a network there is nothing to show yet, and the first screen says so. */
  GtkWidget *status = find (GTK_WIDGET (f->window), ADW_TYPE_STATUS_PAGE);
  g_assert_true (gtk_widget_get_mapped (status));
  g_assert_true (strstr (adw_status_page_get_title (ADW_STATUS_PAGE (status)), "3") != NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), "win.open-sample", NULL));
  wait_for (scores_are_shown, f);
  wait_for (three_pictures, f);
  wait_for (nothing_runs, f);
  folder_remove (folder);
}

static void
what_cannot_be_opened_is_said (Fixture       *f,
                               gconstpointer  data)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("vitrine-XXXXXX.onnx", &path, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_file_set_contents (path, "this is no network", -1, NULL));
  int told = 0;
  g_signal_connect_swapped (f->session, "failed", G_CALLBACK (count), &told);
  drop (f, path);
  while (told == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (vitrine_session_get_model (f->session));
  g_assert_nonnull (find (GTK_WIDGET (f->window), ADW_TYPE_STATUS_PAGE));
  close (fd);
  g_unlink (path);
}

static gboolean
model_is_open (Fixture *f)
{
  return vitrine_session_get_model (f->session) != NULL;
}

/* Weights whose network is known open as such; of others a dialog says what they are and what to do. */
static void
weights_open_or_are_explained (Fixture       *f,
                               gconstpointer  data)
{
  g_autofree char *vgg = g_test_build_filename (G_TEST_DIST, "core", "weights", "vgg.pth", NULL);
  g_autofree char *types = g_test_build_filename (G_TEST_DIST, "core", "weights", "types.pth", NULL);
  int told = 0;
  drop (f, vgg);
  wait_for (model_is_open, f);
  g_assert_cmpuint (vitrine_model_get_n_classes (vitrine_session_get_model (f->session)), ==, 3);
  g_signal_connect_swapped (f->session, "refused", G_CALLBACK (count), &told);
  drop (f, types);
  while (told == 0)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GtkWidget *dialog = NULL;
  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      dialog = l->data;
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "torch.onnx.export"));
  GtkWidget *list = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (list);
  g_assert_nonnull (find (list, GTK_TYPE_TEXT_VIEW));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* ---- the window's state ---- */

static void
the_window_comes_back_as_it_was (Fixture       *f,
                                 gconstpointer  data)
{
  open_sample (f);
  g_object_set (f->window, "show-inspector", TRUE, "show-strip", FALSE, NULL);
  vitrine_window_show_page (f->window, "parts");
  wait_for (nothing_runs, f);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1100, 720);
  gtk_window_close (GTK_WINDOW (f->window));

  f->window = vitrine_window_new (f->app);
  f->session = vitrine_window_get_session (f->window);
  gboolean inspector, strip;
  int width, height;
  g_object_get (f->window, "show-inspector", &inspector, "show-strip", &strip, NULL);
  gtk_window_get_default_size (GTK_WINDOW (f->window), &width, &height);
  g_assert_true (inspector);
  g_assert_false (strip);
  g_assert_cmpint (width, ==, 1100);
  g_assert_cmpint (height, ==, 720);
  gtk_window_present (GTK_WINDOW (f->window));
  open_sample_on (f, "parts");
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "parts");
  g_object_set (f->window, "show-inspector", FALSE, "show-strip", TRUE, NULL);
  vitrine_window_show_page (f->window, "network");
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1280, 800);
  wait_for (nothing_runs, f);
  gtk_window_close (GTK_WINDOW (f->window));
  f->window = vitrine_window_new (f->app);
}

/* ---- jobs ---- */

static gboolean
something_runs (Fixture *f)
{
  return !nothing_runs (f);
}

/* Every job that a person can start in the window ends within a second of being told to. */
static void
cancel_is_quick (Fixture       *f,
                 gconstpointer  data)
{
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=300", NULL });
  wait_for (scores_are_shown, f);
  wait_for (nothing_runs, f);
  vitrine_session_select_unit (f->session, vitrine_session_get_layer (f->session), 1);
  wait_for (something_runs, f);
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  const double start = seconds_spent ();
  vitrine_jobs_cancel_all (vitrine_session_get_jobs (f->session));
  wait_for (nothing_runs, f);
  g_assert_cmpfloat (seconds_spent () - start, <, 1);
}

static void
closing_while_jobs_run_is_quick (Fixture       *f,
                                 gconstpointer  data)
{
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=500", NULL });
  wait_for (scores_are_shown, f);
  vitrine_session_select_unit (f->session, vitrine_session_get_layer (f->session), 1);
  const double start = seconds_spent ();
  vitrine_session_close (f->session);
  g_assert_cmpfloat (seconds_spent () - start, <, 2);
}

static gboolean
says (GtkWidget  *widget,
      const char *words)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, words))
      return TRUE;
  return FALSE;
}

static gboolean
the_newest_shows (Fixture *f)
{
  return says (GTK_WIDGET (f->window), "newest") && !says (GTK_WIDGET (f->window), "oldest");
}

static gboolean
what_stays_shows (Fixture *f)
{
  return says (GTK_WIDGET (f->window), "stays") && !says (GTK_WIDGET (f->window), "newest");
}

/* The newest of three that come at once shows; the one whose button stays true comes back behind it. */
static void
no_message_with_a_button_is_lost (Fixture       *f,
                                  gconstpointer  data)
{
  vitrine_window_toast (f->window, "oldest", NULL, NULL);
  vitrine_window_toast (f->window, "stays", "Show", "win.show-skipped");
  vitrine_window_toast (f->window, "newest", NULL, NULL);
  wait_for (the_newest_shows, f);
  vitrine_window_drop_toast (f->window, TRUE);
  wait_for (what_stays_shows, f);
}

static gboolean
can_be_undone (Fixture *f)
{
  return says (GTK_WIDGET (f->window), "done");
}

/* With another project the button would undo something else. */
static void
no_message_outlives_its_project (Fixture       *f,
                                 gconstpointer  data)
{
  g_assert_nonnull (vitrine_session_need_project (f->session));
  vitrine_window_toast (f->window, "done", "Undo", "win.undo");
  wait_for (can_be_undone, f);
  g_assert_false (f->window->toast_ends);
  vitrine_session_set_project (f->session, NULL);
  g_assert_true (f->window->toast == NULL || f->window->toast_ends);
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
  g_autoptr (VitrineApplication) app = begin (&argc, &argv);

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
  g_test_add ("/window/a-dropped-folder-opens-with-its-classes", Fixture, app, set_up,
              a_dropped_folder_opens_with_its_classes, tear_down);
  g_test_add ("/window/what-cannot-be-opened-is-said", Fixture, app, set_up, what_cannot_be_opened_is_said,
              tear_down);
  g_test_add ("/window/weights", Fixture, app, set_up, weights_open_or_are_explained, tear_down);
  g_test_add ("/window/comes-back-as-it-was", Fixture, app, set_up, the_window_comes_back_as_it_was, tear_down);
  g_test_add ("/window/cancel-is-quick", Fixture, app, set_up, cancel_is_quick, tear_down);
  g_test_add ("/window/no-message-with-a-button-is-lost", Fixture, app, set_up, no_message_with_a_button_is_lost, tear_down);
  g_test_add ("/window/no-message-outlives-its-project", Fixture, app, set_up, no_message_outlives_its_project, tear_down);
  g_test_add ("/window/preferences-can-be-made", Fixture, app, set_up, preferences_can_be_made, tear_down);
  return g_test_run ();
}
