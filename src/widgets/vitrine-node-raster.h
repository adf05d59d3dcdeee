/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discs into pixels.  Twenty thousand of them take a few milliseconds, where paths of a drawing library take a
 * hundred.  Pure functions, any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  float   x, y, r;      /* pixels; the centre of the first pixel is at .5 */
  guint32 color;        /* 0xAARRGGBB, not premultiplied */
} VitrineDisc;

/* Draws discs in their order over WIDTH × HEIGHT premultiplied 0xAARRGGBB pixels.  Edges are smooth; what lies outside
 * is left out. */
void vitrine_node_raster (guint32           *pixels,
                          int                width,
                          int                height,
                          const VitrineDisc *discs,
                          gsize              n);

G_END_DECLS
