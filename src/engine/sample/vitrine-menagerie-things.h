/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things a place is furnished with: trees, firs, cacti, clouds, bushes, rocks, flowers.  All are drawn in
 * a frame where the picture is 1 × 1, standing at (x, y) with the given height. */
#pragma once

#include "engine/sample/vitrine-menagerie-palette.h"

G_BEGIN_DECLS

/* Fills with a gradient from the top to the bottom of y1 … y2. */
void vitrine_thing_band   (cairo_t *cr, double y1, double y2, VitrineRgb top, VitrineRgb bottom);
/* A soft disc of light. */
void vitrine_thing_glow   (cairo_t *cr, double x, double y, double r, VitrineRgb colour, double strength);
/* A range of hills down to y2; `rough` 0 rounded … 1 peaked. */
void vitrine_thing_hills  (cairo_t *cr, VtRng *rng, double y, double rise, double y2, double rough,
                           VitrineRgb top, VitrineRgb bottom);
void vitrine_thing_cloud  (cairo_t *cr, VtRng *rng, double x, double y, double width, VitrineRgb colour,
                           double alpha);
void vitrine_thing_tree   (cairo_t *cr, VtRng *rng, double x, double y, double height, VitrineRgb leaf);
void vitrine_thing_fir    (cairo_t *cr, double x, double y, double height, VitrineRgb leaf, VitrineRgb snow,
                           double snowy);
void vitrine_thing_cactus (cairo_t *cr, double x, double y, double height, VitrineRgb colour);
void vitrine_thing_bush   (cairo_t *cr, VtRng *rng, double x, double y, double height, VitrineRgb leaf);
void vitrine_thing_rock   (cairo_t *cr, VtRng *rng, double x, double y, double height, VitrineRgb stone);
void vitrine_thing_ball   (cairo_t *cr, double x, double y, double height, VitrineRgb colour);
void vitrine_thing_flower (cairo_t *cr, double x, double y, double height, VitrineRgb petal);
void vitrine_thing_blades (cairo_t *cr, VtRng *rng, double x, double y, double width, double height, guint n,
                           VitrineRgb dark, VitrineRgb light);

G_END_DECLS
