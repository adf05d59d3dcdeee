/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of an unrolled map, gathered from the dealt map. */
#include "ops/conv/vt-panels.h"

#include <string.h>

#include "base/vt-simd.h"

typedef float Sixteen __attribute__ ((vector_size (64), aligned (4), may_alias));

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

gsize
vt_panels_floats (const VtConvShape *s)
{
  const VtDealt l = vt_deal_layout (s);

  return is_in_place (s) ? 0 : (s->group * s->ic * vt_deal_phases (s) * l.phase + 15) / 16 * 16;
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
  p->in_place = is_in_place (s);
  if (p->in_place)
    {
      p->l = (VtDealt) { .pitch = s->iw, .rows = s->ih, .phase = vt_conv_in_map (s) };
    }
  p->flat = p->l.pitch == s->ow;
  p->step = vt_deal_phases (s) * p->l.phase;
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

      found->stretch[found->n++] = (Stretch) { r * p->l.pitch + q, at, length };
      at += length;
    }
}

/* Whole vectors are copied: what is too much is overwritten by the next stretch or row. */
VT_CLONES static void
copy_taps (const float     *x,
           const gsize     *tap,
           gsize            taps,
           const Stretches *s,
           gsize            ld,
           float           *out)
{
  for (gsize t = 0; t < taps; t++, out += ld)
    for (gsize i = 0; i < s->n; i++)
      {
        const float *from = x + tap[t] + s->stretch[i].from;
        float *to = out + s->stretch[i].at;

        for (gsize j = 0; j < s->stretch[i].length; j += 16)
          *(Sixteen *) (to + j) = *(const Sixteen *) (from + j);
      }
}

static void
copy_taps_exactly (const float     *x,
                   const gsize     *tap,
                   gsize            taps,
                   const Stretches *s,
                   gsize            ld,
                   float           *out)
{
  for (gsize t = 0; t < taps; t++, out += ld)
    for (gsize i = 0; i < s->n; i++)
      memcpy (out + s->stretch[i].at, x + tap[t] + s->stretch[i].from, s->stretch[i].length * sizeof (float));
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
    reach = MAX (reach, p->tap[t] + last->from + (last->length + 15) / 16 * 16);
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
  const gsize safe = safe_channels (p, g, &found);
  for (gsize c = c0; c < c1; c++, out += taps * ld)
    (c < safe ? copy_taps : copy_taps_exactly)(p->source + (g * s->ic + c) * p->step, p->tap, taps, &found, ld, out);
}
