/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Winograd's two-dimensional transforms of one channel.
 *
 * The vertical transform works on whole rows of pixels.  A row is then split into m lines, line j
 * holding every m-th pixel from j on: position t of all lines is tile t, and the horizontal
 * transform works on lines.  What a tile shares with its neighbour (its pixels m and m+1) is
 * position t+1 of lines 0 and 1, and so each padded row has one tile more than there are: pitch =
 * tw + 1. */
#include "ops/conv/vt-winograd.h"

#include <string.h>

#include "base/vt-simd.h"
#include "ops/conv/vt-winograd-lines.h"

#define LANES       64                      /* about: tiles that a transform takes together */
#define SLACK       16                      /* floats behind each group of lines, for position t+1 */
#define SMALL_CHUNK 56                      /* tiles, when the transformed weights stay in the cache */
#define LARGE_CHUNK 256
#define CACHE       ((gsize) 1 << 18)       /* floats: a second-level cache of 1 MB */

/* Temporary memory: padded pixels, rows after the vertical transform, lines, transformed lines. */
typedef struct
{
  float *pixels, *rows, *lines, *done;
  gsize  width;         /* of a padded row: m · pitch */
  gsize  row_step;      /* from one value's rows or lines to the next's */
  gsize  line_step, done_step;
} Temp;

VtWinograd
vt_winograd_layout (const VtConvShape *s,
                    gsize              m)
{
  VtWinograd w = { .s = s, .m = m, .a = m + 2, .th = (s->oh + m - 1) / m, .tw = (s->ow + m - 1) / m };
  const gsize tiles = w.a * w.a * s->ic * s->oc > CACHE ? LARGE_CHUNK : SMALL_CHUNK;

  w.pitch = w.tw + 1;
  w.rows = s->n * w.th;
  w.chunks = MAX (1, w.rows * w.tw / tiles);
  w.chunks = MIN (w.chunks, w.rows);
  w.chunk_rows = (w.rows + w.chunks - 1) / w.chunks;
  w.chunks = (w.rows + w.chunk_rows - 1) / w.chunk_rows;
  w.block = CLAMP (LANES / w.pitch, 1, MIN (w.th, w.chunk_rows));
  return w;
}

static Temp
temp_steps (const VtWinograd *w)
{
  const gsize lanes = w->block * w->pitch + SLACK;

  return (Temp) { .width = w->m * w->pitch, .row_step = w->m * lanes, .line_step = lanes, .done_step = lanes };
}

static gsize
pixels_size (const VtWinograd *w,
             const Temp       *t)
{
  return (w->m * w->block + 2) * t->width + SLACK;
}

static Temp
make_temp (const VtWinograd *w,
           float            *memory)
{
  Temp t = temp_steps (w);

  t.pixels = memory;
  t.rows = t.pixels + pixels_size (w, &t);
  t.lines = t.rows + w->a * t.row_step;
  t.done = t.lines + w->a * t.row_step;
  return t;
}

gsize
vt_winograd_temp (const VtWinograd *w)
{
  const Temp t = temp_steps (w);

  return pixels_size (w, &t) + 2 * w->a * t.row_step + w->a * w->a * t.done_step;
}

static const VtWinogradLines *
lines_of (const VtWinograd *w)
{
  return w->m == 4 ? &vt_winograd_lines_4 : &vt_winograd_lines_2;
}

/* Tile rows from `row` on that lie in one picture and fit one call. */
static gsize
block_rows (const VtWinogradPiece *p,
            gsize                  row)
{
  return MIN (MIN (p->w->block, p->w->th - row % p->w->th), p->last - row);
}

/* A rectangle of a map that may reach over its edges: rows from `top`, columns from `left`. */
typedef struct
{
  gssize top, left;
  gsize  rows, columns;   /* of the rectangle, and its memory: rows lie `columns` apart */
  gsize  h, w;            /* of the map */
} Cut;

/* Part of each row on the map: columns lo … hi−1 of the rectangle. */
static void
on_map (const Cut *c,
        gsize     *lo,
        gsize     *hi)
{
  *lo = (gsize) CLAMP (-c->left, 0, (gssize) c->columns);
  *hi = (gsize) CLAMP ((gssize) c->w - c->left, (gssize) *lo, (gssize) c->columns);
}

static void
cut_out (const Cut   *c,
         const float *map,
         float       *out)
{
  gsize lo, hi;

  on_map (c, &lo, &hi);
  for (gsize i = 0; i < c->rows; i++, out += c->columns)
    {
      const gssize y = c->top + (gssize) i;

      if (y < 0 || y >= (gssize) c->h)
        {
          memset (out, 0, c->columns * sizeof (float));
          continue;
        }
      memset (out, 0, lo * sizeof (float));
      memcpy (out + lo, map + y * (gssize) c->w + c->left + (gssize) lo, (hi - lo) * sizeof (float));
      memset (out + hi, 0, (c->columns - hi) * sizeof (float));
    }
}

static Cut
input_cut (const VtWinograd *w,
           gsize             row,
           gsize             rows,
           const Temp       *t)
{
  return (Cut) { .top = (gssize) (row % w->th * w->m) - (gssize) w->s->pt, .left = -(gssize) w->s->pl,
                 .rows = rows * w->m + 2, .columns = t->width, .h = w->s->ih, .w = w->s->iw };
}

static void
point (float **lines,
       float  *first,
       gsize   step,
       gsize   n)
{
  for (gsize i = 0; i < n; i++)
    lines[i] = first + i * step;
}

void
vt_winograd_input (const VtWinogradPiece *p,
                   const float           *x,
                   float                 *tiles)
{
  const VtWinograd *w = p->w;
  const VtWinogradLines *f = lines_of (w);
  const Temp t = make_temp (w, p->temp);
  float *in[VT_WINOGRAD_MAX], *out[VT_WINOGRAD_MAX];

  memset (t.lines, 0, w->a * t.row_step * sizeof (float));
  for (gsize row = p->first, rows; row < p->last; row += rows)
    {
      rows = block_rows (p, row);

      const Cut cut = input_cut (w, row, rows, &t);
      const gsize lanes = rows * w->pitch;

      cut_out (&cut, x + (row / w->th * w->s->ic + p->channel) * vt_conv_in_map (w->s), t.pixels);
      for (gsize r = 0; r < rows; r++)
        {
          point (in, t.pixels + r * w->m * t.width, t.width, w->a);
          point (out, t.rows + r * t.width, t.row_step, w->a);
          f->input ((const float *const *) in, out, t.width);
        }
      for (gsize i = 0; i < w->a; i++)
        {
          float *lines = t.lines + i * t.row_step;

          in[0] = t.rows + i * t.row_step;
          point (out, lines, t.line_step, w->m);
          f->split ((const float *const *) in, out, lanes);
          for (gsize j = 0; j < w->a; j++)
            in[j] = lines + j % w->m * t.line_step + j / w->m;
          point (out, t.done + i * w->a * t.done_step, t.done_step, w->a);
          f->input ((const float *const *) in, out, lanes);
        }
      for (gsize v = 0; v < w->a * w->a; v++)
        for (gsize r = 0; r < rows; r++)
          memcpy (tiles + v * p->step + (row - p->first + r) * w->tw,
                  t.done + v * t.done_step + r * w->pitch, w->tw * sizeof (float));
    }
}

void
vt_winograd_output_back (const VtWinogradPiece *p,
                         const float           *dy,
                         float                 *tiles)
{
  const VtWinograd *w = p->w;
  const VtWinogradLines *f = lines_of (w);
  const Temp t = make_temp (w, p->temp);
  const gsize width = w->m * w->tw;
  float *in[VT_WINOGRAD_MAX], *out[VT_WINOGRAD_MAX];

  for (gsize row = p->first, rows; row < p->last; row += rows)
    {
      rows = block_rows (p, row);

      const Cut cut = { .top = (gssize) (row % w->th * w->m), .rows = rows * w->m, .columns = width,
                        .h = w->s->oh, .w = w->s->ow };

      cut_out (&cut, dy + (row / w->th * w->s->oc + p->channel) * vt_conv_out_map (w->s), t.pixels);
      for (gsize r = 0; r < rows; r++)
        {
          point (in, t.pixels + r * w->m * width, width, w->m);
          point (out, t.rows + r * width, t.row_step, w->a);
          f->output_back ((const float *const *) in, out, width);
        }
      for (gsize i = 0; i < w->a; i++)
        {
          in[0] = t.rows + i * t.row_step;
          point (out, t.lines + i * t.row_step, t.line_step, w->m);
          f->split ((const float *const *) in, out, rows * w->tw);
          point (in, t.lines + i * t.row_step, t.line_step, w->m);
          point (out, tiles + i * w->a * p->step + (row - p->first) * w->tw, p->step, w->a);
          f->output_back ((const float *const *) in, out, rows * w->tw);
        }
    }
}

void
vt_winograd_weights (gsize        m,
                     const float *taps,
                     gsize        n,
                     float       *u)
{
  const VtWinogradLines *f = m == 4 ? &vt_winograd_lines_4 : &vt_winograd_lines_2;
  const gsize a = m + 2;
  float half[VT_WINOGRAD_MAX][3][VT_WINOGRAD_BLOCK];
  float *in[3], *out[VT_WINOGRAD_MAX];

  for (gsize j = 0; j < 3; j++)
    {
      point (in, (float *) taps + j * VT_WINOGRAD_BLOCK, 3 * VT_WINOGRAD_BLOCK, 3);
      point (out, half[0][j], 3 * VT_WINOGRAD_BLOCK, a);
      f->weights ((const float *const *) in, out, n);
    }
  for (gsize i = 0; i < a; i++)
    {
      point (in, half[i][0], VT_WINOGRAD_BLOCK, 3);
      point (out, u + i * a * VT_WINOGRAD_BLOCK, VT_WINOGRAD_BLOCK, a);
      f->weights ((const float *const *) in, out, n);
    }
}

void
vt_winograd_weights_back (const VtConvShape *s,
                          gsize              m,
                          const float       *u,
                          gsize              o,
                          float             *weights)
{
  const VtWinogradLines *f = m == 4 ? &vt_winograd_lines_4 : &vt_winograd_lines_2;
  const gsize a = m + 2;
  float taps[9][VT_WINOGRAD_BLOCK], half[VT_WINOGRAD_MAX][3][VT_WINOGRAD_BLOCK];
  float *in[VT_WINOGRAD_MAX], *out[3];

  for (gsize c0 = 0; c0 < s->ic; c0 += VT_WINOGRAD_BLOCK)
    {
      const gsize n = MIN (VT_WINOGRAD_BLOCK, s->ic - c0);

      for (gsize i = 0; i < a; i++)
        {
          point (in, (float *) u + (i * a * s->oc + o) * s->ic + c0, s->oc * s->ic, a);
          point (out, half[i][0], VT_WINOGRAD_BLOCK, 3);
          f->weights_back ((const float *const *) in, out, n);
        }
      for (gsize j = 0; j < 3; j++)
        {
          point (in, half[0][j], 3 * VT_WINOGRAD_BLOCK, a);
          point (out, taps[j], 3 * VT_WINOGRAD_BLOCK, 3);
          f->weights_back ((const float *const *) in, out, n);
        }
      for (gsize c = 0; c < n; c++)
        for (gsize i = 0; i < 9; i++)
          weights[(o * s->ic + c0 + c) * 9 + i] += taps[i][c];
    }
}
