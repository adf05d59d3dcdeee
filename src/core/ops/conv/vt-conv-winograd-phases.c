/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Winograd's convolution for 3×3 kernels of stride 2.  Along an axis the even pixels of the padded map are seen by the
 * outer taps and the odd ones by the middle tap, each without stride:
 *
 *   y[r] = a e[r] + b e[r + 1] + c o[r]        a, c, b: taps,  e, o: even and odd pixels
 *
 * Two outputs are F(2, 2) of the even pixels and two products of the odd ones, and both can share their sums:
 *
 *   s0 = a (e0 − e1) + c (o0 − o1)    s1 = (a + b) e1 + c o1    s2 = b (e2 − e1)        y0 = s0 + s1,  y1 = s1 + s2
 *
 * Five products instead of six; in both directions 25 instead of 36, in nine products of matrices, four of which add up
 * four phases, four of which two and one of which only one.  No number is multiplied by more than one or divided, so that
 * sums are as exact as plain ones.  Weights hold their nine taps as they are among the 25. */
#include <string.h>

#include "base/vt-simd.h"
#include "base/vt-tile.h"
#include "ops/conv/vt-conv.h"
#include "ops/conv/vt-turn.h"
#include "ops/conv/vt-winograd-work.h"

#define LANES   224   /* tiles of a chunk, about at most */
#define SOME    8     /* channels of a part */
#define GROUP   8     /* blocks of eight outputs of a part */
#define LINES   8     /* of pixels, written before they are read: what was just written is slow to read otherwise */
#define VALUES  9     /* sums of a tile */
#define ENTRIES 5     /* transformed pixels of a tile, in one direction */

/* Which sum an entry adds to, and the how manieth phase of that sum it is. */
static const guint8 sum_of[ENTRIES] = { 0, 0, 1, 1, 2 }, phase_of[ENTRIES] = { 0, 1, 0, 1, 0 };
static const guint8 phases[3] = { 2, 2, 1 };
/* Entries before those of each value, and the values with most of them first. */
static const guint8 entries_before[VALUES + 1] = { 0, 4, 8, 10, 14, 18, 20, 22, 24, 25 };
static const guint8 longest_first[VALUES] = { 0, 1, 3, 4, 2, 5, 6, 7, 8 };

typedef struct
{
  const VtConvTask *t;
  VtTileFunc        tile;
  gsize             th, tw;         /* rows and columns of tiles of 2 × 2 outputs */
  gsize             chunk_rows;     /* of tiles */
  gsize             lanes;          /* of a chunk, in whole vectors */
  gsize             pitch;          /* tiles of a row in whole eights */
  gsize             line;           /* floats of a padded row of pixels */
  gsize             flat;           /* floats of an entry of one channel */
  gsize             temp;           /* floats of a thread */
  gsize             m_step;         /* from one value of the sums to the next */
  gsize             image, first, last;   /* rows of tiles in work */
} Work;

static gsize
padded_rows (const Work *w)
{
  return 4 * w->chunk_rows + 1;
}

static Work
make_work (const VtConvTask  *t,
           const VtConvShape *s)
{
  Work w = { .t = t, .tile = vt_tile_func (), .th = (s->oh + 1) / 2, .tw = (s->ow + 1) / 2 };
  const gsize chunks = (w.th * w.tw + LANES - 1) / LANES;

  w.chunk_rows = MAX (1, (w.th + chunks - 1) / chunks);
  w.lanes = vt_tile_round (w.chunk_rows * w.tw);
  w.pitch = (w.tw + 7) / 8 * 8;
  w.line = 4 * w.pitch + 16;
  w.flat = w.lanes + 16;
  w.temp = LINES * w.line + ENTRIES * padded_rows (&w) * w.pitch + MAX (ENTRIES * w.flat, 4 * w.pitch);
  w.m_step = vt_winograd_value_step (s->oc * w.lanes + 16);
  return w;
}

static gsize
values_floats (const Work        *w,
               const VtConvShape *s)
{
  return ENTRIES * ENTRIES * s->ic * w->lanes;
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const Work w = make_work (NULL, s);

  return (values_floats (&w, s) + VALUES * w.m_step + n_threads * w.temp) * sizeof (float);
}

static float *
input_values (const Work *w)
{
  return w->t->scratch;
}

static float *
output_values (const Work *w)
{
  return w->t->scratch + values_floats (w, w->t->s);
}

static float *
memory_of (const Work *w,
           guint       thread)
{
  return output_values (w) + VALUES * w->m_step + thread * w->temp;
}

/* ---- input --------------------------------------------------------------------------------- */

#define EVERY_4(j)  j, j + 4, j + 8, j + 12, j + 1, j + 5, j + 9, j + 13
#define FIRST_HALF  0, 1, 2, 3, 8, 9, 10, 11
#define SECOND_HALF 4, 5, 6, 7, 12, 13, 14, 15

/* The entries of a row of tiles from a row of pixels; those of one kind lie `step` floats apart. */
VT_CLONES static void
across (const float *line,
        gsize        tiles,
        gsize        step,
        float       *to)
{
  for (gsize q = 0; q < tiles; q += 8, line += 32, to += 8)
    {
      const Eight z0 = load_eight (line), z1 = load_eight (line + 8), z2 = load_eight (line + 16);
      const Eight z3 = load_eight (line + 24), n0 = load_eight (line + 4), n1 = load_eight (line + 12);
      const Eight n2 = load_eight (line + 20), n3 = load_eight (line + 28);
      const Eight a = __builtin_shufflevector (z0, z1, EVERY_4 (0)), b = __builtin_shufflevector (z2, z3, EVERY_4 (0));
      const Eight c = __builtin_shufflevector (z0, z1, EVERY_4 (2)), d = __builtin_shufflevector (z2, z3, EVERY_4 (2));
      const Eight e = __builtin_shufflevector (n0, n1, EVERY_4 (0)), f = __builtin_shufflevector (n2, n3, EVERY_4 (0));
      const Eight x0 = __builtin_shufflevector (a, b, FIRST_HALF), x1 = __builtin_shufflevector (a, b, SECOND_HALF);
      const Eight x2 = __builtin_shufflevector (c, d, FIRST_HALF), x3 = __builtin_shufflevector (c, d, SECOND_HALF);
      const Eight x4 = __builtin_shufflevector (e, f, FIRST_HALF);

      store_eight (to, x0 - x2);
      store_eight (to + step, x1 - x3);
      store_eight (to + 2 * step, x2);
      store_eight (to + 3 * step, x3);
      store_eight (to + 4 * step, x4 - x2);
    }
}

/* The entries of a row of tiles from five rows of them, `pitch` floats apart. */
VT_CLONES static void
down (const float *rows,
      gsize        pitch,
      gsize        step,
      float       *to)
{
  for (gsize q = 0; q < pitch; q += 8, rows += 8, to += 8)
    {
      const Eight x0 = load_eight (rows), x1 = load_eight (rows + pitch), x2 = load_eight (rows + 2 * pitch);
      const Eight x3 = load_eight (rows + 3 * pitch), x4 = load_eight (rows + 4 * pitch);

      store_eight (to, x0 - x2);
      store_eight (to + step, x1 - x3);
      store_eight (to + 2 * step, x2);
      store_eight (to + 3 * step, x3);
      store_eight (to + 4 * step, x4 - x2);
    }
}

/* Where the first tile of the input's entry (e, f) lies in its panels, and how many rows these have. */
static gsize
entry_place (const Work *w,
             gsize       e,
             gsize       f,
             gsize      *row,
             gsize      *k)
{
  const gsize value = 3u * sum_of[e] + sum_of[f];

  *k = (gsize) (entries_before[value + 1] - entries_before[value]) * w->t->s->ic;
  *row = ((gsize) phase_of[e] * phases[sum_of[f]] + phase_of[f]) * w->t->s->ic;
  return entries_before[value] * w->t->s->ic * w->lanes;
}

/* `n` floats, a multiple of 16; the lines behind them, where the next channel goes, are fetched. */
VT_INLINE void
copy_eights (const float *from,
             gsize        n,
             float       *to)
{
  for (gsize i = 0; i < n; i += 16)
    {
      store_eight (to + i, load_eight (from + i));
      store_eight (to + i + 8, load_eight (from + i + 8));
      __builtin_prefetch (to + n + i, 1);
    }
}

/* The entries of channel c, kind f across, tile after tile, to the panels that the products take. */
VT_CLONES static void
to_panels (const Work  *w,
           gsize        c,
           gsize        f,
           const float *flat)
{
  const gsize tiles = (w->last - w->first) * w->tw;

  for (gsize e = 0; e < ENTRIES; e++, flat += w->flat)
    {
      gsize row, k;
      float *to = input_values (w) + entry_place (w, e, f, &row, &k);

      for (gsize p = 0, start = 0; start < tiles; p++)
        {
          const gsize end = vt_tile_panel_start (tiles, p + 1), width = vt_tile_round (end - start);

          copy_eights (flat + start, width, to + start * k + (row + c) * width);
          start = end;
        }
    }
}

/* Row y of a map between its padding, which is there already.  Rows of the next lines are fetched. */
static void
put_line (const Work  *w,
          const float *x,
          gssize       y,
          float       *line)
{
  const VtConvShape *s = w->t->s;

  for (gsize i = 0; i < s->iw; i += 16)
    __builtin_prefetch (x + (y + 2 * LINES) * (gssize) s->iw + (gssize) i);
  if (y >= 0 && y < (gssize) s->ih)
    memcpy (line + s->pl, x + (gsize) y * s->iw, MIN (s->iw, w->line - s->pl) * sizeof (float));
  else
    memset (line, 0, w->line * sizeof (float));
}

static void
transform_input (const Work *w,
                 gsize       c,
                 float      *lines)
{
  const VtConvShape *s = w->t->s;
  const float *x = w->t->x + (w->image * s->ic + c) * vt_conv_in_map (s);
  const gsize rows = 4 * (w->last - w->first) + 1, step = padded_rows (w) * w->pitch;
  float *entries = lines + LINES * w->line, *flat = entries + ENTRIES * step;

  memset (lines, 0, LINES * w->line * sizeof (float));
  for (gsize r = 0; r < rows; r += LINES)
    {
      for (gsize i = 0; i < MIN (LINES, rows - r); i++)
        put_line (w, x, (gssize) (4 * w->first + r + i) - (gssize) s->pt, lines + i * w->line);
      for (gsize i = 0; i < MIN (LINES, rows - r); i++)
        across (lines + i * w->line, w->pitch, step, entries + (r + i) * w->pitch);
    }
  /* What is too much of a row is overwritten by the next. */
  for (gsize f = 0; f < ENTRIES; f++)
    {
      for (gsize r = 0; r < w->last - w->first; r++)
        down (entries + f * step + 4 * r * w->pitch, w->pitch, w->flat, flat + r * w->tw);
      to_panels (w, c, f, flat);
    }
}

static void
input_part (gsize    part,
            guint    thread,
            gpointer data)
{
  const Work *w = data;

  for (gsize c = part * SOME; c < MIN ((part + 1) * SOME, w->t->s->ic); c++)
    transform_input (w, c, memory_of (w, thread));
}

/* ---- products ------------------------------------------------------------------------------ */

static gsize
n_groups (const VtConvShape *s)
{
  return (s->oc + GROUP * VT_TILE_ROWS - 1) / (GROUP * VT_TILE_ROWS);
}

/* Part: value and group of outputs. */
static void
multiply_part (gsize    part,
               guint    thread,
               gpointer data)
{
  const Work *w = data;
  const VtConvShape *s = w->t->s;
  const gsize value = longest_first[part / n_groups (s)], group = part % n_groups (s);
  const gsize before = entries_before[value], k = (gsize) (entries_before[value + 1] - before) * s->ic;
  const gsize tiles = (w->last - w->first) * w->tw;
  const float *u = (const float *) w->t->packed + before * vt_tile_packed_floats (s->oc, s->ic);
  const float *in = input_values (w) + before * s->ic * w->lanes;
  float *out = output_values (w) + value * w->m_step;

  for (gsize p = 0; p < vt_tile_panels (tiles); p++)
    {
      const gsize start = vt_tile_panel_start (tiles, p), n = vt_tile_panel_start (tiles, p + 1) - start;

      for (gsize o = group * GROUP * VT_TILE_ROWS; o < MIN ((group + 1) * GROUP * VT_TILE_ROWS, s->oc); o += VT_TILE_ROWS)
        w->tile (&(VtTile) {
        .m = MIN (VT_TILE_ROWS, s->oc - o), .n = n, .k = k, .a = u + o * k,
        .b = in + start * k, .ldb = vt_tile_round (n), .c = out + o * w->lanes + start, .ldc = w->lanes
      });
    }
}

/* ---- output -------------------------------------------------------------------------------- */

/* Two rows of pixels of a row of tiles; its sums of value v lie at from[v · step]. */
VT_CLONES static void
two_rows (const float *from,
          gsize        step,
          gsize        pitch,
          float       *out)
{
  for (gsize q = 0; q < pitch; q += 8, from += 8, out += 16)
    {
      Eight upper[3], lower[3];

#pragma GCC unroll 3
      for (gsize j = 0; j < 3; j++)
        {
          const Eight middle = load_eight (from + (3 + j) * step);

          upper[j] = load_eight (from + j * step) + middle;
          lower[j] = middle + load_eight (from + (6 + j) * step);
        }

      const Eight a = upper[0] + upper[1], b = upper[1] + upper[2], c = lower[0] + lower[1], d = lower[1] + lower[2];

      store_eight (out, __builtin_shufflevector (a, b, 0, 8, 1, 9, 2, 10, 3, 11));
      store_eight (out + 8, __builtin_shufflevector (a, b, 4, 12, 5, 13, 6, 14, 7, 15));
      store_eight (out + 2 * pitch, __builtin_shufflevector (c, d, 0, 8, 1, 9, 2, 10, 3, 11));
      store_eight (out + 2 * pitch + 8, __builtin_shufflevector (c, d, 4, 12, 5, 13, 6, 14, 7, 15));
    }
}

VT_CLONES static void
finish_row (const float *in,
            float        bias,
            const float *add,
            float        lo,
            float        hi,
            gsize        n,
            float       *y)
{
  for (gsize i = 0; i < n; i++)
    {
      float v = in[i] + bias;

      v += add != NULL ? add[i] : 0.f;
      v = v < lo ? lo : v;
      y[i] = v > hi ? hi : v;
    }
}

static void
transform_output (const Work *w,
                  gsize       o,
                  float      *rows)
{
  const VtConvTask *t = w->t;
  const VtConvShape *s = t->s;
  const float *from = output_values (w) + o * w->lanes;
  const gsize map = (w->image * s->oc + o) * vt_conv_out_map (s);

  for (gsize r = w->first; r < w->last; r++, from += w->tw)
    {
      two_rows (from, w->m_step, w->pitch, rows);
      for (gsize i = 0; i < MIN (2, s->oh - 2 * r); i++)
        {
          const gsize at = map + (2 * r + i) * s->ow;

          finish_row (rows + i * 2 * w->pitch, t->bias != NULL ? t->bias[o] : 0.f, t->add != NULL ? t->add + at : NULL,
                      t->lo, t->hi, s->ow, t->y + at);
        }
    }
}

static void
output_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Work *w = data;

  for (gsize o = part * SOME; o < MIN ((part + 1) * SOME, w->t->s->oc); o++)
    transform_output (w, o, memory_of (w, thread));
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  const VtConvShape *s = t->s;
  Work w = make_work (t, s);

  for (w.image = 0; w.image < s->n; w.image++)
    for (w.first = 0; w.first < w.th; w.first = w.last)
      {
        w.last = MIN (w.th, w.first + w.chunk_rows);
        vt_parallel_for (t->pool, (s->ic + SOME - 1) / SOME, input_part, &w);
        vt_parallel_for (t->pool, VALUES * n_groups (s), multiply_part, &w);
        vt_parallel_for (t->pool, (s->oc + SOME - 1) / SOME, output_part, &w);
      }
}

/* ---- weights: tiles' rows of eight outputs, for each value -------------------------------------- */

typedef struct
{
  const VtConvShape   *s;
  const VtConvWeights *w;
  float               *packed;
} Packing;

/* Where entry (e, f) of output o and input c lies. */
static gsize
place (const VtConvShape *s,
       gsize              e,
       gsize              f,
       gsize              o,
       gsize              c)
{
  const gsize value = 3u * sum_of[e] + sum_of[f], before = entries_before[value];
  const gsize k = (gsize) (entries_before[value + 1] - before) * s->ic;
  const gsize row = ((gsize) phase_of[e] * phases[sum_of[f]] + phase_of[f]) * s->ic + c;

  return before * vt_tile_packed_floats (s->oc, s->ic) + (o / VT_TILE_ROWS * k + row) * VT_TILE_ROWS + o % VT_TILE_ROWS;
}

/* What the entries of a line multiply. */
static void
spread (const float *taps,
        float       *entries)
{
  entries[0] = taps[0];
  entries[1] = taps[1];
  entries[2] = taps[0] + taps[2];
  entries[3] = taps[1];
  entries[4] = taps[2];
}

/* Part: eight outputs. */
static void
pack_rows (gsize    part,
           guint    thread,
           gpointer data)
{
  const Packing *p = data;

  for (gsize o = part * VT_TILE_ROWS; o < (part + 1) * VT_TILE_ROWS; o++)
    for (gsize c = 0; c < p->s->ic; c++)
      {
        float columns[3][3], lines[3][ENTRIES], entries[ENTRIES];

        for (gsize t = 0; t < 9; t++)
          columns[t % 3][t / 3] = o < p->s->oc ? vt_conv_weight (p->w, 0, o, c, t) : 0.f;
        for (gsize j = 0; j < 3; j++)
          spread (columns[j], lines[j]);
        for (gsize e = 0; e < ENTRIES; e++)
          {
            spread ((const float[]) { lines[0][e], lines[1][e], lines[2][e] }, entries);
            for (gsize f = 0; f < ENTRIES; f++)
              p->packed[place (p->s, e, f, o, c)] = entries[f];
          }
      }
}

static void
pack (const VtConvAlgo    *a,
      const VtConvShape   *s,
      const VtConvWeights *w,
      float               *packed,
      VtPool              *pool)
{
  vt_parallel_for (pool, (s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS, pack_rows, &(Packing) { s, w, packed });
}

static void
unpack (const VtConvShape *s,
        const float       *packed,
        float             *w)
{
  static const guint8 entry[3] = { 0, 1, 4 };   /* those that are the taps themselves */

  for (gsize o = 0; o < s->oc; o++)
    for (gsize c = 0; c < s->ic; c++)
      for (gsize t = 0; t < 9; t++)
        *w++ = packed[place (s, entry[t / 3], entry[t % 3], o, c)];
}

static gsize
pack_size (const VtConvAlgo  *a,
           const VtConvShape *s)
{
  return ENTRIES * ENTRIES * vt_tile_packed_floats (s->oc, s->ic) * sizeof (float);
}

/* ---- the choice ---------------------------------------------------------------------------- */

static gboolean
can_do (const VtConvShape *s)
{
  return s->group == 1 && s->kh == 3 && s->kw == 3 && s->sh == 2 && s->sw == 2 && s->dh == 1 && s->dw == 1
         && s->pl <= 2 && s->pt <= 2 && s->ow <= 1024;
}

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const Work w = make_work (NULL, s);
  const double lanes = (double) ((w.th * w.tw + 7) / 8 * 8), ic = (double) s->ic, oc = (double) s->oc;
  const double chunks = (double) ((w.th + w.chunk_rows - 1) / w.chunk_rows);
  const double tiles = VALUES * chunks * (double) (vt_tile_panels (w.lanes) * ((s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS));
  const double weights = ENTRIES * ENTRIES * ic * oc;

  return (double) s->n * (vt_conv_tile_cost (oc, lanes, ENTRIES * ENTRIES * ic, tiles)
                          + vt_conv_move_cost ((ENTRIES * ENTRIES * ic + VALUES * oc) * lanes))
         + vt_conv_weight_cost (weights);
}

const VtConvAlgo vt_conv_winograd_phases = {
  .name = "winograd by phases", .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .unpack = unpack, .forward = forward,
};
