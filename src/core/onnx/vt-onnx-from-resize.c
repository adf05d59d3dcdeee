/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resize and its older names.  What a file leaves unsaid changed at opset 11: before, cells lie at whole
 * multiples of the scale; since, pixel centres do. */
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <math.h>

#include "onnx/vt-onnx-build.h"

typedef struct { const char *word; int value; } Word;

static const Word modes[] = {
  { "nearest", VT_RESIZE_NEAREST }, { "linear", VT_RESIZE_LINEAR }, { "bilinear", VT_RESIZE_LINEAR },
  { "cubic", VT_RESIZE_CUBIC }, { NULL },
};
static const Word coords[] = {
  { "half_pixel", VT_COORD_HALF_PIXEL }, { "pytorch_half_pixel", VT_COORD_PYTORCH_HALF_PIXEL },
  { "align_corners", VT_COORD_ALIGN_CORNERS }, { "asymmetric", VT_COORD_ASYMMETRIC },
  { "tf_half_pixel_for_nn", VT_COORD_TF_HALF_PIXEL_NN }, { "tf_crop_and_resize", VT_COORD_CROP },
  { "half_pixel_symmetric", VT_COORD_HALF_PIXEL_SYMMETRIC }, { NULL },
};
static const Word nearests[] = {
  { "round_prefer_floor", VT_NEAREST_ROUND_PREFER_FLOOR }, { "round_prefer_ceil", VT_NEAREST_ROUND_PREFER_CEIL },
  { "floor", VT_NEAREST_FLOOR }, { "ceil", VT_NEAREST_CEIL }, { NULL },
};

static int
word_of (const VtOnnx__Node *n,
         const char         *attr,
         const Word         *words,
         const char         *otherwise,
         GError            **error)
{
  for (const Word *w = words; w->word != NULL; w++)
    if (vt_onnx_attr_is (n, attr, w->word, otherwise))
      return w->value;

  g_autofree char *text = vt_onnx_attr_dup_string (n, attr, "");

  return vt_onnx_refuse (error, _("%s “%s” is not known"), attr, text);
}

/* One number for each axis, from axis `axes` of the file's list; batch and channels must keep theirs. */
static gboolean
take_axis (VtResizeAttrs *attrs,
           const VtShape *shape,
           guint          axis,
           double         scale,
           gint64         size,
           GError       **error)
{
  const gboolean keeps = size > 0 ? axis == 0 || size == (gint64) shape->dim[axis] : fabs (scale - 1) < 1e-9;

  if (!(size > 0 || (scale > 0 && scale < 65536)))
    return vt_onnx_refuse (error, _("a scale or size is not above zero")) >= 0;
  if (size > 1 << 24)
    return vt_onnx_refuse (error, _("a size is far too large")) >= 0;
  if (axis < 2)
    return keeps || vt_onnx_refuse (error, _("it changes the batch or the channels")) >= 0;
  /* One-dimensional maps are maps of one row. */
  const guint at = axis - 2 + (shape->n_dims == 3 ? 1 : 0);

  attrs->scale[at] = size > 0 ? 0 : (float) scale;
  attrs->size[at] = size > 0 ? (gsize) size : 0;
  return TRUE;
}

/* The part to enlarge: all starts, then all ends, of the axes that are resized. */
static gboolean
take_crop (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           const VtShape      *shape,
           VtResizeAttrs      *attrs,
           GError            **error)
{
  const VtOnnxConst *roi = vt_onnx_need_const (b, n, 1, _("its parts to enlarge"), error);
  const VtOnnx__Attribute *axes = vt_onnx_attr (n, "axes");
  const gsize count = axes != NULL ? axes->n_ints : shape->n_dims;

  if (roi == NULL)
    return FALSE;
  if (roi->size != 2 * count)
    return vt_onnx_refuse (error, _("the part to enlarge does not fit its input")) >= 0;
  attrs->to[0] = attrs->to[1] = 1;
  attrs->beyond = vt_onnx_attr_float (n, "extrapolation_value", 0);
  for (gsize k = 0; k < count; k++)
    {
      const double from = vt_onnx_const_real (roi, k), to = vt_onnx_const_real (roi, k + count);
      guint a;

      if (!vt_onnx_axis (axes != NULL ? axes->ints[k] : (gint64) k, shape->n_dims, &a, error))
        return FALSE;
      if (!(fabs (from) < 65536 && fabs (to) < 65536) || (a < 2 && (from != 0 || to != 1)))
        return vt_onnx_refuse (error, _("the part to enlarge does not fit its input")) >= 0;
      if (a >= 2)
        {
          attrs->from[a - 2 + (shape->n_dims == 3)] = (float) from;
          attrs->to[a - 2 + (shape->n_dims == 3)] = (float) to;
        }
    }
  return TRUE;
}

/* How much of the axis is enlarged. */
static double
part_of (const VtResizeAttrs *attrs,
         const VtShape       *shape,
         guint                axis)
{
  const guint at = axis - 2 + (shape->n_dims == 3 ? 1 : 0);

  return attrs->coord != VT_COORD_CROP || axis < 2 ? 1 : (double) attrs->to[at] - (double) attrs->from[at];
}

/* Since 18 a size may be a wish: one scale for all axes, the largest that stays inside all sizes or the smallest that
 * fills them.  0: each axis for itself. */
static double
kept_aspect (const VtOnnx__Node      *n,
             const VtShape           *shape,
             const VtOnnxConst       *sizes,
             const VtOnnx__Attribute *axes)
{
  const gboolean inside = vt_onnx_attr_is (n, "keep_aspect_ratio_policy", "not_larger", "stretch");
  double scale = 0;

  if (!inside && !vt_onnx_attr_is (n, "keep_aspect_ratio_policy", "not_smaller", "stretch"))
    return 0;
  for (gsize k = 0; k < sizes->size; k++)
    {
      guint a;

      if (!vt_onnx_axis (axes != NULL ? axes->ints[k] : (gint64) k, shape->n_dims, &a, NULL) || shape->dim[a] == 0)
        return 0;

      const double s = vt_onnx_const_real (sizes, k) / (double) shape->dim[a];

      scale = scale == 0 || (inside ? s < scale : s > scale) ? s : scale;
    }
  return scale;
}

static int
from_resize (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             GError            **error)
{
  const gboolean old = g_str_equal (n->op_type, "Upsample") || b->opset < 11;
  const VtOnnx__Attribute *attr = vt_onnx_attr (n, "scales");
  const VtOnnxConst *scales = vt_onnx_in_const (b, n, old ? 1 : 2), *sizes = old ? NULL : vt_onnx_in_const (b, n, 3);
  const int x = vt_onnx_in (b, n, 0, error);
  const int mode = word_of (n, "mode", modes, "nearest", error);
  const int coord = word_of (n, "coordinate_transformation_mode", coords, old ? "asymmetric" : "half_pixel", error);
  const int nearest = word_of (n, "nearest_mode", nearests, old ? "floor" : "round_prefer_floor", error);
  VtResizeAttrs attrs = {
    .mode = (VtResizeMode) mode, .coord = (VtCoordMode) coord, .nearest = (VtNearestMode) nearest,
    .cubic_a = vt_onnx_attr_float (n, "cubic_coeff_a", -0.75f),
    .exclude_outside = vt_onnx_attr_int (n, "exclude_outside", 0) != 0, .scale = { 1, 1 },
  };
  const VtOnnx__Attribute *axes = vt_onnx_attr (n, "axes");

  if (x < 0 || mode < 0 || coord < 0 || nearest < 0)
    return -1;

  const VtShape *shape = vt_onnx_shape_of (b, x);
  const gboolean by_size = sizes != NULL && sizes->size > 0;
  const gsize count = by_size ? sizes->size : scales != NULL && scales->size > 0 ? scales->size
                      : attr != NULL ? attr->n_floats : 0;

  if (vt_onnx_attr_int (n, "antialias", 0) != 0)
    return vt_onnx_refuse (error, _("antialias is not supported"));
  if (shape->n_dims < 3 || shape->n_dims > 4 || count != (axes != NULL ? axes->n_ints : shape->n_dims))
    return vt_onnx_refuse (error, _("its scales or sizes are missing, depend on the picture, or do not fit its input"));

  const double aspect = by_size ? kept_aspect (n, shape, sizes, axes) : 0;

  if (coord == VT_COORD_CROP && !take_crop (b, n, shape, &attrs, error))
    return -1;
  for (gsize k = 0; k < count; k++)
    {
      gint64 size = by_size ? vt_onnx_const_int (sizes, k) : 0;
      const double scale = by_size ? 0 : scales != NULL && scales->size > 0 ? vt_onnx_const_real (scales, k)
                           : (double) attr->floats[k];
      guint a;

      if (!vt_onnx_axis (axes != NULL ? axes->ints[k] : (gint64) k, shape->n_dims, &a, error))
        return -1;
      if (aspect > 0)
        size = vt_onnx_whole (floor ((double) shape->dim[a] * aspect + 0.5));
      if (!take_axis (&attrs, shape, a, scale * part_of (&attrs, shape, a), size, error))
        return -1;
    }
  return vt_onnx_emit_as (b, n, "Resize", &attrs, &x, 1, error);
}

const VtOnnxConverter vt_onnx_from_resize[] = {
  { "Resize", from_resize }, { "Upsample", from_resize },
  { NULL },
};
