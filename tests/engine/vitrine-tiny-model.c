/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network whose every answer is known. */
#include "vitrine-tiny-model.h"

#include <string.h>

#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"

static int
add_op (VtGraph       *graph,
        const char    *op,
        gconstpointer  attrs,
        const int     *x,
        guint          n,
        const char    *name)
{
  return vt_graph_op (graph, op, attrs, x, n, name);
}

/* Puts the operators of `ending` one behind the other; the last is called "prob". */
static int
add_ending (VtGraph           *graph,
            int                x,
            const char *const *ending)
{
  static const VtAxisAttrs axis = { 1, 2 };
  static const VtUnaryAttrs eight_bits = { 0, 255 / 256.f };
  static const VtReshapeAttrs map = { 4, { 0, -1, 1, 1 } };

  for (guint i = 0; ending[i] != NULL; i++)
    {
      const gconstpointer attrs = g_str_equal (ending[i], "Clip") ? (gconstpointer) &eight_bits
                                  : g_str_equal (ending[i], "Reshape") ? (gconstpointer) &map : (gconstpointer) &axis;

      x = add_op (graph, ending[i], attrs, &x, 1, ending[i + 1] == NULL ? "prob" : NULL);
    }
  return x;
}

static VtGraph *
build_graph (const char *const *ending)
{
  VtGraph *graph = vt_graph_new ();
  const VtConvAttrs conv = { .window = { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } },
                             .group = 1 };
  const VtReshapeAttrs flat = { 2, { 0, -1 } };
  const VtGemmAttrs gemm = { 1, 1, FALSE, TRUE };
  const int in = vt_graph_input (graph, "x", &VT_SHAPE (1, 3, VITRINE_TINY_SIDE,
                                                        VITRINE_TINY_SIDE));
  const int w = vt_graph_param (graph, "w", &VT_SHAPE (4, 3, 3, 3));
  const int v = vt_graph_param (graph, "v", &VT_SHAPE (3, 4));
  const int c = add_op (graph, "Conv", &conv, (int[]) { in, w }, 2, "colour");
  const int r = add_op (graph, "Relu", NULL, &c, 1, "relu");
  const int m = add_op (graph, "GlobalAveragePool", NULL, &r, 1, "mean");
  const int f = add_op (graph, "Reshape", &flat, &m, 1, "flat");
  const int s = add_op (graph, "Gemm", &gemm, (int[]) { f, v }, 2, "score");
  g_autoptr (GError) error = NULL;

  vt_graph_output (graph, add_ending (graph, s, ending));
  vt_graph_seal (graph, &error);
  g_assert_no_error (error);
  return graph;
}

static GBytes *
model_bytes (const char *const *ending)
{
  g_autoptr (VtGraph) graph = build_graph (ending);
  g_autoptr (VtParams) params = vt_params_new (graph, NULL);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  float *w = vt_params_data (params, vt_graph_find (graph, "w"));
  float *v = vt_params_data (params, vt_graph_find (graph, "v"));
  GBytes *bytes;

  for (int k = 0; k < 3; k++)
    {
      w[(k * 3 + k) * 9 + 4] = 1;
      v[k * 4 + k] = 10;
    }
  w[(3 * 3 + 0) * 9 + 4] = -1;
  g_hash_table_insert (metadata, (gpointer) "input", (gpointer) "RGB 0..1");
  g_hash_table_insert (metadata, (gpointer) "classes", (gpointer) "red,green,blue");
  bytes = vt_onnx_export (graph, params, metadata, &error);
  g_assert_no_error (error);
  return bytes;
}

GBytes *
vitrine_tiny_model_bytes (void)
{
  return model_bytes ((const char *const[]) { "Softmax", NULL });
}

VitrineModel *
vitrine_tiny_model_new (void)
{
  return vitrine_tiny_model_ending ((const char *const[]) { "Softmax", NULL });
}

VitrineModel *
vitrine_tiny_model_ending (const char *const *ending)
{
  g_autoptr (GBytes) bytes = model_bytes (ending);
  g_autoptr (GError) error = NULL;
  VitrineModel *model = vitrine_model_new_for_bytes (bytes, "tiny", NULL, &error);

  g_assert_no_error (error);
  return model;
}

VitrineImage *
vitrine_tiny_picture (guint  side,
                      guint  channel,
                      guint8 value,
                      guint  x,
                      guint  y,
                      guint  size)
{
  guint8 *pixels = g_malloc0 ((gsize) side * side * 3);

  for (guint row = y; row < y + size; row++)
    for (guint column = x; column < x + size; column++)
      pixels[((gsize) row * side + column) * 3 + channel] = value;
  return vitrine_image_new (side, side, pixels);
}
