/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ONNX files mean: versions, folding, batches, shapes, layouts. */
#include "vt-onnx-maker.h"

#include <math.h>
#include <string.h>

static const float ramp[64] = {
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
  63, 64,
};

/* ---- meanings that changed with the version --------------------------------------------------- */

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
      maker_expect (&m, NULL, 1, ramp, expected, 6);
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
      maker_expect (&m, NULL, 1, ramp, expected, 3);
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
  maker_expect (&m, NULL, 1, ramp, expected, 4);
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
  maker_expect (&m, NULL, 1, ramp, expected, 3);
  maker_clear (&m);
}

/* ---- folding --------------------------------------------------------------------------------- */

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
  g_autofree float *plain = maker_run (&m, &keep, 2, ramp, &n_plain);
  maker_expect (&m, NULL, 2, ramp, plain, n_plain);
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

/* ---- batches and shapes ---------------------------------------------------------------------- */

/* View of the last dimensions as an exporter writes it: Shape, Gather, Unsqueeze, Concat, Reshape. */
static void
shape_arithmetic_follows_the_batch (void)
{
  const gint64 zero = 0, minus = -1;
  Maker m;

  maker_init (&m, 11);
  maker_input (&m, "x", -1, 2, 3, -2);
  maker_ints (&m, "zero", 1, &zero)->n_dims = 0;
  maker_ints (&m, "rest", 1, &minus);
  maker_node (&m, "Shape", "x", "shape");
  maker_node (&m, "Gather", "shape,zero", "batch");

  VtOnnx__Node *unsqueeze = maker_node (&m, "Unsqueeze", "batch", "list");

  vt_onnx_write_ints (&m.writer, unsqueeze, "axes", &zero, 1);

  VtOnnx__Node *concat = maker_node (&m, "Concat", "list,rest", "wanted");

  vt_onnx_write_int (&m.writer, concat, "axis", 0);
  maker_node (&m, "Reshape", "x,wanted", "y");
  maker_output (&m, "y");
  maker_expect (&m, NULL, 3, ramp, ramp, 18);
  maker_clear (&m);
}

static void
a_fixed_batch_is_set_free (void)
{
  const gint64 wanted[2] = { 4, -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 4, 2, 3, -2);
  maker_ints (&m, "wanted", 2, wanted);
  maker_node (&m, "Reshape", "x,wanted", "y");
  maker_output (&m, "y");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape.dim[0], ==, 1);
  g_assert_cmpuint (report->notes->len, ==, 1);
  maker_expect (&m, NULL, 2, ramp, ramp, 12);
  maker_clear (&m);
}

/* Sequences put the batch second; picking from dimension 0 is then no mixing of pictures. */
static void
the_batch_may_stand_elsewhere (void)
{
  const gint64 perm[3] = { 1, 0, 2 }, one = 1, flat[2] = { 1, 6 };
  const float expected[12] = { 4, 5, 6, 4, 5, 6, 10, 11, 12, 10, 11, 12 };
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, 3, -2);
  maker_ints (&m, "one", 1, &one)->n_dims = 0;
  maker_ints (&m, "flat", 2, flat);

  VtOnnx__Node *transpose = maker_node (&m, "Transpose", "x", "t");

  vt_onnx_write_ints (&m.writer, transpose, "perm", perm, 3);
  maker_node (&m, "Gather", "t,one", "picked");

  VtOnnx__Node *concat = maker_node (&m, "Concat", "picked,picked", "both");

  vt_onnx_write_int (&m.writer, concat, "axis", 1);
  maker_node (&m, "Reshape", "both,flat", "y");
  maker_output (&m, "y");
  maker_expect (&m, NULL, 2, ramp, expected, 12);
  maker_clear (&m);
}

static void
channels_last_is_fed_channels_first (void)
{
  const gint64 perm[4] = { 0, 3, 1, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 5, 7, 3, -2);

  VtOnnx__Node *transpose = maker_node (&m, "Transpose", "x", "t");

  vt_onnx_write_ints (&m.writer, transpose, "perm", perm, 4);
  maker_node (&m, "Relu", "t", "y");
  maker_output (&m, "y");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_true (vt_shape_equal (&vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape, &VT_SHAPE (1, 3, 5, 7)));
  g_assert_nonnull (strstr (report->notes->pdata[0], "channels last"));
  maker_clear (&m);
}

/* torch's newer exporter writes views so: everything in one row, and where each number lies in it. */
static void
views_of_a_row_are_views_of_each_picture (void)
{
  static const struct { gint64 batch, index[8]; gboolean fits; float expected[4]; } cases[] = {
    { 1, { 0, 1, 2, 3 }, TRUE, { 0, 1, 2, 3 } },
    { 1, { 2, 0, 3, 1 }, TRUE, { 2, 0, 3, 1 } },
    { 2, { 2, 0, 3, 1, 6, 4, 7, 5 }, TRUE, { 2, 0, 3, 1 } },
    { 2, { 2, 0, 3, 1, 4, 5, 6, 7 }, FALSE },
    { 2, { 4, 5, 6, 7, 0, 1, 2, 3 }, FALSE },
    { 2, { 2, 0, 3, 1, G_MININT64, 4, 7, 5 }, FALSE },
    { 2, { 2, 0, 3, 1, 6, 4, 7, G_MAXINT64 }, FALSE },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const float x[8] = { 10, 11, 12, 13, 20, 21, 22, 23 };
      const gsize n = (gsize) cases[k].batch * 4;
      g_autoptr (VtOnnxReport) report = NULL;
      g_autoptr (GError) error = NULL;
      float expected[8];
      Maker m;

      maker_init (&m, 18);
      maker_input (&m, "x", (int) cases[k].batch, 4, 1, 1, -2);
      maker_ints (&m, "row", 1, (const gint64[]) { -1 });
      VtOnnx__Tensor *index = maker_ints (&m, "index", n, cases[k].index);
      index->n_dims = 3;
      index->dims = vt_onnx_write_alloc (&m.writer, 3 * sizeof (gint64));
      index->dims[0] = cases[k].batch;
      index->dims[1] = index->dims[2] = 2;
      maker_node (&m, "Neg", "x", "minus");
      maker_node (&m, "Reshape", "minus,row", "all");
      maker_node (&m, "Gather", "all,index", "y");
      maker_output (&m, "y");
      for (guint i = 0; i < 8; i++)
        expected[i] = -x[i / 4 * 4 + (guint) cases[k].expected[i % 4]];
      if (cases[k].fits)
        maker_expect (&m, NULL, 2, x, expected, 8);
      g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, &report, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (report->unsupported->len, ==, cases[k].fits ? 0 : 1);
      maker_clear (&m);
    }
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

/* As Keras' own preprocessing comes out of tf2onnx: sizes open, a factor, a mean for each colour, then the Transpose. */
static void
arithmetic_before_the_transpose_turns_too (void)
{
  const gint64 perm[4] = { 0, 3, 1, 2 };
  const float factor = 2, mean[3] = { 1, 10, 100 }, x[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  const VtOnnxOptions small = { .height = 2, .width = 2 };
  float expected[12];

  for (guint shared = 0; shared < 2; shared++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtOnnxReport) report = NULL;
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", -1, -1, -1, 3, -2);
      maker_floats (&m, "factor", &factor, 1, 1, 1, 1, -2);
      maker_floats (&m, "mean", mean, 1, 1, 1, 3, -2);
      maker_node (&m, "Mul", "factor,x", "scaled");
      maker_node (&m, "Sub", "scaled,mean", "centred");

      VtOnnx__Node *transpose = maker_node (&m, "Transpose", "centred", "t");

      vt_onnx_write_ints (&m.writer, transpose, "perm", perm, 4);
      maker_node (&m, "Neg", "t", "y");
      maker_output (&m, "y");
      /* A mean that something else reads, too, cannot turn; then the file's own order is fed. */
      if (shared)
        {
          maker_node (&m, "Sub", "x,mean", "other");
          maker_output (&m, "other");
        }
      g_autoptr (VtGraph) graph = maker_import (&m, &small, NULL, &report, &error);
      g_assert_no_error (error);
      g_assert_true (vt_shape_equal (&vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape,
                                     shared ? &VT_SHAPE (1, 2, 2, 3) : &VT_SHAPE (1, 3, 2, 2)));
      g_assert_nonnull (strstr (report->notes->pdata[0], "2 × 2"));
      for (guint k = 0; k < 12; k++)
        expected[k] = mean[k / 4] - 2 * x[k];
      if (!shared)
        {
          /* The Transpose alone. */
          g_assert_cmpuint (report->n_folded, ==, 1);
          maker_expect (&m, &small, 1, x, expected, 12);
        }
      maker_clear (&m);
    }
}

static void
open_sizes_come_from_the_options (void)
{
  static const struct { int rows, taken; const char *told; } cases[] = { { -1, 10, "12 × 10" }, { 40, 40, "12 × 40" } };
  const VtOnnxOptions options = { .height = 10, .width = 12 };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (VtOnnxReport) report = NULL;
      g_autoptr (GError) error = NULL;
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", -1, -1, cases[k].rows, -1, -2);
      maker_floats (&m, "w", NULL, 2, 4, 1, 1, -2);
      maker_node (&m, "Conv", "x,w", "y");
      maker_output (&m, "y");
      g_autoptr (VtGraph) graph = maker_import (&m, &options, NULL, &report, &error);
      g_assert_no_error (error);
      g_assert_true (vt_shape_equal (&vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape,
                                     &VT_SHAPE (1, 4, (gsize) cases[k].taken, 12)));
      g_assert_nonnull (strstr (report->notes->pdata[0], cases[k].told));
      maker_clear (&m);
    }
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
      maker_expect (&m, NULL, 1, ramp, side == 0 ? upper : lower, 3);
      maker_clear (&m);
    }
}

/* ---- what is not known ----------------------------------------------------------------------- */

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
  for (const char *const *op = (const char *const[]) { "Conv", "ConvTranspose", "Gemm", "MatMul", NULL }; *op != NULL; op++)
    {
      g_autofree char *path = g_strdup_printf ("/onnx/fold/changes-no-number/%s", *op);

      g_test_add_data_func (path, *op, folding_changes_no_number);
    }
  g_test_add_func ("/onnx/fold/stops-where-a-value-is-read-twice", folding_stops_where_a_value_is_read_twice);
  g_test_add_func ("/onnx/fold/quantised-weights-become-reals", quantised_weights_become_reals);
  g_test_add_func ("/onnx/batch/follows-shape-arithmetic", shape_arithmetic_follows_the_batch);
  g_test_add_func ("/onnx/batch/fixed-one-is-set-free", a_fixed_batch_is_set_free);
  g_test_add_func ("/onnx/batch/may-stand-elsewhere", the_batch_may_stand_elsewhere);
  g_test_add_func ("/onnx/input/channels-last-is-fed-channels-first", channels_last_is_fed_channels_first);
  g_test_add_func ("/onnx/batch/views-of-a-row", views_of_a_row_are_views_of_each_picture);
  g_test_add_func ("/onnx/fold/pads-from-the-size", pads_are_computed_from_the_size);
  g_test_add_func ("/onnx/input/arithmetic-before-the-transpose", arithmetic_before_the_transpose_turns_too);
  g_test_add_func ("/onnx/input/open-sizes-come-from-the-options", open_sizes_come_from_the_options);
  g_test_add_func ("/onnx/auto-pad/odd-cell-is-where-it-says", auto_pad_puts_the_odd_cell_where_it_says);
  g_test_add_func ("/onnx/unsupported/rest-is-left", an_unknown_operator_leaves_the_rest);
  g_test_add_func ("/onnx/identity/keeps-the-output-name", an_identity_keeps_the_name_of_the_output);
  return g_test_run ();
}
