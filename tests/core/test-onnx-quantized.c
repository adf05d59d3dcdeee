/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks in integers: what their codes stand for is computed, and as they are written they are rounded.  Also types
 * and truth values, which are floats in the graph. */
#include "vt-onnx-maker.h"

#include <math.h>
#include <string.h>

/* A stored tensor of 8-bit integers; dimensions are `rows` and `columns`, 0 for fewer. */
static void
eight_bits (Maker      *m,
            const char *name,
            gboolean    with_sign,
            gsize       n,
            const int  *values,
            gsize       rows)
{
  const gint64 none[64] = { 0 };
  VtOnnx__Tensor *t = maker_ints (m, name, n, none);

  t->data_type = with_sign ? 3 : 2;
  t->n_int64_data = 0;
  t->n_int32_data = n;
  t->int32_data = vt_onnx_write_alloc (&m->writer, n * sizeof (gint32));
  memcpy (t->int32_data, values, n * sizeof (gint32));
  if (n == 1 && rows == 0)
    t->n_dims = 0;
  if (rows > 0)
    {
      t->n_dims = 4;
      t->dims = vt_onnx_write_alloc (&m->writer, 4 * sizeof (gint64));
      t->dims[0] = (gint64) rows;
      t->dims[1] = (gint64) (n / rows);
      t->dims[2] = t->dims[3] = 1;
    }
}

/* Quantised to steps of a half with zero at `zero`, and back. */
static void
make_pair (Maker   *m,
           gboolean with_sign,
           int      zero)
{
  const float half = 0.5f;

  maker_init (m, 13);
  maker_input (m, "x", 1, 4, -2);
  maker_floats (m, "scale", &half, -2);
  eight_bits (m, "zero", with_sign, 1, &zero, 0);
  maker_node (m, "QuantizeLinear", "x,scale,zero", "q");
  maker_node (m, "DequantizeLinear", "q,scale,zero", "y");
  maker_output (m, "y");
}

static void
pairs_vanish_but_for_what_eight_bits_hold (void)
{
  const float x[4] = { -3.3f, 0.2f, 7.7f, 1000 };
  /* Zero at 0: nothing below it can be said, which is a Relu; at most 255 steps of a half. */
  const float without_sign[4] = { 0, 0.2f, 7.7f, 127.5f }, with_sign[4] = { -3.3f, 0.2f, 7.7f, 63.5f };
  const float rounded[4] = { -3.5f, 0, 7.5f, 63.5f };
  const VtOnnxOptions as_written = { .as_written = TRUE };

  for (guint round = 0; round < 3; round++)
    {
      Maker m;

      make_pair (&m, round > 0, 0);
      if (round < 2)
        maker_expect (&m, NULL, 1, x, round == 0 ? without_sign : with_sign, 4);
      maker_clear (&m);
    }

  /* As it is written the codes themselves are rounded; dividing by the scale they come back in steps of a half. */
  const float half = 0.5f;
  const int zero = 0;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 4, -2);
  maker_floats (&m, "scale", &half, -2);
  eight_bits (&m, "zero", TRUE, 1, &zero, 0);
  maker_node (&m, "QuantizeLinear", "x,scale,zero", "q");
  maker_node (&m, "Cast", "q", "real");
  maker_node (&m, "Mul", "real,scale", "y");
  maker_output (&m, "y");
  maker_expect (&m, &as_written, 1, x, rounded, 4);
  maker_clear (&m);
}

/* Weights are rounded by the file itself when it makes codes of stored reals. */
static void
stored_reals_become_codes_and_weights (void)
{
  const float weights[2] = { 0.7f, -1.1f }, half = 0.5f, x[1] = { 4 }, expected[2] = { 2, -4 };
  const int zero = 0;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 1, 1, 1, -2);
  maker_floats (&m, "real", weights, 2, 1, 1, 1, -2);
  maker_floats (&m, "scale", &half, -2);
  eight_bits (&m, "zero", TRUE, 1, &zero, 0);
  maker_node (&m, "QuantizeLinear", "real,scale,zero", "q");
  maker_node (&m, "DequantizeLinear", "q,scale,zero", "w");
  maker_node (&m, "Conv", "x,w", "y");
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, x, expected, 2);
  maker_clear (&m);
}

/* x (two channels) times weights with a scale for each of two outputs, plus a bias in units of both scales. */
static void
layers_of_codes_are_layers_of_numbers (void)
{
  const float of_x = 0.1f, of_w[2] = { 0.5f, 0.25f }, of_y = 0.1f, x[2] = { 1, 2 };
  const int w[4] = { 2, 4, -8, 4 }, w_zero[2] = { 0, 0 }, x_zero = 128, y_zero = 100;
  const gint64 bias[2] = { 10, 400 };
  /* 1·1 + 2·2 + 10·0.05, and −2 + 2 + 400·0.025. */
  const float expected[2] = { 5.5f, 10 };
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, 1, 1, -2);
  maker_floats (&m, "of x", &of_x, -2);
  maker_floats (&m, "of w", of_w, 2, -2);
  maker_floats (&m, "of y", &of_y, -2);
  eight_bits (&m, "x zero", FALSE, 1, &x_zero, 0);
  eight_bits (&m, "w zero", TRUE, 2, w_zero, 0);
  eight_bits (&m, "y zero", FALSE, 1, &y_zero, 0);
  eight_bits (&m, "w", TRUE, 4, w, 2);
  maker_ints (&m, "bias", 2, bias);
  maker_node (&m, "QuantizeLinear", "x,of x,x zero", "q");
  maker_node (&m, "QLinearConv", "q,of x,x zero,w,of w,w zero,of y,y zero,bias", "codes");
  maker_node (&m, "DequantizeLinear", "codes,of y,y zero", "y");
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, x, expected, 2);
  maker_clear (&m);
}

/* The picture decides the scale, each picture for itself: the sums are what real numbers would give. */
static void
dynamic_scales_follow_each_picture (void)
{
  const float x[4] = { 1, 2, -10, 30 }, half = 0.5f;
  const int w[2] = { 3, 5 }, zero = 1;
  /* w stands for 1 and 2: (1·1 + 2·2), (−10·1 + 30·2). */
  const float expected[2] = { 5, 50 };
  Maker m;
  gsize n;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, 1, 1, -2);
  eight_bits (&m, "w", FALSE, 2, w, 1);
  eight_bits (&m, "w zero", FALSE, 1, &zero, 0);
  maker_floats (&m, "of w", &half, -2);
  vt_onnx_write_output (&m.writer, maker_node (&m, "DynamicQuantizeLinear", "x", "q"), "of x");
  vt_onnx_write_output (&m.writer, m.writer.nodes->pdata[m.writer.nodes->len - 1], "x zero");
  maker_node (&m, "ConvInteger", "q,w,x zero,w zero", "sums");
  maker_node (&m, "Cast", "sums", "real sums");
  maker_node (&m, "Mul", "of x,of w", "scale");
  maker_node (&m, "Mul", "real sums,scale", "y");
  maker_output (&m, "y");
  g_autofree float *y = maker_run (&m, NULL, 2, x, &n);
  g_assert_cmpuint (n, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (y[i], expected[i], 0.005f * expected[i]);
  maker_clear (&m);
}

/* Each one's scale is the codes of the one before: a file may be as long as it likes. */
static void
codes_as_scales_do_not_pile_up (void)
{
  const VtOnnxOptions as_written = { .as_written = TRUE };
  const float half = 0.5f;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 1, -2);
  maker_floats (&m, "q0", &half, 1, -2);
  for (guint i = 1; i <= 30000; i++)
    {
      g_autofree char *inputs = g_strdup_printf ("x,q%u", i - 1), *output = g_strdup_printf ("q%u", i);

      maker_node (&m, "QuantizeLinear", inputs, output);
    }
  maker_output (&m, "q30000");
  g_autoptr (VtGraph) graph = maker_import (&m, &as_written, &params, NULL, &error);
  g_assert_true ((graph != NULL) == (error == NULL));
  maker_clear (&m);
}

/* ---- types and truth ----------------------------------------------------------------------------- */

static void
integers_are_divided_as_integers (void)
{
  const float x[4] = { 7.9f, -7.9f, 3, 0.5f }, whole[4] = { 3, -3, 1, 0 }, real[4] = { 3.95f, -3.95f, 1.5f, 0.25f };

  for (guint round = 0; round < 2; round++)
    {
      const gint64 two = 2;
      const float two_real = 2;
      Maker m;

      maker_init (&m, 13);
      maker_input (&m, "x", 1, 4, -2);
      if (round == 0)
        {
          maker_ints (&m, "two", 1, &two);
          vt_onnx_write_int (&m.writer, maker_node (&m, "Cast", "x", "whole"), "to", 7);
        }
      else
        {
          maker_floats (&m, "two", &two_real, 1, -2);
          maker_node (&m, "Identity", "x", "whole");
        }
      maker_node (&m, "Div", "whole,two", "quotient");
      vt_onnx_write_int (&m.writer, maker_node (&m, "Cast", "quotient", "y"), "to", 1);
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, x, round == 0 ? whole : real, 4);
      maker_clear (&m);
    }
}

/* A threshold as people write it: where (x > 1, x, 0), for a batch of two. */
static void
choices_follow_the_picture (void)
{
  const float x[8] = { 0, 1, 2, 3, 4, -5, 1.5f, 1 }, expected[8] = { 0, 0, 2, 3, 4, 0, 1.5f, 0 };
  const float one = 1, zero = 0;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 4, -2);
  maker_floats (&m, "one", &one, -2);
  maker_floats (&m, "zero", &zero, -2);
  maker_node (&m, "Greater", "x,one", "above");
  maker_node (&m, "Where", "above,x,zero", "y");
  maker_output (&m, "y");
  maker_expect (&m, NULL, 2, x, expected, 8);
  maker_clear (&m);
}

/* ---- as written ------------------------------------------------------------------------------------ */

/* Softmax over axis 0: with a batch it would mix pictures; as written axis 0 is an axis like others. */
static void
axis_zero_is_an_axis_when_taken_as_written (void)
{
  const VtOnnxOptions as_written = { .as_written = TRUE };
  const float x[4] = { 1, 5, 1, 5 }, expected[4] = { 0.5f, 0.5f, 0.5f, 0.5f };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 2, 2, -2);
  vt_onnx_write_int (&m.writer, maker_node (&m, "Softmax", "x", "y"), "axis", 0);
  maker_output (&m, "y");
  g_assert_null (maker_import (&m, NULL, &params, NULL, &error));
  g_assert_nonnull (error);
  maker_expect (&m, &as_written, 1, x, expected, 4);
  maker_clear (&m);
}

/* An input that is known beforehand is a constant like a stored one: here the shape to reshape to. */
static void
inputs_that_are_given_are_constants (void)
{
  const gint64 dims[2] = { 3, 2 };
  VtOnnx__Tensor tensor = VT_ONNX__TENSOR__INIT;
  gint64 count = 2, numbers[2] = { dims[0], dims[1] };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  tensor.n_dims = 1;
  tensor.dims = &count;
  tensor.has_data_type = TRUE;
  tensor.data_type = 7;
  tensor.n_int64_data = 2;
  tensor.int64_data = numbers;

  g_autofree guint8 *bytes = g_malloc (vt_onnx__tensor__get_packed_size (&tensor));
  const VtOnnxGiven given = { "shape", bytes, vt_onnx__tensor__pack (&tensor, bytes) }, broken = { "shape", bytes, 3 };
  VtOnnxOptions options = { .as_written = TRUE, .given = &given, .n_given = 1 };

  maker_init (&m, 13);
  maker_input (&m, "x", 2, 3, -2);
  maker_input (&m, "shape", 2, -2);
  maker_node (&m, "Reshape", "x,shape", "y");
  maker_output (&m, "y");
  g_autoptr (VtGraph) graph = maker_import (&m, &options, &params, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_graph_n_inputs (graph), ==, 1);
  g_assert_cmpuint (report->outputs->len, ==, 1);
  const VtShape *shape = &vt_graph_node (graph, g_array_index (report->outputs, int, 0))->shape;
  g_assert_true (vt_shape_equal (shape, &VT_SHAPE (3, 2)));
  /* Cut short it is refused in words. */
  options.given = &broken;
  g_assert_null (maker_import (&m, &options, NULL, NULL, &error));
  g_assert_nonnull (error);
  maker_clear (&m);
}

/* As onnxruntime quantises a classifier: its own operator, which says itself whether the axis is a long one. */
static void
shares_of_codes (void)
{
  const float of_x = 0.25f, of_y = 1 / 256.f, x[4] = { 1, 2, 0.5f, -1 };
  const int zero = 8, none = 0;

  for (guint old = 0; old < 2; old++)
    {
      float expected[4];
      Maker m;

      maker_init (&m, 17);
      maker_input (&m, "x", 1, 2, 2, -2);
      maker_floats (&m, "of x", &of_x, -2);
      maker_floats (&m, "of y", &of_y, -2);
      eight_bits (&m, "x zero", FALSE, 1, &zero, 0);
      eight_bits (&m, "y zero", FALSE, 1, &none, 0);
      maker_node (&m, "QuantizeLinear", "x,of x,x zero", "q");

      VtOnnx__Node *n = maker_node (&m, "QLinearSoftmax", "q,of x,x zero,of y,y zero", "codes");

      n->domain = vt_onnx_write_text (&m.writer, "com.microsoft");
      vt_onnx_write_int (&m.writer, n, "axis", 1);
      vt_onnx_write_int (&m.writer, n, "opset", old ? 11 : 13);
      maker_node (&m, "DequantizeLinear", "codes,of y,y zero", "y");
      maker_output (&m, "y");
      for (guint k = 0; k < 4; k++)
        {
          double sum = 0;

          for (guint j = 0; j < 4; j++)
            sum += old || j % 2 == k % 2 ? exp ((double) x[j]) : 0;
          expected[k] = (float) (exp ((double) x[k]) / sum);
        }
      maker_expect (&m, NULL, 1, x, expected, 4);
      maker_clear (&m);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/quantized/pairs-vanish", pairs_vanish_but_for_what_eight_bits_hold);
  g_test_add_func ("/onnx/quantized/stored-reals", stored_reals_become_codes_and_weights);
  g_test_add_func ("/onnx/quantized/layers", layers_of_codes_are_layers_of_numbers);
  g_test_add_func ("/onnx/quantized/shares", shares_of_codes);
  g_test_add_func ("/onnx/quantized/dynamic", dynamic_scales_follow_each_picture);
  g_test_add_func ("/onnx/quantized/scales-that-are-codes", codes_as_scales_do_not_pile_up);
  g_test_add_func ("/onnx/types/integers", integers_are_divided_as_integers);
  g_test_add_func ("/onnx/types/choice", choices_follow_the_picture);
  g_test_add_func ("/onnx/written/axis-zero", axis_zero_is_an_axis_when_taken_as_written);
  g_test_add_func ("/onnx/written/given", inputs_that_are_given_are_constants);
  return g_test_run ();
}
