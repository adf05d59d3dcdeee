/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations, arithmetic and what vanishes. */
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <math.h>

#include "onnx/vt-onnx-build.h"

static int
from_plain (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);

  return x < 0 ? -1 : vt_onnx_emit_as (b, n, n->op_type, NULL, &x, 1, error);
}

/* What alpha and beta (or gamma) are when the file does not say. */
static const struct { const char *op; float alpha, beta; const char *second; } unary[] = {
  { "LeakyRelu", 0.01f, 0, NULL }, { "Elu", 1, 0, NULL }, { "Celu", 1, 0, NULL },
  { "Selu", 1.67326319217681884765625f, 1.05070102214813232421875f, "gamma" }, { "HardSigmoid", 0.2f, 0.5f, "beta" },
  { "ThresholdedRelu", 1, 0, NULL },
};

static int
from_unary (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  gsize k = 0;

  while (!g_str_equal (unary[k].op, n->op_type))
    k++;

  const VtUnaryAttrs attrs = {
    vt_onnx_attr_float (n, "alpha", unary[k].alpha),
    unary[k].second != NULL ? vt_onnx_attr_float (n, unary[k].second, unary[k].beta) : unary[k].beta,
  };

  return x < 0 ? -1 : vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
}

static int
from_gelu (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  const VtUnaryAttrs attrs = { .alpha = vt_onnx_attr_is (n, "approximate", "tanh", "none") ? 1 : 0 };
  const int x = vt_onnx_in (b, n, 0, error);

  return x < 0 ? -1 : vt_onnx_emit_as (b, n, "Gelu", &attrs, &x, 1, error);
}

/* Bounds are attributes before opset 11 and inputs since. */
static int
from_clip (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  VtUnaryAttrs attrs = { vt_onnx_attr_float (n, "min", -FLT_MAX), vt_onnx_attr_float (n, "max", FLT_MAX) };
  const int x = vt_onnx_in (b, n, 0, error);

  for (guint k = 1; k < 3; k++)
    if (vt_onnx_input (b, n, k) != NULL)
      {
        const VtOnnxConst *c = vt_onnx_need_const (b, n, k, _("its bounds"), error);

        if (c == NULL)
          return -1;
        if (c->size != 1)
          return vt_onnx_refuse (error, _("a bound is not one number"));
        *(k == 1 ? &attrs.alpha : &attrs.beta) = (float) vt_onnx_const_real (c, 0);
      }
  return x < 0 ? -1 : vt_onnx_emit_as (b, n, "Clip", &attrs, &x, 1, error);
}

/* ---- two and more inputs -------------------------------------------------------------------- */

/* The same for an input that depends on the picture: it gets axes of length 1 at its end. */
static int
old_broadcast_activation (VtOnnxBuild        *b,
                          const VtOnnx__Node *n,
                          gint64              axis,
                          guint               n_dims,
                          GError            **error)
{
  const int y = vt_onnx_in (b, n, 1, error);
  const VtShape *shape = y >= 0 ? vt_onnx_shape_of (b, y) : NULL;
  const int batch = y >= 0 ? vt_onnx_batch_axis (b, y) : -1;
  VtReshapeAttrs attrs = { 0 };

  if (shape == NULL || axis + shape->n_dims >= n_dims)
    return y;
  attrs.n_dims = n_dims - (guint) axis;
  for (guint d = 0; d < attrs.n_dims; d++)
    attrs.dim[d] = d >= shape->n_dims ? 1 : (int) d == batch ? -1 : (gint64) shape->dim[d];
  return vt_onnx_emit (b, "Reshape", &attrs, &y, 1, NULL, error);
}

/* Before opset 7 the second input was aligned at `axis` of the first instead of at its end. */
static int
old_broadcast (VtOnnxBuild        *b,
               const VtOnnx__Node *n,
               int                 x,
               GError            **error)
{
  const VtOnnxConst *c = vt_onnx_in_const (b, n, 1);
  const gint64 axis = vt_onnx_attr_int (n, "axis", -1);
  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;

  if (b->opset >= 7 || axis < 0 || axis >= n_dims || (c != NULL && axis + c->shape.n_dims >= n_dims))
    return vt_onnx_in (b, n, 1, error);
  if (c == NULL)
    return old_broadcast_activation (b, n, axis, n_dims, error);

  VtShape shape = c->shape;

  while (axis + shape.n_dims < n_dims)
    shape.dim[shape.n_dims++] = 1;

  g_autoptr (VtOnnxConst) y = vt_onnx_const_new (&shape, FALSE, &b->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    y->f[k] = (float) vt_onnx_const_real (c, k);
  return y != NULL ? vt_onnx_param (b, y, n->input[1], error) : -1;
}

static int
from_arithmetic (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 GError            **error)
{
  int in[VT_MAX_INPUTS];

  if (n->n_input < 1 || n->n_input > VT_MAX_INPUTS)
    return vt_onnx_refuse (error, _("it has %u inputs; 1 to %d are supported"), (guint) n->n_input, VT_MAX_INPUTS);
  for (guint k = 0; k < n->n_input; k++)
    if ((in[k] = k == 1 ? old_broadcast (b, n, in[0], error) : vt_onnx_in (b, n, k, error)) < 0)
      return -1;
  if (n->n_input == 2 && g_str_equal (n->op_type, "Div") && vt_onnx_is_whole (b, n, 0) && vt_onnx_is_whole (b, n, 1))
    return vt_onnx_emit_cut (b, vt_onnx_emit (b, "Div", NULL, in, 2, NULL, error), vt_onnx_outward_name (b, n, 0), error);
  return vt_onnx_emit_as (b, n, n->op_type, NULL, in, (guint) n->n_input, error);
}

/* The slope is broadcast like any second input; old files give one a channel as a list. */
static int
from_prelu (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  int in[2] = { vt_onnx_in (b, n, 0, error), -1 };
  const VtOnnxConst *slope = vt_onnx_in_const (b, n, 1);

  if (in[0] < 0)
    return -1;

  const VtShape *shape = vt_onnx_shape_of (b, in[0]);

  if (slope != NULL && slope->f != NULL && slope->shape.n_dims == 1 && shape->n_dims > 2 && slope->size > 1
      && slope->size == shape->dim[1] && slope->size != shape->dim[shape->n_dims - 1])
    {
      VtShape aligned = VT_SHAPE (slope->size, 1, 1, 1, 1);

      aligned.n_dims = shape->n_dims - 1;

      g_autoptr (VtOnnxConst) y = vt_onnx_const_new (&aligned, FALSE, &b->budget, error);

      for (gsize k = 0; y != NULL && k < y->size; k++)
        y->f[k] = slope->f[k];
      in[1] = y != NULL ? vt_onnx_param (b, y, n->input[1], error) : -1;
    }
  else
    in[1] = vt_onnx_in (b, n, 1, error);
  return in[1] < 0 ? -1 : vt_onnx_emit_as (b, n, "PRelu", NULL, in, 2, error);
}

/* ---- along an axis -------------------------------------------------------------------------- */

/* Before opset 13 everything from the axis on is one long axis.  Microsoft's says itself which version it means. */
static int
from_softmax (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  VtAxisAttrs attrs = { 0 };
  const int x = vt_onnx_in (b, n, 0, error);

  if (x < 0)
    return -1;

  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;
  const gboolean long_axis = vt_onnx_attr_int (n, "opset", b->opset) < 13;

  if (!vt_onnx_axis (vt_onnx_attr_int (n, "axis", long_axis ? 1 : -1), n_dims, &attrs.axis, error))
    return -1;
  attrs.end = long_axis ? n_dims : attrs.axis + 1;
  const int batch = vt_onnx_batch_axis (b, x);

  if (batch >= (int) attrs.axis && batch < (int) attrs.end)
    return vt_onnx_refuse (error, _("it mixes the pictures of a batch"));
  return vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
}

static int
from_concat (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             GError            **error)
{
  VtAxisAttrs attrs = { 0 };
  int in[VT_MAX_INPUTS];

  if (n->n_input < 1 || n->n_input > VT_MAX_INPUTS)
    return vt_onnx_refuse (error, _("it joins %u inputs; 1 to %d are supported"), (guint) n->n_input, VT_MAX_INPUTS);
  for (guint k = 0; k < n->n_input; k++)
    if ((in[k] = vt_onnx_in (b, n, k, error)) < 0)
      return -1;
  if (!vt_onnx_axis (vt_onnx_attr_int (n, "axis", 1), vt_onnx_shape_of (b, in[0])->n_dims, &attrs.axis, error))
    return -1;
  for (guint k = 0; k < n->n_input; k++)
    if (vt_onnx_batch_axis (b, in[k]) == (int) attrs.axis)
      return vt_onnx_refuse (error, _("it joins along the batch"));
  return vt_onnx_emit_as (b, n, "Concat", &attrs, in, (guint) n->n_input, error);
}

/* ---- what vanishes --------------------------------------------------------------------------- */

int
vt_onnx_from_nothing (VtOnnxBuild        *b,
                      const VtOnnx__Node *n,
                      GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);

  /* An output must be computed, even one that is the input itself. */
  if (x >= 0 && vt_graph_node (b->graph, x)->kind == VT_NODE_INPUT && vt_onnx_has_output (n, 0)
      && vt_onnx_value (b, n->output[0])->is_output)
    return vt_onnx_emit_as (b, n, "Identity", NULL, &x, 1, error);
  b->report->n_folded += x >= 0;
  return x;
}

static int
from_dropout (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const VtOnnxConst *c = vt_onnx_in_const (b, n, 1);
  const float ratio = c != NULL && c->size == 1 ? (float) vt_onnx_const_real (c, 0) : vt_onnx_attr_float (n, "ratio", 0.5f);
  const VtOnnxConst *training = vt_onnx_in_const (b, n, 2);
  const VtDropoutAttrs attrs = { CLAMP (ratio, 0, 0.999f) };
  const int x = vt_onnx_in (b, n, 0, error);

  if (x < 0)
    return -1;
  if (b->options.as_written && ratio > 0 && training != NULL && training->size == 1 && vt_onnx_const_int (training, 0) != 0)
    return vt_onnx_refuse (error, _("it drops at random, as in training"));
  if (vt_onnx_has_output (n, 1) && vt_onnx_value (b, n->output[1])->n_uses > 0)
    {
      /* Nothing is dropped: the mask is true everywhere. */
      VtOnnxConst *mask = vt_onnx_const_new (vt_onnx_shape_of (b, x), TRUE, &b->budget, error);

      for (gsize k = 0; mask != NULL && k < mask->size; k++)
        mask->i[k] = 1;
      vt_onnx_value (b, n->output[1])->constant = mask;
      if (mask == NULL)
        return -1;
    }
  return b->options.keep_batch_norm ? vt_onnx_emit_as (b, n, "Dropout", &attrs, &x, 1, error)
                                    : vt_onnx_from_nothing (b, n, error);
}

const VtOnnxConverter vt_onnx_from_math[] = {
  { "Relu", from_plain }, { "Sigmoid", from_plain }, { "Tanh", from_plain }, { "Softplus", from_plain },
  { "Softsign", from_plain }, { "Erf", from_plain }, { "Mish", from_plain }, { "HardSwish", from_plain },
  { "Sqrt", from_plain }, { "Exp", from_plain }, { "Log", from_plain }, { "Neg", from_plain }, { "Abs", from_plain },
  { "Reciprocal", from_plain }, { "Floor", from_plain }, { "Ceil", from_plain }, { "Round", from_plain },
  { "Sign", from_plain }, { "Sin", from_plain }, { "Cos", from_plain }, { "Tan", from_plain }, { "Asin", from_plain },
  { "Acos", from_plain }, { "Atan", from_plain }, { "Sinh", from_plain }, { "Cosh", from_plain },
  { "Asinh", from_plain }, { "Acosh", from_plain }, { "Atanh", from_plain },
  { "LeakyRelu", from_unary }, { "Elu", from_unary }, { "Celu", from_unary }, { "Selu", from_unary },
  { "HardSigmoid", from_unary }, { "ThresholdedRelu", from_unary }, { "Gelu", from_gelu }, { "Clip", from_clip },
  { "Add", from_arithmetic }, { "Sub", from_arithmetic }, { "Mul", from_arithmetic }, { "Div", from_arithmetic },
  { "Pow", from_arithmetic }, { "Sum", from_arithmetic }, { "Mean", from_arithmetic }, { "Max", from_arithmetic },
  { "Min", from_arithmetic }, { "PRelu", from_prelu },
  { "Softmax", from_softmax }, { "LogSoftmax", from_softmax }, { "Concat", from_concat },
  { "Identity", vt_onnx_from_nothing }, { "Dropout", from_dropout },
  { NULL },
};
