/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is a magic word, a version, the length of a header, the header (a Python dictionary of three known keys), and
 * the numbers.  The shape is believed only when exactly its numbers follow. */
#include "tensor/vt-npy.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

#define MAGIC      "\x93NUMPY"
#define MAGIC_SIZE 6
/* The header is padded so that the numbers begin at a multiple of this. */
#define ALIGN      64

gboolean
vt_npy_save (const char    *path,
             const VtShape *shape,
             const float   *data,
             GError       **error)
{
  g_autoptr (GString) header = g_string_new ("{'descr': '<f4', 'fortran_order': False, 'shape': (");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const gsize size = vt_shape_size (shape) * sizeof (float);

  if (size > G_MAXUINT32 - 4096)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” would be larger than 4 GB"), path);
      return FALSE;
    }
  for (guint d = 0; d < shape->n_dims; d++)
    g_string_append_printf (header, "%" G_GSIZE_FORMAT "%s", shape->dim[d],
                            shape->n_dims == 1 || d + 1 < shape->n_dims ? "," : "");
  g_string_append (header, "), }");
  while ((MAGIC_SIZE + 4 + header->len + 1) % ALIGN != 0)
    g_string_append_c (header, ' ');
  g_string_append_c (header, '\n');

  const guint8 head[4] = { 1, 0, header->len & 255, (guint8) (header->len >> 8) };

  g_byte_array_append (bytes, (const guint8 *) MAGIC, MAGIC_SIZE);
  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, (const guint8 *) header->str, (guint) header->len);
  g_byte_array_append (bytes, (const guint8 *) data, (guint) size);
  return g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, error);
}

static VtTensor *
bad (GError    **error,
     const char *name,
     const char *what)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s”: %s"), name, what);
  return NULL;
}

/* What follows the key in the header, or NULL. */
static const char *
value_of (const char *header,
          const char *key)
{
  g_autofree char *quoted = g_strdup_printf ("'%s':", key);
  const char *at = strstr (header, quoted);

  if (at == NULL)
    return NULL;
  at += strlen (quoted);
  while (*at == ' ')
    at++;
  return at;
}

static gboolean
parse_shape (const char *text,
             VtShape    *shape)
{
  *shape = (VtShape) { 0 };
  if (text == NULL || *text++ != '(')
    return FALSE;
  for (;;)
    {
      guint64 value = 0;
      char *end;

      while (*text == ' ' || *text == ',')
        text++;
      if (*text == ')')
        return vt_shape_check (shape, NULL);
      if (!g_ascii_isdigit (*text) || shape->n_dims == VT_MAX_DIMS)
        return FALSE;
      value = g_ascii_strtoull (text, &end, 10);
      if (value > VT_MAX_ELEMENTS)
        return FALSE;
      shape->dim[shape->n_dims++] = (gsize) value;
      text = end;
    }
}

VtTensor *
vt_npy_parse (const guint8 *bytes,
              gsize         size,
              const char   *name,
              GError      **error)
{
  VtShape shape;

  if (size < MAGIC_SIZE + 6 || memcmp (bytes, MAGIC, MAGIC_SIZE) != 0)
    return bad (error, name, _("this is not a NumPy array"));

  const gboolean long_header = bytes[6] >= 2;
  const gsize at = MAGIC_SIZE + (long_header ? 6 : 4);
  const gsize length = (gsize) bytes[8] | (gsize) bytes[9] << 8
                       | (long_header ? (gsize) bytes[10] << 16 | (gsize) bytes[11] << 24 : 0);

  if (bytes[6] < 1 || bytes[6] > 3 || length > size - at)
    return bad (error, name, _("its header is damaged"));

  g_autofree char *header = g_strndup ((const char *) bytes + at, length);
  const char *descr = value_of (header, "descr"), *order = value_of (header, "fortran_order");
  const gboolean single = descr != NULL && g_str_has_prefix (descr, "'<f4'");

  if (!single && !(descr != NULL && g_str_has_prefix (descr, "'<f8'")))
    return bad (error, name, _("its numbers are neither “<f4” nor “<f8”"));
  if (order == NULL || !g_str_has_prefix (order, "False"))
    return bad (error, name, _("its numbers are not in row-major order"));
  if (!parse_shape (value_of (header, "shape"), &shape))
    return bad (error, name, _("its shape cannot be used"));

  const gsize n = vt_shape_size (&shape), wide = single ? 4 : 8;
  const guint8 *numbers = bytes + at + length;

  if (n != (size - at - length) / wide || (size - at - length) % wide != 0)
    return bad (error, name, _("it holds another number of values than its shape says"));

  VtTensor *tensor = vt_tensor_new (&shape, error);

  if (tensor == NULL)
    return NULL;
  if (single)
    memcpy (tensor->data, numbers, n * sizeof (float));
  else
    for (gsize k = 0; k < n; k++)
      {
        double x;

        memcpy (&x, numbers + k * sizeof x, sizeof x);
        tensor->data[k] = (float) x;
      }
  return tensor;
}

VtTensor *
vt_npy_load (const char *path,
             GError    **error)
{
  g_autofree char *bytes = NULL;
  gsize size;

  if (!g_file_get_contents (path, &bytes, &size, error))
    return NULL;
  return vt_npy_parse ((const guint8 *) bytes, size, path, error);
}
