/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one-dimensional transforms on lines: x[i] and y[i] point to `n` floats each, and every
 * position is transformed alike. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*VtLines) (const float *const *x, float *const *y, gsize n);

typedef struct
{
  VtLines input;        /* Bᵀ: a → a */
  VtLines output_back;  /* A:  m → a */
  VtLines weights;      /* G:  3 → a */
  VtLines weights_back; /* Gᵀ: a → 3 */
  VtLines split;        /* x[0] holds m·n floats: y[j][t] = x[0][t·m + j] */
} VtWinogradLines;

extern const VtWinogradLines vt_winograd_lines_2, vt_winograd_lines_4;

G_END_DECLS
