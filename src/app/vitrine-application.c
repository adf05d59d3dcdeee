/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application and its command line. */
#include "config.h"

#include "app/vitrine-application.h"

#include <glib/gi18n.h>

#include "app/vitrine-preferences.h"
#include "app/vitrine-resources.h"
#include "app/vitrine-settings.h"
#include "app/vitrine-window.h"

struct _VitrineApplication
{
  AdwApplication  parent_instance;
  GSettings      *settings;
  VitrineMeter   *meter;
  gboolean        exit_after_startup;
  int             awaited;           /* marks until then: the window and, for files, their scores */
};

G_DEFINE_FINAL_TYPE (VitrineApplication, vitrine_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
  { "new-window", 'n', 0, G_OPTION_ARG_NONE, NULL, N_("Open a new window"), NULL },
  { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Show this page first"), N_("PAGE") },
  { "exit-after-startup", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL,
    N_("Print the times of the start and end"), NULL },
  { "times", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL,
    N_("Print the times of the start"), NULL },
  { "stall-log", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, NULL,
    N_("Write the stalls of the main loop to this file"), N_("FILE") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[FILE…]") },
  { NULL }
};

static VitrineWindow *
make_window (VitrineApplication *self)
{
  VitrineWindow *window = vitrine_window_new (self);
  if (g_getenv ("VITRINE_DEVEL") != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (window), "devel");
  return window;
}

/* The newest window, or a new one. */
static VitrineWindow *
any_window (VitrineApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  return VITRINE_IS_WINDOW (window) ? VITRINE_WINDOW (window) : make_window (self);
}

static void
vitrine_application_activate (GApplication *app)
{
  gtk_window_present (GTK_WINDOW (any_window (VITRINE_APPLICATION (app))));
}

static void
vitrine_application_open (GApplication  *app,
                          GFile        **files,
                          int            n_files,
                          const char    *hint)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < n_files; i++)
    {
      char *path = g_file_get_path (files[i]);
      g_ptr_array_add (paths, path != NULL ? path : g_file_get_uri (files[i]));
    }
  g_ptr_array_add (paths, NULL);
  VitrineWindow *window = any_window (VITRINE_APPLICATION (app));
  vitrine_window_open (window, (const char *const *) paths->pdata);
  gtk_window_present (GTK_WINDOW (window));
}

/* "--version" needs neither display nor another process. */
static int
vitrine_application_handle_local_options (GApplication *app,
                                          GVariantDict *dict)
{
  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("Vitrine %s\n", VITRINE_VERSION);
      return 0;
    }
  return -1;
}

/* What is measured must start here, not in a process that already runs. */
static gboolean
vitrine_application_local_command_line (GApplication  *app,
                                        char        ***arguments,
                                        int           *status)
{
  for (char **arg = *arguments; *arg != NULL; arg++)
    if (g_str_has_prefix (*arg, "--stall-log") || g_str_equal (*arg, "--times")
        || g_str_equal (*arg, "--exit-after-startup"))
      g_application_set_flags (app, g_application_get_flags (app) | G_APPLICATION_NON_UNIQUE);
  return G_APPLICATION_CLASS (vitrine_application_parent_class)
         ->local_command_line (app, arguments, status);
}

static int
vitrine_application_command_line (GApplication            *app,
                                  GApplicationCommandLine *line)
{
  VitrineApplication *self = VITRINE_APPLICATION (app);
  GVariantDict *dict = g_application_command_line_get_options_dict (line);

  const char *stall_log = NULL, *page = NULL;
  g_variant_dict_lookup (dict, "stall-log", "^&ay", &stall_log);
  self->exit_after_startup = g_variant_dict_contains (dict, "exit-after-startup");
  self->awaited = 1;
  gboolean times = self->exit_after_startup || g_variant_dict_contains (dict, "times");
  if (self->meter == NULL && (times || stall_log != NULL))
    self->meter = vitrine_meter_new (vitrine_meter_process_start (), times, stall_log);

  VitrineWindow *window = g_variant_dict_contains (dict, "new-window")
    ? make_window (self) : any_window (self);
  if (g_variant_dict_lookup (dict, "page", "&s", &page))
    vitrine_window_show_page (window, page);

  g_autofree const char **files = NULL;
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &files))
    {
      g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
      for (gsize i = 0; files[i] != NULL; i++)
        {
          g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, files[i]);
          char *path = g_str_has_prefix (files[i], "sample:") ? NULL : g_file_get_path (file);
          g_ptr_array_add (paths, path != NULL ? path : g_strdup (files[i]));
        }
      g_ptr_array_add (paths, NULL);
      self->awaited = paths->len > 1 ? 2 : 1;
      vitrine_window_open (window, (const char *const *) paths->pdata);
    }
  gtk_window_present (GTK_WINDOW (window));
  return 0;
}

static void
on_new_window (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  gtk_window_present (GTK_WINDOW (make_window (VITRINE_APPLICATION (user_data))));
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  /* Each window may ask first; the application ends with the last one. */
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (GTK_WINDOW (l->data));
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  const char *developers[] = { "The Vitrine contributors", NULL };
  adw_show_about_window (
    gtk_application_get_active_window (GTK_APPLICATION (user_data)),
    "application-name", "Vitrine",
    "application-icon", VITRINE_APP_ID,
    "version", VITRINE_VERSION,
    "developer-name", _("The Vitrine contributors"),
    "developers", developers,
    "comments", _("Look inside a convolutional network, teach it the names of parts, and correct what it believes."),
    "license-type", GTK_LICENSE_GPL_3_0,
    /* Translators: your names, one a line. */
    "translator-credits", _("translator-credits"),
    NULL);
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  VitrineWindow *window = any_window (VITRINE_APPLICATION (user_data));
  GtkWidget *preferences = vitrine_preferences_new (vitrine_window_get_session (window));
  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (window));
  gtk_window_set_modal (GTK_WINDOW (preferences), TRUE);
  gtk_window_present (GTK_WINDOW (preferences));
}

static const GActionEntry actions[] = {
  { "preferences", on_preferences },
  { "new-window", on_new_window },
  { "quit", on_quit },
  { "about", on_about },
};

static const struct
{
  const char *action;
  const char *keys[3];
} accels[] = {
  { "app.new-window", { "<Primary>n" } },
  { "app.quit", { "<Primary>q" } },
  { "app.preferences", { "<Primary>comma" } },
  { "win.show-help-overlay", { "<Primary>question", "<Primary>slash" } },
  { "win.open-model", { "<Primary>o" } },
  { "win.open-pictures", { "<Primary><Shift>o" } },
  { "win.save-as", { "<Primary><Shift>s", "<Primary>s" } },
  { "win.close", { "<Primary>w" } },
  { "win.undo", { "<Primary>z" } },
  { "win.redo", { "<Primary><Shift>z", "<Primary>y" } },
  { "win.back", { "<Alt>Left", "Back" } },
  { "win.forward", { "<Alt>Right", "Forward" } },
  { "win.find", { "<Primary>k", "F8" } },
  { "win.copy-address", { "<Primary><Shift>c" } },
  { "win.show-inspector", { "F9" } },
  { "win.show-strip", { "<Primary>F9" } },
  { "win.fullscreen", { "F11" } },
  { "win.next-picture", { "<Primary>Page_Down" } },
  { "win.previous-picture", { "<Primary>Page_Up" } },
};

static void
vitrine_application_startup (GApplication *app)
{
  VitrineApplication *self = VITRINE_APPLICATION (app);
  G_APPLICATION_CLASS (vitrine_application_parent_class)->startup (app);

  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accels[i].action, accels[i].keys);
  for (int i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.nth-page(%d)", i);
      g_autofree char *key = g_strdup_printf ("<Alt>%d", i + 1);
      gtk_application_set_accels_for_action (GTK_APPLICATION (app), action,
                                             (const char *[]) { key, NULL });
    }
  gtk_window_set_default_icon_name (VITRINE_APP_ID);
  vitrine_preferences_apply_scheme (self->settings);
  if (self->settings != NULL)
    g_signal_connect (self->settings, "changed::color-scheme",
                      G_CALLBACK (vitrine_preferences_apply_scheme), NULL);
}

static void
vitrine_application_dispose (GObject *object)
{
  VitrineApplication *self = VITRINE_APPLICATION (object);
  g_clear_pointer (&self->meter, vitrine_meter_free);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (vitrine_application_parent_class)->dispose (object);
}

static void
vitrine_application_class_init (VitrineApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_application_dispose;
  app_class->startup = vitrine_application_startup;
  app_class->activate = vitrine_application_activate;
  app_class->open = vitrine_application_open;
  app_class->handle_local_options = vitrine_application_handle_local_options;
  app_class->local_command_line = vitrine_application_local_command_line;
  app_class->command_line = vitrine_application_command_line;
}

static void
vitrine_application_init (VitrineApplication *self)
{
  vitrine_application_load_resources ();
  self->settings = vitrine_settings_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

VitrineApplication *
vitrine_application_new (void)
{
  return g_object_new (VITRINE_TYPE_APPLICATION,
                       "application-id", VITRINE_APP_ID,
                       "resource-base-path", "/io/github/vitrine/Vitrine",
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

GSettings *
vitrine_application_get_settings (VitrineApplication *self)
{
  g_return_val_if_fail (VITRINE_IS_APPLICATION (self), NULL);
  return self->settings;
}

VitrineMeter *
vitrine_application_get_meter (VitrineApplication *self)
{
  return VITRINE_IS_APPLICATION (self) ? self->meter : NULL;
}

void
vitrine_application_load_resources (void)
{
  vitrine_register_resource ();
}

static gboolean
quit (gpointer app)
{
  g_application_quit (app);
  return G_SOURCE_REMOVE;
}

void
vitrine_application_note (VitrineApplication *self,
                          const char         *what)
{
  g_return_if_fail (VITRINE_IS_APPLICATION (self));
  if (!vitrine_meter_mark (self->meter, what))
    return;
  if (self->exit_after_startup && --self->awaited == 0)
    g_idle_add (quit, self);
}
