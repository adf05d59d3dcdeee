/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How operators along axes and on shapes are written. */
#include "onnx/vt-onnx-write.h"

#include "ops/vt-attrs.h"

static const VtShape *
shape_in (VtOnnxWriter *w,
          const VtNode *node)
{
  return &vt_graph_node (w->graph, node->x[0])->shape;
}

/* ---- along axes ------------------------------------------------------------------------------ */

/* Since opset 13 softmax is over one axis: several are made one and put back. */
static gboolean
to_softmax (VtOnnxWriter *w,
            const VtNode *node,
            VtOnnx__Node *out,
            GError      **error)
{
  const VtAxisAttrs *a = node->attrs;
  const VtShape *shape = shape_in (w, node);
  const guint end = a->end == 0 ? a->axis + 1 : a->end;
  gint64 flat[VT_MAX_DIMS], back[VT_MAX_DIMS];
  guint long_axes = 0, axis = a->axis, n = 0;

  for (guint d = a->axis; d < end; d++)
    if (shape->dim[d] > 1)
      {
        long_axes++;
        axis = d;
      }
  if (long_axes <= 1)
    {
      vt_onnx_write_inputs (w, node, out);
      vt_onnx_write_int (w, out, "axis", axis);
      return TRUE;
    }
  for (guint d = 0; d < shape->n_dims; d++)
    back[d] = d == 0 ? 0 : (gint64) shape->dim[d];
  for (guint d = 0; d <= a->axis; d++)
    flat[n++] = d == a->axis ? -1 : back[d];
  for (guint d = end; d < shape->n_dims; d++)
    flat[n++] = (gint64) shape->dim[d];

  /* `out` comes first in the list, so it becomes the reshape and two more nodes follow under its name. */
  char *name = out->name;

  out->op_type = vt_onnx_write_text (w, "Reshape");
  out->name = out->output[0] = vt_onnx_write_text (w, "%s/flat", name);
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_ints_input (w, out, "shape", flat, n);

  VtOnnx__Node *softmax = vt_onnx_write_node (w, node->op->name, vt_onnx_write_text (w, "%s/long", name));

  vt_onnx_write_input (w, softmax, out->name);
  vt_onnx_write_int (w, softmax, "axis", a->axis);

  VtOnnx__Node *last = vt_onnx_write_node (w, "Reshape", name);

  vt_onnx_write_input (w, last, softmax->name);
  vt_onnx_write_ints_input (w, last, "shape", back, shape->n_dims);
  return TRUE;
}

static gboolean
to_concat (VtOnnxWriter *w,
           const VtNode *node,
           VtOnnx__Node *out,
           GError      **error)
{
  const VtAxisAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_int (w, out, "axis", a->axis);
  return TRUE;
}

/* ONNX gives integers here, Vitrine floats. */
static gboolean
to_arg (VtOnnxWriter *w,
        const VtNode *node,
        VtOnnx__Node *out,
        GError      **error)
{
  const VtArgAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_int (w, out, "axis", a->axis);
  vt_onnx_write_int (w, out, "keepdims", 1);
  vt_onnx_write_int (w, out, "select_last_index", a->last);
  vt_onnx_write_as_float (w, out);
  return TRUE;
}

static gboolean
to_reduce (VtOnnxWriter *w,
           const VtNode *node,
           VtOnnx__Node *out,
           GError      **error)
{
  const VtReduceAttrs *a = node->attrs;
  gint64 axes[VT_MAX_DIMS];
  guint n = 0;

  for (guint d = 0; d < VT_MAX_DIMS; d++)
    if (a->axes >> d & 1)
      axes[n++] = d;
  vt_onnx_write_inputs (w, node, out);
  if (w->opset >= 18 || g_str_equal (node->op->name, "ReduceSum"))
    vt_onnx_write_ints_input (w, out, "axes", axes, n);
  else
    vt_onnx_write_ints (w, out, "axes", axes, n);
  vt_onnx_write_int (w, out, "keepdims", a->keep_dims);
  return TRUE;
}

/* ---- shapes ---------------------------------------------------------------------------------- */

static gboolean
to_reshape (VtOnnxWriter *w,
            const VtNode *node,
            VtOnnx__Node *out,
            GError      **error)
{
  const VtReshapeAttrs *a = node->attrs;

  vt_onnx_write_inputs (w, node, out);
  if (a->n_dims == 2 && a->dim[0] == 0 && shape_in (w, node)->n_dims > 0)
    {
      out->op_type = vt_onnx_write_text (w, "Flatten");
      vt_onnx_write_int (w, out, "axis", 1);
      return TRUE;
    }
  vt_onnx_write_ints_input (w, out, "shape", a->dim, a->n_dims);
  return TRUE;
}

static gboolean
to_transpose (VtOnnxWriter *w,
              const VtNode *node,
              VtOnnx__Node *out,
              GError      **error)
{
  const VtTransposeAttrs *a = node->attrs;
  gint64 perm[VT_MAX_DIMS];

  for (guint d = 0; d < VT_MAX_DIMS; d++)
    perm[d] = a->perm[d];
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_ints (w, out, "perm", perm, shape_in (w, node)->n_dims);
  return TRUE;
}

static gboolean
to_dims (VtOnnxWriter *w,
         const VtNode *node,
         VtOnnx__Node *out,
         GError      **error)
{
  const VtDimsAttrs *a = node->attrs;
  gint64 dims[VT_MAX_DIMS];

  for (guint d = 0; d < VT_MAX_DIMS; d++)
    dims[d] = (gint64) a->dim[d];
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_ints_input (w, out, g_str_equal (node->op->name, "Tile") ? "repeats" : "shape", dims, a->n_dims);
  return TRUE;
}

static gboolean
to_pad (VtOnnxWriter *w,
        const VtNode *node,
        VtOnnx__Node *out,
        GError      **error)
{
  static const char *const mode[] = {
    [VT_PAD_CONSTANT] = "constant", [VT_PAD_REFLECT] = "reflect", [VT_PAD_EDGE] = "edge",
    [VT_PAD_WRAP] = "wrap"
  };
  const VtPadAttrs *a = node->attrs;
  const guint n = shape_in (w, node)->n_dims;
  gint64 pads[2 * VT_MAX_DIMS];

  for (guint d = 0; d < n; d++)
    {
      pads[d] = a->before[d];
      pads[n + d] = a->after[d];
    }
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_string (w, out, "mode", mode[a->mode]);
  vt_onnx_write_ints_input (w, out, "pads", pads, 2 * n);
  vt_onnx_write_floats_input (w, out, "value", &a->value, 1, TRUE);
  return TRUE;
}

static gboolean
to_slice (VtOnnxWriter *w,
          const VtNode *node,
          VtOnnx__Node *out,
          GError      **error)
{
  const VtSliceAttrs *a = node->attrs;
  gint64 start[VT_MAX_DIMS], end[VT_MAX_DIMS], axis[VT_MAX_DIMS], step[VT_MAX_DIMS];
  guint n = 0;

  for (guint d = 0; d < shape_in (w, node)->n_dims; d++)
    if (a->count[d] != 0)
      {
        axis[n] = d;
        start[n] = a->start[d];
        step[n] = a->step[d];
        end[n] = a->start[d] + a->count[d] * a->step[d];
        /* −1 would be the last cell. */
        if (end[n] < 0)
          end[n] = -G_MAXINT32;
        n++;
      }
  if (n == 0)
    out->op_type = vt_onnx_write_text (w, "Identity");
  vt_onnx_write_inputs (w, node, out);
  if (n == 0)
    return TRUE;
  vt_onnx_write_ints_input (w, out, "starts", start, n);
  vt_onnx_write_ints_input (w, out, "ends", end, n);
  vt_onnx_write_ints_input (w, out, "axes", axis, n);
  vt_onnx_write_ints_input (w, out, "steps", step, n);
  return TRUE;
}

static gboolean
to_gather (VtOnnxWriter *w,
           const VtNode *node,
           VtOnnx__Node *out,
           GError      **error)
{
  const VtGatherAttrs *a = node->attrs;
  char *name = out->name;

  /* Indices are floats here: the first node makes integers of them. */
  out->op_type = vt_onnx_write_text (w, "Cast");
  out->name = out->output[0] = vt_onnx_write_text (w, "%s/index", name);
  vt_onnx_write_input (w, out, vt_onnx_write_name (w, node, 1));
  vt_onnx_write_int (w, out, "to", 7);

  VtOnnx__Node *gather = vt_onnx_write_node (w, "Gather", name);

  vt_onnx_write_input (w, gather, vt_onnx_write_name (w, node, 0));
  vt_onnx_write_input (w, gather, out->name);
  vt_onnx_write_int (w, gather, "axis", a->axis);
  return TRUE;
}

/* ONNX has this order only the other way round, so it is spelt out: C×(H·b)×(W·b) → C×H×b×W×b → (C·b·b)×H×W. */
static void
write_space_to_depth_crd (VtOnnxWriter *w,
                          const VtNode *node,
                          VtOnnx__Node *out,
                          guint         block)
{
  static const gint64 perm[6] = { 0, 1, 3, 5, 2, 4 };
  const VtShape *x = shape_in (w, node), *y = &node->shape;
  const gint64 split[6] = {
    0, (gint64) x->dim[1], (gint64) y->dim[2], block, (gint64) y->dim[3], block
  };
  const gint64 joined[4] = { 0, (gint64) y->dim[1], (gint64) y->dim[2], (gint64) y->dim[3] };
  char *name = out->name;

  out->op_type = vt_onnx_write_text (w, "Reshape");
  out->name = out->output[0] = vt_onnx_write_text (w, "%s/split", name);
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_ints_input (w, out, "shape", split, 6);

  VtOnnx__Node *transpose = vt_onnx_write_node (w, "Transpose", vt_onnx_write_text (w, "%s/turned", name));

  vt_onnx_write_input (w, transpose, out->name);
  vt_onnx_write_ints (w, transpose, "perm", perm, 6);

  VtOnnx__Node *last = vt_onnx_write_node (w, "Reshape", name);

  vt_onnx_write_input (w, last, transpose->name);
  vt_onnx_write_ints_input (w, last, "shape", joined, 4);
}

static gboolean
to_depth_space (VtOnnxWriter *w,
                const VtNode *node,
                VtOnnx__Node *out,
                GError      **error)
{
  const VtDepthSpaceAttrs *a = node->attrs;

  if (a->crd && g_str_equal (node->op->name, "SpaceToDepth"))
    {
      write_space_to_depth_crd (w, node, out, a->block);
      return TRUE;
    }
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_int (w, out, "blocksize", a->block);
  if (g_str_equal (node->op->name, "DepthToSpace"))
    vt_onnx_write_string (w, out, "mode", a->crd ? "CRD" : "DCR");
  return TRUE;
}

/* The part that is enlarged, of all axes. */
static void
write_crop (VtOnnxWriter        *w,
            const VtResizeAttrs *a,
            guint                n,
            VtOnnx__Node        *out)
{
  float roi[2 * VT_MAX_DIMS] = { 0 };

  for (guint d = 0; d < n; d++)
    {
      const guint axis = d - 2 + (n == 3 ? 1 : 0);

      roi[d] = d < 2 ? 0 : a->from[axis];
      roi[d + n] = d < 2 ? 1 : a->to[axis];
    }
  vt_onnx_write_float (w, out, "extrapolation_value", a->beyond);
  vt_onnx_write_floats_input (w, out, "roi", roi, 2 * n, FALSE);
}

static gboolean
to_resize (VtOnnxWriter *w,
           const VtNode *node,
           VtOnnx__Node *out,
           GError      **error)
{
  static const char *const mode[] = { "nearest", "linear", "cubic" };
  static const char *const coord[] = {
    "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize",
    "half_pixel_symmetric"
  };
  static const char *const nearest[] = { "round_prefer_floor", "round_prefer_ceil", "floor", "ceil" };
  const VtResizeAttrs *a = node->attrs;
  const VtShape *shape = shape_in (w, node);
  const guint n = shape->n_dims, from = n == 3 ? 1 : 0;
  float scale[VT_MAX_DIMS] = { 1, 1 };
  gint64 size[VT_MAX_DIMS] = { 1, (gint64) shape->dim[1] };
  gboolean by_size = FALSE;

  for (guint d = 2; d < n; d++)
    {
      scale[d] = a->scale[d - 2 + from];
      size[d] = scale[d] > 0 ? (gint64) node->shape.dim[d] : (gint64) a->size[d - 2 + from];
      by_size |= !(scale[d] > 0);
    }
  vt_onnx_write_inputs (w, node, out);
  vt_onnx_write_string (w, out, "mode", mode[a->mode]);
  vt_onnx_write_string (w, out, "coordinate_transformation_mode", coord[a->coord]);
  vt_onnx_write_string (w, out, "nearest_mode", nearest[a->nearest]);
  vt_onnx_write_float (w, out, "cubic_coeff_a", a->cubic_a);
  vt_onnx_write_int (w, out, "exclude_outside", a->exclude_outside);
  if (a->coord == VT_COORD_CROP)
    write_crop (w, a, n, out);
  else
    vt_onnx_write_input (w, out, "");
  if (by_size)
    {
      vt_onnx_write_input (w, out, "");
      vt_onnx_write_ints_input (w, out, "sizes", size, n);
    }
  else
    vt_onnx_write_floats_input (w, out, "scales", scale, n, FALSE);
  return TRUE;
}

const VtOnnxWriteEntry vt_onnx_to_shapes[] = {
  { "Softmax", 13, to_softmax }, { "LogSoftmax", 13, to_softmax }, { "Concat", 13, to_concat },
  { "ArgMax", 13, to_arg }, { "ArgMin", 13, to_arg }, { "ReduceMean", 13, to_reduce },
  { "ReduceSum", 13, to_reduce }, { "ReduceMax", 13, to_reduce },
  { "ReduceMin", 13, to_reduce }, { "ReduceProd", 13, to_reduce },
  { "ReduceL1", 13, to_reduce }, { "ReduceL2", 13, to_reduce },
  { "ReduceSumSquare", 13, to_reduce }, { "ReduceLogSumExp", 13, to_reduce },
  { "Reshape", 13, to_reshape }, { "Transpose", 13, to_transpose }, { "Expand", 13, to_dims },
  { "Tile", 13, to_dims }, { "Pad", 13, to_pad }, { "Slice", 13, to_slice },
  { "Gather", 13, to_gather }, { "DepthToSpace", 13, to_depth_space },
  { "SpaceToDepth", 13, to_depth_space }, { "Resize", 13, to_resize },
  { NULL },
};
