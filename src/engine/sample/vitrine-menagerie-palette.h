/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours: mixing, shifting, and the moods of light a place has. */
#pragma once

#include "engine/sample/vitrine-menagerie-pen.h"

G_BEGIN_DECLS

VitrineRgb vitrine_rgb       (guint32 hex);                                 /* 0xrrggbb */
VitrineRgb vitrine_rgb_mix   (VitrineRgb a, VitrineRgb b, double t);        /* t = 0: a, 1: b */
VitrineRgb vitrine_rgb_light (VitrineRgb c, double amount);                 /* towards warm white */
VitrineRgb vitrine_rgb_dark  (VitrineRgb c, double amount);                 /* towards deep violet */
VitrineRgb vitrine_rgb_vary  (VitrineRgb c, VtRng *rng, double amount);     /* a near colour, same mood */
VitrineRgb vitrine_rgb_line  (VitrineRgb c);                                /* the outline that goes with it */

void       vitrine_set_rgb   (cairo_t *cr, VitrineRgb c, double alpha);
void       vitrine_stop_rgb  (cairo_pattern_t *pattern, double at, VitrineRgb c, double alpha);

G_END_DECLS
