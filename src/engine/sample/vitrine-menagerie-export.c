/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures, masks and annotations as files. */
#include "engine/sample/vitrine-menagerie-export.h"

#include <cairo.h>
#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "engine/sample/vitrine-menagerie-coco.h"

static gboolean
make_folder (const char *path,
             GError    **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return FALSE;
}

/* Cairo writes its RGB24 as an RGB file and its A8 as a grey one. */
static gboolean
write_png (const char    *path,
           cairo_format_t format,
           const guint8  *pixels,
           guint          size,
           GError       **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (format, (int) size, (int) size);
  guint8 *data = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  cairo_status_t status;

  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      {
        const gsize i = (gsize) y * size + x;

        if (format == CAIRO_FORMAT_A8)
          data[(gsize) y * stride + x] = pixels[i];
        else
          ((guint32 *) (void *) (data + (gsize) y * stride))[x] =
            (guint32) pixels[3 * i] << 16 | (guint32) pixels[3 * i + 1] << 8 | pixels[3 * i + 2];
      }
  cairo_surface_mark_dirty (surface);
  status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("%s: the picture could not be written (%s)"), path,
               cairo_status_to_string (status));
  return FALSE;
}

static gboolean
export_one (const VitrineMenagerieOptions *options,
            const char                    *folder,
            guint                          index,
            JsonArray                     *images,
            JsonArray                     *annotations,
            VitrineMenagerieSummary       *summary,
            GError                       **error)
{
  g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (options, index);
  g_autoptr (VitrineSceneTruth) truth = vitrine_scene_truth (scene);
  g_autofree guint8 *pixels = vitrine_scene_render (scene);
  g_autofree char *name = g_strdup_printf ("pictures/%s/%06u.png", vitrine_menagerie_class_name (scene->label), index);
  g_autofree char *mask = g_strdup_printf ("masks/%06u.png", index);
  g_autofree char *picture_path = g_build_filename (folder, name, NULL);
  g_autofree char *mask_path = g_build_filename (folder, mask, NULL);
  g_autofree char *class_folder = g_path_get_dirname (picture_path);
  JsonNode *annotation;

  if (!make_folder (class_folder, error)
      || !write_png (picture_path, CAIRO_FORMAT_RGB24, pixels, scene->size, error)
      || !write_png (mask_path, CAIRO_FORMAT_A8, truth->labels, scene->size, error))
    return FALSE;
  json_array_add_element (images, vitrine_menagerie_coco_image (scene, name, mask));
  annotation = vitrine_menagerie_coco_annotation (scene, truth);
  if (annotation)
    json_array_add_element (annotations, annotation);
  summary->pictures++;
  summary->parts += truth->n_parts;
  if (scene->label < G_N_ELEMENTS (summary->per_class))
    summary->per_class[scene->label]++;
  return TRUE;
}

static gboolean
write_json (JsonObject *object,
            const char *folder,
            const char *name,
            GError    **error)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  json_node_set_object (root, object);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, &length);
  return g_file_set_contents (path, text, (gssize) length, error);
}

static gboolean
write_annotations (const VitrineMenagerieOptions *options,
                   const char                    *folder,
                   JsonArray                     *images,
                   JsonArray                     *annotations,
                   GError                       **error)
{
  g_autoptr (JsonObject) root = json_object_new (), parts = json_object_new ();
  g_autofree char *query = vitrine_menagerie_options_query (options);
  g_autofree char *address = g_strconcat ("sample:pictures", *query ? "?" : "", query, NULL);
  JsonObject *info = json_object_new ();

  json_object_set_string_member (info, "description", "The Menagerie, drawn by Vitrine");
  json_object_set_string_member (info, "address", address);
  json_object_set_object_member (root, "info", info);
  json_object_set_array_member (root, "images", json_array_ref (images));
  json_object_set_array_member (root, "categories", vitrine_menagerie_coco_categories ());
  json_object_set_array_member (root, "annotations", json_array_ref (annotations));
  for (guint part = 0; part < VITRINE_SCENE_N_PARTS; part++)
    json_object_set_int_member (parts, vitrine_scene_part_name (part), part);
  return write_json (root, folder, "annotations.json", error) && write_json (parts, folder, "parts.json", error);
}

gboolean
vitrine_menagerie_export (const VitrineMenagerieOptions *options,
                          const char                    *folder,
                          const VtJob                   *job,
                          VitrineMenagerieSummary       *summary,
                          GError                       **error)
{
  g_autoptr (JsonArray) images = json_array_new (), annotations = json_array_new ();
  g_autofree char *masks = g_build_filename (folder, "masks", NULL);
  VitrineMenagerieSummary own = { 0 };
  GError *stopped = NULL;
  gboolean written;

  g_return_val_if_fail (options != NULL && folder != NULL, FALSE);
  if (!make_folder (masks, error))
    return FALSE;
  for (guint i = 0; i < options->count && !stopped; i++)
    if (vt_job_tick (job, (double) i / options->count, N_("Drawing"), &stopped))
      export_one (options, folder, i, images, annotations, &own, &stopped);
  written = write_annotations (options, folder, images, annotations, stopped ? NULL : error);
  if (summary)
    *summary = own;
  if (!stopped)
    return written;
  g_propagate_error (error, stopped);
  return FALSE;
}
