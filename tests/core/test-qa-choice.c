/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking: the choice of the next object on planted kinds (five hidden templates, no network), and when to end. */
#include <glib.h>
#include <math.h>

#include "base/vt-rng.h"
#include "qa/vt-qa-choice.h"

#define N      200
#define KINDS  5
#define LENGTH 64
#define SEEDS  50

typedef struct
{
  guint  kind[N];
  float  feature[N][LENGTH];
  float  noise[N];
  float  score[N];
  float *distance;
} Kinds;

static void
draw_kinds (Kinds  *w,
            guint64 seed)
{
  static const double share[KINDS] = { .45, .25, .15, .10, .05 };
  float prototype[KINDS][LENGTH];
  guint order[N], at = 0;
  VtRng rng;

  vt_rng_init (&rng, seed);
  for (guint k = 0; k < KINDS; k++)
    for (guint d = 0; d < LENGTH; d++)
      prototype[k][d] = (float) vt_rng_normal (&rng);
  for (guint i = 0; i < N; i++)
    order[i] = i;
  vt_rng_shuffle (&rng, order, N);
  for (guint k = 0; k < KINDS; k++)
    for (guint i = 0; i < (guint) (share[k] * N + .5) && at < N; i++)
      w->kind[order[at++]] = k;
  g_assert_cmpuint (at, ==, N);
  for (guint i = 0; i < N; i++)
    {
      w->noise[i] = (float) vt_rng_range (&rng, -.3, .3);
      for (guint d = 0; d < LENGTH; d++)
        w->feature[i][d] = (float) MAX (0, (double) prototype[w->kind[i]][d] + .3 * vt_rng_normal (&rng));
    }
}

static double
product (const Kinds *w,
         guint        i,
         guint        j)
{
  double sum = 0;

  for (guint d = 0; d < LENGTH; d++)
    sum += (double) w->feature[i][d] * (double) w->feature[j][d];
  return sum;
}

static Kinds *
kinds_new (guint64 seed)
{
  Kinds *w = g_new0 (Kinds, 1);

  draw_kinds (w, seed);
  w->distance = g_new (float, N * N);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      w->distance[i * N + j] = i == j ? 0 : (float) (1 - product (w, i, j)
                                                     / sqrt (product (w, i, i) * product (w, j, j)));
  return w;
}

static void
kinds_free (Kinds *w)
{
  g_free (w->distance);
  g_free (w);
}

/* +2 when the kind is known, −3 otherwise. */
static void
set_scores (Kinds           *w,
            const VtQaState *state)
{
  gboolean known[KINDS] = { FALSE };

  for (guint i = 0; i < N; i++)
    known[w->kind[i]] |= state->status[i] == VT_QA_BOXED;
  for (guint i = 0; i < N; i++)
    w->score[i] = (known[w->kind[i]] ? 2 : -3) + w->noise[i];
}

static guint
count_known (const Kinds     *w,
             const VtQaState *state)
{
  gboolean known[KINDS] = { FALSE };
  guint n = 0;

  for (guint i = 0; i < N; i++)
    known[w->kind[i]] |= state->status[i] == VT_QA_BOXED;
  for (guint k = 0; k < KINDS; k++)
    n += known[k];
  return n;
}

static VtQaState *
box (const VtQaState *state,
     guint            object)
{
  g_autoptr (GError) error = NULL;
  const VtQaAnswer answer = { VT_QA_NEW_TEMPLATE, object, 0, FALSE, { 1, 2, 30, 40 } };
  VtQaState *next = vt_qa_state_answer (state, &answer, &error);

  g_assert_no_error (error);
  return next;
}

/* Questions until every kind is known. */
static guint
ask_until_known (Kinds       *w,
                 VtQaStrategy strategy,
                 gboolean     published,
                 guint64      seed,
                 double      *explained)
{
  VtQaState *state = vt_qa_state_new (N);
  VtQaOptions options;
  int last = -1;
  guint n = 0;

  vt_qa_options_init (&options);
  options.strategy = strategy;
  options.seed = seed;
  if (published)
    options.coverage = options.doubt = 0;
  set_scores (w, state);
  while (count_known (w, state) < KINDS)
    {
      const VtQaView view = { state, w->score, w->distance, NULL, last };
      VtQaQuestion question;
      VtQaState *next;
      double before, after;

      g_assert_cmpuint (vt_qa_choose (&view, &options, 1, &question), ==, 1);
      g_assert_cmpfloat (question.gain, >=, 0);
      before = vt_qa_loss (&view, &options);
      next = box (state, question.object);
      set_scores (w, next);
      after = vt_qa_loss (&(VtQaView) { next, w->score, w->distance, NULL, -1 }, &options);
      /* What was new to the graph makes it believe more. */
      if (count_known (w, next) > count_known (w, state))
        g_assert_cmpfloat (after, <, before);
      else
        g_assert_cmpfloat (after, <=, before);
      vt_qa_state_free (state);
      state = next;
      last = (int) question.object;
      n++;
      for (guint i = 0; i < N && n == 3; i++)
        *explained += w->score[i] > 0 ? 1. / (N * SEEDS) : 0;
    }
  vt_qa_state_free (state);
  return n;
}

/* As it is by default, and by scores alone as published. */
static void
test_active_finds_all_kinds (gconstpointer published)
{
  double active = 0, random = 0, explained_active = 0, explained_random = 0;

  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      Kinds *w = kinds_new (seed);
      const guint n = ask_until_known (w, VT_QA_STRATEGY_GAIN, published != NULL, seed, &explained_active);

      g_assert_cmpuint (n, <=, 7);
      active += (double) n / SEEDS;
      random += (double) ask_until_known (w, VT_QA_STRATEGY_RANDOM, FALSE, seed,
                                          &explained_random) / SEEDS;
      kinds_free (w);
    }
  g_test_message ("questions: active %.2f, random %.2f; explained after 3: %.2f, %.2f", active, random, explained_active,
                  explained_random);
  g_assert_cmpfloat (active, <=, 5.5);
  g_assert_cmpfloat (random, >, 15);
  g_assert_cmpfloat (explained_active, >=, .8);
  g_assert_cmpfloat (explained_random, <, .75);
}

/* By looks alone: scores that say nothing change nothing, and all kinds are found as soon. */
static void
test_looks_alone_find_all_kinds (void)
{
  for (guint64 seed = 1; seed <= 10; seed++)
    {
      Kinds *w = kinds_new (seed);
      VtQaState *state = vt_qa_state_new (N);
      VtQaOptions options;
      guint n = 0;

      vt_qa_options_init (&options);
      options.coverage = 1;
      for (; count_known (w, state) < KINDS; n++)
        {
          VtQaQuestion question, other;
          VtQaState *next;

          /* Below those answered, by this much or by that. */
          for (guint i = 0; i < N; i++)
            w->score[i] = state->status[i] == VT_QA_BOXED ? 2 : w->noise[i];
          vt_qa_choose (&(VtQaView) { state, w->score, w->distance, NULL, -1 }, &options, 1, &question);
          for (guint i = 0; i < N; i++)
            w->score[i] = state->status[i] == VT_QA_BOXED ? 2 : -5 * w->noise[i];
          vt_qa_choose (&(VtQaView) { state, w->score, w->distance, NULL, -1 }, &options, 1, &other);
          g_assert_cmpuint (question.object, ==, other.object);
          next = box (state, question.object);
          vt_qa_state_free (state);
          state = next;
        }
      g_assert_cmpuint (n, <=, 7);
      vt_qa_state_free (state);
      kinds_free (w);
    }
}

/* Of two kinds that are as new, the one whose part may be in many places is asked about; what is not known is in doubt;
 * without the weight it says nothing. */
static void
test_doubt_is_asked_about (void)
{
  Kinds *w = kinds_new (7);
  VtQaState *none = vt_qa_state_new (N), *one = box (none, 0), *state;
  float doubt[N];
  guint again = 1;
  VtQaQuestion question;
  VtQaOptions options;

  while (w->kind[again] != w->kind[0])
    again++;
  state = box (one, again);
  set_scores (w, state);
  vt_qa_options_init (&options);
  for (guint kind = 0; kind < KINDS; kind++)
    {
      const VtQaView view = { state, w->score, w->distance, NULL, -1, doubt };

      if (kind == w->kind[0])
        continue;
      for (guint i = 0; i < N; i++)
        doubt[i] = w->kind[i] != kind ? .0001f : i % 2 == 0 ? .3f : NAN;
      options.doubt = 4;
      g_assert_cmpuint (vt_qa_choose (&view, &options, 1, &question), ==, 1);
      g_assert_cmpuint (w->kind[question.object], ==, kind);
    }

  const VtQaView with = { state, w->score, w->distance, NULL, -1, doubt };
  const VtQaView without = { state, w->score, w->distance, NULL, -1 };
  VtQaQuestion plain;

  options.doubt = 0;
  vt_qa_choose (&with, &options, 1, &question);
  vt_qa_choose (&without, &options, 1, &plain);
  g_assert_cmpuint (question.object, ==, plain.object);
  /* One box does not know what it does not know. */
  options.doubt = 4;
  vt_qa_choose (&(VtQaView) { one, w->score, w->distance, NULL, -1, doubt }, &options, 1, &question);
  vt_qa_choose (&(VtQaView) { one, w->score, w->distance, NULL, -1 }, &options, 1, &plain);
  g_assert_cmpuint (question.object, ==, plain.object);
  vt_qa_state_free (one);
  vt_qa_state_free (none);
  vt_qa_state_free (state);
  kinds_free (w);
}

/* A question says how new its object is and how open its place. */
static void
test_a_question_says_why (void)
{
  Kinds *w = kinds_new (3);
  VtQaState *none = vt_qa_state_new (N), *one = box (none, 0);
  VtQaQuestion question[N];
  float doubt[N];
  VtQaOptions options;
  guint n;

  vt_qa_options_init (&options);
  for (guint i = 0; i < N; i++)
    doubt[i] = i % 2 == 0 ? .135f : 1;
  set_scores (w, none);
  g_assert_cmpuint (vt_qa_choose (&(VtQaView) { none, w->score, w->distance, NULL, -1 }, &options, 1, question), ==, 1);
  g_assert_true (isnan (question[0].novelty) && isnan (question[0].doubt));
  set_scores (w, one);
  n = vt_qa_choose (&(VtQaView) { one, w->score, w->distance, NULL, -1, doubt }, &options, N, question);
  g_assert_cmpuint (n, ==, N - 1);
  for (guint q = 0; q < n; q++)
    {
      const guint i = question[q].object;

      g_assert_cmpfloat_with_epsilon (question[q].novelty, 1 - exp (-options.alpha * (double) w->distance[i]), 1e-9);
      g_assert_cmpfloat_with_epsilon (question[q].doubt, i % 2 == 0 ? .5 : 1, 1e-6);
    }
  vt_qa_state_free (one);
  vt_qa_state_free (none);
  kinds_free (w);
}

static void
test_spread_is_half_a_deviation (void)
{
  const float score[] = { 1, NAN, 3, 1, 3 };

  g_assert_cmpfloat_with_epsilon (vt_qa_spread (score, G_N_ELEMENTS (score)), .5, 1e-9);
  g_assert_cmpfloat_with_epsilon (vt_qa_spread (score, 0), .5, 1e-9);
}

static void
test_known_lookalike_gains_nothing (void)
{
  Kinds *w = kinds_new (3);
  VtQaState *state = vt_qa_state_new (N), *next = box (state, 0);
  const int options_last = -1;
  VtQaQuestion questions[N];
  VtQaOptions options;
  gboolean met = FALSE;

  /* Object 1 is object 0 again. */
  w->kind[1] = w->kind[0];
  w->noise[1] = w->noise[0];
  for (guint j = 0; j < N; j++)
    w->distance[N + j] = w->distance[j * N + 1] = j == 1 ? 0 : w->distance[j];
  set_scores (w, next);
  vt_qa_options_init (&options);

  const VtQaView view = { next, w->score, w->distance, NULL, options_last };
  const guint n = vt_qa_choose (&view, &options, N, questions);

  g_assert_cmpuint (n, ==, N - 1);
  for (guint q = 0; q < n; q++)
    {
      g_assert_cmpfloat (questions[q].gain, >=, 0);
      g_assert_cmpuint (questions[q].object, !=, 0);
      if (questions[q].object == 1)
        {
          g_assert_cmpfloat (questions[q].gain, <, 1e-9);
          met = TRUE;
        }
    }
  g_assert_true (met);
  vt_qa_state_free (state);
  vt_qa_state_free (next);
  kinds_free (w);
}

static void
test_neighbours_are_of_its_kind (void)
{
  Kinds *w = kinds_new (9);
  g_autoptr (VtQaState) state = vt_qa_state_new (N);
  VtQaQuestion questions[4];
  VtQaOptions options;

  vt_qa_options_init (&options);
  set_scores (w, state);

  const VtQaView view = { state, w->score, w->distance, NULL, -1 };

  g_assert_cmpuint (vt_qa_choose (&view, &options, 4, questions), ==, 4);
  for (guint q = 0; q < 4; q++)
    for (guint j = 0; j < questions[q].n_neighbours; j++)
      {
        g_assert_cmpuint (questions[q].neighbour[j], !=, questions[q].object);
        g_assert_cmpuint (w->kind[questions[q].neighbour[j]], ==, w->kind[questions[q].object]);
        g_assert_true (j == 0 || questions[q].profit[j] <= questions[q].profit[j - 1]);
      }
  /* Questions in a queue are about different kinds: each is asked as if those before were answered. */
  g_assert_cmpuint (w->kind[questions[0].object], !=, w->kind[questions[1].object]);
  g_assert_cmpfloat (vt_qa_affinity (&view, &options), >, .05);
  g_assert_cmpfloat (vt_qa_affinity (&view, &options), <, .5);
  kinds_free (w);
}

static void
test_absent_never_comes_back (void)
{
  Kinds *w = kinds_new (5);
  g_autoptr (GError) error = NULL;
  VtQaState *state = vt_qa_state_new (N);
  VtQaOptions options;
  guint8 asked[N] = { 0 };
  guint rounds = 0;

  vt_qa_options_init (&options);
  set_scores (w, state);
  for (;;)
    {
      const VtQaView view = { state, w->score, w->distance, NULL, -1 };
      VtQaQuestion question;
      VtQaState *next;

      if (vt_qa_choose (&view, &options, 1, &question) == 0)
        break;
      g_assert_false (asked[question.object]);
      asked[question.object] = TRUE;
      next = vt_qa_state_answer (state, &(VtQaAnswer) { .kind = VT_QA_NOT_THERE, .object = question.object }, &error);
      g_assert_no_error (error);
      vt_qa_state_free (state);
      state = next;
      rounds++;
    }
  g_assert_cmpuint (rounds, ==, N);
  g_assert_cmpfloat (vt_qa_loss (&(VtQaView) { state, w->score, w->distance, NULL, -1 }, &options), ==, 0);
  vt_qa_state_free (state);
  kinds_free (w);
}

static void
test_asking_ends (void)
{
  VtQaOptions options;

  vt_qa_options_init (&options);
  g_assert_false (vt_qa_is_done (&options, 1, .021));
  g_assert_true (vt_qa_is_done (&options, 1, .019));
  g_assert_false (vt_qa_is_done (&options, 0, 0));
}

static void
test_chance_follows_answers (void)
{
  const float judged[] = { -3, -3.2f, -2.8f, 2, 2.1f, 1.9f };
  const guint8 right[] = { 0, 0, 0, 1, 1, 1 };

  g_assert_cmpfloat (vt_qa_chance (judged, right, 0, 1, 0), ==, .5);
  g_assert_cmpfloat (vt_qa_chance (judged, right, 6, .5, -3), <, .2);
  g_assert_cmpfloat (vt_qa_chance (judged, right, 6, .5, 2), >, .8);
  g_assert_cmpfloat_with_epsilon (vt_qa_chance (judged, right, 6, .5, 40), .5, 1e-9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/qa/choice/active-finds-all-kinds", NULL, test_active_finds_all_kinds);
  g_test_add_data_func ("/qa/choice/active-finds-all-kinds-as-published", "", test_active_finds_all_kinds);
  g_test_add_func ("/qa/choice/doubt-is-asked-about", test_doubt_is_asked_about);
  g_test_add_func ("/qa/choice/a-question-says-why", test_a_question_says_why);
  g_test_add_func ("/qa/choice/spread-is-half-a-deviation", test_spread_is_half_a_deviation);
  g_test_add_func ("/qa/choice/looks-alone-find-all-kinds", test_looks_alone_find_all_kinds);
  g_test_add_func ("/qa/choice/known-lookalike-gains-nothing", test_known_lookalike_gains_nothing);
  g_test_add_func ("/qa/choice/neighbours-are-of-its-kind", test_neighbours_are_of_its_kind);
  g_test_add_func ("/qa/choice/absent-never-comes-back", test_absent_never_comes_back);
  g_test_add_func ("/qa/choice/asking-ends", test_asking_ends);
  g_test_add_func ("/qa/choice/chance-follows-answers", test_chance_follows_answers);
  return g_test_run ();
}
