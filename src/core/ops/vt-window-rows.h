/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What windows of up to three columns, with stride 1 or 2, see of the rows of a map, read in vectors from the map itself;
 * for the files of base/vt-level.h.  There where vectors can be read by masks (VT_HAVE_VEC_MASKS). */
#pragma once

#include <glib.h>

#include "base/vt-vec.h"

typedef struct
{
  gsize iw, ih, ow, oh;
  gsize pt, pl;             /* padding above and on the left */
} VtWindowMap;

#ifdef VT_HAVE_VEC_MASKS

/* One vector of output columns: which lanes of the vectors that it loads lie in a row of the map.  Without stride
 * those begin at columns 0, 1 and 2 of the window; with stride 2 at 0, and one and two vectors further. */
typedef struct
{
  gssize  first;            /* column of the map, which may lie before it */
  VecMask mask[3];
} Columns;

ALWAYS Columns
columns_at (const VtWindowMap *m,
            gsize              q,
            const int          stride)
{
  const long first = (long) q * stride - (long) m->pl, width = (long) m->iw;
  Columns c = { .first = first };

  for (long i = 0; i < 3; i++)
    {
      const long at = first + i * (stride == 1 ? 1 : LANES);

      c.mask[i] = vec_span (-at, width - at);
    }
  return c;
}

/* What the three columns of the windows see of a row; `outside` where it lies outside of the map. */
ALWAYS void
load_row (const VtWindowMap *m,
          const float       *map,
          const Columns     *c,
          gssize             row,
          const int          stride,
          Vec                outside,
          Vec               *seen)
{
  const float *x = map + c->first + row * (gssize) m->iw;

  if (row < 0 || row >= (gssize) m->ih)
    {
      seen[0] = seen[1] = seen[2] = outside;
      return;
    }
  if (stride == 1)
    {
      seen[0] = vec_load_masked (x, c->mask[0], outside);
      seen[1] = vec_load_masked (x + 1, c->mask[1], outside);
      seen[2] = vec_load_masked (x + 2, c->mask[2], outside);
      return;
    }

  const Vec a = vec_load_masked (x, c->mask[0], outside), b = vec_load_masked (x + LANES, c->mask[1], outside);
  const Vec behind = vec_load_masked (x + 2 * LANES, vec_first (c->mask[2]), outside);

  seen[0] = shuffle (a, b, EVERY_2 (0));
  seen[1] = shuffle (a, b, EVERY_2 (1));
  seen[2] = shuffle (seen[0], behind, FROM_SECOND);
}

#endif
