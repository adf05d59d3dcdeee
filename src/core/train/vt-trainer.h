/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training by mini-batches.
 *
 * A batch is cut into VT_TRAIN_SHARDS shards of equal size, each with a run of its own; shards are
 * the parts of the parallel loop and their gradients are added in order.  What a step draws at
 * random follows from seed and step alone.  So the parameters after a step are the same bits with
 * any number of threads, and the same whether or not the training was stopped and resumed in
 * between.  BatchNormalization sees its shard only. */
#pragma once

#include "base/vt-job.h"
#include "graph/vt-run.h"
#include "train/vt-augment.h"
#include "train/vt-optimizer.h"
#include "train/vt-schedule.h"

G_BEGIN_DECLS

#define VT_TRAIN_SHARDS 8

/* Writes sample `index` into x (input 0 of the graph, batch 1) and its target into y (input 1).
 * `seed` is this visit's own.  Called from several threads at once.  Returns FALSE when the sample
 * cannot be had. */
typedef gboolean (*VtSampleFunc) (gsize index, guint64 seed, float *x, float *y, gpointer user_data);

typedef struct
{
  VtSampleFunc sample;
  gpointer     user_data;
  gsize        n;             /* samples */
} VtTrainSet;

typedef struct
{
  gsize  step, steps;         /* steps done, and of the whole training */
  double epoch;               /* passes over the samples so far */
  double loss, accuracy;      /* means since the last report; accuracy −1: no scores */
  double rate;                /* learning rate of the last step */
} VtTrainReport;

typedef struct
{
  int                loss;    /* node with one number per sample: SoftmaxCrossEntropy, … */
  int                scores;  /* node of N×C whose largest number is the answer (the label is y[0]); −1: none */
  gsize              batch;   /* a multiple of VT_TRAIN_SHARDS */
  gsize              steps;
  guint64            seed;
  VtOptimizerOptions optimizer;
  VtSchedule         schedule;
  const VtAugment   *augment; /* applied to input 0 (C×H×W); NULL: none */
  VtPath             path;

  const char        *checkpoint;        /* file written every checkpoint_every steps, at the end and when stopped;
                                         * NULL: none */
  gsize              checkpoint_every;  /* steps; 0: only at the end and when stopped */
  gsize              report_every;      /* steps; 0 counts as 10 */
  /* Called between steps from the computing thread, which may copy the parameters.  May be NULL. */
  void             (*report) (const VtTrainReport *report, gpointer user_data);
  gpointer           report_data;
} VtTrainOptions;

typedef struct _VtTrainer VtTrainer;

/* A trainer of `params`, whose graph has the inputs x and y.  Nobody else may read `params` while
 * it runs.  `pool` is borrowed and may be NULL; `set` and the options are copied. */
VtTrainer *vt_trainer_new    (VtParams *params, const VtTrainSet *set, const VtTrainOptions *options, VtPool *pool,
                              GError **error);
void       vt_trainer_free   (VtTrainer *trainer);    /* NULL is fine */

/* Goes on from the checkpoint file at `path`.  FALSE with an error when it is damaged, or was made
 * with another network, optimiser, batch, seed or number of samples. */
gboolean   vt_trainer_resume (VtTrainer *trainer, const char *path, GError **error);

/* Trains to the end.  Stopped by `job` it writes the checkpoint and returns FALSE with
 * VT_ERROR_CANCELLED; the parameters are those of the last whole step.  FALSE with VT_ERROR_NUMERIC
 * when the loss is no number. */
gboolean   vt_trainer_run    (VtTrainer *trainer, const VtJob *job, GError **error);

/* Steps done so far. */
gsize      vt_trainer_step   (const VtTrainer *trainer);

/* Mean loss and accuracy over `set` (each sample once, not augmented), as at inference.  `accuracy`
 * is −1 without scores. */
gboolean   vt_trainer_evaluate (VtTrainer *trainer, const VtTrainSet *set, double *loss, double *accuracy,
                                const VtJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTrainer, vt_trainer_free)

G_END_DECLS
