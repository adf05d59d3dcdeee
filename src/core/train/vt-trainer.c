/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The training loop.
 *
 * Invariant: between steps the state of a training is (params, optimiser state, step) and the
 * options; order and indices are drawn anew from (seed, epoch), so nothing else needs saving. */
#include "train/vt-trainer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "train/vt-checkpoint.h"

#define SHARDS VT_TRAIN_SHARDS

/* What a shard found. */
typedef struct
{
  double  loss;       /* sums over its samples */
  gsize   right;
  GError *error;
} Found;

struct _VtTrainer
{
  VtParams       *params;
  VtTrainSet      set;
  VtTrainOptions  options;
  VtAugment       augment;
  char           *checkpoint;
  VtPool         *pool;
  VtOptimizer    *optimizer;
  VtRun          *runs[SHARDS], *checks[SHARDS];    /* checks: made by the first evaluation */
  float          *dy;             /* ones, for a shard */
  gsize           shard;          /* samples per shard */
  gsize           step;

  guint          *order;          /* the samples in the order of epoch `epoch` */
  guint64         epoch;
  gsize          *indices;        /* of the batch in work */
};

/* One parallel pass over the shards, in training or evaluation. */
typedef struct
{
  VtTrainer        *t;
  const VtTrainSet *set;
  gboolean          training;
  gsize             first;        /* of the samples: a position in the stream, or an index when evaluating */
  const VtJob      *job;
  double            fraction;
  _Atomic gboolean  stop;
  Found             found[SHARDS];
} Pass;

static guint64
mix (guint64 seed,
     guint64 what)
{
  VtRng rng;

  vt_rng_init (&rng, seed);
  vt_rng_init (&rng, vt_rng_next (&rng) ^ what);
  return vt_rng_next (&rng);
}

/* ---- order of the samples ------------------------------------------------------------------ */

static void
draw_order (VtTrainer *t,
            guint64    epoch)
{
  VtRng rng;

  for (gsize i = 0; i < t->set.n; i++)
    t->order[i] = (guint) i;
  vt_rng_init (&rng, mix (t->options.seed, ~epoch));
  vt_rng_shuffle (&rng, t->order, t->set.n);
  t->epoch = epoch;
}

/* Samples follow each other in one stream; a batch may reach over the end of an epoch. */
static void
draw_batch (VtTrainer *t)
{
  const guint64 first = (guint64) t->step * t->options.batch;

  for (gsize i = 0; i < t->options.batch; i++)
    {
      if ((first + i) / t->set.n != t->epoch)
        draw_order (t, (first + i) / t->set.n);
      t->indices[i] = t->order[(first + i) % t->set.n];
    }
}

/* ---- one shard ----------------------------------------------------------------------------- */

typedef struct
{
  Pass *pass;
  guint thread;
} Tick;

/* Only the thread that called may talk to the job; the others look whether it said stop. */
static gboolean
shard_tick (double      fraction,
            const char *stage,
            gpointer    user_data)
{
  const Tick *tick = user_data;
  Pass *p = tick->pass;

  if (tick->thread == 0 && !vt_job_tick (p->job, p->fraction, p->training ? N_("Training") : N_("Evaluating"), NULL))
    p->stop = TRUE;
  return !p->stop;
}

/* Fills the run's inputs with `n` samples. */
static gboolean
fill_inputs (const Pass *p,
             VtRun      *run,
             gsize       shard,
             gsize       n,
             GError    **error)
{
  const VtTrainer *t = p->t;
  const VtGraph *graph = vt_params_graph (t->params);
  const VtShape *x_shape = &vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape;
  const VtShape *y_shape = &vt_graph_node (graph, vt_graph_input_nth (graph, 1))->shape;
  const gsize x_size = vt_shape_size (x_shape), y_size = vt_shape_size (y_shape);

  for (gsize i = 0; i < n && !p->stop; i++)
    {
      const gsize at = shard * t->shard + i, index = p->training ? t->indices[at] : p->first + at;
      const guint64 seed = p->training ? mix (t->options.seed, p->first + at) : 0;
      float *x = vt_run_input (run, 0) + i * x_size;

      if (!p->set->sample (index, seed, x, vt_run_input (run, 1) + i * y_size, p->set->user_data))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("sample %zu could not be had"), index);
          return FALSE;
        }
      if (p->training && t->options.augment != NULL)
        vt_augment (&t->augment, mix (seed, 1), vt_dim (x_shape, 1), vt_dim (x_shape, 2), vt_dim (x_shape, 3), x);
    }
  return TRUE;
}

static void
read_outputs (const Pass *p,
              VtRun      *run,
              gsize       n,
              Found      *found)
{
  const VtTrainer *t = p->t;
  const VtShape *y_shape = vt_run_shape (run, vt_graph_input_nth (vt_params_graph (t->params), 1));
  const gsize y_size = vt_shape_size (y_shape) / t->shard;
  const float *loss = vt_run_value (run, t->options.loss);

  for (gsize i = 0; i < n; i++)
    found->loss += (double) loss[i];
  if (t->options.scores < 0)
    return;

  const gsize classes = vt_run_shape (run, t->options.scores)->dim[1];

  for (gsize i = 0; i < n; i++)
    {
      const float *scores = vt_run_value (run, t->options.scores) + i * classes;
      gsize best = 0;

      for (gsize c = 1; c < classes; c++)
        if (scores[c] > scores[best])
          best = c;
      found->right += (float) best == vt_run_input (run, 1)[i * y_size];
    }
}

static void
compute_shard (gsize    part,
               guint    thread,
               gpointer data)
{
  Pass *p = data;
  VtTrainer *t = p->t;
  VtRun *run = p->training ? t->runs[part] : t->checks[part];
  const VtJob job = { shard_tick, &(Tick) { p, thread } };
  const gsize start = p->first + part * t->shard;
  const gsize n = p->training ? t->shard : start < p->set->n ? MIN (t->shard, p->set->n - start) : 0;
  Found *found = &p->found[part];

  if (n == 0 || p->stop || !fill_inputs (p, run, part, n, &found->error))
    return;
  if (p->training)
    {
      vt_run_set_seed (run, mix (t->options.seed, ~start));
      vt_run_zero_param_grads (run);
    }
  if (!vt_run_forward (run, &job, &found->error))
    return;
  read_outputs (p, run, n, found);
  if (p->training)
    vt_run_backward (run, t->options.loss, t->dy, NULL, 0, &job, &found->error);
}

/* Runs the shards and adds up what they found; FALSE with the first error in their order. */
static gboolean
run_pass (Pass    *p,
          Found   *sum,
          GError **error)
{
  gboolean good = TRUE;

  vt_parallel_for (p->t->pool, SHARDS, compute_shard, p);
  if (p->stop)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CANCELLED, "stopped");
      good = FALSE;
    }
  for (guint i = 0; i < SHARDS; i++)
    {
      if (p->found[i].error != NULL && good)
        {
          g_propagate_error (error, g_steal_pointer (&p->found[i].error));
          good = FALSE;
        }
      g_clear_error (&p->found[i].error);
      sum->loss += p->found[i].loss;
      sum->right += p->found[i].right;
    }
  return good;
}

/* ---- making -------------------------------------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *reason)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER, reason);
  return FALSE;
}

static gboolean
check (const VtParams       *params,
       const VtTrainSet     *set,
       const VtTrainOptions *o,
       GError              **error)
{
  const VtGraph *graph = vt_params_graph (params);
  const int n = (int) vt_graph_n_nodes (graph);

  if (vt_graph_n_inputs (graph) != 2)
    return refuse (error, _("a network to train has two inputs: the sample and its target"));
  if (o->loss < 0 || o->loss >= n || o->scores >= n || vt_graph_node (graph, o->loss)->kind != VT_NODE_OP)
    return refuse (error, _("the loss or the scores are no node of the network"));
  if (vt_shape_size (&vt_graph_node (graph, o->loss)->shape) != 1)
    return refuse (error, _("the loss must be one number per sample"));
  if (o->scores >= 0 && vt_graph_node (graph, o->scores)->shape.n_dims != 2)
    return refuse (error, _("the scores must be one row per sample"));
  if (o->batch == 0 || o->batch % SHARDS != 0 || o->batch > 1 << 20)
    return refuse (error, _("the batch must be a multiple of eight"));
  if (set->n == 0 || set->n > G_MAXUINT32 / 2)
    return refuse (error, _("there are no samples, or too many"));
  if (!isfinite (o->schedule.rate) || o->schedule.rate <= 0)
    return refuse (error, _("the learning rate must be above 0"));
  return TRUE;
}

static gboolean
make_runs (VtTrainer *t,
           gboolean   training,
           VtRun     *runs[SHARDS],
           GError   **error)
{
  const int wanted[2] = { t->options.loss, t->options.scores };
  const VtPlanOptions options = {
    .batch = t->shard, .wanted = wanted, .n_wanted = t->options.scores >= 0 ? 2 : 1,
    .grad = training ? VT_GRAD_PARAMS : VT_GRAD_NONE, .path = t->options.path, .training = training
  };
  g_autoptr (VtPlan) plan = vt_plan_new (vt_params_graph (t->params), &options, error);

  if (plan == NULL)
    return FALSE;
  for (guint i = 0; i < SHARDS; i++)
    if (runs[i] == NULL && (runs[i] = vt_run_new (plan, t->params, NULL, error)) == NULL)
      return FALSE;
  return TRUE;
}

VtTrainer *
vt_trainer_new (VtParams             *params,
                const VtTrainSet     *set,
                const VtTrainOptions *options,
                VtPool               *pool,
                GError              **error)
{
  if (!check (params, set, options, error))
    return NULL;

  g_autoptr (VtTrainer) t = g_new0 (VtTrainer, 1);

  vt_blas_init ();
  t->params = vt_params_ref (params);
  t->set = *set;
  t->options = *options;
  if (options->augment != NULL)
    t->augment = *options->augment;
  t->checkpoint = g_strdup (options->checkpoint);
  t->pool = pool;
  t->shard = options->batch / SHARDS;
  t->dy = g_new (float, t->shard);
  for (gsize i = 0; i < t->shard; i++)
    t->dy[i] = 1.f;
  t->order = g_new (guint, set->n);
  t->indices = g_new (gsize, options->batch);
  t->epoch = G_MAXUINT64;
  t->optimizer = vt_optimizer_new (vt_params_graph (params), &options->optimizer, error);
  if (t->optimizer == NULL || !make_runs (t, TRUE, t->runs, error))
    return NULL;
  return g_steal_pointer (&t);
}

void
vt_trainer_free (VtTrainer *t)
{
  if (t == NULL)
    return;
  for (guint i = 0; i < SHARDS; i++)
    {
      vt_run_free (t->runs[i]);
      vt_run_free (t->checks[i]);
    }
  vt_optimizer_free (t->optimizer);
  vt_params_unref (t->params);
  g_free (t->checkpoint);
  g_free (t->dy);
  g_free (t->order);
  g_free (t->indices);
  g_free (t);
}

gsize
vt_trainer_step (const VtTrainer *t)
{
  return t->step;
}

/* ---- checkpoints --------------------------------------------------------------------------- */

static VtCheckpoint
make_checkpoint (VtTrainer *t)
{
  gsize n_state;
  float *state = vt_optimizer_state (t->optimizer, &n_state);

  return (VtCheckpoint) {
           .optimizer = (guint32) t->options.optimizer.kind, .step = t->step, .seed = t->options.seed,
           .batch = t->options.batch, .samples = t->set.n, .n_params = vt_graph_n_params (vt_params_graph (t->params)),
           .n_state = n_state, .params = vt_params_data (t->params, -1), .state = state
  };
}

static gboolean
save (VtTrainer *t,
      GError   **error)
{
  const VtCheckpoint c = make_checkpoint (t);

  return t->checkpoint == NULL || vt_checkpoint_write (&c, t->checkpoint, error);
}

gboolean
vt_trainer_resume (VtTrainer  *t,
                   const char *path,
                   GError    **error)
{
  const VtCheckpoint own = make_checkpoint (t);
  VtCheckpoint c;

  if (!vt_checkpoint_read (&c, path, own.n_params, own.n_state, error))
    return FALSE;
  if (c.optimizer != own.optimizer || c.seed != own.seed || c.batch != own.batch || c.samples != own.samples
      || c.step > t->options.steps)
    {
      vt_checkpoint_clear (&c);
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
                   _("%s was made with another optimiser, seed, batch, length or number of samples"), path);
      return FALSE;
    }
  memcpy (own.params, c.params, c.n_params * sizeof (float));
  memcpy (own.state, c.state, c.n_state * sizeof (float));
  t->step = (gsize) c.step;
  vt_optimizer_set_steps (t->optimizer, c.step);
  vt_params_changed (t->params);
  vt_checkpoint_clear (&c);
  return TRUE;
}

/* ---- the loop ------------------------------------------------------------------------------ */

/* Adds what the batch found to `sum`. */
static gboolean
do_step (VtTrainer   *t,
         const VtJob *job,
         Found       *sum,
         GError     **error)
{
  Pass p = { .t = t, .set = &t->set, .training = TRUE, .first = t->step * t->options.batch, .job = job,
             .fraction = (double) t->step / (double) t->options.steps };
  const float *grads[SHARDS];
  Found found = { 0 };

  draw_batch (t);
  if (!run_pass (&p, &found, error))
    return FALSE;
  if (!isfinite (found.loss))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NUMERIC,
                   _("the loss is no longer a number at step %zu; try a lower learning rate"),
                   t->step + 1);
      return FALSE;
    }
  for (guint i = 0; i < SHARDS; i++)
    grads[i] = vt_run_param_grad (t->runs[i], -1);
  vt_optimizer_step (t->optimizer, vt_params_data (t->params, -1), grads, SHARDS,
                     1.0 / (double) t->options.batch,
                     vt_schedule_rate (&t->options.schedule, t->step, t->options.steps), t->pool);
  vt_params_changed (t->params);
  t->step++;
  sum->loss += found.loss;
  sum->right += found.right;
  return TRUE;
}

static void
report (const VtTrainer *t,
        const Found     *sum,
        gsize            steps)
{
  const VtTrainOptions *o = &t->options;
  const double samples = (double) (steps * o->batch);
  const VtTrainReport r = {
    .step = t->step, .steps = o->steps, .epoch = (double) t->step * (double) o->batch / (double) t->set.n,
    .loss = sum->loss / samples, .accuracy = o->scores >= 0 ? (double) sum->right / samples : -1,
    .rate = vt_schedule_rate (&o->schedule, t->step - 1, o->steps)
  };

  if (o->report != NULL)
    o->report (&r, o->report_data);
}

gboolean
vt_trainer_run (VtTrainer   *t,
                const VtJob *job,
                GError     **error)
{
  const VtTrainOptions *o = &t->options;
  const gsize every = o->report_every > 0 ? o->report_every : 10;
  Found sum = { 0 };
  gsize since = 0;

  while (t->step < o->steps)
    {
      if (!vt_job_tick (job, (double) t->step / (double) o->steps, N_("Training"), error)
          || !do_step (t, job, &sum, error))
        {
          /* What stopped the training matters more than a checkpoint that cannot be written. */
          save (t, NULL);
          return FALSE;
        }
      since++;
      if (t->step % every == 0 || t->step == o->steps)
        {
          report (t, &sum, since);
          sum = (Found) { 0 };
          since = 0;
        }
      if (o->checkpoint_every > 0 && t->step % o->checkpoint_every == 0 && !save (t, error))
        return FALSE;
    }
  return save (t, error);
}

gboolean
vt_trainer_evaluate (VtTrainer        *t,
                     const VtTrainSet *set,
                     double           *loss,
                     double           *accuracy,
                     const VtJob      *job,
                     GError          **error)
{
  Found sum = { 0 };

  if (set->n == 0)
    return refuse (error, _("there are no samples to evaluate"));
  if (!make_runs (t, FALSE, t->checks, error))
    return FALSE;
  for (gsize first = 0; first < set->n; first += t->options.batch)
    {
      Pass p = { .t = t, .set = set, .first = first, .job = job,
                 .fraction = (double) first / (double) set->n };

      if (!vt_job_tick (job, p.fraction, N_("Evaluating"), error) || !run_pass (&p, &sum, error))
        return FALSE;
    }
  *loss = sum.loss / (double) set->n;
  *accuracy = t->options.scores >= 0 ? (double) sum.right / (double) set->n : -1;
  return TRUE;
}
