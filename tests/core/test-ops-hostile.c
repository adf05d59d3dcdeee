/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operator with spoilt attributes and shapes: infer refuses, or the kernels run within their
 * memory (which the sanitizers watch). */
#include <glib.h>
#include <string.h>

#include "graph/vt-run.h"

#define ROUNDS 150
#define MOST_BYTES ((gsize) 8 << 20)

static const gint64 odd_numbers[] = {
  0, 1, 2, 3, 4, 5, 7, 8, 31, 100, 65536, -1, -2, -3, G_MAXINT32, G_MININT32, G_MAXINT64, G_MININT64,
  (gint64) 1 << 33, (gint64) 1 << 52,
};

/* Overwrites one or two aligned numbers of the attributes, as 4 or 8 bytes. */
static void
spoil_attrs (GRand * rand,
             guint8 *attrs,
             gsize   size)
{
  for (int n = g_rand_int_range (rand, 0, 3); n > 0; n--)
    {
      const gint64 value = odd_numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd_numbers))];
      const gsize width = size >= 8 && g_rand_boolean (rand) ? 8 : 4;
      const gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) (size / width)) * width;

      memcpy (attrs + at, &value, width);
    }
}

static void
spoil_shapes (GRand   *rand,
              VtShape *shapes,
              guint    n)
{
  VtShape *s = &shapes[g_rand_int_range (rand, 0, (gint32) n)];
  const int kind = g_rand_int_range (rand, 0, 4);

  if (s->dim[0] == G_MAXSIZE)
    return;
  if (kind == 0)
    s->n_dims = (guint) g_rand_int_range (rand, 0, VT_MAX_DIMS + 1);
  for (guint a = 0; a < s->n_dims; a++)
    if (s->dim[a] == 0 || (kind == 1 && g_rand_int_range (rand, 0, 3) == 0))
      s->dim[a] = (gsize) g_rand_int_range (rand, kind == 1 ? 0 : 1, 7);
}

/* TRUE when the operator was computed. */
static gboolean
compute (const VtOp    *op,
         gconstpointer  attrs,
         const VtShape *shapes,
         guint          n_x)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  g_autoptr (VtPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  int x[VT_MAX_INPUTS];

  for (guint i = 0; i < n_x; i++)
    if (shapes[i].dim[0] == G_MAXSIZE)
      x[i] = -1;
    else
      x[i] = shapes[i].n_dims == 0 || (i > 0 && op->pack != NULL) ? vt_graph_param (graph, NULL, &shapes[i])
             : vt_graph_input (graph, NULL, &shapes[i]);
  vt_graph_output (graph, vt_graph_op (graph, op->name, attrs, x, n_x, "y"));
  if (vt_graph_seal (graph, &error))
    plan = vt_plan_new (graph, &(VtPlanOptions) { .grad = VT_GRAD_INPUTS | VT_GRAD_PARAMS,
                                                  .training = n_x % 2 == 0 }, &error);
  if (plan == NULL)
    {
      g_assert_nonnull (error);
      return FALSE;
    }
  if (vt_plan_bytes (plan) > MOST_BYTES)
    return FALSE;

  g_autoptr (VtParams) params = vt_params_new (graph, &error);
  g_autoptr (VtRun) run = vt_run_new (plan, params, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < vt_graph_n_inputs (graph); i++)
    {
      const gsize n = vt_shape_size (vt_run_shape (run, vt_graph_input_nth (graph, i)));

      for (gsize j = 0; j < n; j++)
        vt_run_input (run, i)[j] = (float) ((gint64) (j % 7) - 2);
    }
  g_assert_true (vt_run_forward (run, NULL, NULL));

  const int y = vt_graph_output_nth (graph, 0);
  g_autofree float *dy = g_new0 (float, vt_shape_size (vt_run_shape (run, y)) + 1);

  g_assert_true (vt_run_backward (run, y, dy, NULL, 0, NULL, NULL));
  return TRUE;
}

static void
survives_spoilt_attributes (gconstpointer data)
{
  const VtOp *op = data;
  guint n_computed = 0;

  for (const VtOpExample *example = op->examples; example->n_x > 0; example++)
    for (guint32 round = 0; round < ROUNDS; round++)
      {
        g_autoptr (GRand) rand = g_rand_new_with_seed (round);
        g_autofree guint8 *attrs = op->attrs_size > 0 ? g_memdup2 (example->attrs, op->attrs_size) : NULL;
        VtShape shapes[5];

        memcpy (shapes, example->x_shape, sizeof shapes);
        if (attrs != NULL)
          spoil_attrs (rand, attrs, op->attrs_size);
        if (round % 2 == 1)
          spoil_shapes (rand, shapes, example->n_x);
        n_computed += compute (op, attrs, shapes, example->n_x);
      }
  g_assert_cmpuint (n_computed, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const VtOp *const *op = vt_op_table; *op != NULL; op++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/%s", (*op)->name);

      g_test_add_data_func (name, *op, survives_spoilt_attributes);
    }
  return g_test_run ();
}
