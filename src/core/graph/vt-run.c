/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run: one block of memory and, for every step, a kernel whose pointers were bound once.
 *
 * Invariant: after vt_run_new() nothing here allocates; `touched` says whose gradient holds
 * something in the present backward. */
#include "graph/vt-run.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-arena.h"
#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "graph/vt-plan-private.h"

struct _VtRun
{
  VtPlan        *plan;
  VtParams      *params;
  VtPool        *pool;
  char          *block;
  VtKernel      *kernels;     /* [n_steps] */
  const float  **x;           /* what the kernels' arrays point into */
  float        **dx;
  VtShape       *x_shape;
  guint8        *touched;     /* [n_nodes] */
  guint64        seed;
  guint64        packed_version;
  gboolean       computed;    /* forward went to its end */
};

static gpointer
at (const VtRun *run,
    gsize        offset)
{
  return offset != VT_NOWHERE ? run->block + offset : NULL;
}

static gboolean
is_param (const VtRun *run,
          int          node)
{
  return node >= 0 && vt_graph_node (run->plan->graph, node)->kind == VT_NODE_PARAM;
}

static float *
value_of (const VtRun *run,
          int          node)
{
  if (node < 0)
    return NULL;
  if (is_param (run, node))
    return vt_params_place (run->params, node);
  return at (run, run->plan->value_at[node]);
}

static float *
grad_of (const VtRun *run,
         int          node)
{
  if (node < 0)
    return NULL;
  if (vt_graph_node (run->plan->graph, node)->kind == VT_NODE_PARAM)
    return vt_run_param_grad (run, node);
  return at (run, run->plan->grad_at[node]);
}

/* Points kernel `s` to its values; `first` is where its inputs start in the run's arrays. */
static void
bind (VtRun *run,
      guint  s,
      gsize  first)
{
  const VtPlan *plan = run->plan;
  const VtStep *step = &plan->steps[s];
  const VtNode *node = vt_graph_node (plan->graph, step->node);

  for (guint j = 0; j < node->n_x; j++)
    {
      run->x[first + j] = value_of (run, node->x[j]);
      run->dx[first + j] = step->backward ? grad_of (run, node->x[j]) : NULL;
      run->x_shape[first + j] = node->x[j] < 0 ? vt_shape_left_out : plan->shape[node->x[j]];
    }
  run->kernels[s] = (VtKernel) {
    .op = node->op, .attrs = node->attrs, .n_x = node->n_x, .x = run->x + first,
    .x_shape = run->x_shape + first, .y = value_of (run, step->node), .y_shape = &plan->shape[step->node],
    .dy = grad_of (run, step->node), .dx = run->dx + first, .pool = run->pool, .path = plan->path,
    .add = step->add >= 0 ? value_of (run, step->add) : NULL, .lo = step->lo, .hi = step->hi, .training = plan->training,
    .rule_scratch = at (run, step->rule_scratch),
  };
}

/* What step `s` reads of the parameters is there when it runs. */
static void
hold_params (VtRun *run,
             guint  s)
{
  const VtNode *node = vt_graph_node (run->plan->graph, run->plan->steps[s].node);
  const VtKernel *k = &run->kernels[s];
  const gboolean packed = k->packed != NULL && !run->plan->steps[s].backward;

  for (guint j = 0; j < node->n_x; j++)
    if (is_param (run, node->x[j]) && !(packed && j == 1))
      vt_params_data (run->params, node->x[j]);
  if (packed)
    vt_params_spare (run->params, run->plan->steps[s].node, k->packed);
}

/* Weights are packed again when the parameters have changed; their addresses stay, so this
 * allocates only the first time. */
static gboolean
bind_packed (VtRun   *run,
             GError **error)
{
  const guint64 version = vt_params_version (run->params);

  if (run->packed_version == version)
    return TRUE;
  for (guint s = 0; s < run->plan->n_steps; s++)
    {
      VtKernel *k = &run->kernels[s];
      const VtStep *step = &run->plan->steps[s];
      VtOpContext context;
      g_autoptr (GError) local = NULL;

      vt_plan_context (run->plan, step, k->x_shape, &context);
      context.backward = FALSE;
      k->packed = vt_params_packed (run->params, step->node, &context, run->pool, &local);
      context.backward = TRUE;
      if (local == NULL && step->backward)
        k->packed_back = vt_params_packed (run->params, step->node, &context, run->pool, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      hold_params (run, s);
    }
  run->packed_version = version;
  return TRUE;
}

VtRun *
vt_run_new (VtPlan   *plan,
            VtParams *params,
            VtPool   *pool,
            GError  **error)
{
  g_return_val_if_fail (vt_params_graph (params) == plan->graph, NULL);

  if (vt_pool_n_threads (pool) > plan->n_threads)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("the plan was made for %u threads, the pool has %u"),
                   plan->n_threads, vt_pool_n_threads (pool));
      return NULL;
    }

  g_autoptr (VtRun) run = g_new0 (VtRun, 1);
  gsize n_x = 0, first = 0;

  run->plan = vt_plan_ref (plan);
  run->params = vt_params_ref (params);
  run->pool = pool;
  run->block = vt_arena_alloc (plan->bytes, error);
  if (run->block == NULL)
    return NULL;
  for (guint s = 0; s < plan->n_steps; s++)
    n_x += vt_graph_node (plan->graph, plan->steps[s].node)->n_x;
  run->kernels = g_new0 (VtKernel, MAX (plan->n_steps, 1));
  run->x = g_new0 (const float *, MAX (n_x, 1));
  run->dx = g_new0 (float *, MAX (n_x, 1));
  run->x_shape = g_new0 (VtShape, MAX (n_x, 1));
  run->touched = g_new0 (guint8, plan->n_nodes);
  for (guint s = 0; s < plan->n_steps; first += run->kernels[s].n_x, s++)
    bind (run, s, first);
  vt_run_set_seed (run, 0);
  return bind_packed (run, error) ? g_steal_pointer (&run) : NULL;
}

void
vt_run_free (VtRun *run)
{
  if (run == NULL)
    return;
  if (run->plan != NULL)
    vt_arena_free (run->block, run->plan->bytes);
  g_clear_pointer (&run->plan, vt_plan_unref);
  g_clear_pointer (&run->params, vt_params_unref);
  g_clear_pointer (&run->kernels, g_free);
  g_clear_pointer (&run->x, g_free);
  g_clear_pointer (&run->dx, g_free);
  g_clear_pointer (&run->x_shape, g_free);
  g_clear_pointer (&run->touched, g_free);
  g_free (run);
}

float *
vt_run_input (VtRun *run,
              guint  i)
{
  return value_of (run, vt_graph_input_nth (run->plan->graph, i));
}

void
vt_run_set_seed (VtRun  *run,
                 guint64 seed)
{
  VtRng rng;

  run->seed = seed;
  for (guint s = 0; s < run->plan->n_steps; s++)
    {
      vt_rng_init (&rng, seed ^ ((guint64) run->plan->steps[s].node << 32));
      run->kernels[s].seed = vt_rng_next (&rng);
    }
}

gboolean
vt_run_forward (VtRun       *run,
                const VtJob *job,
                GError     **error)
{
  const VtPlan *plan = run->plan;

  run->computed = FALSE;
  if (!bind_packed (run, error))
    return FALSE;
  for (guint s = 0; s < plan->n_steps; s++)
    {
      VtKernel *k = &run->kernels[s];

      if (plan->steps[s].done)
        continue;
      k->scratch = at (run, plan->steps[s].scratch);
      k->op->forward (k);
      if (!vt_job_tick (job, (double) (s + 1) / plan->n_steps, N_("Computing"), error))
        return FALSE;
    }
  run->computed = TRUE;
  return TRUE;
}

static gsize
bytes_of (const VtRun *run,
          int          node)
{
  return vt_shape_size (&run->plan->shape[node]) * sizeof (float);
}

/* The rule for step `s`, or NULL. */
static const VtRule *
rule_for (const VtRun  *run,
          guint         s,
          const VtRule *rules,
          guint         n_rules)
{
  for (guint r = 0; r < n_rules; r++)
    if (strcmp (rules[r].op, run->kernels[s].op->name) == 0)
      return &rules[r];
  return NULL;
}

/* Whether the gradient of input j of a Concat is a piece of that of the output: it is there already. */
static gboolean
lies_in_dy (const VtKernel *k,
            guint           j)
{
  return k->op->joins && k->dx[j] >= k->dy && k->dx[j] < k->dy + vt_shape_size (k->y_shape);
}

static void
step_back (VtRun        *run,
           guint         s,
           const VtRule *rule)
{
  VtKernel *k = &run->kernels[s];
  const VtNode *node = vt_graph_node (run->plan->graph, run->plan->steps[s].node);

  k->fresh = FALSE;
  for (guint j = 0; j < node->n_x; j++)
    if (k->dx[j] != NULL && !run->touched[node->x[j]]
        && vt_graph_node (run->plan->graph, node->x[j])->kind != VT_NODE_PARAM)
      {
        if (j == 0 && run->plan->steps[s].writes && rule == NULL)
          k->fresh = TRUE;
        else if (!lies_in_dy (k, j))
          memset (k->dx[j], 0, bytes_of (run, node->x[j]));
        run->touched[node->x[j]] = TRUE;
      }
  k->scratch = at (run, run->plan->steps[s].scratch_back);
  if (rule != NULL)
    rule->backward (k, rule->data);
  else
    k->op->backward (k);
}

/* Every rule must be one that the plan knew of: else what it reads may be gone. */
static gboolean
check_rules (const VtPlan *plan,
             const VtRule *rules,
             guint         n_rules,
             GError      **error)
{
  for (guint i = 0; i < n_rules; i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < plan->n_rules && !known; j++)
        known = plan->rules[j].backward == rules[i].backward && strcmp (plan->rules[j].op, rules[i].op) == 0;
      if (!known)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("the plan was not made for this rule of “%s”"),
                       rules[i].op);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
vt_run_backward (VtRun        *run,
                 int           node,
                 const float  *dy,
                 const VtRule *rules,
                 guint         n_rules,
                 const VtJob  *job,
                 GError      **error)
{
  const VtPlan *plan = run->plan;

  g_return_val_if_fail (node >= 0 && node < (int) plan->n_nodes && plan->wanted[node], FALSE);
  g_return_val_if_fail (run->computed, FALSE);

  if (!check_rules (plan, rules, n_rules, error))
    return FALSE;
  memset (run->touched, 0, plan->n_nodes);
  if (plan->grad_at[node] != VT_NOWHERE)
    {
      memcpy (at (run, plan->grad_at[node]), dy, bytes_of (run, node));
      run->touched[node] = TRUE;
    }

  const int last = plan->step_of[node];

  for (int s = last; s >= 0; s--)
    {
      if (!plan->steps[s].backward || !run->touched[plan->steps[s].node])
        continue;
      step_back (run, (guint) s, rule_for (run, (guint) s, rules, n_rules));
      if (!vt_job_tick (job, (double) (last - s + 1) / (last + 1), N_("Going back"), error))
        return FALSE;
    }
  for (guint i = 0; i < plan->n_nodes; i++)
    if (plan->want_grad[i] && !run->touched[i])
      memset (at (run, plan->grad_at[i]), 0, bytes_of (run, (int) i));
  return TRUE;
}

void
vt_run_zero_param_grads (VtRun *run)
{
  float *grad = vt_run_param_grad (run, -1);

  if (grad != NULL)
    memset (grad, 0, vt_graph_n_params (run->plan->graph) * sizeof (float));
}

const float *
vt_run_value (const VtRun *run,
              int          node)
{
  g_return_val_if_fail (node >= 0 && node < (int) run->plan->n_nodes, NULL);
  if (is_param (run, node))
    return vt_params_data (run->params, node);
  return vt_plan_readable (run->plan, node) ? value_of (run, node) : NULL;
}

const float *
vt_run_grad (const VtRun *run,
             int          node)
{
  g_return_val_if_fail (node >= 0 && node < (int) run->plan->n_nodes, NULL);
  return run->plan->want_grad[node] ? grad_of (run, node) : NULL;
}

float *
vt_run_param_grad (const VtRun *run,
                   int          node)
{
  float *grad = at (run, run->plan->param_grad_at);

  if (grad == NULL || node < 0)
    return grad;

  const VtNode *n = vt_graph_node (run->plan->graph, node);

  g_return_val_if_fail (n->kind == VT_NODE_PARAM, NULL);
  return grad + n->param_offset;
}

const VtShape *
vt_run_shape (const VtRun *run,
              int          node)
{
  g_return_val_if_fail (node >= 0 && node < (int) run->plan->n_nodes, NULL);
  return &run->plan->shape[node];
}
