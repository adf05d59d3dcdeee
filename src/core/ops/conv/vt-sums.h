/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of matrices whose sums are kept in double precision: what the exact path means by exact. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* c[i][j] = Σ_k a[i][k]·b[k][j], plus c[i][j] before when `adds`; rounded once.  a: m × k, rows `lda` apart; b: k × n,
 * rows `ldb` apart; c: m × n, rows `ldc` apart. */
typedef struct
{
  gsize        m, n, k;
  const float *a;
  gsize        lda;
  const float *b;
  gsize        ldb;
  float       *c;
  gsize        ldc;
  gboolean     adds;
} VtSums;

void vt_sums (const VtSums *s);

G_END_DECLS
