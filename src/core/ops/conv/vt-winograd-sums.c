/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of the weights by Winograd's transforms (vt-winograd.h), whatever the way of the convolution itself. */
#include "base/vt-blas.h"
#include "ops/conv/vt-winograd-work.h"
#include "ops/conv/vt-winograd.h"

#define LARGE_SUMS ((gsize) 1 << 22)   /* floats */

/* dU = Σ over the tiles of (A dY Aᵀ) (Bᵀ d B)ᵀ, chunk by chunk.  In memory: temporary memory of all threads, tiles
 * of input and output, dU. */
typedef struct
{
  const VtConvTask *t;
  VtWinograd        w;
  gsize             temp, tiles, chunk;
} Sums;

static gsize
tile_floats (const VtWinograd *w)
{
  return vt_winograd_round (w->a * w->a * (w->s->ic + w->s->oc) * w->chunk_rows * w->tw, 16);
}

static float *
sums_input (const Sums *k)
{
  return k->t->scratch + vt_pool_n_threads (k->t->pool) * k->temp;
}

static float *
sums_output (const Sums *k)
{
  return sums_input (k) + k->w.a * k->w.a * k->t->s->ic * k->tiles;
}

static float *
sums (const Sums *k)
{
  return sums_input (k) + tile_floats (&k->w);
}

static VtWinogradPiece
piece (const Sums *k,
       gsize       channel,
       gsize       channels,
       guint       thread)
{
  return (VtWinogradPiece) {
           .w = &k->w, .channel = channel, .first = k->chunk * k->w.chunk_rows,
           .last = MIN (k->w.rows, (k->chunk + 1) * k->w.chunk_rows), .step = channels * k->tiles,
           .temp = k->t->scratch + thread * k->temp
  };
}

static void
sums_input_part (gsize    part,
                 guint    thread,
                 gpointer data)
{
  const Sums *k = data;
  const VtWinogradPiece p = piece (k, part, k->t->s->ic, thread);

  vt_winograd_input (&p, k->t->x, sums_input (k) + part * k->tiles);
}

static void
sums_output_part (gsize    part,
                  guint    thread,
                  gpointer data)
{
  const Sums *k = data;
  const VtWinogradPiece p = piece (k, part, k->t->s->oc, thread);

  vt_winograd_output_back (&p, k->t->dy, sums_output (k) + part * k->tiles);
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
    .a = sums_output (k) + part * s->oc * k->tiles, .lda = k->tiles,
    .b = sums_input (k) + part * s->ic * k->tiles, .ldb = k->tiles,
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
  for (k.chunk = 0; k.chunk < k.w.chunks; k.chunk++)
    {
      vt_parallel_for (t->pool, t->s->ic, sums_input_part, &k);
      vt_parallel_for (t->pool, t->s->oc, sums_output_part, &k);
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
