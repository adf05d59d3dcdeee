/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiger: broad face with round ears, wedges of black, a ringed tail. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

#include <math.h>

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePoint p[4];
  VitrinePaint fur = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint ring = { .base = sketch->look.mark };

  vitrine_beast_tail (sketch, joints, 0.62, 0.42, p);
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { p[0].x + 0.06, p[0].y, 0.055 }, { p[1].x, p[1].y, 0.05 }, { p[2].x, p[2].y, 0.048 }, { p[3].x, p[3].y, 0.045 },
  }, 4);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &fur);
  for (int i = 1; i < 4; i++)
    {
      vitrine_pen_ellipse (sketch->pen, p[i].x, p[i].y, i == 3 ? 0.048 : 0.022, 0.048,
                           atan2 (p[i].y - p[i - 1].y, p[i].x - p[i - 1].x));
      vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &ring);
    }
}

/* Three bars on the brow and two on each cheek. */
static void
draw_marks (VitrineSketch *sketch,
            double         turn)
{
  const VitrineRgb mark = sketch->look.mark;
  VitrinePen *pen = sketch->pen;

  for (int i = -1; i <= 1; i++)
    {
      const double x = vitrine_face_x (turn, i * 0.20);

      vitrine_pen_curve (pen, (VitrinePoint[]) { { x + i * 0.12, -0.86 }, { x, -0.52 - 0.06 * (i == 0) } }, 2);
      vitrine_pen_stroke (pen, VITRINE_SCENE_PART_HEAD, mark, 0.10);
    }
  for (int side = -1; side <= 1; side += 2)
    for (int i = 0; i < 2; i++)
      {
        const double y = 0.02 + 0.28 * i;
        const double out = side * (1.0 - 0.06 * i), in = vitrine_face_x (turn, side * 0.86) * 0.92;

        vitrine_pen_curve (pen, (VitrinePoint[]) { { out, y }, { 0.5 * (out + in), y + 0.06 }, { in, y + 0.12 } }, 3);
        vitrine_pen_stroke (pen, VITRINE_SCENE_PART_HEAD, mark, 0.10);
      }
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePen *pen = sketch->pen;
  const double turn = vitrine_face_turn (sketch);
  const double nose = vitrine_face_x (turn, 0.0);
  const VitrinePoint skull[] = {
    { -1.04, 0.20 }, { -0.90, -0.45 }, { -0.40, -0.86 }, { 0.0, -0.90 }, { 0.40, -0.86 }, { 0.90, -0.45 },
    { 1.04, 0.20 }, { 0.78, 0.66 }, { 0.30, 0.86 }, { -0.30, 0.86 }, { -0.78, 0.66 },
  };
  VitrinePaint fur = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint white = { .base = sketch->look.under, .shade = 0.35 };

  fur.line_width = 0.09;
  fur.shade = 0.65;
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = -0.70, .y = -0.62, .dx = -0.22, .dy = -0.44, .half = 0.30, .round = 1.0, .outer = sketch->look.mark,
    .inner = sketch->look.under
  });
  vitrine_pen_blob (pen, skull, G_N_ELEMENTS (skull));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &fur);
  for (int side = -1; side <= 1; side += 2)
    {
      vitrine_pen_ellipse (pen, vitrine_face_x (turn, side * 0.66), 0.46,
                           0.34 * vitrine_face_width (turn, side * 0.5), 0.30, 0.0);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &white);
      vitrine_pen_ellipse (pen, vitrine_face_x (turn, side * 0.40), -0.30,
                           0.20 * vitrine_face_width (turn, side * 0.4), 0.14, 0.0);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &white);
    }
  draw_marks (sketch, turn);
  for (int side = -1; side <= 1; side += 2)
    {
      vitrine_pen_ellipse (pen, nose * 1.1 + side * 0.20, 0.50, 0.27, 0.24, 0.0);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &white);
    }
  vitrine_face_eyes (sketch, 0.42, -0.06, 0.15, 0.18);
  vitrine_face_nose (sketch, nose * 1.15, 0.34, 0.14);
  vitrine_sketch_hat (sketch, 0.12 * turn, -0.82, 0.64, -0.08);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.82, .depth = 0.50, .rump = 0.90, .waist = 0.88, .breast = 0.98,
    .leg = 0.42, .leg_top = 0.135, .leg_foot = 0.082, .foot = VITRINE_FOOT_PAW,
    .neck = 0.22, .neck_angle = 0.62, .neck_root = 0.21, .neck_top = 0.17,
    .head = 0.285, .chin = 0.78, .under_from = 0.66, .under_to = 0.90, .sock_from = 0.80, .sock_to = 1.0,
    .coat = VITRINE_SCENE_COAT_STRIPES, .coat_scale = 0.135, .coat_wedge = 0.75,
    .draw_head = draw_head, .draw_tail = draw_tail,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_tiger = {
  .name = "tiger",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_SITTING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_STRIPES,
    .tall = 0.78,
    .look = { 0xe89a3c, 0xfbf3e2, 0x2b2126, 0xf6e3c2, 0xf0b49a, 0xc9766a, 0x3a2a2e, 0xe89a3c, 0xc9a227 },
    .draw = draw,
};
