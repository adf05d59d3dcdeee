/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets whose boxes stand in files of COCO, Pascal VOC or LabelMe, or in a table.  Each object of a photo is a picture
 * of its own; the other photos of the folder come along as they are, except with COCO, which lists all of its own. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/boxes/vitrine-boxes-file.h"
#include "engine/data/vitrine-read-boxes.h"
#include "engine/data/vitrine-reader.h"

#define MAX_LOOK 20           /* files of a folder that are looked into before it is an ordinary one */

/* Where pictures lie, seen from the folder of the set. */
static const char *const places[] = { "", "JPEGImages", "images", "Images", "pictures", "train2017", "val2017", "train2014",
                                      "val2014", "train", "val", "test", NULL };

static gboolean
is_annotations (const char *name)
{
  return g_ascii_strcasecmp (name, "annotations") == 0;
}

/* What was exported beside the pictures makes no other set of them. */
static const VitrineBoxesFormat *
kind_of (const char *path)
{
  gsize length;
  g_autofree guint8 *data = vitrine_image_read_file (path, &length, NULL);
  const VitrineBoxesFormat *format;

  if (data == NULL)
    return NULL;
  format = vitrine_boxes_recognise ((const char *) data, length);
  if (format == &vitrine_boxes_csv
      || (format == &vitrine_boxes_coco && g_strstr_len ((const char *) data, (gssize) MIN (length, 200),
                                                         VITRINE_BOXES_OURS) != NULL))
    return NULL;
  return format;
}

/* Files of a folder that may be annotations: of COCO's several those of instances alone, when there are such. */
static GPtrArray *
list_files (const char *root)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  static const char *const below[] = { "", "annotations", "Annotations" };
  gboolean instances = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *folder = g_build_filename (root, below[i], NULL);
      g_autoptr (GPtrArray) names = vitrine_reader_list (folder);

      for (guint k = 0; names != NULL && k < names->len; k++)
        {
          const char *name = names->pdata[k];
          g_autofree char *lower = g_ascii_strdown (name, -1);

          if (!g_str_has_suffix (lower, ".json") && !g_str_has_suffix (lower, ".xml"))
            continue;
          instances |= g_str_has_prefix (lower, "instances");
          g_ptr_array_add (files, g_build_filename (folder, name, NULL));
        }
    }
  for (guint i = files->len; instances && i-- > 0;)
    {
      g_autofree char *name = g_path_get_basename (files->pdata[i]);

      if (!g_str_has_prefix (name, "instances"))
        g_ptr_array_remove_index (files, i);
    }
  return files;
}

gboolean
vitrine_is_boxes (const char *root)
{
  g_autoptr (GPtrArray) files = NULL;

  if (!g_file_test (root, G_FILE_TEST_IS_DIR))
    return vitrine_boxes_kind_of (root) != NULL;
  files = list_files (root);
  for (guint i = 0; i < MIN (files->len, MAX_LOOK); i++)
    if (kind_of (files->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

typedef struct
{
  VitrineReader *reader;
  VitrineBoxes  *boxes;
  char          *root;        /* of the pictures */
  const char    *place;       /* where the last one was found */
  GHashTable    *told;        /* relative paths of photos that were given */
} Reading;

/* `file` in a folder below the root, if it is there; some files name pictures without their ending. */
static char *
try_place (Reading    *reading,
           const char *place,
           const char *file)
{
  static const char *const endings[] = { "", ".jpg", ".JPG", ".jpeg", ".png" };

  for (guint i = 0; i < (vitrine_image_is_name (file) ? 1 : G_N_ELEMENTS (endings)); i++)
    {
      g_autofree char *name = g_strconcat (file, endings[i], NULL);
      g_autofree char *relative = *place != '\0' ? g_build_filename (place, name, NULL) : g_steal_pointer (&name);
      g_autofree char *path = g_build_filename (reading->root, relative, NULL);

      if (vitrine_image_is_name (relative) && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&relative);
    }
  return NULL;
}

/* The photo as a path below the root; NULL when it is in none of the usual places. */
static char *
find_photo (Reading    *reading,
            const char *file)
{
  char *found = try_place (reading, reading->place, file);

  for (guint i = 0; found == NULL && places[i] != NULL; i++)
    {
      found = try_place (reading, places[i], file);
      if (found != NULL)
        reading->place = places[i];
    }
  return found;
}

static void
add_object (Reading                   *reading,
            const VitrineBoxesPicture *photo,
            const VitrineBoxesObject  *object,
            const char                *relative,
            guint                      nth)
{
  g_autofree char *path = g_build_filename (reading->root, relative, NULL);
  g_autofree char *id = nth > 1 ? g_strdup_printf ("%s#%u", relative, nth) : g_strdup (relative);
  VitrinePicture *picture = vitrine_picture_new (id, path);

  if (photo->width > 0)
    vitrine_picture_set_size (picture, photo->width, photo->height);
  for (guint i = 0; i < photo->attributes->len; i++)
    vitrine_picture_add_attribute (picture, photo->attributes->pdata[i]);
  if (object != NULL)
    {
      if (object->class_name != NULL)
        vitrine_picture_set_class (picture, object->class_name);
      if (object->has_box)
        vitrine_picture_set_box (picture, &object->box);
      for (guint i = 0; i < object->attributes->len; i++)
        vitrine_picture_add_attribute (picture, object->attributes->pdata[i]);
      for (guint i = 0; i < object->parts->len; i++)
        {
          const VitrineBoxesPart *part = object->parts->pdata[i];

          vitrine_picture_add_part (picture, part->name, &part->box);
        }
    }
  vitrine_picture_set_annotated (picture);
  vitrine_reader_add (reading->reader, picture);
}

static void
add_photo (Reading                   *reading,
           const VitrineBoxesPicture *photo)
{
  g_autofree char *relative = find_photo (reading, photo->file);

  if (relative == NULL)
    {
      vitrine_reader_skip (reading->reader, photo->file, _("is not where the set’s pictures are"));
      return;
    }
  if (!vitrine_reader_check (reading->reader, relative))
    return;
  if (!g_hash_table_add (reading->told, g_strdup (relative)))
    {
      vitrine_reader_skip (reading->reader, relative, _("is told of twice"));
      return;
    }
  if (photo->objects->len == 0)
    add_object (reading, photo, NULL, relative, 1);
  for (guint i = 0; i < photo->objects->len; i++)
    add_object (reading, photo, photo->objects->pdata[i], relative, i + 1);
}

/* Photos of the folder that no file tells of. */
static gboolean
add_others (Reading *reading,
            GError **error)
{
  VitrineReader *reader = reading->reader;
  gboolean ok;

  reader->leave_out = reading->told;
  ok = vitrine_read_folder (reader, error);
  reader->leave_out = NULL;
  return ok;
}

static int
compare_photos (gconstpointer a,
                gconstpointer b)
{
  return vitrine_natural_compare ((*(const VitrineBoxesPicture *const *) a)->file,
                                  (*(const VitrineBoxesPicture *const *) b)->file);
}

/* All files of a folder into `boxes`; `first` is the kind of the first.  FALSE: stopped. */
static gboolean
read_files (VitrineReader             *self,
            VitrineBoxes              *boxes,
            const VitrineBoxesFormat **first,
            GError                   **error)
{
  g_autoptr (GPtrArray) files = list_files (self->root);

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) fault = NULL;
      g_autoptr (VitrineBoxes) own = NULL;
      const VitrineBoxesFormat *format = kind_of (files->pdata[i]);

      if (!vitrine_reader_tick (self, (double) i / files->len, error))
        return FALSE;
      if (format == NULL)
        continue;
      if (*first == NULL)
        *first = format;
      own = vitrine_boxes_read (files->pdata[i], NULL, &fault);
      if (own == NULL)
        vitrine_boxes_skip_said (boxes, fault->message);
      else
        vitrine_boxes_take (boxes, own);
    }
  return TRUE;
}

static VitrineDatasetKind
kind_of_set (const VitrineBoxesFormat *format)
{
  return format == &vitrine_boxes_coco ? VITRINE_DATASET_COCO : format == &vitrine_boxes_voc ? VITRINE_DATASET_VOC
         : format == &vitrine_boxes_labelme ? VITRINE_DATASET_LABELME : VITRINE_DATASET_TABLE;
}

/* Of a file: the folder it lies in, or the one above when that is called Annotations. */
static char *
folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (folder);

  return is_annotations (name) ? g_path_get_dirname (folder) : g_steal_pointer (&folder);
}

void
vitrine_reader_take_skipped (VitrineReader      *self,
                             const VitrineBoxes *boxes)
{
  for (guint i = 0; i < boxes->skipped->len; i++)
    vitrine_reader_skip_said (self, boxes->skipped->pdata[i]);
  self->n_more_skipped += boxes->n_more_skipped;
}

gboolean
vitrine_emit_boxes (VitrineReader *self,
                    VitrineBoxes  *boxes,
                    const char    *root,
                    gboolean       others,
                    GError       **error)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = { .reader = self, .boxes = boxes, .root = (char *) root, .place = "", .told = told };
  const char *own_root = self->root;
  gboolean ok = TRUE;

  self->root = root;
  vitrine_boxes_clip (boxes);
  vitrine_reader_take_skipped (self, boxes);
  for (guint i = 0; ok && i < boxes->pictures->len; i++)
    {
      ok = i % 64 != 0 || vitrine_reader_tick (self, (double) i / boxes->pictures->len, error);
      if (ok)
        add_photo (&reading, boxes->pictures->pdata[i]);
    }
  if (ok && others)
    ok = add_others (&reading, error);
  self->root = own_root;
  return ok;
}

gboolean
vitrine_read_boxes (VitrineReader *self,
                    GError       **error)
{
  const gboolean folder = g_file_test (self->root, G_FILE_TEST_IS_DIR);
  g_autoptr (VitrineBoxes) boxes = folder ? vitrine_boxes_new () : vitrine_boxes_read (self->root, self->job, error);
  g_autofree char *root = folder ? g_strdup (self->root) : folder_of (self->root);
  const VitrineBoxesFormat *format = folder ? NULL : vitrine_boxes_kind_of (self->root);

  if (boxes == NULL || (folder && !read_files (self, boxes, &format, error)))
    return FALSE;
  self->kind = kind_of_set (format);
  if (folder && format != &vitrine_boxes_coco)
    g_ptr_array_sort (boxes->pictures, compare_photos);
  return vitrine_emit_boxes (self, boxes, root, folder && format != &vitrine_boxes_coco, error);
}
