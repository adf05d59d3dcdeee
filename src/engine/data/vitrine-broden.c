/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and masks of Broden. */
#include "engine/data/vitrine-broden.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-lines.h"

#define MAX_CELLS  64
#define MAX_ROWS   2000000
#define N_LABELS   65536

static void
row_free (gpointer data)
{
  VitrineBrodenRow *row = data;

  g_free (row->image);
  g_free (row->split);
  g_ptr_array_unref (row->attributes);
  g_ptr_array_unref (row->masks);
  g_free (row);
}

void
vitrine_broden_free (VitrineBroden *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->labels);
  g_free (self);
}

/* The cells of a line; quotes may hold commas.  NULL: the line is not UTF-8. */
static GPtrArray *
split_line (const VitrineLines *lines)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) cell = g_string_new (NULL);
  gboolean quoted = FALSE;

  if (!g_utf8_validate_len (lines->line, (gsize) (lines->line_end - lines->line), NULL))
    {
      g_ptr_array_unref (cells);
      return NULL;
    }
  for (const char *at = lines->line; at <= lines->line_end && cells->len < MAX_CELLS; at++)
    if (at == lines->line_end || (*at == ',' && !quoted))
      {
        g_ptr_array_add (cells, g_strdup (g_strstrip (cell->str)));
        g_string_truncate (cell, 0);
      }
    else if (*at == '"')
      quoted = !quoted;
    else
      g_string_append_c (cell, *at);
  return cells;
}

static int
find_column (const GPtrArray *head,
             const char      *name)
{
  for (guint i = 0; head != NULL && i < head->len; i++)
    if (g_str_equal (head->pdata[i], name))
      return (int) i;
  return -1;
}

static const char *
cell_of (const GPtrArray *cells,
         int              column)
{
  return column >= 0 && (guint) column < cells->len ? cells->pdata[column] : "";
}

static gboolean
number_of (const char *text,
           guint       most,
           guint      *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, most, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

static gboolean
fail (GError    **error,
      const char *table,
      const char *columns)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” does not begin with the columns %s"), table, columns);
  return FALSE;
}

static void
complain (VitrineBoxes       *boxes,
          const char         *table,
          const VitrineLines *lines,
          const char         *what)
{
  g_autofree char *place = g_strdup_printf (_("%s, line %u"), table, lines->number);

  vitrine_boxes_skip (boxes, place, what);
}

static gboolean
read_labels (VitrineBroden *self,
             VitrineLines  *lines,
             VitrineBoxes  *boxes,
             GError       **error)
{
  g_autoptr (GPtrArray) head = vitrine_lines_next (lines) ? split_line (lines) : NULL;
  const int number_column = find_column (head, "number"), name_column = find_column (head, "name");

  if (number_column < 0 || name_column < 0)
    return fail (error, "label.csv", "number, name");
  while (vitrine_lines_next (lines))
    {
      g_autoptr (GPtrArray) cells = split_line (lines);
      const char *name = cells != NULL ? cell_of (cells, name_column) : "";
      guint number;

      if (cells != NULL && number_of (cell_of (cells, number_column), N_LABELS - 1, &number) && number > 0 && *name != '\0')
        g_hash_table_insert (self->labels, GUINT_TO_POINTER (number), g_strdup (name));
      else
        complain (boxes, "label.csv", lines, _("a number and a name were expected"));
    }
  return TRUE;
}

/* "12;13" are labels of the whole picture, "a_object.png;b_object.png" masks. */
static void
take_cell (VitrineBroden    *self,
           VitrineBrodenRow *row,
           const char       *cell,
           gboolean          outlined)
{
  g_auto (GStrv) pieces = g_strsplit (cell, ";", -1);

  for (guint i = 0; pieces[i] != NULL; i++)
    {
      const char *name;
      guint number;

      if (number_of (pieces[i], N_LABELS - 1, &number))
        {
          name = g_hash_table_lookup (self->labels, GUINT_TO_POINTER (number));
          if (name != NULL)
            g_ptr_array_add (row->attributes, g_strdup (name));
        }
      else if (outlined && *pieces[i] != '\0')
        g_ptr_array_add (row->masks, g_strdup (pieces[i]));
    }
}

static void
take_row (VitrineBroden   *self,
          const GPtrArray *head,
          const GPtrArray *cells,
          const guint      size[2])
{
  static const char *const own[] = { "image", "split", "ih", "iw", "sh", "sw", NULL };
  VitrineBrodenRow *row = g_new0 (VitrineBrodenRow, 1);
  const char *split = cell_of (cells, find_column (head, "split"));

  row->image = g_strdup (cell_of (cells, find_column (head, "image")));
  row->split = *split != '\0' ? g_strdup (split) : NULL;
  row->height = size[0];
  row->width = size[1];
  row->attributes = g_ptr_array_new_with_free_func (g_free);
  row->masks = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < head->len && i < cells->len; i++)
    if (!g_strv_contains (own, head->pdata[i]))
      take_cell (self, row, cells->pdata[i], g_str_equal (head->pdata[i], "object") || g_str_equal (head->pdata[i], "part"));
  g_ptr_array_add (self->rows, row);
}

static gboolean
read_index (VitrineBroden *self,
            VitrineLines  *lines,
            VitrineBoxes  *boxes,
            GError       **error)
{
  g_autoptr (GPtrArray) head = vitrine_lines_next (lines) ? split_line (lines) : NULL;
  const int image = find_column (head, "image"), height = find_column (head, "ih"), width = find_column (head, "iw");

  if (image < 0 || height < 0 || width < 0)
    return fail (error, "index.csv", "image, ih, iw");
  while (vitrine_lines_next (lines) && self->rows->len < MAX_ROWS)
    {
      g_autoptr (GPtrArray) cells = split_line (lines);
      guint size[2];

      if (cells != NULL && *cell_of (cells, image) != '\0'
          && number_of (cell_of (cells, height), VITRINE_IMAGE_MAX_SIDE, size) && size[0] > 0
          && number_of (cell_of (cells, width), VITRINE_IMAGE_MAX_SIDE, size + 1) && size[1] > 0)
        take_row (self, head, cells, size);
      else
        complain (boxes, "index.csv", lines, _("a file and the size of the picture were expected"));
    }
  return TRUE;
}

VitrineBroden *
vitrine_broden_parse (const char   *index,
                      gsize         index_length,
                      const char   *labels,
                      gsize         labels_length,
                      VitrineBoxes *boxes,
                      GError      **error)
{
  g_autoptr (VitrineBroden) self = g_new0 (VitrineBroden, 1);
  VitrineLines lines;

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->labels = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  vitrine_lines_init (&lines, labels, labels_length);
  if (!read_labels (self, &lines, boxes, error))
    return NULL;
  vitrine_lines_init (&lines, index, index_length);
  return read_index (self, &lines, boxes, error) ? g_steal_pointer (&self) : NULL;
}

typedef struct { guint x0, y0, x1, y1; } Span;

void
vitrine_broden_add_mask (const VitrineBroden    *self,
                         const VitrineBrodenRow *row,
                         const VitrineImage     *mask,
                         VitrineBoxesObject     *object)
{
  const guint width = vitrine_image_get_width (mask), height = vitrine_image_get_height (mask);
  const guint8 *pixel = vitrine_image_get_pixels (mask);
  const double sx = (double) row->width / width, sy = (double) row->height / height;
  g_autofree Span *spans = g_new0 (Span, N_LABELS);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, pixel += 3)
      {
        Span *span = &spans[pixel[0] + 256 * pixel[1]];

        if (span->x1 == 0)
          {
            span->x0 = x;
            span->y0 = y;
          }
        span->x0 = MIN (span->x0, x);
        span->x1 = MAX (span->x1, x + 1);
        span->y1 = y + 1;
      }
  for (guint label = 1; label < N_LABELS; label++)
    {
      const char *name = spans[label].x1 > 0 ? g_hash_table_lookup (self->labels, GUINT_TO_POINTER (label)) : NULL;
      const Span s = spans[label];

      if (name != NULL)
        vitrine_boxes_add_part (object, name, &(VitrineBox) { s.x0 * sx, s.y0 * sy, (s.x1 - s.x0) * sx, (s.y1 - s.y0) * sy });
    }
}
