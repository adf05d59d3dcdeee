/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ways of Winograd's convolution share: chunks of rows of tiles, and where their values lie in memory.
 *
 * Transformed tiles are written as panels of up to 48 tiles, as the product wants them. */
#pragma once

#include "base/vt-tile.h"
#include "ops/conv/vt-winograd-kernel.h"

G_BEGIN_DECLS

typedef struct
{
  const VtConvTask       *t;
  const VtWinogradKernel *kernel;
  VtTileFunc              tile;
  VtWinogradTiles         w;
  gsize                   chunk_rows, chunks, lanes;    /* lanes of a full chunk */
  gsize                   whole;                        /* chunks that have all their rows */
  gsize                   temp;                         /* floats of temporary memory per thread */
  gsize                   v_step;                       /* from one value of the input's tiles to the next */
} VtWinogradWork;

/* Chunks of rather `lanes` lanes.  `t` may be NULL where only sizes matter. */
void vt_winograd_work_init (VtWinogradWork *k, const VtConvTask *t, const VtConvShape *s, gsize m, gsize lanes);

/* Divides what is left behind an even number of whole chunks into two like parts, so that two threads have as much to do. */
void vt_winograd_work_pair (VtWinogradWork *k);

/* Lanes of chunk number `chunk`. */
gsize vt_winograd_work_lanes (const VtWinogradWork *k, gsize chunk);

/* One channel of a chunk between the map and its tiles, with `temp` as temporary memory.  Output value v of group g of 16
 * tiles lies at from[v · step + g · 16]. */
void vt_winograd_work_input  (const VtWinogradWork *k, gsize chunk, gsize channel, float *temp, float *to);
void vt_winograd_work_output (const VtWinogradWork *k, gsize chunk, gsize channel, float *temp, float *from, gsize step);

/* Nanoseconds of the products and transforms. */
double vt_winograd_work_cost (const VtWinogradWork *k);

gboolean vt_winograd_can_do (const VtConvShape *s);

/* To the weights; all ways have this one. */
gsize vt_winograd_scratch_w  (const VtConvAlgo *a, const VtConvShape *s, guint n_threads);
void  vt_winograd_backward_w (const VtConvAlgo *a, const VtConvTask *t);

static inline gsize
vt_winograd_round (gsize floats,
                   gsize to)
{
  return (floats + to - 1) / to * to;
}

/* One value's tiles lie apart by no multiple of a page, so that the values of a tile do not fall on one set of
 * the cache. */
static inline gsize
vt_winograd_value_step (gsize floats)
{
  return vt_winograd_round (floats, 1024) + 16;
}

G_END_DECLS
