/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COCO objects.  A key point is the middle of a part; every part is one, in order of VitrineScenePart. */
#include "engine/sample/vitrine-menagerie-coco.h"

/* Under this share of visible pixels a key point counts as hidden (COCO's v = 1). */
static const double hidden_below = 0.15;

JsonArray *
vitrine_menagerie_coco_categories (void)
{
  JsonArray *categories = json_array_new ();

  for (guint i = 0; i < vitrine_menagerie_background (); i++)
    {
      JsonObject *category = json_object_new ();
      JsonArray *points = json_array_new ();

      for (guint part = 1; part < VITRINE_SCENE_N_PARTS; part++)
        json_array_add_string_element (points, vitrine_scene_part_name (part));
      json_object_set_int_member (category, "id", i + 1);
      json_object_set_string_member (category, "name", vitrine_menagerie_class_name (i));
      json_object_set_string_member (category, "supercategory", "animal");
      json_object_set_array_member (category, "keypoints", points);
      json_object_set_array_member (category, "skeleton", json_array_new ());
      json_array_add_object_element (categories, category);
    }
  return categories;
}

static JsonNode *
object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

JsonNode *
vitrine_menagerie_coco_image (const VitrineScene *scene,
                              const char         *file_name,
                              const char         *mask_name)
{
  JsonObject *image = json_object_new ();

  json_object_set_int_member (image, "id", scene->index + 1);
  json_object_set_string_member (image, "file_name", file_name);
  json_object_set_string_member (image, "mask_file_name", mask_name);
  json_object_set_int_member (image, "width", scene->size);
  json_object_set_int_member (image, "height", scene->size);
  json_object_set_string_member (image, "label", vitrine_menagerie_class_name (scene->label));
  json_object_set_string_member (image, "species", vitrine_menagerie_class_name (scene->species));
  json_object_set_string_member (image, "background", vitrine_scene_background_name (scene->background));
  json_object_set_string_member (image, "occluder", vitrine_scene_occluder_name (scene->occluder));
  return object_node (image);
}

static JsonArray *
box_array (const VitrineSceneBox *box)
{
  JsonArray *array = json_array_sized_new (4);

  json_array_add_double_element (array, box->x);
  json_array_add_double_element (array, box->y);
  json_array_add_double_element (array, box->width);
  json_array_add_double_element (array, box->height);
  return array;
}

/* COCO's uncompressed run lengths: columns from the left, each from the top, first the length of a run
 * outside. */
static JsonObject *
run_lengths (const VitrineSceneTruth *truth,
             gint64                  *area)
{
  JsonObject *segmentation = json_object_new ();
  JsonArray *counts = json_array_new (), *size = json_array_new ();
  gboolean inside = FALSE;
  gint64 run = 0;

  *area = 0;
  for (guint x = 0; x < truth->size; x++)
    for (guint y = 0; y < truth->size; y++)
      {
        const gboolean here = truth->labels[(gsize) y * truth->size + x] != VITRINE_SCENE_PART_NONE;

        if (here != inside)
          {
            json_array_add_int_element (counts, run);
            run = 0;
            inside = here;
          }
        run++;
        *area += here;
      }
  json_array_add_int_element (counts, run);
  json_array_add_int_element (size, truth->size);
  json_array_add_int_element (size, truth->size);
  json_object_set_array_member (segmentation, "counts", counts);
  json_object_set_array_member (segmentation, "size", size);
  return segmentation;
}

static JsonArray *
part_array (const VitrineSceneTruth *truth)
{
  JsonArray *parts = json_array_new ();

  for (guint i = 0; i < truth->n_parts; i++)
    {
      const VitrineScenePartTruth *t = &truth->parts[i];
      JsonObject *part = json_object_new ();
      JsonArray *centre = json_array_new ();

      json_array_add_double_element (centre, t->x);
      json_array_add_double_element (centre, t->y);
      json_object_set_string_member (part, "name", vitrine_scene_part_name (t->part));
      json_object_set_int_member (part, "mask_value", t->part);
      json_object_set_array_member (part, "centre", centre);
      json_object_set_array_member (part, "bbox", box_array (&t->box));
      json_object_set_array_member (part, "visible_bbox", box_array (&t->visible_box));
      json_object_set_double_member (part, "visibility", t->visibility);
      json_object_set_int_member (part, "area", (gint64) t->pixels);
      json_array_add_object_element (parts, part);
    }
  return parts;
}

static JsonArray *
key_points (const VitrineSceneTruth *truth,
            gint64                  *n_points)
{
  JsonArray *points = json_array_new ();

  *n_points = 0;
  for (guint part = 1; part < VITRINE_SCENE_N_PARTS; part++)
    {
      const VitrineScenePartTruth *t = vitrine_scene_truth_part (truth, part);

      json_array_add_double_element (points, t ? t->x : 0.0);
      json_array_add_double_element (points, t ? t->y : 0.0);
      json_array_add_int_element (points, t == NULL ? 0 : t->visibility < hidden_below ? 1 : 2);
      *n_points += t != NULL;
    }
  return points;
}

JsonNode *
vitrine_menagerie_coco_annotation (const VitrineScene      *scene,
                                   const VitrineSceneTruth *truth)
{
  JsonObject *annotation, *attributes;
  gint64 area, n_points;

  if (!truth->has_object)
    return NULL;
  annotation = json_object_new ();
  attributes = json_object_new ();
  json_object_set_int_member (annotation, "id", scene->index + 1);
  json_object_set_int_member (annotation, "image_id", scene->index + 1);
  json_object_set_int_member (annotation, "category_id", scene->species + 1);
  json_object_set_int_member (annotation, "iscrowd", 0);
  json_object_set_array_member (annotation, "bbox", box_array (&truth->object));
  json_object_set_object_member (annotation, "segmentation", run_lengths (truth, &area));
  json_object_set_int_member (annotation, "area", area);
  json_object_set_array_member (annotation, "keypoints", key_points (truth, &n_points));
  json_object_set_int_member (annotation, "num_keypoints", n_points);
  json_object_set_array_member (annotation, "parts", part_array (truth));
  json_object_set_string_member (attributes, "facing", vitrine_scene_facing_name (scene->facing));
  json_object_set_string_member (attributes, "pose", vitrine_scene_pose_name (scene->pose));
  json_object_set_string_member (attributes, "coat", vitrine_scene_coat_name (scene->coat));
  json_object_set_boolean_member (attributes, "hat", scene->hat);
  json_object_set_boolean_member (attributes, "scarf", scene->scarf);
  json_object_set_boolean_member (attributes, "asleep", scene->asleep);
  json_object_set_boolean_member (attributes, "pale", scene->hidden);
  json_object_set_object_member (annotation, "attributes", attributes);
  return object_node (annotation);
}
