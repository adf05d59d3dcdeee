/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unrolling a map into columns, one per output pixel, and its transpose; and what ends a forward
 * pass. */
#include "ops/conv/vt-conv.h"

#include <string.h>

#include "base/vt-simd.h"

VT_CLONES static void
pick_second (const float *restrict in,
             float       *restrict out,
             gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[2 * i];
}

void
vt_conv_pick (const float *in,
              gsize        step,
              float       *out,
              gsize        n)
{
  if (step == 1)
    memcpy (out, in, n * sizeof (float));
  else if (step == 2)
    pick_second (in, out, n);
  else
    for (gsize i = 0; i < n; i++)
      out[i] = in[i * step];
}

/* Output columns from…to of one row; `row` is the input row, or NULL when it lies in the
 * padding. */
static void
unroll_row (const float   *  row,
            const VtVisible *v,
            gssize           sw,
            gssize           from,
            gssize           to,
            float         *  out)
{
  const gssize lo = CLAMP (v->lo, from, to), hi = CLAMP (v->hi, lo, to);

  if (row == NULL || lo == hi)
    {
      memset (out, 0, (gsize) (to - from) * sizeof (float));
      return;
    }
  memset (out, 0, (gsize) (lo - from) * sizeof (float));
  vt_conv_pick (row + lo * sw + v->shift, (gsize) sw, out + (lo - from), (gsize) (hi - lo));
  memset (out + (hi - from), 0, (gsize) (to - hi) * sizeof (float));
}

static void
fold_row (float         *  row,
          const VtVisible *v,
          gssize           sw,
          gssize           from,
          gssize           to,
          const float   *  in)
{
  const gssize lo = CLAMP (v->lo, from, to), hi = CLAMP (v->hi, lo, to);

  for (gssize x = lo; x < hi; x++)
    row[x * sw + v->shift] += in[x - from];
}

void
vt_im2col (const VtConvShape *s,
           const float       *x,
           gsize              channels,
           gsize              p0,
           gsize              columns,
           float             *col)
{
  for (gsize c = 0; c < channels; c++)
    for (gsize i = 0; i < s->kh; i++)
      for (gsize j = 0; j < s->kw; j++, col += columns)
        {
          const VtVisible v = vt_visible (s->pl, j * s->dw, s->sw, s->iw, s->ow);
          const float *map = x + c * vt_conv_in_map (s);

          for (gsize p = p0; p < p0 + columns;)
            {
              const gsize oy = p / s->ow, ox = p % s->ow;
              const gsize n = MIN (s->ow - ox, p0 + columns - p);
              const gssize iy = (gssize) (oy * s->sh + i * s->dh) - (gssize) s->pt;
              const gboolean inside = iy >= 0 && iy < (gssize) s->ih;

              unroll_row (inside ? map + (gsize) iy * s->iw : NULL, &v, (gssize) s->sw,
                          (gssize) ox, (gssize) (ox + n), col + (p - p0));
              p += n;
            }
        }
}

void
vt_col2im (const VtConvShape *s,
           const float       *col,
           gsize              channels,
           gsize              p0,
           gsize              columns,
           float             *x)
{
  for (gsize c = 0; c < channels; c++)
    for (gsize i = 0; i < s->kh; i++)
      for (gsize j = 0; j < s->kw; j++, col += columns)
        {
          const VtVisible v = vt_visible (s->pl, j * s->dw, s->sw, s->iw, s->ow);
          float *map = x + c * vt_conv_in_map (s);

          for (gsize p = p0; p < p0 + columns;)
            {
              const gsize oy = p / s->ow, ox = p % s->ow;
              const gsize n = MIN (s->ow - ox, p0 + columns - p);
              const gssize iy = (gssize) (oy * s->sh + i * s->dh) - (gssize) s->pt;

              if (iy >= 0 && iy < (gssize) s->ih)
                fold_row (map + (gsize) iy * s->iw, &v, (gssize) s->sw,
                          (gssize) ox, (gssize) (ox + n), col + (p - p0));
              p += n;
            }
        }
}

VT_CLONES void
vt_conv_clamp (float *y,
               gsize  n,
               float  lo,
               float  hi)
{
  for (gsize i = 0; i < n; i++)
    {
      const float above = y[i] > lo ? y[i] : lo;

      y[i] = above < hi ? above : hi;
    }
}
