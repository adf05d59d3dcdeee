/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool of threads and a parallel loop over FIXED parts.  What a part is depends on the problem, never
 * on the number of threads, and results are combined in order of part: the same bits with any pool. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtPool VtPool;

/* Work on part `part` of the loop, on thread number `thread` (0 … n_threads−1; use it only to choose
 * scratch memory).  Must not start another loop on the same pool. */
typedef void (*VtPartFunc) (gsize part, guint thread, gpointer user_data);

/* A pool of `n_threads` (the caller counts as one; 0 means one per processor).  Free with
 * vt_pool_free(). */
VtPool *vt_pool_new       (guint n_threads);
void    vt_pool_free      (VtPool *pool);
guint   vt_pool_n_threads (const VtPool *pool);   /* NULL counts as 1 */

/* Runs `func` for parts 0 … n_parts−1 and returns when all are done.  `pool` may be NULL: then the
 * caller does them in order.  Parts are handed out one by one.  One loop at a time per pool. */
void    vt_parallel_for   (VtPool *pool, gsize n_parts, VtPartFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPool, vt_pool_free)

G_END_DECLS
