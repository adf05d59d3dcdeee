/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What operators of ONNX files mean: as their version has it, as their attributes say, and those that nobody knows. */
#include "vt-onnx-maker.h"

#include <math.h>

static void
softmax_flattens_before_13 (void)
{
  for (gint64 opset = 11; opset <= 13; opset += 2)
    {
      const float x[4] = { 0, logf (2), logf (3), logf (4) };
      const float flat[4] = { 0.1f, 0.2f, 0.3f, 0.4f }, rows[4] = { 1 / 3.f, 2 / 3.f, 3 / 7.f, 4 / 7.f };
      Maker m;

      maker_init (&m, opset);
      maker_input (&m, "x", 1, 2, 2, -2);
      maker_node (&m, "Softmax", "x", "y");
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, x, opset < 13 ? flat : rows, 4);
      maker_clear (&m);
    }
}

static void
clip_takes_bounds_from_attributes_or_inputs (void)
{
  const float expected[6] = { 2, 2, 3, 4, 4, 4 };

  for (gint64 opset = 6; opset <= 11; opset += 5)
    {
      Maker m;

      maker_init (&m, opset);
      maker_input (&m, "x", 1, 6, -2);
      if (opset < 11)
        {
          VtOnnx__Node *clip = maker_node (&m, "Clip", "x", "y");

          vt_onnx_write_float (&m.writer, clip, "min", 2);
          vt_onnx_write_float (&m.writer, clip, "max", 4);
        }
      else
        {
          const float bounds[2] = { 2, 4 };

          maker_floats (&m, "low", &bounds[0], -2);
          maker_floats (&m, "high", &bounds[1], -2);
          maker_node (&m, "Clip", "x,low,high", "y");
        }
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, maker_ramp, expected, 6);
      maker_clear (&m);
    }
}

static void
split_becomes_slices (void)
{
  const gint64 sizes[2] = { 1, 3 };
  const float expected[3] = { 2, 3, 4 };

  for (gint64 opset = 11; opset <= 13; opset += 2)
    {
      Maker m;

      maker_init (&m, opset);
      maker_input (&m, "x", 1, 4, -2);
      maker_ints (&m, "sizes", 2, sizes);

      VtOnnx__Node *split = maker_node (&m, "Split", opset < 13 ? "x" : "x,sizes", "a");

      split->output = vt_onnx_write_alloc (&m.writer, 2 * sizeof (char *));
      split->output[0] = split->name;
      split->output[1] = vt_onnx_write_text (&m.writer, "b");
      split->n_output = 2;
      vt_onnx_write_int (&m.writer, split, "axis", 1);
      if (opset < 13)
        vt_onnx_write_ints (&m.writer, split, "split", sizes, 2);
      maker_output (&m, "b");
      maker_expect (&m, NULL, 1, maker_ramp, expected, 3);
      maker_clear (&m);
    }
}

static void
old_addition_aligns_at_an_axis (void)
{
  const float bias[2] = { 10, 20 }, expected[4] = { 11, 12, 23, 24 };
  Maker m;

  maker_init (&m, 6);
  maker_input (&m, "x", 1, 2, 2, 1, -2);
  maker_floats (&m, "b", bias, 2, -2);

  VtOnnx__Node *add = maker_node (&m, "Add", "x,b", "y");

  vt_onnx_write_int (&m.writer, add, "broadcast", 1);
  vt_onnx_write_int (&m.writer, add, "axis", 1);
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, maker_ramp, expected, 4);
  maker_clear (&m);
}

/* Squeeze and excitation as it was written before version 7: N×C times N×C×L, aligned at axis 0. */
static void
old_product_aligns_activations (void)
{
  const gint64 axes[] = { 2 };
  const float x[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, expected[8] = { 3, 6, 21, 28, 55, 66, 105, 120 };
  Maker m;

  maker_init (&m, 6);
  maker_input (&m, "x", 1, 2, 2, -2);

  VtOnnx__Node *sum = maker_node (&m, "ReduceSum", "x", "sum");

  vt_onnx_write_ints (&m.writer, sum, "axes", axes, 1);
  vt_onnx_write_int (&m.writer, sum, "keepdims", 0);

  VtOnnx__Node *product = maker_node (&m, "Mul", "x,sum", "y");

  vt_onnx_write_int (&m.writer, product, "broadcast", 1);
  vt_onnx_write_int (&m.writer, product, "axis", 0);
  maker_output (&m, "y");
  maker_expect (&m, NULL, 2, x, expected, 8);
  maker_clear (&m);
}

static void
slice_counts_from_the_end_and_backwards (void)
{
  const gint64 start = -1, end = -100, axis = 1, step = -2;
  const float expected[3] = { 6, 4, 2 };
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 6, -2);
  maker_ints (&m, "start", 1, &start);
  maker_ints (&m, "end", 1, &end);
  maker_ints (&m, "axis", 1, &axis);
  maker_ints (&m, "step", 1, &step);
  maker_node (&m, "Slice", "x,start,end,axis,step", "y");
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, maker_ramp, expected, 3);
  maker_clear (&m);
}

static void
auto_pad_puts_the_odd_cell_where_it_says (void)
{
  /* Width 3, kernel 2: one cell of padding. */
  const float upper[3] = { 3, 5, 3 }, lower[3] = { 1, 3, 5 }, ones[2] = { 1, 1 };

  for (int side = 0; side < 2; side++)
    {
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", 1, 1, 1, 3, -2);
      maker_floats (&m, "w", ones, 1, 1, 1, 2, -2);

      VtOnnx__Node *conv = maker_node (&m, "Conv", "x,w", "y");

      vt_onnx_write_string (&m.writer, conv, "auto_pad", side == 0 ? "SAME_UPPER" : "SAME_LOWER");
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, maker_ramp, side == 0 ? upper : lower, 3);
      maker_clear (&m);
    }
}

static void
an_unknown_operator_leaves_the_rest (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 4, -2);
  maker_node (&m, "Relu", "x", "kept");
  maker_node (&m, "Quux", "kept", "unknown");
  maker_node (&m, "Sigmoid", "unknown", "after");
  maker_node (&m, "Tanh", "kept", "side");
  maker_output (&m, "after");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->unsupported->len, ==, 1);

  const VtOnnxIssue *issue = report->unsupported->pdata[0];

  g_assert_cmpstr (issue->node, ==, "unknown");
  g_assert_cmpstr (issue->op, ==, "Quux");
  g_assert_cmpuint (vt_graph_n_outputs (graph), ==, 1);
  g_assert_cmpstr (vt_graph_node (graph, vt_graph_output_nth (graph, 0))->name, ==, "side");
  g_assert_cmpint (vt_graph_find (graph, "kept"), >=, 0);
  maker_clear (&m);
}

static void
an_identity_keeps_the_name_of_the_output (void)
{
  g_autoptr (GError) error = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 4, -2);
  maker_node (&m, "Relu", "x", "inner");
  maker_node (&m, "Identity", "inner", "heatmaps");
  maker_output (&m, "heatmaps");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vt_graph_node (graph, vt_graph_output_nth (graph, 0))->name, ==, "heatmaps");
  maker_clear (&m);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/softmax/flattens-before-13", softmax_flattens_before_13);
  g_test_add_func ("/onnx/clip/bounds-from-attributes-or-inputs", clip_takes_bounds_from_attributes_or_inputs);
  g_test_add_func ("/onnx/split/becomes-slices", split_becomes_slices);
  g_test_add_func ("/onnx/add/old-one-aligns-at-an-axis", old_addition_aligns_at_an_axis);
  g_test_add_func ("/onnx/mul/old-one-aligns-activations", old_product_aligns_activations);
  g_test_add_func ("/onnx/slice/from-the-end-and-backwards", slice_counts_from_the_end_and_backwards);
  g_test_add_func ("/onnx/auto-pad/odd-cell-is-where-it-says", auto_pad_puts_the_odd_cell_where_it_says);
  g_test_add_func ("/onnx/unsupported/rest-is-left", an_unknown_operator_leaves_the_rest);
  g_test_add_func ("/onnx/identity/keeps-the-output-name", an_identity_keeps_the_name_of_the_output);
  return g_test_run ();
}
