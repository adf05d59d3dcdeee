/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning, layer after layer from the deepest, the layer above frozen.  Maximised over μ and the edges is
 *   J = Σ_I Σ_d Σ_u F_{I,d}(u)·ln P(u|I, d),   P(p|I, d) = (Σ_{V∈d} P(p|V, I) + τ)/(N + 1)
 * where F is the evidence of filter d, taken as a count of points at u, and P(p|V, I) the density of
 * vt-xgraph-infer.c.  One iteration is a damped step of expectation and maximisation for the means:
 *   μ ← μ + (η/√iter)·Σ q·o/Σ q,   σ² ← Σ G·F̃·|o|²/Σ G·F̃
 * (o, q, G, F̃ as in vt-xgraph-kernels.c).  The released code multiplies the step by (min δ)²/δ², which all but stops
 * wide nodes; here each takes the step that maximises.
 *
 * Filters share nothing but their pictures' mirror flags, so one filter over all pictures in order is the part that
 * is handed to a thread: the same bits with any number of them. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "xgraph/vt-xgraph-work.h"

#define LAYERS .97      /* share of the work that is done when all layers are learned, */
#define RANKS  .995     /* and when all nodes are ranked */

/* ---- where parents say the nodes are ---- */

/* m and λ of one node on all pictures, and its δ. */
static void
predict (const VtXWork *work,
         guint          node,
         float         *rows,
         float         *columns,
         float         *lambda)
{
  VtXNode *v = &work->out.node[node];
  const VtXWork *upper = work->upper;
  const guint n = work->n, *parent = work->parent + (gsize) node * (guint) work->options->parents;
  g_autofree double *sum = g_new0 (double, 3 * (gsize) n);
  double trust = 0, norm = 0;

  if (v->n_parents == 0)
    {
      v->width = (float) (work->options->delta * vt_x_side (work->layer));
      memset (rows, 0, n * sizeof *rows);
      memset (columns, 0, n * sizeof *columns);
      for (guint i = 0; i < n; i++)
        lambda[i] = 1;
      return;
    }
  for (guint j = 0; j < v->n_parents; j++)
    {
      const VtXNode *p = &upper->out.node[parent[j]];
      const float *y = upper->at[0] + (gsize) parent[j] * n, *x = upper->at[1] + (gsize) parent[j] * n;
      const double w = vt_x_trust (work->scale, p->spread);

      trust += w;
      norm += log (w);
      for (guint i = 0; i < n; i++)
        {
          const double dy = ((double) y[i] - (double) p->mean[0]) * work->scale[0];
          const double dx = ((double) x[i] - (double) p->mean[1]) * work->scale[1];

          sum[3 * i] += w * dy;
          sum[3 * i + 1] += w * dx;
          sum[3 * i + 2] += w * (dy * dy + dx * dx);
        }
    }
  v->width = (float) sqrt (v->n_parents / trust);
  for (guint i = 0; i < n; i++)
    {
      const double dy = sum[3 * i] / trust, dx = sum[3 * i + 1] / trust;
      const double apart = MAX (sum[3 * i + 2] - trust * (dy * dy + dx * dx), 0);

      rows[i] = (float) dy;
      columns[i] = (float) dx;
      lambda[i] = (float) exp ((norm - apart / 2) / v->n_parents + 2 * log ((double) v->width));
    }
}

/* ---- one filter ---- */

typedef struct
{
  gsize    first;
  VtXWork *work;
  guint    iteration;       /* from 1; 0: only look where the nodes are */
  double  *objective;       /* [filter][picture] */
  double  *evidence;        /* [filter] */
  double  *moved;           /* [filter] Σ |Δμ| */
} Pass;

typedef struct
{
  float    *rows, *columns, *lambda;    /* [node][picture] */
  float    *f;
  VtXBump  *bump;
  VtXFound *found;
  VtXSums  *sums;
} Desk;

static void
desk_init (Desk          *desk,
           const VtXWork *work,
           guint          k)
{
  const gsize n = (gsize) work->per * work->n;

  desk->rows = g_new (float, n);
  desk->columns = g_new (float, n);
  desk->lambda = g_new (float, n);
  desk->f = g_new (float, (gsize) work->layer->h * work->layer->w);
  desk->bump = g_new0 (VtXBump, work->per);
  desk->found = g_new0 (VtXFound, work->per);
  desk->sums = g_new0 (VtXSums, work->per);
  for (guint v = 0; v < work->per; v++)
    predict (work, k * work->per + v, desk->rows + (gsize) v * work->n, desk->columns + (gsize) v * work->n,
             desk->lambda + (gsize) v * work->n);
}

static void
desk_clear (Desk *desk)
{
  g_free (desk->rows);
  g_free (desk->columns);
  g_free (desk->lambda);
  g_free (desk->f);
  g_free (desk->bump);
  g_free (desk->found);
  g_free (desk->sums);
}

static void
set_bumps (const VtXWork *work,
           Desk          *desk,
           guint          k,
           guint          picture)
{
  for (guint v = 0; v < work->per; v++)
    {
      const VtXNode *node = &work->out.node[k * work->per + v];
      const gsize i = (gsize) v * work->n + picture;
      const double narrow = 1 / (2 * (double) node->width * (double) node->width);

      desk->bump[v] = (VtXBump) {
        .centre = { node->place[0] + desk->rows[i], node->place[1] + desk->columns[i] },
        .half = vt_x_window (work->layer, work->options, work->upper == NULL, node->spread),
        .narrow = (float) narrow, .height = (float) ((double) desk->lambda[i] * narrow / G_PI),
      };
    }
}

static void
keep_found (VtXWork    *work,
            const Desk *desk,
            guint       k,
            guint       picture)
{
  for (guint v = 0; v < work->per; v++)
    {
      const gsize node = k * work->per + v, i = node * work->n + picture;

      work->at[0][i] = desk->found[v].place[0];
      work->at[1][i] = desk->found[v].place[1];
      work->score[i] = desk->found[v].score;
      work->total[node] += (double) desk->found[v].score;
    }
}

/* The step of all nodes of a filter; returns Σ |Δμ|. */
static double
step_nodes (VtXWork    *work,
            const Desk *desk,
            guint       k,
            guint       iteration)
{
  const double widest = vt_x_side (work->layer) / sqrt (work->per), narrowest = work->options->narrowest * widest;
  const double side[2] = { work->layer->h, work->layer->w };
  double moved = 0;

  for (guint v = 0; v < work->per; v++)
    {
      VtXNode *node = &work->out.node[k * work->per + v];
      const VtXSums *s = &desk->sums[v];
      double step[2] = { 0, 0 };

      if (!(s->mass > 0))
        continue;
      for (guint axis = 0; axis < 2; axis++)
        {
          const double from = (double) node->place[axis];
          const double to = from + work->options->step / sqrt (iteration) * s->pull[axis] / MAX (s->weight, 1e-30);

          node->place[axis] = (float) CLAMP (to, -.5, side[axis] - .5);
          step[axis] = (double) node->place[axis] - from;
        }
      node->spread = (float) CLAMP (sqrt (s->moment / s->mass), narrowest, widest);
      moved += hypot (step[0], step[1]);
    }
  return moved;
}

static double
sum_of (const float *f,
        gsize        n)
{
  double sum = 0;

  for (gsize u = 0; u < n; u++)
    sum += (double) f[u];
  return sum;
}

static void
pass_filter (gsize    part,
             guint    thread,
             gpointer user_data)
{
  const Pass *pass = user_data;
  VtXWork *work = pass->work;
  const guint k = (guint) (pass->first + part), per = work->per, n = work->n;
  const VtXSmooth smooth = vt_x_smooth (work->layer, work->options);
  const float tau = (float) work->options->tau;
  Desk desk;

  desk_init (&desk, work, k);
  memset (work->total + (gsize) k * per, 0, per * sizeof *work->total);
  for (guint i = 0; i < n; i++)
    {
      set_bumps (work, &desk, k, i);
      vt_xwork_evidence (work, k, i, work->turned[i], desk.f);
      if (pass->iteration > 0)
        {
          pass->evidence[k] += sum_of (desk.f, (gsize) smooth.h * smooth.w);
          pass->objective[(gsize) k * n + i] = vt_x_objective (&smooth, desk.f, desk.bump, per, tau);
        }
      vt_x_expect (&smooth, desk.f, desk.bump, per, tau, pass->iteration > 0 ? desk.sums : NULL, desk.found);
      keep_found (work, &desk, k, i);
    }
  if (pass->iteration > 0)
    pass->moved[k] = step_nodes (work, &desk, k, pass->iteration);
  desk_clear (&desk);
}

/* ---- one layer ---- */

static void
place_at_random (VtXWork *work)
{
  const guint n_cells = work->layer->h * work->layer->w;
  g_autofree guint *cell = g_new (guint, n_cells);

  for (guint k = 0; k < work->n_filters; k++)
    {
      VtRng rng;

      vt_rng_init (&rng, work->learner->seed ^ ((guint64) (work->l + 1) << 40) ^ ((guint64) work->filter[k] << 8));
      for (guint u = 0; u < n_cells; u++)
        cell[u] = u;
      vt_rng_shuffle (&rng, cell, n_cells);
      for (guint i = 0; i < work->per; i++)
        work->out.node[k * work->per + i] = (VtXNode) {
          .filter = work->filter[k],
          .place = { (float) (cell[i] / work->layer->w), (float) (cell[i] % work->layer->w) },
          .spread = (float) (work->options->delta * vt_x_side (work->layer)),
        }
      ;
    }
}

static void
make_nodes (VtXWork *work)
{
  const double side = vt_x_side (work->layer);
  const double n_cells = (double) work->layer->h * work->layer->w;
  gsize n;

  work->per = (guint) CLAMP (ceil (work->options->nodes * side - 1e-9), 1, n_cells);
  work->out.n_nodes = work->n_filters * work->per;
  n = (gsize) work->out.n_nodes * work->n;
  work->out.node = g_new0 (VtXNode, work->out.n_nodes);
  work->parent = g_new0 (guint, (gsize) work->out.n_nodes * (guint) work->options->parents);
  for (guint axis = 0; axis < 2; axis++)
    work->at[axis] = g_new0 (float, n);
  work->score = g_new0 (float, n);
  work->total = g_new0 (double, work->out.n_nodes);
}

static gboolean
iterate (VtXWork     *work,
         guint        iteration,
         double      *moved,
         const VtJob *job,
         GError     **error)
{
  g_autofree double *sums = g_new0 (double, (gsize) work->n_filters * (work->n + 2));
  Pass pass = {
    .work = work, .iteration = iteration, .objective = sums,
    .evidence = sums + (gsize) work->n_filters * work->n, .moved = sums + (gsize) work->n_filters * (work->n + 1),
  };
  double objective = 0, evidence = 0;
  const gboolean adopts = work->upper != NULL && iteration > 1
                          && (iteration - 2) % (guint) work->options->parents_every == 0;
  VtJobPart part;

  if ((adopts && !vt_xwork_adopt (work, vt_job_part (&part, job, 0, .4), error))
      || !vt_xwork_run (work, work->n_filters, pass_filter, &pass, N_("Learning the graph"),
                        vt_job_part (&part, job, adopts ? .4 : 0, 1), error))
    return FALSE;
  *moved = 0;
  for (gsize k = 0; k < work->n_filters; k++)
    {
      *moved += pass.moved[k] / work->out.n_nodes;
      evidence += pass.evidence[k];
      for (gsize i = 0; i < work->n; i++)
        objective += sums[k * work->n + i];
    }
  work->out.objective[work->out.n_objective++] = evidence > 0 ? objective / evidence : 0;
  return TRUE;
}

/* p̄, variance, rank and least score from the places found. */
static void
sum_up (VtXWork *work)
{
  const guint n = work->n;
  g_autofree float *sorted = g_new (float, n);
  double all = 0;

  for (guint v = 0; v < work->out.n_nodes; v++)
    all += work->total[v] / work->out.n_nodes;
  for (guint v = 0; v < work->out.n_nodes; v++)
    {
      VtXNode *node = &work->out.node[v];
      double variance = 0;

      for (guint axis = 0; axis < 2; axis++)
        {
          const float *at = work->at[axis] + (gsize) v * n;
          double sum = 0, square = 0;

          for (guint i = 0; i < n; i++)
            sum += (double) at[i] / n;
          for (guint i = 0; i < n; i++)
            square += ((double) at[i] - sum) * ((double) at[i] - sum) / n;
          node->mean[axis] = (float) sum;
          variance += square;
        }
      node->variance = (float) variance;
      node->score = all > 0 ? (float) (work->total[v] / all) : 0;
      memcpy (sorted, work->score + (gsize) v * n, n * sizeof *sorted);
      node->least = vt_x_quantile (sorted, n, work->options->absent);
    }
}

static gboolean
find_all (VtXWork     *work,
          const VtJob *job,
          GError     **error)
{
  Pass pass = { .work = work };

  if (!vt_xwork_run (work, work->n_filters, pass_filter, &pass, N_("Learning the graph"), job, error))
    return FALSE;
  sum_up (work);
  return TRUE;
}

/* Evidence of the layer; the deepest also says which pictures are turned. */
static gboolean
load_layer (VtXWork     *work,
            const VtJob *job,
            GError     **error)
{
  const gboolean turns = work->sides == 2 && work->upper == NULL;
  VtJobPart part;

  return vt_xwork_load (work, vt_job_part (&part, job, 0, turns ? .8 : 1), error)
         && (!turns || vt_xwork_align (work, vt_job_part (&part, job, .8, 1), error));
}

/* Of a layer that is done; ranks may look at the deepest again. */
static void
drop_evidence (VtXWork *work)
{
  if (work->upper == NULL && work->options->meet > 0 && work->options->around > 0)
    return;
  g_clear_pointer (&work->level, g_free);
  g_clear_pointer (&work->peak, g_free);
}

static gboolean
learn_layer (VtXWork     *work,
             const VtJob *job,
             GError     **error)
{
  const guint most = (guint) work->options->iterations;
  VtJobPart part;
  double moved = G_MAXDOUBLE;

  if (!load_layer (work, vt_job_part (&part, job, 0, .1), error))
    return FALSE;
  make_nodes (work);
  place_at_random (work);
  work->out.objective = g_new0 (double, most);
  for (guint i = 1; i <= most && (i <= 2 || moved >= work->options->settled); i++)
    if (!iterate (work, i, &moved, vt_job_part (&part, job, .1 + .85 * (i - 1) / most, .1 + .85 * i / most), error))
      return FALSE;
  if (!find_all (work, vt_job_part (&part, job, .95, 1), error))
    return FALSE;
  vt_xwork_edges (work);
  drop_evidence (work);
  return TRUE;
}

/* A layer that a former graph has: only its places on the pictures are found again. */
static gboolean
recall_layer (VtXWork        *work,
              const VtXLayer *known,
              const VtJob    *job,
              GError        **error)
{
  const guint most = (guint) work->options->parents;
  VtJobPart part;

  if (!load_layer (work, vt_job_part (&part, job, 0, .7), error))
    return FALSE;
  make_nodes (work);
  if (work->out.n_nodes != known->n_nodes)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER, _("The graph to go on with was learned from something else"));
      return FALSE;
    }
  memcpy (work->out.node, known->node, known->n_nodes * sizeof *known->node);
  for (guint v = 0; v < known->n_nodes; v++)
    for (guint j = 0; j < known->node[v].n_parents; j++)
      work->parent[(gsize) v * most + j] = known->edge[known->node[v].first_parent + j].node;
  work->out.n_objective = known->n_objective;
  work->out.objective = g_memdup2 (known->objective, known->n_objective * sizeof *known->objective);
  if (!find_all (work, vt_job_part (&part, job, .7, 1), error))
    return FALSE;
  vt_xwork_edges (work);
  drop_evidence (work);
  return TRUE;
}

/* ---- all layers ---- */

static gboolean
check (const VtXGraphLearner *learner,
       GError               **error)
{
  if (learner->pictures->n_pictures < 2)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER, _("A graph needs at least two pictures"));
      return FALSE;
    }
  for (guint l = 0; l < vt_part_space_n_layers (learner->space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (learner->space, l);

      if (MAX (layer->h, layer->w) <= VT_X_SIDE)
        continue;
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("The maps of “%s” have more than %d cells a side"), layer->name,
                   VT_X_SIDE);
      return FALSE;
    }
  if (learner->former != NULL
      && (!vt_part_space_equal (learner->former->space, learner->space) || learner->former->seed != learner->seed
          || learner->former->n_pictures != learner->pictures->n_pictures
          || memcmp (&learner->former->options, learner->options, sizeof *learner->options) != 0))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER, _("The graph to go on with was learned from something else"));
      return FALSE;
    }
  return TRUE;
}

/* Share of the whole work that is done when layers from l on are. */
static double
done_from (const VtPartSpace *space,
           guint              l)
{
  double sum = 0, done = 0;

  for (guint i = 0; i < vt_part_space_n_layers (space); i++)
    {
      const VtPartLayer *layer = vt_part_space_layer (space, i);
      const double cost = layer->channels * vt_x_side (layer) * vt_x_side (layer);

      sum += cost;
      done += i >= l ? cost : 0;
    }
  return done / sum;
}

/* What looks at all layers: ranks, by the places as they were found; then the second look moves together. */
static gboolean
finish (VtXWork     *works,
        guint        n_layers,
        VtXGraph    *graph,
        const VtJob *job,
        GError     **error)
{
  const guint l = MAX (n_layers, 2) - 2;
  const gboolean sways = vt_part_space_repeats (graph->space, n_layers - 1) && works[l].options->sway >= 1;
  VtJobPart part;

  if (works[0].options->meet > 0
      && !vt_xwork_rank (works, n_layers, graph, vt_job_part (&part, job, LAYERS, sways ? RANKS : 1), error))
    return FALSE;
  return !sways || vt_xwork_sway (&works[l], &graph->layer[l], vt_job_part (&part, job, RANKS, 1), error);
}

VtXGraph *
vt_xgraph_learn (const VtXGraphLearner *learner,
                 VtPool                *pool,
                 const VtJob           *job,
                 GError               **error)
{
  const guint n_layers = vt_part_space_n_layers (learner->space), n = learner->pictures->n_pictures;
  g_autofree VtXWork *works = g_new0 (VtXWork, n_layers);
  g_autofree guint8 *turned = g_new0 (guint8, MAX (n, 1));
  g_autoptr (VtXGraph) graph = NULL;
  guint l = n_layers;
  gboolean good = TRUE;

  if (!check (learner, error))
    return NULL;
  graph = vt_xgraph_alloc (learner->space, learner->options);
  graph->model = g_strdup (learner->model != NULL ? learner->model : "");
  graph->class_name = g_strdup (learner->class_name != NULL ? learner->class_name : "");
  graph->seed = learner->seed;
  graph->n_pictures = n;
  while (good && l > 0)
    {
      VtXWork *work = &works[--l];
      const VtXLayer *known = learner->former != NULL ? &learner->former->layer[l] : NULL;
      VtJobPart part;

      *work = (VtXWork) {
        .learner = learner, .options = learner->options, .pool = pool, .layer = vt_part_space_layer (learner->space, l),
        .l = l, .n = n, .sides = learner->options->mirror >= .5 ? 2 : 1, .turned = turned,
        .upper = l + 1 < n_layers ? &works[l + 1] : NULL,
      };
      if (work->upper != NULL)
        vt_x_scale (work->upper->layer, work->layer, work->scale);
      vt_job_part (&part, job, LAYERS * done_from (learner->space, l + 1), LAYERS * done_from (learner->space, l));
      good = known != NULL && known->n_nodes > 0 ? recall_layer (work, known, &part.job, error)
                                                 : learn_layer (work, &part.job, error);
      if (good)
        vt_xlayer_copy (&graph->layer[l], &work->out);
    }
  good = good && finish (works, n_layers, graph, job, error);
  for (guint i = l; i < n_layers; i++)
    vt_xwork_clear (&works[i]);
  if (vt_xgraph_n_nodes (graph) == 0)
    return NULL;
  return g_steal_pointer (&graph);
}
