/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explanatory graphs do for objects that lie as they like, against planted answers: places between cells, a
 * second look at the deepest layer, and nodes that move together. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "vt-planted-graph.h"

#define N 70

/* Of the best node of each pair of filter and part the median distance from the part in cells, the mean over pairs. */
static double
mean_miss (const World    *w,
           const VtXGraph *graph,
           guint           layer)
{
  g_autofree VtXPlace *found = world_find (w, graph);
  const guint first = vt_xgraph_first (graph, layer), all = vt_xgraph_n_nodes (graph);
  double mean = 0;
  guint n;
  const VtXNode *nodes = vt_xgraph_nodes (graph, layer, &n);

  for (guint k = 0; k < WORLD_PAIRS; k++)
    {
      g_autofree double *truth = world_places (w, world_pairs[k][1]);
      double best = G_MAXDOUBLE;

      for (guint v = 0; v < n; v++)
        if (nodes[v].filter == world_pairs[k][0])
          best = MIN (best, world_miss (w, found, all, first + v, truth, 1, NULL));
      mean += best / WORLD_PAIRS;
    }
  return mean;
}

static void
between (VtXGraphOptions *options)
{
  options->between = 1;
}

static void
places_lie_between_cells (void)
{
  for (guint64 seed = 1; seed <= 3; seed++)
    {
      const WorldSpec spec = { .seed = seed, .n = N, .common = 1, .own = .3, .noise = 2 };
      g_autoptr (World) w = world_new (&spec);
      g_autoptr (VtXGraph) usual = world_learn (w, NULL, NULL), finer = world_learn (w, between, NULL);
      const double at_candidates = mean_miss (w, usual, 0), fine = mean_miss (w, finer, 0);

      g_test_message ("miss: %.3f at candidates, %.3f between cells", at_candidates, fine);
      g_assert_cmpfloat (fine, <, .6 * at_candidates);
    }
}

/* ---- the second look ---- */

typedef struct
{
  const World *world;
} Twice;

static gboolean
get_twice (gpointer     user_data,
           guint        picture,
           gboolean     mirrored,
           guint        thread,
           VtPartMaps  *maps,
           GError     **error)
{
  const World *world = ((Twice *) user_data)->world;

  if (!world->pictures.get (world->pictures.user_data, picture, mirrored, thread, maps, error))
    return FALSE;
  maps->x[1] = maps->x[0];
  return TRUE;
}

/* A world whose only layer stands twice; the maps of `from` stay its own. */
static World *
twice (const World *from,
       Twice       *bond)
{
  World *w = g_memdup2 (from, sizeof *from);
  VtPartLayer layer = *vt_part_space_layer (from->space, 0);
  g_autoptr (GError) error = NULL;

  layer.n_sources = 1;
  bond->world = from;
  w->space = vt_part_space_new (vt_part_space_height (from->space), vt_part_space_width (from->space),
                                (const VtPartLayer[]) { layer, layer }, 2, &error);
  g_assert_no_error (error);
  w->pictures = (VtPartPictures) { from->spec.n, get_twice, NULL, bond };
  return w;
}

static void
without_exclusions (VtXGraphOptions *options)
{
  options->still = 0;
  options->border = 0;
}

/* Everything moves far, so a node alone takes noise for its part; those of the first look know better together. */
static void
the_second_look_knows_how_the_object_lies (void)
{
  double first = 0, second = 0;

  for (guint64 seed = 1; seed <= 3; seed++)
    {
      const WorldSpec spec = { .seed = seed, .n = N, .common = 1.6, .own = .3, .noise = 4 };
      g_autoptr (World) w = world_new (&spec);
      Twice bond;
      World *both = twice (w, &bond);
      g_autoptr (VtXGraph) graph = world_learn (both, without_exclusions, NULL);

      g_assert_true (vt_part_space_repeats (both->space, 1));
      g_assert_false (vt_part_space_repeats (both->space, 0));
      first += mean_miss (both, graph, 1) / 3;
      second += mean_miss (both, graph, 0) / 3;
      vt_part_space_unref (both->space);
      g_free (both);
    }
  g_test_message ("miss: %.3f at the first look, %.3f at the second", first, second);
  g_assert_cmpfloat (second, <, .9 * first);
}

/* ---- moving together ---- */

static void
together (VtXGraphOptions *options)
{
  without_exclusions (options);
  options->sway = 2;
}

/* The object moves in two ways, along each axis, and its parts next to nothing on their own: who is alone errs. */
static void
nodes_that_move_together_err_less (void)
{
  double alone = 0, all = 0;

  for (guint64 seed = 1; seed <= 3; seed++)
    {
      const WorldSpec spec = { .seed = seed, .n = N, .common = 1.6, .own = .1, .noise = 4 };
      g_autoptr (World) w = world_new (&spec);
      Twice bond;
      World *both = twice (w, &bond);
      g_autoptr (VtXGraph) apart = world_learn (both, without_exclusions, NULL), graph = world_learn (both, together, NULL);

      alone += mean_miss (both, apart, 0) / 3;
      all += mean_miss (both, graph, 0) / 3;
      /* Only the second look moves together. */
      g_assert_cmpfloat (mean_miss (both, apart, 1), ==, mean_miss (both, graph, 1));
      vt_part_space_unref (both->space);
      g_free (both);
    }
  g_test_message ("miss: %.3f alone, %.3f together", alone, all);
  g_assert_cmpfloat (all, <, .8 * alone);
}

static gboolean
stop_at_the_end (double      fraction,
                 const char *stage,
                 gpointer    user_data)
{
  return fraction < .996;
}

/* With threads, read again from a file, and stopped while it is found out how the nodes move. */
static void
moving_together_is_the_same_for_all (void)
{
  const WorldSpec spec = { .seed = 4, .n = 24, .common = 1, .own = .3, .noise = 2 };
  g_autoptr (World) w = world_new (&spec);
  g_autoptr (VtPool) pool = vt_pool_new (3);
  Twice bond;
  World *both = twice (w, &bond);
  g_autoptr (VtXGraph) graph = world_learn (both, together, NULL), threads = world_learn (both, together, pool);
  g_autofree char *text = vt_xgraph_save (graph), *other = vt_xgraph_save (threads), *last = NULL;
  g_autoptr (VtXGraph) read = vt_xgraph_load (text, strlen (text), NULL), stopped = NULL, rest = NULL;
  g_autofree VtXPlace *here = world_find (both, graph), *there = NULL;
  g_autoptr (GError) error = NULL;
  const VtJob job = { stop_at_the_end, NULL };
  VtXGraphLearner learner = {
    .space = both->space, .pictures = &both->pictures, .options = vt_xgraph_options (graph),
    .model = vt_xgraph_model (graph), .class_name = vt_xgraph_class (graph), .seed = vt_xgraph_seed (graph),
  };

  g_assert_cmpstr (text, ==, other);
  g_assert_nonnull (read);
  there = world_find (both, read);
  g_assert_cmpmem (here, spec.n * vt_xgraph_n_nodes (graph) * sizeof *here, there,
                   spec.n * vt_xgraph_n_nodes (read) * sizeof *there);
  stopped = vt_xgraph_learn (&learner, NULL, &job, &error);
  g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
  learner.former = stopped;
  rest = vt_xgraph_learn (&learner, NULL, NULL, NULL);
  last = vt_xgraph_save (rest);
  g_assert_cmpstr (last, ==, text);
  vt_part_space_unref (both->space);
  g_free (both);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xgraph/looks/between", places_lie_between_cells);
  g_test_add_func ("/xgraph/looks/second", the_second_look_knows_how_the_object_lies);
  g_test_add_func ("/xgraph/looks/together", nodes_that_move_together_err_less);
  g_test_add_func ("/xgraph/looks/same", moving_together_is_the_same_for_all);
  return g_test_run ();
}
