/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps one part's And-Or graph and its parses up to date with what a project says: boxes are mined,
 * drops applied, pictures parsed, those in sight first.  It listens to the project, so undo, redo and
 * another page's edits need nothing more.  Old results stay until new ones are there.
 *
 * Main thread; all work runs as jobs.  What getters return is borrowed and stays until the next signal. */
#pragma once

#include "parts/vt-aog-parse.h"
#include "parts/vt-aog-prune.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/model/vitrine-model.h"
#include "engine/parts/vitrine-part-figures.h"
#include "engine/project/vitrine-project.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_LEARNER_IDLE,       /* nothing to learn: no part, no model, no pictures, or no box yet */
  VITRINE_LEARNER_MINING,     /* reading features, statistics, growing templates */
  VITRINE_LEARNER_PARSING,    /* the graph is there, pictures are being parsed */
  VITRINE_LEARNER_READY,
  VITRINE_LEARNER_STOPPED,    /* a person cancelled the job; what it made is kept */
  VITRINE_LEARNER_FAILED,     /* see the message */
} VitrineLearnerState;

/* Properties (read-only, notify): state (int), message (string), job (VitrineJob or NULL), n-parsed (uint).
 * Signals:
 *  graph-changed ()    a new version of the graph, or none
 *  parses-changed ()   some pictures have new parses (at most ten times a second)
 *  figures-changed ()  numbers of patterns, groups, suggestions, scores are new */
#define VITRINE_TYPE_PART_LEARNER (vitrine_part_learner_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePartLearner, vitrine_part_learner, VITRINE, PART_LEARNER, GObject)

VitrinePartLearner *vitrine_part_learner_new       (VitrineJobs        *jobs);
/* Any may be NULL; a change starts over. */
void                vitrine_part_learner_set_model    (VitrinePartLearner *self, VitrineModel   *model);
void                vitrine_part_learner_set_dataset  (VitrinePartLearner *self, VitrineDataset *dataset);
void                vitrine_part_learner_set_project  (VitrinePartLearner *self, VitrineProject *project);
/* Id in the project, 0 for none. */
void                vitrine_part_learner_set_part     (VitrinePartLearner *self, gint64 part);
gint64              vitrine_part_learner_get_part     (VitrinePartLearner *self);
/* Numbers of the pictures in sight, most important first: they are parsed before the others. */
void                vitrine_part_learner_set_visible  (VitrinePartLearner *self, const guint *pictures, guint n);

VitrineLearnerState vitrine_part_learner_get_state    (VitrinePartLearner *self);
const char         *vitrine_part_learner_get_message  (VitrinePartLearner *self);
VitrineJob         *vitrine_part_learner_get_job      (VitrinePartLearner *self);
guint               vitrine_part_learner_get_n_parsed (VitrinePartLearner *self);
/* Of the data set, those that are looked at: the first 2,000; 0 before the first work. */
guint               vitrine_part_learner_get_n_pictures (VitrinePartLearner *self);

/* NULL until the first template is mined. */
VtAog              *vitrine_part_learner_get_aog      (VitrinePartLearner *self);
/* The newest parse of a picture of the set, or NULL; it may be of an older graph, see below. */
VtParse            *vitrine_part_learner_get_parse    (VitrinePartLearner *self, guint picture);
/* The graph that parse was made with, so that its pattern numbers mean something; NULL without parse. */
VtAog              *vitrine_part_learner_get_parse_aog (VitrinePartLearner *self, guint picture);
/* TRUE while the graph has changed since. */
gboolean            vitrine_part_learner_is_stale     (VitrinePartLearner *self, guint picture);
/* The parse before the last edit that changed the graph, for comparing; NULL when there is none. */
VtParse            *vitrine_part_learner_get_former   (VitrinePartLearner *self, guint picture);
VtAog              *vitrine_part_learner_get_former_aog (VitrinePartLearner *self, guint picture);

/* The project's template behind number `k` of the graph, and back (−1: not mined). */
gint64              vitrine_part_learner_get_template (VitrinePartLearner *self, guint k);
int                 vitrine_part_learner_find_template (VitrinePartLearner *self, gint64 template_id);

/* Numbers of all patterns of template k ([vt_template_n_patterns()]), groups, patterns worth dropping; NULL
 * and 0 until they are computed. */
const VtPatternStats *vitrine_part_learner_get_stats   (VitrinePartLearner *self, guint k);
const VtPatternGroup *vitrine_part_learner_get_groups  (VitrinePartLearner *self, guint k, guint *n_groups);
const guint          *vitrine_part_learner_get_suggested (VitrinePartLearner *self, guint k, guint *n);
/* FALSE where the pictures carry no truth for a part of this name. */
gboolean            vitrine_part_learner_get_figures  (VitrinePartLearner *self, VitrinePartFigures *figures);
/* Those before the last edit; FALSE when there were none. */
gboolean            vitrine_part_learner_get_former_figures (VitrinePartLearner *self, VitrinePartFigures *figures);

/* The rectangle of the photo that the network sees (the crop frame), once the picture has been read;
 * FALSE before.  Position x of the frame is photo x = frame.x + (x + ½)/width · frame.w. */
gboolean            vitrine_part_learner_get_frame    (VitrinePartLearner *self, guint picture, VitrineBox *frame);

/* The project's row for pattern `i` of template `k`, to be dropped: fields that vitrine_project_drop() reads; layer
 * is borrowed. */
gboolean            vitrine_part_learner_fill_drop    (VitrinePartLearner *self, guint k, guint i, VitrineDrop *drop);

/* After STOPPED or FAILED: does what is left. */
void                vitrine_part_learner_go_on        (VitrinePartLearner *self);
/* Mines again although nothing changed (after clearing the cache, or with other constants); NULL: the default. */
void                vitrine_part_learner_restart      (VitrinePartLearner *self, const VtAogOptions *options);

G_END_DECLS
