/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trains a classifier from nothing on a data set with classes, and writes it as ONNX with its class names,
 * its preprocessing and how it was made in the file's metadata. */
#pragma once

#include "base/vt-parallel.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"

G_BEGIN_DECLS

typedef struct
{
  const char *architecture;          /* id in vitrine_architectures() */
  guint       epochs;
  guint64     seed;                  /* of first values, order and augmentation */
  guint       batch;                 /* a multiple of 8 */
  double      rate;                  /* Adam's, at its highest; it warms up and falls as half a cosine */
  double      through_boxes;         /* share of visits that look through the object's box, 0 … 1 */
  const char *attributes;            /* names with commas, or "all": what to tell of a picture besides its class;
                                      * NULL: nothing */
  const char *start;                 /* ONNX file whose values of the same name and shape come first; NULL: random ones */
  const char *checkpoint;            /* file written at each epoch and when stopped; NULL: none */
  const char *resume;                /* checkpoint to go on from; NULL: from the beginning */
} VitrineTrainOptions;

typedef struct
{
  double epoch, loss, accuracy, rate;
} VitrineTrainStep;

typedef struct
{
  GBytes  *onnx;
  guint    classes;
  gsize    parameters;
  guint    pictures, skipped;
  gsize    steps;
  double   seconds;                  /* of training, without reading */
  GArray  *history;                  /* VitrineTrainStep, one an epoch */
} VitrineTrained;

typedef struct
{
  guint   classes;
  guint  *pictures, *right;          /* per class */
  guint   n, n_right;
} VitrineTrainScore;

/* vgg-small, 8 epochs, batch 32, rate 0.001, half of the visits through boxes. */
void               vitrine_train_options_init (VitrineTrainOptions *options);

/* Trains.  Any thread.  Stopped by `job` it leaves the checkpoint and gives VT_ERROR_CANCELLED.  The same
 * options give the same file with any number of threads. */
VitrineTrained    *vitrine_train              (VitrineDataset            *dataset,
                                               const VitrineTrainOptions *options,
                                               VtPool                    *pool,
                                               const VtJob               *job,
                                               GError                   **error);
void               vitrine_trained_free       (VitrineTrained            *trained);

/* How often the model's best class is the picture's, over whole pictures; those of other classes do not
 * count. */
VitrineTrainScore *vitrine_train_score        (VitrineModel              *model,
                                               VitrineDataset            *dataset,
                                               VtPool                    *pool,
                                               const VtJob               *job,
                                               GError                   **error);
void               vitrine_train_score_free   (VitrineTrainScore         *score);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineTrained, vitrine_trained_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineTrainScore, vitrine_train_score_free)

G_END_DECLS
