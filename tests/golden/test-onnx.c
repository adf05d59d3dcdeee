/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiny networks of tests/golden/onnx, made by make-onnx.py, give what onnxruntime gives. */
#include <math.h>
#include <string.h>

#include "graph/vt-run.h"
#include "onnx/vt-onnx.h"
#include "tensor/vt-npy.h"

static VtTensor *
load (const char *name,
      const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "onnx", file, NULL);
  g_autoptr (GError) error = NULL;
  VtTensor *tensor = vt_npy_load (path, &error);

  g_assert_no_error (error);
  return tensor;
}

static VtGraph *
import (const char *name,
        VtParams  **params)
{
  g_autofree char *file = g_strconcat (name, ".onnx", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "onnx", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, &error));
  VtGraph *graph = vt_onnx_import ((const guint8 *) data, size, NULL, NULL, params, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->unsupported->len; i++)
    g_test_message ("%s: %s", ((VtOnnxIssue *) report->unsupported->pdata[i])->op,
                    ((VtOnnxIssue *) report->unsupported->pdata[i])->reason);
  g_assert_cmpuint (report->unsupported->len, ==, 0);
  return graph;
}

/* Two copies of the input as a batch: both must give the expected values. */
static void
gives_what_onnxruntime_gives (const char *name,
                              VtPath      path,
                              double      limit)
{
  g_autoptr (VtTensor) x = load (name, ".x.npy"), y = load (name, ".y.npy");
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = import (name, &params);
  g_autoptr (GError) error = NULL;
  const VtPlanOptions options = { .batch = 2, .path = path };
  g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, &error);
  g_assert_no_error (error);
  g_autoptr (VtRun) run = vt_run_new (plan, params, NULL, &error);
  g_assert_no_error (error);
  const gsize n_x = vt_tensor_size (x), n = vt_tensor_size (y);
  double most = 0, worst = 0;

  for (gsize k = 0; k < 2; k++)
    memcpy (vt_run_input (run, 0) + k * n_x, x->data, n_x * sizeof (float));
  vt_run_forward (run, NULL, &error);
  g_assert_no_error (error);

  const int out = vt_graph_output_nth (graph, 0);
  const float *value = vt_run_value (run, out);

  g_assert_cmpuint (vt_shape_size (vt_run_shape (run, out)), ==, 2 * n);
  for (gsize i = 0; i < 2 * n; i++)
    {
      most = fmax (most, fabs ((double) y->data[i % n]));
      worst = fmax (worst, fabs ((double) value[i] - (double) y->data[i % n]));
    }
  g_assert_cmpfloat (worst, <=, limit * most);
}

static void
both_paths (gconstpointer name)
{
  gives_what_onnxruntime_gives (name, VT_PATH_EXACT, 1e-5);
  gives_what_onnxruntime_gives (name, VT_PATH_FAST, 1e-4);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[] = {
    "plain", "dilated", "transposed", "shuffle", "excite", "norms", "resize-nearest-old", "resize-linear-old",
    "resize-nearest", "resize-linear", "resize-corners", "resize-cubic", "resize-floor", "resize-sizes", "upsample",
    "branches", "einsums", "kernels", "truth", "places", "moments", "shapes", "softmax-11", "softmax-13", "half", "axes",
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/golden/onnx/%s", names[i]);

      g_test_add_data_func (path, names[i], both_paths);
    }
  return g_test_run ();
}
