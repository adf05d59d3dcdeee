/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times whole networks.  For each line on standard input it does one forward pass and one pass back
 * to the input and prints both times in milliseconds, so that a script can alternate with other
 * programs.
 *
 * Usage: bench-net MODEL.onnx [--threads N] [--exact] [--once] */
#include <glib.h>
#include <stdio.h>
#include <time.h>

#include "base/vt-rng.h"
#include "graph/vt-run.h"
#include "onnx/vt-onnx.h"

/* One thread: the processor's time, which others on the machine do not touch; else the clock's. */
static double
milliseconds (int threads)
{
  struct timespec t;

  clock_gettime (threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec * 1e-6;
}

static VtRun *
make_run (const char *path,
          VtPath      path_kind,
          VtPool     *pool,
          int        *output,
          GError    **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = NULL;
  const VtPlanOptions options = { .grad = VT_GRAD_INPUTS, .path = path_kind, .n_threads = vt_pool_n_threads (pool) };

  if (file == NULL)
    return NULL;
  graph = vt_onnx_import ((const guint8 *) g_mapped_file_get_contents (file), g_mapped_file_get_length (file),
                          NULL, NULL, &params, NULL, error);
  if (graph == NULL)
    return NULL;
  *output = vt_graph_output_nth (graph, 0);

  g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, error);

  return plan != NULL ? vt_run_new (plan, params, pool, error) : NULL;
}

static gboolean
once (VtRun       *run,
      int          output,
      const float *dy,
      int          threads,
      GError     **error)
{
  const double start = milliseconds (threads);

  if (!vt_run_forward (run, NULL, error))
    return FALSE;

  const double middle = milliseconds (threads);

  if (!vt_run_backward (run, output, dy, NULL, 0, NULL, error))
    return FALSE;
  printf ("%.3f %.3f\n", middle - start, milliseconds (threads) - middle);
  fflush (stdout);
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  int threads = 1, output = -1;
  gboolean exact = FALSE, single = FALSE;
  const GOptionEntry entries[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "Threads of the pool", "N" },
    { "exact", 0, 0, G_OPTION_ARG_NONE, &exact, "Take the exact path", NULL },
    { "once", 0, 0, G_OPTION_ARG_NONE, &single, "One round, without waiting for a line", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("MODEL.onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtRun) run = NULL;
  char line[16];
  VtRng rng;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || argc != 2)
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "Name one model.");
      return 2;
    }

  g_autoptr (VtPool) pool = vt_pool_new ((guint) MAX (threads, 1));

  run = make_run (argv[1], exact ? VT_PATH_EXACT : VT_PATH_FAST, pool, &output, &error);
  if (run == NULL)
    {
      fprintf (stderr, "%s: %s\n", argv[1], error->message);
      return 1;
    }
  vt_rng_init (&rng, 1);

  const gsize n = vt_shape_size (vt_run_shape (run, output));
  g_autofree float *dy = g_new (float, n);
  const gsize n_in = vt_shape_size (vt_run_shape (run, 0));

  for (gsize i = 0; i < n; i++)
    dy[i] = (float) vt_rng_normal (&rng);
  for (gsize i = 0; i < n_in; i++)
    vt_run_input (run, 0)[i] = (float) vt_rng_normal (&rng);
  do
    if (!single && fgets (line, sizeof line, stdin) == NULL)
      return 0;
  while (once (run, output, dy, threads, &error) && !single);
  if (error != NULL)
    fprintf (stderr, "%s\n", error->message);
  return error != NULL;
}
