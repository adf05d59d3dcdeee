/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places: sky, distance and ground in layers that pale with distance, the light of the hour over all. */
#include "engine/sample/vitrine-menagerie-place.h"

#include "engine/sample/vitrine-menagerie-things.h"

#include <math.h>

/* The colours of a place, from the top of the picture to the bottom. */
typedef struct
{
  guint32 sky, low_sky, far, near, ground, deep;
  guint32 leaf;                      /* of bushes */
  guint32 light;                     /* laid over everything … */
  double  light_strength;            /* … this much */
} Place;

static const Place places[VITRINE_SCENE_N_BACKGROUNDS] = {
  [VITRINE_SCENE_BACKGROUND_MEADOW] = { 0x8cc8e8, 0xe9f4ea, 0xaed4b0, 0x93c584, 0x93c66c, 0x5f9d4b, 0x6fae58,
                                        0xfff2c8, 0.10 },
  [VITRINE_SCENE_BACKGROUND_FOREST] = { 0xdbe8c6, 0xf0f0d2, 0xb2c9a4, 0x7ea67c, 0x7f9f5a, 0x47683b, 0x5f8a4c,
                                        0xe8f0b0, 0.12 },
  [VITRINE_SCENE_BACKGROUND_DESERT] = { 0xf8cf96, 0xfdeccb, 0xeec48c, 0xe0a868, 0xebbd7c, 0xc58a4e, 0xa8a066,
                                        0xffd9a0, 0.14 },
  [VITRINE_SCENE_BACKGROUND_SNOW]   = { 0xb5d2ec, 0xeaf1f8, 0xb3c8e2, 0xd3e1f0, 0xf4f8fc, 0xc2d6ec, 0xa9c4cc,
                                        0xd8e8ff, 0.10 },
  [VITRINE_SCENE_BACKGROUND_SHORE]  = { 0x83cbe2, 0xdcf2ee, 0x4fb3c4, 0x8fd8d4, 0xf4dfb4, 0xd9b880, 0x8fb878,
                                        0xfff4d0, 0.08 },
  [VITRINE_SCENE_BACKGROUND_DUSK]   = { 0x5b4a8c, 0xfbb184, 0x94608c, 0x6c4a78, 0x8a6a72, 0x4c3c54, 0x5d4a6c,
                                        0xff9a6a, 0.17 },
  [VITRINE_SCENE_BACKGROUND_NIGHT]  = { 0x16204a, 0x43599a, 0x2c3f74, 0x233562, 0x3c6070, 0x1d3444, 0x2c5058,
                                        0x5a78d0, 0.30 },
  [VITRINE_SCENE_BACKGROUND_INDOOR] = { 0xe9cfae, 0xf3e0c4, 0xd9b78e, 0xc99a6a, 0xc4935f, 0x94663c, 0x5f9a64,
                                        0xffdfa8, 0.12 },
};

static const double horizon = 0.60;

static VitrineRgb
tone (const VitrineScene *scene,
      guint32             hex,
      VtRng              *rng)
{
  return vitrine_rgb_vary (vitrine_rgb (hex), rng, 0.09);
}

VitrineRgb
vitrine_place_leaf (const VitrineScene *scene)
{
  return vitrine_rgb (places[scene->background].leaf);
}

static void
draw_stars (cairo_t *cr,
            VtRng   *rng)
{
  for (int i = 0; i < 46; i++)
    {
      const double r = vt_rng_range (rng, 0.0015, 0.0045);

      cairo_new_sub_path (cr);
      cairo_arc (cr, vt_rng_uniform (rng), vt_rng_uniform (rng) * horizon, r, 0.0, 2.0 * G_PI);
    }
  vitrine_set_rgb (cr, vitrine_rgb (0xfdf6da), 0.85);
  cairo_fill (cr);
}

static void
draw_luminary (cairo_t            *cr,
               const VitrineScene *scene,
               VtRng              *rng)
{
  const double x = vt_rng_range (rng, 0.12, 0.88);

  switch (scene->background)
    {
    case VITRINE_SCENE_BACKGROUND_DUSK:
      vitrine_thing_glow (cr, x, 0.50, 0.55, vitrine_rgb (0xffd28a), 0.8);
      cairo_arc (cr, x, 0.50, 0.10, 0.0, 2.0 * G_PI);
      vitrine_set_rgb (cr, vitrine_rgb (0xfff0c0), 0.95);
      cairo_fill (cr);
      break;
    case VITRINE_SCENE_BACKGROUND_NIGHT:
      draw_stars (cr, rng);
      vitrine_thing_glow (cr, x, 0.18, 0.32, vitrine_rgb (0xd8e4ff), 0.5);
      cairo_arc (cr, x, 0.18, 0.075, 0.0, 2.0 * G_PI);
      vitrine_set_rgb (cr, vitrine_rgb (0xfbf6e0), 1.0);
      cairo_fill (cr);
      break;
    case VITRINE_SCENE_BACKGROUND_INDOOR:
      break;
    default:
      vitrine_thing_glow (cr, x, 0.10, 0.50, vitrine_rgb (0xfff6d6), 0.75);
      for (int i = 0; i < 3; i++)
        vitrine_thing_cloud (cr, rng, vt_rng_range (rng, -0.05, 1.05), vt_rng_range (rng, 0.10, 0.36),
                             vt_rng_range (rng, 0.2, 0.42), vitrine_rgb (0xffffff), 0.55);
      break;
    }
}

static void
draw_room (cairo_t            *cr,
           const VitrineScene *scene,
           VtRng              *rng)
{
  const Place *place = &places[scene->background];
  const double floor = 0.68, wx = vt_rng_range (rng, 0.08, 0.62);

  vitrine_thing_band (cr, 0.0, floor, tone (scene, place->sky, rng), tone (scene, place->low_sky, rng));
  for (int i = 0; i < 13; i++)
    cairo_rectangle (cr, i / 12.0 - 0.012, 0.0, 0.024, floor);
  vitrine_set_rgb (cr, vitrine_rgb (place->far), 0.35);
  cairo_fill (cr);

  cairo_rectangle (cr, wx - 0.015, 0.085, 0.33, 0.36);
  vitrine_set_rgb (cr, vitrine_rgb (0xfbf4e6), 1.0);
  cairo_fill (cr);
  cairo_save (cr);
  cairo_rectangle (cr, wx, 0.10, 0.30, 0.33);
  cairo_clip (cr);
  vitrine_thing_band (cr, 0.10, 0.43, vitrine_rgb (0x9fd3ea), vitrine_rgb (0xe6f4ea));
  vitrine_thing_hills (cr, rng, 0.38, 0.10, 0.45, 0.0, vitrine_rgb (0x9cc79a), vitrine_rgb (0x86b57c));
  cairo_restore (cr);
  cairo_rectangle (cr, wx + 0.143, 0.10, 0.014, 0.33);
  cairo_rectangle (cr, wx, 0.255, 0.30, 0.014);
  vitrine_set_rgb (cr, vitrine_rgb (0xfbf4e6), 1.0);
  cairo_fill (cr);

  vitrine_thing_band (cr, floor, 1.0, tone (scene, place->ground, rng), tone (scene, place->deep, rng));
  cairo_set_line_width (cr, 0.006);
  for (int i = 0; i < 9; i++)
    {
      cairo_move_to (cr, 0.5 + (i - 4) * 0.13, floor);
      cairo_line_to (cr, 0.5 + (i - 4) * 0.26, 1.0);
    }
  vitrine_set_rgb (cr, vitrine_rgb (place->deep), 0.5);
  cairo_stroke (cr);
  cairo_rectangle (cr, 0.0, floor - 0.03, 1.0, 0.035);
  vitrine_set_rgb (cr, vitrine_rgb (0xfbf4e6), 0.9);
  cairo_fill (cr);
  cairo_save (cr);
  cairo_translate (cr, 0.5, 0.88);
  cairo_scale (cr, 0.50, 0.105);
  cairo_arc (cr, 0.0, 0.0, 1.0, 0.0, 2.0 * G_PI);
  vitrine_set_rgb (cr, vitrine_rgb_vary (vitrine_rgb (0xb4564a), rng, 0.12), 0.85);
  cairo_fill (cr);
  cairo_arc (cr, 0.0, 0.0, 0.84, 0.0, 2.0 * G_PI);
  cairo_set_line_width (cr, 0.05);
  vitrine_set_rgb (cr, vitrine_rgb (0xf6e3c2), 0.8);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* What stands between the far hills and the ground. */
static void
draw_middle (cairo_t            *cr,
             const VitrineScene *scene,
             VtRng              *rng)
{
  const Place *place = &places[scene->background];
  const VitrineRgb near = vitrine_rgb (place->near);
  const int n = 3 + (int) vt_rng_int (rng, 3);

  for (int i = 0; i < n; i++)
    {
      const double x = (i + vt_rng_range (rng, 0.1, 0.9)) / n, h = vt_rng_range (rng, 0.16, 0.30);
      const double y = horizon + vt_rng_range (rng, -0.01, 0.05);
      const VitrineRgb leaf = vitrine_rgb_vary (vitrine_rgb_dark (near, 0.18), rng, 0.08);

      switch (scene->background)
        {
        case VITRINE_SCENE_BACKGROUND_FOREST:
          if (i & 1)
            vitrine_thing_fir (cr, x, y + 0.05, 1.6 * h, leaf, leaf, 0.0);
          else
            vitrine_thing_tree (cr, rng, x, y + 0.05, 1.9 * h, leaf);
          break;
        case VITRINE_SCENE_BACKGROUND_DESERT:
          if (i < 2)
            vitrine_thing_cactus (cr, x, y + 0.02, 0.7 * h, vitrine_rgb_vary (vitrine_rgb (0x84a06c), rng, 0.1));
          else if (i == 2)
            vitrine_thing_rock (cr, rng, x, y + 0.02, 0.4 * h, vitrine_rgb_dark (near, 0.2));
          break;
        case VITRINE_SCENE_BACKGROUND_SNOW:
          vitrine_thing_fir (cr, x, y, h, vitrine_rgb_vary (vitrine_rgb (0x7fa0a8), rng, 0.1), vitrine_rgb (0xffffff),
                             0.95);
          break;
        case VITRINE_SCENE_BACKGROUND_MEADOW:
          vitrine_thing_tree (cr, rng, x, y, 0.9 * h, leaf);
          break;
        case VITRINE_SCENE_BACKGROUND_DUSK:
        case VITRINE_SCENE_BACKGROUND_NIGHT:
          vitrine_thing_fir (cr, x, y, h, vitrine_rgb_dark (near, 0.25), near, 0.0);
          break;
        default:
          break;
        }
    }
}

static void
draw_sea (cairo_t            *cr,
          const VitrineScene *scene,
          VtRng              *rng)
{
  const Place *place = &places[scene->background];

  vitrine_thing_band (cr, 0.50, 0.74, vitrine_rgb (place->far), vitrine_rgb (place->near));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, 0.006);
  for (int i = 0; i < 14; i++)
    {
      const double x = vt_rng_uniform (rng), y = vt_rng_range (rng, 0.52, 0.68), w = vt_rng_range (rng, 0.03, 0.1);

      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + w, y);
    }
  vitrine_set_rgb (cr, vitrine_rgb (0xffffff), 0.45);
  cairo_stroke (cr);
  vitrine_thing_hills (cr, rng, 0.73, 0.03, 1.1, 0.0, vitrine_rgb (0xffffff), vitrine_rgb (place->ground));
  vitrine_thing_hills (cr, rng, 0.75, 0.03, 1.1, 0.0, vitrine_rgb (place->ground), vitrine_rgb (place->deep));
}

/* Strokes of the brush on the ground. */
static void
draw_ground_texture (cairo_t            *cr,
                     const VitrineScene *scene,
                     VtRng              *rng)
{
  const Place *place = &places[scene->background];
  const gboolean grassy = scene->background == VITRINE_SCENE_BACKGROUND_MEADOW
                          || scene->background == VITRINE_SCENE_BACKGROUND_FOREST
                          || scene->background == VITRINE_SCENE_BACKGROUND_NIGHT;

  for (int i = 0; i < 26; i++)
    {
      const double y = vt_rng_range (rng, horizon + 0.08, 1.0), x = vt_rng_uniform (rng);
      const double near = (y - horizon) / (1.0 - horizon);

      if (grassy)
        {
          vitrine_thing_blades (cr, rng, x, y, 0.04 + 0.03 * near, 0.02 + 0.04 * near, 3,
                                vitrine_rgb_dark (vitrine_rgb (place->ground), 0.22),
                                vitrine_rgb_light (vitrine_rgb (place->ground), 0.15));
          continue;
        }
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, 0.03 + 0.09 * near, 0.004 + 0.008 * near);
      cairo_arc (cr, 0.0, 0.0, 1.0, 0.0, 2.0 * G_PI);
      cairo_restore (cr);
      vitrine_set_rgb (cr, i & 1 ? vitrine_rgb_dark (vitrine_rgb (place->ground), 0.3)
                                 : vitrine_rgb_light (vitrine_rgb (place->ground), 0.6), 0.28);
      cairo_fill (cr);
    }
}

void
vitrine_place_draw_background (cairo_t            *cr,
                               const VitrineScene *scene)
{
  const Place *place = &places[scene->background];
  VtRng rng;

  vt_rng_init (&rng, scene->seed ^ 0x706c6163u);
  cairo_save (cr);
  if (scene->background == VITRINE_SCENE_BACKGROUND_INDOOR)
    {
      draw_room (cr, scene, &rng);
      cairo_restore (cr);
      return;
    }
  vitrine_thing_band (cr, 0.0, horizon + 0.1, tone (scene, place->sky, &rng), tone (scene, place->low_sky, &rng));
  draw_luminary (cr, scene, &rng);
  if (scene->background == VITRINE_SCENE_BACKGROUND_SHORE)
    {
      draw_sea (cr, scene, &rng);
    }
  else
    {
      const VitrineRgb far = tone (scene, place->far, &rng), near = tone (scene, place->near, &rng);
      const double rough = scene->background == VITRINE_SCENE_BACKGROUND_SNOW ? 1.0 : 0.0;

      vitrine_thing_hills (cr, &rng, horizon - 0.05, rough > 0.0 ? 0.32 : 0.16, 1.0, rough, far,
                           vitrine_rgb_mix (far, vitrine_rgb (place->low_sky), 0.5));
      vitrine_thing_hills (cr, &rng, horizon + 0.02, 0.12, 1.0, 0.0, near, vitrine_rgb_light (near, 0.2));
      draw_middle (cr, scene, &rng);
      vitrine_thing_hills (cr, &rng, horizon + 0.09, 0.06, 1.1, 0.0, tone (scene, place->ground, &rng),
                           tone (scene, place->deep, &rng));
    }
  draw_ground_texture (cr, scene, &rng);
  cairo_restore (cr);
}

void
vitrine_place_draw_shadow (cairo_t            *cr,
                           const VitrineScene *scene,
                           double              x,
                           double              y,
                           double              width)
{
  cairo_save (cr);
  cairo_translate (cr, x + 0.03, y - 0.012);
  cairo_scale (cr, 1.0, 0.14);
  vitrine_thing_glow (cr, 0.0, 0.0, 0.62 * width, vitrine_rgb (0x1c1430), 0.62);
  cairo_restore (cr);
}

void
vitrine_place_draw_clutter (cairo_t            *cr,
                            const VitrineScene *scene)
{
  static const guint32 petals[] = { 0xf4f0ff, 0xf7a8b8, 0xf6d25a, 0xb79ae8, 0xf08a5a };
  const Place *place = &places[scene->background];
  const gboolean green = scene->background == VITRINE_SCENE_BACKGROUND_MEADOW
                         || scene->background == VITRINE_SCENE_BACKGROUND_FOREST;
  VtRng rng;

  vt_rng_init (&rng, scene->seed ^ 0x636c7574u);
  const guint n = (guint) (scene->clutter * 7.0 + vt_rng_uniform (&rng));

  for (guint i = 0; i < n; i++)
    {
      /* Beside the animal rather than behind it. */
      const double side = vt_rng_uniform (&rng), x = side < 0.5 ? side * 0.66 : 1.0 - (1.0 - side) * 0.66;
      const double y = vt_rng_range (&rng, 0.76, 0.97);
      const double h = vt_rng_range (&rng, 0.07, 0.15);
      const guint kind = vt_rng_int (&rng, 3);

      if (scene->background == VITRINE_SCENE_BACKGROUND_INDOOR)
        {
          vitrine_thing_ball (cr, x, y, 0.8 * h, vitrine_rgb (petals[vt_rng_int (&rng, G_N_ELEMENTS (petals))]));
        }
      else if (kind == 0)
        vitrine_thing_rock (cr, &rng, x, y, 0.7 * h,
                            vitrine_rgb_vary (vitrine_rgb_dark (vitrine_rgb (place->low_sky), 0.35), &rng, 0.1));
      else if (green && kind == 1)
        vitrine_thing_flower (cr, x, y, h, vitrine_rgb (petals[vt_rng_int (&rng, G_N_ELEMENTS (petals))]));
      else
        vitrine_thing_bush (cr, &rng, x, y, 0.9 * h, vitrine_rgb_vary (vitrine_rgb (place->leaf), &rng, 0.1));
    }
}

void
vitrine_place_draw_light (cairo_t            *cr,
                          const VitrineScene *scene)
{
  const Place *place = &places[scene->background];
  cairo_pattern_t *p = cairo_pattern_create_radial (0.5, 0.46, 0.35, 0.5, 0.5, 0.82);

  cairo_save (cr);
  cairo_set_operator (cr, scene->background == VITRINE_SCENE_BACKGROUND_NIGHT ? CAIRO_OPERATOR_MULTIPLY
                                                                              : CAIRO_OPERATOR_SOFT_LIGHT);
  vitrine_set_rgb (cr, vitrine_rgb (place->light), place->light_strength * 1.6);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  vitrine_stop_rgb (p, 0.0, vitrine_rgb (0x1c1430), 0.0);
  vitrine_stop_rgb (p, 1.0, vitrine_rgb (0x1c1430), 0.28);
  cairo_set_source (cr, p);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (p);
}
