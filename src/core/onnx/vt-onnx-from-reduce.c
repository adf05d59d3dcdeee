/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reductions over axes. */
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "onnx/vt-onnx-build.h"

/* Axes are an attribute; an input since opset 13 for ReduceSum and since 18 for the others. */
static int
from_reduce (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             GError            **error)
{
  VtReduceAttrs attrs = { .keep_dims = vt_onnx_attr_int (n, "keepdims", 1) != 0 };
  const int x = vt_onnx_in (b, n, 0, error);
  gint64 axes[VT_MAX_DIMS];
  int count = vt_onnx_integers (b, n, 1, "axes", axes, error);

  if (x < 0 || count == -2)
    return -1;

  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;

  if (count <= 0 && vt_onnx_attr_int (n, "noop_with_empty_axes", 0) != 0)
    return x;
  for (int k = 0; k < MAX (count, 0); k++)
    {
      guint a;

      if (!vt_onnx_axis (axes[k], n_dims, &a, error))
        return -1;
      attrs.axes |= 1u << a;
    }
  if (count <= 0)
    attrs.axes = (1u << n_dims) - 1;
  const int batch = vt_onnx_batch_axis (b, x);

  if (batch >= 0 && (attrs.axes >> batch & 1) != 0)
    return vt_onnx_refuse (error, _("it mixes the pictures of a batch"));
  if (g_str_equal (n->op_type, "ReduceLogSum"))
    {
      const int sum = vt_onnx_emit (b, "ReduceSum", &attrs, &x, 1, NULL, error);

      return sum < 0 ? -1 : vt_onnx_emit_as (b, n, "Log", NULL, &sum, 1, error);
    }
  return vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
}

static int
from_arg (VtOnnxBuild        *b,
          const VtOnnx__Node *n,
          GError            **error)
{
  VtArgAttrs attrs = { .last = vt_onnx_attr_int (n, "select_last_index", 0) != 0 };
  int x = vt_onnx_in (b, n, 0, error);

  if (x < 0)
    return -1;

  const VtShape shape = *vt_onnx_shape_of (b, x);
  VtReshapeAttrs squeeze = { 0 };

  if (!vt_onnx_axis (vt_onnx_attr_int (n, "axis", 0), shape.n_dims, &attrs.axis, error))
    return -1;
  if ((int) attrs.axis == vt_onnx_batch_axis (b, x))
    return vt_onnx_refuse (error, _("it mixes the pictures of a batch"));
  if (vt_onnx_attr_int (n, "keepdims", 1) != 0)
    return vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
  for (guint d = 0; d < shape.n_dims; d++)
    if (d != attrs.axis)
      squeeze.dim[squeeze.n_dims++] = (int) d == vt_onnx_batch_axis (b, x) ? -1 : (gint64) shape.dim[d];
  x = vt_onnx_emit (b, n->op_type, &attrs, &x, 1, NULL, error);
  return x < 0 ? -1 : vt_onnx_emit_as (b, n, "Reshape", &squeeze, &x, 1, error);
}

/* k is an attribute before opset 10 and an input since; largest is an attribute since 11. */
static int
from_topk (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  const VtOnnxConst *k = b->opset < 10 ? NULL : vt_onnx_need_const (b, n, 1, _("its numbers"), error);
  const int x = vt_onnx_in (b, n, 0, error);
  VtTopKAttrs attrs = { .largest = vt_onnx_attr_int (n, "largest", 1) != 0 };
  int values = -1, places = -1;

  if (x < 0 || (b->opset >= 10 && k == NULL)
      || !vt_onnx_axis (vt_onnx_attr_int (n, "axis", -1), vt_onnx_shape_of (b, x)->n_dims, &attrs.axis, error))
    return -1;

  const gint64 count = k == NULL ? vt_onnx_attr_int (n, "k", 0) : k->size == 1 ? vt_onnx_const_int (k, 0) : 0;

  if (count < 1)
    return vt_onnx_refuse (error, _("one of its numbers is %" PRId64), count);
  if ((int) attrs.axis == vt_onnx_batch_axis (b, x))
    return vt_onnx_refuse (error, _("it mixes the pictures of a batch"));
  attrs.k = (gsize) count;
  values = vt_onnx_emit_as (b, n, "TopK", &attrs, &x, 1, error);
  if (values >= 0 && vt_onnx_has_output (n, 1) && vt_onnx_value (b, n->output[1])->n_uses > 0)
    {
      if ((places = vt_onnx_emit (b, "TopKPlaces", &attrs, &x, 1, vt_onnx_outward_name (b, n, 1), error)) < 0)
        return -1;
      vt_onnx_bind (b, n, 1, places);
    }
  return values;
}

const VtOnnxConverter vt_onnx_from_reduce[] = {
  { "ReduceMean", from_reduce }, { "ReduceSum", from_reduce }, { "ReduceMax", from_reduce },
  { "ReduceMin", from_reduce }, { "ReduceProd", from_reduce }, { "ReduceL1", from_reduce },
  { "ReduceL2", from_reduce }, { "ReduceSumSquare", from_reduce }, { "ReduceLogSumExp", from_reduce },
  { "ReduceLogSum", from_reduce }, { "ArgMax", from_arg }, { "ArgMin", from_arg }, { "TopK", from_topk },
  { NULL },
};
