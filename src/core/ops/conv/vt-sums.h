/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of matrices whose sums are kept in double precision: what the exact path means by exact. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* c[i][j] = (Σ_k a[i][k]·b[k][j] + bias[i]) + add[i][j], rounded after the sum and after each addition: the same bits as
 * when each were a step of its own, so that a value does not depend on what was done in passing.  a: m × k, rows `lda`
 * apart; b: k × n, rows `ldb` apart; c and add: m × n, rows `ldc` apart. */
typedef struct
{
  gsize        m, n, k;
  const float *a;
  gsize        lda;
  const float *b;
  gsize        ldb;
  float       *c;
  gsize        ldc;
  const float *bias;    /* m values, or NULL: none */
  const float *add;     /* maybe c itself; or NULL: none */
} VtSums;

void vt_sums (const VtSums *s);

G_END_DECLS
