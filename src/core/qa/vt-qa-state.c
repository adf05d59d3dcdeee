/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as pure functions.  Invariant: an object has at most one box, and has one exactly when it is BOXED or was
 * VERIFIED with a box. */
#include "qa/vt-qa-state.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"

VtQaState *
vt_qa_state_new (guint n)
{
  VtQaState *state = g_new0 (VtQaState, 1);

  state->n = n;
  state->status = g_new0 (VtQaStatus, n + 1);
  state->asked = g_new0 (guint, n + 1);
  state->skipped = g_new0 (gboolean, n + 1);
  state->box = g_new0 (VtQaBox, 1);
  return state;
}

VtQaState *
vt_qa_state_copy (const VtQaState *state)
{
  VtQaState *copy = g_memdup2 (state, sizeof *state);

  copy->status = g_memdup2 (state->status, (state->n + 1) * sizeof *state->status);
  copy->asked = g_memdup2 (state->asked, (state->n + 1) * sizeof *state->asked);
  copy->skipped = g_memdup2 (state->skipped, (state->n + 1) * sizeof *state->skipped);
  copy->box = g_memdup2 (state->box, (state->n_boxes + 1) * sizeof *state->box);
  return copy;
}

void
vt_qa_state_free (VtQaState *state)
{
  if (state == NULL)
    return;
  g_free (state->status);
  g_free (state->asked);
  g_free (state->skipped);
  g_free (state->box);
  g_free (state);
}

static gboolean
same_box (const VtQaBox *a,
          const VtQaBox *b)
{
  return a->object == b->object && a->template_id == b->template_id && a->mirrored == b->mirrored
         && memcmp (a->box, b->box, sizeof a->box) == 0;
}

gboolean
vt_qa_state_same_boxes (const VtQaState *a,
                        const VtQaState *b)
{
  gboolean same = a->n_boxes == b->n_boxes;

  for (guint i = 0; same && i < a->n_boxes; i++)
    same = same_box (&a->box[i], &b->box[i]);
  return same;
}

gboolean
vt_qa_state_equal (const VtQaState *a,
                   const VtQaState *b)
{
  gboolean same = a->n == b->n && a->n_answers == b->n_answers && a->n_templates == b->n_templates
                  && vt_qa_state_same_boxes (a, b);

  for (guint i = 0; same && i < a->n; i++)
    same = a->status[i] == b->status[i] && a->asked[i] == b->asked[i] && a->skipped[i] == b->skipped[i];
  return same;
}

gboolean
vt_qa_state_is_open (const VtQaState *state,
                     guint            object)
{
  if (object >= state->n || state->status[object] != VT_QA_OPEN)
    return FALSE;
  return !state->skipped[object] || state->n_answers - state->asked[object] >= VT_QA_SKIPPED_FOR;
}

/* ---- answers ---- */

static gboolean
refuse (GError    **error,
        const char *message,
        guint       number)
{
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, message, number);
  return FALSE;
}

static gboolean
check (const VtQaState  *state,
       const VtQaAnswer *answer,
       GError          **error)
{
  const gboolean needs_box = answer->kind == VT_QA_WRONG_PLACE || answer->kind == VT_QA_OTHER_TEMPLATE
                             || answer->kind == VT_QA_NEW_TEMPLATE;
  const gboolean needs_template = answer->kind <= VT_QA_OTHER_TEMPLATE;
  gboolean good = answer->box[2] > 0 && answer->box[3] > 0;

  for (guint i = 0; i < 4; i++)
    good = good && isfinite (answer->box[i]);
  if (answer->object >= state->n)
    return refuse (error, _("There is no object %u"), answer->object);
  if (state->status[answer->object] != VT_QA_OPEN)
    return refuse (error, _("Object %u has been answered"), answer->object);
  if (needs_template && (answer->template_id < 1 || answer->template_id > state->n_templates))
    return refuse (error, _("There is no template %u"), answer->template_id);
  if (needs_box && !good)
    return refuse (error, _("The answer about object %u needs a box with a width and a height"), answer->object);
  return TRUE;
}

static void
add_box (VtQaState        *state,
         const VtQaAnswer *answer,
         guint             template_id)
{
  VtQaBox box = { answer->object, template_id, answer->mirrored != 0, { 0 } };

  memcpy (box.box, answer->box, sizeof box.box);
  state->box = g_renew (VtQaBox, state->box, state->n_boxes + 2);
  state->box[state->n_boxes++] = box;
}

VtQaState *
vt_qa_state_answer (const VtQaState  *state,
                    const VtQaAnswer *answer,
                    GError          **error)
{
  if (!check (state, answer, error))
    return NULL;

  VtQaState *next = vt_qa_state_copy (state);

  next->asked[answer->object] = ++next->n_answers;
  next->skipped[answer->object] = answer->kind == VT_QA_SKIP;
  switch (answer->kind)
    {
    case VT_QA_RIGHT:
      next->status[answer->object] = VT_QA_VERIFIED;
      if (answer->box[2] > 0 && answer->box[3] > 0)
        add_box (next, answer, answer->template_id);
      break;
    case VT_QA_WRONG_PLACE:
    case VT_QA_OTHER_TEMPLATE:
      next->status[answer->object] = VT_QA_BOXED;
      add_box (next, answer, answer->template_id);
      break;
    case VT_QA_NEW_TEMPLATE:
      next->status[answer->object] = VT_QA_BOXED;
      add_box (next, answer, ++next->n_templates);
      break;
    case VT_QA_NOT_THERE:
      next->status[answer->object] = VT_QA_ABSENT;
      break;
    case VT_QA_SKIP:
    default:
      break;
    }
  return next;
}

VtQaState *
vt_qa_state_replay (guint             n,
                    const VtQaAnswer *answers,
                    guint             n_answers,
                    GError          **error)
{
  VtQaState *state = vt_qa_state_new (n);

  for (guint i = 0; i < n_answers && state != NULL; i++)
    {
      VtQaState *next = vt_qa_state_answer (state, &answers[i], error);

      vt_qa_state_free (state);
      state = next;
    }
  return state;
}
