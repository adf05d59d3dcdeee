/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gradient of every operator against central differences, from its own examples. */
#include <glib.h>
#include <math.h>

#include "base/vt-rng.h"
#include "vt-example.h"

#define EPSILON 1e-2

typedef struct
{
  const VtOp *op;
  VtPath      path;
} Case;

/* L = Σ r·y, in double. */
static double
loss (Example      *e,
      const double *r)
{
  const float *y = example_forward (e);
  double sum = 0;

  for (gsize i = 0; i < example_size (e, e->y); i++)
    sum += r[i] * (double) y[i];
  return sum;
}

typedef struct { guint checked, kinks; double worst; } Tally;

/* Left, central and right slope of L along one element, over `epsilon`. */
static void
slopes (Example      *e,
        const double *r,
        float        *x,
        double        epsilon,
        double        slope[3])
{
  const float was = *x, up = was + (float) epsilon, down = was - (float) epsilon;
  double at[3];

  at[1] = loss (e, r);
  *x = up;
  vt_params_changed (e->params);
  at[2] = loss (e, r);
  *x = down;
  vt_params_changed (e->params);
  at[0] = loss (e, r);
  *x = was;
  vt_params_changed (e->params);
  slope[0] = (at[1] - at[0]) / (double) (was - down);
  slope[1] = (at[2] - at[0]) / (double) (up - down);
  slope[2] = (at[2] - at[1]) / (double) (up - was);
}

/* Compares dL/dx[j] with `d`.  Where the slopes from both sides differ x[j] lies near a kink (or
 * the function bends much): a smaller step must settle it, or the element is counted as a kink. */
static void
check_element (Example      *e,
               const double *r,
               guint         i,
               gsize         j,
               double        d,
               Tally        *tally)
{
  double slope[3], error = 0, bend = 0;

  tally->checked++;
  for (double epsilon = EPSILON; epsilon > EPSILON / 10; epsilon /= 3)
    {
      slopes (e, r, example_x (e, i) + j, epsilon, slope);
      error = fabs (slope[1] - d) / (1 + fabs (slope[1]));
      bend = fabs (slope[2] - slope[0]) / (1 + fabs (slope[1]));
      if (error < 3e-3 || bend < 3e-3)
        break;
    }
  if (error >= 3e-3 && bend > error)
    tally->kinks++;
  else
    tally->worst = MAX (tally->worst, error);
}

static void
check_example (const Case        *c,
               const VtOpExample *example)
{
  Example e;
  Tally tally = { 0 };
  float *dx[5] = { NULL };
  VtRng rng;
  g_autoptr (GError) error = NULL;

  example_init (&e, c->op, example, c->path, 1, 11);

  const gsize n = example_size (&e, e.y);
  g_autofree double *r = g_new (double, n);
  g_autofree float *dy = g_new (float, n);

  vt_rng_init (&rng, 5);
  for (gsize i = 0; i < n; i++)
    r[i] = (double) (dy[i] = (float) vt_rng_range (&rng, -1, 1));
  example_forward (&e);
  vt_run_zero_param_grads (e.run);
  vt_run_backward (e.run, e.y, dy, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  /* A later forward may use the memory of gradients. */
  for (guint i = 0; i < example->n_x; i++)
    dx[i] = e.x[i] < 0 ? NULL
            : g_memdup2 (example_dx (&e, i), example_size (&e, e.x[i]) * sizeof (float));
  for (guint i = 0; i < example->n_x; i++)
    {
      if (e.x[i] < 0 || example_is_whole (&e, i))
        continue;

      const gsize n_x = example_size (&e, e.x[i]);
      const gsize stride = MAX (1, n_x / 40);

      for (gsize j = 0; j < n_x; j += stride)
        check_element (&e, r, i, j, (double) dx[i][j], &tally);
    }
  if (tally.worst >= 3e-3)
    g_test_message ("%s, example %d: %g", c->op->name, (int) (example - c->op->examples), tally.worst);
  g_assert_cmpfloat (tally.worst, <, 3e-3);
  g_assert_cmpuint (tally.kinks * 5, <=, tally.checked);
  for (guint i = 0; i < example->n_x; i++)
    g_free (dx[i]);
  example_clear (&e);
}

static void
gradient_is_right (gconstpointer data)
{
  const Case *c = data;

  for (const VtOpExample *example = c->op->examples; example->n_x > 0; example++)
    check_example (c, example);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const VtOp *const *op = vt_op_table; *op != NULL; op++)
    for (int path = VT_PATH_FAST; path <= VT_PATH_EXACT; path++)
      {
        g_autofree char *name = g_strdup_printf ("/gradient/%s/%s", (*op)->name,
                                                 path == VT_PATH_FAST ? "fast" : "exact");
        Case *c = g_new (Case, 1);

        *c = (Case) { *op, (VtPath) path };
        g_assert_nonnull ((*op)->examples);
        if ((*op)->backward != NULL)
          g_test_add_data_func_full (name, c, gradient_is_right, g_free);
        else
          g_free (c);
      }
  return g_test_run ();
}
