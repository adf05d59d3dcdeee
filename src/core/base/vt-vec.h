/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of VT_TILE_BYTES, for the files of vt-level.h. */
#pragma once

#include "base/vt-level.h"

#if defined (__SSE2__)
#include <immintrin.h>
#endif

typedef float Vec __attribute__ ((vector_size (VT_TILE_BYTES)));
typedef float VecInMemory __attribute__ ((vector_size (VT_TILE_BYTES), aligned (4), may_alias));
typedef int Mask __attribute__ ((vector_size (VT_TILE_BYTES)));

#define LANES       (VT_TILE_BYTES / 4)
#define ALWAYS      static inline __attribute__ ((always_inline))
#define load(p)     (*(const VecInMemory *) (p))
#define store(p, v) (*(VecInMemory *) (p) = (v))
#define all(x)      ((x) - (Vec) { 0 })

/* The larger and the smaller; what is not a number gives way to `b`. */
#if VT_TILE_BYTES == 64 && defined (__AVX512F__)
#define vec_max(a, b) ((Vec) _mm512_max_ps ((__m512) (a), (__m512) (b)))
#define vec_min(a, b) ((Vec) _mm512_min_ps ((__m512) (a), (__m512) (b)))
#elif VT_TILE_BYTES == 32 && defined (__AVX__)
#define vec_max(a, b) ((Vec) _mm256_max_ps ((__m256) (a), (__m256) (b)))
#define vec_min(a, b) ((Vec) _mm256_min_ps ((__m256) (a), (__m256) (b)))
#elif VT_TILE_BYTES == 16 && defined (__SSE2__)
#define vec_max(a, b) ((Vec) _mm_max_ps ((__m128) (a), (__m128) (b)))
#define vec_min(a, b) ((Vec) _mm_min_ps ((__m128) (a), (__m128) (b)))
#else
#define vec_max(a, b) vec_choose ((a) > (b), a, b)
#define vec_min(a, b) vec_choose ((a) < (b), a, b)

ALWAYS Vec
vec_choose (Mask mask,
            Vec  yes,
            Vec  no)
{
  return (Vec) ((mask & (Mask) yes) | (~mask & (Mask) no));
}
#endif

/* The first n ≤ LANES floats of a vector from and to memory. */
#if VT_TILE_BYTES == 64 && defined (__AVX512F__)
#define vec_mask(n) ((__mmask16) ((1u << (n)) - 1))
#define vec_load_some(p, n) ((Vec) _mm512_maskz_loadu_ps (vec_mask (n), p))
#define vec_store_some(p, n, v) _mm512_mask_storeu_ps (p, vec_mask (n), (__m512) (v))
#elif VT_TILE_BYTES == 32 && defined (__AVX2__)
#define vec_mask(n) _mm256_cmpgt_epi32 (_mm256_set1_epi32 ((int) (n)), _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7))
#define vec_load_some(p, n)     ((Vec) _mm256_maskload_ps (p, vec_mask (n)))
#define vec_store_some(p, n, v) _mm256_maskstore_ps (p, vec_mask (n), (__m256) (v))
#else
ALWAYS Vec
vec_load_some (const float *p,
               unsigned     n)
{
  float some[LANES] = { 0 };

  for (unsigned i = 0; i < n; i++)
    some[i] = p[i];
  return load (some);
}

ALWAYS void
vec_store_some (float   *p,
                unsigned n,
                Vec      v)
{
  float some[LANES];

  store (some, v);
  for (unsigned i = 0; i < n; i++)
    p[i] = some[i];
}
#endif

/* Lanes from … to−1, clamped to those that there are; with vec_load_masked() all others are not read but taken from
 * `other`. */
#if VT_TILE_BYTES == 64 && defined (__AVX512F__)
#define VT_HAVE_VEC_MASKS
typedef __mmask16 VecMask;

ALWAYS VecMask
vec_span (long from,
          long to)
{
  const unsigned below = from <= 0 ? 0 : from >= LANES ? 0xffff : (1u << from) - 1;
  const unsigned inside = to <= 0 ? 0 : to >= LANES ? 0xffff : (1u << to) - 1;

  return (VecMask) (inside & ~below);
}

#define vec_load_masked(p, mask, other) ((Vec) _mm512_mask_loadu_ps ((__m512) (other), mask, p))
#define vec_first(mask)                 ((VecMask) ((mask) & 1))
#elif VT_TILE_BYTES == 32 && defined (__AVX2__)
#define VT_HAVE_VEC_MASKS
typedef __m256i VecMask;

ALWAYS VecMask
vec_span (long from,
          long to)
{
  const __m256i lane = _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7);
  const int first = (int) (from < 0 ? 0 : from > LANES ? LANES : from), last = (int) (to < 0 ? 0 : to > LANES ? LANES : to);

  return _mm256_andnot_si256 (_mm256_cmpgt_epi32 (_mm256_set1_epi32 (first), lane),
                              _mm256_cmpgt_epi32 (_mm256_set1_epi32 (last), lane));
}

#define vec_load_masked(p, mask, other) \
  ((Vec) _mm256_blendv_ps ((__m256) (other), _mm256_maskload_ps (p, mask), _mm256_castsi256_ps (mask)))
#define vec_first(mask) _mm256_and_si256 (mask, _mm256_setr_epi32 (-1, 0, 0, 0, 0, 0, 0, 0))
#endif

/* The floats of two vectors at the places that follow.  A macro of places may stand for them. */
#define shuffle(a, b, ...) __builtin_shufflevector (a, b, __VA_ARGS__)

/* All of the first of two vectors but its first, and then that of the second, for shuffles. */
#if VT_TILE_BYTES == 64
#define FROM_SECOND 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
#elif VT_TILE_BYTES == 32
#define FROM_SECOND 1, 2, 3, 4, 5, 6, 7, 8
#else
#define FROM_SECOND 1, 2, 3, 4
#endif

/* Every second of the floats of two vectors, from the j-th on, for shuffles. */
#if VT_TILE_BYTES == 64
#define EVERY_2(j) j, j + 2, j + 4, j + 6, j + 8, j + 10, j + 12, j + 14, \
                     j + 16, j + 18, j + 20, j + 22, j + 24, j + 26, j + 28, j + 30
#elif VT_TILE_BYTES == 32
#define EVERY_2(j) j, j + 2, j + 4, j + 6, j + 8, j + 10, j + 12, j + 14
#else
#define EVERY_2(j) j, j + 2, j + 4, j + 6
#endif
