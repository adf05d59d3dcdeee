/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one door to BLAS products.  OpenBLAS is told once to compute in the calling thread only:
 * Vitrine's own pool splits the work into fixed parts, so that results are the same bits with any
 * number of threads. */
#pragma once

#include "base/vt-parallel.h"

G_BEGIN_DECLS

typedef enum { VT_PLAIN, VT_TRANSPOSED } VtTrans;

/* C ← α · A B + β · C, row-major, with A m×k and B k×n after transposing; rows lie ld… floats
 * apart. */
typedef struct
{
  VtTrans      trans_a, trans_b;
  gsize        m, n, k;
  float        alpha;
  const float *a;
  gsize        lda;
  const float *b;
  gsize        ldb;
  float        beta;
  float       *c;
  gsize        ldc;
} VtProduct;

/* Makes OpenBLAS single-threaded.  Any thread, any number of times; everything in this file and
 * vt_pool_new() call it, and so must whoever calls LAPACK. */
void vt_blas_init (void);

/* Products with a single row or column go to the matrix-vector routine, which is three times as
 * fast there.  Every size is below 2³¹. */
void vt_product (const VtProduct *product);

/* The same in fixed blocks of rows or columns, in parallel. */
void vt_product_parallel (VtPool *pool, const VtProduct *product);

G_END_DECLS
