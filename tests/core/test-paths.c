/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real networks (VITRINE_DATA): the fast path is near the exact one, and pools change no bit. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-rng.h"
#include "graph/vt-run.h"
#include "onnx/vt-onnx.h"

typedef struct
{
  gsize  n_y, n_dx;
  float *y, *dx;
} Result;

static void
result_clear (Result *r)
{
  g_free (r->y);
  g_free (r->dx);
}

/* Output and the gradient of its largest number, for a random picture. */
static Result
compute (VtGraph  *graph,
         VtParams *params,
         VtPath    path,
         VtPool   *pool)
{
  const VtPlanOptions options = { .grad = VT_GRAD_INPUTS, .path = path, .n_threads = vt_pool_n_threads (pool) };
  const int in = vt_graph_input_nth (graph, 0), out = vt_graph_output_nth (graph, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, &error);
  g_autoptr (VtRun) run = vt_run_new (plan, params, pool, &error);
  Result r = { vt_shape_size (vt_run_shape (run, out)), vt_shape_size (vt_run_shape (run, in)) };
  g_autofree float *dy = g_new0 (float, r.n_y);
  gsize best = 0;
  VtRng rng;

  g_assert_no_error (error);
  vt_rng_init (&rng, 1);
  for (gsize i = 0; i < r.n_dx; i++)
    vt_run_input (run, 0)[i] = (float) vt_rng_normal (&rng);
  vt_run_forward (run, NULL, &error);
  r.y = g_memdup2 (vt_run_value (run, out), r.n_y * sizeof (float));
  for (gsize i = 1; i < r.n_y; i++)
    if (r.y[i] > r.y[best])
      best = i;
  dy[best] = 1.f;
  vt_run_backward (run, out, dy, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  r.dx = g_memdup2 (vt_run_grad (run, in), r.n_dx * sizeof (float));
  return r;
}

static double
cosine (const float *a,
        const float *b,
        gsize        n)
{
  double ab = 0, aa = 0, bb = 0;

  for (gsize i = 0; i < n; i++)
    {
      ab += (double) a[i] * (double) b[i];
      aa += (double) a[i] * (double) a[i];
      bb += (double) b[i] * (double) b[i];
    }
  return ab / sqrt (aa * bb);
}

/* The network of that name, or NULL with the test skipped. */
static VtGraph *
open_network (const char *name,
              VtParams  **params)
{
  g_autofree char *path = g_strdup_printf ("%s/models/%s.onnx", g_getenv ("VITRINE_DATA"), name);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GError) error = NULL;
  VtGraph *graph;

  if (file == NULL)
    {
      g_test_skip ("there is no such model");
      return NULL;
    }
  graph = vt_onnx_import ((const guint8 *) g_mapped_file_get_contents (file), g_mapped_file_get_length (file),
                          NULL, NULL, params, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

static void
paths_agree (gconstpointer data)
{
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = open_network (data, &params);
  g_autoptr (VtPool) pool = vt_pool_new (3);

  if (graph == NULL)
    return;

  Result exact = compute (graph, params, VT_PATH_EXACT, NULL), fast = compute (graph, params, VT_PATH_FAST, NULL);
  Result pooled = compute (graph, params, VT_PATH_FAST, pool);
  double worst = 0, largest = 0;

  for (gsize i = 0; i < exact.n_y; i++)
    {
      worst = fmax (worst, fabs ((double) fast.y[i] - (double) exact.y[i]));
      largest = fmax (largest, fabs ((double) exact.y[i]));
    }
  g_test_message ("%s: fast − exact %.1e, gradient 1 − cosine %.1e", (const char *) data, worst / largest,
                  1 - cosine (fast.dx, exact.dx, exact.n_dx));
  g_assert_cmpfloat (worst / largest, <, 1e-4);
  /* Where values nearly tie, a rectifier or maximum sends the gradient another way; the input is noise. */
  g_assert_cmpfloat (cosine (fast.dx, exact.dx, exact.n_dx), >, 0.9995);
  g_assert_true (memcmp (fast.y, pooled.y, fast.n_y * sizeof (float)) == 0);
  g_assert_true (memcmp (fast.dx, pooled.dx, fast.n_dx * sizeof (float)) == 0);
  result_clear (&exact);
  result_clear (&fast);
  result_clear (&pooled);
}

#define BEST 5

/* The largest five outputs for a picture of seeded noise, in order of number. */
static void
best_five (VtRun   *run,
           VtGraph *graph,
           guint64  seed,
           gsize    best[BEST])
{
  const int in = vt_graph_input_nth (graph, 0), out = vt_graph_output_nth (graph, 0);
  const gsize n = vt_shape_size (vt_run_shape (run, out));
  g_autoptr (GError) error = NULL;
  gsize found = 0;
  VtRng rng;

  vt_rng_init (&rng, seed);
  for (gsize i = 0; i < vt_shape_size (vt_run_shape (run, in)); i++)
    vt_run_input (run, 0)[i] = (float) vt_rng_range (&rng, -100, 100);
  vt_run_forward (run, NULL, &error);
  g_assert_no_error (error);

  const float *y = vt_run_value (run, out);

  for (gsize i = 0; i < n; i++)
    {
      gsize above = 0;

      for (gsize j = 0; j < n; j++)
        above += y[j] > y[i] || (y[j] == y[i] && j < i);
      if (above < BEST)
        best[found++] = i;
    }
  g_assert_cmpuint (found, ==, BEST);
}

/* Sanitizers look for stray accesses, which a few pictures show as well as many. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define N_PICTURES 1
#define N_MODELS   2
#else
#define N_PICTURES 100
#define N_MODELS   6
#endif

/* No set of the best five classes changes on 100 pictures. */
static void
best_five_stay (gconstpointer data)
{
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = open_network (data, &params);
  VtPlan *plans[2];
  VtRun *runs[2];
  g_autoptr (GError) error = NULL;

  if (graph == NULL)
    return;
  for (guint path = 0; path < 2; path++)
    {
      plans[path] = vt_plan_new (graph, &(VtPlanOptions) { .path = path }, &error);
      g_assert_no_error (error);
      runs[path] = vt_run_new (plans[path], params, NULL, &error);
      g_assert_no_error (error);
    }
  for (guint64 picture = 0; picture < N_PICTURES; picture++)
    {
      gsize best[2][BEST];

      for (guint path = 0; path < 2; path++)
        best_five (runs[path], graph, picture, best[path]);
      g_assert_cmpmem (best[0], sizeof best[0], best[1], sizeof best[1]);
    }
  for (guint path = 0; path < 2; path++)
    {
      g_clear_pointer (&runs[path], vt_run_free);
      g_clear_pointer (&plans[path], vt_plan_unref);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const models[6] = {
    "squeezenet_v1.1", "cifar10_resnet20", "bvlc_googlenet", "mobilenet_v2_1.0_224_dequant",
    "vgg16_conv1_1_to_conv2_2", "darknet_tiny",
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < N_MODELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("/paths/agree/%s", models[i]);

      g_test_add_data_func (name, models[i], paths_agree);
    }
  g_test_add_data_func ("/paths/best-five/squeezenet", "squeezenet_v1.1", best_five_stay);
  g_test_add_data_func ("/paths/best-five/mobilenet", "mobilenet_v2_1.0_224_dequant", best_five_stay);
  return g_test_run ();
}
