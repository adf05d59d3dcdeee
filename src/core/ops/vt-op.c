/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding operators, inferring with all checks, and the windows most operators share. */
#include "ops/vt-op.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

const VtShape vt_shape_left_out = { 0, { G_MAXSIZE } };

const VtOp *
vt_op_find (const char *name)
{
  for (const VtOp *const *op = vt_op_table; *op != NULL; op++)
    if (strcmp ((*op)->name, name) == 0)
      return *op;
  return NULL;
}

gboolean
vt_op_infer (const VtOp    *op,
             gconstpointer  attrs,
             guint          n_x,
             const VtShape *x_shape,
             VtShape       *y_shape,
             GError       **error)
{
  if (n_x < op->min_x || n_x > MIN (op->max_x, VT_MAX_INPUTS))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%s cannot have %u inputs"), op->name, n_x);
      return FALSE;
    }
  for (guint i = 0; i < op->min_x; i++)
    if (!vt_op_has (n_x, x_shape, i))
      {
        g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("input %u of %s is missing"), i + 1, op->name);
        return FALSE;
      }
  return op->infer (attrs, n_x, x_shape, y_shape, error) && vt_shape_check (y_shape, error);
}

gboolean
vt_window_pointwise (gconstpointer  attrs,
                     const VtShape *x_shape,
                     const VtShape *y_shape,
                     VtWindow      *window)
{
  *window = (VtWindow) { VT_REACH_WINDOW, { { 1, 0, 1 }, { 1, 0, 1 } } };
  return TRUE;
}

void
vt_window_axis (VtWindow *window,
                guint     axis,
                gsize     kernel,
                gsize     stride,
                gsize     dilation,
                gssize    pad_begin)
{
  const double extent = (double) (kernel - 1) * (double) dilation + 1;

  window->axis[axis].extent = extent;
  window->axis[axis].start = (extent - 1) / 2 - (double) pad_begin;
  window->axis[axis].step = (double) stride;
}
