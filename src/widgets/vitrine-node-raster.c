/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pixel at distance d from the centre is covered by clamp (r + ½ − d); a row's inner span is known to be full. */
#include "config.h"

#include "widgets/vitrine-node-raster.h"

#include <math.h>

/* a·b/255, rounded, for two pairs of bytes at once. */
static inline guint32
scale (guint32 pair,
       guint32 by)
{
  const guint32 t = pair * by + 0x00800080;

  return ((t + (t >> 8 & 0x00ff00ff)) >> 8) & 0x00ff00ff;
}

static inline guint32
premultiply (guint32 color,
             guint32 alpha)
{
  const guint32 rb = scale (color & 0x00ff00ff, alpha), g = scale (color >> 8 & 0xff, alpha);

  return alpha << 24 | rb | g << 8;
}

static inline guint32
over (guint32 below,
      guint32 source)
{
  const guint32 rest = 255 - (source >> 24);

  return source + scale (below & 0x00ff00ff, rest) + (scale (below >> 8 & 0x00ff00ff, rest) << 8);
}

static inline void
edge (guint32           *line,
      int                from,
      int                to,
      float              dy2,
      const VitrineDisc *disc)
{
  const float alpha = (float) (disc->color >> 24);

  for (int x = from; x < to; x++)
    {
      const float dx = (float) x + .5f - disc->x;
      const float cover = disc->r + .5f - sqrtf (dx * dx + dy2);

      if (cover > 0)
        line[x] = over (line[x], premultiply (disc->color, (guint32) (alpha * (cover < 1 ? cover : 1) + .5f)));
    }
}

static void
draw_line (guint32           *line,
           int                width,
           float              dy2,
           const VitrineDisc *disc,
           guint32            solid)
{
  const float reach = disc->r + .5f, inner = disc->r - .5f;
  const float half = sqrtf (MAX (reach * reach - dy2, 0));
  const float full = inner > 0 && inner * inner > dy2 ? sqrtf (inner * inner - dy2) : -1;
  const int left = MAX ((int) floorf (disc->x - half), 0), right = MIN ((int) ceilf (disc->x + half), width);
  int first = right, last = right;      /* of the full span */

  if (full > 0)
    {
      first = CLAMP ((int) ceilf (disc->x - full - .5f), left, right);
      last = CLAMP ((int) floorf (disc->x + full - .5f) + 1, first, right);
    }
  edge (line, left, first, dy2, disc);
  for (int x = first; x < last; x++)
    line[x] = solid >> 24 == 255 ? solid : over (line[x], solid);
  edge (line, last, right, dy2, disc);
}

void
vitrine_node_raster (guint32           *pixels,
                     int                width,
                     int                height,
                     const VitrineDisc *discs,
                     gsize              n)
{
  for (gsize i = 0; i < n; i++)
    {
      const VitrineDisc *disc = &discs[i];
      const float reach = disc->r + .5f;
      const guint32 solid = premultiply (disc->color, disc->color >> 24);
      int top, bottom;

      if (disc->x + reach < 0 || disc->y + reach < 0 || disc->x - reach > (float) width || disc->y - reach > (float) height)
        continue;
      top = MAX ((int) floorf (disc->y - reach), 0);
      bottom = MIN ((int) ceilf (disc->y + reach), height);
      for (int y = top; y < bottom; y++)
        {
          const float dy = (float) y + .5f - disc->y;

          draw_line (pixels + (gsize) y * width, width, dy * dy, disc, solid);
        }
    }
}
