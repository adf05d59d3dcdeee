/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is usual: mean and deviation of every single unit (layer, channel AND place) over ordinary
 * pictures, best without the category ("negatives"; Zhang et al. 2017 take 1000 photographs).  When there
 * are none the pictures under study serve themselves.  Sums are kept as Welford's mean and squared
 * deviations in double, pictures in their order: the same bits with any number of threads. */
#pragma once

#include "parts/vt-part-maps.h"

G_BEGIN_DECLS

typedef struct _VtPartStats VtPartStats;

/* Both mirrors of every picture are counted.  `pool` and `job` may be NULL. */
VtPartStats *vt_part_stats_compute (const VtPartSpace    *space,
                                    const VtPartPictures *pictures,
                                    VtPool               *pool,
                                    const VtJob          *job,
                                    GError              **error);
/* From sums kept elsewhere: `mean` and `std` of every unit are copied. */
VtPartStats *vt_part_stats_new     (const VtPartSpace    *space,
                                    const float          *mean,
                                    const float          *std);
VtPartStats *vt_part_stats_ref     (VtPartStats          *stats);    /* any thread */
void         vt_part_stats_unref   (VtPartStats          *stats);    /* any thread; NULL is fine */

/* Number of pictures (mirrors counted apart) behind the figures; 0 for vt_part_stats_new(). */
guint        vt_part_stats_count   (const VtPartStats    *stats);
const float *vt_part_stats_mean    (const VtPartStats    *stats);    /* [units] */
/* 1/deviation, the deviation being at least 10⁻⁶ of the largest in its layer.  [units] */
const float *vt_part_stats_inverse (const VtPartStats    *stats);

/* Response of every unit of one layer: (x − mean)/deviation where x > 0, else `none` (−3): an inactive
 * unit cannot speak for anything.  `out` holds channels × h × w floats. */
void         vt_part_stats_respond (const VtPartStats    *stats,
                                    const VtPartSpace    *space,
                                    guint                 layer,
                                    const float          *x,
                                    float                 none,
                                    float                *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPartStats, vt_part_stats_unref)

G_END_DECLS
