/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking: answers as pure functions, the choice of the next object on planted kinds, distances on a planted
 * world. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "qa/vt-qa-choice.h"
#include "parts/vt-part-unlike.h"
#include "vt-planted.h"

/* ---- planted kinds: five hidden templates, no network ---- */

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

/* ---- answers ---- */

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

/* ---- distances ---- */

static gboolean
get_reversed (gpointer     user_data,
              guint        picture,
              gboolean     mirrored,
              guint        thread,
              VtPartMaps  *maps,
              GError     **error)
{
  const VtPartPictures *straight = user_data;

  return straight->get (straight->user_data, picture, picture == 4 ? !mirrored : mirrored, thread, maps, error);
}

static void
test_distances (void)
{
  g_autoptr (Planted) p = planted_new (&(PlantedSpec) { 11, 40, 0, 0, FALSE });
  g_autoptr (VtPool) pool = vt_pool_new (3);
  guint8 out[40] = { 0 };
  VtPartPictures reversed = { 40, get_reversed, p->pictures.release, &p->pictures };

  out[9] = TRUE;

  g_autofree float *one = vt_part_unlikeness (p->space, &p->pictures, out, NULL, NULL, NULL, NULL);
  g_autofree float *three = vt_part_unlikeness (p->space, &p->pictures, out, NULL, pool, NULL, NULL);
  g_autofree float *turned = vt_part_unlikeness (p->space, &reversed, out, NULL, pool, NULL, NULL);
  double same = 0, other = 0;
  guint n_same = 0, n_other = 0;

  g_assert_cmpmem (one, 40 * 40 * sizeof (float), three, 40 * 40 * sizeof (float));
  for (guint i = 0; i < 40; i++)
    for (guint j = 0; j < 40; j++)
      {
        const float d = one[i * 40 + j];

        g_assert_true (d >= 0 && d <= 1 && d == one[j * 40 + i]);
        if (i == 9 || j == 9)
          g_assert_true (d == 1);
        else if (i == j)
          g_assert_true (d == 0);
        else if (p->truth[i] == p->truth[j])
          same += (double) d, n_same++;
        else
          other += (double) d, n_other++;
        /* Turning one object over changes nothing. */
        g_assert_cmpfloat_with_epsilon (d, turned[i * 40 + j], 1e-4);
      }
  g_assert_cmpfloat (same / n_same, <, other / n_other);
}

static gboolean
stop_at (double      fraction,
         const char *stage,
         gpointer    user_data)
{
  guint *left = user_data;

  return (*left)-- > 0;
}

static void
test_distances_stop_anywhere (void)
{
  g_autoptr (Planted) p = planted_new (&(PlantedSpec) { 11, 40, 0, 0, FALSE });

  for (guint at = 0;; at++)
    {
      g_autoptr (GError) error = NULL;
      guint left = at;
      const VtJob job = { stop_at, &left };
      g_autofree float *d = vt_part_unlikeness (p->space, &p->pictures, NULL, NULL, NULL, &job, &error);

      if (d != NULL)
        {
          g_assert_cmpuint (at, >, 3);
          break;
        }
      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/qa/choice/active-finds-all-kinds", NULL, test_active_finds_all_kinds);
  g_test_add_data_func ("/qa/choice/active-finds-all-kinds-as-published", "", test_active_finds_all_kinds);
  g_test_add_func ("/qa/choice/doubt-is-asked-about", test_doubt_is_asked_about);
  g_test_add_func ("/qa/choice/spread-is-half-a-deviation", test_spread_is_half_a_deviation);
  g_test_add_func ("/qa/choice/looks-alone-find-all-kinds", test_looks_alone_find_all_kinds);
  g_test_add_func ("/qa/choice/known-lookalike-gains-nothing", test_known_lookalike_gains_nothing);
  g_test_add_func ("/qa/choice/neighbours-are-of-its-kind", test_neighbours_are_of_its_kind);
  g_test_add_func ("/qa/choice/absent-never-comes-back", test_absent_never_comes_back);
  g_test_add_func ("/qa/choice/asking-ends", test_asking_ends);
  g_test_add_func ("/qa/choice/chance-follows-answers", test_chance_follows_answers);
  g_test_add_func ("/qa/state/five-answers", test_five_answers);
  g_test_add_func ("/qa/state/answers-change-nothing-old", test_answers_change_nothing_old);
  g_test_add_func ("/qa/state/bad-answers-are-refused", test_bad_answers_are_refused);
  g_test_add_func ("/qa/state/skipped-rests-for-five-rounds", test_skipped_rests_for_five_rounds);
  g_test_add_func ("/qa/distance/planted", test_distances);
  g_test_add_func ("/qa/distance/stops-anywhere", test_distances_stop_anywhere);
  return g_test_run ();
}
