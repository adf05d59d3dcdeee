/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small changes to training pictures, drawn from each sample's own seed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint    shift;       /* up to this many pixels in each direction; the edge is repeated */
  gboolean mirror;      /* left and right, every other time */
  double   brightness;  /* a number of −brightness … brightness is added to all values */
  double   contrast;    /* values are multiplied by 1 − contrast … 1 + contrast */
} VtAugment;

/* Changes `channels` maps of height × width in place.  Any thread. */
void vt_augment (const VtAugment *augment, guint64 seed, gsize channels, gsize height, gsize width, float *x);

G_END_DECLS
