/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are looked at again: which are doubted, what changing and confirming them does, and that the same answers
 * are doubted alike whatever was said in between. */
#include "config.h"

#include "asker-desk.h"
#include "hold.h"

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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/asker-doubts/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("a-slip-is-found-and-mended", test_a_slip_is_found_and_mended);
  ADD ("the-same-answers-are-doubted-alike", test_the_same_answers_are_doubted_alike);
  ADD ("changes-that-make-no-sense-are-refused", test_changes_that_make_no_sense_are_refused);
  return g_test_run ();
}
