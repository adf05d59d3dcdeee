/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families that Vitrine knows by heart give what torchvision gives.  Names, shapes and answers stand in
 * tests/golden/weights, made by make-weights.py; the numbers of the tensors come out of one formula here and there, and
 * reach the network as a safetensors file in memory. */
#include <math.h>

#include "graph/vt-run.h"
#include "known.h"
#include "weights/vt-arch.h"

typedef struct
{
  const char *name, *title;
} Case;

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
  g_autoptr (GBytes) bytes = known_file (c->name, expected);
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
      known_picture (vt_run_input (run, 0), vt_shape_size (vt_run_shape (run, vt_graph_input_nth (graph, 0))));
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
