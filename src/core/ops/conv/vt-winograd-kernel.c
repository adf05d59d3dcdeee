/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of vt-winograd-kernel.h, for vectors of VT_TILE_BYTES.
 *
 * The vertical transform takes whole rows of padded pixels.  Then the pixels of a vector of tiles are sorted by
 * their place in the tile, which is a matter of shuffles, and the horizontal transform works on tiles as lanes. */
#include <string.h>

#include "base/vt-vec.h"
#include "ops/conv/vt-turn.h"
#include "ops/conv/vt-winograd-kernel.h"

#define QUADS       (LANES / 4)           /* of a vector of tiles */

/* ---- shuffles ------------------------------------------------------------------------------ */

#if VT_TILE_BYTES == 64
#define EVERY_4(j)  j, j + 4, j + 8, j + 12, j + 16, j + 20, j + 24, j + 28, \
  j + 1, j + 5, j + 9, j + 13, j + 17, j + 21, j + 25, j + 29
#define FIRST_HALF  0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define SECOND_HALF 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define ZIP_LOW     0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define ZIP_HIGH    8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
/* Pairs instead of single floats. */
#define PAIRS_LOW   0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23
#define PAIRS_HIGH  8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31
#elif VT_TILE_BYTES == 32
#define EVERY_4(j)  j, j + 4, j + 8, j + 12, j + 1, j + 5, j + 9, j + 13
#define FIRST_HALF  0, 1, 2, 3, 8, 9, 10, 11
#define SECOND_HALF 4, 5, 6, 7, 12, 13, 14, 15
#define ZIP_LOW     0, 8, 1, 9, 2, 10, 3, 11
#define ZIP_HIGH    4, 12, 5, 13, 6, 14, 7, 15
#define PAIRS_LOW   0, 1, 8, 9, 2, 3, 10, 11
#define PAIRS_HIGH  4, 5, 12, 13, 6, 7, 14, 15
#else
#define EVERY_4(j)  j, j + 4, j + 1, j + 5
#define FIRST_HALF  0, 1, 4, 5
#define SECOND_HALF 2, 3, 6, 7
#define ZIP_LOW     0, 4, 1, 5
#define ZIP_HIGH    2, 6, 3, 7
#define PAIRS_LOW   0, 1, 4, 5
#define PAIRS_HIGH  2, 3, 6, 7
#endif

/* Vector i of the pixels of a vector of tiles in order; quad[k] is the first pixel of quad k. */
ALWAYS Vec
pixels (const float *const *quad,
        const int           m,
        const int           i)
{
#if VT_TILE_BYTES == 64
  typedef float Half __attribute__ ((vector_size (32), aligned (4), may_alias));

  if (m == 2)
    return __builtin_shufflevector (*(const Half *) quad[2 * i], *(const Half *) quad[2 * i + 1],
                                    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#endif
  const int per_quad = MAX (4 * m / LANES, 1);

  return load (quad[i / per_quad] + i % per_quad * LANES);
}

/* ---- one-dimensional transforms: see vt-winograd-lines.c ---------------------------------------- */

#define INPUT_4(x0, x1, x2, x3, x4, x5, put) \
  do { \
      const Vec p = x4 - 4.f * x2, q = x3 - 4.f * x1; \
      const Vec even = x4 - x2, odd = 2.f * (x3 - x1); \
      put (0, 4.f * x0 - 5.f * x2 + x4); \
      put (1, p + q); \
      put (2, p - q); \
      put (3, even + odd); \
      put (4, even - odd); \
      put (5, 4.f * x1 - 5.f * x3 + x5); \
    } while (0)

#define INPUT_2(x0, x1, x2, x3, put) \
  do { \
      put (0, x0 - x2); \
      put (1, x1 + x2); \
      put (2, x2 - x1); \
      put (3, x1 - x3); \
    } while (0)

/* ---- input --------------------------------------------------------------------------------- */

/* A row of the map with its padding. */
static void
pad_row (const VtConvShape *s,
         gssize             y,
         gsize              width,
         const float       *x,
         float             *out)
{
  const gsize n = MIN (s->iw, width - s->pl);

  if (y < 0 || y >= (gssize) s->ih)
    {
      memset (out, 0, width * sizeof (float));
      return;
    }
  for (gsize i = 0; i < s->pl; i++)
    out[i] = 0.f;
  memcpy (out + s->pl, x + (gsize) y * s->iw, n * sizeof (float));
  for (gsize i = s->pl + n; i < width; i++)
    out[i] = 0.f;
}

#define PUT_ROW(i, v) store (out + (i) * width + x, v)

/* Bᵀ d of `rows` rows of tiles that follow each other in a picture. */
ALWAYS void
vertical (const float *in,
          gsize        rows,
          gsize        width,
          const int    m,
          float       *out)
{
  for (gsize r = 0; r < rows; r++, in += m * width, out += (m + 2) * width)
    for (gsize x = 0; x < width; x += LANES)
      {
        const Vec x0 = load (in + x), x1 = load (in + width + x), x2 = load (in + 2 * width + x);
        const Vec x3 = load (in + 3 * width + x);

        if (m == 2)
          {
            INPUT_2 (x0, x1, x2, x3, PUT_ROW);
            continue;
          }

        const Vec x4 = load (in + (m == 4 ? 4 : 3) * width + x), x5 = load (in + (m == 4 ? 5 : 3) * width + x);

        INPUT_4 (x0, x1, x2, x3, x4, x5, PUT_ROW);
      }
}

#define PUT_VALUE(i, v) store (at + (i) * step, v)

/* One row of values of a vector of tiles. */
ALWAYS void
horizontal (const float *const *quad,
            const float *const *next,     /* the same, m pixels further */
            const int           m,
            float              *at,
            gsize               step)
{
  const Vec z0 = pixels (quad, m, 0), z1 = pixels (quad, m, 1);
  const Vec n0 = pixels (next, m, 0), n1 = pixels (next, m, 1);

  if (m == 2)
    {
      const Vec x0 = shuffle (z0, z1, EVERY_2 (0)), x1 = shuffle (z0, z1, EVERY_2 (1));
      const Vec x2 = shuffle (n0, n1, EVERY_2 (0)), x3 = shuffle (n0, n1, EVERY_2 (1));

      INPUT_2 (x0, x1, x2, x3, PUT_VALUE);
      return;
    }

  const Vec z2 = pixels (quad, m, 2), z3 = pixels (quad, m, 3), n2 = pixels (next, m, 2), n3 = pixels (next, m, 3);
  const Vec a = shuffle (z0, z1, EVERY_4 (0)), b = shuffle (z2, z3, EVERY_4 (0));
  const Vec c = shuffle (z0, z1, EVERY_4 (2)), d = shuffle (z2, z3, EVERY_4 (2));
  const Vec e = shuffle (n0, n1, EVERY_4 (0)), f = shuffle (n2, n3, EVERY_4 (0));
  const Vec x0 = shuffle (a, b, FIRST_HALF), x1 = shuffle (a, b, SECOND_HALF);
  const Vec x2 = shuffle (c, d, FIRST_HALF), x3 = shuffle (c, d, SECOND_HALF);
  const Vec x4 = shuffle (e, f, FIRST_HALF), x5 = shuffle (e, f, SECOND_HALF);

  INPUT_4 (x0, x1, x2, x3, x4, x5, PUT_VALUE);
}

ALWAYS void
input (const VtWinogradJob *j,
       const float         *x,
       const int            m)
{
  const VtWinogradTiles *w = j->w;
  const VtConvShape *s = w->s;
  const gsize width = w->width, rows = j->last - j->first, last = rows * w->quads - 1;
  float *padded = j->temp, *turned = padded + (rows * m + 2) * width;
  const float *quad[QUADS], *next[QUADS];

  for (gsize row = j->first, run; row < j->last; row += run)
    {
      const gsize top = row % w->th * m, picture = row / w->th;
      const float *map = x + (picture * s->group * s->ic + j->channel) * vt_conv_in_map (s);

      run = MIN (w->th - row % w->th, j->last - row);
      for (gsize i = 0; i < run * m + 2; i++)
        pad_row (s, (gssize) (top + i) - (gssize) s->pt, width, map, padded + i * width);
      vertical (padded, run, width, m, turned + (row - j->first) * (m + 2) * width);
    }
  for (gsize v = 0; v < j->groups * 16 / LANES; v++)
    {
      for (gsize k = 0; k < QUADS; k++)
        {
          const gsize q = MIN (v * QUADS + k, last);

          quad[k] = turned + q / w->quads * (m + 2) * width + q % w->quads * 4 * m;
          next[k] = quad[k] + m;
        }
      for (gsize i = 0; i < m + 2; i++)
        {
          horizontal (quad, next, m, j->at + i * (m + 2) * j->step + j->group[v * LANES / 16] + v * LANES % 16, j->step);
          for (gsize k = 0; k < QUADS; k++)
            {
              quad[k] += width;
              next[k] += width;
            }
        }
    }
}

/* ---- output -------------------------------------------------------------------------------- */

ALWAYS Vec
finished (Vec      v,
          Vec      bias,
          gboolean clamps,
          Vec      lo,
          Vec      hi)
{
  v += bias;
  if (clamps)
    {
      v = vec_max (v, lo);
      v = vec_min (v, hi);
    }
  return v;
}

#define end(v) finished (v, bias, clamps, lo, hi)

/* Four rows of pixels, y(row)(column), from columns of values; each column is transformed vertically and added
 * to what it is part of. */
#define COLUMN_4(to, j) \
  const Vec to ## a = value (0, j), to ## b = value (1, j), to ## c = value (2, j), to ## d = value (3, j); \
  const Vec to ## e = value (4, j), to ## f = value (5, j); \
  const Vec to ## p = to ## b + to ## c, to ## q = to ## b - to ## c; \
  const Vec to ## r = to ## d + to ## e, to ## s = to ## d - to ## e; \
  const Vec to ## 0 = to ## a + to ## p + to ## r, to ## 1 = to ## q + 2.f * to ## s; \
  const Vec to ## 2 = to ## p + 4.f * to ## r, to ## 3 = to ## q + 8.f * to ## s + to ## f

#define value(i, j) load (at + ((i) * 6 + (j)) * step)

/* Pixels of row i of the tiles, in order, to out. */
#define ROW_4(i) \
  do { \
      const Vec p = u ## i + v ## i, q = u ## i - v ## i, r = w ## i + x ## i, s = w ## i - x ## i; \
      const Vec l0 = end (t ## i + p + r), l1 = end (q + 2.f * s); \
      const Vec l2 = end (p + 4.f * r), l3 = end (q + 8.f * s + z ## i); \
      const Vec a = shuffle (l0, l1, ZIP_LOW), b = shuffle (l2, l3, ZIP_LOW); \
      const Vec c = shuffle (l0, l1, ZIP_HIGH), d = shuffle (l2, l3, ZIP_HIGH); \
      store (out + (4 * i) * LANES, shuffle (a, b, PAIRS_LOW)); \
      store (out + (4 * i + 1) * LANES, shuffle (a, b, PAIRS_HIGH)); \
      store (out + (4 * i + 2) * LANES, shuffle (c, d, PAIRS_LOW)); \
      store (out + (4 * i + 3) * LANES, shuffle (c, d, PAIRS_HIGH)); \
    } while (0)

ALWAYS void
pixels_4 (const float *at,
          gsize        step,
          Vec          bias,
          gboolean     clamps,
          Vec          lo,
          Vec          hi,
          float       *out)
{
  COLUMN_4 (t, 0);
  COLUMN_4 (u, 1);
  COLUMN_4 (v, 2);
  COLUMN_4 (w, 3);
  COLUMN_4 (x, 4);
  COLUMN_4 (z, 5);

  ROW_4 (0);
  ROW_4 (1);
  ROW_4 (2);
  ROW_4 (3);
}

#undef value
#define value(i, j) load (at + ((i) * 4 + (j)) * step)

#define COLUMN_2(to, j) \
  const Vec to ## a = value (0, j), to ## b = value (1, j), to ## c = value (2, j), to ## d = value (3, j); \
  const Vec to ## 0 = to ## a + to ## b + to ## c, to ## 1 = to ## b - to ## c - to ## d

#define ROW_2(i) \
  do { \
      const Vec l0 = end (t ## i + u ## i + v ## i), l1 = end (u ## i - v ## i - w ## i); \
      store (out + (2 * i) * LANES, shuffle (l0, l1, ZIP_LOW)); \
      store (out + (2 * i + 1) * LANES, shuffle (l0, l1, ZIP_HIGH)); \
    } while (0)

ALWAYS void
pixels_2 (const float *at,
          gsize        step,
          Vec          bias,
          gboolean     clamps,
          Vec          lo,
          Vec          hi,
          float       *out)
{
  COLUMN_2 (t, 0);
  COLUMN_2 (u, 1);
  COLUMN_2 (v, 2);
  COLUMN_2 (w, 3);

  ROW_2 (0);
  ROW_2 (1);
}

/* n of `most` pixels to their place. */
ALWAYS void
put_pixels (const float *in,
            const gsize  most,
            gsize        n,
            float       *y)
{
  gsize i = 0;

  if (n == most)
    {
      memcpy (y, in, most * sizeof (float));
      return;
    }
  for (; i + 4 <= n; i += 4)
    memcpy (y + i, in + i, 4 * sizeof (float));
  for (; i < n; i++)
    y[i] = in[i];
}

/* The same where something is added, and clamps come after that. */
static void
add_pixels (const VtConvTask *t,
            const float      *in,
            const float      *add,
            gsize             n,
            float            *y)
{
  for (gsize i = 0; i < n; i++)
    {
      const float v = in[i] + add[i], above = v < t->lo ? t->lo : v;

      y[i] = above > t->hi ? t->hi : above;
    }
}

ALWAYS void
output (const VtWinogradJob *j,
        const VtConvTask    *t,
        const int            m)
{
  const VtWinogradTiles *w = j->w;
  const VtConvShape *s = w->s;
  const gsize total = (j->last - j->first) * w->quads, wide = 4 * m;
  const Vec bias = all (t->bias != NULL ? t->bias[j->channel] : 0.f);
  const Vec lo = all (t->lo), hi = all (t->hi);
  const gboolean clamps = vt_conv_clamps (t) && t->add == NULL;
  float out[4 * 4 * LANES] __attribute__ ((aligned (64)));

  for (gsize v = 0; v < j->groups * 16 / LANES; v++)
    {
      const float *at = j->at + j->group[v * LANES / 16] + v * LANES % 16;

      if (m == 4)
        pixels_4 (at, j->step, bias, clamps, lo, hi, out);
      else
        pixels_2 (at, j->step, bias, clamps, lo, hi, out);
      for (gsize k = 0; k < QUADS && v * QUADS + k < total; k++)
        {
          const gsize q = v * QUADS + k, row = j->first + q / w->quads, x = q % w->quads * wide;
          const gsize top = row % w->th * m, rows = MIN (m, s->oh - top), n = MIN (wide, s->ow - x);
          float *y = t->y + ((row / w->th * s->group * s->oc + j->channel) * s->oh + top) * s->ow + x;

          for (gsize i = 0; i < rows; i++)
            if (t->add != NULL)
              add_pixels (t, out + i * m * LANES + k * wide, t->add + (y - t->y) + i * s->ow, n, y + i * s->ow);
            else
              put_pixels (out + i * m * LANES + k * wide, wide, n, y + i * s->ow);
        }
    }
}

/* ---- weights ------------------------------------------------------------------------------- */

/* Inputs whose taps make a vector, or vectors that they make. */
#define INPUTS  MAX (LANES / 8, 1)
#define VECTORS MAX (8 / LANES, 1)

/* Tap t of outputs o0 … o0+7 for one input whose first weight is `from`; rows that are missing are zeros. */
ALWAYS void
sort_taps (const VtWinogradWeightsJob *j,
           const float                *from,
           Eight                      *taps)
{
  const VtConvWeights *w = j->w;
  Eight sorted[8];
  float missing[8][9];

  if (j->rows == 8)
    {
      vt_turn_eight (from, w->out, taps);
      vt_turn_eight (from + 1, w->out, sorted);
      taps[8] = sorted[7];
    }
  else
    {
      memset (missing, 0, sizeof missing);
      for (gsize i = 0; i < j->rows; i++)
        memcpy (missing[i], from + i * w->out, sizeof missing[i]);
      vt_turn_eight (missing[0], 9, taps);
      vt_turn_eight (missing[0] + 1, 9, sorted);
      taps[8] = sorted[7];
    }
}

#define WEIGHTS_4(x0, x1, x2, put) \
  do { \
      const Vec sum = (x0 + x2) * (-1 / 6.f), middle = x1 * (1 / 6.f); \
      const Vec even = x0 * (1 / 24.f) + x2 * (1 / 6.f), odd = x1 * (1 / 12.f); \
      put (0, x0 * .25f); \
      put (1, sum - middle); \
      put (2, sum + middle); \
      put (3, even + odd); \
      put (4, even - odd); \
      put (5, x2); \
    } while (0)

#define WEIGHTS_2(x0, x1, x2, put) \
  do { \
      const Vec half = (x0 + x2) * .5f, middle = x1 * .5f; \
      put (0, x0); \
      put (1, half + middle); \
      put (2, half - middle); \
      put (3, x2); \
    } while (0)

#define PUT_LINE(i, v)   line[i][column] = v
#define PUT_WEIGHT(i, v) store (u + (row * (m + 2) + (i)) * step, v)

/* A vector of kernels whose tap t is x[t]. */
ALWAYS void
transform_weights (const Vec *x,
                   const int  turned,
                   const int  m,
                   float     *u,
                   gsize      step)
{
  Vec line[6][3];

#pragma GCC unroll 3
  for (int column = 0; column < 3; column++)
    {
      const Vec x0 = x[turned ? 8 - column : column], x1 = x[turned ? 5 - column : 3 + column];
      const Vec x2 = x[turned ? 2 - column : 6 + column];

      if (m == 4)
        WEIGHTS_4 (x0, x1, x2, PUT_LINE);
      else
        WEIGHTS_2 (x0, x1, x2, PUT_LINE);
    }
#pragma GCC unroll 6
  for (int row = 0; row < m + 2; row++)
    if (m == 4)
      WEIGHTS_4 (line[row][0], line[row][1], line[row][2], PUT_WEIGHT);
    else
      WEIGHTS_2 (line[row][0], line[row][1], line[row][2], PUT_WEIGHT);
}

ALWAYS void
weights (const VtWinogradWeightsJob *j,
         const int                   turned,
         const int                   m)
{
  const VtConvWeights *w = j->w;
  const float *from = w->w + j->o0 * w->out;

  for (gsize c = 0; c < j->channels; c += INPUTS, from += INPUTS * w->in)
    {
      Eight taps[INPUTS][9];
      Vec x[9];

      sort_taps (j, from, taps[0]);
      if (INPUTS > 1)
        sort_taps (j, c + 1 < j->channels ? from + w->in : from, taps[INPUTS - 1]);
#pragma GCC unroll 2
      for (int part = 0; part < VECTORS; part++)
        {
#pragma GCC unroll 9
          for (int t = 0; t < 9; t++)
#if VT_TILE_BYTES == 64
            x[t] = __builtin_shufflevector (taps[0][t], taps[1][t], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
            x[t] = load ((const float *) &taps[0][t] + part * LANES);
#endif
          transform_weights (x, turned, m, j->u + 8 * c + part * LANES, j->step);
        }
    }
}

/* ---- the table ----------------------------------------------------------------------------- */

static void
input_2 (const VtWinogradJob *j,
         const float         *x)
{
  input (j, x, 2);
}

static void
input_4 (const VtWinogradJob *j,
         const float         *x)
{
  input (j, x, 4);
}

static void
output_2 (const VtWinogradJob *j,
          const VtConvTask    *t)
{
  output (j, t, 2);
}

static void
output_4 (const VtWinogradJob *j,
          const VtConvTask    *t)
{
  output (j, t, 4);
}

static void
weights_2 (const VtWinogradWeightsJob *j)
{
  if (j->w->turned)
    weights (j, 1, 2);
  else
    weights (j, 0, 2);
}

static void
weights_4 (const VtWinogradWeightsJob *j)
{
  if (j->w->turned)
    weights (j, 1, 4);
  else
    weights (j, 0, 4);
}

extern const VtWinogradKernel VT_LEVEL (vt_winograd_kernel)[2];

const VtWinogradKernel
VT_LEVEL (vt_winograd_kernel)[2] =
{
  { input_2, output_2, weights_2 }, { input_4, output_4, weights_4 }
};
