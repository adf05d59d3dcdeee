/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions and pools.  auto_pad is resolved here: the size of the map is known. */
#include "ops/vt-ops-conv.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "ops/vt-ops-pool.h"

#include "base/vt-error.h"
#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-volume.h"

/* No honest window is larger, and products of these stay far from overflow. */
#define MAX_WINDOW (1 << 20)

/* The windows of an operator over one to three axes: that over rows and columns, and before it that over depth, which
 * stands where rows do.  Axes that are missing have windows of one. */
typedef struct
{
  VtSliding depth, map;
  gsize     size[3];        /* of what they slide over: depth, rows, columns */
  guint     n_axes;
} Windows;

/* Where number `a` of an attribute belongs: the window, and its axis there. */
static VtSliding *
window_of (Windows *w,
           guint    a,
           guint   *axis)
{
  const guint slot = a + 3 - w->n_axes;

  *axis = slot == 2 ? 1 : 0;
  return slot == 0 ? &w->depth : &w->map;
}

/* Number of axes of `x`, and their sizes; 0 with an error.  Three only where they are known. */
static guint
read_axes (VtOnnxBuild *b,
           int          x,
           gboolean     volumes,
           Windows     *w,
           GError     **error)
{
  const VtShape *shape = vt_onnx_shape_of (b, x);
  const VtSliding one = { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0 } };

  *w = (Windows) { .depth = one, .map = one, .size = { 1, 1, 1 } };
  if (!(volumes && shape->n_dims == 5) && !vt_sliding_map (shape, w->size + 1, error))
    return 0;
  w->n_axes = shape->n_dims - 2;
  for (guint a = 0; a < w->n_axes; a++)
    w->size[a + 3 - w->n_axes] = shape->dim[a + 2];
  return w->n_axes;
}

/* The numbers of an attribute, one an axis, all `otherwise` when it is missing. */
static gboolean
numbers (VtOnnxBuild        *b,
         const VtOnnx__Node *n,
         const char         *name,
         guint               n_axes,
         gint64              least,
         gint64              otherwise,
         gsize               out[3],
         GError            **error)
{
  gint64 v[VT_MAX_DIMS] = { otherwise, otherwise, otherwise };
  const int count = vt_onnx_integers (b, n, -1, name, v, error);

  if (count == -2)
    return FALSE;
  if (count >= 0 && count != (int) n_axes)
    return vt_onnx_refuse (error, _("%s has %d numbers for %u axes"), name, count, n_axes) >= 0;
  for (guint a = 0; a < n_axes; a++)
    {
      if (v[a] < least || v[a] > MAX_WINDOW)
        return vt_onnx_refuse (error, _("%s is %" PRId64), name, v[a]) >= 0;
      out[a] = (gsize) v[a];
    }
  return TRUE;
}

/* Kernels (when asked for), strides, dilations and explicit pads. */
static gboolean
read_windows (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              gboolean            kernels,
              Windows            *w,
              GError            **error)
{
  gint64 pads[VT_MAX_DIMS] = { 0 };
  gsize kernel[3] = { 1, 1, 1 }, stride[3], dilation[3];
  const int n_pads = vt_onnx_integers (b, n, -1, "pads", pads, error);

  if (n_pads == -2 || (kernels && !numbers (b, n, "kernel_shape", w->n_axes, 1, 1, kernel, error))
      || !numbers (b, n, "strides", w->n_axes, 1, 1, stride, error)
      || !numbers (b, n, "dilations", w->n_axes, 1, 1, dilation, error))
    return FALSE;
  if (n_pads >= 0 && n_pads != 2 * (int) w->n_axes)
    return vt_onnx_refuse (error, _("pads has %d numbers for %u axes"), n_pads, w->n_axes) >= 0;
  for (guint a = 0; a < w->n_axes; a++)
    {
      guint axis;
      VtSliding *window = window_of (w, a, &axis);

      window->kernel[axis] = kernel[a];
      window->stride[axis] = stride[a];
      window->dilation[axis] = dilation[a];
      /* All begins come first, then all ends. */
      for (guint end = 0; end < 2; end++)
        {
          const gint64 pad = pads[a + end * w->n_axes];

          if (pad < 0 || pad > MAX_WINDOW)
            return vt_onnx_refuse (error, _("a pad is %" PRId64), pad) >= 0;
          window->pad[axis + 2 * end] = (gsize) pad;
        }
    }
  return TRUE;
}

/* SAME: as many places as ⌈in / stride⌉; what is odd goes to the end (UPPER) or the beginning (LOWER). */
static void
resolve_auto_pad (const VtOnnx__Node *n,
                  const gsize         map[2],
                  VtSliding          *w)
{
  const gboolean upper = vt_onnx_attr_is (n, "auto_pad", "SAME_UPPER", "NOTSET");
  const gboolean lower = vt_onnx_attr_is (n, "auto_pad", "SAME_LOWER", "NOTSET");

  if (vt_onnx_attr_is (n, "auto_pad", "VALID", "NOTSET"))
    w->pad[0] = w->pad[1] = w->pad[2] = w->pad[3] = 0;
  for (guint a = 0; (upper || lower) && a < 2; a++)
    {
      const gsize out = (map[a] + w->stride[a] - 1) / w->stride[a];
      const gsize need = (out - 1) * w->stride[a] + (w->kernel[a] - 1) * w->dilation[a] + 1;
      const gsize total = need > map[a] ? need - map[a] : 0;

      w->pad[a] = upper ? total / 2 : total - total / 2;
      w->pad[a + 2] = total - w->pad[a];
    }
}

static void
resolve_auto_pads (const VtOnnx__Node *n,
                   Windows            *w)
{
  const gsize depth[2] = { w->size[0], 1 };

  resolve_auto_pad (n, depth, &w->depth);
  resolve_auto_pad (n, w->size + 1, &w->map);
}

/* ---- Conv and ConvTranspose ----------------------------------------------------------------- */

typedef struct
{
  int          x;
  VtOnnxConst *w, *bias;        /* borrowed; bias may be NULL */
  Windows      windows;
  gsize        group, channels; /* channels of the output */
} Conv;

static gboolean
read_conv (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           gboolean            transposed,
           Conv               *c,
           GError            **error)
{
  const gint64 group = vt_onnx_attr_int (n, "group", 1);

  if ((c->x = vt_onnx_in (b, n, 0, error)) < 0 || read_axes (b, c->x, !transposed, &c->windows, error) == 0
      || (c->w = vt_onnx_need_const (b, n, 1, _("its weights"), error)) == NULL)
    return FALSE;
  c->bias = vt_onnx_in_const (b, n, 2);
  if (vt_onnx_input (b, n, 2) != NULL && c->bias == NULL)
    return vt_onnx_refuse (error, _("its bias depends on the picture")) >= 0;
  if (c->w->f == NULL || c->w->shape.n_dims != c->windows.n_axes + 2 || c->w->size == 0 || group < 1 || group > G_MAXINT32)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("its weights do not fit its input"));
      return FALSE;
    }
  c->group = (gsize) group;
  c->channels = transposed ? c->w->shape.dim[1] * c->group : c->w->shape.dim[0];
  if (c->bias != NULL && (c->bias->f == NULL || c->bias->size != c->channels))
    return vt_onnx_refuse (error, _("its bias does not fit its weights")) >= 0;
  if (c->channels > VT_MAX_ELEMENTS || !read_windows (b, n, FALSE, &c->windows, error))
    return FALSE;
  for (guint a = 0; a < c->windows.n_axes; a++)
    {
      guint axis;
      VtSliding *window = window_of (&c->windows, a, &axis);

      if ((window->kernel[axis] = c->w->shape.dim[a + 2]) > MAX_WINDOW)
        return vt_onnx_refuse (error, _("its kernel is too large")) >= 0;
    }
  return TRUE;
}

/* Emits the operator with weights and bias, what follows folded in. */
static int
emit_conv (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           const char         *op,
           gconstpointer       attrs,
           const Conv         *c,
           gboolean            may_fold,
           GError            **error)
{
  g_autoptr (VtOnnxConst) w = NULL, bias = NULL;
  g_autofree char *made_up = g_strconcat (n->output[0], "/bias", NULL);
  VtOnnxAffine affine = { .name = n->output[0] };
  const gboolean transposed = g_str_equal (op, "ConvTranspose");
  /* Weights M×C/g×k×k change channel every C/g·k·k numbers, transposed ones C×M×k×k every k·k. */
  const gsize inner = c->windows.map.kernel[0] * c->windows.map.kernel[1] * (transposed ? 1 : c->w->shape.dim[1]);
  int x[3] = { c->x, -1, -1 }, node = -1;

  if (may_fold)
    vt_onnx_affine_follow (b, n, c->channels, c->windows.n_axes + 2, &affine);
  if (affine.n_nodes > 0)
    {
      w = vt_onnx_affine_weights (b, &affine, c->w, inner, error);
      bias = w != NULL ? vt_onnx_affine_bias (b, &affine, c->bias, 1, error) : NULL;
      x[1] = w != NULL ? vt_onnx_param (b, w, n->input[1], error) : -1;
      x[2] = bias != NULL ? vt_onnx_param (b, bias, vt_onnx_input (b, n, 2) != NULL ? n->input[2] : made_up, error) : -1;
    }
  else
    {
      x[1] = vt_onnx_in (b, n, 1, error);
      x[2] = c->bias != NULL ? vt_onnx_in (b, n, 2, error) : -1;
    }
  if (x[1] >= 0 && (x[2] >= 0 || (affine.n_nodes == 0 && c->bias == NULL)))
    node = affine.n_nodes > 0 ? vt_onnx_emit_as (b, affine.last, op, attrs, x, x[2] >= 0 ? 3 : 2, error)
                              : vt_onnx_emit_as (b, n, op, attrs, x, x[2] >= 0 ? 3 : 2, error);
  if (node >= 0 && affine.n_nodes > 0)
    vt_onnx_affine_done (b, n, &affine, node);
  vt_onnx_affine_clear (&affine);
  return node;
}

static int
from_conv (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  Conv c = { 0 };

  if (!read_conv (b, n, FALSE, &c, error))
    return -1;
  resolve_auto_pads (n, &c.windows);

  const VtConvAttrs attrs = { c.windows.map, c.group };

  if (c.windows.n_axes == 3)
    return vt_onnx_volume_conv (b, n, c.x, c.w, c.bias, &c.windows.depth, &attrs, error);
  return emit_conv (b, n, "Conv", &attrs, &c, TRUE, error);
}

/* With output_shape or SAME the pads follow from the size wanted:
 *
 *   total = stride·(in − 1) + output_padding + (k − 1)·d + 1 − out                                            */
static gboolean
resolve_transposed (VtOnnxBuild            *b,
                    const VtOnnx__Node     *n,
                    const Conv             *c,
                    VtConvTransposeAttrs   *attrs,
                    GError                **error)
{
  const gboolean upper = vt_onnx_attr_is (n, "auto_pad", "SAME_UPPER", "NOTSET");
  const gboolean lower = vt_onnx_attr_is (n, "auto_pad", "SAME_LOWER", "NOTSET");
  gint64 wanted[VT_MAX_DIMS];
  const int count = vt_onnx_integers (b, n, -1, "output_shape", wanted, error);
  VtSliding *w = &attrs->window;

  if (count == -2)
    return FALSE;
  if (count < 0 && !upper && !lower)
    {
      if (vt_onnx_attr_is (n, "auto_pad", "VALID", "NOTSET"))
        w->pad[0] = w->pad[1] = w->pad[2] = w->pad[3] = 0;
      return TRUE;
    }
  if (count >= 0 && count < (int) c->windows.n_axes)
    return vt_onnx_refuse (error, _("output_shape has %d numbers for %u axes"), count, c->windows.n_axes) >= 0;
  for (guint a = 2 - c->windows.n_axes; a < 2; a++)
    {
      /* Old files give the batch and the channels too. */
      const gint64 out = count >= 0 ? wanted[count - 2 + (int) a] : (gint64) (c->windows.size[a + 1] * w->stride[a]);
      gint64 total = (gint64) (w->stride[a] * (c->windows.size[a + 1] - 1) + attrs->output_padding[a]
                               + (w->kernel[a] - 1) * w->dilation[a] + 1) - out;

      if (out < 1 || total < -MAX_WINDOW)
        return vt_onnx_refuse (error, _("the size of its output cannot be reached")) >= 0;
      /* More is wanted than there is: rows or columns are added at the end. */
      if (total < 0)
        {
          attrs->output_padding[a] += (gsize) -total;
          total = 0;
        }
      w->pad[a] = (gsize) (upper ? total / 2 : total - total / 2);
      w->pad[a + 2] = (gsize) total - w->pad[a];
    }
  return TRUE;
}

static int
from_conv_transpose (VtOnnxBuild        *b,
                     const VtOnnx__Node *n,
                     GError            **error)
{
  Conv c = { 0 };

  if (!read_conv (b, n, TRUE, &c, error))
    return -1;

  VtConvTransposeAttrs attrs = { .window = c.windows.map, .group = c.group };
  gsize more[3] = { 0 };

  if (!numbers (b, n, "output_padding", c.windows.n_axes, 0, 0, more, error))
    return -1;
  for (guint a = 0; a < c.windows.n_axes; a++)
    attrs.output_padding[a + 2 - c.windows.n_axes] = more[a];
  if (!resolve_transposed (b, n, &c, &attrs, error))
    return -1;
  c.windows.map = attrs.window;
  return emit_conv (b, n, "ConvTranspose", &attrs, &c, c.group == 1, error);
}

/* ---- pools ---------------------------------------------------------------------------------- */

static int
from_pool (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  VtPoolAttrs attrs = {
    .ceil_mode = vt_onnx_attr_int (n, "ceil_mode", 0) != 0,
    .count_include_pad = g_str_equal (n->op_type, "AveragePool") && vt_onnx_attr_int (n, "count_include_pad", 0) != 0,
  };
  const gboolean places = vt_onnx_has_output (n, 1) && vt_onnx_value (b, n->output[1])->n_uses > 0;
  const int x = vt_onnx_in (b, n, 0, error);
  Windows w;

  if (x < 0 || read_axes (b, x, !places, &w, error) == 0)
    return -1;
  if (vt_onnx_attr (n, "kernel_shape") == NULL)
    return vt_onnx_refuse (error, _("the size of its window is not said"));
  if (!read_windows (b, n, TRUE, &w, error))
    return -1;
  resolve_auto_pads (n, &w);
  attrs.window = w.map;
  if (w.n_axes == 3)
    return vt_onnx_volume_pool (b, n, x, &w.depth, &attrs, error);
  if (places)
    {
      VtPoolAttrs of_places = attrs;

      of_places.by_columns = vt_onnx_attr_int (n, "storage_order", 0) != 0;

      const int node = vt_onnx_emit (b, "MaxPoolPlaces", &of_places, &x, 1, vt_onnx_outward_name (b, n, 1), error);

      if (node < 0)
        return -1;
      vt_onnx_bind (b, n, 1, node);
    }
  return vt_onnx_emit_as (b, n, n->op_type, &attrs, &x, 1, error);
}

static int
from_global_pool (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);

  if (x >= 0 && vt_onnx_shape_of (b, x)->n_dims == 5)
    return vt_onnx_volume_global (b, n, x, error);
  return x < 0 ? -1 : vt_onnx_emit_as (b, n, n->op_type, NULL, &x, 1, error);
}

static int
from_lrn (VtOnnxBuild        *b,
          const VtOnnx__Node *n,
          GError            **error)
{
  const gint64 size = vt_onnx_attr_int (n, "size", 0);
  const VtLrnAttrs attrs = {
    .alpha = (double) vt_onnx_attr_float (n, "alpha", 1e-4f), .beta = (double) vt_onnx_attr_float (n, "beta", 0.75f),
    .bias = (double) vt_onnx_attr_float (n, "bias", 1), .size = (gsize) size,
  };
  const int x = vt_onnx_in (b, n, 0, error);

  if (x < 0)
    return -1;
  if (size < 1 || size > MAX_WINDOW)
    return vt_onnx_refuse (error, _("its size is %" PRId64), size);
  return vt_onnx_emit_as (b, n, "LRN", &attrs, &x, 1, error);
}

const VtOnnxConverter vt_onnx_from_window[] = {
  { "Conv", from_conv }, { "ConvTranspose", from_conv_transpose },
  { "MaxPool", from_pool }, { "AveragePool", from_pool },
  { "GlobalAveragePool", from_global_pool }, { "GlobalMaxPool", from_global_pool },
  { "LRN", from_lrn },
  { NULL },
};
