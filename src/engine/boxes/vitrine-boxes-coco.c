/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COCO (Lin et al. 2014): one JSON file with lists of images, categories and annotations, bbox [x, y, width, height]. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-json.h"
#include "engine/boxes/vitrine-boxes-coco-private.h"
#include "engine/boxes/vitrine-boxes-file.h"
#include "engine/boxes/vitrine-boxes-json.h"

#define TICK_EVERY  512
#define MAX_NUMBERS 1000000

static void
image_free (gpointer data)
{
  CocoImage *image = data;

  g_free (image->id);
  g_free (image->file);
  g_free (image);
}

static void
category_free (gpointer data)
{
  CocoCategory *category = data;

  g_free (category->id);
  g_free (category->name);
  g_free (category->super);
  g_clear_pointer (&category->points, g_ptr_array_unref);
  g_free (category);
}

static void
annotation_free (gpointer data)
{
  CocoAnnotation *row = data;

  g_free (row->id);
  g_free (row->image);
  g_free (row->category);
  g_free (row->parent);
  g_free (row->template_name);
  g_free (row->picture);
  g_clear_pointer (&row->points, g_array_unref);
  g_clear_pointer (&row->parts, g_ptr_array_unref);
  g_clear_pointer (&row->attributes, g_ptr_array_unref);
  g_free (row);
}

static void
own_part_free (gpointer data)
{
  g_free (((VitrineBoxesPart *) data)->name);
  g_free (data);
}

static void
get_numbers (VtJson *json,
             GArray *numbers)
{
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '['))
    return;
  while (vt_json_more (json, ']', &n))
    {
      const double number = vitrine_boxes_json_number (json);

      if (numbers->len < MAX_NUMBERS)
        g_array_append_val (numbers, number);
    }
}

static gboolean
get_box (VtJson     *json,
         VitrineBox *box)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));

  get_numbers (json, numbers);
  if (numbers->len != 4)
    return FALSE;
  memcpy (box, numbers->data, sizeof *box);
  return TRUE;
}

/* Polygons, x and y in turn: the box around all of them.  Run lengths are passed over. */
static gboolean
get_outline (VtJson     *json,
             VitrineBox *box)
{
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '['))
    return FALSE;
  while (vt_json_more (json, ']', &n))
    {
      g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));

      get_numbers (json, numbers);
      for (guint i = 0; i + 1 < numbers->len; i += 2)
        {
          x0 = fmin (x0, g_array_index (numbers, double, i));
          x1 = fmax (x1, g_array_index (numbers, double, i));
          y0 = fmin (y0, g_array_index (numbers, double, i + 1));
          y1 = fmax (y1, g_array_index (numbers, double, i + 1));
        }
    }
  *box = (VitrineBox) { x0, y0, x1 - x0, y1 - y0 };
  return isfinite (x0) && x1 > x0 && y1 > y0;
}

static gpointer
get_image (VtJson *json,
           gsize   nth)
{
  CocoImage *image = g_new0 (CocoImage, 1);
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);

      if (g_str_equal (name, "id"))
        vitrine_boxes_json_take_id (json, &image->id);
      else if (g_str_equal (name, "file_name"))
        vitrine_boxes_json_take (json, &image->file);
      else if (g_str_equal (name, "width"))
        image->width = vitrine_boxes_json_number (json);
      else if (g_str_equal (name, "height"))
        image->height = vitrine_boxes_json_number (json);
      else
        vt_json_skip (json);
    }
  return image;
}

static GPtrArray *
get_names (VtJson *json)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '['))
    return names;
  while (vt_json_more (json, ']', &n))
    {
      char *name = vitrine_boxes_json_text (json);

      g_ptr_array_add (names, name != NULL ? name : g_strdup ("?"));
    }
  return names;
}

static gpointer
get_category (VtJson *json,
              gsize   nth)
{
  CocoCategory *category = g_new0 (CocoCategory, 1);
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);

      if (g_str_equal (name, "id"))
        vitrine_boxes_json_take_id (json, &category->id);
      else if (g_str_equal (name, "name"))
        vitrine_boxes_json_take (json, &category->name);
      else if (g_str_equal (name, "supercategory"))
        vitrine_boxes_json_take (json, &category->super);
      else if (g_str_equal (name, "keypoints"))
        {
          g_clear_pointer (&category->points, g_ptr_array_unref);
          category->points = get_names (json);
        }
      else
        vt_json_skip (json);
    }
  return category;
}

/* "attributes" of an annotation: Vitrine's own words, and what others say, as "facing left", "hat". */
static void
get_attributes (VtJson         *json,
                CocoAnnotation *row)
{
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '{'))
    return;
  if (row->attributes == NULL)
    row->attributes = g_ptr_array_new_with_free_func (g_free);
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);
      g_autofree char *text = NULL;

      if (g_str_equal (name, "template"))
        vitrine_boxes_json_take (json, &row->template_name);
      else if (g_str_equal (name, "picture"))
        vitrine_boxes_json_take (json, &row->picture);
      else if (g_str_equal (name, "mirrored"))
        row->mirrored = vitrine_boxes_json_flag (json);
      else if (g_str_equal (name, "whole_picture"))
        row->whole = vitrine_boxes_json_flag (json);
      else if (vt_json_peek (json) == 't')
        {
          vt_json_skip (json);
          g_ptr_array_add (row->attributes, g_steal_pointer (&name));
        }
      else if ((text = vitrine_boxes_json_text (json)) != NULL)
        g_ptr_array_add (row->attributes, g_strconcat (name, " ", text, NULL));
    }
}

/* The list "parts" that the sample world writes: a name and the box of what is seen of it. */
static void
get_parts (VtJson         *json,
           CocoAnnotation *row)
{
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '['))
    return;
  if (row->parts == NULL)
    row->parts = g_ptr_array_new_with_free_func (own_part_free);
  while (vt_json_more (json, ']', &n))
    {
      VitrineBoxesPart *part = g_new0 (VitrineBoxesPart, 1);
      gboolean good = FALSE;
      gsize k = 0;

      vt_json_enter (json, '{');
      while (vt_json_more (json, '}', &k))
        {
          g_autofree char *name = vt_json_name (json);

          if (g_str_equal (name, "name"))
            vitrine_boxes_json_take (json, &part->name);
          else if (g_str_equal (name, "bbox"))
            good = get_box (json, &part->box) && vitrine_boxes_is_good (&part->box);
          else
            vt_json_skip (json);
        }
      if (good && part->name != NULL)
        g_ptr_array_add (row->parts, part);
      else
        own_part_free (part);
    }
}

static gpointer
get_annotation (VtJson *json,
                gsize   nth)
{
  CocoAnnotation *row = g_new0 (CocoAnnotation, 1);
  VitrineBox outline;
  gboolean has_outline = FALSE;
  gsize n = 0;

  row->nth = nth;
  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);

      if (g_str_equal (name, "id"))
        vitrine_boxes_json_take_id (json, &row->id);
      else if (g_str_equal (name, "image_id"))
        vitrine_boxes_json_take_id (json, &row->image);
      else if (g_str_equal (name, "category_id"))
        vitrine_boxes_json_take_id (json, &row->category);
      else if (g_str_equal (name, "parent") || g_str_equal (name, "parent_id"))
        vitrine_boxes_json_take_id (json, &row->parent);
      else if (g_str_equal (name, "bbox"))
        row->has_box = get_box (json, &row->box);
      else if (g_str_equal (name, "segmentation"))
        has_outline = get_outline (json, &outline);
      else if (g_str_equal (name, "iscrowd"))
        row->crowd = vitrine_boxes_json_flag (json);
      else if (g_str_equal (name, "keypoints"))
        {
          g_clear_pointer (&row->points, g_array_unref);
          row->points = g_array_new (FALSE, FALSE, sizeof (double));
          get_numbers (json, row->points);
        }
      else if (g_str_equal (name, "attributes"))
        get_attributes (json, row);
      else if (g_str_equal (name, "parts"))
        get_parts (json, row);
      else
        vt_json_skip (json);
    }
  if (!row->has_box && has_outline)
    {
      row->has_box = TRUE;
      row->box = outline;
    }
  return row;
}

static gboolean
get_list (VtJson       *json,
          GPtrArray    *rows,
          gpointer (*get)(VtJson *json, gsize nth),
          const VtJob  *job,
          GError      **error)
{
  gsize n = 0;

  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    {
      g_ptr_array_add (rows, get (json, n - 1));
      if (n % TICK_EVERY == 0
          && !vt_job_tick (job, (double) (json->at - json->start) / (double) (json->end - json->start),
                           N_("Reading boxes"), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_lists (VtJson       *json,
            CocoRows     *rows,
            const VtJob  *job,
            GError      **error)
{
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);
      gboolean ok = TRUE;

      if (g_str_equal (name, "images"))
        ok = get_list (json, rows->images, get_image, job, error);
      else if (g_str_equal (name, "categories"))
        ok = get_list (json, rows->categories, get_category, job, error);
      else if (g_str_equal (name, "annotations"))
        ok = get_list (json, rows->annotations, get_annotation, job, error);
      else
        vt_json_skip (json);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_coco (VitrineBoxes *boxes,
           const char   *text,
           gsize         length,
           const char   *name,
           const VtJob  *job,
           GError      **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (image_free);
  g_autoptr (GPtrArray) categories = g_ptr_array_new_with_free_func (category_free);
  g_autoptr (GPtrArray) annotations = g_ptr_array_new_with_free_func (annotation_free);
  CocoRows rows = { images, categories, annotations };
  VtJson json;

  vt_json_init (&json, text, length);
  if (!read_lists (&json, &rows, job, error))
    return FALSE;
  if (json.fault != NULL)
    return vitrine_boxes_fault (error, name, text, json.fault_at, json.fault);
  vitrine_boxes_coco_join (boxes, &rows);
  return TRUE;
}

static gboolean
is_coco (const char *text,
         gsize       length)
{
  return vitrine_boxes_json_has (text, length, "images", (const char *const[]) { "annotations", "categories", NULL });
}

const VitrineBoxesFormat vitrine_boxes_coco = {
  .id = "coco", .title = "COCO", .ending = ".json", .needs_size = TRUE,
  .is = is_coco, .read = read_coco, .write = vitrine_boxes_coco_write,
};
