/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vt-tile-kernel.c in plain loops, for builds with sanitizers: those watch every access of each of its many copies,
 * which takes a compiler minutes.  It reads and writes just what the kernel does, whole lanes of `b` too. */
#include "base/vt-level.h"
#include "base/vt-tile.h"

void VT_LEVEL (vt_tile) (const VtTile *t);

static float
finished (const VtTile *t,
          gsize         row,
          gsize         column,
          float         sum)
{
  if (t->bias != NULL)
    sum += t->bias[row];
  if (t->add != NULL)
    sum += t->add[row * t->ldc + column];
  if (t->clamp)
    {
      sum = sum > t->lo ? sum : t->lo;
      sum = sum < t->hi ? sum : t->hi;
    }
  return sum;
}

void
VT_LEVEL (vt_tile) (const VtTile *t)
{
  for (gsize row = 0; row < t->m; row++)
    {
      float sums[VT_TILE_COLUMNS] = { 0 };

      for (gsize k = 0; k < t->k; k++)
        for (gsize column = 0; column < vt_tile_round (t->n); column++)
          sums[column] += t->a[k * VT_TILE_ROWS + row] * t->b[k * t->ldb + column];
      for (gsize column = 0; column < t->n; column++)
        t->c[row * t->ldc + column] = finished (t, row, column, sums[column]);
    }
}
