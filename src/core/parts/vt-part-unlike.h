/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How unlike two pictures look to the network (Zhang, Cao, Wu, Zhu, CVPR 2017):
 *
 *   D(I,J) = 1 − max over mirroring either of  fᵀΛg / (√(fᵀΛf) √(gᵀΛg))
 *
 * f, g: the deepest map after its ReLU; Λ diagonal, each unit's mean over all pictures.  In 0 … 1, symmetric, 0 with
 * itself.  The maps are folded to 8192 numbers by signed hashing (Weinberger et al. 2009), which keeps products on
 * average. */
#pragma once

#include "parts/vt-part-maps.h"

G_BEGIN_DECLS

#define VT_PART_FOLDED 8192      /* a power of two */

/* [n][n] floats, (transfer full); pictures where `left_out` (may be NULL) is not 0 are at distance 1 from all.  Unless
 * NULL `folded` gets what is folded without Λ on the way: [2n][VT_PART_FOLDED], a row for each picture as it is and one
 * for it in the mirror; rows of those left out stay as they are. */
float *vt_part_unlikeness (const VtPartSpace    *space,
                           const VtPartPictures *pictures,
                           const guint8         *left_out,
                           float                *folded,
                           VtPool               *pool,
                           const VtJob          *job,
                           GError              **error);

G_END_DECLS
