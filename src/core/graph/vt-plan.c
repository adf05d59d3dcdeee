/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan: which nodes are computed, which values and gradients live how long, and where they lie.
 *
 * Time runs 0 … n−1 for the forward steps and 2n−1 … n back for their backward steps (step i at 2n−1−i).  What
 * backward reads, and what the caller may read, lives until 2n, because one forward may be followed by many
 * backwards. */
#include "graph/vt-plan-private.h"

#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "graph/vt-layout.h"

/* What is needed only while planning. */
typedef struct
{
  VtPlan  *plan;
  guint8  *needed;        /* [n_nodes] an ancestor of something wanted */
  guint8  *flows;         /* [n_nodes] a gradient arrives here */
  int     *last_use;      /* [n_nodes] time of the last reader of the value */
  guint   *n_readers;     /* [n_nodes] */
  int     *storage;       /* [n_nodes] index in `blocks`, or −1 */
  GArray  *blocks;        /* VtBlock */
} Planner;

static const VtNode *
node_of (const Planner *p,
         guint          i)
{
  return vt_graph_node (p->plan->graph, (int) i);
}

static int
end_of_time (const VtPlan *plan)
{
  return plan->grad != VT_GRAD_NONE ? 2 * (int) plan->n_steps : (int) plan->n_steps;
}

static int
add_block (Planner *p,
           gsize    bytes,
           int      from,
           int      to)
{
  const VtBlock block = { bytes, from, to, 0 };

  g_array_append_val (p->blocks, block);
  return (int) p->blocks->len - 1;
}

static gboolean
mark_wanted (Planner             *p,
             const VtPlanOptions *options,
             GError             **error)
{
  VtPlan *plan = p->plan;

  for (guint i = 0; i < options->n_wanted; i++)
    {
      if (options->wanted[i] < 0 || options->wanted[i] >= (int) plan->n_nodes)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, "there is no node number %d", options->wanted[i]);
          return FALSE;
        }
      plan->wanted[options->wanted[i]] = TRUE;
    }
  for (guint i = 0; options->n_wanted == 0 && i < vt_graph_n_outputs (plan->graph); i++)
    plan->wanted[vt_graph_output_nth (plan->graph, i)] = TRUE;

  for (guint i = plan->n_nodes; i-- > 0;)
    {
      const VtNode *node = node_of (p, i);

      p->needed[i] |= plan->wanted[i];
      for (guint j = 0; p->needed[i] && j < node->n_x; j++)
        if (node->x[j] >= 0)
          p->needed[node->x[j]] = TRUE;
    }
  return TRUE;
}

static void
make_steps (Planner *p)
{
  VtPlan *plan = p->plan;

  plan->steps = g_new0 (VtStep, plan->n_nodes);
  for (guint i = 0; i < plan->n_nodes; i++)
    {
      plan->step_of[i] = -1;
      if (!p->needed[i] || node_of (p, i)->kind != VT_NODE_OP)
        continue;
      plan->step_of[i] = (int) plan->n_steps;
      plan->steps[plan->n_steps++] = (VtStep) {
        .node = (int) i, .lo = -INFINITY, .hi = INFINITY,
        .scratch = VT_NOWHERE, .scratch_back = VT_NOWHERE, .rule_scratch = VT_NOWHERE,
      };
    }
}

/* Where gradients flow, forwards through the graph: a node needs one if it is asked for or if one of
 * its inputs needs one. */
static void
mark_gradients (Planner *p)
{
  VtPlan *plan = p->plan;

  for (guint i = 0; i < plan->n_nodes; i++)
    {
      const VtNode *node = node_of (p, i);

      if (!p->needed[i])
        continue;
      plan->want_grad[i] = (node->kind == VT_NODE_INPUT && (plan->grad & VT_GRAD_INPUTS) != 0)
                           || (plan->wanted[i] && node->kind != VT_NODE_PARAM
                               && (plan->grad & (VT_GRAD_INPUTS | VT_GRAD_WANTED)) != 0);
      p->flows[i] = plan->want_grad[i]
                    || (node->kind == VT_NODE_PARAM && (plan->grad & VT_GRAD_PARAMS) != 0);
      for (guint j = 0; node->op != NULL && node->op->backward != NULL && j < node->n_x; j++)
        if (node->x[j] >= 0 && p->flows[node->x[j]])
          p->flows[i] = plan->steps[plan->step_of[i]].backward = TRUE;
    }
}

static void
measure_lives (Planner *p)
{
  VtPlan *plan = p->plan;
  const int end = end_of_time (plan);

  for (guint s = 0; s < plan->n_steps; s++)
    {
      VtStep *step = &plan->steps[s];
      const VtNode *node = vt_graph_node (plan->graph, step->node);

      step->keep = step->backward ? node->op->keep : VT_KEEP_NOTHING;
      for (guint r = 0; step->backward && r < plan->n_rules; r++)
        if (strcmp (plan->rules[r].op, node->op->name) == 0)
          step->keep |= plan->rules[r].keep;
      for (guint j = 0; j < node->n_x; j++)
        if (node->x[j] >= 0)
          {
            const int life = (step->keep & VT_KEEP_INPUTS) != 0 ? end : (int) s;

            p->last_use[node->x[j]] = MAX (p->last_use[node->x[j]], life);
            p->n_readers[node->x[j]]++;
          }
      step->writes = step->backward && node->op->writes && node->x[0] >= 0;
      for (guint j = 1; j < node->n_x; j++)
        step->writes &= node->x[j] != node->x[0];
      if (plan->wanted[step->node] || (step->keep & VT_KEEP_OUTPUT) != 0)
        p->last_use[step->node] = end;
      p->last_use[step->node] = MAX (p->last_use[step->node], (int) s);
    }
}

/* Whether the output of step `s` may lie where its first input lies: everything there is read for
 * the last time by this very step. */
static gboolean
can_overwrite (const Planner *p,
               guint          s)
{
  const VtPlan *plan = p->plan;
  const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);
  const int x = node->n_x > 0 ? node->x[0] : -1;

  if (!node->op->in_place || x < 0 || p->storage[x] < 0
      || vt_shape_size (&plan->shape[x]) != vt_shape_size (&plan->shape[plan->steps[s].node])
      || g_array_index (p->blocks, VtBlock, p->storage[x]).to > (int) s)
    return FALSE;
  for (guint j = 1; j < node->n_x; j++)
    if (node->x[j] >= 0 && node->x[j] != x && p->storage[node->x[j]] == p->storage[x])
      return FALSE;
  return TRUE;
}

/* Lets the step before do a clamp (Relu, Clip) that would overwrite its output anyway. */
static void
try_clamp (Planner *p,
           guint    s)
{
  VtPlan *plan = p->plan;
  const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);
  const int x = node->x[0];
  VtStep *before = &plan->steps[plan->step_of[x]];
  float lo, hi;

  if (node->op->as_clamp == NULL || !node->op->as_clamp (node->attrs, &lo, &hi)
      || !vt_graph_node (plan->graph, x)->op->clamps || p->n_readers[x] != 1
      || isfinite (before->lo) || isfinite (before->hi))
    return;
  before->lo = lo;
  before->hi = hi;
  plan->steps[s].done = TRUE;
}

static void
place_values (Planner *p)
{
  VtPlan *plan = p->plan;
  const int end = end_of_time (plan);

  for (guint i = 0; i < plan->n_nodes; i++)
    if (node_of (p, i)->kind == VT_NODE_INPUT)
      p->storage[i] = add_block (p, vt_shape_size (&plan->shape[i]) * sizeof (float), 0, end);

  for (guint s = 0; s < plan->n_steps; s++)
    {
      const int i = plan->steps[s].node;

      if (can_overwrite (p, s))
        {
          const int x = vt_graph_node (plan->graph, i)->x[0];
          VtBlock *block = &g_array_index (p->blocks, VtBlock, p->storage[x]);

          p->storage[i] = p->storage[x];
          block->to = MAX (block->to, p->last_use[i]);
          try_clamp (p, s);
        }
      else
        p->storage[i] = add_block (p, vt_shape_size (&plan->shape[i]) * sizeof (float), (int) s,
                                   p->last_use[i]);
    }
}

void
vt_plan_context (const VtPlan  *plan,
                 const VtStep  *step,
                 const VtShape *x_shape,
                 VtOpContext   *context)
{
  const VtNode *node = vt_graph_node (plan->graph, step->node);

  *context = (VtOpContext) {
    .attrs = node->attrs, .n_x = node->n_x, .x_shape = x_shape, .y_shape = &plan->shape[step->node],
    .training = plan->training, .backward = step->backward, .path = plan->path, .n_threads = plan->n_threads,
  };
}

static void
place_scratch (Planner *p,
               guint    s,
               int     *blocks)
{
  VtPlan *plan = p->plan;
  const VtStep *step = &plan->steps[s];
  const VtNode *node = vt_graph_node (plan->graph, step->node);
  const int back = 2 * (int) plan->n_steps - 1 - (int) s;
  VtShape shapes[VT_MAX_INPUTS];
  VtOpContext context;
  gsize bytes = 0;

  for (guint j = 0; j < node->n_x; j++)
    shapes[j] = node->x[j] < 0 ? vt_shape_left_out : plan->shape[node->x[j]];
  vt_plan_context (plan, step, shapes, &context);
  if (node->op->scratch != NULL && (bytes = node->op->scratch (&context)) > 0)
    {
      blocks[0] = add_block (p, bytes, (int) s, (int) s);
      if (step->backward)
        blocks[1] = add_block (p, bytes, back, back);
    }
  bytes = 0;
  for (guint r = 0; step->backward && r < plan->n_rules; r++)
    if (strcmp (plan->rules[r].op, node->op->name) == 0 && plan->rules[r].scratch != NULL)
      bytes = MAX (bytes, plan->rules[r].scratch (&context));
  if (bytes > 0)
    blocks[2] = add_block (p, bytes, back, back);
}

static gboolean
has_rule (const VtPlan *plan,
          const VtOp   *op)
{
  for (guint r = 0; r < plan->n_rules; r++)
    if (strcmp (plan->rules[r].op, op->name) == 0)
      return TRUE;
  return FALSE;
}

/* The only reader of `x` that may turn its own gradient into that of `x` where it lies, or −1.  Rules add, so
 * operators with rules may not. */
static int
gradient_host (const Planner *p,
               int            x,
               const int     *last_reader)
{
  const VtPlan *plan = p->plan;

  if (last_reader[x] < 0 || p->n_readers[x] != 1)
    return -1;

  const VtStep *step = &plan->steps[last_reader[x]];
  const VtNode *node = vt_graph_node (plan->graph, step->node);

  if (!step->writes || !node->op->back_in_place || node->x[0] != x || plan->want_grad[step->node]
      || vt_shape_size (&plan->shape[x]) != vt_shape_size (&plan->shape[step->node])
      || has_rule (plan, node->op))
    return -1;
  return step->node;
}

/* The gradient of a node lives from the backward of its last reader to its own. */
static int
place_gradient (Planner   *p,
                int        i,
                const int *last_reader,
                const int *grad)
{
  const VtPlan *plan = p->plan;
  const int n = (int) plan->n_steps;
  const int own = plan->step_of[i] >= 0 ? plan->step_of[i] : 0;
  const int first = last_reader[i] >= 0 ? last_reader[i] : own;
  const int to = plan->want_grad[i] ? 2 * n : 2 * n - 1 - own;
  const int host = gradient_host (p, i, last_reader);

  if (host >= 0 && grad[host] >= 0)
    {
      VtBlock *block = &g_array_index (p->blocks, VtBlock, grad[host]);

      block->to = MAX (block->to, to);
      return grad[host];
    }
  return add_block (p, vt_shape_size (&plan->shape[i]) * sizeof (float), 2 * n - 1 - first, to);
}

static gsize
offset_of (const Planner *p,
           int            block)
{
  return block >= 0 ? g_array_index (p->blocks, VtBlock, block).offset : VT_NOWHERE;
}

static void
lay_out (Planner *p)
{
  VtPlan *plan = p->plan;
  g_autofree int *scratch = g_new (int, 3 * MAX (plan->n_steps, 1));
  g_autofree int *grad = g_new (int, plan->n_nodes);
  g_autofree int *last_reader = g_new (int, plan->n_nodes);

  for (guint i = 0; i < plan->n_nodes; i++)
    grad[i] = last_reader[i] = -1;
  for (guint s = 0; s < plan->n_steps; s++)
    {
      const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);

      for (guint j = 0; j < node->n_x; j++)
        if (node->x[j] >= 0)
          last_reader[node->x[j]] = (int) s;
      scratch[3 * s] = scratch[3 * s + 1] = scratch[3 * s + 2] = -1;
      place_scratch (p, s, scratch + 3 * s);
    }
  for (int i = (int) plan->n_nodes - 1; i >= 0; i--)
    if (p->flows[i] && node_of (p, (guint) i)->kind != VT_NODE_PARAM)
      grad[i] = place_gradient (p, i, last_reader, grad);

  plan->bytes = vt_layout ((VtBlock *) (gpointer) p->blocks->data, p->blocks->len);
  for (guint i = 0; i < plan->n_nodes; i++)
    {
      plan->value_at[i] = offset_of (p, p->storage[i]);
      plan->grad_at[i] = offset_of (p, grad[i]);
    }
  for (guint s = 0; s < plan->n_steps; s++)
    {
      plan->steps[s].scratch = offset_of (p, scratch[3 * s]);
      plan->steps[s].scratch_back = offset_of (p, scratch[3 * s + 1]);
      plan->steps[s].rule_scratch = offset_of (p, scratch[3 * s + 2]);
    }
  plan->param_grad_at = VT_NOWHERE;
  if ((plan->grad & VT_GRAD_PARAMS) != 0)
    {
      plan->param_grad_at = plan->bytes;
      plan->bytes += vt_graph_n_params (plan->graph) * sizeof (float);
    }
}

/* A wanted value is read as batch × shape, so its shape must grow with the batch. */
static gboolean
check_batch (const VtPlan *plan,
             GError      **error)
{
  for (guint i = 0; i < plan->n_nodes; i++)
    {
      const VtNode *node = vt_graph_node (plan->graph, (int) i);

      if (plan->wanted[i] && node->kind == VT_NODE_OP && plan->batch > 1
          && vt_shape_size (&plan->shape[i]) != plan->batch * vt_shape_size (&node->shape))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_SHAPE,
                       "“%s” cannot be computed for several pictures at once: it mixes the pictures of a batch",
                       node->name);
          return FALSE;
        }
    }
  return TRUE;
}

static VtRule *
copy_rules (const VtRule *rules,
            guint         n_rules)
{
  VtRule *copy = g_new (VtRule, n_rules);

  for (guint i = 0; i < n_rules; i++)
    {
      const VtOp *op = vt_op_find (rules[i].op);

      copy[i] = rules[i];
      copy[i].op = op != NULL ? op->name : "";
    }
  return copy;
}

VtPlan *
vt_plan_new (VtGraph             *graph,
             const VtPlanOptions *options,
             GError             **error)
{
  const guint n = vt_graph_n_nodes (graph);
  g_autofree guint8 *needed = g_new0 (guint8, n);
  g_autofree guint8 *flows = g_new0 (guint8, n);
  g_autofree int *last_use = g_new0 (int, n);
  g_autofree guint *n_readers = g_new0 (guint, n);
  g_autofree int *storage = g_new (int, n);
  g_autoptr(GArray) blocks = g_array_new (FALSE, FALSE, sizeof (VtBlock));
  g_autoptr(VtPlan) plan = g_atomic_rc_box_new0 (VtPlan);
  Planner p = { plan, needed, flows, last_use, n_readers, storage, blocks };

  plan->graph = vt_graph_ref (graph);
  plan->batch = MAX (options->batch, 1);
  plan->grad = options->grad;
  plan->path = options->path;
  plan->training = options->training;
  plan->n_threads = MAX (options->n_threads, 1);
  plan->rules = copy_rules (options->rules, options->n_rules);
  plan->n_rules = options->n_rules;
  plan->n_nodes = n;
  plan->shape = g_new (VtShape, n);
  plan->wanted = g_new0 (guint8, n);
  plan->want_grad = g_new0 (guint8, n);
  plan->value_at = g_new (gsize, n);
  plan->grad_at = g_new (gsize, n);
  plan->step_of = g_new (int, n);
  memset (storage, 0xff, n * sizeof (int));

  if (!vt_graph_shapes (graph, plan->batch, plan->shape, error) || !mark_wanted (&p, options, error)
      || !check_batch (plan, error))
    return NULL;
  make_steps (&p);
  mark_gradients (&p);
  measure_lives (&p);
  place_values (&p);
  lay_out (&p);
  return g_steal_pointer (&plan);
}

VtPlan *
vt_plan_ref (VtPlan *plan)
{
  return g_atomic_rc_box_acquire (plan);
}

static void
plan_clear (gpointer data)
{
  VtPlan *plan = data;

  g_clear_pointer (&plan->graph, vt_graph_unref);
  g_clear_pointer (&plan->rules, g_free);
  g_clear_pointer (&plan->shape, g_free);
  g_clear_pointer (&plan->wanted, g_free);
  g_clear_pointer (&plan->want_grad, g_free);
  g_clear_pointer (&plan->value_at, g_free);
  g_clear_pointer (&plan->grad_at, g_free);
  g_clear_pointer (&plan->step_of, g_free);
  g_clear_pointer (&plan->steps, g_free);
}

void
vt_plan_unref (VtPlan *plan)
{
  if (plan != NULL)
    g_atomic_rc_box_release_full (plan, plan_clear);
}

VtGraph *
vt_plan_graph (const VtPlan *plan)
{
  return plan->graph;
}

gsize
vt_plan_batch (const VtPlan *plan)
{
  return plan->batch;
}

gsize
vt_plan_bytes (const VtPlan *plan)
{
  return plan->bytes;
}
