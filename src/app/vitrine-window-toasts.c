/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's messages: the newest takes the place of the one before.
 *
 * libadwaita 1.2 frees a dismissed toast when it has faded (300 ms), though a toast that replaced another still rises then
 * (500 ms) and writes into what was freed.  So a toast is left alone until it has risen, by the same clock of frames. */
#include "config.h"

#include "app/vitrine-window-private.h"

#define RISES_US 600000

static gboolean
goes (AdwToast *toast,
      gboolean  plain)
{
  const char *action = adw_toast_get_action_name (toast);

  return action != NULL ? g_str_equal (action, "win.undo") : plain;
}

/* A message that fades is gone already. */
static void
on_dismissed (AdwToast      *toast,
              VitrineWindow *self)
{
  if (self->toast == toast)
    g_clear_weak_pointer (&self->toast);
}

static void show (VitrineWindow *self,
                  AdwToast      *toast);

/* Frames since a toast was shown: once it has risen, what was wanted meanwhile happens. */
static gboolean
on_frame (GtkWidget     *overlay,
          GdkFrameClock *clock,
          gpointer       data)
{
  VitrineWindow *self = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->toast_since == 0)
    self->toast_since = now;
  if (now - self->toast_since < RISES_US)
    return G_SOURCE_CONTINUE;
  self->toast_tick = 0;
  g_autoptr (AdwToast) next = g_steal_pointer (&self->next_toast);
  if (self->toast_ends && self->toast != NULL)
    adw_toast_dismiss (self->toast);
  if (next != NULL)
    show (self, next);
  return G_SOURCE_REMOVE;
}

static void
show (VitrineWindow *self,
      AdwToast      *toast)
{
  self->toast_ends = FALSE;
  self->toast_since = 0;
  /* Before one whose button is still true, which comes back afterwards. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_set_weak_pointer (&self->toast, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), self, 0);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
  self->toast_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->toasts), on_frame, self, NULL);
}

void
vitrine_window_drop_toast (VitrineWindow *self,
                           gboolean       plain)
{
  if (self->next_toast != NULL && goes (self->next_toast, plain))
    g_clear_object (&self->next_toast);
  if (self->toast == NULL || !goes (self->toast, plain))
    return;
  if (self->toast_tick != 0)
    self->toast_ends = TRUE;
  else
    adw_toast_dismiss (self->toast);
}

void
vitrine_window_toast (VitrineWindow *self,
                      const char    *text,
                      const char    *button,
                      const char    *action)
{
  g_return_if_fail (VITRINE_IS_WINDOW (self));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autoptr (AdwToast) toast = adw_toast_new (escaped);

  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_detailed_action_name (toast, action);
    }
  vitrine_window_drop_toast (self, TRUE);
  if (self->toast_tick == 0)
    {
      show (self, toast);
      return;
    }
  /* One that waits with a button that stays true takes its turn behind. */
  if (self->next_toast != NULL)
    adw_toast_overlay_add_toast (self->toasts, g_steal_pointer (&self->next_toast));
  self->next_toast = g_steal_pointer (&toast);
}

void
vitrine_window_close_toasts (VitrineWindow *self)
{
  if (self->toast_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->toasts), self->toast_tick);
  self->toast_tick = 0;
  g_clear_object (&self->next_toast);
  g_clear_weak_pointer (&self->toast);
}
