/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli bench: how long a pass through a model takes, and back to its input. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <time.h>

#include "base/vt-rng.h"
#include "cli/cli-inputs.h"
#include "graph/vt-run.h"

typedef struct
{
  int      batch, runs;
  gboolean exact, nodes;
} Options;

static const Options defaults = { .batch = 1, .runs = 20 };

static const CliOption options[] = {
  { "batch", 'b', CLI_INT, G_STRUCT_OFFSET (Options, batch), "N", N_("Pictures in a pass") },
  { "runs", 'r', CLI_INT, G_STRUCT_OFFSET (Options, runs), "N", N_("Passes of which the median counts") },
  { "exact", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, exact), NULL, N_("Use the exact convolutions, not the fast ones") },
  { "nodes", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, nodes), NULL, N_("Tell how long each node takes, too") },
  { NULL },
};

static int
compare (const void *a,
         const void *b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
median_ms (gint64 *times,
           int     n)
{
  qsort (times, (gsize) n, sizeof (gint64), compare);
  return .5e-3 * (double) (times[(n - 1) / 2] + times[n / 2]);
}

static void
fill (float *values,
      gsize  n)
{
  VtRng rng;

  vt_rng_init (&rng, 1);
  for (gsize i = 0; i < n; i++)
    values[i] = (float) vt_rng_normal (&rng);
}

static VtPlan *
make_plan (const CliCall *call,
           VitrineModel  *model,
           gboolean       back,
           GError       **error)
{
  const Options *o = call->options;
  const int output = vitrine_model_get_logits (model);
  const VtPlanOptions plan_options = {
    .batch = (gsize) o->batch, .wanted = &output, .n_wanted = 1, .grad = back ? VT_GRAD_INPUTS : VT_GRAD_NONE,
    .path = o->exact ? VT_PATH_EXACT : VT_PATH_FAST, .n_threads = vt_pool_n_threads (call->pool)
  };

  return vt_plan_new (vitrine_model_get_graph (model), &plan_options, error);
}

static void
fill_inputs (VtRun   *run,
             VtGraph *graph)
{
  for (guint i = 0; i < vt_graph_n_inputs (graph); i++)
    fill (vt_run_input (run, i), vt_shape_size (vt_run_shape (run, vt_graph_input_nth (graph, i))));
}

/* Medians of `runs` passes; `back` may be NULL: then the plan wants no gradients. */
static gboolean
measure (const CliCall *call,
         VitrineModel  *model,
         double        *forward,
         double        *back,
         GError       **error)
{
  const Options *o = call->options;
  const int output = vitrine_model_get_logits (model);
  g_autoptr (VtPlan) plan = make_plan (call, model, back != NULL, error);
  g_autoptr (VtRun) run = plan != NULL ? vt_run_new (plan, vitrine_model_get_params (model), call->pool, error) : NULL;
  g_autofree gint64 *times = g_new0 (gint64, 2 * o->runs);

  if (run == NULL)
    return FALSE;

  const gsize n = vt_shape_size (vt_run_shape (run, output));
  g_autofree float *dy = g_new (float, n);

  fill (dy, n);
  fill_inputs (run, vitrine_model_get_graph (model));
  /* The first pass is not counted: pages are touched for the first time. */
  for (int i = -1; i < o->runs; i++)
    {
      const gint64 start = g_get_monotonic_time ();

      if (!vt_run_forward (run, NULL, error))
        return FALSE;

      const gint64 middle = g_get_monotonic_time ();

      if (back != NULL && !vt_run_backward (run, output, dy, NULL, 0, NULL, error))
        return FALSE;
      if (i >= 0)
        {
          times[i] = middle - start;
          times[o->runs + i] = g_get_monotonic_time () - middle;
        }
      if (!vt_job_tick (call->job, (double) (i + 2) / (o->runs + 1), N_("Computing"), error))
        return FALSE;
    }
  *forward = median_ms (times, o->runs);
  if (back != NULL)
    *back = median_ms (times + o->runs, o->runs);
  return TRUE;
}

/* ---- each node ------------------------------------------------------------------------------- */

typedef struct
{
  const VtJob *job;         /* the command's */
  VtPlan      *plan;
  gint64      *times;       /* [n_steps][runs], nanoseconds; 0: a step before does it */
  int          runs, round; /* −1: this one is not counted */
  gint64       last;
} Nodes;

static gint64
nanoseconds (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (gint64) t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A run ticks after each step. */
static gboolean
node_done (double      fraction,
           const char *stage,
           gpointer    data)
{
  Nodes *n = data;
  const guint steps = vt_plan_n_steps (n->plan), step = (guint) (fraction * steps + .5) - 1;
  const gint64 now = nanoseconds ();

  if (n->round >= 0 && step < steps)
    n->times[step * (guint) n->runs + (guint) n->round] = now - n->last;

  const gboolean goes_on = vt_job_tick (n->job, (n->round + 1 + fraction) / (n->runs + 1), N_("Computing"), NULL);

  n->last = nanoseconds ();
  return goes_on;
}

static void
add_nodes (JsonBuilder *b,
           const Nodes *n)
{
  g_autofree double *median = g_new (double, MAX (1, vt_plan_n_steps (n->plan)));
  double sum = 0;

  for (guint i = 0; i < vt_plan_n_steps (n->plan); i++)
    sum += median[i] = 1e-3 * median_ms (n->times + i * (guint) n->runs, n->runs);
  json_builder_set_member_name (b, "nodes");
  json_builder_begin_array (b);
  for (guint i = 0; i < vt_plan_n_steps (n->plan); i++)
    {
      const VtNode *node = vt_graph_node (vt_plan_graph (n->plan), vt_plan_step (n->plan, i));
      g_autofree char *shape = vt_shape_to_string (&node->shape);

      if (median[i] <= 0)
        continue;
      json_builder_begin_object (b);
      cli_add_double (b, "forward_ms", median[i]);
      cli_add_double (b, "percent", 100 * median[i] / sum);
      cli_add_string (b, "operator", node->op->name);
      cli_add_string (b, "shape", shape);
      cli_add_string (b, "node", node->name);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

/* Medians of each step of `runs` passes forward. */
static gboolean
measure_nodes (const CliCall *call,
               VitrineModel  *model,
               JsonBuilder   *b,
               GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VtRun) run = NULL;
  g_autoptr (VtPlan) plan = make_plan (call, model, FALSE, error);
  Nodes n = { .job = call->job, .plan = plan, .runs = o->runs };
  const VtJob job = { node_done, &n };
  g_autofree gint64 *times = NULL;

  if (plan == NULL || (run = vt_run_new (plan, vitrine_model_get_params (model), call->pool, error)) == NULL)
    return FALSE;
  n.times = times = g_new0 (gint64, (gsize) vt_plan_n_steps (plan) * (gsize) o->runs);
  fill_inputs (run, vitrine_model_get_graph (model));
  for (n.round = -1; n.round < o->runs; n.round++)
    {
      n.last = nanoseconds ();
      if (!vt_run_forward (run, &job, error))
        return FALSE;
    }
  add_nodes (b, &n);
  return TRUE;
}

/* Peak of resident memory.  Not by getrusage(), which remembers the program that started this one. */
static double
peak_mb (void)
{
  g_autofree char *status = NULL;
  const char *peak = g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ? strstr (status, "VmHWM:") : NULL;

  return peak != NULL ? (double) g_ascii_strtoll (peak + 6, NULL, 10) / 1024 : 0;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  double forward, back, unused;

  if (o->batch < 1 || o->batch > 4096)
    return cli_usage_error (error, _("--batch must be 1 … 4096"));
  if (o->runs < 1 || o->runs > 1000000)
    return cli_usage_error (error, _("--runs must be 1 … 1000000"));
  model = cli_open_model (call->args[0], error);
  if (model == NULL || !measure (call, model, &forward, NULL, error) || !measure (call, model, &unused, &back, error))
    return NULL;
  json_builder_begin_object (b);
  cli_add_double (b, "forward_ms", forward);
  cli_add_double (b, "backward_ms", back);
  cli_add_double (b, "peak_rss_mb", peak_mb ());
  cli_add_int (b, "threads", vt_pool_n_threads (call->pool));
  cli_add_int (b, "batch", o->batch);
  if (o->nodes && !measure_nodes (call, model, b, error))
    return NULL;
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_bench = {
  .name = "bench",
  .arguments = N_("MODEL"),
  .summary = N_("Measure how long a pass through a model takes"),
  .details = N_("Milliseconds of the clock, medians: a pass forward that keeps only the outputs, and a pass back from "
                "them to the input.  The input is noise.  With --nodes each node of the pass forward follows in the order "
                "of the network; what a node does along with its own, such as a bias or a rectifier behind a "
                "convolution, is counted there."),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
