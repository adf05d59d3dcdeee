/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: a session of questions about the heads of a few drawn foxes, with a project in a folder of its own.
 * All calls: main thread. */
#pragma once

#include "engine/qa/vitrine-asker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

G_BEGIN_DECLS

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

static inline void
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

static inline void
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

static inline void
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

static inline void
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

static inline gboolean
asks (Fixture *f)
{
  return vitrine_asker_get_question (f->asker) != NULL;
}

static inline gboolean
is_quiet (Fixture *f)
{
  const VitrineLearnerState state = vitrine_part_learner_get_state (f->learner);
  guint n;

  vitrine_asker_get_next (f->asker, &n);
  return asks (f) && n > 0 && vitrine_jobs_get_n_busy (f->jobs) == 0 && !g_main_context_pending (NULL)
         && (state == VITRINE_LEARNER_READY || state == VITRINE_LEARNER_IDLE);
}

/* Quiet, and what the answers taught is a point of the curve. */
static inline gboolean
has_learnt (Fixture *f)
{
  guint n;
  const VitrineAskerPoint *curve = vitrine_asker_get_curve (f->asker, &n);

  return is_quiet (f) && n > 0 && curve[n - 1].answers == vitrine_asker_get_answers (f->asker)->n_answers;
}

/* From truth; returns what was said. */
static inline VtQaKind
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

G_END_DECLS
