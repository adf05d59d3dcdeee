/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution by Winograd's F(4×4, 3×3) and F(2×2, 3×3): (m+2)² products of matrices instead of
 * 9·m², each of outputs × inputs by inputs × tiles.
 *
 * Many chunks are computed one per part; few chunks one after the other, with channels and products
 * as parts.  Either way the same products are formed.  In the pass back to x neighbouring chunks
 * add to the same rows: even chunks go first. */
#include "base/vt-blas.h"
#include "ops/conv/vt-winograd.h"

#define MANY_CHUNKS 8
#define LARGE_SUMS  ((gsize) 1 << 22)   /* floats */

typedef struct
{
  const VtConvTask *t;
  VtWinograd        w;
  gsize             temp;           /* floats of temporary memory per thread */
  gsize             tiles;          /* per chunk */
  gsize             chunk;          /* the one in work when chunks go one by one */
  gsize             parity;
  gboolean          many;
} Work;

static gsize
round_up (gsize floats)
{
  return (floats + 15) / 16 * 16;
}

/* Floats of the transformed tiles of a chunk, of input and output. */
static gsize
chunk_floats (const VtWinograd *w)
{
  return round_up (w->a * w->a * (w->s->ic + w->s->oc) * w->chunk_rows * w->tw);
}

static Work
make_work (const VtConvTask *t,
           gsize             m)
{
  Work k = { .t = t, .w = vt_winograd_layout (t->s, m) };

  k.w.s = t->s;
  k.temp = round_up (vt_winograd_temp (&k.w));
  k.tiles = k.w.chunk_rows * k.w.tw;
  k.many = k.w.chunks >= MANY_CHUNKS;
  return k;
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const VtWinograd w = vt_winograd_layout (s, a->tile);
  const gsize temp = round_up (vt_winograd_temp (&w));

  return (n_threads * temp + (w.chunks >= MANY_CHUNKS ? n_threads : 1) * chunk_floats (&w)) * sizeof (float);
}

/* Where things lie in the scratch memory: temporary memory of all threads, then chunks. */
static float *
temp_of (const Work *k,
         guint       thread)
{
  return k->t->scratch + thread * k->temp;
}

static float *
input_tiles (const Work *k,
             guint       thread)
{
  return k->t->scratch + vt_pool_n_threads (k->t->pool) * k->temp
         + (k->many ? thread * chunk_floats (&k->w) : 0);
}

static float *
output_tiles (const Work *k,
              guint       thread)
{
  return input_tiles (k, thread) + k->w.a * k->w.a * k->t->s->ic * k->tiles;
}

static VtWinogradPiece
piece (const Work *k,
       gsize       chunk,
       gsize       channel,
       gsize       channels,
       guint       thread)
{
  return (VtWinogradPiece) {
           .w = &k->w, .channel = channel, .first = chunk * k->w.chunk_rows,
           .last = MIN (k->w.rows, (chunk + 1) * k->w.chunk_rows), .step = channels * k->tiles,
           .temp = temp_of (k, thread)
  };
}

/* ---- one step of a chunk; each can be a part ----------------------------------------------- */

static void
transform_input (const Work *k,
                 gsize       chunk,
                 gsize       channel,
                 guint       thread)
{
  const VtWinogradPiece p = piece (k, chunk, channel, k->t->s->ic, thread);

  vt_winograd_input (&p, k->t->x, input_tiles (k, thread) + channel * k->tiles);
}

static void
transform_output (const Work *k,
                  gsize       chunk,
                  gsize       channel,
                  guint       thread)
{
  const VtWinogradPiece p = piece (k, chunk, channel, k->t->s->oc, thread);

  vt_winograd_output (&p, output_tiles (k, thread) + channel * k->tiles, k->t);
}

static void
transform_output_back (const Work *k,
                       gsize       chunk,
                       gsize       channel,
                       guint       thread)
{
  const VtWinogradPiece p = piece (k, chunk, channel, k->t->s->oc, thread);

  vt_winograd_output_back (&p, k->t->dy, output_tiles (k, thread) + channel * k->tiles);
}

static void
transform_input_back (const Work *k,
                      gsize       chunk,
                      gsize       channel,
                      guint       thread)
{
  const VtWinogradPiece p = piece (k, chunk, channel, k->t->s->ic, thread);

  vt_winograd_input_back (&p, input_tiles (k, thread) + channel * k->tiles, k->t->dx);
}

/* Value v of all tiles: M = U V, or V = Uᵀ M on the way back. */
static void
multiply (const Work *k,
          gsize       chunk,
          gsize       v,
          guint       thread)
{
  const VtConvShape *s = k->t->s;
  const gsize rows = MIN (k->w.rows - chunk * k->w.chunk_rows, k->w.chunk_rows);

  vt_product (&(VtProduct) {
    .m = s->oc, .n = rows * k->w.tw, .k = s->ic, .alpha = 1.f,
    .a = (const float *) k->t->packed + v * s->oc * s->ic, .lda = s->ic,
    .b = input_tiles (k, thread) + v * s->ic * k->tiles, .ldb = k->tiles,
    .c = output_tiles (k, thread) + v * s->oc * k->tiles, .ldc = k->tiles
  });
}

static void
multiply_back (const Work *k,
               gsize       chunk,
               gsize       v,
               guint       thread)
{
  const VtConvShape *s = k->t->s;
  const gsize rows = MIN (k->w.rows - chunk * k->w.chunk_rows, k->w.chunk_rows);

  vt_product (&(VtProduct) {
    .trans_a = VT_TRANSPOSED, .m = s->ic, .n = rows * k->w.tw, .k = s->oc, .alpha = 1.f,
    .a = (const float *) k->t->packed + v * s->oc * s->ic, .lda = s->ic,
    .b = output_tiles (k, thread) + v * s->oc * k->tiles, .ldb = k->tiles,
    .c = input_tiles (k, thread) + v * s->ic * k->tiles, .ldc = k->tiles
  });
}

/* ---- few chunks: the parts are channels or values ------------------------------------------ */

static void
input_part (gsize    part,
            guint    thread,
            gpointer data)
{
  const Work *k = data;

  transform_input (k, k->chunk, part, thread);
}

static void
output_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Work *k = data;

  transform_output (k, k->chunk, part, thread);
}

static void
output_back_part (gsize    part,
                  guint    thread,
                  gpointer data)
{
  const Work *k = data;

  transform_output_back (k, k->chunk, part, thread);
}

static void
input_back_part (gsize    part,
                 guint    thread,
                 gpointer data)
{
  const Work *k = data;

  transform_input_back (k, k->chunk, part, thread);
}

static void
multiply_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *k = data;

  multiply (k, k->chunk, part, thread);
}

static void
multiply_back_part (gsize    part,
                    guint    thread,
                    gpointer data)
{
  const Work *k = data;

  multiply_back (k, k->chunk, part, thread);
}

/* ---- many chunks: each is a part ----------------------------------------------------------- */

static void
forward_chunk (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *k = data;

  for (gsize c = 0; c < k->t->s->ic; c++)
    transform_input (k, part, c, thread);
  for (gsize v = 0; v < k->w.a * k->w.a; v++)
    multiply (k, part, v, thread);
  for (gsize c = 0; c < k->t->s->oc; c++)
    transform_output (k, part, c, thread);
}

static void
backward_chunk (gsize    part,
                guint    thread,
                gpointer data)
{
  const Work *k = data;
  const gsize chunk = 2 * part + k->parity;

  for (gsize c = 0; c < k->t->s->oc; c++)
    transform_output_back (k, chunk, c, thread);
  for (gsize v = 0; v < k->w.a * k->w.a; v++)
    multiply_back (k, chunk, v, thread);
  for (gsize c = 0; c < k->t->s->ic; c++)
    transform_input_back (k, chunk, c, thread);
}

/* ---- the algorithm ------------------------------------------------------------------------- */

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  Work k = make_work (t, a->tile);

  if (k.many)
    {
      vt_parallel_for (t->pool, k.w.chunks, forward_chunk, &k);
      return;
    }
  for (k.chunk = 0; k.chunk < k.w.chunks; k.chunk++)
    {
      vt_parallel_for (t->pool, t->s->ic, input_part, &k);
      vt_parallel_for (t->pool, k.w.a * k.w.a, multiply_part, &k);
      vt_parallel_for (t->pool, t->s->oc, output_part, &k);
    }
}

static void
backward_x (const VtConvAlgo *a,
            const VtConvTask *t)
{
  Work k = make_work (t, a->tile);

  if (k.many)
    {
      vt_parallel_for (t->pool, (k.w.chunks + 1) / 2, backward_chunk, &k);
      k.parity = 1;
      vt_parallel_for (t->pool, k.w.chunks / 2, backward_chunk, &k);
      return;
    }
  for (k.chunk = 0; k.chunk < k.w.chunks; k.chunk++)
    {
      vt_parallel_for (t->pool, t->s->oc, output_back_part, &k);
      vt_parallel_for (t->pool, k.w.a * k.w.a, multiply_back_part, &k);
      vt_parallel_for (t->pool, t->s->ic, input_back_part, &k);
    }
}

/* ---- to the weights ------------------------------------------------------------------------ */

/* dU = Σ over the tiles of (A dY Aᵀ) (Bᵀ d B)ᵀ, chunk by chunk; it lies behind the tiles. */
static float *
weight_sums (const Work *k)
{
  return input_tiles (k, 0) + chunk_floats (&k->w);
}

static void
multiply_weights_part (gsize    part,
                       guint    thread,
                       gpointer data)
{
  const Work *k = data;
  const VtConvShape *s = k->t->s;
  const gsize rows = MIN (k->w.rows - k->chunk * k->w.chunk_rows, k->w.chunk_rows);

  vt_product (&(VtProduct) {
    .trans_b = VT_TRANSPOSED, .m = s->oc, .n = s->ic, .k = rows * k->w.tw, .alpha = 1.f,
    .a = output_tiles (k, 0) + part * s->oc * k->tiles, .lda = k->tiles,
    .b = input_tiles (k, 0) + part * s->ic * k->tiles, .ldb = k->tiles,
    .beta = k->chunk > 0 ? 1.f : 0.f, .c = weight_sums (k) + part * s->oc * s->ic, .ldc = s->ic
  });
}

static void
weights_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Work *k = data;

  vt_winograd_weights_back (k->t->s, k->w.m, weight_sums (k), part, k->t->dw);
}

static void
backward_w (const VtConvAlgo *a,
            const VtConvTask *t)
{
  Work k = make_work (t, a->tile);

  k.many = FALSE;   /* the sums take the chunks in their order */
  for (k.chunk = 0; k.chunk < k.w.chunks; k.chunk++)
    {
      vt_parallel_for (t->pool, t->s->ic, input_part, &k);
      vt_parallel_for (t->pool, t->s->oc, output_back_part, &k);
      vt_parallel_for (t->pool, k.w.a * k.w.a, multiply_weights_part, &k);
    }
  vt_parallel_for (t->pool, t->s->oc, weights_part, &k);
}

/* Large sums would be read and written for each chunk: unrolling is quicker then. */
static gsize
scratch_w (const VtConvAlgo  *a,
           const VtConvShape *s,
           guint              n_threads)
{
  const VtWinograd w = vt_winograd_layout (s, a->tile);
  const gsize sums = w.a * w.a * s->ic * s->oc;

  if (sums > LARGE_SUMS)
    return 0;
  return (n_threads * round_up (vt_winograd_temp (&w)) + chunk_floats (&w) + sums) * sizeof (float);
}

static gboolean
can_do (const VtConvShape *s)
{
  return s->group == 1 && s->kh == 3 && s->kw == 3 && s->sh == 1 && s->sw == 1 && s->dh == 1 && s->dw == 1;
}

/* Products, tiles written and read, transformed weights read. */
static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const gsize m = a->tile;
  const double tiles = (double) (s->n * ((s->oh + m - 1) / m) * ((s->ow + m - 1) / m));
  const double values = (double) ((m + 2) * (m + 2)), ic = (double) s->ic, oc = (double) s->oc;

  return values * (vt_conv_product_cost (oc, tiles, ic) + vt_conv_move_cost ((ic + oc) * tiles))
         + vt_conv_weight_cost (values * ic * oc);
}

typedef struct
{
  const VtConvShape *s;
  gsize              m;
  const float       *w;
  float             *u;
} Packing;

static void
pack_output (gsize    part,
             guint    thread,
             gpointer data)
{
  const Packing *p = data;

  vt_winograd_weights (p->s, p->m, p->w, part, p->u);
}

static void
pack (const VtConvAlgo  *a,
      const VtConvShape *s,
      const float       *w,
      float             *packed,
      VtPool            *pool)
{
  vt_parallel_for (pool, s->oc, pack_output, &(Packing) { s, a->tile, w, packed });
}

static gsize
pack_size (const VtConvAlgo  *a,
           const VtConvShape *s)
{
  return (a->tile + 2) * (a->tile + 2) * s->ic * s->oc * sizeof (float);
}

const VtConvAlgo vt_conv_winograd_2 = {
  .name = "winograd 2×2", .tile = 2, .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward, .backward_x = backward_x,
  .scratch_w = scratch_w, .backward_w = backward_w,
};

const VtConvAlgo vt_conv_winograd_4 = {
  .name = "winograd 4×4", .tile = 4, .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward, .backward_x = backward_x,
  .scratch_w = scratch_w, .backward_w = backward_w,
};
