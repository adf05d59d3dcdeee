/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How operators with truth values or places are written: ONNX has types of their own for them, Vitrine has floats. */
#include "ops/vt-attrs.h"
#include "ops/vt-ops-pool.h"

#include "onnx/vt-onnx-write.h"

#define BOOLEAN 9

/* A node that reads truth values; casts come before it, so it is made again behind them. */
static VtOnnx__Node *
behind_casts (VtOnnxWriter *w,
              const VtNode *node,
              VtOnnx__Node *out,
              guint         n_truths)
{
  const char *truth[2] = { NULL, NULL };
  char *name = out->output[0];

  /* The first cast takes the place of the node that was begun. */
  out->op_type = vt_onnx_write_text (w, "Cast");
  out->name = out->output[0] = vt_onnx_write_text (w, "%s/truth", name);
  vt_onnx_write_input (w, out, vt_onnx_write_name (w, node, 0));
  vt_onnx_write_int (w, out, "to", BOOLEAN);
  truth[0] = out->name;
  if (n_truths > 1)
    truth[1] = vt_onnx_write_cast (w, vt_onnx_write_name (w, node, 1), BOOLEAN);

  VtOnnx__Node *last = vt_onnx_write_node (w, node->op->name, name);

  for (guint i = 0; i < node->n_x; i++)
    vt_onnx_write_input (w, last, i < n_truths ? truth[i] : vt_onnx_write_name (w, node, i));
  return last;
}

static gboolean
to_compare (VtOnnxWriter *w,
            const VtNode *node,
            VtOnnx__Node *out,
            GError      **error)
{
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_as_float (w, out);
  return TRUE;
}

static gboolean
to_logic (VtOnnxWriter *w,
          const VtNode *node,
          VtOnnx__Node *out,
          GError      **error)
{
  vt_onnx_write_as_float (w, behind_casts (w, node, out, node->n_x));
  return TRUE;
}

static gboolean
to_where (VtOnnxWriter *w,
          const VtNode *node,
          VtOnnx__Node *out,
          GError      **error)
{
  behind_casts (w, node, out, 1);
  return TRUE;
}

/* The rest with the sign of the first number. */
static gboolean
to_mod (VtOnnxWriter *w,
        const VtNode *node,
        VtOnnx__Node *out,
        GError      **error)
{
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_int (w, out, "fmod", 1);
  return TRUE;
}

static gboolean
to_topk (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtTopKAttrs *a = node->attrs;
  const gboolean places = !g_str_equal (node->op->name, "TopK");
  const gint64 k = (gint64) a->k;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_ints_input (w, out, "k", &k, 1);
  vt_onnx_write_int (w, out, "axis", a->axis);
  vt_onnx_write_int (w, out, "largest", a->largest);
  out->op_type = vt_onnx_write_text (w, "TopK");
  if (places)
    {
      vt_onnx_write_as_float (w, out);
      vt_onnx_write_output (w, out, out->output[0]);
      out->output[0] = vt_onnx_write_text (w, "%s/values", out->output[1]);
    }
  else
    vt_onnx_write_output (w, out, vt_onnx_write_text (w, "%s/places", out->output[0]));
  return TRUE;
}

const VtOnnxWriteEntry vt_onnx_to_truth[] = {
  { "Equal", 13, to_compare }, { "Greater", 13, to_compare }, { "GreaterOrEqual", 13, to_compare },
  { "Less", 13, to_compare }, { "LessOrEqual", 13, to_compare },
  { "And", 13, to_logic }, { "Or", 13, to_logic }, { "Xor", 13, to_logic }, { "Not", 13, to_logic },
  { "Where", 13, to_where }, { "Mod", 13, to_mod }, { "TopK", 13, to_topk }, { "TopKPlaces", 13, to_topk },
  { NULL },
};
