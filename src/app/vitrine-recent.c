/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recent models, projects and folders. */
#include "config.h"

#include "app/vitrine-recent.h"

#include <adwaita.h>

static int
compare_time (gconstpointer a,
              gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified (*(GtkRecentInfo *const *) b),
                              gtk_recent_info_get_modified (*(GtkRecentInfo *const *) a));
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

void
vitrine_recent_fill_list (GtkListBox *list)
{
  g_auto (GStrv) paths = vitrine_recent_list (4);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);
      g_autofree char *folder = g_path_get_dirname (paths[i]);
      g_autofree char *shown = g_filename_display_name (folder);
      GtkWidget *row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), shown);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "path", g_strdup (paths[i]), g_free);
      gtk_list_box_append (list, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (list), paths[0] != NULL);
}
