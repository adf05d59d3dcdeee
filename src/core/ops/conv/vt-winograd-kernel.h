/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transforms of Winograd's F(m×m, 3×3), m = 2 or 4, in registers: 16 tiles of one channel at a time, as lanes.
 * They come four by four, in quads: four tiles that follow each other in a row of tiles, 4·m pixels.  Compiled
 * once per instruction set, like base/vt-tile-kernel.c. */
#pragma once

#include "ops/conv/vt-conv.h"

G_BEGIN_DECLS

typedef struct
{
  const VtConvShape *s;
  gsize m, a;             /* a = m + 2 */
  gsize th;               /* rows of tiles of a picture; they are numbered through all pictures */
  gsize quads;            /* of a row */
  gsize rows;             /* of tiles, of all pictures */
  gsize width;            /* floats of a padded row of pixels */
} VtWinogradTiles;

VtWinogradTiles vt_winograd_tiles (const VtConvShape *s, gsize m);

/* Floats of temporary memory for `rows` rows of tiles. */
gsize vt_winograd_tiles_temp (const VtWinogradTiles *w, gsize rows);

/* One channel of the rows of tiles first … last−1.  Value v of the 16 tiles number g lies at
 * at[v · step + group[g]]. */
typedef struct
{
  const VtWinogradTiles *w;
  gsize                  first, last;
  gsize                  channel;       /* of all channels of the map */
  float                 *at;
  gsize                  step;
  const gsize           *group;
  gsize                  groups;
  float                 *temp;
} VtWinogradJob;

/* Weights of eight outputs from o0 on, of which there are `rows`: value v of input channel c and output o0 + i goes to
 * u[v · step + c · 8 + i]; up to 8 floats behind the last channel may be written. */
typedef struct
{
  const VtConvWeights *w;
  gsize                o0, rows, channels;
  float               *u;
  gsize                step;
} VtWinogradWeightsJob;

typedef struct
{
  void (*input)  (const VtWinogradJob *j, const float *x);        /* Bᵀ d B */
  void (*output) (const VtWinogradJob *j, const VtConvTask *t);   /* y = Aᵀ M A, bias, clamp */
  void (*weights) (const VtWinogradWeightsJob *j);                /* G g Gᵀ */
} VtWinogradKernel;

/* Those for this processor, for m = 2 and 4. */
const VtWinogradKernel *vt_winograd_kernel (gsize m);

G_END_DECLS
