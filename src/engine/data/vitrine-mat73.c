/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MATLAB 7.3: an HDF5 file behind a block of 512 bytes.  A structure is a group; an array of
 * structures is a group whose members are data sets of references, without the attribute
 * MATLAB_class that every other value has.  Cells are data sets of references, text is 16-bit
 * codes, dimensions are reversed. */
#include <glib/gi18n.h>
#include <string.h>

#include "engine/data/vitrine-hdf5.h"
#include "engine/data/vitrine-mat-private.h"

#define MAX_FIELDS 4096
/* Arrays of so many numbers stay in single precision. */
#define LARGE 4096

typedef struct
{
  VitrineMat  *mat;
  VitrineHdf5  file;
} Reader;

static VitrineMatValue *read_value (Reader   *r,
                                    guint64   address,
                                    guint     depth,
                                    GError  **error);

static double
number_at (const VitrineHdf5Object *object,
           const guint8            *p)
{
  guint64 bits = 0;
  double d;
  float f;

  if (object->type == VITRINE_HDF5_FLOAT && object->type_size == 4)
    {
      memcpy (&f, p, 4);
      return (double) f;
    }
  if (object->type == VITRINE_HDF5_FLOAT)
    {
      memcpy (&d, p, 8);
      return d;
    }
  for (gsize i = 0; i < object->type_size; i++)
    bits |= (guint64) p[i] << (8 * i);
  if (object->is_signed)
    {
      const guint shift = (guint) (64 - 8 * object->type_size);

      return (double) ((gint64) (bits << shift) >> shift);
    }
  return (double) bits;
}

/* Counts against the file's allowance although it is freed soon: reading takes time too. */
static guint8 *
read_raw (Reader                   *r,
          const VitrineHdf5Object  *object,
          GError                  **error)
{
  guint8 *raw = vitrine_hdf5_read (&r->file, object, r->mat->bytes, error);

  if (raw != NULL)
    r->mat->bytes -= object->n * object->type_size;
  return raw;
}

static gboolean
fill_numbers (Reader                   *r,
              const VitrineHdf5Object  *object,
              VitrineMatValue          *value,
              GError                  **error)
{
  g_autofree guint8 *raw = read_raw (r, object, error);

  if (raw == NULL)
    return FALSE;
  value->n = object->n;
  if (object->type == VITRINE_HDF5_FLOAT && object->type_size == 4 && value->n >= LARGE
      && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    {
      value->singles = (const float *) (gconstpointer) raw;
      g_ptr_array_add (r->mat->blocks, g_steal_pointer (&raw));
      return TRUE;
    }
  value->numbers = vitrine_mat_alloc (r->mat, value->n, sizeof (double), error);
  if (value->numbers == NULL)
    return FALSE;
  for (gsize i = 0; i < value->n; i++)
    value->numbers[i] = number_at (object, raw + i * object->type_size);
  return TRUE;
}

/* The objects that a data set of references names, as every `stride`-th child from `first`. */
static gboolean
fill_references (Reader                   *r,
                 const VitrineHdf5Object  *object,
                 VitrineMatValue          *value,
                 gsize                     first,
                 gsize                     stride,
                 guint                     depth,
                 GError                  **error)
{
  g_autofree guint8 *raw = read_raw (r, object, error);

  for (gsize i = 0; raw != NULL && i < value->n; i++)
    {
      guint64 address = 0;

      for (int b = 0; b < 8; b++)
        address |= (guint64) raw[i * 8 + (gsize) b] << (8 * b);
      /* A null reference is a member that was never set. */
      if (address == 0)
        continue;
      value->children[first + i * stride] = read_value (r, address, depth + 1, error);
      if (value->children[first + i * stride] == NULL)
        return FALSE;
    }
  return raw != NULL;
}

static gboolean
make_children (Reader           *r,
               VitrineMatValue  *value,
               gsize             n,
               gsize             per_item,
               GError          **error)
{
  if (per_item != 0 && n > G_MAXINT32 / per_item)
    return vitrine_mat_bad (0, _("too many members"), error);
  value->children = vitrine_mat_alloc (r->mat, n * per_item, sizeof (gpointer), error);
  if (value->children == NULL)
    return FALSE;
  value->n = n;
  value->n_children = n * per_item;
  return TRUE;
}

static gboolean
is_member_array (const VitrineHdf5Object *object)
{
  return !object->is_group && object->type == VITRINE_HDF5_REFERENCE
         && object->matlab_class[0] == '\0';
}

static gboolean
fill_struct (Reader                   *r,
             const VitrineHdf5Object  *group,
             VitrineMatValue          *value,
             guint                     depth,
             GError                  **error)
{
  g_autoptr (GArray) links = vitrine_hdf5_links (&r->file, group, MAX_FIELDS, error);
  g_autofree VitrineHdf5Object *members = NULL;
  gboolean array = TRUE;

  if (links == NULL)
    return FALSE;
  members = g_new0 (VitrineHdf5Object, links->len + 1);
  value->names = g_new0 (char *, links->len + 1);
  for (value->n_names = 0; value->n_names < links->len; value->n_names++)
    {
      VitrineHdf5Link *link = &g_array_index (links, VitrineHdf5Link, value->n_names);

      if (!vitrine_hdf5_object (&r->file, link->address, members + value->n_names, error))
        return FALSE;
      array = array && is_member_array (members + value->n_names)
              && members[value->n_names].n == members[0].n;
      value->names[value->n_names] = g_strdup (link->name);
    }
  if (value->n_names == 0)
    return TRUE;
  if (!make_children (r, value, array ? members[0].n : 1, value->n_names, error))
    return FALSE;
  value->rows = array && members[0].rank > 0 ? members[0].dims[members[0].rank - 1] : 1;
  for (guint f = 0; f < value->n_names; f++)
    if (array)
      {
        if (!fill_references (r, members + f, value, f, value->n_names, depth, error))
          return FALSE;
      }
    else
      {
        const guint64 address = g_array_index (links, VitrineHdf5Link, f).address;

        value->children[f] = read_value (r, address, depth + 1, error);
        if (value->children[f] == NULL)
          return FALSE;
      }
  return TRUE;
}

static VitrineMatValue *
read_value (Reader   *r,
            guint64   address,
            guint     depth,
            GError  **error)
{
  VitrineMatValue *value = vitrine_mat_make (r->mat, VITRINE_MAT_EMPTY, error);
  VitrineHdf5Object object;
  gsize dims[G_N_ELEMENTS (object.dims)];
  gboolean ok = TRUE;

  if (value == NULL || !vitrine_hdf5_object (&r->file, address, &object, error))
    return NULL;
  if (depth > VITRINE_MAT_MAX_DEPTH)
    {
      vitrine_mat_bad (0, _("too many levels"), error);
      return NULL;
    }
  value->rows = object.rank > 0 ? object.dims[object.rank - 1] : 1;
  for (guint i = 0; i < object.rank; i++)
    dims[i] = object.dims[object.rank - 1 - i];
  vitrine_mat_shape (value, dims, object.rank);
  if (object.is_group)
    {
      value->kind = VITRINE_MAT_STRUCT;
      ok = fill_struct (r, &object, value, depth, error);
    }
  else if (object.empty || !object.has_space || object.layout == VITRINE_HDF5_NO_DATA)
    value->rows = 0;
  else if (object.type == VITRINE_HDF5_INTEGER || object.type == VITRINE_HDF5_FLOAT)
    {
      value->kind = strcmp (object.matlab_class, "char") == 0 ? VITRINE_MAT_TEXT
                                                              : VITRINE_MAT_NUMBERS;
      ok = fill_numbers (r, &object, value, error);
    }
  else if (object.type == VITRINE_HDF5_REFERENCE)
    {
      value->kind = VITRINE_MAT_CELL;
      ok = make_children (r, value, object.n, 1, error)
           && fill_references (r, &object, value, 0, 1, depth, error);
    }
  return ok ? value : NULL;
}

gboolean
vitrine_mat73_read (VitrineMat  *self,
                    gsize        base,
                    GError     **error)
{
  Reader r = { self, { self->data, self->size, base, 0 } };
  g_autoptr (GArray) links = NULL;
  VitrineHdf5Object root;
  guint64 address;

  if (!vitrine_hdf5_open (&r.file, &address, error)
      || !vitrine_hdf5_object (&r.file, address, &root, error))
    return FALSE;
  if (!root.is_group)
    return vitrine_mat_bad (base, _("no variables"), error);
  links = vitrine_hdf5_links (&r.file, &root, MAX_FIELDS, error);
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const VitrineHdf5Link *link = &g_array_index (links, VitrineHdf5Link, i);
      VitrineMatValue *value;

      /* "#refs#" and "#subsystem#" hold what others refer to. */
      if (link->name[0] == '#')
        continue;
      value = read_value (&r, link->address, 0, error);
      if (value == NULL)
        return FALSE;
      g_hash_table_insert (self->variables, g_strdup (link->name), value);
    }
  return links != NULL;
}
