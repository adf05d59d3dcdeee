/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving constants about: views, parts, joins, and new ones from nothing. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "onnx/vt-onnx-attr.h"
#include "onnx/vt-onnx-fold.h"

VtOnnxConst *
vt_onnx_const_view (const VtOnnxConst *c,
                    const VtShape     *shape,
                    gssize             base,
                    const gssize       stride[VT_MAX_DIMS],
                    VtOnnxBudget      *budget,
                    GError           **error)
{
  VtOnnxConst *y = vt_onnx_const_new (shape, c->i != NULL, budget, error);
  gsize index[VT_MAX_DIMS] = { 0 };
  gssize at = base;

  if (y == NULL)
    return NULL;
  y->half = c->half;
  for (gsize k = 0; k < y->size; k++)
    {
      vt_onnx_const_copy (y, k, c, (gsize) at);
      /* Counts the index up, last axis first, and moves `at` with it. */
      for (guint d = shape->n_dims; d-- > 0;)
        {
          at += stride[d];
          if (++index[d] < shape->dim[d])
            break;
          at -= (gssize) shape->dim[d] * stride[d];
          index[d] = 0;
        }
    }
  return y;
}

VtOnnxConst *
vt_onnx_const_reshape (const VtOnnxConst *c,
                       const VtShape     *shape,
                       VtOnnxBudget      *budget,
                       GError           **error)
{
  VtOnnxConst *y = vt_onnx_const_new (shape, c->i != NULL, budget, error);

  if (y == NULL)
    return NULL;
  if (y->size != c->size)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("the new shape has another number of elements"));
      vt_onnx_const_unref (y);
      return NULL;
    }
  y->half = c->half;
  if (y->i != NULL)
    memcpy (y->i, c->i, c->size * sizeof (gint64));
  else
    memcpy (y->f, c->f, c->size * sizeof (float));
  return y;
}

gboolean
vt_onnx_reshape_dims (const VtShape *from,
                      const gint64  *dims,
                      gsize          n,
                      gboolean       allow_zero,
                      VtShape       *to,
                      GError       **error)
{
  gint64 resolved[VT_MAX_DIMS];
  int open = -1;
  gsize known = 1;

  for (gsize i = 0; i < MIN (n, VT_MAX_DIMS); i++)
    {
      resolved[i] = dims[i] == 0 && !allow_zero && i < from->n_dims ? (gint64) from->dim[i] : dims[i];
      if (resolved[i] == -1 && open < 0)
        {
          open = (int) i;
          resolved[i] = 1;
        }
      if (resolved[i] >= 0 && !g_size_checked_mul (&known, known, (gsize) resolved[i]))
        known = 0;
    }
  if (open >= 0 && known > 0)
    resolved[open] = (gint64) (vt_shape_size (from) / known);
  if (!vt_onnx_shape (resolved, n, to, error))
    return FALSE;
  if (vt_shape_size (to) != vt_shape_size (from))
    {
      g_autofree char *a = vt_shape_to_string (from), *b = vt_shape_to_string (to);

      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%s does not fill the shape %s"), a, b);
      return FALSE;
    }
  return TRUE;
}

void
vt_onnx_slice_range (gsize   dim,
                     gint64  start,
                     gint64  end,
                     gint64  step,
                     gint64 *first,
                     gint64 *count)
{
  const gint64 n = (gint64) dim;
  const gint64 from = start < 0 ? MAX (start, -n - 1) + n : start;
  const gint64 to = end < 0 ? MAX (end, -n - 1) + n : end;

  /* A step past the end takes one cell, however long it is. */
  if (step > 0)
    {
      const gint64 on = MIN (step, n + 1);

      *first = CLAMP (from, 0, n);
      *count = MAX (0, (CLAMP (to, 0, n) - *first + (on - 1)) / on);
    }
  else
    {
      const gint64 back = step < -n ? n + 1 : -step;

      *first = CLAMP (from, -1, n - 1);
      *count = MAX (0, (*first - CLAMP (to, -1, n - 1) + (back - 1)) / back);
    }
}

/* Integers from an input where there is one, else from an attribute.  Returns their number, or −1. */
static gssize
integers_of (const VtOnnxFold *fold,
             guint             input,
             const char       *attr,
             gint64            out[VT_MAX_DIMS])
{
  const VtOnnx__Attribute *a = vt_onnx_attr (fold->node, attr);
  const VtOnnxConst *c = input < fold->n_x ? fold->x[input] : NULL;
  const gsize n = c != NULL ? c->size : a != NULL ? a->n_ints : 0;

  if ((c == NULL && a == NULL) || n > VT_MAX_DIMS)
    return -1;
  for (gsize k = 0; k < n; k++)
    out[k] = c != NULL ? vt_onnx_const_int (c, k) : a->ints[k];
  return (gssize) n;
}

static VtOnnxConst *
bad (GError    **error,
     const char *sentence)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, sentence);
  return NULL;
}

/* ---- from nothing --------------------------------------------------------------------------- */

static VtOnnxConst *
fold_constant (const VtOnnxFold *fold,
               GError          **error)
{
  const VtOnnx__Attribute *a;
  VtShape shape = { 0 };

  if ((a = vt_onnx_attr (fold->node, "value")) != NULL && a->t != NULL)
    return vt_onnx_const_decode (a->t, NULL, fold->budget, error);

  const VtOnnx__Attribute *f = vt_onnx_attr (fold->node, "value_float"), *fs = vt_onnx_attr (fold->node, "value_floats");
  const VtOnnx__Attribute *i = vt_onnx_attr (fold->node, "value_int"), *is = vt_onnx_attr (fold->node, "value_ints");
  VtOnnxConst *y = NULL;

  if (fs != NULL || is != NULL)
    shape = VT_SHAPE (fs != NULL ? fs->n_floats : is->n_ints);
  if (f == NULL && fs == NULL && i == NULL && is == NULL)
    return bad (error, _("this constant has no value that Vitrine knows"));
  y = vt_onnx_const_new (&shape, f == NULL && fs == NULL, fold->budget, error);
  for (gsize k = 0; y != NULL && k < y->size; k++)
    if (y->f != NULL)
      y->f[k] = fs != NULL ? fs->floats[k] : f->f;
    else
      y->i[k] = is != NULL ? is->ints[k] : i->i;
  return y;
}

static VtOnnxConst *
fold_constant_of_shape (const VtOnnxFold *fold,
                        GError          **error)
{
  const VtOnnx__Attribute *a = vt_onnx_attr (fold->node, "value");
  g_autoptr (VtOnnxConst) value = NULL;
  gint64 dims[VT_MAX_DIMS];
  VtShape shape;

  if (a != NULL && a->t != NULL && (value = vt_onnx_const_decode (a->t, NULL, fold->budget, error)) == NULL)
    return NULL;
  if (value != NULL && value->size != 1)
    return bad (error, _("the value to fill with is not one number"));
  if (fold->x[0]->size > VT_MAX_DIMS)
    return bad (error, _("the shape has too many dimensions"));
  for (gsize k = 0; k < fold->x[0]->size; k++)
    dims[k] = vt_onnx_const_int (fold->x[0], k);
  if (!vt_onnx_shape (dims, fold->x[0]->size, &shape, error))
    return NULL;

  VtOnnxConst *y = vt_onnx_const_new (&shape, value != NULL && value->i != NULL, fold->budget, error);

  for (gsize k = 0; y != NULL && value != NULL && k < y->size; k++)
    vt_onnx_const_copy (y, k, value, 0);
  return y;
}

static VtOnnxConst *
fold_range (const VtOnnxFold *fold,
            GError          **error)
{
  for (guint k = 0; k < 3; k++)
    if (fold->x[k]->size != 1)
      return bad (error, _("start, limit and step are not single numbers"));

  const double start = vt_onnx_const_real (fold->x[0], 0), limit = vt_onnx_const_real (fold->x[1], 0);
  const double step = vt_onnx_const_real (fold->x[2], 0), n = ceil ((limit - start) / step);

  if (!(n <= 1e9) || step == 0)
    return bad (error, _("the range is endless"));

  const VtShape shape = VT_SHAPE (n > 0 ? (gsize) n : 0);
  VtOnnxConst *y = vt_onnx_const_new (&shape, fold->x[0]->i != NULL, fold->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    if (y->i != NULL)
      y->i[k] = vt_onnx_whole (start + (double) k * step);
    else
      y->f[k] = (float) (start + (double) k * step);
  return y;
}

/* ---- the same numbers in another shape ------------------------------------------------------- */

static VtOnnxConst *
fold_reshape (const VtOnnxFold *fold,
              GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  gint64 dims[VT_MAX_DIMS];
  VtShape shape;
  const gssize n = integers_of (fold, 1, "shape", dims);

  if (n < 0)
    return bad (error, _("the new shape is missing or has too many dimensions"));
  if (!vt_onnx_reshape_dims (&x->shape, dims, (gsize) n, vt_onnx_attr_int (fold->node, "allowzero", 0) != 0, &shape, error))
    return NULL;
  return vt_onnx_const_reshape (x, &shape, fold->budget, error);
}

static VtOnnxConst *
fold_flatten (const VtOnnxFold *fold,
              GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  const gint64 a = vt_onnx_attr_int (fold->node, "axis", 1), axis = a < 0 ? a + x->shape.n_dims : a;
  VtShape shape = VT_SHAPE (1, 1);

  if (axis < 0 || axis > x->shape.n_dims)
    return bad (error, _("the axis does not exist"));
  for (guint d = 0; d < x->shape.n_dims; d++)
    shape.dim[d < axis ? 0 : 1] *= x->shape.dim[d];
  return vt_onnx_const_reshape (x, &shape, fold->budget, error);
}

static VtOnnxConst *
fold_squeeze (const VtOnnxFold *fold,
              GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  gint64 axes[VT_MAX_DIMS];
  const gssize n = integers_of (fold, 1, "axes", axes);
  VtShape shape = { 0 };
  guint drop = 0, a;

  for (gssize k = 0; k < n; k++)
    {
      if (!vt_onnx_axis (axes[k], x->shape.n_dims, &a, error))
        return NULL;
      drop |= 1u << a;
    }
  for (guint d = 0; d < x->shape.n_dims; d++)
    if (!(n < 0 ? x->shape.dim[d] == 1 : drop >> d & 1))
      shape.dim[shape.n_dims++] = x->shape.dim[d];
  return vt_onnx_const_reshape (x, &shape, fold->budget, error);
}

static VtOnnxConst *
fold_unsqueeze (const VtOnnxFold *fold,
                GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  gint64 axes[VT_MAX_DIMS];
  const gssize n = integers_of (fold, 1, "axes", axes);
  guint insert = 0, a, from = 0;
  VtShape shape = { 0 };

  if (n < 0 || x->shape.n_dims + (guint) n > VT_MAX_DIMS)
    return bad (error, _("the axes are missing or too many"));
  shape.n_dims = x->shape.n_dims + (guint) n;
  for (gssize k = 0; k < n; k++)
    {
      if (!vt_onnx_axis (axes[k], shape.n_dims, &a, error))
        return NULL;
      if (insert >> a & 1)
        return bad (error, _("an axis is named twice"));
      insert |= 1u << a;
    }
  for (guint d = 0; d < shape.n_dims; d++)
    shape.dim[d] = insert >> d & 1 ? 1 : x->shape.dim[from++];
  return vt_onnx_const_reshape (x, &shape, fold->budget, error);
}

/* ---- views ---------------------------------------------------------------------------------- */

static VtOnnxConst *
fold_transpose (const VtOnnxFold *fold,
                GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  const VtOnnx__Attribute *perm = vt_onnx_attr (fold->node, "perm");
  const guint n = x->shape.n_dims;
  gsize own[VT_MAX_DIMS] = { 0 };
  gssize stride[VT_MAX_DIMS] = { 0 };
  VtShape shape = { .n_dims = n };
  guint seen = 0;

  if (perm != NULL && perm->n_ints != n)
    return bad (error, _("the permutation has another number of axes"));
  vt_shape_strides (&x->shape, own);
  for (guint d = 0; d < n; d++)
    {
      const gint64 from = perm != NULL ? perm->ints[d] : (gint64) (n - 1 - d);

      if (from < 0 || from >= n || seen >> from & 1)
        return bad (error, _("the permutation is none"));
      seen |= 1u << from;
      shape.dim[d] = x->shape.dim[from];
      stride[d] = (gssize) own[from];
    }
  return vt_onnx_const_view (x, &shape, 0, stride, fold->budget, error);
}

static VtOnnxConst *
fold_slice (const VtOnnxFold *fold,
            GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  gint64 starts[VT_MAX_DIMS], ends[VT_MAX_DIMS], axes[VT_MAX_DIMS], steps[VT_MAX_DIMS];
  const gssize n = integers_of (fold, 1, "starts", starts), n_ends = integers_of (fold, 2, "ends", ends);
  const gssize n_axes = integers_of (fold, 3, "axes", axes), n_steps = integers_of (fold, 4, "steps", steps);
  gsize own[VT_MAX_DIMS] = { 0 };
  gssize stride[VT_MAX_DIMS] = { 0 }, base = 0;
  VtShape shape = x->shape;

  if (n < 0 || n_ends != n || (n_axes >= 0 && n_axes != n) || (n_steps >= 0 && n_steps != n))
    return bad (error, _("starts, ends, axes and steps do not go together"));
  vt_shape_strides (&x->shape, own);
  for (guint d = 0; d < shape.n_dims; d++)
    stride[d] = (gssize) own[d];
  for (gssize k = 0; k < n; k++)
    {
      const gint64 step = n_steps < 0 ? 1 : steps[k];
      gint64 first, count;
      guint a;

      if (!vt_onnx_axis (n_axes < 0 ? k : axes[k], shape.n_dims, &a, error))
        return NULL;
      if (step == 0)
        return bad (error, _("a step is zero"));
      vt_onnx_slice_range (x->shape.dim[a], starts[k], ends[k], step, &first, &count);
      shape.dim[a] = (gsize) count;
      /* With one cell or none the step is never taken; a huge one must not overflow. */
      stride[a] = count > 1 ? (gssize) step * (gssize) own[a] : 0;
      base += (gssize) own[a] * (count > 0 ? first : 0);
    }
  return vt_onnx_const_view (x, &shape, base, stride, fold->budget, error);
}

static VtOnnxConst *
fold_expand (const VtOnnxFold *fold,
             GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  gint64 dims[VT_MAX_DIMS];
  const gssize n = integers_of (fold, 1, "shape", dims);
  gsize own[VT_MAX_DIMS] = { 0 };
  gssize stride[VT_MAX_DIMS] = { 0 };
  VtShape asked, shape;

  if (n < 0)
    return bad (error, _("the shape to expand to is missing or has too many dimensions"));
  if (!vt_onnx_shape (dims, (gsize) n, &asked, error) || !vt_shape_broadcast (&x->shape, &asked, &shape, error))
    return NULL;
  vt_shape_strides (&x->shape, own);
  for (guint d = 0; d < x->shape.n_dims; d++)
    stride[shape.n_dims - x->shape.n_dims + d] = x->shape.dim[d] == 1 ? 0 : (gssize) own[d];
  return vt_onnx_const_view (x, &shape, 0, stride, fold->budget, error);
}

const VtOnnxFoldEntry vt_onnx_fold_shapes[] = {
  { "Constant", 0, fold_constant }, { "ConstantOfShape", 1, fold_constant_of_shape }, { "Range", 3, fold_range },
  { "Reshape", 1, fold_reshape }, { "Flatten", 1, fold_flatten }, { "Squeeze", 1, fold_squeeze },
  { "Unsqueeze", 1, fold_unsqueeze }, { "Transpose", 1, fold_transpose }, { "Slice", 1, fold_slice },
  { "Expand", 2, fold_expand },
  { NULL },
};
