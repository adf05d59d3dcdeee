/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a part is found where the pictures carry truth, whoever found it.  Any thread. */
#pragma once

#include "metrics/vt-part-score.h"
#include "engine/parts/vitrine-part-source.h"

G_BEGIN_DECLS

typedef struct
{
  VtPartScore all;            /* every picture with truth */
  VtPartScore held_out;       /* those without a box of this part */
  VtPartBlind blind;          /* predictors that never look, over all */
  VtPartBlind blind_held_out; /* over those without a box; NAN below two of them */
  guint       n_shots;        /* boxes the image-blind "shots" predictor gets: as many as were drawn */
} VitrinePartFigures;

/* `found` and `boxed` (is there a box of the part?) have an entry for each picture of a prepared source; places are in
 * pixels of the frame of `space`.  FALSE where fewer than two pictures carry truth for a part of this name. */
gboolean vitrine_part_figures_count (VitrinePartSource  *source,
                                     const VtPartSpace  *space,
                                     const char         *part,
                                     const VtPartPlace  *found,
                                     const guint8       *boxed,
                                     guint               n_boxes,
                                     VitrinePartFigures *figures);

G_END_DECLS
