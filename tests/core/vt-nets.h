/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: builders of layers, and a small network with every kind of junction. */
#pragma once

#include "graph/vt-run.h"

int      net_conv    (VtGraph *graph, int x, gsize channels, gsize kernel, gsize stride, gsize pad,
                      gsize dilation, const char *name);
int      net_max_pool (VtGraph *graph, int x, gsize kernel, gsize stride, gsize pad, const char *name);
int      net_gemm    (VtGraph *graph, int x, gsize outputs, const char *name);
int      net_op      (VtGraph *graph, const char *op, int x, const char *name);
int      net_op2     (VtGraph *graph, const char *op, int a, int b, const char *name);
int      net_concat  (VtGraph *graph, int a, int b, const char *name);

/* 3×size×size → conv, batch normalisation, Relu, a residual block, two branches and Concat, a
 * pool, dense, LogSoftmax.  Nodes “block” (residual sum), “joined” (Concat), “scores” (output). */
VtGraph *net_small   (gsize size);
/* Parameters with small random numbers (variances positive). */
VtParams *net_params (VtGraph *graph, guint64 seed);
/* A plan and a run at once; aborts on errors. */
VtRun   *net_run     (VtGraph *graph, VtParams *params, const VtPlanOptions *options, VtPool *pool);
void     net_fill    (float *x, gsize n, guint64 seed);
