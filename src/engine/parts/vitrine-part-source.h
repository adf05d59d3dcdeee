/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps of a set of pictures for mining and parsing, read from the feature store and computed where they
 * are missing; and how places of a photo and of the network's frame translate.  Made and asked on any
 * thread, one at a time; prepare() and the giving of maps run on a worker and its pool. */
#pragma once

#include "metrics/vt-part-score.h"
#include "parts/vt-aog.h"
#include "parts/vt-part-maps.h"
#include "engine/jobs/vitrine-job.h"
#include "engine/units/vitrine-feature-store.h"

G_BEGIN_DECLS

typedef struct _VitrinePartSource VitrinePartSource;

/* Refers to everything; `pictures` are numbered as they stand.  The model's preprocessing is copied. */
VitrinePartSource *vitrine_part_source_new       (VitrineFeatureStore  *store,
                                                  VitrineModel         *model,
                                                  VtPartSpace          *space,
                                                  VitrinePicture      **pictures,
                                                  guint                 n);
VitrinePartSource *vitrine_part_source_ref       (VitrinePartSource    *self);
/* The last reference must go on the main thread: it holds GObjects. */
void               vitrine_part_source_unref     (VitrinePartSource    *self);

/* Reads every photo's size and computes the maps that the store lacks, both mirrors.  Done once; again it
 * returns at once.  A photo that cannot be read is left out (see is_readable) and is no error.  `job_shown`
 * (may be NULL) gets the count "34 of 200". */
gboolean           vitrine_part_source_prepare   (VitrinePartSource    *self,
                                                  VitrineJob           *job_shown,
                                                  VtPool               *pool,
                                                  const VtJob          *job,
                                                  GError              **error);
/* Borrowed. */
VitrinePicture    *vitrine_part_source_picture   (VitrinePartSource    *self,
                                                  guint                 picture);
/* What follows needs prepare(). */
guint              vitrine_part_source_n         (VitrinePartSource    *self);
gboolean           vitrine_part_source_is_readable (VitrinePartSource  *self,
                                                    guint               picture);
/* The giver of maps for mining and parsing: borrowed, only readable pictures may be asked for. */
const VtPartPictures *vitrine_part_source_pictures (VitrinePartSource  *self);
/* The readable pictures alone, numbered 0 … and back: for statistics and priors. */
const VtPartPictures *vitrine_part_source_readable (VitrinePartSource  *self);

/* The photo's rectangle that the frame shows. */
void               vitrine_part_source_frame     (VitrinePartSource    *self,
                                                  guint                 picture,
                                                  VitrineBox           *frame);
/* A box of the photo as centre and size (rows, columns) in pixels of the frame. */
void               vitrine_part_source_place     (VitrinePartSource    *self,
                                                  guint                 picture,
                                                  const VitrineBox     *box,
                                                  VtPartPlace          *place);
/* Truth for a part (names compare without regard to case), one entry a picture; free with
 * vitrine_part_truths_free(). */
VtPartTruth       *vitrine_part_source_truths    (VitrinePartSource    *self,
                                                  const char           *part);
void               vitrine_part_truths_free      (VtPartTruth          *truths,
                                                  guint                 n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrinePartSource, vitrine_part_source_unref)

G_END_DECLS
