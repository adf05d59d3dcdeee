/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two dialogs. */
#include "config.h"

#include "app/vitrine-boxes-dialog.h"

#include <glib/gi18n.h>

#include "app/vitrine-refusal.h"

/* ---- which format ---- */

typedef struct
{
  VitrineFormatChosen  chosen;
  GObject             *user_data;
  GtkCheckButton      *checks[8];
} Asking;

static void
asking_free (gpointer  data,
             GClosure *closure)
{
  g_object_unref (((Asking *) data)->user_data);
  g_free (data);
}

static void
on_format_response (AdwMessageDialog *dialog,
                    const char       *response,
                    Asking           *asking)
{
  if (!g_str_equal (response, "next"))
    return;
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    if (gtk_check_button_get_active (asking->checks[i]))
      asking->chosen (vitrine_boxes_formats[i], asking->user_data);
}

static const char *
say_format (const VitrineBoxesFormat *format)
{
  if (format == &vitrine_boxes_coco)
    return _("One JSON file; each part names its object");
  if (format == &vitrine_boxes_voc)
    return _("A folder with an XML file for each picture");
  if (format == &vitrine_boxes_labelme)
    return _("A folder with a JSON file for each picture");
  return _("One table with a line for each box");
}

static GtkWidget *
make_formats (Asking *asking)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_size_request (list, 380, -1);
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), vitrine_boxes_formats[i]->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), say_format (vitrine_boxes_formats[i]));
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      asking->checks[i] = GTK_CHECK_BUTTON (check);
      if (i > 0)
        gtk_check_button_set_group (asking->checks[i], asking->checks[0]);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_check_button_set_active (asking->checks[0], TRUE);
  return list;
}

void
vitrine_boxes_dialog_ask (GtkWindow           *parent,
                          const char          *what,
                          VitrineFormatChosen  chosen,
                          GObject             *user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _("Export Part Boxes"), what);
  Asking *asking = g_new0 (Asking, 1);

  asking->chosen = chosen;
  asking->user_data = g_object_ref (user_data);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_formats (asking));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "next", _("Choose _File…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "next", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "next");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_format_response), asking, asking_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- what was left out ---- */

void
vitrine_boxes_dialog_report (GtkWindow         *parent,
                             const char        *heading,
                             const char        *body,
                             const char *const *lines)
{
  g_autofree char *all = g_strjoinv ("\n", (char **) lines);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  GtkWidget *list = vitrine_refusal_make_list (all, _("What was left out"), FALSE);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _("_Copy Text"), "close", _("_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  vitrine_refusal_copy_on_response (ADW_MESSAGE_DIALOG (dialog), all);
  gtk_window_present (GTK_WINDOW (dialog));
}
