/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been answered so far (Zhang, Cao, Wu, Zhu, CVPR 2017): for every object whether it is open, boxed,
 * verified or without the part; the boxes with their templates.  An answer is a pure function from one state to the
 * next, so that a list of answers replayed from the empty state gives the same state always.
 *
 * Templates have numbers that are never given twice, 1, 2, …; boxes are in whatever pixels the caller uses. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rounds in which an object that was skipped is not asked about. */
#define VT_QA_SKIPPED_FOR 5

typedef enum
{
  VT_QA_OPEN,           /* not answered */
  VT_QA_BOXED,          /* a person gave it a box */
  VT_QA_VERIFIED,       /* a person said that the prediction is right */
  VT_QA_ABSENT,         /* the part is not there: the object counts in no sum */
} VtQaStatus;

typedef enum
{
  VT_QA_RIGHT,          /* right template, right place; `box` of width 0: kept as it is, else it teaches too */
  VT_QA_WRONG_PLACE,    /* right template: `box` is where the part is */
  VT_QA_OTHER_TEMPLATE, /* `template_id` is the right one, `box` the place */
  VT_QA_NEW_TEMPLATE,   /* a pose nobody has shown: `box` begins a template */
  VT_QA_NOT_THERE,      /* absent or hidden */
  VT_QA_SKIP,           /* not sure: not asked for VT_QA_SKIPPED_FOR rounds */
} VtQaKind;

typedef struct
{
  VtQaKind kind;
  guint    object;
  guint    template_id; /* ignored by NEW_TEMPLATE, NOT_THERE and SKIP */
  gboolean mirrored;    /* shows the template's pose in the mirror */
  double   box[4];      /* x, y, width, height */
} VtQaAnswer;

typedef struct
{
  guint    object, template_id;
  gboolean mirrored;
  double   box[4];
} VtQaBox;

typedef struct
{
  guint       n;              /* objects */
  guint       n_answers;      /* rounds so far, skips too */
  guint       n_templates;    /* that ever were: the next is number n_templates + 1 */
  VtQaStatus *status;         /* [n] */
  guint      *asked;          /* [n] round it was answered or skipped in, counted from 1; 0: never */
  gboolean   *skipped;        /* [n] the last answer was a skip */
  guint       n_boxes;
  VtQaBox    *box;            /* [n_boxes] in order of answers */
} VtQaState;

VtQaState *vt_qa_state_new     (guint              n);
VtQaState *vt_qa_state_copy    (const VtQaState   *state);
void       vt_qa_state_free    (VtQaState         *state);
gboolean   vt_qa_state_equal   (const VtQaState   *a,
                                const VtQaState   *b);
/* The same boxes in the same order. */
gboolean   vt_qa_state_same_boxes (const VtQaState *a,
                                   const VtQaState *b);
/* TRUE when the object may be asked about now. */
gboolean   vt_qa_state_is_open (const VtQaState   *state,
                                guint              object);

/* The state after an answer (transfer full); `state` stays what it was.  VT_ERROR_PARAMETER when the object does
 * not exist, was answered before, names a template that does not exist or a box without size. */
VtQaState *vt_qa_state_answer  (const VtQaState   *state,
                                const VtQaAnswer  *answer,
                                GError           **error);
/* All of them in order, from nothing. */
VtQaState *vt_qa_state_replay  (guint              n,
                                const VtQaAnswer  *answers,
                                guint              n_answers,
                                GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtQaState, vt_qa_state_free)

G_END_DECLS
