/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explanatory graphs do for objects that lie as they like, against planted answers: places between cells, and a
 * second look at the deepest layer. */
#include <glib.h>
#include <math.h>

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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xgraph/looks/between", places_lie_between_cells);
  g_test_add_func ("/xgraph/looks/second", the_second_look_knows_how_the_object_lies);
  return g_test_run ();
}
