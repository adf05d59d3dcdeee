/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every cell of every picture of a set looks like to the network, in few numbers that are alike only where
 * the cells are: square roots of one layer's map after its ReLU, brought to length one, on their first principal
 * axes over the set, each axis divided by its deviation (linear discriminant templates with one covariance for
 * everything: Hariharan, Malik, Ramanan 2012).  A look is the 3 × 3 cells about a place, of length one.  Made once
 * for a set; depends on no box. */
#pragma once

#include "parts/vt-part-maps.h"

G_BEGIN_DECLS

#define VT_LOOK_SIDE 3
#define VT_LOOK_CELLS (VT_LOOK_SIDE * VT_LOOK_SIDE)

typedef struct _VtPartLooks VtPartLooks;

/* Pictures where `left_out` (may be NULL) is not 0 are not looked at.  The layer is the last of the finest
 * resolution. */
VtPartLooks *vt_part_looks_compute (const VtPartSpace    *space,
                                    const VtPartPictures *pictures,
                                    const guint8         *left_out,
                                    VtPool               *pool,
                                    const VtJob          *job,
                                    GError              **error);
VtPartLooks *vt_part_looks_ref     (VtPartLooks          *looks);    /* any thread */
void         vt_part_looks_unref   (VtPartLooks          *looks);    /* any thread; NULL is fine */
guint        vt_part_looks_n       (const VtPartLooks    *looks);
gboolean     vt_part_looks_has     (const VtPartLooks    *looks, guint picture);
guint        vt_part_looks_layer   (const VtPartLooks    *looks);
/* Numbers of one look: VT_LOOK_CELLS cells, row by row. */
guint        vt_part_looks_length  (const VtPartLooks    *looks);

/* How much every place of a picture looks like `look`: `likeness` holds h·w products. */
void         vt_part_looks_match   (const VtPartLooks    *looks,
                                    guint                 picture,
                                    gboolean              mirrored,
                                    const float          *look,
                                    float                *likeness);
/* Adds the looks of all places, each times its weight (h·w of them). */
void         vt_part_looks_add     (const VtPartLooks    *looks,
                                    guint                 picture,
                                    gboolean              mirrored,
                                    const float          *weight,
                                    float                *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPartLooks, vt_part_looks_unref)

G_END_DECLS
