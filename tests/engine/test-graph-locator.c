/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part found by the nodes of an explanatory graph: from the boxes of a project, kept up to date with its edits; maps
 * of votes say the same as the places; what is stopped can be gone on with.
 */
#include "config.h"

#include "engine/parts/vitrine-graph-locator.h"

#include <math.h>

#include "graph-desk.h"

#define N_PICTURES 16

typedef struct
{
  GraphDesk            desk;
  VitrineProject      *project;
  VitrineGraphLocator *locator;
  gint64               part;
  guint                n_jobs;      /* that the locator started */
  gboolean             cancel;      /* the next of them */
} Fixture;

static void
on_job (VitrineGraphLocator *locator,
        GParamSpec          *pspec,
        Fixture             *f)
{
  VitrineJob *job = vitrine_graph_locator_get_job (locator);

  if (job == NULL)
    return;
  f->n_jobs++;
  if (f->cancel)
    vitrine_job_cancel (job);
  f->cancel = FALSE;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GraphDesk *desk = &f->desk;

  graph_desk_open (desk, "sample:pictures?species=fox&count=16&seed=12");
  path = g_build_filename (desk->folder, "test.vitrine", NULL);
  f->project = vitrine_project_new (path, &error);
  g_assert_no_error (error);
  f->part = vitrine_project_add_part (f->project, "head", &error);
  g_assert_no_error (error);
  vitrine_graph_keeper_set_inputs (desk->keeper, desk->model, desk->dataset);
  f->locator = vitrine_graph_locator_new (desk->jobs, desk->store, desk->keeper);
  g_signal_connect (f->locator, "notify::job", G_CALLBACK (on_job), f);
  vitrine_graph_locator_set_inputs (f->locator, desk->model, desk->dataset, f->project, f->part);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  graph_desk_stop (&f->desk);
  g_object_unref (f->locator);
  vitrine_project_close (f->project);
  g_object_unref (f->project);
  graph_desk_close (&f->desk);
}

static void
turn_while (gboolean (*waits)(Fixture *f),
            Fixture   *f)
{
  const gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_SECOND;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (waits (f) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (waits (f));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_at_work (Fixture *f)
{
  return vitrine_jobs_get_n_busy (f->desk.jobs) > 0
         || vitrine_graph_locator_get_state (f->locator) == VITRINE_LOCATOR_LOOKING;
}

/* What ends may set off what comes next. */
static void
rest (Fixture *f)
{
  do
    turn_while (is_at_work, f);
  while (is_at_work (f));
}

static void
learn (Fixture *f)
{
  rest (f);
  graph_desk_learn (&f->desk, 24, 4, "");
  rest (f);
  g_assert_nonnull (vitrine_graph_keeper_get_graph (f->desk.keeper));
}

static void
teach (Fixture *f,
       guint    picture)
{
  g_autoptr (GError) error = NULL;
  VitrinePicture *one = vitrine_dataset_get (f->desk.dataset, picture);
  const VitrinePartTruth *truth = vitrine_picture_find_part (one, "head");
  VitrinePartBox box = { .part = f->part, .picture = (char *) vitrine_picture_get_id (one) };

  g_assert_nonnull (truth);
  box.box = truth->box;
  vitrine_project_add_box (f->project, &box, &error);
  g_assert_no_error (error);
}

static void
test_boxes_find_the_part (Fixture       *f,
                          gconstpointer  data)
{
  VitrinePartFigures figures;

  teach (f, 0);
  teach (f, 1);
  vitrine_graph_locator_set_awake (f->locator, TRUE);
  rest (f);
  g_assert_cmpint (vitrine_graph_locator_get_state (f->locator), ==, VITRINE_LOCATOR_NO_GRAPH);
  learn (f);
  g_assert_cmpint (vitrine_graph_locator_get_state (f->locator), ==, VITRINE_LOCATOR_READY);
  g_assert_true (vitrine_graph_locator_get_figures (f->locator, &figures));
  g_assert_cmpuint (figures.held_out.pictures, ==, figures.all.pictures - 2);
  g_assert_cmpuint (figures.n_shots, ==, 2);
  /* It looks: better than somebody who does not. */
  g_assert_cmpfloat (figures.held_out.distance, <, .8 * figures.blind_held_out.shots);
}

/* Where the maximum of the map lies, so does the part; also where the picture was turned. */
static void
test_maps_say_what_places_say (Fixture       *f,
                               gconstpointer  data)
{
  VitrineGraphVotes *votes;
  const VitrineVoter *voters;
  guint height, width, n, n_mirrored = 0;

  teach (f, 0);
  vitrine_graph_locator_set_awake (f->locator, TRUE);
  learn (f);
  votes = vitrine_graph_locator_get_votes (f->locator);
  g_assert_nonnull (votes);
  vitrine_graph_votes_size (votes, &height, &width);
  voters = vitrine_graph_votes_voters (votes, &n);
  g_assert_cmpuint (n, >=, 50);
  for (guint k = 1; k < n; k++)
    g_assert_cmpfloat (voters[k - 1].rank, >=, voters[k].rank);

  g_autofree float *map = g_new (float, height * width);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      const int number = vitrine_graph_locator_number (f->locator, i);
      VtPartPlace place;
      double agreement;
      guint best = 0;

      g_assert_true (vitrine_graph_locator_get_place (f->locator, i, &place, &agreement));
      g_assert_cmpfloat (agreement, >, 0);
      g_assert_cmpfloat (agreement, <=, 1);
      vitrine_graph_votes_map (votes, (guint) number, FALSE, map);
      for (guint u = 1; u < height * width; u++)
        if (map[u] > map[best])
          best = u;
      n_mirrored += vitrine_graph_votes_places (votes)->mirrored[number];
      /* Cells of four pixels; a frame that they do not divide is off by less than one when it is turned. */
      g_assert_cmpfloat_with_epsilon (place.centre[0], (best / width + .5) * 4 - .5, 1e-6);
      g_assert_cmpfloat_with_epsilon (place.centre[1], (best % width + .5) * 4 - .5, 4);
    }
  g_assert_cmpuint (n_mirrored, >, 0);
  g_assert_cmpint (vitrine_graph_locator_number (f->locator, N_PICTURES), ==, -1);
}

static void
test_edits_are_followed (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  VtPartPlace first, second, again;
  double agreement;
  guint jobs;

  teach (f, 0);
  vitrine_graph_locator_set_awake (f->locator, TRUE);
  learn (f);
  g_assert_true (vitrine_graph_locator_get_place (f->locator, 5, &first, &agreement));
  teach (f, 2);
  rest (f);
  g_assert_true (vitrine_graph_locator_get_place (f->locator, 5, &second, &agreement));
  g_assert_cmpfloat (second.size[0], !=, first.size[0]);
  g_assert_true (vitrine_project_undo (f->project, &error));
  rest (f);
  g_assert_true (vitrine_graph_locator_get_place (f->locator, 5, &again, &agreement));
  g_assert_cmpmem (&first, sizeof first, &again, sizeof again);
  g_assert_true (vitrine_project_undo (f->project, &error));
  rest (f);
  g_assert_cmpint (vitrine_graph_locator_get_state (f->locator), ==, VITRINE_LOCATOR_NO_BOX);
  g_assert_false (vitrine_graph_locator_get_place (f->locator, 5, &again, &agreement));

  /* Asleep it does nothing. */
  jobs = f->n_jobs;
  vitrine_graph_locator_set_awake (f->locator, FALSE);
  teach (f, 1);
  rest (f);
  g_assert_cmpuint (f->n_jobs, ==, jobs);
}

static void
test_what_is_stopped_goes_on (Fixture       *f,
                              gconstpointer  data)
{
  VtPartPlace place;
  double agreement;

  teach (f, 0);
  learn (f);
  f->cancel = TRUE;
  vitrine_graph_locator_set_awake (f->locator, TRUE);
  rest (f);
  g_assert_cmpint (vitrine_graph_locator_get_state (f->locator), ==, VITRINE_LOCATOR_STOPPED);
  /* It stays so until somebody asks. */
  vitrine_graph_locator_set_awake (f->locator, TRUE);
  rest (f);
  g_assert_cmpint (vitrine_graph_locator_get_state (f->locator), ==, VITRINE_LOCATOR_STOPPED);
  vitrine_graph_locator_go_on (f->locator);
  rest (f);
  g_assert_cmpint (vitrine_graph_locator_get_state (f->locator), ==, VITRINE_LOCATOR_READY);
  g_assert_true (vitrine_graph_locator_get_place (f->locator, 3, &place, &agreement));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/graph-locator/boxes-find-the-part", Fixture, NULL, set_up, test_boxes_find_the_part, tear_down);
  g_test_add ("/graph-locator/maps-say-what-places-say", Fixture, NULL, set_up, test_maps_say_what_places_say, tear_down);
  g_test_add ("/graph-locator/edits-are-followed", Fixture, NULL, set_up, test_edits_are_followed, tear_down);
  g_test_add ("/graph-locator/what-is-stopped-goes-on", Fixture, NULL, set_up, test_what_is_stopped_goes_on, tear_down);
  return g_test_run ();
}
