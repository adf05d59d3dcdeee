/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What depends on no picture is computed while the file is read, though only the engine has the operator. */
#include "vt-onnx-maker.h"

#include <math.h>

static void
moment (Maker      *m,
        const char *of,
        const char *name)
{
  VtOnnx__Node *n = maker_node (m, "ReduceMean", of, name);

  vt_onnx_write_ints (&m->writer, n, "axes", (const gint64[]) { 0, 2 }, 2);
  vt_onnx_write_int (&m->writer, n, "keepdims", 0);
}

/* A convolution of two channels whose weights w, (1 2 3 4) and (2 6 2 6), are (w − mean) / √(variance + ε) for each. */
static void
make_standardised (Maker *m)
{
  const float w[8] = { 1, 2, 3, 4, 2, 6, 2, 6 }, ones[2] = { 1, 1 }, none[2] = { 0, 0 };

  maker_init (m, 13);
  maker_input (m, "x", 1, 1, 2, 2, -2);
  maker_floats (m, "w", w, 2, 1, 2, 2, -2);
  maker_floats (m, "ones", ones, 2, -2);
  maker_floats (m, "none", none, 2, -2);
  maker_ints (m, "rows", 3, (const gint64[]) { 1, 2, -1 });
  maker_ints (m, "window", 4, (const gint64[]) { 2, 1, 2, 2 });
  maker_node (m, "Reshape", "w,rows", "flat");
  moment (m, "flat", "mean");
  maker_ints (m, "column", 3, (const gint64[]) { 1, 2, 1 });
  maker_node (m, "Reshape", "mean,column", "mean of each");
  maker_node (m, "Sub", "flat,mean of each", "rest");
  maker_node (m, "Mul", "rest,rest", "square");
  moment (m, "square", "variance");
  vt_onnx_write_float (&m->writer, maker_node (m, "BatchNormalization", "flat,ones,none,mean,variance", "norm"), "epsilon", 0);
  maker_node (m, "Reshape", "norm,window", "weights");
  maker_node (m, "Conv", "x,weights", "y");
  maker_output (m, "y");
}

static void
weights_are_standardised (void)
{
  /* (1 2 3 4) has the mean 2.5 and the variance 1.25, (2 6 2 6) 4 and 4. */
  const float root = sqrtf (1.25f), x[4] = { 1, 10, 100, 1000 };
  const float expected[2] = { (-1.5f - 5 + 50 + 1500) / root, -1 + 10 - 100 + 1000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtParams) params = NULL;
  Maker m;

  make_standardised (&m);
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, &params, &report, &error);
  g_assert_no_error (error);
  /* All is known before a picture comes but the convolution, and only what it reads is kept. */
  g_assert_cmpuint (report->n_folded, ==, 8);
  g_assert_cmpuint (vt_graph_n_nodes (graph), ==, 3);
  maker_expect (&m, NULL, 1, x, expected, 2);
  maker_clear (&m);
}

/* The greatest of stored numbers, and which it is, say where another operator is to look. */
static void
indices_are_whole (void)
{
  const float scores[4] = { 3, 9, 1, 7 }, x[4] = { 10, 20, 30, 40 }, expected[2][2] = { { 20, 40 }, { 20 * 9, 40 * 7 } };

  for (guint values = 0; values < 2; values++)
    {
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", 1, 4, -2);
      maker_floats (&m, "scores", scores, 4, -2);
      maker_ints (&m, "two", 1, (const gint64[]) { 2 });
      vt_onnx_write_output (&m.writer, maker_node (&m, "TopK", "scores,two", "best"), "which");
      vt_onnx_write_int (&m.writer, maker_node (&m, "Gather", "x,which", "chosen"), "axis", 1);
      maker_node (&m, values ? "Mul" : "Abs", values ? "chosen,best" : "chosen", "y");
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, x, expected[values], 2);
      maker_clear (&m);
    }
}

/* An operator that makes constants of its own on the way: the slopes of two channels are laid along the second axis. */
static void
what_a_converter_makes_is_known_too (void)
{
  const float w[6] = { 1, -2, 3, -4, 5, -6 }, slope[2] = { 2, .5f }, x[6] = { 1, 1, 1, 1, 1, 1 };
  const float expected[6] = { 1, -4, 3, -2, 5, -3 };
  g_autoptr (GError) error = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, 3, -2);
  maker_floats (&m, "w", w, 1, 2, 3, -2);
  maker_floats (&m, "slope", slope, 2, -2);
  maker_node (&m, "PRelu", "w,slope", "bent");
  maker_node (&m, "Mul", "x,bent", "y");
  maker_output (&m, "y");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_graph_n_nodes (graph), ==, 3);
  maker_expect (&m, NULL, 1, x, expected, 6);
  maker_clear (&m);
}

/* Old files list their weights among the inputs: one that was computed with and let go is still none. */
static void
a_weight_among_the_inputs_is_no_input (void)
{
  const float w[2] = { 1, -2 }, x[2] = { 3, 4 }, expected[2] = { 3, 8 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  Maker m;

  maker_init (&m, 8);
  maker_input (&m, "w", 1, 2, -2);
  maker_input (&m, "x", 1, 2, -2);
  maker_floats (&m, "w", w, 1, 2, -2);
  maker_node (&m, "Abs", "w", "size");
  maker_node (&m, "Mul", "x,size", "y");
  maker_output (&m, "y");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, &params, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_graph_n_inputs (graph), ==, 1);
  maker_expect (&m, NULL, 1, x, expected, 2);
  maker_clear (&m);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/known/standardised-weights", weights_are_standardised);
  g_test_add_func ("/onnx/known/indices-are-whole", indices_are_whole);
  g_test_add_func ("/onnx/known/what-a-converter-makes", what_a_converter_makes_is_known_too);
  g_test_add_func ("/onnx/known/weight-among-inputs", a_weight_among_the_inputs_is_no_input);
  return g_test_run ();
}
