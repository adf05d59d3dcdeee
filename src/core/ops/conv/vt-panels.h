/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two ways of implicit unrolling share: a map dealt out so that every tap is a shift, and the
 * columns of the unrolled map gathered from it where they are needed, without the matrix ever being there. */
#pragma once

#include "base/vt-tile.h"
#include "ops/conv/vt-deal.h"

G_BEGIN_DECLS

#define VT_PANEL_TAPS 128   /* of a kernel, at most */

typedef struct
{
  const VtConvTask *t;
  VtTileFunc        tile;
  VtDealt           l;
  gsize             map, k;                 /* output pixels; rows of the unrolled map */
  gboolean          in_place;               /* the map itself serves: no padding, and stride 1 or a single tap */
  gsize             across;                 /* floats there from a pixel to the next of its row */
  gboolean          flat;                   /* neighbouring output pixels are neighbours there, over rows too */
  const float      *source;                 /* of the image in work */
  gsize             step;                   /* floats from one channel there to the next */
  gsize             tap[VT_PANEL_TAPS];     /* where each tap reads */
  gsize             image;
  float            *dealt;                  /* memory */
} VtPanels;

/* Floats of memory for the dealt map; 0: in place. */
gsize vt_panels_floats (const VtConvShape *s);
void  vt_panels_init   (VtPanels *p, const VtConvTask *t, float *dealt);
/* Deals out image number `image`; a parallel loop. */
void  vt_panels_image  (VtPanels *p, gsize image);
/* Unrolled columns p0 … p0+n−1 of group g, channels c0 … c1−1: rows of `ld` floats of which those behind n
 * are anything.  Writes up to 16 floats behind the last row. */
void  vt_panels_gather (const VtPanels *p, gsize g, gsize c0, gsize c1, gsize p0, gsize n, gsize ld, float *out);

G_END_DECLS
