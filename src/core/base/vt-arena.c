/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large aligned blocks from mmap. */
#include "base/vt-arena.h"

#include <glib/gi18n.h>
#include <stdint.h>
#include <sys/mman.h>

#include "base/vt-error.h"

#define HUGE_PAGE ((gsize) 2 << 20)

static gsize
rounded (gsize bytes)
{
  return (MAX (bytes, 1) + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

/* Maps one huge page too many and gives back the ends, so that the block is aligned. */
gpointer
vt_arena_alloc (gsize    bytes,
                GError **error)
{
  const gsize size = rounded (bytes);
  char *raw = bytes > G_MAXSIZE / 2 ? MAP_FAILED
              : mmap (NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (raw == MAP_FAILED)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED,
                   _("Not enough memory for %zu MB of working space"), bytes >> 20);
      return NULL;
    }

  char *block = (char *) (((uintptr_t) raw + HUGE_PAGE - 1) & ~(uintptr_t) (HUGE_PAGE - 1));

  if (block > raw)
    munmap (raw, (gsize) (block - raw));
  munmap (block + size, (gsize) (raw + HUGE_PAGE - block));
  madvise (block, size, MADV_HUGEPAGE);
  return block;
}

void
vt_arena_free (gpointer block,
               gsize    bytes)
{
  if (block != NULL)
    munmap (block, rounded (bytes));
}
