/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the evidence of one layer: F = max (x, 0)/q, kept as a byte a unit.  q is what is usual for the unit over
 * other pictures, or for its channel over the same pictures (a unit's own deviation on the same pictures would be
 * large just where the part is). */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "xgraph/vt-xgraph-work.h"

#define LEAST_SHARE .1      /* a unit's q is at least this share of its channel's */

gboolean
vt_xwork_run (const VtXWork *work,
              gsize          n_parts,
              VtPartFunc     func,
              gpointer       user_data,
              const char    *stage,
              const VtJob   *job,
              GError       **error)
{
  const gsize block = 2 * (gsize) vt_pool_n_threads (work->pool);
  gsize *first = user_data;     /* each user's data begins with the number of the block's first part */

  for (*first = 0; *first < n_parts; *first += block)
    {
      vt_parallel_for (work->pool, MIN (block, n_parts - *first), func, user_data);
      if (!vt_job_tick (job, (double) MIN (*first + block, n_parts) / (double) n_parts, stage, error))
        return FALSE;
    }
  return TRUE;
}

/* Deviation of all values of a channel from the mean and deviation of its units. */
static double
channel_deviation (const float *mean,
                   const float *inverse,
                   gsize        n)
{
  double sum = 0, square = 0;

  for (gsize u = 0; u < n; u++)
    {
      const double m = (double) mean[u], s = 1 / (double) inverse[u];

      sum += m;
      square += s * s + m * m;
    }
  return sqrt (MAX (square / (double) n - sum * sum / ((double) n * (double) n), 0));
}

static void
make_deviation (VtXWork *work)
{
  const VtXGraphLearner *learner = work->learner;
  const VtPartLayer *layer = work->layer;
  const gsize n = (gsize) layer->h * layer->w, first = vt_part_space_first (learner->space, work->l);
  const gboolean places = learner->stats != NULL && learner->per_place;
  double most = 0;

  work->out.n_deviation = layer->channels * (places ? n : 1);
  work->out.deviation = g_new (float, work->out.n_deviation);
  for (guint c = 0; c < layer->channels; c++)
    {
      const gsize at = first + c * n;
      double whole = 1;

      if (learner->stats != NULL)
        whole = channel_deviation (vt_part_stats_mean (learner->stats) + at, vt_part_stats_inverse (learner->stats) + at, n);
      most = MAX (most, whole);
      if (!places)
        work->out.deviation[c] = (float) whole;
      for (gsize u = 0; places && u < n; u++)
        work->out.deviation[c * n + u]
          = (float) MAX (1 / (double) vt_part_stats_inverse (learner->stats)[at + u], LEAST_SHARE * whole);
    }
  /* A channel that never moves must not shout when it does. */
  for (gsize i = 0; i < work->out.n_deviation; i++)
    work->out.deviation[i] = MAX (work->out.deviation[i], (float) MAX (1e-3 * most, 1e-12));
}

typedef struct
{
  gsize     first;
  VtXWork  *work;
  double   *mean;       /* [picture][channel]: filled when not NULL, else the evidence is kept */
  GError  **errors;     /* [picture][side] */
} Reading;

static void
keep_channel (VtXWork     *work,
              gsize        image,
              guint        k,
              const float *f,
              gsize        n)
{
  guint8 *level = work->level + (image * work->n_filters + k) * n;
  float peak = 0;

  for (gsize u = 0; u < n; u++)
    peak = MAX (peak, f[u]);
  peak = isfinite (peak) ? peak : 0;
  work->peak[image * work->n_filters + k] = peak;
  for (gsize u = 0; u < n; u++)
    level[u] = peak > 0 ? (guint8) (f[u] / peak * 255 + .5f) : 0;
}

static void
read_picture (gsize    part,
              guint    thread,
              gpointer user_data)
{
  Reading *reading = user_data;
  VtXWork *work = reading->work;
  const gsize image = reading->first + part, n = (gsize) work->layer->h * work->layer->w;
  const VtPartPictures *pictures = work->learner->pictures;
  g_autofree float *f = g_new (float, n);
  VtPartMaps maps = { 0 };

  if (!pictures->get (pictures->user_data, (guint) (image / work->sides), image % work->sides == 1, thread, &maps,
                      &reading->errors[image]))
    return;
  if (reading->mean != NULL)
    for (guint c = 0; c < work->layer->channels; c++)
      {
        double sum = 0;

        vt_x_evidence (work->layer, &work->out, c, maps.x[work->l], f);
        for (gsize u = 0; u < n; u++)
          sum += (double) f[u];
        reading->mean[image * work->layer->channels + c] = isfinite (sum) ? sum : 0;
      }
  else
    for (guint k = 0; k < work->n_filters; k++)
      {
        vt_x_evidence (work->layer, &work->out, work->filter[k], maps.x[work->l], f);
        keep_channel (work, image, k, f, n);
      }
  if (pictures->release != NULL)
    pictures->release (pictures->user_data, &maps);
}

static gboolean
read_all (VtXWork     *work,
          double      *mean,
          const VtJob *job,
          GError     **error)
{
  const gsize n = (gsize) work->n * work->sides;
  g_autofree GError **errors = g_new0 (GError *, n);
  Reading reading = { 0, work, mean, errors };
  gboolean good = vt_xwork_run (work, n, read_picture, &reading, N_("Reading feature maps"), job, error);

  for (gsize i = 0; i < n; i++)
    if (errors[i] != NULL && good)
      {
        g_propagate_error (error, errors[i]);
        good = FALSE;
      }
    else
      g_clear_error (&errors[i]);
  return good;
}

typedef struct { double mean; guint channel; } Loudness;

static int
loudest_first (gconstpointer a,
               gconstpointer b)
{
  const Loudness *x = a, *y = b;

  if (x->mean != y->mean)
    return x->mean > y->mean ? -1 : 1;
  return x->channel < y->channel ? -1 : x->channel > y->channel;
}

static int
by_number (gconstpointer a,
           gconstpointer b)
{
  const guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

/* All channels, or the loudest. */
static gboolean
choose_filters (VtXWork     *work,
                const VtJob *job,
                GError     **error)
{
  const guint n = work->layer->channels, most = (guint) work->options->filters;
  g_autofree double *mean = NULL;
  g_autofree Loudness *all = NULL;

  work->n_filters = most > 0 ? MIN (most, n) : n;
  work->filter = g_new (guint, n);
  for (guint c = 0; c < n; c++)
    work->filter[c] = c;
  if (work->n_filters == n)
    return TRUE;
  mean = g_new0 (double, (gsize) work->n * work->sides * n);
  all = g_new0 (Loudness, n);
  if (!read_all (work, mean, job, error))
    return FALSE;
  for (guint c = 0; c < n; c++)
    {
      all[c].channel = c;
      for (gsize i = 0; i < (gsize) work->n * work->sides; i++)
        all[c].mean += mean[i * n + c];
    }
  qsort (all, n, sizeof *all, loudest_first);
  for (guint k = 0; k < work->n_filters; k++)
    work->filter[k] = all[k].channel;
  qsort (work->filter, work->n_filters, sizeof *work->filter, by_number);
  return TRUE;
}

gboolean
vt_xwork_load (VtXWork     *work,
               const VtJob *job,
               GError     **error)
{
  VtJobPart part;
  gsize n;

  make_deviation (work);
  if (!choose_filters (work, vt_job_part (&part, job, 0, .5), error))
    return FALSE;
  n = (gsize) work->n * work->sides * work->n_filters;
  work->level = g_try_malloc (n * work->layer->h * work->layer->w);
  work->peak = g_try_new (float, n);
  if (work->level == NULL || work->peak == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("There is not enough memory for so many pictures"));
      return FALSE;
    }
  return read_all (work, NULL, vt_job_part (&part, job, .5, 1), error);
}

void
vt_xwork_evidence (const VtXWork *work,
                   guint          k,
                   guint          picture,
                   guint          side,
                   float         *out)
{
  const gsize n = (gsize) work->layer->h * work->layer->w;
  const gsize i = ((gsize) picture * work->sides + side) * work->n_filters + k;
  const guint8 *level = work->level + i * n;
  const float unit = work->peak[i] / 255;

  for (gsize u = 0; u < n; u++)
    out[u] = unit * (float) level[u];
}

void
vt_xwork_clear (VtXWork *work)
{
  vt_xlayer_clear (&work->out);
  g_free (work->filter);
  g_free (work->level);
  g_free (work->peak);
  g_free (work->parent);
  g_free (work->at[0]);
  g_free (work->at[1]);
  g_free (work->score);
  g_free (work->total);
  memset (work, 0, sizeof *work);
}
