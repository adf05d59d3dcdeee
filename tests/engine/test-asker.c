/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session of questions on the bundled network and a few drawn pictures, answered from truth: the next question is
 * there at once, undo brings the last one back, and a history replayed gives the same graph to the bit.
 */
#include "config.h"

#include "engine/qa/vitrine-asker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/parts/vitrine-part-rows.h"
#include "engine/qa/vitrine-qa-replay.h"
#include "hold.h"

#define N_PICTURES 14

typedef struct
{
  char               *folder, *path;
  VitrineJobs        *jobs;
  VitrineModel       *model;
  VitrineDataset     *dataset;
  VitrineProject     *project;
  VitrinePartLearner *learner;
  VitrineAsker       *asker;
  gint64              part;
} Fixture;

static void
open_all (Fixture *f)
{
  f->learner = vitrine_part_learner_new (f->jobs);
  vitrine_part_learner_set_model (f->learner, f->model);
  vitrine_part_learner_set_dataset (f->learner, f->dataset);
  vitrine_part_learner_set_project (f->learner, f->project);
  vitrine_part_learner_set_part (f->learner, f->part);
  f->asker = vitrine_asker_new (f->jobs, f->learner);
  vitrine_asker_set_inputs (f->asker, f->model, f->dataset, f->project, f->part);
  vitrine_asker_set_active (f->asker, TRUE);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("vitrine-asker-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vitrine", NULL);
  f->jobs = vitrine_jobs_new (2);
  f->model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_assert_no_error (error);
  f->dataset = vitrine_dataset_open ("sample:pictures?species=fox&count=14&seed=3", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_dataset_get_n (f->dataset), ==, N_PICTURES);
  f->project = vitrine_project_new (f->path, &error);
  g_assert_no_error (error);
  f->part = vitrine_project_add_part (f->project, "head", &error);
  g_assert_no_error (error);
  open_all (f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  vitrine_jobs_shutdown (f->jobs);
  g_object_unref (f->asker);
  g_object_unref (f->learner);
  vitrine_project_close (f->project);
  g_object_unref (f->project);
  g_object_unref (f->dataset);
  g_object_unref (f->model);
  g_object_unref (f->jobs);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

static void
spin (Fixture  * f,
      gboolean (*test)(Fixture *f))
{
  const gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_SECOND;

  while (!test (f) && g_get_monotonic_time () < end)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (2000);
    }
  g_assert_true (test (f));
}

static gboolean
asks (Fixture *f)
{
  return vitrine_asker_get_question (f->asker) != NULL;
}

static gboolean
is_quiet (Fixture *f)
{
  const VitrineLearnerState state = vitrine_part_learner_get_state (f->learner);
  guint n;

  vitrine_asker_get_next (f->asker, &n);
  return asks (f) && n > 0 && vitrine_jobs_get_n_busy (f->jobs) == 0 && !g_main_context_pending (NULL)
         && (state == VITRINE_LEARNER_READY || state == VITRINE_LEARNER_IDLE);
}

/* Quiet, and what the answers taught is a point of the curve. */
static gboolean
has_learnt (Fixture *f)
{
  guint n;
  const VitrineAskerPoint *curve = vitrine_asker_get_curve (f->asker, &n);

  return is_quiet (f) && n > 0 && curve[n - 1].answers == vitrine_asker_get_answers (f->asker)->n_answers;
}

/* From truth; returns what was said. */
static VtQaKind
answer (Fixture *f)
{
  VitrinePicture *picture = vitrine_asker_get_picture (f->asker);
  const VitrinePartTruth *truth = vitrine_picture_find_part (picture, "head");
  g_autoptr (GError) error = NULL;
  VitrineBox box;
  VtQaKind kind = VT_QA_NEW_TEMPLATE;

  if (truth == NULL)
    kind = VT_QA_NOT_THERE;
  else if (vitrine_asker_get_box (f->asker, &box)
           && fabs (box.x + box.w / 2 - truth->box.x - truth->box.w / 2) < truth->box.w / 4
           && fabs (box.y + box.h / 2 - truth->box.y - truth->box.h / 2) < truth->box.h / 4)
    kind = VT_QA_RIGHT;
  g_assert_true (vitrine_asker_answer (f->asker, kind, 0, kind == VT_QA_NEW_TEMPLATE ? &truth->box : NULL, FALSE, &error));
  g_assert_no_error (error);
  return kind;
}

/* ---- tests ---- */

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

/* ---- looking again ---- */

static int
find_doubt (Fixture      *f,
            guint         object,
            VitrineDoubt *doubt)
{
  g_autoptr (GArray) all = vitrine_asker_list_doubtful (f->asker);

  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, VitrineDoubt, i).object == object)
      {
        *doubt = g_array_index (all, VitrineDoubt, i);
        return (int) i;
      }
  return -1;
}

/* Where a head is found well somebody says that there is none. */
static guint
answer_with_a_slip (Fixture *f)
{
  guint slip = G_MAXUINT, n;
  const float *score;

  spin (f, is_quiet);
  for (guint i = 0; i < 9; i++)
    {
      answer (f);
      spin (f, is_quiet);
    }
  score = vitrine_asker_get_scores (f->asker, &n);
  for (guint i = 0; i < n; i++)
    if (vitrine_asker_get_answers (f->asker)->status[i] == VT_QA_OPEN && isfinite (score[i])
        && (slip == G_MAXUINT || score[i] > score[slip]))
      slip = i;
  g_assert_true (vitrine_asker_ask_about (f->asker, slip));
  g_assert_true (vitrine_asker_answer (f->asker, VT_QA_NOT_THERE, 0, NULL, FALSE, NULL));
  spin (f, is_quiet);
  return slip;
}

static void
test_a_slip_is_found_and_mended (Fixture       *f,
                                 gconstpointer  data)
{
  const guint slip = answer_with_a_slip (f);
  const VtQaState *state = vitrine_asker_get_answers (f->asker);
  const VitrinePartTruth *truth = vitrine_picture_find_part (vitrine_asker_get_object (f->asker, slip), "head");
  g_autoptr (GError) error = NULL;
  VitrineDoubt doubt;

  g_assert_cmpint (find_doubt (f, slip, &doubt), >=, 0);
  g_assert_cmpint (doubt.reason, ==, VITRINE_DOUBT_ABSENT);
  g_assert_cmpint (doubt.kind, ==, VT_QA_NOT_THERE);

  /* Confirmed it is doubted no longer; that can be taken back. */
  g_assert_true (vitrine_asker_confirm (f->asker, slip, &error));
  g_assert_cmpstr (vitrine_project_get_undo_label (f->project), ==, "Confirm Answer");
  spin (f, is_quiet);
  g_assert_cmpint (find_doubt (f, slip, &doubt), ==, -1);
  g_assert_true (vitrine_project_undo (f->project, NULL));
  spin (f, is_quiet);
  g_assert_cmpint (find_doubt (f, slip, &doubt), >=, 0);

  /* Another answer takes its place; so does another after that; undo brings each back. */
  g_assert_true (vitrine_asker_change (f->asker, slip, VT_QA_RIGHT, 0, NULL, FALSE, &error));
  spin (f, is_quiet);
  state = vitrine_asker_get_answers (f->asker);
  g_assert_cmpint (state->status[slip], ==, VT_QA_VERIFIED);
  g_assert_true (vitrine_asker_change (f->asker, slip, VT_QA_NEW_TEMPLATE, 0, &truth->box, FALSE, &error));
  spin (f, is_quiet);
  state = vitrine_asker_get_answers (f->asker);
  g_assert_cmpint (state->status[slip], ==, VT_QA_BOXED);

  const guint n_boxes = state->n_boxes;

  g_assert_true (vitrine_asker_change (f->asker, slip, VT_QA_WRONG_PLACE, 0, &(VitrineBox) { 20, 20, 50, 50 }, FALSE, &error));
  spin (f, is_quiet);
  state = vitrine_asker_get_answers (f->asker);
  g_assert_cmpuint (state->n_boxes, ==, n_boxes);      /* moved, not another one */
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (vitrine_project_undo (f->project, NULL));
      spin (f, is_quiet);
    }
  state = vitrine_asker_get_answers (f->asker);
  g_assert_cmpint (state->status[slip], ==, VT_QA_ABSENT);
  g_assert_no_error (error);
}

/* What is heard of the answers: which are doubted, and how well every picture is explained. */
typedef struct
{
  GArray *doubts;
  float   score[N_PICTURES];
} Heard;

static void
note_end (VitrineJob   *job,
          gpointer      result,
          const GError *error,
          gpointer      ended)
{
  *(gboolean *) ended = TRUE;
}

/* Waits until what was said is learnt, and only then lets through what was to be looked at in a hurry. */
static void
hear (Fixture  *f,
      gint     *go,
      Heard    *heard)
{
  gboolean ended = FALSE;
  guint n;

  while (vitrine_jobs_get_n_busy (f->jobs) > 0 || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (vitrine_part_learner_get_state (f->learner), ==, VITRINE_LEARNER_READY);
  g_atomic_int_set (go, TRUE);
  vitrine_jobs_preview (f->jobs, "end", &(VitrineJobSpec) {
    .title = "end", .func = hold, .input = go, .done = note_end, .user_data = &ended,
  });
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  heard->doubts = vitrine_asker_list_doubtful (f->asker);
  memcpy (heard->score, vitrine_asker_get_scores (f->asker, &n), sizeof heard->score);
  g_assert_cmpuint (n, ==, N_PICTURES);
}

/* Undo, or redo. */
static void
step_and_hear (Fixture  *f,
               gboolean (*step)(VitrineProject *project, GError **error),
               Heard    *heard)
{
  gint go = FALSE;

  vitrine_jobs_preview (f->jobs, "hold", &(VitrineJobSpec) { .title = "hold", .func = hold, .input = &go });
  g_assert_true (step (f->project, NULL));
  hear (f, &go, heard);
}

static void
change_and_hear (Fixture  *f,
                 guint     object,
                 VtQaKind  kind,
                 Heard    *heard)
{
  gint go = FALSE;

  vitrine_jobs_preview (f->jobs, "hold", &(VitrineJobSpec) { .title = "hold", .func = hold, .input = &go });
  g_assert_true (vitrine_asker_change (f->asker, object, kind, 0, NULL, FALSE, NULL));
  hear (f, &go, heard);
}

/* To the bit; frees `heard`. */
static void
assert_heard (Heard       *heard,
              const Heard *expected)
{
  g_assert_cmpuint (heard->doubts->len, ==, expected->doubts->len);
  for (guint i = 0; i < heard->doubts->len; i++)
    {
      const VitrineDoubt *a = &g_array_index (heard->doubts, VitrineDoubt, i);
      const VitrineDoubt *b = &g_array_index (expected->doubts, VitrineDoubt, i);

      g_assert_cmpuint (a->object, ==, b->object);
      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpint (a->reason, ==, b->reason);
      g_assert_cmpfloat (a->doubt, ==, b->doubt);
    }
  g_assert_cmpmem (heard->score, sizeof heard->score, expected->score, sizeof expected->score);
  g_array_unref (heard->doubts);
}

/* Whatever was said in between, and whatever comes late. */
static void
test_the_same_answers_are_doubted_alike (Fixture       *f,
                                         gconstpointer  data)
{
  guint all[N_PICTURES], boxed = 0;
  gint go = TRUE;
  Heard first, right, absent, again;

  for (guint i = 0; i < N_PICTURES; i++)
    all[i] = i;
  vitrine_part_learner_set_visible (f->learner, all, N_PICTURES);
  answer_with_a_slip (f);
  while (vitrine_asker_get_answers (f->asker)->status[boxed] != VT_QA_BOXED)
    boxed++;
  hear (f, &go, &first);
  g_assert_cmpuint (first.doubts->len, >, 0);

  change_and_hear (f, boxed, VT_QA_RIGHT, &right);
  g_assert_true (memcmp (right.score, first.score, sizeof right.score) != 0);
  step_and_hear (f, vitrine_project_undo, &again);
  assert_heard (&again, &first);
  step_and_hear (f, vitrine_project_redo, &again);
  assert_heard (&again, &right);
  change_and_hear (f, boxed, VT_QA_NOT_THERE, &absent);
  step_and_hear (f, vitrine_project_undo, &again);
  assert_heard (&again, &right);
  step_and_hear (f, vitrine_project_undo, &again);
  assert_heard (&again, &first);
  change_and_hear (f, boxed, VT_QA_NOT_THERE, &again);
  assert_heard (&again, &absent);
  g_array_unref (first.doubts);
  g_array_unref (right.doubts);
  g_array_unref (absent.doubts);
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
test_changes_that_make_no_sense_are_refused (Fixture       *f,
                                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint open, answered;

  spin (f, is_quiet);
  answered = vitrine_asker_get_question (f->asker)->object;
  answer (f);
  spin (f, is_quiet);
  open = vitrine_asker_get_question (f->asker)->object;
  g_assert_false (vitrine_asker_change (f->asker, open, VT_QA_NOT_THERE, 0, NULL, FALSE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (vitrine_asker_confirm (f->asker, open, &error));
  g_clear_error (&error);
  g_assert_false (vitrine_asker_change (f->asker, answered, VT_QA_WRONG_PLACE, 0, NULL, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "Draw a box"));
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
  g_test_add ("/asker/slip", Fixture, NULL, set_up, test_a_slip_is_found_and_mended, tear_down);
  g_test_add ("/asker/doubted-alike", Fixture, NULL, set_up, test_the_same_answers_are_doubted_alike, tear_down);
  ADD ("what-is-learnt-while-away-is-heard", test_what_is_learnt_while_away_is_heard);
  g_test_add ("/asker/change-refused", Fixture, NULL, set_up, test_changes_that_make_no_sense_are_refused, tear_down);
  return g_test_run ();
}
