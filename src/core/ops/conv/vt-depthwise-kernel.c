/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of vt-depthwise-kernel.h.  Rows are copied and written in whole vectors: what is too much is
 * overwritten by the row that follows, and the last rows are taken exactly. */
#include "ops/conv/vt-depthwise-kernel.h"

#include <string.h>

#include "base/vt-vec.h"
#include "ops/vt-window-rows.h"

/* Up to a vector too much. */
ALWAYS void
copy (const float *in,
      gsize        n,
      float       *out)
{
  for (gsize i = 0; i < n; i += LANES)
    store (out + i, load (in + i));
}

ALWAYS void
copy_exactly (const float *in,
              gsize        n,
              float       *out)
{
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    store (out + i, load (in + i));
  for (; i + 4 <= n; i += 4)
    memcpy (out + i, in + i, 4 * sizeof (float));
  for (; i < n; i++)
    out[i] = in[i];
}

ALWAYS void
zeros (gsize  n,
       float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = 0.f;
}

/* Every second pixel from each of the first two on; pixels behind the n-th are not read. */
static void
split (const float *in,
       gsize        n,
       float       *even,
       float       *odd)
{
  gsize i = 0;

  for (; i + 2 * LANES <= n; i += 2 * LANES)
    {
      const Vec a = load (in + i), b = load (in + i + LANES);

      store (even + i / 2, shuffle (a, b, EVERY_2 (0)));
      store (odd + i / 2, shuffle (a, b, EVERY_2 (1)));
    }
  /* The last vectors end with the last pixels and overlap those before. */
  if (i + 1 < n && i > 0)
    {
      const gsize at = n / 2 * 2 - 2 * LANES;
      const Vec a = load (in + at), b = load (in + at + LANES);

      store (even + at / 2, shuffle (a, b, EVERY_2 (0)));
      store (odd + at / 2, shuffle (a, b, EVERY_2 (1)));
      i = n / 2 * 2;
    }
  for (; i + 1 < n; i += 2)
    {
      even[i / 2] = in[i];
      odd[i / 2] = in[i + 1];
    }
  if (i < n)
    even[i / 2] = in[i];
}

/* What of a phase row is not a pixel: before `from`, and behind the pixels. */
ALWAYS void
pad (gsize  from,
     gsize  pixels,
     gsize  pitch,
     float *row)
{
  zeros (MIN (from, pitch), row);
  if (from + pixels < pitch)
    zeros (pitch - from - pixels, row + from + pixels);
}

static void
deal (const VtDepthwiseJob *j)
{
  const VtConvShape *s = j->s;
  const gsize pitch = j->l->pitch, phase = j->l->phase, pl = s->pl;

  for (gsize a = 0; a < s->sh; a++)
    for (gsize r = 0, rows = vt_deal_uses (s, a) ? j->l->rows : 0; r < rows; r++)
      {
        const gssize y = (gssize) (r * s->sh + a) - (gssize) s->pt;
        const float *x = j->x + y * (gssize) s->iw;
        float *row = j->phases + a * s->sw * phase + r * pitch;

        if (y < 0 || y >= (gssize) s->ih)
          for (gsize b = 0; b < s->sw; b++)
            zeros (pitch, row + b * phase);
        else if (s->sw == 1)
          {
            const gsize n = MIN (s->iw, pitch - MIN (pl, pitch));

            if ((gsize) (y + 1) * s->iw + LANES <= s->ih * s->iw)
              copy (x, n, row + pl);
            else
              copy_exactly (x, n, row + pl);
            pad (pl, n, pitch, row);
          }
        else
          {
            float *first = row + pl % 2 * phase, *second = row + (pl + 1) % 2 * phase;

            split (x, MIN (s->iw, 2 * pitch), first + pl / 2, second + (pl + 1) / 2);
            pad (pl / 2, (s->iw + 1) / 2, pitch, first);
            pad ((pl + 1) / 2, s->iw / 2, pitch, second);
          }
      }
}

typedef struct
{
  Vec      bias, lo, hi;
  gboolean clamps;
} End;

ALWAYS Vec
ended (const End *e,
       Vec        v)
{
  if (e->clamps)
    {
      v = vec_max (v, e->lo);
      v = vec_min (v, e->hi);
    }
  return v;
}

/* Positions from … to−1 and up to four vectors more. */
ALWAYS void
sum_9 (const float *const *tap,
       const float        *w,
       const End          *e,
       gsize               from,
       gsize               to,
       float              *out)
{
  const Vec w0 = all (w[0]), w1 = all (w[1]), w2 = all (w[2]), w3 = all (w[3]), w4 = all (w[4]);
  const Vec w5 = all (w[5]), w6 = all (w[6]), w7 = all (w[7]), w8 = all (w[8]);
  const float *t0 = tap[0], *t1 = tap[1], *t2 = tap[2], *t3 = tap[3], *t4 = tap[4];
  const float *t5 = tap[5], *t6 = tap[6], *t7 = tap[7], *t8 = tap[8];

  for (gsize p = from; p < to; p += LANES, out += LANES)
    {
      Vec a = e->bias, b = w1 * load (t1 + p), c = w2 * load (t2 + p);

      a += w0 * load (t0 + p);
      b += w4 * load (t4 + p);
      c += w5 * load (t5 + p);
      a += w3 * load (t3 + p);
      b += w7 * load (t7 + p);
      c += w8 * load (t8 + p);
      a += w6 * load (t6 + p);
      store (out, ended (e, a + b + c));
    }
}

/* Four rows from `x` on, 3×3 taps without stride or dilation: what three rows of outputs share is read once. */
#define ADD_ROW(s, i) \
  do { \
      s += w[3 * i] * a; \
      s += w[3 * i + 1] * b; \
      s += w[3 * i + 2] * c; \
    } while (0)

/* n ≤ LANES sums to their place. */
ALWAYS void
put (const End *  e,
     Vec          v,
     const float *add,
     gsize        n,
     float     *  y)
{
  if (n < LANES)
    {
      v = ended (e, add != NULL ? v + vec_load_some (add, (unsigned) n) : v);
      vec_store_some (y, (unsigned) n, v);
    }
  else
    store (y, ended (e, add != NULL ? v + load (add) : v));
}

#define NEXT_ROW \
  do { \
      a = load (in); \
      b = load (in + 1); \
      c = load (in + 2); \
      in += pitch; \
    } while (0)

ALWAYS void
sum_rows (const float *x,
          gsize        pitch,
          const float *weights,
          const End   *e,
          const float *add,
          gsize        n,
          float       *y)
{
  const Vec w[9] = { all (weights[0]), all (weights[1]), all (weights[2]), all (weights[3]), all (weights[4]),
                     all (weights[5]), all (weights[6]), all (weights[7]), all (weights[8]) };

  for (gsize q = 0; q < n; q += LANES)
    {
      Vec s0 = e->bias, s1 = s0, s2 = s0, s3 = s0, a, b, c;
      const float *in = x + q;
      const gsize some = MIN (LANES, n - q);

      NEXT_ROW;
      ADD_ROW (s0, 0);
      NEXT_ROW;
      ADD_ROW (s0, 1);
      ADD_ROW (s1, 0);
      NEXT_ROW;
      ADD_ROW (s0, 2);
      ADD_ROW (s1, 1);
      ADD_ROW (s2, 0);
      NEXT_ROW;
      ADD_ROW (s1, 2);
      ADD_ROW (s2, 1);
      ADD_ROW (s3, 0);
      NEXT_ROW;
      ADD_ROW (s2, 2);
      ADD_ROW (s3, 1);
      NEXT_ROW;
      ADD_ROW (s3, 2);
      put (e, s0, add != NULL ? add + q : NULL, some, y + q);
      put (e, s1, add != NULL ? add + n + q : NULL, some, y + n + q);
      put (e, s2, add != NULL ? add + 2 * n + q : NULL, some, y + 2 * n + q);
      put (e, s3, add != NULL ? add + 3 * n + q : NULL, some, y + 3 * n + q);
    }
}

ALWAYS void
sum_any (const float *const *tap,
         const float        *w,
         gsize               taps,
         const End          *e,
         gsize               from,
         gsize               to,
         float              *out)
{
  for (gsize p = from; p < to; p += 4 * LANES, out += 4 * LANES)
    {
      Vec s0 = e->bias, s1 = s0, s2 = s0, s3 = s0;

      for (gsize t = 0; t < taps; t++)
        {
          const Vec weight = all (w[t]);
          const float *x = tap[t] + p;

          s0 += weight * load (x);
          s1 += weight * load (x + LANES);
          s2 += weight * load (x + 2 * LANES);
          s3 += weight * load (x + 3 * LANES);
        }
      store (out, ended (e, s0));
      store (out + LANES, ended (e, s1));
      store (out + 2 * LANES, ended (e, s2));
      store (out + 3 * LANES, ended (e, s3));
    }
}

/* Rows r0 … of outputs by whole stretches of the phases, then row by row to their place. */
ALWAYS void
sum_block (const VtDepthwiseJob *j,
           const float          *w,
           const End            *e,
           const float *         add,
           gsize                 r0,
           gsize                 rows,
           float                *y)
{
  const VtConvShape *s = j->s;
  const gsize pitch = j->l->pitch, taps = vt_conv_taps (s), map = vt_conv_out_map (s);
  const gsize from = r0 * pitch, to = from + (rows - 1) * pitch + s->ow;
  End plain = *e;

  plain.clamps = e->clamps && add == NULL;
  if (taps == 9)
    sum_9 (j->tap, w, &plain, from, to, j->sums);
  else
    sum_any (j->tap, w, taps, &plain, from, to, j->sums);
  for (gsize r = 0; r < rows; r++)
    {
      const gsize at = (r0 + r) * s->ow;
      const float *sums = j->sums + r * pitch;

      if (add != NULL)
        for (gsize q = 0; q < s->ow; q += LANES)
          put (e, load (sums + q), add + at + q, MIN (LANES, s->ow - q), y + at + q);
      else if (at + s->ow + LANES <= map)
        copy (sums, s->ow, y + at);
      else
        copy_exactly (sums, s->ow, y + at);
    }
}

static void
sum (const VtDepthwiseJob *j,
     const float          *w,
     float                 bias,
     const VtConvTask     *t,
     float                *y)
{
  const VtConvShape *s = j->s;
  const gsize pitch = j->l->pitch, block = MAX (1, VT_DEPTHWISE_SUMS / pitch);
  const End e = { all (bias), all (t->lo), all (t->hi), vt_conv_clamps (t) };
  const float *add = t->add != NULL ? t->add + (y - t->y) : NULL;
  gsize row = 0;

  if (s->kh == 3 && s->kw == 3 && s->sh == 1 && s->sw == 1 && s->dh == 1 && s->dw == 1 && s->ow > LANES / 2)
    for (; row + 4 <= s->oh; row += 4)
      sum_rows (j->tap[0] + row * pitch, pitch, w, &e, add != NULL ? add + row * s->ow : NULL, s->ow, y + row * s->ow);
  for (gsize rows; row < s->oh; row += rows)
    {
      rows = MIN (block, s->oh - row);
      sum_block (j, w, &e, add, row, rows, y);
    }
}

/* ---- 3×3 from the map itself ------------------------------------------------------------------- */

#ifdef VT_HAVE_VEC_MASKS

#define MANY_COLUMNS 8      /* vectors of columns whose masks are found once */

ALWAYS Vec
add_row (Vec        sum,
         const Vec *w,
         const Vec *seen)
{
  sum += w[0] * seen[0];
  sum += w[1] * seen[1];
  return sum + w[2] * seen[2];
}

/* Four rows of outputs: what they share of the map is read once. */
ALWAYS void
direct_rows (const VtWindowMap *m,
             const float       *map,
             const Columns     *c,
             gssize             row,
             const int          stride,
             const Vec         *w,
             Vec                bias,
             Vec               *sums)
{
  Vec seen[3];

  for (int i = 0; i < 4; i++)
    sums[i] = bias;
#pragma GCC unroll 9
  for (int r = 0; r < 3 * stride + 3; r++)
    {
      load_row (m, map, c, row + r, stride, (Vec) { 0 }, seen);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++)
        if (r - i * stride >= 0 && r - i * stride < 3)
          sums[i] = add_row (sums[i], w + 3 * (r - i * stride), seen);
    }
}

/* Columns q … of one map, n of them, to y. */
ALWAYS void
direct_columns (const VtWindowMap *m,
                const float       *map,
                const float       *weights,
                const End         *e,
                const Columns     *c,
                gsize              n,
                const float       *add,
                float             *y,
                const int          stride)
{
  Vec w[9], sums[4];

#pragma GCC unroll 9
  for (int i = 0; i < 9; i++)
    w[i] = all (weights[i]);
  for (gsize r = 0; r < m->oh; r += 4)
    for (gsize i = 0; i < n; i += LANES)
      {
        direct_rows (m, map, &c[i / LANES], (gssize) r * stride - (gssize) m->pt, stride, w, e->bias, sums);
#pragma GCC unroll 4
        for (gsize j = 0; j < 4; j++)
          if (r + j < m->oh)
            put (e, sums[j], add != NULL ? add + (r + j) * m->ow + i : NULL, MIN (LANES, n - i), y + (r + j) * m->ow + i);
      }
}

ALWAYS void
direct_maps (const VtConvTask *t,
             gsize             from,
             gsize             to,
             const int         stride)
{
  const VtConvShape *s = t->s;
  const VtWindowMap m = { s->iw, s->ih, s->ow, s->oh, s->pt, s->pl };
  End e = { .lo = all (t->lo), .hi = all (t->hi), .clamps = vt_conv_clamps (t) };
  Columns c[MANY_COLUMNS];

  for (gsize q = 0, n; q < s->ow; q += n)
    {
      n = MIN (s->ow - q, MANY_COLUMNS * LANES);
      for (gsize i = 0; i < n; i += LANES)
        c[i / LANES] = columns_at (&m, q + i, stride);
      for (gsize i = from * s->oc; i < to * s->oc; i++)
        {
          const gsize channel = i % (s->group * s->oc), at = i * vt_conv_out_map (s) + q;

          e.bias = all (t->bias != NULL ? t->bias[channel] : 0.f);
          direct_columns (&m, t->x + i / s->oc * vt_conv_in_map (s), (const float *) t->packed + 9 * channel, &e, c, n,
                          t->add != NULL ? t->add + at : NULL, t->y + at, stride);
        }
    }
}

static void
direct (const VtConvTask *t,
        gsize             from,
        gsize             to)
{
  if (t->s->sh == 1)
    direct_maps (t, from, to, 1);
  else
    direct_maps (t, from, to, 2);
}

#else
#define direct NULL
#endif

extern const VtDepthwiseKernel VT_LEVEL (vt_depthwise_kernel)[1];

const VtDepthwiseKernel
VT_LEVEL (vt_depthwise_kernel)[1] =
{
  { deal, sum, direct }
};
