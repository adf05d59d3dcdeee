/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products between pictures of vectors that belong to them, and what most of them have in common. */
#include <math.h>
#include <string.h>

#include "base/vt-dot.h"
#include "xgraph/vt-xgraph-work.h"

#define ROUNDS 200

typedef struct
{
  gsize        first;
  gsize        n, length;
  const float *vectors;
  double      *product;
} Products;

static void
multiply_row (gsize    part,
              guint    thread,
              gpointer user_data)
{
  const Products *p = user_data;
  const gsize i = p->first + part;
  g_autofree float *row = g_new (float, i + 1);

  vt_dot_rows (p->vectors, p->length, i + 1, p->length, p->vectors + i * p->length, 1, 0, row, 1);
  for (gsize j = 0; j <= i; j++)
    p->product[i * p->n + j] = p->product[j * p->n + i] = (double) row[j];
}

gboolean
vt_xwork_multiply (VtXWork     *work,
                   const float *vectors,
                   gsize        length,
                   double      *product,
                   const char  *stage,
                   const VtJob *job,
                   GError     **error)
{
  Products p = { 0, work->n, length, vectors, product };

  return vt_xwork_run (work, work->n, multiply_row, &p, stage, job, error);
}

/* By powers.  The products are those of vectors: no eigenvalue is negative. */
void
vt_x_first_eigenvector (const double *product,
                        guint         n,
                        double       *v)
{
  g_autofree double *next = g_new (double, n);
  double most = -1;
  guint best = 0, n_back = 0;

  for (guint i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint j = 0; j < n; j++)
        sum += product[(gsize) i * n + j] * product[(gsize) i * n + j];
      best = sum > most ? i : best;
      most = MAX (most, sum);
    }
  memcpy (v, product + (gsize) best * n, n * sizeof *v);
  for (guint round = 0; round < ROUNDS; round++)
    {
      double square = 0;

      for (guint i = 0; i < n; i++)
        {
          next[i] = 0;
          for (guint j = 0; j < n; j++)
            next[i] += product[(gsize) i * n + j] * v[j];
          square += next[i] * next[i];
        }
      for (guint i = 0; i < n; i++)
        v[i] = square > 0 ? next[i] / sqrt (square) : 0;
    }
  for (guint i = 0; i < n; i++)
    n_back += v[i] < 0;
  for (guint i = 0; i < n && 2 * n_back > n; i++)
    v[i] = -v[i];
}
