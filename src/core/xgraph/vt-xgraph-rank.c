/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranking the nodes of all layers without any truth.  A node that means a part is found where nodes of other filters
 * are found, too, and moves with them; one that follows texture is found alone.  So on each picture the places of all
 * nodes that answer well are smoothed to a density D_I over the frame, and a node's rank is made of
 *   q + unlike·mean_I ln D_I(p_I)/D̄(p_I) + answer·ln S.25 + around·A,   q the lower tenth of ln D_I(p_I) over pictures,
 * p_I its place on picture I, D̄ the mean of all D_I, S.25 the lower quarter of its scores, A of vt-xgraph-around.c: it
 * meets others nearly always; more than one that stayed where others usually are; it answers nearly always; and what is
 * around it is the same nearly always.  Three times; after the first only those that did well make the density.
 * (Published are ranks by the mean score.) */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-ranked.h"
#include "xgraph/vt-xgraph-work.h"

#define GRID       32           /* cells of the density along each axis */
#define N_CELLS    (GRID * GRID)
#define ROUNDS     3
#define FLOOR      1e-6
#define LOW        .1
#define QUARTER    .25
#define MOST       3.0f         /* times its mean score that an answer counts */
#define BLOCK      256          /* nodes of a part */

typedef struct
{
  gsize         first;
  VtXWork      *works;
  const guint  *layer;          /* [node] */
  const guint  *unit;           /* [node] of its layer */
  guint         n_nodes, n;     /* of all layers; pictures */
  double        sigma;          /* in cells of the density */
  guint16      *cell;           /* [node][picture] */
  float        *weight;         /* [node] with which it makes the density */
  float        *density;        /* [picture][cell] */
  float        *level;          /* ln of it */
  float        *usual;          /* [cell] ln of its mean */
  float        *rank;           /* [node] ln of the rank, or q before the last round */
  float        *around;         /* [node] A, 0 where it has no weight */
  gboolean      last;
} Ranking;

static const float *
scores_of (const Ranking *r,
           guint          node)
{
  return r->works[r->layer[node]].score + (gsize) r->unit[node] * r->n;
}

static void
find_cells (Ranking *r)
{
  const VtPartSpace *space = r->works[r->layer[0]].learner->space;
  const double side[2] = { vt_part_space_height (space), vt_part_space_width (space) };

  for (guint v = 0; v < r->n_nodes; v++)
    {
      const VtXWork *work = &r->works[r->layer[v]];

      for (guint i = 0; i < r->n; i++)
        {
          int at[2];

          for (guint axis = 0; axis < 2; axis++)
            {
              const double cell = (double) work->at[axis][(gsize) r->unit[v] * r->n + i];
              const double pixel = vt_part_layer_pixel (work->layer, axis, cell);

              at[axis] = (int) CLAMP ((pixel + .5) / side[axis] * GRID, 0, GRID - 1);
            }
          r->cell[(gsize) v * r->n + i] = (guint16) (at[0] * GRID + at[1]);
        }
    }
}

/* Smooths one axis; cells outside are empty. */
static void
blur (const float *from,
      gsize        step,
      gsize        stride,
      double       sigma,
      float       *to)
{
  const int reach = MIN ((int) ceil (4 * sigma), GRID - 1);
  float tap[GRID];

  for (int k = 0; k <= reach; k++)
    tap[k] = (float) exp (-k * k / (2 * sigma * sigma));
  for (gsize line = 0; line < GRID; line++)
    for (int a = 0; a < GRID; a++)
      {
        float sum = 0;

        for (int b = MAX (a - reach, 0); b <= MIN (a + reach, GRID - 1); b++)
          sum += tap[ABS (a - b)] * from[line * stride + (gsize) b * step];
        to[line * stride + (gsize) a * step] = sum;
      }
}

static void
measure_picture (gsize    part,
                 guint    thread,
                 gpointer user_data)
{
  const Ranking *r = user_data;
  const gsize i = r->first + part;
  float *density = r->density + i * N_CELLS, *level = r->level + i * N_CELLS, half[N_CELLS];
  double sum = 0;

  memset (density, 0, N_CELLS * sizeof *density);
  for (guint v = 0; v < r->n_nodes; v++)
    if (r->weight[v] > 0)
      {
        const float mean = (float) (r->works[r->layer[v]].total[r->unit[v]] / r->n);

        density[r->cell[(gsize) v * r->n + i]] += r->weight[v] * MIN (scores_of (r, v)[i] / mean, MOST);
      }
  blur (density, 1, GRID, r->sigma, half);
  blur (half, GRID, 1, r->sigma, density);
  for (gsize u = 0; u < N_CELLS; u++)
    sum += (double) density[u];
  for (gsize u = 0; u < N_CELLS; u++)
    {
      density[u] = sum > 0 ? (float) ((double) density[u] / sum) : 1.0f / N_CELLS;
      level[u] = logf (density[u] + (float) FLOOR);
    }
}

static int
by_value (gconstpointer a,
          gconstpointer b)
{
  const float x = *(const float *) a, y = *(const float *) b;

  return x < y ? -1 : x > y;
}

float
vt_x_quantile (float *values,
               guint  n,
               double share)
{
  qsort (values, n, sizeof *values, by_value);
  return values[MIN ((guint) (share * n), n - 1)];
}

/* q, and in the last round what else the rank is made of. */
static void
rank_block (gsize    part,
            guint    thread,
            gpointer user_data)
{
  const Ranking *r = user_data;
  const gsize from = (r->first + part) * BLOCK, to = MIN (from + BLOCK, r->n_nodes);
  const VtXGraphOptions *options = r->works[r->layer[0]].options;
  g_autofree float *value = g_new (float, r->n);

  for (gsize v = from; v < to; v++)
    {
      const guint16 *cell = r->cell + v * r->n;
      double more = 0;

      for (guint i = 0; i < r->n; i++)
        {
          value[i] = r->level[(gsize) i * N_CELLS + cell[i]];
          more += ((double) value[i] - (double) r->usual[cell[i]]) / r->n;
        }
      r->rank[v] = vt_x_quantile (value, r->n, LOW);
      if (!r->last)
        continue;
      memcpy (value, scores_of (r, (guint) v), r->n * sizeof *value);

      const double answer = (double) vt_x_quantile (value, r->n, QUARTER), mean = r->works[r->layer[v]].mean_score;

      r->rank[v] += (float) (options->unlike * more + options->answer * log (answer / mean + FLOOR)
                             + options->around * (double) r->around[v]);
    }
}

/* The next density is made by the better half of those that made this one, the best most. */
static void
reweigh (Ranking *r)
{
  g_autofree VtRanked *ranked = g_new (VtRanked, r->n_nodes);

  for (guint v = 0; v < r->n_nodes; v++)
    {
      ranked[v] = (VtRanked) { (double) r->rank[v], v };
    }
  qsort (ranked, r->n_nodes, sizeof *ranked, vt_ranked_compare);
  for (guint k = 0; k < r->n_nodes; k++)
    {
      const double above = MAX (.5 - (double) k / r->n_nodes, 0);

      if (r->weight[ranked[k].i] > 0)
        r->weight[ranked[k].i] = (float) (above * above);
    }
}

static void
find_usual (Ranking *r)
{
  for (gsize u = 0; u < N_CELLS; u++)
    {
      double sum = 0;

      for (guint i = 0; i < r->n; i++)
        sum += (double) r->density[(gsize) i * N_CELLS + u] / r->n;
      r->usual[u] = (float) log (sum + FLOOR);
    }
}

/* Nodes whose mean score is above the median make the first density. */
static void
begin (Ranking *r)
{
  g_autofree float *score = g_new (float, r->n_nodes);
  float median;

  for (guint v = 0; v < r->n_nodes; v++)
    score[v] = r->weight[v] = r->works[r->layer[v]].out.node[r->unit[v]].score;
  median = vt_x_quantile (score, r->n_nodes, .5);
  for (guint v = 0; v < r->n_nodes; v++)
    r->weight[v] = r->weight[v] > median;
}

static gboolean
run (Ranking     *r,
     const VtJob *job,
     GError     **error)
{
  const VtXWork *work = &r->works[r->layer[0]];
  const gsize n_blocks = (r->n_nodes + BLOCK - 1) / BLOCK;
  const char *stage = N_("Ranking the nodes");

  for (guint round = 0; round < ROUNDS; round++)
    {
      VtJobPart part;
      const double from = (double) round / ROUNDS, middle = from + .5 / ROUNDS, to = from + 1.0 / ROUNDS;

      r->last = round + 1 == ROUNDS;
      if (!vt_xwork_run (work, r->n, measure_picture, r, stage, vt_job_part (&part, job, from, middle), error))
        return FALSE;
      find_usual (r);
      if (!vt_xwork_run (work, n_blocks, rank_block, r, stage, vt_job_part (&part, job, middle, to), error))
        return FALSE;
      if (!r->last)
        reweigh (r);
    }
  return TRUE;
}

/* e^rank with a mean of 1 over all nodes; 0 for those that never answer. */
static void
write_ranks (const Ranking *r,
             VtXGraph      *graph)
{
  double sum = 0;

  for (guint v = 0; v < r->n_nodes; v++)
    {
      r->rank[v] = r->works[r->layer[v]].total[r->unit[v]] > 0 ? expf (r->rank[v]) : 0;
      sum += (double) r->rank[v] / r->n_nodes;
    }
  for (guint v = 0; v < r->n_nodes; v++)
    graph->layer[r->layer[v]].node[r->unit[v]].score = sum > 0 ? (float) ((double) r->rank[v] / sum) : 0;
}

gboolean
vt_xwork_rank (VtXWork     *works,
               guint        n_layers,
               VtXGraph    *graph,
               const VtJob *job,
               GError     **error)
{
  const guint n_nodes = vt_xgraph_n_nodes (graph), n = works[0].n;
  g_autofree guint *layer = g_new (guint, n_nodes), *unit = g_new (guint, n_nodes);
  g_autofree guint16 *cell = g_new (guint16, (gsize) n_nodes * n);
  g_autofree float *weight = g_new (float, n_nodes), *rank = g_new (float, n_nodes), *usual = g_new (float, N_CELLS);
  g_autofree float *density = g_new (float, (gsize) n * N_CELLS), *level = g_new (float, (gsize) n * N_CELLS);
  g_autofree float *around = g_new0 (float, n_nodes);
  Ranking r = {
    0, works, layer, unit, n_nodes, n, MAX (works[0].options->meet * sqrt (2) * GRID, .3), cell, weight, density, level, usual,
    rank, around, FALSE
  };
  VtJobPart part;

  for (guint l = 0, v = 0; l < n_layers; l++)
    {
      double sum = 0;

      for (guint k = 0; k < works[l].out.n_nodes; k++, v++)
        {
          layer[v] = l;
          unit[v] = k;
          sum += works[l].total[k];
        }
      works[l].mean_score = MAX (sum / ((double) works[l].out.n_nodes * n), 1e-30);
    }
  begin (&r);
  find_cells (&r);
  if ((works[0].options->around > 0
       && !vt_xwork_around (works, n_layers, around, vt_job_part (&part, job, 0, .5), error))
      || !run (&r, vt_job_part (&part, job, works[0].options->around > 0 ? .5 : 0, 1), error))
    return FALSE;
  write_ranks (&r, graph);
  return TRUE;
}
