/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The elephant: columns for legs, great ears, a trunk and two tusks. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);
  const VitrinePaint tuft = vitrine_sketch_paint (sketch->look.mark);

  vitrine_beast_tuft (sketch, joints, 0.30, -1.2, &hide, &tuft);
}

static void
draw_ear (VitrineSketch   *sketch,
          VitrineScenePart part,
          double           x,
          double           side,
          double           wide)
{
  VitrinePaint outer = vitrine_sketch_paint (vitrine_rgb_dark (sketch->look.base, 0.06));
  const VitrinePaint inner = { .base = sketch->look.skin, .shade = 0.5, .alpha = 0.75 };

  for (int i = 0; i < 2; i++)
    {
      const double s = i == 0 ? 1.0 : 0.74;
      const VitrinePoint flap[] = {
        { x, -0.62 * s }, { x + side * wide * 0.55 * s, -0.92 * s }, { x + side * wide * s, -0.55 * s },
        { x + side * wide * 1.02 * s, 0.12 * s }, { x + side * wide * 0.62 * s, 0.78 * s },
        { x + side * wide * 0.18 * s, 0.62 * s },
      };

      outer.line_width = 0.09;
      vitrine_pen_blob (sketch->pen, flap, G_N_ELEMENTS (flap));
      vitrine_pen_fill (sketch->pen, part, i == 0 ? &outer : &inner);
    }
}

static void
draw_tusk (VitrineSketch *sketch,
           double         x,
           double         y,
           double         dx)
{
  VitrinePaint ivory = vitrine_sketch_paint (vitrine_rgb (0xfaf1dc));

  ivory.line_width = 0.07;
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { x, y, 0.11 }, { x + 0.4 * dx, y + 0.28, 0.09 }, { x + dx, y + 0.42, 0.03 }
  }, 3);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_HORNS, &ivory);
}

static void
draw_trunk (VitrineSketch *sketch)
{
  VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);
  const double lift = vt_rng_range (&sketch->rng, 0.0, 1.0);

  hide.line_width = 0.09;
  hide.coat = (VitrineCoatPaint) {
    .kind = VITRINE_SCENE_COAT_STRIPES, .colour = vitrine_rgb_dark (sketch->look.base, 0.22), .angle = G_PI_2,
    .scale = 0.26, .seed = 5
  };
  if (sketch->front)
    vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
      { 0.0, 0.25, 0.34 }, { 0.02, 0.85, 0.25 }, { 0.06, 1.35, 0.19 }, { 0.28, 1.66, 0.155 }
    }, 4);
  else
    vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
      { 0.60, 0.18, 0.40 }, { 1.02, 0.72, 0.27 }, { 1.10, 1.30, 0.20 },
      { 1.34 + 0.25 * lift, 1.66 - 0.35 * lift, 0.16 }
    }, 4);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TRUNK, &hide);
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePen *pen = sketch->pen;
  VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);

  hide.line_width = 0.09;
  if (sketch->front)
    {
      draw_ear (sketch, VITRINE_SCENE_PART_EAR_LEFT, 0.62, 1.0, 1.12);
      draw_ear (sketch, VITRINE_SCENE_PART_EAR_RIGHT, -0.62, -1.0, 1.12);
    }
  else
    {
      draw_tusk (sketch, 0.80, 0.46, 0.52);
    }
  vitrine_pen_blob (pen, (VitrinePoint[]) {
    { -0.88, 0.0 }, { -0.62, -0.70 }, { 0.0, -0.94 }, { 0.62, -0.70 }, { 0.88, 0.0 }, { 0.62, 0.62 }, { 0.0, 0.80 },
    { -0.62, 0.62 }
  }, 8);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &hide);
  if (sketch->front)
    {
      draw_tusk (sketch, 0.36, 0.52, 0.16);
      draw_tusk (sketch, -0.36, 0.52, -0.16);
    }
  else
    {
      draw_tusk (sketch, 0.48, 0.52, 0.50);
    }
  draw_trunk (sketch);
  if (sketch->front)
    {
      vitrine_sketch_eye (sketch, VITRINE_SCENE_PART_EYE_LEFT, 0.46, -0.06, 0.13, 0.16);
      vitrine_sketch_eye (sketch, VITRINE_SCENE_PART_EYE_RIGHT, -0.46, -0.06, 0.13, 0.16);
      vitrine_sketch_blush (sketch, 0.60, 0.26, 0.17);
      vitrine_sketch_blush (sketch, -0.60, 0.26, 0.17);
    }
  else
    {
      vitrine_sketch_eye (sketch, VITRINE_SCENE_PART_EYE_RIGHT, 0.38, -0.12, 0.13, 0.16);
      vitrine_sketch_blush (sketch, 0.30, 0.22, 0.18);
      draw_ear (sketch, VITRINE_SCENE_PART_EAR_RIGHT, -0.18, -1.0, 1.06);
    }
  vitrine_sketch_hat (sketch, 0.02, -0.88, 0.58, -0.06);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.66, .depth = 0.68, .rump = 0.92, .waist = 0.94, .breast = 0.92,
    .leg = 0.42, .leg_top = 0.155, .leg_foot = 0.105, .foot = VITRINE_FOOT_COLUMN,
    .neck = 0.30, .neck_angle = 0.30, .neck_root = 0.29, .neck_top = 0.22,
    .head = 0.30, .under_from = 0.7, .under_to = 1.4,
    .draw_head = draw_head, .draw_tail = draw_tail,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_elephant = {
  .name = "elephant",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_SITTING,
    .coat = VITRINE_SCENE_COAT_PLAIN,
    .tall = 0.84,
    .look = { 0x98a0b4, 0x8189a0, 0x5d6478, 0x98a0b4, 0xdba9a6, 0x5d6478, 0xe6ddd0, 0x98a0b4, 0x5a4636 },
    .draw = draw,
};
