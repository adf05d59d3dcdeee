/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only: the boxes of all templates, turned so that they go together. */
#pragma once

#include "parts/vt-aog.h"
#include "parts/vt-part-looks.h"

G_BEGIN_DECLS

/* Spread of a part's place before anything is known, share of the frame's side. */
#define VT_SETTLE_SPREAD 0.27

typedef struct
{
  guint   n;
  float  *look;                  /* [pictures][vt_part_looks_length()] sum over its boxes */
  double  place[2], square[2];   /* sums of places and their squares, pixels of the side taken */
  double  standing;              /* how far the boxes stand out by their looks: likeness in deviations */
  guint  *boxed;                 /* [pictures] boxes on each */
  double (*told)[2];             /* [pictures] mean centre of its boxes, of the picture as it is */
} VtSettleBoxes;

void vt_settle_boxes_gather (const VtAog       *aog,
                             const VtPartLooks *looks,
                             guint              n,
                             VtSettleBoxes     *boxes);
void vt_settle_boxes_clear  (VtSettleBoxes     *boxes);

G_END_DECLS
