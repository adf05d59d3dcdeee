/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan: which nodes are computed and where gradients flow.  Where everything lies is decided in
 * vt-plan-place.c. */
#include "graph/vt-plan-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"

static const VtNode *
node_of (const VtPlan *plan,
         guint         i)
{
  return vt_graph_node (plan->graph, (int) i);
}

static gboolean
mark_wanted (VtPlan              *plan,
             guint8              *needed,
             const VtPlanOptions *options,
             GError             **error)
{
  for (guint i = 0; i < options->n_wanted; i++)
    {
      if (options->wanted[i] < 0 || options->wanted[i] >= (int) plan->n_nodes)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("there is no node number %d"), options->wanted[i]);
          return FALSE;
        }
      plan->wanted[options->wanted[i]] = TRUE;
    }
  for (guint i = 0; options->n_wanted == 0 && i < vt_graph_n_outputs (plan->graph); i++)
    plan->wanted[vt_graph_output_nth (plan->graph, i)] = TRUE;

  for (guint i = plan->n_nodes; i-- > 0;)
    {
      const VtNode *node = node_of (plan, i);

      needed[i] |= plan->wanted[i];
      for (guint j = 0; needed[i] && j < node->n_x; j++)
        if (node->x[j] >= 0)
          needed[node->x[j]] = TRUE;
    }
  return TRUE;
}

static void
make_steps (VtPlan       *plan,
            const guint8 *needed)
{
  plan->steps = g_new0 (VtStep, plan->n_nodes);
  for (guint i = 0; i < plan->n_nodes; i++)
    {
      plan->step_of[i] = -1;
      if (!needed[i] || node_of (plan, i)->kind != VT_NODE_OP)
        continue;
      plan->step_of[i] = (int) plan->n_steps;
      plan->steps[plan->n_steps++] = (VtStep) {
        .node = (int) i, .add = -1, .lo = -INFINITY, .hi = INFINITY,
        .scratch = VT_NOWHERE, .scratch_back = VT_NOWHERE, .rule_scratch = VT_NOWHERE,
      };
    }
}

/* Where gradients flow, forwards through the graph: a node needs one if it is asked for or if
 * one of its inputs needs one. */
static void
mark_gradients (VtPlan       *plan,
                const guint8 *needed,
                guint8       *flows)
{
  for (guint i = 0; i < plan->n_nodes; i++)
    {
      const VtNode *node = node_of (plan, i);

      if (!needed[i])
        continue;
      plan->want_grad[i] = (node->kind == VT_NODE_INPUT && (plan->grad & VT_GRAD_INPUTS) != 0)
                           || (plan->wanted[i] && node->kind != VT_NODE_PARAM
                               && (plan->grad & (VT_GRAD_INPUTS | VT_GRAD_WANTED)) != 0);
      flows[i] = plan->want_grad[i]
                 || (node->kind == VT_NODE_PARAM && (plan->grad & VT_GRAD_PARAMS) != 0);
      for (guint j = 0; node->op != NULL && node->op->backward != NULL && j < node->n_x; j++)
        if (node->x[j] >= 0 && flows[node->x[j]])
          flows[i] = plan->steps[plan->step_of[i]].backward = TRUE;
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
                       _("“%s” cannot be computed for several pictures at once: it mixes the pictures of a batch"),
                       node->name);
          return FALSE;
        }
    }
  return TRUE;
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
  g_autoptr (VtPlan) plan = g_atomic_rc_box_new0 (VtPlan);

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

  if (!vt_graph_shapes (graph, plan->batch, plan->shape, error) || !mark_wanted (plan, needed, options, error)
      || !check_batch (plan, error))
    return NULL;
  make_steps (plan, needed);
  mark_gradients (plan, needed, flows);
  vt_plan_place (plan, flows);
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

guint
vt_plan_n_steps (const VtPlan *plan)
{
  return plan->n_steps;
}

int
vt_plan_step (const VtPlan *plan,
              guint         i)
{
  g_return_val_if_fail (i < plan->n_steps, -1);
  return plan->steps[i].node;
}
