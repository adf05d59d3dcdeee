/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph says what is computed.  It holds no numbers.  It is built node by node (the order of
 * building is the order of computation), then sealed: from then on it is immutable and shared
 * between threads.
 *
 * Errors while building are sticky: the first one is reported by vt_graph_seal(). */
#pragma once

#include "ops/vt-op.h"

G_BEGIN_DECLS

typedef struct _VtGraph VtGraph;

typedef enum
{
  VT_NODE_INPUT,      /* given at each run */
  VT_NODE_PARAM,      /* a piece of VtParams */
  VT_NODE_OP,
} VtNodeKind;

typedef struct
{
  VtNodeKind    kind;
  const char   *name;         /* unique in the graph */
  const VtOp   *op;           /* VT_NODE_OP only */
  gconstpointer attrs;
  guint         n_x;
  const int    *x;            /* node numbers; −1 is an input left out */
  VtShape       shape;        /* with batch 1; parameters as they are */
  gsize         param_offset; /* VT_NODE_PARAM: first float in VtParams */
} VtNode;

VtGraph *vt_graph_new    (void);
VtGraph *vt_graph_ref    (VtGraph *graph);    /* any thread */
void     vt_graph_unref  (VtGraph *graph);    /* any thread; NULL is fine */

/* Builders: return the node's number, or −1 after an error.  `name` may be NULL (one is made). */
int      vt_graph_input  (VtGraph *graph, const char *name, const VtShape *shape);
int      vt_graph_param  (VtGraph *graph, const char *name, const VtShape *shape);
int      vt_graph_op     (VtGraph *graph, const char *op, gconstpointer attrs,
                          const int *x, guint n_x, const char *name);
/* Marks an output of the network.  The first marked is the main one. */
void     vt_graph_output (VtGraph *graph, int node);
gboolean vt_graph_seal   (VtGraph *graph, GError **error);

guint         vt_graph_n_nodes  (const VtGraph *graph);
const VtNode *vt_graph_node     (const VtGraph *graph, int node);
int           vt_graph_find     (const VtGraph *graph, const char *name);  /* −1: none */
guint         vt_graph_n_inputs (const VtGraph *graph);
int           vt_graph_input_nth (const VtGraph *graph, guint i);
guint         vt_graph_n_outputs (const VtGraph *graph);
int           vt_graph_output_nth (const VtGraph *graph, guint i);
/* Number of floats of all parameters. */
gsize         vt_graph_n_params (const VtGraph *graph);
/* Shape of a node with another batch size: inputs (and with them nearly everything) have their
 * dimension 0 multiplied by `batch`; parameters keep theirs. */
gboolean      vt_graph_shape    (const VtGraph *graph, int node, gsize batch, VtShape *shape, GError **error);

/* The same for all nodes: fills shapes[0 … n_nodes−1]. */
gboolean      vt_graph_shapes   (const VtGraph *graph, gsize batch, VtShape *shapes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtGraph, vt_graph_unref)

G_END_DECLS
