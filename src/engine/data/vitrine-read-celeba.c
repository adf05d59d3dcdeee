/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CelebA.  Attributes that hold are the picture's; the five landmarks are points of parts. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-celeba.h"
#include "engine/data/vitrine-lines.h"

#define MAX_ATTRIBUTES 1000
#define MAX_ROWS       2000000

static const char *const list_names[VITRINE_CELEBA_N_LISTS] = {
  "list_attr_celeba.txt", "list_eval_partition.txt", "list_landmarks_align_celeba.txt",
};

typedef struct
{
  VitrineReader *reader;
  GPtrArray     *pictures;
  GHashTable    *by_file;     /* file → VitrinePicture */
} Celeba;

static void
complain (Celeba             *celeba,
          VitrineCelebaList   list,
          const VitrineLines *lines,
          const char         *what)
{
  g_autofree char *place = g_strdup_printf ("%s, line %u", list_names[list], lines->number);

  if (celeba->reader != NULL)
    vitrine_reader_skip (celeba->reader, place, what);
}

/* The next word of the line; words may have several blanks between them.  (transfer full), NULL at the end. */
static char *
next_word (const char **at,
           const char  *end)
{
  const char *word;

  while (*at < end && (*at)[0] == ' ')
    (*at)++;
  word = *at;
  while (*at < end && (*at)[0] != ' ')
    (*at)++;
  return *at > word && g_utf8_validate_len (word, (gsize) (*at - word), NULL) ? g_strndup (word, (gsize) (*at - word)) : NULL;
}

/* "Arched_Eyebrows Bald …": names with blanks where files have strokes. */
static GPtrArray *
read_names (const VitrineLines *lines)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *at = lines->line;
  char *name;

  while (names->len < MAX_ATTRIBUTES && (name = next_word (&at, lines->line_end)) != NULL)
    g_ptr_array_add (names, g_strdelimit (name, "_", ' '));
  return names;
}

/* Count and names.  FALSE: the list does not begin so. */
static gboolean
read_head (VitrineLines *lines,
           GPtrArray   **names)
{
  const char *at;
  guint count;

  if (!vitrine_lines_next (lines))
    return FALSE;
  at = lines->line;
  if (!vitrine_read_uint (&at, lines->line_end, &count) || !vitrine_lines_next (lines))
    return FALSE;
  *names = read_names (lines);
  return (*names)->len > 0;
}

static void
read_attributes (Celeba          *celeba,
                 VitrineLines    *lines,
                 const GPtrArray *names,
                 const char      *root,
                 const char      *folder)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  while (vitrine_lines_next (lines) && celeba->pictures->len < MAX_ROWS)
    {
      const char *at = lines->line;
      g_autofree char *file = next_word (&at, lines->line_end), *id = NULL, *path = NULL;
      VitrinePicture *picture;
      double value;

      g_array_set_size (values, 0);
      while (values->len < names->len && vitrine_read_number (&at, lines->line_end, &value))
        g_array_append_val (values, value);
      if (file == NULL || values->len < names->len || g_hash_table_contains (celeba->by_file, file))
        {
          complain (celeba, VITRINE_CELEBA_ATTRIBUTES, lines, _("a new file and a number for each attribute were expected"));
          continue;
        }
      id = *folder != '\0' ? g_strconcat (folder, "/", file, NULL) : g_strdup (file);
      path = g_build_filename (root, id, NULL);
      picture = vitrine_picture_new (id, path);
      vitrine_picture_set_annotated (picture);
      for (guint i = 0; i < names->len; i++)
        if (g_array_index (values, double, i) > 0)
          vitrine_picture_add_attribute (picture, names->pdata[i]);
      g_ptr_array_add (celeba->pictures, picture);
      g_hash_table_insert (celeba->by_file, g_steal_pointer (&file), picture);
    }
}

static VitrinePicture *
next_row (Celeba             *celeba,
          VitrineCelebaList   list,
          VitrineLines       *lines,
          const char        **at)
{
  while (vitrine_lines_next (lines))
    {
      g_autofree char *file = NULL;
      VitrinePicture *picture;

      *at = lines->line;
      file = next_word (at, lines->line_end);
      picture = file != NULL ? g_hash_table_lookup (celeba->by_file, file) : NULL;
      if (picture != NULL)
        return picture;
      complain (celeba, list, lines, _("its picture is not in the list of attributes"));
    }
  return NULL;
}

static void
read_partition (Celeba                  *celeba,
                const VitrineCelebaText *text)
{
  static const char *const splits[] = { "train", "val", "test" };
  VitrinePicture *picture;
  VitrineLines lines;
  const char *at;
  guint split;

  vitrine_lines_init (&lines, text->text, text->length);
  while ((picture = next_row (celeba, VITRINE_CELEBA_PARTITION, &lines, &at)) != NULL)
    if (vitrine_read_uint (&at, lines.line_end, &split) && split < G_N_ELEMENTS (splits))
      vitrine_picture_set_split (picture, splits[split]);
    else
      complain (celeba, VITRINE_CELEBA_PARTITION, &lines, _("0, 1 or 2 was expected"));
}

/* "lefteye_x lefteye_y righteye_x …": a name for each two columns. */
static GPtrArray *
point_names (const GPtrArray *columns)
{
  static const char *const ours[][2] = {
    { "lefteye", "left eye" }, { "righteye", "right eye" }, { "leftmouth", "left corner of the mouth" },
    { "rightmouth", "right corner of the mouth" },
  };
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i + 1 < columns->len; i += 2)
    {
      const char *column = columns->pdata[i], *blank = strrchr (column, ' ');
      g_autofree char *name = blank != NULL ? g_strndup (column, (gsize) (blank - column)) : g_strdup (column);
      const char *known = name;

      for (guint k = 0; k < G_N_ELEMENTS (ours); k++)
        if (g_str_equal (name, ours[k][0]))
          known = ours[k][1];
      g_ptr_array_add (names, g_strdup (known));
    }
  return names;
}

static void
read_landmarks (Celeba                  *celeba,
                const VitrineCelebaText *text)
{
  g_autoptr (GPtrArray) columns = NULL, names = NULL;
  VitrinePicture *picture;
  VitrineLines lines;
  const char *at;

  vitrine_lines_init (&lines, text->text, text->length);
  if (!read_head (&lines, &columns))
    {
      complain (celeba, VITRINE_CELEBA_LANDMARKS, &lines, _("a count and names were expected"));
      return;
    }
  names = point_names (columns);
  while ((picture = next_row (celeba, VITRINE_CELEBA_LANDMARKS, &lines, &at)) != NULL)
    for (guint i = 0; i < names->len; i++)
      {
        VitrineBox box = { 0 };

        if (!vitrine_read_number (&at, lines.line_end, &box.x) || !vitrine_read_number (&at, lines.line_end, &box.y))
          {
            complain (celeba, VITRINE_CELEBA_LANDMARKS, &lines, _("two numbers for each point were expected"));
            break;
          }
        vitrine_picture_add_part (picture, names->pdata[i], &box);
      }
}

GPtrArray *
vitrine_celeba_parse (const char              *root,
                      const char              *folder,
                      const VitrineCelebaText  texts[VITRINE_CELEBA_N_LISTS],
                      VitrineReader           *reader,
                      GError                 **error)
{
  g_autoptr (GHashTable) by_file = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Celeba celeba = { reader, g_ptr_array_new_with_free_func (g_object_unref), by_file };
  g_autoptr (GPtrArray) names = NULL;
  VitrineLines lines;

  vitrine_lines_init (&lines, texts[VITRINE_CELEBA_ATTRIBUTES].text, texts[VITRINE_CELEBA_ATTRIBUTES].length);
  if (!read_head (&lines, &names))
    {
      g_ptr_array_unref (celeba.pictures);
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” does not begin with a count and a line of names"),
                   list_names[VITRINE_CELEBA_ATTRIBUTES]);
      return NULL;
    }
  read_attributes (&celeba, &lines, names, root, folder);
  if (texts[VITRINE_CELEBA_PARTITION].text != NULL)
    read_partition (&celeba, &texts[VITRINE_CELEBA_PARTITION]);
  if (texts[VITRINE_CELEBA_LANDMARKS].text != NULL)
    read_landmarks (&celeba, &texts[VITRINE_CELEBA_LANDMARKS]);
  return celeba.pictures;
}

/* ---- files ---- */

/* The lists lie beside the pictures, or in Anno and Eval. */
static char *
find_list (const char        *root,
           VitrineCelebaList  list)
{
  static const char *const places[] = { "", "Anno", "Eval" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (root, places[i], list_names[list], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

gboolean
vitrine_is_celeba (const char *root)
{
  g_autofree char *list = find_list (root, VITRINE_CELEBA_ATTRIBUTES);

  return list != NULL;
}

static const char *
find_pictures (const char *root)
{
  static const char *const places[] = { "img_align_celeba/img_align_celeba", "img_align_celeba", "Img/img_align_celeba" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (root, places[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return places[i];
    }
  return "";
}

gboolean
vitrine_read_celeba (VitrineReader *self,
                     GError       **error)
{
  VitrineCelebaText texts[VITRINE_CELEBA_N_LISTS] = { 0 };
  g_autoptr (GPtrArray) pictures = NULL;
  gboolean ok;

  for (guint i = 0; i < VITRINE_CELEBA_N_LISTS; i++)
    {
      g_autofree char *path = find_list (self->root, i);
      g_autoptr (GError) fault = NULL;

      texts[i].text = path != NULL ? (char *) vitrine_image_read_file (path, &texts[i].length, &fault) : NULL;
      if (fault != NULL)
        vitrine_reader_skip (self, list_names[i], fault->message);
    }
  pictures = texts[VITRINE_CELEBA_ATTRIBUTES].text != NULL
             ? vitrine_celeba_parse (self->root, find_pictures (self->root), texts, self, error) : g_ptr_array_new ();
  for (guint i = 0; i < VITRINE_CELEBA_N_LISTS; i++)
    g_free ((gpointer) texts[i].text);
  ok = pictures != NULL;
  for (guint i = 0; ok && i < pictures->len; i++)
    {
      VitrinePicture *picture = pictures->pdata[i];

      ok = i % 64 != 0 || vitrine_reader_tick (self, (double) i / pictures->len, error);
      if (ok && vitrine_reader_check (self, vitrine_picture_get_id (picture)))
        vitrine_reader_add (self, g_object_ref (picture));
    }
  return ok;
}
