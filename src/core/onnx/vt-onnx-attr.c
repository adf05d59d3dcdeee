/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading attributes. */
#include "onnx/vt-onnx-attr.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/vt-error.h"

const VtOnnx__Attribute *
vt_onnx_attr (const VtOnnx__Node *node,
              const char         *name)
{
  for (gsize i = 0; i < node->n_attribute; i++)
    if (node->attribute[i]->name != NULL && g_str_equal (node->attribute[i]->name, name))
      return node->attribute[i];
  return NULL;
}

gint64
vt_onnx_attr_int (const VtOnnx__Node *node,
                  const char         *name,
                  gint64              otherwise)
{
  const VtOnnx__Attribute *a = vt_onnx_attr (node, name);

  return a != NULL && a->has_i ? a->i : otherwise;
}

float
vt_onnx_attr_float (const VtOnnx__Node *node,
                    const char         *name,
                    float               otherwise)
{
  const VtOnnx__Attribute *a = vt_onnx_attr (node, name);

  return a != NULL && a->has_f ? a->f : otherwise;
}

gboolean
vt_onnx_attr_is (const VtOnnx__Node *node,
                 const char         *name,
                 const char         *word,
                 const char         *otherwise)
{
  const VtOnnx__Attribute *a = vt_onnx_attr (node, name);

  if (a == NULL || !a->has_s || a->s.len == 0)
    return g_str_equal (word, otherwise);
  return a->s.len == strlen (word) && memcmp (a->s.data, word, a->s.len) == 0;
}

char *
vt_onnx_attr_dup_string (const VtOnnx__Node *node,
                         const char         *name,
                         const char         *otherwise)
{
  const VtOnnx__Attribute *a = vt_onnx_attr (node, name);

  if (a == NULL || !a->has_s)
    return g_strdup (otherwise);
  /* The parser has no bytes at all for an empty one. */
  if (a->s.len == 0)
    return g_strdup ("");
  return g_utf8_make_valid ((const char *) a->s.data, (gssize) a->s.len);
}

gboolean
vt_onnx_axis (gint64   axis,
              guint    n_dims,
              guint   *resolved,
              GError **error)
{
  const gint64 a = axis < 0 && axis >= -(gint64) n_dims ? axis + n_dims : axis;

  if (a < 0 || a >= n_dims)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE,
                   _("axis %" PRId64 " does not exist in a tensor of %u dimensions"), axis, n_dims);
      return FALSE;
    }
  *resolved = (guint) a;
  return TRUE;
}
