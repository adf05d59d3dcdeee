/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dense layers and normalisation. */
#include "ops/vt-ops-matmul.h"
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <string.h>

#include "onnx/vt-onnx-build.h"

/* A dense layer with weights `w` (input 1 of `n`): what follows it is folded in where it can be. */
static int
emit_dense (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            VtGemmAttrs         attrs,
            int                 x,
            GError            **error)
{
  const VtOnnxConst *w = vt_onnx_in_const (b, n, 1), *bias = vt_onnx_in_const (b, n, 2);
  const gsize channels = w->shape.dim[attrs.trans_b ? 0 : 1];
  const gboolean plain_bias = vt_onnx_input (b, n, 2) == NULL
                              || (bias != NULL && bias->f != NULL && (bias->size == 1 || bias->size == channels));
  VtOnnxAffine affine = { .last = n };
  int in[3] = { x, -1, -1 }, node = -1;

  if (plain_bias)
    vt_onnx_affine_follow (b, n, channels, 2, &affine);
  if (affine.n_nodes > 0)
    {
      g_autoptr (VtOnnxConst) w2 = vt_onnx_affine_weights (b, &affine, w, attrs.trans_b ? w->shape.dim[1] : 1, error);
      g_autoptr (VtOnnxConst) b2 = w2 != NULL
                                  ? vt_onnx_affine_bias (b, &affine, bias, (double) attrs.beta, error) : NULL;

      g_autofree char *made_up = g_strconcat (n->output[0], "/bias", NULL);

      attrs.beta = 1;
      in[1] = b2 != NULL ? vt_onnx_param (b, w2, n->input[1], error) : -1;
      in[2] = b2 != NULL ? vt_onnx_param (b, b2, bias != NULL ? n->input[2] : made_up, error) : -1;
    }
  else
    {
      in[1] = vt_onnx_in (b, n, 1, error);
      in[2] = in[1] >= 0 && vt_onnx_input (b, n, 2) != NULL ? vt_onnx_in (b, n, 2, error) : -1;
    }
  if (in[1] >= 0 && (error == NULL || *error == NULL))
    node = vt_onnx_emit_as (b, affine.last, "Gemm", &attrs, in, in[2] >= 0 ? 3 : 2, error);
  if (node >= 0 && affine.n_nodes > 0)
    vt_onnx_affine_done (b, n, &affine, node);
  vt_onnx_affine_clear (&affine);
  return node;
}

static gboolean
is_matrix (const VtOnnxConst *w)
{
  return w != NULL && w->f != NULL && w->shape.n_dims == 2 && w->size > 0;
}

static int
from_gemm (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  const VtGemmAttrs attrs = {
    .alpha = vt_onnx_attr_float (n, "alpha", 1), .beta = vt_onnx_attr_float (n, "beta", 1),
    .trans_a = vt_onnx_attr_int (n, "transA", 0) != 0, .trans_b = vt_onnx_attr_int (n, "transB", 0) != 0,
  };
  int in[3] = { vt_onnx_in (b, n, 0, error), -1, -1 };

  if (in[0] < 0)
    return -1;
  if (!attrs.trans_a && is_matrix (vt_onnx_in_const (b, n, 1)))
    return emit_dense (b, n, attrs, in[0], error);
  if ((in[1] = vt_onnx_in (b, n, 1, error)) < 0
      || (vt_onnx_input (b, n, 2) != NULL && (in[2] = vt_onnx_in (b, n, 2, error)) < 0))
    return -1;
  return vt_onnx_emit_as (b, n, "Gemm", &attrs, in, in[2] >= 0 ? 3 : 2, error);
}

/* A product of a flat activation with a constant matrix is a dense layer and is shown as one. */
static int
from_matmul (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             GError            **error)
{
  int in[2] = { vt_onnx_in (b, n, 0, error), -1 };

  if (in[0] < 0)
    return -1;
  if (vt_graph_node (b->graph, in[0])->kind != VT_NODE_PARAM && vt_onnx_shape_of (b, in[0])->n_dims == 2 && n->n_input == 2
      && is_matrix (vt_onnx_in_const (b, n, 1)))
    return emit_dense (b, n, (VtGemmAttrs) { .alpha = 1, .beta = 1 }, in[0], error);
  if ((in[1] = vt_onnx_in (b, n, 1, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "MatMul", NULL, in, 2, error);
}

/* ---- normalisation -------------------------------------------------------------------------- */

/* Mean and variance of x over some axes, as two nodes. */
static gboolean
emit_moments (VtOnnxBuild *b,
              int          x,
              guint        axes,
              int         *mean,
              int         *variance,
              GError     **error)
{
  const VtReduceAttrs over = { axes, TRUE };
  int d;

  return (*mean = vt_onnx_emit (b, "ReduceMean", &over, &x, 1, NULL, error)) >= 0
         && (d = vt_onnx_emit (b, "Sub", NULL, (int[]) { x, *mean }, 2, NULL, error)) >= 0
         && (d = vt_onnx_emit (b, "Mul", NULL, (int[]) { d, d }, 2, NULL, error)) >= 0
         && (*variance = vt_onnx_emit (b, "ReduceMean", &over, &d, 1, NULL, error)) >= 0;
}

/* momentum · stored + (1 − momentum) · of this batch, as output k. */
static gboolean
emit_running (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              guint               k,
              int                 stored,
              int                 fresh,
              GError            **error)
{
  const float momentum = vt_onnx_attr_float (n, "momentum", 0.9f);
  const VtReshapeAttrs flat = { 1, { -1 } };
  int keep, take;

  if (!vt_onnx_has_output (n, k))
    return TRUE;
  if ((keep = vt_onnx_filled (b, 1, momentum, "momentum", error)) < 0
      || (take = vt_onnx_filled (b, 1, 1 - momentum, "rest", error)) < 0
      || (fresh = vt_onnx_emit (b, "Reshape", &flat, &fresh, 1, NULL, error)) < 0
      || (keep = vt_onnx_emit (b, "Mul", NULL, (int[]) { stored, keep }, 2, NULL, error)) < 0
      || (take = vt_onnx_emit (b, "Mul", NULL, (int[]) { fresh, take }, 2, NULL, error)) < 0
      || (keep = vt_onnx_emit (b, "Add", NULL, (int[]) { keep, take }, 2, n->output[k], error)) < 0)
    return FALSE;
  vt_onnx_bind (b, n, k, keep);
  return TRUE;
}

/* BatchNormalization as it is while training: with the moments of the batch itself. */
static int
batch_statistics (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  VtNormAttrs         attrs,
                  const int           in[5],
                  GError            **error)
{
  const VtShape shape = *vt_onnx_shape_of (b, in[0]);
  const VtReshapeAttrs flat = { 1, { -1 } };
  int mean, variance, norm[5] = { in[0], in[1], in[2], -1, -1 };

  if (shape.n_dims < 2)
    return vt_onnx_refuse (error, _("its input has no channels"));
  if (!emit_moments (b, in[0], ((1u << shape.n_dims) - 1) & ~2u, &mean, &variance, error)
      || !emit_running (b, n, 1, in[3], mean, error) || !emit_running (b, n, 2, in[4], variance, error)
      || (norm[3] = vt_onnx_emit (b, "Reshape", &flat, &mean, 1, NULL, error)) < 0
      || (norm[4] = vt_onnx_emit (b, "Reshape", &flat, &variance, 1, NULL, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "BatchNormalization", &attrs, norm, 5, error);
}

static int
from_batch_norm (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 GError            **error)
{
  const VtNormAttrs attrs = { vt_onnx_attr_float (n, "epsilon", 1e-5f) };
  int in[5];

  if (b->opset < 9 && vt_onnx_attr_int (n, "spatial", 1) == 0)
    return vt_onnx_refuse (error, _("it has a mean for each place of the map (spatial = 0)"));
  if (vt_onnx_attr_int (n, "training_mode", 0) != 0 || n->n_output > 1)
    vt_onnx_note (b, _("The file was written in training mode; BatchNormalization uses its stored statistics."));
  for (guint k = 0; k < 5; k++)
    if ((in[k] = vt_onnx_in (b, n, k, error)) < 0)
      return -1;
  if (b->options.as_written && b->opset >= 14 && vt_onnx_attr_int (n, "training_mode", 0) != 0)
    return batch_statistics (b, n, attrs, in, error);
  return vt_onnx_emit_as (b, n, "BatchNormalization", &attrs, in, 5, error);
}

static int
from_instance_norm (VtOnnxBuild        *b,
                    const VtOnnx__Node *n,
                    GError            **error)
{
  const VtNormAttrs attrs = { vt_onnx_attr_float (n, "epsilon", 1e-5f) };
  int in[3];

  for (guint k = 0; k < 3; k++)
    if ((in[k] = vt_onnx_in (b, n, k, error)) < 0)
      return -1;
  return vt_onnx_emit_as (b, n, "InstanceNormalization", &attrs, in, 3, error);
}

/* Outputs 1 and 2 of a LayerNormalization: the mean and one over the deviation. */
static gboolean
layer_moments (VtOnnxBuild            *b,
               const VtOnnx__Node     *n,
               const VtLayerNormAttrs *attrs,
               int                     x,
               GError                **error)
{
  const gboolean wants_mean = vt_onnx_has_output (n, 1) && vt_onnx_value (b, n->output[1])->n_uses > 0;
  const gboolean wants_over = vt_onnx_has_output (n, 2) && vt_onnx_value (b, n->output[2])->n_uses > 0;
  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;
  int mean, over, epsilon;

  if (!wants_mean && !wants_over)
    return TRUE;
  if (!emit_moments (b, x, (1u << n_dims) - (1u << attrs->axis), &mean, &over, error)
      || (epsilon = vt_onnx_filled (b, 1, attrs->epsilon, "epsilon", error)) < 0
      || (over = vt_onnx_emit (b, "Add", NULL, (int[]) { over, epsilon }, 2, NULL, error)) < 0
      || (over = vt_onnx_emit (b, "Sqrt", NULL, &over, 1, NULL, error)) < 0
      || (over = vt_onnx_emit (b, "Reciprocal", NULL, &over, 1, NULL, error)) < 0)
    return FALSE;
  vt_onnx_bind (b, n, 1, mean);
  vt_onnx_bind (b, n, 2, over);
  return TRUE;
}

static int
from_layer_norm (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 GError            **error)
{
  VtLayerNormAttrs attrs = { .epsilon = vt_onnx_attr_float (n, "epsilon", 1e-5f) };
  int in[3] = { vt_onnx_in (b, n, 0, error), -1, -1 };

  if (in[0] < 0 || (in[1] = vt_onnx_in (b, n, 1, error)) < 0
      || (vt_onnx_input (b, n, 2) != NULL && (in[2] = vt_onnx_in (b, n, 2, error)) < 0)
      || !vt_onnx_axis (vt_onnx_attr_int (n, "axis", -1), vt_onnx_shape_of (b, in[0])->n_dims, &attrs.axis, error))
    return -1;
  if (!layer_moments (b, n, &attrs, in[0], error))
    return -1;
  return vt_onnx_emit_as (b, n, "LayerNormalization", &attrs, in, in[2] >= 0 ? 3 : 2, error);
}

/* A constant of one number a channel, shaped C×1×1 to be broadcast over a map. */
static int
channel_param (VtOnnxBuild        *b,
               const VtOnnx__Node *n,
               guint               i,
               gsize               channels,
               guint               n_axes,
               GError            **error)
{
  const VtOnnxConst *c = vt_onnx_need_const (b, n, i, _("its scales"), error);
  VtShape shape = VT_SHAPE (channels, 1, 1, 1, 1);

  if (c == NULL)
    return -1;
  /* Before opset 21 there is one scale a group. */
  if (c->f == NULL || c->size == 0 || channels % c->size != 0)
    return vt_onnx_refuse (error, _("its scales do not fit its channels"));
  shape.n_dims = n_axes + 1;

  g_autoptr (VtOnnxConst) y = vt_onnx_const_new (&shape, FALSE, &b->budget, error);

  if (y == NULL)
    return -1;
  for (gsize k = 0; k < channels; k++)
    y->f[k] = c->f[k / (channels / c->size)];
  return vt_onnx_param (b, y, n->input[i], error);
}

/* GroupNormalization: an InstanceNormalization of each group as one channel, then scale and shift. */
static int
from_group_norm (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 GError            **error)
{
  const VtNormAttrs norm = { vt_onnx_attr_float (n, "epsilon", 1e-5f) };
  const gint64 groups = vt_onnx_attr_int (n, "num_groups", 0);
  int x = vt_onnx_in (b, n, 0, error), in[3], scale, shift;

  if (x < 0)
    return -1;

  const VtShape shape = *vt_onnx_shape_of (b, x);

  if (shape.n_dims < 3 || groups < 1 || shape.dim[1] % (gsize) groups != 0)
    return vt_onnx_refuse (error, _("its groups do not fit its channels"));

  const VtReshapeAttrs split = { 3, { 0, groups, -1 } };
  VtReshapeAttrs back = { shape.n_dims, { 0 } };

  for (guint d = 1; d < shape.n_dims; d++)
    back.dim[d] = (gint64) shape.dim[d];
  if ((scale = channel_param (b, n, 1, shape.dim[1], shape.n_dims - 2, error)) < 0
      || (shift = channel_param (b, n, 2, shape.dim[1], shape.n_dims - 2, error)) < 0
      || (in[0] = vt_onnx_emit (b, "Reshape", &split, &x, 1, NULL, error)) < 0
      || (in[1] = vt_onnx_filled (b, (gsize) groups, 1, "ones", error)) < 0
      || (in[2] = vt_onnx_filled (b, (gsize) groups, 0, "zeros", error)) < 0
      || (x = vt_onnx_emit (b, "InstanceNormalization", &norm, in, 3, NULL, error)) < 0
      || (x = vt_onnx_emit (b, "Reshape", &back, &x, 1, NULL, error)) < 0
      || (x = vt_onnx_emit (b, "Mul", NULL, (int[]) { x, scale }, 2, NULL, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "Add", NULL, (int[]) { x, shift }, 2, error);
}

const VtOnnxConverter vt_onnx_from_dense[] = {
  { "Gemm", from_gemm }, { "MatMul", from_matmul },
  { "BatchNormalization", from_batch_norm }, { "InstanceNormalization", from_instance_norm },
  { "LayerNormalization", from_layer_norm }, { "GroupNormalization", from_group_norm },
  { NULL },
};
