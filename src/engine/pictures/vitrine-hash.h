/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quick 128-bit hash of many megabytes.  It tells files apart for caches; it withstands no
 * attack. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 32 hexadecimal digits, the same on every little-endian machine. (transfer full) */
char *vitrine_hash (const guint8 *data,
                    gsize         size);
/* The same; `mapped`: the bytes are a mapping of a file, whose pages are given back as they are read. */
char *vitrine_hash_mapped (const guint8 *data,
                           gsize         size,
                           gboolean      mapped);

G_END_DECLS
