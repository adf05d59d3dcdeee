/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xoshiro256** seeded by splitmix64. */
#include "base/vt-rng.h"

#include <math.h>

static inline guint64
rotl (guint64 x,
      int     k)
{
  return (x << k) | (x >> (64 - k));
}

void
vt_rng_init (VtRng  *rng,
             guint64 seed)
{
  for (int i = 0; i < 4; i++)
    rng->s[i] = vt_rng_scatter (seed + (guint64) i * VT_RNG_STEP);
}

guint64
vt_rng_next (VtRng *rng)
{
  guint64 *s = rng->s;
  const guint64 result = rotl (s[1] * 5, 7) * 9;
  const guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotl (s[3], 45);
  return result;
}

double
vt_rng_uniform (VtRng *rng)
{
  return (double) (vt_rng_next (rng) >> 11) * 0x1p-53;
}

double
vt_rng_range (VtRng *rng,
              double from,
              double to)
{
  return from + (to - from) * vt_rng_uniform (rng);
}

guint
vt_rng_int (VtRng *rng,
            guint  n)
{
  g_return_val_if_fail (n > 0, 0);

  /* Values under 2³² mod n would make the low results likelier. */
  const guint32 reject = (guint32) (-(guint32) n) % n;
  guint32 x;

  do
    x = (guint32) (vt_rng_next (rng) >> 32);
  while (x < reject);
  return x % n;
}

double
vt_rng_normal (VtRng *rng)
{
  double u, v, r;

  do
    {
      u = vt_rng_range (rng, -1.0, 1.0);
      v = vt_rng_range (rng, -1.0, 1.0);
      r = u * u + v * v;
    }
  while (r >= 1.0 || r == 0.0);
  return u * sqrt (-2.0 * log (r) / r);
}

void
vt_rng_shuffle (VtRng *rng,
                guint *items,
                gsize  n)
{
  for (gsize i = n; i > 1; i--)
    {
      const gsize j = vt_rng_int (rng, (guint) i);
      const guint t = items[i - 1];

      items[i - 1] = items[j];
      items[j] = t;
    }
}
