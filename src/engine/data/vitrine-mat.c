/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MATLAB files: what both versions share.  A file may make no more values and ask for no more
 * memory than in proportion to its own size, so that a small file cannot cost much. */
#include "engine/data/vitrine-mat-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"

#define BYTES_PER_VALUE  8            /* no value takes less room in a file */
#define BYTES_PER_BYTE   256          /* repetitive tables compress as well as this */
#define LEAST_BYTES      (16 << 20)
#define MAX_TEXT         4096
#define MAX_BYTES        ((gsize) 1 << 30)

static void
value_free (gpointer data)
{
  VitrineMatValue *value = data;

  g_free (value->numbers);
  g_free (value->children);
  for (guint i = 0; i < value->n_names; i++)
    g_free (value->names[i]);
  g_free (value->names);
  g_free (value);
}

gboolean
vitrine_mat_bad (gsize        at,
                 const char  *what,
                 GError     **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("Damaged MATLAB file: %s at byte %zu"),
               what, at);
  return FALSE;
}

VitrineMatValue *
vitrine_mat_make (VitrineMat      *self,
                  VitrineMatKind   kind,
                  GError         **error)
{
  VitrineMatValue *value;

  if (self->budget == 0)
    {
      vitrine_mat_bad (self->size, _("more values than there is room for"), error);
      return NULL;
    }
  self->budget--;
  value = g_new0 (VitrineMatValue, 1);
  value->kind = kind;
  g_ptr_array_add (self->values, value);
  return value;
}

gpointer
vitrine_mat_alloc (VitrineMat  *self,
                   gsize        count,
                   gsize        size,
                   GError     **error)
{
  if (size != 0 && count > self->bytes / size)
    {
      vitrine_mat_bad (self->size, _("an array larger than the file can hold"), error);
      return NULL;
    }
  self->bytes -= count * size;
  return g_malloc0 (MAX (count * size, 1));
}

const guint8 *
vitrine_mat_inflate (VitrineMat    *self,
                     const guint8  *data,
                     gsize          size,
                     gsize          limit,
                     gsize         *inflated,
                     GError       **error)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  guint8 chunk[16384];
  gsize at = 0;

  limit = MIN (limit, self->bytes);
  while (result != G_CONVERTER_FINISHED)
    {
      gsize read, written;

      result = g_converter_convert (G_CONVERTER (zlib), data + at, size - at, chunk, sizeof chunk,
                                    G_CONVERTER_INPUT_AT_END, &read, &written, error);
      if (result == G_CONVERTER_ERROR)
        {
          g_prefix_error (error, _("Damaged MATLAB file: compressed data: "));
          return NULL;
        }
      if (written > limit - out->len)
        {
          vitrine_mat_bad (self->size, _("compressed data that grows beyond measure"), error);
          return NULL;
        }
      g_byte_array_append (out, chunk, (guint) written);
      at += read;
    }
  self->bytes -= out->len;
  self->budget += out->len / BYTES_PER_VALUE;
  *inflated = out->len;
  g_ptr_array_add (self->blocks, g_byte_array_free (g_steal_pointer (&out), FALSE));
  return g_ptr_array_index (self->blocks, self->blocks->len - 1);
}

VitrineMat *
vitrine_mat_new (const guint8  *data,
                 gsize          size,
                 GError       **error)
{
  static const guint8 hdf5[8] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };
  g_autoptr (VitrineMat) self = g_new0 (VitrineMat, 1);

  self->data = data;
  self->size = size;
  self->values = g_ptr_array_new_with_free_func (value_free);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bytes = size < MAX_BYTES / BYTES_PER_BYTE ? size * BYTES_PER_BYTE + LEAST_BYTES
                : MAX (MAX_BYTES, size < G_MAXSIZE / 4 ? 4 * size : 0);
  self->budget = size / BYTES_PER_VALUE + 1;

  for (gsize base = 0; base <= 512 && base + 8 <= size; base += 512)
    if (memcmp (data + base, hdf5, 8) == 0)
      return vitrine_mat73_read (self, base, error) ? g_steal_pointer (&self) : NULL;
  return vitrine_mat5_read (self, error) ? g_steal_pointer (&self) : NULL;
}

void
vitrine_mat_free (VitrineMat *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->variables);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

const VitrineMatValue *
vitrine_mat_get (const VitrineMat *self,
                 const char       *name)
{
  return g_hash_table_lookup (self->variables, name);
}

gsize
vitrine_mat_n (const VitrineMatValue *value)
{
  return value != NULL ? value->n : 0;
}

gsize
vitrine_mat_rows (const VitrineMatValue *value)
{
  return value != NULL ? value->rows : 0;
}

void
vitrine_mat_shape (VitrineMatValue *value,
                   const gsize     *dims,
                   guint            n_dims)
{
  value->n_dims = MIN (n_dims, G_N_ELEMENTS (value->dims));
  for (guint i = 0; i < n_dims; i++)
    if (i < G_N_ELEMENTS (value->dims))
      value->dims[i] = dims[i];
    else
      value->dims[G_N_ELEMENTS (value->dims) - 1] *= dims[i];
}

gsize
vitrine_mat_dim (const VitrineMatValue *value,
                 guint                  i)
{
  return value != NULL && i < value->n_dims ? value->dims[i] : 1;
}

const VitrineMatValue *
vitrine_mat_child (const VitrineMatValue *value,
                   gsize                  i)
{
  return value != NULL && value->kind == VITRINE_MAT_CELL && i < value->n_children ? value->children[i] : NULL;
}

char *
vitrine_mat_dup_text (const VitrineMatValue *value)
{
  GString *text;

  if (value == NULL || value->kind != VITRINE_MAT_TEXT || value->numbers == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (gsize i = 0; i < MIN (value->n, MAX_TEXT); i++)
    {
      const double code = value->numbers[i];
      const gboolean good = code >= 1 && code < 0x110000 && g_unichar_validate ((gunichar) code);

      g_string_append_unichar (text, good ? (gunichar) code : 0xfffd);
    }
  return g_string_free (text, FALSE);
}

const VitrineMatValue *
vitrine_mat_field (const VitrineMatValue *value,
                   gsize                  i,
                   const char            *name)
{
  if (value == NULL || value->kind != VITRINE_MAT_STRUCT)
    return NULL;
  for (guint f = 0; f < value->n_names; f++)
    if (strcmp (value->names[f], name) == 0)
      {
        /* i·n_names + f cannot overflow once i is known to be small. */
        if (i >= value->n_children / value->n_names)
          return NULL;
        return value->children[i * value->n_names + f];
      }
  return NULL;
}

gboolean
vitrine_mat_number (const VitrineMatValue *value,
                    gsize                  i,
                    double                *number)
{
  if (value != NULL && value->singles != NULL && i < value->n)
    {
      *number = (double) value->singles[i];
      return isfinite (*number);
    }
  if (value != NULL && value->octets != NULL && i < value->n)
    {
      *number = value->octets[i];
      return TRUE;
    }
  if (value == NULL || i >= value->n || value->numbers == NULL)
    return FALSE;
  if (value->kind == VITRINE_MAT_TEXT)
    {
      char text[32];
      char *end;
      gsize n = MIN (value->n, sizeof text - 1);

      for (gsize k = 0; k < n; k++)
        text[k] = value->numbers[k] > 0 && value->numbers[k] < 128 ? (char) value->numbers[k] : ' ';
      text[n] = '\0';
      *number = g_ascii_strtod (text, &end);
      return i == 0 && end != text && isfinite (*number);
    }
  *number = value->numbers[i];
  return value->kind == VITRINE_MAT_NUMBERS && isfinite (*number);
}
