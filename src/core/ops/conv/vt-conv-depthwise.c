/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depthwise convolution: each group has one input channel.
 *
 * With the map dealt out into phases (vt-deal.h) every tap is a shift, and a map one long loop. */
#include <string.h>

#include "base/vt-simd.h"
#include "ops/conv/vt-depthwise-kernel.h"

/* Zeros before dy on the way back: the largest shift. */
static gsize
zeros_before (const VtConvShape *s,
              const VtDealt     *l)
{
  return (s->kh - 1) * s->dh / s->sh * l->pitch + (s->kw - 1) * s->dw / s->sw;
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

#define MAX_TAPS 128    /* that one call of add_taps() is given */

/* Memory of a thread: the phases, then sums (forward) or dy behind its zeros (backward). */
static gsize
thread_floats (const VtConvShape *s)
{
  const VtDealt l = vt_deal_layout (s);
  const gsize sums = VT_DEPTHWISE_SUMS + l.pitch + VT_DEAL_SLACK;

  return (vt_deal_phases (s) * l.phase + MAX (zeros_before (s, &l) + l.phase, sums) + 15) / 16 * 16;
}

/* What is the same for all groups: there may be a thousand small ones. */
typedef struct
{
  const VtConvTask        *t;
  const VtDepthwiseKernel *kernel;
  gboolean                 direct;
  VtDealt                  l;
  gsize                    tap[MAX_TAPS];
  gsize                    sums, floats;      /* where the sums lie in a thread's memory, and its size */
} Forward;

/* Image and group number `part`. */
static void
forward_group (const Forward *f,
               gsize          part,
               guint          thread)
{
  const VtConvTask *t = f->t;
  const VtConvShape *s = t->s;
  const gsize g = part % s->group, map = vt_conv_out_map (s), taps = vt_conv_taps (s);
  float *phases = t->scratch + thread * f->floats;
  const float *tap[MAX_TAPS];
  const VtDepthwiseJob job = { .s = s, .l = &f->l, .x = t->x + part * vt_conv_in_map (s), .phases = phases,
                               .tap = tap, .sums = phases + f->sums };

  for (gsize i = 0; i < taps; i++)
    tap[i] = phases + f->tap[i];
  vt_deal (s, &f->l, job.x, phases);
  for (gsize m = 0; m < s->oc; m++)
    {
      const gsize channel = g * s->oc + m;

      f->kernel->sum (&job, (const float *) t->packed + channel * taps, t->bias != NULL ? t->bias[channel] : 0.f, t,
                      t->y + (part * s->oc + m) * map);
    }
}

/* Groups that are one part: about 4096 outputs, for a small map takes less time than to hand it out. */
static gsize
groups_of_part (const VtConvShape *s)
{
  return MAX (1, 4096 / MAX (1, s->oc * vt_conv_out_map (s)));
}

static void
forward_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Forward *f = data;
  const VtConvShape *s = f->t->s;
  const gsize some = groups_of_part (s), from = part * some, to = MIN (from + some, s->n * s->group);

  if (f->direct)
    f->kernel->direct (f->t, from, to);
  else
    for (gsize i = from; i < to; i++)
      forward_group (f, i, thread);
}

/* Phase f of dx += Σ over its taps of w · dy shifted back. */
static void
backward_phase (const VtConvShape *s,
                const VtDealt     *l,
                gsize              f,
                const float       *w,
                const float       *dy,
                float             *phase)
{
  const float *x[MAX_TAPS];
  float weight[MAX_TAPS];
  gsize n = 0;

  for (gsize i = 0; i < vt_conv_taps (s); i++)
    if (vt_deal_tap_phase (s, i / s->kw, i % s->kw) == f)
      {
        x[n] = dy - vt_deal_tap_shift (s, l, i / s->kw, i % s->kw);
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
  const VtDealt l = vt_deal_layout (s);
  const gsize g = part % s->group, map = vt_conv_out_map (s), taps = vt_conv_taps (s);
  float *phases = t->scratch + thread * thread_floats (s);
  float *zeros = phases + vt_deal_phases (s) * l.phase, *dy = zeros + zeros_before (s, &l);

  memset (phases, 0, vt_deal_phases (s) * l.phase * sizeof (float));
  memset (zeros, 0, (zeros_before (s, &l) + l.phase) * sizeof (float));
  for (gsize m = 0; m < s->oc; m++)
    {
      for (gsize r = 0; r < s->oh; r++)
        memcpy (dy + r * l.pitch, t->dy + (part * s->oc + m) * map + r * s->ow, s->ow * sizeof (float));
      for (gsize f = 0; f < vt_deal_phases (s); f++)
        backward_phase (s, &l, f, t->w + (g * s->oc + m) * taps, dy, phases + f * l.phase);
    }
  vt_deal_back (s, &l, phases, t->dx + part * vt_conv_in_map (s));
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  const VtConvShape *s = t->s;
  Forward f = { .t = t, .kernel = vt_depthwise_kernel (), .l = vt_deal_layout (s), .floats = thread_floats (s) };

  f.sums = vt_deal_phases (s) * f.l.phase;
  for (gsize i = 0; i < vt_conv_taps (s); i++)
    f.tap[i] = vt_deal_tap_phase (s, i / s->kw, i % s->kw) * f.l.phase
               + vt_deal_tap_shift (s, &f.l, i / s->kw, i % s->kw);
  f.direct = vt_depthwise_is_direct (s) && f.kernel->direct != NULL;
  vt_parallel_for (t->pool, (s->n * s->group + groups_of_part (s) - 1) / groups_of_part (s), forward_part, &f);
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
  return s->ic == 1 && s->group > 1 && s->oc <= 4 && vt_conv_taps (s) <= MAX_TAPS && vt_deal_phases (s) <= 16
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

/* As they are; only turned round for the pass back. */
static void
pack (const VtConvAlgo    *a,
      const VtConvShape   *s,
      const VtConvWeights *w,
      float               *packed,
      VtPool              *pool)
{
  for (gsize g = 0; g < s->group; g++)
    for (gsize o = 0; o < s->oc; o++)
      for (gsize i = 0; i < vt_conv_taps (s); i++)
        *packed++ = vt_conv_weight (w, g, o, 0, i);
}

static gsize
pack_size (const VtConvAlgo  *a,
           const VtConvShape *s)
{
  return s->group * s->oc * vt_conv_taps (s) * sizeof (float);
}

const VtConvAlgo vt_conv_depthwise = {
  .name = "depthwise", .exact = TRUE, .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward, .backward_x = backward_x,
};
