/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shapes of ONNX files mean: batches, layouts, views, and sizes that are open. */
#include "vt-onnx-maker.h"

#include <string.h>

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
  maker_expect (&m, NULL, 3, maker_ramp, maker_ramp, 18);
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
  maker_expect (&m, NULL, 2, maker_ramp, maker_ramp, 12);
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
  maker_expect (&m, NULL, 2, maker_ramp, expected, 12);
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

/* A dense layer, a position for each place and the like fix the size that the file leaves open. */
static void
a_size_that_fits_is_found (void)
{
  static const struct { gsize weights, taken; } cases[] = { { 49, 224 }, { 64, 256 }, { 1, 32 }, { 81, 288 }, { 50, 0 } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const gsize taken = cases[k].taken > 0 ? cases[k].taken : 224;
      g_autofree char *told = g_strdup_printf ("%zu × %zu", taken, taken);
      g_autoptr (VtOnnxReport) report = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (VtGraph) graph = NULL;
      g_autoptr (VtParams) params = NULL;
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", -1, 3, -1, -1, -2);
      maker_floats (&m, "w", NULL, 1, 3, 1, 1, -2);
      maker_floats (&m, "dense", NULL, (int) cases[k].weights, 2, -2);
      VtOnnx__Node *conv = maker_node (&m, "Conv", "x,w", "c");
      vt_onnx_write_ints (&m.writer, conv, "strides", (gint64[]) { 32, 32 }, 2);
      maker_node (&m, "Flatten", "c", "f");
      maker_node (&m, "Gemm", "f,dense", "y");
      maker_output (&m, "y");
      graph = maker_import (&m, NULL, &params, &report, &error);
      maker_clear (&m);
      g_assert_no_error (error);
      g_assert_cmpuint (vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape.dim[3], ==, taken);
      g_assert_nonnull (strstr (report->notes->pdata[0], told));
      g_assert_cmpuint (report->notes->len, ==, taken == 224 ? 1 : 2);
      g_assert_cmpuint (report->unsupported->len, ==, cases[k].taken > 0 ? 0 : 1);
      g_assert_cmpfloat (vt_params_data (params, vt_graph_find (graph, "w"))[2], ==, 3);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/batch/follows-shape-arithmetic", shape_arithmetic_follows_the_batch);
  g_test_add_func ("/onnx/batch/fixed-one-is-set-free", a_fixed_batch_is_set_free);
  g_test_add_func ("/onnx/batch/may-stand-elsewhere", the_batch_may_stand_elsewhere);
  g_test_add_func ("/onnx/input/channels-last-is-fed-channels-first", channels_last_is_fed_channels_first);
  g_test_add_func ("/onnx/batch/views-of-a-row", views_of_a_row_are_views_of_each_picture);
  g_test_add_func ("/onnx/input/arithmetic-before-the-transpose", arithmetic_before_the_transpose_turns_too);
  g_test_add_func ("/onnx/input/open-sizes-come-from-the-options", open_sizes_come_from_the_options);
  g_test_add_func ("/onnx/input/size-that-fits-is-found", a_size_that_fits_is_found);
  return g_test_run ();
}
