/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in front of the animal. */
#include "engine/sample/vitrine-menagerie-place.h"
#include "engine/sample/vitrine-menagerie-things.h"

static void
draw_fence (cairo_t *cr,
            VtRng   *rng,
            double   y,
            double   height)
{
  const double step = vt_rng_range (rng, 0.15, 0.2), start = vt_rng_range (rng, -0.1, 0.05);
  const VitrineRgb wood = vitrine_rgb_vary (vitrine_rgb (0xc79a6a), rng, 0.12);

  for (int pass = 0; pass < 2; pass++)
    {
      for (double x = start; x < 1.1; x += step)
        {
          const double w = 0.022;

          if (pass == 0)
            continue;
          cairo_move_to (cr, x - w, y);
          cairo_line_to (cr, x - w, y - height);
          cairo_line_to (cr, x, y - height - 0.035);
          cairo_line_to (cr, x + w, y - height);
          cairo_line_to (cr, x + w, y);
          cairo_close_path (cr);
        }
      if (pass == 0)
        for (int i = 0; i < 2; i++)
          cairo_rectangle (cr, -0.1, y - height * (0.38 + 0.42 * i), 1.2, 0.028);
      vitrine_set_rgb (cr, pass ? wood : vitrine_rgb_dark (wood, 0.25), 1.0);
      cairo_fill_preserve (cr);
      cairo_set_line_width (cr, 0.006);
      vitrine_set_rgb (cr, vitrine_rgb_line (wood), 0.7);
      cairo_stroke (cr);
    }
}

void
vitrine_place_draw_occluder (cairo_t               *cr,
                             const VitrineScene    *scene,
                             const VitrineSceneBox *animal)
{
  const double x = animal->x + animal->width * (0.12 + 0.76 * scene->occluder_place);
  const double height = animal->height * scene->occluder_amount * 0.62;
  const double y = scene->ground + 0.03;
  const VitrineRgb green = vitrine_place_leaf (scene);
  VtRng rng;

  if (animal->width <= 0.0)
    return;
  vt_rng_init (&rng, scene->seed ^ 0x6f63636cu);
  switch (scene->occluder)
    {
    case VITRINE_SCENE_OCCLUDER_GRASS:
      vitrine_thing_blades (cr, &rng, x, y + 0.02, 0.5 * animal->width + 0.12, MIN (0.06 + 1.15 * height, 0.4), 46,
                            vitrine_rgb_dark (green, 0.35), vitrine_rgb_light (green, 0.25));
      break;
    case VITRINE_SCENE_OCCLUDER_BUSH:
      vitrine_thing_bush (cr, &rng, x, y + 0.02, 0.08 + 0.85 * height, vitrine_rgb_vary (green, &rng, 0.1));
      break;
    case VITRINE_SCENE_OCCLUDER_ROCK:
      vitrine_thing_rock (cr, &rng, x, y + 0.02, 0.06 + 0.7 * height,
                          vitrine_rgb_vary (vitrine_rgb (0x9a94a0), &rng, 0.1));
      break;
    case VITRINE_SCENE_OCCLUDER_FENCE:
      draw_fence (cr, &rng, y + 0.03, 0.08 + 0.6 * height);
      break;
    default:
      break;
    }
}
