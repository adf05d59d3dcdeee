/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deviations over the pictures that count. */
#include "metrics/vt-instability.h"

#include <math.h>

#include "base/vt-ranked.h"

/* Welford's sums: small variances of large numbers stay exact. */
typedef struct
{
  guint  n;
  double mean, square;
} Moments;

static void
add (Moments *m,
     double   x)
{
  const double from_old = x - m->mean;

  m->n++;
  m->mean += from_old / m->n;
  m->square += from_old * (x - m->mean);
}

static double
variance (const Moments *m)
{
  return m->n > 1 ? m->square / (m->n - 1) : (double) NAN;
}

void
vt_instability (const VtFiring *firing,
                guint           n,
                guint           most,
                double          diagonal,
                VtInstability  *out)
{
  g_autofree VtRanked *ranked = g_new (VtRanked, MAX (n, 1));
  Moments distance = { 0 }, offset[2] = { { 0 } }, place[2] = { { 0 } };
  guint n_shown = 0;

  for (guint i = 0; i < n; i++)
    if (firing[i].shown)
      {
        ranked[n_shown++] = (VtRanked) { firing[i].score, i };
      }
  qsort (ranked, n_shown, sizeof *ranked, vt_ranked_compare);
  n_shown = most > 0 ? MIN (n_shown, most) : n_shown;
  for (guint i = 0; i < n_shown; i++)
    {
      const VtFiring *f = &firing[ranked[i].i];

      add (&distance, hypot (f->landmark[0] - f->at[0], f->landmark[1] - f->at[1]) / diagonal);
      for (guint axis = 0; axis < 2; axis++)
        {
          add (&offset[axis], (f->landmark[axis] - f->at[axis]) / diagonal);
          add (&place[axis], f->at[axis]);
        }
    }
  *out = (VtInstability) {
    .n = n_shown, .distance = sqrt (variance (&distance)),
    .offset = sqrt (variance (&offset[0]) + variance (&offset[1])),
    .spread = sqrt (variance (&place[0]) + variance (&place[1])),
  };
}
