/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel of vt-tile.h, compiled once per instruction set (vt-level.h).  Sums of one block of a tile stay in
 * registers: eight rows of three vectors where there are 32 registers, else four rows.  What both operands have
 * ahead is fetched: weights come from memory once per pass.
 *
 * GCC keeps an array of vectors in memory, so the sums have names. */
#include "base/vt-vec.h"
#include "base/vt-tile.h"

#define BLOCK_ROWS (VT_TILE_BYTES == 64 ? 8 : 4)

void VT_LEVEL (vt_tile) (const VtTile *t);

#define FOR_ROWS(X) X (0); X (1); X (2); X (3); X (4); X (5); X (6); X (7)

#define DECLARE(r) Vec s ## r ## 0 = { 0 }, s ## r ## 1 = { 0 }, s ## r ## 2 = { 0 }
#define ADD(r) \
  do { \
      const Vec w = rows > r ? a[r] - (Vec) { 0 } : b0; \
      s ## r ## 0 += rows > r ? w * b0 : b0; \
      s ## r ## 1 += rows > r && vecs > 1 ? w * b1 : b0; \
      s ## r ## 2 += rows > r && vecs > 2 ? w * b2 : b0; \
    } while (0)
/* Vector v of row r: to its place, or to `sums` where the tile ends within a vector. */
#define STORE_ONE(r, v) \
  if (rows > r && vecs > v && whole) \
  store (c + r * t->ldc + v * LANES, finished (t, row + r, column + v * LANES, s ## r ## v, lo, hi)); \
  else if (rows > r && vecs > v) \
  store (sums + (r * vecs + v) * LANES, s ## r ## v)
#define STORE(r) STORE_ONE (r, 0); STORE_ONE (r, 1); STORE_ONE (r, 2)

/* What comes after the sums, on a whole vector at `column` of row `row`. */
ALWAYS Vec
finished (const VtTile *t,
          gsize         row,
          gsize         column,
          Vec           sum,
          Vec           lo,
          Vec           hi)
{
  if (t->bias != NULL)
    {
      sum += t->bias[row] - (Vec) { 0 };
    }
  if (t->add != NULL)
    sum += load (t->add + row * t->ldc + column);
  if (t->clamp)
    {
      sum = vec_max (sum, lo);
      sum = vec_min (sum, hi);
    }
  return sum;
}

/* The same for the first `n` sums of a row where the tile ends within a vector. */
static void
finish_some (const VtTile *t,
             gsize         row,
             gsize         column,
             gsize         n,
             const float  *sums,
             float        *y)
{
  const float bias = t->bias != NULL ? t->bias[row] : 0.f;

  for (gsize j = 0; j < n; j++)
    {
      float sum = sums[j] + bias;

      if (t->add != NULL)
        sum += t->add[row * t->ldc + column + j];
      if (t->clamp)
        {
          sum = sum > t->lo ? sum : t->lo;
          sum = sum < t->hi ? sum : t->hi;
        }
      y[j] = sum;
    }
}

/* `rows` × `vecs` vectors of the tile from (row, column) on. */
ALWAYS void
block (const VtTile *t,
       gsize         row,
       gsize         column,
       const int     rows,
       const int     vecs)
{
  const float *a = t->a + row, *b = t->b + column;
  const gsize ldb = t->ldb, n = MIN (t->n - column, (gsize) vecs * LANES);
  const gboolean whole = n == (gsize) vecs * LANES;
  const Vec lo = t->lo - (Vec) { 0 }, hi = t->hi - (Vec) { 0 };
  float sums[BLOCK_ROWS * 3 * LANES] __attribute__ ((aligned (64)));
  float *c = t->c + row * t->ldc + column;

  FOR_ROWS (DECLARE);
  for (gsize k = 0; k < t->k; k++, a += VT_TILE_ROWS, b += ldb)
    {
      const Vec b0 = load (b), b1 = load (b + (vecs > 1 ? LANES : 0)), b2 = load (b + (vecs > 2 ? 2 * LANES : 0));

      __builtin_prefetch (a + 64 * VT_TILE_ROWS);
      __builtin_prefetch (b + 24 * ldb);
      if (vecs > 1 && LANES == 16)
        __builtin_prefetch (b + 24 * ldb + 16);
      if (vecs > 2)
        __builtin_prefetch (b + 24 * ldb + 32);
      FOR_ROWS (ADD);
    }

  FOR_ROWS (STORE);
  for (int r = 0; r < rows && !whole; r++)
    finish_some (t, row + (gsize) r, column, n, sums + r * vecs * LANES, c + (gsize) r * t->ldc);
}

#define CASE(rows, vecs) \
case rows * 4 + vecs: \
  block (t, row, column, rows, vecs); \
  break
#define CASES(rows) CASE (rows, 1); CASE (rows, 2); CASE (rows, 3)

void
VT_LEVEL (vt_tile) (const VtTile *t)
{
  for (gsize row = 0; row < t->m; row += BLOCK_ROWS)
    for (gsize column = 0; column < t->n; column += 3 * LANES)
      {
        const gsize rows = MIN (BLOCK_ROWS, t->m - row), vecs = MIN (3, (t->n - column + LANES - 1) / LANES);

        switch (rows * 4 + vecs)
          {
            CASES (1);
            CASES (2);
            CASES (3);
            CASES (4);
#if VT_TILE_BYTES == 64
            CASES (5);
            CASES (6);
            CASES (7);
            CASES (8);
#endif
          default:
            break;
          }
      }
}
