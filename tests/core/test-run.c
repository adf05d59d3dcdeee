/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs: same bits with any number of threads and any plan, cancelling at every tick, no
 * allocation, gradients to and from inner nodes, sums of parameter gradients, packed weights
 * after a change. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/vt-error.h"
#include "vt-nets.h"

#if !defined (__SANITIZE_ADDRESS__) && !defined (__SANITIZE_THREAD__)
#define COUNT_ALLOCATIONS 1
#else
#define COUNT_ALLOCATIONS 0
#endif

static _Atomic guint n_allocations;

#if COUNT_ALLOCATIONS
/* This program's own malloc and mmap: glibc's, counted. */
void *__libc_malloc (size_t size);
void *malloc (size_t size);

void *
malloc (size_t size)
{
  n_allocations++;
  return __libc_malloc (size);
}

void *
mmap (void  *address,
      size_t length,
      int    protection,
      int    flags,
      int    file,
      off_t  offset)
{
  n_allocations++;
  return (void *) syscall (SYS_mmap, address, length, protection, flags, file, offset);
}
#endif

#define BATCH 3
#define SIZE 64       /* large enough for loops to be split */

typedef struct
{
  VtGraph  *graph;
  VtParams *params;
  VtPool   *pool;
  VtRun    *run;
  int       x, inner, out;
} Net;

static void
net_open (Net           *net,
          VtPlanOptions  options,
          guint          n_threads)
{
  net->graph = net_small (SIZE);
  net->params = net_params (net->graph, 3);
  net->pool = n_threads > 1 ? vt_pool_new (n_threads) : NULL;
  net->x = vt_graph_find (net->graph, "picture");
  net->inner = vt_graph_find (net->graph, "block");
  net->out = vt_graph_find (net->graph, "scores");
  options.batch = BATCH;
  options.n_threads = n_threads;
  net->run = net_run (net->graph, net->params, &options, net->pool);
  net_fill (vt_run_input (net->run, 0), BATCH * 3 * SIZE * SIZE, 17);
}

static void
net_close (Net *net)
{
  vt_run_free (net->run);
  vt_pool_free (net->pool);
  vt_params_unref (net->params);
  vt_graph_unref (net->graph);
}

static void
forward (Net *net)
{
  g_autoptr (GError) error = NULL;

  vt_run_forward (net->run, NULL, &error);
  g_assert_no_error (error);
}

static void
backward (Net         *net,
          int          node,
          const float *dy)
{
  g_autoptr (GError) error = NULL;

  vt_run_backward (net->run, node, dy, NULL, 0, NULL, &error);
  g_assert_no_error (error);
}

/* One number of the whole state: scores, gradient of the picture, gradients of the parameters. */
static guint64
digest (guint    n_threads,
        gboolean training)
{
  Net net;
  float dy[BATCH * 5];
  guint64 hash = 1469598103934665603u;

  net_open (&net, (VtPlanOptions) { .grad = VT_GRAD_INPUTS | VT_GRAD_PARAMS, .training = training }, n_threads);
  net_fill (dy, BATCH * 5, 23);
  forward (&net);
  vt_run_zero_param_grads (net.run);
  backward (&net, net.out, dy);

  const struct { const float *data; gsize n; } parts[] = {
    { vt_run_value (net.run, net.out), BATCH * 5 },
    { vt_run_grad (net.run, net.x), BATCH * 3 * SIZE * SIZE },
    { vt_run_param_grad (net.run, -1), vt_graph_n_params (net.graph) },
  };

  for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
    for (gsize i = 0; i < parts[p].n * sizeof (float); i++)
      hash = (hash ^ ((const guint8 *) parts[p].data)[i]) * 1099511628211u;
  net_close (&net);
  return hash;
}

static void
any_number_of_threads_gives_the_same_bits (void)
{
  for (int training = 0; training < 2; training++)
    {
      const guint64 one = digest (1, training);

      g_assert_cmpuint (digest (2, training), ==, one);
      g_assert_cmpuint (digest (3, training), ==, one);
      g_assert_cmpuint (digest (8, training), ==, one);
    }
  g_assert_cmpuint (digest (1, TRUE), !=, digest (1, FALSE));
}

typedef struct { guint left, seen; } Countdown;

static gboolean
stop_at_zero (double      fraction,
              const char *stage,
              gpointer    data)
{
  Countdown *c = data;

  g_assert_cmpfloat (fraction, >, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  c->seen++;
  return c->left == 0 || --c->left > 0;
}

static void
cancelling_works_at_every_tick (void)
{
  Net net;
  Countdown c = { 0 };
  float dy[BATCH * 5];
  g_autofree float *whole = NULL;

  net_open (&net, (VtPlanOptions) { .grad = VT_GRAD_INPUTS }, 1);
  net_fill (dy, BATCH * 5, 23);
  g_assert_true (vt_run_forward (net.run, &(VtJob) { stop_at_zero, &c }, NULL));
  g_assert_true (vt_run_backward (net.run, net.out, dy, NULL, 0, &(VtJob) { stop_at_zero, &c }, NULL));
  whole = g_memdup2 (vt_run_grad (net.run, net.x), BATCH * 3 * SIZE * SIZE * sizeof (float));
  for (guint n = 1; n <= c.seen; n++)
    {
      Countdown down = { n, 0 };
      const VtJob job = { stop_at_zero, &down };
      g_autoptr (GError) error = NULL;

      g_assert_false (vt_run_forward (net.run, &job, &error)
                      && vt_run_backward (net.run, net.out, dy, NULL, 0, &job, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      g_assert_cmpuint (down.seen, ==, n);
    }
  /* And the run is none the worse for it. */
  forward (&net);
  backward (&net, net.out, dy);
  g_assert_cmpmem (whole, BATCH * 3 * SIZE * SIZE * sizeof (float), vt_run_grad (net.run, net.x),
                   BATCH * 3 * SIZE * SIZE * sizeof (float));
  net_close (&net);
}

static void
nothing_is_allocated_after_the_run_is_made (void)
{
  Net net;
  float dy[BATCH * 5] = { 1 };

#if !COUNT_ALLOCATIONS
  g_test_skip ("the sanitizer has its own malloc");
  return;
#endif
  net_open (&net, (VtPlanOptions) { .grad = VT_GRAD_INPUTS | VT_GRAD_PARAMS, .training = TRUE }, 3);

  const guint before = n_allocations;

  for (int i = 0; i < 3; i++)
    {
      g_assert_true (vt_run_forward (net.run, NULL, NULL));
      g_assert_true (vt_run_backward (net.run, net.out, dy, NULL, 0, NULL, NULL));
      vt_run_zero_param_grads (net.run);
      vt_params_changed (net.params);
    }
  g_assert_cmpuint (n_allocations, ==, before);
  net_close (&net);
}

/* The gradient at an inner node, carried on from there, is the gradient of the picture. */
static void
backward_stops_and_starts_at_inner_nodes (void)
{
  Net whole, upper, lower;
  float dy[BATCH * 5];

  net_fill (dy, BATCH * 5, 23);
  net_open (&whole, (VtPlanOptions) { .grad = VT_GRAD_INPUTS }, 1);

  const int wanted[] = { whole.inner, whole.out };

  net_open (&upper, (VtPlanOptions) { .grad = VT_GRAD_WANTED, .wanted = wanted, .n_wanted = 2 }, 1);
  net_open (&lower, (VtPlanOptions) { .grad = VT_GRAD_INPUTS, .wanted = wanted, .n_wanted = 1 }, 1);
  forward (&whole);
  forward (&upper);
  forward (&lower);
  backward (&whole, whole.out, dy);
  backward (&upper, upper.out, dy);
  g_assert_null (vt_run_grad (upper.run, upper.x));
  g_assert_nonnull (vt_run_grad (upper.run, upper.inner));
  backward (&lower, lower.inner, vt_run_grad (upper.run, upper.inner));
  for (gsize i = 0; i < BATCH * 3 * SIZE * SIZE; i++)
    g_assert_cmpfloat_with_epsilon (vt_run_grad (whole.run, whole.x)[i], vt_run_grad (lower.run, lower.x)[i],
                                    1e-6);

  /* From the inner node nothing reaches what comes after it. */
  g_autofree float *seed = g_memdup2 (vt_run_value (upper.run, upper.inner),
                                      BATCH * 8 * SIZE * SIZE * sizeof (float));

  backward (&upper, upper.inner, seed);
  g_assert_cmpfloat (vt_run_grad (upper.run, upper.out)[0], ==, 0);
  g_assert_cmpfloat (vt_run_grad (upper.run, upper.inner)[5], ==, seed[5]);
  net_close (&whole);
  net_close (&upper);
  net_close (&lower);
}

static void
values_do_not_depend_on_what_is_wanted (void)
{
  Net plain, rich;
  g_autofree int *all = NULL;
  guint n = 0;

  net_open (&plain, (VtPlanOptions) { .grad = VT_GRAD_NONE }, 1);
  all = g_new (int, vt_graph_n_nodes (plain.graph));
  for (guint i = 0; i < vt_graph_n_nodes (plain.graph); i++)
    if (vt_graph_node (plain.graph, (int) i)->kind == VT_NODE_OP)
      all[n++] = (int) i;
  net_open (&rich, (VtPlanOptions) { .wanted = all, .n_wanted = n, .grad = VT_GRAD_INPUTS }, 1);
  forward (&plain);
  forward (&rich);
  g_assert_cmpmem (vt_run_value (plain.run, plain.out), BATCH * 5 * sizeof (float),
                   vt_run_value (rich.run, rich.out), BATCH * 5 * sizeof (float));
  g_assert_null (vt_run_value (plain.run, plain.inner));
  net_close (&plain);
  net_close (&rich);
}

static void
parameter_gradients_add_up (void)
{
  Net net;
  float dy[BATCH * 5];

  net_fill (dy, BATCH * 5, 23);
  net_open (&net, (VtPlanOptions) { .grad = VT_GRAD_PARAMS }, 1);
  forward (&net);
  vt_run_zero_param_grads (net.run);
  backward (&net, net.out, dy);

  const gsize n = vt_graph_n_params (net.graph);
  g_autofree float *once = g_memdup2 (vt_run_param_grad (net.run, -1), n * sizeof (float));
  double size = 0;

  backward (&net, net.out, dy);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (vt_run_param_grad (net.run, -1)[i], 2 * once[i], 1e-4);
      size += fabs ((double) once[i]);
    }
  g_assert_cmpfloat (size, >, 1);
  net_close (&net);
}

static void
changed_parameters_are_packed_again (void)
{
  Net net;

  net_open (&net, (VtPlanOptions) { .grad = VT_GRAD_NONE }, 1);
  forward (&net);

  const float before = vt_run_value (net.run, net.out)[0];
  float *p = vt_params_data (net.params, -1);

  for (gsize i = 0; i < vt_graph_n_params (net.graph); i++)
    p[i] *= 0.5f;
  vt_params_changed (net.params);
  forward (&net);

  const float after = vt_run_value (net.run, net.out)[0];
  g_autoptr (VtParams) copy = vt_params_copy (net.params, NULL);
  g_autoptr (VtRun) fresh = net_run (net.graph, copy, &(VtPlanOptions) { .batch = BATCH }, NULL);

  memcpy (vt_run_input (fresh, 0), vt_run_input (net.run, 0), BATCH * 3 * SIZE * SIZE * sizeof (float));
  g_assert_true (vt_run_forward (fresh, NULL, NULL));
  g_assert_cmpfloat (after, !=, before);
  g_assert_cmpfloat (after, ==, vt_run_value (fresh, net.out)[0]);
  net_close (&net);
}

/* A network of random operators over earlier values, with many joins and values read late. */
static VtGraph *
random_network (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  VtGraph *graph = vt_graph_new ();
  int nodes[40], n = 1;
  gsize channels[40] = { 4 };

  nodes[0] = vt_graph_input (graph, "picture", &VT_SHAPE (1, 4, 4, 4));
  while (n < 30)
    {
      const int a = g_rand_int_range (rand, MAX (0, n - 5), n), b = g_rand_int_range (rand, 0, n);
      const int kind = g_rand_int_range (rand, 0, 8);
      gsize c = channels[a];
      int y;

      if (kind == 0)
        y = net_conv (graph, nodes[a], c = (gsize) g_rand_int_range (rand, 1, 7), 3, 1, 1, 1, NULL);
      else if (kind <= 2 && c + channels[b] < 30)
        {
          y = net_concat (graph, nodes[a], nodes[b], NULL);
          c += channels[b];
        }
      else if (kind == 3 && c == channels[b])
        y = net_op2 (graph, g_rand_boolean (rand) ? "Add" : "Mul", nodes[a], nodes[b], NULL);
      else if (kind == 4)
        y = net_op (graph, "Sigmoid", nodes[a], NULL);
      else if (kind == 5)
        y = net_op (graph, "Neg", nodes[a], NULL);
      else if (kind == 6)
        y = net_op (graph, "Relu", nodes[a], NULL);
      else
        {
          y = net_op (graph, "Tanh", nodes[b], NULL);
          c = channels[b];
        }
      channels[n] = c;
      nodes[n++] = y;
    }
  vt_graph_output (graph, net_concat (graph, nodes[n - 1], nodes[n - 2], "end"));
  g_assert_true (vt_graph_seal (graph, NULL));
  return graph;
}

/* With every node wanted nothing shares memory.  A plan that shares must give the same bits. */
static void
sharing_memory_changes_nothing (void)
{
  gsize shared_bytes = 0, plain_bytes = 0;

  for (guint32 seed = 0; seed < 120; seed++)
    {
      const gsize batch = 1 + seed % 2;
      g_autoptr (VtGraph) graph = random_network (seed);
      g_autoptr (VtParams) params = net_params (graph, seed);
      const guint n = vt_graph_n_nodes (graph);
      const int end = vt_graph_find (graph, "end"), x = vt_graph_find (graph, "picture");
      g_autofree int *all = g_new (int, n);
      guint n_all = 0;

      for (guint i = 0; i < n; i++)
        if (vt_graph_node (graph, (int) i)->kind == VT_NODE_OP)
          all[n_all++] = (int) i;
      for (int grad = VT_GRAD_NONE; grad <= VT_GRAD_INPUTS; grad++)
        {
          const VtPlanOptions options = { .batch = batch, .grad = (VtGrad) grad, .wanted = all, .n_wanted = n_all };
          const VtPlanOptions less = { .batch = batch, .grad = (VtGrad) grad };
          g_autoptr (VtRun) plain = net_run (graph, params, &options, NULL);
          g_autoptr (VtRun) shared = net_run (graph, params, &less, NULL);
          const gsize n_y = vt_shape_size (vt_run_shape (plain, end));
          g_autofree float *dy = g_new (float, n_y);

          net_fill (vt_run_input (plain, 0), batch * 64, seed);
          net_fill (vt_run_input (shared, 0), batch * 64, seed);
          net_fill (dy, n_y, seed + 1);
          for (int round = 0; round < 2; round++)
            {
              g_assert_true (vt_run_forward (plain, NULL, NULL) && vt_run_forward (shared, NULL, NULL));
              g_assert_cmpmem (vt_run_value (plain, end), n_y * sizeof (float), vt_run_value (shared, end),
                               n_y * sizeof (float));
              if (grad == VT_GRAD_NONE)
                continue;
              for (int again = 0; again < 2; again++)
                g_assert_true (vt_run_backward (plain, end, dy, NULL, 0, NULL, NULL)
                               && vt_run_backward (shared, end, dy, NULL, 0, NULL, NULL));
              g_assert_cmpmem (vt_run_grad (plain, x), batch * 64 * sizeof (float), vt_run_grad (shared, x),
                               batch * 64 * sizeof (float));
            }
          g_autoptr (VtPlan) a = vt_plan_new (graph, &options, NULL);
          g_autoptr (VtPlan) b = vt_plan_new (graph, &less, NULL);

          plain_bytes += vt_plan_bytes (a);
          shared_bytes += vt_plan_bytes (b);
        }
    }
  g_assert_cmpuint (shared_bytes, <, plain_bytes * 3 / 4);
}

typedef struct
{
  VtGraph  *graph;
  VtParams *params;
  float     score;
} Shared;

static gpointer
run_once (gpointer data)
{
  Shared *s = data;
  g_autoptr (VtRun) run = net_run (s->graph, s->params, &(VtPlanOptions) { 0 }, NULL);

  net_fill (vt_run_input (run, 0), 3 * SIZE * SIZE, 6);
  g_assert_true (vt_run_forward (run, NULL, NULL));
  s->score = vt_run_value (run, vt_graph_find (s->graph, "scores"))[0];
  return NULL;
}

static void
runs_in_several_threads_share_parameters (void)
{
  g_autoptr (VtGraph) graph = net_small (SIZE);
  g_autoptr (VtParams) params = net_params (graph, 3);
  Shared shared[4];
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    {
      shared[i] = (Shared) { graph, params, 0 };
      threads[i] = g_thread_new (NULL, run_once, &shared[i]);
    }
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  for (int i = 1; i < 4; i++)
    g_assert_cmpfloat (shared[i].score, ==, shared[0].score);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/same-bits-with-any-threads", any_number_of_threads_gives_the_same_bits);
  g_test_add_func ("/run/cancel-at-every-tick", cancelling_works_at_every_tick);
  g_test_add_func ("/run/no-allocation", nothing_is_allocated_after_the_run_is_made);
  g_test_add_func ("/run/inner-nodes", backward_stops_and_starts_at_inner_nodes);
  g_test_add_func ("/run/values-do-not-depend-on-wanted", values_do_not_depend_on_what_is_wanted);
  g_test_add_func ("/run/sharing-memory-changes-nothing", sharing_memory_changes_nothing);
  g_test_add_func ("/run/threads-share-parameters", runs_in_several_threads_share_parameters);
  g_test_add_func ("/run/parameter-gradients-add", parameter_gradients_add_up);
  g_test_add_func ("/run/packed-again", changed_parameters_are_packed_again);
  return g_test_run ();
}
