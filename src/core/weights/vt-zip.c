/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKWARE's APPNOTE 6.3: the end record (4.3.16), its zip64 forms (4.3.14, 4.3.15), the central directory (4.3.12) and
 * local headers (4.3.7). */
#include "weights/vt-zip.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

#define END_SIZE     22
#define LOCATOR_SIZE 20
#define END64_SIZE   56
#define CENTRAL_SIZE 46
#define LOCAL_SIZE   30
#define MAX_ENTRIES  1000000u

typedef struct
{
  const guint8 *data;
  gsize         size;
} File;

typedef struct { guint64 at, size, n; } Directory;

/* Little-endian; the caller has checked that the bytes are there. */
static guint64
get (const File *f,
     gsize       at,
     guint       bytes)
{
  guint64 v = 0;

  for (guint i = bytes; i > 0; i--)
    v = v << 8 | f->data[at + i - 1];
  return v;
}

static gboolean
is_at (const File *f,
       gsize       at,
       const char *mark)
{
  return at <= f->size && f->size - at >= 4 && memcmp (f->data + at, mark, 4) == 0;
}

static gboolean
find_directory (const File *f,
                Directory  *d)
{
  const gsize last = f->size >= END_SIZE ? f->size - END_SIZE : 0;
  gsize at = last, far;

  if (f->size < END_SIZE)
    return FALSE;
  /* A comment of up to 65535 bytes may follow the record. */
  while (!is_at (f, at, "PK\5\6"))
    {
      if (at == 0 || last - at >= 65535)
        return FALSE;
      at--;
    }
  *d = (Directory) { .n = get (f, at + 10, 2), .size = get (f, at + 12, 4), .at = get (f, at + 16, 4) };
  if (at >= LOCATOR_SIZE && is_at (f, at - LOCATOR_SIZE, "PK\6\7"))
    {
      far = (gsize) get (f, at - LOCATOR_SIZE + 8, 8);
      if (far > f->size || f->size - far < END64_SIZE || !is_at (f, far, "PK\6\6"))
        return FALSE;
      *d = (Directory) { .n = get (f, far + 32, 8), .size = get (f, far + 40, 8), .at = get (f, far + 48, 8) };
    }
  return d->at <= f->size && d->size <= f->size - d->at && d->n <= d->size / CENTRAL_SIZE && d->n <= MAX_ENTRIES;
}

/* The 64-bit sizes and the offset in the extra field, for those that are all ones in 32 bits. */
static void
take_zip64 (const File *f,
            gsize       extra,
            gsize       length,
            guint64    *unpacked,
            guint64    *packed,
            guint64    *local)
{
  gsize at = extra;

  while (length - (at - extra) >= 4)
    {
      const guint id = (guint) get (f, at, 2);
      gsize n = (gsize) get (f, at + 2, 2), p = at + 4;

      if (n > length - (p - extra))
        return;
      if (id == 1)
        {
          guint64 *const fields[] = { unpacked, packed, local };

          for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
            if (*fields[i] == 0xffffffff && n >= 8)
              {
                *fields[i] = get (f, p, 8);
                p += 8;
                n -= 8;
              }
          return;
        }
      at = p + n;
    }
}

/* Where the member itself lies; NULL: not inside the file. */
static const guint8 *
locate (const File *f,
        guint64     local,
        guint64     size)
{
  gsize skip;

  if (local > f->size || f->size - local < LOCAL_SIZE || !is_at (f, (gsize) local, "PK\3\4"))
    return NULL;
  skip = LOCAL_SIZE + (gsize) get (f, (gsize) local + 26, 2) + (gsize) get (f, (gsize) local + 28, 2);
  if (skip > f->size - local || size > f->size - local - skip)
    return NULL;
  return f->data + local + skip;
}

static void
entry_free (gpointer data)
{
  VtZipEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

/* Reads the directory's entry at `at` of `end`; returns where the next one is, or 0 with an error. */
static gsize
read_entry (VtZip       *zip,
            const File  *f,
            gsize        at,
            gsize        end,
            GError     **error)
{
  gsize name_length, extra, comment;
  guint64 packed, unpacked, local;
  VtZipEntry *entry;

  if (end - at < CENTRAL_SIZE || !is_at (f, at, "PK\1\2"))
    goto damaged;
  name_length = (gsize) get (f, at + 28, 2);
  extra = (gsize) get (f, at + 30, 2);
  comment = (gsize) get (f, at + 32, 2);
  if (end - at - CENTRAL_SIZE < name_length + extra + comment)
    goto damaged;
  packed = get (f, at + 20, 4);
  unpacked = get (f, at + 24, 4);
  local = get (f, at + 42, 4);
  take_zip64 (f, at + CENTRAL_SIZE + name_length, extra, &unpacked, &packed, &local);

  entry = g_new0 (VtZipEntry, 1);
  entry->name = g_strndup ((const char *) f->data + at + CENTRAL_SIZE, name_length);
  g_ptr_array_add (zip->entries, entry);
  g_hash_table_insert (zip->by_name, entry->name, entry);
  entry->size = unpacked > G_MAXSIZE ? G_MAXSIZE : (gsize) unpacked;
  entry->stored = get (f, at + 10, 2) == 0 && (get (f, at + 8, 2) & 1) == 0;
  if (entry->stored && (packed != unpacked || (entry->data = locate (f, local, unpacked)) == NULL))
    goto damaged;
  return at + CENTRAL_SIZE + name_length + extra + comment;

damaged:
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("The archive is damaged or cut short"));
  return 0;
}

VtZip *
vt_zip_read (const guint8 *data,
             gsize         size,
             GError      **error)
{
  const File f = { data, size };
  g_autoptr (VtZip) zip = g_new0 (VtZip, 1);
  Directory d;
  gsize at;

  zip->entries = g_ptr_array_new_with_free_func (entry_free);
  zip->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  if (!find_directory (&f, &d))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("The archive is damaged or cut short"));
      return NULL;
    }
  at = (gsize) d.at;
  for (guint64 i = 0; i < d.n; i++)
    {
      at = read_entry (zip, &f, at, (gsize) (d.at + d.size), error);
      if (at == 0)
        return NULL;
    }
  return g_steal_pointer (&zip);
}

void
vt_zip_free (VtZip *zip)
{
  if (zip == NULL)
    return;
  g_clear_pointer (&zip->by_name, g_hash_table_unref);
  g_clear_pointer (&zip->entries, g_ptr_array_unref);
  g_free (zip);
}

const VtZipEntry *
vt_zip_find (const VtZip *zip,
             const char  *name)
{
  return g_hash_table_lookup (zip->by_name, name);
}

const VtZipEntry *
vt_zip_find_tail (const VtZip *zip,
                  const char  *tail)
{
  for (guint i = 0; i < zip->entries->len; i++)
    {
      const VtZipEntry *entry = zip->entries->pdata[i];
      const gsize n = strlen (entry->name), m = strlen (tail);

      if (n >= m && strcmp (entry->name + n - m, tail) == 0 && (n == m || entry->name[n - m - 1] == '/'))
        return entry;
    }
  return NULL;
}
