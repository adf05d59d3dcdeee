/* SPDX-License-Identifier: GPL-3.0-or-later */
/* He's initialisation, from the graph alone. */
#include "train/vt-init.h"

#include <math.h>
#include <string.h>

#include "base/vt-rng.h"
#include "ops/vt-ops-matmul.h"

/* Inputs of operators that begin with a constant other than 0. */
static const struct
{
  const char *op;
  guint       input;
  float       value;
} constants[] = {
  { "BatchNormalization", 1, 1.f }, { "BatchNormalization", 4, 1.f }, { "InstanceNormalization", 1, 1.f },
  { "LayerNormalization", 1, 1.f }, { "PRelu", 1, .25f },
};

/* Numbers that one output of the layer sums, or 0 when input 1 of the operator is no weight. */
static gsize
fan_in (const VtNode  *node,
        const VtShape *w)
{
  const gsize size = vt_shape_size (w);

  if (size == 0 || w->n_dims < 2)
    return 0;
  if (strcmp (node->op->name, "Conv") == 0)
    return size / w->dim[0];
  if (strcmp (node->op->name, "ConvTranspose") == 0)
    return size / w->dim[1];
  if (strcmp (node->op->name, "Gemm") == 0)
    return w->dim[((const VtGemmAttrs *) node->attrs)->trans_b ? 1 : 0];
  if (strcmp (node->op->name, "MatMul") == 0)
    return w->dim[w->n_dims - 2];
  return 0;
}

static void
init_input (VtParams     *params,
            const VtNode *node,
            guint         input,
            guint64       seed)
{
  const VtNode *param = vt_graph_node (vt_params_graph (params), node->x[input]);
  const gsize fan = input == 1 ? fan_in (node, &param->shape) : 0, n = vt_shape_size (&param->shape);
  float *p = vt_params_data (params, node->x[input]);
  VtRng rng;

  for (gsize i = 0; i < G_N_ELEMENTS (constants); i++)
    if (input == constants[i].input && strcmp (node->op->name, constants[i].op) == 0)
      for (gsize j = 0; j < n; j++)
        p[j] = constants[i].value;
  vt_rng_init (&rng, seed ^ (guint64) node->x[input]);
  for (gsize j = 0; fan > 0 && j < n; j++)
    p[j] = (float) (vt_rng_normal (&rng) * sqrt (2.0 / (double) fan));
}

void
vt_params_init (VtParams *params,
                guint64   seed)
{
  const VtGraph *graph = vt_params_graph (params);

  memset (vt_params_data (params, -1), 0, vt_graph_n_params (graph) * sizeof (float));
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, (int) i);

      for (guint j = 0; node->kind == VT_NODE_OP && j < node->n_x; j++)
        if (node->x[j] >= 0 && vt_graph_node (graph, node->x[j])->kind == VT_NODE_PARAM)
          init_input (params, node, j, seed);
    }
  vt_params_changed (params);
}
