/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IDX files.  The last one is kept decompressed, as its pictures are asked for one by one. */
#include "engine/data/vitrine-idx.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

#define UNSIGNED_BYTE 8
#define MAX_BYTES     ((gsize) 1 << 30)
#define MAX_HEAD      64

static guint32
word_at (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

static gboolean
fail (GError    **error,
      const char *name,
      const char *what)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” is no IDX file of bytes: %s"), name, what);
  return FALSE;
}

gboolean
vitrine_idx_parse (const guint8 *data,
                   gsize         size,
                   const char   *name,
                   VitrineIdx   *idx,
                   GError      **error)
{
  gsize total = 1;

  *idx = (VitrineIdx) { 0 };
  if (size < 8 || data[0] != 0 || data[1] != 0 || data[2] != UNSIGNED_BYTE)
    return fail (error, name, _("it does not begin as one"));
  idx->n_dims = data[3];
  if (idx->n_dims != 1 && idx->n_dims != 3 && idx->n_dims != 4)
    return fail (error, name, _("it holds neither pictures nor labels"));
  if (size < 4 + 4 * (gsize) idx->n_dims)
    return fail (error, name, _("it ends too early"));
  for (guint i = 0; i < idx->n_dims; i++)
    {
      idx->dims[i] = word_at (data + 4 + 4 * i);
      if (idx->dims[i] == 0 || idx->dims[i] > MAX_BYTES || total > MAX_BYTES / idx->dims[i])
        return fail (error, name, _("its sizes make no sense"));
      total *= idx->dims[i];
    }
  if (idx->n_dims > 1 && (idx->dims[1] > VITRINE_IMAGE_MAX_SIDE || idx->dims[2] > VITRINE_IMAGE_MAX_SIDE))
    return fail (error, name, _("its sizes make no sense"));
  if (idx->n_dims == 4 && idx->dims[3] != 3)
    return fail (error, name, _("its pictures have neither one nor three colours"));
  idx->values = data + 4 + 4 * idx->n_dims;
  if (size - (4 + 4 * (gsize) idx->n_dims) < total)
    return fail (error, name, _("it ends too early"));
  return TRUE;
}

/* Up to `most` bytes of a stream; `more` says whether there were others. */
static GByteArray *
read_stream (const char *path,
             gsize       most,
             gboolean   *more,
             GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) raw = G_INPUT_STREAM (g_file_read (file, NULL, error));
  g_autoptr (GInputStream) buffered = raw != NULL ? g_buffered_input_stream_new (raw) : NULL;
  g_autoptr (GConverter) unzip = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint8 *head;
  gsize n;

  *more = FALSE;
  if (raw == NULL || g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), 512, NULL, error) < 0)
    return NULL;
  head = g_buffered_input_stream_peek_buffer (G_BUFFERED_INPUT_STREAM (buffered), &n);
  if (n >= 2 && head[0] == 0x1f && head[1] == 0x8b)
    {
      unzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      stream = g_converter_input_stream_new (buffered, unzip);
    }
  else
    stream = g_object_ref (buffered);
  while (bytes->len < most)
    {
      guint8 chunk[65536];
      const gssize read = g_input_stream_read (stream, chunk, MIN (sizeof chunk, most - bytes->len), NULL, error);

      if (read < 0)
        return NULL;
      if (read == 0)
        return g_steal_pointer (&bytes);
      g_byte_array_append (bytes, chunk, (guint) read);
    }
  *more = TRUE;
  return g_steal_pointer (&bytes);
}

GBytes *
vitrine_idx_read_file (const char *path,
                       GError    **error)
{
  g_autofree char *name = g_path_get_basename (path);
  gboolean more;
  g_autoptr (GByteArray) bytes = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      fail (error, name, _("it is not a file"));
      return NULL;
    }
  bytes = read_stream (path, MAX_BYTES, &more, error);
  if (bytes == NULL)
    {
      g_prefix_error (error, "“%s”: ", name);
      return NULL;
    }
  if (more)
    {
      fail (error, name, _("it is larger than a gigabyte"));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
vitrine_idx_is_file (const char *path,
                     guint       n_dims)
{
  gboolean more;
  g_autoptr (GByteArray) head = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? read_stream (path, MAX_HEAD, &more, NULL) : NULL;

  return head != NULL && head->len >= 8 && head->data[0] == 0 && head->data[1] == 0 && head->data[2] == UNSIGNED_BYTE
         && (head->data[3] == n_dims || (n_dims == 3 && head->data[3] == 4));
}

/* ---- pictures ---- */

static GMutex mutex;
static char *kept_path;
static GBytes *kept;

static GBytes *
bytes_of (const char *path,
          GError    **error)
{
  GBytes *bytes;

  g_mutex_lock (&mutex);
  if (g_strcmp0 (path, kept_path) != 0)
    {
      GBytes *read = vitrine_idx_read_file (path, error);

      if (read != NULL)
        {
          g_free (kept_path);
          g_clear_pointer (&kept, g_bytes_unref);
          kept_path = g_strdup (path);
          kept = read;
        }
      bytes = read != NULL ? g_bytes_ref (read) : NULL;
    }
  else
    bytes = g_bytes_ref (kept);
  g_mutex_unlock (&mutex);
  return bytes;
}

/* Those of EMNIST lie on their side. */
static VitrineImage *
image_of (const VitrineIdx *idx,
          gsize             nth,
          gboolean          turned)
{
  const gsize rows = idx->dims[1], columns = idx->dims[2], colours = idx->n_dims == 4 ? 3 : 1;
  const guint8 *from = idx->values + nth * rows * columns * colours;
  const gsize width = turned ? rows : columns, height = turned ? columns : rows;
  guint8 *pixels = g_malloc (3 * width * height);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      for (gsize c = 0; c < 3; c++)
        pixels[3 * (y * width + x) + c] = from[(turned ? x * columns + y : y * columns + x) * colours + (colours == 3 ? c : 0)];
  return vitrine_image_new ((guint) width, (guint) height, pixels);
}

VitrineImage *
vitrine_idx_load (const char *address,
                  GError    **error)
{
  const char *hash = strrchr (address, '#');
  g_autofree char *path = hash != NULL ? g_strndup (address + strlen (VITRINE_IDX_PREFIX),
                                                    (gsize) (hash - address) - strlen (VITRINE_IDX_PREFIX)) : NULL;
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  g_autoptr (GBytes) bytes = path != NULL ? bytes_of (path, error) : NULL;
  const guint64 nth = hash != NULL ? g_ascii_strtoull (hash + 1, NULL, 10) : 0;
  VitrineIdx idx;

  if (bytes == NULL)
    return NULL;
  if (!vitrine_idx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), name, &idx, error))
    return NULL;
  if (idx.n_dims < 3 || nth >= idx.dims[0])
    {
      fail (error, name, _("it has no such picture"));
      return NULL;
    }
  return image_of (&idx, (gsize) nth, g_str_has_prefix (name, "emnist"));
}
