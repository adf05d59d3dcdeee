/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a data set ready for training: each held once, a little larger than the network's input,
 * and looked at through another window at every visit. */
#pragma once

#include "base/vt-parallel.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/pictures/vitrine-preprocess.h"
#include "train/vt-trainer.h"

G_BEGIN_DECLS

typedef struct _VitrineTrainSet VitrineTrainSet;

/* Reads (or draws) every picture of `dataset` that has one of `classes`; others are counted and left out.
 * `attributes` (NULL-terminated; NULL: none) are asked of each picture too.
 * `through_boxes` is the share of visits that look through the object's box, or where there is none
 * through a random window, instead of at the whole picture.  NULL with an error when no picture is left
 * or memory would pass 2 GB. */
VitrineTrainSet *vitrine_train_set_new  (VitrineDataset          *dataset,
                                         const char *const       *classes,
                                         const char *const       *attributes,
                                         const VitrinePreprocess *preprocess,
                                         double                   through_boxes,
                                         VtPool                  *pool,
                                         const VtJob             *job,
                                         GError                 **error);
void             vitrine_train_set_free (VitrineTrainSet         *self);

guint            vitrine_train_set_n         (const VitrineTrainSet *self);
guint            vitrine_train_set_n_skipped (const VitrineTrainSet *self);

/* For the trainer; borrows `self`.  A target is the class's number and 1 or 0 for each attribute.  Half of the visits
 * see the picture in the mirror, where "…-left" is "…-right". */
VtTrainSet       vitrine_train_set_samples   (VitrineTrainSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineTrainSet, vitrine_train_set_free)

G_END_DECLS
