/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory of a zip archive in memory (also zip64).  Members are found in place; what is compressed is only
 * listed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char         *name;
  gboolean      stored;       /* not compressed nor encrypted: `data` is the member itself */
  const guint8 *data;         /* NULL unless stored */
  gsize         size;
} VtZipEntry;

typedef struct
{
  GPtrArray  *entries;        /* VtZipEntry, in the order of the directory */
  GHashTable *by_name;
} VtZip;

/* `data` is borrowed by the entries.  VT_ERROR_FORMAT when it is no zip archive, or cut short. */
VtZip            *vt_zip_read (const guint8 *data, gsize size, GError **error);
void              vt_zip_free (VtZip *zip);
const VtZipEntry *vt_zip_find (const VtZip *zip, const char *name);     /* NULL: none */
/* The first entry whose name ends in `/` + `tail`, or is `tail`. */
const VtZipEntry *vt_zip_find_tail (const VtZip *zip, const char *tail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtZip, vt_zip_free)

G_END_DECLS
