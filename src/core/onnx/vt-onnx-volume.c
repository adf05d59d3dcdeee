/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool takes rows and columns first, with depth among the channels, then depth as the largest or the sum of slices.
 * A convolution sees a batch of the places along depth, each with the slices that its window holds as channels:
 *
 *   N×C×D×H×W → N·D'×C·Kd×H×W → Conv with the weights as they lie → N·D'×M×H'×W' → N×M×D'×H'×W'                */
#include "onnx/vt-onnx-volume.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ops/vt-attrs.h"

/* What the depth's window makes of `x`, and how many places it has. */
typedef struct
{
  gsize kernel, stride, dilation, before, out;
  gsize after;              /* how far the last window reaches behind the end */
} Depth;

static gboolean
read_depth (const VtShape   *x,
            const VtSliding *w,
            gboolean         ceil_mode,
            Depth           *d,
            GError         **error)
{
  *d = (Depth) { .kernel = w->kernel[0], .stride = w->stride[0], .dilation = w->dilation[0], .before = w->pad[0] };
  if (!vt_sliding_out (w, 0, x->dim[2], ceil_mode, &d->out, error))
    return FALSE;

  const gsize reach = (d->out - 1) * d->stride + (d->kernel - 1) * d->dilation + 1;

  d->after = reach > x->dim[2] + d->before ? reach - x->dim[2] - d->before : 0;
  return TRUE;
}

static int
reshape (VtOnnxBuild   *b,
         int            x,
         const VtShape *to,
         gboolean       mixed,      /* depth stands with the pictures on axis 0, before or after */
         GError       **error)
{
  VtReshapeAttrs attrs = { .n_dims = to->n_dims, .dim = { mixed ? -1 : 0 } };

  for (guint a = 1; a < to->n_dims; a++)
    attrs.dim[a] = (gint64) to->dim[a];
  return vt_onnx_emit (b, "Reshape", &attrs, &x, 1, NULL, error);
}

static int
pad_depth (VtOnnxBuild *b,
           int          x,
           const Depth *d,
           float        value,
           GError     **error)
{
  const VtPadAttrs attrs = { .value = value, .before = { 0, 0, (gint64) d->before }, .after = { 0, 0, (gint64) d->after } };

  return d->before + d->after > 0 ? vt_onnx_emit (b, "Pad", &attrs, &x, 1, NULL, error) : x;
}

/* ---- pools ----------------------------------------------------------------------------------- */

static gboolean
sees_all_as_it_is (const VtSliding *w)
{
  return w->kernel[0] == 1 && w->kernel[1] == 1 && w->stride[0] == 1 && w->stride[1] == 1
         && w->pad[0] + w->pad[1] + w->pad[2] + w->pad[3] == 0;
}

/* Rows and columns, depth among the channels. */
static int
pool_maps (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           int                 x,
           const VtPoolAttrs  *map,
           GError            **error)
{
  const VtShape from = *vt_onnx_shape_of (b, x);
  const VtShape flat = VT_SHAPE (from.dim[0], from.dim[1] * from.dim[2], from.dim[3], from.dim[4]);

  if (sees_all_as_it_is (&map->window))
    return x;
  if ((x = reshape (b, x, &flat, FALSE, error)) < 0
      || (x = vt_onnx_emit (b, n->op_type, map, &x, 1, NULL, error)) < 0)
    return -1;

  const VtShape *small = vt_onnx_shape_of (b, x);
  const VtShape to = VT_SHAPE (from.dim[0], from.dim[1], from.dim[2], small->dim[2], small->dim[3]);

  return reshape (b, x, &to, FALSE, error);
}

/* One over the number of slices that each place averages, as D'×1×1. */
static int
shares (VtOnnxBuild *b,
        const Depth *d,
        gsize        in,
        gsize        told_after,
        gboolean     count_pad,
        GError     **error)
{
  const VtShape shape = VT_SHAPE (d->out, 1, 1);
  const gsize from = count_pad ? 0 : d->before, to = d->before + in + (count_pad ? told_after : 0);
  g_autoptr (VtOnnxConst) c = vt_onnx_const_new (&shape, FALSE, &b->budget, error);

  for (gsize o = 0; c != NULL && o < d->out; o++)
    {
      gsize count = 0;

      for (gsize k = 0; k < d->kernel; k++)
        count += o * d->stride + k * d->dilation >= from && o * d->stride + k * d->dilation < to;
      c->f[o] = count > 0 ? 1.f / (float) count : 0.f;
    }
  return c != NULL ? vt_onnx_param (b, c, "share", error) : -1;
}

int
vt_onnx_volume_pool (VtOnnxBuild        *b,
                     const VtOnnx__Node *n,
                     int                 x,
                     const VtSliding    *depth,
                     const VtPoolAttrs  *map,
                     GError            **error)
{
  const gboolean max = g_str_equal (n->op_type, "MaxPool");
  int slices[VT_MAX_INPUTS], scaled[2];
  Depth d;

  if (!read_depth (vt_onnx_shape_of (b, x), depth, map->ceil_mode, &d, error))
    return -1;
  if (d.kernel > VT_MAX_INPUTS)
    return vt_onnx_refuse (error, _("its kernel is too large"));

  const gsize in = vt_onnx_shape_of (b, x)->dim[2];

  if ((x = pool_maps (b, n, x, map, error)) < 0 || (x = pad_depth (b, x, &d, max ? -INFINITY : 0, error)) < 0)
    return -1;
  for (gsize k = 0; k < d.kernel; k++)
    {
      VtSliceAttrs attrs = { .start = { [2] = (gint64) (k * d.dilation) }, .count = { [2] = (gint64) d.out } };

      for (guint a = 0; a < VT_MAX_DIMS; a++)
        attrs.step[a] = a == 2 && d.out > 1 ? (gint64) d.stride : 1;
      if ((slices[k] = vt_onnx_emit (b, "Slice", &attrs, &x, 1, NULL, error)) < 0)
        return -1;
    }
  if (max)
    return vt_onnx_emit_as (b, n, "Max", NULL, slices, (guint) d.kernel, error);
  if ((scaled[0] = vt_onnx_emit (b, "Sum", NULL, slices, (guint) d.kernel, NULL, error)) < 0
      || (scaled[1] = shares (b, &d, in, depth->pad[2], map->count_include_pad, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "Mul", NULL, scaled, 2, error);
}

int
vt_onnx_volume_global (VtOnnxBuild        *b,
                       const VtOnnx__Node *n,
                       int                 x,
                       GError            **error)
{
  const VtShape from = *vt_onnx_shape_of (b, x);
  const VtShape flat = VT_SHAPE (from.dim[0], from.dim[1], from.dim[2] * from.dim[3], from.dim[4]);
  const VtReshapeAttrs one = { .n_dims = 5, .dim = { 0, (gint64) from.dim[1], 1, 1, 1 } };

  if ((x = reshape (b, x, &flat, FALSE, error)) < 0 || (x = vt_onnx_emit (b, n->op_type, NULL, &x, 1, NULL, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "Reshape", &one, &x, 1, error);
}

/* ---- convolutions ---------------------------------------------------------------------------- */

/* The slices that the windows hold, one window after the other: N×C×D'·Kd×H×W. */
static int
gather_windows (VtOnnxBuild *b,
                int          x,
                const Depth *d,
                GError     **error)
{
  const VtGatherAttrs attrs = { 2 };
  const VtShape shape = VT_SHAPE (d->out * d->kernel);
  g_autoptr (VtOnnxConst) index = NULL;
  int in[2] = { pad_depth (b, x, d, 0, error), -1 };

  if (in[0] < 0 || (d->kernel == 1 && d->stride == 1))
    return in[0];
  /* Operators hold floats; whole numbers are exact in them up to 2²⁴. */
  if (vt_onnx_shape_of (b, in[0])->dim[2] > 1 << 24)
    return vt_onnx_refuse (error, _("a pad is far too large"));
  if ((index = vt_onnx_const_new (&shape, FALSE, &b->budget, error)) == NULL)
    return -1;
  for (gsize o = 0; o < d->out; o++)
    for (gsize k = 0; k < d->kernel; k++)
      index->f[o * d->kernel + k] = (float) (o * d->stride + k * d->dilation);
  if ((in[1] = vt_onnx_param (b, index, "slices", error)) < 0)
    return -1;
  return vt_onnx_emit (b, "Gather", &attrs, in, 2, NULL, error);
}

/* The weights with their depth among the channels; the numbers lie the same way. */
static int
flat_weights (VtOnnxBuild  *b,
              VtOnnxConst  *w,
              const char   *name,
              GError      **error)
{
  const VtShape flat = VT_SHAPE (w->shape.dim[0], w->shape.dim[1] * w->shape.dim[2], w->shape.dim[3], w->shape.dim[4]);
  g_autoptr (VtOnnxConst) same = vt_onnx_const_as (w, &flat);

  return vt_onnx_param (b, same, name, error);
}

int
vt_onnx_volume_conv (VtOnnxBuild        *b,
                     const VtOnnx__Node *n,
                     int                 x,
                     VtOnnxConst        *w,
                     VtOnnxConst        *bias,
                     const VtSliding    *depth,
                     const VtConvAttrs  *map,
                     GError            **error)
{
  const VtShape from = *vt_onnx_shape_of (b, x);
  const VtTransposeAttrs inward = { { 0, 2, 1, 3, 4, 5 } }, outward = { { 0, 2, 1, 3, 4 } };
  int in[3] = { -1, -1, -1 }, y;
  Depth d;

  if (!read_depth (&from, depth, FALSE, &d, error) || (x = gather_windows (b, x, &d, error)) < 0)
    return -1;

  const VtShape windows = VT_SHAPE (from.dim[0], from.dim[1], d.out, d.kernel, from.dim[3], from.dim[4]);
  const VtShape maps = VT_SHAPE (from.dim[0] * d.out, from.dim[1] * d.kernel, from.dim[3], from.dim[4]);

  if ((x = reshape (b, x, &windows, FALSE, error)) < 0
      || (x = vt_onnx_emit (b, "Transpose", &inward, &x, 1, NULL, error)) < 0
      || (in[0] = reshape (b, x, &maps, TRUE, error)) < 0
      || (in[1] = flat_weights (b, w, n->input[1], error)) < 0
      || (bias != NULL && (in[2] = vt_onnx_param (b, bias, n->input[2], error)) < 0)
      || (y = vt_onnx_emit (b, "Conv", map, in, bias != NULL ? 3 : 2, NULL, error)) < 0)
    return -1;

  const VtShape *small = vt_onnx_shape_of (b, y);
  const VtShape apart = VT_SHAPE (from.dim[0], d.out, small->dim[1], small->dim[2], small->dim[3]);

  if ((y = reshape (b, y, &apart, TRUE, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "Transpose", &outward, &y, 1, error);
}
