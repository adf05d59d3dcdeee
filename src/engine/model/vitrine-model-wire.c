/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocol buffers' wire format: a key (field · 8 + type), then a varint, 8 bytes, a length and as many bytes, or 4
 * bytes. */
#include "engine/model/vitrine-model-wire.h"

#define MAX_FIELDS 1000000u

typedef struct
{
  const guint8 *data;
  gsize         size, at;
  gboolean      bad;
} Walk;

static guint64
varint (Walk *w)
{
  guint64 v = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      if (w->at == w->size)
        break;

      const guint8 byte = w->data[w->at++];

      v |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return v;
    }
  w->bad = TRUE;
  return 0;
}

static void
skip (Walk        *w,
      guint64      n,
      guint        field,
      VitrineWire *wire)
{
  if (n > w->size - w->at)
    {
      wire->cut_field = field;
      w->bad = TRUE;
    }
  else
    w->at += (gsize) n;
}

static void
look_at_one (Walk        *w,
             VitrineWire *wire)
{
  const guint64 key = varint (w);
  const guint field = (guint) MIN (key >> 3, G_MAXUINT32);

  if (field == 0 || field > 1u << 29)
    w->bad = TRUE;
  if (w->bad)
    return;
  switch (key & 7)
    {
    case 0:
      varint (w);
      wire->numbers |= field < 32 ? 1u << field : 0;
      break;
    case 1:
      skip (w, 8, field, wire);
      break;
    case 2:
      skip (w, varint (w), field, wire);
      wire->blobs |= field < 32 ? 1u << field : 0;
      break;
    case 5:
      skip (w, 4, field, wire);
      break;
    default:
      w->bad = TRUE;
    }
  if (!w->bad && field >= 32)
    wire->far_field = MAX (wire->far_field, field);
}

void
vitrine_wire_look (const guint8 *data,
                   gsize         size,
                   VitrineWire  *wire)
{
  Walk w = { data, size, 0, FALSE };

  *wire = (VitrineWire) { .whole = FALSE };
  while (w.at < size && !w.bad && wire->n_fields < MAX_FIELDS)
    {
      look_at_one (&w, wire);
      wire->n_fields += !w.bad;
    }
  wire->whole = !w.bad && w.at == size && size > 0;
}
