/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times whole networks.  For each line on standard input it does one forward pass of a run that wants
 * only the outputs, then one forward pass and one pass back to the input of a run that wants gradients, and
 * prints the three times in milliseconds, so that a script can alternate with other programs.  At the end it
 * prints the peak of its resident memory in MB on standard error.
 *
 * With --profile N it prints instead the least time of each step in N rounds; with --cold too, the median of rounds
 * before each of which the caches were filled with something else, as other programs do.
 *
 * Usage: bench-net MODEL.onnx [--threads N] [--batch N] [--exact] [--profile N [--cold]] */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/vt-rng.h"
#include "graph/vt-plan-private.h"
#include "graph/vt-run.h"
#include "onnx/vt-onnx.h"

typedef struct
{
  int       threads, batch, profile;
  gboolean  exact, cold;
  VtGraph  *graph;
  VtParams *params;
  VtPool   *pool;
  VtPlan   *plans[2];     /* without and with gradients */
  VtRun    *runs[2];
  int       output;
  float    *dy;
} Bench;

/* One thread: the processor's time, which others on the machine do not touch; else the clock's. */
static double
milliseconds (int threads)
{
  struct timespec t;

  clock_gettime (threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec * 1e-6;
}

static gboolean
make_run (Bench   *b,
          guint    i,
          GError **error)
{
  const VtPlanOptions options = { .batch = (gsize) b->batch, .grad = i == 0 ? VT_GRAD_NONE : VT_GRAD_INPUTS,
                                  .path = b->exact ? VT_PATH_EXACT : VT_PATH_FAST,
                                  .n_threads = vt_pool_n_threads (b->pool) };

  b->plans[i] = vt_plan_new (b->graph, &options, error);
  b->runs[i] = b->plans[i] != NULL ? vt_run_new (b->plans[i], b->params, b->pool, error) : NULL;
  return b->runs[i] != NULL;
}

static gboolean
prepare (Bench      *b,
         const char *path,
         GError    **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  VtRng rng;

  if (file == NULL)
    return FALSE;
  b->graph = vt_onnx_import ((const guint8 *) g_mapped_file_get_contents (file), g_mapped_file_get_length (file),
                             NULL, NULL, &b->params, NULL, error);
  if (b->graph == NULL)
    return FALSE;
  b->output = vt_graph_output_nth (b->graph, 0);
  vt_rng_init (&rng, 1);
  for (guint i = 0; i < 2; i++)
    {
      if (!make_run (b, i, error))
        return FALSE;
      for (gsize j = 0; j < vt_shape_size (vt_run_shape (b->runs[i], 0)); j++)
        vt_run_input (b->runs[i], 0)[j] = (float) vt_rng_normal (&rng);
    }

  const gsize n = vt_shape_size (vt_run_shape (b->runs[1], b->output));

  b->dy = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    b->dy[i] = (float) vt_rng_normal (&rng);
  return TRUE;
}

static gboolean
once (const Bench *b,
      GError     **error)
{
  double at[4];

  at[0] = milliseconds (b->threads);
  if (!vt_run_forward (b->runs[0], NULL, error))
    return FALSE;
  at[1] = milliseconds (b->threads);
  if (!vt_run_forward (b->runs[1], NULL, error))
    return FALSE;
  at[2] = milliseconds (b->threads);
  if (!vt_run_backward (b->runs[1], b->output, b->dy, NULL, 0, NULL, error))
    return FALSE;
  at[3] = milliseconds (b->threads);
  printf ("%.3f %.3f %.3f\n", at[1] - at[0], at[2] - at[1], at[3] - at[2]);
  fflush (stdout);
  return TRUE;
}

/* ---- profile: a run ticks after each step ---------------------------------------------------- */

typedef struct
{
  const Bench *b;
  gboolean     backward;
  double       last;
  guint        n;           /* steps of the plan */
  int          round;
  double      *times;       /* [n][profile] */
} Profile;

static gboolean
tick (double      fraction,
      const char *stage,
      gpointer    data)
{
  Profile *p = data;
  const double took = milliseconds (p->b->threads) - p->last;
  const guint done = (guint) (fraction * p->n + .5), step = p->backward ? p->n - done : done - 1;

  p->times[step * (guint) p->b->profile + (guint) p->round] = took;
  p->last = milliseconds (p->b->threads);
  return TRUE;
}

static int
compare (const void *a,
         const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Of step i: the least of its times, or their median. */
static double
time_of (const Profile *p,
         guint          i)
{
  const guint n = (guint) p->b->profile;
  double *times = p->times + i * n;

  qsort (times, n, sizeof (double), compare);
  return times[p->b->cold ? n / 2 : 0];
}

static void
fill_caches (void)
{
  static volatile char other[64 << 20];

  for (gsize i = 0; i < sizeof other; i += 64)
    other[i]++;
}

static void
print_profile (const Profile *p,
               const VtPlan  *plan)
{
  double sum = 0;

  for (guint i = 0; i < p->n; i++)
    sum += time_of (p, i);
  printf ("%s: %.3f ms\n", p->backward ? "back" : "forward", sum);
  for (guint i = 0; i < p->n; i++)
    {
      const VtNode *node = vt_graph_node (p->b->graph, plan->steps[i].node);
      g_autofree char *to = vt_shape_to_string (&plan->shape[plan->steps[i].node]);
      g_autoptr (GString) from = g_string_new (NULL);

      for (guint j = 0; j < MIN (node->n_x, 2); j++)
        {
          g_autofree char *x = node->x[j] >= 0 ? vt_shape_to_string (&plan->shape[node->x[j]]) : g_strdup ("");

          g_string_append_printf (from, " %s", x);
        }
      if (time_of (p, i) > 0)
        printf ("%8.3f %-20s %s <-%s  %s\n", time_of (p, i), node->op->name, to, from->str, node->name);
    }
}

static gboolean
profile (const Bench *b,
         gboolean     backward,
         GError     **error)
{
  const VtPlan *plan = b->plans[backward];
  g_autofree double *times = g_new0 (double, (gsize) plan->n_steps * (gsize) b->profile);
  Profile p = { b, backward, 0, plan->n_steps, 0, times };
  const VtJob job = { tick, &p };

  for (p.round = 0; p.round < b->profile; p.round++)
    {
      if (b->cold)
        fill_caches ();
      if (backward && !vt_run_forward (b->runs[1], NULL, error))
        return FALSE;
      p.last = milliseconds (b->threads);
      if (!(backward ? vt_run_backward (b->runs[1], b->output, b->dy, NULL, 0, &job, error)
                     : vt_run_forward (b->runs[0], &job, error)))
        return FALSE;
    }
  print_profile (&p, plan);
  return TRUE;
}

/* Not by getrusage(), which remembers the program that started this one. */
static void
print_memory (void)
{
  g_autofree char *status = NULL;
  const char *peak = g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ? strstr (status, "VmHWM:") : NULL;

  fprintf (stderr, "%lld\n", peak != NULL ? (long long) g_ascii_strtoll (peak + 6, NULL, 10) >> 10 : 0);
}

static void
bench_clear (Bench *b)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&b->runs[i], vt_run_free);
      g_clear_pointer (&b->plans[i], vt_plan_unref);
    }
  g_clear_pointer (&b->params, vt_params_unref);
  g_clear_pointer (&b->graph, vt_graph_unref);
  g_clear_pointer (&b->pool, vt_pool_free);
  g_clear_pointer (&b->dy, g_free);
}

int
main (int    argc,
      char **argv)
{
  Bench b = { .threads = 1, .batch = 1 };
  const GOptionEntry entries[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &b.threads, "Threads of the pool", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &b.batch, "Pictures at once", "N" },
    { "exact", 0, 0, G_OPTION_ARG_NONE, &b.exact, "Take the exact path", NULL },
    { "profile", 0, 0, G_OPTION_ARG_INT, &b.profile, "Print the least time of each step in N rounds", "N" },
    { "cold", 0, 0, G_OPTION_ARG_NONE, &b.cold, "Fill the caches before each round, and take medians", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("MODEL.onnx");
  g_autoptr (GError) error = NULL;
  char line[16];

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || argc != 2)
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "Name one model.");
      return 2;
    }
  b.pool = vt_pool_new ((guint) MAX (b.threads, 1));
  if (prepare (&b, argv[1], &error))
    {
      if (b.profile > 0)
        (void) (profile (&b, FALSE, &error) && profile (&b, TRUE, &error));
      else
        while (fgets (line, sizeof line, stdin) != NULL && once (&b, &error))
          ;
    }
  if (error != NULL)
    fprintf (stderr, "%s: %s\n", argv[1], error->message);
  print_memory ();
  bench_clear (&b);
  return error != NULL;
}
