/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Winograd's convolution for small maps with large weights, which are transformed in passing: eight outputs at a time,
 * whose transformed weights stay in the cache until they have been multiplied by all tiles of a chunk.  It takes a few
 * hundredths more time than reading up to four times as many weights from memory, and there is nothing to keep. */
#include <math.h>

#include "ops/conv/vt-winograd-work.h"

#define SOME   4    /* channels of a part */
#define LANES  128  /* of a chunk, rather: weights are transformed once for each */
#define PIECES 5

/* Nanoseconds to transform the weights of one output and input, m = 4 and 2, with what else it costs that the tiles come
 * from farther away: 2.7 and 1.3 of them are the transform, which the cache's stores bound. */
#define KERNEL_4 5.5
#define KERNEL_2 1.5

typedef struct
{
  VtWinogradWork k;
  VtConvWeights  weights;
  gsize          values;
  gsize          u_step;          /* from one value of the weights to the next */
  gsize          m_step;          /* of the output's tiles */
  gsize          thread_floats;   /* temporary memory, weights and output tiles */
  gsize          chunk;
} Work;

static Work
make_work (const VtConvTask  *t,
           const VtConvShape *s,
           gsize              m)
{
  Work w = { .values = (m + 2) * (m + 2) };

  vt_winograd_work_init (&w.k, t, s, m, LANES);
  w.u_step = vt_winograd_value_step (s->ic * VT_TILE_ROWS);
  w.m_step = vt_winograd_value_step (VT_TILE_ROWS * w.k.lanes);
  w.thread_floats = w.k.temp + w.values * (w.u_step + w.m_step);
  if (t != NULL)
    w.weights = t->turned != NULL ? *t->turned : vt_conv_weights_of (s, t->w);
  return w;
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const Work w = make_work (NULL, s, a->tile);

  return (n_threads * w.thread_floats + w.values * w.k.v_step) * sizeof (float);
}

static float *
memory_of (const Work *w,
           guint       thread)
{
  return w->k.t->scratch + thread * w->thread_floats;
}

static float *
input_tiles (const Work *w)
{
  return memory_of (w, vt_pool_n_threads (w->k.t->pool));
}

static void
input_part (gsize    part,
            guint    thread,
            gpointer data)
{
  const Work *w = data;

  for (gsize c = part * SOME; c < MIN ((part + 1) * SOME, w->k.t->s->ic); c++)
    vt_winograd_work_input (&w->k, w->chunk, c, memory_of (w, thread), input_tiles (w));
}

/* Piece i of the weights of the eight outputs from o0 on: as many lines as there are inputs. */
static const float *
piece (const Work *w,
       gsize       o0,
       gsize       i,
       gsize      *step)
{
  *step = w->weights.turned ? w->weights.in : VT_TILE_LANES;
  return w->weights.w + o0 * w->weights.out + i * VT_TILE_LANES * (w->weights.turned ? 1 : w->k.t->s->ic);
}

/* Part: eight outputs.  The weights of the next come while these are multiplied. */
static void
outputs_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Work *w = data;
  const VtConvShape *s = w->k.t->s;
  const gsize o0 = part * VT_TILE_ROWS, rows = MIN (VT_TILE_ROWS, s->oc - o0);
  const gsize lanes = vt_winograd_work_lanes (&w->k, w->chunk);
  float *temp = memory_of (w, thread), *u = temp + w->k.temp, *out = u + w->values * w->u_step;

  w->k.kernel->weights (&(VtWinogradWeightsJob) { &w->weights, o0, rows, s->ic, u, w->u_step });
  for (gsize v = 0; v < w->values; v++)
    for (gsize p = 0; p < vt_tile_panels (lanes); p++)
      {
        const gsize start = vt_tile_panel_start (lanes, p), n = vt_tile_panel_start (lanes, p + 1) - start;
        gsize step;
        const float *next = piece (w, o0 + VT_TILE_ROWS, v, &step);

        w->k.tile (&(VtTile) {
        .m = rows, .n = n, .k = s->ic, .a = u + v * w->u_step,
        .b = input_tiles (w) + v * w->k.v_step + start * s->ic, .ldb = n,
        .c = out + v * w->m_step + start, .ldc = lanes,
        .next = p == 0 && v < PIECES && o0 + VT_TILE_ROWS < s->oc ? next : NULL, .next_step = step
      });
      }
  for (gsize i = 0; i < rows; i++)
    vt_winograd_work_output (&w->k, w->chunk, o0 + i, temp, out + i * lanes, w->m_step);
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  Work w = make_work (t, t->s, a->tile);

  for (w.chunk = 0; w.chunk < w.k.chunks; w.chunk++)
    {
      vt_parallel_for (t->pool, (t->s->ic + SOME - 1) / SOME, input_part, &w);
      vt_parallel_for (t->pool, (t->s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS, outputs_part, &w);
    }
}

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const Work w = make_work (NULL, s, a->tile);
  const double kernels = (double) s->ic * ceil ((double) s->oc / VT_TILE_ROWS) * VT_TILE_ROWS;

  return vt_winograd_work_cost (&w.k) + vt_conv_weight_cost (9 * kernels)
         + (double) w.k.chunks * kernels * (a->tile == 4 ? KERNEL_4 : KERNEL_2);
}

const VtConvAlgo vt_conv_winograd_2_passing = {
  .name = "winograd 2×2 in passing", .tile = 2, .turns = TRUE, .can_do = vt_winograd_can_do, .cost = cost,
  .scratch = scratch, .forward = forward, .scratch_w = vt_winograd_scratch_w, .backward_w = vt_winograd_backward_w,
};

const VtConvAlgo vt_conv_winograd_4_passing = {
  .name = "winograd 4×4 in passing", .tile = 4, .turns = TRUE, .can_do = vt_winograd_can_do, .cost = cost,
  .scratch = scratch, .forward = forward, .scratch_w = vt_winograd_scratch_w, .backward_w = vt_winograd_backward_w,
};
