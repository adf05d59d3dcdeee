/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of the weights by Winograd's transforms (vt-winograd.h), whatever the way of the convolution itself. */
#include "base/vt-blas.h"
#include "ops/conv/vt-winograd-work.h"
#include "ops/conv/vt-winograd.h"

#define LARGE_SUMS ((gsize) 1 << 22)   /* floats */

/* One of the two maps whose tiles are multiplied. */
typedef struct
{
  gsize        channels;
  const float *map;
  float       *tiles;       /* of a chunk */
  void (*transform)(const VtWinogradPiece *p, const float *map, float *tiles);
} Side;

/* dU = Σ over the tiles of (A dY Aᵀ) (Bᵀ d B)ᵀ, chunk by chunk.  In memory: temporary memory of all threads, tiles
 * of input and output, dU. */
typedef struct
{
  const VtConvTask *t;
  VtWinograd        w;
  Side              input, output;
  gsize             temp, tiles, chunk;   /* tiles of a channel of a full chunk */
} Sums;

static gsize
tile_floats (const VtWinograd *w)
{
  return vt_winograd_round (w->a * w->a * (w->s->ic + w->s->oc) * w->chunk_rows * w->tw, 16);
}

static float *
sums (const Sums *k)
{
  return k->input.tiles + tile_floats (&k->w);
}

/* Part: a channel of one of the two sides. */
static void
transform_part (const Sums *k,
                const Side *side,
                gsize       channel,
                guint       thread)
{
  const VtWinogradPiece p = {
    .w = &k->w, .channel = channel, .first = k->chunk * k->w.chunk_rows,
    .last = MIN (k->w.rows, (k->chunk + 1) * k->w.chunk_rows), .step = side->channels * k->tiles,
    .temp = k->t->scratch + thread * k->temp
  };

  side->transform (&p, side->map, side->tiles + channel * k->tiles);
}

static void
input_part (gsize    part,
            guint    thread,
            gpointer data)
{
  transform_part (data, &((const Sums *) data)->input, part, thread);
}

static void
output_part (gsize    part,
             guint    thread,
             gpointer data)
{
  transform_part (data, &((const Sums *) data)->output, part, thread);
}

static void
sums_part (gsize    part,
           guint    thread,
           gpointer data)
{
  const Sums *k = data;
  const VtConvShape *s = k->t->s;
  const gsize rows = MIN (k->w.rows - k->chunk * k->w.chunk_rows, k->w.chunk_rows);

  vt_product (&(VtProduct) {
    .trans_b = VT_TRANSPOSED, .m = s->oc, .n = s->ic, .k = rows * k->w.tw, .alpha = 1.f,
    .a = k->output.tiles + part * s->oc * k->tiles, .lda = k->tiles,
    .b = k->input.tiles + part * s->ic * k->tiles, .ldb = k->tiles,
    .beta = k->chunk > 0 ? 1.f : 0.f, .c = sums (k) + part * s->oc * s->ic, .ldc = s->ic
  });
}

static void
weights_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Sums *k = data;

  vt_winograd_weights_back (k->t->s, k->w.m, sums (k), part, k->t->dw);
}

void
vt_winograd_backward_w (const VtConvAlgo *a,
                        const VtConvTask *t)
{
  Sums k = { .t = t, .w = vt_winograd_layout (t->s, a->tile) };

  k.temp = vt_winograd_round (vt_winograd_temp (&k.w), 16);
  k.tiles = k.w.chunk_rows * k.w.tw;
  k.input = (Side) { t->s->ic, t->x, t->scratch + vt_pool_n_threads (t->pool) * k.temp, vt_winograd_input };
  k.output = (Side) { t->s->oc, t->dy, k.input.tiles + k.w.a * k.w.a * t->s->ic * k.tiles, vt_winograd_output_back };
  for (k.chunk = 0; k.chunk < k.w.chunks; k.chunk++)
    {
      vt_parallel_for (t->pool, t->s->ic, input_part, &k);
      vt_parallel_for (t->pool, t->s->oc, output_part, &k);
      vt_parallel_for (t->pool, k.w.a * k.w.a, sums_part, &k);
    }
  vt_parallel_for (t->pool, t->s->oc, weights_part, &k);
}

/* Large sums would be read and written for each chunk: unrolling is quicker then. */
gsize
vt_winograd_scratch_w (const VtConvAlgo  *a,
                       const VtConvShape *s,
                       guint              n_threads)
{
  const VtWinograd w = vt_winograd_layout (s, a->tile);
  const gsize floats = w.a * w.a * s->ic * s->oc;

  if (floats > LARGE_SUMS)
    return 0;
  return (n_threads * vt_winograd_round (vt_winograd_temp (&w), 16) + tile_floats (&w) + floats) * sizeof (float);
}
