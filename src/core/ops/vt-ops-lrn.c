/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local response normalisation across channels.  A part is a strip of pixels of one picture. */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "ops/vt-op.h"
#include "ops/vt-ops-pool.h"

#define STRIP 256   /* pixels */

static gboolean
lrn_infer (gconstpointer  attrs,
           guint          n_x,
           const VtShape *x_shape,
           VtShape       *y_shape,
           GError       **error)
{
  const VtLrnAttrs *a = attrs;

  if (x_shape[0].n_dims < 2 || a->size < 1)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("there are no channels to normalise over"));
      return FALSE;
    }
  *y_shape = x_shape[0];
  return TRUE;
}

typedef struct
{
  gsize  channels, map;   /* map: pixels of one channel */
  gsize  start, n;        /* the strip's first float in channel 0, and its pixels */
  float *power, *share;   /* channels × STRIP: s^−β, and dy·x·s^−β−1 */
} Strip;

static gsize
n_strips (gsize map)
{
  return (map + STRIP - 1) / STRIP;
}

static Strip
make_strip (const VtKernel *k,
            gsize           part,
            guint           thread)
{
  const VtShape *x = &k->x_shape[0];
  Strip s = { .channels = x->dim[1], .map = vt_shape_size (x) / (x->dim[0] * x->dim[1]) };
  const gsize p0 = part % n_strips (s.map) * STRIP;

  s.start = part / n_strips (s.map) * s.channels * s.map + p0;
  s.n = MIN (STRIP, s.map - p0);
  s.power = k->scratch + thread * 2 * s.channels * STRIP;
  s.share = s.power + s.channels * STRIP;
  return s;
}

/* power ← s^−β in place.  The exponents in use need no pow(). */
static void
raise_to_minus (float *power,
                gsize  n,
                float  beta)
{
  if (beta == .75f)
    for (gsize p = 0; p < n; p++)
      power[p] = 1.f / (sqrtf (power[p]) * sqrtf (sqrtf (power[p])));
  else if (beta == .5f)
    for (gsize p = 0; p < n; p++)
      power[p] = 1.f / sqrtf (power[p]);
  else
    for (gsize p = 0; p < n; p++)
      power[p] = powf (power[p], -beta);
}

/* s_c of every pixel of the strip. */
static void
fill_sums (const VtKernel *k,
           const Strip    *s,
           gsize           c,
           float          *sum)
{
  const VtLrnAttrs *a = k->attrs;
  const gsize below = (a->size - 1) / 2, above = a->size - 1 - below;
  const gsize from = c > below ? c - below : 0, to = MIN (s->channels - 1 - c, above) + c;
  const float scale = (float) (a->alpha / (double) a->size);

  for (gsize p = 0; p < s->n; p++)
    sum[p] = 0.f;
  for (gsize j = from; j <= to; j++)
    for (gsize p = 0; p < s->n; p++)
      sum[p] += k->x[0][s->start + j * s->map + p] * k->x[0][s->start + j * s->map + p];
  for (gsize p = 0; p < s->n; p++)
    sum[p] = (float) a->bias + scale * sum[p];
}

static void
forward_strip (gsize    part,
               guint    thread,
               gpointer data)
{
  const VtKernel *k = data;
  const VtLrnAttrs *a = k->attrs;
  const Strip s = make_strip (k, part, thread);

  for (gsize c = 0; c < s.channels; c++)
    {
      const gsize at = s.start + c * s.map;

      fill_sums (k, &s, c, s.power);
      raise_to_minus (s.power, s.n, (float) a->beta);
      for (gsize p = 0; p < s.n; p++)
        k->y[at + p] = k->x[0][at + p] * s.power[p];
    }
}

/* dx_c += dy_c·s_c^−β − 2αβ/size · x_c · Σ dy_j·x_j·s_j^−β−1  over the j whose window holds c. */
static void
backward_strip (gsize    part,
                guint    thread,
                gpointer data)
{
  const VtKernel *k = data;
  const VtLrnAttrs *a = k->attrs;
  const Strip s = make_strip (k, part, thread);
  const gsize below = (a->size - 1) / 2, above = a->size - 1 - below;
  const float scale = (float) (2.0 * a->alpha * a->beta / (double) a->size);

  for (gsize c = 0; c < s.channels; c++)
    {
      float *power = s.power + c * STRIP, *share = s.share + c * STRIP;
      const gsize at = s.start + c * s.map;

      fill_sums (k, &s, c, power);
      for (gsize p = 0; p < s.n; p++)
        share[p] = k->dy[at + p] * k->x[0][at + p] / power[p];
      raise_to_minus (power, s.n, (float) a->beta);
      for (gsize p = 0; p < s.n; p++)
        share[p] *= power[p];
    }
  for (gsize c = 0; c < s.channels; c++)
    {
      const gsize from = c > above ? c - above : 0, to = MIN (s.channels - 1 - c, below) + c;
      const gsize at = s.start + c * s.map;

      for (gsize p = 0; p < s.n; p++)
        {
          float sum = 0.f;

          for (gsize j = from; j <= to; j++)
            sum += s.share[j * STRIP + p];
          k->dx[0][at + p] += k->dy[at + p] * s.power[c * STRIP + p] - scale * k->x[0][at + p] * sum;
        }
    }
}

static gsize
n_parts (const VtKernel *k)
{
  const VtShape *x = &k->x_shape[0];

  return x->dim[0] * n_strips (vt_shape_size (x) / MAX (1, x->dim[0] * x->dim[1]));
}

static void
lrn_forward (const VtKernel *k)
{
  vt_parallel_for (k->pool, n_parts (k), forward_strip, (gpointer) k);
}

static void
lrn_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    vt_parallel_for (k->pool, n_parts (k), backward_strip, (gpointer) k);
}

static gsize
lrn_scratch (const VtOpContext *c)
{
  return MAX (1, c->n_threads) * 2 * c->x_shape[0].dim[1] * STRIP * sizeof (float);
}

static const VtOpExample lrn_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 7, 3, 4 } } }, .attrs = &(VtLrnAttrs) { .5, .75, 1, 5 } },
  { .n_x = 1, .x_shape = { { 4, { 1, 6, 2, 3 } } }, .attrs = &(VtLrnAttrs) { .3, .6, 2, 4 } },
  { .n_x = 1, .x_shape = { { 3, { 1, 3, 5 } } }, .attrs = &(VtLrnAttrs) { .3, .5, 1, 9 } },
  { 0 }
};

const VtOp vt_op_lrn = {
  .name = "LRN", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .attrs_size = sizeof (VtLrnAttrs),
  .infer = lrn_infer, .window = vt_window_pointwise, .forward = lrn_forward,
  .backward = lrn_backward, .scratch = lrn_scratch,
  .examples = lrn_examples,
};
