/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LabelMe (Wada): one JSON file a picture with "shapes"; "group_id" says which belong together.  Where nobody says which
 * shape of a group is the object, it is the largest. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-json.h"
#include "engine/boxes/vitrine-boxes-file.h"
#include "engine/boxes/vitrine-boxes-json.h"

#define MAX_POINTS 1000000

typedef struct
{
  char      *label, *type, *role, *template_name, *picture, *group;   /* NULL: not told */
  gboolean   mirrored, whole;
  GArray    *points;          /* double: x and y in turn */
  GPtrArray *flags;           /* char *: those that are set */
  VitrineBox box;
} Shape;

static void
shape_free (gpointer data)
{
  Shape *shape = data;

  g_free (shape->label);
  g_free (shape->type);
  g_free (shape->role);
  g_free (shape->template_name);
  g_free (shape->picture);
  g_free (shape->group);
  g_array_unref (shape->points);
  g_ptr_array_unref (shape->flags);
  g_free (shape);
}

/* {"name": true, …} */
static void
get_flags (VtJson    *json,
           GPtrArray *flags)
{
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '{'))
    return;
  while (vt_json_more (json, '}', &n))
    {
      char *name = vt_json_name (json);

      if (vitrine_boxes_json_flag (json))
        g_ptr_array_add (flags, name);
      else
        g_free (name);
    }
}

static void
get_points (VtJson *json,
            GArray *points)
{
  gsize n = 0;

  if (!vitrine_boxes_json_enter (json, '['))
    return;
  while (vt_json_more (json, ']', &n))
    {
      double at[2] = { (double) NAN, (double) NAN };
      gsize k = 0;

      vt_json_enter (json, '[');
      while (vt_json_more (json, ']', &k))
        {
          const double number = vitrine_boxes_json_number (json);

          if (k <= 2)
            at[k - 1] = number;
        }
      if (points->len < MAX_POINTS)
        g_array_append_vals (points, at, 2);
    }
}

static Shape *
get_shape (VtJson *json)
{
  Shape *shape = g_new0 (Shape, 1);
  gsize n = 0;

  shape->points = g_array_new (FALSE, FALSE, sizeof (double));
  shape->flags = g_ptr_array_new_with_free_func (g_free);
  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);

      if (g_str_equal (name, "label"))
        vitrine_boxes_json_take (json, &shape->label);
      else if (g_str_equal (name, "shape_type"))
        vitrine_boxes_json_take (json, &shape->type);
      else if (g_str_equal (name, "role"))
        vitrine_boxes_json_take (json, &shape->role);
      else if (g_str_equal (name, "template"))
        vitrine_boxes_json_take (json, &shape->template_name);
      else if (g_str_equal (name, "picture"))
        vitrine_boxes_json_take (json, &shape->picture);
      else if (g_str_equal (name, "whole"))
        shape->whole = vitrine_boxes_json_flag (json);
      else if (g_str_equal (name, "group_id"))
        vitrine_boxes_json_take_id (json, &shape->group);
      else if (g_str_equal (name, "points"))
        get_points (json, shape->points);
      else if (g_str_equal (name, "flags"))
        get_flags (json, shape->flags);
      else
        vt_json_skip (json);
    }
  for (guint i = shape->flags->len; i-- > 0;)
    if (g_str_equal (shape->flags->pdata[i], "mirrored"))
      {
        shape->mirrored = TRUE;
        g_ptr_array_remove_index (shape->flags, i);
      }
  return shape;
}

/* The box around a shape.  FALSE: it has no points that make sense. */
static gboolean
find_box (Shape *shape)
{
  const double *at = (const double *) (gpointer) shape->points->data;
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;

  for (guint i = 0; i + 1 < shape->points->len; i += 2)
    {
      if (!isfinite (at[i]) || !isfinite (at[i + 1]))
        return FALSE;
      x0 = fmin (x0, at[i]);
      x1 = fmax (x1, at[i]);
      y0 = fmin (y0, at[i + 1]);
      y1 = fmax (y1, at[i + 1]);
    }
  /* A circle is its centre and a point of its rim. */
  if (g_strcmp0 (shape->type, "circle") == 0 && shape->points->len == 4)
    {
      const double r = hypot (at[2] - at[0], at[3] - at[1]);

      x0 = at[0] - r;
      x1 = at[0] + r;
      y0 = at[1] - r;
      y1 = at[1] + r;
    }
  shape->box = (VitrineBox) { x0, y0, x1 - x0, y1 - y0 };
  return isfinite (x0) && vitrine_boxes_is_good (&shape->box);
}

static gboolean
has_role (const Shape *shape,
          const char  *role)
{
  return g_strcmp0 (shape->role, role) == 0;
}

/* Group → the shape that is its object: the first that says so, else the largest that does not say it is a part. */
static GHashTable *
find_objects (const GPtrArray *shapes)
{
  GHashTable *tops = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < shapes->len; i++)
    {
      Shape *shape = shapes->pdata[i];
      const Shape *top = shape->group != NULL ? g_hash_table_lookup (tops, shape->group) : NULL;

      if (shape->group == NULL || has_role (shape, "part") || (top != NULL && has_role (top, "object")))
        continue;
      if (top == NULL || has_role (shape, "object") || shape->box.w * shape->box.h > top->box.w * top->box.h)
        g_hash_table_replace (tops, shape->group, shape);
    }
  return tops;
}

/* The shape that this one is a part of, or itself; NULL: a part of no object. */
static const Shape *
object_above (GHashTable  *tops,
              const Shape *shape)
{
  if (has_role (shape, "object"))
    return shape;
  if (shape->group != NULL)
    return g_hash_table_lookup (tops, shape->group);
  return has_role (shape, "part") ? NULL : shape;
}

static void
take_shapes (VitrineBoxesPicture *picture,
             const GPtrArray     *shapes)
{
  g_autoptr (GHashTable) tops = find_objects (shapes), objects = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < shapes->len; i++)
    {
      const Shape *shape = shapes->pdata[i];

      if (object_above (tops, shape) == shape)
        {
          VitrineBoxesObject *object = vitrine_boxes_add_object (picture, shape->label, shape->whole ? NULL : &shape->box);

          object->id = g_strdup (shape->picture);
          for (guint k = 0; k < shape->flags->len; k++)
            g_ptr_array_add (object->attributes, g_strdup (shape->flags->pdata[k]));
          g_hash_table_insert (objects, (gpointer) shape, object);
        }
    }
  for (guint i = 0; i < shapes->len; i++)
    {
      const Shape *shape = shapes->pdata[i];
      VitrineBoxesObject *object = g_hash_table_lookup (objects, object_above (tops, shape));
      VitrineBoxesPart *part;

      if (g_hash_table_contains (objects, shape))
        continue;
      /* A part whose object is gone belongs to the photo. */
      if (object == NULL && (object = g_hash_table_lookup (objects, picture)) == NULL)
        {
          object = vitrine_boxes_add_object (picture, NULL, NULL);
          g_hash_table_insert (objects, picture, object);
        }
      part = vitrine_boxes_add_part (object, shape->label, &shape->box);
      part->template_name = g_strdup (shape->template_name);
      part->mirrored = shape->mirrored;
    }
}

static void
get_shapes (VtJson       *json,
            VitrineBoxes *boxes,
            const char   *name,
            GPtrArray    *shapes)
{
  gsize n = 0;

  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    {
      Shape *shape = get_shape (json);
      g_autofree char *list = g_strconcat (name, ", shapes", NULL);

      if (shape->label != NULL && find_box (shape))
        {
          g_ptr_array_add (shapes, shape);
          continue;
        }
      if (json->fault == NULL)
        vitrine_boxes_skip_nth (boxes, list, n - 1, shape->label != NULL ? _("its points make no box") : _("it has no label"));
      shape_free (shape);
    }
}

typedef struct
{
  GPtrArray *shapes, *flags;
  char      *path;
  double     width, height;
} Sheet;

static void
get_sheet (VtJson       *json,
           VitrineBoxes *boxes,
           const char   *name,
           Sheet        *sheet)
{
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *member = vt_json_name (json);

      if (g_str_equal (member, "shapes"))
        get_shapes (json, boxes, name, sheet->shapes);
      else if (g_str_equal (member, "flags"))
        get_flags (json, sheet->flags);
      else if (g_str_equal (member, "imagePath"))
        vitrine_boxes_json_take (json, &sheet->path);
      else if (g_str_equal (member, "imageWidth"))
        sheet->width = vitrine_boxes_json_number (json);
      else if (g_str_equal (member, "imageHeight"))
        sheet->height = vitrine_boxes_json_number (json);
      else
        vt_json_skip (json);
    }
}

static gboolean
read_labelme (VitrineBoxes *boxes,
              const char   *text,
              gsize         length,
              const char   *name,
              const VtJob  *job,
              GError      **error)
{
  g_autoptr (GPtrArray) shapes = g_ptr_array_new_with_free_func (shape_free);
  g_autoptr (GPtrArray) flags = g_ptr_array_new_with_free_func (g_free);
  Sheet sheet = { shapes, flags, NULL, 0, 0 };
  VitrineBoxesPicture *picture;
  VtJson json;

  vt_json_init (&json, text, length);
  get_sheet (&json, boxes, name, &sheet);
  g_autofree char *path = sheet.path;

  if (json.fault != NULL)
    return vitrine_boxes_fault (error, name, text, json.fault_at, json.fault);
  if (path == NULL)
    return vitrine_boxes_fault (error, name, text, 0, _("imagePath is missing"));
  picture = vitrine_boxes_add_picture (boxes, path);
  vitrine_boxes_set_size (picture, sheet.width, sheet.height);
  for (guint i = 0; i < flags->len; i++)
    g_ptr_array_add (picture->attributes, g_strdup (flags->pdata[i]));
  take_shapes (picture, shapes);
  return TRUE;
}

static gboolean
is_labelme (const char *text,
            gsize       length)
{
  return vitrine_boxes_json_has (text, length, "shapes", (const char *const[]) { "imagePath", NULL });
}

/* ---- writing ---- */

static void
put_corners (GString          *out,
             const VitrineBox *box)
{
  const double numbers[] = { box->x, box->y, box->x + box->w, box->y + box->h };

  for (guint i = 0; i < 4; i++)
    {
      g_string_append (out, i == 0 ? "[[" : i == 2 ? "], [" : ", ");
      vt_json_put_double (out, numbers[i]);
    }
  g_string_append (out, "]]");
}

static void
begin_shape (GString          *out,
             gboolean          first,
             const char       *label,
             const VitrineBox *box,
             guint             group)
{
  g_string_append (out, first ? "\n    {\"label\": " : ",\n    {\"label\": ");
  vt_json_put_string (out, label);
  g_string_append (out, ", \"points\": ");
  put_corners (out, box);
  g_string_append_printf (out, ", \"group_id\": %u, \"description\": \"\", \"shape_type\": \"rectangle\"", group);
}

static void
put_object (GString                   *out,
            const VitrineBoxesPicture *picture,
            const VitrineBoxesObject  *object,
            guint                      group)
{
  const VitrineBox whole = { 0, 0, picture->width, picture->height };

  begin_shape (out, group == 1, object->class_name != NULL ? object->class_name : "object",
               object->has_box ? &object->box : &whole, group);
  g_string_append_printf (out, ", \"flags\": {}, \"role\": \"object\", \"whole\": %s, \"picture\": ",
                          object->has_box ? "false" : "true");
  vt_json_put_string (out, object->id != NULL ? object->id : picture->file);
  g_string_append_c (out, '}');
  for (guint i = 0; i < object->parts->len; i++)
    {
      const VitrineBoxesPart *part = object->parts->pdata[i];

      begin_shape (out, FALSE, part->name, &part->box, group);
      g_string_append_printf (out, ", \"flags\": {\"mirrored\": %s}, \"role\": \"part\", \"template\": ",
                              part->mirrored ? "true" : "false");
      vt_json_put_string (out, part->template_name != NULL ? part->template_name : "");
      g_string_append_c (out, '}');
    }
}

static gboolean
write_labelme (const VitrineBoxes *boxes,
               const char         *folder,
               const VtJob        *job,
               GError            **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);

  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];
      g_autoptr (GString) out = g_string_new ("{\n  \"version\": \"5.0.1\",\n  \"flags\": {},\n  \"shapes\": [");
      g_autofree char *path = picture->path != NULL ? vitrine_boxes_relative (picture->path, absolute)
                                                    : g_strdup (picture->file);

      for (guint k = 0; k < picture->objects->len; k++)
        put_object (out, picture, picture->objects->pdata[k], k + 1);
      g_string_append (out, "\n  ],\n  \"imagePath\": ");
      vt_json_put_string (out, path);
      g_string_append_printf (out, ",\n  \"imageData\": null,\n  \"imageHeight\": %u,\n  \"imageWidth\": %u\n}\n",
                              picture->height, picture->width);
      if (!vt_job_tick (job, (double) i / boxes->pictures->len, N_("Writing boxes"), error)
          || !vitrine_boxes_put (folder, picture, ".json", out->str, taken, error))
        return FALSE;
    }
  return TRUE;
}

const VitrineBoxesFormat vitrine_boxes_labelme = {
  .id = "labelme", .title = "LabelMe", .ending = ".json", .folder = TRUE, .needs_size = TRUE,
  .is = is_labelme, .read = read_labelme, .write = write_labelme,
};
