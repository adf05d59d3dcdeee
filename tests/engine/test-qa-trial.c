/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trying a way of asking on the bundled network and a few drawn pictures: whole, and stopped at every stage.
 */
#include "config.h"

#include "engine/qa/vitrine-qa-trial.h"

#include "base/vt-error.h"

#define N_PICTURES 12
#define BUDGET     2
#define N_SEEDS    2

typedef struct
{
  VitrineDataset      *dataset;
  VitrineFeatureStore *store;
  VitrinePicture      *pictures[N_PICTURES];
  VitrineQaTrial       trial;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->trial = (VitrineQaTrial) { .pictures = f->pictures, .n_pictures = N_PICTURES, .part = "head", .budget = BUDGET,
                                .seed = 5, .n_seeds = N_SEEDS };
  f->trial.model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_assert_no_error (error);
  f->dataset = vitrine_dataset_open ("sample:pictures?species=fox&count=12&seed=4", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_dataset_get_n (f->dataset), ==, N_PICTURES);
  for (guint i = 0; i < N_PICTURES; i++)
    f->pictures[i] = vitrine_dataset_get (f->dataset, i);
  f->trial.store = f->store = vitrine_feature_store_new (NULL, VITRINE_FEATURE_STORE_LIMIT);
  vt_qa_options_init (&f->trial.asking);
  vt_aog_options_init (&f->trial.options, VT_AOG_FORM_DEFAULT);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  vitrine_feature_store_unref (f->store);
  g_object_unref (f->dataset);
  g_object_unref (f->trial.model);
}

static gboolean
go_on_until (double      fraction,
             const char *stage,
             gpointer    data)
{
  return fraction < *(const double *) data;
}

static VitrineQaTrialResult *
run_until (Fixture *f,
           double   fraction,
           GError **error)
{
  const VtJob job = { go_on_until, &fraction };

  return vitrine_qa_trial_run (&f->trial, NULL, &job, error);
}

static void
check_curve (const VitrineQaCurve *curve,
             guint64               seed)
{
  g_assert_cmpuint (curve->seed, ==, seed);
  g_assert_cmpuint (curve->n_steps, >=, 1);
  g_assert_cmpuint (curve->n_steps, <=, BUDGET);
  for (guint s = 0; s < curve->n_steps; s++)
    g_assert_cmpuint (curve->steps[s].object, <, N_PICTURES);
}

static void
test_a_trial_has_a_curve_for_each_seed (Fixture       *f,
                                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineQaTrialResult) result = run_until (f, 2, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->n_curves, ==, N_SEEDS);
  for (guint i = 0; i < N_SEEDS; i++)
    {
      check_curve (&result->curves[i], f->trial.seed + i);
      g_assert_cmpuint (result->curves[i].n_steps, ==, BUDGET);
    }
}

/* Whether a prediction is shown for judging or a box is asked for is the asking's to say: from chance 0 on every right one
 * is only noted, with a chance that none has every answer is a box. */
static void
test_boxes_are_asked_for_where_nothing_is_likely (Fixture       *f,
                                                  gconstpointer  data)
{
  static const double verify[] = { 0, 1 };
  guint right[2] = { 0, 0 };

  f->trial.budget = 5;
  f->trial.n_seeds = 1;
  for (guint v = 0; v < 2; v++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineQaTrialResult) result = NULL;

      f->trial.asking.verify = verify[v];
      result = run_until (f, 2, &error);
      g_assert_no_error (error);
      for (guint s = 0; s < result->curves[0].n_steps; s++)
        right[v] += result->curves[0].steps[s].kind == VT_QA_RIGHT;
      g_assert_cmpuint (result->curves[0].steps[4].n_boxes, ==, 5 - right[v]);
    }
  g_assert_cmpuint (right[0], >, 0);
  g_assert_cmpuint (right[1], ==, 0);
}

/* Nothing asked: no result.  Else what was asked, and the error too. */
static void
test_a_stopped_trial_keeps_what_was_asked (Fixture       *f,
                                           gconstpointer  data)
{
  static const double when[] = { 0, .31, .5, .66, .85 };
  guint most = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (when); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineQaTrialResult) result = run_until (f, when[i], &error);

      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      if (when[i] < .35)
        g_assert_null (result);
      for (guint c = 0; result != NULL && c < result->n_curves; c++)
        check_curve (&result->curves[c], f->trial.seed + c);
      most = MAX (most, result != NULL ? result->n_curves : 0);
    }
  g_assert_cmpuint (most, >=, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/qa-trial/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("a-trial-has-a-curve-for-each-seed", test_a_trial_has_a_curve_for_each_seed);
  ADD ("boxes-are-asked-for-where-nothing-is-likely", test_boxes_are_asked_for_where_nothing_is_likely);
  ADD ("a-stopped-trial-keeps-what-was-asked", test_a_stopped_trial_keeps_what_was_asked);
  return g_test_run ();
}
