/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheep: a fleece of bumps, a dark face with a woolly cap, ears to the sides. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

#include <math.h>

static VitrinePaint
fleece_paint (VitrineSketch *sketch,
              double         x,
              double         y,
              double         scale)
{
  VitrinePaint wool = vitrine_sketch_paint (sketch->look.base);

  wool.line = vitrine_rgb_dark (sketch->look.base, 0.55);
  wool.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_WOOL, .colour = vitrine_rgb_dark (sketch->look.base, 0.25), .x = x, .y = y,
    .scale = scale, .seed = (guint32) (sketch->scene->seed >> 16),
  };
  return wool;
}

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const VitrinePaint wool = fleece_paint (sketch, joints->tail.x, joints->tail.y, 0.07);

  vitrine_pen_cloud (sketch->pen, joints->tail.x - (sketch->front ? 0.16 : 0.04), MIN (joints->tail.y + 0.06, -0.13),
                     0.06, 0.09,
                     7, 0.04);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &wool);
}

static void
draw_fleece (VitrineSketch       *sketch,
             const VitrineBeast  *beast,
             const VitrineJoints *joints)
{
  const double bump = 0.105;
  const double dx = joints->chest.x - joints->hip.x, dy = joints->chest.y - joints->hip.y;
  const double along = 0.5 * hypot (dx, dy) + 0.40 * beast->depth, across = 0.48 * beast->depth;
  const double angle = atan2 (dy, dx);
  const double below = hypot (along * sin (angle), across * cos (angle)) + bump;
  const double x = 0.5 * (joints->hip.x + joints->chest.x);
  /* Lying, the fleece rests on the ground. */
  const double y = MIN (0.5 * (joints->hip.y + joints->chest.y), -below);
  const VitrinePaint wool = fleece_paint (sketch, x, y, 0.115);

  vitrine_pen_push (sketch->pen, x, y, 1.0, angle);
  vitrine_pen_cloud (sketch->pen, 0.0, 0.0, along, across, 15, bump);
  vitrine_pen_pop (sketch->pen);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TORSO, &wool);
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
    { -0.78, -0.10 }, { -0.66, -0.60 }, { 0.0, -0.84 }, { 0.66, -0.60 }, { 0.78, -0.10 },
    { 0.62 + 0.3 * nose, 0.52 }, { 0.34 + 0.7 * nose, 0.98 }, { -0.34 + 0.7 * nose, 0.98 },
    { -0.62 + 0.3 * nose, 0.52 },
  };
  VitrinePaint skin = vitrine_sketch_paint (sketch->look.hair);
  VitrinePaint snout = { .base = vitrine_rgb_light (sketch->look.hair, 0.16), .shade = 0.5 };
  VitrinePaint wool = fleece_paint (sketch, 0.0, 0.0, 0.42);

  skin.line_width = 0.09;
  skin.shade = 0.7;
  wool.line_width = 0.09;
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = -0.66, .y = -0.34, .dx = -0.74, .dy = 0.26, .half = 0.24, .round = 0.5, .outer = sketch->look.hair,
    .inner = sketch->look.skin
  });
  vitrine_pen_blob (pen, skull, G_N_ELEMENTS (skull));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &skin);
  vitrine_pen_ellipse (pen, nose * 0.85, 0.64, 0.40, 0.30, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &snout);
  vitrine_face_eyes (sketch, 0.46, -0.04, 0.17, 0.20);
  vitrine_face_nose (sketch, nose * 0.9, 0.60, 0.12);
  vitrine_pen_cloud (pen, 0.08 * turn, -0.70, 0.44, 0.20, 9, 0.24);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &wool);
  vitrine_sketch_hat (sketch, 0.1 * turn, -0.98, 0.66, -0.06);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.62, .depth = 0.56, .rump = 0.90, .waist = 0.94, .breast = 0.94,
    .leg = 0.44, .leg_top = 0.085, .leg_foot = 0.058, .foot = VITRINE_FOOT_HOOF,
    .neck = 0.26, .neck_angle = 0.50, .neck_root = 0.18, .neck_top = 0.15,
    .head = 0.24, .sock_from = 0.0, .sock_to = 0.3,
    .coat = VITRINE_SCENE_COAT_WOOL, .coat_scale = 0.115,
    .draw_head = draw_head, .draw_tail = draw_tail, .draw_fleece = draw_fleece,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_sheep = {
  .name = "sheep",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_WOOL,
    .tall = 0.74,
    .look = { 0xf3ead9, 0xfaf5ea, 0xd8c8ae, 0x4d4149, 0xb98c86, 0x2c242a, 0x2f272c, 0x564a52, 0xb08a3a },
    .draw = draw,
};
