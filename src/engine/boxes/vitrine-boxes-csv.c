/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of boxes: one part a line (RFC 4180), the first line names the columns.  What spreadsheets make of it is read
 * too: semicolons or tabs, a byte order mark, decimal commas, columns in any order. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-json.h"
#include "engine/boxes/vitrine-boxes-file.h"

#define MAX_CELL    4096
#define MAX_COLUMNS 256
#define TICK_EVERY  1024

typedef enum
{
  PICTURE, FILE_NAME, WIDTH, HEIGHT, CLASS, OBJECT_X, OBJECT_Y, OBJECT_W, OBJECT_H, PART, TEMPLATE, X, Y, W, H, MIRRORED,
  N_COLUMNS
} Column;

/* Our own word first, then those of others. */
static const char *const words[N_COLUMNS][5] = {
  [PICTURE] = { "picture" },
  [FILE_NAME] = { "file", "filename", "file_name", "image", "path" },
  [WIDTH] = { "picture_width", "image_width", "img_w" },
  [HEIGHT] = { "picture_height", "image_height", "img_h" },
  [CLASS] = { "class", "category" },
  [OBJECT_X] = { "object_x" },
  [OBJECT_Y] = { "object_y" },
  [OBJECT_W] = { "object_width" },
  [OBJECT_H] = { "object_height" },
  [PART] = { "part", "label", "name" },
  [TEMPLATE] = { "template" },
  [X] = { "x", "part_x", "left" },
  [Y] = { "y", "part_y", "top" },
  [W] = { "width", "part_width", "w" },
  [H] = { "height", "part_height", "h" },
  [MIRRORED] = { "mirrored" },
};

typedef struct
{
  const char *at, *end;
  char        separator;
  guint       line;           /* of the row that was read last, from 1 */
  guint       next_line;
  GPtrArray  *cells;          /* char * */
} Table;

/* One cell; quotes may hold line ends and, doubled, quotes. */
static char *
read_cell (Table *table)
{
  GString *cell = g_string_new (NULL);
  const gboolean quoted = table->at < table->end && *table->at == '"';

  table->at += quoted;
  while (table->at < table->end)
    {
      const char c = *table->at;

      if (quoted && c == '"')
        {
          if (table->at + 1 == table->end || table->at[1] != '"')
            break;
          table->at++;
        }
      else if (!quoted && (c == table->separator || c == '\n' || c == '\r'))
        break;
      table->next_line += c == '\n';
      if (cell->len < MAX_CELL && c != '\0')
        g_string_append_c (cell, c);
      table->at++;
    }
  if (quoted && table->at < table->end)
    table->at++;
  g_strstrip (cell->str);
  return g_string_free (cell, FALSE);
}

/* The cells of the next line that is not empty; FALSE at the end. */
static gboolean
next_row (Table *table)
{
  g_ptr_array_set_size (table->cells, 0);
  while (table->at < table->end && (*table->at == '\n' || *table->at == '\r'))
    {
      table->next_line += *table->at == '\n';
      table->at++;
    }
  table->line = table->next_line;
  if (table->at >= table->end)
    return FALSE;
  for (;;)
    {
      char *cell = read_cell (table);

      if (table->cells->len < MAX_COLUMNS)
        g_ptr_array_add (table->cells, cell);
      else
        g_free (cell);
      /* What stands between a closing quote and the separator belongs to nothing. */
      while (table->at < table->end && *table->at != table->separator && *table->at != '\n' && *table->at != '\r')
        table->at++;
      if (table->at >= table->end || *table->at != table->separator)
        return TRUE;
      table->at++;
    }
}

/* The sign that stands most often in the first line. */
static char
guess_separator (const char *text,
                 gsize       length)
{
  static const char signs[] = ",;\t";
  guint counts[3] = { 0 };
  guint best = 0;

  for (gsize i = 0; i < length && text[i] != '\n'; i++)
    for (guint k = 0; k < 3; k++)
      counts[k] += text[i] == signs[k];
  for (guint k = 1; k < 3; k++)
    if (counts[k] > counts[best])
      best = k;
  return signs[best];
}

static void
table_init (Table      *table,
            const char *text,
            gsize       length)
{
  *table = (Table) { .at = text, .end = text + length, .next_line = 1 };
  table->separator = guess_separator (text, length);
  table->cells = g_ptr_array_new_with_free_func (g_free);
}

static void
find_columns (const Table *table,
              int          columns[N_COLUMNS])
{
  for (int c = 0; c < N_COLUMNS; c++)
    {
      columns[c] = -1;
      for (guint w = 0; w < G_N_ELEMENTS (words[c]) && words[c][w] != NULL && columns[c] < 0; w++)
        for (guint i = 0; i < table->cells->len && columns[c] < 0; i++)
          if (g_ascii_strcasecmp (table->cells->pdata[i], words[c][w]) == 0)
            columns[c] = (int) i;
    }
}

static gboolean
has_columns (const int columns[N_COLUMNS])
{
  return (columns[PICTURE] >= 0 || columns[FILE_NAME] >= 0) && columns[PART] >= 0 && columns[X] >= 0 && columns[Y] >= 0
         && columns[W] >= 0 && columns[H] >= 0;
}

static gboolean
is_csv (const char *text,
        gsize       length)
{
  const char *feed = memchr (text, '\n', length);
  const gsize first = feed != NULL ? (gsize) (feed - text) : length;
  int columns[N_COLUMNS];
  Table table;
  gboolean is;

  if (first > 16 * MAX_CELL || memchr (text, '\0', first) != NULL)
    return FALSE;
  table_init (&table, text, first);
  is = next_row (&table);
  find_columns (&table, columns);
  g_ptr_array_unref (table.cells);
  return is && has_columns (columns);
}

static const char *
cell_of (const Table *table,
         int          column)
{
  return column >= 0 && (guint) column < table->cells->len ? table->cells->pdata[column] : "";
}

static gboolean
number_of (const Table *table,
           int          column,
           double      *number)
{
  g_autofree char *text = g_strdup (cell_of (table, column));
  char *comma = table->separator != ',' ? strchr (text, ',') : NULL, *end;

  if (comma != NULL)
    *comma = '.';
  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* Four columns as a box.  FALSE: they are empty or none. */
static gboolean
box_of (const Table *table,
        const int    columns[N_COLUMNS],
        Column       first,
        VitrineBox  *box)
{
  return number_of (table, columns[first], &box->x) && number_of (table, columns[first + 1], &box->y)
         && number_of (table, columns[first + 2], &box->w) && number_of (table, columns[first + 3], &box->h)
         && vitrine_boxes_is_good (box);
}

typedef struct
{
  VitrineBoxes *boxes;
  const char   *name;
  Table         table;
  int           columns[N_COLUMNS];
  GHashTable   *pictures;     /* file → VitrineBoxesPicture */
  GHashTable   *objects;      /* file, id, class and box in one text → VitrineBoxesObject */
} Reading;

static VitrineBoxesPicture *
picture_of (Reading    *reading,
            const char *file)
{
  const Table *table = &reading->table;
  VitrineBoxesPicture *picture = g_hash_table_lookup (reading->pictures, file);
  double width, height;

  if (picture != NULL)
    return picture;
  picture = vitrine_boxes_add_picture (reading->boxes, file);
  if (number_of (table, reading->columns[WIDTH], &width) && number_of (table, reading->columns[HEIGHT], &height))
    vitrine_boxes_set_size (picture, width, height);
  g_hash_table_insert (reading->pictures, g_strdup (file), picture);
  return picture;
}

static VitrineBoxesObject *
object_of (Reading             *reading,
           VitrineBoxesPicture *picture)
{
  const Table *table = &reading->table;
  const char *class_name = cell_of (table, reading->columns[CLASS]), *id = cell_of (table, reading->columns[PICTURE]);
  VitrineBox box = { 0 };
  const gboolean has_box = box_of (table, reading->columns, OBJECT_X, &box) && box.w > 0;
  g_autofree char *key = g_strdup_printf ("%s\n%s\n%s\n%d %a %a %a %a", picture->file, id, class_name, has_box,
                                          box.x, box.y, box.w, box.h);
  VitrineBoxesObject *object = g_hash_table_lookup (reading->objects, key);

  if (object != NULL)
    return object;
  object = vitrine_boxes_add_object (picture, *class_name != '\0' ? class_name : NULL, has_box ? &box : NULL);
  object->id = *id != '\0' ? g_strdup (id) : NULL;
  g_hash_table_insert (reading->objects, g_steal_pointer (&key), object);
  return object;
}

static void
take_row (Reading *reading)
{
  const Table *table = &reading->table;
  const char *part_name = cell_of (table, reading->columns[PART]), *template_name, *mirrored;
  g_autofree char *entry = g_strdup_printf (_("%s, line %u"), reading->name, table->line);
  g_autofree char *file = g_strdup (cell_of (table, reading->columns[FILE_NAME]));
  VitrineBoxesObject *object;
  VitrineBoxesPart *part;
  VitrineBox box;

  if (*file == '\0')
    {
      g_free (file);
      file = vitrine_boxes_file_of (cell_of (table, reading->columns[PICTURE]));
    }
  for (guint i = 0; i < table->cells->len; i++)
    if (!g_utf8_validate (table->cells->pdata[i], -1, NULL))
      {
        vitrine_boxes_skip (reading->boxes, entry, _("it is not UTF-8"));
        return;
      }
  if (*file == '\0')
    {
      vitrine_boxes_skip (reading->boxes, entry, _("the picture is missing"));
      return;
    }
  object = object_of (reading, picture_of (reading, file));
  if (*part_name == '\0')
    return;
  if (!box_of (table, reading->columns, X, &box))
    {
      vitrine_boxes_skip (reading->boxes, entry, _("four numbers that make a box were expected"));
      return;
    }
  part = vitrine_boxes_add_part (object, part_name, &box);
  template_name = cell_of (table, reading->columns[TEMPLATE]);
  mirrored = cell_of (table, reading->columns[MIRRORED]);
  part->template_name = *template_name != '\0' ? g_strdup (template_name) : NULL;
  part->mirrored = g_ascii_strcasecmp (mirrored, "true") == 0 || g_ascii_strcasecmp (mirrored, "yes") == 0
                   || g_str_equal (mirrored, "1");
}

static gboolean
read_csv (VitrineBoxes *boxes,
          const char   *text,
          gsize         length,
          const char   *name,
          const VtJob  *job,
          GError      **error)
{
  g_autoptr (GHashTable) pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = { .boxes = boxes, .name = name, .pictures = pictures, .objects = objects };
  gboolean ok = TRUE;

  table_init (&reading.table, text, length);
  next_row (&reading.table);
  find_columns (&reading.table, reading.columns);
  if (!has_columns (reading.columns))
    ok = vitrine_boxes_fault (error, name, text, 0,
                              _("the columns picture (or file), part, x, y, width and height were expected"));
  for (guint i = 1; ok && next_row (&reading.table); i++)
    {
      take_row (&reading);
      ok = i % TICK_EVERY != 0 || vt_job_tick (job, 1 - (double) (reading.table.end - reading.table.at) / (double) length,
                                               N_("Reading boxes"), error);
    }
  g_ptr_array_unref (reading.table.cells);
  return ok;
}

/* ---- writing ---- */

static void
put_cell (GString    *out,
          const char *text)
{
  if (strpbrk (text, ",;\"\n\r\t") == NULL && !g_ascii_isspace (*text))
    g_string_append (out, text);
  else
    {
      g_string_append_c (out, '"');
      for (const char *c = text; *c != '\0'; c++)
        {
          if (*c == '"')
            g_string_append_c (out, '"');
          g_string_append_c (out, *c);
        }
      g_string_append_c (out, '"');
    }
}

static void
put_box (GString          *out,
         const VitrineBox *box)
{
  const double numbers[] = { box->x, box->y, box->w, box->h };

  for (guint i = 0; i < 4; i++)
    {
      g_string_append_c (out, ',');
      vt_json_put_double (out, numbers[i]);
    }
}

static void
put_row (GString                   *out,
         const VitrineBoxesPicture *picture,
         const VitrineBoxesObject  *object,
         const VitrineBoxesPart    *part)
{
  put_cell (out, object->id != NULL ? object->id : "");
  g_string_append_c (out, ',');
  put_cell (out, picture->file);
  if (picture->width > 0)
    g_string_append_printf (out, ",%u,%u,", picture->width, picture->height);
  else
    g_string_append (out, ",,,");
  put_cell (out, object->class_name != NULL ? object->class_name : "");
  if (object->has_box)
    put_box (out, &object->box);
  else
    g_string_append (out, ",,,,");
  g_string_append_c (out, ',');
  put_cell (out, part != NULL ? part->name : "");
  g_string_append_c (out, ',');
  put_cell (out, part != NULL && part->template_name != NULL ? part->template_name : "");
  if (part != NULL)
    put_box (out, &part->box);
  else
    g_string_append (out, ",,,,");
  g_string_append (out, part == NULL ? ",\n" : part->mirrored ? ",true\n" : ",false\n");
}

static gboolean
write_csv (const VitrineBoxes *boxes,
           const char         *path,
           const VtJob        *job,
           GError            **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (int c = 0; c < N_COLUMNS; c++)
    g_string_append_printf (out, "%s%s", c > 0 ? "," : "", words[c][0]);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];

      for (guint k = 0; k < picture->objects->len; k++)
        {
          const VitrineBoxesObject *object = picture->objects->pdata[k];

          for (guint p = 0; p < object->parts->len; p++)
            put_row (out, picture, object, object->parts->pdata[p]);
          if (object->parts->len == 0)
            put_row (out, picture, object, NULL);
        }
    }
  return vt_job_tick (job, 1, N_("Writing boxes"), error) && g_file_set_contents (path, out->str, (gssize) out->len, error);
}

const VitrineBoxesFormat vitrine_boxes_csv = {
  .id = "csv", .title = "CSV", .ending = ".csv", .is = is_csv, .read = read_csv, .write = write_csv,
};
