/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanatory graphs: threads, stopping and going on, files, hostile files. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "vt-planted-graph.h"

static World *
small_world (void)
{
  return world_new (&(WorldSpec) { .seed = 3, .n = 24, .common = 1, .own = .3, .noise = 2, .lower = TRUE });
}

static void
quickly (VtXGraphOptions *options)
{
  options->iterations = 8;
}

/* As the window has it: pictures are turned, nodes roam and are ranked by meeting others and by what is around them. */
static void
roaming (VtXGraphOptions *options)
{
  quickly (options);
  vt_xgraph_options_roam (options);
}

static char *
learn_and_save_with (const World *w,
                     guint        n_threads,
                     void (*      change )(VtXGraphOptions *options))
{
  g_autoptr (VtPool) pool = n_threads > 0 ? vt_pool_new (n_threads) : NULL;
  g_autoptr (VtXGraph) graph = world_learn (w, change, pool);

  return vt_xgraph_save (graph);
}

static char *
learn_and_save (const World *w,
                guint        n_threads)
{
  return learn_and_save_with (w, n_threads, quickly);
}

static void
threads_do_not_matter_with_mirrors (void)
{
  g_autoptr (World) w = small_world ();
  g_autofree char *none = learn_and_save_with (w, 0, roaming), *three = learn_and_save_with (w, 3, roaming);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtXGraph) again = vt_xgraph_load (none, strlen (none), &error);
  g_autofree char *second = NULL;

  g_assert_no_error (error);
  second = vt_xgraph_save (again);
  g_assert_cmpstr (none, ==, three);
  g_assert_cmpstr (none, ==, second);
  g_assert_null (strstr (strrchr (none, '{'), "\"facing\": []"));
}

static void
threads_do_not_matter (void)
{
  g_autoptr (World) w = small_world ();
  g_autofree char *none = learn_and_save (w, 0), *three = learn_and_save (w, 3), *five = learn_and_save (w, 5);

  g_assert_true (strstr (none, "\"parent\": [") != NULL && strstr (none, "\"parent\": []") != NULL);
  g_assert_cmpstr (none, ==, three);
  g_assert_cmpstr (none, ==, five);
}

/* ---- stopping ---- */

typedef struct { double until; double last; guint ticks; } Patience;

static gboolean
tick (double      fraction,
      const char *stage,
      gpointer    user_data)
{
  Patience *p = user_data;

  g_assert_cmpfloat (fraction, >=, p->last - 1e-9);
  g_assert_cmpfloat (fraction, <=, 1 + 1e-9);
  p->last = fraction;
  p->ticks++;
  return fraction < p->until;
}

static VtXGraph *
learn_until (const World *w,
             void (*      change )(VtXGraphOptions *options),
             double       until,
             VtXGraph    *former,
             GError     **error)
{
  Patience patience = { .until = until };
  const VtJob job = { tick, &patience };
  VtXGraphOptions options;
  const VtXGraphLearner learner = {
    .space = w->space, .pictures = &w->pictures, .options = &options, .model = "planted", .class_name = "thing", .seed = 7,
    .former = former,
  };
  VtXGraph *graph;

  vt_xgraph_options_init (&options, FALSE);
  change (&options);
  graph = vt_xgraph_learn (&learner, NULL, &job, error);
  g_assert_cmpuint (patience.ticks, >, 0);
  return graph;
}

static void
stopping_keeps_finished_layers_and_going_on_ends_the_same (void)
{
  g_autoptr (World) w = small_world ();
  g_autofree char *whole = learn_and_save (w, 0), *text = NULL;
  g_autoptr (GError) early = NULL, late = NULL, none = NULL;
  g_autoptr (VtXGraph) nothing = learn_until (w, quickly, .05, NULL, &early);
  g_autoptr (VtXGraph) half = learn_until (w, quickly, .6, NULL, &late);
  g_autoptr (VtXGraph) rest = NULL;

  g_assert_error (early, VT_ERROR, VT_ERROR_CANCELLED);
  g_assert_null (nothing);
  g_assert_error (late, VT_ERROR, VT_ERROR_CANCELLED);
  g_assert_nonnull (half);
  g_assert_cmpuint (vt_xgraph_first_layer (half), ==, 1);
  g_assert_cmpuint (vt_xgraph_n_nodes (half), ==, 20 * WORLD_FILTERS);
  rest = learn_until (w, quickly, 2, half, &none);
  g_assert_no_error (none);
  text = vt_xgraph_save (rest);
  g_assert_cmpstr (text, ==, whole);
}

/* Ranks come last: all layers are there, and only the ranks are made anew. */
static void
stopping_while_ranking_keeps_all_layers (void)
{
  const double until[] = { .972, .978, .99 };
  g_autoptr (World) w = small_world ();
  g_autofree char *whole = learn_and_save_with (w, 0, roaming);

  for (guint k = 0; k < G_N_ELEMENTS (until); k++)
    {
      g_autoptr (GError) error = NULL, none = NULL;
      g_autoptr (VtXGraph) stopped = learn_until (w, roaming, until[k], NULL, &error), rest = NULL;
      g_autofree char *text = NULL;

      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      g_assert_cmpuint (vt_xgraph_first_layer (stopped), ==, 0);
      rest = learn_until (w, roaming, 2, stopped, &none);
      g_assert_no_error (none);
      text = vt_xgraph_save (rest);
      g_assert_cmpstr (text, ==, whole);
    }
}

static void
a_stranger_cannot_be_gone_on_with (void)
{
  g_autoptr (World) w = small_world ();
  g_autoptr (VtXGraph) other = world_learn (w, NULL, NULL);
  g_autoptr (GError) error = NULL;
  VtXGraphOptions options;
  const VtXGraphLearner learner = {
    .space = w->space, .pictures = &w->pictures, .options = &options, .seed = 8, .former = other,
  };

  vt_xgraph_options_init (&options, FALSE);
  g_assert_null (vt_xgraph_learn (&learner, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
}

static gboolean
fail_at_nine (gpointer     user_data,
              guint        picture,
              gboolean     mirrored,
              guint        thread,
              VtPartMaps  *maps,
              GError     **error)
{
  const World *w = user_data;

  if (picture != 9)
    return w->pictures.get (w->pictures.user_data, picture, mirrored, thread, maps, error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, "nine is broken");
  return FALSE;
}

static void
a_failing_picture_is_named (void)
{
  g_autoptr (World) w = small_world ();
  g_autoptr (GError) error = NULL;
  const VtPartPictures pictures = { .n_pictures = w->spec.n, .get = fail_at_nine, .user_data = w };
  VtXGraphOptions options;
  const VtXGraphLearner learner = { .space = w->space, .pictures = &pictures, .options = &options };

  vt_xgraph_options_init (&options, TRUE);
  g_assert_null (vt_xgraph_learn (&learner, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "nine is broken");
}

/* The quick constants keep the loudest filters only. */
static void
two_filters (VtXGraphOptions *options)
{
  options->filters = 2;
}

static void
the_loudest_filters_are_kept (void)
{
  /* Without noise filter 1 sees one part, the others two. */
  g_autoptr (World) w
    = world_new (&(WorldSpec) { .seed = 3, .n = 24, .common = .2, .own = .1, .silent = TRUE });
  g_autoptr (VtXGraph) graph = world_learn (w, two_filters, NULL);
  guint n;
  const VtXNode *nodes = vt_xgraph_nodes (graph, 0, &n);

  g_assert_cmpuint (n, ==, 40);
  for (guint v = 0; v < n; v++)
    {
      g_assert_cmpuint (nodes[v].filter, !=, 1);
      g_assert_cmpuint (nodes[v].filter, !=, WORLD_FILTERS - 1);
    }
}

/* ---- statistics ---- */

/* Maps a thousand times as large come to the same once divided by their deviation. */
static void
loudness_of_the_network_does_not_matter (void)
{
  g_autoptr (World) w = world_new (&(WorldSpec) { .seed = 4, .n = 24, .common = 1, .own = .3, .noise = 2 });
  const gsize n_units = vt_part_space_n_units (w->space);
  guint n[2];
  const VtXNode *nodes[2];
  g_autoptr (VtXGraph) a = NULL, b = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (VtPartStats) stats = vt_part_stats_compute (w->space, &w->pictures, NULL, NULL, NULL);
      VtXGraphOptions options;
      const VtXGraphLearner learner = {
        .space = w->space, .stats = stats, .per_place = TRUE, .pictures = &w->pictures, .options = &options, .seed = 1,
      };

      vt_xgraph_options_init (&options, FALSE);
      *(i == 0 ? &a : &b) = vt_xgraph_learn (&learner, NULL, NULL, NULL);
      for (gsize u = 0; u < 2 * w->spec.n * n_units; u++)
        w->block[u] *= 1024;
    }
  nodes[0] = vt_xgraph_nodes (a, 0, &n[0]);
  nodes[1] = vt_xgraph_nodes (b, 0, &n[1]);
  g_assert_cmpuint (n[0], ==, n[1]);
  for (guint v = 0; v < n[0]; v++)
    {
      g_assert_cmpfloat_with_epsilon (nodes[0][v].score, nodes[1][v].score, 1e-3);
      g_assert_cmpfloat_with_epsilon (nodes[0][v].place[0], nodes[1][v].place[0], 1e-3);
    }
}

/* ---- files ---- */

static void
a_file_reads_as_it_was (void)
{
  g_autoptr (World) w = small_world ();
  g_autoptr (VtXGraph) graph = world_learn (w, quickly, NULL), again = NULL;
  g_autofree char *text = vt_xgraph_save (graph), *second = NULL;
  g_autofree VtXPlace *here = world_find (w, graph), *there = NULL;
  g_autoptr (GError) error = NULL;

  again = vt_xgraph_load (text, strlen (text), &error);
  g_assert_no_error (error);
  second = vt_xgraph_save (again);
  g_assert_cmpstr (text, ==, second);
  g_assert_cmpstr (vt_xgraph_model (again), ==, "planted");
  g_assert_cmpstr (vt_xgraph_class (again), ==, "thing");
  g_assert_cmpuint (vt_xgraph_seed (again), ==, 7);
  g_assert_cmpuint (vt_xgraph_n_pictures (again), ==, 24);
  there = world_find (w, again);
  g_assert_cmpmem (here, 24 * vt_xgraph_n_nodes (graph) * sizeof *here, there, 24 * vt_xgraph_n_nodes (again) * sizeof *there);
}

/* Replaces the first `from` by `to` and says whether the file still reads. */
static void
assert_refused (const char *text,
                const char *from,
                const char *to)
{
  const char *at = strstr (text, from);
  g_autoptr (GString) bad = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtXGraph) graph = NULL;

  g_assert_nonnull (at);
  g_string_erase (bad, at - text, (gssize) strlen (from));
  g_string_insert (bad, at - text, to);
  graph = vt_xgraph_load (bad->str, bad->len, &error);
  if (graph != NULL)
    g_error ("“%s” for “%s” is read", to, from);
  g_assert_true (error->domain == VT_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
damaged_files_are_refused (void)
{
  static const char *const cases[][2] = {
    { "\"version\": 2", "\"version\": 1" }, { "vitrine explanatory graph", "something else" },
    { "\"channels\": 6", "\"channels\": 5" }, { "\"channels\": 6", "\"channels\": 999999999" },
    { "\"channels\": 6", "\"channels\": 0" }, { "\"filter\": [0", "\"filter\": [6" },
    { "\"filter\": [0", "\"filter\": [0,0" }, { "\"place\": [", "\"place\": [1," }, { "\"place\": [", "\"place\": [1e9," },
    { "\"spread\": [", "\"spread\": [null," }, { "\"width\": [", "\"width\": [0," }, { "\"parent\": [", "\"parent\": [0," },
    { "\"parent\": [", "\"parent\": [1.5e6," }, { "\"cells\": [28,28]", "\"cells\": [28]" },
    { "\"cells\": [28,28]", "\"cells\": [28,129]" }, { "\"stride\": [8,8]", "\"stride\": [0,8]" },
    { "\"frame\": [224, 224]", "\"frame\": []" }, { "\"layers\": [", "\"layers\": [{}," },
    { "\"nodes\": ", "\"nodes\": -" }, { "{", "" }, { "{", "{\"x\": [[[[" }, { "\"n_parents\": [", "\"n_parents\": [65," },
    { "\"deviation\": [", "\"deviation\": [1," }, { "\"facing\": [", "\"facing\": [1" }, { "\"sway\": [", "\"sway\": [1" },
    { "\"mirror\": 0", "\"mirror\": 1" },
  };
  g_autoptr (World) w = small_world ();
  g_autofree char *text = learn_and_save (w, 0);
  const gsize n = strlen (text);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (text, cases[i][0], cases[i][1]);
  /* Cut anywhere it is refused; a byte changed anywhere it is refused or read, but never believed beyond its end. */
  for (gsize cut = 0; cut + 2 < n; cut += 997)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_xgraph_load (text, cut, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
    }
  for (gsize i = 0; i < 400; i++)
    {
      g_autofree char *bad = g_memdup2 (text, n);
      g_autoptr (VtXGraph) graph = NULL;

      bad[(i * 7919) % n] = (char) (i * 31);
      graph = vt_xgraph_load (bad, n, NULL);
      if (graph != NULL)
        {
          g_autofree VtXPlace *found = NULL;

          if (vt_part_space_equal (vt_xgraph_space (graph), w->space))
            found = world_find (w, graph);
        }
    }
}

/* Deviations next to nothing make evidence whose squares are endless. */
static void
places_of_made_up_graphs_lie_on_the_map (void)
{
  static const char text[] =
    "{\"format\": \"vitrine explanatory graph\", \"version\": 2, \"model\": \"ab\", \"class\": \"x\", \"seed\": \"7\", "
    "\"pictures\": 9, \"frame\": [64, 64], \"constants\": {\"between\": 1}, \"layers\": [{\"name\": \"a\", \"node\": 1, "
    "\"sources\": [1], \"channels\": 1, \"cells\": [4, 4], \"stride\": [16, 16], \"offset\": [3.5, 3.5], "
    "\"field\": [20, 20], \"deviation\": [1e-30], \"filter\": [0], \"place\": [1, 2], \"spread\": [1], \"width\": [1.2], "
    "\"mean\": [1, 2], \"variance\": [0.5], \"score\": [1], \"least\": [0.1], \"n_parents\": [0], \"parent\": [], "
    "\"likeness\": [], \"objective\": []}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (VtXGraph) graph = vt_xgraph_load (text, strlen (text), &error);
  float x[16];
  const VtPartMaps maps = { .x = { x } };
  VtXPlace found;

  g_assert_no_error (error);
  for (guint u = 0; u < G_N_ELEMENTS (x); u++)
    x[u] = (float) (u % 3);
  vt_xgraph_infer (graph, &maps, &found);
  g_assert_cmpfloat (found.score, >, 0);
  for (guint axis = 0; axis < 2; axis++)
    {
      g_assert_cmpfloat (found.cell[axis], >=, 0);
      g_assert_cmpfloat (found.cell[axis], <=, 3);
    }
}

static void
unknown_members_are_passed_over (void)
{
  g_autoptr (World) w = small_world ();
  g_autofree char *text = learn_and_save (w, 0), *second = NULL;
  g_autofree char *more = g_strconcat ("{\"new\": {\"a\": [1, {\"b\": \"}]\\\"\"}, null], \"c\": true}, ", text + 1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtXGraph) graph = vt_xgraph_load (more, strlen (more), &error);

  g_assert_no_error (error);
  second = vt_xgraph_save (graph);
  g_assert_cmpstr (text, ==, second);
}

/* Files of before a constant was there say nothing of it: it does nothing. */
static void
files_without_a_constant_open (void)
{
  g_autoptr (World) w = small_world ();
  g_autoptr (VtXGraph) graph = world_learn (w, roaming, NULL), old = NULL;
  g_autofree char *text = vt_xgraph_save (graph);
  g_auto (GStrv) halves = g_strsplit (text, "\"around\": 1, ", 2);
  g_autofree char *without = g_strjoinv ("", halves);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (halves), ==, 2);
  old = vt_xgraph_load (without, strlen (without), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (vt_xgraph_options (old)->around, ==, 0);
  g_assert_cmpuint (vt_xgraph_n_nodes (old), ==, vt_xgraph_n_nodes (graph));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xgraph/threads", threads_do_not_matter);
  g_test_add_func ("/xgraph/threads-mirrors", threads_do_not_matter_with_mirrors);
  g_test_add_func ("/xgraph/stop", stopping_keeps_finished_layers_and_going_on_ends_the_same);
  g_test_add_func ("/xgraph/stop-ranking", stopping_while_ranking_keeps_all_layers);
  g_test_add_func ("/xgraph/stranger", a_stranger_cannot_be_gone_on_with);
  g_test_add_func ("/xgraph/failing-picture", a_failing_picture_is_named);
  g_test_add_func ("/xgraph/loudest", the_loudest_filters_are_kept);
  g_test_add_func ("/xgraph/loudness", loudness_of_the_network_does_not_matter);
  g_test_add_func ("/xgraph/file", a_file_reads_as_it_was);
  g_test_add_func ("/xgraph/damaged", damaged_files_are_refused);
  g_test_add_func ("/xgraph/made-up", places_of_made_up_graphs_lie_on_the_map);
  g_test_add_func ("/xgraph/unknown-members", unknown_members_are_passed_over);
  g_test_add_func ("/xgraph/older-file", files_without_a_constant_open);
  return g_test_run ();
}
