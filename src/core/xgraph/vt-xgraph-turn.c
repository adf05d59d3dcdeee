/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A first guess which pictures lie the other way round, from the deepest layer's evidence alone: each picture takes
 * the mirror that is more like the mean of all, over and over.  Without it the first nodes explain both ways equally
 * well and nothing decides. */
#include <string.h>

#include "xgraph/vt-xgraph-work.h"

#define ROUNDS 8

/* Σ F·mean of one image; adds F to `sum` unless NULL. */
static double
compare (const VtXWork *work,
         guint          picture,
         guint          side,
         const double  *mean,
         double        *sum,
         float         *f)
{
  const gsize n = (gsize) work->layer->h * work->layer->w;
  double likeness = 0;

  for (guint k = 0; k < work->n_filters; k++)
    {
      vt_xwork_evidence (work, k, picture, side, f);
      for (gsize u = 0; u < n; u++)
        {
          if (mean != NULL)
            likeness += (double) f[u] * mean[k * n + u];
          if (sum != NULL)
            sum[k * n + u] += (double) f[u];
        }
    }
  return likeness;
}

void
vt_xwork_align (VtXWork *work)
{
  const gsize n_cells = (gsize) work->layer->h * work->layer->w, n = work->n_filters * n_cells;
  g_autofree double *mean = g_new0 (double, n), *next = g_new (double, n);
  g_autofree float *f = g_new (float, n_cells);
  gboolean changed = TRUE;

  /* Each picture joins the mean of those before it as it fits; then all are asked again. */
  for (guint round = 0; round < ROUNDS && changed; round++)
    {
      changed = round == 0;
      memset (next, 0, n * sizeof *next);
      for (guint i = 0; i < work->n; i++)
        {
          const double *all = round == 0 ? next : mean;
          const guint8 before = work->turned[i];

          work->turned[i] = compare (work, i, 1, all, NULL, f) > compare (work, i, 0, all, NULL, f);
          changed |= work->turned[i] != before;
          compare (work, i, work->turned[i], NULL, next, f);
        }
      memcpy (mean, next, n * sizeof *mean);
    }
}
