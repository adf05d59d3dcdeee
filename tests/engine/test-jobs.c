/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: notifications are few and on main, cancel is shown at once and works soon, partial
 * results are kept, previews give way to newer ones, and everything handed in is freed once, on
 * main. */
#include <stdatomic.h>

#include "base/vt-error.h"
#include "engine/jobs/vitrine-jobs.h"

typedef struct
{
  VitrineJobs *   jobs;
  GThread     *   main;
  guint           notified, freed, done, cancelled, partials;
  int             last, sum;
  VitrineJobState state;
} Fixture;

static Fixture *the;    /* free functions get no user data */

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->jobs = vitrine_jobs_new (2);
  f->main = g_thread_self ();
  the = f;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->jobs);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
count_free (gpointer data)
{
  g_assert_true (g_thread_self () == the->main);
  the->freed++;
  g_free (data);
}

static int *
box (int value)
{
  int *p = g_new (int, 1);

  *p = value;
  return p;
}

static void
count_done (VitrineJob   *job,
            gpointer      result,
            const GError *error,
            gpointer      data)
{
  Fixture *f = the;

  g_assert_true (g_thread_self () == f->main);
  f->done++;
  f->state = vitrine_job_get_state (job);
  if (g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
    f->cancelled++;
  if (result != NULL)
    f->sum += *(int *) result;
}

static void
take_partial (VitrineJob *job,
              gpointer    partial,
              gpointer    data)
{
  the->partials++;
  g_assert_cmpint (*(int *) partial, >, the->last);
  the->last = *(int *) partial;
}

static void
wait_for_done (Fixture *f,
               guint    n)
{
  while (f->done < n)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
tick_often (VitrineJob   *job,
            const VtJob  *tick,
            gpointer      input,
            GError      **error)
{
  for (int i = 0; i < 100000; i++)
    {
      if (!vt_job_tick (tick, i / 1e5, "Counting", error))
        return NULL;
      vitrine_job_set_count (job, (gsize) i, 100000);
    }
  g_assert_nonnull (vitrine_job_get_pool (job));
  return box (*(int *) input + 1);
}

static void
count_notify (Fixture *f)
{
  g_assert_true (g_thread_self () == f->main);
  f->notified++;
}

static void
many_ticks_make_few_notifications (Fixture       *f,
                                   gconstpointer  data)
{
  VitrineJob *job = vitrine_jobs_run (f->jobs, &(VitrineJobSpec) {
    .title = "Counting", .func = tick_often, .input = box (41), .input_free = count_free,
    .result_free = count_free, .done = count_done, .user_data = box (0),
    .user_data_free = count_free
  });
  g_autoptr (VitrineJob) kept = g_object_ref (job);
  const gint64 start = g_get_monotonic_time ();

  g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (count_notify), f);
  g_assert_cmpuint (vitrine_jobs_get_n_busy (f->jobs), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->jobs)), ==, 1);
  wait_for_done (f, 1);
  g_assert_cmpint (f->sum, ==, 42);
  g_assert_cmpuint (f->notified, <=, 2 + (g_get_monotonic_time () - start) / 100000);
  g_assert_cmpuint (f->notified, >, 0);
  g_assert_cmpint (f->state, ==, VITRINE_JOB_DONE);
  g_assert_cmpuint (f->freed, ==, 3);
  g_assert_cmpuint (vitrine_jobs_get_n_busy (f->jobs), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->jobs)), ==, 0);
  g_assert_cmpstr (vitrine_job_get_stage (kept), ==, "Counting");
  g_assert_cmpstr (vitrine_job_get_detail (kept), ==, "99999 of 100000");
}

static gpointer
until_stopped (VitrineJob   *job,
               const VtJob  *tick,
               gpointer      input,
               GError      **error)
{
  for (int i = 1; ; i++)
    {
      if (!vt_job_tick (tick, 0.5, "Waiting", error))
        return input != NULL ? box (1000) : NULL;
      if (input != NULL)
        vitrine_job_publish (job, box (i), g_free);
      g_usleep (1000);
    }
}

static void
iterate_until (gboolean (*ready)(Fixture *f),
               Fixture   *f)
{
  while (!ready (f))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_partials (Fixture *f)
{
  return f->partials >= 2;
}

static void
cancel_is_shown_at_once_and_keeps_what_there_is (Fixture       *f,
                                                 gconstpointer  data)
{
  g_autoptr (VitrineJob) job = NULL;
  gint64 start;

  job = g_object_ref (vitrine_jobs_run (f->jobs, &(VitrineJobSpec) {
    .title = "Scanning", .func = until_stopped, .input = box (1), .input_free = count_free,
    .result_free = count_free, .done = count_done, .partial = take_partial
  }));
  iterate_until (has_partials, f);
  start = g_get_monotonic_time ();
  vitrine_job_cancel (job);
  g_assert_cmpint (vitrine_job_get_state (job), ==, VITRINE_JOB_CANCELLING);
  wait_for_done (f, 1);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_TIME_SPAN_SECOND);
  g_assert_cmpint (vitrine_job_get_state (job), ==, VITRINE_JOB_PARTIAL);
  g_assert_cmpint (f->sum, ==, 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->jobs)), ==, 1);
  vitrine_jobs_dismiss (f->jobs, job);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->jobs)), ==, 0);
}

static gpointer
never_runs (VitrineJob   *job,
            const VtJob  *tick,
            gpointer      input,
            GError      **error)
{
  g_assert_not_reached ();
}

static void
a_queued_job_is_cancelled_while_another_runs (Fixture       *f,
                                              gconstpointer  data)
{
  VitrineJob *first = vitrine_jobs_run (f->jobs, &(VitrineJobSpec) {
    .func = until_stopped, .done = count_done
  });
  VitrineJob *second = vitrine_jobs_run (f->jobs, &(VitrineJobSpec) {
    .func = never_runs, .done = count_done, .user_data = box (2), .user_data_free = count_free
  });

  vitrine_job_cancel (second);
  wait_for_done (f, 1);
  g_assert_cmpuint (f->cancelled, ==, 1);
  g_assert_cmpuint (f->freed, ==, 1);
  g_assert_cmpuint (vitrine_jobs_get_n_busy (f->jobs), ==, 1);
  vitrine_job_cancel (first);
  wait_for_done (f, 2);
  g_assert_cmpint (f->state, ==, VITRINE_JOB_CANCELLED);
}

static gpointer
fails (VitrineJob   *job,
       const VtJob  *tick,
       gpointer      input,
       GError      **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, "“x.onnx” ends early");
  return NULL;
}

static void
a_failed_job_stays_with_its_message (Fixture       *f,
                                     gconstpointer  data)
{
  VitrineJob *job = vitrine_jobs_run (f->jobs, &(VitrineJobSpec) { .func = fails,
                                                                   .done = count_done });

  wait_for_done (f, 1);
  g_assert_cmpint (f->state, ==, VITRINE_JOB_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->jobs)), ==, 1);
  g_assert_cmpstr (vitrine_job_get_message (job), ==, "“x.onnx” ends early");
}

static gpointer
give_back (VitrineJob   *job,
           const VtJob  *tick,
           gpointer      input,
           GError      **error)
{
  return box (*(int *) input);
}

static void
jobs_run_in_order (Fixture       *f,
                   gconstpointer  data)
{
  for (int i = 1; i <= 50; i++)
    vitrine_jobs_run (f->jobs, &(VitrineJobSpec) {
      .func = give_back, .input = box (i), .input_free = count_free, .result_free = count_free,
      .done = count_done
    });
  wait_for_done (f, 50);
  g_assert_cmpint (f->sum, ==, 50 * 51 / 2);
  g_assert_cmpuint (f->freed, ==, 100);
}

static void
the_newest_preview_wins (Fixture       *f,
                         gconstpointer  data)
{
  vitrine_jobs_preview (f->jobs, "slow", &(VitrineJobSpec) { .func = until_stopped,
                                                             .done = count_done });
  for (int i = 1; i <= 100; i++)
    vitrine_jobs_preview (f->jobs, "map", &(VitrineJobSpec) {
      .func = give_back, .input = box (i), .input_free = count_free, .result_free = count_free,
      .done = count_done
    });
  wait_for_done (f, 99);
  g_assert_cmpint (f->sum, ==, 0);
  vitrine_jobs_cancel_preview (f->jobs, "slow");
  wait_for_done (f, 101);
  g_assert_cmpint (f->sum, ==, 100);
  g_assert_cmpuint (f->cancelled, ==, 100);
  g_assert_cmpuint (f->freed, ==, 101);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->jobs)), ==, 0);
}

static gboolean
was_notified (Fixture *f)
{
  return f->notified > 0;
}

static void
a_long_preview_gives_way (Fixture       *f,
                          gconstpointer  data)
{
  VitrineJob *old = vitrine_jobs_preview (f->jobs, "map", &(VitrineJobSpec) {
    .func = until_stopped, .done = count_done
  });

  g_signal_connect_swapped (old, "notify::fraction", G_CALLBACK (count_notify), f);
  iterate_until (was_notified, f);
  while (vitrine_job_get_seconds (old) < 0.25)
    g_main_context_iteration (NULL, FALSE);
  vitrine_jobs_preview (f->jobs, "map", &(VitrineJobSpec) {
    .func = give_back, .input = box (7), .input_free = count_free, .result_free = count_free,
    .done = count_done
  });
  wait_for_done (f, 2);
  g_assert_cmpint (f->sum, ==, 7);
  g_assert_cmpuint (f->cancelled, ==, 1);
}

static void
shutdown_frees_all_and_calls_nobody (Fixture       *f,
                                     gconstpointer  data)
{
  const gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 5; i++)
    vitrine_jobs_run (f->jobs, &(VitrineJobSpec) {
      .func = until_stopped, .input = box (1), .input_free = count_free,
      .result_free = count_free, .done = count_done
    });
  vitrine_jobs_shutdown (f->jobs);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->done, ==, 0);
  g_assert_cmpuint (f->freed, >=, 5);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_TIME_SPAN_SECOND);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void        (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/jobs/many-ticks-make-few-notifications", many_ticks_make_few_notifications },
    { "/jobs/cancel-is-shown-at-once", cancel_is_shown_at_once_and_keeps_what_there_is },
    { "/jobs/queued-is-cancelled-at-once", a_queued_job_is_cancelled_while_another_runs },
    { "/jobs/failed-stays", a_failed_job_stays_with_its_message },
    { "/jobs/in-order", jobs_run_in_order },
    { "/jobs/newest-preview-wins", the_newest_preview_wins },
    { "/jobs/long-preview-gives-way", a_long_preview_gives_way },
    { "/jobs/shutdown", shutdown_frees_all_and_calls_nobody },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
