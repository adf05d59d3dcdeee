/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying a way of learning parts on pictures with truth: a few true boxes are shown, drawn at random, the rest
 * are held out; the part is mined, found and scored as in the window.  Several draws share everything that
 * depends on no box. */
#pragma once

#include "engine/parts/vitrine-part-learner.h"
#include "engine/units/vitrine-feature-store.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_PRUNE_NONE,
  VITRINE_PRUNE_SUGGEST,      /* what the window's Suggest marks is dropped */
  VITRINE_PRUNE_ORACLE,       /* one who knows the truth drops what points away from it, if that helps */
} VitrinePrune;

/* What is tried; all borrowed for the call. */
typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  VitrinePicture     **pictures;
  guint                n_pictures;
  VitrinePicture     **negatives;    /* ordinary pictures that say what is usual; none: the pictures themselves */
  guint                n_negatives;
  const char          *part;
  guint                n_boxes;
  guint                n_templates;  /* the boxes are dealt out among so many; 0: one template a box */
  guint64              seed;         /* of the first draw */
  guint                n_draws;
  VitrinePrune         prune;
  VtAogOptions         options;
} VitrinePartTrial;

/* One draw of boxes. */
typedef struct
{
  guint64     seed;
  guint       n_boxes, n_templates;
  guint       n_patterns;            /* mined */
  guint       n_dropped;             /* of them, by pruning */
  VtPartScore all, held_out;         /* before pruning */
  VtPartScore pruned_all, pruned;    /* after; the same as before without pruning */
  double      neighbour;             /* distance of the plain cosine neighbour, held out */
  double      seconds;               /* mining and parsing, the features being there */
} VitrinePartDraw;

typedef struct
{
  VtPartBlind blind;                 /* predictors that never look, over all pictures with truth */
  guint       n_draws;               /* made; fewer than asked for when stopped */
  VitrinePartDraw *draws;
  double      seconds;               /* all of it */
  char      **layers;                /* names of the layers mined, NULL-terminated */
} VitrinePartTrialResult;

/* VT_ERROR_PARAMETER when fewer than two pictures more than boxes show the part.  Stopped, it returns the
 * draws that were made AND sets the error; NULL when there are none. */
VitrinePartTrialResult *vitrine_part_trial_run  (const VitrinePartTrial  *trial,
                                                 VtPool                  *pool,
                                                 const VtJob             *job,
                                                 GError                 **error);
void                    vitrine_part_trial_result_free (VitrinePartTrialResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrinePartTrialResult, vitrine_part_trial_result_free)

G_END_DECLS
