/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying out of a mapped file without keeping two copies in memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Copies `n` bytes.  `mapped`: they lie in a read-only private mapping of a file; its pages are read in large pieces
 * and given back once copied (reading them again fetches them again). */
void vt_pages_copy (gpointer to, gconstpointer from, gsize n, gboolean mapped);
/* Tells that `n` bytes of such a mapping will be read next; the kernel fetches them at once. */
void vt_pages_want (gconstpointer from, gsize n);
/* Gives back the pages that lie wholly inside; what stood there is lost where it was not a file's. */
void vt_pages_drop (gconstpointer from, gsize n);

G_END_DECLS
