/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights that operators packed: layouts kept apart, and the memory of what they were packed from, which is given back
 * and comes again. */
#include <glib.h>
#include <string.h>

#include "graph/vt-run.h"
#include "vt-nets.h"

/* As plans for a large map and a small one would ask for them: equally many, but not in the same order. */
static void
weights_packed_in_two_ways_are_kept_apart (void)
{
  const gsize side[] = { 56, 7 };
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const int x = vt_graph_input (graph, "picture", &VT_SHAPE (1, 256, side[0], side[0]));
  const int conv = net_conv (graph, x, 256, 1, 1, 0, 1, NULL);
  gconstpointer packed[2];
  gsize bytes[2];

  vt_graph_output (graph, conv);
  g_assert_true (vt_graph_seal (graph, NULL));

  g_autoptr (VtParams) params = vt_params_new (graph, NULL);
  const VtNode *node = vt_graph_node (graph, conv);

  for (gsize i = 0; i < vt_graph_n_params (graph); i++)
    vt_params_data (params, -1)[i] = (float) i;
  for (guint i = 0; i < 2; i++)
    {
      const VtShape map = VT_SHAPE (1, 256, side[i], side[i]), in[] = { map, VT_SHAPE (256, 256, 1, 1) };
      const VtOpContext context = { .attrs = node->attrs, .n_x = 2, .x_shape = in, .y_shape = &map, .n_threads = 1 };

      bytes[i] = node->op->pack_size (&context);
      packed[i] = vt_params_packed (params, conv, &context, NULL, NULL);
      g_assert_true (packed[i] == vt_params_packed (params, conv, &context, NULL, NULL));
    }
  g_assert_cmpuint (bytes[0], ==, bytes[1]);
  g_assert_true (packed[0] != packed[1]);
  g_assert_true (memcmp (packed[0], packed[1], bytes[0]) != 0);
}

/* A convolution whose weights are filled by whoever makes them. */
static VtParams *
spared_params (VtGraph *graph,
               gsize    side,
               int     *conv)
{
  const int x = vt_graph_input (graph, "picture", &VT_SHAPE (1, 250, side, side));

  *conv = net_conv (graph, x, 500, 1, 1, 0, 1, NULL);
  vt_graph_output (graph, *conv);
  g_assert_true (vt_graph_seal (graph, NULL));

  VtParams *params = vt_params_new (graph, NULL);

  for (gsize i = 0; i < vt_graph_n_params (graph); i++)
    vt_params_place (params, -1)[i] = (float) (i % 251) - 100;
  return params;
}

/* Weights are given back once they are packed, until somebody asks for them: then all are there, bit by bit. */
static void
given_back_on (gsize    side,
               gboolean with_gradient)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  int conv;
  g_autoptr (VtParams) params = spared_params (graph, side, &conv);
  const int weights = vt_graph_node (graph, conv)->x[1];
  const gsize n = vt_shape_size (&vt_graph_node (graph, weights)->shape), outputs = 500 * side * side;
  g_autofree float *before = g_memdup2 (vt_params_place (params, weights), n * sizeof (float));
  g_autoptr (VtRun) run = net_run (graph, params, &(VtPlanOptions) { .batch = 1 }, NULL);

  /* Pages that were given back read as zeros. */
  for (gsize i = 1024; i + 1024 < n; i++)
    g_assert_cmpfloat (vt_params_place (params, weights)[i], ==, 0);
  for (gsize i = 0; i < 250 * side * side; i++)
    vt_run_input (run, 0)[i] = (float) (i % 17);
  g_assert_true (vt_run_forward (run, NULL, NULL));

  g_autofree float *y = g_memdup2 (vt_run_value (run, conv), outputs * sizeof (float));

  if (with_gradient)
    {
      g_autoptr (VtRun) back = net_run (graph, params, &(VtPlanOptions) { .batch = 1, .grad = VT_GRAD_INPUTS }, NULL);

      g_assert_cmpmem (vt_params_place (params, weights), n * sizeof (float), before, n * sizeof (float));
    }
  g_assert_cmpmem (vt_run_value (run, weights), n * sizeof (float), before, n * sizeof (float));
  vt_params_changed (params);
  g_assert_true (vt_run_forward (run, NULL, NULL));
  g_assert_cmpmem (vt_params_place (params, weights), n * sizeof (float), before, n * sizeof (float));
  g_assert_cmpmem (vt_run_value (run, conv), outputs * sizeof (float), y, outputs * sizeof (float));
}

/* On a large map and a small one, whose weights are packed in two ways. */
static void
packed_weights_are_given_back (void)
{
  for (gsize side = 7; side <= 56; side += 49)
    for (int with_gradient = 0; with_gradient < 2; with_gradient++)
      given_back_on (side, with_gradient);
}

/* A copy has all of them. */
static void
given_weights_are_copied (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  int conv;
  g_autoptr (VtParams) params = spared_params (graph, 14, &conv);
  const gsize bytes = vt_graph_n_params (graph) * sizeof (float);
  g_autofree float *before = g_memdup2 (vt_params_place (params, -1), bytes);
  g_autoptr (VtRun) run = net_run (graph, params, &(VtPlanOptions) { .batch = 1 }, NULL);
  g_autoptr (VtParams) copy = vt_params_copy (params, NULL);

  g_assert_cmpmem (vt_params_place (copy, -1), bytes, before, bytes);
}

/* ---- in several threads at once ---------------------------------------------------------------- */

typedef struct
{
  VtGraph     *graph;
  VtParams    *params;
  int          conv;
  guint        number;
  const float *before;
} Shared;

/* By its number: passes forward, with and without gradients, for pictures one and two at a time, and a look at the weights. */
static gpointer
use_weights (gpointer data)
{
  const Shared *s = data;
  const VtPlanOptions options = { .batch = 1 + s->number % 2, .grad = s->number % 3 == 0 ? VT_GRAD_INPUTS : VT_GRAD_NONE };
  g_autoptr (VtRun) run = net_run (s->graph, s->params, &options, NULL);
  const int weights = vt_graph_node (s->graph, s->conv)->x[1];
  const gsize n = vt_shape_size (&vt_graph_node (s->graph, weights)->shape);
  float *y;

  for (gsize i = 0; i < options.batch * 250 * 14 * 14; i++)
    vt_run_input (run, 0)[i] = (float) (i % (250 * 14 * 14) % 17);
  g_assert_true (vt_run_forward (run, NULL, NULL));
  if (s->number % 4 == 0)
    g_assert_cmpmem (vt_params_data (s->params, weights), n * sizeof (float), s->before, n * sizeof (float));
  y = g_memdup2 (vt_run_value (run, s->conv), 500 * 14 * 14 * sizeof (float));
  if (options.grad != VT_GRAD_NONE)
    g_assert_true (vt_run_backward (run, s->conv, vt_run_value (run, s->conv), NULL, 0, NULL, NULL));
  return y;
}

static void
threads_pack_and_give_back (void)
{
  for (int round = 0; round < 8; round++)
    {
      g_autoptr (VtGraph) graph = vt_graph_new ();
      int conv;
      g_autoptr (VtParams) params = spared_params (graph, 14, &conv);
      const gsize bytes = vt_graph_n_params (graph) * sizeof (float);
      g_autofree float *before = g_memdup2 (vt_params_place (params, -1), bytes);
      g_autofree float *first = NULL;
      Shared shared[6];
      GThread *threads[6];

      for (guint i = 0; i < 6; i++)
        {
          shared[i] = (Shared) { graph, params, conv, i, before };
          threads[i] = g_thread_new (NULL, use_weights, &shared[i]);
        }
      for (guint i = 0; i < 6; i++)
        {
          g_autofree float *y = g_thread_join (threads[i]);

          if (i > 0)
            g_assert_cmpmem (y, 500 * 14 * 14 * sizeof (float), first, 500 * 14 * 14 * sizeof (float));
          else
            first = g_steal_pointer (&y);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packed/two-ways-are-kept-apart", weights_packed_in_two_ways_are_kept_apart);
  g_test_add_func ("/packed/weights-are-given-back", packed_weights_are_given_back);
  g_test_add_func ("/packed/given-weights-are-copied", given_weights_are_copied);
  g_test_add_func ("/packed/threads-pack-and-give-back", threads_pack_and_give_back);
  return g_test_run ();
}
