/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building graphs, sticky errors, shapes with a batch, plans and where they place values. */
#include <glib.h>
#include <string.h>

#include "base/vt-error.h"
#include "graph/vt-layout.h"
#include "ops/vt-attrs.h"
#include "vt-nets.h"

static void
expect_seal_error (VtGraph    *graph,
                   int         code,
                   const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_graph_seal (graph, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_test_message ("“%s” lacks “%s”", error->message, words);
  g_assert_nonnull (strstr (error->message, words));
  vt_graph_unref (graph);
}

static void
the_first_error_stays_and_names_its_node (void)
{
  VtGraph *graph = vt_graph_new ();
  const int a = vt_graph_input (graph, "a", &VT_SHAPE (1, 3));
  const int b = vt_graph_input (graph, "b", &VT_SHAPE (1, 4));
  const int sum = net_op2 (graph, "Add", a, b, "the sum");

  g_assert_cmpint (sum, ==, -1);
  g_assert_cmpint (net_op (graph, "Relu", sum, "later"), ==, -1);
  g_assert_cmpint (net_op (graph, "Relu", a, "even this"), ==, -1);
  vt_graph_output (graph, sum);
  expect_seal_error (graph, VT_ERROR_SHAPE, "Add “the sum”: ");

  graph = vt_graph_new ();
  net_op (graph, "Frobnicate", vt_graph_input (graph, "a", &VT_SHAPE (1, 3)), "odd");
  expect_seal_error (graph, VT_ERROR_UNSUPPORTED, "Frobnicate “odd”: no such operator");

  graph = vt_graph_new ();
  vt_graph_input (graph, "twice", &VT_SHAPE (1, 3));
  vt_graph_input (graph, "twice", &VT_SHAPE (1, 3));
  expect_seal_error (graph, VT_ERROR_FORMAT, "two nodes are named “twice”");

  graph = vt_graph_new ();
  vt_graph_input (graph, "lonely", &VT_SHAPE (1, 3));
  expect_seal_error (graph, VT_ERROR_FORMAT, "no output");

  graph = vt_graph_new ();
  net_op (graph, "Relu", 7, "early");
  expect_seal_error (graph, VT_ERROR_FORMAT, "Relu “early”: input 1 does not exist");

  graph = vt_graph_new ();
  vt_graph_param (graph, "huge", &VT_SHAPE (G_MAXUINT32, G_MAXUINT32));
  expect_seal_error (graph, VT_ERROR_SHAPE, "“huge”: the tensor is too large");

  graph = vt_graph_new ();
  net_op2 (graph, "Add", vt_graph_input (graph, "a", &VT_SHAPE (1, 3)), -1, "half");
  expect_seal_error (graph, VT_ERROR_SHAPE, "input 2 of Add is missing");
}

static void
nodes_are_found_and_grow_with_the_batch (void)
{
  g_autoptr (VtGraph) graph = net_small (8);
  const int joined = vt_graph_find (graph, "joined");
  VtShape shape;

  g_assert_cmpint (vt_graph_find (graph, "nothing"), ==, -1);
  g_assert_cmpstr (vt_graph_node (graph, joined)->op->name, ==, "Concat");
  g_assert_true (vt_shape_equal (&vt_graph_node (graph, joined)->shape, &VT_SHAPE (1, 10, 8, 8)));
  g_assert_true (vt_graph_shape (graph, joined, 7, &shape, NULL));
  g_assert_true (vt_shape_equal (&shape, &VT_SHAPE (7, 10, 8, 8)));
  g_assert_true (vt_graph_shape (graph, vt_graph_find (graph, "scores"), 7, &shape, NULL));
  g_assert_true (vt_shape_equal (&shape, &VT_SHAPE (7, 5)));
  g_assert_false (vt_graph_shape (graph, joined, G_MAXSIZE / 2, &shape, NULL));
}

/* Every plan is checked by brute force: blocks alive at once do not overlap. */
static void
blocks_alive_together_do_not_overlap (void)
{
  for (guint seed = 0; seed < 50; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      VtBlock blocks[60];
      gsize sum = 0;

      for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
        {
          const int from = g_rand_int_range (rand, 0, 40);

          blocks[i] = (VtBlock) { (gsize) g_rand_int_range (rand, 0, 5000), from,
                                  from + g_rand_int_range (rand, 0, 12), 0 };
        }
      const gsize total = vt_layout (blocks, G_N_ELEMENTS (blocks));

      for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
        {
          sum += blocks[i].bytes;
          g_assert_cmpuint (blocks[i].offset % VT_LAYOUT_ALIGN, ==, 0);
          g_assert_cmpuint (blocks[i].offset + blocks[i].bytes, <=, total);
          for (guint j = 0; j < i; j++)
            g_assert_true (blocks[i].to < blocks[j].from || blocks[j].to < blocks[i].from
                           || blocks[i].offset + blocks[i].bytes <= blocks[j].offset
                           || blocks[j].offset + blocks[j].bytes <= blocks[i].offset);
        }
      g_assert_cmpuint (total, <, sum * 3 / 4);
    }
}

static gsize
planned_bytes (VtGraph *graph,
               VtGrad   grad)
{
  g_autoptr (VtPlan) plan = vt_plan_new (graph, &(VtPlanOptions) { .grad = grad, .batch = 4 }, NULL);

  return vt_plan_bytes (plan);
}

static void
a_long_chain_needs_three_maps_of_memory (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 8, 32, 32));
  const gsize map = 4 * 8 * 32 * 32 * sizeof (float);

  /* Transposing cannot be done in place; Tanh can. */
  for (int i = 0; i < 20; i++)
    {
      x = vt_graph_op (graph, "Transpose", &(VtTransposeAttrs) { { 0, 1, 3, 2 } }, &x, 1, NULL);
      x = net_op (graph, "Tanh", x, NULL);
    }
  vt_graph_output (graph, x);
  g_assert_true (vt_graph_seal (graph, NULL));
  g_assert_cmpuint (planned_bytes (graph, VT_GRAD_NONE), <, 3 * map + map / 8);
  /* Backward keeps the output of each Tanh, and two gradients at a time besides that of the
   * input and of x. */
  g_assert_cmpuint (planned_bytes (graph, VT_GRAD_INPUTS), <, (1 + 20 + 4) * map + map / 8);
}

static void
plans_need_less_than_all_values (void)
{
  g_autoptr (VtGraph) graph = net_small (96);
  gsize values = 0;

  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    if (vt_graph_node (graph, (int) i)->kind != VT_NODE_PARAM)
      values += 4 * vt_shape_size (&vt_graph_node (graph, (int) i)->shape) * sizeof (float);
  g_assert_cmpuint (planned_bytes (graph, VT_GRAD_NONE), <, values * 2 / 3);
  g_assert_cmpuint (planned_bytes (graph, VT_GRAD_INPUTS), <, 2 * values);
}

static void
what_mixes_pictures_is_refused_in_batches (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 6));
  const VtReduceAttrs all = { 1 << 0, TRUE };
  g_autoptr (GError) error = NULL;

  vt_graph_output (graph, vt_graph_op (graph, "ReduceSum", &all, &x, 1, "over pictures"));
  g_assert_true (vt_graph_seal (graph, NULL));
  g_autoptr (VtPlan) one = vt_plan_new (graph, &(VtPlanOptions) { .batch = 1 }, NULL);

  g_assert_nonnull (one);
  g_assert_null (vt_plan_new (graph, &(VtPlanOptions) { .batch = 2 }, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "“over pictures”"));
  g_clear_error (&error);
  g_assert_null (vt_plan_new (graph, &(VtPlanOptions) { .wanted = (int[]) { 99 }, .n_wanted = 1 }, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/first-error-stays", the_first_error_stays_and_names_its_node);
  g_test_add_func ("/graph/grows-with-the-batch", nodes_are_found_and_grow_with_the_batch);
  g_test_add_func ("/layout/no-overlap", blocks_alive_together_do_not_overlap);
  g_test_add_func ("/plan/chain-is-small", a_long_chain_needs_three_maps_of_memory);
  g_test_add_func ("/plan/less-than-all-values", plans_need_less_than_all_values);
  g_test_add_func ("/plan/mixing-is-refused", what_mixes_pictures_is_refused_in_batches);
  return g_test_run ();
}
