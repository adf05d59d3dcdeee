/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks of real size give the same bits with 1, 2, 3 and 8 threads: scores, the gradient of the best class to the picture,
 * and the gradients of all weights, by the fast and by the exact way, one picture at a time and three. */
#include "graph/vt-run.h"
#include "known.h"
#include "weights/vt-arch.h"

static const char *const names[] = {
  "alexnet", "vgg13_bn", "squeezenet1_1", "resnet18", "resnext50_32x4d", "densenet121", "mobilenet_v2", "googlenet",
};

typedef struct
{
  VtGraph  *graph;
  VtParams *params;
  VtPath    path;
  guint     batch;
} Job;

static void
add (GChecksum   *sum,
     const float *data,
     gsize        n)
{
  g_assert_nonnull (data);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (data[i], ==, data[i]);
  g_checksum_update (sum, (const guchar *) data, (gssize) (n * sizeof *data));
}

/* Everything that one pass forward and backward leaves, as one word. */
static char *
state_with (const Job *job,
            guint      n_threads)
{
  const int in = vt_graph_input_nth (job->graph, 0), out = vt_graph_output_nth (job->graph, 0);
  const gsize n_in = job->batch * vt_shape_size (&vt_graph_node (job->graph, in)->shape);
  const gsize n_out = job->batch * vt_shape_size (&vt_graph_node (job->graph, out)->shape);
  const VtPlanOptions options = {
    .grad = VT_GRAD_INPUTS | VT_GRAD_PARAMS, .path = job->path, .n_threads = n_threads, .batch = job->batch,
  };
  g_autofree float *dy = g_new0 (float, n_out);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (VtPool) pool = n_threads > 1 ? vt_pool_new (n_threads) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPlan) plan = vt_plan_new (job->graph, &options, &error);
  g_assert_no_error (error);
  g_autoptr (VtRun) run = vt_run_new (plan, job->params, pool, &error);
  g_assert_no_error (error);

  known_picture (vt_run_input (run, 0), n_in);
  g_assert_true (vt_run_forward (run, NULL, &error));
  for (guint b = 0; b < job->batch; b++)
    dy[b * (n_out / job->batch) + b] = 1;
  vt_run_zero_param_grads (run);
  g_assert_true (vt_run_backward (run, out, dy, NULL, 0, NULL, &error));
  add (sum, vt_run_value (run, out), n_out);
  add (sum, vt_run_grad (run, in), n_in);
  add (sum, vt_run_param_grad (run, -1), vt_graph_n_params (job->graph));
  return g_strdup (g_checksum_get_string (sum));
}

static void
any_number_of_threads (gconstpointer name)
{
  static const guint more[] = { 2, 3, 8 };
  g_autoptr (GBytes) bytes = known_file (name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = vt_safetensors_read (bytes, FALSE, &error);
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = vt_arch_open (weights, NULL, &params, &report, &error);
  g_assert_no_error (error);

  for (VtPath way = VT_PATH_FAST; way <= VT_PATH_EXACT; way++)
    for (guint batch = 1; batch <= (way == VT_PATH_FAST ? 3 : 1); batch += 2)
      {
        const Job job = { graph, params, way, batch };
        g_autofree char *one = state_with (&job, 1);

        for (guint i = 0; i < G_N_ELEMENTS (more); i++)
          {
            g_autofree char *other = state_with (&job, more[i]);

            g_assert_cmpstr (one, ==, other);
          }
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/same-bits/", names[i], NULL);

      g_test_add_data_func (path, names[i], any_number_of_threads);
    }
  return g_test_run ();
}
