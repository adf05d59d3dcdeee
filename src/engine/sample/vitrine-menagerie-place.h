/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place: what is behind the animal, what stands in front of it, and the light over all. */
#pragma once

#include "engine/sample/vitrine-menagerie-palette.h"
#include "engine/sample/vitrine-menagerie-pen.h"

G_BEGIN_DECLS

/* All draw in a frame where the picture is 1 × 1. */
void vitrine_place_draw_background (cairo_t *cr, const VitrineScene *scene);
void vitrine_place_draw_shadow     (cairo_t *cr, const VitrineScene *scene, double x, double y,
                                    double width);
/* Things beside the animal that are of no class. */
void vitrine_place_draw_clutter    (cairo_t *cr, const VitrineScene *scene);

/* What hides part of the animal, whose frame is `animal`. */
void vitrine_place_draw_occluder   (cairo_t *cr, const VitrineScene *scene, const VitrineSceneBox *animal);

/* The light of the hour, laid over everything. */
void vitrine_place_draw_light      (cairo_t *cr, const VitrineScene *scene);

/* The colour of its bushes and grass. */
VitrineRgb vitrine_place_leaf      (const VitrineScene *scene);

G_END_DECLS
