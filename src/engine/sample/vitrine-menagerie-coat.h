/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coat textures: stripes, spots, patches, curls of wool, scales of feathers. */
#pragma once

#include "engine/sample/vitrine-menagerie-pen.h"

G_BEGIN_DECLS

/* Draws the pattern on `cr`, which is clipped to the shape and in the animal's frame; the shape lies
 * within (x1, y1) … (x2, y2) of it. */
void vitrine_coat_draw (cairo_t                *cr,
                        const VitrineCoatPaint *coat,
                        VitrinePoint            min,
                        VitrinePoint            max);

G_END_DECLS
