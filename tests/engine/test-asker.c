/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session of questions on the bundled network and a few drawn pictures, answered from truth: the next question is
 * there at once, undo brings the last one back, and a history replayed gives the same graph to the bit.
 */
#include "config.h"

#include "asker-desk.h"

#include "engine/parts/vitrine-part-rows.h"
#include "engine/qa/vitrine-qa-replay.h"

static void
test_next_question_is_there_at_once (Fixture       *f,
                                     gconstpointer  data)
{
  guint8 asked[N_PICTURES] = { 0 };

  spin (f, is_quiet);
  g_assert_null (vitrine_asker_get_parse (f->asker));
  for (guint i = 0; i < 6; i++)
    {
      const guint object = vitrine_asker_get_question (f->asker)->object;
      const guint next = vitrine_asker_get_next (f->asker, &(guint) { 0 })[0].object;

      g_assert_false (asked[object]);
      asked[object] = TRUE;
      answer (f);
      /* No turn of the main loop: it was chosen before. */
      g_assert_nonnull (vitrine_asker_get_question (f->asker));
      g_assert_cmpuint (vitrine_asker_get_question (f->asker)->object, ==, next);
      spin (f, has_learnt);
      /* What was learnt meanwhile did not change the question. */
      g_assert_cmpuint (vitrine_asker_get_question (f->asker)->object, ==, next);
    }
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 6);

  guint n;
  const VitrineAskerPoint *curve = vitrine_asker_get_curve (f->asker, &n);

  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (curve[n - 1].answers, ==, 6);
  g_assert_cmpfloat (curve[n - 1].distance, <, .2);
}

static void
test_undo_brings_the_question_back (Fixture       *f,
                                    gconstpointer  data)
{
  guint first, second;

  spin (f, is_quiet);
  first = vitrine_asker_get_question (f->asker)->object;
  answer (f);
  spin (f, is_quiet);
  second = vitrine_asker_get_question (f->asker)->object;
  g_assert_cmpuint (first, !=, second);
  g_assert_true (vitrine_project_undo (f->project, NULL));
  spin (f, is_quiet);
  g_assert_cmpuint (vitrine_asker_get_question (f->asker)->object, ==, first);
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 0);
  g_assert_true (vitrine_project_redo (f->project, NULL));
  spin (f, is_quiet);
  g_assert_cmpuint (vitrine_asker_get_question (f->asker)->object, ==, second);
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 1);
}

static void
test_every_answer_is_a_named_command (Fixture       *f,
                                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  const VitrineBox box = { 20, 20, 60, 60 };

  spin (f, is_quiet);
  g_assert_false (vitrine_asker_answer (f->asker, VT_QA_RIGHT, 0, NULL, FALSE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (vitrine_asker_answer (f->asker, VT_QA_NEW_TEMPLATE, 0, NULL, FALSE, &error));
  g_clear_error (&error);
  g_assert_true (vitrine_asker_answer (f->asker, VT_QA_SKIP, 0, NULL, FALSE, &error));
  g_assert_cmpstr (vitrine_project_get_undo_label (f->project), ==, "Skip Question");
  g_assert_true (vitrine_asker_answer (f->asker, VT_QA_NOT_THERE, 0, NULL, FALSE, &error));
  g_assert_cmpstr (vitrine_project_get_undo_label (f->project), ==, "Answer “Not There”");
  g_assert_true (vitrine_asker_answer (f->asker, VT_QA_NEW_TEMPLATE, 0, &box, FALSE, &error));
  g_assert_cmpstr (vitrine_project_get_undo_label (f->project), ==, "Answer “New Template”");
  spin (f, is_quiet);
  g_assert_nonnull (vitrine_asker_get_parse (f->asker));
  g_assert_true (vitrine_asker_answer (f->asker, VT_QA_OTHER_TEMPLATE, vitrine_asker_get_template (f->asker), NULL, TRUE,
                                       &error));
  g_assert_no_error (error);

  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (f->project, f->part);
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (f->project, f->part);

  g_assert_cmpuint (boxes->len, ==, 2);
  g_assert_cmpuint (answers->len, ==, 4);
  g_assert_true (((VitrinePartBox *) g_ptr_array_index (boxes, 1))->mirrored);
  spin (f, is_quiet);
}

static gboolean
learner_rests (Fixture *f)
{
  return vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY && vitrine_jobs_get_n_busy (f->jobs) == 0;
}

/* Another page shows when the learner is done. */
static void
test_what_is_learnt_while_away_is_heard (Fixture       *f,
                                         gconstpointer  data)
{
  const float *score;
  guint n;

  spin (f, is_quiet);
  g_assert_cmpint (answer (f), ==, VT_QA_NEW_TEMPLATE);
  vitrine_asker_set_active (f->asker, FALSE);
  spin (f, learner_rests);
  vitrine_asker_set_active (f->asker, TRUE);
  spin (f, has_learnt);
  score = vitrine_asker_get_scores (f->asker, &n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (score[i], ==, (float) vt_parse_score (vitrine_part_learner_get_parse (f->learner, i)));
}

static void
test_a_history_gives_the_same_graph (Fixture       *f,
                                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  VitrineQaReplay replay = { 0 };

  spin (f, is_quiet);
  for (guint i = 0; i < 5; i++)
    {
      answer (f);
      spin (f, is_quiet);
      if (i == 2)
        {
          g_assert_true (vitrine_project_undo (f->project, NULL));
          spin (f, is_quiet);
        }
    }
  g_assert_true (vitrine_qa_replay_run (&(VitrineQaReplayTask) {
    .project = f->project, .model = f->model, .dataset = f->dataset, .part = f->part,
  }, NULL, NULL, &replay, &error));
  g_assert_no_error (error);
  g_assert_true (replay.same_content);
  g_assert_true (replay.has_recorded);
  g_assert_true (replay.same_graph);
  g_assert_cmpuint (replay.n_answers, ==, 5 - 1);
  vitrine_qa_replay_clear (&replay);
}

/* Closed and opened again, a session goes on where it was: answers, curve, settings. */
static void
test_a_session_is_remembered (Fixture       *f,
                              gconstpointer  data)
{
  VtQaOptions options;
  guint n, m;
  double last;

  spin (f, is_quiet);
  for (guint i = 0; i < 3; i++)
    {
      answer (f);
      spin (f, is_quiet);
    }
  vitrine_asker_get_options (f->asker, &options);
  options.alpha = 7;
  vitrine_asker_set_options (f->asker, &options);
  last = vitrine_asker_get_curve (f->asker, &n)[0].explained;
  g_assert_cmpuint (n, >, 0);
  g_object_unref (f->asker);
  g_object_unref (f->learner);
  open_all (f);
  spin (f, is_quiet);
  vitrine_asker_get_options (f->asker, &options);
  g_assert_cmpfloat (options.alpha, ==, 7);
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 3);
  g_assert_cmpfloat (vitrine_asker_get_curve (f->asker, &m)[0].explained, ==, last);
  g_assert_cmpuint (m, ==, n);
}

/* Accepting many is one command; one undo takes all of it back. */
static void
test_all_that_is_likely_is_accepted_at_once (Fixture       *f,
                                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint n;

  spin (f, is_quiet);
  for (guint i = 0; i < 5; i++)
    {
      answer (f);
      spin (f, is_quiet);
    }
  g_autoptr (GArray) all = vitrine_asker_list_likely (f->asker, 0);
  g_autoptr (GArray) none = vitrine_asker_list_likely (f->asker, 1);
  g_autoptr (GArray) some = vitrine_asker_list_likely (f->asker, .3);

  g_assert_cmpuint (all->len, ==, N_PICTURES - 5);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (some->len, >, 0);
  n = vitrine_asker_accept_likely (f->asker, .3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, some->len);
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 5 + n);
  g_assert_true (vitrine_project_undo (f->project, NULL));
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 5);
}

static void
test_an_answer_that_fails_leaves_no_trace (Fixture       *f,
                                           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  spin (f, asks);
  g_assert_true (isnan (vitrine_asker_get_pace (f->asker)));
  g_assert_false (vitrine_asker_answer (f->asker, VT_QA_SKIP + 1, 0, NULL, FALSE, &error));
  g_assert_nonnull (error);
  g_assert_true (asks (f));
  g_assert_cmpuint (vitrine_asker_get_answers (f->asker)->n_answers, ==, 0);
  g_assert_true (isnan (vitrine_asker_get_pace (f->asker)));
  answer (f);
  g_assert_false (isnan (vitrine_asker_get_pace (f->asker)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/asker/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("next-question-is-there-at-once", test_next_question_is_there_at_once);
  ADD ("undo-brings-the-question-back", test_undo_brings_the_question_back);
  ADD ("every-answer-is-a-named-command", test_every_answer_is_a_named_command);
  ADD ("a-history-gives-the-same-graph", test_a_history_gives_the_same_graph);
  ADD ("all-that-is-likely-is-accepted-at-once", test_all_that_is_likely_is_accepted_at_once);
  ADD ("an-answer-that-fails-leaves-no-trace", test_an_answer_that_fails_leaves_no_trace);
  ADD ("a-session-is-remembered", test_a_session_is_remembered);
  ADD ("what-is-learnt-while-away-is-heard", test_what_is_learnt_while_away_is_heard);
  return g_test_run ();
}
