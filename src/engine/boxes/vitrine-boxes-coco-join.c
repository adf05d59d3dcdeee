/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a COCO file find each other by their ids. */
#include <glib/gi18n.h>
#include <string.h>

#include "engine/boxes/vitrine-boxes-coco-private.h"

#define MAX_ABOVE 16          /* a part of a part of … */

typedef struct
{
  VitrineBoxes   *boxes;
  const CocoRows *rows;
  GHashTable     *images;       /* id → VitrineBoxesPicture */
  GHashTable     *categories;   /* id → CocoCategory */
  GHashTable     *annotations;  /* id → CocoAnnotation */
  GHashTable     *objects;      /* CocoAnnotation → VitrineBoxesObject */
  GHashTable     *wholes;       /* VitrineBoxesPicture → VitrineBoxesObject without a box, for parts of no object */
} Join;

static void
join_images (Join *join)
{
  for (guint i = 0; i < join->rows->images->len; i++)
    {
      const CocoImage *image = join->rows->images->pdata[i];

      if (image->id == NULL || image->file == NULL)
        vitrine_boxes_skip_nth (join->boxes, "images", i, _("an id and a file_name are needed"));
      else if (g_hash_table_contains (join->images, image->id))
        vitrine_boxes_skip_nth (join->boxes, "images", i, _("its id is taken by an earlier one"));
      else
        {
          VitrineBoxesPicture *picture = vitrine_boxes_add_picture (join->boxes, image->file);

          vitrine_boxes_set_size (picture, image->width, image->height);
          g_hash_table_insert (join->images, image->id, picture);
        }
    }
}

static void
join_categories (Join *join)
{
  for (guint i = 0; i < join->rows->categories->len; i++)
    {
      CocoCategory *category = join->rows->categories->pdata[i];

      if (category->id == NULL || category->name == NULL)
        vitrine_boxes_skip_nth (join->boxes, "categories", i, _("an id and a name are needed"));
      else if (!g_hash_table_contains (join->categories, category->id))
        g_hash_table_insert (join->categories, category->id, category);
    }
}

static CocoCategory *
category_of (Join                 *join,
             const CocoAnnotation *row)
{
  return row->category != NULL ? g_hash_table_lookup (join->categories, row->category) : NULL;
}

static gboolean
is_part (Join                 *join,
         const CocoAnnotation *row)
{
  const CocoCategory *category = category_of (join, row);

  return row->parent != NULL || (category != NULL && g_strcmp0 (category->super, "part") == 0);
}

/* Why an annotation cannot be taken; NULL: it can. */
static const char *
fault_of (Join                 *join,
          const CocoAnnotation *row)
{
  if (row->image == NULL || !g_hash_table_contains (join->images, row->image))
    return _("its image is not in the file");
  if (category_of (join, row) == NULL)
    return _("its category is not in the file");
  if (row->crowd)
    return _("it is a crowd, not one object");
  if (!row->has_box || !vitrine_boxes_is_good (&row->box) || !(row->box.w > 0))
    return _("it has no box that makes sense");
  return NULL;
}

/* Key points: 0 is not labelled, 1 hidden, 2 seen. */
static void
add_points (VitrineBoxesObject   *object,
            const CocoAnnotation *row,
            const CocoCategory   *category)
{
  for (guint i = 0; row->points != NULL && category->points != NULL && i < category->points->len
       && 3 * i + 2 < row->points->len; i++)
    {
      const double *at = &g_array_index (row->points, double, 3 * i);
      const VitrineBox box = { at[0], at[1], 0, 0 };

      if (at[2] > 0 && vitrine_boxes_is_good (&box))
        vitrine_boxes_add_part (object, category->points->pdata[i], &box);
    }
}

static void
add_object (Join           *join,
            CocoAnnotation *row)
{
  const CocoCategory *category = category_of (join, row);
  VitrineBoxesPicture *picture = g_hash_table_lookup (join->images, row->image);
  VitrineBoxesObject *object = vitrine_boxes_add_object (picture, category->name, row->whole ? NULL : &row->box);

  object->id = g_strdup (row->picture);
  for (guint i = 0; row->attributes != NULL && i < row->attributes->len; i++)
    g_ptr_array_add (object->attributes, g_strdup (row->attributes->pdata[i]));
  if (row->parts == NULL)
    add_points (object, row, category);
  for (guint i = 0; row->parts != NULL && i < row->parts->len; i++)
    {
      const VitrineBoxesPart *part = row->parts->pdata[i];

      vitrine_boxes_add_part (object, part->name, &part->box);
    }
  g_hash_table_insert (join->objects, row, object);
}

/* The object that a part hangs on, over parts between them; NULL with a reason. */
static VitrineBoxesObject *
object_above (Join                 *join,
              const CocoAnnotation *row,
              const char          **reason)
{
  const CocoAnnotation *above = row;

  for (guint step = 0; step < MAX_ABOVE; step++)
    {
      VitrineBoxesObject *object;

      above = above->parent != NULL ? g_hash_table_lookup (join->annotations, above->parent) : NULL;
      if (above == NULL)
        break;
      object = g_hash_table_lookup (join->objects, above);
      if (object != NULL && g_strcmp0 (above->image, row->image) == 0)
        return object;
      if (object != NULL)
        {
          *reason = _("its parent is on another image");
          return NULL;
        }
    }
  *reason = _("its parent is not in the file");
  return NULL;
}

static VitrineBoxesObject *
whole_picture (Join                 *join,
               const CocoAnnotation *row)
{
  VitrineBoxesPicture *picture = g_hash_table_lookup (join->images, row->image);
  VitrineBoxesObject *object = g_hash_table_lookup (join->wholes, picture);

  if (object == NULL)
    {
      object = vitrine_boxes_add_object (picture, NULL, NULL);
      g_hash_table_insert (join->wholes, picture, object);
    }
  return object;
}

static void
add_part (Join                 *join,
          const CocoAnnotation *row)
{
  const char *reason = NULL;
  VitrineBoxesObject *object = row->parent != NULL ? object_above (join, row, &reason) : whole_picture (join, row);
  VitrineBoxesPart *part;

  if (object == NULL)
    {
      vitrine_boxes_skip_nth (join->boxes, "annotations", row->nth, reason);
      return;
    }
  part = vitrine_boxes_add_part (object, category_of (join, row)->name, &row->box);
  part->template_name = g_strdup (row->template_name);
  part->mirrored = row->mirrored;
}

static void
join_annotations (Join *join)
{
  const GPtrArray *rows = join->rows->annotations;

  for (guint i = 0; i < rows->len; i++)
    {
      CocoAnnotation *row = rows->pdata[i];
      const char *fault = fault_of (join, row);

      if (fault == NULL && row->id != NULL && g_hash_table_contains (join->annotations, row->id))
        fault = _("its id is taken by an earlier one");
      if (fault != NULL)
        {
          vitrine_boxes_skip_nth (join->boxes, "annotations", row->nth, fault);
          continue;
        }
      if (row->id != NULL)
        g_hash_table_insert (join->annotations, row->id, row);
      if (!is_part (join, row))
        add_object (join, row);
    }
  for (guint i = 0; i < rows->len; i++)
    if (fault_of (join, rows->pdata[i]) == NULL && is_part (join, rows->pdata[i]))
      {
        const CocoAnnotation *row = rows->pdata[i];

        if (row->id == NULL || g_hash_table_lookup (join->annotations, row->id) == row)
          add_part (join, row);
      }
}

void
vitrine_boxes_coco_join (VitrineBoxes   *boxes,
                         const CocoRows *rows)
{
  g_autoptr (GHashTable) images = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) categories = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) annotations = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) objects = g_hash_table_new (NULL, NULL), wholes = g_hash_table_new (NULL, NULL);
  Join join = { boxes, rows, images, categories, annotations, objects, wholes };

  join_images (&join);
  join_categories (&join);
  join_annotations (&join);
}
