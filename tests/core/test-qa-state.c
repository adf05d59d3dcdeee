/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking: answers as pure functions. */
#include <glib.h>
#include <math.h>

#include "base/vt-error.h"
#include "qa/vt-qa-state.h"

static const VtQaAnswer story[] = {
  { VT_QA_NEW_TEMPLATE, 3, 0, FALSE, { 1, 2, 30, 40 } },
  { VT_QA_RIGHT, 4, 1, FALSE, { 0 } },
  { VT_QA_SKIP, 5, 0, FALSE, { 0 } },
  { VT_QA_WRONG_PLACE, 6, 1, TRUE, { 5, 6, 30, 40 } },
  { VT_QA_NEW_TEMPLATE, 7, 0, FALSE, { 8, 9, 20, 20 } },
  { VT_QA_OTHER_TEMPLATE, 0, 2, FALSE, { 8, 8, 21, 22 } },
  { VT_QA_NOT_THERE, 1, 0, FALSE, { 0 } },
  { VT_QA_RIGHT, 2, 2, FALSE, { 3, 3, 20, 20 } },
};

static void
test_five_answers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtQaState) state = vt_qa_state_replay (10, story, G_N_ELEMENTS (story), &error);
  static const VtQaStatus expected[10] = {
    VT_QA_BOXED, VT_QA_ABSENT, VT_QA_VERIFIED, VT_QA_BOXED, VT_QA_VERIFIED, VT_QA_OPEN, VT_QA_BOXED, VT_QA_BOXED,
    VT_QA_OPEN, VT_QA_OPEN,
  };

  g_assert_no_error (error);
  g_assert_cmpuint (state->n_answers, ==, 8);
  g_assert_cmpuint (state->n_templates, ==, 2);
  g_assert_cmpuint (state->n_boxes, ==, 5);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (state->status[i], ==, expected[i]);
  g_assert_cmpuint (state->box[0].template_id, ==, 1);
  g_assert_cmpuint (state->box[1].template_id, ==, 1);
  g_assert_true (state->box[1].mirrored);
  g_assert_cmpuint (state->box[2].template_id, ==, 2);
  g_assert_cmpuint (state->box[3].object, ==, 0);
  g_assert_cmpuint (state->box[4].object, ==, 2);
}

static void
test_answers_change_nothing_old (void)
{
  VtQaState *states[G_N_ELEMENTS (story) + 1];

  states[0] = vt_qa_state_new (10);
  for (guint i = 0; i < G_N_ELEMENTS (story); i++)
    states[i + 1] = vt_qa_state_answer (states[i], &story[i], NULL);
  /* Undo is keeping the old state: each prefix replayed is the state that was there. */
  for (guint i = 0; i <= G_N_ELEMENTS (story); i++)
    {
      g_autoptr (VtQaState) again = vt_qa_state_replay (10, story, i, NULL);

      g_assert_true (vt_qa_state_equal (states[i], again));
      g_assert_true (i == 0 || !vt_qa_state_equal (states[i - 1], again));
    }
  for (guint i = 0; i <= G_N_ELEMENTS (story); i++)
    vt_qa_state_free (states[i]);
}

static void
test_bad_answers_are_refused (void)
{
  static const VtQaAnswer bad[] = {
    { VT_QA_NEW_TEMPLATE, 10, 0, FALSE, { 1, 2, 30, 40 } },
    { VT_QA_RIGHT, 3, 1, FALSE, { 0 } },
    { VT_QA_RIGHT, 8, 0, FALSE, { 0 } },
    { VT_QA_OTHER_TEMPLATE, 8, 3, FALSE, { 1, 2, 30, 40 } },
    { VT_QA_WRONG_PLACE, 8, 1, FALSE, { 1, 2, 0, 40 } },
    { VT_QA_NEW_TEMPLATE, 8, 0, FALSE, { NAN, 2, 30, 40 } },
    { VT_QA_NOT_THERE, 1, 0, FALSE, { 0 } },
  };
  g_autoptr (VtQaState) state = vt_qa_state_replay (10, story, G_N_ELEMENTS (story), NULL);
  g_autoptr (VtQaState) copy = vt_qa_state_copy (state);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_qa_state_answer (state, &bad[i], &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
    }
  g_assert_true (vt_qa_state_equal (state, copy));
}

static void
test_skipped_rests_for_five_rounds (void)
{
  VtQaState *none = vt_qa_state_new (20);
  VtQaState *state = vt_qa_state_answer (none, &(VtQaAnswer) { .kind = VT_QA_SKIP, .object = 7 }, NULL);

  vt_qa_state_free (none);
  for (guint round_ = 0; round_ < VT_QA_SKIPPED_FOR; round_++)
    {
      VtQaState *next;

      g_assert_false (vt_qa_state_is_open (state, 7));
      next = vt_qa_state_answer (state, &(VtQaAnswer) { .kind = VT_QA_NOT_THERE, .object = 10 + round_ }, NULL);
      vt_qa_state_free (state);
      state = next;
    }
  g_assert_true (vt_qa_state_is_open (state, 7));
  vt_qa_state_free (state);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qa/state/five-answers", test_five_answers);
  g_test_add_func ("/qa/state/answers-change-nothing-old", test_answers_change_nothing_old);
  g_test_add_func ("/qa/state/bad-answers-are-refused", test_bad_answers_are_refused);
  g_test_add_func ("/qa/state/skipped-rests-for-five-rounds", test_skipped_rests_for_five_rounds);
  return g_test_run ();
}
