/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks of PASCAL-Part as boxes. */
#include "engine/data/vitrine-voc-part.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"

#define MAX_OBJECTS 1000
#define MAX_PARTS   1000

gboolean
vitrine_voc_part_is (const VitrineMat *mat)
{
  const VitrineMatValue *anno = vitrine_mat_get (mat, "anno");

  return anno != NULL && vitrine_mat_field (anno, 0, "objects") != NULL;
}

/* Columns lie one after the other; what is not 0 is inside. */
static gboolean
box_of (const VitrineMatValue *mask,
        VitrineBox            *box)
{
  const gsize rows = mask != NULL ? vitrine_mat_dim (mask, 0) : 0, columns = mask != NULL ? vitrine_mat_dim (mask, 1) : 0;
  gsize x0 = columns, x1 = 0, y0 = rows, y1 = 0;

  if (rows < 2 || columns < 2 || rows > VITRINE_IMAGE_MAX_SIDE || columns > VITRINE_IMAGE_MAX_SIDE
      || vitrine_mat_n (mask) != rows * columns)
    return FALSE;
  for (gsize x = 0; x < columns; x++)
    for (gsize y = 0; y < rows; y++)
      {
        double value;

        if (!vitrine_mat_number (mask, x * rows + y, &value) || !(fabs (value) > 0))
          continue;
        x0 = MIN (x0, x);
        x1 = MAX (x1, x + 1);
        y0 = MIN (y0, y);
        y1 = MAX (y1, y + 1);
      }
  *box = (VitrineBox) { (double) x0, (double) y0, (double) x1 - (double) x0, (double) y1 - (double) y0 };
  return x1 > x0;
}

static void
add_parts (const VitrineMatValue *parts,
           VitrineBoxesObject    *object,
           const char            *name,
           VitrineBoxes          *boxes)
{
  /* An object without parts has an empty value, a single part is a structure by itself. */
  for (gsize i = 0; parts != NULL && i < MIN (vitrine_mat_n (parts), MAX_PARTS); i++)
    {
      const VitrineMatValue *title = vitrine_mat_field (parts, i, "part_name");
      g_autofree char *part = title != NULL ? vitrine_mat_dup_text (title) : NULL;
      VitrineBox box;

      if (part == NULL || *part == '\0')
        continue;
      if (box_of (vitrine_mat_field (parts, i, "mask"), &box))
        vitrine_boxes_add_part (object, part, &box);
      else
        {
          g_autofree char *entry = g_strdup_printf ("%s, %s", name, part);

          vitrine_boxes_skip (boxes, entry, _("its mask is empty"));
        }
    }
}

gboolean
vitrine_voc_part_parse (const VitrineMat *mat,
                        const char       *name,
                        VitrineBoxes     *boxes,
                        GError          **error)
{
  const VitrineMatValue *anno = vitrine_mat_get (mat, "anno");
  const VitrineMatValue *objects = anno != NULL ? vitrine_mat_field (anno, 0, "objects") : NULL;
  const VitrineMatValue *told = anno != NULL ? vitrine_mat_field (anno, 0, "imname") : NULL;
  g_autofree char *file = told != NULL ? vitrine_mat_dup_text (told) : NULL;
  VitrineBoxesPicture *picture;

  if (objects == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” holds no “anno” with objects"), name);
      return FALSE;
    }
  if (file == NULL || *file == '\0')
    {
      const char *dot = strrchr (name, '.');

      g_free (file);
      file = g_strndup (name, dot != NULL ? (gsize) (dot - name) : strlen (name));
    }
  picture = vitrine_boxes_add_picture (boxes, file);
  for (gsize i = 0; i < MIN (vitrine_mat_n (objects), MAX_OBJECTS); i++)
    {
      const VitrineMatValue *title = vitrine_mat_field (objects, i, "class");
      const VitrineMatValue *mask = vitrine_mat_field (objects, i, "mask");
      g_autofree char *class_name = title != NULL ? vitrine_mat_dup_text (title) : NULL;
      VitrineBox box;

      if (class_name == NULL || !box_of (mask, &box))
        {
          vitrine_boxes_skip_nth (boxes, name, i, class_name == NULL ? _("it has no class") : _("its mask is empty"));
          continue;
        }
      picture->width = (guint) vitrine_mat_dim (mask, 1);
      picture->height = (guint) vitrine_mat_dim (mask, 0);
      add_parts (vitrine_mat_field (objects, i, "parts"), vitrine_boxes_add_object (picture, class_name, &box), name, boxes);
    }
  return TRUE;
}
