/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining constants and picking from them. */
#include "base/vt-error.h"

#include <glib/gi18n.h>

#include "onnx/vt-onnx-attr.h"
#include "onnx/vt-onnx-fold.h"

static VtOnnxConst *
bad (GError    **error,
     const char *sentence)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, sentence);
  return NULL;
}

/* Numbers before and after `axis`, of which the elements are outer × dim × inner. */
static void
around (const VtShape *shape,
        guint          axis,
        gsize         *outer,
        gsize         *inner)
{
  *outer = *inner = 1;
  for (guint d = 0; d < axis; d++)
    *outer *= shape->dim[d];
  for (guint d = axis + 1; d < shape->n_dims; d++)
    *inner *= shape->dim[d];
}

static VtOnnxConst *
fold_concat (const VtOnnxFold *fold,
             GError          **error)
{
  VtShape shape = fold->x[0]->shape;
  gsize outer, inner, at = 0;
  guint axis;

  if (!vt_onnx_axis (vt_onnx_attr_int (fold->node, "axis", 1), shape.n_dims, &axis, error))
    return NULL;
  shape.dim[axis] = 0;
  for (guint k = 0; k < fold->n_x; k++)
    {
      if (fold->x[k] == NULL)
        return bad (error, _("an input is missing"));

      VtShape other = fold->x[k]->shape;

      if (other.n_dims != shape.n_dims || (fold->x[k]->i != NULL) != (fold->x[0]->i != NULL))
        return bad (error, _("the inputs do not go together"));
      shape.dim[axis] += other.dim[axis];
      other.dim[axis] = shape.dim[axis];
      if (!vt_shape_equal (&other, &shape))
        return bad (error, _("the inputs do not go together"));
    }

  VtOnnxConst *y = vt_onnx_const_new (&shape, fold->x[0]->i != NULL, fold->budget, error);

  around (&shape, axis, &outer, &inner);
  for (guint k = 0; y != NULL && k < fold->n_x; k++)
    {
      const gsize block = fold->x[k]->shape.dim[axis] * inner;

      for (gsize o = 0; o < outer; o++)
        for (gsize b = 0; b < block; b++)
          vt_onnx_const_copy (y, o * shape.dim[axis] * inner + at + b, fold->x[k], o * block + b);
      at += block;
    }
  return y;
}

static VtOnnxConst *
fold_gather (const VtOnnxFold *fold,
             GError          **error)
{
  const VtOnnxConst *x = fold->x[0], *index = fold->x[1];
  VtShape shape = { 0 };
  gsize outer, inner, to = 0;
  guint axis;

  if (!vt_onnx_axis (vt_onnx_attr_int (fold->node, "axis", 0), x->shape.n_dims, &axis, error))
    return NULL;
  if (x->shape.n_dims - 1 + index->shape.n_dims > VT_MAX_DIMS)
    return bad (error, _("the result has too many dimensions"));
  for (guint d = 0; d < axis; d++)
    shape.dim[shape.n_dims++] = x->shape.dim[d];
  for (guint d = 0; d < index->shape.n_dims; d++)
    shape.dim[shape.n_dims++] = index->shape.dim[d];
  for (guint d = axis + 1; d < x->shape.n_dims; d++)
    shape.dim[shape.n_dims++] = x->shape.dim[d];

  const gint64 n = (gint64) x->shape.dim[axis];

  for (gsize k = 0; k < index->size; k++)
    if (vt_onnx_const_int (index, k) < -n || vt_onnx_const_int (index, k) >= n)
      return bad (error, _("an index lies outside the tensor"));

  VtOnnxConst *y = vt_onnx_const_new (&shape, x->i != NULL, fold->budget, error);

  around (&x->shape, axis, &outer, &inner);
  for (gsize o = 0; y != NULL && o < outer; o++)
    for (gsize k = 0; k < index->size; k++)
      {
        const gint64 i = vt_onnx_const_int (index, k);

        for (gsize b = 0; b < inner; b++)
          vt_onnx_const_copy (y, to++, x, (o * (gsize) n + (gsize) (i < 0 ? i + n : i)) * inner + b);
      }
  return y;
}

const VtOnnxFoldEntry vt_onnx_fold_joins[] = {
  { "Concat", 1, fold_concat }, { "Gather", 2, fold_gather },
  { NULL },
};
