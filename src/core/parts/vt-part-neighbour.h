/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plainest way to find a part again: the cells of one layer under the box are a template, slid over the
 * maps of another picture and of its mirror; the place of greatest cosine over all boxes is the answer.  A
 * baseline for And-Or graphs, nothing more. */
#pragma once

#include "metrics/vt-part-score.h"
#include "parts/vt-aog.h"
#include "parts/vt-part-maps.h"

G_BEGIN_DECLS

/* Where the part is in the pictures which[0 … n − 1]: found[picture] (indexed by picture) gets centre and the
 * size of the box that fits.  Reads the last layer of the finest resolution; values after the ReLU. */
gboolean vt_part_neighbour_find (const VtPartSpace    *space,
                                 const VtPartPictures *pictures,
                                 const VtPartBox      *boxes,
                                 guint                 n_boxes,
                                 const guint          *which,
                                 guint                 n,
                                 VtPartPlace          *found,
                                 VtPool               *pool,
                                 const VtJob          *job,
                                 GError              **error);

G_END_DECLS
