/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of a first layer as pictures. */
#include "config.h"

#include "app/vitrine-network-page-private.h"

#include <string.h>

#define MAX_WEIGHTS (1 << 18)     /* more than any first layer has; keeps the main thread quick */

/* The convolution a layer shows: itself, or what its activation and normalisation read. */
static const VtNode *
convolution_of (const VtGraph *graph,
                int            node)
{
  const VtNode *n = vt_graph_node (graph, node);
  for (int steps = 0; steps < 3 && n->kind == VT_NODE_OP && n->n_x == 1 && n->x[0] >= 0; steps++)
    n = vt_graph_node (graph, n->x[0]);
  if (n->kind != VT_NODE_OP || !g_str_equal (n->op->name, "Conv") || n->n_x < 2)
    return NULL;
  const VtNode *w = vt_graph_node (graph, n->x[1]);
  if (w->kind != VT_NODE_PARAM || w->shape.n_dims != 4 || w->shape.dim[1] != 3
      || w->shape.dim[2] < 2 || vt_shape_size (&w->shape) > MAX_WEIGHTS)
    return NULL;
  return n;
}

VitrineChannelSheet *
vitrine_kernels_of (VitrineModel *model,
                    VitrineLayer *layer)
{
  const VtGraph *graph = vitrine_model_get_graph (model);
  const VtNode *n = convolution_of (graph, vitrine_layer_get_node (layer));
  if (n == NULL)
    return NULL;
  const VtShape *shape = &vt_graph_node (graph, n->x[1])->shape;
  const float *weights = vt_params_data (vitrine_model_get_params (model), n->x[1]);
  gsize area = shape->dim[2] * shape->dim[3], size = vt_shape_size (shape);
  VitrinePreprocess pre;
  vitrine_model_get_preprocess (model, &pre);
  g_autofree float *rgb = g_memdup2 (weights, size * sizeof (float));
  for (gsize k = 0; k < shape->dim[0] && pre.bgr; k++)
    for (gsize c = 0; c < 3; c++)
      memcpy (rgb + (3 * k + c) * area, weights + (3 * k + 2 - c) * area, area * sizeof (float));
  return vitrine_channel_sheet_new_for_kernels (rgb, (guint) shape->dim[0], (guint) shape->dim[2],
                                                (guint) shape->dim[3]);
}
