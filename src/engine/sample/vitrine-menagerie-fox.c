/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fox: pointed face with white cheeks, black-tipped ears, a brush of a tail. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

#include <math.h>

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePoint p[4];
  const VitrinePaint brush = vitrine_sketch_paint (sketch->look.base);
  VitrinePaint tip = vitrine_sketch_paint (sketch->look.under);

  vitrine_beast_tail (sketch, joints, 0.66, 0.16, p);
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { p[0].x + 0.05, p[0].y, 0.05 }, { p[1].x, p[1].y, 0.105 }, { p[2].x, p[2].y, 0.135 }, { p[3].x, p[3].y, 0.03 },
  }, 4);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &brush);
  tip.line_width = 0.0;
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { 0.62 * p[2].x + 0.38 * p[3].x, 0.62 * p[2].y + 0.38 * p[3].y, 0.106 },
    { 0.3 * p[2].x + 0.7 * p[3].x, 0.3 * p[2].y + 0.7 * p[3].y, 0.070 }, { p[3].x, p[3].y, 0.028 },
  }, 3);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &tip);
}

static void
draw_cheeks (VitrineSketch *sketch,
             double         turn)
{
  VitrinePen *pen = sketch->pen;
  const VitrinePaint white = { .base = sketch->look.under, .shade = 0.35 };

  for (int side = -1; side <= 1; side += 2)
    {
      const double in = vitrine_face_x (turn, side * 0.06), mid = vitrine_face_x (turn, side * 0.52);
      const double out = side * (1.06 - 0.12 * turn * side);
      const VitrinePoint cheek[] = {
        { out, 0.24 }, { mid, 0.14 }, { in, 0.34 }, { in, 0.80 }, { 0.5 * (in + mid), 0.80 },
        { side * 0.72, 0.62 },
      };

      vitrine_pen_blob (pen, cheek, G_N_ELEMENTS (cheek));
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &white);
    }
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePen *pen = sketch->pen;
  const double turn = vitrine_face_turn (sketch);
  const double nose = vitrine_face_x (turn, 0.0) * 1.25;
  const VitrinePoint skull[] = {
    { -1.14, 0.28 }, { -0.86, -0.36 }, { -0.40, -0.74 }, { 0.0, -0.80 }, { 0.40, -0.74 }, { 0.86, -0.36 },
    { 1.14, 0.28 }, { 0.66, 0.66 }, { 0.35 * nose + 0.26, 0.88 }, { 0.35 * nose - 0.26, 0.88 }, { -0.66, 0.66 },
  };
  VitrinePaint fur = vitrine_sketch_paint (sketch->look.base);
  VitrinePaint snout = vitrine_sketch_paint (vitrine_rgb_mix (sketch->look.under, sketch->look.base, 0.12));

  fur.line_width = 0.09;
  fur.shade = 0.65;
  snout.line_width = 0.0;
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = -0.62, .y = -0.48, .dx = -0.24, .dy = -1.02, .half = 0.38, .outer = sketch->look.base,
    .inner = sketch->look.skin, .tip = 0.36, .tip_colour = sketch->look.mark
  });
  vitrine_pen_blob (pen, skull, G_N_ELEMENTS (skull));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &fur);
  draw_cheeks (sketch, turn);
  vitrine_pen_limb (pen, (VitrineKnot[]) { { 0.6 * nose, 0.36, 0.30 }, { nose, 0.62, 0.25 } }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &snout);
  vitrine_face_eyes (sketch, 0.44, -0.04, 0.155, 0.19);
  vitrine_face_nose (sketch, nose * 1.08, 0.56, 0.13);
  vitrine_sketch_hat (sketch, 0.12 * turn, -0.72, 0.62, -0.10);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.62, .depth = 0.40, .rump = 0.90, .waist = 0.80, .breast = 0.96,
    .leg = 0.48, .leg_top = 0.115, .leg_foot = 0.058, .foot = VITRINE_FOOT_PAW,
    .neck = 0.24, .neck_angle = 0.82, .neck_root = 0.17, .neck_top = 0.13,
    .head = 0.255, .chin = 0.78, .under_from = 0.60, .under_to = 0.84, .sock_from = 0.42, .sock_to = 0.62,
    .draw_head = draw_head, .draw_tail = draw_tail,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_fox = {
  .name = "fox",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_SITTING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_PLAIN,
    .tall = 0.78,
    .look = { 0xe07a35, 0xfaf0de, 0x3a2a2e, 0x46302f, 0xf0a58c, 0x2a2028, 0x3a2a2e, 0xe07a35, 0x8a4a18 },
    .draw = draw,
};
