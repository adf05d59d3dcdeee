/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waits a person meets in the window, in a real window on a display: learning a part from three boxes,
 * the answer to a prune, the next question after an answer, the main loop's longest stall while a job runs, the time
 * a job takes to stop.
 *
 * bench-window [MODEL PICTURES [PART [BOXES]]]; the sample's 200 pictures by default.  The first round reads
 * all features, the second finds them in the cache of $XDG_CACHE_HOME. */
#include "config.h"

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/vitrine-meter.h"
#include "app/vitrine-parts-model.h"
#include "app/vitrine-window.h"
#include "bench-asking.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"
#include "widgets/vitrine-tree.h"

#define PATIENCE (600 * G_TIME_SPAN_SECOND)
#define TURNS 5              /* prunes and cancels that are timed */

typedef struct
{
  VitrineApplication *app;
  const char         *model_path, *pictures, *part;
  guint               n_boxes;
  VitrineMeter       *meter;
  VitrineWindow      *window;
  VitrineSession     *session;
  VitrineProject     *project;
  char               *project_path;
  double              processor;   /* seconds at the beginning of what is measured */
  VitrinePartsModel  *model;
  VitrinePartLearner *learner;
} Bench;

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* Turns the main loop until `test` holds. */
static double
wait_for (gboolean (*test)(Bench *b),
          Bench    * b)
{
  gint64 start = g_get_monotonic_time ();

  while (!test (b))
    {
      if (g_get_monotonic_time () - start > PATIENCE)
        {
          fprintf (stderr, "bench-window: waited too long\n");
          exit (1);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  return seconds_since (start);
}

static void
settle (double seconds)
{
  gint64 start = g_get_monotonic_time ();

  while (seconds_since (start) < seconds)
    g_main_context_iteration (NULL, FALSE) ? (void) 0 : g_usleep (1000);
}

/* Processor time of this process so far, in seconds. */
static double
processor (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* What is measured starts now. */
static gint64
begin (Bench *b)
{
  vitrine_meter_restart (b->meter);
  b->processor = processor ();
  return g_get_monotonic_time ();
}

/* On a machine that others use, the time of the processors says more than the clock. */
static void
say (Bench      *b,
     const char *what,
     double      seconds)
{
  VitrineStall stall = vitrine_meter_get_longest (b->meter);

  printf ("%-44s %7.3f s %7.3f s   %5.1f ms %5.1f ms %5.1f ms\n", what, seconds, processor () - b->processor,
          stall.ms, stall.computing, stall.clock);
  fflush (stdout);
  begin (b);
}

static gboolean
has_picture (Bench *b)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (b->session);

  return vitrine_session_get_model (b->session) != NULL && dataset != NULL
         && !vitrine_dataset_is_loading (dataset) && vitrine_session_get_picture (b->session) != NULL;
}

static gboolean
nothing_runs (Bench *b)
{
  return vitrine_jobs_get_n_busy (vitrine_session_get_jobs (b->session)) == 0;
}

static gboolean
is_ready (Bench *b)
{
  VitrineLearnerState state = vitrine_part_learner_get_state (b->learner);

  if (state == VITRINE_LEARNER_FAILED)
    {
      fprintf (stderr, "bench-window: %s\n", vitrine_part_learner_get_message (b->learner));
      exit (1);
    }
  return state == VITRINE_LEARNER_READY && nothing_runs (b);
}

static gboolean
is_busy (Bench *b)
{
  return !nothing_runs (b);
}

/* Every picture in sight shows the graph as it is now. */
static gboolean
sight_is_fresh (Bench *b)
{
  g_autoptr (GArray) visible = vitrine_parts_model_dup_visible (b->model);

  for (guint i = 0; i < visible->len; i++)
    if (vitrine_part_learner_is_stale (b->learner, g_array_index (visible, guint, i)))
      return FALSE;
  return visible->len > 0;
}

static void
open_window (Bench *b)
{
  g_autoptr (GError) error = NULL;

  b->window = vitrine_window_new (b->app);
  b->session = vitrine_window_get_session (b->window);
  gtk_window_present (GTK_WINDOW (b->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (b->window));
  settle (.5);
  begin (b);
  vitrine_window_open (b->window, (const char *[]) { b->model_path, b->pictures, NULL });
  say (b, "model and pictures open", wait_for (has_picture, b));
  b->model = vitrine_parts_model_of (b->session);
  b->learner = vitrine_parts_model_get_learner (b->model);
  if (b->project_path == NULL)
    b->project = vitrine_project_new_untitled (&error);
  else
    b->project = vitrine_project_open (b->project_path, &error);
  if (b->project == NULL)
    g_error ("%s", error->message);
  if (b->project_path == NULL)
    b->project_path = g_strdup (vitrine_project_get_path (b->project));
  settle (1);
  say (b, "    and shown", 1);
  vitrine_window_show_page (b->window, "parts");
  settle (1);
  say (b, "the Parts page, first shown", 1);
  vitrine_session_set_project (b->session, b->project);
}

static void
close_window (Bench *b)
{
  gtk_window_destroy (GTK_WINDOW (b->window));
  g_clear_object (&b->project);
  settle (.2);
}

/* Boxes of the truth on pictures spread over the set, each a template, as a person would. */
static void
draw_boxes (Bench *b,
            gint64 part)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (b->session);
  guint n = vitrine_dataset_get_n (dataset), drawn = 0;

  for (guint i = 0; i < n && drawn < b->n_boxes; i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (dataset, (i * 7 + 3) % n);
      const VitrinePartTruth *truth = vitrine_picture_find_part (picture, b->part);
      g_autoptr (GError) error = NULL;

      if (truth == NULL)
        continue;
      VitrinePartBox box = { .part = part, .picture = (char *) vitrine_picture_get_id (picture),
                             .box = truth->box };
      if (vitrine_project_add_box (b->project, &box, &error) == 0)
        g_error ("%s", error->message);
      drawn++;
    }
  if (drawn < b->n_boxes)
    g_error ("only %u pictures have a part “%s”", drawn, b->part);
}

static void
time_learning (Bench *b)
{
  g_autoptr (GError) error = NULL;
  gint64 part = vitrine_project_add_part (b->project, b->part, &error);

  g_assert_no_error (error);
  vitrine_session_select_part (b->session, part, 0, NULL);
  draw_boxes (b, part);
  wait_for (is_busy, b);
  say (b, "learning, features read for the first time", wait_for (is_ready, b));
  close_window (b);

  open_window (b);
  gint64 start = begin (b);
  wait_for (is_ready, b);
  say (b, "learning, features in the cache", seconds_since (start));

  guint n = vitrine_dataset_get_n (vitrine_session_get_dataset (b->session));
  VitrinePartFigures figures;
  printf ("    %u pictures, %u parsed, %u patterns", n, vitrine_part_learner_get_n_parsed (b->learner),
          vt_aog_n_patterns (vitrine_part_learner_get_aog (b->learner)));
  if (vitrine_part_learner_get_figures (b->learner, &figures))
    printf (", held-out distance %.3f, without looking %.3f", figures.held_out.distance,
            figures.blind.shots);
  printf ("\n");
}

static void
time_prunes (Bench *b)
{
  for (guint i = 0; i < TURNS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 template_id = vitrine_part_learner_get_template (b->learner, i % b->n_boxes);
      guint64 branch = vitrine_parts_id (VITRINE_PARTS_TEMPLATE, template_id, 0);
      g_autoptr (GArray) ids = vitrine_parts_model_patterns_of (b->model, branch);

      vitrine_parts_model_select (b->model, &g_array_index (ids, guint64, ids->len / 2), 1);
      settle (.3);
      gint64 start = begin (b);
      g_action_group_activate_action (G_ACTION_GROUP (b->window), "parts-prune", NULL);
      while (vitrine_part_learner_get_state (b->learner) == VITRINE_LEARNER_READY)
        g_main_context_iteration (NULL, TRUE);
      wait_for (sight_is_fresh, b);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (b->window));
      say (b, "prune, pictures in sight parsed anew", seconds_since (start));
      wait_for (is_ready, b);
      say (b, "    all pictures and numbers", seconds_since (start));
    }
}

static VitrineJob *
running_job (Bench *b)
{
  GListModel *jobs = G_LIST_MODEL (vitrine_session_get_jobs (b->session));

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      VitrineJob *job = g_list_model_get_item (jobs, i);

      if (vitrine_job_get_state (job) == VITRINE_JOB_RUNNING)
        return job;
      g_object_unref (job);
    }
  return NULL;
}

/* Stops the running job after `after` seconds. */
static void
time_cancel (Bench      *b,
             const char *what,
             double      after)
{
  wait_for (is_busy, b);
  settle (after);
  g_autoptr (VitrineJob) job = running_job (b);

  if (job == NULL)
    {
      printf ("%-44s     ended first\n", what);
      return;
    }
  g_autofree char *name = g_strdup_printf ("%s (%s)", what, vitrine_job_get_stage (job));
  gint64 start = begin (b);
  vitrine_job_cancel (job);
  while (!vitrine_job_is_finished (job))
    g_main_context_iteration (NULL, TRUE);
  say (b, name, seconds_since (start));
  wait_for (nothing_runs, b);
}

static void
time_cancels (Bench *b)
{
  double whole;
  gint64 start = g_get_monotonic_time ();

  vitrine_part_learner_restart (b->learner, NULL);
  wait_for (is_busy, b);
  wait_for (is_ready, b);
  whole = seconds_since (start);
  for (guint i = 0; i < TURNS; i++)
    {
      vitrine_part_learner_restart (b->learner, NULL);
      time_cancel (b, "stop learning", whole * (i + .5) / TURNS);
    }
  vitrine_window_show_page (b->window, "network");
  vitrine_session_select_unit (b->session, vitrine_session_get_layer (b->session), 0);
  time_cancel (b, "stop a scan of units", .3);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;

  gtk_init ();
  adw_init ();
  Bench b = {
    .app = vitrine_application_new (),
    .model_path = argc > 2 ? argv[1] : "sample:network",
    .pictures = argc > 2 ? argv[2] : "sample:pictures?count=200",
    .part = argc > 3 ? argv[3] : "head",
    .n_boxes = argc > 4 ? (guint) atoi (argv[4]) : 3,
    .meter = vitrine_meter_new (g_get_monotonic_time (), FALSE, NULL),
  };
  for (int i = 1; i < MIN (argc, 3); i++)
    if (!g_str_has_prefix (argv[i], "sample:") && !g_file_test (argv[i], G_FILE_TEST_EXISTS))
      return g_printerr ("%s does not exist\n", argv[i]), 1;
  g_application_set_flags (G_APPLICATION (b.app), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (b.app), NULL, &error))
    g_error ("%s", error->message);

  printf ("%s on %s, part “%s”, %u boxes\n", b.model_path, b.pictures, b.part, b.n_boxes);
  printf ("%-44s %9s %9s   %8s %8s %8s\n", "", "clock", "processor", "stall", "computing", "clock");
  open_window (&b);
  time_learning (&b);
  time_prunes (&b);
  bench_asking (b.window);
  time_cancels (&b);
  close_window (&b);
  vitrine_meter_free (b.meter);
  return 0;
}
