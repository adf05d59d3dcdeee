/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Being found again by what is around, on evidence made by hand: two things A and B on every picture, each shown by
 * filters of its own. */
#include <glib.h>
#include <string.h>

#include "base/vt-rng.h"
#include "xgraph/vt-xgraph-work.h"

#define SIDE      10
#define N_CELLS   (SIDE * SIDE)
#define N         20        /* pictures */
#define FILTERS   5         /* 0 and 1 show A, 2 and 3 show B, 4 whatever a test wants */
#define OWN   4

/* What a node follows. */
enum { FOLLOWS_A, FOLLOWS_B, NOW_A_NOW_B, LOST, N_NODES };

typedef struct
{
  VtPartSpace     *space;
  VtXGraphOptions  options;
  VtXGraphLearner  learner;
  guint8           level[N * FILTERS * N_CELLS], turned[N];
  float            peak[N * FILTERS], at[2][N_NODES * N];
  guint            filter[FILTERS];
  VtXNode          node[N_NODES];
  VtXWork          work;
} Scene;

static void
draw (Scene *s,
      guint  picture,
      guint  filter,
      guint  row,
      guint  column,
      guint8 value)
{
  s->level[((gsize) picture * FILTERS + filter) * N_CELLS + row * SIDE + column] = value;
}

/* A is in the upper half, B in the lower. */
static Scene *
scene_new (void)
{
  Scene *s = g_new0 (Scene, 1);
  const VtPartLayer layer = {
    .name = (char *) "deep", .node = 7, .n_sources = 1, .source = { 7 }, .channels = FILTERS, .h = SIDE, .w = SIDE,
    .stride = { 16, 16 }, .offset = { 7.5, 7.5 }, .size = { 64, 64 },
  };
  g_autoptr (GError) error = NULL;
  VtRng rng;

  vt_rng_init (&rng, 5);
  s->space = vt_part_space_new (16 * SIDE, 16 * SIDE, &layer, 1, &error);
  g_assert_no_error (error);
  vt_xgraph_options_init (&s->options, FALSE);
  s->options.meet = .05;
  s->learner.space = s->space;
  for (guint k = 0; k < FILTERS; k++)
    s->filter[k] = k;
  for (guint i = 0; i < N * FILTERS; i++)
    s->peak[i] = 1;
  for (guint i = 0; i < N; i++)
    {
      const guint a[2] = { vt_rng_int (&rng, 3), 2 + vt_rng_int (&rng, 6) };
      const guint b[2] = { 6 + vt_rng_int (&rng, 3), 2 + vt_rng_int (&rng, 6) };
      const guint *places[N_NODES] = { a, b, i % 2 ? a : b, (const guint[]) { 4, 0 } };

      for (guint f = 0; f < 4; f++)
        draw (s, i, f, f < 2 ? a[0] : b[0], f < 2 ? a[1] : b[1], f % 2 ? 255 : 128);
      for (guint v = 0; v < N_NODES; v++)
        for (guint axis = 0; axis < 2; axis++)
          s->at[axis][v * N + i] = (float) places[v][axis];
    }
  for (guint v = 0; v < N_NODES; v++)
    s->node[v].filter = OWN;
  s->work = (VtXWork) {
    .learner = &s->learner, .options = &s->options, .layer = vt_part_space_layer (s->space, 0), .n = N, .sides = 1,
    .turned = s->turned, .n_filters = FILTERS, .filter = s->filter, .level = s->level, .peak = s->peak,
    .at = { s->at[0], s->at[1] }, .out = { .node = s->node, .n_nodes = N_NODES },
  };
  return s;
}

static void
scene_free (Scene *s)
{
  vt_part_space_unref (s->space);
  g_free (s);
}

static void
ask (Scene *s,
     float  out[N_NODES])
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_xwork_around (&s->work, 1, out, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("A %.2f, B %.2f, now A now B %.2f, lost %.2f", (double) out[FOLLOWS_A], (double) out[FOLLOWS_B],
                  (double) out[NOW_A_NOW_B], (double) out[LOST]);
}

static void
one_thing_is_found_again (void)
{
  Scene *s = scene_new ();
  float out[N_NODES];

  ask (s, out);
  /* Smoothed over neighbours a thing fills nine cells, alike but for their distance. */
  g_assert_cmpfloat_with_epsilon (out[FOLLOWS_A], out[FOLLOWS_B], .4);
  g_assert_cmpfloat (MIN (out[FOLLOWS_A], out[FOLLOWS_B]), >, -2);
  g_assert_cmpfloat (out[NOW_A_NOW_B], <, MIN (out[FOLLOWS_A], out[FOLLOWS_B]) - 1.5f);
  g_assert_cmpfloat (out[LOST], <, MIN (out[FOLLOWS_A], out[FOLLOWS_B]) - 1.5f);
  scene_free (s);
}

/* A filter that answers wherever its node is taken to be says nothing of what is around. */
static void
a_filter_is_no_witness_of_its_own_nodes (void)
{
  Scene *s = scene_new ();
  float before[N_NODES], after[N_NODES];

  ask (s, before);
  for (guint i = 0; i < N; i++)
    draw (s, i, OWN, (guint) s->at[0][NOW_A_NOW_B * N + i], (guint) s->at[1][NOW_A_NOW_B * N + i], 255);
  ask (s, after);
  g_assert_cmpfloat (after[NOW_A_NOW_B], <, before[NOW_A_NOW_B] + .2f);
  /* To a node of another filter it is a witness like any. */
  s->node[NOW_A_NOW_B].filter = 0;
  ask (s, after);
  g_assert_cmpfloat (after[NOW_A_NOW_B], >, before[NOW_A_NOW_B] + .4f);
  scene_free (s);
}

/* Nothing anywhere: no place is better than another. */
static void
silence_is_no_part (void)
{
  Scene *s = scene_new ();
  float out[N_NODES];

  memset (s->level, 0, sizeof s->level);
  ask (s, out);
  for (guint v = 0; v < N_NODES; v++)
    g_assert_cmpfloat (out[v], <, -2.5f);
  scene_free (s);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xgraph/around/again", one_thing_is_found_again);
  g_test_add_func ("/xgraph/around/witness", a_filter_is_no_witness_of_its_own_nodes);
  g_test_add_func ("/xgraph/around/silence", silence_is_no_part);
  return g_test_run ();
}
