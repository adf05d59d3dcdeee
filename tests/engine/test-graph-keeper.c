/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The keeper of a window's graph: what it learns beside ordinary pictures is another graph, found again with them, and
 * a set that is not there is said.
 */
#include "config.h"

#include <string.h>

#include "graph-desk.h"

#define ORDINARY "sample:pictures?species=deer&count=8&seed=3"

typedef GraphDesk Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  graph_desk_open (f, "sample:pictures?species=fox&count=8&seed=12");
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  graph_desk_stop (f);
  graph_desk_close (f);
}

static void
rest (Fixture *f)
{
  const gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_SECOND;

  while (g_main_context_pending (NULL) || vitrine_jobs_get_n_busy (f->jobs) > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The graph as text; NULL: none. (transfer full) */
static char *
learn (Fixture    *f,
       const char *negatives)
{
  VtXGraph *graph;

  graph_desk_learn (f, 16, 3, negatives);
  rest (f);
  graph = vitrine_graph_keeper_get_graph (f->keeper);
  return graph != NULL ? vt_xgraph_save (graph) : NULL;
}

static void
test_ordinary_pictures_make_another_graph (Fixture       *f,
                                           gconstpointer  data)
{
  g_autofree char *alone = NULL, *beside = NULL, *found = NULL;

  vitrine_graph_keeper_set_inputs (f->keeper, f->model, f->dataset);
  rest (f);
  alone = learn (f, "");
  beside = learn (f, ORDINARY);
  g_assert_nonnull (alone);
  g_assert_nonnull (beside);
  g_assert_cmpstr (alone, !=, beside);
  g_assert_cmpstr (vitrine_graph_keeper_get_wish (f->keeper)->negatives, ==, ORDINARY);

  /* Somebody who opens the same finds the same. */
  vitrine_graph_keeper_set_inputs (f->keeper, NULL, NULL);
  rest (f);
  g_assert_null (vitrine_graph_keeper_get_graph (f->keeper));
  vitrine_graph_keeper_set_inputs (f->keeper, f->model, f->dataset);
  rest (f);
  g_assert_nonnull (vitrine_graph_keeper_get_graph (f->keeper));
  found = vt_xgraph_save (vitrine_graph_keeper_get_graph (f->keeper));
  g_assert_cmpstr (found, ==, beside);
  g_assert_cmpstr (vitrine_graph_keeper_get_wish (f->keeper)->negatives, ==, ORDINARY);
}

static void
test_a_set_that_is_not_there_is_said (Fixture       *f,
                                      gconstpointer  data)
{
  g_autofree char *empty = g_build_filename (f->folder, "features", NULL), *gone = g_build_filename (f->folder, "gone", NULL);

  vitrine_graph_keeper_set_inputs (f->keeper, f->model, f->dataset);
  rest (f);
  g_assert_null (learn (f, gone));
  g_assert_cmpint (vitrine_graph_keeper_get_state (f->keeper), ==, VITRINE_KEEPER_EMPTY);
  g_assert_nonnull (strstr (vitrine_graph_keeper_get_message (f->keeper), gone));
  g_assert_false (vitrine_graph_keeper_was_stopped (f->keeper));
  g_mkdir_with_parents (empty, 0700);
  g_assert_null (learn (f, empty));
  g_assert_nonnull (strstr (vitrine_graph_keeper_get_message (f->keeper), empty));
}

static void
test_who_stops_it_is_no_trouble (Fixture       *f,
                                 gconstpointer  data)
{
  VitrineGraphWish *wish = vitrine_graph_wish_new (TRUE);

  vitrine_graph_keeper_set_inputs (f->keeper, f->model, f->dataset);
  rest (f);
  vitrine_graph_keeper_learn (f->keeper, wish);
  vitrine_graph_wish_free (wish);
  vitrine_graph_keeper_cancel (f->keeper);
  rest (f);
  g_assert_cmpint (vitrine_graph_keeper_get_state (f->keeper), ==, VITRINE_KEEPER_EMPTY);
  g_assert_nonnull (vitrine_graph_keeper_get_message (f->keeper));
  g_assert_true (vitrine_graph_keeper_was_stopped (f->keeper));
}

static void
stop_halfway (VitrineJob         *job,
              GParamSpec         *pspec,
              VitrineGraphKeeper *keeper)
{
  if (vitrine_job_get_fraction (job) >= .5)
    vitrine_graph_keeper_cancel (keeper);
}

static void
open_again (Fixture *f)
{
  vitrine_graph_keeper_set_inputs (f->keeper, NULL, NULL);
  vitrine_graph_keeper_set_inputs (f->keeper, f->model, f->dataset);
  rest (f);
}

/* Marks every kept graph as one whose learning was stopped at the ranks, with all layers there; how many. */
static guint
mark_unfinished (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      n += mark_unfinished (path);
      if (!g_str_has_suffix (name, ".json"))
        continue;
      strcpy (path + strlen (path) - strlen ("json"), "");
      g_autofree char *mark = g_strconcat (path, "unfinished", NULL);

      g_assert_true (g_file_set_contents (mark, "", 0, NULL));
      n++;
    }
  return n;
}

static void
assert_goes_on (Fixture    *f,
                const char *whole)
{
  g_autofree char *text = NULL;

  g_assert_cmpint (vitrine_graph_keeper_get_state (f->keeper), ==, VITRINE_KEEPER_READY);
  vitrine_graph_keeper_resume (f->keeper);
  rest (f);
  g_assert_true (vitrine_graph_keeper_is_ranked (f->keeper));
  g_assert_nonnull (vitrine_graph_keeper_get_sights (f->keeper));
  text = vt_xgraph_save (vitrine_graph_keeper_get_graph (f->keeper));
  g_assert_cmpstr (text, ==, whole);
  open_again (f);
  g_assert_true (vitrine_graph_keeper_is_ranked (f->keeper));
}

/* Wherever it is stopped, the rest is done when somebody goes on, in this session or in a later one. */
static void
test_what_was_stopped_goes_on (Fixture       *f,
                               gconstpointer  data)
{
  g_autofree char *graphs = g_build_filename (f->folder, "graphs", NULL), *whole = NULL;

  vitrine_graph_keeper_set_inputs (f->keeper, f->model, f->dataset);
  rest (f);
  whole = learn (f, "");
  g_assert_true (vitrine_graph_keeper_is_ranked (f->keeper));
  g_assert_cmpuint (mark_unfinished (graphs), ==, 1);
  open_again (f);
  g_assert_cmpuint (vt_xgraph_first_layer (vitrine_graph_keeper_get_graph (f->keeper)), ==, 0);
  g_assert_false (vitrine_graph_keeper_is_ranked (f->keeper));
  assert_goes_on (f, whole);

  folder_remove (graphs);
  graph_desk_learn (f, 16, 3, "");
  g_signal_connect (vitrine_graph_keeper_get_job (f->keeper), "notify::fraction", G_CALLBACK (stop_halfway), f->keeper);
  rest (f);
  g_assert_true (vitrine_graph_keeper_was_stopped (f->keeper));
  g_assert_null (vitrine_graph_keeper_get_sights (f->keeper));
  assert_goes_on (f, whole);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/graph-keeper/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("ordinary-pictures-make-another-graph", test_ordinary_pictures_make_another_graph);
  ADD ("who-stops-it-is-no-trouble", test_who_stops_it_is_no_trouble);
  ADD ("what-was-stopped-goes-on", test_what_was_stopped_goes_on);
  ADD ("a-set-that-is-not-there-is-said", test_a_set_that_is_not_there_is_said);
  return g_test_run ();
}
