/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depthwise convolution: each group has one input channel.
 *
 * The padded map is dealt out into sh·sw phases, phase (a, b) holding the pixels (r·sh + a, q·sw +
 * b).  All phases have rows of `pitch` floats, and output pixel (r, q) is position r·pitch + q of a
 * map of the same pitch, so that every tap is one shift of one phase, whatever the stride and
 * dilation, and a map is one long loop. */
#include <string.h>

#include "base/vt-simd.h"
#include "ops/conv/vt-conv.h"

#define SLACK 32    /* floats behind each phase that shifted reads may touch */

typedef struct
{
  gsize pitch, rows;      /* of a phase */
  gsize phase;            /* floats of a phase with its slack */
  gsize before;           /* zeros before dy on the way back: the largest shift */
} Layout;

static Layout
make_layout (const VtConvShape *s)
{
  Layout l = { .pitch = s->ow + (s->kw - 1) * s->dw / s->sw, .rows = s->oh + (s->kh - 1) * s->dh / s->sh };

  l.phase = l.pitch * l.rows + SLACK;
  l.before = (s->kh - 1) * s->dh / s->sh * l.pitch + (s->kw - 1) * s->dw / s->sw;
  return l;
}

static gsize
n_phases (const VtConvShape *s)
{
  return s->sh * s->sw;
}

/* Where tap (i, j) reads for output position 0: phase number and shift. */
static gsize
tap_phase (const VtConvShape *s,
           gsize              i,
           gsize              j)
{
  return i * s->dh % s->sh * s->sw + j * s->dw % s->sw;
}

static gsize
tap_shift (const VtConvShape *s,
           const Layout      *l,
           gsize              i,
           gsize              j)
{
  return i * s->dh / s->sh * l->pitch + j * s->dw / s->sw;
}

/* y[p] += Σ w[t] · x[t][p] for a fixed number of taps. */
VT_INLINE void
add_some (float              *restrict y,
          const float *const *         x,
          const float        *         w,
          gsize                        n,
          const int                    taps)
{
  for (gsize p = 0; p < n; p++)
    {
      float sum = y[p];

      for (int t = 0; t < taps; t++)
        sum += w[t] * x[t][p];
      y[p] = sum;
    }
}

VT_CLONES static void
add_taps (float              *y,
          const float *const *x,
          const float        *w,
          gsize               taps,
          gsize               n)
{
  for (; taps >= 9; taps -= 9, x += 9, w += 9)
    add_some (y, x, w, n, 9);
  for (; taps >= 3; taps -= 3, x += 3, w += 3)
    add_some (y, x, w, n, 3);
  for (; taps >= 1; taps--, x++, w++)
    add_some (y, x, w, n, 1);
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

static void
deal (const VtConvShape *s,
      const Layout      *l,
      const float       *x,
      float             *phases)
{
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
        memset (phase + l->rows * l->pitch, 0, SLACK * sizeof (float));
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

/* The transpose of deal(). */
static void
gather (const VtConvShape *s,
        const Layout      *l,
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

#define MAX_TAPS 128    /* that one call of add_taps() is given */

/* Memory of a thread: the phases, then the output map (forward) or dy behind its zeros
 * (backward). */
static gsize
thread_floats (const VtConvShape *s)
{
  const Layout l = make_layout (s);

  return (n_phases (s) * l.phase + l.before + l.phase + 15) / 16 * 16;
}

/* Part: image and group. */
static void
forward_group (gsize    part,
               guint    thread,
               gpointer data)
{
  const VtConvTask *t = data;
  const VtConvShape *s = t->s;
  const Layout l = make_layout (s);
  const gsize g = part % s->group, map = vt_conv_out_map (s), taps = vt_conv_taps (s);
  float *phases = t->scratch + thread * thread_floats (s), *sum = phases + n_phases (s) * l.phase;
  const float *x[MAX_TAPS];

  deal (s, &l, t->x + part * vt_conv_in_map (s), phases);
  for (gsize i = 0; i < taps; i++)
    x[i] = phases + tap_phase (s, i / s->kw, i % s->kw) * l.phase
           + tap_shift (s, &l, i / s->kw, i % s->kw);
  for (gsize m = g * s->oc; m < (g + 1) * s->oc; m++)
    {
      float *y = t->y + (part * s->oc + m - g * s->oc) * map;
      const gsize n = (s->oh - 1) * l.pitch + s->ow;

      memset (sum, 0, n * sizeof (float));
      add_taps (sum, x, t->w + m * taps, taps, n);
      vt_conv_finish (t, m, sum, n);
      for (gsize r = 0; r < s->oh; r++)
        memcpy (y + r * s->ow, sum + r * l.pitch, s->ow * sizeof (float));
    }
}

/* Phase f of dx += Σ over its taps of w · dy shifted back. */
static void
backward_phase (const VtConvShape *s,
                const Layout      *l,
                gsize              f,
                const float       *w,
                const float       *dy,
                float             *phase)
{
  const float *x[MAX_TAPS];
  float weight[MAX_TAPS];
  gsize n = 0;

  for (gsize i = 0; i < vt_conv_taps (s); i++)
    if (tap_phase (s, i / s->kw, i % s->kw) == f)
      {
        x[n] = dy - tap_shift (s, l, i / s->kw, i % s->kw);
        weight[n++] = w[i];
      }
  add_taps (phase, x, weight, n, l->rows * l->pitch);
}

static void
backward_group (gsize    part,
                guint    thread,
                gpointer data)
{
  const VtConvTask *t = data;
  const VtConvShape *s = t->s;
  const Layout l = make_layout (s);
  const gsize g = part % s->group, map = vt_conv_out_map (s), taps = vt_conv_taps (s);
  float *phases = t->scratch + thread * thread_floats (s);
  float *zeros = phases + n_phases (s) * l.phase, *dy = zeros + l.before;

  memset (phases, 0, n_phases (s) * l.phase * sizeof (float));
  memset (zeros, 0, (l.before + l.phase) * sizeof (float));
  for (gsize m = 0; m < s->oc; m++)
    {
      for (gsize r = 0; r < s->oh; r++)
        memcpy (dy + r * l.pitch, t->dy + (part * s->oc + m) * map + r * s->ow, s->ow * sizeof (float));
      for (gsize f = 0; f < n_phases (s); f++)
        backward_phase (s, &l, f, t->w + (g * s->oc + m) * taps, dy, phases + f * l.phase);
    }
  gather (s, &l, phases, t->dx + part * vt_conv_in_map (s));
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  vt_parallel_for (t->pool, t->s->n * t->s->group, forward_group, (gpointer) t);
}

static void
backward_x (const VtConvAlgo *a,
            const VtConvTask *t)
{
  vt_parallel_for (t->pool, t->s->n * t->s->group, backward_group, (gpointer) t);
}

static gboolean
can_do (const VtConvShape *s)
{
  return s->ic == 1 && s->group > 1 && s->oc <= 4 && vt_conv_taps (s) <= MAX_TAPS && n_phases (s) <= 16
         && s->dh * s->kh <= 256 && s->dw * s->kw <= 256;
}

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  return 0.02 * (double) (s->n * s->group * s->oc * vt_conv_out_map (s) * vt_conv_taps (s));
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  return n_threads * thread_floats (s) * sizeof (float);
}

const VtConvAlgo vt_conv_depthwise = {
  .name = "depthwise", .exact = TRUE, .can_do = can_do, .cost = cost, .scratch = scratch,
  .forward = forward, .backward_x = backward_x,
};
