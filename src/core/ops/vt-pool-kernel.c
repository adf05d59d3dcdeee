/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of vt-pool-kernel.h: rows of windows are summed up first, and then taken together, four rows of outputs
 * at a time. */
#include "ops/vt-pool-kernel.h"

#include <math.h>

#ifdef VT_HAVE_VEC_MASKS

/* What is not a number gives way. */
ALWAYS Vec
together (Vec       a,
          Vec       b,
          const int is_max)
{
  return is_max ? vec_max (b, a) : a + b;
}

/* Four rows of outputs from row `row` of the map on. */
ALWAYS void
four_rows (const VtWindowMap *m,
           const float       *x,
           const Columns     *c,
           gssize             row,
           const int          size,
           const int          stride,
           const int          is_max,
           Vec               *out)
{
  const Vec nothing = all (is_max ? -INFINITY : 0.f);
  Vec seen[3];

  for (int i = 0; i < 4; i++)
    out[i] = nothing;
#pragma GCC unroll 9
  for (int r = 0; r < 3 * stride + size; r++)
    {
      load_row (m, x, c, row + r, stride, nothing, seen);

      Vec of_row = together (together (nothing, seen[0], is_max), seen[1], is_max);

      if (size == 3)
        of_row = together (of_row, seen[2], is_max);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++)
        if (r - i * stride >= 0 && r - i * stride < size)
          out[i] = together (out[i], of_row, is_max);
    }
}

ALWAYS void
pool (const VtPoolWindow *w,
      const float        *x,
      float              *y,
      const int           size,
      const int           stride,
      const int           is_max)
{
  const VtWindowMap *m = &w->map;
  Vec out[4];

  for (gsize q = 0; q < m->ow; q += LANES)
    {
      const Columns c = columns_at (m, q, stride);

      for (gsize r = 0; r < m->oh; r += 4)
        {
          four_rows (m, x, &c, (gssize) r * stride - (gssize) m->pt, size, stride, is_max, out);
          for (gsize i = 0; i < MIN (4, m->oh - r); i++)
            vec_store_some (y + (r + i) * m->ow + q, (unsigned) MIN (LANES, m->ow - q), out[i]);
        }
    }
}

#define ANY(name, is_max) \
  static void \
  name (const VtPoolWindow *w, \
        const float        *x, \
        float              *y) \
  { \
    if (w->size == 3 && w->stride == 2) \
    pool (w, x, y, 3, 2, is_max); \
    else if (w->size == 3) \
    pool (w, x, y, 3, 1, is_max); \
    else if (w->stride == 2) \
    pool (w, x, y, 2, 2, is_max); \
    else \
    pool (w, x, y, 2, 1, is_max); \
  }

ANY (pool_max, 1)
ANY (pool_sum, 0)

#else
#define pool_max NULL
#define pool_sum NULL
#endif

extern const VtPoolKernel VT_LEVEL (vt_pool_kernel)[1];

const VtPoolKernel
VT_LEVEL (vt_pool_kernel)[1] =
{
  { pool_max, pool_sum }
};
