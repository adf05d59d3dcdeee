/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can do with the window: the actions of menus, buttons and shortcuts. */
#include "config.h"

#include "app/vitrine-window-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-page.h"
#include "app/vitrine-recent.h"
#include "app/vitrine-settings.h"
#include "engine/project/vitrine-project.h"

/* One kind of thing in the file chooser. */
typedef struct
{
  const char           *title;
  const char           *filter;
  const char           *suffixes[8];
  GtkFileChooserAction  action;
} Chooser;

static const Chooser choose_model =
{ N_("Open Model"), N_("Networks (ONNX, PyTorch, safetensors, MatConvNet)"),
  { "onnx", "pth", "pt", "safetensors", "mat", "bin", "ckpt" }, GTK_FILE_CHOOSER_ACTION_OPEN };
static const Chooser choose_pictures =
{ N_("Open Folder of Pictures"), NULL, { NULL }, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER };
static const Chooser choose_project =
{ N_("Open Project"), N_("Vitrine projects (*.vitrine)"), { "vitrine" },
  GTK_FILE_CHOOSER_ACTION_OPEN };
static const Chooser choose_save =
{ N_("Save Project As"), N_("Vitrine projects (*.vitrine)"), { "vitrine" },
  GTK_FILE_CHOOSER_ACTION_SAVE };

static const Chooser choose_boxes =
{ N_("Import Part Boxes"), N_("Part boxes (COCO, Pascal VOC, LabelMe, CSV)"), { "json", "xml", "csv" },
  GTK_FILE_CHOOSER_ACTION_OPEN };

static void
save_project (VitrineWindow *self,
              GFile         *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_path (file);
  VitrineProject *project = vitrine_session_get_project (self->session);
  if (path == NULL || project == NULL)
    return;
  if (!vitrine_project_save_as (project, path, &error))
    vitrine_window_toast (self, error->message, NULL, NULL);
  else
    vitrine_recent_add (path, "application/x-vitrine-project");
  if (error == NULL)
    vitrine_window_toast (self, _("Project saved; from now on every change is kept in it."), NULL, NULL);
}

static void
take_chosen (VitrineWindow  *self,
             GtkFileChooser *chooser,
             GFile          *file)
{
  g_autofree char *path = g_file_get_path (file);
  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE)
    save_project (self, file);
  else if (g_object_get_data (G_OBJECT (chooser), "what") == &choose_boxes)
    vitrine_window_import_boxes (self, path);
  else
    vitrine_window_open (self, (const char *[]) { path, NULL });
}

static void
on_chosen (GtkNativeDialog *dialog,
           int              response,
           VitrineWindow   *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (GTK_FILE_CHOOSER (dialog));
      g_autofree char *folder_path = folder != NULL ? g_file_get_path (folder) : NULL;
      if (folder_path != NULL)
        vitrine_settings_set_string (self->settings, "folder", folder_path);
      take_chosen (self, GTK_FILE_CHOOSER (dialog), file);
    }
  g_object_unref (dialog);
}

static void
choose (VitrineWindow *self,
        const Chooser *what)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_(what->title), GTK_WINDOW (self), what->action, NULL, NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (what->filter != NULL)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      gtk_file_filter_set_name (filter, _(what->filter));
      for (gsize i = 0; i < G_N_ELEMENTS (what->suffixes) && what->suffixes[i] != NULL; i++)
        gtk_file_filter_add_suffix (filter, what->suffixes[i]);
      gtk_file_chooser_add_filter (chooser, filter);
      g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
      gtk_file_filter_set_name (all, _("All files"));
      gtk_file_filter_add_pattern (all, "*");
      gtk_file_chooser_add_filter (chooser, all);
    }
  if (what->action == GTK_FILE_CHOOSER_ACTION_SAVE)
    /* Translators: the name proposed for a new project's file. */
    gtk_file_chooser_set_current_name (chooser, _("My parts.vitrine"));
  g_autofree char *folder = vitrine_settings_get_string (self->settings, "folder", "");
  if (*folder != '\0')
    {
      g_autoptr (GFile) file = g_file_new_for_path (folder);
      gtk_file_chooser_set_current_folder (chooser, file, NULL);
    }
  g_object_set_data (G_OBJECT (dialog), "what", (gpointer) what);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  VitrineWindow *self = VITRINE_WINDOW (widget);
  if (g_str_equal (name, "win.open-model"))
    choose (self, &choose_model);
  else if (g_str_equal (name, "win.open-pictures"))
    choose (self, &choose_pictures);
  else if (g_str_equal (name, "win.open-project"))
    choose (self, &choose_project);
  else if (g_str_equal (name, "win.save-as"))
    choose (self, &choose_save);
  else if (g_str_equal (name, "win.import-boxes"))
    choose (self, &choose_boxes);
  else if (g_str_equal (name, "win.export-boxes"))
    vitrine_window_ask_for_export (self);
  else
    /* A person's own pictures stay open, when there is no model to look at them with. */
    vitrine_window_open (self, vitrine_session_get_dataset (self->session) != NULL
                         && vitrine_session_get_model (self->session) == NULL
                               ? (const char *[]) { "sample:network", NULL }
                               : (const char *[]) { "sample:network", "sample:pictures", NULL });
}

static void
open_path_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  const char *path = g_variant_get_string (parameter, NULL);
  vitrine_window_open (VITRINE_WINDOW (widget), (const char *[]) { path, NULL });
}

/* Work that was never saved is put away, or back. */
static void
discard_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  VitrineWindow *self = VITRINE_WINDOW (widget);
  const char *path = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;
  gboolean discard = g_str_equal (name, "win.discard");
  gboolean done = discard ? vitrine_project_discard (path, &error) : vitrine_project_bring_back (path, &error);
  g_autofree char *back = g_action_print_detailed_name ("win.bring-back", parameter);
  if (!done)
    vitrine_window_toast (self, error->message, NULL, NULL);
  else if (discard)
    vitrine_window_toast (self, _("Unsaved work discarded"), _("Undo"), back);
  vitrine_window_fill_recent (self);
}

static void
close_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  VitrineWindow *self = VITRINE_WINDOW (widget);
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autoptr (GError) error = NULL;
  if (project == NULL)
    return;
  gboolean done = g_str_equal (name, "win.undo") ? vitrine_project_undo (project, &error)
                                                 : vitrine_project_redo (project, &error);
  if (!done && error != NULL)
    vitrine_window_toast (self, error->message, NULL, NULL);
}

static void
travel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  VitrineWindow *self = VITRINE_WINDOW (widget);
  if (g_str_equal (name, "win.back"))
    vitrine_session_go_back (self->session);
  else
    vitrine_session_go_forward (self->session);
}

static void
show_skipped_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  vitrine_window_show_skipped (VITRINE_WINDOW (widget));
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_menu_button_popup (VITRINE_WINDOW (widget)->find_button);
}

static void
copy_address_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  VitrineWindow *self = VITRINE_WINDOW (widget);
  const char *address = vitrine_session_get_address (self->session);
  g_autofree char *text = g_strdup_printf (_("Copied “%s”"), address);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), address);
  vitrine_window_toast (self, text, NULL, NULL);
}

static void
nth_page_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  VitrineWindow *self = VITRINE_WINDOW (widget);
  int nth = g_variant_get_int32 (parameter);
  for (int i = 0; vitrine_page_table[i] != NULL; i++)
    if (gtk_widget_get_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (self->sidebar, i)))
        && nth-- == 0)
      vitrine_window_show_page (self, vitrine_page_table[i]->id);
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  vitrine_window_show_page (VITRINE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
next_picture_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  vitrine_picture_strip_step (VITRINE_WINDOW (widget)->strip,
                              g_str_equal (name, "win.next-picture") ? 1 : -1);
}

void
vitrine_window_class_install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char                  *name, *type;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "win.open-model", NULL, open_action },
    { "win.open-pictures", NULL, open_action },
    { "win.open-project", NULL, open_action },
    { "win.open-sample", NULL, open_action },
    { "win.open-path", "s", open_path_action },
    { "win.save-as", NULL, open_action },
    { "win.import-boxes", NULL, open_action },
    { "win.export-boxes", NULL, open_action },
    { "win.discard", "s", discard_action },
    { "win.bring-back", "s", discard_action },
    { "win.close", NULL, close_action },
    { "win.undo", NULL, undo_action },
    { "win.redo", NULL, undo_action },
    { "win.back", NULL, travel_action },
    { "win.forward", NULL, travel_action },
    { "win.find", NULL, find_action },
    { "win.show-skipped", NULL, show_skipped_action },
    { "win.copy-address", NULL, copy_address_action },
    { "win.page", "s", page_action },
    { "win.nth-page", "i", nth_page_action },
    { "win.next-picture", NULL, next_picture_action },
    { "win.previous-picture", NULL, next_picture_action },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type, actions[i].activate);
  gtk_widget_class_install_property_action (klass, "win.fullscreen", "fullscreened");
  gtk_widget_class_install_property_action (klass, "win.show-inspector", "show-inspector");
  gtk_widget_class_install_property_action (klass, "win.show-strip", "show-strip");
}

/* The tooltip of undo or redo names what it would undo. */
static void
name_undo (GtkButton  *button,
           const char *label,
           const char *with_label,
           const char *without)
{
  g_autofree char *text = label != NULL ? g_strdup_printf (with_label, label) : g_strdup (without);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Another step, or one taken back: the button of an older message would undo something else. */
static void
on_project_changed (VitrineProject       *project,
                    VitrineProjectAspect  aspect,
                    VitrineWindow        *self)
{
  if (aspect != VITRINE_PROJECT_SETTINGS)
    vitrine_window_drop_toast (self, FALSE);
}

static void
follow_project (VitrineWindow  *self,
                VitrineProject *project)
{
  if (self->bound_project == (GObject *) project)
    return;
  if (self->bound_project != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->bound_project, vitrine_window_update_actions, self);
      g_signal_handlers_disconnect_by_func (self->bound_project, on_project_changed, self);
    }
  g_set_object (&self->bound_project, (GObject *) project);
  vitrine_window_drop_toast (self, FALSE);
  if (project == NULL)
    return;
  g_signal_connect_object (project, "notify", G_CALLBACK (vitrine_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (project, "changed", G_CALLBACK (on_project_changed), self, 0);
}

void
vitrine_window_update_actions (VitrineWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  VitrineProject *project = vitrine_session_get_project (self->session);
  follow_project (self, project);
  const char *undo = project != NULL ? vitrine_project_get_undo_label (project) : NULL;
  const char *redo = project != NULL ? vitrine_project_get_redo_label (project) : NULL;
  gtk_widget_action_set_enabled (widget, "win.undo", undo != NULL);
  gtk_widget_action_set_enabled (widget, "win.redo", redo != NULL);
  /* Translators: %s is what would be undone, such as “Prune 3 patterns”. */
  name_undo (self->undo_button, undo, _("Undo “%s” (Ctrl+Z)"), _("Undo (Ctrl+Z)"));
  name_undo (self->redo_button, redo, _("Redo “%s” (Ctrl+Shift+Z)"), _("Redo (Ctrl+Shift+Z)"));

  gboolean pictures = vitrine_session_get_dataset (self->session) != NULL;
  gtk_widget_action_set_enabled (widget, "win.save-as", project != NULL);
  gtk_widget_action_set_enabled (widget, "win.import-boxes", pictures);
  gtk_widget_action_set_enabled (widget, "win.export-boxes", pictures && project != NULL);
  gtk_widget_action_set_enabled (widget, "win.next-picture", pictures);
  gtk_widget_action_set_enabled (widget, "win.previous-picture", pictures);
  gtk_widget_action_set_enabled (widget, "win.back", vitrine_session_can_go_back (self->session));
  gtk_widget_action_set_enabled (widget, "win.forward", vitrine_session_can_go_forward (self->session));
  gtk_widget_action_set_enabled (widget, "win.copy-address",
                                 *vitrine_session_get_address (self->session) != '\0');
  gtk_widget_action_set_enabled (widget, "win.find", vitrine_session_get_model (self->session) != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->find_button),
                            vitrine_session_get_model (self->session) != NULL);
}
