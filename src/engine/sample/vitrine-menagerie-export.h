/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes pictures of the Menagerie with their truth in open formats. */
#pragma once

#include "base/vt-job.h"
#include "engine/sample/vitrine-menagerie.h"

G_BEGIN_DECLS

typedef struct
{
  guint pictures;                    /* written, with annotations */
  guint per_class[32];               /* by label */
  guint parts;                       /* annotated, all pictures together */
} VitrineMenagerieSummary;

/* Writes into `folder` (made when it is not there):
 *
 *   pictures/CLASS/NNNNNN.png   RGB, one folder a class, so it opens as a data set of classes
 *   masks/NNNNNN.png            8-bit grey: 0 outside, else the part's number
 *   annotations.json            COCO: images, categories with key points, annotations with bbox, run-length
 *                               segmentation, key points, and Vitrine's parts, pose and attributes
 *   parts.json                  the numbers and names of the parts in the masks
 *
 * A cancelled export leaves the pictures so far with annotations for exactly those.  Any thread.
 * (out) `summary` may be NULL. */
gboolean vitrine_menagerie_export (const VitrineMenagerieOptions *options,
                                   const char                    *folder,
                                   const VtJob                   *job,
                                   VitrineMenagerieSummary       *summary,
                                   GError                       **error);

G_END_DECLS
