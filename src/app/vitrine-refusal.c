/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog. */
#include "config.h"

#include "app/vitrine-refusal.h"

#include <glib/gi18n.h>

GtkWidget *
vitrine_refusal_make_list (const char *lines,
                           const char *label,
                           gboolean    table)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), lines, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), table);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), table ? GTK_WRAP_NONE : GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_size_request (scroller, 480, 220);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  return scroller;
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             const char       *text)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), text);
}

static void
free_text (gpointer  text,
           GClosure *closure)
{
  g_free (text);
}

void
vitrine_refusal_copy_on_response (AdwMessageDialog *dialog,
                                  const char       *text)
{
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), g_strdup (text), free_text, 0);
}

void
vitrine_refusal_present (GtkWindow  *parent,
                         const char *message,
                         const char *tensors)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _("This File Does Not Open"), message);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _("_Copy Text"), "close", _("_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  if (tensors != NULL && *tensors != '\0')
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog),
                                        vitrine_refusal_make_list (tensors, _("Tensors in the file"), TRUE));
  vitrine_refusal_copy_on_response (ADW_MESSAGE_DIALOG (dialog), message);
  gtk_window_present (GTK_WINDOW (dialog));
}
