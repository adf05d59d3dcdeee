/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan fixes a batch size, what is wanted, and where every value lies in one block of memory.
 * Immutable and shareable; many runs can be made from it. */
#pragma once

#include "graph/vt-graph.h"

G_BEGIN_DECLS

typedef struct _VtPlan VtPlan;

typedef enum
{
  VT_GRAD_NONE   = 0,
  VT_GRAD_INPUTS = 1 << 0,    /* to the graph's inputs and to every wanted node */
  VT_GRAD_PARAMS = 1 << 1,
  VT_GRAD_WANTED = 1 << 2,    /* to the wanted nodes only: backward stops there (Grad-CAM) */
} VtGrad;

/* Replaces the backward of one operator for one backward call: guided ReLU, deconvnet, LRP … */
typedef struct
{
  const char *op;                                              /* "Relu" */
  void      (*backward) (const VtKernel *k, gconstpointer data);
  gconstpointer data;
  VtKeep      keep;                                            /* what this rule reads */
  gsize     (*scratch) (const VtOpContext *c);                 /* bytes of k->rule_scratch; may be NULL */
} VtRule;

typedef struct
{
  gsize         batch;        /* 0 counts as 1 */
  const int    *wanted;       /* nodes whose values (and, with VT_GRAD_INPUTS, gradients) can be read */
  guint         n_wanted;     /* 0: the graph's outputs */
  VtGrad        grad;
  VtPath        path;
  const VtRule *rules;        /* rules that backward calls will use: their keep flags matter here */
  guint         n_rules;
  guint         n_threads;    /* of the pool that runs will have (at most); 0 counts as 1 */
  gboolean      training;     /* BatchNormalization and Dropout act as in training */
} VtPlanOptions;

/* Only ancestors of wanted nodes are computed. */
VtPlan *vt_plan_new    (VtGraph *graph, const VtPlanOptions *options, GError **error);
VtPlan *vt_plan_ref    (VtPlan *plan);
void    vt_plan_unref  (VtPlan *plan);
VtGraph *vt_plan_graph (const VtPlan *plan);      /* borrowed */
gsize   vt_plan_batch  (const VtPlan *plan);
gsize   vt_plan_bytes  (const VtPlan *plan);      /* of one run's block */

/* What a run does forwards, one after another: vt_run_forward() ticks with (i + 1) / n after step i, but for those
 * that a step before does along with its own. */
guint   vt_plan_n_steps (const VtPlan *plan);
int     vt_plan_step    (const VtPlan *plan, guint i);    /* its node */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPlan, vt_plan_unref)

G_END_DECLS
