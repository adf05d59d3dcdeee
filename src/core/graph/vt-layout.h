/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places blocks with lifetimes in one range of memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_LAYOUT_ALIGN 64

typedef struct
{
  gsize bytes;
  int   from, to;     /* alive at these times, both included */
  gsize offset;       /* (out) a multiple of VT_LAYOUT_ALIGN */
} VtBlock;

/* Sets the offsets so that blocks alive at the same time do not overlap; returns the bytes used.
 * Greedy by size, each into the smallest hole that fits (Pisarchyk & Lee 2020, “greedy by
 * size”). */
gsize vt_layout (VtBlock *blocks, guint n_blocks);

G_END_DECLS
