/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is read again as the same network: every operator of the table, from its own examples. */
#include "vt-onnx-maker.h"

#include <math.h>
#include <string.h>

#include "base/vt-rng.h"

/* A network of one operator: the first input is given, the others are parameters.  Files are for batch 1, so the first
 * dimension of an example becomes 1 where that fits.  NULL when the example cannot be made so. */
static VtGraph *
example_graph (const VtOp        *op,
               const VtOpExample *example)
{
  VtShape x[5], y;
  int in[5];
  g_autoptr (VtGraph) graph = vt_graph_new ();
  g_autoptr (GError) error = NULL;

  memcpy (x, example->x_shape, sizeof x);
  if (x[0].n_dims == 0 || example->training)
    return NULL;
  for (guint i = 1; i < example->n_x; i++)
    if (op->pack == NULL && x[i].n_dims == x[0].n_dims && x[i].dim[0] == x[0].dim[0])
      x[i].dim[0] = 1;
  x[0].dim[0] = 1;
  if (!vt_op_infer (op, example->attrs, example->n_x, x, &y, NULL))
    return NULL;
  for (guint i = 0; i < example->n_x; i++)
    in[i] = x[i].dim[0] == G_MAXSIZE ? -1 : i == 0 ? vt_graph_input (graph, "x", &x[0]) : vt_graph_param (graph, NULL, &x[i]);
  vt_graph_output (graph, vt_graph_op (graph, op->name, example->attrs, in, example->n_x, "y"));
  if (!vt_graph_seal (graph, &error))
    return NULL;
  return g_steal_pointer (&graph);
}

static void
fill (const VtOpExample *example,
      float             *x,
      gsize              n,
      gboolean           whole,
      VtRng             *rng)
{
  const double from = example->from, to = example->to;

  for (gsize i = 0; i < n; i++)
    x[i] = whole ? (float) vt_rng_int (rng, MAX (example->whole_n, 1))
           : (float) (from == to ? vt_rng_range (rng, -1, 1) : vt_rng_range (rng, from, to));
}

/* TRUE when the example could be made into a file at all; then it must survive. */
static gboolean
survives (const VtOp        *op,
          const VtOpExample *example)
{
  g_autoptr (VtGraph) graph = example_graph (op, example);
  g_autoptr (VtGraph) again = NULL;
  g_autoptr (VtParams) params = NULL, params_again = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (GError) error = NULL;
  const VtOnnxOptions keep = { .keep_batch_norm = TRUE };
  VtRng rng;
  gsize n, n_again, size;

  if (graph == NULL)
    return FALSE;
  vt_rng_init (&rng, 5);
  params = vt_params_new (graph, &error);
  g_assert_no_error (error);
  const VtNode *node = vt_graph_node (graph, vt_graph_output_nth (graph, 0));
  for (guint i = 1; i < node->n_x; i++)
    if (node->x[i] >= 0)
      fill (example, vt_params_data (params, node->x[i]), vt_shape_size (&vt_graph_node (graph, node->x[i])->shape),
            example->whole >> i & 1, &rng);

  const gsize n_x = vt_shape_size (&vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape);
  g_autofree float *x = g_new (float, n_x);

  fill (example, x, n_x, example->whole & 1, &rng);
  g_autoptr (GBytes) bytes = vt_onnx_export (graph, params, NULL, &error);
  g_assert_no_error (error);
  const guint8 *data = g_bytes_get_data (bytes, &size);
  again = vt_onnx_import (data, size, NULL, &keep, &params_again, &report, &error);
  if (report != NULL && report->unsupported->len > 0)
    g_test_message ("%s: %s", op->name, ((VtOnnxIssue *) report->unsupported->pdata[0])->reason);
  if (error != NULL)
    g_test_message ("%s: %s", op->name, error->message);
  if (again == NULL || report->unsupported->len > 0)
    return FALSE;
  g_assert_cmpint (vt_graph_find (again, "y"), >=, 0);
  g_autofree float *y = maker_compute (graph, params, 1, x, &n);
  g_autofree float *y_again = maker_compute (again, params_again, 1, x, &n_again);
  g_assert_cmpmem (y, n * sizeof (float), y_again, n_again * sizeof (float));
  return TRUE;
}

static void
every_operator_survives (gconstpointer data)
{
  const VtOp *op = data;
  guint n = 0;

  for (const VtOpExample *e = op->examples; e != NULL && e->n_x > 0; e++)
    n += survives (op, e);
  g_assert_cmpuint (n, >, 0);
}

/* ---- a whole network ------------------------------------------------------------------------- */

static void
metadata_and_names_survive (void)
{
  const float ramp[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL, params_again = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;
  gsize n, n_again, size;

  maker_init (&m, 13);
  maker_input (&m, "picture", 1, 1, 2, 2, -2);
  maker_floats (&m, "weights", NULL, 2, 1, 1, 1, -2);
  maker_node (&m, "Conv", "picture,weights", "first layer");
  maker_node (&m, "Relu", "first layer", "größer als null");
  maker_node (&m, "Flatten", "größer als null", "flat");
  maker_output (&m, "flat");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, &params, NULL, &error);
  g_assert_no_error (error);
  g_hash_table_insert (metadata, (gpointer) "classes", (gpointer) "cat,dog");
  g_autoptr (GBytes) bytes = vt_onnx_export (graph, params, metadata, &error);
  g_assert_no_error (error);
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (VtGraph) again = vt_onnx_import (data, size, NULL, NULL, &params_again, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (report->metadata, "classes"), ==, "cat,dog");
  g_assert_cmpstr (report->producer, ==, "Vitrine");
  g_assert_cmpint (vt_graph_find (again, "größer als null"), >=, 0);
  g_assert_cmpint (vt_graph_find (again, "weights"), >=, 0);
  g_autofree float *y = maker_compute (graph, params, 2, ramp, &n);
  g_autofree float *y_again = maker_compute (again, params_again, 2, ramp, &n_again);
  g_assert_cmpmem (y, n * sizeof (float), y_again, n_again * sizeof (float));

  /* The same network is the same bytes. */
  g_autoptr (GBytes) twice = vt_onnx_export (graph, params, metadata, &error);
  g_assert_true (g_bytes_equal (bytes, twice));
  maker_clear (&m);
}

int
main (int    argc,
      char **argv)
{
  static const char *const losses[] = { "SoftmaxCrossEntropy", "MeanSquaredError", "LogisticLoss", NULL };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; vt_op_table[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/onnx/round/%s", vt_op_table[i]->name);

      /* Losses are for training; ONNX has none like them. */
      if (!g_strv_contains (losses, vt_op_table[i]->name) && vt_op_table[i]->examples != NULL)
        g_test_add_data_func (path, vt_op_table[i], every_operator_survives);
    }
  g_test_add_func ("/onnx/round/metadata-and-names-survive", metadata_and_names_survive);
  return g_test_run ();
}
