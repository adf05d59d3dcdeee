/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution by Winograd's F(4×4, 3×3) and F(2×2, 3×3): (m+2)² products of matrices instead of
 * 9·m², each of outputs × inputs by inputs × tiles.
 *
 * The work goes in chunks of rows of tiles.  Transformed tiles are written as panels of up to 48 tiles, as the
 * product wants them.  Many chunks are computed one per part; few chunks one after the other, with channels and
 * products as parts.  Either way the same products are formed.  Gradients of the weights take the transforms of
 * vt-winograd.h. */
#include <math.h>

#include "base/vt-blas.h"
#include "base/vt-tile.h"
#include "ops/conv/vt-winograd-kernel.h"
#include "ops/conv/vt-winograd.h"

#define MANY_CHUNKS 5
#define SOME        4                   /* channels of a part when chunks are few */
#define GROUPS      8                   /* of 16 tiles in a chunk, about at most */
#define MAX_GROUPS  64
#define LARGE_SUMS  ((gsize) 1 << 22)   /* floats */

typedef struct
{
  const VtConvTask       *t;
  const VtWinogradKernel *kernel;
  VtTileFunc              tile;
  VtWinogradTiles         w;
  gsize                   chunk_rows, chunks, lanes;    /* lanes of a full chunk */
  gsize                   temp;                         /* floats of temporary memory per thread */
  gsize                   v_step, m_step;               /* from one value of the tiles to the next, in and out */
  gsize                   chunk;                        /* the one in work when chunks go one by one */
  gboolean                many;
} Work;

static gsize
round_up (gsize floats,
          gsize to)
{
  return (floats + to - 1) / to * to;
}

/* One value's tiles lie apart by no multiple of a page, so that the values of a tile do not fall on one set of
 * the cache. */
static gsize
value_step (gsize floats)
{
  return round_up (floats, 1024) + 16;
}

static gsize
lanes_of (const VtWinogradTiles *w,
          gsize                  rows)
{
  return round_up (rows * w->quads * 4, VT_TILE_LANES);
}

/* Rows of tiles of a chunk: those with the least idle lanes, and rather three groups than more. */
static gsize
choose_rows (const VtWinogradTiles *w)
{
  gsize best = 1;
  double least = G_MAXDOUBLE;

  for (gsize rows = 1; rows <= w->rows && (rows == 1 || lanes_of (w, rows) <= GROUPS * VT_TILE_LANES); rows++)
    {
      const gsize rest = w->rows % rows;
      const double lanes = (double) (w->rows / rows * lanes_of (w, rows) + lanes_of (w, rest));
      const double far = fabs ((double) lanes_of (w, rows) - 48) / 48;
      const double bad = lanes / (double) (w->rows * w->quads * 4) + .05 * far;

      if (bad < least)
        {
          least = bad;
          best = rows;
        }
    }
  return best;
}

static Work
make_work (const VtConvTask  *t,
           const VtConvShape *s,
           gsize              m)
{
  Work k = { .t = t, .w = vt_winograd_tiles (s, m), .kernel = vt_winograd_kernel (m), .tile = vt_tile_func () };

  k.chunk_rows = choose_rows (&k.w);
  k.chunks = (k.w.rows + k.chunk_rows - 1) / k.chunk_rows;
  k.lanes = lanes_of (&k.w, k.chunk_rows);
  k.temp = round_up (vt_winograd_tiles_temp (&k.w, k.chunk_rows), 16);
  k.v_step = value_step (s->ic * k.lanes);
  k.m_step = value_step (s->oc * k.lanes);
  k.many = k.chunks >= MANY_CHUNKS;
  return k;
}

static gsize
chunk_floats (const Work *k)
{
  return k->w.a * k->w.a * (k->v_step + k->m_step);
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const Work k = make_work (NULL, s, a->tile);

  return (n_threads * k.temp + (k.many ? n_threads : 1) * chunk_floats (&k)) * sizeof (float);
}

/* Where things lie in the scratch memory: temporary memory of all threads, then chunks. */
static float *
input_tiles (const Work *k,
             guint       thread)
{
  return k->t->scratch + vt_pool_n_threads (k->t->pool) * k->temp + (k->many ? thread * chunk_floats (k) : 0);
}

static float *
output_tiles (const Work *k,
              guint       thread)
{
  return input_tiles (k, thread) + k->w.a * k->w.a * k->v_step;
}

static VtWinogradJob
job (const Work *k,
     gsize       chunk,
     gsize       channel,
     gsize      *group,
     guint       thread)
{
  const gsize first = chunk * k->chunk_rows, last = MIN (k->w.rows, first + k->chunk_rows);

  return (VtWinogradJob) {
           .w = &k->w, .first = first, .last = last, .channel = channel, .group = group,
           .groups = lanes_of (&k->w, last - first) / VT_TILE_LANES, .temp = k->t->scratch + thread * k->temp
  };
}

/* ---- one step of a chunk; each can be a part ----------------------------------------------- */

static void
transform_input (const Work *k,
                 gsize       chunk,
                 gsize       channel,
                 guint       thread)
{
  gsize group[MAX_GROUPS];
  VtWinogradJob j = job (k, chunk, channel, group, thread);
  const gsize lanes = j.groups * VT_TILE_LANES;

  for (gsize p = 0; p < vt_tile_panels (lanes); p++)
    {
      const gsize start = vt_tile_panel_start (lanes, p), end = vt_tile_panel_start (lanes, p + 1);

      for (gsize at = start; at < end; at += VT_TILE_LANES)
        group[at / VT_TILE_LANES] = start * k->t->s->ic + channel * (end - start) + at - start;
    }
  j.at = input_tiles (k, thread);
  j.step = k->v_step;
  k->kernel->input (&j, k->t->x);
}

static void
transform_output (const Work *k,
                  gsize       chunk,
                  gsize       channel,
                  guint       thread)
{
  gsize group[MAX_GROUPS];
  VtWinogradJob j = job (k, chunk, channel, group, thread);

  for (gsize g = 0; g < j.groups; g++)
    group[g] = (channel * j.groups + g) * VT_TILE_LANES;
  j.at = output_tiles (k, thread);
  j.step = k->m_step;
  k->kernel->output (&j, k->t);
}

/* Value v of all tiles: M = U V. */
static void
multiply (const Work *k,
          gsize       chunk,
          gsize       v,
          guint       thread)
{
  const VtConvShape *s = k->t->s;
  const gsize rows = MIN (k->chunk_rows, k->w.rows - chunk * k->chunk_rows), lanes = lanes_of (&k->w, rows);
  const float *u = (const float *) k->t->packed + v * vt_tile_packed_floats (s->oc, s->ic);
  const float *in = input_tiles (k, thread) + v * k->v_step;
  float *out = output_tiles (k, thread) + v * k->m_step;

  for (gsize p = 0; p < vt_tile_panels (lanes); p++)
    {
      const gsize start = vt_tile_panel_start (lanes, p), n = vt_tile_panel_start (lanes, p + 1) - start;

      for (gsize o = 0; o < s->oc; o += VT_TILE_ROWS)
        k->tile (&(VtTile) {
        .m = MIN (VT_TILE_ROWS, s->oc - o), .n = n, .k = s->ic, .a = u + o * s->ic,
        .b = in + start * s->ic, .ldb = n, .c = out + o * lanes + start, .ldc = lanes
      });
    }
}

/* ---- few chunks: the parts are channels or values ------------------------------------------ */

static void
input_part (gsize    part,
            guint    thread,
            gpointer data)
{
  const Work *k = data;

  for (gsize c = part * SOME; c < MIN ((part + 1) * SOME, k->t->s->ic); c++)
    transform_input (k, k->chunk, c, thread);
}

static void
output_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Work *k = data;

  for (gsize c = part * SOME; c < MIN ((part + 1) * SOME, k->t->s->oc); c++)
    transform_output (k, k->chunk, c, thread);
}

static void
multiply_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *k = data;

  multiply (k, k->chunk, part, thread);
}

/* ---- many chunks: each is a part ----------------------------------------------------------- */

static void
chunk_part (gsize    part,
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
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  Work k = make_work (t, t->s, a->tile);

  if (k.many)
    {
      vt_parallel_for (t->pool, k.chunks, chunk_part, &k);
      return;
    }
  for (k.chunk = 0; k.chunk < k.chunks; k.chunk++)
    {
      vt_parallel_for (t->pool, (t->s->ic + SOME - 1) / SOME, input_part, &k);
      vt_parallel_for (t->pool, k.w.a * k.w.a, multiply_part, &k);
      vt_parallel_for (t->pool, (t->s->oc + SOME - 1) / SOME, output_part, &k);
    }
}

/* ---- to the weights ------------------------------------------------------------------------ */

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
  return round_up (w->a * w->a * (w->s->ic + w->s->oc) * w->chunk_rows * w->tw, 16);
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

static void
backward_w (const VtConvAlgo *a,
            const VtConvTask *t)
{
  Sums k = { .t = t, .w = vt_winograd_layout (t->s, a->tile) };

  k.temp = round_up (vt_winograd_temp (&k.w), 16);
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
static gsize
scratch_w (const VtConvAlgo  *a,
           const VtConvShape *s,
           guint              n_threads)
{
  const VtWinograd w = vt_winograd_layout (s, a->tile);
  const gsize floats = w.a * w.a * s->ic * s->oc;

  if (floats > LARGE_SUMS)
    return 0;
  return (n_threads * round_up (vt_winograd_temp (&w), 16) + tile_floats (&w) + floats) * sizeof (float);
}

/* ---- the choice ---------------------------------------------------------------------------- */

static gboolean
can_do (const VtConvShape *s)
{
  return s->group == 1 && s->kh == 3 && s->kw == 3 && s->sh == 1 && s->sw == 1 && s->dh == 1 && s->dw == 1
         && s->pl <= 2 && s->pt <= 2 && s->ow <= MAX_GROUPS * VT_TILE_LANES;
}

/* Products, tiles written and read, transformed weights read. */
static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const Work k = make_work (NULL, s, a->tile);
  const gsize rest = k.w.rows % k.chunk_rows;
  const double lanes = (double) (k.w.rows / k.chunk_rows * k.lanes + lanes_of (&k.w, rest));
  const double panels = (double) (k.w.rows / k.chunk_rows * vt_tile_panels (k.lanes)
                                  + vt_tile_panels (lanes_of (&k.w, rest)));
  const double values = (double) (k.w.a * k.w.a), ic = (double) s->ic, oc = (double) s->oc;

  return values * vt_conv_tile_cost (oc, lanes, ic, panels * ceil (oc / VT_TILE_ROWS))
         + values * vt_conv_move_cost ((ic + oc) * lanes) + vt_conv_weight_cost (values * ic * oc);
}

/* ---- weights: tiles' rows of eight outputs, for each value ------------------------------------- */

typedef struct
{
  const VtConvShape   *s;
  gsize                m;
  const VtConvWeights *w;
  float               *packed;
} Packing;

/* Part: eight outputs. */
static void
pack_rows (gsize    part,
           guint    thread,
           gpointer data)
{
  const Packing *p = data;
  const gsize ic = p->s->ic, values = (p->m + 2) * (p->m + 2), step = vt_tile_packed_floats (p->s->oc, ic);
  float taps[9 * VT_WINOGRAD_BLOCK], u[VT_WINOGRAD_MAX * VT_WINOGRAD_MAX * VT_WINOGRAD_BLOCK];

  for (gsize i = 0; i < VT_TILE_ROWS; i++)
    for (gsize c0 = 0; c0 < ic; c0 += VT_WINOGRAD_BLOCK)
      {
        const gsize o = part * VT_TILE_ROWS + i, n = MIN (VT_WINOGRAD_BLOCK, ic - c0);
        float *to = p->packed + (part * ic + c0) * VT_TILE_ROWS + i;

        for (gsize c = 0; c < n; c++)
          for (gsize t = 0; t < 9; t++)
            taps[t * VT_WINOGRAD_BLOCK + c] = o < p->s->oc ? vt_conv_weight (p->w, 0, o, c0 + c, t) : 0.f;
        vt_winograd_weights (p->m, taps, n, u);
        for (gsize v = 0; v < values; v++)
          for (gsize c = 0; c < n; c++)
            to[v * step + c * VT_TILE_ROWS] = u[v * VT_WINOGRAD_BLOCK + c];
      }
}

static void
pack (const VtConvAlgo    *a,
      const VtConvShape   *s,
      const VtConvWeights *w,
      float               *packed,
      VtPool              *pool)
{
  vt_parallel_for (pool, (s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS, pack_rows, &(Packing) { s, a->tile, w, packed });
}

static gsize
pack_size (const VtConvAlgo  *a,
           const VtConvShape *s)
{
  return (a->tile + 2) * (a->tile + 2) * vt_tile_packed_floats (s->oc, s->ic) * sizeof (float);
}

const VtConvAlgo vt_conv_winograd_2 = {
  .name = "winograd 2×2", .tile = 2, .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward, .scratch_w = scratch_w, .backward_w = backward_w,
};

const VtConvAlgo vt_conv_winograd_4 = {
  .name = "winograd 4×4", .tile = 4, .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward, .scratch_w = scratch_w, .backward_w = backward_w,
};
