/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part learner on the bundled network and a few drawn pictures: a box is enough, pruning is undone
 * to the bit, and nothing is delivered for what nobody asks any more.
 */
#include "config.h"

#include "engine/parts/vitrine-part-learner.h"

#include <glib/gstdio.h>

#include "engine/units/vitrine-feature-store.h"
#include "../folder.h"
#include "hold.h"

#define N_PICTURES 10

typedef struct
{
  char               *folder;
  VitrineJobs        *jobs;
  VitrineModel       *model;
  VitrineDataset     *dataset;
  VitrineProject     *project;
  VitrinePartLearner *learner;
  gint64              part;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("vitrine-learner-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (f->folder, "test.vitrine", NULL);

  f->jobs = vitrine_jobs_new (2);
  f->model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_assert_no_error (error);
  f->dataset = vitrine_dataset_open ("sample:pictures?count=10&seed=3", NULL, &error);
  g_assert_no_error (error);
  f->project = vitrine_project_new (path, &error);
  g_assert_no_error (error);
  f->part = vitrine_project_add_part (f->project, "head", &error);
  g_assert_no_error (error);

  f->learner = vitrine_part_learner_new (f->jobs);
  vitrine_part_learner_set_model (f->learner, f->model);
  vitrine_part_learner_set_dataset (f->learner, f->dataset);
  vitrine_part_learner_set_project (f->learner, f->project);
  vitrine_part_learner_set_part (f->learner, f->part);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->folder, "test.vitrine", NULL);

  vitrine_jobs_shutdown (f->jobs);
  g_object_unref (f->learner);
  vitrine_project_close (f->project);
  g_object_unref (f->project);
  g_object_unref (f->dataset);
  g_object_unref (f->model);
  g_object_unref (f->jobs);
  g_unlink (path);
  g_rmdir (f->folder);
  g_free (f->folder);
}

/* Runs the main loop until the learner is in a state and nothing is waiting. */
static void
wait_for (Fixture             *f,
          VitrineLearnerState  state)
{
  gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_SECOND;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (vitrine_part_learner_get_state (f->learner) != state && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (vitrine_part_learner_get_state (f->learner), ==, state);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Draws the true box of the first picture from FROM that has one. */
static gint64
teach (Fixture *f,
       guint    from)
{
  for (guint i = from; i < vitrine_dataset_get_n (f->dataset); i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (f->dataset, i);
      const VitrinePartTruth *truth = vitrine_picture_find_part (picture, "head");

      if (truth == NULL)
        continue;

      g_autoptr (GError) error = NULL;
      VitrinePartBox box = { .part = f->part, .picture = (char *) vitrine_picture_get_id (picture),
                             .box = truth->box };
      gint64 id = vitrine_project_add_box (f->project, &box, &error);

      g_assert_no_error (error);
      return id;
    }
  g_assert_not_reached ();
}

static void
test_one_box_finds_the_part_everywhere (Fixture       *f,
                                        gconstpointer  data)
{
  VitrinePartFigures figures;

  g_assert_null (vitrine_part_learner_get_aog (f->learner));
  teach (f, 0);
  wait_for (f, VITRINE_LEARNER_READY);

  VtAog *aog = vitrine_part_learner_get_aog (f->learner);
  g_assert_nonnull (aog);
  g_assert_cmpuint (vt_aog_n_templates (aog), ==, 1);
  g_assert_cmpuint (vt_aog_n_patterns (aog), >, 5);
  g_assert_cmpuint (vitrine_part_learner_get_n_parsed (f->learner), ==, N_PICTURES);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      VitrineBox frame;

      g_assert_nonnull (vitrine_part_learner_get_parse (f->learner, i));
      g_assert_false (vitrine_part_learner_is_stale (f->learner, i));
      g_assert_true (vitrine_part_learner_get_frame (f->learner, i, &frame));
    }
  g_assert_nonnull (vitrine_part_learner_get_stats (f->learner, 0));
  g_assert_true (vitrine_part_learner_get_figures (f->learner, &figures));
  g_assert_cmpuint (figures.held_out.pictures, ==, figures.all.pictures - 1);
  g_assert_cmpfloat (figures.all.distance, <, .5);
  /* Predictors that do not look are scored on the same pictures: one fewer, another mean. */
  g_assert_cmpfloat (figures.blind_held_out.shots, >, 0);
  g_assert_cmpfloat (figures.blind_held_out.mean, !=, figures.blind.mean);
  g_assert_cmpfloat_with_epsilon (figures.blind_held_out.mean, figures.blind.mean, .1);
  g_assert_cmpuint (vitrine_part_learner_get_n_pictures (f->learner), ==, N_PICTURES);
}

static void
test_a_second_box_makes_a_second_template (Fixture       *f,
                                           gconstpointer  data)
{
  guint64 stamp;

  teach (f, 0);
  wait_for (f, VITRINE_LEARNER_READY);
  stamp = vt_template_stamp (vt_aog_template (vitrine_part_learner_get_aog (f->learner), 0));
  teach (f, 4);
  wait_for (f, VITRINE_LEARNER_READY);

  VtAog *aog = vitrine_part_learner_get_aog (f->learner);
  g_assert_cmpuint (vt_aog_n_templates (aog), ==, 2);
  g_assert_cmpuint (vt_template_stamp (vt_aog_template (aog, 0)), ==, stamp);
  g_assert_cmpint (vitrine_part_learner_find_template (f->learner,
                                                       vitrine_part_learner_get_template (f->learner, 1)),
                   ==, 1);
}

static void
test_pruning_is_undone_to_the_bit (Fixture       *f,
                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  double scores[N_PICTURES];
  VitrineDrop drops[3] = { 0 };

  teach (f, 0);
  wait_for (f, VITRINE_LEARNER_READY);

  guint n = vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner));
  for (guint i = 0; i < N_PICTURES; i++)
    scores[i] = vt_parse_score (vitrine_part_learner_get_parse (f->learner, i));
  for (guint i = 0; i < G_N_ELEMENTS (drops); i++)
    {
      g_assert_true (vitrine_part_learner_fill_drop (f->learner, 0, i, &drops[i]));
      drops[i].reason = (char *) "click";
    }
  g_assert_true (vitrine_project_drop (f->project, drops, G_N_ELEMENTS (drops), "Prune", &error));
  wait_for (f, VITRINE_LEARNER_READY);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), <=, n - 3);
  g_assert_nonnull (vitrine_part_learner_get_former (f->learner, 0));
  g_assert_cmpfloat (vt_parse_score (vitrine_part_learner_get_former (f->learner, 0)), ==, scores[0]);

  g_assert_true (vitrine_project_undo (f->project, &error));
  wait_for (f, VITRINE_LEARNER_READY);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n);
  for (guint i = 0; i < N_PICTURES; i++)
    g_assert_cmpfloat (vt_parse_score (vitrine_part_learner_get_parse (f->learner, i)), ==, scores[i]);
}

static void
test_without_boxes_nothing_is_left (Fixture       *f,
                                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  teach (f, 0);
  wait_for (f, VITRINE_LEARNER_READY);
  g_assert_true (vitrine_project_undo (f->project, &error));
  wait_for (f, VITRINE_LEARNER_IDLE);
  g_assert_null (vitrine_part_learner_get_aog (f->learner));
  g_assert_null (vitrine_part_learner_get_parse (f->learner, 0));
  g_assert_true (vitrine_project_redo (f->project, &error));
  wait_for (f, VITRINE_LEARNER_READY);
  g_assert_nonnull (vitrine_part_learner_get_aog (f->learner));
}

static void
test_another_part_gets_nothing_of_the_first (Fixture       *f,
                                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 other = vitrine_project_add_part (f->project, "tail", &error);

  g_assert_no_error (error);
  teach (f, 0);
  while (vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_IDLE)
    g_main_context_iteration (NULL, TRUE);
  vitrine_part_learner_set_part (f->learner, other);
  wait_for (f, VITRINE_LEARNER_IDLE);
  g_assert_null (vitrine_part_learner_get_aog (f->learner));
  vitrine_part_learner_set_part (f->learner, f->part);
  wait_for (f, VITRINE_LEARNER_READY);
  g_assert_cmpuint (vitrine_part_learner_get_n_parsed (f->learner), ==, N_PICTURES);
}

/* A box that is taken back before it is learnt from leaves no trace, however late its job would have ended. */
static void
test_a_box_that_is_taken_back_is_not_learnt (Fixture       *f,
                                             gconstpointer  data)
{
  gint go = FALSE;
  double score;

  teach (f, 0);
  wait_for (f, VITRINE_LEARNER_READY);
  score = vt_parse_score (vitrine_part_learner_get_parse (f->learner, 0));
  vitrine_jobs_run (f->jobs, &(VitrineJobSpec) { .title = "hold", .func = hold, .input = &go });
  teach (f, 4);
  wait_for (f, VITRINE_LEARNER_MINING);
  g_assert_true (vitrine_project_undo (f->project, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_atomic_int_set (&go, TRUE);
  while (vitrine_jobs_get_n_busy (f->jobs) > 0 || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (vitrine_part_learner_get_state (f->learner), ==, VITRINE_LEARNER_READY);
  g_assert_cmpuint (vt_aog_n_templates (vitrine_part_learner_get_aog (f->learner)), ==, 1);
  g_assert_cmpfloat (vt_parse_score (vitrine_part_learner_get_parse (f->learner, 0)), ==, score);
}

static void
test_a_template_makes_room_for_another (Fixture       *f,
                                        gconstpointer  data)
{
  const gint64 first = teach (f, 0);
  gint64 before;

  wait_for (f, VITRINE_LEARNER_READY);
  before = vitrine_part_learner_get_template (f->learner, 0);
  vitrine_project_begin (f->project, "Another box");
  teach (f, 4);
  vitrine_project_remove_box (f->project, first, NULL);
  g_assert_true (vitrine_project_end (f->project, NULL));
  wait_for (f, VITRINE_LEARNER_READY);
  g_assert_cmpuint (vt_aog_n_templates (vitrine_part_learner_get_aog (f->learner)), ==, 1);
  g_assert_cmpint (vitrine_part_learner_get_template (f->learner, 0), !=, before);
}

#define ADD(name, func) g_test_add ("/part-learner/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("vitrine-cache-XXXXXX", NULL);

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("one-box-finds-the-part-everywhere", test_one_box_finds_the_part_everywhere);
  ADD ("a-second-box-makes-a-second-template", test_a_second_box_makes_a_second_template);
  ADD ("pruning-is-undone-to-the-bit", test_pruning_is_undone_to_the_bit);
  ADD ("without-boxes-nothing-is-left", test_without_boxes_nothing_is_left);
  ADD ("a-box-that-is-taken-back-is-not-learnt", test_a_box_that_is_taken_back_is_not_learnt);
  ADD ("a-template-makes-room-for-another", test_a_template_makes_room_for_another);
  ADD ("another-part-gets-nothing-of-the-first", test_another_part_gets_nothing_of_the_first);

  int status = g_test_run ();
  VitrineFeatureStore *store = vitrine_feature_store_new (NULL, VITRINE_FEATURE_STORE_LIMIT);

  vitrine_feature_store_clear (store, NULL);
  vitrine_feature_store_unref (store);
  folder_remove (cache);
  return status;
}
