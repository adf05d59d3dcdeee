/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's half of the part learner: what it is given, what it makes, and the function of the job.  A
 * study is one model on one set of pictures; its statistics are made by the first job and then only read. */
#pragma once

#include "parts/vt-aog-mine.h"
#include "parts/vt-aog-prune.h"
#include "parts/vt-part-crowd.h"
#include "parts/vt-part-looks.h"
#include "engine/jobs/vitrine-job.h"
#include "engine/parts/vitrine-part-learner.h"
#include "engine/parts/vitrine-part-source.h"

G_BEGIN_DECLS

typedef struct
{
  gatomicrefcount    refs;
  VitrinePartSource *source;
  VitrinePartSource *negatives;    /* ordinary pictures that say what is usual; NULL: those of the source do */
  VtPartSpace       *space;
  VtAogOptions       options;
  char              *model_id;
  gint               ready;        /* atomic: stats and prior are there */
  VtPartStats       *stats;
  VtPartPrior       *prior;
  VtPartLooks       *looks;        /* NULL with the faithful form, as the next */
  VtPartCrowd       *crowd;
} VitrinePartStudy;

/* One box in words of the study. */
typedef struct
{
  guint      picture;
  VitrineBox box;                  /* pixels of the photo */
  gboolean   mirrored;
} VitrineStudyBox;

/* A template to be mined. */
typedef struct
{
  char   *id;                      /* the project's, as a number in words */
  char   *key;                     /* what it is mined from, to be recognised */
  GArray *boxes;                   /* VitrineStudyBox */
  GArray *drops;                   /* VtDrop */
} VitrineStudyTemplate;

/* How far the work goes. */
typedef enum
{
  VITRINE_STUDY_PARSE,             /* a few pictures in a hurry: each for itself, as it settled before */
  VITRINE_STUDY_SETTLE,            /* all pictures are parsed: they settle together */
  VITRINE_STUDY_FIGURES,           /* and numbers of patterns and scores are counted */
} VitrineStudyDepth;

/* What one job is given. */
typedef struct
{
  VitrinePartStudy *study;
  VtAog            *aog;           /* with the templates that need no mining */
  GPtrArray        *templates;     /* VitrineStudyTemplate */
  guint            *order;         /* pictures, those in sight first */
  guint             n_order;
  VtParse         **former;        /* [n of the source], may hold NULL */
  char             *part;          /* its name, for truth */
  guint8           *boxed;         /* [n of the source] pictures with a box of this part */
  guint             n_boxes;
  VitrineStudyDepth depth;
} VitrineStudyInput;

/* Numbers of one template. */
typedef struct
{
  VtPatternStats *stats;
  VtPatternGroup *groups;
  guint           n_groups;
  guint          *suggested;
  guint           n_suggested;
} VitrineStudyNumbers;

/* What one job makes; also its partial results.  Plain memory, freed on any thread. */
typedef struct
{
  VtAog               *aog;
  guint                n;          /* pictures of the study */
  VtParse            **parses;     /* [n], NULL where none is made yet */
  guint                n_parsed;
  gboolean             settled;    /* all were parsed, and settled where that was asked for */
  VitrineBox          *frames;     /* [n], empty boxes for unreadable pictures */
  GPtrArray           *mined;      /* VtTemplate without drops applied, in order of `keys` */
  GPtrArray           *keys;       /* char* */
  VitrineStudyNumbers *numbers;    /* [templates of aog] or NULL */
  guint                n_numbers;
  gboolean             has_figures;
  VitrinePartFigures   figures;
} VitrineStudyResult;

VitrinePartStudy *vitrine_part_study_new        (VitrineFeatureStore  *store,
                                                 VitrineModel         *model,
                                                 VitrinePicture      **pictures,
                                                 guint                 n,
                                                 const VtAogOptions   *options,
                                                 GError              **error);
/* Pictures without the category, which say what is usual (Zhang et al. 2017 take 1000 photographs); before
 * the first job.  Their features are kept in the study's own store. */
void              vitrine_part_study_set_negatives (VitrinePartStudy  *self,
                                                    VitrineFeatureStore *store,
                                                    VitrineModel      *model,
                                                    VitrinePicture   **negatives,
                                                    guint              n);
VitrinePartStudy *vitrine_part_study_ref        (VitrinePartStudy     *self);
void              vitrine_part_study_unref      (VitrinePartStudy     *self);   /* main thread */
gboolean          vitrine_part_study_is_ready   (VitrinePartStudy     *self);

/* Features, statistics, prior and look-alikes, as the first job makes them.  Any thread. */
gboolean          vitrine_part_study_prepare    (VitrinePartStudy     *self,
                                                 VtPool               *pool,
                                                 const VtJob          *tick,
                                                 GError              **error);

/* How unlike every two pictures are (see parts/vt-part-unlike.h), for a study that is ready: [n][n], (transfer full).
 * NULL with an error.  Any thread but the main one. */
float            *vitrine_part_study_unlikeness (VitrinePartStudy     *self,
                                                 VtPool               *pool,
                                                 const VtJob          *tick,
                                                 GError              **error);

void              vitrine_study_template_free   (VitrineStudyTemplate *self);
void              vitrine_study_input_free      (VitrineStudyInput    *self);   /* main thread */
void              vitrine_study_result_free     (VitrineStudyResult   *self);
void              vitrine_study_numbers_clear   (VitrineStudyNumbers  *numbers,
                                                 guint                 n);

/* A VitrineJobFunc; `input` is a VitrineStudyInput, the result and what is published a
 * VitrineStudyResult. */
gpointer          vitrine_part_study_run        (VitrineJob           *job,
                                                 const VtJob          *tick,
                                                 gpointer              input,
                                                 GError              **error);

/* The same without a job: `job` (may be NULL) is only told how far the work is.  Any thread. */
VitrineStudyResult *vitrine_part_study_work     (VitrineStudyInput    *input,
                                                 VitrineJob           *job,
                                                 VtPool               *pool,
                                                 const VtJob          *tick,
                                                 GError              **error);

G_END_DECLS
