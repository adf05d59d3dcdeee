/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes that move together.  How an object stands is one thing for all its parts: so the places of all nodes of a layer
 * on a picture, less their means, are taken as a sum of a few ways in which all of them move at once.  The ways are the
 * first eigenvectors of the products of these displacements between pictures; they are unit vectors a_j over all nodes and
 * axes.  On any picture a node lies at
 *   p̄ + Σ_j a_j (a_j · d),   d the displacements of all nodes as they were found, each by itself.
 * A node that took something else for its part on one picture is put right by the rest. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-dot.h"
#include "base/vt-error.h"
#include "xgraph/vt-xgraph-work.h"

void
vt_x_sway (const VtPartLayer *layer,
           const VtXLayer    *learned,
           float             *place)
{
  const gsize n = 2 * (gsize) learned->n_nodes;
  const float most[2] = { layer->h - .5f, layer->w - .5f };
  g_autofree float *d = g_new (float, MAX (n, 1)), *sum = g_new0 (float, MAX (n, 1));

  for (gsize u = 0; u < n; u++)
    d[u] = place[u] - learned->node[u / 2].mean[u % 2];
  for (const float *way = learned->sway; way < learned->sway + learned->n_sway; way += n)
    {
      float share;

      vt_dot_rows (way, n, 1, n, d, 1, 0, &share, 1);
      for (gsize u = 0; u < n; u++)
        sum[u] += share * way[u];
    }
  for (gsize u = 0; u < n; u++)
    place[u] = CLAMP (learned->node[u / 2].mean[u % 2] + sum[u], -.5f, most[u % 2]);
}

typedef struct
{
  gsize    first;
  VtXWork *work;
  gsize    n_units;         /* 2·nodes */
  float   *d;               /* [picture][unit] displacements */
  double  *product;         /* [picture][picture] */
} Sway;

static void
displace (gsize    part,
          guint    thread,
          gpointer user_data)
{
  const Sway *s = user_data;
  const gsize i = s->first + part, n = s->work->n;
  float *d = s->d + i * s->n_units;

  for (gsize u = 0; u < s->n_units; u++)
    d[u] = s->work->at[u % 2][u / 2 * n + i] - s->work->out.node[u / 2].mean[u % 2];
}

/* Takes the first eigenvector out of the products; the way that belongs to it, or FALSE: nothing moves any more. */
static gboolean
take_way (const Sway *s,
          float      *way)
{
  const gsize n = s->work->n;
  g_autofree double *v = g_new (double, n), *sum = g_new0 (double, s->n_units);
  double square = 0, value = 0;

  vt_x_first_eigenvector (s->product, (guint) n, v);
  for (gsize i = 0; i < n; i++)
    for (gsize u = 0; u < s->n_units; u++)
      sum[u] += v[i] * (double) s->d[i * s->n_units + u];
  for (gsize u = 0; u < s->n_units; u++)
    square += sum[u] * sum[u];
  if (!(square > 1e-6))
    return FALSE;
  for (gsize u = 0; u < s->n_units; u++)
    way[u] = (float) (sum[u] / sqrt (square));
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      value += v[i] * s->product[i * n + j] * v[j];
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      s->product[i * n + j] -= value * v[i] * v[j];
  return TRUE;
}

/* Of the places as the ways have them. */
static void
find_variances (const Sway *s,
                VtXLayer   *to)
{
  const gsize n = s->work->n;
  g_autofree double *square = g_new0 (double, to->n_nodes);
  g_autofree float *place = g_new (float, s->n_units);

  for (gsize i = 0; i < n; i++)
    {
      for (gsize u = 0; u < s->n_units; u++)
        place[u] = s->work->at[u % 2][u / 2 * n + i];
      vt_x_sway (s->work->layer, to, place);
      for (gsize u = 0; u < s->n_units; u++)
        square[u / 2] += pow ((double) place[u] - (double) to->node[u / 2].mean[u % 2], 2) / (double) n;
    }
  for (gsize v = 0; v < to->n_nodes; v++)
    to->node[v].variance = (float) square[v];
}

gboolean
vt_xwork_sway (VtXWork     *work,
               VtXLayer    *to,
               const VtJob *job,
               GError     **error)
{
  const guint n = work->n, most = MIN ((guint) work->options->sway, n - 1);
  const gsize n_units = 2 * (gsize) work->out.n_nodes;
  g_autofree float *d = g_try_new (float, n *n_units);
  g_autofree double *product = g_try_new (double, (gsize) n *n);
  Sway s = { 0, work, n_units, d, product };
  const char *stage = N_("Learning the graph");
  VtJobPart part;

  if (d == NULL || product == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("There is not enough memory for so many pictures"));
      return FALSE;
    }
  if (!vt_xwork_run (work, n, displace, &s, stage, vt_job_part (&part, job, 0, .1), error)
      || !vt_xwork_multiply (work, d, n_units, product, stage, vt_job_part (&part, job, .1, 1), error))
    return FALSE;
  g_free (to->sway);
  to->sway = g_new (float, most * n_units);
  to->n_sway = 0;
  for (guint j = 0; j < most && take_way (&s, to->sway + to->n_sway); j++)
    to->n_sway += n_units;
  find_variances (&s, to);
  return TRUE;
}
