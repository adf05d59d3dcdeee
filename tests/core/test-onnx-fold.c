/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is computed once while ONNX files are read: linear operators into their neighbours, stored numbers, sizes. */
#include "vt-onnx-maker.h"

/* A convolution (or another linear operator) and everything that can be folded into it. */
static void
make_chain (Maker      *m,
            const char *op)
{
  const float small[2] = { 0.5f, -2 }, wide[2] = { 4, 9 };
  const gboolean dense = g_str_equal (op, "Gemm") || g_str_equal (op, "MatMul");

  maker_init (m, 13);
  if (dense)
    maker_input (m, "x", 1, 4, -2);
  else
    maker_input (m, "x", 1, 4, 2, 2, -2);
  if (dense)
    maker_floats (m, "w", NULL, 4, 2, -2);
  else if (g_str_equal (op, "Conv"))
    maker_floats (m, "w", NULL, 2, 2, 1, 2, -2);
  else
    maker_floats (m, "w", NULL, 4, 2, 2, 1, -2);
  maker_floats (m, "small", small, 2, -2);
  maker_floats (m, "wide", wide, 2, -2);
  if (dense)
    maker_floats (m, "channel", small, 1, 2, -2);
  else
    maker_floats (m, "channel", small, 2, 1, 1, -2);
  VtOnnx__Node *linear = maker_node (m, op, g_str_equal (op, "MatMul") ? "x,w" : "x,w,small", "linear");
  if (g_str_equal (op, "Conv"))
    vt_onnx_write_int (&m->writer, linear, "group", 2);
  maker_node (m, "Mul", "linear,channel", "a");
  maker_node (m, "Add", "channel,a", "b");
  maker_node (m, "Sub", "channel,b", "c");
  maker_node (m, "Div", "c,channel", "d");
  maker_node (m, "BatchNormalization", "d,small,wide,small,wide", "norm");
  maker_node (m, "Relu", "norm", "y");
  maker_output (m, "y");
}

static void
folding_changes_no_number (gconstpointer op)
{
  const VtOnnxOptions keep = { .keep_batch_norm = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtParams) params = NULL;
  Maker m;
  gsize n_plain;

  make_chain (&m, op);
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, &params, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_fused, ==, 5);
  /* The folded operator has the name of the last value it stands for. */
  g_assert_cmpint (vt_graph_find (graph, "norm"), >=, 0);
  g_assert_cmpint (vt_graph_find (graph, "linear"), ==, -1);
  g_autofree float *plain = maker_run (&m, &keep, 2, maker_ramp, &n_plain);
  maker_expect (&m, NULL, 2, maker_ramp, plain, n_plain);
  maker_clear (&m);
}

static void
folding_stops_where_a_value_is_read_twice (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  make_chain (&m, "Conv");
  maker_node (&m, "Neg", "a", "other");
  maker_output (&m, "other");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_fused, ==, 1);
  maker_clear (&m);
}

static void
quantised_weights_become_reals (void)
{
  const float scale[2] = { 0.5f, 2 }, expected[2] = { 0.5f * (1 - 10), 2 * (2 - 20) };
  const gint64 q[2] = { 1, 2 }, zero[2] = { 10, 20 };
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, -2);
  maker_ints (&m, "q", 2, q);
  maker_ints (&m, "zero", 2, zero);
  maker_floats (&m, "scale", scale, 2, -2);

  VtOnnx__Node *dequantize = maker_node (&m, "DequantizeLinear", "q,scale,zero", "w");

  vt_onnx_write_int (&m.writer, dequantize, "axis", 0);
  maker_node (&m, "Mul", "x,w", "y");
  maker_output (&m, "y");

  const float ones[2] = { 1, 1 };
  maker_expect (&m, NULL, 1, ones, expected, 2);
  maker_clear (&m);
}

/* Pads that keep the size, as timm computes them from the size of the picture: the greater of what is missing and nothing. */
static void
pads_are_computed_from_the_size (void)
{
  const float nothing = 0, half = 2, one = 1, more = 5, x[3] = { 7, 8, 9 }, expected[8] = { 0, 0, 7, 8, 9, 0, 0, 0 };

  for (guint upper = 0; upper < 2; upper++)
    {
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", 1, 1, 3, -2);
      maker_floats (&m, "nothing", &nothing, -2);
      maker_floats (&m, "half", &half, -2);
      maker_floats (&m, "more", &more, -2);
      maker_floats (&m, "one", &one, 1, -2);
      maker_ints (&m, "last", 1, (const gint64[]) { 2 });
      maker_node (&m, "Shape", "x", "shape");
      maker_node (&m, "Gather", "shape,last", "size");
      vt_onnx_write_int (&m.writer, maker_node (&m, "Cast", "size", "real"), "to", 1);
      /* 3 − 5 is less than nothing, 5 is not. */
      maker_node (&m, "Sub", "real,more", "missing");
      maker_node (&m, "Clip", "missing,nothing,", "none");
      maker_node (&m, "Clip", upper ? "more,,more" : "more,nothing", "five");
      maker_node (&m, "Div", "five,half", "before");
      maker_node (&m, "Add", "none,before", "before all");
      vt_onnx_write_int (&m.writer, maker_node (&m, "Cast", "before all", "begin"), "to", 7);
      maker_node (&m, "Add", "before all,one", "after all");
      vt_onnx_write_int (&m.writer, maker_node (&m, "Cast", "after all", "end"), "to", 7);
      maker_ints (&m, "two", 2, (const gint64[]) { 0, 0 });
      vt_onnx_write_int (&m.writer, maker_node (&m, "Concat", "two,begin,two,end", "pads"), "axis", 0);
      maker_node (&m, "Pad", "x,pads", "padded");
      maker_node (&m, "Relu", "padded", "y");
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, x, expected, 8);
      maker_clear (&m);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *op = (const char *const[]) { "Conv", "ConvTranspose", "Gemm", "MatMul", NULL }; *op != NULL; op++)
    {
      g_autofree char *path = g_strdup_printf ("/onnx/fold/changes-no-number/%s", *op);

      g_test_add_data_func (path, *op, folding_changes_no_number);
    }
  g_test_add_func ("/onnx/fold/stops-where-a-value-is-read-twice", folding_stops_where_a_value_is_read_twice);
  g_test_add_func ("/onnx/fold/quantised-weights-become-reals", quantised_weights_become_reals);
  g_test_add_func ("/onnx/fold/pads-from-the-size", pads_are_computed_from_the_size);
  return g_test_run ();
}
