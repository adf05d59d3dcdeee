/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing the window: what it looked like is remembered, and running jobs are asked about. */
#include "config.h"

#include "app/vitrine-window-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-settings.h"
#include "engine/jobs/vitrine-jobs.h"

static void
save_settings (VitrineWindow *self)
{
  int width, height;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  vitrine_settings_set_int (self->settings, "window-width", width);
  vitrine_settings_set_int (self->settings, "window-height", height);
  vitrine_settings_set_bool (self->settings, "window-maximized",
                             gtk_window_is_maximized (GTK_WINDOW (self)));
  vitrine_settings_set_bool (self->settings, "show-inspector", self->show_inspector);
  vitrine_settings_set_bool (self->settings, "show-strip", self->show_strip);
  if (*vitrine_session_get_page (self->session) != '\0')
    vitrine_settings_set_string (self->settings, "page", vitrine_session_get_page (self->session));
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             VitrineWindow    *self)
{
  if (!g_str_equal (response, "stop"))
    return;
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask (VitrineWindow *self,
     guint          n)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  adw_message_dialog_format_heading (message, ngettext ("%u Job Is Running", "%u Jobs Are Running", n), n);
  adw_message_dialog_set_body (message, _("What they have found so far is kept in the cache, so that they can "
                                          "go on another time."));
  adw_message_dialog_add_responses (message, "keep", _("_Keep Running"), "stop", _("_Stop and Close"), NULL);
  adw_message_dialog_set_response_appearance (message, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "keep");
  adw_message_dialog_set_close_response (message, "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
vitrine_window_confirm_close (VitrineWindow *self)
{
  guint n = vitrine_jobs_get_n_busy (vitrine_session_get_jobs (self->session));
  if (n > 0 && !self->closing)
    {
      ask (self, n);
      return FALSE;
    }
  /* What is being typed belongs to the project: entries keep it when they lose the focus. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  save_settings (self);
  vitrine_session_close (self->session);
  return TRUE;
}
