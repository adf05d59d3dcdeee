/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Parts page draws over the current picture.  Main thread. */
#pragma once

#include "app/vitrine-parts-model.h"
#include "widgets/vitrine-canvas.h"

G_BEGIN_DECLS

/* The rectangle of a WIDTH x HEIGHT photo that the model sees of PICTURE; the whole photo without a
 * model. */
void     vitrine_parts_frame        (VitrineModel   *model,
                                     VitrinePicture *picture,
                                     guint           width,
                                     guint           height,
                                     VitrineBox     *frame);
/* The smallest box worth learning from: 200 square pixels of the network's input, in pixels of the photo. */
double   vitrine_parts_least_area   (VitrineModel     *model,
                                     const VitrineBox *frame);

/* Boxes, dots, fields of the current picture; with the comparing property those before the last edit. */
void     vitrine_parts_fill_canvas  (VitrinePartsModel *model,
                                     VitrineCanvas     *canvas,
                                     const VitrineBox  *frame);
/* Shows the model's selection; boxes and patterns. */
void     vitrine_parts_select_in_canvas (VitrinePartsModel *model,
                                         VitrineCanvas     *canvas);

/* Where the painted region covers the patterns of the current picture's parse: their ids.
 * (transfer full: guint64) */
GArray  *vitrine_parts_painted      (VitrinePartsModel *model,
                                     VitrineCanvas     *canvas,
                                     const VitrineBox  *frame);

G_END_DECLS
