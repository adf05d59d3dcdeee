/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pictures of a set look alike to the network: for each picture the few others, as they are or in the
 * mirror, whose deepest maps point the same way.  Objects seen from the same side have their parts in the same
 * places, so look-alikes help each other (see vt_aog_settle()).  Depends on no box: made once for a set.
 *
 * A picture's description is its deepest map after the ReLU, folded to 8192 numbers by signed hashing
 * (Weinberger et al. 2009), minus the mean over the set; likeness is the cosine. */
#pragma once

#include "parts/vt-aog.h"
#include "parts/vt-part-maps.h"

G_BEGIN_DECLS

#define VT_CROWD_MOST 32

typedef struct
{
  guint    picture;
  gboolean mirrored;    /* the other one's mirror image looks like this one */
  float    likeness;    /* cosine, above 0 */
} VtLookAlike;

typedef struct _VtPartCrowd VtPartCrowd;

/* Pictures where `left_out` (may be NULL) is not 0 are never asked for and have no look-alikes.
 * options->look_alikes says how many are kept. */
VtPartCrowd       *vt_part_crowd_compute (const VtPartSpace    *space,
                                          const VtPartPictures *pictures,
                                          const guint8         *left_out,
                                          const VtAogOptions   *options,
                                          VtPool               *pool,
                                          const VtJob          *job,
                                          GError              **error);
VtPartCrowd       *vt_part_crowd_ref     (VtPartCrowd          *crowd);    /* any thread */
void               vt_part_crowd_unref   (VtPartCrowd          *crowd);    /* any thread; NULL is fine */
guint              vt_part_crowd_n       (const VtPartCrowd    *crowd);
/* How unlike every two pictures are: [n][n], see vt-part-unlike.h.  Borrowed. */
const float       *vt_part_crowd_unlikeness (const VtPartCrowd       *crowd);
/* Best first; `n` is how many. */
const VtLookAlike *vt_part_crowd_of      (const VtPartCrowd    *crowd,
                                          guint                 picture,
                                          guint                *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPartCrowd, vt_part_crowd_unref)

G_END_DECLS
