/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a model on one picture: class scores, any inner values, gradients to the input.  Any
 * thread; runs are kept with the model per set of wanted nodes, so that repeated calls do not
 * allocate. */
#pragma once

#include "base/vt-job.h"
#include "base/vt-parallel.h"
#include "graph/vt-plan.h"
#include "tensor/vt-tensor.h"
#include "engine/model/vitrine-model.h"

G_BEGIN_DECLS

/* What is asked.  Either `input` (ready floats) or `image` must be given. */
typedef struct
{
  const float       *input;          /* vitrine_preprocess_size() floats */
  VitrineImage      *image;
  const VitrineBox  *box;            /* look through this box; NULL: the whole picture */
  gboolean           mirrored;
  const VitrinePreprocess *preprocess;  /* NULL: the model's */
  const int         *nodes;          /* inner values wanted besides the scores */
  guint              n_nodes;
  gboolean           values_only;    /* no scores: only ancestors of `nodes` are computed */
  int                gradient_of;    /* node whose gradient to the input is wanted; 0 or less: none */
  int                gradient_unit;  /* index in that node's values; −1: the sum over them */
  const float       *gradient_seed;  /* instead: as many floats as the node has values */
  VtPath             path;
} VitrineAsk;

/* What came out; tensors have batch 1.  Immutable, refcounted, any thread. */
typedef struct
{
  VtTensor  *input;
  guint      n_values;
  VtTensor **values;                 /* in the order of `nodes` */
  VtTensor  *output;                 /* main output as it is; NULL with values_only */
  VtTensor  *logits;                 /* before the softmax */
  VtTensor  *probabilities;          /* softmax applied when the network has none; NULL when there is more
                                      * than one cell or only one class */
  VtTensor  *gradient;               /* shape of the input, or NULL */
} VitrineActivation;

VitrineActivation *vitrine_model_evaluate (VitrineModel      *model,
                                           const VitrineAsk  *ask,
                                           VtPool            *pool,
                                           const VtJob       *job,
                                           GError           **error);
VitrineActivation *vitrine_activation_ref   (VitrineActivation *self);
void               vitrine_activation_unref (VitrineActivation *self);

typedef struct
{
  guint  index;
  double score;
} VitrineScore;

/* The `n` best classes, best first, ties by index; returns how many there are (0 without
 * probabilities). */
guint              vitrine_activation_top   (const VitrineActivation *self,
                                             VitrineScore            *top,
                                             guint                    n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineActivation, vitrine_activation_unref)

G_END_DECLS
