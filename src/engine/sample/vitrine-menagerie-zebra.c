/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zebra: bands right across, a stiff mane, a dark muzzle. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint tuft = vitrine_sketch_paint (sketch->look.mark);

  vitrine_beast_tuft (sketch, joints, 0.42, -1.0, &hide, &tuft);
}

static void
draw_mane (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePaint hair = vitrine_sketch_paint (sketch->look.hair);

  hair.shade = 0.4;
  vitrine_beast_mane (sketch, beast, joints, 0.055, &hair);
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePen *pen = sketch->pen;
  VitrinePaint hide = vitrine_beast_paint (sketch, beast, 0.3, 0.1, sketch->front ? G_PI_2 : 0.5);
  VitrinePaint hair = vitrine_sketch_paint (sketch->look.hair);

  hide.line_width = hair.line_width = 0.10;
  hide.coat.scale = 0.40;
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = sketch->front ? -0.62 : -0.25, .y = sketch->front ? -0.62 : -0.66, .dx = sketch->front ? -0.38 : -0.12,
    .dy = -0.86,
    .half = 0.24, .round = 0.35, .outer = sketch->look.base, .inner = sketch->look.skin, .tip = 0.25,
    .tip_colour = sketch->look.mark
  });
  if (sketch->front)
    {
      vitrine_pen_limb (pen, (VitrineKnot[]) { { 0.0, -1.25, 0.12 }, { 0.0, -0.7, 0.24 }, { 0.0, -0.45, 0.14 } }, 3);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_MANE, &hair);
    }
  vitrine_face_long (sketch, &(VitrineLongHead) {
    .length = 1.38, .drop = 0.42, .muzzle = 0.46, .pinch = 0.60, .eye = 0.15,
    .muzzle_colour = sketch->look.nose, .paint = hide
  });
  if (!sketch->front)
    {
      vitrine_pen_limb (pen, (VitrineKnot[]) { { -0.40, -0.96, 0.10 }, { -0.02, -0.90, 0.17 },
                                               { 0.28, -0.66, 0.07 } }, 3);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_MANE, &hair);
    }
  vitrine_sketch_hat (sketch, sketch->front ? 0.0 : -0.02, -0.76, 0.66, sketch->front ? 0.0 : -0.12);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.78, .depth = 0.46, .rump = 0.98, .waist = 0.90, .breast = 0.96,
    .leg = 0.52, .leg_top = 0.115, .leg_foot = 0.052, .foot = VITRINE_FOOT_HOOF,
    .neck = 0.44, .neck_angle = 0.95, .neck_root = 0.185, .neck_top = 0.115,
    .head = 0.18, .nod = 0.22,
    .coat = VITRINE_SCENE_COAT_STRIPES, .coat_scale = 0.105,
    .draw_head = draw_head, .draw_tail = draw_tail, .draw_mane = draw_mane,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_zebra = {
  .name = "zebra",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_STRIPES,
    .tall = 0.86,
    .look = { 0xf7f1e6, 0xffffff, 0x2a2530, 0xf7f1e6, 0xcfa79a, 0x4a3f47, 0x2f2a33, 0x332c36, 0x5a3a20 },
    .draw = draw,
};
