/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenBLAS behind one function. */
#include "base/vt-blas.h"

#include <cblas.h>

#include "base/vt-dot.h"

void
vt_blas_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      openblas_set_num_threads (1);
      g_once_init_leave (&done, 1);
    }
}

/* yᵀ = a row of A times B:  c ← α Bᵀ a + β c. */
static void
row_product (const VtProduct *p)
{
  const gboolean turned = p->trans_b == VT_PLAIN;   /* B is k×n, and sgemv must see n×k */
  const blasint rows = (blasint) (turned ? p->k : p->n), columns = (blasint) (turned ? p->n : p->k);

  if (!turned && (p->trans_a == VT_PLAIN || p->lda == 1))
    {
      vt_dot_rows (p->b, p->ldb, p->n, p->k, p->a, p->alpha, p->beta, p->c, 1);
      return;
    }
  cblas_sgemv (CblasRowMajor, turned ? CblasTrans : CblasNoTrans, rows, columns, p->alpha,
               p->b, (blasint) p->ldb, p->a, p->trans_a == VT_PLAIN ? 1 : (blasint) p->lda,
               p->beta, p->c, 1);
}

/* A column of B:  c ← α A b + β c. */
static void
column_product (const VtProduct *p)
{
  const gboolean plain = p->trans_a == VT_PLAIN;
  const blasint rows = (blasint) (plain ? p->m : p->k), columns = (blasint) (plain ? p->k : p->m);

  if (plain && (p->trans_b != VT_PLAIN || p->ldb == 1))
    {
      vt_dot_rows (p->a, p->lda, p->m, p->k, p->b, p->alpha, p->beta, p->c, p->ldc);
      return;
    }
  cblas_sgemv (CblasRowMajor, plain ? CblasNoTrans : CblasTrans, rows, columns, p->alpha,
               p->a, (blasint) p->lda, p->b, p->trans_b == VT_PLAIN ? (blasint) p->ldb : 1,
               p->beta, p->c, (blasint) p->ldc);
}

/* A sum over nothing, which BLAS would leave undone:  c ← β c, and 0 for β = 0 whatever c holds. */
static void
scale_only (const VtProduct *p)
{
  for (gsize i = 0; i < p->m; i++)
    for (gsize j = 0; j < p->n; j++)
      p->c[i * p->ldc + j] = p->beta != 0 ? p->beta * p->c[i * p->ldc + j] : 0;
}

void
vt_product (const VtProduct *p)
{
  vt_blas_init ();
  if (p->m == 0 || p->n == 0)
    return;
  if (p->k == 0)
    scale_only (p);
  else if (p->m == 1)
    row_product (p);
  else if (p->n == 1)
    column_product (p);
  else
    cblas_sgemm (CblasRowMajor,
                 p->trans_a == VT_PLAIN ? CblasNoTrans : CblasTrans,
                 p->trans_b == VT_PLAIN ? CblasNoTrans : CblasTrans,
                 (blasint) p->m, (blasint) p->n, (blasint) p->k, p->alpha,
                 p->a, (blasint) p->lda, p->b, (blasint) p->ldb,
                 p->beta, p->c, (blasint) p->ldc);
}

/* ---- in parallel --------------------------------------------------------------------------- */

#define ROW_BLOCK    256
#define COLUMN_BLOCK 512
#define SHORT_BLOCK  128      /* columns, where there is a single row: it is memory that takes its time */

static gsize
column_block (const VtProduct *p)
{
  return p->m == 1 ? SHORT_BLOCK : COLUMN_BLOCK;
}

static gboolean
splits_columns (const VtProduct *p)
{
  return p->n > p->m && p->n >= 2 * column_block (p);
}

static void
product_block (gsize    part,
               guint    thread,
               gpointer data)
{
  VtProduct p = *(const VtProduct *) data;

  if (splits_columns (&p))
    {
      const gsize block = column_block (&p), n0 = part * block;

      p.b += p.trans_b == VT_PLAIN ? n0 : n0 * p.ldb;
      p.c += n0;
      p.n = MIN (block, p.n - n0);
    }
  else
    {
      const gsize m0 = part * ROW_BLOCK;

      p.a += p.trans_a == VT_PLAIN ? m0 * p.lda : m0;
      p.c += m0 * p.ldc;
      p.m = MIN (ROW_BLOCK, p.m - m0);
    }
  vt_product (&p);
}

void
vt_product_parallel (VtPool          *pool,
                     const VtProduct *p)
{
  const gsize parts = splits_columns (p) ? (p->n + column_block (p) - 1) / column_block (p)
                                         : (p->m + ROW_BLOCK - 1) / ROW_BLOCK;

  vt_parallel_for (pool, parts, product_block, (gpointer) p);
}
