/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turning 8 × 8 floats with shuffles. */
#pragma once

#include <glib.h>

#include "base/vt-simd.h"

typedef float Eight __attribute__ ((vector_size (32)));
typedef float EightInMemory __attribute__ ((vector_size (32), aligned (4), may_alias));

#define load_eight(p)     (*(const EightInMemory *) (p))
#define store_eight(p, v) (*(EightInMemory *) (p) = (v))

/* Which of 16 floats stand in the result. */
#define TURN_LOW    0, 8, 1, 9, 4, 12, 5, 13
#define TURN_HIGH   2, 10, 3, 11, 6, 14, 7, 15
#define TURN_FIRST  0, 1, 8, 9, 4, 5, 12, 13
#define TURN_SECOND 2, 3, 10, 11, 6, 7, 14, 15
#define TURN_LOWER  0, 1, 2, 3, 8, 9, 10, 11
#define TURN_UPPER  4, 5, 6, 7, 12, 13, 14, 15

/* out[j][i] = in[i][j]; row i of `in` begins at in + i · step. */
VT_INLINE void
vt_turn_eight (const float *in,
               gsize        step,
               Eight       *out)
{
  Eight pair[8], four[8];

#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    {
      const Eight a = load_eight (in + (gsize) (2 * i) * step), b = load_eight (in + (gsize) (2 * i + 1) * step);

      pair[2 * i] = __builtin_shufflevector (a, b, TURN_LOW);
      pair[2 * i + 1] = __builtin_shufflevector (a, b, TURN_HIGH);
    }
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++)
    {
      four[4 * i] = __builtin_shufflevector (pair[4 * i], pair[4 * i + 2], TURN_FIRST);
      four[4 * i + 1] = __builtin_shufflevector (pair[4 * i], pair[4 * i + 2], TURN_SECOND);
      four[4 * i + 2] = __builtin_shufflevector (pair[4 * i + 1], pair[4 * i + 3], TURN_FIRST);
      four[4 * i + 3] = __builtin_shufflevector (pair[4 * i + 1], pair[4 * i + 3], TURN_SECOND);
    }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    {
      out[i] = __builtin_shufflevector (four[i], four[4 + i], TURN_LOWER);
      out[4 + i] = __builtin_shufflevector (four[i], four[4 + i], TURN_UPPER);
    }
}
