/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resizing with limits, for the preprocessing. */
#pragma once

#include "engine/pictures/vitrine-resize.h"

G_BEGIN_DECLS

/* What becomes of a picture: the rectangle `box` of it is brought to width × height; pixels outside
 * the whole-pixel rectangle left … right × top … bottom are not looked at. */
typedef struct
{
  VitrineBox    box;
  guint         left, top, right, bottom;
  guint         width, height;
  VitrineFilter filter;
} VitrineResample;

VitrineImage *vitrine_resample (VitrineImage          *image,
                                const VitrineResample *how);

G_END_DECLS
