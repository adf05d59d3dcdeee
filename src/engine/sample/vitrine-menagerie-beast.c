/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four-legged animals: side and front views, standing, sitting and lying.  Facing right, the animal's
 * right side is the near one. */
#include "engine/sample/vitrine-menagerie-beast.h"

#include <math.h>

typedef enum { LEG_FORE_FAR, LEG_FORE_NEAR, LEG_HIND_FAR, LEG_HIND_NEAR } Leg;

static const VitrineScenePart leg_parts[] = {
  [LEG_FORE_FAR] = VITRINE_SCENE_PART_LEG_FRONT_LEFT,
  [LEG_FORE_NEAR] = VITRINE_SCENE_PART_LEG_FRONT_RIGHT,
  [LEG_HIND_FAR] = VITRINE_SCENE_PART_LEG_BACK_LEFT,
  [LEG_HIND_NEAR] = VITRINE_SCENE_PART_LEG_BACK_RIGHT,
};

VitrinePaint
vitrine_beast_paint (VitrineSketch      *sketch,
                     const VitrineBeast *beast,
                     double              x,
                     double              y,
                     double              angle)
{
  VitrinePaint paint = vitrine_sketch_paint (sketch->look.base);

  paint.coat = (VitrineCoatPaint) {
    .kind = beast->coat, .colour = sketch->look.mark, .x = x, .y = y, .angle = angle,
    .scale = beast->coat_scale, .wedge = beast->coat_wedge,
    .seed = (guint32) (sketch->scene->seed >> 16),
  };
  return paint;
}

/* Far legs lie in the animal's own shadow. */
static void
dim (VitrinePaint *paint,
     gboolean      far)
{
  if (!far)
    return;
  paint->base = vitrine_rgb_dark (paint->base, 0.28);
  paint->under = vitrine_rgb_dark (paint->under, 0.28);
  paint->coat.colour = vitrine_rgb_dark (paint->coat.colour, 0.2);
  paint->shade *= 0.6;
}

static void
draw_foot (VitrineSketch      *sketch,
           const VitrineBeast *beast,
           VitrineScenePart    part,
           VitrinePoint        at,
           gboolean            far)
{
  const double r = beast->leg_foot;
  VitrinePen *pen = sketch->pen;
  VitrinePaint paint = vitrine_sketch_paint (beast->foot == VITRINE_FOOT_PAW ? sketch->look.sock
                                                                             : sketch->look.foot);

  dim (&paint, far);
  switch (beast->foot)
    {
    case VITRINE_FOOT_PAW:
      vitrine_pen_ellipse (pen, at.x + (sketch->front ? 0.0 : 0.55 * r), at.y - 0.72 * r,
                           1.45 * r, 0.80 * r, 0.0);
      vitrine_pen_fill (pen, part, &paint);
      break;
    case VITRINE_FOOT_HOOF:
    {
      const VitrinePoint hoof[] = {
        { at.x - 0.95 * r, at.y - 1.5 * r }, { at.x + 0.95 * r, at.y - 1.5 * r },
        { at.x + 1.35 * r, at.y }, { at.x - 1.1 * r, at.y },
      };

      vitrine_pen_polygon (pen, hoof, G_N_ELEMENTS (hoof));
      vitrine_pen_fill (pen, part, &paint);
    }
    break;
    case VITRINE_FOOT_COLUMN:
      paint = (VitrinePaint) { .base = sketch->look.foot };
      dim (&paint, far);
      for (int i = -1; i <= 1; i++)
        {
          vitrine_pen_ellipse (pen, at.x + (i * 0.62 + (sketch->front ? 0.0 : 0.15)) * r, at.y - 0.22 * r,
                               0.26 * r, 0.24 * r, 0.0);
          vitrine_pen_fill (pen, part, &paint);
        }
      break;
    }
}

/* A straight or bent leg from the torso at `top` to the ground at `foot`; `bend` pushes the joint
 * forward (a knee) or, negative, back (a hock). */
static void
draw_leg (VitrineSketch      *sketch,
          const VitrineBeast *beast,
          Leg                 leg,
          VitrinePoint        top,
          VitrinePoint        foot,
          double              bend)
{
  const gboolean far = !sketch->front && (leg == LEG_FORE_FAR || leg == LEG_HIND_FAR);
  const double r1 = beast->leg_top * (leg == LEG_HIND_NEAR && !sketch->front ? 1.18 : 1.0), r2 = beast->leg_foot;
  const double base = foot.y - (beast->foot == VITRINE_FOOT_COLUMN ? r2 * 0.55 : r2);
  const double w = beast->foot == VITRINE_FOOT_COLUMN ? 1.0 : 0.86;
  const VitrineKnot knots[] = {
    { top.x, top.y, r1 },
    { top.x + (foot.x - top.x) * 0.35 + bend * 0.6, top.y + (base - top.y) * 0.38, r1 * 0.6 + r2 * 0.4 },
    { top.x + (foot.x - top.x) * 0.75 - bend * 0.5, top.y + (base - top.y) * 0.72, r2 * w },
    { foot.x, base, r2 },
  };
  VitrinePaint paint = vitrine_beast_paint (sketch, beast, top.x, top.y, G_PI_2);

  if (paint.coat.kind == VITRINE_SCENE_COAT_STRIPES)
    {
      paint.coat.scale *= 0.72;
      paint.coat.wedge *= 0.8;
    }
  paint.shade = 0.55;
  paint.under = sketch->look.sock;
  paint.under_from = beast->sock_from;
  paint.under_to = beast->sock_to;
  dim (&paint, far);
  if (paint.coat.kind == VITRINE_SCENE_COAT_WOOL)
    paint.coat.kind = VITRINE_SCENE_COAT_PLAIN;
  vitrine_pen_limb (sketch->pen, knots, G_N_ELEMENTS (knots));
  if (beast->foot == VITRINE_FOOT_COLUMN)
    {
      /* Columns end flat on the ground.  Both pieces run the same way round, so together they are one. */
      const VitrinePoint sole[] = {
        { foot.x - r2, base - r2 }, { foot.x + r2, base - r2 }, { foot.x + r2 * 1.12, foot.y },
        { foot.x - r2 * 1.05, foot.y },
      };

      vitrine_pen_polygon (sketch->pen, sole, G_N_ELEMENTS (sole));
    }
  vitrine_pen_fill (sketch->pen, leg_parts[leg], &paint);
  draw_foot (sketch, beast, leg_parts[leg], foot, far);
}

/* A folded hind leg: the haunch, with the foot flat on the ground before it. */
static void
draw_haunch (VitrineSketch      *sketch,
             const VitrineBeast *beast,
             Leg                 leg,
             VitrinePoint        at,
             double              rx,
             double              ry)
{
  const double r = beast->leg_foot;
  VitrinePaint paint = vitrine_beast_paint (sketch, beast, at.x, at.y, 0.5);
  VitrinePaint shin = vitrine_sketch_paint (beast->sock_to > 0.0 ? sketch->look.sock : sketch->look.base);
  const double foot_x = sketch->front ? at.x : at.x + rx * 0.95;

  vitrine_pen_group (sketch->pen);
  if (!sketch->front)
    {
      vitrine_pen_limb (sketch->pen, (VitrineKnot[]) { { at.x - rx * 0.2, -1.1 * r, r * 1.05 },
                                                       { foot_x, -r, r } }, 2);
      vitrine_pen_fill (sketch->pen, leg_parts[leg], &shin);
    }
  draw_foot (sketch, beast, leg_parts[leg], (VitrinePoint) { foot_x, 0.0 }, FALSE);
  vitrine_pen_ellipse (sketch->pen, at.x, at.y, rx, ry, sketch->front ? 0.0 : -0.35);
  vitrine_pen_fill (sketch->pen, leg_parts[leg], &paint);
}

static void
draw_torso (VitrineSketch      *sketch,
            const VitrineBeast *beast,
            VitrinePoint        hip,
            VitrinePoint        chest)
{
  const double h = 0.5 * beast->depth;
  const double angle = atan2 (chest.y - hip.y, chest.x - hip.x);
  VitrinePaint paint = vitrine_beast_paint (sketch, beast, 0.5 * (hip.x + chest.x),
                                            0.5 * (hip.y + chest.y), angle);

  paint.under = sketch->look.under;
  paint.under_from = beast->under_from;
  paint.under_to = beast->under_to;
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { hip.x, hip.y, h * beast->rump },
    { 0.5 * (hip.x + chest.x), 0.5 * (hip.y + chest.y) + 0.03 * beast->depth, h * beast->waist },
    { chest.x, chest.y, h * beast->breast },
  }, 3);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TORSO, &paint);
}

static void
draw_neck (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const double angle = atan2 (joints->head.y - joints->neck.y, joints->head.x - joints->neck.x);
  VitrinePaint paint = vitrine_beast_paint (sketch, beast, joints->neck.x, joints->neck.y, angle);
  const double mx = 0.5 * (joints->neck.x + joints->head.x), my = 0.5 * (joints->neck.y + joints->head.y);

  if (beast->neck <= 0.0)
    return;
  if (beast->draw_mane && !sketch->front)
    beast->draw_mane (sketch, beast, joints);
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { joints->neck.x, joints->neck.y, beast->neck_root },
    { mx + (sketch->front ? 0.0 : 0.02), my, 0.5 * (beast->neck_root + beast->neck_top) * 0.94 },
    { joints->head.x, joints->head.y, beast->neck_top },
  }, 3);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_NECK, &paint);
}

static void
draw_head (VitrineSketch       *sketch,
           const VitrineBeast  *beast,
           const VitrineJoints *joints)
{
  const double t = sketch->front ? 0.30 : 0.34;
  const double along = atan2 (joints->head.y - joints->neck.y, joints->head.x - joints->neck.x);
  const double x = joints->neck.x + t * (joints->head.x - joints->neck.x);
  const double y = joints->neck.y + t * (joints->head.y - joints->neck.y);
  const double chin = joints->head.y + beast->chin * beast->head;
  const double width = MAX ((1.0 - t) * beast->neck_root + t * beast->neck_top,
                            sketch->front ? 0.26 * beast->depth : 0.0);

  if (sketch->front)
    vitrine_sketch_scarf (sketch, 0.0, MAX (y, chin), 1.15 * width, 0.0);
  else if (beast->chin > 0.0)
    vitrine_sketch_scarf (sketch, 0.5 * (joints->neck.x + joints->head.x), chin, 0.66 * beast->head, 0.3);
  else
    vitrine_sketch_scarf (sketch, x, y, 1.12 * width, along + G_PI_2);
  vitrine_pen_group (sketch->pen);
  vitrine_pen_push (sketch->pen, joints->head.x, joints->head.y, beast->head,
                    sketch->front ? 0.0 : beast->nod);
  beast->draw_head (sketch, beast, joints);
  vitrine_pen_pop (sketch->pen);
}

static void
place_neck (const VitrineBeast *beast,
            VitrinePoint        root,
            gboolean            front,
            VitrineJoints      *joints)
{
  /* Seen from the front a neck is foreshortened by what leans towards the viewer. */
  joints->neck = root;
  joints->head = (VitrinePoint) {
    root.x + (front ? 0.0 : beast->neck * cos (beast->neck_angle)),
    root.y - beast->neck * sin (beast->neck_angle) * (front ? 0.92 : 1.0),
  };
}

static void
draw_near_legs (VitrineSketch      *sketch,
                const VitrineBeast *beast,
                double              top,
                double              step)
{
  const double l = 0.5 * beast->length;

  draw_leg (sketch, beast, LEG_HIND_NEAR, (VitrinePoint) { -l - 0.01, top - 0.08 * beast->depth },
            (VitrinePoint) { -l - 0.03 + step, 0.0 }, beast->foot == VITRINE_FOOT_COLUMN ? 0.0 : 0.05);
  draw_leg (sketch, beast, LEG_FORE_NEAR, (VitrinePoint) { l + 0.02, top },
            (VitrinePoint) { l + 0.05 - step, 0.0 }, 0.0);
}

static void
draw_side_standing (VitrineSketch      *sketch,
                    const VitrineBeast *beast)
{
  const double c = -(beast->leg + 0.30 * beast->depth);
  const double l = 0.5 * beast->length;
  const double step = vt_rng_range (&sketch->rng, -1.0, 1.0) * 0.16 * beast->leg;
  VitrineJoints j = { .hip = { -l, c }, .chest = { l, c } };
  const double lt = c + 0.16 * beast->depth;

  j.tail = (VitrinePoint) { -l - 0.40 * beast->depth * beast->rump, c - 0.22 * beast->depth };
  place_neck (beast, (VitrinePoint) { l + 0.08 * beast->depth, c - 0.12 * beast->depth }, FALSE, &j);
  draw_leg (sketch, beast, LEG_HIND_FAR, (VitrinePoint) { -l + 0.08, lt },
            (VitrinePoint) { -l + 0.10 - step, -0.02 }, beast->foot == VITRINE_FOOT_COLUMN ? 0.0 : 0.05);
  draw_leg (sketch, beast, LEG_FORE_FAR, (VitrinePoint) { l - 0.04, lt },
            (VitrinePoint) { l - 0.06 + step, -0.02 }, 0.0);
  vitrine_pen_group (sketch->pen);
  beast->draw_tail (sketch, beast, &j);
  vitrine_pen_group (sketch->pen);
  /* In one group with the torso the near legs have no outline where they leave it. */
  if (beast->draw_fleece)
    draw_near_legs (sketch, beast, lt, step);
  draw_neck (sketch, beast, &j);
  draw_torso (sketch, beast, j.hip, j.chest);
  if (beast->draw_fleece)
    beast->draw_fleece (sketch, beast, &j);
  else
    draw_near_legs (sketch, beast, lt, step);
  draw_head (sketch, beast, &j);
}

static void
draw_side_sitting (VitrineSketch      *sketch,
                   const VitrineBeast *beast)
{
  const double d = beast->depth;
  const double reach = 0.72 * beast->length;
  const VitrinePoint hip = { -0.5 * reach, -0.46 * d };
  const VitrinePoint chest = { 0.22 * reach, -(beast->leg + 0.42 * d) };
  VitrineJoints j = { .hip = hip, .chest = chest, .tail = { hip.x - 0.42 * d, -0.16 * d } };

  place_neck (beast, (VitrinePoint) { chest.x + 0.06 * d, chest.y - 0.14 * d }, FALSE, &j);
  beast->draw_tail (sketch, beast, &j);
  vitrine_pen_group (sketch->pen);
  draw_leg (sketch, beast, LEG_FORE_FAR, (VitrinePoint) { chest.x + 0.12 * d, chest.y + 0.2 * d },
            (VitrinePoint) { chest.x + 0.34 * d, -0.01 }, 0.0);
  vitrine_pen_group (sketch->pen);
  draw_leg (sketch, beast, LEG_FORE_NEAR, (VitrinePoint) { chest.x + 0.06 * d, chest.y + 0.2 * d },
            (VitrinePoint) { chest.x + 0.20 * d, 0.0 }, 0.0);
  draw_neck (sketch, beast, &j);
  draw_torso (sketch, beast, hip, chest);
  if (beast->draw_fleece)
    beast->draw_fleece (sketch, beast, &j);
  draw_haunch (sketch, beast, LEG_HIND_NEAR, (VitrinePoint) { hip.x + 0.16 * d, -0.40 * d }, 0.42 * d, 0.37 * d);
  draw_head (sketch, beast, &j);
}

static void
draw_side_lying (VitrineSketch      *sketch,
                 const VitrineBeast *beast)
{
  const double d = beast->depth, r = beast->leg_foot;
  const double l = 0.5 * beast->length;
  VitrineJoints j = { .hip = { -l, -0.48 * d }, .chest = { l, -0.52 * d } };

  j.tail = (VitrinePoint) { -l - 0.40 * d, -0.30 * d };
  place_neck (beast, (VitrinePoint) { l + 0.10 * d, -0.62 * d }, FALSE, &j);
  beast->draw_tail (sketch, beast, &j);
  vitrine_pen_group (sketch->pen);
  for (int near = 0; near < 2; near++)
    {
      const VitrineScenePart part = leg_parts[near ? LEG_FORE_NEAR : LEG_FORE_FAR];
      const double out = l + MIN (0.55 * beast->leg, 0.34) + (near ? -0.02 : 0.07);
      VitrinePaint paint = vitrine_beast_paint (sketch, beast, l, -r, 0.0);

      paint.coat.scale *= 0.72;
      dim (&paint, !near);
      vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
      { l - 0.1 * d, -0.34 * d, beast->leg_top }, { l + 0.18 * d, -1.15 * r, r * 1.1 },
      { out, -r, r * 0.95 },
    }, 3);
      vitrine_pen_fill (sketch->pen, part, &paint);
      draw_foot (sketch, beast, part, (VitrinePoint) { out + 0.3 * r, 0.0 }, !near);
    }
  draw_neck (sketch, beast, &j);
  draw_torso (sketch, beast, j.hip, j.chest);
  if (beast->draw_fleece)
    beast->draw_fleece (sketch, beast, &j);
  draw_haunch (sketch, beast, LEG_HIND_NEAR, (VitrinePoint) { -l + 0.14 * d, -0.36 * d }, 0.42 * d, 0.33 * d);
  draw_head (sketch, beast, &j);
}

/* The trunk of the body seen from the front: narrower than it is long, rounder than it is deep. */
static void
draw_front_torso (VitrineSketch      *sketch,
                  const VitrineBeast *beast,
                  double              top,
                  double              bottom,
                  double              wide)
{
  const double d = beast->depth;
  VitrinePaint paint = vitrine_beast_paint (sketch, beast, 0.0, 0.5 * (top + bottom), 0.0);
  VitrinePaint bib = { .base = sketch->look.under, .shade = 0.3 };

  if (paint.coat.kind == VITRINE_SCENE_COAT_STRIPES)
    paint.coat.angle = G_PI_2;
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { 0.0, top + 0.42 * d, 0.43 * d * beast->breast }, { 0.0, bottom - 0.46 * d * wide, 0.48 * d * wide },
  }, 2);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TORSO, &paint);
  if (beast->under_to > 0.0)
    {
      vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
      { 0.0, top + 0.45 * d, 0.22 * d }, { 0.0, bottom - 0.42 * d * wide, 0.27 * d * wide },
    }, 2);
      vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TORSO, &bib);
    }
}

static void
draw_front (VitrineSketch      *sketch,
            const VitrineBeast *beast)
{
  const double d = beast->depth, r = beast->leg_foot;
  const gboolean standing = sketch->scene->pose == VITRINE_SCENE_POSE_STANDING;
  const gboolean lying = sketch->scene->pose == VITRINE_SCENE_POSE_LYING;
  const double top = lying ? -0.92 * d : standing ? -(beast->leg + 0.84 * d) : -(beast->leg + 0.86 * d);
  const double bottom = standing ? top + d : 0.0;
  const double fore = MAX (0.25 * d, r * 1.1);
  VitrineJoints j = { .hip = { 0.0, bottom - 0.4 * d }, .chest = { 0.0, top + 0.42 * d } };

  j.tail = (VitrinePoint) { -0.30 * d, standing ? top + 0.4 * d : -0.12 * d };
  place_neck (beast, (VitrinePoint) { 0.0, top + 0.30 * d }, TRUE, &j);
  beast->draw_tail (sketch, beast, &j);
  vitrine_pen_group (sketch->pen);
  if (standing)
    {
      const double lift = -0.06;

      draw_leg (sketch, beast, LEG_HIND_NEAR, (VitrinePoint) { -0.30 * d, bottom - 0.3 * d },
                (VitrinePoint) { -fore - 0.11 * d, lift }, 0.0);
      draw_leg (sketch, beast, LEG_HIND_FAR, (VitrinePoint) { 0.30 * d, bottom - 0.3 * d },
                (VitrinePoint) { fore + 0.11 * d, lift }, 0.0);
      vitrine_pen_group (sketch->pen);
    }
  draw_front_torso (sketch, beast, top, bottom, standing ? 1.0 : 1.12);
  if (!beast->draw_fleece)
    draw_neck (sketch, beast, &j);
  if (beast->draw_fleece)
    beast->draw_fleece (sketch, beast, &j);
  if (!standing)
    {
      draw_haunch (sketch, beast, LEG_HIND_NEAR, (VitrinePoint) { -0.48 * d, -0.27 * d }, 0.22 * d, 0.27 * d);
      draw_haunch (sketch, beast, LEG_HIND_FAR, (VitrinePoint) { 0.48 * d, -0.27 * d }, 0.22 * d, 0.27 * d);
    }
  /* Paws stand out before the chest; hooves and columns grow out of it. */
  if (!standing || beast->foot == VITRINE_FOOT_PAW || beast->draw_fleece)
    vitrine_pen_group (sketch->pen);
  for (int side = -1; side <= 1; side += 2)
    {
      const double start = lying ? -0.34 * d : j.chest.y + 0.18 * d;

      draw_leg (sketch, beast, side < 0 ? LEG_FORE_NEAR : LEG_FORE_FAR,
                (VitrinePoint) { side * (fore * 0.94), MIN (start, -beast->leg_top) },
                (VitrinePoint) { side * fore * (lying ? 1.15 : 0.9), 0.0 }, 0.0);
    }
  vitrine_pen_group (sketch->pen);
  if (beast->draw_fleece)
    draw_neck (sketch, beast, &j);
  draw_head (sketch, beast, &j);
}

void
vitrine_beast_draw (VitrineSketch      *sketch,
                    const VitrineBeast *beast)
{
  if (sketch->front)
    draw_front (sketch, beast);
  else if (sketch->scene->pose == VITRINE_SCENE_POSE_SITTING)
    draw_side_sitting (sketch, beast);
  else if (sketch->scene->pose == VITRINE_SCENE_POSE_LYING)
    draw_side_lying (sketch, beast);
  else
    draw_side_standing (sketch, beast);
}
