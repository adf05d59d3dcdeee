/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing parents.  Among the upper layer's best nodes those stray least from a node's own way of moving:
 *   likeness (V, V') = Σ_I P̂_V(I)·exp (−|Δ_V(I) − Δ_V'(I)|²/2s̄²),
 * Δ the displacement from the own mean place in pixels, s̄² the mean of |Δ_V − Δ_V'|² over pool and pictures.  (The
 * paper chooses greedily what raises the objective; this is the released code's stand-in.) */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-ranked.h"
#include "xgraph/vt-xgraph-work.h"

void
vt_xwork_displace (const VtXWork *work,
                   guint          node,
                   float         *rows,
                   float         *columns)
{
  float *out[2] = { rows, columns };

  for (guint axis = 0; axis < 2; axis++)
    {
      const float *at = work->at[axis] + (gsize) node * work->n;
      double sum = 0;

      for (guint i = 0; i < work->n; i++)
        sum += (double) at[i];
      for (guint i = 0; i < work->n; i++)
        out[axis][i] = (float) (((double) at[i] - sum / work->n) * work->layer->stride[axis]);
    }
}

/* The variance that the given share of the upper nodes stays below. */
static float
still_below (const VtXWork *upper,
             double         share)
{
  const guint n = upper->out.n_nodes;
  g_autofree float *variance = g_new (float, n);

  for (guint v = 0; v < n; v++)
    variance[v] = upper->out.node[v].variance;
  return share > 0 ? vt_x_quantile (variance, n, share) : -1;
}

static gboolean
near_border (const VtPartLayer *layer,
             const VtXNode     *v,
             double             share)
{
  const double margin = share * vt_x_side (layer);

  return (double) v->mean[0] < margin || (double) v->mean[0] > layer->h - 1 - margin
         || (double) v->mean[1] < margin || (double) v->mean[1] > layer->w - 1 - margin;
}

/* Who may be a parent, best rank first. */
static guint *
make_pool (const VtXWork *work,
           guint         *n)
{
  const VtXWork *upper = work->upper;
  const float still = still_below (upper, work->options->still);
  g_autofree VtRanked *ranked = g_new (VtRanked, upper->out.n_nodes);
  guint *pool;

  *n = 0;
  for (guint v = 0; v < upper->out.n_nodes; v++)
    {
      const VtXNode *node = &upper->out.node[v];

      if (node->score > 0 && node->variance >= still && !near_border (upper->layer, node, work->options->border))
        {
          ranked[(*n)++] = (VtRanked) { (double) node->score, v };
        }
    }
  qsort (ranked, *n, sizeof *ranked, vt_ranked_compare);
  *n = MIN (*n, (guint) work->options->pool);
  pool = g_new (guint, MAX (*n, 1));
  for (guint j = 0; j < *n; j++)
    pool[j] = ranked[j].i;
  return pool;
}

typedef struct
{
  gsize    first;
  VtXWork *work;
  guint   *pool;
  guint    n_pool;
  float   *rows, *columns;              /* [pool][picture] */
  double  *mean_row, *mean_column;      /* [picture] over the pool */
  double   mean_square;                 /* of |Δ'|² over pool and pictures */
} Choice;

static void
measure_pool (Choice *c)
{
  const guint n = c->work->n;

  c->rows = g_new (float, MAX ((gsize) c->n_pool * n, 1));
  c->columns = g_new (float, MAX ((gsize) c->n_pool * n, 1));
  c->mean_row = g_new0 (double, n);
  c->mean_column = g_new0 (double, n);
  for (guint j = 0; j < c->n_pool; j++)
    {
      float *row = c->rows + (gsize) j * n, *column = c->columns + (gsize) j * n;

      vt_xwork_displace (c->work->upper, c->pool[j], row, column);
      for (guint i = 0; i < n; i++)
        {
          const double dy = (double) row[i], dx = (double) column[i];

          c->mean_row[i] += dy / c->n_pool;
          c->mean_column[i] += dx / c->n_pool;
          c->mean_square += (dy * dy + dx * dx) / ((double) c->n_pool * n);
        }
    }
}

/* Keeps the `most` likest in order. */
static guint
insert_best (VtRanked *best,
             guint     n,
             guint     most,
             VtRanked  one)
{
  guint at = n;

  if (n == most && vt_ranked_compare (&one, &best[n - 1]) > 0)
    return n;
  n = MIN (n + 1, most);
  at = MIN (at, n - 1);
  for (; at > 0 && vt_ranked_compare (&one, &best[at - 1]) < 0; at--)
    best[at] = best[at - 1];
  best[at] = one;
  return n;
}

static void
choose_for_node (const Choice *c,
                 guint         node,
                 float        *row,
                 float        *column)
{
  VtXWork *work = c->work;
  const guint n = work->n, most = (guint) work->options->parents;
  const float *weight = work->score + (gsize) node * n;
  const float *const own[2] = { row, column };
  VtRanked best[VT_X_MOST_PARENTS];
  guint n_best = 0;
  double square = c->mean_square;

  vt_xwork_displace (work, node, row, column);
  for (guint i = 0; i < n; i++)
    {
      const double dy = (double) row[i], dx = (double) column[i];

      square += (dy * dy + dx * dx - 2 * (dy * c->mean_row[i] + dx * c->mean_column[i])) / n;
    }
  for (guint j = 0; j < c->n_pool; j++)
    {
      const float *const other[2] = { c->rows + (gsize) j * n, c->columns + (gsize) j * n };
      const float likeness = vt_x_likeness (n, weight, own, other, (float) (1 / (2 * MAX (square, 1e-3))));

      if (likeness > 0)
        n_best = insert_best (best, n_best, most, (VtRanked) { (double) likeness, c->pool[j] });
    }
  work->out.node[node].n_parents = n_best;
  for (guint j = 0; j < n_best; j++)
    work->parent[(gsize) node * most + j] = best[j].i;
}

static void
choose_for_filter (gsize    part,
                   guint    thread,
                   gpointer user_data)
{
  const Choice *c = user_data;
  const guint k = (guint) (c->first + part), per = c->work->per;
  g_autofree float *row = g_new (float, c->work->n), *column = g_new (float, c->work->n);

  for (guint i = 0; i < per; i++)
    choose_for_node (c, k * per + i, row, column);
}

gboolean
vt_xwork_adopt (VtXWork     *work,
                const VtJob *job,
                GError     **error)
{
  Choice c = { .work = work };
  gboolean good;

  c.pool = make_pool (work, &c.n_pool);
  measure_pool (&c);
  good = vt_xwork_run (work, work->n_filters, choose_for_filter, &c, N_("Joining the nodes"), job, error);
  g_free (c.pool);
  g_free (c.rows);
  g_free (c.columns);
  g_free (c.mean_row);
  g_free (c.mean_column);
  return good;
}

static double
correlation (const float *const a[2],
             const float *const b[2],
             guint              n)
{
  double ab = 0, aa = 0, bb = 0;

  for (guint axis = 0; axis < 2; axis++)
    for (guint i = 0; i < n; i++)
      {
        ab += (double) a[axis][i] * (double) b[axis][i];
        aa += (double) a[axis][i] * (double) a[axis][i];
        bb += (double) b[axis][i] * (double) b[axis][i];
      }
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}

void
vt_xwork_edges (VtXWork *work)
{
  const guint most = (guint) work->options->parents, n = work->n;
  g_autofree float *own = g_new (float, 2 * (gsize) n), *other = g_new (float, 2 * (gsize) n);
  const float *const a[2] = { own, own + n }, *const b[2] = { other, other + n };

  work->out.edge = g_new (VtXEdge, MAX ((gsize) work->out.n_nodes * most, 1));
  work->out.n_edges = 0;
  for (guint v = 0; v < work->out.n_nodes; v++)
    {
      VtXNode *node = &work->out.node[v];

      node->first_parent = work->out.n_edges;
      vt_xwork_displace (work, v, own, own + n);
      for (guint j = 0; j < node->n_parents; j++)
        {
          const guint parent = work->parent[(gsize) v * most + j];

          vt_xwork_displace (work->upper, parent, other, other + n);
          work->out.edge[work->out.n_edges++] = (VtXEdge) { parent, (float) correlation (a, b, n) };
        }
    }
}
