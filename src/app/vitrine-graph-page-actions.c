/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done on the Graph page, as actions of the window ("win.graph-…"). */
#include "config.h"

#include "app/vitrine-graph-page-private.h"

#include <glib/gi18n.h>

static void
act_learn (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  VitrineGraphPage *self = data;
  const char *how = g_variant_get_string (parameter, NULL);

  /* "as it is" takes the inspector's constants. */
  if (g_str_equal (how, "quick") || g_str_equal (how, "full"))
    vitrine_graph_model_set_quick (self->model, g_str_equal (how, "quick"));
  vitrine_graph_keeper_learn (vitrine_graph_model_get_keeper (self->model), vitrine_graph_model_get_wish (self->model));
}

static void
act_negatives (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  vitrine_graph_model_set_negatives (((VitrineGraphPage *) data)->model, g_variant_get_string (parameter, NULL));
}

static void
act_stop (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  vitrine_graph_keeper_cancel (vitrine_graph_model_get_keeper (((VitrineGraphPage *) data)->model));
}

static void
act_resume (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  vitrine_graph_keeper_resume (vitrine_graph_model_get_keeper (((VitrineGraphPage *) data)->model));
}

static void
act_another (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  VitrineGraphPage *self = data;

  self->another = !self->another;
  graph_page_show (self);
}

static void
act_select (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  vitrine_graph_model_select (((VitrineGraphPage *) data)->model, g_variant_get_uint32 (parameter));
}

static void
act_pin (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  vitrine_graph_side_toggle_pin (((VitrineGraphPage *) data)->side);
}

static void
act_name (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  VitrineGraphPage *self = data;

  vitrine_graph_model_say (self->model, vitrine_graph_model_get_selected (self->model),
                           g_variant_get_string (parameter, NULL), NULL, -1);
}

static void
act_write_view (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  graph_page_save_view (data, g_variant_get_string (parameter, NULL));
}

static void
act_write_graph (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  graph_page_export (data, g_variant_get_string (parameter, NULL));
}

/* ---- asking for a file ---- */

static void
on_chosen (GtkNativeDialog  *dialog,
           int               response,
           VitrineGraphPage *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = response == GTK_RESPONSE_ACCEPT && file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && g_object_get_data (G_OBJECT (dialog), "view") != NULL)
    graph_page_save_view (self, path);
  else if (path != NULL)
    graph_page_export (self, path);
  g_object_unref (dialog);
}

static void
ask_for_file (VitrineGraphPage *self,
              const char       *title,
              const char       *name,
              gboolean          view)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, NULL,
                                                              NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_object_set_data (G_OBJECT (dialog), "view", view ? self : NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
act_save_view (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  /* Translators: the name proposed for a file; the ending .svg stays. */
  ask_for_file (data, _("Save View as SVG, PDF or PNG"), _("graph.svg"), TRUE);
}

static void
act_export (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  /* Translators: the name proposed for a file; the ending .graphml stays. */
  ask_for_file (data, _("Export the Graph as GraphML or JSON"), _("graph.graphml"), FALSE);
}

static void
on_folder_chosen (GtkNativeDialog  *dialog,
                  int               response,
                  VitrineGraphPage *self)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = response == GTK_RESPONSE_ACCEPT && folder != NULL ? g_file_get_path (folder) : NULL;

  if (path != NULL)
    vitrine_graph_model_set_negatives (self->model, path);
  g_object_unref (dialog);
}

static void
act_choose_negatives (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       data)
{
  VitrineGraphPage *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Folder of Ordinary Pictures"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static const GActionEntry entries[] = {
  { "graph-learn", act_learn, "s" },
  { "graph-negatives", act_negatives, "s" },
  { "graph-choose-negatives", act_choose_negatives },
  { "graph-stop", act_stop },
  { "graph-resume", act_resume },
  { "graph-another", act_another },
  { "graph-select", act_select, "u" },
  { "graph-pin", act_pin },
  { "graph-name", act_name, "s" },
  { "graph-save-view", act_save_view },
  { "graph-export", act_export },
  { "graph-write-view", act_write_view, "s" },
  { "graph-write", act_write_graph, "s" },
};

void
graph_page_add_actions (VitrineGraphPage *self,
                        GActionMap       *map)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  self->actions = G_ACTION_GROUP (map);
}

void
graph_page_remove_actions (VitrineGraphPage *self)
{
  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->actions), entries[i].name);
  self->actions = NULL;
}

static void
enable (VitrineGraphPage *self,
        const char       *name,
        gboolean          on)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), on);
}

void
graph_page_update_actions (VitrineGraphPage *self)
{
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);
  const VitrineKeeperState state = vitrine_graph_keeper_get_state (keeper);
  VtXGraph *graph = vitrine_graph_keeper_get_graph (keeper);
  const gboolean chosen = vitrine_graph_model_get_selected (self->model) != VITRINE_NO_GRAPH_NODE;

  if (self->actions == NULL)
    return;
  enable (self, "graph-learn", state != VITRINE_KEEPER_IDLE && state != VITRINE_KEEPER_LEARNING);
  enable (self, "graph-stop", state == VITRINE_KEEPER_LEARNING || state == VITRINE_KEEPER_LOOKING);
  enable (self, "graph-resume", graph_page_can_go_on (self));
  enable (self, "graph-another", graph != NULL && state != VITRINE_KEEPER_LEARNING);
  enable (self, "graph-pin", chosen);
  enable (self, "graph-name", chosen);
  enable (self, "graph-save-view", graph != NULL);
  enable (self, "graph-export", graph != NULL);
  enable (self, "graph-write-view", graph != NULL);
  enable (self, "graph-write", graph != NULL);
}
