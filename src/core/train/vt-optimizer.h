/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps along the gradient, over all parameters of a graph.
 *
 *   SGD    v ← μ v + g,   p ← p − η v              (nesterov: p ← p − η (g + μ v); Sutskever et al. 2013)
 *   Adam   m ← β₁ m + (1−β₁) g,   v ← β₂ v + (1−β₂) g²
 *          p ← p − η m̂ / (√v̂ + ε),   m̂ = m / (1−β₁ᵗ),   v̂ = v / (1−β₂ᵗ)   (Kingma & Ba 2015, algorithm 1)
 *
 * Weight decay λ p is added to g, or with `decoupled` taken from p as η λ p (Loshchilov & Hutter
 * 2019).  It is for weights only, not for biases and scales.  Running statistics follow their
 * batch: p ← p − s · g, where g is running − batch. */
#pragma once

#include "base/vt-parallel.h"
#include "graph/vt-graph.h"

G_BEGIN_DECLS

typedef enum { VT_OPTIMIZER_SGD, VT_OPTIMIZER_ADAM } VtOptimizerKind;

typedef struct
{
  VtOptimizerKind kind;
  double          momentum;       /* μ */
  gboolean        nesterov;
  double          beta_1, beta_2, epsilon;
  double          weight_decay;   /* λ */
  gboolean        decoupled;
  double          statistics;     /* s: 0.1 is usual */
} VtOptimizerOptions;

/* Usual values: μ = 0.9, β = 0.9 and 0.999, ε = 1e-8, s = 0.1, no decay. */
VtOptimizerOptions vt_optimizer_defaults (VtOptimizerKind kind);

typedef struct _VtOptimizer VtOptimizer;

/* NULL with an error when memory is short or an option is out of its range. */
VtOptimizer *vt_optimizer_new     (VtGraph *graph, const VtOptimizerOptions *options, GError **error);
void         vt_optimizer_free    (VtOptimizer *optimizer);   /* NULL is fine */

/* One step with learning rate `rate`.  `grads` are `n_grads` arrays like `params`, which are added
 * in their order and multiplied by `scale` (statistics: divided by n_grads).  Same bits with any
 * pool. */
void         vt_optimizer_step    (VtOptimizer *optimizer, float *params, const float *const *grads, guint n_grads,
                                   double scale, double rate, VtPool *pool);

/* The numbers that a step remembers: what a checkpoint must hold besides the parameters. */
float       *vt_optimizer_state   (VtOptimizer *optimizer, gsize *n);
guint64      vt_optimizer_steps   (const VtOptimizer *optimizer);
void         vt_optimizer_set_steps (VtOptimizer *optimizer, guint64 steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtOptimizer, vt_optimizer_free)

G_END_DECLS
