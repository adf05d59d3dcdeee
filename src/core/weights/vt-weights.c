/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of tensors, and their numbers as floats. */
#include "weights/vt-weights-private.h"

#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-pages.h"

#define MAX_NOTES 100

struct _VtWeights
{
  GBytes     *bytes;
  gboolean    mapped;
  const char *format;
  GPtrArray  *tensors;
  GHashTable *by_name;      /* borrowed names → VtWeight */
  GHashTable *metadata;
  GPtrArray  *notes;
};

static const struct { const char *name, *safetensors, *storage; gsize size; } dtypes[VT_N_DTYPES] = {
  [VT_DTYPE_F32] = { "float32", "F32", "FloatStorage", 4 },
  [VT_DTYPE_F16] = { "float16", "F16", "HalfStorage", 2 },
  [VT_DTYPE_BF16] = { "bfloat16", "BF16", "BFloat16Storage", 2 },
  [VT_DTYPE_F64] = { "float64", "F64", "DoubleStorage", 8 },
  [VT_DTYPE_I64] = { "int64", "I64", "LongStorage", 8 },
  [VT_DTYPE_I32] = { "int32", "I32", "IntStorage", 4 },
  [VT_DTYPE_I16] = { "int16", "I16", "ShortStorage", 2 },
  [VT_DTYPE_I8] = { "int8", "I8", "CharStorage", 1 },
  [VT_DTYPE_U8] = { "uint8", "U8", "ByteStorage", 1 },
  [VT_DTYPE_BOOL] = { "bool", "BOOL", "BoolStorage", 1 },
};

gsize
vt_dtype_size (VtDtype dtype)
{
  return dtypes[dtype].size;
}

const char *
vt_dtype_name (VtDtype dtype)
{
  return dtypes[dtype].name;
}

gboolean
vt_dtype_from_safetensors (const char *name,
                           VtDtype    *dtype)
{
  for (guint i = 0; i < VT_N_DTYPES; i++)
    if (strcmp (dtypes[i].safetensors, name) == 0)
      {
        *dtype = (VtDtype) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
vt_dtype_from_storage (const char *name,
                       VtDtype    *dtype)
{
  for (guint i = 0; i < VT_N_DTYPES; i++)
    if (strcmp (dtypes[i].storage, name) == 0)
      {
        *dtype = (VtDtype) i;
        return TRUE;
      }
  return FALSE;
}

static void
tensor_free (gpointer data)
{
  VtWeight *tensor = data;

  g_free (tensor->name);
  g_free (tensor);
}

VtWeights *
vt_weights_new (GBytes     *bytes,
                gboolean    mapped,
                const char *format)
{
  VtWeights *self = g_atomic_rc_box_new0 (VtWeights);

  self->bytes = g_bytes_ref (bytes);
  self->mapped = mapped;
  self->format = format;
  self->tensors = g_ptr_array_new_with_free_func (tensor_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

VtWeights *
vt_weights_ref (VtWeights *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
weights_clear (gpointer data)
{
  VtWeights *self = data;

  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->tensors, g_ptr_array_unref);
  g_clear_pointer (&self->metadata, g_hash_table_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

void
vt_weights_unref (VtWeights *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, weights_clear);
}

/* Elements of the shape, and how far from the first the last one lies.  FALSE when a number is too large. */
static gboolean
extent (const VtShape *shape,
        const gsize   *stride,
        gsize         *n,
        gsize         *span)
{
  *n = 1;
  *span = 0;
  for (guint i = 0; i < shape->n_dims; i++)
    if (shape->dim[i] > VT_MAX_ELEMENTS || !g_size_checked_mul (n, *n, shape->dim[i]) || *n > VT_MAX_ELEMENTS)
      return FALSE;
  for (guint i = 0; *n > 0 && i < shape->n_dims; i++)
    {
      gsize step;

      if (!g_size_checked_mul (&step, shape->dim[i] - 1, stride[i]) || !g_size_checked_add (span, *span, step))
        return FALSE;
    }
  return TRUE;
}

/* Whether the elements lie inside `size` bytes.  More of them than there are numbers would be a view that repeats
 * some; a small file could ask for any amount of memory that way. */
static gboolean
lies_inside (const VtShape *shape,
             const gsize   *stride,
             gsize          offset,
             gsize          element,
             gsize          size)
{
  const gsize room = size / element;
  gsize n, span;

  return extent (shape, stride, &n, &span) && n <= room
         && (n == 0 || (offset < room && span < room - offset));
}

gboolean
vt_weights_add (VtWeights     *self,
                const char    *name,
                VtDtype        dtype,
                const VtShape *shape,
                const gsize   *stride,
                gsize          offset,
                const guint8  *data,
                gsize          size,
                GError       **error)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  gsize row_major[VT_MAX_DIMS] = { 0 };
  gsize n = 1;

  for (guint i = shape->n_dims; i > 0; i--)
    {
      row_major[i - 1] = n;
      /* Overflow is found by extent(). */
      n *= shape->dim[i - 1];
    }
  if (!lies_inside (shape, row_major, 0, vt_dtype_size (dtype), size)
      || !lies_inside (shape, stride != NULL ? stride : row_major, offset, vt_dtype_size (dtype), size))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The numbers of “%s” go beyond what the file holds for it"), valid);
      return FALSE;
    }
  if (g_hash_table_contains (self->by_name, valid))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The file has two tensors named “%s”"), valid);
      return FALSE;
    }

  VtWeight *tensor = g_new0 (VtWeight, 1);

  tensor->name = g_steal_pointer (&valid);
  tensor->dtype = dtype;
  tensor->shape = *shape;
  tensor->plain = TRUE;
  for (guint i = 0; i < shape->n_dims; i++)
    {
      tensor->stride[i] = stride != NULL ? stride[i] : row_major[i];
      /* Where there is one cell its stride is never used. */
      tensor->plain &= tensor->stride[i] == row_major[i] || shape->dim[i] == 1;
    }
  tensor->data = data + (n > 0 ? offset * vt_dtype_size (dtype) : 0);
  g_ptr_array_add (self->tensors, tensor);
  g_hash_table_insert (self->by_name, tensor->name, tensor);
  return TRUE;
}

void
vt_weights_note (VtWeights  *self,
                 const char *format,
                 ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *raw = g_strdup_vprintf (format, list);
  va_end (list);
  if (self->notes->len < MAX_NOTES)
    g_ptr_array_add (self->notes, g_utf8_make_valid (raw, -1));
}

guint
vt_weights_n (const VtWeights *self)
{
  return self->tensors->len;
}

const VtWeight *
vt_weights_nth (const VtWeights *self,
                guint            i)
{
  g_return_val_if_fail (i < self->tensors->len, NULL);
  return self->tensors->pdata[i];
}

const VtWeight *
vt_weights_find (const VtWeights *self,
                 const char      *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

const char *
vt_weights_format (const VtWeights *self)
{
  return self->format;
}

gsize
vt_weights_file_size (const VtWeights *self)
{
  return g_bytes_get_size (self->bytes);
}

GHashTable *
vt_weights_metadata (const VtWeights *self)
{
  return self->metadata;
}

const GPtrArray *
vt_weights_notes (const VtWeights *self)
{
  return self->notes;
}

/* ---- numbers ---------------------------------------------------------------------------------- */

static float
from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static float
half_to_float (guint16 h)
{
  const guint32 sign = (guint32) (h & 0x8000) << 16, exponent = h >> 10 & 31, mantissa = h & 1023;

  if (exponent == 31)
    return from_bits (sign | 0x7f800000 | mantissa << 13);
  if (exponent != 0)
    return from_bits (sign | (exponent + 112) << 23 | mantissa << 13);
  /* Subnormal: mantissa · 2⁻²⁴ is exact. */
  return (sign != 0 ? -1.0f : 1.0f) * (float) mantissa * 0x1p-24f;
}

#define READ(TYPE) TYPE v; memcpy (&v, p, sizeof v)

static float
element (VtDtype       dtype,
         const guint8 *p)
{
  switch (dtype)
    {
    case VT_DTYPE_F32: { READ (float); return v; }
    case VT_DTYPE_F16: { READ (guint16); return half_to_float (GUINT16_FROM_LE (v)); }
    case VT_DTYPE_BF16: { READ (guint16); return from_bits ((guint32) GUINT16_FROM_LE (v) << 16); }
    case VT_DTYPE_F64: { READ (double); return (float) v; }
    case VT_DTYPE_I64: { READ (gint64); return (float) v; }
    case VT_DTYPE_I32: { READ (gint32); return (float) v; }
    case VT_DTYPE_I16: { READ (gint16); return v; }
    case VT_DTYPE_I8: return *(const gint8 *) p;
    case VT_DTYPE_U8: return *p;
    case VT_DTYPE_BOOL: return *p != 0;
    case VT_N_DTYPES:
    default:
      return 0;
    }
}

/* One run of elements along the last axis. */
static void
read_run (const VtWeight *t,
          const guint8   *p,
          gsize           n,
          gsize           step,
          float          *out)
{
  /* The switch of element() leaves the loop, since the type does not change. */
  const VtDtype dtype = t->dtype;

  for (gsize i = 0; i < n; i++)
    out[i] = element (dtype, p + i * step);
}

void
vt_weights_floats (const VtWeights *self,
                   const VtWeight  *t,
                   float           *out)
{
  const gsize size = vt_dtype_size (t->dtype), n = vt_shape_size (&t->shape);

  if (n == 0)
    return;
  if (t->plain && t->dtype == VT_DTYPE_F32)
    {
      vt_pages_copy (out, t->data, n * size, self->mapped);
      return;
    }
  if (t->plain || t->shape.n_dims == 0)
    {
      read_run (t, t->data, n, size, out);
      if (self->mapped)
        vt_pages_drop (t->data, n * size);
      return;
    }

  const guint last = t->shape.n_dims - 1;
  const gsize run = t->shape.dim[last];
  gsize index[VT_MAX_DIMS] = { 0 }, at = 0;

  for (gsize done = 0; done < n; done += run)
    {
      read_run (t, t->data + at * size, run, t->stride[last] * size, out + done);
      /* The next row, carrying over. */
      for (guint i = last; i > 0; i--)
        {
          at += t->stride[i - 1];
          if (++index[i - 1] < t->shape.dim[i - 1])
            break;
          at -= t->stride[i - 1] * index[i - 1];
          index[i - 1] = 0;
        }
    }
}
