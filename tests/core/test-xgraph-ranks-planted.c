/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which nodes of explanatory graphs rank high, against planted answers: those that mean a part. */
#include <glib.h>
#include <math.h>

#include "vt-planted-graph.h"

#define N       70
#define SHOUTER 1

static void
by_meeting (VtXGraphOptions *options)
{
  options->meet = .05;
}

/* A filter that answers louder than all others, anywhere. */
static void
let_one_shout (World *w)
{
  VtRng rng;

  vt_rng_init (&rng, w->spec.seed);
  for (guint i = 0; i < 2 * w->spec.n; i++)
    {
      float *map = w->block + (gsize) i * vt_part_space_n_units (w->space) + SHOUTER * 14 * 14;
      const guint row = vt_rng_int (&rng, 14), column = vt_rng_int (&rng, 14);

      for (guint u = 0; u < 14 * 14; u++)
        {
          const double dy = (double) (u / 14) - row, dx = (double) (u % 14) - column;

          map[u] = (float) (80 * exp (-(dy * dy + dx * dx) / 2));
        }
    }
}

/* Of the `most` nodes of highest rank those of the filter that shouts. */
static guint
count_shouters (const VtXGraph *graph,
                guint           most)
{
  guint n, n_shouters = 0;
  const VtXNode *nodes = vt_xgraph_nodes (graph, 0, &n);

  for (guint v = 0; v < n; v++)
    {
      guint above = 0;

      for (guint u = 0; u < n; u++)
        above += nodes[u].score > nodes[v].score || (nodes[u].score == nodes[v].score && u < v);
      n_shouters += above < most && nodes[v].filter == SHOUTER;
    }
  return n_shouters;
}

static void
nodes_that_meet_no_others_rank_low (void)
{
  for (guint64 seed = 21; seed < 24; seed++)
    {
      const WorldSpec spec = { .seed = seed, .n = N, .common = 1, .own = .3, .noise = 2 };
      g_autoptr (World) w = world_new (&spec);
      g_autoptr (VtXGraph) published = NULL, ranked = NULL;
      double sum = 0;
      guint n;
      const VtXNode *nodes;

      let_one_shout (w);
      published = world_learn (w, NULL, NULL);
      ranked = world_learn (w, by_meeting, NULL);
      nodes = vt_xgraph_nodes (ranked, 0, &n);
      for (guint v = 0; v < n; v++)
        sum += (double) nodes[v].score / n;
      g_test_message ("%u of the 20 best shout by their scores, %u by meeting others", count_shouters (published, 20),
                      count_shouters (ranked, 20));
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-3);
      g_assert_cmpuint (count_shouters (published, 20), >=, 10);
      g_assert_cmpuint (count_shouters (ranked, 20), ==, 0);
    }
}

/* A filter that answers to one part on every other picture and to another on the rest: where it answers, others do. */
static void
let_one_jump (World *w)
{
  g_autofree double *even = world_places (w, 0), *odd = world_places (w, 4);

  for (guint i = 0; i < w->spec.n; i++)
    {
      float *map = w->block + 2 * (gsize) i * vt_part_space_n_units (w->space) + SHOUTER * 14 * 14;
      const double *at = (i % 2 == 0 ? even : odd) + 2 * i;

      for (guint u = 0; u < 14 * 14; u++)
        {
          const double dy = u / 14 - at[0], dx = u % 14 - at[1];

          map[u] = (float) (2 * exp (-(dy * dy + dx * dx) / 2));
        }
    }
}

/* Rank of the best node of the filter that jumps as a share of the best of all. */
static double
best_jumper (const VtXGraph *graph)
{
  double best = 0, jumper = 0;
  guint n;
  const VtXNode *nodes = vt_xgraph_nodes (graph, 0, &n);

  for (guint v = 0; v < n; v++)
    {
      best = MAX (best, (double) nodes[v].score);
      if (nodes[v].filter == SHOUTER)
        jumper = MAX (jumper, (double) nodes[v].score);
    }
  return jumper / best;
}

static void
by_meeting_anywhere (VtXGraphOptions *options)
{
  by_meeting (options);
  options->roam = 2;
}

static void
by_what_is_around (VtXGraphOptions *options)
{
  by_meeting_anywhere (options);
  options->around = 1;
}

static void
nodes_that_jump_rank_low (void)
{
  for (guint64 seed = 21; seed < 24; seed++)
    {
      const WorldSpec spec = { .seed = seed, .n = N, .common = 1, .own = .3, .noise = 2 };
      g_autoptr (World) w = world_new (&spec);
      g_autoptr (VtXGraph) meeting = NULL, around = NULL;

      let_one_jump (w);
      meeting = world_learn (w, by_meeting_anywhere, NULL);
      around = world_learn (w, by_what_is_around, NULL);
      g_test_message ("the best that jumps has %.5f of the best rank by meeting others, %.5f by what is around",
                      best_jumper (meeting), best_jumper (around));
      g_assert_cmpfloat (best_jumper (around), <, .5 * best_jumper (meeting));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xgraph/ranks/meeting", nodes_that_meet_no_others_rank_low);
  g_test_add_func ("/xgraph/ranks/around", nodes_that_jump_rank_low);
  return g_test_run ();
}
