/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one float that compilers can turn into vector code. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

static inline gint32
vt_float_bits (float x)
{
  union { float f; gint32 i; } u = { .f = x };

  return u.i;
}

static inline float
vt_bits_float (gint32 i)
{
  union { gint32 i; float f; } u = { .i = i };

  return u.f;
}

/* eˣ to 2 ulp for −87 ≤ x ≤ 88; clamped beyond.  x = n·ln 2 + r, |r| ≤ ln 2 / 2, and eʳ by a
 * polynomial of degree 6 (Cody & Waite 1980: ln 2 in two pieces, so that r is exact). */
static inline float
vt_expf (float x)
{
  x = x > 88.f ? 88.f : x;
  x = x < -87.f ? -87.f : x;

  /* Added to 1.5·2²³ a number becomes an integer in the lower bits of its float. */
  const float t = x * 1.44269504f + 12582912.f;
  const float n = (float) (vt_float_bits (t) - 0x4b400000);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  const float p = 1.f + r * (1.f + r * (0.5f + r * (1.66666666e-1f + r * (4.16666667e-2f
                  + r * (8.33333333e-3f + r * 1.38888889e-3f)))));

  return p * vt_bits_float ((gint32) ((guint32) (vt_float_bits (t) - 0x4b400000 + 127) << 23));
}

static inline float
vt_sigmoidf (float x)
{
  return 1.f / (1.f + vt_expf (-x));
}

/* tanh x = 1 − 2 / (e²ˣ + 1), and its series near 0 where that would lose digits; absolute error
 * 2e−7. */
static inline float
vt_tanhf (float x)
{
  const float s = x * x;
  const float near = x * (1.f - s * (0.333333333f - s * (0.133333333f - s * 0.0539682540f)));
  const float far = 1.f - 2.f / (vt_expf (2.f * x) + 1.f);

  return s < 0.0225f ? near : far;
}

/* erf x by Abramowitz & Stegun 1964, 7.1.26, and its series near 0; absolute error 4e−7. */
static inline float
vt_erff (float x)
{
  const float s = x * x, a = x < 0 ? -x : x, t = 1.f / (1.f + 0.3275911f * a);
  const float near = x * (1.128379167f - s * (0.376126389f - s * (0.112837917f - s * (0.0268661706f
                     - s * (0.00522397763f - s * 0.000854832702f)))));
  const float p = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f
                  + t * 1.061405429f))));
  const float far = 1.f - p * vt_expf (-s);

  return s < 0.25f ? near : x < 0 ? -far : far;
}

/* ln (1 + x) for 0 ≤ x ≤ 1: 2·artanh (x / (2 + x)) by its series; relative error 3e−7. */
static inline float
vt_log1pf_unit (float x)
{
  const float z = x / (2.f + x), s = z * z;

  return 2.f * z * (1.f + s * (0.333333333f + s * (0.2f + s * (0.142857143f + s * (0.111111111f
         + s * 0.0909090909f)))));
}

G_END_DECLS
