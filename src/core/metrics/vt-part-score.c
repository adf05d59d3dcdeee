/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances, overlaps and rates of found parts. */
#include "metrics/vt-part-score.h"

#include <math.h>

double
vt_part_distance (const VtPartPlace *found,
                  const VtPartTruth *truth,
                  double             h,
                  double             w)
{
  double least = NAN;

  for (guint i = 0; i < truth->n; i++)
    {
      const double d = hypot (found->centre[0] - truth->place[i].centre[0],
                              found->centre[1] - truth->place[i].centre[1]);

      if (!(d >= least))
        least = d;
    }
  return least / hypot (h, w);
}

/* First and last whole pixel of a box: a box of size 10 about 14.5 covers pixels 10 … 19. */
static void
edges (const VtPartPlace *place,
       guint              axis,
       double             edge[2])
{
  edge[0] = round (place->centre[axis] - place->size[axis] / 2 + 0.5);
  edge[1] = MAX (edge[0], round (place->centre[axis] + place->size[axis] / 2 - 0.5));
}

double
vt_part_iou (const VtPartPlace *a,
             const VtPartPlace *b)
{
  double both = 1, area[2] = { 1, 1 };

  for (guint axis = 0; axis < 2; axis++)
    {
      double x[2], y[2];

      edges (a, axis, x);
      edges (b, axis, y);
      area[0] *= x[1] - x[0] + 1;
      area[1] *= y[1] - y[0] + 1;
      both *= MAX (0, MIN (x[1], y[1]) - MAX (x[0], y[0]) + 1);
    }
  return both / (area[0] + area[1] - both);
}

double
vt_part_best_iou (const VtPartPlace *found,
                  const VtPartTruth *truth)
{
  double best = 0;

  for (guint i = 0; i < truth->n; i++)
    best = MAX (best, vt_part_iou (found, &truth->place[i]));
  return best;
}

gboolean
vt_part_inside (const VtPartPlace *found,
                const VtPartTruth *truth)
{
  for (guint i = 0; i < truth->n; i++)
    {
      const VtPartPlace *t = &truth->place[i];

      if (fabs (found->centre[0] - t->centre[0]) <= t->size[0] / 2
          && fabs (found->centre[1] - t->centre[1]) <= t->size[1] / 2)
        return TRUE;
    }
  return FALSE;
}

void
vt_part_score (const VtPartPlace *found,
               const VtPartTruth *truth,
               guint              n,
               const guint       *which,
               const double       frame[2],
               VtPartScore       *score)
{
  double distance = 0, detected = 0, inside = 0;
  gboolean sized = TRUE;
  guint m = 0;

  for (guint j = 0; j < n; j++)
    {
      const guint i = which != NULL ? which[j] : j;

      if (truth[i].n == 0)
        continue;
      for (guint t = 0; t < truth[i].n; t++)
        sized = sized && truth[i].place[t].size[0] > 0 && truth[i].place[t].size[1] > 0;
      distance += vt_part_distance (&found[i], &truth[i], frame[0], frame[1]);
      detected += vt_part_best_iou (&found[i], &truth[i]) >= 0.5;
      inside += vt_part_inside (&found[i], &truth[i]);
      m++;
    }
  *score = (VtPartScore) {
    .distance = m > 0 ? distance / m : (double) NAN,
    .iou_rate = m > 0 && sized ? detected / m : (double) NAN,
    .centre_rate = m > 0 && sized ? inside / m : (double) NAN,
    .pictures = m,
  };
}
