/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By hand are three fields: model.graph (7), graph.initializer (5), tensor.raw_data (9).  All others are copied as they are. */
#include "onnx/vt-onnx-skeleton.h"

#include "onnx/vt-onnx-wire.h"

#include <string.h>

/* Smaller ones are not worth it. */
#define LARGE 4096

#define FIELD_GRAPH       7
#define FIELD_INITIALIZER 5
#define FIELD_RAW         9

static void
put_field (GByteArray       *out,
           guint             number,
           const GByteArray *inside)
{
  vt_onnx_wire_put_varint (out, number << 3 | 2);
  vt_onnx_wire_put_varint (out, inside->len);
  g_byte_array_append (out, inside->data, inside->len);
}

static void
put_as_is (GByteArray        *out,
           const VtOnnxField *f)
{
  g_byte_array_append (out, f->start, (guint) (f->end - f->start));
}

/* One initializer.  FALSE: it is not what is expected. */
static gboolean
cut_tensor (const VtOnnxField *tensor,
            GByteArray        *out,
            VtOnnxNumbers     *numbers)
{
  const guint8 *at = tensor->inside;
  guint n_raw = 0;

  *numbers = (VtOnnxNumbers) { NULL, 0 };
  while (at < tensor->end)
    {
      VtOnnxField f;

      if (!vt_onnx_wire_next (at, tensor->end, &f))
        return FALSE;
      n_raw += f.number == FIELD_RAW;
      if (f.number == FIELD_RAW && f.type == 2 && f.end - f.inside >= LARGE)
        {
          *numbers = (VtOnnxNumbers) { f.inside, (gsize) (f.end - f.inside) };
        }
      else
        put_as_is (out, &f);
      at = f.end;
    }
  /* Of several the last one counts: let the parser see to it. */
  return n_raw <= 1;
}

static gboolean
cut_graph (const VtOnnxField *graph,
           GByteArray        *out,
           VtOnnxSkeleton    *skeleton)
{
  const guint8 *at = graph->inside;
  g_autoptr (GByteArray) tensor = g_byte_array_new ();

  while (at < graph->end)
    {
      VtOnnxField f;
      VtOnnxNumbers numbers;

      if (!vt_onnx_wire_next (at, graph->end, &f))
        return FALSE;
      if (f.number != FIELD_INITIALIZER)
        put_as_is (out, &f);
      else
        {
          g_byte_array_set_size (tensor, 0);
          if (f.type != 2 || !cut_tensor (&f, tensor, &numbers))
            return FALSE;
          put_field (out, FIELD_INITIALIZER, tensor);
          g_array_append_val (skeleton->numbers, numbers);
        }
      at = f.end;
    }
  return TRUE;
}

static gboolean
cut_model (const guint8   *data,
           gsize           size,
           VtOnnxSkeleton *skeleton)
{
  const guint8 *at = data, *end = data + size;
  g_autoptr (GByteArray) graph = g_byte_array_new ();
  guint n_graphs = 0;

  while (at < end)
    {
      VtOnnxField f;

      if (!vt_onnx_wire_next (at, end, &f))
        return FALSE;
      if (f.number != FIELD_GRAPH)
        put_as_is (skeleton->bytes, &f);
      else
        {
          if (f.type != 2 || ++n_graphs > 1 || !cut_graph (&f, graph, skeleton))
            return FALSE;
          put_field (skeleton->bytes, FIELD_GRAPH, graph);
        }
      at = f.end;
    }
  return n_graphs == 1;
}

gboolean
vt_onnx_skeleton_make (const guint8   *data,
                       gsize           size,
                       VtOnnxSkeleton *skeleton)
{
  skeleton->bytes = g_byte_array_new ();
  skeleton->numbers = g_array_new (FALSE, FALSE, sizeof (VtOnnxNumbers));
  if (size <= G_MAXINT32 && cut_model (data, size, skeleton) && skeleton->bytes->len < size)
    return TRUE;
  vt_onnx_skeleton_clear (skeleton);
  return FALSE;
}

void
vt_onnx_skeleton_clear (VtOnnxSkeleton *skeleton)
{
  g_clear_pointer (&skeleton->bytes, g_byte_array_unref);
  g_clear_pointer (&skeleton->numbers, g_array_unref);
}
