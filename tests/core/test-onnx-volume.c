/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions and pools over depth, rows and columns, beside plain loops; and what they are needed for most: local response
 * normalisation as torch writes it, behind which units still know their places. */
#include <math.h>

#include "vt-onnx-maker.h"

#include "graph/vt-field.h"
#include "vt-nets.h"

#define C 4
#define D 5
#define H 6
#define W 7
#define M 6

typedef struct
{
  const char *op;
  gint64      kernel[3], stride[3], dilation[3], pads[6];
  gint64      group, ceil, count;
  const char *same;         /* SAME_UPPER, SAME_LOWER, or NULL */
} Case;

static const Case cases[] = {
  { "Conv", { 2, 3, 3 }, { 1, 1, 1 }, { 1, 1, 1 }, { 0 }, 1 },
  { "Conv", { 3, 1, 2 }, { 2, 1, 2 }, { 1, 1, 2 }, { 1, 0, 1, 2, 0, 1 }, 2 },
  { "Conv", { 2, 2, 2 }, { 1, 2, 1 }, { 3, 1, 1 }, { 0, 1, 0, 1, 0, 0 }, 2 },
  { "Conv", { 1, 3, 3 }, { 1, 1, 1 }, { 1, 1, 1 }, { 0, 1, 1, 0, 1, 1 }, 1 },
  { "Conv", { 1, 1, 1 }, { 3, 2, 2 }, { 1, 1, 1 }, { 0 }, 1 },
  { "Conv", { 3, 3, 3 }, { 2, 2, 2 }, { 1, 1, 1 }, { 0 }, 1, .same = "SAME_UPPER" },
  { "Conv", { 2, 2, 4 }, { 1, 1, 3 }, { 1, 1, 1 }, { 0 }, 1, .same = "SAME_LOWER" },
  { "MaxPool", { 2, 2, 2 }, { 2, 2, 2 }, { 1, 1, 1 }, { 0 } },
  { "MaxPool", { 3, 2, 3 }, { 1, 2, 2 }, { 2, 1, 1 }, { 1, 0, 1, 1, 0, 1 } },
  { "MaxPool", { 2, 2, 2 }, { 2, 2, 2 }, { 1, 1, 1 }, { 0 }, .ceil = 1 },
  { "AveragePool", { 3, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 0 } },
  { "AveragePool", { 3, 2, 2 }, { 2, 1, 2 }, { 1, 1, 1 }, { 1, 1, 0, 1, 0, 1 } },
  { "AveragePool", { 3, 2, 2 }, { 2, 1, 2 }, { 1, 1, 1 }, { 1, 1, 0, 1, 0, 1 }, .count = 1 },
  { "AveragePool", { 2, 2, 2 }, { 2, 2, 2 }, { 1, 1, 1 }, { 0 }, .ceil = 1 },
  { "GlobalAveragePool", { D, H, W }, { 1, 1, 1 }, { 1, 1, 1 }, { 0 } },
  { "GlobalMaxPool", { D, H, W }, { 1, 1, 1 }, { 1, 1, 1 }, { 0 } },
};

static const gsize in[3] = { D, H, W };

/* Pads that count, after SAME, and places. */
static void
places (const Case *c,
        gint64      pads[6],
        gsize       out[3])
{
  for (guint a = 0; a < 3; a++)
    {
      const gint64 n = (gint64) in[a], span = (c->kernel[a] - 1) * c->dilation[a] + 1;

      pads[a] = c->pads[a];
      pads[a + 3] = c->pads[a + 3];
      if (c->same != NULL)
        {
          const gint64 total = MAX (0, ((n + c->stride[a] - 1) / c->stride[a] - 1) * c->stride[a] + span - n);

          pads[a] = g_str_equal (c->same, "SAME_UPPER") ? total / 2 : total - total / 2;
          pads[a + 3] = total - pads[a];
        }
      const gint64 room = n + pads[a] + pads[a + 3] - span;

      out[a] = (gsize) ((room + (c->ceil ? c->stride[a] - 1 : 0)) / c->stride[a] + 1);
      if (c->ceil && ((gint64) out[a] - 1) * c->stride[a] >= n + pads[a])
        out[a]--;
    }
}

/* What is gathered over one window of one channel of the input. */
typedef struct { double sum, count, most; } Seen;

static Seen
look (const Case   *c,
      const gint64  pads[6],
      const gsize   at[3],
      const float  *x,          /* one channel */
      const float  *w)          /* or NULL: ones */
{
  Seen s = { 0, 0, -INFINITY };
  gint64 k[3], p[3];

  for (k[0] = 0; k[0] < c->kernel[0]; k[0]++)
    for (k[1] = 0; k[1] < c->kernel[1]; k[1]++)
      for (k[2] = 0; k[2] < c->kernel[2]; k[2]++)
        {
          gboolean inside = TRUE, padded = TRUE;

          for (guint a = 0; a < 3; a++)
            {
              p[a] = (gint64) at[a] * c->stride[a] + k[a] * c->dilation[a] - pads[a];
              inside = inside && p[a] >= 0 && p[a] < (gint64) in[a];
              padded = padded && p[a] < (gint64) in[a] + pads[a + 3];
            }
          s.count += c->count ? padded : inside;
          if (!inside)
            continue;

          const double v = (double) x[(p[0] * H + p[1]) * W + p[2]];

          s.sum += v * (w != NULL ? (double) w[(k[0] * c->kernel[1] + k[1]) * c->kernel[2] + k[2]] : 1);
          s.most = MAX (s.most, v);
        }
  return s;
}

/* One number of the output. */
static double
answer (const Case   *c,
        const gint64  pads[6],
        const gsize   at[3],
        gsize         channel,
        const float  *x,        /* one picture */
        const float  *w)
{
  const gsize taps = (gsize) (c->kernel[0] * c->kernel[1] * c->kernel[2]), volume = D * H * W;
  double sum = 0;

  if (!g_str_equal (c->op, "Conv"))
    {
      const Seen s = look (c, pads, at, x + channel * volume, NULL);

      return g_str_has_suffix (c->op, "MaxPool") ? s.most : s.sum / s.count;
    }

  const gsize each = C / (gsize) c->group, first = channel / (M / (gsize) c->group) * each;

  for (gsize k = 0; k < each; k++)
    sum += look (c, pads, at, x + (first + k) * volume, w + (channel * each + k) * taps).sum;
  return sum + 0.5 * (double) channel;
}

static void
make (Maker       *m,
      const Case  *c,
      const float *w)
{
  const gboolean conv = g_str_equal (c->op, "Conv"), global = g_str_has_prefix (c->op, "Global");
  const float bias[M] = { 0, 0.5f, 1, 1.5f, 2, 2.5f };

  maker_init (m, 13);
  maker_input (m, "x", 1, C * D, H, W, -2);
  maker_ints (m, "volume", 5, (const gint64[]) { 1, C, D, H, W });
  maker_ints (m, "flat", 2, (const gint64[]) { 1, -1 });
  maker_node (m, "Reshape", "x,volume", "v");
  if (conv)
    {
      maker_floats (m, "w", w, M, (int) (C / c->group), (int) c->kernel[0], (int) c->kernel[1], (int) c->kernel[2], -2);
      maker_floats (m, "bias", bias, M, -2);
    }

  VtOnnx__Node *n = maker_node (m, c->op, conv ? "v,w,bias" : "v", "y");

  if (!global)
    {
      vt_onnx_write_ints (&m->writer, n, "kernel_shape", c->kernel, 3);
      vt_onnx_write_ints (&m->writer, n, "strides", c->stride, 3);
      vt_onnx_write_ints (&m->writer, n, "dilations", c->dilation, 3);
    }
  if (!global && c->same == NULL)
    vt_onnx_write_ints (&m->writer, n, "pads", c->pads, 6);
  if (c->same != NULL)
    vt_onnx_write_string (&m->writer, n, "auto_pad", c->same);
  if (conv)
    vt_onnx_write_int (&m->writer, n, "group", c->group);
  if (c->ceil)
    vt_onnx_write_int (&m->writer, n, "ceil_mode", 1);
  if (c->count)
    vt_onnx_write_int (&m->writer, n, "count_include_pad", 1);
  maker_node (m, "Reshape", "y,flat", "out");
  maker_output (m, "out");
}

/* Two pictures, so that what stands beside the batch is not mistaken for it. */
static void
is_what_loops_say (gconstpointer data)
{
  const Case *c = data;
  const gsize channels = g_str_equal (c->op, "Conv") ? M : C, picture = C * D * H * W;
  g_autofree float *x = g_new (float, 2 * picture), *w = g_new (float, M * C * 64), *y = NULL;
  gint64 pads[6];
  gsize out[3], n_y, at[3], next = 0;
  Maker m;

  net_fill (x, 2 * picture, 5);
  net_fill (w, M * C * 64, 6);
  make (&m, c, w);
  places (c, pads, out);
  y = maker_run (&m, NULL, 2, x, &n_y);
  g_assert_cmpuint (n_y, ==, 2 * channels * out[0] * out[1] * out[2]);
  for (gsize b = 0; b < 2; b++)
    for (gsize k = 0; k < channels; k++)
      for (at[0] = 0; at[0] < out[0]; at[0]++)
        for (at[1] = 0; at[1] < out[1]; at[1]++)
          for (at[2] = 0; at[2] < out[2]; at[2]++, next++)
            g_assert_cmpfloat_with_epsilon (y[next], answer (c, pads, at, k, x + b * picture, w), 1e-5);
  maker_clear (&m);
}

/* x · (1 + α · mean of the squares of five channels)^−β, as torch.nn.LocalResponseNorm comes out of its exporters. */
static void
make_normalisation (Maker *m)
{
  const float alpha = 0.5f, one = 1, beta = 0.75f;

  maker_init (m, 13);
  maker_input (m, "x", 1, 6, H, W, -2);
  maker_floats (m, "alpha", &alpha, -2);
  maker_floats (m, "one", &one, -2);
  maker_floats (m, "beta", &beta, -2);
  maker_ints (m, "axis", 1, (const gint64[]) { 1 });
  maker_ints (m, "pads", 10, (const gint64[]) { 0, 0, 2, 0, 0, 0, 0, 2, 0, 0 });
  maker_node (m, "Mul", "x,x", "square");
  maker_node (m, "Unsqueeze", "square,axis", "five");
  maker_node (m, "Pad", "five,pads", "padded");

  VtOnnx__Node *n = maker_node (m, "AveragePool", "padded", "mean");

  vt_onnx_write_ints (&m->writer, n, "kernel_shape", (const gint64[]) { 5, 1, 1 }, 3);
  maker_node (m, "Squeeze", "mean,axis", "four");
  maker_node (m, "Mul", "four,alpha", "weighed");
  maker_node (m, "Add", "weighed,one", "more");
  maker_node (m, "Pow", "more,beta", "power");
  maker_node (m, "Div", "x,power", "y");
  maker_output (m, "y");
}

static void
normalisation_keeps_places (void)
{
  const gsize map = H * W;
  float x[6 * H * W], expected[6 * H * W];
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  VtField field;
  Maker m;

  net_fill (x, 6 * map, 8);
  for (gsize c = 0; c < 6; c++)
    for (gsize i = 0; i < map; i++)
      {
        double sum = 0;

        for (gsize k = c < 2 ? 0 : c - 2; k < MIN (c + 3, 6); k++)
          sum += (double) x[k * map + i] * (double) x[k * map + i];
        expected[c * map + i] = (float) ((double) x[c * map + i] / pow (1 + 0.5 * sum / 5, 0.75));
      }
  make_normalisation (&m);
  maker_expect (&m, NULL, 1, x, expected, 6 * map);
  graph = maker_import (&m, NULL, &params, NULL, &error);
  g_assert_no_error (error);
  vt_field_of (graph, vt_graph_find (graph, "y"), &field);
  g_assert_true (field.known && !field.global);
  g_assert_cmpfloat (field.size[0], ==, 1);
  g_assert_cmpfloat (field.stride[1], ==, 1);
  maker_clear (&m);
}

static void
too_deep_a_window_is_refused (void)
{
  g_autoptr (VtGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  const Case deep = { "MaxPool", { 65, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 40, 0, 0, 40, 0, 0 } };
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  make (&m, &deep, NULL);
  graph = maker_import (&m, NULL, &params, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->unsupported->len, ==, 1);
  g_assert_nonnull (strstr (((VtOnnxIssue *) report->unsupported->pdata[0])->reason, "kernel"));
  maker_clear (&m);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = g_strdup_printf ("/onnx/volume/%s-%zu", cases[k].op, k);

      g_test_add_data_func (path, &cases[k], is_what_loops_say);
    }
  g_test_add_func ("/onnx/volume/normalisation-keeps-places", normalisation_keeps_places);
  g_test_add_func ("/onnx/volume/too-deep-a-window-is-refused", too_deep_a_window_is_refused);
  return g_test_run ();
}
