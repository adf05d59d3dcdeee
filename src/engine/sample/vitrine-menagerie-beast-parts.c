/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails and manes that several four-legged species share. */
#include "engine/sample/vitrine-menagerie-beast.h"

#include <math.h>

void
vitrine_beast_tail (const VitrineSketch *sketch,
                    const VitrineJoints *joints,
                    double               length,
                    double               lift,
                    VitrinePoint         points[4])
{
  const gboolean resting = sketch->scene->pose != VITRINE_SCENE_POSE_STANDING;

  for (int i = 0; i < 4; i++)
    {
      const double t = i / 3.0;

      points[i].x = joints->tail.x - length * t * cos (lift);
      points[i].y = joints->tail.y - length * t * sin (lift);
      if (sketch->front)
        {
          /* Behind the animal, it shows at its right side and curves up. */
          points[i].x = joints->tail.x - length * 0.80 * sin (t * 1.4);
          points[i].y = joints->tail.y - length * 0.62 * t * t;
        }
      else if (resting)
        {
          points[i].y = joints->tail.y * (1.0 - t) - 0.07 * t - 0.3 * length * sin (MAX (lift, 0.0)) * t * t;
        }
      else
        {
          points[i].y += 0.10 * length * sin (t * G_PI) * (lift > 0.0 ? 1.0 : -1.0);
        }
    }
}

void
vitrine_beast_mane (VitrineSketch       *sketch,
                    const VitrineBeast  *beast,
                    const VitrineJoints *joints,
                    double               width,
                    const VitrinePaint  *paint)
{
  const double dx = joints->head.x - joints->neck.x, dy = joints->head.y - joints->neck.y;
  const double length = hypot (dx, dy);
  /* The unit vector to the animal's back: left of the way from the chest to the head. */
  const double nx = dy / length, ny = -dx / length;
  const double r1 = beast->neck_root * 0.85, r2 = beast->neck_top * 1.05;

  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { joints->neck.x - 0.05 * dx + nx * r1, joints->neck.y - 0.05 * dy + ny * r1, 0.4 * width },
    { joints->neck.x + 0.45 * dx + nx * 0.5 * (r1 + r2), joints->neck.y + 0.45 * dy + ny * 0.5 * (r1 + r2), width },
    { joints->neck.x + 0.90 * dx + nx * r2, joints->neck.y + 0.90 * dy + ny * r2, width },
    { joints->head.x + 0.16 * dx / length + nx * r2 * 0.7, joints->head.y + 0.16 * dy / length + ny * r2 * 0.7,
      0.7 * width },
  }, 4);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_MANE, paint);
}

void
vitrine_beast_tuft (VitrineSketch       *sketch,
                    const VitrineJoints *joints,
                    double               length,
                    double               lift,
                    const VitrinePaint  *tail,
                    const VitrinePaint  *tuft)
{
  VitrinePoint p[4];

  vitrine_beast_tail (sketch, joints, length, lift, p);
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { p[0].x + 0.06, p[0].y, 0.032 }, { p[1].x, p[1].y, 0.026 }, { p[2].x, p[2].y, 0.022 }, { p[3].x, p[3].y, 0.02 },
  }, 4);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, tail);
  vitrine_pen_limb (sketch->pen, (VitrineKnot[]) {
    { p[2].x * 0.4 + p[3].x * 0.6, p[2].y * 0.4 + p[3].y * 0.6, 0.028 }, { p[3].x, p[3].y, 0.052 },
    { p[3].x * 1.25 - p[2].x * 0.25, p[3].y * 1.25 - p[2].y * 0.25, 0.015 },
  }, 3);
  vitrine_pen_fill (sketch->pen, VITRINE_SCENE_PART_TAIL, tuft);
}
