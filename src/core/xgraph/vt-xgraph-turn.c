/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pictures lie the other way round, from the deepest layer's evidence.
 *
 * What an image shows is, in each cell, which filters answer there and in which proportion: evidence smoothed over
 * neighbouring cells, each cell made one long.  With E_I what the picture shows less what its mirror image shows, made
 * one long, ⟨E_I, E_J⟩ > 0 says that I and J lie alike and < 0 that they do not.  The eigenvector of the largest
 * eigenvalue of these products is the best answer to all of them at once; its signs turn the pictures.  (One picture
 * after the other, or by J as the graph is learned, ends wherever it began: a graph of random nodes explains both
 * ways equally well, and learns to.)  The sum of all E by that vector is the direction that is kept, by which any
 * other picture is turned. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-dot.h"
#include "base/vt-error.h"
#include "xgraph/vt-xgraph-work.h"

/* (1 2 1)/4 along both axes, edges repeated. */
static void
smooth (guint  h,
        guint  w,
        float *f,
        float *line)
{
  for (guint a = 0; a < h; a++)
    {
      float *row = f + (gsize) a * w;

      memcpy (line, row, w * sizeof *line);
      for (guint b = 0; b < w; b++)
        row[b] = (line[b > 0 ? b - 1 : 0] + 2 * line[b] + line[MIN (b + 1, w - 1)]) / 4;
    }
  for (guint b = 0; b < w; b++)
    {
      for (guint a = 0; a < h; a++)
        line[a] = f[(gsize) a * w + b];
      for (guint a = 0; a < h; a++)
        f[(gsize) a * w + b] = (line[a > 0 ? a - 1 : 0] + 2 * line[a] + line[MIN (a + 1, h - 1)]) / 4;
    }
}

void
vt_x_shown (guint  h,
            guint  w,
            guint  n_filters,
            float *f)
{
  const gsize n = (gsize) h * w;
  g_autofree float *line = g_new (float, MAX (h, w)), *length = g_new0 (float, n);

  for (guint k = 0; k < n_filters; k++)
    {
      float *map = f + k * n;

      smooth (h, w, map, line);
      for (gsize u = 0; u < n; u++)
        length[u] += map[u] * map[u];
    }
  for (gsize u = 0; u < n; u++)
    length[u] = length[u] > 0 ? 1 / sqrtf (length[u]) : 0;
  for (guint k = 0; k < n_filters; k++)
    for (gsize u = 0; u < n; u++)
      f[k * n + u] *= length[u];
}

typedef struct
{
  gsize          first;
  const VtXWork *work;
  gsize          n_units;       /* of one image: filters by cells */
  float         *turn;          /* E: [picture][unit] */
} Turning;

static void
show_picture (gsize    part,
              guint    thread,
              gpointer user_data)
{
  const Turning *t = user_data;
  const VtXWork *work = t->work;
  const gsize picture = t->first + part, n = t->n_units, n_cells = (gsize) work->layer->h * work->layer->w;
  float *e = t->turn + picture * n;
  g_autofree float *other = g_new (float, n);
  double square = 0;

  for (guint side = 0; side < 2; side++)
    {
      float *f = side == 0 ? e : other;

      for (guint k = 0; k < work->n_filters; k++)
        vt_xwork_evidence (work, k, (guint) picture, side, f + k * n_cells);
      vt_x_shown (work->layer->h, work->layer->w, work->n_filters, f);
    }
  for (gsize u = 0; u < n; u++)
    {
      e[u] -= other[u];
      square += (double) e[u] * (double) e[u];
    }
  for (gsize u = 0; u < n && square > 0; u++)
    e[u] = (float) ((double) e[u] / sqrt (square));
}

gboolean
vt_xwork_align (VtXWork     *work,
                const VtJob *job,
                GError     **error)
{
  const guint n = work->n;
  const gsize n_units = (gsize) work->n_filters * work->layer->h * work->layer->w;
  g_autofree float *turn = g_try_new (float, n *n_units);
  g_autofree double *product = g_try_new0 (double, (gsize) n *n), *v = g_new0 (double, n), *sum = g_new0 (double, n_units);
  Turning t = { 0, work, n_units, turn };
  VtJobPart part;

  if (turn == NULL || product == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("There is not enough memory for so many pictures"));
      return FALSE;
    }
  if (!vt_xwork_run (work, n, show_picture, &t, N_("Turning the pictures"), vt_job_part (&part, job, 0, .5), error)
      || !vt_xwork_multiply (work, turn, n_units, product, N_("Turning the pictures"), vt_job_part (&part, job, .5, 1), error))
    return FALSE;
  vt_x_first_eigenvector (product, n, v);
  for (guint i = 0; i < n; i++)
    {
      work->turned[i] = v[i] < 0;
      for (gsize u = 0; u < n_units; u++)
        sum[u] += v[i] * (double) turn[i * n_units + u];
    }
  work->out.n_facing = n_units;
  work->out.facing = g_new (float, n_units);
  for (gsize u = 0; u < n_units; u++)
    work->out.facing[u] = (float) sum[u];
  return TRUE;
}
