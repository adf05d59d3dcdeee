/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of Animal-Part.  The authors count pixels from 1 and include the last; here a box covers
 * x … x+w, so a box (xmin, xmax) becomes x = xmin − 1, w = xmax − xmin + 1. */
#include "engine/data/vitrine-animal.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-lines.h"

#define CROP 224.0           /* side of the frame that part truth is given in */
#define MAX_ROWS 4000000
#define MAX_SIDE 100000.0

static void
clear_row (gpointer row)
{
  g_free (((VitrineAnimalRow *) row)->file);
}

GArray *
vitrine_animal_rows_new (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (VitrineAnimalRow));

  g_array_set_clear_func (rows, clear_row);
  return rows;
}

static gboolean
is_place (double v)
{
  return v >= -MAX_SIDE && v <= MAX_SIDE;
}

/* From first and last pixel, counted from 1. */
static gboolean
set_box (VitrineBox  *box,
         double       xmin,
         double       ymin,
         double       xmax,
         double       ymax)
{
  if (!is_place (xmin) || !is_place (ymin) || !is_place (xmax) || !is_place (ymax)
      || xmax < xmin || ymax < ymin)
    return FALSE;
  *box = (VitrineBox) { xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1 };
  return TRUE;
}

static gboolean
read_bndbox (const VitrineMatValue *object,
             VitrineBox            *box)
{
  static const char *const names[4] = { "xmin", "ymin", "xmax", "ymax" };
  const VitrineMatValue *bndbox = vitrine_mat_field (object, 0, "bndbox");
  double v[4];

  for (int i = 0; i < 4; i++)
    if (!vitrine_mat_number (vitrine_mat_field (bndbox, 0, names[i]), 0, v + i))
      return FALSE;
  return set_box (box, v[0], v[1], v[2], v[3]);
}

static const VitrineMatValue *
find_table (const VitrineMat  *mat,
            const char        *name,
            GError           **error)
{
  const VitrineMatValue *table = vitrine_mat_get (mat, name);

  if (table == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("There is no variable “%s”"), name);
  return table;
}

gboolean
vitrine_animal_read_objects (const VitrineMat *mat,
                             GArray           *rows,
                             GError          **error)
{
  const VitrineMatValue *samples = find_table (mat, "samples", error);

  if (samples == NULL)
    return FALSE;
  for (gsize i = 0; i < MIN (vitrine_mat_n (samples), MAX_ROWS); i++)
    {
      VitrineAnimalRow row = { .index = (guint) i + 1 };

      if (!read_bndbox (vitrine_mat_field (samples, i, "obj"), &row.object))
        continue;
      row.has_object = TRUE;
      g_array_append_val (rows, row);
    }
  return TRUE;
}

/* One candidate: from the warped frame (1-based centre and size) to the photo. */
static gboolean
unwarp (const VitrineBox      *object,
        const VitrineMatValue *centre,
        const VitrineMatValue *scale,
        gsize                  column,
        VitrineBox            *box)
{
  double cy, cx, h, w;

  if (!vitrine_mat_number (centre, column * 2, &cy)
      || !vitrine_mat_number (centre, column * 2 + 1, &cx)
      || !vitrine_mat_number (scale, column * 2, &h)
      || !vitrine_mat_number (scale, column * 2 + 1, &w)
      || !is_place (cy) || !is_place (cx) || !(h > 0 && h <= MAX_SIDE) || !(w > 0 && w <= MAX_SIDE))
    return FALSE;
  /* Pixel 1 has its centre half a pixel from the edge. */
  box->x = object->x + (cx - 0.5 - w / 2) / CROP * object->w;
  box->y = object->y + (cy - 0.5 - h / 2) / CROP * object->h;
  box->w = w / CROP * object->w;
  box->h = h / CROP * object->h;
  return TRUE;
}

gboolean
vitrine_animal_read_truth (const VitrineMat *mat,
                           guint             part,
                           GArray           *rows,
                           GError          **error)
{
  const VitrineMatValue *truth = find_table (mat, "truth", error);

  if (truth == NULL)
    return FALSE;
  for (gsize i = 0; i < MIN (vitrine_mat_n (truth), MAX_ROWS); i++)
    {
      const VitrineMatValue *object = vitrine_mat_field (truth, i, "obj");
      const VitrineMatValue *centre = vitrine_mat_field (truth, i, "pHW_center");
      const VitrineMatValue *scale = vitrine_mat_field (truth, i, "pHW_scale");
      VitrineAnimalRow row = { .part = part };
      double id;

      if (!read_bndbox (object, &row.object))
        continue;
      row.has_object = TRUE;
      row.index = vitrine_mat_number (vitrine_mat_field (object, 0, "ID"), 0, &id) && id >= 1
                  && id < MAX_ROWS ? (guint) id : (guint) i + 1;
      for (gsize column = 0; column < 16 && rows->len < MAX_ROWS; column++)
        {
          if (!unwarp (&row.object, centre, scale, column, &row.box))
            break;
          g_array_append_val (rows, row);
        }
    }
  return TRUE;
}

/* "file,wnid,img_w,img_h,obj × 4,part,part × 4"; the file's name has no comma in it. */
static gboolean
read_csv_row (const VitrineLines *lines,
              VitrineAnimalRow   *row)
{
  const char *at = memchr (lines->line, ',', (gsize) (lines->line_end - lines->line));
  const char *file_end = at;
  double v[11];

  if (at == NULL)
    return FALSE;
  at = memchr (at + 1, ',', (gsize) (lines->line_end - at - 1));
  for (int i = 0; i < 11; i++)
    {
      if (at == NULL || at == lines->line_end || *at != ',')
        return FALSE;
      at++;
      if (!vitrine_read_number (&at, lines->line_end, v + i))
        return FALSE;
    }
  if (!(v[0] >= 0 && v[0] < MAX_SIDE && v[1] >= 0 && v[1] < MAX_SIDE && v[6] >= 0 && v[6] < 100)
      || !set_box (&row->object, v[2], v[3], v[4], v[5])
      || !set_box (&row->box, v[7], v[8], v[9], v[10]))
    return FALSE;
  row->file = vitrine_read_rest (lines->line, file_end);
  row->width = (guint) v[0];
  row->height = (guint) v[1];
  row->part = (guint) v[6];
  row->has_object = TRUE;
  return row->file != NULL;
}

gboolean
vitrine_animal_read_csv (const char *text,
                         gsize       length,
                         GArray     *rows,
                         GError    **error)
{
  VitrineLines lines;

  vitrine_lines_init (&lines, text, length);
  while (vitrine_lines_next (&lines) && rows->len < MAX_ROWS)
    {
      VitrineAnimalRow row = { 0 };

      if (read_csv_row (&lines, &row))
        g_array_append_val (rows, row);
      /* The first line is the head. */
      else if (lines.number > 1)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                       _("line %u: file, wnid and eleven numbers were expected"), lines.number);
          return FALSE;
        }
    }
  return TRUE;
}

const char *
vitrine_animal_class (const char *wnid)
{
  static const struct { const char *wnid, *name; } classes[] = {
    { "n01443537", "goldfish" }, { "n01503061", "bird" }, { "n01639765", "frog" },
    { "n01662784", "turtle" }, { "n01674464", "lizard" }, { "n01882714", "koala" },
    { "n01982650", "lobster" }, { "n02084071", "dog" }, { "n02118333", "fox" },
    { "n02121808", "cat" }, { "n02129165", "lion" }, { "n02129604", "tiger" },
    { "n02131653", "bear" }, { "n02324045", "rabbit" }, { "n02342885", "hamster" },
    { "n02355227", "squirrel" }, { "n02374451", "horse" }, { "n02391049", "zebra" },
    { "n02395003", "swine" }, { "n02398521", "hippopotamus" }, { "n02402425", "cattle" },
    { "n02411705", "sheep" }, { "n02419796", "antelope" }, { "n02437136", "camel" },
    { "n02444819", "otter" }, { "n02454379", "armadillo" }, { "n02484322", "monkey" },
    { "n02503517", "elephant" }, { "n02509815", "red panda" }, { "n02510455", "giant panda" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i].wnid, wnid) == 0)
      return classes[i].name;
  return NULL;
}
