/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of questions about one part: which picture is asked about now and which come next, what was answered,
 * how the error falls.  It stands on a part learner, which mines and parses behind; the project holds every answer as
 * a command, so undo and redo are the project's.
 *
 * The question that shows never changes under a person's hands: a new ranking re-orders only those that come after
 * it, and a new parse replaces its prediction only where there was none.  The next question is there at once: it
 * was chosen before the answer.
 *
 * Main thread; all work runs as jobs.  What getters return is borrowed and stays until the next signal. */
#pragma once

#include "qa/vt-qa-choice.h"
#include "engine/parts/vitrine-part-learner.h"

G_BEGIN_DECLS

/* Questions that are chosen ahead. */
#define VITRINE_ASKER_AHEAD 8

typedef enum
{
  VITRINE_ASKER_IDLE,         /* no part, model or pictures; or not active */
  VITRINE_ASKER_COMPARING,    /* the pictures are compared, once */
  VITRINE_ASKER_ASKING,
  VITRINE_ASKER_ALL_ASKED,    /* every picture was answered */
  VITRINE_ASKER_STOPPED,      /* a person cancelled the comparing */
  VITRINE_ASKER_FAILED,       /* see the message */
} VitrineAskerState;

/* What was known after some answers. */
typedef struct
{
  guint  answers, boxes, templates, patterns;
  double distance, iou_rate;  /* on pictures without a box; NAN where there is no truth */
  double explained;           /* mean S over the pictures */
} VitrineAskerPoint;

/* Signals:
 *  question-changed ()  another question, or its prediction came
 *  queue-changed ()     those that come next, gains, the state
 *  curve-changed ()     points, counts, pace */
#define VITRINE_TYPE_ASKER (vitrine_asker_get_type ())
G_DECLARE_FINAL_TYPE (VitrineAsker, vitrine_asker, VITRINE, ASKER, GObject)

VitrineAsker       *vitrine_asker_new           (VitrineJobs        *jobs,
                                                 VitrinePartLearner *learner);
/* What the learner works on.  NULL, 0: nothing. */
void                vitrine_asker_set_inputs    (VitrineAsker       *self,
                                                 VitrineModel       *model,
                                                 VitrineDataset     *dataset,
                                                 VitrineProject     *project,
                                                 gint64              part);
/* Nothing is compared or chosen before somebody wants to be asked. */
void                vitrine_asker_set_active    (VitrineAsker       *self,
                                                 gboolean            active);
/* After STOPPED or FAILED. */
void                vitrine_asker_go_on         (VitrineAsker       *self);
void                vitrine_asker_get_options   (VitrineAsker       *self,
                                                 VtQaOptions        *options);
/* The project remembers them. */
void                vitrine_asker_set_options   (VitrineAsker       *self,
                                                 const VtQaOptions  *options);

VitrineAskerState   vitrine_asker_get_state     (VitrineAsker       *self);
const char         *vitrine_asker_get_message   (VitrineAsker       *self);
VitrineJob         *vitrine_asker_get_job       (VitrineAsker       *self);   /* the comparing; may be NULL */

/* NULL while there is no question. */
const VtQaQuestion *vitrine_asker_get_question  (VitrineAsker       *self);
VitrinePicture     *vitrine_asker_get_picture   (VitrineAsker       *self);
/* What was predicted when the question was shown; NULL: nothing yet, a box is wanted. */
VtParse            *vitrine_asker_get_parse     (VitrineAsker       *self);
VtAog              *vitrine_asker_get_aog       (VitrineAsker       *self);
/* Its box in pixels of the photo; FALSE without prediction. */
gboolean            vitrine_asker_get_box       (VitrineAsker       *self,
                                                 VitrineBox         *box);
/* The project's template it says; 0: none. */
gint64              vitrine_asker_get_template  (VitrineAsker       *self);
/* How likely the prediction is right, from what was said of predictions with scores like this; and how far its score
 * is below those of answered pictures (0: explained). */
double              vitrine_asker_get_chance    (VitrineAsker       *self);
/* Whether the prediction is likely enough to be right to be shown for judging; else a box is asked for at once. */
gboolean            vitrine_asker_verifies      (VitrineAsker       *self);
double              vitrine_asker_get_lack      (VitrineAsker       *self);
/* Those that come next, first first. */
const VtQaQuestion *vitrine_asker_get_next      (VitrineAsker       *self,
                                                 guint              *n);
VitrinePicture     *vitrine_asker_get_object    (VitrineAsker       *self,
                                                 guint               object);
const VtQaState    *vitrine_asker_get_answers   (VitrineAsker       *self);
/* S(I), NAN without a parse; NULL before anything is compared. */
const float        *vitrine_asker_get_scores    (VitrineAsker       *self,
                                                 guint              *n);
/* The gain now as a share of the first; NAN before there is a first. */
double              vitrine_asker_get_worth     (VitrineAsker       *self);
gboolean            vitrine_asker_is_done       (VitrineAsker       *self);
double              vitrine_asker_get_affinity  (VitrineAsker       *self);
const VitrineAskerPoint *vitrine_asker_get_curve (VitrineAsker      *self,
                                                 guint              *n);
/* Median seconds an answer took in this sitting; NAN before the first. */
double              vitrine_asker_get_pace      (VitrineAsker       *self);

/* What is predicted now on any picture; FALSE without a prediction. */
gboolean            vitrine_asker_get_box_of    (VitrineAsker       *self,
                                                 guint               object,
                                                 VitrineBox         *box);
/* Open pictures whose prediction is likelier right than `least`, the least likely first.  (transfer full: guint) */
GArray             *vitrine_asker_list_likely   (VitrineAsker       *self,
                                                 double              least);
/* Answers RIGHT for all of them, as one command.  Returns how many; 0 with an error when it failed. */
guint               vitrine_asker_accept_likely (VitrineAsker       *self,
                                                 double              least,
                                                 GError            **error);
/* Asks about this picture now; what was asked comes next.  FALSE when it was answered. */
gboolean            vitrine_asker_ask_about     (VitrineAsker       *self,
                                                 guint               object);
/* The answer to the question, one command of the project.  `box` in pixels of the photo; for RIGHT it may be NULL
 * (the prediction is only confirmed), for the others that need one NULL means the predicted one.  `template_id` is
 * of the project; 0 for the predicted one.  FALSE with an error when there is no question or the answer makes no
 * sense. */
gboolean            vitrine_asker_answer        (VitrineAsker       *self,
                                                 VtQaKind            kind,
                                                 gint64              template_id,
                                                 const VitrineBox   *box,
                                                 gboolean            mirrored,
                                                 GError            **error);

/* ---- looking again at what was answered ---- */

typedef enum
{
  VITRINE_DOUBT_PLACE,        /* a box was given, and the part is found elsewhere */
  VITRINE_DOUBT_SCORE,        /* it is explained far worse than the others that show the part */
  VITRINE_DOUBT_ABSENT,       /* "not there", and yet it is found as surely as where it is */
} VitrineDoubtReason;

typedef struct
{
  guint              object;
  VtQaKind           kind;      /* as it was answered last */
  gint64             box;       /* the newest on the picture, of the project; 0: none */
  VitrineDoubtReason reason;
  double             score;     /* S now */
  double             overlap;   /* IoU of that box and of what is predicted now; NAN without a box */
  double             doubt;     /* for their order: the more the likelier wrong */
} VitrineDoubt;

/* Answers that look wrong now, the likeliest first; those that were confirmed are left out.  Empty while the pictures
 * are still being looked at.  (transfer full: VitrineDoubt) */
GArray             *vitrine_asker_list_doubtful (VitrineAsker       *self);
/* The same answer once more, as one command: it is doubted no longer. */
gboolean            vitrine_asker_confirm       (VitrineAsker       *self,
                                                 guint               object,
                                                 GError            **error);
/* Another answer in the place of that one, as one command.  `box` in pixels of the photo; WRONG_PLACE and NEW_TEMPLATE
 * need one; OTHER_TEMPLATE without one moves the box that is there.  `template_id` of the project, 0: that of the box
 * that is there, else the predicted one. */
gboolean            vitrine_asker_change        (VitrineAsker       *self,
                                                 guint               object,
                                                 VtQaKind            kind,
                                                 gint64              template_id,
                                                 const VitrineBox   *box,
                                                 gboolean            mirrored,
                                                 GError            **error);

/* What the tables of a project say about one part, as a state of `n` pictures of the set. (transfer full) */
VtQaState          *vitrine_qa_state_of         (VitrineProject     *project,
                                                 gint64              part,
                                                 VitrineDataset     *dataset,
                                                 guint               n);

G_END_DECLS
