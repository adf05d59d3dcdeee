/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page fault for every 64 KB of a file costs more than copying them; one call for 4 MB does not. */
#include "base/vt-pages.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE  ((uintptr_t) 4096)
#define PIECE ((gsize) 4 << 20)

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

void
vt_pages_want (gconstpointer from,
               gsize         n)
{
  const uintptr_t first = (uintptr_t) from & ~(PAGE - 1);

  /* A kernel before 5.14 does not know it; then the pages come one by one as ever. */
  madvise ((gpointer) first, (uintptr_t) from + n - first, MADV_POPULATE_READ);
}

void
vt_pages_drop (gconstpointer from,
               gsize         n)
{
  const uintptr_t first = ((uintptr_t) from + PAGE - 1) & ~(PAGE - 1);
  const uintptr_t last = ((uintptr_t) from + n) & ~(PAGE - 1);

  if (last > first)
    madvise ((gpointer) first, last - first, MADV_DONTNEED);
}

void
vt_pages_copy (gpointer      to,
               gconstpointer from,
               gsize         n,
               gboolean      mapped)
{
  for (gsize at = 0; at < n; at += PIECE)
    {
      const gsize piece = MIN (PIECE, n - at);
      const guint8 *source = (const guint8 *) from + at;

      if (mapped && piece > PAGE)
        vt_pages_want (source, piece);
      memcpy ((guint8 *) to + at, source, piece);
      if (mapped)
        vt_pages_drop (source, piece);
    }
}
