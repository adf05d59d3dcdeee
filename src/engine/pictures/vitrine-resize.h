/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Antialiased resizing: the kernel is stretched by the factor of reduction, the two axes are
 * done one after the other with 8-bit values between them, weights in fixed point.  Pictures
 * come out as Pillow's Image.resize (size, filter, box) gives them, to one grey level. */
#pragma once

#include "engine/pictures/vitrine-image.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_FILTER_BILINEAR,   /* triangle, support 1 */
  VITRINE_FILTER_BICUBIC,    /* Keys, a = −0.5, support 2 */
  VITRINE_FILTER_BOX,        /* area mean, support ½ */
} VitrineFilter;

/* `box` (NULL: all) is the part of the picture that becomes `width` × `height`; it is clipped to
 * the picture and must not be empty.  Any thread. */
VitrineImage *vitrine_resize       (VitrineImage     *image,
                                    const VitrineBox *box,
                                    guint             width,
                                    guint             height,
                                    VitrineFilter     filter);
/* Whole pixels x … x+width, y … y+height, inside the picture. */
VitrineImage *vitrine_image_crop   (VitrineImage     *image,
                                    guint             x,
                                    guint             y,
                                    guint             width,
                                    guint             height);
VitrineImage *vitrine_image_mirror (VitrineImage     *image);

G_END_DECLS
