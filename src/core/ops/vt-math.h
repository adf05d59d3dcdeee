/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one float that compilers can turn into vector code. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* eˣ to 2 ulp for −87 ≤ x ≤ 88; clamped beyond.  x = n·ln 2 + r, |r| ≤ ln 2 / 2, and eʳ by a polynomial of degree 6
 * (Cody & Waite 1980: ln 2 in two pieces, so that r is exact). */
static inline float
vt_expf (float x)
{
  x = x > 88.f ? 88.f : x < -87.f ? -87.f : x;

  const float t = x * 1.44269504f;
  const gint32 n = (gint32) (t + (t < 0 ? -0.5f : 0.5f));
  const float r = (x - (float) n * 0.693359375f) + (float) n * 2.12194440e-4f;
  const float p = 1.f + r * (1.f + r * (0.5f + r * (1.66666666e-1f + r * (4.16666667e-2f
                  + r * (8.33333333e-3f + r * 1.38888889e-3f)))));
  const gint32 bits = (n + 127) << 23;
  float power;

  memcpy (&power, &bits, sizeof power);
  return p * power;
}

static inline float
vt_sigmoidf (float x)
{
  return 1.f / (1.f + vt_expf (-x));
}

G_END_DECLS
