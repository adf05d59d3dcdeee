/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/vt-dot.h"

#include "base/vt-simd.h"

typedef float Sixteen __attribute__ ((vector_size (64)));
typedef float SixteenInMemory __attribute__ ((vector_size (64), aligned (4), may_alias));

#define load(p) (*(const SixteenInMemory *) (p))
#define BLOCK   64      /* floats that are multiplied at once, in four sums */
#define LONG    4096    /* floats of a row from which on four rows at once come faster from memory */

VT_INLINE float
sum_of (Sixteen v)
{
  float sum = 0;

  for (int j = 0; j < 16; j++)
    sum += v[j];
  return sum;
}

VT_INLINE float
dot (const float *a,
     const float *x,
     gsize        n)
{
  Sixteen s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };
  gsize i = 0;

  for (; i + BLOCK <= n; i += BLOCK)
    {
      s0 += load (a + i) * load (x + i);
      s1 += load (a + i + 16) * load (x + i + 16);
      s2 += load (a + i + 32) * load (x + i + 32);
      s3 += load (a + i + 48) * load (x + i + 48);
    }
  for (; i + 16 <= n; i += 16)
    s0 += load (a + i) * load (x + i);

  float sum = sum_of ((s0 + s1) + (s2 + s3));

  for (; i < n; i++)
    sum += a[i] * x[i];
  return sum;
}

VT_INLINE void
four_dots (const float *a,
           gsize        lda,
           const float *x,
           gsize        n,
           float       *out)
{
  Sixteen s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };
  gsize i = 0;

  for (; i + 16 <= n; i += 16)
    {
      const Sixteen v = load (x + i);

      s0 += load (a + i) * v;
      s1 += load (a + lda + i) * v;
      s2 += load (a + 2 * lda + i) * v;
      s3 += load (a + 3 * lda + i) * v;
    }
  out[0] = sum_of (s0);
  out[1] = sum_of (s1);
  out[2] = sum_of (s2);
  out[3] = sum_of (s3);
  for (; i < n; i++)
    for (int r = 0; r < 4; r++)
      out[r] += a[(gsize) r * lda + i] * x[i];
}

VT_CLONES void
vt_dot_rows (const float *a,
             gsize        lda,
             gsize        rows,
             gsize        n,
             const float *x,
             float        alpha,
             float        beta,
             float       *y,
             gsize        step)
{
  for (gsize i = 0, some; i < rows; i += some)
    {
      float sums[4];

      some = n >= LONG && i + 4 <= rows ? 4 : 1;
      if (some == 4)
        four_dots (a + i * lda, lda, x, n, sums);
      else
        sums[0] = dot (a + i * lda, x, n);
      for (gsize r = 0; r < some; r++)
        {
          float *to = y + (i + r) * step;

          *to = beta != 0 ? alpha * sums[r] + beta * *to : alpha * sums[r];
        }
    }
}
