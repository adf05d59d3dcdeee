/* SPDX-License-Identifier: GPL-3.0-or-later */
/* G of every unit: how strongly it answers near its place over the whole category. */
#include "parts/vt-aog-mine.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-aog-kernels.h"
#include "parts/vt-aog-private.h"
#include "parts/vt-part-walk.h"

struct _VtPartPrior
{
  gatomicrefcount refs;
  float          *g;
};

typedef struct
{
  const VtPartSpace  *space;
  const VtPartStats  *stats;
  const VtAogOptions *options;
  double             *sum;
} Work;

/* max over the window of 0.1 R(u) − |u − u⁰|²/(2 (r/j)²), in cells. */
static void
look_at_layer (const Work  *work,
               guint        l,
               const float *x,
               float       *out)
{
  const VtPartLayer *layer = vt_part_space_layer (work->space, l);
  const gsize plane = (gsize) layer->h * layer->w;
  const float weight = (float) work->options->prior_response;
  VtPlaneWindow window = { .h = layer->h, .w = layer->w };
  g_autofree float *scratch = g_new (float, plane);

  vt_aog_window (work->space, l, work->options, window.half);
  for (guint axis = 0; axis < 2; axis++)
    {
      const double cells = MAX (layer->size[axis] / layer->stride[axis], 1e-3);

      window.cost[axis] = (float) (1 / (2 * cells * cells));
    }
  vt_part_stats_respond (work->stats, work->space, l, x, (float) work->options->none, out);
  for (gsize i = 0; i < plane * layer->channels; i++)
    out[i] *= weight;
  for (guint c = 0; c < layer->channels; c++)
    vt_window_max (&window, out + c * plane, scratch, out + c * plane);
}

static void
look (const VtPartMaps *maps,
      float            *out,
      gpointer          user_data)
{
  const Work *work = user_data;

  for (guint l = 0; l < vt_part_space_n_layers (work->space); l++)
    look_at_layer (work, l, maps->x[l], out + vt_part_space_first (work->space, l));
}

static void
add (const float *const *values,
     guint               n,
     guint64             before,
     gsize               from,
     gsize               to,
     gpointer            user_data)
{
  Work *work = user_data;

  for (guint i = 0; i < n; i++)
    for (gsize u = from; u < to; u++)
      work->sum[u] += (double) values[i][u];
}

VtPartPrior *
vt_part_prior_new (const VtPartSpace *space,
                   const float       *g)
{
  VtPartPrior *prior = g_new0 (VtPartPrior, 1);
  const gsize n_units = vt_part_space_n_units (space);

  g_atomic_ref_count_init (&prior->refs);
  prior->g = g_new (float, n_units);
  memcpy (prior->g, g, n_units * sizeof (float));
  return prior;
}

VtPartPrior *
vt_part_prior_compute (const VtPartSpace    *space,
                       const VtPartStats    *stats,
                       const VtPartPictures *pictures,
                       const VtAogOptions   *options,
                       VtPool               *pool,
                       const VtJob          *job,
                       GError              **error)
{
  const gsize n_units = vt_part_space_n_units (space);
  g_autofree double *sum = g_new0 (double, n_units);
  Work work = { space, stats, options, sum };
  const VtPartWalk walk = {
    .space = space, .pictures = pictures, .stage = N_("Measuring the category"),
    .look = look, .add = add, .user_data = &work,
  };

  if (pictures->n_pictures == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER,
                           _("There are no pictures of the category"));
      return NULL;
    }
  if (!vt_part_walk (&walk, pool, job, error))
    return NULL;

  g_autofree float *g = g_new (float, n_units);

  for (gsize u = 0; u < n_units; u++)
    g[u] = (float) (sum[u] / pictures->n_pictures);
  return vt_part_prior_new (space, g);
}

VtPartPrior *
vt_part_prior_ref (VtPartPrior *prior)
{
  g_atomic_ref_count_inc (&prior->refs);
  return prior;
}

void
vt_part_prior_unref (VtPartPrior *prior)
{
  if (prior == NULL || !g_atomic_ref_count_dec (&prior->refs))
    return;
  g_free (prior->g);
  g_free (prior);
}

const float *
vt_part_prior_values (const VtPartPrior *prior)
{
  return prior->g;
}
