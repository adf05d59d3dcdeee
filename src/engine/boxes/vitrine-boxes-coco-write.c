/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing COCO. */
#include <glib/gi18n.h>

#include "base/vt-json.h"
#include "engine/boxes/vitrine-boxes-coco-private.h"
#include "engine/boxes/vitrine-boxes-file.h"

static guint
number_of (GHashTable *numbers,
           GPtrArray  *names,
           const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name));

  if (number == 0)
    {
      number = names->len + 1;
      g_hash_table_insert (numbers, (gpointer) name, GUINT_TO_POINTER (number));
      g_ptr_array_add (names, (gpointer) name);
    }
  return number;
}

/* Names of objects, then those of parts behind them; a name may be both. */
typedef struct
{
  GHashTable *object_numbers, *part_numbers;
  GPtrArray  *objects, *parts;
} Names;

static const char *
class_of (const VitrineBoxesObject *object)
{
  return object->class_name != NULL ? object->class_name : "object";
}

static void
collect_names (const VitrineBoxes *boxes,
               Names              *names)
{
  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];

      for (guint k = 0; k < picture->objects->len; k++)
        {
          const VitrineBoxesObject *object = picture->objects->pdata[k];

          number_of (names->object_numbers, names->objects, class_of (object));
          for (guint p = 0; p < object->parts->len; p++)
            number_of (names->part_numbers, names->parts, ((VitrineBoxesPart *) object->parts->pdata[p])->name);
        }
    }
}

static void
put_categories (GString     *out,
                const Names *names)
{
  g_string_append (out, " \"categories\": [");
  for (guint i = 0; i < names->objects->len + names->parts->len; i++)
    {
      const gboolean part = i >= names->objects->len;
      const char *name = part ? names->parts->pdata[i - names->objects->len] : names->objects->pdata[i];

      g_string_append_printf (out, "%s\n  {\"id\": %u, \"name\": ", i > 0 ? "," : "", i + 1);
      vt_json_put_string (out, name);
      g_string_append_printf (out, ", \"supercategory\": \"%s\"}", part ? "part" : "object");
    }
  g_string_append (out, "\n ],\n");
}

static void
put_list (GString      *out,
          const double *numbers,
          guint         n)
{
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      vt_json_put_double (out, numbers[i]);
    }
}

static void
put_annotation (GString          *out,
                guint             id,
                guint             image,
                guint             category,
                const VitrineBox *box)
{
  const double x1 = box->x + box->w, y1 = box->y + box->h;
  const double corners[] = { box->x, box->y, x1, box->y, x1, y1, box->x, y1 };

  g_string_append_printf (out, "%s\n  {\"id\": %u, \"image_id\": %u, \"category_id\": %u, \"bbox\": [", id > 1 ? "," : "", id,
                          image, category);
  put_list (out, (const double[]) { box->x, box->y, box->w, box->h }, 4);
  g_string_append (out, "], \"area\": ");
  vt_json_put_double (out, box->w * box->h);
  g_string_append (out, ", \"iscrowd\": 0, \"segmentation\": [[");
  put_list (out, corners, G_N_ELEMENTS (corners));
  g_string_append (out, "]]");
}

static void
put_object (GString                   *out,
            const VitrineBoxesPicture *picture,
            const VitrineBoxesObject  *object,
            guint                      image,
            const Names               *names,
            guint                     *id)
{
  const VitrineBox whole = { 0, 0, picture->width, picture->height };
  const guint own = ++*id;

  put_annotation (out, own, image, GPOINTER_TO_UINT (g_hash_table_lookup (names->object_numbers, class_of (object))),
                  object->has_box ? &object->box : &whole);
  g_string_append (out, ", \"attributes\": {\"picture\": ");
  vt_json_put_string (out, object->id != NULL ? object->id : picture->file);
  g_string_append_printf (out, ", \"whole_picture\": %s}}", object->has_box ? "false" : "true");
  for (guint i = 0; i < object->parts->len; i++)
    {
      const VitrineBoxesPart *part = object->parts->pdata[i];
      const guint number = GPOINTER_TO_UINT (g_hash_table_lookup (names->part_numbers, part->name));

      put_annotation (out, ++*id, image, names->objects->len + number, &part->box);
      g_string_append_printf (out, ", \"parent\": %u, \"attributes\": {\"template\": ", own);
      if (part->template_name != NULL)
        vt_json_put_string (out, part->template_name);
      else
        g_string_append (out, "null");
      g_string_append_printf (out, ", \"mirrored\": %s}}", part->mirrored ? "true" : "false");
    }
}

static char *
form_coco (const VitrineBoxes *boxes,
           const Names        *names)
{
  GString *out = g_string_new ("{\"info\": {\"description\": \"" VITRINE_BOXES_OURS "\", \"version\": \"1.0\"},\n"
                               " \"licenses\": [],\n \"images\": [");
  guint id = 0;

  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];

      g_string_append_printf (out, "%s\n  {\"id\": %u, \"file_name\": ", i > 0 ? "," : "", i + 1);
      vt_json_put_string (out, picture->file);
      g_string_append_printf (out, ", \"width\": %u, \"height\": %u}", picture->width, picture->height);
    }
  g_string_append (out, "\n ],\n");
  put_categories (out, names);
  g_string_append (out, " \"annotations\": [");
  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];

      for (guint k = 0; k < picture->objects->len; k++)
        put_object (out, picture, picture->objects->pdata[k], i + 1, names, &id);
    }
  g_string_append (out, "\n ]}\n");
  return g_string_free (out, FALSE);
}

gboolean
vitrine_boxes_coco_write (const VitrineBoxes *boxes,
                          const char         *path,
                          const VtJob        *job,
                          GError            **error)
{
  g_autoptr (GHashTable) object_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) part_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) objects = g_ptr_array_new (), parts = g_ptr_array_new ();
  Names names = { object_numbers, part_numbers, objects, parts };
  g_autofree char *text = NULL;

  collect_names (boxes, &names);
  text = form_coco (boxes, &names);
  return vt_job_tick (job, 1, N_("Writing boxes"), error) && g_file_set_contents (path, text, -1, error);
}
