/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operator against its plain reference, on its own examples, both paths, one and several
 * threads. */
#include <glib.h>
#include <math.h>

#include "ops/vt-attrs.h"
#include "vt-example.h"
#include "vt-reference.h"

static void
check_example (const VtOp        *op,
               const VtOpExample *example,
               VtPath             path,
               guint              n_threads)
{
  Example e;
  double largest = 1e-3, worst = 0;

  example_init (&e, op, example, path, n_threads, 77);

  const float *y = example_forward (&e);
  const gsize n = example_size (&e, e.y);
  g_autofree double *expected = g_new0 (double, MAX (n, 1));
  Reference r = { .op = op->name, .e = example, .xs = example->x_shape, .ys = &vt_graph_node (e.graph, e.y)->shape,
                  .y = expected, .got = y };

  for (guint i = 0; i < example->n_x; i++)
    r.x[i] = e.x[i] >= 0 ? example_x (&e, i) : NULL;
  reference_find (op->name) (&r);
  for (gsize i = 0; i < n; i++)
    {
      largest = MAX (largest, fabs (expected[i]));
      worst = MAX (worst, fabs (expected[i] - (double) y[i]));
      g_assert_false (isnan (y[i]));
    }
  if (worst > 1e-5 * largest)
    g_test_message ("%s, example %d: off by %g of %g", op->name, (int) (example - op->examples), worst, largest);
  g_assert_cmpfloat (worst, <=, (path == VT_PATH_EXACT ? 1e-6 : 1e-5) * largest);
  example_clear (&e);
}

static void
agrees_with_its_reference (gconstpointer data)
{
  const VtOp *op = data;

  for (const VtOpExample *example = op->examples; example->n_x > 0; example++)
    for (int path = VT_PATH_FAST; path <= VT_PATH_EXACT; path++)
      for (guint n_threads = 1; n_threads <= 3; n_threads += 2)
        check_example (op, example, (VtPath) path, n_threads);
}

static void
every_operator_has_a_reference_and_examples (void)
{
  guint missing = 0;

  for (const VtOp *const *op = vt_op_table; *op != NULL; op++)
    {
      if (reference_find ((*op)->name) == NULL || (*op)->examples == NULL || (*op)->examples[0].n_x == 0)
        {
          g_test_message ("%s has no reference or no example", (*op)->name);
          missing++;
        }
      for (const VtOp *const *other = vt_op_table; other != op; other++)
        g_assert_cmpstr ((*op)->name, !=, (*other)->name);
    }
  g_assert_cmpuint (missing, ==, 0);
}

static void
dropout_drops_as_often_as_asked (void)
{
  static const VtDropoutAttrs ratio = { 0.3f };
  static const VtOpExample large = { 1, { { 2, { 4, 5000 } } }, &ratio, 1, 2,
                                     .training = TRUE };
  Example e;
  guint dropped[2] = { 0 }, both = 0;
  g_autofree gboolean *first = g_new0 (gboolean, 20000);

  example_init (&e, vt_op_find ("Dropout"), &large, VT_PATH_FAST, 1, 3);
  for (guint round = 0; round < 2; round++)
    {
      vt_run_set_seed (e.run, 100 + round);
      const float *y = example_forward (&e);

      for (guint i = 0; i < 20000; i++)
        {
          dropped[round] += y[i] == 0;
          both += y[i] == 0 && first[i];
          first[i] = y[i] == 0;
        }
    }
  g_assert_cmpfloat_with_epsilon (dropped[0] / 20000.0, 0.3, 0.02);
  g_assert_cmpfloat_with_epsilon (dropped[1] / 20000.0, 0.3, 0.02);
  /* Other seeds drop others. */
  g_assert_cmpfloat_with_epsilon (both / 20000.0, 0.09, 0.02);
  example_clear (&e);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/of-every-operator", every_operator_has_a_reference_and_examples);
  for (const VtOp *const *op = vt_op_table; *op != NULL; op++)
    {
      g_autofree char *name = g_strdup_printf ("/reference/%s", (*op)->name);

      if (reference_find ((*op)->name) != NULL)
        g_test_add_data_func (name, *op, agrees_with_its_reference);
    }
  g_test_add_func ("/reference/dropout-rate", dropout_drops_as_often_as_asked);
  return g_test_run ();
}
