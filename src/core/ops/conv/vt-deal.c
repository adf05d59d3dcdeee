/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dealing a padded map into phases, and back. */
#include "ops/conv/vt-depthwise-kernel.h"

#include <string.h>

#include "base/vt-level.h"
#include "base/vt-simd.h"
#include "base/vt-tile.h"

VtDealt
vt_deal_layout (const VtConvShape *s)
{
  VtDealt l = { .pitch = s->ow + (s->kw - 1) * s->dw / s->sw, .rows = s->oh + (s->kh - 1) * s->dh / s->sh };

  l.phase = l.pitch * l.rows + VT_DEAL_SLACK;
  return l;
}

/* Pixel columns of phase column b: out[q] = row[q·step + b − pad], zero outside. */
static void
deal_row (const float *row,
          gsize        step,
          gssize       shift,
          gsize        in,
          float       *out,
          gsize        n)
{
  const VtVisible v = vt_visible ((gsize) MAX (-shift, 0), (gsize) MAX (shift, 0), step, in, n);

  memset (out, 0, (gsize) v.lo * sizeof (float));
  vt_conv_pick (row + v.lo * (gssize) step + v.shift, step, out + v.lo, (gsize) (v.hi - v.lo));
  memset (out + v.hi, 0, (n - (gsize) v.hi) * sizeof (float));
}

VT_LEVELS_DECLARE (VtDepthwiseKernel, vt_depthwise_kernel, 1);

const VtDepthwiseKernel *
vt_depthwise_kernel (void)
{
  static const VtDepthwiseKernel *const levels[] = VT_LEVELS (vt_depthwise_kernel);

  return levels[vt_tile_level ()];
}

void
vt_deal (const VtConvShape *s,
         const VtDealt     *l,
         const float       *x,
         float             *phases)
{
  if (s->sw <= 2)
    {
      vt_depthwise_kernel ()->deal (&(VtDepthwiseJob) { .s = s, .l = l, .x = x, .phases = phases });
      return;
    }
  for (gsize a = 0; a < s->sh; a++)
    for (gsize b = 0; b < s->sw; b++)
      {
        float *phase = phases + (a * s->sw + b) * l->phase;

        for (gsize r = 0; r < l->rows; r++)
          {
            const gssize y = (gssize) (r * s->sh + a) - (gssize) s->pt;

            if (y < 0 || y >= (gssize) s->ih)
              memset (phase + r * l->pitch, 0, l->pitch * sizeof (float));
            else
              deal_row (x + (gsize) y * s->iw, s->sw, (gssize) b - (gssize) s->pl, s->iw,
                        phase + r * l->pitch, l->pitch);
          }
      }
}

VT_CLONES static void
add_row (float       *restrict x,
         const float *restrict phase,
         gsize                 n)
{
  for (gsize q = 0; q < n; q++)
    x[q] += phase[q];
}

VT_CLONES static void
add_two_rows (float       *restrict x,
              const float *restrict even,
              const float *restrict odd,
              gsize                 n)
{
  for (gsize q = 0; q < n; q++)
    {
      x[2 * q] += even[q];
      x[2 * q + 1] += odd[q];
    }
}

/* Positions from…to of a phase row to every sw-th pixel of a row of the map. */
static void
add_some_pixels (const VtConvShape *s,
                 float             *x,
                 const float       *phase,
                 const VtVisible   *v,
                 gssize             from,
                 gssize             to)
{
  for (gssize q = MAX (from, v->lo); q < MIN (to, v->hi); q++)
    x[q * (gssize) s->sw + v->shift] += phase[q];
}

/* A row of the map from its phase rows, which lie `step` floats apart. */
static void
gather_row (const VtConvShape *s,
            gsize              pitch,
            const float       *phases,
            gsize              step,
            float             *x)
{
  gssize from = 0, to = 0;    /* positions done for all phases together */

  if (s->sw == 1)
    {
      const VtVisible v = vt_visible (s->pl, 0, 1, s->iw, pitch);

      add_row (x + v.lo + v.shift, phases + v.lo, (gsize) (v.hi - v.lo));
      return;
    }
  if (s->sw == 2)
    {
      const VtVisible even = vt_visible (s->pl, 0, 2, s->iw, pitch), odd = vt_visible (s->pl, 1, 2, s->iw, pitch);

      from = MAX (even.lo, odd.lo);
      to = MAX (from, MIN (even.hi, odd.hi));
      add_two_rows (x + 2 * from + even.shift, phases + from, phases + step + from, (gsize) (to - from));
    }
  for (gsize b = 0; b < s->sw; b++)
    {
      const VtVisible v = vt_visible (s->pl, b, s->sw, s->iw, pitch);

      add_some_pixels (s, x, phases + b * step, &v, 0, from);
      add_some_pixels (s, x, phases + b * step, &v, to, (gssize) pitch);
    }
}

void
vt_deal_back (const VtConvShape *s,
              const VtDealt     *l,
              const float       *phases,
              float             *x)
{
  for (gsize a = 0; a < s->sh; a++)
    for (gsize r = 0; r < l->rows; r++)
      {
        const gssize y = (gssize) (r * s->sh + a) - (gssize) s->pt;

        if (y >= 0 && y < (gssize) s->ih)
          gather_row (s, l->pitch, phases + a * s->sw * l->phase + r * l->pitch, l->phase,
                      x + y * (gssize) s->iw);
      }
}
