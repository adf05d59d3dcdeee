/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAT-file version 5 (MathWorks, “MAT-File Format”): a 128-byte head, then elements of a tag
 * (type, bytes) and data padded to 8 bytes.  A matrix is an element whose data are elements:
 * flags, dimensions, name, contents. */
#include <glib/gi18n.h>
#include <string.h>

#include "engine/data/vitrine-mat-private.h"

/* Arrays of so many numbers stay as they are in the file. */
#define LARGE 4096

enum
{
  MI_INT8 = 1, MI_UINT8, MI_INT16, MI_UINT16, MI_INT32, MI_UINT32, MI_SINGLE,
  MI_DOUBLE = 9, MI_INT64 = 12, MI_UINT64, MI_MATRIX, MI_COMPRESSED, MI_UTF8, MI_UTF16, MI_UTF32,
};

enum
{
  MX_CELL = 1, MX_STRUCT = 2, MX_OBJECT = 3, MX_CHAR = 4, MX_DOUBLE = 6, MX_UINT64 = 15,
};

/* A stretch of elements. */
typedef struct
{
  VitrineMat   *mat;
  const guint8 *data;
  gsize         size, at;
} Stretch;

typedef struct
{
  guint32       type;
  const guint8 *data;
  gsize         size;
} Element;

static guint32
u32 (const guint8 *p)
{
  return p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

static gboolean
next_element (Stretch  *s,
              Element  *element,
              GError  **error)
{
  guint32 word;
  gsize used;

  if (s->size - s->at < 8)
    return vitrine_mat_bad (s->at, _("a cut-off element"), error);
  word = u32 (s->data + s->at);
  if (word >> 16 != 0)
    {
      /* The short form: up to four bytes of data inside the tag. */
      *element = (Element) { word & 0xffff, s->data + s->at + 4, word >> 16 };
      if (element->size > 4)
        return vitrine_mat_bad (s->at, _("a short element that is too long"), error);
      s->at += 8;
      return TRUE;
    }
  *element = (Element) { word, s->data + s->at + 8, u32 (s->data + s->at + 4) };
  if (element->size > s->size - s->at - 8)
    return vitrine_mat_bad (s->at, _("an element longer than the file"), error);
  used = element->size;
  if (element->type != MI_COMPRESSED)
    used = (used + 7) & ~(gsize) 7;
  /* The very last element may lack its padding. */
  s->at += 8 + MIN (used, s->size - s->at - 8);
  return TRUE;
}

static guint
type_size (guint32 type)
{
  switch (type)
    {
    case MI_INT8:
    case MI_UINT8:
    case MI_UTF8:
      return 1;
    case MI_INT16:
    case MI_UINT16:
    case MI_UTF16:
      return 2;
    case MI_INT32:
    case MI_UINT32:
    case MI_SINGLE:
    case MI_UTF32:
      return 4;
    case MI_DOUBLE:
    case MI_INT64:
    case MI_UINT64:
      return 8;
    default:
      return 0;
    }
}

static double
number_at (guint32       type,
           const guint8 *p)
{
  const guint32 w = type_size (type) >= 4 ? u32 (p) : 0;
  guint64 wide = w;
  double d;
  float f;

  if (type_size (type) == 8)
    wide |= (guint64) u32 (p + 4) << 32;
  switch (type)
    {
    case MI_INT8:
      return (gint8) p[0];
    case MI_INT16:
      return (gint16) (p[0] | p[1] << 8);
    case MI_UINT16:
    case MI_UTF16:
      return p[0] | p[1] << 8;
    case MI_INT32:
      return (gint32) w;
    case MI_UINT32:
    case MI_UTF32:
      return w;
    case MI_SINGLE:
      memcpy (&f, &w, sizeof f);
      return (double) f;
    case MI_DOUBLE:
      memcpy (&d, &wide, sizeof d);
      return d;
    case MI_INT64:
      return (double) (gint64) wide;
    case MI_UINT64:
      return (double) wide;
    default:
      return p[0];
    }
}

static gboolean
read_numbers (Stretch          *s,
              VitrineMatValue  *value,
              GError          **error)
{
  const gsize place = s->at;
  Element element;
  guint size;

  if (!next_element (s, &element, error))
    return FALSE;
  size = type_size (element.type);
  if (size == 0)
    return vitrine_mat_bad (place, _("numbers of an unknown type"), error);
  value->n = MIN (value->n, element.size / size);
  if (element.type == MI_SINGLE && value->n >= LARGE && (guintptr) element.data % sizeof (float) == 0
      && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    {
      value->singles = (const float *) (gconstpointer) element.data;
      return TRUE;
    }
  /* Masks take eight times their room as numbers. */
  if (element.type == MI_UINT8 && value->n >= LARGE && value->kind == VITRINE_MAT_NUMBERS)
    {
      value->octets = element.data;
      return TRUE;
    }
  value->numbers = vitrine_mat_alloc (s->mat, value->n, sizeof (double), error);
  if (value->numbers == NULL)
    return FALSE;
  for (gsize i = 0; i < value->n; i++)
    value->numbers[i] = number_at (element.type, element.data + i * size);
  return TRUE;
}

static VitrineMatValue *read_matrix (Stretch  *s,
                                     char    **name,
                                     guint     depth,
                                     GError  **error);

/* count matrices, one after the other. */
static gboolean
read_children (Stretch          *s,
               VitrineMatValue  *value,
               gsize             per_item,
               guint             depth,
               GError          **error)
{
  /* Each takes at least its tag. */
  if (per_item != 0 && value->n > (s->size - s->at) / 8 / per_item)
    return vitrine_mat_bad (s->at, _("more members than there is room for"), error);
  value->children = vitrine_mat_alloc (s->mat, value->n * per_item, sizeof (gpointer), error);
  if (value->children == NULL)
    return FALSE;
  value->n_children = value->n * per_item;
  for (gsize i = 0; i < value->n_children; i++)
    {
      value->children[i] = read_matrix (s, NULL, depth + 1, error);
      if (value->children[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_struct (Stretch          *s,
             VitrineMatValue  *value,
             guint             depth,
             GError          **error)
{
  const gsize place = s->at;
  Element length, names;
  gsize width, n;

  if (!next_element (s, &length, error) || !next_element (s, &names, error))
    return FALSE;
  width = length.type == MI_INT32 && length.size == 4 ? u32 (length.data) : 0;
  if (width == 0 || width > 256)
    return vitrine_mat_bad (place, _("a strange length of field names"), error);
  n = names.size / width;
  if (n > 4096)
    return vitrine_mat_bad (place, _("too many fields"), error);
  value->names = g_new0 (char *, n + 1);
  for (value->n_names = 0; value->n_names < n; value->n_names++)
    value->names[value->n_names] = g_strndup ((const char *) names.data + value->n_names * width,
                                              width);
  return read_children (s, value, n, depth, error);
}

static gboolean
read_head (Stretch          *s,
           guint            *mx_class,
           VitrineMatValue  *value,
           char            **name,
           GError          **error)
{
  const gsize place = s->at;
  Element flags, dims, label;
  gsize sizes[32];

  if (!next_element (s, &flags, error) || !next_element (s, &dims, error)
      || !next_element (s, &label, error))
    return FALSE;
  if (flags.type != MI_UINT32 || flags.size != 8 || dims.type != MI_INT32 || dims.size < 8
      || dims.size % 4 != 0 || dims.size > 32 * 4)
    return vitrine_mat_bad (place, _("a matrix without proper head"), error);
  *mx_class = flags.data[0];
  value->rows = u32 (dims.data);
  value->n = 1;
  for (gsize i = 0; i < dims.size / 4; i++)
    {
      const gsize d = u32 (dims.data + i * 4);

      if (d != 0 && value->n > G_MAXINT32 / d)
        return vitrine_mat_bad (place, _("a matrix of absurd size"), error);
      value->n *= d;
      sizes[i] = d;
    }
  vitrine_mat_shape (value, sizes, (guint) (dims.size / 4));
  if (name != NULL)
    *name = g_strndup ((const char *) label.data, label.size);
  return TRUE;
}

static gboolean
read_contents (Stretch          *s,
               guint             mx_class,
               VitrineMatValue  *value,
               guint             depth,
               GError          **error)
{
  if (mx_class >= MX_DOUBLE && mx_class <= MX_UINT64)
    value->kind = VITRINE_MAT_NUMBERS;
  else if (mx_class == MX_CHAR)
    value->kind = VITRINE_MAT_TEXT;
  else if (mx_class == MX_STRUCT)
    value->kind = VITRINE_MAT_STRUCT;
  else if (mx_class == MX_CELL)
    value->kind = VITRINE_MAT_CELL;
  else
    value->n = 0;     /* Objects, functions and sparse matrices say nothing to us. */

  if (value->kind == VITRINE_MAT_STRUCT)
    return read_struct (s, value, depth, error);
  if (value->kind == VITRINE_MAT_CELL)
    return read_children (s, value, 1, depth, error);
  return value->n == 0 || read_numbers (s, value, error);
}

static VitrineMatValue *
read_matrix (Stretch  *s,
             char    **name,
             guint     depth,
             GError  **error)
{
  const gsize place = s->at;
  Element element;
  VitrineMatValue *value = NULL;
  Stretch inside;
  guint mx_class = 0;

  if (!next_element (s, &element, error))
    return NULL;
  if (element.type != MI_MATRIX || depth > VITRINE_MAT_MAX_DEPTH)
    {
      vitrine_mat_bad (place, depth > VITRINE_MAT_MAX_DEPTH ? _("too many levels")
                       : _("something else than a matrix"), error);
      return NULL;
    }
  value = vitrine_mat_make (s->mat, VITRINE_MAT_EMPTY, error);
  if (value == NULL || element.size == 0)
    return value;
  inside = (Stretch) { s->mat, element.data, element.size, 0 };
  if (!read_head (&inside, &mx_class, value, name, error)
      || !read_contents (&inside, mx_class, value, depth, error))
    return NULL;
  return value;
}

static gboolean
read_variable (Stretch  *s,
               GError  **error)
{
  g_autofree char *name = NULL;
  VitrineMatValue *value;

  value = read_matrix (s, &name, 0, error);
  if (value == NULL)
    return FALSE;
  if (name != NULL)
    g_hash_table_insert (s->mat->variables, g_steal_pointer (&name), value);
  return TRUE;
}

gboolean
vitrine_mat5_read (VitrineMat  *self,
                   GError     **error)
{
  Stretch s = { self, self->data, self->size, 128 };

  if (self->size < 136 || self->data[125] != 1)
    return vitrine_mat_bad (0, _("no head of MAT version 5 or 7.3"), error);
  if (self->data[126] != 'I' || self->data[127] != 'M')
    return vitrine_mat_bad (126, _("big-endian numbers, which are not read"), error);
  while (s.size - s.at >= 8)
    {
      const gsize place = s.at;
      Stretch inside = { self, NULL, 0, 0 };
      Element element;

      if (!next_element (&s, &element, error))
        return FALSE;
      if (element.type == MI_COMPRESSED)
        inside.data = vitrine_mat_inflate (self, element.data, element.size, G_MAXSIZE,
                                           &inside.size, error);
      else
        {
          inside.data = self->data + place;
          inside.size = s.at - place;
        }
      if (inside.data == NULL || !read_variable (&inside, error))
        return FALSE;
    }
  return TRUE;
}
