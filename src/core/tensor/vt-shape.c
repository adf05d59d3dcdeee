/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes: sizes, strides, broadcasting. */
#include "tensor/vt-shape.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"

gsize
vt_shape_size (const VtShape *shape)
{
  gsize n = 1;

  for (guint i = 0; i < shape->n_dims; i++)
    n *= shape->dim[i];
  return n;
}

gboolean
vt_shape_check (const VtShape *shape,
                GError       **error)
{
  gsize n = 1;

  if (shape->n_dims > VT_MAX_DIMS)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%u dimensions are more than the %d supported"),
                   shape->n_dims, VT_MAX_DIMS);
      return FALSE;
    }
  for (guint i = 0; i < shape->n_dims; i++)
    if (!g_size_checked_mul (&n, n, shape->dim[i]) || n > VT_MAX_ELEMENTS)
      {
        g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("the tensor is too large"));
        return FALSE;
      }
  return TRUE;
}

gboolean
vt_shape_equal (const VtShape *a,
                const VtShape *b)
{
  if (a->n_dims != b->n_dims)
    return FALSE;
  for (guint i = 0; i < a->n_dims; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return TRUE;
}

char *
vt_shape_to_string (const VtShape *shape)
{
  GString *s = g_string_new (shape->n_dims == 0 ? "scalar" : NULL);

  for (guint i = 0; i < shape->n_dims; i++)
    g_string_append_printf (s, "%s%" G_GSIZE_FORMAT, i > 0 ? "×" : "", shape->dim[i]);
  return g_string_free (s, FALSE);
}

void
vt_shape_strides (const VtShape *shape,
                  gsize          stride[VT_MAX_DIMS])
{
  gsize step = 1;

  for (guint i = shape->n_dims; i-- > 0; step *= shape->dim[i])
    stride[i] = step;
}

gboolean
vt_shape_broadcast (const VtShape *a,
                    const VtShape *b,
                    VtShape       *out,
                    GError       **error)
{
  const guint n = MAX (a->n_dims, b->n_dims);
  VtShape r = { .n_dims = n };

  for (guint i = 1; i <= n; i++)
    {
      const gsize da = i <= a->n_dims ? a->dim[a->n_dims - i] : 1;
      const gsize db = i <= b->n_dims ? b->dim[b->n_dims - i] : 1;

      if (da != db && da != 1 && db != 1)
        {
          g_autofree char *sa = vt_shape_to_string (a);
          g_autofree char *sb = vt_shape_to_string (b);

          g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%s and %s do not broadcast"), sa, sb);
          return FALSE;
        }
      r.dim[n - i] = da == 1 ? db : da;
    }
  *out = r;
  return vt_shape_check (out, error);
}
