/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying a way of asking without anybody: the oracle answers, and after each answer the part is mined, found and
 * scored on pictures that are never asked about (every second one with truth, drawn by the seed). */
#pragma once

#include "qa/vt-qa-choice.h"
#include "engine/parts/vitrine-part-study.h"
#include "engine/qa/vitrine-qa-oracle.h"

G_BEGIN_DECLS

/* What is tried; all borrowed for the call. */
typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  VitrinePicture     **pictures;
  guint                n_pictures;
  const char          *part;
  guint                budget;         /* answers */
  guint64              seed;           /* of the split and of random questions */
  guint                n_seeds;        /* … seed + n − 1 */
  VitrineMiss          miss;
  VtQaOptions          asking;
  VtAogOptions         options;
} VitrineQaTrial;

/* After one answer. */
typedef struct
{
  guint       object;       /* asked about */
  VtQaKind    kind;
  double      gain;
  guint       n_boxes, n_templates, n_patterns;
  VtPartScore held_out;     /* pictures that are never asked about */
  VtPartScore all;          /* every picture with truth */
  double      explained;    /* mean S over the pictures */
  double      seconds;      /* from the answer to the new parses */
} VitrineQaStep;

typedef struct
{
  guint64        seed;
  guint          n_steps;   /* fewer than the budget when there was nothing left to ask, or stopped */
  VitrineQaStep *steps;
  int            stopped_at;  /* answers after which the stop criterion held first; −1: never */
  double         affinity;
} VitrineQaCurve;

typedef struct
{
  guint           n_curves;
  VitrineQaCurve *curves;
  VtPartBlind     blind;    /* predictors that never look */
  double          seconds;
} VitrineQaTrialResult;

/* VT_ERROR_PARAMETER when too few pictures show the part.  Stopped, it returns what was asked AND sets the error;
 * NULL when nothing was. */
VitrineQaTrialResult *vitrine_qa_trial_run  (const VitrineQaTrial  *trial,
                                             VtPool                *pool,
                                             const VtJob           *job,
                                             GError               **error);
void                  vitrine_qa_trial_result_free (VitrineQaTrialResult *result);

/* S(I) of every picture as asking counts it: the score of the winner; NAN without a parse. */
void                  vitrine_qa_scores     (VtParse              **parses,
                                             guint                  n,
                                             float                 *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineQaTrialResult, vitrine_qa_trial_result_free)

G_END_DECLS
