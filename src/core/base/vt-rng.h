/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seeded random stream (xoshiro256**, Blackman & Vigna 2018; seeded by splitmix64).  Same seed, same
 * numbers, on every machine.  A plain value: copy it to fork it, use vt_rng_init with a mixed seed for
 * independent streams (seed ^ index is fine: splitmix64 scatters it).  Not thread-safe; one per thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct { guint64 s[4]; } VtRng;

/* What splitmix64 adds from one number to the next. */
#define VT_RNG_STEP G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

/* The number of splitmix64 that follows the state `x`: 64 bits for each x, without a stream. */
static inline guint64
vt_rng_scatter (guint64 x)
{
  x += VT_RNG_STEP;
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

void    vt_rng_init    (VtRng *rng, guint64 seed);
guint64 vt_rng_next    (VtRng *rng);                         /* 64 uniform bits */
double  vt_rng_uniform (VtRng *rng);                         /* [0, 1) */
double  vt_rng_range   (VtRng *rng, double from, double to); /* [from, to) */
guint   vt_rng_int     (VtRng *rng, guint n);                /* 0 … n−1 without bias, n > 0 */
double  vt_rng_normal  (VtRng *rng);                         /* mean 0, deviation 1 (polar method) */
void    vt_rng_shuffle (VtRng *rng, guint *items, gsize n);  /* Fisher–Yates */

G_END_DECLS
