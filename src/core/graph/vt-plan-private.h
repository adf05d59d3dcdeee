/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan holds; for vt-plan.c and vt-run.c only. */
#pragma once

#include "graph/vt-plan.h"

G_BEGIN_DECLS

#define VT_NOWHERE G_MAXSIZE

/* One operator to be computed. */
typedef struct
{
  int      node;
  gboolean backward;        /* a gradient goes through it */
  gboolean writes;          /* backward may write dx[0] when nothing is there yet */
  gboolean done;            /* forward: a step before does it */
  int      add;             /* node that this step adds to what it computes, or −1 */
  float    lo, hi;          /* what this step clamps to */
  VtKeep   keep;            /* of the operator and the rules for it */
  gsize    scratch, scratch_back;            /* byte offsets in the run's block, or VT_NOWHERE */
  gsize    rule_scratch;
} VtStep;

struct _VtPlan
{
  VtGraph  *graph;
  gsize     batch;
  VtGrad    grad;
  VtPath    path;
  gboolean  training;
  guint     n_threads;
  VtRule   *rules;          /* names point into the operator table */
  guint     n_rules;

  guint     n_nodes;
  VtShape  *shape;          /* [n_nodes], with the batch */
  guint8   *wanted;         /* [n_nodes] */
  guint8   *want_grad;      /* [n_nodes] its gradient can be read */
  gsize    *value_at;       /* [n_nodes] byte offset or VT_NOWHERE */
  gsize    *grad_at;
  int      *step_of;        /* [n_nodes] or −1 */
  VtStep   *steps;
  guint     n_steps;
  gsize     param_grad_at;  /* or VT_NOWHERE */
  gsize     bytes;
};

/* Whether the value of a node with this plan can be read after a run. */
static inline gboolean
vt_plan_readable (const VtPlan *plan,
                  int           node)
{
  return plan->wanted[node] || vt_graph_node (plan->graph, node)->kind == VT_NODE_INPUT;
}

/* Sets keep, done and offsets of the steps and the places of all values and gradients.
 * flows[node]: a gradient arrives there. */
void vt_plan_place   (VtPlan *plan, const guint8 *flows);
void vt_plan_context (const VtPlan *plan, const VtStep *step, const VtShape *x_shape, VtOpContext *context);

G_END_DECLS
