/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/vitrine-save.h"

typedef struct
{
  VitrineSaveFunc func;
  GWeakRef        object;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_weak_ref_clear (&asking->object);
  g_free (asking);
}

static void
on_chosen (GtkNativeDialog *dialog,
           int              response,
           Asking          *asking)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = response == GTK_RESPONSE_ACCEPT && file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GObject) object = g_weak_ref_get (&asking->object);

  if (path != NULL && object != NULL)
    asking->func (object, path);
  g_object_unref (dialog);
}

void
vitrine_save_ask (GtkWidget       *widget,
                  const char      *title,
                  const char      *name,
                  VitrineSaveFunc  func,
                  GObject         *object)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, NULL,
                                                              NULL);
  Asking *asking = g_new0 (Asking, 1);

  asking->func = func;
  g_weak_ref_init (&asking->object, object);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (on_chosen), asking);
  g_object_set_data_full (G_OBJECT (dialog), "asking", asking, asking_free);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

gboolean
vitrine_save_ends_in (const char *path,
                      const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ending);
}
