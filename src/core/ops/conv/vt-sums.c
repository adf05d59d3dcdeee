/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four rows by sixteen columns are summed at a time.  A last block that would be narrower begins earlier and keeps only
 * its own columns; fewer columns than a block are summed one by one. */
#include "ops/conv/vt-sums.h"

#include "base/vt-simd.h"

#define ROWS    4
#define COLUMNS 16

typedef double Eight __attribute__ ((vector_size (64), aligned (8), may_alias));
typedef float EightFloats __attribute__ ((vector_size (32), aligned (4), may_alias));

/* x to single precision here and now: the compiler, which may change the order of sums, does not see through it. */
static inline float
rounded (float x)
{
  __asm__ ("" : "+m" (x));
  return x;
}

static void
keep (const VtSums *s,
      gsize         i,
      gsize         j,
      double        sum)
{
  const gsize at = i * s->ldc + j;
  float value = (float) sum;

  if (s->bias != NULL)
    value = rounded (value) + s->bias[i];
  if (s->add != NULL)
    value = rounded (value) + s->add[at];
  s->c[at] = value;
}

/* Rows that are missing are the last one again. */
VT_INLINE void
sum_block (const VtSums *s,
           gsize         i,
           gsize         j,
           double        out[ROWS][COLUMNS])
{
  const float *b = s->b + j;
  const float *a0 = s->a + i * s->lda, *a1 = s->a + MIN (i + 1, s->m - 1) * s->lda;
  const float *a2 = s->a + MIN (i + 2, s->m - 1) * s->lda, *a3 = s->a + MIN (i + 3, s->m - 1) * s->lda;
  Eight s00 = { 0 }, s01 = { 0 }, s10 = { 0 }, s11 = { 0 }, s20 = { 0 }, s21 = { 0 }, s30 = { 0 }, s31 = { 0 };

  for (gsize k = 0; k < s->k; k++, b += s->ldb)
    {
      const Eight b0 = __builtin_convertvector (*(const EightFloats *) b, Eight);
      const Eight b1 = __builtin_convertvector (*(const EightFloats *) (b + 8), Eight);

      s00 += (double) a0[k] * b0;
      s01 += (double) a0[k] * b1;
      s10 += (double) a1[k] * b0;
      s11 += (double) a1[k] * b1;
      s20 += (double) a2[k] * b0;
      s21 += (double) a2[k] * b1;
      s30 += (double) a3[k] * b0;
      s31 += (double) a3[k] * b1;
    }
  Eight *to = (Eight *) &out[0][0];

  to[0] = s00, to[1] = s01, to[2] = s10, to[3] = s11;
  to[4] = s20, to[5] = s21, to[6] = s30, to[7] = s31;
}

VT_CLONES static void
sum_blocks (const VtSums *s)
{
  double sums[ROWS][COLUMNS];

  for (gsize i = 0; i < s->m; i += ROWS)
    for (gsize j = 0; j < s->n; j += COLUMNS)
      {
        const gsize from = MIN (j, s->n - COLUMNS);

        sum_block (s, i, from, sums);
        for (gsize r = 0; r < MIN (ROWS, s->m - i); r++)
          for (gsize l = j - from; l < COLUMNS; l++)
            keep (s, i + r, from + l, sums[r][l]);
      }
}

static void
sum_one_by_one (const VtSums *s)
{
  for (gsize i = 0; i < s->m; i++)
    for (gsize j = 0; j < s->n; j++)
      {
        double sum = 0;

        for (gsize k = 0; k < s->k; k++)
          sum += (double) s->a[i * s->lda + k] * (double) s->b[k * s->ldb + j];
        keep (s, i, j, sum);
      }
}

void
vt_sums (const VtSums *s)
{
  (s->n >= COLUMNS ? sum_blocks : sum_one_by_one)(s);
}
