/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transforms of Winograd's minimal filtering F(m×m, 3×3), m = 2 or 4 (Lavin & Gray 2016):
 *
 *   Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A        d: m+2 × m+2 pixels,  g: 3×3 weights,  Y: m×m pixels
 *
 * with interpolation points 0, ±1, (±2,) ∞.  The functions here serve the gradient of the weights,
 *
 *   dg = Gᵀ [ (A Y Aᵀ) ⊙ (Bᵀ d B) ] G;
 *
 * those of the convolution itself are in vt-winograd-kernel.h. */
#pragma once

#include "ops/conv/vt-conv.h"

G_BEGIN_DECLS

#define VT_WINOGRAD_MAX 6   /* m + 2 */

/* How the tiles of a convolution lie.  A tile row is a row of tiles over one picture; tile rows are
 * numbered through all pictures.  The work goes in chunks of tile rows. */
typedef struct
{
  const VtConvShape *s;
  gsize m, a;               /* a = m + 2 */
  gsize th, tw;             /* tiles per column and row of a picture */
  gsize rows;               /* tile rows of all pictures */
  gsize chunk_rows, chunks;
  gsize block;              /* tile rows that one call of a transform takes together */
  gsize pitch;              /* tw + 1: tiles of a padded row */
} VtWinograd;

VtWinograd vt_winograd_layout (const VtConvShape *s, gsize m);

/* Floats of temporary memory that the two functions below need. */
gsize vt_winograd_temp (const VtWinograd *w);

/* One channel of tile rows first … last−1 between maps and transformed tiles.  `tiles` is the
 * channel's first tile of transformed value 0; the next value lies `step` floats further. */
typedef struct
{
  const VtWinograd *w;
  gsize             channel, first, last, step;
  float            *temp;
} VtWinogradPiece;

void vt_winograd_input       (const VtWinogradPiece *p, const float *x, float *tiles);    /* Bᵀ d B */
void vt_winograd_output_back (const VtWinogradPiece *p, const float *dy, float *tiles);   /* A Y Aᵀ */

/* u = G g Gᵀ for n ≤ VT_WINOGRAD_BLOCK input channels, whose taps and values lie VT_WINOGRAD_BLOCK floats apart. */
#define VT_WINOGRAD_BLOCK 64
void vt_winograd_weights     (gsize m, const float *taps, gsize n, float *u);
/* w += Gᵀ u G for output channel o. */
void vt_winograd_weights_back (const VtConvShape *s, gsize m, const float *u, gsize o, float *w);

G_END_DECLS
