/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the messages of a file.  Everything that is made belongs to the writer and goes with it. */
#pragma once

#include "graph/vt-graph.h"
#include "graph/vt-params.h"
#include "onnx/onnx.pb-c.h"

G_BEGIN_DECLS

typedef struct
{
  const VtGraph  *graph;
  const VtParams *params;
  gint64          opset;            /* the least that knows all operators, 13 at least */
  GPtrArray      *memory;           /* blocks of the messages */
  GPtrArray      *nodes;            /* VtOnnx__Node */
  GPtrArray      *initializers;     /* VtOnnx__Tensor */
} VtOnnxWriter;

gpointer      vt_onnx_write_alloc  (VtOnnxWriter *w, gsize bytes);          /* zeroed */
char         *vt_onnx_write_text   (VtOnnxWriter *w, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* A new node at the end of the list, without inputs. */
VtOnnx__Node *vt_onnx_write_node   (VtOnnxWriter *w, const char *op, const char *output);
void          vt_onnx_write_input  (VtOnnxWriter *w, VtOnnx__Node *n, const char *name);   /* "" leaves one out */
void          vt_onnx_write_int    (VtOnnxWriter *w, VtOnnx__Node *n, const char *name, gint64 value);
void          vt_onnx_write_float  (VtOnnxWriter *w, VtOnnx__Node *n, const char *name, float value);
void          vt_onnx_write_string (VtOnnxWriter *w, VtOnnx__Node *n, const char *name, const char *value);
void          vt_onnx_write_ints   (VtOnnxWriter *w, VtOnnx__Node *n, const char *name, const gint64 *v, gsize count);
/* A stored tensor of integers or reals as the next input of `n`, called `name` after it. */
void          vt_onnx_write_ints_input   (VtOnnxWriter *w, VtOnnx__Node *n, const char *name, const gint64 *v,
                                          gsize count);
void          vt_onnx_write_floats_input (VtOnnxWriter *w, VtOnnx__Node *n, const char *name, const float *v,
                                          gsize count, gboolean scalar);

/* Output 0 of `n` is of integers or truth values: a Cast behind it takes over its name and makes floats of them. */
void          vt_onnx_write_as_float (VtOnnxWriter *w, VtOnnx__Node *n);
/* A Cast of `name` to another type of elements; returns the new name. */
const char   *vt_onnx_write_cast     (VtOnnxWriter *w, const char *name, gint64 type);
/* `n` gets one more output, called `name`. */
void          vt_onnx_write_output   (VtOnnxWriter *w, VtOnnx__Node *n, const char *name);

/* How one operator is written: `out` is its node, with its own name as output and without inputs.  FALSE with an
 * error when the file format has nothing for it. */
typedef gboolean (*VtOnnxWrite) (VtOnnxWriter *w, const VtNode *node, VtOnnx__Node *out, GError **error);
typedef struct { const char *op; gint64 opset; VtOnnxWrite write; } VtOnnxWriteEntry;

/* The tables, each ended by op NULL. */
extern const VtOnnxWriteEntry vt_onnx_to_layers[];
extern const VtOnnxWriteEntry vt_onnx_to_shapes[];
extern const VtOnnxWriteEntry vt_onnx_to_truth[];
/* NULL: written as it is called, with its inputs. */
const VtOnnxWriteEntry *vt_onnx_write_find (const char *op);
/* Names of the inputs of `node`, in order. */
void          vt_onnx_write_inputs (VtOnnxWriter *w, const VtNode *node, VtOnnx__Node *out);
const char   *vt_onnx_write_name   (VtOnnxWriter *w, const VtNode *node, guint input);   /* "" when left out */

G_END_DECLS
