/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The owl: a round body, a heart of a face with great eyes, tufts for ears, wings at its sides. */
#include "engine/sample/vitrine-menagerie-animal.h"
#include "engine/sample/vitrine-menagerie-face.h"

static void
draw_feet (VitrineSketch *sketch,
           double         shift)
{
  VitrinePaint foot = vitrine_sketch_paint (sketch->look.foot);

  foot.line_width = 0.022;
  for (int side = 1; side >= -1; side -= 2)
    for (int toe = -1; toe <= 1; toe++)
      {
        const double x = shift + side * 0.15 + toe * 0.055;

        vitrine_pen_limb (sketch->pen, (VitrineKnot[]) { { x, -0.10, 0.03 }, { x + toe * 0.012, -0.03, 0.032 } }, 2);
        vitrine_pen_fill (sketch->pen, side > 0 ? VITRINE_SCENE_PART_LEG_BACK_LEFT : VITRINE_SCENE_PART_LEG_BACK_RIGHT,
                          &foot);
      }
}

static void
draw_wing (VitrineSketch *sketch,
           double         side,
           double         spread)
{
  VitrinePaint wing = vitrine_sketch_paint (vitrine_rgb_dark (sketch->look.base, 0.14));
  const VitrinePoint outline[] = {
    { side * 0.30, -0.76 }, { side * (0.44 + 0.10 * spread), -0.62 },
    { side * (0.50 + 0.22 * spread), -0.36 + 0.06 * spread },
    { side * (0.38 + 0.30 * spread), -0.12 }, { side * 0.30, -0.22 }, { side * 0.24, -0.50 },
  };

  wing.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_FEATHERS, .colour = sketch->look.mark, .x = side * 0.36, .y = -0.4,
    .scale = 0.12, .seed = 11
  };
  vitrine_pen_blob (sketch->pen, outline, G_N_ELEMENTS (outline));
  vitrine_pen_fill (sketch->pen, side > 0 ? VITRINE_SCENE_PART_WING_LEFT : VITRINE_SCENE_PART_WING_RIGHT, &wing);
}

static void
draw_face (VitrineSketch *sketch)
{
  VitrinePen *pen = sketch->pen;
  const double turn = vitrine_face_turn (sketch) * 0.9;
  const double middle = vitrine_face_x (turn, 0.0);
  const VitrinePaint disc = { .base = sketch->look.under, .shade = 0.4 };
  VitrinePaint ring = { .base = sketch->look.eye, .shade = 0.3, .line = vitrine_rgb_line (sketch->look.eye),
                        .line_width = 0.05 };
  VitrinePaint beak = vitrine_sketch_paint (sketch->look.nose);
  const VitrinePoint bill[] = {
    { middle * 1.05 - 0.13, 0.16 }, { middle * 1.08 + 0.13, 0.16 }, { middle * 1.20 + 0.02, 0.52 },
  };

  beak.line_width = 0.05;
  for (int side = 1; side >= -1; side -= 2)
    {
      vitrine_pen_ellipse (pen, vitrine_face_x (turn, side * 0.42), 0.06,
                           0.47 * vitrine_face_width (turn, side * 0.4), 0.50,
                           0.0);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &disc);
    }
  for (int side = 1; side >= -1; side -= 2)
    {
      const VitrineScenePart part = side > 0 ? VITRINE_SCENE_PART_EYE_LEFT : VITRINE_SCENE_PART_EYE_RIGHT;
      const double x = vitrine_face_x (turn, side * 0.42), w = vitrine_face_width (turn, side * 0.4);

      vitrine_pen_ellipse (pen, x, 0.02, 0.31 * w, 0.31, 0.0);
      vitrine_pen_fill (pen, part, &ring);
      vitrine_sketch_eye (sketch, part, x, 0.02, 0.20 * w, 0.21);
    }
  vitrine_pen_polygon (pen, bill, G_N_ELEMENTS (bill));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_BEAK, &beak);
}

static void
draw (VitrineSketch *sketch)
{
  VitrinePen *pen = sketch->pen;
  const double turn = vitrine_face_turn (sketch);
  const double spread = vt_rng_uniform (&sketch->rng) < 0.3 ? 1.0 : 0.0;
  VitrinePaint down = vitrine_sketch_paint (sketch->look.base);
  VitrinePaint belly = { .base = sketch->look.under, .shade = 0.5 };
  VitrinePaint tail = vitrine_sketch_paint (vitrine_rgb_dark (sketch->look.base, 0.2));

  belly.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_FEATHERS, .colour = vitrine_rgb_mix (sketch->look.mark, sketch->look.base, 0.4),
    .x = 0.1 * turn,
    .y = -0.36, .scale = 0.13, .seed = 13
  };
  vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.14 * turn, -0.30, 0.13 }, { -0.62 * turn, -0.07, 0.10 } }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TAIL, &tail);
  vitrine_pen_group (pen);
  draw_feet (sketch, 0.06 * turn);
  vitrine_pen_group (pen);
  draw_wing (sketch, 1.0, spread);
  vitrine_pen_group (pen);
  vitrine_pen_blob (pen, (VitrinePoint[]) {
    { 0.0, -0.92 }, { 0.34, -0.78 }, { 0.44, -0.42 }, { 0.30, -0.12 }, { 0.0, -0.05 }, { -0.30, -0.12 },
    { -0.44, -0.42 },
    { -0.34, -0.78 }
  }, 8);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TORSO, &down);
  vitrine_pen_ellipse (pen, 0.18 * turn, -0.34, 0.29, 0.28, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TORSO, &belly);
  vitrine_pen_group (pen);
  draw_wing (sketch, -1.0, spread);
  vitrine_sketch_scarf (sketch, 0.02, -0.60, 0.40, 0.0);
  vitrine_pen_group (pen);
  vitrine_pen_push (pen, 0.05 * turn, -0.84, 0.40, 0.0);
  down.line_width = 0.08;
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = -0.60, .y = -0.46, .dx = -0.34, .dy = -0.52, .half = 0.24, .outer = sketch->look.base,
    .inner = sketch->look.mark
  });
  vitrine_pen_blob (pen, (VitrinePoint[]) {
    { 0.0, -0.74 }, { 0.58, -0.66 }, { 0.98, -0.22 }, { 0.94, 0.30 }, { 0.52, 0.66 }, { 0.0, 0.76 }, { -0.52, 0.66 },
    { -0.94, 0.30 }, { -0.98, -0.22 }, { -0.58, -0.66 }
  }, 10);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &down);
  draw_face (sketch);
  vitrine_sketch_hat (sketch, 0.1 * turn, -0.68, 0.60, 0.08);
  vitrine_pen_pop (pen);
}

const VitrineSpecies vitrine_species_owl = {
  .name = "owl",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING,
    .coat = VITRINE_SCENE_COAT_FEATHERS,
    .tall = 0.80,
    .look = { 0x8f6a4c, 0xeedfc4, 0x5c4030, 0x8f6a4c, 0xc9a184, 0xe0a33a, 0xd9a04a, 0x8f6a4c, 0xf2b632 },
    .draw = draw,
};
