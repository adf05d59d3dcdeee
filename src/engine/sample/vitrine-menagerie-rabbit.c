/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rabbit: long ears, round haunches, a white scut. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePaint scut = vitrine_sketch_paint (sketch->look.under);

  vitrine_pen_cloud (sketch->pen, joints->tail.x + (sketch->front ? -0.10 : 0.02), MIN (joints->tail.y + 0.02, -0.10),
                     0.065,
                     0.065, 7, 0.035);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &scut);
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
    { -0.96, 0.24 }, { -0.78, -0.42 }, { -0.36, -0.82 }, { 0.0, -0.88 }, { 0.36, -0.82 }, { 0.78, -0.42 },
    { 0.96, 0.24 }, { 0.70, 0.66 }, { 0.28, 0.84 }, { -0.28, 0.84 }, { -0.70, 0.66 },
  };
  VitrinePaint fur = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint white = { .base = sketch->look.under, .shade = 0.3 };

  fur.line_width = 0.09;
  fur.shade = 0.65;
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = -0.38, .y = -0.62, .dx = -0.26, .dy = -1.72, .half = 0.30, .round = 0.8, .outer = sketch->look.base,
    .inner = sketch->look.skin
  });
  vitrine_pen_blob (pen, skull, G_N_ELEMENTS (skull));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &fur);
  for (int side = -1; side <= 1; side += 2)
    {
      vitrine_pen_ellipse (pen, nose * 1.02 + side * 0.19, 0.42, 0.25, 0.22, 0.0);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &white);
      vitrine_sketch_blush (sketch, vitrine_face_x (turn, side * 0.68), 0.34,
                            0.24 * vitrine_face_width (turn, side * 0.6));
    }
  vitrine_face_eyes (sketch, 0.50, -0.06, 0.17, 0.21);
  vitrine_face_nose (sketch, nose * 1.05, 0.30, 0.11);
  vitrine_sketch_hat (sketch, 0.15 * turn, -0.80, 0.55, 0.12);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.40, .depth = 0.46, .rump = 1.02, .waist = 0.92, .breast = 0.74,
    .leg = 0.24, .leg_top = 0.10, .leg_foot = 0.066, .foot = VITRINE_FOOT_PAW,
    .neck = 0.20, .neck_angle = 0.92, .neck_root = 0.16, .neck_top = 0.15,
    .head = 0.235, .chin = 0.78, .under_from = 0.66, .under_to = 0.95,
    .draw_head = draw_head, .draw_tail = draw_tail,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_rabbit = {
  .name = "rabbit",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_SITTING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_PLAIN,
    .tall = 0.80,
    .look = { 0xb3937a, 0xf6ece0, 0x7d6250, 0xc7ab94, 0xf2b3a8, 0xd98a86, 0x9c7d68, 0xb3937a, 0x5a3522 },
    .draw = draw,
};
