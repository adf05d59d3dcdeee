/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CUB-200-2011.  Rows of the tables are joined by the picture's number.  Parts are points. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-cub.h"
#include "engine/data/vitrine-lines.h"

#define MAX_TABLE ((gsize) 256 << 20)
#define MAX_ROWS  2000000

static const char *const table_names[VITRINE_CUB_N_TABLES] = {
  "images.txt", "image_class_labels.txt", "classes.txt", "train_test_split.txt",
  "bounding_boxes.txt", "parts/parts.txt", "parts/part_locs.txt",
};

typedef struct
{
  VitrineReader *reader;
  const char    *root;
  GPtrArray     *pictures;
  GHashTable    *by_number;    /* picture's number → VitrinePicture */
  GHashTable    *classes;      /* number → char* */
  GHashTable    *parts;        /* number → char* */
} Cub;

static void
complain (Cub                *cub,
          VitrineCubTable     table,
          const VitrineLines *lines,
          const char         *what)
{
  g_autofree char *place = g_strdup_printf ("%s, line %u", table_names[table], lines->number);

  if (cub->reader != NULL)
    vitrine_reader_skip (cub->reader, place, what);
}

/* "004.Groove_billed_Ani" → "Groove billed Ani". */
static char *
class_title (const char *name)
{
  const char *dot = strchr (name, '.');

  return g_strdelimit (g_strdup (dot != NULL && dot[1] != '\0' ? dot + 1 : name), "_", ' ');
}

static void
read_names (Cub                  *cub,
            const VitrineCubText *text,
            VitrineCubTable       table,
            GHashTable           *names)
{
  VitrineLines lines;

  vitrine_lines_init (&lines, text->text, text->length);
  while (vitrine_lines_next (&lines))
    {
      const char *at = lines.line;
      guint number;
      char *name = vitrine_read_uint (&at, lines.line_end, &number)
                   ? vitrine_read_rest (at, lines.line_end) : NULL;

      if (name != NULL)
        g_hash_table_insert (names, GUINT_TO_POINTER (number), name);
      else
        complain (cub, table, &lines, _("a number and a name were expected"));
    }
}

static void
read_images (Cub                  *cub,
             const VitrineCubText *text)
{
  VitrineLines lines;

  vitrine_lines_init (&lines, text->text, text->length);
  while (vitrine_lines_next (&lines) && cub->pictures->len < MAX_ROWS)
    {
      const char *at = lines.line;
      g_autofree char *file = NULL, *id = NULL, *path = NULL;
      VitrinePicture *picture;
      guint number;

      if (!vitrine_read_uint (&at, lines.line_end, &number)
          || (file = vitrine_read_rest (at, lines.line_end)) == NULL
          || g_hash_table_contains (cub->by_number, GUINT_TO_POINTER (number)))
        {
          complain (cub, VITRINE_CUB_IMAGES, &lines, _("a new number and a file were expected"));
          continue;
        }
      id = g_strconcat ("images/", file, NULL);
      path = g_build_filename (cub->root, id, NULL);
      picture = vitrine_picture_new (id, path);
      vitrine_picture_set_annotated (picture);
      g_ptr_array_add (cub->pictures, picture);
      g_hash_table_insert (cub->by_number, GUINT_TO_POINTER (number), picture);
    }
}

/* Steps to the next row that begins with the number of a known picture. */
static VitrinePicture *
next_row (Cub              *cub,
          VitrineLines     *lines,
          const char      **at)
{
  while (vitrine_lines_next (lines))
    {
      VitrinePicture *picture;
      guint number;

      *at = lines->line;
      if (!vitrine_read_uint (at, lines->line_end, &number))
        continue;
      picture = g_hash_table_lookup (cub->by_number, GUINT_TO_POINTER (number));
      if (picture != NULL)
        return picture;
    }
  return NULL;
}

static void
read_labels (Cub                  *cub,
             const VitrineCubText *text)
{
  VitrinePicture *picture;
  VitrineLines lines;
  const char *at;

  vitrine_lines_init (&lines, text->text, text->length);
  while ((picture = next_row (cub, &lines, &at)) != NULL)
    {
      g_autofree char *title = NULL;
      const char *name;
      guint number;

      name = vitrine_read_uint (&at, lines.line_end, &number)
             ? g_hash_table_lookup (cub->classes, GUINT_TO_POINTER (number)) : NULL;
      if (name == NULL)
        {
          complain (cub, VITRINE_CUB_LABELS, &lines, _("there is no such class"));
          continue;
        }
      title = class_title (name);
      vitrine_picture_set_class (picture, title);
    }
}

static void
read_split (Cub                  *cub,
            const VitrineCubText *text)
{
  VitrinePicture *picture;
  VitrineLines lines;
  const char *at;
  guint train;

  vitrine_lines_init (&lines, text->text, text->length);
  while ((picture = next_row (cub, &lines, &at)) != NULL)
    if (vitrine_read_uint (&at, lines.line_end, &train))
      vitrine_picture_set_split (picture, train != 0 ? "train" : "test");
}

static void
read_boxes (Cub                  *cub,
            const VitrineCubText *text)
{
  VitrinePicture *picture;
  VitrineLines lines;
  const char *at;
  VitrineBox box;

  vitrine_lines_init (&lines, text->text, text->length);
  while ((picture = next_row (cub, &lines, &at)) != NULL)
    if (vitrine_read_number (&at, lines.line_end, &box.x)
        && vitrine_read_number (&at, lines.line_end, &box.y)
        && vitrine_read_number (&at, lines.line_end, &box.w)
        && vitrine_read_number (&at, lines.line_end, &box.h) && box.w > 0 && box.h > 0)
      vitrine_picture_set_box (picture, &box);
    else
      complain (cub, VITRINE_CUB_BOXES, &lines, _("x, y, width and height were expected"));
}

static void
read_part_locs (Cub                  *cub,
                const VitrineCubText *text)
{
  VitrinePicture *picture;
  VitrineLines lines;
  const char *at;

  vitrine_lines_init (&lines, text->text, text->length);
  while ((picture = next_row (cub, &lines, &at)) != NULL)
    {
      VitrineBox box = { 0 };
      guint part, visible;

      if (!vitrine_read_uint (&at, lines.line_end, &part)
          || !vitrine_read_number (&at, lines.line_end, &box.x)
          || !vitrine_read_number (&at, lines.line_end, &box.y)
          || !vitrine_read_uint (&at, lines.line_end, &visible))
        complain (cub, VITRINE_CUB_PART_LOCS, &lines, _("part, x, y and visible were expected"));
      else if (visible != 0 && vitrine_picture_get_n_parts (picture) < 256)
        {
          const char *name = g_hash_table_lookup (cub->parts, GUINT_TO_POINTER (part));

          if (name != NULL)
            vitrine_picture_add_part (picture, name, &box);
        }
    }
}

GPtrArray *
vitrine_cub_parse (const char           *root,
                   const VitrineCubText  texts[VITRINE_CUB_N_TABLES],
                   VitrineReader        *reader)
{
  void (*const read[VITRINE_CUB_N_TABLES]) (Cub *, const VitrineCubText *) = {
    [VITRINE_CUB_IMAGES] = read_images, [VITRINE_CUB_LABELS] = read_labels,
    [VITRINE_CUB_SPLIT] = read_split, [VITRINE_CUB_BOXES] = read_boxes,
    [VITRINE_CUB_PART_LOCS] = read_part_locs,
  };
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) classes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) parts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Cub cub = { reader, root, g_ptr_array_new_with_free_func (g_object_unref), numbers, classes,
              parts };

  if (texts[VITRINE_CUB_CLASSES].text != NULL)
    read_names (&cub, &texts[VITRINE_CUB_CLASSES], VITRINE_CUB_CLASSES, classes);
  if (texts[VITRINE_CUB_PARTS].text != NULL)
    read_names (&cub, &texts[VITRINE_CUB_PARTS], VITRINE_CUB_PARTS, parts);
  for (int i = 0; i < VITRINE_CUB_N_TABLES; i++)
    if (read[i] != NULL && texts[i].text != NULL)
      read[i] (&cub, &texts[i]);
  return cub.pictures;
}

gboolean
vitrine_is_cub (const char *root)
{
  g_autofree char *images = g_build_filename (root, "images.txt", NULL);
  g_autofree char *labels = g_build_filename (root, "image_class_labels.txt", NULL);

  return g_file_test (images, G_FILE_TEST_IS_REGULAR)
         && g_file_test (labels, G_FILE_TEST_IS_REGULAR);
}

static char *
read_table (const char *root,
            const char *name,
            gsize      *length)
{
  g_autofree char *path = g_build_filename (root, name, NULL);
  guint8 *data = g_file_test (path, G_FILE_TEST_EXISTS)
                 ? vitrine_image_read_file (path, length, NULL) : NULL;

  if (data != NULL && *length > MAX_TABLE)
    g_clear_pointer (&data, g_free);
  return (char *) data;
}

gboolean
vitrine_read_cub (VitrineReader *self,
                  GError       **error)
{
  g_autoptr (GPtrArray) pictures = NULL;
  VitrineCubText texts[VITRINE_CUB_N_TABLES] = { 0 };
  gboolean ok = TRUE;

  for (int i = 0; i < VITRINE_CUB_N_TABLES; i++)
    texts[i].text = read_table (self->root, table_names[i], &texts[i].length);
  pictures = vitrine_cub_parse (self->root, texts, self);
  for (int i = 0; i < VITRINE_CUB_N_TABLES; i++)
    g_free ((gpointer) texts[i].text);

  for (guint i = 0; ok && i < pictures->len; i++)
    {
      VitrinePicture *picture = g_ptr_array_index (pictures, i);

      ok = i % 64 != 0 || vitrine_reader_tick (self, (double) i / pictures->len, error);
      if (ok && vitrine_reader_check (self, vitrine_picture_get_id (picture)))
        vitrine_reader_add (self, g_object_ref (picture));
    }
  return ok;
}
