/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: small ONNX files made in memory, of any version of the operators, right or wrong. */
#pragma once

#include "graph/vt-run.h"
#include "onnx/vt-onnx-write.h"
#include "onnx/vt-onnx.h"

typedef struct
{
  VtOnnxWriter   writer;
  VtOnnx__Graph  graph;
  GPtrArray     *inputs, *outputs;
  gint64         opset;
} Maker;

/* 1, 2, 3 …: an input that shows where each number went. */
extern const float maker_ramp[64];

void          maker_init   (Maker *m, gint64 opset);
void          maker_clear  (Maker *m);
/* Dimensions end with −2; −1 is left open. */
void          maker_input  (Maker *m, const char *name, ...);
void          maker_output (Maker *m, const char *name);
/* Stored reals; the values ramp 1, 2, 3 … with `data` NULL.  Dimensions end with −2. */
VtOnnx__Tensor *maker_floats (Maker *m, const char *name, const float *data, ...);
VtOnnx__Tensor *maker_ints   (Maker *m, const char *name, gsize n, const gint64 *data);
/* `inputs` are words with commas between; an empty one is left out. */
VtOnnx__Node *maker_node   (Maker *m, const char *op, const char *inputs, const char *output);
/* What `inner` holds as a graph in `n`, of a name such as "then_branch"; `inner` is cleared. */
void          maker_branch (Maker *m, VtOnnx__Node *n, const char *name, Maker *inner);
/* The same of any bytes. */
void          maker_graph  (Maker *m, VtOnnx__Node *n, const char *name, const guint8 *data, gsize size);
GBytes       *maker_bytes  (Maker *m);

/* Imports; `options` may be NULL. */
VtGraph      *maker_import (Maker *m, const VtOnnxOptions *options, VtParams **params, VtOnnxReport **report,
                            GError **error);
/* Imports, which must go well, and computes the main output for `batch` inputs (in order, one after another). */
float        *maker_run    (Maker *m, const VtOnnxOptions *options, gsize batch, const float *x, gsize *n_y);
/* The same, and the output must be the `n` numbers expected, but for a millionth. */
void          maker_expect (Maker *m, const VtOnnxOptions *options, gsize batch, const float *x, const float *expected,
                            gsize n);
/* Computes the main output of a graph. */
float        *maker_compute (VtGraph *graph, VtParams *params, gsize batch, const float *x, gsize *n_y);
