/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Narrow networks of each family, exported and computed by torch (make-nets.py): the output, and for L = Σ (k + 1)·y_k the
 * gradient to the input and to an inner value.  Both pictures of a batch must give them. */
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
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "nets", file, NULL);
  g_autoptr (GError) error = NULL;
  VtTensor *tensor = vt_npy_load (path, &error);

  g_assert_no_error (error);
  return tensor;
}

static VtGraph *
import (const char *name,
        VtParams  **params,
        int        *inner)
{
  g_autofree char *file = g_strconcat (name, ".onnx", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "nets", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, &error));
  VtGraph *graph = vt_onnx_import ((const guint8 *) data, size, NULL, NULL, params, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->unsupported->len, ==, 0);
  *inner = vt_graph_find (graph, g_hash_table_lookup (report->metadata, "inner"));
  g_assert_cmpint (*inner, >=, 0);
  return graph;
}

/* `got` holds the expected values twice. */
static void
assert_both (const char     *what,
             const float    *got,
             const VtShape  *shape,
             const VtTensor *expected,
             double          limit)
{
  const gsize n = vt_tensor_size (expected);
  double most = 0, worst = 0;

  g_assert_nonnull (got);
  g_assert_cmpuint (vt_shape_size (shape), ==, 2 * n);
  for (gsize i = 0; i < 2 * n; i++)
    {
      most = fmax (most, fabs ((double) expected->data[i % n]));
      worst = fmax (worst, fabs ((double) got[i] - (double) expected->data[i % n]));
    }
  if (worst > limit * most)
    g_test_message ("%s is off by %g of %g", what, worst, most);
  g_assert_cmpfloat (most, >, 0);
  g_assert_cmpfloat (worst, <=, limit * most);
}

static void
gives_what_torch_gives (const char *name,
                        VtPath      path,
                        double      limit)
{
  g_autoptr (VtTensor) x = load (name, ".x.npy"), y = load (name, ".y.npy"), dx = load (name, ".dx.npy");
  g_autoptr (VtTensor) d_inner = load (name, ".inner.npy");
  g_autoptr (VtParams) params = NULL;
  g_autoptr (GError) error = NULL;
  int inner;
  g_autoptr (VtGraph) graph = import (name, &params, &inner);
  const int in = vt_graph_input_nth (graph, 0), out = vt_graph_output_nth (graph, 0), wanted[2] = { out, inner };
  const VtPlanOptions options = { .batch = 2, .path = path, .grad = VT_GRAD_INPUTS, .wanted = wanted, .n_wanted = 2 };
  g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, &error);
  g_assert_no_error (error);
  g_autoptr (VtRun) run = vt_run_new (plan, params, NULL, &error);
  g_assert_no_error (error);
  const gsize n_x = vt_tensor_size (x), n_y = vt_tensor_size (y);
  g_autofree float *dy = g_new (float, 2 * n_y);

  for (gsize k = 0; k < 2; k++)
    memcpy (vt_run_input (run, 0) + k * n_x, x->data, n_x * sizeof (float));
  for (gsize k = 0; k < 2 * n_y; k++)
    dy[k] = (float) (k % n_y + 1);
  vt_run_forward (run, NULL, &error);
  g_assert_no_error (error);
  assert_both ("the output", vt_run_value (run, out), vt_run_shape (run, out), y, limit);
  vt_run_backward (run, out, dy, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  assert_both ("the gradient of the input", vt_run_grad (run, in), vt_run_shape (run, in), dx, 10 * limit);
  assert_both ("the inner gradient", vt_run_grad (run, inner), vt_run_shape (run, inner), d_inner, 10 * limit);
}

static void
both_paths (gconstpointer name)
{
  gives_what_torch_gives (name, VT_PATH_EXACT, 1e-5);
  gives_what_torch_gives (name, VT_PATH_FAST, 1e-4);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[] = {
    "alexnet", "vgg", "squeezenet", "resnet", "resnext", "googlenet", "inception", "densenet", "mobilenet2", "mobilenet3",
    "mobilenet3-17", "mnasnet", "shufflenet", "shufflenet-9", "efficientnet", "regnet", "convnext", "convnext-9",
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/golden/nets/%s", names[i]);

      g_test_add_data_func (path, names[i], both_paths);
    }
  return g_test_run ();
}
