/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-search.h"

static void
on_stop (GtkSearchEntry *entry,
         GtkWidget      *to)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_grab_focus (to);
}

static void
on_activate (GtkSearchEntry *entry,
             GtkWidget      *to)
{
  gtk_widget_grab_focus (to);
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        GtkWidget             *to)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return FALSE;
  return gtk_widget_grab_focus (to);
}

void
vitrine_search_leads_to (GtkSearchEntry *entry,
                         GtkWidget      *to)
{
  g_return_if_fail (GTK_IS_SEARCH_ENTRY (entry) && GTK_IS_WIDGET (to));
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), to, 0);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (on_stop), to, 0);
  g_signal_connect_object (entry, "activate", G_CALLBACK (on_activate), to, 0);
}
