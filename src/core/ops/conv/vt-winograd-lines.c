/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Winograd's one-dimensional transforms, a position at a time, for the compiler to vectorise. */
#include "ops/conv/vt-winograd-lines.h"

#include "base/vt-simd.h"

/* ---- F(2, 3) ------------------------------------------------------------------------------- */

/* Bᵀ = (1 0 −1 0; 0 1 1 0; 0 −1 1 0; 0 1 0 −1) */
VT_CLONES static void
input_2 (const float *const *x,
         float *const       *y,
         gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  const float *restrict x3 = x[3];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
  float *restrict y3 = y[3];

  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[i], b = x1[i], c = x2[i], d = x3[i];

      y0[i] = a - c;
      y1[i] = b + c;
      y2[i] = c - b;
      y3[i] = b - d;
    }
}

/* A */
VT_CLONES static void
output_back_2 (const float *const *x,
               float *const       *y,
               gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
  float *restrict y3 = y[3];

  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[i], b = x1[i];

      y0[i] = a;
      y1[i] = a + b;
      y2[i] = a - b;
      y3[i] = -b;
    }
}

/* G = (1 0 0; ½ ½ ½; ½ −½ ½; 0 0 1) */
VT_CLONES static void
weights_2 (const float *const *x,
           float *const       *y,
           gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
  float *restrict y3 = y[3];

  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[i], b = x1[i], c = x2[i];

      y0[i] = a;
      y1[i] = .5f * (a + b + c);
      y2[i] = .5f * (a - b + c);
      y3[i] = c;
    }
}

/* Gᵀ */
VT_CLONES static void
weights_back_2 (const float *const *x,
                float *const       *y,
                gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  const float *restrict x3 = x[3];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];

  for (gsize i = 0; i < n; i++)
    {
      const float p = .5f * (x1[i] + x2[i]);

      y0[i] = x0[i] + p;
      y1[i] = .5f * (x1[i] - x2[i]);
      y2[i] = p + x3[i];
    }
}

VT_CLONES static void
split_2 (const float *const *x,
         float *const       *y,
         gsize               n)
{
  const float *restrict in = x[0];
  float *restrict y0 = y[0], *restrict y1 = y[1];

  for (gsize i = 0; i < n; i++)
    {
      y0[i] = in[2 * i];
      y1[i] = in[2 * i + 1];
    }
}

const VtWinogradLines vt_winograd_lines_2 = {
  .input = input_2, .output_back = output_back_2, .weights = weights_2, .weights_back = weights_back_2,
  .split = split_2,
};

/* ---- F(4, 3) ------------------------------------------------------------------------------- */

/* Bᵀ = (4 0 −5 0 1 0; 0 −4 −4 1 1 0; 0 4 −4 −1 1 0; 0 −2 −1 2 1 0; 0 2 −1 −2 1 0; 0 4 0 −5 0 1) */
VT_CLONES static void
input_4 (const float *const *x,
         float *const       *y,
         gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  const float *restrict x3 = x[3], *restrict x4 = x[4], *restrict x5 = x[5];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
  float *restrict y3 = y[3], *restrict y4 = y[4], *restrict y5 = y[5];

  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[i], b = x1[i], c = x2[i], d = x3[i], e = x4[i], f = x5[i];
      const float p = e - 4.f * c, q = d - 4.f * b, r = e - c, s = 2.f * (d - b);

      y0[i] = 4.f * a - 5.f * c + e;
      y1[i] = p + q;
      y2[i] = p - q;
      y3[i] = r + s;
      y4[i] = r - s;
      y5[i] = 4.f * b - 5.f * d + f;
    }
}

/* A */
VT_CLONES static void
output_back_4 (const float *const *x,
               float *const       *y,
               gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  const float *restrict x3 = x[3];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
  float *restrict y3 = y[3], *restrict y4 = y[4], *restrict y5 = y[5];

  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[i], b = x1[i], c = x2[i], d = x3[i];
      const float p = a + c, q = b + d, r = a + 4.f * c, s = 2.f * b + 8.f * d;

      y0[i] = a;
      y1[i] = p + q;
      y2[i] = p - q;
      y3[i] = r + s;
      y4[i] = r - s;
      y5[i] = d;
    }
}

/* G = (¼ 0 0; −⅙ −⅙ −⅙; −⅙ ⅙ −⅙; 1/24 1/12 ⅙; 1/24 −1/12 ⅙; 0 0 1) */
VT_CLONES static void
weights_4 (const float *const *x,
           float *const       *y,
           gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
  float *restrict y3 = y[3], *restrict y4 = y[4], *restrict y5 = y[5];

  for (gsize i = 0; i < n; i++)
    {
      const float a = x0[i], b = x1[i], c = x2[i];
      const float p = -(a + c) / 6.f, q = -b / 6.f, r = a / 24.f + c / 6.f, s = b / 12.f;

      y0[i] = .25f * a;
      y1[i] = p + q;
      y2[i] = p - q;
      y3[i] = r + s;
      y4[i] = r - s;
      y5[i] = c;
    }
}

/* Gᵀ */
VT_CLONES static void
weights_back_4 (const float *const *x,
                float *const       *y,
                gsize               n)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  const float *restrict x3 = x[3], *restrict x4 = x[4], *restrict x5 = x[5];
  float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];

  for (gsize i = 0; i < n; i++)
    {
      const float p = (x1[i] + x2[i]) / 6.f, q = (x2[i] - x1[i]) / 6.f;
      const float r = (x3[i] + x4[i]) / 24.f, s = (x3[i] - x4[i]) / 12.f;

      y0[i] = .25f * x0[i] - p + r;
      y1[i] = q + s;
      y2[i] = 4.f * r - p + x5[i];
    }
}

VT_CLONES static void
split_4 (const float *const *x,
         float *const       *y,
         gsize               n)
{
  const float *restrict in = x[0];
  float *restrict y0 = y[0], *restrict y1 = y[1];
  float *restrict y2 = y[2], *restrict y3 = y[3];

  for (gsize i = 0; i < n; i++)
    {
      y0[i] = in[4 * i];
      y1[i] = in[4 * i + 1];
      y2[i] = in[4 * i + 2];
      y3[i] = in[4 * i + 3];
    }
}

const VtWinogradLines vt_winograd_lines_4 = {
  .input = input_4, .output_back = output_back_4, .weights = weights_4, .weights_back = weights_back_4,
  .split = split_4,
};
