/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ILSVRC Animal-Part: folders n…_obj with img/data.mat (object boxes) and img/img/%05d.jpg; part
 * truth in truth/n…/truth_partNN.mat or in parts.csv beside the folders.  MATLAB files count
 * before the table. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-animal.h"
#include "engine/data/vitrine-reader.h"

#define FOLDER_END "_obj"

/* What is known of one class. */
typedef struct
{
  VitrineReader *reader;
  char          *folder;      /* relative to the root; "" when the root is the class itself */
  char           wnid[10];
  GArray        *objects;     /* VitrineAnimalRow */
  GArray        *truth;
  GHashTable    *by_index;    /* picture's number → its object row */
  GHashTable    *parts;       /* picture's number → GArray of rows' numbers in `truth` */
  guint          last_annotated;
} Class;

static gboolean
is_class_folder (const char *name)
{
  return strlen (name) == 9 + strlen (FOLDER_END) && name[0] == 'n'
         && strcmp (name + 9, FOLDER_END) == 0 && strspn (name + 1, "0123456789") == 8;
}

gboolean
vitrine_is_animal_part (const char *root)
{
  g_autofree char *mat = g_build_filename (root, "img", "data.mat", NULL);
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *name;

  if (g_file_test (mat, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *img = g_build_filename (root, name, "img", NULL);

      if (is_class_folder (name) && g_file_test (img, G_FILE_TEST_IS_DIR))
        return TRUE;
    }
  return FALSE;
}

/* What a MATLAB file holds; a file that is missing is no matter, a damaged one is told. */
static void
read_mat (VitrineReader *reader,
          const char    *path,
          guint          part,
          GArray        *rows)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree guint8 *data = NULL;
  g_autoptr (VitrineMat) mat = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  data = vitrine_image_read_file (path, &size, &error);
  mat = data != NULL ? vitrine_mat_new (data, size, &error) : NULL;
  if (mat == NULL || !(part == 0 ? vitrine_animal_read_objects (mat, rows, &error)
                                 : vitrine_animal_read_truth (mat, part, rows, &error)))
    vitrine_reader_skip (reader, name, error->message);
}

static void
read_truth (Class *c)
{
  const char *const places[] = { "truth", "../truth" };

  for (gsize i = 0; i < G_N_ELEMENTS (places) && c->truth->len == 0; i++)
    for (guint part = 1; part <= 20; part++)
      {
        g_autofree char *name = g_strdup_printf ("truth_part%02u.mat", part);
        g_autofree char *path = g_build_filename (c->reader->root, places[i], c->wnid, name, NULL);

        read_mat (c->reader, path, part, c->truth);
      }
}

/* "00012.jpg" → 12. */
static guint
index_of_file (const char *name)
{
  guint64 value = 0;
  const char *slash = strrchr (name, '/');
  g_autofree char *digits = g_strdup (slash != NULL ? slash + 1 : name);
  char *dot = strchr (digits, '.');

  if (dot != NULL)
    *dot = '\0';
  return g_ascii_string_to_unsigned (digits, 10, 1, G_MAXINT, &value, NULL) ? (guint) value : 0;
}

/* Rows of the table that belong to this class, when the MATLAB files say nothing. */
static void
take_table (Class  *c,
            GArray *table)
{
  const gboolean wants_objects = c->objects->len == 0;
  const gboolean wants_truth = c->truth->len == 0;
  g_autofree char *prefix = g_strconcat (c->wnid, FOLDER_END "/", NULL);

  for (guint i = 0; i < table->len; i++)
    {
      VitrineAnimalRow row = g_array_index (table, VitrineAnimalRow, i);

      if (!g_str_has_prefix (row.file, prefix))
        continue;
      row.index = index_of_file (row.file);
      row.file = NULL;
      if (wants_objects)
        g_array_append_val (c->objects, row);
      if (wants_truth)
        g_array_append_val (c->truth, row);
    }
}

static void
index_rows (Class *c)
{
  for (guint i = 0; i < c->truth->len; i++)
    {
      const guint index = g_array_index (c->truth, VitrineAnimalRow, i).index;
      GArray *list = g_hash_table_lookup (c->parts, GUINT_TO_POINTER (index));

      if (list == NULL)
        {
          list = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (c->parts, GUINT_TO_POINTER (index), list);
        }
      g_array_append_val (list, i);
      c->last_annotated = MAX (c->last_annotated, index);
      g_hash_table_insert (c->by_index, GUINT_TO_POINTER (index),
                           &g_array_index (c->truth, VitrineAnimalRow, i));
    }
  /* Boxes of data.mat take the place of those that the truth repeats. */
  for (guint i = 0; i < c->objects->len; i++)
    g_hash_table_insert (c->by_index,
                         GUINT_TO_POINTER (g_array_index (c->objects, VitrineAnimalRow, i).index),
                         &g_array_index (c->objects, VitrineAnimalRow, i));
}

static void
add_picture (Class      *c,
             const char *relative,
             const char *name)
{
  const guint index = index_of_file (name);
  g_autofree char *path = g_build_filename (c->reader->root, relative, NULL);
  const VitrineAnimalRow *object = g_hash_table_lookup (c->by_index, GUINT_TO_POINTER (index));
  const GArray *parts = g_hash_table_lookup (c->parts, GUINT_TO_POINTER (index));
  const char *title = vitrine_animal_class (c->wnid);
  VitrinePicture *picture;

  if (!vitrine_reader_check (c->reader, relative))
    return;
  picture = vitrine_picture_new (relative, path);
  vitrine_picture_set_class (picture, title != NULL ? title : c->wnid);
  if (object != NULL && object->has_object)
    vitrine_picture_set_box (picture, &object->object);
  if (object != NULL && object->width > 0)
    vitrine_picture_set_size (picture, object->width, object->height);
  /* The authors annotated each class from its first picture up to some number. */
  if (index <= c->last_annotated)
    vitrine_picture_set_annotated (picture);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const VitrineAnimalRow *row = &g_array_index (c->truth, VitrineAnimalRow,
                                                    g_array_index (parts, guint, i));
      g_autofree char *other = g_strdup_printf ("part %u", row->part);

      vitrine_picture_add_part (picture, row->part == 1 ? "head" : row->part == 2 ? "front legs"
                                : other, &row->box);
    }
  vitrine_reader_add (c->reader, picture);
}

static gboolean
add_pictures (Class   *c,
              GError **error)
{
  g_autofree char *relative = g_build_filename (c->folder, "img", "img", NULL);
  g_autofree char *folder = g_build_filename (c->reader->root, relative, NULL);
  g_autoptr (GPtrArray) names = vitrine_reader_list (folder);

  if (names == NULL)
    {
      vitrine_reader_skip (c->reader, relative, _("has no pictures"));
      return TRUE;
    }
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *file = g_build_filename (relative, name, NULL);

      if (!vitrine_reader_tick (c->reader, -1, error))
        return FALSE;
      if (vitrine_image_is_name (name))
        add_picture (c, file, name);
    }
  return TRUE;
}

static gboolean
read_class (VitrineReader  *reader,
            const char     *folder,
            GArray         *table,
            GError        **error)
{
  g_autofree char *base = g_path_get_basename (*folder != '\0' ? folder : reader->root);
  g_autofree char *mat = g_build_filename (reader->root, folder, "img", "data.mat", NULL);
  Class c = { .reader = reader, .folder = (char *) folder, .objects = vitrine_animal_rows_new (),
              .truth = vitrine_animal_rows_new () };
  gboolean ok;

  g_strlcpy (c.wnid, base, sizeof c.wnid);
  c.by_index = g_hash_table_new (NULL, NULL);
  c.parts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  read_mat (reader, mat, 0, c.objects);
  read_truth (&c);
  take_table (&c, table);
  index_rows (&c);
  ok = add_pictures (&c, error);
  g_hash_table_unref (c.by_index);
  g_hash_table_unref (c.parts);
  g_array_unref (c.objects);
  g_array_unref (c.truth);
  return ok;
}

static void
read_table (VitrineReader *reader,
            GArray        *rows)
{
  const char *const places[] = { "parts.csv", "../parts.csv" };

  for (gsize i = 0; i < G_N_ELEMENTS (places) && rows->len == 0; i++)
    {
      g_autofree char *path = g_build_filename (reader->root, places[i], NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      text = (char *) vitrine_image_read_file (path, &size, &error);
      if (text == NULL || !vitrine_animal_read_csv (text, size, rows, &error))
        vitrine_reader_skip (reader, "parts.csv", error->message);
    }
}

gboolean
vitrine_read_animal_part (VitrineReader *self,
                          GError       **error)
{
  g_autofree char *single = g_build_filename (self->root, "img", "data.mat", NULL);
  g_autoptr (GPtrArray) names = vitrine_reader_list (self->root);
  g_autoptr (GArray) table = vitrine_animal_rows_new ();

  read_table (self, table);
  if (g_file_test (single, G_FILE_TEST_IS_REGULAR))
    return read_class (self, "", table, error);
  for (guint i = 0; names != NULL && i < names->len; i++)
    if (is_class_folder (g_ptr_array_index (names, i))
        && !read_class (self, g_ptr_array_index (names, i), table, error))
      return FALSE;
  return TRUE;
}
