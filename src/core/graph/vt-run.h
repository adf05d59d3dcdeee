/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run holds one thread's values and gradients, in memory planned once.  Not thread-safe; the
 * pool it was given may be used by one run at a time.  No allocation after vt_run_new(). */
#pragma once

#include "base/vt-job.h"
#include "graph/vt-params.h"
#include "graph/vt-plan.h"

G_BEGIN_DECLS

typedef struct _VtRun VtRun;

/* `pool` is borrowed and may be NULL. */
VtRun       *vt_run_new      (VtPlan *plan, VtParams *params, VtPool *pool, GError **error);
void         vt_run_free     (VtRun *run);

/* Where to write input number i before vt_run_forward(): batch × its shape. */
float       *vt_run_input    (VtRun *run, guint i);
/* Computes everything wanted.  Ticks after each node that takes long. */
gboolean     vt_run_forward  (VtRun *run, const VtJob *job, GError **error);
/* Backward from `node` (a wanted node) with the gradient `dy` (batch × its shape) of whatever is
 * asked.  Zeroes input gradients first; parameter gradients are zeroed by
 * vt_run_zero_param_grads() only, so that batches add up.  Rules must be among those the plan
 * was made for. */
gboolean     vt_run_backward (VtRun *run, int node, const float *dy, const VtRule *rules, guint n_rules,
                              const VtJob *job, GError **error);
void         vt_run_zero_param_grads (VtRun *run);
/* Seed of what is random in training (Dropout); each node mixes in its number.  0 at first. */
void         vt_run_set_seed (VtRun *run, guint64 seed);

/* Value or gradient of an input or wanted node, batch × shape; borrowed, valid until the next
 * call that computes.  NULL when the plan did not ask for it. */
const float *vt_run_value    (const VtRun *run, int node);
const float *vt_run_grad     (const VtRun *run, int node);
/* Gradient of a parameter node, or of all with −1. */
float       *vt_run_param_grad (const VtRun *run, int node);
const VtShape *vt_run_shape  (const VtRun *run, int node);   /* with the plan's batch */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtRun, vt_run_free)

G_END_DECLS
