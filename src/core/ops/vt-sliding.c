/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output sizes of sliding windows. */
#include "ops/vt-sliding.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"

#define WINDOW_MAX ((gsize) 1 << 20)    /* of a kernel, stride, dilation or padding */

static gboolean
in_range (const VtSliding *w,
          guint            axis)
{
  return w->kernel[axis] >= 1 && w->kernel[axis] <= WINDOW_MAX
         && w->stride[axis] >= 1 && w->stride[axis] <= WINDOW_MAX
         && w->dilation[axis] >= 1 && w->dilation[axis] <= WINDOW_MAX
         && w->pad[axis] <= WINDOW_MAX && w->pad[axis + 2] <= WINDOW_MAX;
}

gboolean
vt_sliding_out (const VtSliding *w,
                guint            axis,
                gsize            in,
                gboolean         ceil_mode,
                gsize          * out,
                GError        ** error)
{
  if (!in_range (w, axis))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE,
                   _("the kernel, stride, dilation or padding is out of range"));
      return FALSE;
    }

  const gsize span = w->dilation[axis] * (w->kernel[axis] - 1) + 1;
  const gsize room = in + w->pad[axis] + w->pad[axis + 2];
  const gsize stride = w->stride[axis];

  if (in == 0 || room < span)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE,
                   _("a window of %zu does not fit into %zu pixels with padding"),
                   span, room);
      return FALSE;
    }
  *out = (room - span + (ceil_mode ? stride - 1 : 0)) / stride + 1;
  if (ceil_mode && (*out - 1) * stride >= in + w->pad[axis])
    *out -= 1;
  return TRUE;
}

gboolean
vt_sliding_map (const VtShape *shape,
                gsize          map[2],
                GError       **error)
{
  if (shape->n_dims != 3 && shape->n_dims != 4)
    {
      g_autofree char *text = vt_shape_to_string (shape);

      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("works on maps of one or two dimensions, and this is a tensor of %s"), text);
      return FALSE;
    }
  map[0] = shape->n_dims == 4 ? shape->dim[2] : 1;
  map[1] = shape->dim[shape->n_dims - 1];
  return TRUE;
}

VtShape
vt_sliding_shape (const VtShape *like,
                  gsize          n,
                  gsize          c,
                  const gsize    out[2])
{
  return like->n_dims == 4 ? VT_SHAPE (n, c, out[0], out[1]) : VT_SHAPE (n, c, out[1]);
}
