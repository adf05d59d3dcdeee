/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a scene to pixels: the picture, and the map of parts.  Both use the same stage and the same
 * shapes. */
#include "engine/sample/vitrine-menagerie-animal.h"
#include "engine/sample/vitrine-menagerie-canvas.h"
#include "engine/sample/vitrine-menagerie-place.h"

#include <math.h>

/* Between the animal and the sides of the picture, in sides. */
static const double edge = 0.015;

void
vitrine_stage_init (VitrineStage       *stage,
                    const VitrineScene *scene)
{
  VitrinePoint min, max;
  double scale, angle;

  *stage = (VitrineStage) { .mirrored = scene->facing == VITRINE_SCENE_FACING_LEFT };
  if (scene->species == vitrine_menagerie_background ())
    return;
  stage->pen = vitrine_animal_draw (scene);
  angle = stage->mirrored ? -scene->angle : scene->angle;
  vitrine_pen_extents (stage->pen, angle, &min, &max);
  scale = MIN (scene->width / (max.x - min.x), scene->height / (max.y - min.y));

  const double width = scale * (max.x - min.x), height = scale * (max.y - min.y);
  /* The animal stays in the picture, wherever its middle was to be. */
  const double middle = CLAMP (scene->x, 0.5 * width + edge, MAX (1.0 - 0.5 * width - edge, 0.5));

  stage->box = (VitrineSceneBox) { middle - 0.5 * width, scene->ground - height, width, height };
  cairo_matrix_init_scale (&stage->matrix, scene->size, scene->size);
  cairo_matrix_translate (&stage->matrix, middle, scene->ground);
  cairo_matrix_scale (&stage->matrix, stage->mirrored ? -scale : scale, scale);
  cairo_matrix_translate (&stage->matrix, -0.5 * (min.x + max.x), -max.y);
  cairo_matrix_rotate (&stage->matrix, angle);
}

void
vitrine_stage_clear (VitrineStage *stage)
{
  g_clear_pointer (&stage->pen, vitrine_pen_free);
}

/* A fine grain, so that flat areas look like paper and not like plastic. */
static void
unpack (cairo_surface_t    *surface,
        const VitrineScene *scene,
        guint8             *rgb)
{
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  VtRng rng;

  vt_rng_init (&rng, scene->seed ^ 0x67726169u);
  for (guint y = 0; y < scene->size; y++)
    {
      const guint32 *row = (const guint32 *) (const void *) (pixels + (gsize) y * stride);

      for (guint x = 0; x < scene->size; x++)
        {
          const guint64 noise = vt_rng_next (&rng);
          /* The sum of three dice is nearly normal and costs one random number. */
          const int grain = (int) ((noise & 7) + ((noise >> 8) & 7) + ((noise >> 16) & 7)) - 10;

          for (int c = 0; c < 3; c++)
            {
              const int v = (int) ((row[x] >> (16 - 8 * c)) & 255) + grain / 2;

              *rgb++ = (guint8) CLAMP (v, 0, 255);
            }
        }
    }
}

guint8 *
vitrine_scene_render (const VitrineScene *scene)
{
  g_return_val_if_fail (scene != NULL && scene->size > 0, NULL);

  g_auto (VitrineStage) stage = { 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) scene->size,
                                                         (int) scene->size);
  cairo_t *cr = cairo_create (surface);
  guint8 *rgb = g_malloc ((gsize) scene->size * scene->size * 3);

  vitrine_stage_init (&stage, scene);
  cairo_scale (cr, scene->size, scene->size);
  vitrine_place_draw_background (cr, scene);
  vitrine_place_draw_clutter (cr, scene);
  if (stage.pen)
    {
      vitrine_place_draw_shadow (cr, scene, stage.box.x + 0.5 * stage.box.width, scene->ground, stage.box.width);
      vitrine_pen_play_colours (stage.pen, cr, &stage.matrix);
    }
  vitrine_place_draw_occluder (cr, scene, &stage.box);
  vitrine_place_draw_light (cr, scene);
  cairo_surface_flush (surface);
  unpack (surface, scene, rgb);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return rgb;
}
