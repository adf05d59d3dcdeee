/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which kind a file is, folders of files, and what the writers share. */
#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/boxes/vitrine-boxes-file.h"

const VitrineBoxesFormat *const vitrine_boxes_formats[] = {
  &vitrine_boxes_coco, &vitrine_boxes_voc, &vitrine_boxes_labelme, &vitrine_boxes_csv, NULL
};

const VitrineBoxesFormat *
vitrine_boxes_format (const char *id)
{
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    if (g_str_equal (vitrine_boxes_formats[i]->id, id))
      return vitrine_boxes_formats[i];
  return NULL;
}

/* Past a byte order mark, which is no part of the text. */
static void
skip_mark (const char **text,
           gsize       *length)
{
  if (*length >= 3 && memcmp (*text, "\xef\xbb\xbf", 3) == 0)
    {
      *text += 3;
      *length -= 3;
    }
}

const VitrineBoxesFormat *
vitrine_boxes_recognise (const char *text,
                         gsize       length)
{
  skip_mark (&text, &length);
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    if (vitrine_boxes_formats[i]->is (text, length))
      return vitrine_boxes_formats[i];
  return NULL;
}

static gboolean
has_our_ending (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    if (g_str_has_suffix (lower, vitrine_boxes_formats[i]->ending))
      return *name != '.';
  return FALSE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Files of a folder and its Annotations that are called like ours, in order. */
static GPtrArray *
list_files (const char *folder)
{
  static const char *const below[] = { ".", "Annotations", "annotations" };
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *place = i == 0 ? g_strdup (folder) : g_build_filename (folder, below[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        if (has_our_ending (name))
          g_ptr_array_add (files, g_build_filename (place, name, NULL));
    }
  g_ptr_array_sort (files, compare_names);
  return files;
}

/* Large files of other kinds are not read to the end for this. */
static gboolean
begins_as_text (const char *path)
{
  /* A named pipe would wait for a writer for ever. */
  FILE *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rb") : NULL;
  char head[512];
  const gsize n = file != NULL ? fread (head, 1, sizeof head, file) : 0;

  if (file != NULL)
    fclose (file);
  return n > 0 && memchr (head, '\0', n) == NULL;
}

static const VitrineBoxesFormat *
kind_of_file (const char *path)
{
  gsize length;
  g_autofree guint8 *data = begins_as_text (path) ? vitrine_image_read_file (path, &length, NULL) : NULL;

  return data != NULL ? vitrine_boxes_recognise ((const char *) data, length) : NULL;
}

const VitrineBoxesFormat *
vitrine_boxes_kind_of (const char *path)
{
  g_autoptr (GPtrArray) files = NULL;
  const VitrineBoxesFormat *format = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return kind_of_file (path);
  files = list_files (path);
  /* Other files of these endings may lie before the first of ours, but not for ever. */
  for (guint i = 0; i < MIN (files->len, 50) && format == NULL; i++)
    format = kind_of_file (files->pdata[i]);
  return format;
}

static gboolean
read_file (VitrineBoxes *boxes,
           const char   *path,
           gboolean      alone,
           const VtJob  *job,
           GError      **error)
{
  g_autofree char *name = g_path_get_basename (path);
  gsize length;
  g_autofree guint8 *data = vitrine_image_read_file (path, &length, error);
  const char *text = (const char *) data;
  const VitrineBoxesFormat *format;

  if (data == NULL)
    return FALSE;
  skip_mark (&text, &length);
  format = vitrine_boxes_recognise (text, length);
  if (format != NULL)
    return format->read (boxes, text, length, name, job, error);
  if (alone)
    g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                 _("“%s” is no file of boxes: COCO, Pascal VOC, LabelMe or a table with the columns picture, part, x, y, "
                   "width and height"), name);
  return !alone;
}

static gboolean
read_folder (VitrineBoxes *boxes,
             const char   *folder,
             const VtJob  *job,
             GError      **error)
{
  g_autoptr (GPtrArray) files = list_files (folder);

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) fault = NULL;
      VtJobPart part;
      const VtJob *own = vt_job_part (&part, job, (double) i / files->len, (i + 1.0) / files->len);

      if (!vt_job_tick (own, 0, N_("Reading boxes"), error))
        return FALSE;
      if (read_file (boxes, files->pdata[i], FALSE, own, &fault))
        continue;
      if (g_error_matches (fault, VT_ERROR, VT_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }
      vitrine_boxes_skip_said (boxes, fault->message);
    }
  if (boxes->pictures->len > 0 || boxes->skipped->len > 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("There are no files of boxes in “%s”"), folder);
  return FALSE;
}

VitrineBoxes *
vitrine_boxes_read (const char  *path,
                    const VtJob *job,
                    GError     **error)
{
  g_autoptr (VitrineBoxes) boxes = vitrine_boxes_new ();

  if (!(g_file_test (path, G_FILE_TEST_IS_DIR) ? read_folder (boxes, path, job, error)
                                               : read_file (boxes, path, TRUE, job, error)))
    return NULL;
  return g_steal_pointer (&boxes);
}

/* ---- for the formats ---- */

gboolean
vitrine_boxes_fault (GError    **error,
                     const char *name,
                     const char *text,
                     gsize       at,
                     const char *fault)
{
  guint line = 1;

  for (gsize i = 0; i < at; i++)
    line += text[i] == '\n';
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s”, line %u: %s"), name, line, fault);
  return FALSE;
}

/* "photos/a.jpg" is "a", or, when that is taken, "photos_a", or "photos_a-2". */
static char *
free_name (const VitrineBoxesPicture *picture,
           GHashTable                *taken)
{
  g_autofree char *flat = g_strdelimit (g_strdup (picture->file), "/", '_'), *base = g_path_get_basename (picture->file);
  char *const names[] = { base, flat };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *dot = strrchr (names[i], '.');

      if (dot != NULL && dot > names[i])
        *dot = '\0';
      if (!g_hash_table_contains (taken, names[i]))
        return g_strdup (names[i]);
    }
  for (guint n = 2;; n++)
    {
      g_autofree char *stem = g_strdup_printf ("%s-%u", flat, n);

      if (!g_hash_table_contains (taken, stem))
        return g_steal_pointer (&stem);
    }
}

gboolean
vitrine_boxes_put (const char                *folder,
                   const VitrineBoxesPicture *picture,
                   const char                *ending,
                   const char                *text,
                   GHashTable                *taken,
                   GError                   **error)
{
  char *stem = free_name (picture, taken);
  g_autofree char *name = g_strconcat (stem, ending, NULL), *path = g_build_filename (folder, name, NULL);

  g_hash_table_add (taken, stem);
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("The folder “%s” cannot be made: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” is there already; choose a folder of its own"), path);
      return FALSE;
    }
  return g_file_set_contents (path, text, -1, error);
}

char *
vitrine_boxes_relative (const char *path,
                        const char *folder)
{
  g_auto (GStrv) to = g_strsplit (path, "/", -1), from = g_strsplit (folder, "/", -1);
  GString *out = g_string_new (NULL);
  guint same = 0;

  if (!g_path_is_absolute (path))
    return g_string_free (g_string_append (out, path), FALSE);
  while (to[same] != NULL && from[same] != NULL && g_str_equal (to[same], from[same]))
    same++;
  for (guint i = same; from[i] != NULL; i++)
    if (*from[i] != '\0')
      g_string_append (out, "../");
  for (guint i = same; to[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", to[i], to[i + 1] != NULL ? "/" : "");
  return g_string_free (out, FALSE);
}
