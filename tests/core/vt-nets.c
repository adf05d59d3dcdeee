/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builders of layers for tests. */
#include "vt-nets.h"

#include <math.h>
#include <string.h>

#include "base/vt-rng.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"

int
net_conv (VtGraph    *graph,
          int         x,
          gsize       channels,
          gsize       kernel,
          gsize       stride,
          gsize       pad,
          gsize       dilation,
          const char *name)
{
  const VtConvAttrs attrs = {
    { { kernel, kernel }, { stride, stride }, { dilation, dilation }, { pad, pad, pad, pad } }, 1,
  };
  const int w = vt_graph_param (graph, NULL, &VT_SHAPE (channels, vt_graph_node (graph, x)->shape.dim[1],
                                                        kernel, kernel));
  const int b = vt_graph_param (graph, NULL, &VT_SHAPE (channels));
  const int inputs[] = { x, w, b };

  return vt_graph_op (graph, "Conv", &attrs, inputs, 3, name);
}

int
net_max_pool (VtGraph    *graph,
              int         x,
              gsize       kernel,
              gsize       stride,
              gsize       pad,
              const char *name)
{
  const VtPoolAttrs attrs = {
    { { kernel, kernel }, { stride, stride }, { 1, 1 }, { pad, pad, pad, pad } }, FALSE, FALSE,
  };

  return vt_graph_op (graph, "MaxPool", &attrs, &x, 1, name);
}

/* Flattens, then y = x·Wᵀ + b. */
int
net_gemm (VtGraph    *graph,
          int         x,
          gsize       outputs,
          const char *name)
{
  const VtReshapeAttrs flat = { 2, { 0, -1 } };
  const VtGemmAttrs attrs = { .alpha = 1, .beta = 1, .trans_b = TRUE };
  const int f = vt_graph_op (graph, "Reshape", &flat, &x, 1, NULL);
  const int w = vt_graph_param (graph, NULL, &VT_SHAPE (outputs, vt_graph_node (graph, f)->shape.dim[1]));
  const int b = vt_graph_param (graph, NULL, &VT_SHAPE (outputs));
  const int inputs[] = { f, w, b };

  return vt_graph_op (graph, "Gemm", &attrs, inputs, 3, name);
}

int
net_op (VtGraph    *graph,
        const char *op,
        int         x,
        const char *name)
{
  return vt_graph_op (graph, op, NULL, &x, 1, name);
}

int
net_op2 (VtGraph    *graph,
         const char *op,
         int         a,
         int         b,
         const char *name)
{
  const int inputs[] = { a, b };

  return vt_graph_op (graph, op, NULL, inputs, 2, name);
}

int
net_concat (VtGraph    *graph,
            int         a,
            int         b,
            const char *name)
{
  const VtAxisAttrs attrs = { .axis = 1 };
  const int inputs[] = { a, b };

  return vt_graph_op (graph, "Concat", &attrs, inputs, 2, name);
}

static int
batch_norm (VtGraph *graph,
            int      x)
{
  const VtNormAttrs attrs = { 1e-3f };
  const VtShape shape = VT_SHAPE (vt_graph_node (graph, x)->shape.dim[1]);
  int inputs[5] = { x };

  for (int i = 1; i < 5; i++)
    inputs[i] = vt_graph_param (graph, i == 4 ? "variance" : NULL, &shape);
  return vt_graph_op (graph, "BatchNormalization", &attrs, inputs, 5, NULL);
}

VtGraph *
net_small (gsize size)
{
  VtGraph *graph = vt_graph_new ();
  const VtAxisAttrs axis = { .axis = 1 };
  const int x = vt_graph_input (graph, "picture", &VT_SHAPE (1, 3, size, size));
  const int c = net_op (graph, "Relu", batch_norm (graph, net_conv (graph, x, 8, 3, 1, 1, 1, "first")), NULL);
  const int r = net_conv (graph, net_op (graph, "Relu", net_conv (graph, c, 8, 3, 1, 1, 1, NULL), NULL),
                          8, 3, 1, 1, 1, NULL);
  const int block = net_op2 (graph, "Add", r, c, "block");
  const int a = net_op (graph, "Relu", net_conv (graph, block, 4, 1, 1, 0, 1, NULL), NULL);
  const int b = net_op (graph, "Sigmoid", net_conv (graph, block, 6, 3, 1, 1, 1, NULL), NULL);
  const int joined = net_concat (graph, a, b, "joined");
  const int scores = net_gemm (graph, net_max_pool (graph, joined, 2, 2, 0, NULL), 5, NULL);

  vt_graph_output (graph, vt_graph_op (graph, "LogSoftmax", &axis, &scores, 1, "scores"));
  g_assert_true (vt_graph_seal (graph, NULL));
  return graph;
}

void
net_fill (float   *x,
          gsize    n,
          guint64  seed)
{
  VtRng rng;

  vt_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    x[i] = (float) vt_rng_range (&rng, -1, 1);
}

VtParams *
net_params (VtGraph *graph,
            guint64  seed)
{
  VtParams *params = vt_params_new (graph, NULL);

  g_assert_nonnull (params);
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, (int) i);
      const gsize n = vt_shape_size (&node->shape);
      const double fan = node->shape.n_dims > 1 ? (double) n / (double) node->shape.dim[0] : 4;

      if (node->kind != VT_NODE_PARAM)
        continue;
      float *p = vt_params_data (params, (int) i);

      net_fill (p, n, seed + i);
      for (gsize j = 0; j < n; j++)
        p[j] = g_str_equal (node->name, "variance") ? 1 + 0.5f * p[j] : p[j] * (float) sqrt (3 / fan);
    }
  vt_params_changed (params);
  return params;
}

VtRun *
net_run (VtGraph             *graph,
         VtParams            *params,
         const VtPlanOptions *options,
         VtPool              *pool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPlan) plan = vt_plan_new (graph, options, &error);

  g_assert_no_error (error);

  VtRun *run = vt_run_new (plan, params, pool, &error);

  g_assert_no_error (error);
  return run;
}
