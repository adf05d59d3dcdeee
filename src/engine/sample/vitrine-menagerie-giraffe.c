/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The giraffe: a very long neck, patches between pale seams, two knobs on the head. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint tuft = vitrine_sketch_paint (sketch->look.hair);

  vitrine_beast_tuft (sketch, joints, 0.36, -1.15, &hide, &tuft);
}

static void
draw_mane (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePaint hair = vitrine_sketch_paint (sketch->look.hair);

  hair.shade = 0.4;
  vitrine_beast_mane (sketch, beast, joints, 0.028, &hair);
}

static void
draw_knobs (VitrineSketch *sketch)
{
  VitrinePaint stem = vitrine_sketch_paint (sketch->look.base);
  VitrinePaint knob = vitrine_sketch_paint (sketch->look.hair);

  stem.line_width = knob.line_width = 0.10;
  for (int side = 1; side >= -1; side -= 2)
    {
      const double x = sketch->front ? side * 0.30 : -0.16 + 0.22 * side;
      const double dx = sketch->front ? side * 0.08 : -0.12;

      vitrine_pen_limb (sketch->pen, (VitrineKnot[]) { { x, -0.55, 0.12 }, { x + dx, -1.24, 0.10 } }, 2);
      vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_HORNS, &stem);
      vitrine_pen_ellipse (sketch->pen, x + dx, -1.30, 0.19, 0.17, 0.0);
      vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_HORNS, &knob);
    }
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);

  hide.line_width = 0.10;
  hide.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_PATCHES, .colour = vitrine_rgb_mix (sketch->look.mark, sketch->look.base, 0.35),
    .x = -0.5, .scale = 0.5, .seed = 3
  };
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = sketch->front ? -0.66 : -0.46, .y = -0.36, .dx = sketch->front ? -0.80 : -0.70, .dy = -0.14, .half = 0.24,
    .round = 0.2,
    .outer = sketch->look.base, .inner = sketch->look.skin
  });
  draw_knobs (sketch);
  vitrine_face_long (sketch, &(VitrineLongHead) {
    .length = 1.36, .drop = 0.46, .muzzle = 0.42, .pinch = 0.52, .eye = 0.18,
    .muzzle_colour = sketch->look.under, .paint = hide
  });
  vitrine_sketch_hat (sketch, sketch->front ? 0.0 : -0.05, -0.80, 0.60, -0.10);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.50, .depth = 0.36, .rump = 0.92, .waist = 0.90, .breast = 1.02,
    .leg = 0.54, .leg_top = 0.092, .leg_foot = 0.042, .foot = VITRINE_FOOT_HOOF,
    .neck = 0.76, .neck_angle = 1.16, .neck_root = 0.135, .neck_top = 0.078,
    .head = 0.135, .nod = 0.12, .sock_from = 0.55, .sock_to = 0.9,
    .coat = VITRINE_SCENE_COAT_PATCHES, .coat_scale = 0.125,
    .draw_head = draw_head, .draw_tail = draw_tail, .draw_mane = draw_mane,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_giraffe = {
  .name = "giraffe",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_PATCHES,
    .tall = 0.92,
    .look = { 0xf2d79a, 0xf8e9c8, 0xb8703a, 0xf3dfb4, 0xe3ad8c, 0x6a4a3a, 0x5a4038, 0x7a4a2c, 0x4a2c18 },
    .draw = draw,
};
