/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a tensor of the file: raw bytes, typed lists, or bytes of a file beside it.  A shape is believed only
 * when there are exactly as many numbers as it says. */
#include "onnx/vt-onnx-const.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vt-error.h"

/* Numbers that are read from another file at once. */
#define PIECE ((gsize) 8192)

/* Numbers of ONNX for the types of elements. */
enum
{
  TYPE_FLOAT = 1, TYPE_UINT8, TYPE_INT8, TYPE_UINT16, TYPE_INT16, TYPE_INT32, TYPE_INT64, TYPE_STRING, TYPE_BOOL,
  TYPE_FLOAT16, TYPE_DOUBLE, TYPE_UINT32, TYPE_UINT64, TYPE_BFLOAT16 = 16,
};

static const struct { guint bytes; gboolean integer; } types[] = {
  [TYPE_FLOAT] = { 4, FALSE },   [TYPE_UINT8] = { 1, TRUE },    [TYPE_INT8] = { 1, TRUE },
  [TYPE_UINT16] = { 2, TRUE },   [TYPE_INT16] = { 2, TRUE },    [TYPE_INT32] = { 4, TRUE },
  [TYPE_INT64] = { 8, TRUE },    [TYPE_BOOL] = { 1, TRUE },     [TYPE_FLOAT16] = { 2, FALSE },
  [TYPE_DOUBLE] = { 8, FALSE },  [TYPE_UINT32] = { 4, TRUE },   [TYPE_UINT64] = { 8, TRUE },
  [TYPE_BFLOAT16] = { 2, FALSE },
};

static float
float_of_bits (guint32 bits)
{
  float x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

/* IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
static float
float_of_half (guint16 h)
{
  const guint32 sign = (guint32) (h & 0x8000) << 16;
  const guint32 exponent = (h >> 10) & 31, fraction = h & 1023;

  if (exponent == 31)
    return float_of_bits (sign | 0x7f800000 | fraction << 13);
  if (exponent == 0)
    {
      const float x = ldexpf ((float) fraction, -24);

      return sign != 0 ? -x : x;
    }
  return float_of_bits (sign | (exponent + 112) << 23 | fraction << 13);
}

static guint64
little_endian (const guint8 *p,
               guint         n)
{
  guint64 x = 0;

  for (guint i = 0; i < n; i++)
    x |= (guint64) p[i] << (8 * i);
  return x;
}

/* FALSE when the number is too large for what Vitrine computes in. */
static gboolean
take_double (VtOnnxConst *c,
             gsize        k,
             double       d)
{
  c->f[k] = (float) d;
  return !isinf (c->f[k]) || isinf (d);
}

/* `count` numbers from `from` on.  FALSE when one is too large. */
static gboolean
decode_raw (VtOnnxConst  *c,
            gint32        type,
            const guint8 *raw,
            gsize         from,
            gsize         count)
{
  const guint n = types[type].bytes;
  gboolean good = TRUE;

  if (type == TYPE_FLOAT && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    {
      memcpy (c->f + from, raw, count * sizeof (float));
      return TRUE;
    }
  for (gsize k = from; k < from + count; k++)
    {
      const guint64 u = little_endian (raw + (k - from) * n, n);
      double d;

      switch (type)
        {
        case TYPE_FLOAT:    c->f[k] = float_of_bits ((guint32) u); break;
        case TYPE_FLOAT16:  c->f[k] = float_of_half ((guint16) u); break;
        case TYPE_BFLOAT16: c->f[k] = float_of_bits ((guint32) u << 16); break;
        case TYPE_DOUBLE:   memcpy (&d, &u, sizeof d); good &= take_double (c, k, d); break;
        case TYPE_INT8:     c->i[k] = (gint8) u; break;
        case TYPE_INT16:    c->i[k] = (gint16) u; break;
        case TYPE_INT32:    c->i[k] = (gint32) u; break;
        default:            c->i[k] = (gint64) u; break;
        }
    }
  return good;
}

/* How many numbers the typed lists hold. */
static gsize
typed_size (const VtOnnx__Tensor *t)
{
  switch (t->data_type)
    {
    case TYPE_FLOAT:  return t->n_float_data;
    case TYPE_INT64:  return t->n_int64_data;
    case TYPE_DOUBLE: return t->n_double_data;
    case TYPE_UINT32:
    case TYPE_UINT64: return t->n_uint64_data;
    default:          return t->n_int32_data;
    }
}

static gboolean
decode_typed (VtOnnxConst          *c,
              const VtOnnx__Tensor *t)
{
  gboolean good = TRUE;

  for (gsize k = 0; k < c->size; k++)
    switch (t->data_type)
      {
      case TYPE_FLOAT:    c->f[k] = t->float_data[k]; break;
      case TYPE_DOUBLE:   good &= take_double (c, k, t->double_data[k]); break;
      case TYPE_FLOAT16:  c->f[k] = float_of_half ((guint16) t->int32_data[k]); break;
      case TYPE_BFLOAT16: c->f[k] = float_of_bits ((guint32) (guint16) t->int32_data[k] << 16); break;
      case TYPE_INT64:    c->i[k] = t->int64_data[k]; break;
      case TYPE_UINT32:
      case TYPE_UINT64:   c->i[k] = (gint64) t->uint64_data[k]; break;
      default:            c->i[k] = t->int32_data[k]; break;
      }
  return good;
}

/* ---- numbers in another file ---------------------------------------------------------------- */

static const char *
external_value (const VtOnnx__Tensor *t,
                const char           *key)
{
  for (gsize i = 0; i < t->n_external_data; i++)
    if (t->external_data[i]->key != NULL && g_str_equal (t->external_data[i]->key, key))
      return t->external_data[i]->value;
  return NULL;
}

/* Opens `location` inside `folder`: links may point anywhere, so the resolved paths are compared. */
static int
open_inside (const char *folder,
             const char *location,
             GError    **error)
{
  g_autofree char *path = g_build_filename (folder, location, NULL);
  char *real_folder = realpath (folder, NULL);
  char *real_path = realpath (path, NULL);
  const gsize length = real_folder != NULL ? strlen (real_folder) : 0;
  int fd = -1;

  if (g_path_is_absolute (location)
      || (real_folder != NULL && real_path != NULL
          && !(strncmp (real_path, real_folder, length) == 0 && (length == 1 || real_path[length] == '/'))))
    g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                 _("Its weights are said to lie in “%s”, outside the folder of the model; this is not allowed"), location);
  else if (real_folder == NULL || real_path == NULL || (fd = open (real_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
    g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("Its weights should lie beside the model in “%s”: %s"), location,
                 g_strerror (errno));
  free (real_folder);
  free (real_path);
  return fd;
}

static gboolean
read_exactly (int      fd,
              guint8  *to,
              gsize    n,
              guint64  offset)
{
  while (n > 0)
    {
      const gssize got = pread (fd, to, n, (off_t) offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      to += got;
      n -= (gsize) got;
      offset += (guint64) got;
    }
  return TRUE;
}

static gboolean
parse_number (const char *text,
              guint64    *value)
{
  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, value, NULL);
}

/* Counts `bytes` taken from `location`, which holds `there`.  Tensors may share bytes, but a thousand tensors that are all
 * the same gigabyte are no honest file. */
static gboolean
count_outside (VtOnnxBudget *budget,
               const char   *location,
               gsize         bytes,
               guint64       there)
{
  if (budget->outside == NULL)
    budget->outside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  gsize *taken = g_hash_table_lookup (budget->outside, location);

  if (taken == NULL)
    {
      taken = g_new0 (gsize, 1);
      g_hash_table_insert (budget->outside, g_strdup (location), taken);
    }
  *taken += bytes;
  if (*taken > 2 * there)
    return FALSE;
  budget->left += 3 * bytes;
  return TRUE;
}

/* Sets the error and returns FALSE. */
static gboolean
too_short (const VtOnnx__Tensor *t,
           GError              **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The file of weights “%s” is too short or cannot be read"),
               external_value (t, "location"));
  return FALSE;
}

/* Opens the file beside the model that holds the numbers of `t`, and finds where; `expected` is how many bytes its shape
 * needs.  All of them are there then.  −1 with an error. */
static int
open_external (const VtOnnx__Tensor *t,
               const char           *folder,
               gsize                 expected,
               VtOnnxBudget         *budget,
               guint64              *offset,
               GError              **error)
{
  const char *location = external_value (t, "location");
  guint64 length = expected;

  *offset = 0;
  if (folder == NULL || location == NULL || location[0] == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                           _("The weights lie in another file, which cannot be reached from here"));
      return -1;
    }
  if (!parse_number (external_value (t, "offset"), offset) || !parse_number (external_value (t, "length"), &length)
      || length != expected)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The place of the weights in “%s” is not said rightly"), location);
      return -1;
    }

  const int fd = open_inside (folder, location, error);
  struct stat info;

  if (fd < 0)
    return -1;
  /* The length is compared with the file before memory is asked for. */
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && *offset <= (guint64) info.st_size
      && expected <= (guint64) info.st_size - *offset
      && count_outside (budget, location, expected, (guint64) info.st_size))
    return fd;
  close (fd);
  too_short (t, error);
  return -1;
}

/* Reads the numbers into their place: reals as they lie there, others piece by piece.  Nothing is mapped, because a
 * file that another program cuts short meanwhile would kill whoever reads the map. */
static gboolean
decode_external (VtOnnxConst          *c,
                 const VtOnnx__Tensor *t,
                 int                   fd,
                 guint64               offset,
                 gboolean             *fits,
                 GError              **error)
{
  const guint bytes = types[t->data_type].bytes;
  guint8 piece[8 * PIECE];

  if (t->data_type == TYPE_FLOAT && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return read_exactly (fd, (guint8 *) c->f, c->size * sizeof (float), offset) || too_short (t, error);
  for (gsize k = 0; k < c->size; k += PIECE)
    {
      const gsize n = MIN (PIECE, c->size - k);

      if (!read_exactly (fd, piece, n * bytes, offset + k * bytes))
        return too_short (t, error);
      *fits &= decode_raw (c, t->data_type, piece, k, n);
    }
  return TRUE;
}

/* ---- a tensor ------------------------------------------------------------------------------- */

VtOnnxConst *
vt_onnx_const_decode (const VtOnnx__Tensor *tensor,
                      const char           *folder,
                      VtOnnxBudget         *budget,
                      GError              **error)
{
  const gint32 type = tensor->data_type;
  VtShape shape;

  if (type <= 0 || (gsize) type >= G_N_ELEMENTS (types) || types[type].bytes == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("its elements are of type %d, which Vitrine does not know"),
                   type);
      return NULL;
    }
  if (!vt_onnx_shape (tensor->dims, tensor->n_dims, &shape, error))
    return NULL;

  const gsize size = vt_shape_size (&shape), bytes = size * types[type].bytes;
  const gboolean external = tensor->data_location == 1;
  const gboolean raw = external || tensor->raw_data.len > 0;
  const gsize there = external ? bytes : raw ? tensor->raw_data.len : typed_size (tensor) * types[type].bytes;

  if (there != bytes)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                   _("its shape asks for %zu bytes but %zu are there"), bytes, there);
      return NULL;
    }

  guint64 offset = 0;
  const int fd = external ? open_external (tensor, folder, bytes, budget, &offset, error) : -1;
  g_autoptr (VtOnnxConst) c = external && fd < 0 ? NULL : vt_onnx_const_new (&shape, types[type].integer, budget, error);
  gboolean good = c != NULL, fits = TRUE;

  if (good && external)
    good = decode_external (c, tensor, fd, offset, &fits, error);
  else if (good)
    fits = raw ? decode_raw (c, type, tensor->raw_data.data, 0, size) : decode_typed (c, tensor);
  if (fd >= 0)
    close (fd);
  if (good && !fits)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                         _("it holds numbers that are too large for single precision, in which Vitrine computes"));
  if (!good || !fits)
    return NULL;
  c->type = type;
  c->half = type == TYPE_FLOAT16 || type == TYPE_BFLOAT16;
  return g_steal_pointer (&c);
}
