/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Broden: labels of whole pictures are attributes; objects and parts are the boxes around their masks. */
#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-broden.h"
#include "engine/data/vitrine-read-boxes.h"

static char *
read_table (const char *root,
            const char *name,
            gsize      *length,
            GError    **error)
{
  g_autofree char *path = g_build_filename (root, name, NULL);

  return (char *) vitrine_image_read_file (path, length, error);
}

gboolean
vitrine_is_broden (const char *root)
{
  static const char *const telling[] = { "index.csv", "label.csv", "images" };

  for (guint i = 0; i < G_N_ELEMENTS (telling); i++)
    {
      g_autofree char *path = g_build_filename (root, telling[i], NULL);

      if (!g_file_test (path, i < 2 ? G_FILE_TEST_IS_REGULAR : G_FILE_TEST_IS_DIR))
        return FALSE;
    }
  return TRUE;
}

static void
read_masks (VitrineReader          *self,
            const VitrineBroden    *broden,
            const VitrineBrodenRow *row,
            VitrineBoxesObject     *object)
{
  for (guint i = 0; i < row->masks->len; i++)
    {
      g_autofree char *relative = g_build_filename ("images", row->masks->pdata[i], NULL);
      g_autofree char *path = g_build_filename (self->root, relative, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineImage) mask = vitrine_reader_check (self, relative) ? vitrine_image_load (path, &error) : NULL;

      if (mask != NULL)
        vitrine_broden_add_mask (broden, row, mask, object);
      else if (error != NULL)
        vitrine_reader_skip (self, relative, error->message);
    }
}

static void
add_picture (VitrineReader          *self,
             const VitrineBroden    *broden,
             const VitrineBrodenRow *row)
{
  g_autofree char *id = g_build_filename ("images", row->image, NULL), *path = g_build_filename (self->root, id, NULL);
  g_autoptr (VitrineBoxes) boxes = vitrine_boxes_new ();
  VitrineBoxesObject *whole = vitrine_boxes_add_object (vitrine_boxes_add_picture (boxes, id), NULL, NULL);
  VitrinePicture *picture;

  if (!vitrine_reader_check (self, id))
    return;
  picture = vitrine_picture_new (id, path);
  vitrine_picture_set_size (picture, row->width, row->height);
  vitrine_picture_set_annotated (picture);
  if (row->split != NULL)
    vitrine_picture_set_split (picture, row->split);
  for (guint i = 0; i < row->attributes->len; i++)
    vitrine_picture_add_attribute (picture, row->attributes->pdata[i]);
  read_masks (self, broden, row, whole);
  for (guint i = 0; i < whole->parts->len; i++)
    {
      const VitrineBoxesPart *part = whole->parts->pdata[i];

      vitrine_picture_add_part (picture, part->name, &part->box);
    }
  vitrine_reader_add (self, picture);
}

gboolean
vitrine_read_broden (VitrineReader *self,
                     GError       **error)
{
  g_autoptr (VitrineBoxes) words = vitrine_boxes_new ();
  gsize n_index, n_labels;
  g_autofree char *index = read_table (self->root, "index.csv", &n_index, error);
  g_autofree char *labels = index != NULL ? read_table (self->root, "label.csv", &n_labels, error) : NULL;
  g_autoptr (VitrineBroden) broden = labels != NULL ? vitrine_broden_parse (index, n_index, labels, n_labels, words, error)
                                                    : NULL;

  if (broden == NULL)
    return FALSE;
  vitrine_reader_take_skipped (self, words);
  for (guint i = 0; i < broden->rows->len; i++)
    {
      if (!vitrine_reader_tick (self, (double) i / broden->rows->len, error))
        return FALSE;
      add_picture (self, broden, broden->rows->pdata[i]);
    }
  return TRUE;
}
