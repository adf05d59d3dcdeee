/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all species share: the colours of an individual, paints, eyes, blush, hats and scarves. */
#include "engine/sample/vitrine-menagerie-animal.h"

#include <math.h>

/* An individual differs from its species by at most this much in lightness. */
static const double individual = 0.09;

static VitrineLook
individual_look (const VitrineSpecies *species,
                 const VitrineScene   *scene,
                 VtRng                *rng)
{
  VitrineRgb colours[9];

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      colours[i] = vitrine_rgb_vary (vitrine_rgb (species->look[i]), rng, individual);
      /* The hidden sub-species is the pale one: cream where its kin is coloured. */
      if (scene->hidden && i != 5 && i != 8)
        colours[i] = vitrine_rgb_mix (colours[i], vitrine_rgb (0xf4eee4), i == 2 ? 0.55 : 0.80);
    }
  return (VitrineLook) {
           .base = colours[0], .under = colours[1], .mark = colours[2], .sock = colours[3], .skin = colours[4],
           .nose = colours[5], .foot = colours[6], .hair = colours[7], .eye = colours[8],
  };
}

VitrinePen *
vitrine_animal_draw (const VitrineScene *scene)
{
  const VitrineSpecies *species = vitrine_species_get (scene->species);
  VitrineSketch sketch = {
    .pen = vitrine_pen_new (),
    .scene = scene,
    .front = scene->facing == VITRINE_SCENE_FACING_FRONT,
  };

  vt_rng_init (&sketch.rng, scene->seed ^ 0x616e696du);
  sketch.look = individual_look (species, scene, &sketch.rng);
  species->draw (&sketch);
  return sketch.pen;
}

VitrinePaint
vitrine_sketch_paint (VitrineRgb base)
{
  return (VitrinePaint) {
           .base = base,
           .shade = 0.8,
           .line = vitrine_rgb_line (base),
           .line_width = 0.030,
  };
}

/* A lid in the colour of the skin, and its edge with lashes. */
static void
closed_eye (VitrineSketch   *sketch,
            VitrineScenePart part,
            double           x,
            double           y,
            double           rx,
            double           ry)
{
  const VitrinePaint lid = { .base = vitrine_rgb_mix (sketch->look.skin, sketch->look.base, 0.35) };
  const VitrinePoint edge[] = {
    { x - 1.05 * rx, y + 0.05 * ry }, { x - 0.6 * rx, y + 0.62 * ry }, { x, y + 0.85 * ry },
    { x + 0.6 * rx, y + 0.62 * ry }, { x + 1.05 * rx, y + 0.05 * ry },
  };

  vitrine_pen_ellipse (sketch->pen, x, y, rx, ry, 0.0);
  vitrine_pen_fill (sketch->pen, part, &lid);
  vitrine_pen_curve (sketch->pen, edge, G_N_ELEMENTS (edge));
  vitrine_pen_stroke (sketch->pen, part, vitrine_rgb (0x1d1420), 0.34 * MIN (rx, ry));
}

void
vitrine_sketch_eye (VitrineSketch   *sketch,
                    VitrineScenePart part,
                    double           x,
                    double           y,
                    double           rx,
                    double           ry)
{
  VitrinePen *pen = sketch->pen;
  const VitrinePaint ball = { .base = vitrine_rgb (0x1d1420) };
  const VitrinePaint iris = { .base = sketch->look.eye, .alpha = 0.85 };
  const VitrinePaint light = { .base = vitrine_rgb (0xffffff) };

  if (sketch->scene->asleep)
    {
      closed_eye (sketch, part, x, y, rx, ry);
      return;
    }
  vitrine_pen_ellipse (pen, x, y, rx, ry, 0.0);
  vitrine_pen_fill (pen, part, &ball);
  vitrine_pen_ellipse (pen, x + 0.02 * rx, y + 0.36 * ry, 0.60 * rx, 0.46 * ry, 0.0);
  vitrine_pen_fill (pen, part, &iris);
  vitrine_pen_ellipse (pen, x, y + 0.05 * ry, 0.55 * rx, 0.55 * ry, 0.0);
  vitrine_pen_fill (pen, part, &ball);
  vitrine_pen_ellipse (pen, x - 0.25 * rx, y - 0.36 * ry, 0.34 * rx, 0.32 * ry, 0.0);
  vitrine_pen_fill (pen, part, &light);
  vitrine_pen_ellipse (pen, x + 0.32 * rx, y + 0.36 * ry, 0.15 * rx, 0.14 * ry, 0.0);
  vitrine_pen_fill (pen, part, &light);
}

void
vitrine_sketch_blush (VitrineSketch *sketch,
                      double         x,
                      double         y,
                      double         r)
{
  const VitrinePaint paint = { .base = sketch->look.skin, .alpha = 0.35 };

  vitrine_pen_ellipse (sketch->pen, x, y, r, 0.7 * r, 0.0);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_HEAD, &paint);
  vitrine_pen_ellipse (sketch->pen, x, y, 0.65 * r, 0.45 * r, 0.0);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_HEAD, &paint);
}

/* Hats and scarves come in a few colours that sit well with every coat. */
static VitrineRgb
cloth (VitrineSketch *sketch)
{
  static const guint32 colours[] = { 0xc8443c, 0x3f6fa8, 0xe0a83a, 0x4f8a5b, 0x8a4f8f };
  VtRng rng;

  vt_rng_init (&rng, sketch->scene->seed ^ 0x636c6f74u);
  return vitrine_rgb (colours[vt_rng_int (&rng, G_N_ELEMENTS (colours))]);
}

void
vitrine_sketch_hat (VitrineSketch *sketch,
                    double         x,
                    double         y,
                    double         size,
                    double         angle)
{
  static const VitrinePoint cone[] = { { -0.62, 0.06 }, { 0.62, 0.06 }, { 0.08, -1.25 }, { -0.04, -1.25 } };
  VitrinePen *pen = sketch->pen;
  const VitrineRgb colour = cloth (sketch);
  VitrinePaint felt = vitrine_sketch_paint (colour);
  VitrinePaint trim = vitrine_sketch_paint (vitrine_rgb (0xfaf3e3));

  if (!sketch->scene->hat)
    return;
  felt.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_STRIPES, .colour = vitrine_rgb_light (colour, 0.55),
    .angle = G_PI_2, .scale = 0.42, .seed = 7,
  };
  felt.line_width = trim.line_width = 0.05;
  vitrine_pen_group (pen);
  vitrine_pen_push (pen, x, y, size, angle);
  vitrine_pen_polygon (pen, cone, G_N_ELEMENTS (cone));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HAT, &felt);
  vitrine_pen_ellipse (pen, 0.0, 0.06, 0.68, 0.17, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HAT, &trim);
  vitrine_pen_ellipse (pen, 0.02, -1.28, 0.20, 0.20, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HAT, &trim);
  vitrine_pen_pop (pen);
}

void
vitrine_sketch_scarf (VitrineSketch *sketch,
                      double         x,
                      double         y,
                      double         width,
                      double         angle)
{
  VitrinePen *pen = sketch->pen;
  const VitrineRgb colour = cloth (sketch);
  VitrinePaint wool = vitrine_sketch_paint (colour);
  const double end = sketch->front ? 0.35 : 0.15;

  if (!sketch->scene->scarf)
    return;
  wool.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_STRIPES, .colour = vitrine_rgb_light (colour, 0.6), .scale = 0.5, .seed = 9,
  };
  wool.line_width = 0.06;
  vitrine_pen_group (pen);
  vitrine_pen_push (pen, x, y, width, angle);
  vitrine_pen_limb (pen, (VitrineKnot[]) { { end, 0.0, 0.17 }, { end + 0.05, 0.45, 0.19 },
                                           { end - 0.05, 0.95, 0.22 } }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_SCARF, &wool);
  vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.95, -0.10, 0.22 }, { 0.0, 0.12, 0.27 },
                                           { 0.95, -0.10, 0.22 } }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_SCARF, &wool);
  vitrine_pen_pop (pen);
}
