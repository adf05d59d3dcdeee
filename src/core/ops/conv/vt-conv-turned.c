/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution of small maps: as vt-conv-panels.c, but turned.  Lanes are output channels and the rows of a tile
 * are up to eight pixels, of which none is idle whatever the size of the map; sums are turned when they are
 * written.  Weights are read once for a stretch of 64 pixels. */
#include "ops/conv/vt-panels.h"

#include <math.h>
#include <string.h>

#include "base/vt-simd.h"
#include "ops/conv/vt-turn.h"

#define STRETCH 64    /* pixels: eight tiles */

typedef struct
{
  VtPanels p;
  gsize    panels;      /* of outputs, per group */
  gsize    tiles;       /* of pixels */
  gsize    stretches;
  float   *pixels;      /* k × 8 for each tile and group */
  float   *sums;        /* of a thread: STRETCH × 48 */
} Work;

static gsize
n_tiles (const VtConvShape *s)
{
  return (vt_conv_out_map (s) + VT_TILE_ROWS - 1) / VT_TILE_ROWS;
}

/* The first pixel of tile i: all have eight or one less. */
static gsize
tile_start (const Work *w,
            gsize       i)
{
  return w->p.map * i / w->tiles;
}

static gsize
tile_floats (const VtConvShape *s)
{
  return s->ic * vt_conv_taps (s) * VT_TILE_ROWS + 16;
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  return (vt_panels_floats (s) + s->group * n_tiles (s) * tile_floats (s)
          + n_threads * STRETCH * VT_TILE_COLUMNS) * sizeof (float);
}

/* Part: group and tile. */
static void
gather_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Work *w = data;
  const gsize i = part % w->tiles, p0 = tile_start (w, i);

  vt_panels_gather (&w->p, part / w->tiles, 0, w->p.t->s->ic, p0, tile_start (w, i + 1) - p0, VT_TILE_ROWS,
                    w->pixels + part * tile_floats (w->p.t->s));
}

typedef int Order __attribute__ ((vector_size (32)));

VT_INLINE Eight
choose (Order mask,
        Eight yes,
        Eight no)
{
  return (Eight) ((mask & (Order) yes) | (~mask & (Order) no));
}

/* Sums of `pixels` × `channels` to y, one row per channel, `map` floats apart. */
VT_CLONES static void
write_turned (const float *sums,
              gsize        pixels,
              gsize        channels,
              const float *bias,
              const float *add,
              float        lo,
              float        hi,
              float       *y,
              gsize        map)
{
  const Eight lows = lo - (Eight) { 0 }, highs = hi - (Eight) { 0 };
  gsize p = 0;

  for (; p + 8 <= pixels; p += 8)
    for (gsize c = 0; c < channels; c += 8)
      {
        const gsize some = channels - c < 8 ? channels - c : 8;
        Eight out[8];

        vt_turn_eight (sums + p * VT_TILE_COLUMNS + c, VT_TILE_COLUMNS, out);
        for (gsize i = 0; i < some; i++)
          {
            float *to = y + (c + i) * map + p;
            Eight v = out[i] + (bias != NULL ? bias[c + i] : 0.f);

            if (add != NULL)
              v += load_eight (add + (c + i) * map + p);
            v = choose (v < lows, lows, v);
            v = choose (v > highs, highs, v);
            store_eight (to, v);
          }
      }
  for (; p < pixels; p++)
    for (gsize c = 0; c < channels; c++)
      {
        float v = sums[p * VT_TILE_COLUMNS + c] + (bias != NULL ? bias[c] : 0.f);

        v += add != NULL ? add[c * map + p] : 0.f;
        v = v < lo ? lo : v;
        y[c * map + p] = v > hi ? hi : v;
      }
}

/* Part: group, panel of outputs, stretch of pixels. */
static void
multiply_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *w = data;
  const VtConvTask *t = w->p.t;
  const VtConvShape *s = t->s;
  const gsize stretch = part % w->stretches, panel = part / w->stretches % w->panels;
  const gsize g = part / w->stretches / w->panels, channels = vt_tile_round (s->oc);
  const gsize o0 = vt_tile_panel_start (s->oc, panel), n = vt_tile_panel_start (s->oc, panel + 1) - o0;
  const gsize from = w->tiles * stretch / w->stretches, to = w->tiles * (stretch + 1) / w->stretches;
  const gsize p0 = tile_start (w, from), channel = g * s->oc + o0;
  const gsize width = vt_tile_round (n);
  const float *b = (const float *) t->packed + g * channels * w->p.k + o0 * w->p.k;
  float *sums = w->sums + thread * STRETCH * VT_TILE_COLUMNS;
  const gsize at = (w->p.image * s->group * s->oc + channel) * w->p.map + p0;

  for (gsize i = from; i < to; i++)
    {
      const gsize p = tile_start (w, i), ahead = width * w->p.k + (i - from) * w->p.k * VT_TILE_LANES;

      /* The weights of the next panel, which follow in memory, come while these are multiplied. */
      w->p.tile (&(VtTile) {
      .m = tile_start (w, i + 1) - p, .n = width, .k = w->p.k, .next = b + ahead, .next_step = VT_TILE_LANES,
      .a = w->pixels + (g * w->tiles + i) * tile_floats (s),
      .b = b, .ldb = width,
      .c = sums + (p - p0) * VT_TILE_COLUMNS, .ldc = VT_TILE_COLUMNS
    });
    }
  write_turned (sums, tile_start (w, to) - p0, n, t->bias != NULL ? t->bias + channel : NULL,
                t->add != NULL ? t->add + at : NULL, t->lo, t->hi, t->y + at, w->p.map);
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  const VtConvShape *s = t->s;
  Work w = { .panels = vt_tile_panels (s->oc), .tiles = n_tiles (s) };

  vt_panels_init (&w.p, t, t->scratch);
  w.stretches = (w.tiles + STRETCH / VT_TILE_ROWS - 1) / (STRETCH / VT_TILE_ROWS);
  w.pixels = t->scratch + vt_panels_floats (s);
  w.sums = w.pixels + s->group * w.tiles * tile_floats (s);
  for (gsize image = 0; image < s->n; image++)
    {
      vt_panels_image (&w.p, image);
      vt_parallel_for (t->pool, s->group * w.tiles, gather_part, &w);
      vt_parallel_for (t->pool, s->group * w.panels * w.stretches, multiply_part, &w);
    }
}

/* ---- weights: k × (16, 32 or 48) for each panel ---------------------------------------------- */

typedef struct
{
  const VtConvShape   *s;
  const VtConvWeights *w;
  float               *packed;
} Packing;

static void
pack_panel (gsize    part,
            guint    thread,
            gpointer data)
{
  const Packing *p = data;
  const VtConvShape *s = p->s;
  const gsize taps = vt_conv_taps (s), k = s->ic * taps, panels = vt_tile_panels (s->oc), g = part / panels;
  const gsize o0 = vt_tile_panel_start (s->oc, part % panels);
  const gsize n = vt_tile_panel_start (s->oc, part % panels + 1) - o0, width = vt_tile_round (n);
  float *packed = p->packed + (g * vt_tile_round (s->oc) + o0) * k;

  for (gsize c = 0; c < s->ic; c++)
    for (gsize t = 0; t < taps; t++, packed += width)
      for (gsize i = 0; i < width; i++)
        packed[i] = i < n ? vt_conv_weight (p->w, g, o0 + i, c, t) : 0.f;
}

static void
pack (const VtConvAlgo    *a,
      const VtConvShape   *s,
      const VtConvWeights *w,
      float               *packed,
      VtPool              *pool)
{
  vt_parallel_for (pool, s->group * vt_tile_panels (s->oc), pack_panel, &(Packing) { s, w, packed });
}

static void
unpack (const VtConvShape *s,
        const float       *packed,
        float             *w)
{
  const gsize k = s->ic * vt_conv_taps (s);

  for (gsize g = 0; g < s->group; g++, w += s->oc * k)
    for (gsize panel = 0; panel < vt_tile_panels (s->oc); panel++)
      {
        const gsize o0 = vt_tile_panel_start (s->oc, panel), n = vt_tile_panel_start (s->oc, panel + 1) - o0;

        for (gsize i = 0; i < k; i++, packed += vt_tile_round (n))
          for (gsize o = 0; o < n; o++)
            w[(o0 + o) * k + i] = packed[o];
      }
}

static gsize
pack_size (const VtConvAlgo  *a,
           const VtConvShape *s)
{
  return s->group * vt_tile_round (s->oc) * s->ic * vt_conv_taps (s) * sizeof (float);
}

static gboolean
can_do (const VtConvShape *s)
{
  return vt_conv_taps (s) <= VT_PANEL_TAPS && vt_deal_phases (s) <= 64;
}

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const double map = (double) vt_conv_out_map (s), lanes = (double) vt_tile_round (s->oc);
  const double k = (double) (s->ic * vt_conv_taps (s));
  const double tiles = (double) (n_tiles (s) * vt_tile_panels (s->oc));

  return (double) (s->n * s->group) * (vt_conv_tile_cost (map, lanes, k, tiles) + vt_conv_move_cost (k * map)
                                       + vt_conv_move_cost (map * lanes))
         + 2 * vt_conv_copy_cost ((double) (vt_panels_floats (s) * s->n));
}

const VtConvAlgo vt_conv_turned = {
  .name = "turned", .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .unpack = unpack, .forward = forward,
};
