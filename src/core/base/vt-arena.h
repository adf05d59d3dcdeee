/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One large block for the life of a run: aligned to 2 MiB, huge pages advised.  Touching a fresh small
 * page is dear (about 13 µs measured), so big buffers live here and never in malloc. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns `bytes` zeroed bytes, or NULL with VT_ERROR_FAILED when the system has no memory for them. */
gpointer vt_arena_alloc (gsize bytes, GError **error);
/* Gives back what vt_arena_alloc returned; `bytes` as asked for then.  NULL is fine. */
void     vt_arena_free  (gpointer block, gsize bytes);

G_END_DECLS
