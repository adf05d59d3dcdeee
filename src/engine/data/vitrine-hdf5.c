/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5: the superblock, object headers, groups. */
#include "engine/data/vitrine-hdf5.h"

#include <glib/gi18n.h>
#include <string.h>

#include "engine/data/vitrine-mat-private.h"

#define MAX_STEPS 2000000
#define UNDEFINED G_MAXUINT64

enum
{
  MESSAGE_SPACE = 1,
  MESSAGE_TYPE = 3,
  MESSAGE_LAYOUT = 8,
  MESSAGE_FILTERS = 11,
  MESSAGE_ATTRIBUTE = 12,
  MESSAGE_CONTINUED = 16,
  MESSAGE_TABLE = 17,
};

guint64
vitrine_hdf5_get (const VitrineHdf5 *self,
                  gsize              at,
                  guint              bytes,
                  gboolean          *ok)
{
  guint64 value = 0;

  if (at > self->size || self->size - at < bytes)
    {
      *ok = FALSE;
      return 0;
    }
  for (guint i = 0; i < bytes; i++)
    value |= (guint64) self->data[at + i] << (8 * i);
  return value;
}

/* Place in the file of an address; G_MAXSIZE when it is outside. */
static gsize
place_of (const VitrineHdf5 *self,
          guint64            address)
{
  return address < self->size - self->base ? self->base + (gsize) address : G_MAXSIZE;
}

static gboolean
step (VitrineHdf5 *self,
      gsize        at,
      GError     **error)
{
  if (self->n_steps-- > 0)
    return TRUE;
  self->n_steps = 0;
  return vitrine_mat_bad (at, _("references without end"), error);
}

gboolean
vitrine_hdf5_open (VitrineHdf5 *self,
                   guint64     *root,
                   GError     **error)
{
  const gsize at = self->base;
  gboolean ok = TRUE;
  const guint version = (guint) vitrine_hdf5_get (self, at + 8, 1, &ok);
  const guint offsets = (guint) vitrine_hdf5_get (self, at + 13, 1, &ok);
  const guint lengths = (guint) vitrine_hdf5_get (self, at + 14, 1, &ok);

  self->n_steps = (guint) MIN (MAX_STEPS, self->size / 8 + 64);
  if (!ok || version > 1 || offsets != 8 || lengths != 8)
    return vitrine_mat_bad (at, _("a kind of HDF5 that is not read"), error);
  *root = vitrine_hdf5_get (self, at + (version == 1 ? 4 : 0) + 64, 8, &ok);
  return ok || vitrine_mat_bad (at, _("a cut-off head"), error);
}

static gboolean
read_space (VitrineHdf5       *self,
            gsize              at,
            VitrineHdf5Object *object,
            GError           **error)
{
  gboolean ok = TRUE;
  const guint version = (guint) vitrine_hdf5_get (self, at, 1, &ok);

  object->rank = (guint) vitrine_hdf5_get (self, at + 1, 1, &ok);
  if (!ok || (version != 1 && version != 2) || object->rank > G_N_ELEMENTS (object->dims))
    return vitrine_mat_bad (at, _("dimensions that cannot be read"), error);
  object->n = 1;
  for (guint i = 0; i < object->rank; i++)
    {
      const guint64 d = vitrine_hdf5_get (self, at + (version == 1 ? 8 : 4) + i * 8, 8, &ok);

      if (!ok || d > G_MAXINT32 || (d != 0 && object->n > G_MAXINT32 / d))
        return vitrine_mat_bad (at, _("a data set of absurd size"), error);
      object->dims[i] = (gsize) d;
      object->n *= (gsize) d;
    }
  object->has_space = TRUE;
  return TRUE;
}

static gboolean
read_type (VitrineHdf5       *self,
           gsize              at,
           VitrineHdf5Object *object,
           GError           **error)
{
  gboolean ok = TRUE;
  const guint kind = (guint) vitrine_hdf5_get (self, at, 1, &ok) & 15;
  const guint bits = (guint) vitrine_hdf5_get (self, at + 1, 1, &ok);

  object->type_size = (gsize) vitrine_hdf5_get (self, at + 4, 4, &ok);
  if (!ok)
    return vitrine_mat_bad (at, _("a cut-off type"), error);
  object->is_signed = (bits & 8) != 0;
  object->type = VITRINE_HDF5_OTHER;
  if (kind == VITRINE_HDF5_STRING
      || (kind == VITRINE_HDF5_REFERENCE && (bits & 15) == 0 && object->type_size == 8)
      /* Bit 0 of numbers: the most significant byte comes first. */
      || (kind == VITRINE_HDF5_INTEGER && (bits & 1) == 0 && object->type_size <= 8)
      || (kind == VITRINE_HDF5_FLOAT && (bits & 1) == 0
          && (object->type_size == 4 || object->type_size == 8)))
    object->type = (VitrineHdf5Class) kind;
  return object->type_size > 0 || vitrine_mat_bad (at, _("a type without size"), error);
}

static gboolean
read_layout (VitrineHdf5       *self,
             gsize              at,
             VitrineHdf5Object *object,
             GError           **error)
{
  gboolean ok = TRUE;
  const guint version = (guint) vitrine_hdf5_get (self, at, 1, &ok);
  const guint kind = (guint) vitrine_hdf5_get (self, at + 1, 1, &ok);

  if (!ok || version != 3 || kind > 2)
    return vitrine_mat_bad (at, _("a layout that is not read"), error);
  if (kind == 0)
    {
      object->layout = VITRINE_HDF5_IN_PLACE;
      object->bytes = (gsize) vitrine_hdf5_get (self, at + 2, 2, &ok);
      object->at = at + 4;
    }
  else if (kind == 1)
    {
      const guint64 address = vitrine_hdf5_get (self, at + 2, 8, &ok);

      object->bytes = (gsize) vitrine_hdf5_get (self, at + 10, 8, &ok);
      object->layout = address == UNDEFINED ? VITRINE_HDF5_NO_DATA : VITRINE_HDF5_IN_PLACE;
      object->at = place_of (self, address);
    }
  else
    {
      /* One more dimension than the space has: the element's bytes. */
      const guint n = (guint) vitrine_hdf5_get (self, at + 2, 1, &ok);
      const guint64 address = vitrine_hdf5_get (self, at + 3, 8, &ok);

      if (n < 2 || n - 1 > G_N_ELEMENTS (object->chunk))
        return vitrine_mat_bad (at, _("chunks of a strange shape"), error);
      for (guint i = 0; i + 1 < n; i++)
        object->chunk[i] = (gsize) vitrine_hdf5_get (self, at + 11 + i * 4, 4, &ok);
      object->layout = address == UNDEFINED ? VITRINE_HDF5_NO_DATA : VITRINE_HDF5_CHUNKED;
      object->at = address;
    }
  return ok || vitrine_mat_bad (at, _("a cut-off layout"), error);
}

static gboolean
read_filters (VitrineHdf5       *self,
              gsize              at,
              VitrineHdf5Object *object,
              GError           **error)
{
  gboolean ok = TRUE;
  const guint version = (guint) vitrine_hdf5_get (self, at, 1, &ok);

  object->n_filters = (guint) vitrine_hdf5_get (self, at + 1, 1, &ok);
  if (!ok || (version != 1 && version != 2) || object->n_filters > G_N_ELEMENTS (object->filters))
    return vitrine_mat_bad (at, _("filters that are not read"), error);
  at += version == 1 ? 8 : 2;
  for (guint i = 0; i < object->n_filters; i++)
    {
      const guint id = (guint) vitrine_hdf5_get (self, at, 2, &ok);
      const gboolean named = version == 1 || id >= 256;
      gsize name = named ? (gsize) vitrine_hdf5_get (self, at + 2, 2, &ok) : 0;
      const gsize n_values = (gsize) vitrine_hdf5_get (self, at + (named ? 6 : 4), 2, &ok);

      if (version == 1)
        name = (name + 7) & ~(gsize) 7;
      object->filters[i] = id;
      at += (named ? 8 : 6) + name + 4 * n_values + (version == 1 && n_values % 2 != 0 ? 4 : 0);
    }
  return ok || vitrine_mat_bad (at, _("cut-off filters"), error);
}

/* Only MATLAB_class and MATLAB_empty matter; others may be of any form. */
static gboolean
read_attribute (VitrineHdf5       *self,
                gsize              at,
                VitrineHdf5Object *object,
                GError           **error)
{
  gboolean ok = TRUE;
  const guint version = (guint) vitrine_hdf5_get (self, at, 1, &ok);
  const gsize sizes[3] = { (gsize) vitrine_hdf5_get (self, at + 2, 2, &ok),
                           (gsize) vitrine_hdf5_get (self, at + 4, 2, &ok),
                           (gsize) vitrine_hdf5_get (self, at + 6, 2, &ok) };
  const gsize pad = version == 1 ? 7 : 0;
  const gsize name = at + (version == 3 ? 9 : 8);
  const gsize type = name + ((sizes[0] + pad) & ~pad);
  const gsize data = type + ((sizes[1] + pad) & ~pad) + ((sizes[2] + pad) & ~pad);

  if (!ok || version < 1 || version > 3 || type > self->size || sizes[0] == 0)
    return vitrine_mat_bad (at, _("a cut-off attribute"), error);
  if (strncmp ((const char *) self->data + name, "MATLAB_class", sizes[0]) == 0)
    {
      const gsize n = (gsize) vitrine_hdf5_get (self, type + 4, 4, &ok);

      if (ok && data < self->size && n < sizeof object->matlab_class && n <= self->size - data)
        memcpy (object->matlab_class, self->data + data, n);
    }
  else if (strncmp ((const char *) self->data + name, "MATLAB_empty", sizes[0]) == 0)
    object->empty = vitrine_hdf5_get (self, data, 1, &ok) != 0;
  return ok || vitrine_mat_bad (at, _("a cut-off attribute"), error);
}

static gboolean
read_message (VitrineHdf5       *self,
              guint              type,
              gsize              at,
              VitrineHdf5Object *object,
              GError           **error)
{
  gboolean ok = TRUE;

  switch (type)
    {
    case MESSAGE_SPACE:
      return read_space (self, at, object, error);
    case MESSAGE_TYPE:
      return read_type (self, at, object, error);
    case MESSAGE_LAYOUT:
      return read_layout (self, at, object, error);
    case MESSAGE_FILTERS:
      return read_filters (self, at, object, error);
    case MESSAGE_ATTRIBUTE:
      return read_attribute (self, at, object, error);
    case MESSAGE_TABLE:
      object->is_group = TRUE;
      object->tree = vitrine_hdf5_get (self, at, 8, &ok);
      object->heap = vitrine_hdf5_get (self, at + 8, 8, &ok);
      return ok || vitrine_mat_bad (at, _("a cut-off group"), error);
    default:
      return TRUE;
    }
}

/* One block of messages; finds where the next one is, if there is one. */
static gboolean
read_block (VitrineHdf5       *self,
            gsize              at,
            gsize              length,
            guint             *left,
            gsize              next[2],
            VitrineHdf5Object *object,
            GError           **error)
{
  gboolean ok = TRUE;

  if (at > self->size || length > self->size - at)
    return vitrine_mat_bad (MIN (at, self->size), _("a header outside the file"), error);
  next[1] = 0;
  for (const gsize end = at + length; *left > 0 && end - at >= 8; (*left)--)
    {
      const guint type = (guint) vitrine_hdf5_get (self, at, 2, &ok);
      const gsize size = (gsize) vitrine_hdf5_get (self, at + 2, 2, &ok);

      if (!ok || size > end - at - 8)
        return vitrine_mat_bad (at, _("a message longer than its header"), error);
      if (type == MESSAGE_CONTINUED)
        {
          next[0] = place_of (self, vitrine_hdf5_get (self, at + 8, 8, &ok));
          next[1] = (gsize) vitrine_hdf5_get (self, at + 16, 8, &ok);
        }
      else if (!read_message (self, type, at + 8, object, error))
        return FALSE;
      at += 8 + size;
    }
  return ok || vitrine_mat_bad (at, _("a cut-off header"), error);
}

gboolean
vitrine_hdf5_object (VitrineHdf5       *self,
                     guint64            address,
                     VitrineHdf5Object *object,
                     GError           **error)
{
  const gsize at = place_of (self, address);
  gboolean ok = at != G_MAXSIZE;
  const guint version = ok ? (guint) vitrine_hdf5_get (self, at, 1, &ok) : 0;
  guint left = ok ? (guint) vitrine_hdf5_get (self, at + 2, 2, &ok) : 0;
  gsize next[2] = { at + 16, ok ? (gsize) vitrine_hdf5_get (self, at + 8, 4, &ok) : 0 };

  *object = (VitrineHdf5Object) { .type = VITRINE_HDF5_OTHER };
  if (!ok || version != 1)
    return vitrine_mat_bad (MIN (at, self->size), _("an object header that is not read"), error);
  while (left > 0 && next[1] > 0)
    if (!step (self, next[0], error)
        || !read_block (self, next[0], next[1], &left, next, object, error))
      return FALSE;
  return TRUE;
}

static void
clear_link (gpointer link)
{
  g_free (((VitrineHdf5Link *) link)->name);
}

/* The text at `offset` of a group's heap. */
static char *
read_heap_name (VitrineHdf5 *self,
                gsize        heap,
                guint64      offset)
{
  gboolean ok = TRUE;
  const guint64 length = vitrine_hdf5_get (self, heap + 8, 8, &ok);
  const gsize text = place_of (self, vitrine_hdf5_get (self, heap + 24, 8, &ok));

  if (!ok || text == G_MAXSIZE || length > self->size - text || offset >= length)
    return NULL;
  return g_strndup ((const char *) self->data + text + offset, (gsize) (length - offset));
}

static gboolean
read_leaf (VitrineHdf5  *self,
           gsize         at,
           gsize         heap,
           guint         most,
           GArray       *links,
           GError      **error)
{
  gboolean ok = TRUE;
  const guint n = (guint) vitrine_hdf5_get (self, at + 6, 2, &ok);

  if (!ok || memcmp (self->data + at, "SNOD", 4) != 0)
    return vitrine_mat_bad (MIN (at, self->size), _("a group without members"), error);
  for (guint i = 0; i < n && links->len < most; i++)
    {
      const gsize entry = at + 8 + (gsize) i * 40;
      const guint64 offset = vitrine_hdf5_get (self, entry, 8, &ok);
      const VitrineHdf5Link link = { read_heap_name (self, heap, offset),
                                     vitrine_hdf5_get (self, entry + 8, 8, &ok) };

      if (!ok || link.name == NULL)
        {
          g_free (link.name);
          return vitrine_mat_bad (entry, _("a group member without name"), error);
        }
      g_array_append_val (links, link);
    }
  return TRUE;
}

static gboolean
read_tree (VitrineHdf5  *self,
           guint64       address,
           gsize         heap,
           guint         depth,
           guint         most,
           GArray       *links,
           GError      **error)
{
  const gsize at = place_of (self, address);
  gboolean ok = at != G_MAXSIZE && self->size - at >= 24;
  const guint level = ok ? self->data[at + 5] : 0;
  const guint n = ok ? (guint) vitrine_hdf5_get (self, at + 6, 2, &ok) : 0;

  if (!ok || memcmp (self->data + at, "TREE", 4) != 0 || self->data[at + 4] != 0
      || depth > VITRINE_MAT_MAX_DEPTH)
    return vitrine_mat_bad (MIN (at, self->size), _("a group that cannot be read"), error);
  for (guint i = 0; i < n && links->len < most; i++)
    {
      const guint64 child = vitrine_hdf5_get (self, at + 32 + (gsize) i * 16, 8, &ok);
      const gsize leaf = place_of (self, child);

      if (!step (self, at, error))
        return FALSE;
      if (!ok || leaf == G_MAXSIZE || self->size - leaf < 8)
        return vitrine_mat_bad (at, _("a cut-off group"), error);
      if (level > 0 ? !read_tree (self, child, heap, depth + 1, most, links, error)
                    : !read_leaf (self, leaf, heap, most, links, error))
        return FALSE;
    }
  return TRUE;
}

GArray *
vitrine_hdf5_links (VitrineHdf5              *self,
                    const VitrineHdf5Object  *group,
                    guint                     most,
                    GError                  **error)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (VitrineHdf5Link));
  const gsize heap = place_of (self, group->heap);

  g_array_set_clear_func (links, clear_link);
  if (heap == G_MAXSIZE || self->size - heap < 32 || memcmp (self->data + heap, "HEAP", 4) != 0)
    {
      vitrine_mat_bad (MIN (heap, self->size), _("a group without names"), error);
      return NULL;
    }
  return read_tree (self, group->tree, heap, 0, most, links, error) ? g_steal_pointer (&links)
                                                                   : NULL;
}
