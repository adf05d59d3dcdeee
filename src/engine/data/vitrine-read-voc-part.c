/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PASCAL-Part: a MATLAB file for each photo, beside it or in Annotations_Part. */
#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-read-boxes.h"
#include "engine/data/vitrine-voc-part.h"

#define MAX_LOOK 3            /* files that are looked into before a folder is of another kind */
#define BATCH    16           /* photos that are given at once: a set of ten thousand takes a while */

static const char *const folders[] = { "", "Annotations_Part" };

/* Files of MATLAB with their folder in front. */
static GPtrArray *
list_files (const char *root)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (root, folders[i], NULL);
      g_autoptr (GPtrArray) names = vitrine_reader_list (folder);

      for (guint k = 0; names != NULL && k < names->len; k++)
        if (g_str_has_suffix (names->pdata[k], ".mat"))
          g_ptr_array_add (files, g_build_filename (folder, names->pdata[k], NULL));
    }
  return files;
}

gboolean
vitrine_is_voc_part (const char *root)
{
  g_autoptr (GPtrArray) files = list_files (root);

  for (guint i = 0; i < MIN (files->len, MAX_LOOK); i++)
    {
      gsize size;
      g_autofree guint8 *data = vitrine_image_read_file (files->pdata[i], &size, NULL);
      g_autoptr (VitrineMat) mat = data != NULL ? vitrine_mat_new (data, size, NULL) : NULL;

      if (mat != NULL && vitrine_voc_part_is (mat))
        return TRUE;
    }
  return FALSE;
}

static void
read_file (VitrineBoxes *boxes,
           const char   *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  gsize size;
  g_autofree guint8 *data = vitrine_image_read_file (path, &size, &error);
  g_autoptr (VitrineMat) mat = data != NULL ? vitrine_mat_new (data, size, &error) : NULL;

  if (mat == NULL || !vitrine_voc_part_parse (mat, name, boxes, &error))
    vitrine_boxes_skip (boxes, name, error->message);
}

gboolean
vitrine_read_voc_part (VitrineReader *self,
                       GError       **error)
{
  g_autoptr (GPtrArray) files = list_files (self->root);
  g_autoptr (VitrineBoxes) boxes = vitrine_boxes_new ();

  for (guint i = 0; i < files->len; i++)
    {
      if (!vitrine_reader_tick (self, (double) i / files->len, error))
        return FALSE;
      read_file (boxes, files->pdata[i]);
      if (i % BATCH < BATCH - 1 && i + 1 < files->len)
        continue;
      if (!vitrine_emit_boxes (self, boxes, self->root, FALSE, error))
        return FALSE;
      g_clear_pointer (&boxes, vitrine_boxes_free);
      boxes = vitrine_boxes_new ();
    }
  return TRUE;
}
