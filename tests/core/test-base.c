/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random streams, the thread pool, job parts, shapes, a matrix times a vector. */
#include <glib.h>
#include <math.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/vt-arena.h"
#include "base/vt-dot.h"
#include "base/vt-error.h"
#include "base/vt-job.h"
#include "base/vt-parallel.h"
#include "base/vt-rng.h"
#include "tensor/vt-shape.h"

static void
same_seed_same_numbers (void)
{
  VtRng a, b;
  double sum = 0, square = 0;

  vt_rng_init (&a, 7);
  vt_rng_init (&b, 7);
  for (int i = 0; i < 100000; i++)
    {
      const double x = vt_rng_normal (&a);

      g_assert_cmpfloat (x, ==, vt_rng_normal (&b));
      sum += x;
      square += x * x;
    }
  g_assert_cmpfloat (fabs (sum / 1e5), <, 0.02);
  g_assert_cmpfloat (fabs (square / 1e5 - 1), <, 0.02);
}

typedef struct { _Atomic int hit[257]; } Hits;

static void
hit_part (gsize    part,
          guint    thread,
          gpointer data)
{
  atomic_fetch_add (&((Hits *) data)->hit[part], 1);
}

static void
every_part_runs_once (void)
{
  g_autoptr (VtPool) pool = vt_pool_new (4);

  for (int round = 0; round < 3000; round++)
    {
      Hits hits = { 0 };
      const gsize n = (gsize) (round % 257);

      vt_parallel_for (pool, n, hit_part, &hits);
      for (gsize i = 0; i < 257; i++)
        g_assert_cmpint (hits.hit[i], ==, i < n ? 1 : 0);
    }
}

/* Parts that give the processor away, so that other threads come to theirs. */
typedef struct { Hits hits; _Atomic int by_others; } Help;

static void
hit_slowly (gsize    part,
            guint    thread,
            gpointer data)
{
  Help *help = data;

  g_usleep (20);
  if (thread > 0)
    atomic_fetch_add (&help->by_others, 1);
  hit_part (part, thread, &help->hits);
}

static void
others_help (void)
{
  g_autoptr (VtPool) pool = vt_pool_new (3);
  const gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  Help help = { 0 };

  if (g_get_num_processors () == 1)
    {
      g_test_skip ("there is one processor");
      return;
    }
  while (help.by_others == 0 && g_get_monotonic_time () < end)
    vt_parallel_for (pool, 150, hit_slowly, &help);
  g_assert_cmpint (help.by_others, >, 0);
}

/* Where all threads share one processor the caller does everything, with loops that are shared and loops that are not. */
static void
crowded_threads_leave_the_caller_alone (void)
{
  cpu_set_t all, one;

  CPU_ZERO (&one);
  CPU_SET ((gsize) sched_getcpu (), &one);
  g_assert_cmpint (sched_getaffinity (0, sizeof all, &all), ==, 0);
  g_assert_cmpint (sched_setaffinity (0, sizeof one, &one), ==, 0);

  VtPool *pool = vt_pool_new (3);

  for (int round = 0; round < 40; round++)
    {
      Help help = { 0 };

      vt_parallel_for (pool, 150, hit_slowly, &help);
      for (gsize i = 0; i < 257; i++)
        g_assert_cmpint (help.hits.hit[i], ==, i < 150 ? 1 : 0);
      g_assert_cmpint (help.by_others, ==, 0);
    }
  vt_pool_free (pool);
  g_assert_cmpint (sched_setaffinity (0, sizeof all, &all), ==, 0);
}

static gboolean
stop_at_half (double      fraction,
              const char *stage,
              gpointer    data)
{
  *(double *) data = fraction;
  return fraction < 0.5;
}

static void
parts_of_a_job_map_to_the_whole (void)
{
  double seen = 0;
  const VtJob job = { stop_at_half, &seen };
  VtJobPart part;
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_job_tick (vt_job_part (&part, &job, 0.2, 0.6), 0.5, "x", &error));
  g_assert_cmpfloat_with_epsilon (seen, 0.4, 1e-9);
  g_assert_false (vt_job_tick (&part.job, 1.0, "x", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
  g_assert_true (vt_job_tick (NULL, 1.0, "x", NULL));
}

static void
shapes_broadcast_and_refuse (void)
{
  VtShape a = VT_SHAPE (2, 3, 1), b = VT_SHAPE (3, 5), c;
  VtShape huge = VT_SHAPE (G_MAXUINT32, G_MAXUINT32, 16);
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_shape_broadcast (&a, &b, &c, NULL));
  g_assert_cmpuint (vt_shape_size (&c), ==, 30);
  b = VT_SHAPE (4, 5);
  g_assert_false (vt_shape_broadcast (&a, &b, &c, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_SHAPE);
  g_assert_false (vt_shape_check (&huge, NULL));
}

static void
arenas_are_aligned_and_zero (void)
{
  char *block = vt_arena_alloc (3000000, NULL);

  g_assert_nonnull (block);
  g_assert_cmpuint ((gsize) block % (2 << 20), ==, 0);
  g_assert_cmpint (block[2999999], ==, 0);
  block[2999999] = 1;
  vt_arena_free (block, 3000000);
  g_assert_null (vt_arena_alloc (G_MAXSIZE, NULL));
}

/* Every length about the steps of the kernel, few rows and many, and the rows of long ones. */
static void
rows_times_a_vector (void)
{
  static const gsize lengths[] = { 1, 15, 16, 17, 63, 64, 65, 200, 4095, 4096, 4113 };
  VtRng rng;

  vt_rng_init (&rng, 11);
  for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++)
    for (gsize rows = 1; rows <= 7; rows++)
      {
        const gsize n = lengths[l], lda = n + rows % 3, step = 1 + rows % 2;
        const float alpha = .5f, beta = rows % 2 == 0 ? 0.f : 2.f;
        g_autofree float *a = g_new (float, lda * rows), *x = g_new (float, n), *y = g_new (float, rows * step);

        for (gsize i = 0; i < lda * rows; i++)
          a[i] = (float) vt_rng_range (&rng, -1, 1);
        for (gsize i = 0; i < n; i++)
          x[i] = (float) vt_rng_range (&rng, -1, 1);
        for (gsize i = 0; i < rows * step; i++)
          y[i] = beta == 0 ? NAN : 3.f;
        vt_dot_rows (a, lda, rows, n, x, alpha, beta, y, step);
        for (gsize r = 0; r < rows; r++)
          {
            double sum = 0;

            for (gsize i = 0; i < n; i++)
              sum += (double) a[r * lda + i] * (double) x[i];
            g_assert_cmpfloat (fabs ((double) y[r * step] - (.5 * sum + (double) beta * 3)), <, 1e-4);
            g_assert_true (step == 1 || (beta == 0 ? isnan (y[r * step + 1]) : y[r * step + 1] == 3.f));
          }
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rng/same-seed-same-numbers", same_seed_same_numbers);
  g_test_add_func ("/parallel/every-part-runs-once", every_part_runs_once);
  g_test_add_func ("/parallel/others-help", others_help);
  g_test_add_func ("/parallel/crowded-threads-leave-the-caller-alone", crowded_threads_leave_the_caller_alone);
  g_test_add_func ("/job/parts-map-to-the-whole", parts_of_a_job_map_to_the_whole);
  g_test_add_func ("/shape/broadcasts-and-refuses", shapes_broadcast_and_refuse);
  g_test_add_func ("/dot/rows-times-a-vector", rows_times_a_vector);
  g_test_add_func ("/arena/aligned-and-zero", arenas_are_aligned_and_zero);
  return g_test_run ();
}
