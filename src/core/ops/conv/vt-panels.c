/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of an unrolled map, gathered from the dealt map. */
#include "ops/conv/vt-panels.h"

#include <string.h>

#include "base/vt-simd.h"

typedef float Sixteen __attribute__ ((vector_size (64), aligned (4), may_alias));
typedef float Eight __attribute__ ((vector_size (32), aligned (4), may_alias));

#define AHEAD 12    /* channels that are fetched before they are copied */

/* Columns that lie next to each other in the source. */
typedef struct
{
  gsize from;           /* position in a phase */
  gsize at, length;     /* in the panel */
} Stretch;

typedef struct
{
  gsize   n;
  Stretch stretch[VT_TILE_COLUMNS];
} Stretches;

static gboolean
is_in_place (const VtConvShape *s)
{
  return s->sh == 1 && s->sw == 1 && s->pt == 0 && s->pl == 0 && s->oh + (s->kh - 1) * s->dh <= s->ih
         && s->ow + (s->kw - 1) * s->dw <= s->iw;
}

/* One tap that steps over pixels: they are picked from the map itself. */
static gboolean
is_picked (const VtConvShape *s)
{
  return vt_conv_taps (s) == 1 && s->sh > 1 && s->sw == 2 && s->pt == 0 && s->pl == 0
         && (s->oh - 1) * s->sh < s->ih && (s->ow - 1) * s->sw < s->iw;
}

gsize
vt_panels_floats (const VtConvShape *s)
{
  const VtDealt l = vt_deal_layout (s);

  return is_in_place (s) || is_picked (s) ? 0 : (s->group * s->ic * vt_deal_phases (s) * l.phase + 15) / 16 * 16;
}

void
vt_panels_init (VtPanels         *p,
                const VtConvTask *t,
                float            *dealt)
{
  const VtConvShape *s = t->s;

  p->t = t;
  p->tile = vt_tile_func ();
  p->l = vt_deal_layout (s);
  p->map = vt_conv_out_map (s);
  p->k = s->ic * vt_conv_taps (s);
  p->in_place = is_in_place (s) || is_picked (s);
  p->across = is_picked (s) ? s->sw : 1;
  p->step = vt_deal_phases (s) * p->l.phase;
  if (p->in_place)
    {
      p->l = (VtDealt) { .pitch = s->iw * s->sh, .rows = s->ih, .phase = vt_conv_in_map (s) };
      p->step = p->l.phase;
    }
  p->flat = p->l.pitch == s->ow && p->across == 1;
  p->dealt = dealt;
  for (gsize i = 0; i < s->kh; i++)
    for (gsize j = 0; j < s->kw; j++)
      p->tap[i * s->kw + j] = vt_deal_tap_phase (s, i, j) * p->l.phase + vt_deal_tap_shift (s, &p->l, i, j);
}

static void
deal_channel (gsize    part,
              guint    thread,
              gpointer data)
{
  const VtPanels *p = data;
  const VtConvShape *s = p->t->s;

  vt_deal (s, &p->l, p->t->x + (p->image * s->group * s->ic + part) * vt_conv_in_map (s),
           p->dealt + part * p->step);
}

void
vt_panels_image (VtPanels *p,
                 gsize     image)
{
  const VtConvShape *s = p->t->s;

  p->image = image;
  p->source = p->in_place ? p->t->x + image * s->group * s->ic * vt_conv_in_map (s) : p->dealt;
  if (!p->in_place)
    vt_parallel_for (p->t->pool, s->group * s->ic, deal_channel, p);
}

static void
find_stretches (const VtPanels *p,
                gsize           p0,
                gsize           n,
                Stretches      *found)
{
  const gsize ow = p->t->s->ow;

  found->n = 0;
  for (gsize at = 0; at < n;)
    {
      const gsize r = (p0 + at) / ow, q = (p0 + at) % ow;
      const gsize length = p->flat ? n : MIN (n - at, ow - q);

      found->stretch[found->n++] = (Stretch) { r * p->l.pitch + q * p->across, at, length };
      at += length;
    }
}

/* `channels` channels of the source, copied in whole vectors: what is too much is overwritten by the next stretch
 * or row. */
typedef struct
{
  const float     *x;
  const VtPanels  *p;
  const Stretches *s;
  gsize            channels, taps, ld;
  float           *out;
} Copy;

VT_INLINE void
copy_one_stretch (const Copy *c,
                  const int   vectors)
{
  const float *x = c->x + c->s->stretch[0].from;
  float *out = c->out;

  for (gsize i = 0; i < c->channels; i++, x += c->p->step)
    for (gsize t = 0; t < c->taps; t++, out += c->ld)
      {
        const float *from = x + c->p->tap[t];

#pragma GCC unroll 3
        for (int j = 0; j < vectors; j++)
          {
            *(Sixteen *) (out + 16 * j) = *(const Sixteen *) (from + 16 * j);
            if (c->taps == 1)
              __builtin_prefetch (from + AHEAD * c->p->step + 16 * j);
          }
      }
}

/* Rows of eight. */
VT_INLINE void
copy_eights (const Copy *c)
{
  const float *x = c->x;
  float *out = c->out;

  for (gsize i = 0; i < c->channels; i++, x += c->p->step)
    for (gsize t = 0; t < c->taps; t++, out += 8)
      for (gsize j = 0; j < c->s->n; j++)
        *(Eight *) (out + c->s->stretch[j].at) = *(const Eight *) (x + c->p->tap[t] + c->s->stretch[j].from);
}

VT_INLINE void
copy_stretches (const Copy *c)
{
  const float *x = c->x;
  float *out = c->out;

  for (gsize i = 0; i < c->channels; i++, x += c->p->step)
    for (gsize t = 0; t < c->taps; t++, out += c->ld)
      for (gsize j = 0; j < c->s->n; j++)
        {
          const float *from = x + c->p->tap[t] + c->s->stretch[j].from;
          float *to = out + c->s->stretch[j].at;

          for (gsize n = 0; n < c->s->stretch[j].length; n += 16)
            *(Sixteen *) (to + n) = *(const Sixteen *) (from + n);
        }
}

/* Every second pixel. */
VT_INLINE void
pick_stretches (const Copy *c)
{
  const float *x = c->x;
  float *out = c->out;

  for (gsize i = 0; i < c->channels; i++, x += c->p->step, out += c->ld)
    for (gsize j = 0; j < c->s->n; j++)
      {
        const float *from = x + c->s->stretch[j].from;
        float *to = out + c->s->stretch[j].at;

        for (gsize n = 0; n < c->s->stretch[j].length; n += 8)
          {
            const Eight a = *(const Eight *) (from + 2 * n), b = *(const Eight *) (from + 2 * n + 8);

            *(Eight *) (to + n) = __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14);
            __builtin_prefetch (from + AHEAD * c->p->step + 2 * n);
          }
      }
}

VT_CLONES static void
copy_channels (const Copy *c)
{
  const gsize vectors = c->s->n == 1 ? (c->s->stretch[0].length + 15) / 16 : 0;

  if (c->p->across == 2)
    pick_stretches (c);
  else if (c->ld == 8)
    copy_eights (c);
  else if (vectors == 1)
    copy_one_stretch (c, 1);
  else if (vectors == 2)
    copy_one_stretch (c, 2);
  else if (vectors == 3)
    copy_one_stretch (c, 3);
  else
    copy_stretches (c);
}

static void
copy_exactly (const Copy *c)
{
  float *out = c->out;

  for (gsize i = 0; i < c->channels; i++)
    for (gsize t = 0; t < c->taps; t++, out += c->ld)
      for (gsize j = 0; j < c->s->n; j++)
        vt_conv_pick (c->x + i * c->p->step + c->p->tap[t] + c->s->stretch[j].from, c->p->across,
                      out + c->s->stretch[j].at, c->s->stretch[j].length);
}

/* Of the channels of group g, how many can be read in whole vectors: none may read behind the memory. */
static gsize
safe_channels (const VtPanels  *p,
               gsize            g,
               const Stretches *found)
{
  const VtConvShape *s = p->t->s;
  const Stretch *last = &found->stretch[found->n - 1];
  const gsize all = p->in_place ? s->group * s->ic * p->step : vt_panels_floats (s), left = all - g * s->ic * p->step;
  gsize reach = 0;

  for (gsize t = 0; t < vt_conv_taps (s); t++)
    reach = MAX (reach, p->tap[t] + last->from + (last->length + 15) / 16 * 16 * p->across);
  return reach > left ? 0 : MIN (s->ic, (left - reach) / p->step + 1);
}

void
vt_panels_gather (const VtPanels *p,
                  gsize           g,
                  gsize           c0,
                  gsize           c1,
                  gsize           p0,
                  gsize           n,
                  gsize           ld,
                  float          *out)
{
  const VtConvShape *s = p->t->s;
  const gsize taps = vt_conv_taps (s);
  Stretches found;

  find_stretches (p, p0, n, &found);
  const gsize safe = CLAMP (safe_channels (p, g, &found), c0, c1);

  copy_channels (&(Copy) { p->source + (g * s->ic + c0) * p->step, p, &found, safe - c0, taps, ld, out });
  copy_exactly (&(Copy) { p->source + (g * s->ic + safe) * p->step, p, &found, c1 - safe, taps, ld,
                          out + (safe - c0) * taps * ld });
}
