/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5: the elements of a data set, in one piece or in chunks that may be deflated and shuffled. */
#include "engine/data/vitrine-hdf5.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "engine/data/vitrine-mat-private.h"

enum { FILTER_DEFLATE = 1, FILTER_SHUFFLE = 2, FILTER_FLETCHER = 3 };

/* Where the chunks go. */
typedef struct
{
  VitrineHdf5             *file;
  const VitrineHdf5Object *object;
  gsize                    chunk_bytes;
  gsize                    allowance;  /* bytes of chunks that may still be decoded */
  guint8                  *chunk;      /* one chunk, decoded */
  guint8                  *out;
} Chunks;

/* Inflates exactly chunk_bytes, or fewer, into the chunk. */
static gboolean
inflate_chunk (Chunks        *c,
               const guint8  *data,
               gsize          size,
               gsize         *n,
               GError       **error)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize at = 0;

  for (*n = 0; result != G_CONVERTER_FINISHED && *n < c->chunk_bytes;)
    {
      gsize read, written;

      result = g_converter_convert (G_CONVERTER (zlib), data + at, size - at, c->chunk + *n,
                                    c->chunk_bytes - *n, G_CONVERTER_INPUT_AT_END, &read,
                                    &written, error);
      if (result == G_CONVERTER_ERROR)
        {
          g_prefix_error (error, _("Damaged MATLAB file: compressed data: "));
          return FALSE;
        }
      at += read;
      *n += written;
    }
  return TRUE;
}

/* Shuffled bytes are stored first bytes first. */
static void
unshuffle (Chunks *c,
           gsize   n)
{
  const gsize size = c->object->type_size, items = n / size;
  g_autofree guint8 *copy = g_memdup2 (c->chunk, n);

  for (gsize i = 0; i < items; i++)
    for (gsize b = 0; b < size; b++)
      c->chunk[i * size + b] = copy[b * items + i];
}

static gboolean
decode_chunk (Chunks   *c,
              gsize     at,
              gsize     size,
              guint32   mask,
              GError  **error)
{
  const guint n_filters = c->object->n_filters;
  gsize n = MIN (size, c->chunk_bytes);
  gboolean inflated = FALSE;

  if (c->chunk_bytes > c->allowance)
    return vitrine_mat_bad (at, _("more chunks than the data set has"), error);
  c->allowance -= c->chunk_bytes;
  /* Filters were applied in order, so they are undone from the last. */
  memset (c->chunk, 0, c->chunk_bytes);
  for (guint i = n_filters; i-- > 0;)
    if ((mask >> i & 1) == 0)
      {
        const guint filter = c->object->filters[i];

        if (filter == FILTER_FLETCHER && size >= 4 && !inflated)
          size -= 4;
        else if (filter == FILTER_DEFLATE && !inflated)
          {
            if (!inflate_chunk (c, c->file->data + at, size, &n, error))
              return FALSE;
            inflated = TRUE;
          }
        else if (filter == FILTER_SHUFFLE)
          {
            if (!inflated)
              memcpy (c->chunk, c->file->data + at, MIN (size, c->chunk_bytes));
            inflated = TRUE;
            unshuffle (c, n);
          }
        else
          return vitrine_mat_bad (at, _("a filter that is not read"), error);
      }
  if (!inflated)
    memcpy (c->chunk, c->file->data + at, MIN (size, c->chunk_bytes));
  return TRUE;
}

/* Copies the decoded chunk whose first element is `offset` to its place, row by row of the last
 * dimension. */
static void
place_chunk (Chunks        *c,
             const guint64 *offset)
{
  const VitrineHdf5Object *o = c->object;
  const guint last = o->rank - 1;
  const gsize row = o->chunk[last] * o->type_size;
  const gsize n_rows = c->chunk_bytes / row;

  for (gsize r = 0; r < n_rows; r++)
    {
      gsize rest = r, to = 0, stride = o->dims[last];
      gboolean inside = offset[last] < o->dims[last];

      for (guint d = last; d-- > 0;)
        {
          const guint64 i = offset[d] + rest % o->chunk[d];

          rest /= o->chunk[d];
          inside = inside && i < o->dims[d];
          to += inside ? (gsize) i * stride : 0;
          stride *= o->dims[d];
        }
      if (inside)
        memcpy (c->out + (to + (gsize) offset[last]) * o->type_size, c->chunk + r * row,
                MIN (o->chunk[last], o->dims[last] - (gsize) offset[last]) * o->type_size);
    }
}

static gboolean
read_chunk_tree (Chunks   *c,
                 guint64   address,
                 guint     depth,
                 GError  **error)
{
  VitrineHdf5 *file = c->file;
  const guint rank = c->object->rank;
  const gsize key = 8 + 8 * ((gsize) rank + 1);
  const gsize at = address < file->size - file->base ? file->base + (gsize) address : file->size;
  gboolean ok = file->size - at >= 24;
  const guint level = ok ? file->data[at + 5] : 0;
  const guint n = ok ? (guint) vitrine_hdf5_get (file, at + 6, 2, &ok) : 0;

  if (!ok || memcmp (file->data + at, "TREE", 4) != 0 || file->data[at + 4] != 1
      || depth > VITRINE_MAT_MAX_DEPTH)
    return vitrine_mat_bad (at, _("chunks that cannot be read"), error);
  for (guint i = 0; i < n; i++)
    {
      const gsize entry = at + 24 + i * (key + 8);
      const guint64 size = vitrine_hdf5_get (file, entry, 4, &ok);
      const guint32 mask = (guint32) vitrine_hdf5_get (file, entry + 4, 4, &ok);
      const guint64 child = vitrine_hdf5_get (file, entry + key, 8, &ok);
      guint64 offset[8];

      for (guint d = 0; d < rank; d++)
        offset[d] = vitrine_hdf5_get (file, entry + 8 + 8 * (gsize) d, 8, &ok);
      if (!ok || file->n_steps == 0 || child >= file->size - file->base)
        return vitrine_mat_bad (at, _("chunks outside the file"), error);
      file->n_steps--;
      if (level > 0)
        {
          if (!read_chunk_tree (c, child, depth + 1, error))
            return FALSE;
          continue;
        }
      if (size > file->size - file->base - child)
        return vitrine_mat_bad (at, _("a chunk outside the file"), error);
      if (!decode_chunk (c, file->base + (gsize) child, (gsize) size, mask, error))
        return FALSE;
      place_chunk (c, offset);
    }
  return TRUE;
}

static gboolean
read_chunks (VitrineHdf5              *self,
             const VitrineHdf5Object  *object,
             gsize                     limit,
             guint8                   *out,
             GError                  **error)
{
  Chunks c = { self, object, object->type_size, limit, NULL, out };
  gboolean ok;

  for (guint d = 0; d < object->rank; d++)
    {
      if (object->chunk[d] == 0 || c.chunk_bytes > limit / object->chunk[d])
        return vitrine_mat_bad (0, _("chunks of absurd size"), error);
      c.chunk_bytes *= object->chunk[d];
    }
  c.chunk = g_malloc (c.chunk_bytes);
  ok = read_chunk_tree (&c, object->at, 0, error);
  g_free (c.chunk);
  return ok;
}

guint8 *
vitrine_hdf5_read (VitrineHdf5              *self,
                   const VitrineHdf5Object  *object,
                   gsize                     limit,
                   GError                  **error)
{
  g_autofree guint8 *out = NULL;
  gsize bytes;

  if (object->n > limit / object->type_size)
    {
      vitrine_mat_bad (0, _("a data set larger than the file can hold"), error);
      return NULL;
    }
  bytes = object->n * object->type_size;
  out = g_malloc0 (MAX (bytes, 1));
  if (object->layout == VITRINE_HDF5_IN_PLACE)
    {
      if (object->at > self->size || bytes > self->size - object->at || bytes > object->bytes)
        {
          vitrine_mat_bad (MIN ((gsize) object->at, self->size), _("data outside the file"), error);
          return NULL;
        }
      memcpy (out, self->data + object->at, bytes);
    }
  else if (object->layout == VITRINE_HDF5_CHUNKED && object->rank > 0 && object->n > 0
           && !read_chunks (self, object, limit, out, error))
    return NULL;
  return g_steal_pointer (&out);
}
