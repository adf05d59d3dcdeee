/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Menagerie as a data set: pictures are described here and drawn when they are loaded; boxes
 * and parts are known exactly. */
#include <string.h>

#include "engine/data/vitrine-reader.h"
#include "engine/sample/vitrine-menagerie-animal.h"

/* A part counts as shown when this share of it is seen. */
static const double seen = 0.3;

static VitrineBox
box_of (const VitrineSceneBox *box)
{
  return (VitrineBox) { box->x, box->y, box->width, box->height };
}

static void
add_named (VitrinePicture *picture,
           const char     *kind,
           const char     *name)
{
  g_autofree char *both = g_strconcat (kind, "-", name, NULL);

  vitrine_picture_add_attribute (picture, both);
}

/* What somebody who looks at the picture would tick on a list: no places. */
static void
tell_attributes (VitrinePicture          *picture,
                 const VitrineScene      *scene,
                 const VitrineSceneTruth *truth)
{
  static const VitrineScenePart told[] = {
    VITRINE_SCENE_PART_EYE_LEFT, VITRINE_SCENE_PART_EYE_RIGHT, VITRINE_SCENE_PART_EAR_LEFT,
    VITRINE_SCENE_PART_EAR_RIGHT, VITRINE_SCENE_PART_MUZZLE, VITRINE_SCENE_PART_BEAK, VITRINE_SCENE_PART_HORNS,
    VITRINE_SCENE_PART_TRUNK, VITRINE_SCENE_PART_MANE, VITRINE_SCENE_PART_WING_LEFT, VITRINE_SCENE_PART_WING_RIGHT,
    VITRINE_SCENE_PART_TAIL, VITRINE_SCENE_PART_HAT, VITRINE_SCENE_PART_SCARF,
  };

  if (!vitrine_species_get (scene->species))
    return;
  add_named (picture, "facing", vitrine_scene_facing_name (scene->facing));
  add_named (picture, "pose", vitrine_scene_pose_name (scene->pose));
  add_named (picture, "coat", vitrine_scene_coat_name (scene->coat));
  add_named (picture, "eyes", scene->asleep ? "closed" : "open");
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      const VitrineScenePartTruth *part = vitrine_scene_truth_part (truth, told[i]);

      if (part && part->visibility > seen)
        vitrine_picture_add_attribute (picture, vitrine_scene_part_name (told[i]));
    }
}

static VitrinePicture *
describe (const VitrineMenagerieOptions *options,
          const char                    *query,
          guint                          index)
{
  g_autofree char *path = g_strdup_printf ("%s/%u%s%s", VITRINE_SAMPLE_PICTURES, index,
                                           *query != '\0' ? "?" : "", query);
  g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (options, index);
  g_autoptr (VitrineSceneTruth) truth = vitrine_scene_truth (scene);
  /* "sheep 0": short enough to be read under a thumbnail. */
  g_autofree char *id = g_strdup_printf ("%s %u", vitrine_menagerie_class_name (scene->label), index);
  VitrinePicture *picture = vitrine_picture_new (id, path);

  vitrine_picture_set_size (picture, scene->size, scene->size);
  vitrine_picture_set_class (picture, vitrine_menagerie_class_name (scene->label));
  vitrine_picture_set_annotated (picture);
  if (truth->has_object)
    {
      const VitrineBox box = box_of (&truth->object);

      vitrine_picture_set_box (picture, &box);
    }
  for (guint i = 0; i < truth->n_parts; i++)
    {
      const VitrineBox box = box_of (&truth->parts[i].box);

      /* A part hidden behind a bush is no answer to “where is it?”. */
      if (truth->parts[i].pixels > 0)
        vitrine_picture_add_part (picture, vitrine_scene_part_name (truth->parts[i].part), &box);
    }
  tell_attributes (picture, scene, truth);
  return picture;
}

/* What a single picture depends on: not the number of them. */
static char *
picture_query (const VitrineMenagerieOptions *options)
{
  VitrineMenagerieOptions usual, own = *options;

  vitrine_menagerie_options_init (&usual);
  own.count = usual.count;
  return vitrine_menagerie_options_query (&own);
}

gboolean
vitrine_read_sample (VitrineReader *self,
                     GError       **error)
{
  const char *question = strchr (self->root, '?');
  g_autofree char *query = NULL;
  VitrineMenagerieOptions options;

  vitrine_menagerie_options_init (&options);
  if (!vitrine_menagerie_options_parse (&options, question != NULL ? question + 1 : NULL, error))
    return FALSE;
  query = picture_query (&options);
  for (guint i = 0; i < options.count; i++)
    {
      if (!vitrine_reader_tick (self, (double) i / options.count, error))
        return FALSE;
      vitrine_reader_add (self, describe (&options, query, i));
    }
  return TRUE;
}
