/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning rates. */
#include "train/vt-schedule.h"

#include <math.h>

double
vt_schedule_rate (const VtSchedule *s,
                  gsize             step,
                  gsize             steps)
{
  if (step < s->warm_up)
    return s->rate * (double) (step + 1) / (double) s->warm_up;

  const gsize rest = steps > s->warm_up ? steps - s->warm_up : 1;
  const double t = MIN (1.0, (double) (step - s->warm_up) / (double) rest);

  switch (s->kind)
    {
    case VT_SCHEDULE_STEP:
      return s->every > 0 ? s->rate * pow (s->factor, floor (t / s->every)) : s->rate;
    case VT_SCHEDULE_COSINE:
      return s->rate * (s->factor + (1 - s->factor) * 0.5 * (1 + cos (G_PI * t)));
    case VT_SCHEDULE_CONSTANT:
    default:
      return s->rate;
    }
}
