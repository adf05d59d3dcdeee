/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanatory graphs against planted answers (design: parts.md §1.11). */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "vt-planted-graph.h"

#define N 70

static const WorldSpec usual = { .n = N, .common = 1, .own = .3, .noise = 2 };

static World *
world (guint64 seed)
{
  WorldSpec spec = usual;

  spec.seed = seed;
  return world_new (&spec);
}

static double *
detail_places (const World *w,
               guint        f)
{
  double *at = g_new (double, 2 * (gsize) w->spec.n);

  for (guint i = 0; i < w->spec.n; i++)
    world_detail (w, i, f, at + 2 * i);
  return at;
}

/* The node of a filter whose places are nearest to the truth: its miss, share within a cell, number. */
static double
best_node (const World    *w,
           const VtXGraph *graph,
           const VtXPlace *found,
           guint           layer,
           guint           filter,
           const double   *truth,
           double         *share,
           guint          *node)
{
  const guint first = vt_xgraph_first (graph, layer), all = vt_xgraph_n_nodes (graph);
  double best = G_MAXDOUBLE;
  guint n;
  const VtXNode *nodes = vt_xgraph_nodes (graph, layer, &n);

  for (guint v = 0; v < n; v++)
    {
      double within;
      const double miss = nodes[v].filter == filter ? world_miss (w, found, all, first + v, truth, 1, &within) : G_MAXDOUBLE;

      if (miss < best)
        {
          best = miss;
          *share = within;
          *node = v;
        }
    }
  return best;
}

static void
assert_pairs_are_found (const World *w)
{
  g_autoptr (VtXGraph) graph = world_learn (w, NULL, NULL);
  g_autofree VtXPlace *found = world_find (w, graph);
  guint n;
  const VtXNode *nodes = vt_xgraph_nodes (graph, 0, &n);

  g_assert_cmpuint (n, ==, 20 * WORLD_FILTERS);
  for (guint i = 0; i < WORLD_PAIRS; i++)
    {
      const guint filter = world_pairs[i][0], part = world_pairs[i][1];
      g_autofree double *truth = world_places (w, part);
      const double column = w->spec.mirrored ? 13 - world_home[part][1] : world_home[part][1];
      double share;
      guint node;
      const double miss = best_node (w, graph, found, 0, filter, truth, &share, &node);

      g_test_message ("filter %u part %u: miss %.3f, within a cell %.2f", filter, part, miss, share);
      g_assert_cmpfloat (miss, <, .6);
      g_assert_cmpfloat (share, >=, .9);
      g_assert_cmpfloat (hypot ((double) nodes[node].place[0] - world_home[part][0], (double) nodes[node].place[1] - column),
                         <=, 1);
    }
}

static void
each_pair_has_its_node (void)
{
  for (guint64 seed = 1; seed <= 3; seed++)
    {
      g_autoptr (World) w = world (seed);

      assert_pairs_are_found (w);
    }
}

static void
a_mirrored_world_does_as_well (void)
{
  WorldSpec spec = usual;
  g_autoptr (World) w = NULL;

  spec.seed = 1;
  spec.mirrored = TRUE;
  w = world_new (&spec);
  assert_pairs_are_found (w);
}

static void
the_objective_rises (void)
{
  g_autoptr (World) w = world (4);
  g_autoptr (VtXGraph) graph = world_learn (w, NULL, NULL);
  guint n;
  const double *j = vt_xgraph_objective (graph, 0, &n);

  g_assert_cmpuint (n, >=, 5);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat (j[i], >=, j[i - 1] - .001 * fabs (j[i - 1]));
  g_test_message ("J per unit %.3f … %.3f in %u", j[0], j[n - 1], n);
  g_assert_cmpfloat (j[n - 1], >, j[0] + .08);
}

/* Deviation over the pictures of the distance from `at` ([picture][axis]) to the truth. */
static double
instability (const World  *w,
             const double *at,
             const double *truth)
{
  double sum = 0, square = 0;
  const guint n = w->spec.n;

  for (guint i = 0; i < n; i++)
    {
      const double d = hypot (at[2 * i] - truth[2 * i], at[2 * i + 1] - truth[2 * i + 1]);

      sum += d;
      square += d * d;
    }
  return sqrt (MAX (square - sum * sum / n, 0) / (n - 1));
}

static double *
peaks (const World *w,
       guint        layer,
       guint        filter)
{
  const VtPartLayer *l = vt_part_space_layer (w->space, layer);
  const gsize n_cells = (gsize) l->h * l->w;
  double *at = g_new (double, 2 * (gsize) w->spec.n);

  for (guint i = 0; i < w->spec.n; i++)
    {
      const float *x = w->block + 2 * (gsize) i * vt_part_space_n_units (w->space)
                       + vt_part_space_first (w->space, layer) + filter * n_cells;
      gsize best = 0;

      for (gsize u = 1; u < n_cells; u++)
        best = x[u] > x[best] ? u : best;
      at[2 * i] = (double) (best / l->w);
      at[2 * i + 1] = (double) (best % l->w);
    }
  return at;
}

static double *
node_places (const World    *w,
             const VtXGraph *graph,
             const VtXPlace *found,
             guint           layer,
             guint           node)
{
  double *at = g_new (double, 2 * (gsize) w->spec.n);

  for (guint i = 0; i < 2 * w->spec.n; i++)
    at[i] = (double) found[(gsize) (i / 2) * vt_xgraph_n_nodes (graph) + vt_xgraph_first (graph, layer) + node].cell[i % 2];
  return at;
}

/* The `most` nodes of a filter with the highest rank. */
static guint
top_nodes (const VtXGraph *graph,
           guint           layer,
           guint           filter,
           guint           most,
           guint          *top)
{
  guint n, n_top = 0;
  const VtXNode *nodes = vt_xgraph_nodes (graph, layer, &n);

  for (guint v = 0; v < n; v++)
    {
      guint at;

      if (nodes[v].filter != filter || (n_top == most && nodes[v].score <= nodes[top[most - 1]].score))
        continue;
      n_top = MIN (n_top + 1, most);
      for (at = n_top - 1; at > 0 && nodes[top[at - 1]].score < nodes[v].score; at--)
        top[at] = top[at - 1];
      top[at] = v;
    }
  return n_top;
}

/* Filter 5 sees parts 2 and 4: its peak jumps between them, its nodes do not. */
static void
nodes_tell_two_parts_of_a_filter_apart (void)
{
  g_autoptr (World) w = world (5);
  g_autoptr (VtXGraph) graph = world_learn (w, NULL, NULL);
  g_autofree VtXPlace *found = world_find (w, graph);
  g_autofree double *truth = world_places (w, 2), *peak = peaks (w, 0, 5);
  const double raw = instability (w, peak, truth);
  double sum = 0;
  guint top[5];

  g_assert_cmpuint (top_nodes (graph, 0, 5, 5, top), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree double *at = node_places (w, graph, found, 0, top[i]);

      sum += instability (w, at, truth) / 5;
    }
  g_test_message ("raw %.2f, nodes %.2f", raw, sum);
  g_assert_cmpfloat (raw, >, 1.5);
  g_assert_cmpfloat (sum, <, .8);
}

/* ---- the lower layer ---- */

static void
lower_nodes_are_steadier_than_peaks (void)
{
  WorldSpec spec = { .seed = 6, .n = N, .common = 1, .own = .3, .noise = 2, .lower = TRUE };
  g_autoptr (World) w = world_new (&spec);
  g_autoptr (VtXGraph) graph = world_learn (w, NULL, NULL);
  g_autofree VtXPlace *found = world_find (w, graph);
  const double diagonal = 28 * sqrt (2), share = 1.0 / (WORLD_FILTERS * WORLD_PARTS);
  double raw = 0, nodes = 0;

  for (guint f = 0; f < WORLD_FILTERS; f++)
    {
      g_autofree double *peak = peaks (w, 0, f);
      guint top[5];
      const guint n_top = top_nodes (graph, 0, f, 5, top);

      for (guint part = 0; part < WORLD_PARTS; part++)
        {
          g_autofree double *truth = world_places (w, part);

          for (guint i = 0; i < 2 * N; i++)
            truth[i] = 2 * truth[i] + .5;
          raw += share * instability (w, peak, truth) / diagonal;
          for (guint i = 0; i < n_top; i++)
            {
              g_autofree double *at = node_places (w, graph, found, 0, top[i]);

              nodes += share * instability (w, at, truth) / diagonal / n_top;
            }
        }
    }
  g_test_message ("instability: raw %.4f, nodes %.4f", raw, nodes);
  g_assert_cmpfloat (raw, >, .1);
  g_assert_cmpfloat (nodes, <, .06);
}

static double
mean_detail_miss (const World *w)
{
  g_autoptr (VtXGraph) graph = world_learn (w, NULL, NULL);
  g_autofree VtXPlace *found = world_find (w, graph);
  double sum = 0;

  for (guint f = 0; f < WORLD_FILTERS; f++)
    {
      g_autofree double *truth = detail_places (w, f);
      double share;
      guint node;

      sum += best_node (w, graph, found, 0, f, truth, &share, &node) / WORLD_FILTERS;
    }
  return sum;
}

/* A cell of the upper layer is two of the lower; told that it were one, nodes follow their parents half the way. */
static void
displacements_are_scaled (void)
{
  WorldSpec spec = { .n = N, .common = 1.6, .own = .3, .noise = 1, .lower = TRUE };
  double good = 0, bad = 0;

  for (spec.seed = 8; spec.seed < 10; spec.seed++)
    {
      spec.upper_stride = 16;
      g_autoptr (World) right = world_new (&spec);
      spec.upper_stride = 8;
      g_autoptr (World) wrong = world_new (&spec);

      good += mean_detail_miss (right) / 2;
      bad += mean_detail_miss (wrong) / 2;
    }
  g_test_message ("miss: %.3f with the right scale, %.3f with the wrong", good, bad);
  g_assert_cmpfloat (good, <, .7);
  g_assert_cmpfloat (bad, >, 1.3 * good);
}

static void
without_exclusions (VtXGraphOptions *options)
{
  options->still = 0;
  options->border = 0;
}

static guint
nearest_part (const World    *w,
              const VtXGraph *graph,
              const VtXPlace *found,
              guint           node)
{
  double best = G_MAXDOUBLE;
  guint part = WORLD_PARTS;

  for (guint k = 0; k < WORLD_PARTS; k++)
    {
      g_autofree double *truth = world_places (w, k);
      const double miss = world_miss (w, found, vt_xgraph_n_nodes (graph), vt_xgraph_first (graph, 1) + node, truth, 1, NULL);

      if (miss < best)
        {
          best = miss;
          part = k;
        }
    }
  return part;
}

/* Parts move on their own: only nodes of the right part know where a detail is. */
static void
parents_sit_on_the_part (void)
{
  WorldSpec spec = { .seed = 9, .n = N, .common = 0, .own = .9, .noise = 0, .lower = TRUE };
  g_autoptr (World) w = world_new (&spec);
  g_autoptr (VtXGraph) graph = world_learn (w, without_exclusions, NULL);
  g_autofree VtXPlace *found = world_find (w, graph);

  for (guint f = 0; f < WORLD_FILTERS; f++)
    {
      g_autofree double *truth = detail_places (w, f);
      double share;
      guint node, n, right = 0;
      const double miss = best_node (w, graph, found, 0, f, truth, &share, &node);
      const VtXEdge *edge = vt_xgraph_parents (graph, 0, node, &n);

      g_assert_cmpuint (n, ==, 15);
      for (guint j = 0; j < n; j++)
        right += nearest_part (w, graph, found, edge[j].node) == world_tied (f);
      g_test_message ("detail %u: miss %.2f, %u of 15 parents on its part", f, miss, right);
      g_assert_cmpuint (right, >=, 9);
    }
}

/* ---- what must not matter ---- */

static void
with_mirrors (VtXGraphOptions *options)
{
  options->mirror = 1;
}

/* Every other picture lies the other way round: the graph is to find that out. */
static void
turned_pictures_are_turned_back (void)
{
  for (guint64 seed = 10; seed < 13; seed++)
    {
      WorldSpec spec = { .seed = seed, .n = N, .common = .5, .own = .2, .noise = 1, .half_turned = TRUE };
      g_autoptr (World) w = world_new (&spec);
      g_autoptr (VtXGraph) graph = world_learn (w, with_mirrors, NULL);
      guint right = 0;

      for (guint i = 0; i < N; i++)
        {
          VtPartMaps as_is = { 0 }, mirrored = { 0 };

          g_assert_true (w->pictures.get (w->pictures.user_data, i, FALSE, 0, &as_is, NULL));
          g_assert_true (w->pictures.get (w->pictures.user_data, i, TRUE, 0, &mirrored, NULL));
          right += (vt_xgraph_agreement (graph, &mirrored) > vt_xgraph_agreement (graph, &as_is)) == (i % 2 == 1);
        }
      g_test_message ("%u of %u", MAX (right, N - right), N);
      g_assert_cmpuint (MAX (right, N - right), >=, N * 9 / 10);
    }
}

static void
the_order_of_pictures_does_not_matter (void)
{
  WorldSpec spec = usual;
  g_autoptr (World) forth = NULL, back = NULL;
  g_autoptr (VtXGraph) a = NULL, b = NULL;
  const VtXNode *x, *y;
  guint n, m, same = 0;

  spec.seed = 11;
  forth = world_new (&spec);
  spec.backwards = TRUE;
  back = world_new (&spec);
  a = world_learn (forth, NULL, NULL);
  b = world_learn (back, NULL, NULL);
  x = vt_xgraph_nodes (a, 0, &n);
  y = vt_xgraph_nodes (b, 0, &m);
  g_assert_cmpuint (n, ==, m);
  for (guint v = 0; v < n; v++)
    same += fabsf (x[v].place[0] - y[v].place[0]) < 1e-3f && fabsf (x[v].place[1] - y[v].place[1]) < 1e-3f
            && fabsf (x[v].score - y[v].score) < 1e-3f;
  g_assert_cmpuint (same, ==, n);
}

static void
a_silent_filter_is_no_trouble (void)
{
  WorldSpec spec = usual;
  g_autoptr (World) w = NULL;
  g_autoptr (VtXGraph) graph = NULL;

  spec.seed = 12;
  spec.lower = spec.silent = TRUE;
  w = world_new (&spec);
  graph = world_learn (w, NULL, NULL);
  for (guint l = 0; l < 2; l++)
    {
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);

      for (guint v = 0; v < n; v++)
        {
          const VtXNode *node = &nodes[v];

          g_assert_true (isfinite (node->place[0] + node->place[1] + node->spread + node->width + node->mean[0]
                                   + node->mean[1] + node->variance + node->score + node->least));
          if (node->filter == WORLD_FILTERS - 1)
            {
              g_assert_cmpfloat (node->score, ==, 0);
              g_assert_cmpuint (node->n_parents, ==, 0);
            }
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xgraph/planted/pairs", each_pair_has_its_node);
  g_test_add_func ("/xgraph/planted/mirrored", a_mirrored_world_does_as_well);
  g_test_add_func ("/xgraph/planted/objective", the_objective_rises);
  g_test_add_func ("/xgraph/planted/two-parts", nodes_tell_two_parts_of_a_filter_apart);
  g_test_add_func ("/xgraph/planted/steadier", lower_nodes_are_steadier_than_peaks);
  g_test_add_func ("/xgraph/planted/scaled", displacements_are_scaled);
  g_test_add_func ("/xgraph/planted/parents", parents_sit_on_the_part);
  g_test_add_func ("/xgraph/planted/turned", turned_pictures_are_turned_back);
  g_test_add_func ("/xgraph/planted/order", the_order_of_pictures_does_not_matter);
  g_test_add_func ("/xgraph/planted/silent", a_silent_filter_is_no_trouble);
  return g_test_run ();
}
