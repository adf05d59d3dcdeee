/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Algorithms of convolution.  Each is one file with a const descriptor; the operators of
 * vt-ops-conv.c choose among them by their estimated cost.  All work in fixed parts: the same bits
 * with any pool. */
#pragma once

#include "base/vt-parallel.h"
#include "ops/vt-op.h"
#include "ops/vt-sliding.h"

G_BEGIN_DECLS

/* One convolution y = w ∗ x + b.  Channels are counted per group. */
typedef struct
{
  gsize n, group;
  gsize ic, ih, iw;       /* x: n × (group·ic) × ih × iw */
  gsize oc, oh, ow;       /* y: n × (group·oc) × oh × ow */
  gsize kh, kw;           /* w: (group·oc) × ic × kh × kw */
  gsize sh, sw, dh, dw;   /* stride, dilation */
  gsize pt, pl;           /* padding above and on the left */
} VtConvShape;

/* Where weights lie: those of output o, input c and tap t of group g lie at w[g · group + o · out + c · in + t],
 * with the taps from last to first when they are turned round for the pass back. */
typedef struct
{
  const float *w;
  gsize        group, out, in, taps;
  gboolean     turned;
} VtConvWeights;

typedef struct
{
  const VtConvShape *s;
  const float       *x, *w, *bias;  /* bias may be NULL */
  const VtConvWeights *turned;      /* where an algorithm that `turns` finds the weights instead of in w; or NULL */
  float             *y;
  const float       *add;           /* forward: what is added before the clamp, laid out like y and maybe y itself; or NULL */
  float              lo, hi;        /* bounds that forward clamps y to; ∓infinity: none */
  const float       *dy;
  float             *dx, *dw, *db;  /* backward adds to them */
  float             *scratch;
  gconstpointer      packed;        /* by this algorithm, or NULL */
  VtPool            *pool;
} VtConvTask;

typedef struct _VtConvAlgo VtConvAlgo;

struct _VtConvAlgo
{
  const char *name;
  gboolean    exact;      /* sums products of x and w directly */
  gsize       tile;       /* for the algorithm's own use */
  gboolean    turns;      /* takes weights that are turned round as they lie, without packing them */

  gboolean (*can_do)     (const VtConvShape *s);
  double   (*cost)       (const VtConvAlgo *a, const VtConvShape *s);   /* rough nanoseconds of one core */
  /* Bytes of scratch for the forward pass and the pass back to x, and of the packed weights. */
  gsize    (*scratch)    (const VtConvAlgo *a, const VtConvShape *s, guint n_threads, gboolean backward);
  gsize    (*pack_size)  (const VtConvAlgo *a, const VtConvShape *s);
  void     (*pack)       (const VtConvAlgo *a, const VtConvShape *s, const VtConvWeights *w, float *packed,
                          VtPool *pool);
  /* Weights that were packed, again, in an array outputs × inputs × taps of each group; NULL: they are not kept. */
  void     (*unpack)     (const VtConvShape *s, const float *packed, float *w);
  void     (*forward)    (const VtConvAlgo *a, const VtConvTask *t);    /* y */
  void     (*backward_x) (const VtConvAlgo *a, const VtConvTask *t);    /* dx; NULL: im2col's way */
  /* dw, without packed weights.  NULL, or 0 bytes of scratch: vt_conv_weights() does it. */
  gsize    (*scratch_w)  (const VtConvAlgo *a, const VtConvShape *s, guint n_threads);
  void     (*backward_w) (const VtConvAlgo *a, const VtConvTask *t);
};

extern const VtConvAlgo vt_conv_im2col, vt_conv_panels, vt_conv_turned, vt_conv_depthwise, vt_conv_winograd_2,
                        vt_conv_winograd_4, vt_conv_winograd_2_passing, vt_conv_winograd_4_passing,
                        vt_conv_winograd_phases;

/* The cheapest algorithm that can do the shape; one of the exact ones with VT_PATH_EXACT.  The choice may depend on
 * n and on the map: plans for which it is the same share packed weights. */
const VtConvAlgo *vt_conv_choose (const VtConvShape *s, VtPath path);

/* ---- the terms of a cost, in nanoseconds of one core ---------------------------------------- */

/* All were fitted to measurements of layers on an AVX-512 machine (118 GFLOP/s); only ratios matter. */

/* A product of matrices m×k by k×n in tiles (base/vt-tile.h): each takes about 25 ns beside its sums. */
static inline double
vt_conv_tile_cost (double m,
                   double n,
                   double k,
                   double tiles)
{
  return 2.0 * m * n * k / 116.0 + 25.0 * tiles;
}

/* Floats copied in whole vectors. */
static inline double
vt_conv_copy_cost (double floats)
{
  return 0.04 * floats;
}

/* Floats rearranged, written and read again. */
static inline double
vt_conv_move_cost (double floats)
{
  return 0.2 * floats;
}

/* Weights: small ones are still in a cache from the last picture, large ones come from memory. */
static inline double
vt_conv_weight_cost (double floats)
{
  return (floats > 1e6 ? 0.16 : 0.08) * floats;
}

/* What it is worth not to keep transformed weights: large ones would take as much memory as the network again. */
static inline double
vt_conv_keep_cost (double floats)
{
  return floats > 1.3e6 ? 0.1 * floats : 0;
}

/* ---- shapes -------------------------------------------------------------------------------- */

static inline gsize vt_conv_in_map  (const VtConvShape *s) { return s->ih * s->iw; }
static inline gsize vt_conv_out_map (const VtConvShape *s) { return s->oh * s->ow; }
static inline gsize vt_conv_taps    (const VtConvShape *s) { return s->kh * s->kw; }

/* Where they lie in an array outputs × inputs × taps of each group. */
static inline VtConvWeights
vt_conv_weights_of (const VtConvShape *s,
                    const float       *w)
{
  const gsize taps = vt_conv_taps (s);

  return (VtConvWeights) { w, s->oc * s->ic * taps, s->ic * taps, taps, taps, FALSE };
}

static inline float
vt_conv_weight (const VtConvWeights *w,
                gsize                g,
                gsize                o,
                gsize                c,
                gsize                t)
{
  return w->w[g * w->group + o * w->out + c * w->in + (w->turned ? w->taps - 1 - t : t)];
}

/* A 1×1 convolution without stride or padding is a plain product of matrices. */
static inline gboolean
vt_conv_is_pointwise (const VtConvShape *s)
{
  return s->kh == 1 && s->kw == 1 && s->sh == 1 && s->sw == 1 && s->pt == 0 && s->pl == 0
         && s->oh == s->ih && s->ow == s->iw;
}

/* Unrolls `columns` output pixels from number `p0` on: col[c·kh·kw + i·kw + j][p] is the pixel of
 * channel c that tap (i, j) sees.  x begins at the first of `channels` channels. */
void vt_im2col (const VtConvShape *s, const float *x, gsize channels, gsize p0, gsize columns, float *col);
/* The transpose: adds col back to x. */
void vt_col2im (const VtConvShape *s, const float *col, gsize channels, gsize p0, gsize columns, float *x);

/* out[i] = in[i · step] for a step of at least 1. */
void vt_conv_pick (const float *in, gsize step, float *out, gsize n);

static inline gboolean
vt_conv_clamps (const VtConvTask *t)
{
  return t->lo > -G_MAXFLOAT || t->hi < G_MAXFLOAT;
}

/* `n` values of y, none below `lo` nor above `hi`. */
void vt_conv_clamp (float *y, gsize n, float lo, float hi);

/* Gradients of the weights, by unrolling, and of the bias. */
gsize vt_conv_weights_scratch (const VtConvShape *s, guint n_threads);
void  vt_conv_weights         (const VtConvTask *t);
void  vt_conv_bias            (const VtConvTask *t);

G_END_DECLS
