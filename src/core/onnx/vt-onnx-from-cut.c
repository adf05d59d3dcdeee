/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of tensors: Slice, Split, Gather, Pad. */
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-fold.h"

/* Cuts `count` cells from `first` in steps of `step` on an axis. */
static gboolean
cut_axis (VtOnnxBuild   *b,
          int            x,
          guint          axis,
          gint64         first,
          gint64         count,
          gint64         step,
          VtSliceAttrs  *attrs,
          GError       **error)
{
  const gint64 dim = (gint64) vt_onnx_shape_of (b, x)->dim[axis];

  if (count < 1)
    return vt_onnx_refuse (error, _("nothing is left on axis %u"), axis) >= 0;
  /* The whole axis, whatever its length will be: this is how the batch passes. */
  if (first == 0 && count == dim && (step == 1 || count == 1))
    count = 0;
  else if ((int) axis == vt_onnx_batch_axis (b, x))
    return vt_onnx_refuse (error, _("it cuts the batch")) >= 0;
  attrs->start[axis] = first;
  attrs->count[axis] = count;
  attrs->step[axis] = count <= 1 ? 1 : step;
  return TRUE;
}

static int
from_slice (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  gint64 starts[VT_MAX_DIMS], ends[VT_MAX_DIMS], axes[VT_MAX_DIMS], steps[VT_MAX_DIMS];
  const int x = vt_onnx_in (b, n, 0, error);
  const int n_starts = vt_onnx_integers (b, n, 1, "starts", starts, error);
  const int n_ends = vt_onnx_integers (b, n, 2, "ends", ends, error);
  const int n_axes = vt_onnx_integers (b, n, 3, "axes", axes, error);
  const int n_steps = vt_onnx_integers (b, n, 4, "steps", steps, error);
  VtSliceAttrs attrs = { 0 };
  guint seen = 0;

  if (x < 0 || n_starts == -2 || n_ends == -2 || n_axes == -2 || n_steps == -2)
    return -1;
  if (n_starts < 0 || n_ends != n_starts || (n_axes >= 0 && n_axes != n_starts) || (n_steps >= 0 && n_steps != n_starts))
    return vt_onnx_refuse (error, _("its starts, ends, axes and steps do not go together"));

  const VtShape *shape = vt_onnx_shape_of (b, x);

  for (guint d = 0; d < VT_MAX_DIMS; d++)
    attrs.step[d] = 1;
  for (int k = 0; k < n_starts; k++)
    {
      const gint64 step = n_steps < 0 ? 1 : steps[k];
      gint64 first, count;
      guint a;

      if (!vt_onnx_axis (n_axes < 0 ? k : axes[k], shape->n_dims, &a, error))
        return -1;
      if (step == 0 || seen >> a & 1)
        return vt_onnx_refuse (error, _("axis %u is cut twice or in steps of zero"), a);
      seen |= 1u << a;
      vt_onnx_slice_range (shape->dim[a], starts[k], ends[k], step, &first, &count);
      if (!cut_axis (b, x, a, first, count, step, &attrs, error))
        return -1;
    }
  return vt_onnx_emit_as (b, n, "Slice", &attrs, &x, 1, error);
}

/* Each output is a Slice. */
static int
from_split (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  const VtOnnxConst *sizes = vt_onnx_in_const (b, n, 1);
  const VtOnnx__Attribute *attr = vt_onnx_attr (n, "split");
  const gsize n_sizes = sizes != NULL ? sizes->size : attr != NULL ? attr->n_ints : 0;
  const gsize parts = n->n_output;
  gint64 at = 0;
  int first = -1;
  guint axis;

  if (x < 0 || !vt_onnx_axis (vt_onnx_attr_int (n, "axis", 0), vt_onnx_shape_of (b, x)->n_dims, &axis, error))
    return -1;

  const gint64 dim = (gint64) vt_onnx_shape_of (b, x)->dim[axis];

  if (parts == 0 || parts > (gsize) dim || (n_sizes > 0 && n_sizes != parts))
    return vt_onnx_refuse (error, _("its %u outputs do not fit its input"), (guint) parts);
  for (guint k = 0; k < parts; k++)
    {
      const gint64 even = (dim + (gint64) parts - 1) / (gint64) parts;
      const gint64 size = sizes != NULL ? vt_onnx_const_int (sizes, k) : n_sizes > 0 ? attr->ints[k] : MIN (even, dim - at);
      VtSliceAttrs attrs = { 0 };

      for (guint d = 0; d < VT_MAX_DIMS; d++)
        attrs.step[d] = 1;
      if (size < 1 || size > dim - at)
        return vt_onnx_refuse (error, _("its parts do not fit its input"));
      if (!cut_axis (b, x, axis, at, size, 1, &attrs, error))
        return -1;
      at += size;
      if (!vt_onnx_has_output (n, k) || vt_onnx_value (b, n->output[k])->n_uses == 0)
        continue;

      const int part = vt_onnx_emit (b, "Slice", &attrs, &x, 1, n->output[k], error);

      if (part < 0)
        return -1;
      vt_onnx_bind (b, n, k, part);
      if (k == 0)
        first = part;
    }
  /* Output 0 may be one that nothing reads. */
  return first < 0 ? x : first;
}

/* torch's newer exporter writes a view as a Gather from all pictures in one row.  Where the indices take from each picture
 * what they take from the first, that is one for each picture: a Reshape when they go through it in order. */
static int
gather_from_row (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 int                 x,
                 const VtOnnxConst  *index,
                 GError            **error)
{
  const gsize each = vt_onnx_shape_of (b, x)->dim[0], count = index->size / b->file_batch;
  const VtGatherAttrs attrs = { 1 };
  const VtReshapeAttrs apart = { 2, { -1, (gint64) each } };
  VtReshapeAttrs view = { .n_dims = index->shape.n_dims, .dim = { -1 } };
  VtShape one = { .n_dims = index->shape.n_dims - 1 };
  gboolean in_order = count == each;

  for (guint d = 0; d < one.n_dims; d++)
    view.dim[d + 1] = (gint64) (one.dim[d] = index->shape.dim[d + 1]);

  g_autoptr (VtOnnxConst) f = vt_onnx_const_new (&one, FALSE, &b->budget, error);

  /* Operators hold floats; whole numbers are exact in them up to 2²⁴. */
  for (gsize k = 0; f != NULL && k < index->size; k++)
    {
      const gint64 first = (gint64) (k / count * each), i = vt_onnx_const_int (index, k);

      if (i < first || i - first >= (gint64) each || each > 1 << 24
          || (k >= count && (gint64) f->f[k % count] != i - first))
        return vt_onnx_refuse (error, _("it picks from the batch"));
      f->f[k % count] = (float) (i - first);
      in_order = in_order && i - first == (gint64) (k % count);
    }
  if (f == NULL)
    return -1;
  if (in_order)
    return vt_onnx_emit_as (b, n, "Reshape", &view, &x, 1, error);

  int in[2] = { vt_onnx_emit (b, "Reshape", &apart, &x, 1, NULL, error), vt_onnx_param (b, f, n->input[1], error) };

  return in[0] < 0 || in[1] < 0 ? -1 : vt_onnx_emit_as (b, n, "Gather", &attrs, in, 2, error);
}

static int
from_gather (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             GError            **error)
{
  int in[2] = { vt_onnx_in (b, n, 0, error), -1 };
  const VtOnnxConst *index = in[0] >= 0 ? vt_onnx_need_const (b, n, 1, _("its indices"), error) : NULL;
  VtGatherAttrs attrs;

  if (index == NULL || !vt_onnx_axis (vt_onnx_attr_int (n, "axis", 0), vt_onnx_shape_of (b, in[0])->n_dims, &attrs.axis,
                                      error))
    return -1;
  if ((int) attrs.axis == vt_onnx_batch_axis (b, in[0]))
    return vt_onnx_shape_of (b, in[0])->n_dims == 1 && index->shape.n_dims > 1 && index->shape.dim[0] == b->file_batch
           && index->size > 0 ? gather_from_row (b, n, in[0], index, error)
           : vt_onnx_refuse (error, _("it picks from the batch"));

  const gint64 dim = (gint64) vt_onnx_shape_of (b, in[0])->dim[attrs.axis];
  g_autoptr (VtOnnxConst) f = vt_onnx_const_new (&index->shape, FALSE, &b->budget, error);

  /* Operators hold floats; whole numbers are exact in them up to 2²⁴. */
  for (gsize k = 0; f != NULL && k < f->size; k++)
    {
      const gint64 i = vt_onnx_const_int (index, k);

      if (i < -dim || i >= dim || dim > (1 << 24))
        return vt_onnx_refuse (error, _("its index %" PRId64 " lies outside its input"), i);
      f->f[k] = (float) (i < 0 ? i + dim : i);
    }
  if (f == NULL || (in[1] = vt_onnx_param (b, f, n->input[1], error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "Gather", &attrs, in, 2, error);
}

/* Pads and value are attributes before opset 11 and inputs since; opset 18 adds axes. */
static int
from_pad (VtOnnxBuild        *b,
          const VtOnnx__Node *n,
          GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  const VtOnnx__Attribute *attr = vt_onnx_attr (n, "pads") != NULL ? vt_onnx_attr (n, "pads") : vt_onnx_attr (n, "paddings");
  const VtOnnxConst *pads = vt_onnx_in_const (b, n, 1), *value = vt_onnx_in_const (b, n, 2);
  VtPadAttrs attrs = { .mode = VT_PAD_CONSTANT, .value = vt_onnx_attr_float (n, "value", 0) };
  gint64 axes[VT_MAX_DIMS] = { 0, 1, 2, 3, 4, 5 };
  const int n_axes = x >= 0 ? vt_onnx_integers (b, n, 3, NULL, axes, error) : -2;

  if (n_axes == -2)
    return -1;

  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims, n_padded = n_axes < 0 ? n_dims : (guint) n_axes;
  const gsize n_pads = pads != NULL ? pads->size : attr != NULL ? attr->n_ints : 0;

  if ((vt_onnx_input (b, n, 1) != NULL && pads == NULL) || (vt_onnx_input (b, n, 2) != NULL && value == NULL))
    return vt_onnx_refuse (error, _("its pads depend on the picture"));
  if (n_pads != 2 * n_padded)
    return vt_onnx_refuse (error, _("it has %u pads for %u axes"), (guint) n_pads, n_padded);
  if (value != NULL && value->size > 0)
    attrs.value = (float) vt_onnx_const_real (value, 0);
  if (vt_onnx_attr_is (n, "mode", "reflect", "constant"))
    attrs.mode = VT_PAD_REFLECT;
  else if (vt_onnx_attr_is (n, "mode", "edge", "constant"))
    attrs.mode = VT_PAD_EDGE;
  else if (vt_onnx_attr_is (n, "mode", "wrap", "constant"))
    attrs.mode = VT_PAD_WRAP;
  else if (!vt_onnx_attr_is (n, "mode", "constant", "constant"))
    return vt_onnx_refuse (error, _("it pads in a way that Vitrine does not know"));
  for (guint k = 0; k < n_padded; k++)
    {
      const gint64 before = pads != NULL ? vt_onnx_const_int (pads, k) : attr->ints[k];
      const gint64 after = pads != NULL ? vt_onnx_const_int (pads, k + n_padded) : attr->ints[k + n_padded];
      guint a;

      if (!vt_onnx_axis (axes[k], n_dims, &a, error))
        return -1;
      if (MAX (ABS (CLAMP (before, -G_MAXINT32, G_MAXINT32)), ABS (CLAMP (after, -G_MAXINT32, G_MAXINT32))) > 1 << 24)
        return vt_onnx_refuse (error, _("a pad is far too large"));
      attrs.before[a] = before;
      attrs.after[a] = after;
    }
  const int batch = vt_onnx_batch_axis (b, x);

  if (batch >= 0 && (attrs.before[batch] != 0 || attrs.after[batch] != 0))
    return vt_onnx_refuse (error, _("it pads the batch"));
  return vt_onnx_emit_as (b, n, "Pad", &attrs, &x, 1, error);
}

const VtOnnxConverter vt_onnx_from_cut[] = {
  { "Slice", from_slice }, { "Split", from_split }, { "Gather", from_gather }, { "Pad", from_pad },
  { NULL },
};
