/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing and reading checkpoints. */
#include "train/vt-checkpoint.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

#define MAGIC       "VITTRAIN"
#define VERSION     1
#define HEADER_SIZE (8 + 2 * 4 + 6 * 8)
#define CRC_SIZE    4

/* CRC-32 of IEEE 802.3, four bits at a time. */
static guint32
crc_32 (const guint8 *data,
        gsize         size)
{
  static const guint32 table[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c
  };
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= data[i];
      crc = crc >> 4 ^ table[crc & 15];
      crc = crc >> 4 ^ table[crc & 15];
    }
  return ~crc;
}

static void
put_32 (GByteArray *out,
        guint32     value)
{
  const guint32 le = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &le, sizeof le);
}

static void
put_64 (GByteArray *out,
        guint64     value)
{
  const guint64 le = GUINT64_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &le, sizeof le);
}

static void
put_floats (GByteArray  *out,
            const float *values,
            gsize        n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      put_32 (out, bits);
    }
}

gboolean
vt_checkpoint_write (const VtCheckpoint *c,
                     const char         *path,
                     GError            **error)
{
  const guint64 size = HEADER_SIZE + 4 * (c->n_params + c->n_state) + CRC_SIZE;

  if (size > G_MAXUINT)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("the network is too large for a checkpoint"));
      return FALSE;
    }

  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) size);

  g_byte_array_append (out, (const guint8 *) MAGIC, 8);
  put_32 (out, VERSION);
  put_32 (out, c->optimizer);
  put_64 (out, c->step);
  put_64 (out, c->seed);
  put_64 (out, c->batch);
  put_64 (out, c->samples);
  put_64 (out, c->n_params);
  put_64 (out, c->n_state);
  put_floats (out, c->params, c->n_params);
  put_floats (out, c->state, c->n_state);
  put_32 (out, crc_32 (out->data, out->len));
  return g_file_set_contents_full (path, (const char *) out->data, out->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}

static guint32
get_32 (const guint8 **at)
{
  guint32 le;

  memcpy (&le, *at, sizeof le);
  *at += sizeof le;
  return GUINT32_FROM_LE (le);
}

static guint64
get_64 (const guint8 **at)
{
  guint64 le;

  memcpy (&le, *at, sizeof le);
  *at += sizeof le;
  return GUINT64_FROM_LE (le);
}

static float *
get_floats (const guint8 **at,
            gsize          n)
{
  float *values = g_new (float, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      const guint32 bits = get_32 (at);

      memcpy (&values[i], &bits, sizeof bits);
    }
  return values;
}

static gboolean
refuse (GError    **error,
        const char *reason)
{
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("this is no checkpoint that training can go on from: %s"), reason);
  return FALSE;
}

gboolean
vt_checkpoint_parse (VtCheckpoint *c,
                     gconstpointer data,
                     gsize         size,
                     guint64       n_params,
                     guint64       n_state,
                     GError      **error)
{
  const guint8 *at = data;

  *c = (VtCheckpoint) { 0 };
  if (size < HEADER_SIZE + CRC_SIZE || memcmp (at, MAGIC, 8) != 0)
    return refuse (error, _("it does not begin like one"));
  at += 8;
  if (get_32 (&at) != VERSION)
    return refuse (error, _("its version is unknown"));
  c->optimizer = get_32 (&at);
  c->step = get_64 (&at);
  c->seed = get_64 (&at);
  c->batch = get_64 (&at);
  c->samples = get_64 (&at);
  c->n_params = get_64 (&at);
  c->n_state = get_64 (&at);
  if (c->n_params != n_params || c->n_state != n_state)
    return refuse (error, _("it belongs to another network or optimiser"));
  if (n_params > size / 4 || n_state > size / 4 || size != HEADER_SIZE + 4 * (n_params + n_state) + CRC_SIZE)
    return refuse (error, _("its length is wrong"));

  const guint8 *end = (const guint8 *) data + size - CRC_SIZE;

  if (get_32 (&end) != crc_32 (data, size - CRC_SIZE))
    return refuse (error, _("it is damaged"));
  c->params = get_floats (&at, n_params);
  c->state = get_floats (&at, n_state);
  return TRUE;
}

gboolean
vt_checkpoint_read (VtCheckpoint *c,
                    const char   *path,
                    guint64       n_params,
                    guint64       n_state,
                    GError      **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);

  *c = (VtCheckpoint) { 0 };
  if (file == NULL)
    return FALSE;
  if (!vt_checkpoint_parse (c, g_mapped_file_get_contents (file), g_mapped_file_get_length (file), n_params,
                            n_state, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return TRUE;
}

void
vt_checkpoint_clear (VtCheckpoint *c)
{
  g_clear_pointer (&c->params, g_free);
  g_clear_pointer (&c->state, g_free);
}
