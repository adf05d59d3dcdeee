/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be had without looking: predictors that say the same place for every picture. */
#include "metrics/vt-part-score.h"

#include <math.h>

#include "base/vt-rng.h"

#define N_DRAWS    200
#define N_CENTRES  3
#define N_ROUNDS   50
#define N_STARTS   8

/* Pictures that have truth. */
static guint
with_truth (const VtPartTruth *truth,
            guint              n,
            guint             *which)
{
  guint m = 0;

  for (guint i = 0; i < n; i++)
    if (truth[i].n > 0)
      which[m++] = i;
  return m;
}

static double
mean_distance (const VtPartTruth *truth,
               const guint       *which,
               guint              m,
               const VtPartPlace *places,
               guint              n_places,
               const double       frame[2])
{
  double sum = 0;

  for (guint j = 0; j < m; j++)
    {
      double least = INFINITY;

      for (guint p = 0; p < n_places; p++)
        least = MIN (least, vt_part_distance (&places[p], &truth[which[j]], frame[0], frame[1]));
      sum += least;
    }
  return sum / m;
}

static void
mean_place (const VtPartTruth *truth,
            const guint       *which,
            guint              m,
            VtPartPlace       *mean)
{
  *mean = (VtPartPlace) { 0 };
  for (guint j = 0; j < m; j++)
    for (guint axis = 0; axis < 2; axis++)
      mean->centre[axis] += truth[which[j]].place[0].centre[axis] / m;
}

static guint
nearest (const VtPartPlace *centres,
         const VtPartPlace *place,
         double            *squared)
{
  guint best = 0;
  double least = INFINITY;

  for (guint c = 0; c < N_CENTRES; c++)
    {
      const double dy = centres[c].centre[0] - place->centre[0];
      const double dx = centres[c].centre[1] - place->centre[1];

      if (dy * dy + dx * dx < least)
        {
          least = dy * dy + dx * dx;
          best = c;
        }
    }
  *squared += least;
  return best;
}

/* Lloyd's algorithm from `centres`; returns the sum of squared distances. */
static double
k_means (const VtPartTruth *truth,
         const guint       *which,
         guint              m,
         VtPartPlace       *centres)
{
  double squared = 0;

  for (guint round_ = 0; round_ < N_ROUNDS; round_++)
    {
      VtPartPlace sum[N_CENTRES] = { 0 };
      guint count[N_CENTRES] = { 0 };

      squared = 0;
      for (guint j = 0; j < m; j++)
        {
          const VtPartPlace *place = &truth[which[j]].place[0];
          const guint c = nearest (centres, place, &squared);

          count[c]++;
          for (guint axis = 0; axis < 2; axis++)
            sum[c].centre[axis] += place->centre[axis];
        }
      for (guint c = 0; c < N_CENTRES; c++)
        for (guint axis = 0; axis < 2 && count[c] > 0; axis++)
          centres[c].centre[axis] = sum[c].centre[axis] / count[c];
    }
  return squared;
}

static double
oracle_distance (const VtPartTruth *truth,
                 const guint       *which,
                 guint              m,
                 VtRng             *rng,
                 const double       frame[2])
{
  VtPartPlace best[N_CENTRES] = { 0 };
  double least = INFINITY;

  for (guint start = 0; start < N_STARTS; start++)
    {
      VtPartPlace centres[N_CENTRES];

      for (guint c = 0; c < N_CENTRES; c++)
        centres[c] = truth[which[vt_rng_int (rng, m)]].place[0];

      const double squared = k_means (truth, which, m, centres);

      if (squared < least)
        {
          least = squared;
          for (guint c = 0; c < N_CENTRES; c++)
            best[c] = centres[c];
        }
    }
  return mean_distance (truth, which, m, best, N_CENTRES, frame);
}

void
vt_part_blind (const VtPartTruth *truth,
               guint              n,
               guint              n_shots,
               guint64            seed,
               const double       frame[2],
               VtPartBlind       *blind)
{
  g_autofree guint *which = g_new (guint, n + 1);
  const guint m = with_truth (truth, n, which);
  VtPartPlace place;
  VtRng rng;

  *blind = (VtPartBlind) { NAN, NAN, NAN };
  if (m == 0 || n_shots == 0)
    return;

  vt_rng_init (&rng, seed);
  mean_place (truth, which, m, &place);
  blind->mean = mean_distance (truth, which, m, &place, 1, frame);
  blind->shots = 0;
  for (guint draw = 0; draw < N_DRAWS; draw++)
    {
      g_autofree guint *drawn = g_memdup2 (which, m * sizeof *which);

      vt_rng_shuffle (&rng, drawn, m);
      mean_place (truth, drawn, MIN (n_shots, m), &place);
      blind->shots += mean_distance (truth, which, m, &place, 1, frame) / N_DRAWS;
    }
  blind->oracle = oracle_distance (truth, which, m, &rng, frame);
}

guint
vt_part_split (const VtPartTruth *truth,
               guint              n,
               guint              n_boxes,
               guint64            seed,
               guint             *training,
               guint             *others)
{
  g_autofree guint *which = g_new (guint, n + 1);
  g_autofree guint8 *drawn = g_new0 (guint8, n + 1);
  const guint m = with_truth (truth, n, which);
  guint n_others = 0;
  VtRng rng;

  vt_rng_init (&rng, seed);
  vt_rng_shuffle (&rng, which, m);
  for (guint i = 0; i < MIN (n_boxes, m); i++)
    {
      training[i] = which[i];
      drawn[which[i]] = 1;
    }
  for (guint i = 0; i < n; i++)
    if (truth[i].n > 0 && !drawn[i])
      others[n_others++] = i;
  return n_others;
}
