/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a four-legged animal: torso, neck and legs in every pose.  A species gives measures (the
 * animal stands about one unit high) and functions for what is its own: head, tail, mane. */
#pragma once

#include "engine/sample/vitrine-menagerie-animal.h"

G_BEGIN_DECLS

typedef enum { VITRINE_FOOT_PAW, VITRINE_FOOT_HOOF, VITRINE_FOOT_COLUMN } VitrineFoot;

/* Where the plan has put things, for the species' own functions. */
typedef struct
{
  VitrinePoint hip, chest;           /* middles of the two ends of the torso */
  VitrinePoint tail;                 /* where it is fixed */
  VitrinePoint neck, head;           /* root of the neck, middle of the skull */
} VitrineJoints;

typedef struct _VitrineBeast VitrineBeast;

typedef void (*VitrineBeastFunc) (VitrineSketch *sketch, const VitrineBeast *beast,
                                  const VitrineJoints *joints);

struct _VitrineBeast
{
  double length, depth;              /* torso from hip to chest, and its height */
  double rump, waist, breast;        /* half heights along it, in halves of depth */
  double leg, leg_top, leg_foot;     /* length below the torso's middle, half widths */
  VitrineFoot foot;
  double neck, neck_angle;           /* length, and angle above the horizontal */
  double neck_root, neck_top;        /* half widths */
  double head;                       /* scale of the head's frame: half the skull's width */
  double chin;                       /* of a round head, below the skull's middle, in the head's frame */
  double nod;                        /* the head's turn in its frame, seen from the side */
  double under_from, under_to;       /* where the pale belly begins, in heights of the torso */
  double sock_from, sock_to;
  VitrineSceneCoat coat;
  double coat_scale, coat_wedge;
  VitrineBeastFunc draw_head;        /* in the frame of the skull: middle 0, half width 1 */
  VitrineBeastFunc draw_tail;
  VitrineBeastFunc draw_mane;        /* behind the neck, from the side; may be NULL */
  VitrineBeastFunc draw_fleece;      /* over the torso; may be NULL */
};

void vitrine_beast_draw (VitrineSketch *sketch, const VitrineBeast *beast);

/* The paint of one surface with the coat laid along `angle` from (x, y). */
VitrinePaint vitrine_beast_paint (VitrineSketch *sketch, const VitrineBeast *beast, double x, double y,
                                  double angle);

/* A stiff or short mane behind the neck, `width` wide. */
void vitrine_beast_mane (VitrineSketch *sketch, const VitrineBeast *beast, const VitrineJoints *joints,
                         double width, const VitrinePaint *paint);

/* A thin tail with a tuft. */
void vitrine_beast_tuft (VitrineSketch *sketch, const VitrineJoints *joints, double length, double lift,
                         const VitrinePaint *tail, const VitrinePaint *tuft);

/* Four points of a tail of `length` from its root, hanging or lifted (`lift`, radians above the
 * horizontal) as the pose has it. */
void vitrine_beast_tail (const VitrineSketch *sketch, const VitrineJoints *joints, double length, double lift,
                         VitrinePoint points[4]);

G_END_DECLS
