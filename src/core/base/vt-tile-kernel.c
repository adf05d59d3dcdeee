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

/* The half vector behind the whole ones: where few columns are left, a narrower instruction is the faster one. */
#if VT_TILE_BYTES == 64
typedef float Half __attribute__ ((vector_size (32)));
typedef float HalfInMemory __attribute__ ((vector_size (32), aligned (4), may_alias));
#define HALF 8
#define load_half(p) (*(const HalfInMemory *) (p))
#define widened(h) __builtin_shufflevector (h, h, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7)
#else
typedef Vec Half;
#define HALF 0
#define load_half(p) load (p)
#define widened(h)   (h)
#endif

#define DECLARE(r) Vec s ## r ## 0 = { 0 }, s ## r ## 1 = { 0 }, s ## r ## 2 = { 0 }; Half h ## r = { 0 }
#define ADD(r) \
  do { \
      const Vec w = rows > r ? a[r] - (Vec) { 0 } : b0; \
      s ## r ## 0 += rows > r && vecs > 0 ? w * b0 : b0; \
      s ## r ## 1 += rows > r && vecs > 1 ? w * b1 : b0; \
      s ## r ## 2 += rows > r && vecs > 2 ? w * b2 : b0; \
      if (half && rows > r) \
      h ## r += a[r] *bh; \
    } while (0)
/* Vector v of row r to its place; the last one may have less than all its columns. */
#define STORE_ONE(r, v) \
  if (rows > r && vecs > v && (whole || half || vecs > v + 1)) \
  store (c + r * t->ldc + v * LANES, finished (t, row + r, column + v * LANES, s ## r ## v, lo, hi)); \
  else if (rows > r && vecs > v) \
  finish_some (t, row + r, column + v * LANES, n - v * LANES, s ## r ## v, c + r * t->ldc + v * LANES, lo, hi)
#define STORE(r) \
  STORE_ONE (r, 0); STORE_ONE (r, 1); STORE_ONE (r, 2); \
  if (half && rows > r) \
  finish_some (t, row + r, column + vecs * LANES, n - (gsize) vecs * LANES, widened (h ## r), \
               c + r * t->ldc + vecs * LANES, lo, hi)

/* What comes after the sums, on a vector of row `row` to which `add` is added. */
ALWAYS Vec
ended (const VtTile *t,
       gsize         row,
       Vec           sum,
       Vec           add,
       Vec           lo,
       Vec           hi)
{
  if (t->bias != NULL)
    {
      sum += t->bias[row] - (Vec) { 0 };
    }
  if (t->add != NULL)
    sum += add;
  if (t->clamp)
    {
      sum = vec_max (sum, lo);
      sum = vec_min (sum, hi);
    }
  return sum;
}

ALWAYS Vec
finished (const VtTile *t,
          gsize         row,
          gsize         column,
          Vec           sum,
          Vec           lo,
          Vec           hi)
{
  Vec add = sum;

  if (t->add != NULL)
    add = load (t->add + row * t->ldc + column);
  return ended (t, row, sum, add, lo, hi);
}

/* The same for the first `n` sums of a vector, which are put to y. */
ALWAYS void
finish_some (const VtTile *t,
             gsize         row,
             gsize         column,
             gsize         n,
             Vec           sum,
             float        *y,
             Vec           lo,
             Vec           hi)
{
  const unsigned some = (unsigned) n;
  Vec add = sum;

  if (t->add != NULL)
    add = vec_load_some (t->add + row * t->ldc + column, some);
  vec_store_some (y, some, ended (t, row, sum, add, lo, hi));
}

/* `rows` × `vecs` vectors, and with `half` half a vector more, of the tile from (row, column) on. */
ALWAYS void
block (const VtTile *t,
       gsize         row,
       gsize         column,
       const int     rows,
       const int     vecs,
       const int     half)
{
  const float *a = t->a + row, *b = t->b + column, *next = t->next != NULL ? t->next : b;
  const gsize ldb = t->ldb, n = MIN (t->n - column, (gsize) (vecs * LANES + half * HALF));
  const gboolean whole = n == (gsize) vecs * LANES;
  const Vec lo = t->lo - (Vec) { 0 }, hi = t->hi - (Vec) { 0 };
  float *c = t->c + row * t->ldc + column;

  FOR_ROWS (DECLARE);
  for (gsize k = 0; k < t->k; k++, a += VT_TILE_ROWS, b += ldb, next += t->next_step)
    {
      const Half bh = load_half (b + vecs * half * LANES);
      const Vec b0 = load (b), b1 = load (b + (vecs > 1 ? LANES : 0));
      const Vec b2 = load (b + (vecs > 2 ? 2 * LANES : 0));

      __builtin_prefetch (next);
      __builtin_prefetch (a + 64 * VT_TILE_ROWS);
      __builtin_prefetch (b + 24 * ldb);
      if (vecs + half > 1 && LANES == 16)
        __builtin_prefetch (b + 24 * ldb + 16);
      if (vecs + half > 2)
        __builtin_prefetch (b + 24 * ldb + 32);
      FOR_ROWS (ADD);
    }
  FOR_ROWS (STORE);
}

#define CASE(rows, vecs, half) \
case (rows * 4 + vecs) * 2 + half: \
  block (t, row, column, rows, vecs, half); \
  break
#if VT_TILE_BYTES == 64
#define CASES(rows) \
  CASE (rows, 1, 0); CASE (rows, 2, 0); CASE (rows, 3, 0); CASE (rows, 0, 1); CASE (rows, 1, 1); CASE (rows, 2, 1)
#else
#define CASES(rows) CASE (rows, 1, 0); CASE (rows, 2, 0); CASE (rows, 3, 0)
#endif

void
VT_LEVEL (vt_tile) (const VtTile *t)
{
  for (gsize row = 0; row < t->m; row += BLOCK_ROWS)
    for (gsize column = 0; column < t->n; column += 3 * LANES)
      {
        const gsize rows = MIN (BLOCK_ROWS, t->m - row), left = MIN (t->n - column, 3 * LANES), rest = left % LANES;
        const gboolean half = rest > 0 && rest <= HALF;

        switch ((rows * 4 + (half ? left : left + LANES - 1) / LANES) * 2 + (gsize) half)
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
