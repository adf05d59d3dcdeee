/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: a worker looks what a path is and reads models; sets of pictures then stream in, and projects
 * open on the main thread, where they live. */
#include "config.h"

#include "app/vitrine-open.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/vitrine-recent.h"
#include "base/vt-error.h"
#include "engine/boxes/vitrine-boxes-file.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/model/vitrine-model-kind.h"
#include "engine/model/vitrine-model-load.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"

typedef enum
{
  KIND_MODEL,
  KIND_PICTURES,
  KIND_PROJECT,
  KIND_LABELS,
  KIND_BOXES,       /* of parts, for the pictures that are open */
  KIND_REFUSED,     /* a file that was recognised, or holds weights of no known network */
} Kind;

typedef struct
{
  Kind          kind;
  char         *path;
  VitrineModel *model;
  char         *message, *tensors;    /* of KIND_REFUSED; tensors may be NULL */
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;
  g_clear_object (&opened->model);
  g_free (opened->path);
  g_free (opened->message);
  g_free (opened->tensors);
  g_free (opened);
}

/* A text of short lines, as lists of class names are. */
static gboolean
looks_like_labels (const guint8 *head,
                   gsize         size)
{
  gsize line = 0;
  for (gsize i = 0; i < size; i++)
    {
      if (head[i] == '\0' || (head[i] < 32 && strchr ("\n\r\t", head[i]) == NULL) || line > 400)
        return FALSE;
      line = head[i] == '\n' ? 0 : line + 1;
    }
  return size > 0;
}

/* A folder of files of boxes without pictures among them. */
static gboolean
holds_boxes_alone (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (vitrine_image_is_name (name) || g_file_test (child, G_FILE_TEST_IS_DIR))
        return FALSE;
    }
  return vitrine_boxes_kind_of (path) != NULL;
}

static gboolean
tell_kind (const char  *path,
           gboolean     pictures_are_open,
           Kind        *kind,
           GError     **error)
{
  *kind = KIND_BOXES;
  if (pictures_are_open && g_file_test (path, G_FILE_TEST_IS_DIR) && holds_boxes_alone (path))
    return TRUE;
  *kind = KIND_PICTURES;
  if (g_str_has_prefix (path, VITRINE_SAMPLE_PICTURES)
      || (g_file_test (path, G_FILE_TEST_IS_DIR) && !vitrine_model_kind_folder (path, NULL)))
    return TRUE;
  *kind = KIND_MODEL;
  if (g_str_has_prefix (path, VITRINE_SAMPLE_NETWORK) || g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  guint8 head[512];
  gsize size = 0;
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &size, NULL, error))
    return FALSE;
  if (size >= 16 && memcmp (head, "SQLite format 3", 16) == 0)
    *kind = KIND_PROJECT;
  else if (gdk_pixbuf_get_file_info (path, NULL, NULL) != NULL)
    *kind = KIND_PICTURES;
  else if (g_str_has_suffix (path, ".txt") && looks_like_labels (head, size))
    *kind = KIND_LABELS;
  else if (vitrine_dataset_is_list (path))
    *kind = KIND_PICTURES;
  else if (vitrine_boxes_kind_of (path) != NULL)
    *kind = pictures_are_open ? KIND_BOXES : KIND_PICTURES;
  return TRUE;
}

/* One tensor a line. */
static char *
list_tensors (const char *path)
{
  g_autoptr (VtWeights) weights = vitrine_model_read_weights (path, NULL);
  GString *text;
  if (weights == NULL)
    return NULL;
  text = g_string_new (NULL);
  gsize width = 0;
  for (guint i = 0; i < vt_weights_n (weights); i++)
    width = MAX (width, strlen (vt_weights_nth (weights, i)->name));
  for (guint i = 0; i < vt_weights_n (weights); i++)
    {
      const VtWeight *tensor = vt_weights_nth (weights, i);
      g_autofree char *shape = vt_shape_to_string (&tensor->shape);
      g_string_append_printf (text, "%s%-*s  %-15s  %s", i > 0 ? "\n" : "", (int) MIN (width, 60), tensor->name,
                              shape, vt_dtype_name (tensor->dtype));
    }
  return g_string_free (text, FALSE);
}

/* Files that are understood well enough to say more than that they are broken. */
static gboolean
refuse (Opened      *opened,
        const char  *path,
        GError     **error)
{
  if (!g_error_matches (*error, VT_ERROR, VT_ERROR_UNSUPPORTED))
    return FALSE;
  opened->kind = KIND_REFUSED;
  opened->message = g_strdup ((*error)->message);
  opened->tensors = list_tensors (path);
  g_clear_error (error);
  return TRUE;
}

/* What is to be opened. */
typedef struct
{
  char    *path;
  gboolean pictures_are_open;
} Opening;

static void
opening_free (gpointer data)
{
  g_free (((Opening *) data)->path);
  g_free (data);
}

static gpointer
open_func (VitrineJob   *job,
           const VtJob  *tick,
           gpointer      input,
           GError      **error)
{
  const Opening *opening = input;
  g_autofree Opened *opened = g_new0 (Opened, 1);
  if (!tell_kind (opening->path, opening->pictures_are_open, &opened->kind, error))
    return NULL;
  if (opened->kind == KIND_MODEL)
    {
      opened->model = vitrine_model_open_job (opening->path, tick, error);
      if (opened->model == NULL && !refuse (opened, opening->path, error))
        return NULL;
    }
  opened->path = g_strdup (opening->path);
  return g_steal_pointer (&opened);
}

static void
remember (VitrineSession *session,
          const char     *path,
          Kind            kind)
{
  static const char *const types[] = {
    [KIND_MODEL] = "application/x-onnx",
    [KIND_PICTURES] = "inode/directory",
    [KIND_PROJECT] = "application/x-vitrine-project",
  };
  VitrineProject *project = vitrine_session_get_project (session);
  /* The sample has its own button, unsaved work its own rows. */
  if (g_str_has_prefix (path, "sample:") || kind == KIND_LABELS
      || (kind == KIND_PROJECT && (project == NULL || vitrine_project_is_untitled (project))))
    return;
  vitrine_recent_add (path, types[kind]);
}

static void
open_project (VitrineSession *session,
              const char     *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) project = vitrine_project_open (path, &error);
  if (project == NULL)
    {
      vitrine_session_fail (session, error->message);
      return;
    }
  g_autofree char *model = vitrine_project_dup_setting (project, "model");
  g_autofree char *pictures = vitrine_project_dup_setting (project, "pictures");
  vitrine_session_set_project (session, project);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  if (model != NULL)
    g_ptr_array_add (paths, model);
  if (pictures != NULL)
    g_ptr_array_add (paths, pictures);
  g_ptr_array_add (paths, NULL);
  vitrine_open (session, (const char *const *) paths->pdata);
}

static void
on_opened (VitrineJob   *job,
           gpointer      result,
           const GError *error,
           gpointer      user_data)
{
  VitrineSession *session = user_data;
  Opened *opened = result;
  if (opened == NULL)
    {
      if (error != NULL && !g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
        vitrine_session_fail (session, error->message);
      return;
    }
  g_autoptr (GError) problem = NULL;
  switch (opened->kind)
    {
    case KIND_MODEL:
      vitrine_session_set_model (session, opened->model);
      break;
    case KIND_PICTURES:
    {
      g_autoptr (VitrineDataset) dataset =
        vitrine_dataset_open_job (opened->path, vitrine_session_get_jobs (session), NULL);
      vitrine_session_set_dataset (session, dataset);
      break;
    }
    case KIND_PROJECT:
      open_project (session, opened->path);
      break;
    case KIND_REFUSED:
      vitrine_session_refuse (session, opened->message, opened->tensors);
      return;
    case KIND_BOXES:
      vitrine_session_bring_boxes (session, opened->path);
      return;
    case KIND_LABELS:
      if (vitrine_session_get_model (session) == NULL)
        vitrine_session_fail (session, _("Open a model first: this is a list of class names."));
      else if (!vitrine_model_load_labels (vitrine_session_get_model (session), opened->path, &problem))
        vitrine_session_fail (session, problem->message);
      break;
    }
  remember (session, opened->path, opened->kind);
}

/* Several pictures at once are a set of their own. */
static gboolean
open_pictures (VitrineSession    *session,
               const char *const *paths)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; paths[i] != NULL; i++)
    if (vitrine_image_is_name (paths[i]))
      {
        g_autofree char *name = g_path_get_basename (paths[i]);
        g_ptr_array_add (pictures, vitrine_picture_new (name, paths[i]));
      }
  if (pictures->len < 2)
    return FALSE;
  g_autofree char *folder = g_path_get_dirname (paths[0]);
  g_autofree char *name = g_path_get_basename (folder);
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_new (name);
  vitrine_dataset_append (dataset, (VitrinePicture **) pictures->pdata, pictures->len);
  vitrine_session_set_dataset (session, dataset);
  return TRUE;
}

void
vitrine_open (VitrineSession    *session,
              const char *const *paths)
{
  g_return_if_fail (VITRINE_IS_SESSION (session));
  gboolean pictures = open_pictures (session, paths);
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      if (pictures && vitrine_image_is_name (paths[i]))
        continue;
      g_autofree char *name = g_path_get_basename (paths[i]);
      /* Translators: a running job; %s is a file's name. */
      g_autofree char *title = g_strdup_printf (_("Opening %s"), name);
      Opening *opening = g_new0 (Opening, 1);
      opening->path = g_strdup (paths[i]);
      opening->pictures_are_open = vitrine_session_get_dataset (session) != NULL;
      vitrine_jobs_run (vitrine_session_get_jobs (session), &(VitrineJobSpec) {
      .title = title,
      .func = open_func,
      .input = opening,
      .input_free = opening_free,
      .result_free = opened_free,
      .done = on_opened,
      .user_data = session,
    });
    }
}
