/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the learning rate changes over a training. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VT_SCHEDULE_CONSTANT,
  VT_SCHEDULE_STEP,       /* times `factor` after each `every` of the training */
  VT_SCHEDULE_COSINE,     /* half a cosine down to rate · factor (Loshchilov & Hutter 2017, eq. 5) */
} VtScheduleKind;

typedef struct
{
  VtScheduleKind kind;
  double         rate;      /* at the start, after warming up */
  gsize          warm_up;   /* steps in which the rate grows evenly from near 0 */
  double         factor;
  double         every;     /* 0 … 1 of all steps; STEP only */
} VtSchedule;

/* The rate of step `step` (from 0) of `steps`. */
double vt_schedule_rate (const VtSchedule *schedule, gsize step, gsize steps);

G_END_DECLS
