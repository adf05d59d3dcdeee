/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ONNX files: in and out. */
#pragma once

#include "base/vt-job.h"
#include "graph/vt-graph.h"
#include "graph/vt-params.h"

G_BEGIN_DECLS

/* What happened on the way in; for `info` and the window. */
typedef struct
{
  char  *node;                /* name of the node, or its output when it has none */
  char  *op;
  char  *reason;              /* a sentence */
} VtOnnxIssue;

typedef struct
{
  char      *producer, *producer_version, *domain;
  gint64     ir_version, opset;
  guint      n_file_nodes;    /* nodes in the file */
  guint      n_folded;        /* constants, identities and shape arithmetic that vanished */
  guint      n_fused;         /* BatchNormalization and the like folded into convolutions */
  guint      n_fp16;          /* weights that were half precision */
  GPtrArray *unsupported;     /* VtOnnxIssue; empty when the whole network runs */
  GPtrArray *notes;           /* char*: assumptions made, each a sentence */
  GHashTable *metadata;       /* metadata_props: char* → char* */
  GArray    *outputs;         /* int by output of the file: its node of the graph, −1 when it was left out */
} VtOnnxReport;

VtOnnxReport *vt_onnx_report_empty (void);    /* of no file yet; texts are NULL */
void          vt_onnx_report_free  (VtOnnxReport *report);

/* The value of an input of the file, known before anything is computed: what depends on it alone is folded. */
typedef struct
{
  const char   *name;
  const guint8 *tensor;       /* one tensor as ONNX writes it (a file .pb) */
  gsize         size;
} VtOnnxGiven;

typedef struct
{
  gsize    height, width;     /* for inputs whose size is left open; 0: 224, or what else the network fits together with */
  gboolean keep_batch_norm;   /* do not fold BatchNormalization into convolutions (training, LRP tests) */
  gboolean as_written;        /* inputs keep the file's shapes, dimension 0 too: nothing is taken for a batch, and the graph
                               * is right for a batch of 1 only */
  gboolean mapped;          /* the bytes are a mapping of a file, whose pages are given back as they are read */
  const VtJob *job;         /* is told how many of the weights were read; may be NULL */
  const VtOnnxGiven *given;   /* inputs whose values are known; may be NULL */
  gsize    n_given;
} VtOnnxOptions;

/* Reads a network.  Nodes keep the names of their ONNX outputs.  An operator we do not know does not stop the file
 * from opening: it and everything after it is left out, named in the report, and the last supported
 * nodes become outputs.  `folder` is where external weights may lie (NULL: none allowed).  Every length is checked
 * before memory is asked for.  Any thread.
 * (out) `params`, `report`: owned by the caller; `report` may be NULL. */
VtGraph *vt_onnx_import (const guint8 *data, gsize size, const char *folder, const VtOnnxOptions *options,
                         VtParams **params, VtOnnxReport **report, GError **error);

/* TRUE when files with this operator (of a domain; NULL or "" is ONNX's own) can be opened: it is computed, or folded
 * where it depends on no picture. */
gboolean vt_onnx_knows  (const char *domain, const char *op);

/* Writes a graph and its parameters as ONNX (opset 13, fp32).  `metadata` (char* → char*) may be NULL.  Returns the bytes. */
GBytes  *vt_onnx_export (const VtGraph *graph, const VtParams *params, GHashTable *metadata, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtOnnxReport, vt_onnx_report_free)

G_END_DECLS
