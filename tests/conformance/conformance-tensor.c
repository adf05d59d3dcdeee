/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads tensors without the code under test, as far as that goes: a fault in the importer's decoder must not hide. */
#include "conformance-tensor.h"

#include <math.h>
#include <string.h>

#define RELATIVE 1e-3
#define ABSOLUTE 1e-7

static const double missing = (double) NAN;

enum { FLOAT = 1, UINT8, INT8, UINT16, INT16, INT32, INT64, STRING, BOOL, HALF, DOUBLE, UINT32, UINT64, BRAIN = 16 };

static const gsize bytes_of[] = { 0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 0, 0, 2 };

static double
from_half (guint16 h)
{
  const int e = h >> 10 & 31, m = h & 1023;
  const double x = e == 31 ? (m != 0 ? missing : HUGE_VAL) : e == 0 ? ldexp (m, -24) : ldexp (m + 1024, e - 25);

  return h & 0x8000 ? -x : x;
}

static double
from_brain (guint16 h)
{
  const guint32 u = (guint32) h << 16;
  float x;

  memcpy (&x, &u, sizeof x);
  return (double) x;
}

static double
from_raw (gint32        type,
          const guint8 *p)
{
  guint64 u = 0;
  float f;
  double d;

  memcpy (&u, p, bytes_of[type]);
  memcpy (&f, p, bytes_of[type] < 4 ? bytes_of[type] : 4);
  memcpy (&d, &u, 8);
  switch (type)
    {
    case FLOAT:  return (double) f;
    case DOUBLE: return d;
    case HALF:   return from_half ((guint16) u);
    case BRAIN:  return from_brain ((guint16) u);
    case INT8:   return (gint8) u;
    case INT16:  return (gint16) u;
    case INT32:  return (gint32) u;
    case INT64:  return (double) (gint64) u;
    default:     return (double) u;
    }
}

static double
from_list (const VtOnnx__Tensor *t,
           gsize                 k)
{
  switch (t->data_type)
    {
    case FLOAT:  return k < t->n_float_data ? (double) t->float_data[k] : missing;
    case DOUBLE: return k < t->n_double_data ? t->double_data[k] : missing;
    case INT64:  return k < t->n_int64_data ? (double) t->int64_data[k] : missing;
    case UINT32:
    case UINT64: return k < t->n_uint64_data ? (double) t->uint64_data[k] : missing;
    case HALF:   return k < t->n_int32_data ? from_half ((guint16) t->int32_data[k]) : missing;
    case BRAIN:  return k < t->n_int32_data ? from_brain ((guint16) t->int32_data[k]) : missing;
    default:     return k < t->n_int32_data ? t->int32_data[k] : missing;
    }
}

double *
conformance_numbers (const VtOnnx__Tensor *tensor,
                     VtShape              *shape)
{
  const gint32 type = tensor->data_type;

  *shape = (VtShape) { .n_dims = (guint) tensor->n_dims };
  if (tensor->n_dims > VT_MAX_DIMS || type <= 0 || (gsize) type >= G_N_ELEMENTS (bytes_of) || bytes_of[type] == 0)
    return NULL;
  for (guint d = 0; d < tensor->n_dims; d++)
    shape->dim[d] = (gsize) tensor->dims[d];

  const gsize size = vt_shape_size (shape);
  double *x = g_new0 (double, size + 1);

  if (tensor->raw_data.len > 0 && tensor->raw_data.len < size * bytes_of[type])
    g_clear_pointer (&x, g_free);
  for (gsize k = 0; x != NULL && k < size; k++)
    x[k] = tensor->raw_data.len > 0 ? from_raw (type, tensor->raw_data.data + k * bytes_of[type]) : from_list (tensor, k);
  return x;
}

/* `x` as a number of `type` is stored: Vitrine keeps 32 bits of everything.  To make bfloat16 the suite cut until
 * 1.14 and rounds since. */
static double
as_stored (double   x,
           gint32   type,
           gboolean cut)
{
  if (!isfinite (x))
    return x;
  if (type == HALF)
    {
      int e;

      frexp (x, &e);
      return ldexp (rint (ldexp (x, 11 - MAX (e, -13))), MAX (e, -13) - 11);
    }
  if (type == BRAIN)
    {
      int e;

      frexp (x, &e);
      return ldexp (cut ? trunc (ldexp (x, 8 - e)) : rint (ldexp (x, 8 - e)), e - 8);
    }
  return x;
}

static gboolean
close_enough (double x,
              double y)
{
  return x == y || (isnan (x) && isnan (y)) || fabs (x - y) <= ABSOLUTE + RELATIVE * fabs (y);
}

char *
conformance_compare (const VtOnnx__Tensor *expected,
                     const VtShape        *shape,
                     const float          *got)
{
  VtShape wanted;
  g_autofree double *y = conformance_numbers (expected, &wanted);
  g_autofree char *a = vt_shape_to_string (shape);
  g_autofree char *b = vt_shape_to_string (&wanted);

  if (y == NULL)
    return g_strdup ("the expected tensor holds text or has too many dimensions");
  if (!vt_shape_equal (shape, &wanted))
    return g_strdup_printf ("the shape is %s where %s is right", a, b);
  for (gsize k = 0; k < vt_shape_size (&wanted); k++)
    {
      const double x = as_stored ((double) got[k], expected->data_type, FALSE);

      if (!close_enough (x, y[k])
          && !close_enough (as_stored ((double) got[k], expected->data_type, TRUE), y[k]))
        return g_strdup_printf ("number %zu is %g where %g is right", k, x, y[k]);
    }
  return NULL;
}
