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
scratch (const VtConvShape *s,
         guint              n_threads,
         gsize              m)
{
  const VtWinograd w = vt_winograd_layout (s, m);
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
forward (const VtConvTask *t,
         gsize             m)
{
  Work k = make_work (t, m);

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
backward_x (const VtConvTask *t,
            gsize             m)
{
  Work k = make_work (t, m);

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

static gboolean
can_do (const VtConvShape *s)
{
  return s->group == 1 && s->kh == 3 && s->kw == 3 && s->sh == 1 && s->sw == 1 && s->dh == 1 && s->dw == 1;
}

/* Products, tiles written and read, transformed weights read. */
static double
cost (const VtConvShape *s,
      gsize              m)
{
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
pack (const VtConvShape *s,
      gsize              m,
      const float       *w,
      float             *packed,
      VtPool            *pool)
{
  vt_parallel_for (pool, s->oc, pack_output, &(Packing) { s, m, w, packed });
}

static void
forward_2 (const VtConvTask *t)
{
  forward (t, 2);
}
static void
forward_4 (const VtConvTask *t)
{
  forward (t, 4);
}
static void
backward_x_2 (const VtConvTask *t)
{
  backward_x (t, 2);
}
static void
backward_x_4 (const VtConvTask *t)
{
  backward_x (t, 4);
}
static double
cost_2 (const VtConvShape *s)
{
  return cost (s, 2);
}
static double
cost_4 (const VtConvShape *s)
{
  return cost (s, 4);
}
static gsize
pack_size_2 (const VtConvShape *s)
{
  return 16 * s->ic * s->oc * sizeof (float);
}
static gsize
pack_size_4 (const VtConvShape *s)
{
  return 36 * s->ic * s->oc * sizeof (float);
}

static gsize
scratch_2 (const VtConvShape *s,
           guint              n_threads,
           gboolean           backward)
{
  return scratch (s, n_threads, 2);
}

static gsize
scratch_4 (const VtConvShape *s,
           guint              n_threads,
           gboolean           backward)
{
  return scratch (s, n_threads, 4);
}

static void
pack_2 (const VtConvShape *s,
        const float       *w,
        float             *packed,
        VtPool            *pool)
{
  pack (s, 2, w, packed, pool);
}

static void
pack_4 (const VtConvShape *s,
        const float       *w,
        float             *packed,
        VtPool            *pool)
{
  pack (s, 4, w, packed, pool);
}

const VtConvAlgo vt_conv_winograd_2 = {
  .name = "winograd 2×2", .can_do = can_do, .cost = cost_2, .scratch = scratch_2,
  .pack_size = pack_size_2, .pack = pack_2, .forward = forward_2, .backward_x = backward_x_2,
};

const VtConvAlgo vt_conv_winograd_4 = {
  .name = "winograd 4×4", .can_do = can_do, .cost = cost_4, .scratch = scratch_4,
  .pack_size = pack_size_4, .pack = pack_4, .forward = forward_4, .backward_x = backward_x_4,
};
