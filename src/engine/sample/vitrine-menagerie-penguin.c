/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The penguin: a dark coat open over a white front, flippers, webbed feet; it can slide on its belly. */
#include "engine/sample/vitrine-menagerie-animal.h"
#include "engine/sample/vitrine-menagerie-face.h"

#include <math.h>

static void
draw_head (VitrineSketch *sketch,
           double         x,
           double         y)
{
  VitrinePen *pen = sketch->pen;
  const double turn = vitrine_face_turn (sketch);
  const double middle = vitrine_face_x (turn, 0.0);
  VitrinePaint coat = vitrine_sketch_paint (sketch->look.base);
  VitrinePaint beak = vitrine_sketch_paint (sketch->look.nose);
  const VitrinePaint white = { .base = sketch->look.under, .shade = 0.4 };
  const VitrinePaint gold = { .base = sketch->look.mark, .shade = 0.2 };

  coat.line_width = beak.line_width = 0.07;
  vitrine_pen_group (pen);
  vitrine_pen_push (pen, x, y, 0.25, 0.0);
  vitrine_pen_ellipse (pen, 0.0, 0.0, 1.0, 0.94, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &coat);
  for (int side = 1; side >= -1; side -= 2)
    {
      const double w = vitrine_face_width (turn, side * 0.5);

      vitrine_pen_ellipse (pen, vitrine_face_x (turn, side * 0.66), 0.22, 0.26 * w, 0.40, side * -0.3);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &gold);
      vitrine_pen_ellipse (pen, vitrine_face_x (turn, side * 0.36), 0.18, 0.38 * w, 0.52, 0.0);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &white);
    }
  for (int side = 1; side >= -1; side -= 2)
    vitrine_sketch_blush (sketch, vitrine_face_x (turn, side * 0.50), 0.42,
                          0.18 * vitrine_face_width (turn, side * 0.5));
  vitrine_face_eyes (sketch, 0.40, 0.02, 0.15, 0.19);
  if (sketch->front)
    vitrine_pen_blob (pen, (VitrinePoint[]) { { -0.24, 0.26 }, { 0.0, 0.16 }, { 0.24, 0.26 }, { 0.0, 0.56 } }, 4);
  else
    vitrine_pen_limb (pen, (VitrineKnot[]) { { middle * 1.2, 0.28, 0.19 }, { middle * 1.9, 0.32, 0.12 },
                                             { middle * 2.6, 0.42, 0.03 } }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_BEAK, &beak);
  vitrine_sketch_hat (sketch, 0.0, -0.82, 0.66, 0.06);
  vitrine_pen_pop (pen);
}

static void
draw_foot (VitrineSketch   *sketch,
           VitrineScenePart part,
           double           x)
{
  VitrinePaint foot = vitrine_sketch_paint (sketch->look.foot);
  const double toe = sketch->front ? 0.0 : 0.05;

  vitrine_pen_blob (sketch->pen, (VitrinePoint[]) {
    { x - 0.09, -0.05 }, { x, -0.09 }, { x + 0.09 + toe, -0.05 }, { x + 0.11 + toe, 0.0 }, { x, -0.005 },
    { x - 0.11, 0.0 }
  }, 6);
  vitrine_pen_fill (sketch->pen, part, &foot);
}

static void
draw_flipper (VitrineSketch *sketch,
              double         side,
              double         x,
              double         lift)
{
  VitrinePaint coat = vitrine_sketch_paint (vitrine_rgb_dark (sketch->look.base, 0.12));

  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { x, -0.66, 0.06 }, { x + side * (0.10 + 0.12 * lift), -0.44 - 0.08 * lift, 0.075 },
    { x + side * (0.13 + 0.24 * lift), -0.22 - 0.22 * lift, 0.025 }
  }, 3);
  vitrine_pen_fill (sketch->pen, side > 0.0 ? VITRINE_SCENE_PART_WING_LEFT : VITRINE_SCENE_PART_WING_RIGHT, &coat);
}

static void
draw_standing (VitrineSketch *sketch)
{
  VitrinePen *pen = sketch->pen;
  const double turn = vitrine_face_turn (sketch);
  const double lift = vt_rng_range (&sketch->rng, -0.1, 1.0);
  VitrinePaint coat = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint white = { .base = sketch->look.under, .shade = 0.6 };

  vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.22 * turn, -0.16, 0.10 }, { -0.72 * turn, -0.03, 0.03 } }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TAIL, &coat);
  vitrine_pen_group (pen);
  draw_foot (sketch, VITRINE_SCENE_PART_LEG_BACK_LEFT, 0.15 + 0.05 * turn);
  draw_foot (sketch, VITRINE_SCENE_PART_LEG_BACK_RIGHT, -0.15 + 0.05 * turn);
  vitrine_pen_group (pen);
  draw_flipper (sketch, 1.0, 0.27 - 0.04 * turn, lift);
  vitrine_pen_group (pen);
  vitrine_pen_blob (pen, (VitrinePoint[]) {
    { 0.0, -0.92 }, { 0.22, -0.80 }, { 0.33, -0.50 }, { 0.31, -0.18 }, { 0.14, -0.03 }, { -0.14, -0.03 },
    { -0.31, -0.18 },
    { -0.33, -0.50 }, { -0.22, -0.80 }
  }, 9);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TORSO, &coat);
  vitrine_pen_limb (pen, (VitrineKnot[]) { { 0.10 * turn, -0.68, 0.14 },
                                           { 0.16 * turn, -0.30, 0.235 - 0.03 * turn } }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TORSO, &white);
  vitrine_pen_group (pen);
  draw_flipper (sketch, -1.0, -0.27 + 0.14 * turn, sketch->front ? lift : 0.5 * lift);
  vitrine_sketch_scarf (sketch, 0.0, -0.74, 0.25, 0.0);
  draw_head (sketch, 0.02 * turn, -0.93);
}

/* On its belly, sliding to the right. */
static void
draw_sliding (VitrineSketch *sketch)
{
  VitrinePen *pen = sketch->pen;
  VitrinePaint coat = vitrine_sketch_paint (sketch->look.base);
  VitrinePaint foot = vitrine_sketch_paint (sketch->look.foot);
  VitrinePaint flipper = vitrine_sketch_paint (vitrine_rgb_dark (sketch->look.base, 0.12));

  for (int i = 0; i < 2; i++)
    {
      vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.52, -0.13 - 0.05 * i, 0.05 },
                                               { -0.74 + 0.04 * i, -0.10 - 0.12 * i, 0.055 } }, 2);
      vitrine_pen_fill (pen, i ? VITRINE_SCENE_PART_LEG_BACK_LEFT : VITRINE_SCENE_PART_LEG_BACK_RIGHT, &foot);
    }
  vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.46, -0.22, 0.07 }, { -0.66, -0.30, 0.02 } }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TAIL, &coat);
  vitrine_pen_group (pen);
  coat.under = sketch->look.under;
  coat.under_from = 0.52;
  coat.under_to = 0.62;
  vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.44, -0.17, 0.13 }, { -0.10, -0.27, 0.26 }, { 0.28, -0.36, 0.22 } }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_TORSO, &coat);
  vitrine_pen_group (pen);
  vitrine_pen_limb (pen, (VitrineKnot[]) { { 0.10, -0.34, 0.07 }, { -0.10, -0.26, 0.085 }, { -0.34, -0.32, 0.03 } }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_WING_RIGHT, &flipper);
  vitrine_sketch_scarf (sketch, 0.32, -0.44, 0.22, 0.8);
  draw_head (sketch, 0.44, -0.52);
}

static void
draw (VitrineSketch *sketch)
{
  if (sketch->scene->pose == VITRINE_SCENE_POSE_LYING)
    draw_sliding (sketch);
  else
    draw_standing (sketch);
}

const VitrineSpecies vitrine_species_penguin = {
  .name = "penguin",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_LYING,
    .front_poses = 1 << VITRINE_SCENE_POSE_STANDING,
    .coat = VITRINE_SCENE_COAT_PLAIN,
    .tall = 0.82,
    .look = { 0x39415c, 0xfbf7ef, 0xf2b84a, 0x39415c, 0xf0a9a0, 0xf0923a, 0xf0923a, 0x39415c, 0x4a3020 },
    .draw = draw,
};
