/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same numbers in another shape.  Files fix the batch in their constants; here dimension 0 is made to follow it. */
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-fold.h"

/* Which dimension of `to` the batch goes into: the first that as many numbers stand before as before the batch. */
static int
batch_goes_to (VtOnnxBuild   *b,
               int            x,
               const VtShape *to)
{
  const VtShape *from = vt_onnx_shape_of (b, x);
  const int batch = vt_onnx_batch_axis (b, x);
  gsize before = 1, outer = 1;

  for (int d = 0; d < batch; d++)
    outer *= from->dim[d];
  for (guint d = 0; batch >= 0 && d < to->n_dims && before <= outer; d++)
    {
      if (before == outer)
        return (int) d;
      before *= to->dim[d];
    }
  return -1;
}

/* Emits a reshape to `to` that is right for every batch: dimension `batch` (−1: none) takes what is left. */
static int
emit_reshape (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              int                 x,
              const VtShape      *to,
              int                 batch,
              GError            **error)
{
  VtReshapeAttrs attrs = { .n_dims = to->n_dims };

  for (guint d = 0; d < to->n_dims; d++)
    attrs.dim[d] = (gint64) to->dim[d];
  if (batch >= 0 && batch < (int) to->n_dims)
    attrs.dim[batch] = batch == 0 && vt_onnx_batch_axis (b, x) == 0 && to->dim[0] == vt_onnx_shape_of (b, x)->dim[0] ? 0 : -1;
  return vt_onnx_emit_as (b, n, "Reshape", &attrs, &x, 1, error);
}

static int
from_reshape (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  gint64 dims[VT_MAX_DIMS];
  const int count = x >= 0 ? vt_onnx_integers (b, n, 1, "shape", dims, error) : -2;
  const gint64 batch = (gint64) b->file_batch;
  VtShape to;

  if (count == -2)
    return -1;
  if (count < 0)
    return vt_onnx_refuse (error, _("the new shape is missing"));

  const VtShape *from = vt_onnx_shape_of (b, x);

  /* A file exported with a batch of N has N, or a multiple of it, where we have 1. */
  if (count > 0 && batch > 1 && dims[0] > 0 && dims[0] % batch == 0 && vt_onnx_batch_axis (b, x) == 0)
    dims[0] /= batch;
  if (!vt_onnx_reshape_dims (from, dims, (gsize) count, vt_onnx_attr_int (n, "allowzero", 0) != 0, &to, error))
    return -1;
  return emit_reshape (b, n, x, &to, batch_goes_to (b, x, &to), error);
}

static int
from_flatten (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  const VtShape *from = x >= 0 ? vt_onnx_shape_of (b, x) : NULL;
  gint64 axis = vt_onnx_attr_int (n, "axis", 1);
  VtShape to = VT_SHAPE (1, 1);

  if (from == NULL)
    return -1;
  if (axis < 0)
    axis += from->n_dims;
  if (axis < 0 || axis > from->n_dims)
    return vt_onnx_refuse (error, _("its axis does not exist"));
  for (guint d = 0; d < from->n_dims; d++)
    to.dim[d < axis ? 0 : 1] *= from->dim[d];
  return emit_reshape (b, n, x, &to, batch_goes_to (b, x, &to), error);
}

static int
from_squeeze (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  gint64 axes[VT_MAX_DIMS];
  const int count = x >= 0 ? vt_onnx_integers (b, n, 1, "axes", axes, error) : -2;
  VtShape to = { 0 };
  guint drop = 0, a;

  if (count == -2)
    return -1;

  const VtShape *from = vt_onnx_shape_of (b, x);
  const int batch = vt_onnx_batch_axis (b, x);
  int goes_to = -1;

  for (int k = 0; k < count; k++)
    {
      if (!vt_onnx_axis (axes[k], from->n_dims, &a, error))
        return -1;
      if (from->dim[a] != 1)
        return vt_onnx_refuse (error, _("axis %u has %zu places and cannot vanish"), a, from->dim[a]);
      drop |= 1u << a;
    }
  /* Without axes every axis of length 1 goes; the batch stays. */
  for (guint d = 0; d < from->n_dims; d++)
    if (!(count < 0 ? from->dim[d] == 1 && (int) d != batch : drop >> d & 1))
      {
        if ((int) d == batch)
          goes_to = (int) to.n_dims;
        to.dim[to.n_dims++] = from->dim[d];
      }
  return emit_reshape (b, n, x, &to, goes_to, error);
}

static int
from_unsqueeze (VtOnnxBuild        *b,
                const VtOnnx__Node *n,
                GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  gint64 axes[VT_MAX_DIMS];
  const int count = x >= 0 ? vt_onnx_integers (b, n, 1, "axes", axes, error) : -2;
  guint insert = 0, a, at = 0;
  VtShape to = { 0 };

  if (count == -2)
    return -1;

  const VtShape *from = vt_onnx_shape_of (b, x);
  const int batch = vt_onnx_batch_axis (b, x);
  int goes_to = -1;

  if (count < 0 || from->n_dims + (guint) count > VT_MAX_DIMS)
    return vt_onnx_refuse (error, _("its axes are missing or too many"));
  to.n_dims = from->n_dims + (guint) count;
  for (int k = 0; k < count; k++)
    {
      if (!vt_onnx_axis (axes[k], to.n_dims, &a, error))
        return -1;
      if (insert >> a & 1)
        return vt_onnx_refuse (error, _("axis %u is named twice"), a);
      insert |= 1u << a;
    }
  for (guint d = 0; d < to.n_dims; d++)
    {
      if ((insert >> d & 1) == 0 && (int) at == batch)
        goes_to = (int) d;
      to.dim[d] = insert >> d & 1 ? 1 : from->dim[at++];
    }
  return emit_reshape (b, n, x, &to, goes_to, error);
}

static int
from_transpose (VtOnnxBuild        *b,
                const VtOnnx__Node *n,
                GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);
  const VtOnnx__Attribute *perm = vt_onnx_attr (n, "perm");
  VtTransposeAttrs attrs = { 0 };
  guint seen = 0;

  if (x < 0)
    return -1;
  if (g_hash_table_contains (b->idle, n))
    return vt_onnx_from_nothing (b, n, error);

  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;

  if (perm != NULL && perm->n_ints != n_dims)
    return vt_onnx_refuse (error, _("it permutes %u axes of %u"), (guint) perm->n_ints, n_dims);
  for (guint d = 0; d < n_dims; d++)
    {
      const gint64 from = perm != NULL ? perm->ints[d] : (gint64) (n_dims - 1 - d);

      if (from < 0 || from >= n_dims || seen >> from & 1)
        return vt_onnx_refuse (error, _("its permutation is none"));
      seen |= 1u << from;
      attrs.perm[d] = (guint) from;
    }
  return vt_onnx_emit_as (b, n, "Transpose", &attrs, &x, 1, error);
}

/* Expand and Tile. */
static int
from_dims (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  const gboolean tile = g_str_equal (n->op_type, "Tile");
  const int x = vt_onnx_in (b, n, 0, error);
  gint64 dims[VT_MAX_DIMS];
  const int count = x >= 0 ? vt_onnx_integers (b, n, 1, tile ? "repeats" : "shape", dims, error) : -2;
  VtDimsAttrs attrs = { 0 };

  if (count == -2)
    return -1;

  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;

  if (count < 0 || (tile && count != (int) n_dims))
    return vt_onnx_refuse (error, _("its numbers do not fit its input"));
  attrs.n_dims = (guint) count;
  for (int k = 0; k < count; k++)
    {
      /* A shape exported with a fixed batch repeats it in front. */
      if (!tile && k == 0 && count == (int) n_dims && dims[k] == (gint64) b->file_batch)
        dims[k] = 1;
      if (dims[k] < 1 || (guint64) dims[k] > VT_MAX_ELEMENTS)
        return vt_onnx_refuse (error, _("one of its numbers is %" PRId64), dims[k]);
      attrs.dim[k] = (gsize) dims[k];
    }
  /* Expand aligns the last axes. */
  const int batch = vt_onnx_batch_axis (b, x), at = batch < 0 ? -1 : batch + (tile ? 0 : count - (int) n_dims);

  if (at >= 0 && at < count && attrs.dim[at] != 1)
    return vt_onnx_refuse (error, _("it repeats the pictures of a batch"));
  return vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
}

static int
from_depth_space (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  GError            **error)
{
  const gint64 block = vt_onnx_attr_int (n, "blocksize", 0);
  const VtDepthSpaceAttrs attrs = { (guint) block, vt_onnx_attr_is (n, "mode", "CRD", "DCR") };
  const int x = vt_onnx_in (b, n, 0, error);

  if (x >= 0 && (block < 1 || block > 65536))
    return vt_onnx_refuse (error, _("its block is %" PRId64), block);
  return x < 0 ? -1 : vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
}

const VtOnnxConverter vt_onnx_from_shape[] = {
  { "Reshape", from_reshape }, { "Flatten", from_flatten }, { "Squeeze", from_squeeze },
  { "Unsqueeze", from_unsqueeze }, { "Transpose", from_transpose }, { "Expand", from_dims }, { "Tile", from_dims },
  { "DepthToSpace", from_depth_space }, { "SpaceToDepth", from_depth_space },
  { NULL },
};
