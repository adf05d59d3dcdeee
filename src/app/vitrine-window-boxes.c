/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part boxes to and from files: a worker reads and writes, the project is changed here, in one command. */
#include "config.h"

#include "app/vitrine-window-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-boxes-dialog.h"
#include "app/vitrine-settings.h"
#include "base/vt-error.h"
#include "engine/exchange/vitrine-exchange.h"
#include "engine/jobs/vitrine-jobs.h"

static void
remember_folder (VitrineWindow *self,
                 const char    *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  vitrine_settings_set_string (self->settings, "folder", folder);
}

/* ---- what a set left out ---- */

static guint
count_skipped (VitrineWindow *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  if (dataset == NULL || vitrine_dataset_is_loading (dataset))
    return 0;
  return g_strv_length ((char **) vitrine_dataset_get_skipped (dataset));
}

void
vitrine_window_tell_skipped (VitrineWindow *self)
{
  const guint n = self->session != NULL ? count_skipped (self) : 0;

  if (n == 0)
    return;
  g_autofree char *text = g_strdup_printf (ngettext ("%u entry of the pictures was left out",
                                                     "%u entries of the pictures were left out", n), n);
  vitrine_window_toast (self, text, _("Show"), "win.show-skipped");
}

void
vitrine_window_show_skipped (VitrineWindow *self)
{
  const guint n = count_skipped (self);

  if (n == 0)
    return;
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  g_autofree char *heading = g_strdup_printf (ngettext ("%u Entry Was Left Out", "%u Entries Were Left Out", n), n);
  vitrine_boxes_dialog_report (GTK_WINDOW (self), heading, _("The other pictures are open. This was left out:"),
                               vitrine_dataset_get_skipped (dataset));
}

/* ---- in ---- */

typedef struct
{
  VitrineWindow   *window;      /* main only */
  VitrineExchange *exchange;
  char            *path;
} Importing;

static void
importing_free (gpointer data)
{
  Importing *importing = data;

  g_object_unref (importing->window);
  vitrine_exchange_free (importing->exchange);
  g_free (importing->path);
  g_free (importing);
}

static gpointer
read_boxes (VitrineJob   *job,
            const VtJob  *tick,
            gpointer      input,
            GError      **error)
{
  const Importing *importing = input;

  return vitrine_exchange_read (importing->exchange, importing->path, tick, error);
}

/* "12 part boxes on 9 pictures were imported." */
static char *
say_imported (const VitrineImport *import)
{
  g_autofree char *boxes = g_strdup_printf (ngettext ("%u part box", "%u part boxes", import->rows->len), import->rows->len);
  /* Translators: %s is “12 part boxes”, %u the pictures they lie on. */
  g_autofree char *all = g_strdup_printf (ngettext ("%s on %u picture imported", "%s on %u pictures imported",
                                                    import->n_pictures), boxes, import->n_pictures);
  if (import->from_objects)
    return g_strdup_printf (_("%s. The file tells no parts, so its objects were taken as parts"), all);
  return g_steal_pointer (&all);
}

static void
report_skipped (VitrineWindow       *self,
                const VitrineImport *import,
                const char          *done)
{
  g_autofree char *heading = import->rows->len > 0
                             ? g_strdup_printf (ngettext ("%u Entry Was Left Out", "%u Entries Were Left Out",
                                                          import->n_skipped), import->n_skipped)
                             : g_strdup (_("Nothing Was Imported"));
  g_autofree char *body = import->rows->len > 0
                          ? g_strdup_printf (_("%s. Undo (Ctrl+Z) takes it back. This was left out:"), done)
                          : g_strdup (_("No entry of the file fits. This was left out:"));

  vitrine_boxes_dialog_report (GTK_WINDOW (self), heading, body, (const char *const *) import->skipped);
}

/* What came in is there to be seen. */
static void
select_first (VitrineWindow       *self,
              const VitrineImport *import,
              VitrineProject      *project)
{
  const VitrineImportRow *first = import->rows->pdata[0];
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (project);

  for (guint i = 0; i < parts->len && vitrine_session_get_part (self->session) == 0; i++)
    if (g_str_equal (((VitrinePart *) parts->pdata[i])->name, first->part))
      vitrine_session_select_part (self->session, ((VitrinePart *) parts->pdata[i])->id, 0, NULL);
}

static void
on_read (VitrineJob   *job,
         gpointer      result,
         const GError *error,
         gpointer      user_data)
{
  VitrineWindow *self = ((Importing *) user_data)->window;
  const VitrineImport *import = result;
  g_autoptr (GError) problem = NULL;

  if (self->session == NULL || error != NULL || import == NULL)
    {
      if (self->session != NULL && error != NULL && !g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
        vitrine_session_refuse (self->session, error->message, NULL);
      return;
    }
  VitrineProject *project = import->rows->len > 0 ? vitrine_session_need_project (self->session) : NULL;
  if (import->rows->len > 0 && project == NULL)
    return;
  if (project != NULL && !vitrine_import_apply (import, project, &problem))
    {
      vitrine_session_fail (self->session, problem->message);
      return;
    }
  g_autofree char *done = say_imported (import);
  if (project != NULL)
    select_first (self, import, project);
  if (import->n_skipped > 0)
    report_skipped (self, import, done);
  if (project != NULL)
    vitrine_window_toast (self, done, _("Undo"), "win.undo");
  else if (import->n_skipped == 0)
    vitrine_window_toast (self, _("There are no boxes in this file"), NULL, NULL);
}

static void
start_import (VitrineWindow  *self,
              VitrineDataset *dataset,
              const char     *path)
{
  Importing *importing = g_new0 (Importing, 1);
  g_autofree char *name = g_path_get_basename (path);
  /* Translators: a running job; %s is a file's name. */
  g_autofree char *title = g_strdup_printf (_("Importing part boxes of %s"), name);
  importing->window = g_object_ref (self);
  importing->exchange = vitrine_exchange_new (vitrine_session_get_project (self->session), dataset);
  importing->path = g_strdup (path);
  vitrine_jobs_run (vitrine_session_get_jobs (self->session), &(VitrineJobSpec) {
    .title = title,
    .func = read_boxes,
    .input = importing,
    .result_free = (GDestroyNotify) vitrine_import_free,
    .done = on_read,
    .user_data = importing,
    .user_data_free = importing_free,
  });
}

/* Boxes that came while the pictures were still being listed. */
typedef struct
{
  VitrineWindow *window;        /* weak */
  char          *path;
} Waiting;

static void
waiting_free (gpointer  data,
              GClosure *closure)
{
  Waiting *waiting = data;

  g_clear_weak_pointer (&waiting->window);
  g_free (waiting->path);
  g_free (waiting);
}

static void
on_listed (VitrineDataset *dataset,
           GParamSpec     *pspec,
           Waiting        *waiting)
{
  if (waiting->window != NULL && waiting->window->session != NULL
      && vitrine_session_get_dataset (waiting->window->session) == dataset)
    start_import (waiting->window, dataset, waiting->path);
  g_signal_handlers_disconnect_by_data (dataset, waiting);
}

void
vitrine_window_import_boxes (VitrineWindow *self,
                             const char    *path)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  if (dataset == NULL)
    {
      vitrine_session_fail (self->session, _("Open the pictures first that these boxes lie on."));
      return;
    }
  remember_folder (self, path);
  if (!vitrine_dataset_is_loading (dataset))
    {
      start_import (self, dataset, path);
      return;
    }
  Waiting *waiting = g_new0 (Waiting, 1);
  g_set_weak_pointer (&waiting->window, self);
  waiting->path = g_strdup (path);
  g_signal_connect_data (dataset, "notify::loading", G_CALLBACK (on_listed), waiting, waiting_free, 0);
}

/* ---- out ---- */

typedef struct
{
  VitrineWindow            *window;     /* main only */
  VitrineExchange          *exchange;
  const VitrineBoxesFormat *format;
  char                     *path;
  guint                     n;          /* written; by the worker */
  GStrv                     skipped;
} Exporting;

static void
exporting_free (gpointer data)
{
  Exporting *exporting = data;

  g_object_unref (exporting->window);
  vitrine_exchange_free (exporting->exchange);
  g_strfreev (exporting->skipped);
  g_free (exporting->path);
  g_free (exporting);
}

static gpointer
write_boxes (VitrineJob   *job,
             const VtJob  *tick,
             gpointer      input,
             GError      **error)
{
  Exporting *exporting = input;

  exporting->n = vitrine_exchange_write (exporting->exchange, exporting->format, exporting->path, tick, &exporting->skipped,
                                         error);
  return exporting->n > 0 ? exporting : NULL;
}

static void
on_written (VitrineJob   *job,
            gpointer      result,
            const GError *error,
            gpointer      user_data)
{
  const Exporting *exporting = user_data;
  VitrineWindow *self = exporting->window;

  if (self->session == NULL)
    return;
  if (error != NULL)
    {
      if (!g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
        vitrine_session_fail (self->session, error->message);
      return;
    }
  g_autofree char *name = g_path_get_basename (exporting->path);
  g_autofree char *done = g_strdup_printf (ngettext ("%u part box written to “%s”", "%u part boxes written to “%s”",
                                                     exporting->n), exporting->n, name);
  vitrine_window_toast (self, done, NULL, NULL);
  const guint left = exporting->skipped != NULL ? g_strv_length (exporting->skipped) : 0;
  if (left == 0)
    return;
  g_autofree char *heading = g_strdup_printf (ngettext ("%u Picture Was Left Out", "%u Pictures Were Left Out", left), left);
  g_autofree char *body = g_strdup_printf (_("%s. This was left out:"), done);
  vitrine_boxes_dialog_report (GTK_WINDOW (self), heading, body, (const char *const *) exporting->skipped);
}

static void
start_export (VitrineWindow            *self,
              const VitrineBoxesFormat *format,
              const char               *path)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  if (project == NULL || dataset == NULL)
    return;
  Exporting *exporting = g_new0 (Exporting, 1);
  exporting->window = g_object_ref (self);
  exporting->exchange = vitrine_exchange_new (project, dataset);
  exporting->format = format;
  exporting->path = g_strdup (path);
  vitrine_jobs_run (vitrine_session_get_jobs (self->session), &(VitrineJobSpec) {
    .title = _("Exporting part boxes"),
    .func = write_boxes,
    .input = exporting,
    .done = on_written,
    .user_data = exporting,
    .user_data_free = exporting_free,
  });
}

static void
on_place_chosen (GtkNativeDialog *dialog,
                 int              response,
                 VitrineWindow   *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    {
      remember_folder (self, path);
      start_export (self, g_object_get_data (G_OBJECT (dialog), "format"), path);
    }
  g_object_unref (dialog);
}

static void
choose_place (const VitrineBoxesFormat *format,
              gpointer                  window)
{
  VitrineWindow *self = window;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Export Part Boxes"), GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *folder = vitrine_settings_get_string (self->settings, "folder", "");
  g_autofree char *name = g_strconcat (_("Part boxes"), format->folder ? "" : format->ending, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  if (*folder != '\0')
    {
      g_autoptr (GFile) file = g_file_new_for_path (folder);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), file, NULL);
    }
  g_object_set_data (G_OBJECT (dialog), "format", (gpointer) format);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_place_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
vitrine_window_ask_for_export (VitrineWindow *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autoptr (GPtrArray) boxes = project != NULL ? vitrine_project_list_boxes (project, 0) : NULL;
  g_autoptr (GPtrArray) parts = project != NULL ? vitrine_project_list_parts (project) : NULL;

  if (boxes == NULL || boxes->len == 0)
    {
      vitrine_window_toast (self, _("There are no part boxes yet"), NULL, NULL);
      return;
    }
  g_autofree char *n = g_strdup_printf (ngettext ("%u part box", "%u part boxes", boxes->len), boxes->len);
  /* Translators: %s is “12 part boxes”. */
  g_autofree char *what = g_strdup_printf (ngettext ("%s of %u part, with objects, templates and mirroring.",
                                                     "%s of %u parts, with objects, templates and mirroring.", parts->len),
                                           n, parts->len);
  vitrine_boxes_dialog_ask (GTK_WINDOW (self), what, choose_place, G_OBJECT (self));
}
