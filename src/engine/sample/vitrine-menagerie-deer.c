/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deer: antlers, a slender head, white dots on the back. */
#include "engine/sample/vitrine-menagerie-beast.h"
#include "engine/sample/vitrine-menagerie-face.h"

static void
draw_tail (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const VitrinePaint white = vitrine_sketch_paint (sketch->look.under);
  VitrinePoint p[4];

  vitrine_beast_tail (sketch, joints, 0.16, 0.5, p);
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { p[0].x + 0.04, p[0].y, 0.05 }, { p[2].x, p[2].y, 0.055 }, { p[3].x, p[3].y, 0.02 },
  }, 3);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, &white);
}

/* One antler: a beam that sweeps out and up, with two tines. */
static void
draw_antler (VitrineSketch *sketch,
             double         x,
             double         side,
             double         lean)
{
  VitrinePen *pen = sketch->pen;
  VitrinePaint horn = vitrine_sketch_paint (sketch->look.hair);

  horn.line_width = 0.09;
  horn.shade = 0.5;
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { x, -0.62, 0.12 }, { x + side * 0.42 + lean, -1.10, 0.10 }, { x + side * 0.62 + lean * 2.0, -1.62, 0.08 },
    { x + side * 0.42 + lean * 2.4, -2.10, 0.045 }
  }, 4);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HORNS, &horn);
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { x + side * 0.40 + lean, -1.08, 0.085 }, { x + side * 0.18 + lean, -1.48, 0.04 }
  }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HORNS, &horn);
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { x + side * 0.60 + lean * 1.9, -1.55, 0.075 }, { x + side * 1.05 + lean * 2.0, -1.88, 0.035 }
  }, 2);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HORNS, &horn);
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  VitrinePaint hide = vitrine_sketch_paint (sketch->look.base);
  const VitrineRgb muzzle = vitrine_rgb_mix (sketch->look.base, sketch->look.under, 0.55);
  const double x = sketch->front ? 0.0 : -0.10;

  hide.line_width = 0.10;
  hide.shade = 0.7;
  if (!sketch->front)
    draw_antler (sketch, x + 0.30, 0.62, -0.16);
  vitrine_face_ears (sketch, &(VitrineEar) {
    .x = sketch->front ? -0.70 : -0.30, .y = -0.40, .dx = sketch->front ? -0.86 : -0.55, .dy = -0.36, .half = 0.28,
    .round = 0.2,
    .outer = sketch->look.base, .inner = sketch->look.skin
  });
  if (sketch->front)
    draw_antler (sketch, 0.34, 1.0, 0.0);
  draw_antler (sketch, sketch->front ? -0.34 : x - 0.04, sketch->front ? -1.0 : -0.62, sketch->front ? 0.0 : -0.10);
  vitrine_face_long (sketch, &(VitrineLongHead) {
    .length = 1.30, .drop = 0.42, .muzzle = 0.38, .pinch = 0.52, .eye = 0.18,
    .muzzle_colour = muzzle, .paint = hide
  });
  if (sketch->front)
    vitrine_face_nose (sketch, 0.0, 1.22, 0.17);
  else
    {
      const VitrinePaint nose = { .base = sketch->look.nose, .shade = 0.6 };

      vitrine_pen_ellipse (sketch->pen, 1.60, 0.26, 0.16, 0.13, 0.5);
      vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_MUZZLE, &nose);
    }
  vitrine_sketch_hat (sketch, x, -0.74, 0.58, sketch->front ? 0.0 : -0.12);
}

static void
draw (VitrineSketch *sketch)
{
  static const VitrineBeast beast = {
    .length = 0.70, .depth = 0.40, .rump = 0.98, .waist = 0.86, .breast = 0.94,
    .leg = 0.58, .leg_top = 0.10, .leg_foot = 0.040, .foot = VITRINE_FOOT_HOOF,
    .neck = 0.42, .neck_angle = 1.12, .neck_root = 0.15, .neck_top = 0.10,
    .head = 0.165, .nod = 0.10, .under_from = 0.70, .under_to = 0.95, .sock_from = 0.6, .sock_to = 1.0,
    .coat = VITRINE_SCENE_COAT_SPOTS, .coat_scale = 0.115,
    .draw_head = draw_head, .draw_tail = draw_tail,
  };

  vitrine_beast_draw (sketch, &beast);
}

const VitrineSpecies vitrine_species_deer = {
  .name = "deer",
  .poses = 1 << VITRINE_SCENE_POSE_STANDING | 1 << VITRINE_SCENE_POSE_LYING,
    .coat = VITRINE_SCENE_COAT_SPOTS,
    .tall = 0.90,
    .look = { 0xb9743f, 0xf5e8d2, 0xf3e2c4, 0x8a5632, 0xe9b7a0, 0x2c2228, 0x3b2c2c, 0x8d6a4a, 0x5a3420 },
    .draw = draw,
};
