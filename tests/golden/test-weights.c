/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families that Vitrine knows by heart give what torchvision gives.  Names, shapes and answers stand in
 * tests/golden/weights, made by make-weights.py; the numbers of the tensors come out of one formula here and there, and
 * reach the network as a safetensors file in memory. */
#include <math.h>
#include <string.h>

#include "graph/vt-run.h"
#include "weights/vt-arch.h"

typedef struct
{
  const char *name, *title;
} Case;

static guint32
fnv (const char *text)
{
  guint32 h = 2166136261u;

  for (; *text != '\0'; text++)
    h = (h ^ (guint8) *text) * 16777619u;
  return h;
}

static double
uniform (guint32 seed,
         gsize   i)
{
  guint32 x = (guint32) i * 2654435761u + seed;

  x ^= x >> 15;
  x *= 2246822519u;
  x ^= x >> 13;
  return x / 4294967296.0;
}

static void
numbers (const char    *name,
         const VtShape *shape,
         float         *out)
{
  const gsize n = vt_shape_size (shape);
  const guint32 seed = fnv (name);
  const gboolean positive = g_str_has_suffix (name, "running_var")
                            || (shape->n_dims == 1 && g_str_has_suffix (name, "weight"));
  const double wide = shape->n_dims > 1 ? sqrt (24.0 / (n / shape->dim[0])) : 0.2;

  for (gsize i = 0; i < n; i++)
    out[i] = (float) (positive ? 0.5 + uniform (seed, i) : wide * (uniform (seed, i) - 0.5));
}

/* Reads "NAME d0 d1 …" into a header of safetensors and numbers. */
static void
take_line (const char *line,
           GString    *header,
           GByteArray *data)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const gsize from = data->len;
  VtShape shape = { 0 };

  for (guint i = 1; words[i] != NULL; i++)
    shape.dim[shape.n_dims++] = (gsize) g_ascii_strtoull (words[i], NULL, 10);
  g_byte_array_set_size (data, (guint) (from + vt_shape_size (&shape) * sizeof (float)));
  numbers (words[0], &shape, (float *) (gpointer) (data->data + from));
  g_string_append_printf (header, "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[", header->len > 1 ? "," : "", words[0]);
  for (guint i = 0; i < shape.n_dims; i++)
    g_string_append_printf (header, "%s%zu", i > 0 ? "," : "", shape.dim[i]);
  g_string_append_printf (header, "],\"data_offsets\":[%zu,%u]}", from, data->len);
}

/* (out) `expected`: the numbers after the equals sign. */
static GBytes *
make_file (const char *name,
           GArray     *expected)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "weights", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) header = g_string_new ("{");
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GByteArray *all = g_byte_array_new ();
  guint64 length;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '=')
      take_line (lines[i], header, data);
    else
      {
        g_auto (GStrv) words = g_strsplit (lines[i] + 2, " ", -1);

        for (guint k = 0; words[k] != NULL; k++)
          {
            const double v = g_ascii_strtod (words[k], NULL);

            g_array_append_val (expected, v);
          }
      }
  g_string_append_c (header, '}');
  length = GUINT64_TO_LE (header->len);
  g_byte_array_append (all, (const guint8 *) &length, 8);
  g_byte_array_append (all, (const guint8 *) header->str, (guint) header->len);
  g_byte_array_append (all, data->data, data->len);
  return g_byte_array_free_to_bytes (all);
}

static double
farthest (const VtRun  *run,
          int           output,
          const GArray *expected)
{
  double most = 0, worst = 0;

  for (guint i = 0; i < expected->len; i++)
    {
      const double e = g_array_index (expected, double, i);

      most = MAX (most, fabs (e));
      worst = MAX (worst, fabs ((double) vt_run_value (run, output)[i] - e));
    }
  return worst / most;
}

static void
gives_what_torch_gives (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GBytes) bytes = make_file (c->name, expected);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = vt_safetensors_read (bytes, FALSE, &error);
  g_assert_no_error (error);
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = vt_arch_open (weights, NULL, &params, &report, &error);
  g_assert_no_error (error);
  const int output = vt_graph_output_nth (graph, 0);

  g_assert_cmpstr (g_hash_table_lookup (report->metadata, VT_ARCH_NAME), ==, c->title);
  g_assert_cmpuint (vt_shape_size (&vt_graph_node (graph, output)->shape), ==, expected->len);
  for (VtPath way = VT_PATH_FAST; way <= VT_PATH_EXACT; way++)
    {
      const VtPlanOptions options = { .path = way };
      g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, &error);
      g_assert_no_error (error);
      g_autoptr (VtRun) run = vt_run_new (plan, params, NULL, &error);
      g_assert_no_error (error);
      const guint32 seed = fnv ("x");

      for (gsize i = 0; i < vt_shape_size (vt_run_shape (run, vt_graph_input_nth (graph, 0))); i++)
        vt_run_input (run, 0)[i] = (float) ((uniform (seed, i) - 0.5) * 4);
      g_assert_true (vt_run_forward (run, NULL, &error));
      g_test_message ("%s: %g", c->name, farthest (run, output, expected));
      g_assert_cmpfloat (farthest (run, output, expected), <=, way == VT_PATH_EXACT ? 2e-5 : 1e-3);
    }
}

int
main (int    argc,
      char **argv)
{
  static const Case cases[] = {
    { "alexnet", "AlexNet" }, { "vgg13_bn", "VGG-13 BN" }, { "squeezenet1_0", "SqueezeNet 1.0" },
    { "squeezenet1_1", "SqueezeNet 1.1" }, { "resnet18", "ResNet-18" }, { "resnext50_32x4d", "ResNeXt-50 32×4d" },
    { "densenet121", "DenseNet-121" }, { "mobilenet_v2", "MobileNet v2" }, { "googlenet", "GoogLeNet" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/weights/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], gives_what_torch_gives);
    }
  return g_test_run ();
}
