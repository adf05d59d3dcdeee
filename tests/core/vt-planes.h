/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: what all planted worlds draw their maps with. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds a bump with a deviation of .7 cell to a plane of side × side cells. */
void plane_bump  (float *plane, guint side, double row, double column, double height);
/* Maps of the mirrored picture: each of the rows (of all planes together) the other way round. */
void planes_turn (const float *from, float *to, gsize rows, gsize columns);

G_END_DECLS
