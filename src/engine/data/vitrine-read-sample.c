/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Menagerie as a data set: pictures are described here and drawn when they are loaded; boxes
 * and parts are known exactly. */
#include <string.h>

#include "engine/data/vitrine-reader.h"
#include "engine/sample/vitrine-menagerie.h"

static VitrineBox
box_of (const VitrineSceneBox *box)
{
  return (VitrineBox) { box->x, box->y, box->width, box->height };
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
