/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recent models, projects and folders, and work that was never saved under a name. */
#include "config.h"

#include "app/vitrine-recent.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/vitrine-window.h"
#include "engine/project/vitrine-project.h"

#define N_ROWS 4         /* of the first screen */
#define N_UNSAVED 3
#define N_NAMES 4

static int
compare_time (gconstpointer a,
              gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified (*(GtkRecentInfo *const *) b),
                              gtk_recent_info_get_modified (*(GtkRecentInfo *const *) a));
}

void
vitrine_recent_add (const char *path,
                    const char *type)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = {
    .mime_type = (char *) type,
    .app_name = (char *) "Vitrine",
    .app_exec = (char *) "vitrine %u",
  };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

GStrv
vitrine_recent_list (guint n)
{
  GtkRecentManager *manager = gtk_recent_manager_get_default ();
  GList *items = gtk_recent_manager_get_items (manager);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  for (GList *l = items; l != NULL; l = l->next)
    if (gtk_recent_info_has_application (l->data, "Vitrine"))
      g_ptr_array_add (own, l->data);
  g_ptr_array_sort (own, compare_time);

  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  guint found = 0;
  for (guint i = 0; i < own->len && found < n; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (g_ptr_array_index (own, i)));
      g_autofree char *path = g_file_get_path (file);
      if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      g_strv_builder_add (paths, path);
      found++;
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return g_strv_builder_end (paths);
}

void
vitrine_recent_fill_menu (GMenu *menu)
{
  g_auto (GStrv) paths = vitrine_recent_list (8);
  g_menu_remove_all (menu);
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
      /* A name is no mnemonic. */
      g_auto (GStrv) pieces = g_strsplit (name, "_", -1);
      g_autofree char *label = g_strjoinv ("__", pieces);
      g_menu_item_set_label (item, label);
      g_menu_item_set_action_and_target (item, "win.open-path", "s", paths[i]);
      g_menu_append_item (menu, item);
    }
}

/* ---- the first screen ---- */

static GtkWidget *
make_row (const char *title,
          const char *subtitle,
          const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (path), g_free);
  return row;
}

static char *
names_of (GPtrArray *parts,
          GPtrArray *nodes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < parts->len && names->len < N_NAMES; i++)
    g_ptr_array_add (names, ((VitrinePart *) g_ptr_array_index (parts, i))->name);
  for (guint i = 0; i < nodes->len && names->len < N_NAMES; i++)
    if (*((VitrineNodeMark *) g_ptr_array_index (nodes, i))->name != '\0')
      g_ptr_array_add (names, ((VitrineNodeMark *) g_ptr_array_index (nodes, i))->name);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static char *
unsaved_title (GPtrArray *parts,
               GPtrArray *nodes,
               guint      n_notes)
{
  g_autofree char *names = names_of (parts, nodes);
  if (*names != '\0')
    /* Translators: %s are names of parts and of nodes of a graph, such as "head, leg". */
    return g_strdup_printf (_("Unsaved Work: %s"), names);
  if (n_notes > 0)
    return g_strdup_printf (ngettext ("Unsaved Work: %u Note", "Unsaved Work: %u Notes", n_notes), n_notes);
  return g_strdup_printf (ngettext ("Unsaved Work: %u Node", "Unsaved Work: %u Nodes", nodes->len), nodes->len);
}

/* A row for work that was never saved under a name; NULL when there is nothing in it. */
static GtkWidget *
make_unsaved_row (const char *path)
{
  g_autoptr (VitrineProject) project = vitrine_project_open_read_only (path, NULL);
  if (project == NULL)
    return NULL;
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (project);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project, 0);
  g_auto (GStrv) notes = vitrine_project_list_notes (project);
  g_autoptr (GPtrArray) nodes = vitrine_project_list_nodes (project);
  if (parts->len == 0 && nodes->len == 0 && notes[0] == NULL)
    return NULL;

  GStatBuf info = { 0 };
  g_stat (path, &info);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (info.st_mtime);
  g_autofree char *when = g_date_time_format (time, "%x %H:%M");
  g_autofree char *title = unsaved_title (parts, nodes, g_strv_length (notes));
  /* Translators: how many boxes were drawn, and when something was changed last. */
  g_autofree char *subtitle = g_strdup_printf (ngettext ("%u box · %s", "%u boxes · %s", boxes->len),
                                               boxes->len, when);
  GtkWidget *row = make_row (title, subtitle, path);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Discard"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.discard");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", path);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static gboolean
is_open (const char *path)
{
  GtkApplication *app = GTK_APPLICATION (g_application_get_default ());
  for (GList *l = app != NULL ? gtk_application_get_windows (app) : NULL; l != NULL; l = l->next)
    {
      VitrineSession *session = VITRINE_IS_WINDOW (l->data) ? vitrine_window_get_session (l->data) : NULL;
      VitrineProject *project = session != NULL ? vitrine_session_get_project (session) : NULL;
      if (project != NULL && g_strcmp0 (vitrine_project_get_path (project), path) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint
add_unsaved (GtkListBox *list)
{
  g_auto (GStrv) paths = vitrine_project_list_untitled ();
  guint n = 0;
  for (gsize i = 0; paths[i] != NULL && n < N_UNSAVED; i++)
    {
      GtkWidget *row = is_open (paths[i]) ? NULL : make_unsaved_row (paths[i]);
      if (row == NULL)
        continue;
      gtk_list_box_append (list, row);
      n++;
    }
  return n;
}

void
vitrine_recent_fill_list (GtkListBox *list)
{
  g_auto (GStrv) paths = vitrine_recent_list (4);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
  guint n = add_unsaved (list);
  for (gsize i = 0; paths[i] != NULL && n < N_ROWS; i++, n++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);
      g_autofree char *folder = g_path_get_dirname (paths[i]);
      g_autofree char *shown = g_filename_display_name (folder);
      GtkWidget *row = make_row (name, shown, paths[i]);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_append (list, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (list), n > 0);
}
