/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a node is found again by what is around it.  What a picture shows in a cell of the deepest layer is a vector
 * of one length, in which proportion all filters answer there (vt_x_shown()).  A node that means a part has the same
 * around it on every picture, and there alone: with z_I what is shown at its place on picture I and m the mean of all
 * z_I, each cell u of a picture has the weight
 *   w_u = exp (−SHARP·(|x_u − m|² − min)/mean_I |z_I − m|²)
 * and the node is found again as far as the weights gather at its place p_I:
 *   a_I = Σ w_u exp (−|u − p_I|²/2s²) / Σ w_u,   s as nodes meet.
 * A node that slides along the body, or follows a texture that is everywhere, has a mean that is like many cells or like
 * none.  Told is the lower fifth over the pictures of ln a_I.  A node's own filter is no witness and is left out. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-blas.h"
#include "base/vt-dot.h"
#include "base/vt-error.h"
#include "xgraph/vt-xgraph-kernels.h"
#include "xgraph/vt-xgraph-work.h"

#define SHARP   5
#define FLOOR   1e-3
#define FIFTH   .2
#define MOST    16          /* cells along an axis; larger maps are looked at in steps */
#define BLOCK   64          /* nodes of a part: asked together, since it is the pictures that take their time to read */
#define NOTHING -30         /* e to this counts for nothing */

typedef struct
{
  gsize          first;
  const VtXWork *deepest;
  guint          step;          /* cells from one that is looked at to the next */
  guint          side[2];       /* of those, rows and columns */
  guint          n_filters;
  gsize          n_cells;
  float         *shown;         /* [picture][cell][filter] */
  float         *square;        /* [picture][cell] |x|²: 1, or 0 where nothing answers */
  double         sigma;         /* s in pixels */
  const VtXWork *work;          /* whose nodes are asked about */
  float         *out;           /* [node] */
} Around;

static double
square_of (const float *x,
           guint        n)
{
  float sum;

  vt_dot_rows (x, n, 1, n, x, 1, 0, &sum, 1);
  return (double) sum;
}

static void
show_picture (gsize    part,
              guint    thread,
              gpointer user_data)
{
  const Around *a = user_data;
  const VtXWork *work = a->deepest;
  const gsize i = a->first + part, n = (gsize) work->layer->h * work->layer->w;
  g_autofree float *f = g_new (float, n * a->n_filters);
  float *shown = a->shown + i * a->n_cells * a->n_filters;

  for (guint k = 0; k < a->n_filters; k++)
    vt_xwork_evidence (work, k, (guint) i, work->turned[i], f + k * n);
  vt_x_shown (work->layer->h, work->layer->w, a->n_filters, f);
  for (guint row = 0; row < a->side[0]; row++)
    for (guint column = 0; column < a->side[1]; column++)
      for (guint k = 0; k < a->n_filters; k++)
        *shown++ = f[k * n + (gsize) row * a->step * work->layer->w + (gsize) column * a->step];
  shown = a->shown + i * a->n_cells * a->n_filters;
  for (gsize u = 0; u < a->n_cells; u++)
    a->square[i * a->n_cells + u] = (float) square_of (shown + u * a->n_filters, a->n_filters);
}

/* Where a node lies on a picture, in steps: kept inside. */
static void
find_place (const Around *a,
            guint         node,
            gsize         picture,
            double        at[2])
{
  for (guint axis = 0; axis < 2; axis++)
    {
      const double cell = (double) a->work->at[axis][(gsize) node * a->work->n + picture];
      const double pixel = vt_part_layer_pixel (a->work->layer, axis, cell);

      at[axis] = CLAMP (vt_part_layer_cell (a->deepest->layer, axis, pixel) / a->step, 0, a->side[axis] - 1.0);
    }
}

/* z_I: what is shown between the four cells around a place, which is added to `mean` with the weight `part`. */
static void
look_at (const Around *a,
         gsize         picture,
         const double  at[2],
         float         part,
         float        *z,
         float        *mean)
{
  const guint row = MIN ((guint) at[0], a->side[0] - 1), column = MIN ((guint) at[1], a->side[1] - 1);
  const double dy = at[0] - row, dx = at[1] - column;
  const float *shown = a->shown + picture * a->n_cells * a->n_filters, *cell[4];
  float share[4];

  for (guint corner = 0; corner < 4; corner++)
    {
      const guint y = MIN (row + corner / 2, a->side[0] - 1), x = MIN (column + corner % 2, a->side[1] - 1);

      share[corner] = (float) ((corner / 2 ? dy : 1 - dy) * (corner % 2 ? dx : 1 - dx));
      cell[corner] = shown + ((gsize) y * a->side[1] + x) * a->n_filters;
    }
  vt_x_blend (cell, share, a->n_filters, part, z, mean);
}

/* exp (−d²/2s²) along each axis of a picture from a place to all cells. */
static void
fade (const Around *a,
      const double  at[2],
      float         near[2][MOST])
{
  for (guint axis = 0; axis < 2; axis++)
    for (guint u = 0; u < a->side[axis]; u++)
      {
        const double d = (u - at[axis]) * a->step * a->deepest->layer->stride[axis];

        near[axis][u] = (float) exp (-d * d / (2 * a->sigma * a->sigma));
      }
}

/* a_I without the filter `self`, which the mean m lacks; `like` is 2·x_u·m of all cells, and is changed: −|x − m|² up
 * to |m|², which is the same for all. */
static double
gather (const Around *a,
        gsize         picture,
        const double  at[2],
        guint         self,
        double        own,
        float        *like)
{
  const float *shown = a->shown + picture * a->n_cells * a->n_filters, *square = a->square + picture * a->n_cells;
  const float sharp = (float) (SHARP / own);
  float best = -G_MAXFLOAT, here = 0, all = 0, near[2][MOST];

  fade (a, at, near);
  for (gsize u = 0; u < a->n_cells; u++)
    {
      const float its = self < a->n_filters ? shown[u * a->n_filters + self] : 0;

      like[u] -= square[u] - its * its;
      best = MAX (best, like[u]);
    }
  for (guint y = 0, u = 0; y < a->side[0]; y++)
    for (guint x = 0; x < a->side[1]; x++, u++)
      {
        const float level = sharp * (like[u] - best), w = level > NOTHING ? expf (level) : 0;

        all += w;
        here += w * near[0][y] * near[1][x];
      }
  return (double) (here / all);
}

/* Number of a node's filter among those shown, or n_filters: it is of another layer. */
static guint
own_filter (const Around *a,
            guint         node)
{
  guint k = 0;

  if (a->work->layer->node != a->deepest->layer->node)
    return a->n_filters;
  while (k < a->n_filters && a->deepest->filter[k] != a->work->out.node[node].filter)
    k++;
  return k;
}

/* m of a block of nodes without their own filters, and the mean of |z_I − m|². */
static void
find_means (const Around *a,
            guint         from,
            guint         to,
            const guint  *self,
            float        *mean,
            double       *own)
{
  const guint n = a->work->n;
  g_autofree float *z = g_new (float, a->n_filters);

  for (guint i = 0; i < n; i++)
    for (guint v = from; v < to; v++)
      {
        double at[2];

        find_place (a, v, i, at);
        look_at (a, i, at, 1 / (float) n, z, mean + (gsize) (v - from) * a->n_filters);
        if (self[v - from] < a->n_filters)
          z[self[v - from]] = 0;
        own[v - from] += square_of (z, a->n_filters) / n;
      }
  for (guint v = from; v < to; v++)
    {
      float *m = mean + (gsize) (v - from) * a->n_filters;

      if (self[v - from] < a->n_filters)
        m[self[v - from]] = 0;
      own[v - from] = MAX (own[v - from] - square_of (m, a->n_filters), 1e-6);
    }
}

static void
ask_nodes (gsize    part,
           guint    thread,
           gpointer user_data)
{
  const Around *a = user_data;
  const guint n = a->work->n, from = (guint) (a->first + part) * BLOCK, to = MIN (from + BLOCK, a->work->out.n_nodes);
  g_autofree float *mean = g_new0 (float, (gsize) BLOCK * a->n_filters), *like = g_new (float, BLOCK * a->n_cells);
  g_autofree float *value = g_new (float, (gsize) BLOCK * n);
  double own[BLOCK] = { 0 };
  guint self[BLOCK];

  for (guint v = from; v < to; v++)
    self[v - from] = own_filter (a, v);
  find_means (a, from, to, self, mean, own);
  for (guint i = 0; i < n; i++)
    {
      vt_product (&(VtProduct) {
      .trans_b = VT_TRANSPOSED, .m = to - from, .n = a->n_cells, .k = a->n_filters, .alpha = 2, .a = mean,
      .lda = a->n_filters, .b = a->shown + i * a->n_cells * a->n_filters, .ldb = a->n_filters, .c = like, .ldc = a->n_cells,
    });
      for (guint v = from; v < to; v++)
        {
          const guint k = v - from;
          double at[2];

          find_place (a, v, i, at);
          value[(gsize) k * n + i] = (float) log (gather (a, i, at, self[k], own[k], like + k * a->n_cells) + FLOOR);
        }
    }
  for (guint v = from; v < to; v++)
    a->out[v] = vt_x_quantile (value + (gsize) (v - from) * n, n, FIFTH);
}

static gboolean
ask_all (Around      *a,
         VtXWork     *works,
         guint        n_layers,
         float       *out,
         const VtJob *job,
         GError     **error)
{
  for (guint l = 0; l < n_layers; l++)
    {
      const guint n = works[l].out.n_nodes;
      VtJobPart part;

      a->work = &works[l];
      a->out = out;
      if (!vt_xwork_run (a->deepest, (n + BLOCK - 1) / BLOCK, ask_nodes, a, N_("Ranking the nodes"),
                         vt_job_part (&part, job, .1 + .9 * l / n_layers, .1 + .9 * (l + 1) / n_layers), error))
        return FALSE;
      out += n;
    }
  return TRUE;
}

gboolean
vt_xwork_around (VtXWork     *works,
                 guint        n_layers,
                 float       *out,
                 const VtJob *job,
                 GError     **error)
{
  const VtXWork *deepest = &works[n_layers - 1];
  const VtPartLayer *layer = deepest->layer;
  const VtPartSpace *space = deepest->learner->space;
  const guint step = (MAX (layer->h, layer->w) + MOST - 1) / MOST;
  Around a = {
    .deepest = deepest, .step = step, .side = { (layer->h + step - 1) / step, (layer->w + step - 1) / step },
    .n_filters = deepest->n_filters,
    .sigma = MAX (deepest->options->meet * hypot (vt_part_space_height (space), vt_part_space_width (space)), 1e-3),
  };
  VtJobPart part;
  gboolean good;

  a.n_cells = (gsize) a.side[0] * a.side[1];
  a.shown = g_try_new (float, deepest->n * a.n_cells * a.n_filters);
  a.square = g_new (float, deepest->n * a.n_cells);
  if (a.shown == NULL)
    {
      g_free (a.square);
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("There is not enough memory for so many pictures"));
      return FALSE;
    }
  good = vt_xwork_run (deepest, deepest->n, show_picture, &a, N_("Ranking the nodes"), vt_job_part (&part, job, 0, .1), error)
         && ask_all (&a, works, n_layers, out, job, error);
  g_free (a.shown);
  g_free (a.square);
  return good;
}
