/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plainest way to find a part: where one raw filter answers most, moved by a constant way.  Of all filters of the
 * layers the one is taken that answers on the boxed pictures, keeps its distance from the part on them, and is near it;
 * the rule is that by which nodes of an explanatory graph are chosen to vote, so that the two compare.  Any thread. */
#pragma once

#include "engine/parts/vitrine-graph-locate.h"

G_BEGIN_DECLS

typedef struct _VitrineFilterPeaks VitrineFilterPeaks;

/* Where each filter of the space's layers answers most on each readable picture of a source, which is prepared here.
 * Refers to nothing.  12 bytes for each filter and picture. */
VitrineFilterPeaks *vitrine_filter_peaks_new    (VitrinePartSource        *source,
                                                 const VtPartSpace        *space,
                                                 VtPool                   *pool,
                                                 const VtJob              *job,
                                                 GError                  **error);
void                vitrine_filter_peaks_free   (VitrineFilterPeaks       *self);
/* Fills `found` [pictures of the source]; those that cannot be read get the middle of the frame.  Shots are numbered as
 * the source's pictures.  At least one. */
void                vitrine_filter_peaks_locate (const VitrineFilterPeaks *self,
                                                 const VitrineShot        *shots,
                                                 guint                     n_shots,
                                                 VtPartPlace              *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineFilterPeaks, vitrine_filter_peaks_free)

G_END_DECLS
