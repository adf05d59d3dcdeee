/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A padded map dealt out into sh·sw phases, phase (a, b) holding the pixels (r·sh + a, q·sw + b).
 * All phases have rows of `pitch` floats, and output pixel (r, q) is position r·pitch + q, so that
 * every tap is one shift of one phase, whatever the stride and dilation. */
#pragma once

#include "ops/conv/vt-conv.h"

G_BEGIN_DECLS

#define VT_DEAL_SLACK 64    /* floats behind each phase that whole vectors may touch; their numbers are anything */

typedef struct
{
  gsize pitch, rows;      /* of a phase */
  gsize phase;            /* floats of a phase with its slack */
} VtDealt;

VtDealt vt_deal_layout (const VtConvShape *s);
/* One channel: map x to vt_deal_phases() phases, but for those that no tap sees. */
void    vt_deal        (const VtConvShape *s, const VtDealt *l, const float *x, float *phases);
/* The transpose: adds the phases to the map. */
void    vt_deal_back   (const VtConvShape *s, const VtDealt *l, const float *phases, float *x);

static inline gsize
vt_deal_phases (const VtConvShape *s)
{
  return s->sh * s->sw;
}

/* Whether a tap sees rows of phase row a. */
static inline gboolean
vt_deal_uses (const VtConvShape *s,
              gsize              a)
{
  for (gsize i = 0; s->sh > 1 && i < s->kh; i++)
    if (i * s->dh % s->sh == a)
      return TRUE;
  return s->sh == 1;
}

/* Where tap (i, j) reads for output position 0: phase number and shift. */
static inline gsize
vt_deal_tap_phase (const VtConvShape *s,
                   gsize              i,
                   gsize              j)
{
  return i * s->dh % s->sh * s->sw + j * s->dw % s->sw;
}

static inline gsize
vt_deal_tap_shift (const VtConvShape *s,
                   const VtDealt     *l,
                   gsize              i,
                   gsize              j)
{
  return i * s->dh / s->sh * l->pitch + j * s->dw / s->sw;
}

G_END_DECLS
