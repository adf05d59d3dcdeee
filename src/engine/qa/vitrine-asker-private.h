/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The asker from inside. */
#pragma once

#include "engine/parts/vitrine-part-learner-private.h"
#include "engine/qa/vitrine-asker-work.h"
#include "engine/qa/vitrine-asker.h"

G_BEGIN_DECLS

/* What was said of one prediction in this sitting. */
typedef struct
{
  guint    object;
  float    score;
  gboolean right;
} AskerVerdict;

struct _VitrineAsker
{
  GObject             parent_instance;

  VitrineJobs        *jobs;
  VitrinePartLearner *learner;
  VitrineModel       *model;
  VitrineDataset     *dataset;
  VitrineProject     *project;
  gint64              part;
  gboolean            active;
  VtQaOptions         options;

  VitrineAskerState   state;
  char               *message;
  VitrineJob         *job;         /* comparing */
  VitrineJob         *choosing;    /* the newest choice that was asked for */
  VitrineComparison  *comparison;
  VitrinePartStudy   *compared;    /* what the comparison is of */
  guint               update_source;
  gboolean            behind;      /* the ranking is older than what was said */
  gboolean            missed;      /* something was learnt while nobody listened */

  VtQaState          *answers;     /* NULL before the comparison */
  float              *score;       /* [n] */
  float              *doubt;       /* [n] */
  gboolean            has_question;
  VtQaQuestion        question;
  gint64              shown_at;    /* monotonic */
  VtParse            *parse;       /* of the question, frozen */
  VtAog              *aog;
  guint               n_next;
  guint               n_held;      /* of them at the front were shown before: no ranking moves them */
  VtQaQuestion        next[VITRINE_ASKER_AHEAD];
  double              first_gain, best_gain, affinity;

  GArray             *curve;       /* VitrineAskerPoint */
  GArray             *verdicts;    /* AskerVerdict */
  GArray             *pace;        /* double: seconds */
};

enum { ASKER_QUESTION_CHANGED, ASKER_QUEUE_CHANGED, ASKER_CURVE_CHANGED, ASKER_N_SIGNALS };

/* vitrine-asker.c */
void asker_emit         (VitrineAsker *self, guint which);
void asker_set_state    (VitrineAsker *self, VitrineAskerState state, const char *message);
void asker_queue_update (VitrineAsker *self);

/* vitrine-asker-follow.c: from what the project and the learner say to the next question. */
void asker_forget       (VitrineAsker *self);
void asker_update       (VitrineAsker *self);
void asker_show         (VitrineAsker *self, const VtQaQuestion *question);
void asker_learnt       (VitrineAsker *self);

/* vitrine-asker-memory.c: what a project remembers of a session besides answers. */
void asker_read_memory  (VitrineAsker *self);
void asker_write_memory (VitrineAsker *self);
void asker_note_graph   (VitrineAsker *self);
/* What stands in these settings of a project, whoever wrote it.  `first_gain` stays when none is noted. */
void asker_options_parse (const char  *text,
                          VtQaOptions *options,
                          double      *first_gain);
/* Refills `curve` (VitrineAskerPoint): answers rise, none above `n_answers`; a number that is not known is NaN. */
void asker_curve_parse   (const char *text,
                          guint       n_answers,
                          GArray     *curve);

G_END_DECLS
