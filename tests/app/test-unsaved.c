/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that was never saved under a name is offered the next time, and can be put away and brought back. */
#include "config.h"

#include "engine/project/vitrine-project.h"

#include "window-desk.h"

/* Rows of a window's first page whose title begins so. */
static guint
n_rows (VitrineWindow *window,
        const char    *title)
{
  GtkWidget *status = find (GTK_WIDGET (window), ADW_TYPE_STATUS_PAGE);
  GtkWidget *list = find (status, GTK_TYPE_LIST_BOX);
  guint n = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    n += ADW_IS_ACTION_ROW (row)
         && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title);
  return n;
}

static void
unsaved_work_is_offered_again (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) project = vitrine_project_new_untitled (&error);
  g_assert_no_error (error);
  g_assert_cmpint (vitrine_project_add_part (project, "snout", &error), >, 0);
  g_autofree char *path = g_strdup (vitrine_project_get_path (project));
  vitrine_project_close (project);

  VitrineWindow *window = vitrine_window_new (VITRINE_APPLICATION ((gpointer) data));
  g_assert_cmpuint (n_rows (window, "Unsaved Work: snout"), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.discard", "s", path);
  g_assert_cmpuint (n_rows (window, "Unsaved Work: snout"), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.bring-back", "s", path);
  g_assert_cmpuint (n_rows (window, "Unsaved Work: snout"), ==, 1);
  g_autoptr (VitrineProject) again = vitrine_project_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (vitrine_project_is_untitled (again));
  vitrine_project_close (again);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.discard", "s", path);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Nodes of a graph that were pinned or named are work, too. */
static void
unsaved_nodes_are_offered_again (gconstpointer data)
{
  static const struct { const char *name, *title; } cases[] = {
    { "muzzle", "Unsaved Work: muzzle" }, { "", "Unsaved Work: 1 Node" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineProject) project = vitrine_project_new_untitled (&error);
      g_autofree char *path = g_strdup (vitrine_project_get_path (project));
      char layer[] = "conv4_1", nothing[] = "";
      g_autofree char *name = g_strdup (cases[i].name);
      const VitrineNodeMark mark = { layer, 12, 3, 4, TRUE, name, nothing };

      g_assert_no_error (error);
      g_assert_true (vitrine_project_set_node (project, &mark, "Pin Node", &error));
      vitrine_project_close (project);

      VitrineWindow *window = vitrine_window_new (VITRINE_APPLICATION ((gpointer) data));

      g_assert_cmpuint (n_rows (window, cases[i].title), ==, 1);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.discard", "s", path);
      g_assert_cmpuint (n_rows (window, cases[i].title), ==, 0);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (VitrineApplication) app = begin (&argc, &argv);

  g_test_add_data_func ("/unsaved/work-is-offered-again", app, unsaved_work_is_offered_again);
  g_test_add_data_func ("/unsaved/nodes-are-offered-again", app, unsaved_nodes_are_offered_again);
  return g_test_run ();
}
