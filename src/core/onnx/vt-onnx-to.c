/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How layers with attributes are written: the converters of the importer, the other way round. */
#include "onnx/vt-onnx-write.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"

static const VtShape *
shape_in (VtOnnxWriter *w,
          const VtNode *node)
{
  return &vt_graph_node (w->graph, node->x[0])->shape;
}

/* ---- windows -------------------------------------------------------------------------------- */

/* The window of a map of one or two axes. */
static void
write_window (VtOnnxWriter    *w,
              const VtNode    *node,
              VtOnnx__Node    *out,
              const VtSliding *s)
{
  const guint n = shape_in (w, node)->n_dims - 2, from = 2 - n;
  gint64 kernel[2], stride[2], dilation[2], pads[4];

  for (guint a = 0; a < n; a++)
    {
      kernel[a] = (gint64) s->kernel[from + a];
      stride[a] = (gint64) s->stride[from + a];
      dilation[a] = (gint64) s->dilation[from + a];
      pads[a] = (gint64) s->pad[from + a];
      pads[n + a] = (gint64) s->pad[2 + from + a];
    }
  vt_onnx_write_ints (w, out, "kernel_shape", kernel, n);
  vt_onnx_write_ints (w, out, "strides", stride, n);
  vt_onnx_write_ints (w, out, "pads", pads, 2 * n);
  /* AveragePool learnt dilations only at version 19. */
  if (!(g_str_equal (node->op->name, "AveragePool") && s->dilation[0] == 1 && s->dilation[1] == 1))
    vt_onnx_write_ints (w, out, "dilations", dilation, n);
}

static gboolean
to_conv (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtConvAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  write_window (w, node, out, &a->window);
  vt_onnx_write_int (w, out, "group", (gint64) a->group);
  return TRUE;
}

static gboolean
to_conv_transpose (VtOnnxWriter *w,
                   const VtNode *node,
                   VtOnnx__Node *out,
                   GError      **error)
{
  const VtConvTransposeAttrs *a = node->attrs;
  const gint64 padding[2] = { (gint64) a->output_padding[0], (gint64) a->output_padding[1] };
  const guint n = shape_in (w, node)->n_dims - 2;

  vt_onnx_write_inputs (w, node, out);
  write_window (w, node, out, &a->window);
  vt_onnx_write_int (w, out, "group", (gint64) a->group);
  vt_onnx_write_ints (w, out, "output_padding", padding + 2 - n, n);
  return TRUE;
}

static gboolean
to_pool (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtPoolAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  write_window (w, node, out, &a->window);
  vt_onnx_write_int (w, out, "ceil_mode", a->ceil_mode);
  if (g_str_equal (node->op->name, "AveragePool"))
    vt_onnx_write_int (w, out, "count_include_pad", a->count_include_pad);
  return TRUE;
}

/* The second output of a MaxPool. */
static gboolean
to_pool_places (VtOnnxWriter *w,
                const VtNode *node,
                VtOnnx__Node *out,
                GError      **error)
{
  const VtPoolAttrs *a = node->attrs;

  to_pool (w, node, out, error);
  out->op_type = vt_onnx_write_text (w, "MaxPool");
  vt_onnx_write_int (w, out, "storage_order", a->by_columns);
  vt_onnx_write_as_float (w, out);
  vt_onnx_write_output (w, out, out->output[0]);
  out->output[0] = vt_onnx_write_text (w, "%s/values", out->output[1]);
  return TRUE;
}

static gboolean
to_lrn (VtOnnxWriter *w,
        const VtNode *node,
        VtOnnx__Node *out,
        GError      **error)
{
  const VtLrnAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_float (w, out, "alpha", (float) a->alpha);
  vt_onnx_write_float (w, out, "beta", (float) a->beta);
  vt_onnx_write_float (w, out, "bias", (float) a->bias);
  vt_onnx_write_int (w, out, "size", (gint64) a->size);
  return TRUE;
}

/* ---- dense, normalisation, activations ------------------------------------------------------ */

static gboolean
to_gemm (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtGemmAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_float (w, out, "alpha", a->alpha);
  vt_onnx_write_float (w, out, "beta", a->beta);
  vt_onnx_write_int (w, out, "transA", a->trans_a);
  vt_onnx_write_int (w, out, "transB", a->trans_b);
  return TRUE;
}

static gboolean
to_norm (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtNormAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_float (w, out, "epsilon", a->epsilon);
  return TRUE;
}

static gboolean
to_layer_norm (VtOnnxWriter *w,
               const VtNode *node,
               VtOnnx__Node *out,
               GError      **error)
{
  const VtLayerNormAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_float (w, out, "epsilon", a->epsilon);
  vt_onnx_write_int (w, out, "axis", a->axis);
  return TRUE;
}

static gboolean
to_unary (VtOnnxWriter *w,
          const VtNode *node,
          VtOnnx__Node *out,
          GError      **error)
{
  const VtUnaryAttrs *a = node->attrs;
  const char *op = node->op->name;

  vt_onnx_write_inputs (w, node, out);
  if (g_str_equal (op, "Gelu"))
    {
      vt_onnx_write_string (w, out, "approximate", a->alpha != 0 ? "tanh" : "none");
      return TRUE;
    }
  vt_onnx_write_float (w, out, "alpha", a->alpha);
  if (g_str_equal (op, "Selu") || g_str_equal (op, "HardSigmoid"))
    vt_onnx_write_float (w, out, g_str_equal (op, "Selu") ? "gamma" : "beta", a->beta);
  return TRUE;
}

static gboolean
to_clip (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtUnaryAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  if (a->alpha > -FLT_MAX)
    vt_onnx_write_floats_input (w, out, "min", &a->alpha, 1, TRUE);
  else
    vt_onnx_write_input (w, out, "");
  if (a->beta < FLT_MAX)
    vt_onnx_write_floats_input (w, out, "max", &a->beta, 1, TRUE);
  return TRUE;
}

static gboolean
to_dropout (VtOnnxWriter *w,
            const VtNode *node,
            VtOnnx__Node *out,
            GError      **error)
{
  const VtDropoutAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_floats_input (w, out, "ratio", &a->ratio, 1, TRUE);
  return TRUE;
}

static gboolean
to_nothing (VtOnnxWriter *w,
            const VtNode *node,
            VtOnnx__Node *out,
            GError      **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("ONNX has no operator for the loss “%s”"), node->name);
  return FALSE;
}

/* With the version of the operator set that each needs. */
const VtOnnxWriteEntry vt_onnx_to_layers[] = {
  { "Conv", 13, to_conv }, { "ConvTranspose", 13, to_conv_transpose },
  { "MaxPool", 13, to_pool }, { "MaxPoolPlaces", 13, to_pool_places }, { "AveragePool", 13, to_pool }, { "LRN", 13, to_lrn },
  { "Gemm", 13, to_gemm }, { "BatchNormalization", 13, to_norm },
  { "InstanceNormalization", 13, to_norm }, { "LayerNormalization", 17, to_layer_norm },
  { "LeakyRelu", 13, to_unary }, { "Elu", 13, to_unary }, { "Celu", 13, to_unary },
  { "Selu", 13, to_unary }, { "HardSigmoid", 13, to_unary },
  { "ThresholdedRelu", 13, to_unary }, { "Gelu", 20, to_unary }, { "Clip", 13, to_clip },
  { "HardSwish", 14, NULL }, { "Mish", 18, NULL }, { "Dropout", 13, to_dropout },
  { "SoftmaxCrossEntropy", 13, to_nothing }, { "MeanSquaredError", 13, to_nothing },
  { "LogisticLoss", 13, to_nothing },
  { NULL },
};

const VtOnnxWriteEntry *
vt_onnx_write_find (const char *op)
{
  const VtOnnxWriteEntry *const tables[] = { vt_onnx_to_layers, vt_onnx_to_shapes, vt_onnx_to_truth };

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const VtOnnxWriteEntry *e = tables[t]; e->op != NULL; e++)
      if (g_str_equal (e->op, op))
        return e;
  return NULL;
}
