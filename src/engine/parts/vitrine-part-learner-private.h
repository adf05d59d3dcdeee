/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The learner from inside. */
#pragma once

#include "engine/parts/vitrine-part-learner.h"
#include "engine/parts/vitrine-part-study.h"

G_BEGIN_DECLS

/* Pictures beyond this many are not parsed: a person teaches on a category, not on a photo library. */
#define LEARNER_MAX_PICTURES 2000
/* Templates remembered after their boxes changed, so that undo is instant. */
#define LEARNER_REMEMBERED 64

/* What is known of one picture. */
typedef struct
{
  VtParse   *parse, *former;
  VtAog     *aog, *former_aog;     /* they were made with */
  VitrineBox frame;                /* w 0: not read yet */
} LearnerPicture;

struct _VitrinePartLearner
{
  GObject              parent_instance;

  VitrineJobs         *jobs;
  VitrineModel        *model;
  VitrineDataset      *dataset;
  VitrineProject      *project;
  gint64               part;
  VitrineFeatureStore *store;
  VtAogOptions         options;

  VitrinePartStudy    *study;      /* NULL until something is to be learnt */
  guint                n;          /* pictures of the study */
  LearnerPicture      *pictures;   /* [n] */
  GArray              *visible;    /* guint */

  VtAog               *aog;
  GHashTable          *mined;      /* key of boxes -> VtTemplate without drops */
  GHashTable          *keys;       /* template id in words -> key it is in the graph with */
  VitrineStudyNumbers *numbers;
  guint                n_numbers;
  VtAog               *numbers_aog;
  gboolean             has_figures, has_former_figures;
  VitrinePartFigures   figures, former_figures;

  VitrineLearnerState  state;
  char                *message;
  VitrineJob          *job;        /* the newest; older ones are not listened to */
  VitrineJob          *quick;      /* the newest preview */
  guint                update_source;
};

/* vitrine-part-learner.c */
void learner_set_state   (VitrinePartLearner *self, VitrineLearnerState state, const char *message);
void learner_set_job     (VitrinePartLearner *self, VitrineJob *job);
void learner_emit        (VitrinePartLearner *self, guint which);
enum { LEARNER_GRAPH_CHANGED, LEARNER_PARSES_CHANGED, LEARNER_FIGURES_CHANGED, LEARNER_N_SIGNALS };
void learner_queue_update (VitrinePartLearner *self);

/* vitrine-part-learner-update.c: from what the project says to jobs, and back. */
void learner_forget      (VitrinePartLearner *self);
void learner_stop        (VitrinePartLearner *self);
void learner_clear_numbers (VitrinePartLearner *self);
void learner_clear_picture (LearnerPicture *picture);
void learner_update      (VitrinePartLearner *self);
/* The study of the model on the set; made when there is none. */
gboolean learner_ensure_study (VitrinePartLearner *self, GError **error);
void learner_quick       (VitrinePartLearner *self);

G_END_DECLS
