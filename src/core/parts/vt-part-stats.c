/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean and deviation of every unit.  Invariant: `inverse` is finite everywhere. */
#include "parts/vt-part-stats.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-part-walk.h"

struct _VtPartStats
{
  gatomicrefcount refs;
  guint           count;
  float          *mean;
  float          *inverse;
};

typedef struct
{
  const VtPartSpace *space;
  double            *mean;
  double            *square;     /* sum of squared deviations from the mean so far */
} Sums;

static void
copy_maps (const VtPartMaps *maps,
           float            *out,
           gpointer          user_data)
{
  const Sums *sums = user_data;

  for (guint l = 0; l < vt_part_space_n_layers (sums->space); l++)
    {
      const gsize first = vt_part_space_first (sums->space, l);

      memcpy (out + first, maps->x[l],
              (vt_part_space_first (sums->space, l + 1) - first) * sizeof (float));
    }
}

/* Welford (1962):  m ← m + (x − m)/n ;  s ← s + (x − m_old)(x − m_new). */
static void
add_values (const float *const *values,
            guint               n,
            guint64             before,
            gsize               from,
            gsize               to,
            gpointer            user_data)
{
  Sums *sums = user_data;

  for (guint i = 0; i < n; i++)
    {
      const double share = 1.0 / (double) (before + i + 1);

      for (gsize u = from; u < to; u++)
        {
          const double d = (double) values[i][u] - sums->mean[u];

          sums->mean[u] += d * share;
          sums->square[u] += d * ((double) values[i][u] - sums->mean[u]);
        }
    }
}

static VtPartStats *
stats_alloc (gsize n_units)
{
  VtPartStats *stats = g_new0 (VtPartStats, 1);

  g_atomic_ref_count_init (&stats->refs);
  stats->mean = g_new (float, n_units);
  stats->inverse = g_new (float, n_units);
  return stats;
}

/* `inverse` holds deviations and is turned over; dead units get the layer's floor. */
static void
invert_deviations (VtPartStats       *stats,
                   const VtPartSpace *space)
{
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      const gsize first = vt_part_space_first (space, l), last = vt_part_space_first (space, l + 1);
      float largest = 0;

      for (gsize u = first; u < last; u++)
        if (isfinite (stats->inverse[u]))
          largest = MAX (largest, stats->inverse[u]);

      const float floor_ = MAX (largest * 1e-6f, 1e-30f);

      for (gsize u = first; u < last; u++)
        {
          if (!isfinite (stats->mean[u]))
            stats->mean[u] = 0;
          stats->inverse[u] = 1 / (stats->inverse[u] > floor_ ? stats->inverse[u] : floor_);
        }
    }
}

VtPartStats *
vt_part_stats_compute (const VtPartSpace    *space,
                       const VtPartPictures *pictures,
                       VtPool               *pool,
                       const VtJob          *job,
                       GError              **error)
{
  const gsize n_units = vt_part_space_n_units (space);
  g_autofree double *mean = g_new0 (double, n_units);
  g_autofree double *square = g_new0 (double, n_units);
  Sums sums = { space, mean, square };
  const VtPartWalk walk = {
    .space = space, .pictures = pictures, .both = TRUE, .stage = N_("Measuring what is usual"),
    .look = copy_maps, .add = add_values, .user_data = &sums,
  };

  if (pictures->n_pictures == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER,
                           _("There are no pictures to measure what is usual on"));
      return NULL;
    }
  if (!vt_part_walk (&walk, pool, job, error))
    return NULL;

  VtPartStats *stats = stats_alloc (n_units);

  stats->count = 2 * pictures->n_pictures;
  for (gsize u = 0; u < n_units; u++)
    {
      stats->mean[u] = (float) mean[u];
      stats->inverse[u] = (float) sqrt (square[u] / stats->count);
    }
  invert_deviations (stats, space);
  return stats;
}

VtPartStats *
vt_part_stats_new (const VtPartSpace *space,
                   const float       *mean,
                   const float       *std)
{
  const gsize n_units = vt_part_space_n_units (space);
  VtPartStats *stats = stats_alloc (n_units);

  memcpy (stats->mean, mean, n_units * sizeof (float));
  memcpy (stats->inverse, std, n_units * sizeof (float));
  invert_deviations (stats, space);
  return stats;
}

VtPartStats *
vt_part_stats_ref (VtPartStats *stats)
{
  g_atomic_ref_count_inc (&stats->refs);
  return stats;
}

void
vt_part_stats_unref (VtPartStats *stats)
{
  if (stats == NULL || !g_atomic_ref_count_dec (&stats->refs))
    return;
  g_free (stats->mean);
  g_free (stats->inverse);
  g_free (stats);
}

guint
vt_part_stats_count (const VtPartStats *stats)
{
  return stats->count;
}

const float *
vt_part_stats_mean (const VtPartStats *stats)
{
  return stats->mean;
}

const float *
vt_part_stats_inverse (const VtPartStats *stats)
{
  return stats->inverse;
}

void
vt_part_stats_respond (const VtPartStats *stats,
                       const VtPartSpace *space,
                       guint              layer,
                       const float       *x,
                       float              none,
                       float             *out)
{
  const gsize first = vt_part_space_first (space, layer);
  const gsize n = vt_part_space_first (space, layer + 1) - first;
  const float *mean = stats->mean + first, *inverse = stats->inverse + first;

  for (gsize u = 0; u < n; u++)
    out[u] = x[u] > 0 ? (x[u] - mean[u]) * inverse[u] : none;
}
