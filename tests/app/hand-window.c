/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window on the sample under the hand, and what the tests of all pages do with it. */
#include "hand-window.h"

#include <adwaita.h>
#include <string.h>

#include "engine/jobs/vitrine-jobs.h"
#include "hand.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-channel-grid.h"

GtkWidget *
hand_find (GtkWidget *widget,
           GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = hand_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
hand_show (HandWindow *f,
           GType       type)
{
  GtkWidget *found = hand_find (GTK_WIDGET (f->window), type);

  g_assert_nonnull (found);
  return found;
}

gboolean
hand_nothing_runs (gpointer data)
{
  HandWindow *f = data;

  return vitrine_jobs_get_n_busy (vitrine_session_get_jobs (f->session)) == 0;
}

gboolean
hand_channels_show (gpointer data)
{
  HandWindow *f = data;
  GtkWidget *grid = hand_find (GTK_WIDGET (f->window), VITRINE_TYPE_CHANNEL_GRID);

  return grid != NULL && vitrine_channel_grid_get_sheet (VITRINE_CHANNEL_GRID (grid)) != NULL
         && hand_nothing_runs (f);
}

gboolean
hand_photo_shows (gpointer data)
{
  HandWindow *f = data;
  GtkWidget *canvas = hand_find (GTK_WIDGET (f->window), VITRINE_TYPE_CANVAS);

  return canvas != NULL && vitrine_canvas_get_texture (VITRINE_CANVAS (canvas)) != NULL;
}

static void
set_up (HandWindow    *f,
        gconstpointer  data)
{
  f->app = (VitrineApplication *) data;
  f->window = vitrine_window_new (f->app);
  f->window_id = gtk_application_window_get_id (GTK_APPLICATION_WINDOW (f->window));
  f->session = vitrine_window_get_session (f->window);
  vitrine_session_set_page (f->session, "network");
  gtk_window_present (GTK_WINDOW (f->window));
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=10&seed=3", NULL });
  hand_wait (hand_channels_show, f);
  hand_focus (GTK_WINDOW (f->window));
  hand_rest (200);
}

static void
tear_down (HandWindow    *f,
           gconstpointer  data)
{
  if (gtk_application_get_window_by_id (GTK_APPLICATION (f->app), f->window_id) != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  hand_rest (20);
}

VitrineProject *
hand_project (HandWindow *f)
{
  g_assert_nonnull (vitrine_session_get_project (f->session));
  return vitrine_session_get_project (f->session);
}

gboolean
hand_says (GtkWidget  *widget,
           const char *words)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (hand_says (child, words))
      return TRUE;
  return FALSE;
}

int
hand_main (int             argc,
           char          **argv,
           const char     *name,
           const HandCase *cases)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (app), g_application_get_flags (G_APPLICATION (app))
                           | G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  for (const HandCase *c = cases; c->name != NULL; c++)
    {
      g_autofree char *path = g_strdup_printf ("/by-hand/%s/%s", name, c->name);

      g_test_add (path, HandWindow, app, set_up, c->func, tear_down);
    }
  if (!hand_is_there ())
    {
      g_print ("1..0 # SKIP no xdotool or no X11 display\n");
      return 0;
    }
  return g_test_run ();
}
