/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions and pools.  auto_pad is resolved here: the size of the map is known. */
#include "ops/vt-ops-conv.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "ops/vt-ops-pool.h"

#include "onnx/vt-onnx-build.h"

/* No honest window is larger, and products of these stay far from overflow. */
#define MAX_WINDOW (1 << 20)

/* Two numbers (rows, columns) of an attribute; one-dimensional maps have one row. */
static gboolean
pair (VtOnnxBuild        *b,
      const VtOnnx__Node *n,
      const char         *name,
      guint               n_axes,
      gint64              least,
      gint64              otherwise,
      gsize               out[2],
      GError            **error)
{
  gint64 v[VT_MAX_DIMS] = { otherwise, otherwise };
  const int count = vt_onnx_integers (b, n, -1, name, v, error);

  if (count == -2)
    return FALSE;
  if (count >= 0 && count != (int) n_axes)
    return vt_onnx_refuse (error, _("%s has %d numbers for %u axes"), name, count, n_axes) >= 0;
  out[0] = otherwise > 0 ? 1 : 0;
  for (guint a = 0; a < n_axes; a++)
    {
      if (v[a] < least || v[a] > MAX_WINDOW)
        return vt_onnx_refuse (error, _("%s is %" PRId64), name, v[a]) >= 0;
      out[a + 2 - n_axes] = (gsize) v[a];
    }
  return TRUE;
}

/* Strides, dilations and explicit pads; the kernel is already there. */
static gboolean
fill_window (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             guint               n_axes,
             VtSliding          *w,
             GError            **error)
{
  gint64 pads[VT_MAX_DIMS] = { 0 };
  const int n_pads = vt_onnx_integers (b, n, -1, "pads", pads, error);

  if (n_pads == -2 || !pair (b, n, "strides", n_axes, 1, 1, w->stride, error)
      || !pair (b, n, "dilations", n_axes, 1, 1, w->dilation, error))
    return FALSE;
  if (n_pads >= 0 && n_pads != 2 * (int) n_axes)
    return vt_onnx_refuse (error, _("pads has %d numbers for %u axes"), n_pads, n_axes) >= 0;
  for (int p = 0; p < MAX (n_pads, 0); p++)
    {
      if (pads[p] < 0 || pads[p] > MAX_WINDOW)
        return vt_onnx_refuse (error, _("a pad is %" PRId64), pads[p]) >= 0;
      /* All begins come first, then all ends. */
      w->pad[p / (int) n_axes * 2 + p % (int) n_axes + 2 - (int) n_axes] = (gsize) pads[p];
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

/* Number of axes of the map, 1 or 2, and its size. */
static guint
map_axes (VtOnnxBuild *b,
          int          x,
          gsize        map[2],
          GError     **error)
{
  return vt_sliding_map (vt_onnx_shape_of (b, x), map, error) ? vt_onnx_shape_of (b, x)->n_dims - 2 : 0;
}

/* ---- Conv and ConvTranspose ----------------------------------------------------------------- */

typedef struct
{
  int          x;
  VtOnnxConst *w, *bias;        /* borrowed; bias may be NULL */
  VtSliding    window;
  gsize        map[2];
  guint        n_axes;
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

  if ((c->x = vt_onnx_in (b, n, 0, error)) < 0 || (c->n_axes = map_axes (b, c->x, c->map, error)) == 0
      || (c->w = vt_onnx_need_const (b, n, 1, _("its weights"), error)) == NULL)
    return FALSE;
  c->bias = vt_onnx_in_const (b, n, 2);
  if (vt_onnx_input (b, n, 2) != NULL && c->bias == NULL)
    return vt_onnx_refuse (error, _("its bias depends on the picture")) >= 0;
  if (c->w->f == NULL || c->w->shape.n_dims != c->n_axes + 2 || c->w->size == 0 || group < 1 || group > G_MAXINT32)
    return vt_onnx_refuse (error, _("its weights do not fit its input")) >= 0;
  c->group = (gsize) group;
  c->channels = transposed ? c->w->shape.dim[1] * c->group : c->w->shape.dim[0];
  if (c->bias != NULL && (c->bias->f == NULL || c->bias->size != c->channels))
    return vt_onnx_refuse (error, _("its bias does not fit its weights")) >= 0;
  if (c->channels > VT_MAX_ELEMENTS || !fill_window (b, n, c->n_axes, &c->window, error))
    return FALSE;
  c->window.kernel[0] = 1;
  for (guint a = 0; a < c->n_axes; a++)
    c->window.kernel[a + 2 - c->n_axes] = c->w->shape.dim[a + 2];
  if (c->window.kernel[0] > MAX_WINDOW || c->window.kernel[1] > MAX_WINDOW)
    return vt_onnx_refuse (error, _("its kernel is too large")) >= 0;
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
  const gsize inner = c->window.kernel[0] * c->window.kernel[1] * (transposed ? 1 : c->w->shape.dim[1]);
  int x[3] = { c->x, -1, -1 }, node = -1;

  if (may_fold)
    vt_onnx_affine_follow (b, n, c->channels, c->n_axes + 2, &affine);
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
  resolve_auto_pad (n, c.map, &c.window);

  const VtConvAttrs attrs = { c.window, c.group };

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
  if (count >= 0 && count < (int) c->n_axes)
    return vt_onnx_refuse (error, _("output_shape has %d numbers for %u axes"), count, c->n_axes) >= 0;
  for (guint a = 2 - c->n_axes; a < 2; a++)
    {
      /* Old files give the batch and the channels too. */
      const gint64 out = count >= 0 ? wanted[count - 2 + (int) a] : (gint64) (c->map[a] * w->stride[a]);
      gint64 total = (gint64) (w->stride[a] * (c->map[a] - 1) + attrs->output_padding[a]
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

  VtConvTransposeAttrs attrs = { .window = c.window, .group = c.group };

  if (!pair (b, n, "output_padding", c.n_axes, 0, 0, attrs.output_padding, error)
      || !resolve_transposed (b, n, &c, &attrs, error))
    return -1;
  c.window = attrs.window;
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
  gsize map[2];
  const int x = vt_onnx_in (b, n, 0, error);
  const guint n_axes = x >= 0 ? map_axes (b, x, map, error) : 0;

  if (n_axes == 0)
    return -1;
  if (vt_onnx_attr (n, "kernel_shape") == NULL)
    return vt_onnx_refuse (error, _("the size of its window is not said"));
  if (!pair (b, n, "kernel_shape", n_axes, 1, 1, attrs.window.kernel, error)
      || !fill_window (b, n, n_axes, &attrs.window, error))
    return -1;
  resolve_auto_pad (n, map, &attrs.window);
  if (vt_onnx_has_output (n, 1) && vt_onnx_value (b, n->output[1])->n_uses > 0)
    {
      VtPoolAttrs places = attrs;

      places.by_columns = vt_onnx_attr_int (n, "storage_order", 0) != 0;

      const int node = vt_onnx_emit (b, "MaxPoolPlaces", &places, &x, 1, vt_onnx_outward_name (b, n, 1), error);

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
