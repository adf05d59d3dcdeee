/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads, shared by the species. */
#include "engine/sample/vitrine-menagerie-face.h"

#include <math.h>

/* Three quarters: both eyes are still seen. */
static const double three_quarters = 0.52;

double
vitrine_face_turn (const VitrineSketch *sketch)
{
  return sketch->front ? 0.0 : three_quarters;
}

/* A point at x of a ball of radius 1 stands at the angle φ = asin x; turned by t it is at sin (φ + t), and
 * a small disc there is cos (φ + t) wide instead of cos φ. */
double
vitrine_face_x (double turn,
                double x)
{
  return sin (asin (CLAMP (x, -1.0, 1.0)) + turn);
}

double
vitrine_face_width (double turn,
                    double x)
{
  const double at = asin (CLAMP (x, -0.9, 0.9));

  return CLAMP (cos (at + turn) / cos (at), 0.45, 1.1);
}

void
vitrine_face_eyes (VitrineSketch *sketch,
                   double         x,
                   double         y,
                   double         rx,
                   double         ry)
{
  const double turn = vitrine_face_turn (sketch);

  for (int side = -1; side <= 1; side += 2)
    vitrine_sketch_eye (sketch, side > 0 ? VITRINE_SCENE_PART_EYE_LEFT : VITRINE_SCENE_PART_EYE_RIGHT,
                        vitrine_face_x (turn, side * x), y,
                        rx * vitrine_face_width (turn, side * x), ry);
}

void
vitrine_face_ear (VitrineSketch    *sketch,
                  VitrineScenePart  part,
                  const VitrineEar *ear)
{
  VitrinePen *pen = sketch->pen;
  const double length = hypot (ear->dx, ear->dy);
  const double angle = atan2 (ear->dy, ear->dx);
  const double w = ear->half, tip = ear->round * w * 0.7;
  VitrinePaint outer = vitrine_sketch_paint (ear->outer);
  VitrinePaint dark = vitrine_sketch_paint (ear->tip_colour);
  VitrinePaint inner = { .base = ear->inner, .shade = 0.4 };

  outer.line_width = dark.line_width = 0.09;
  outer.shade = 0.55;
  vitrine_pen_push (pen, ear->x, ear->y, 1.0, angle);
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { -0.1 * length, 0.0, w * 0.80 }, { 0.35 * length, 0.0, w }, { 0.72 * length, 0.0, w * 0.58 + tip * 0.5 },
    { length - tip, 0.0, MAX (tip, 0.05) },
  }, 4);
  vitrine_pen_fill (pen, part, &outer);
  if (ear->tip > 0.0)
    {
      const double from = 1.0 - ear->tip;

      vitrine_pen_limb (pen, (VitrineKnot[]) {
      { from * length + w * 0.3, 0.0, w * 0.60 + tip * 0.4 },
      { 0.5 * (from * length + w * 0.3 + length), 0.0, w * 0.30 + tip * 0.6 },
      { length - tip, 0.0, MAX (tip, 0.05) },
    }, 3);
      vitrine_pen_fill (pen, part, &dark);
    }
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { 0.0, 0.0, w * 0.45 }, { 0.35 * length, 0.0, w * 0.58 }, { 0.62 * length, 0.0, w * 0.32 + tip * 0.4 },
    { (0.88 - 0.5 * ear->tip) * length - tip, 0.0, MAX (tip * 0.5, 0.03) },
  }, 4);
  vitrine_pen_fill (pen, part, &inner);
  vitrine_pen_pop (pen);
}

void
vitrine_face_ears (VitrineSketch    *sketch,
                   const VitrineEar *right)
{
  const double turn = vitrine_face_turn (sketch);

  for (int side = 1; side >= -1; side -= 2)
    {
      VitrineEar ear = *right;

      /* The ears stand behind the middle of the ball and turn less than the face. */
      ear.x = side * fabs (right->x) + 0.30 * turn;
      ear.dx = side * fabs (right->dx) - 0.25 * turn;
      ear.half *= side > 0 ? vitrine_face_width (turn, 0.35) : 1.0;
      vitrine_face_ear (sketch, side > 0 ? VITRINE_SCENE_PART_EAR_LEFT : VITRINE_SCENE_PART_EAR_RIGHT, &ear);
    }
}

void
vitrine_face_nose (VitrineSketch *sketch,
                   double         x,
                   double         y,
                   double         size)
{
  VitrinePen *pen = sketch->pen;
  const VitrinePaint nose = { .base = sketch->look.nose, .shade = 0.7 };
  const VitrineRgb line = vitrine_rgb_line (sketch->look.nose);
  const VitrinePoint leather[] = {
    { x - size, y - 0.5 * size }, { x, y - 0.75 * size }, { x + size, y - 0.5 * size },
    { x + 0.5 * size, y + 0.35 * size }, { x, y + 0.65 * size }, { x - 0.5 * size, y + 0.35 * size },
  };
  const VitrinePoint smile[] = {
    { x - 1.7 * size, y + 1.35 * size }, { x - 0.9 * size, y + 1.75 * size }, { x, y + 1.2 * size },
    { x + 0.9 * size, y + 1.75 * size }, { x + 1.7 * size, y + 1.35 * size },
  };

  vitrine_pen_curve (pen, smile, G_N_ELEMENTS (smile));
  vitrine_pen_stroke (pen, VITRINE_SCENE_PART_MUZZLE, line, 0.05);
  vitrine_pen_blob (pen, leather, G_N_ELEMENTS (leather));
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &nose);
}

static void
long_front (VitrineSketch         *sketch,
            const VitrineLongHead *head)
{
  VitrinePen *pen = sketch->pen;
  const double y = 0.95 * head->length;
  VitrinePaint muzzle = head->paint;
  const VitrinePaint nostril = { .base = vitrine_rgb_dark (head->muzzle_colour, 0.7) };
  const VitrinePoint mouth[] = {
    { -0.5 * head->muzzle, y + 0.42 * head->muzzle }, { 0.0, y + 0.60 * head->muzzle },
    { 0.5 * head->muzzle, y + 0.42 * head->muzzle },
  };

  muzzle.base = head->muzzle_colour;
  muzzle.line = vitrine_rgb_line (head->muzzle_colour);
  muzzle.coat.kind = VITRINE_SCENE_COAT_PLAIN;
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { 0.0, -0.10, 0.86 }, { 0.0, 0.40, head->pinch * 1.12 }, { 0.0, y, head->muzzle },
  }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &head->paint);
  vitrine_pen_ellipse (pen, 0.0, y + 0.05, head->muzzle * 1.12, head->muzzle * 0.95, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &muzzle);
  vitrine_pen_curve (pen, mouth, G_N_ELEMENTS (mouth));
  vitrine_pen_stroke (pen, VITRINE_SCENE_PART_MUZZLE, nostril.base, 0.05);
  for (int side = -1; side <= 1; side += 2)
    {
      vitrine_pen_ellipse (pen, side * 0.42 * head->muzzle, y - 0.12, 0.13 * head->muzzle, 0.2 * head->muzzle,
                           side * 0.4);
      vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &nostril);
      vitrine_sketch_eye (sketch, side > 0 ? VITRINE_SCENE_PART_EYE_LEFT : VITRINE_SCENE_PART_EYE_RIGHT,
                          side * 0.60, -0.02, head->eye * 0.9, head->eye * 1.1);
    }
}

static void
long_side (VitrineSketch         *sketch,
           const VitrineLongHead *head)
{
  VitrinePen *pen = sketch->pen;
  const double x = head->length, y = head->drop, m = head->muzzle;
  VitrinePaint muzzle = head->paint;
  const VitrinePaint nostril = { .base = vitrine_rgb_dark (head->muzzle_colour, 0.7) };
  const VitrinePoint mouth[] = {
    { x + 0.70 * m, y + 0.42 * m }, { x + 0.1 * m, y + 0.46 * m }, { x - 0.5 * m, y + 0.28 * m },
  };

  muzzle.base = head->muzzle_colour;
  muzzle.line = vitrine_rgb_line (head->muzzle_colour);
  muzzle.coat.kind = VITRINE_SCENE_COAT_PLAIN;
  vitrine_pen_limb (pen, (VitrineKnot[]) {
    { -0.02, 0.0, 0.84 }, { 0.52 * x, 0.50 * y, head->pinch }, { x, y, m },
  }, 3);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_HEAD, &head->paint);
  vitrine_pen_ellipse (pen, x + 0.08 * m, y, m * 1.02, m * 1.02, 0.0);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &muzzle);
  vitrine_pen_curve (pen, mouth, G_N_ELEMENTS (mouth));
  vitrine_pen_stroke (pen, VITRINE_SCENE_PART_MUZZLE, nostril.base, 0.05);
  vitrine_pen_ellipse (pen, x + 0.52 * m, y - 0.28 * m, 0.17 * m, 0.12 * m, 0.5);
  vitrine_pen_fill (pen, VITRINE_SCENE_PART_MUZZLE, &nostril);
  vitrine_sketch_eye (sketch, VITRINE_SCENE_PART_EYE_RIGHT, 0.30, -0.22, head->eye, head->eye * 1.1);
}

void
vitrine_face_long (VitrineSketch         *sketch,
                   const VitrineLongHead *head)
{
  if (sketch->front)
    long_front (sketch, head);
  else
    long_side (sketch, head);
}
