/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocol buffers' wire format, field by field, for what the parser is not to see at once: numbers of large weights, and
 * graphs inside of nodes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One field: from `start` to `end`; for a message or bytes (type 2) what is inside begins at `inside`. */
typedef struct
{
  guint         number, type;
  const guint8 *start, *end;
  const guint8 *inside;
} VtOnnxField;

/* The field at `at`; FALSE when it is none or goes past `end`.  The next one begins at its `end`. */
gboolean vt_onnx_wire_next       (const guint8 *at, const guint8 *end, VtOnnxField *field);
void     vt_onnx_wire_put_varint (GByteArray *out, guint64 value);

/* Is told a name; it lives for the call only. */
typedef void (*VtOnnxNamed) (const char *name, gpointer data);

/* Tells every name that nodes and outputs of a graph, packed in `size` bytes at `data`, read: also those of graphs inside of
 * it, `deep` levels down.  The same name may be told often; bytes that make no sense end it. */
void     vt_onnx_wire_reads      (const guint8 *data, gsize size, guint deep, VtOnnxNamed named, gpointer user);

G_END_DECLS
