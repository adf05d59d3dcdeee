/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution as a product of matrices: weights × unrolled columns.  The exact path, whose forward sums are kept in
 * double precision, and the only one that does every shape.  A 1×1 convolution multiplies the map itself.
 *
 *   y = W · col (x)        dx += col2im (Wᵀ · dy)        dW += dy · col (x)ᵀ
 *
 * Forward works in strips of output pixels; small maps share one unrolled map and split the output
 * channels.  The backward passes split the input channels, so that no two parts write to one
 * place. */
#include "base/vt-blas.h"
#include "ops/conv/vt-conv.h"
#include "ops/conv/vt-sums.h"

#define STRIP_FLOATS  ((gsize) 1 << 16)   /* of unrolled columns: a quarter of a second-level cache */
#define STRIP_COLUMNS 256                 /* at least: all weights are read anew for each strip */
#define SMALL_MAP     1024                /* output pixels */

/* Strips of about equal width whose columns of `rows` floats stay in the cache until they are
 * used. */
static gsize
strip_columns (const VtConvShape *s,
               gsize              rows)
{
  const gsize map = vt_conv_out_map (s);
  const gsize most = MAX (STRIP_FLOATS / rows, STRIP_COLUMNS);
  const gsize strips = (map + most - 1) / most;

  return (map + strips - 1) / strips;
}

static gsize
n_strips (const VtConvShape *s,
          gsize              columns)
{
  return (vt_conv_out_map (s) + columns - 1) / columns;
}

static gsize
column_rows (const VtConvShape *s)
{
  return s->ic * vt_conv_taps (s);
}

/* The strip of a forward pass holds the outputs too. */
static gsize
forward_columns (const VtConvShape *s)
{
  return strip_columns (s, column_rows (s) + s->oc);
}

/* Input channels per part of a backward pass: at most eight parts, at least 16 channels. */
static gsize
channel_block (const VtConvShape *s)
{
  return MIN (MAX ((s->ic + 7) / 8, 16), s->ic);
}

static gsize
n_channel_blocks (const VtConvShape *s)
{
  return (s->ic + channel_block (s) - 1) / channel_block (s);
}

/* Whether the map is unrolled once for all output channels. */
static gboolean
is_shared (const VtConvShape *s)
{
  return vt_conv_out_map (s) <= SMALL_MAP && s->n * s->group < 8;
}

/* Output channels per part when the unrolled map is shared. */
static gsize
output_block (const VtConvShape *s)
{
  return MIN (MAX ((s->oc + 3) / 4, 64), s->oc);
}

static const float *
x_of (const VtConvTask *t,
      gsize             n,
      gsize             g)
{
  return t->x + (n * t->s->group + g) * t->s->ic * vt_conv_in_map (t->s);
}

/* y[m0 … m1)[p0 … p0+columns) of image n, group g, from `col` whose rows are `ld` apart. */
static void
multiply (const VtConvTask *t,
          gsize             ng,
          const gsize       m[2],
          const gsize       p[2],
          const float      *col,
          gsize             ld)
{
  const VtConvShape *s = t->s;
  const gsize map = vt_conv_out_map (s), rows = column_rows (s), g = ng % s->group;
  float *y = t->y + (ng * s->oc + m[0]) * map + p[0];

  vt_sums (&(VtSums) {
    .m = m[1] - m[0], .n = p[1] - p[0], .k = rows, .a = t->w + (g * s->oc + m[0]) * rows, .lda = rows, .b = col, .ldb = ld,
    .c = y, .ldc = map, .bias = t->bias != NULL ? t->bias + g * s->oc + m[0] : NULL,
    .add = t->add != NULL ? t->add + (y - t->y) : NULL
  });
  if (vt_conv_clamps (t))
    for (gsize c = 0; c < m[1] - m[0]; c++)
      vt_conv_clamp (y + c * map, p[1] - p[0], t->lo, t->hi);
}

static void
forward_strip (gsize    part,
               guint    thread,
               gpointer data)
{
  const VtConvTask *t = data;
  const VtConvShape *s = t->s;
  const gsize rows = column_rows (s), columns = forward_columns (s), map = vt_conv_out_map (s);
  const gsize strips = n_strips (s, columns), ng = part / strips;
  const gsize p[2] = { part % strips * columns, MIN (map, (part % strips + 1) * columns) };
  const gsize m[2] = { 0, s->oc };
  const float *x = x_of (t, ng / s->group, ng % s->group);

  if (vt_conv_is_pointwise (s))
    {
      multiply (t, ng, m, p, x + p[0], map);
      return;
    }

  float *col = t->scratch + thread * rows * columns;

  vt_im2col (s, x, s->ic, p[0], p[1] - p[0], col);
  multiply (t, ng, m, p, col, p[1] - p[0]);
}

/* The shared unrolled map: part is an input channel of one image and group. */
static void
unroll_channel (gsize    part,
                guint    thread,
                gpointer data)
{
  const VtConvTask *t = data;
  const gsize map = vt_conv_out_map (t->s);

  vt_im2col (t->s, t->x + part * vt_conv_in_map (t->s), 1, 0, map,
             t->scratch + part * vt_conv_taps (t->s) * map);
}

static void
forward_outputs (gsize    part,
                 guint    thread,
                 gpointer data)
{
  const VtConvTask *t = data;
  const VtConvShape *s = t->s;
  const gsize map = vt_conv_out_map (s), block = output_block (s);
  const gsize blocks = (s->oc + block - 1) / block, ng = part / blocks;
  const gsize m[2] = { part % blocks * block, MIN (s->oc, (part % blocks + 1) * block) };
  const float *col = vt_conv_is_pointwise (s) ? x_of (t, ng / s->group, ng % s->group)
                                              : t->scratch + ng * column_rows (s) * map;

  multiply (t, ng, m, (gsize[]) { 0, map }, col, map);
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  const VtConvShape *s = t->s;

  if (!is_shared (s))
    {
      const gsize columns = forward_columns (s);

      vt_parallel_for (t->pool, s->n * s->group * n_strips (s, columns), forward_strip, (gpointer) t);
      return;
    }
  if (!vt_conv_is_pointwise (s))
    vt_parallel_for (t->pool, s->n * s->group * s->ic, unroll_channel, (gpointer) t);
  vt_parallel_for (t->pool, s->n * s->group * ((s->oc + output_block (s) - 1) / output_block (s)),
                   forward_outputs, (gpointer) t);
}

/* Part: image, group, block of input channels. */
static void
backward_block (gsize    part,
                guint    thread,
                gpointer data)
{
  const VtConvTask *t = data;
  const VtConvShape *s = t->s;
  const gsize block = channel_block (s), blocks = n_channel_blocks (s), taps = vt_conv_taps (s);
  const gsize ng = part / blocks, c0 = part % blocks * block, channels = MIN (block, s->ic - c0);
  const gsize map = vt_conv_out_map (s), columns = strip_columns (s, block * taps);
  const gboolean pointwise = vt_conv_is_pointwise (s);
  float *col = pointwise ? NULL : t->scratch + thread * block * taps * columns;
  float *dx = t->dx + (ng * s->ic + c0) * vt_conv_in_map (s);

  for (gsize p0 = 0; p0 < map; p0 += columns)
    {
      const gsize n = MIN (columns, map - p0);

      vt_product (&(VtProduct) {
      .trans_a = VT_TRANSPOSED, .m = channels * taps, .n = n, .k = s->oc, .alpha = 1.f,
      .a = t->w + (ng % s->group * s->oc * s->ic + c0) * taps, .lda = s->ic * taps,
      .b = t->dy + ng * s->oc * map + p0, .ldb = map,
      .beta = pointwise ? 1.f : 0.f, .c = pointwise ? dx + p0 : col, .ldc = pointwise ? map : n
    });
      if (!pointwise)
        vt_col2im (s, col, channels, p0, n, dx);
    }
}

static void
backward_x (const VtConvAlgo *a,
            const VtConvTask *t)
{
  vt_parallel_for (t->pool, t->s->n * t->s->group * n_channel_blocks (t->s), backward_block,
                   (gpointer) t);
}

/* Part: group, block of input channels; sums over the images. */
static void
weights_block (gsize    part,
               guint    thread,
               gpointer data)
{
  const VtConvTask *t = data;
  const VtConvShape *s = t->s;
  const gsize block = channel_block (s), blocks = n_channel_blocks (s), taps = vt_conv_taps (s);
  const gsize g = part / blocks, c0 = part % blocks * block, channels = MIN (block, s->ic - c0);
  const gsize map = vt_conv_out_map (s), columns = strip_columns (s, block * taps);
  const gboolean pointwise = vt_conv_is_pointwise (s);
  float *col = pointwise ? NULL : t->scratch + thread * block * taps * columns;

  for (gsize i = 0; i < s->n; i++)
    for (gsize p0 = 0; p0 < map; p0 += columns)
      {
        const gsize n = MIN (columns, map - p0);
        const float *x = x_of (t, i, g) + c0 * vt_conv_in_map (s);

        if (!pointwise)
          vt_im2col (s, x, channels, p0, n, col);
        vt_product (&(VtProduct) {
        .trans_b = VT_TRANSPOSED, .m = s->oc, .n = channels * taps, .k = n, .alpha = 1.f,
        .a = t->dy + (i * s->group + g) * s->oc * map + p0, .lda = map,
        .b = pointwise ? x + p0 : col, .ldb = pointwise ? map : n,
        .beta = 1.f, .c = t->dw + (g * s->oc * s->ic + c0) * taps, .ldc = s->ic * taps
      });
      }
}

void
vt_conv_weights (const VtConvTask *t)
{
  vt_parallel_for (t->pool, t->s->group * n_channel_blocks (t->s), weights_block, (gpointer) t);
}

/* Part: output channel. */
static void
bias_channel (gsize    part,
              guint    thread,
              gpointer data)
{
  const VtConvTask *t = data;
  const gsize map = vt_conv_out_map (t->s), channels = t->s->group * t->s->oc;
  double sum = 0;

  for (gsize i = 0; i < t->s->n; i++)
    {
      const float *dy = t->dy + (i * channels + part) * map;

      for (gsize p = 0; p < map; p++)
        sum += (double) dy[p];
    }
  t->db[part] += (float) sum;
}

void
vt_conv_bias (const VtConvTask *t)
{
  vt_parallel_for (t->pool, t->s->group * t->s->oc, bias_channel, (gpointer) t);
}

/* Both backward passes unroll one block of channels per thread. */
gsize
vt_conv_weights_scratch (const VtConvShape *s,
                         guint              n_threads)
{
  const gsize rows = channel_block (s) * vt_conv_taps (s);

  return vt_conv_is_pointwise (s) ? 0 : n_threads * rows * strip_columns (s, rows) * sizeof (float);
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const gsize rows = column_rows (s);
  gsize floats = is_shared (s) ? s->n * s->group * rows * vt_conv_out_map (s)
                               : n_threads * rows * forward_columns (s);

  if (vt_conv_is_pointwise (s))
    return 0;
  return MAX (floats * sizeof (float), backward ? vt_conv_weights_scratch (s, n_threads) : 0);
}

static gboolean
can_do (const VtConvShape *s)
{
  return TRUE;
}

/* A product of matrices m×k by k×n whose sums are kept in double precision. */
static double
sums_cost (double m,
           double n,
           double k)
{
  return 2.0 * m * n * k / 24.5 * ((m + 4.0) / m) * ((n + 6.0) / n) * ((k + 8.0) / k);
}

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const double map = (double) (s->n * vt_conv_out_map (s)), rows = (double) column_rows (s);
  const double oc = (double) s->oc;

  return (double) s->group * (sums_cost (oc, map, rows) + vt_conv_weight_cost (oc * rows)
                              + (vt_conv_is_pointwise (s) ? 0.0 : vt_conv_move_cost (rows * map)));
}

const VtConvAlgo vt_conv_im2col = {
  .name = "im2col", .exact = TRUE, .can_do = can_do, .cost = cost, .scratch = scratch,
  .forward = forward, .backward_x = backward_x,
};
