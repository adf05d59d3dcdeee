/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution by Winograd's F(4×4, 3×3) and F(2×2, 3×3): (m+2)² products of matrices instead of
 * 9·m², each of outputs × inputs by inputs × tiles.  Weights are transformed once for all passes: the way for large
 * maps and for small weights; see vt-conv-winograd-passing.c for others.
 *
 * The work goes in chunks of rows of tiles.  Many chunks are computed one per part; few chunks one after the other, with
 * channels and products as parts.  Either way the same products are formed. */
#include "ops/conv/vt-winograd-work.h"
#include "ops/conv/vt-winograd.h"

#define MANY_CHUNKS 5
#define SOME        4     /* channels of a part when chunks are few */
#define LANES       48    /* of a chunk, rather */

typedef struct
{
  VtWinogradWork k;
  gsize          m_step;    /* from one value of the output's tiles to the next */
  gsize          chunk;     /* the one in work when chunks go one by one */
  gboolean       many;
} Work;

static Work
make_work (const VtConvTask  *t,
           const VtConvShape *s,
           gsize              m)
{
  Work w = { .chunk = 0 };

  vt_winograd_work_init (&w.k, t, s, m, LANES);
  w.m_step = vt_winograd_value_step (s->oc * w.k.lanes);
  w.many = w.k.chunks >= MANY_CHUNKS;
  /* A tile's sums are the same in any chunk. */
  if (w.many && t != NULL && vt_pool_n_threads (t->pool) > 1)
    vt_winograd_work_pair (&w.k);
  return w;
}

static gsize
values (const Work *w)
{
  return w->k.w.a * w->k.w.a;
}

static gsize
chunk_floats (const Work *w)
{
  return values (w) * (w->k.v_step + w->m_step);
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const Work w = make_work (NULL, s, a->tile);

  return (n_threads * w.k.temp + (w.many ? n_threads : 1) * chunk_floats (&w)) * sizeof (float);
}

/* Where things lie in the scratch memory: temporary memory of all threads, then chunks. */
static float *
temporary (const Work *w,
           guint       thread)
{
  return w->k.t->scratch + thread * w->k.temp;
}

static float *
input_tiles (const Work *w,
             guint       thread)
{
  return temporary (w, vt_pool_n_threads (w->k.t->pool)) + (w->many ? thread * chunk_floats (w) : 0);
}

static float *
output_tiles (const Work *w,
              guint       thread)
{
  return input_tiles (w, thread) + values (w) * w->k.v_step;
}

/* ---- one step of a chunk; each can be a part ----------------------------------------------- */

static void
transform_input (const Work *w,
                 gsize       chunk,
                 gsize       channel,
                 guint       thread)
{
  vt_winograd_work_input (&w->k, chunk, channel, temporary (w, thread), input_tiles (w, thread));
}

static void
transform_output (const Work *w,
                  gsize       chunk,
                  gsize       channel,
                  guint       thread)
{
  vt_winograd_work_output (&w->k, chunk, channel, temporary (w, thread),
                           output_tiles (w, thread) + channel * vt_winograd_work_lanes (&w->k, chunk), w->m_step);
}

/* Value v of all tiles: M = U V. */
static void
multiply (const Work *w,
          gsize       chunk,
          gsize       v,
          guint       thread)
{
  const VtConvShape *s = w->k.t->s;
  const gsize lanes = vt_winograd_work_lanes (&w->k, chunk);
  const float *u = (const float *) w->k.t->packed + v * vt_tile_packed_floats (s->oc, s->ic);
  const float *in = input_tiles (w, thread) + v * w->k.v_step;
  float *out = output_tiles (w, thread) + v * w->m_step;

  for (gsize p = 0; p < vt_tile_panels (lanes); p++)
    {
      const gsize start = vt_tile_panel_start (lanes, p), n = vt_tile_panel_start (lanes, p + 1) - start;

      for (gsize o = 0; o < s->oc; o += VT_TILE_ROWS)
        w->k.tile (&(VtTile) {
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
  const Work *w = data;

  for (gsize c = part * SOME; c < MIN ((part + 1) * SOME, w->k.t->s->ic); c++)
    transform_input (w, w->chunk, c, thread);
}

static void
output_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Work *w = data;

  for (gsize c = part * SOME; c < MIN ((part + 1) * SOME, w->k.t->s->oc); c++)
    transform_output (w, w->chunk, c, thread);
}

static void
multiply_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *w = data;

  multiply (w, w->chunk, part, thread);
}

/* ---- many chunks: each is a part ----------------------------------------------------------- */

static void
chunk_part (gsize    part,
            guint    thread,
            gpointer data)
{
  const Work *w = data;

  for (gsize c = 0; c < w->k.t->s->ic; c++)
    transform_input (w, part, c, thread);
  for (gsize v = 0; v < values (w); v++)
    multiply (w, part, v, thread);
  for (gsize c = 0; c < w->k.t->s->oc; c++)
    transform_output (w, part, c, thread);
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  Work w = make_work (t, t->s, a->tile);

  if (w.many)
    {
      vt_parallel_for (t->pool, w.k.chunks, chunk_part, &w);
      return;
    }
  for (w.chunk = 0; w.chunk < w.k.chunks; w.chunk++)
    {
      vt_parallel_for (t->pool, (t->s->ic + SOME - 1) / SOME, input_part, &w);
      vt_parallel_for (t->pool, values (&w), multiply_part, &w);
      vt_parallel_for (t->pool, (t->s->oc + SOME - 1) / SOME, output_part, &w);
    }
}

/* ---- the choice ---------------------------------------------------------------------------- */

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const Work w = make_work (NULL, s, a->tile);
  const double floats = (double) (values (&w) * s->ic * s->oc);

  return vt_winograd_work_cost (&w.k) + vt_conv_weight_cost (floats) + vt_conv_keep_cost (floats);
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
  .name = "winograd 2×2", .tile = 2, .can_do = vt_winograd_can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward,
  .scratch_w = vt_winograd_scratch_w, .backward_w = vt_winograd_backward_w,
};

const VtConvAlgo vt_conv_winograd_4 = {
  .name = "winograd 4×4", .tile = 4, .can_do = vt_winograd_can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .forward = forward,
  .scratch_w = vt_winograd_scratch_w, .backward_w = vt_winograd_backward_w,
};
