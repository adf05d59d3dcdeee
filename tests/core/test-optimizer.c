/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimisers, learning rates and augmentation. */
#include <glib.h>
#include <math.h>

#include "ops/vt-ops-matmul.h"
#include "train/vt-augment.h"
#include "train/vt-optimizer.h"
#include "train/vt-schedule.h"

static void
optimisers_follow_their_formulas (void)
{
  VtGraph *g = vt_graph_new ();
  g_autoptr (VtGraph) graph = g;
  g_autoptr (GError) error = NULL;
  const int x = vt_graph_input (g, "x", &VT_SHAPE (1, 1));

  const int inputs[] = { x, vt_graph_param (g, "weight", &VT_SHAPE (1, 1)), vt_graph_param (g, "bias", &VT_SHAPE (1)) };

  vt_graph_output (g, vt_graph_op (g, "Gemm", &(VtGemmAttrs) { 1, 1, FALSE, TRUE }, inputs, 3, NULL));
  vt_graph_seal (g, &error);
  g_assert_no_error (error);
  for (int kind = VT_OPTIMIZER_SGD; kind <= VT_OPTIMIZER_ADAM; kind++)
    {
      VtOptimizerOptions o = vt_optimizer_defaults (kind);

      o.weight_decay = 0.1;
      o.nesterov = TRUE;

      g_autoptr (VtOptimizer) optimizer = vt_optimizer_new (g, &o, &error);
      const gsize n = vt_graph_n_params (g), bias = vt_graph_node (g, inputs[2])->param_offset;
      g_autofree float *p = g_new0 (float, n), *a = g_new0 (float, n), *b = g_new0 (float, n);
      double q[2] = { 1, 1 }, m[2] = { 0 }, v[2] = { 0 };

      p[0] = p[bias] = 1;         /* weight and bias; only the weight decays */
      for (int t = 1; t <= 5; t++)
        {
          const float *const grads[] = { a, b };

          a[0] = .5f * (float) t;
          b[0] = .5f;
          a[bias] = b[bias] = -.25f;

          vt_optimizer_step (optimizer, p, grads, 2, 0.5, 0.1, NULL);
          for (int i = 0; i < 2; i++)
            {
              const gsize at = i == 0 ? 0 : bias;
              const double d = 0.5 * ((double) a[at] + (double) b[at]) + (i == 0 ? 0.1 * q[i] : 0);

              m[i] = kind == VT_OPTIMIZER_ADAM ? 0.9 * m[i] + 0.1 * d : 0.9 * m[i] + d;
              v[i] = 0.999 * v[i] + 0.001 * d * d;
              q[i] -= kind == VT_OPTIMIZER_ADAM
                      ? 0.1 * (m[i] / (1 - pow (0.9, t))) / (sqrt (v[i] / (1 - pow (0.999, t))) + 1e-8)
                      : 0.1 * (d + 0.9 * m[i]);
              g_assert_cmpfloat_with_epsilon ((double) p[at], q[i], 2e-6);
            }
        }
    }
}

static void
schedules_follow_their_curves (void)
{
  const VtSchedule cosine = { VT_SCHEDULE_COSINE, 2, 10, .1 }, steps = { VT_SCHEDULE_STEP, 1, 0, .1, .25 };

  g_assert_cmpfloat_with_epsilon (vt_schedule_rate (&cosine, 0, 110), .2, 1e-12);
  g_assert_cmpfloat_with_epsilon (vt_schedule_rate (&cosine, 10, 110), 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (vt_schedule_rate (&cosine, 60, 110), 1.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (vt_schedule_rate (&cosine, 110, 110), .2, 1e-12);
  g_assert_cmpfloat_with_epsilon (vt_schedule_rate (&steps, 24, 100), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (vt_schedule_rate (&steps, 50, 100), .01, 1e-12);
}

static void
augmentation_moves_and_mirrors (void)
{
  const VtAugment augment = { .shift = 3, .mirror = TRUE };
  gboolean moved = FALSE, mirrored = FALSE;

  for (guint64 seed = 0; seed < 40; seed++)
    {
      float x[7 * 9], again[7 * 9];

      for (int i = 0; i < 63; i++)
        again[i] = x[i] = (float) i;
      vt_augment (&augment, seed, 1, 7, 9, x);
      vt_augment (&augment, seed, 1, 7, 9, again);
      g_assert_cmpmem (x, sizeof x, again, sizeof again);

      /* Wherever it came from, pixel (i, j) is pixel (i − down, ±j − right), repeated at the
       * edges. */
      const gboolean turned = x[3 * 9 + 3] > x[3 * 9 + 5];
      const int middle = (int) x[3 * 9 + 4], down = 3 - middle / 9, right = (turned ? -1 : 1) * (4 - middle % 9);

      for (int i = 0; i < 7; i++)
        for (int j = 0; j < 9; j++)
          {
            const int from = turned ? 8 - j + right : j - right;

            g_assert_cmpfloat ((double) x[i * 9 + j], ==,
                               (double) (CLAMP (i - down, 0, 6) * 9 + CLAMP (from, 0, 8)));
          }
      moved |= down != 0 && right != 0;
      mirrored |= turned;
    }
  g_assert_true (moved && mirrored);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optimizer/follows-its-formula", optimisers_follow_their_formulas);
  g_test_add_func ("/schedule/follows-its-curve", schedules_follow_their_curves);
  g_test_add_func ("/augment/moves-and-mirrors", augmentation_moves_and_mirrors);
  return g_test_run ();
}
