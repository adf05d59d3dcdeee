/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads: a round one whose features sit on a ball that can turn, and a long one with a muzzle.  The frame
 * is the skull's: middle 0, half width 1.  x > 0 is the animal's left. */
#pragma once

#include "engine/sample/vitrine-menagerie-animal.h"

G_BEGIN_DECLS

/* How far the face of this animal is turned to the right, in radians: 0 from the front. */
double vitrine_face_turn  (const VitrineSketch *sketch);

/* Where a feature at x of the front view is after the turn, and how wide it still looks (1: as before). */
double vitrine_face_x     (double turn, double x);
double vitrine_face_width (double turn, double x);

/* Both eyes at ±x. */
void vitrine_face_eyes    (VitrineSketch *sketch, double x, double y, double rx, double ry);

/* A pointed or rounded ear from a root at (x, y): tip at (dx, dy) from it, `half` its half width. */
typedef struct
{
  double x, y, dx, dy, half;
  double round;                      /* 0 pointed … 1 round tip */
  VitrineRgb outer, inner;
  double tip;                        /* share of the ear in the colour `tip_colour` */
  VitrineRgb tip_colour;
} VitrineEar;

void vitrine_face_ear     (VitrineSketch *sketch, VitrineScenePart part, const VitrineEar *ear);
/* The same ear on both sides, the far one first; turned with the face. */
void vitrine_face_ears    (VitrineSketch *sketch, const VitrineEar *right);

/* Nose and a smile below it. */
void vitrine_face_nose    (VitrineSketch *sketch, double x, double y, double size);

/* A long head: skull and muzzle as one shape, in profile or from the front, with eye, nostril, mouth. */
typedef struct
{
  double length;                     /* from the middle of the skull to the middle of the muzzle */
  double drop;                       /* how far the muzzle hangs, in profile */
  double muzzle;                     /* half width of the muzzle */
  double pinch;                      /* half width between */
  double eye;                        /* radius */
  VitrineRgb muzzle_colour;
  VitrinePaint paint;                /* of the skull */
} VitrineLongHead;

void vitrine_face_long    (VitrineSketch *sketch, const VitrineLongHead *head);

G_END_DECLS
