/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "onnx/vt-onnx-wire.h"

#include <string.h>

#define FIELD_NODE        1     /* of a graph */
#define FIELD_GRAPH_OUT   12
#define FIELD_NODE_IN     1     /* of a node */
#define FIELD_ATTRIBUTE   5
#define FIELD_SUBGRAPH    6     /* of an attribute; 11: several of them */
#define FIELD_SUBGRAPHS   11
#define FIELD_VALUE_NAME  1     /* of an output */

static gboolean
varint (const guint8 **at,
        const guint8  *end,
        guint64       *value)
{
  *value = 0;
  for (guint shift = 0; shift < 64 && *at < end; shift += 7)
    {
      const guint8 byte = *(*at)++;

      *value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

gboolean
vt_onnx_wire_next (const guint8 *at,
                   const guint8 *end,
                   VtOnnxField  *f)
{
  guint64 key, length = 0;
  gboolean good;

  f->start = at;
  if (!varint (&at, end, &key) || key >> 3 == 0 || key >> 3 > G_MAXINT32)
    return FALSE;
  f->number = (guint) (key >> 3);
  f->type = key & 7;
  switch (f->type)
    {
    case 0:
      good = varint (&at, end, &length);
      length = 0;
      break;
    case 1:
      good = TRUE;
      length = 8;
      break;
    case 2:
      good = varint (&at, end, &length);
      break;
    case 5:
      good = TRUE;
      length = 4;
      break;
    default:
      good = FALSE;
    }
  f->inside = at;
  if (!good || length > (guint64) (end - at))
    return FALSE;
  f->end = at + length;
  return TRUE;
}

void
vt_onnx_wire_put_varint (GByteArray *out,
                         guint64     value)
{
  do
    {
      const guint8 byte = (guint8) ((value & 0x7f) | (value > 0x7f ? 0x80 : 0));

      g_byte_array_append (out, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

/* ---- names ----------------------------------------------------------------------------------- */

typedef struct { VtOnnxNamed named; gpointer user; GString *name; } Reads;

/* As the parser has it: a string ends where a zero is. */
static void
tell (const Reads       *reads,
      const VtOnnxField *f)
{
  g_string_truncate (reads->name, 0);
  g_string_append_len (reads->name, (const char *) f->inside, f->end - f->inside);
  if (reads->name->str[0] != 0)
    reads->named (reads->name->str, reads->user);
}

static void graph_reads (const Reads *reads, const guint8 *at, const guint8 *end, guint deep);

/* Graphs that an attribute holds. */
static void
attribute_reads (const Reads       *reads,
                 const VtOnnxField *attribute,
                 guint              deep)
{
  VtOnnxField f;

  for (const guint8 *at = attribute->inside; at < attribute->end && vt_onnx_wire_next (at, attribute->end, &f); at = f.end)
    if (f.type == 2 && (f.number == FIELD_SUBGRAPH || f.number == FIELD_SUBGRAPHS))
      graph_reads (reads, f.inside, f.end, deep);
}

static void
node_reads (const Reads       *reads,
            const VtOnnxField *node,
            guint              deep)
{
  VtOnnxField f;

  for (const guint8 *at = node->inside; at < node->end && vt_onnx_wire_next (at, node->end, &f); at = f.end)
    if (f.type == 2 && f.number == FIELD_NODE_IN)
      tell (reads, &f);
    else if (f.type == 2 && f.number == FIELD_ATTRIBUTE && deep > 0)
      attribute_reads (reads, &f, deep - 1);
}

static void
graph_reads (const Reads  *reads,
             const guint8 *at,
             const guint8 *end,
             guint         deep)
{
  VtOnnxField f, inner;

  for (; at < end && vt_onnx_wire_next (at, end, &f); at = f.end)
    if (f.type == 2 && f.number == FIELD_NODE)
      node_reads (reads, &f, deep);
    else if (f.type == 2 && f.number == FIELD_GRAPH_OUT)
      for (const guint8 *v = f.inside; v < f.end && vt_onnx_wire_next (v, f.end, &inner); v = inner.end)
        if (inner.type == 2 && inner.number == FIELD_VALUE_NAME)
          tell (reads, &inner);
}

void
vt_onnx_wire_reads (const guint8 *data,
                    gsize         size,
                    guint         deep,
                    VtOnnxNamed   named,
                    gpointer      user)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const Reads reads = { named, user, name };

  if (size > 0)
    graph_reads (&reads, data, data + size, deep);
}
