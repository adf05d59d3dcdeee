/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops/conv/vt-winograd-work.h"

#include <math.h>

#define GROUPS     8    /* of 16 tiles in a chunk, about at most */
#define MAX_GROUPS 64

static gsize
lanes_of (const VtWinogradTiles *w,
          gsize                  rows)
{
  return vt_winograd_round (rows * w->quads * 4, VT_TILE_LANES);
}

/* Rows of tiles of a chunk: those with the least idle lanes, and rather `lanes` than others. */
static gsize
choose_rows (const VtWinogradTiles *w,
             gsize                  lanes)
{
  gsize best = 1;
  double least = G_MAXDOUBLE;

  for (gsize rows = 1; rows <= w->rows && (rows == 1 || lanes_of (w, rows) <= GROUPS * VT_TILE_LANES); rows++)
    {
      const gsize rest = w->rows % rows;
      const double all = (double) (w->rows / rows * lanes_of (w, rows) + lanes_of (w, rest));
      const double far = fabs ((double) lanes_of (w, rows) - (double) lanes) / (double) lanes;
      const double bad = all / (double) (w->rows * w->quads * 4) + .05 * far;

      if (bad < least)
        {
          least = bad;
          best = rows;
        }
    }
  return best;
}

void
vt_winograd_work_init (VtWinogradWork    *k,
                       const VtConvTask  *t,
                       const VtConvShape *s,
                       gsize              m,
                       gsize              lanes)
{
  *k = (VtWinogradWork) { .t = t, .w = vt_winograd_tiles (s, m), .kernel = vt_winograd_kernel (m),
                          .tile = vt_tile_func () };
  k->chunk_rows = choose_rows (&k->w, lanes);
  k->chunks = (k->w.rows + k->chunk_rows - 1) / k->chunk_rows;
  k->whole = k->chunks;
  k->lanes = lanes_of (&k->w, k->chunk_rows);
  k->temp = vt_winograd_round (vt_winograd_tiles_temp (&k->w, k->chunk_rows), 16);
  k->v_step = vt_winograd_value_step (s->ic * k->lanes);
}

void
vt_winograd_work_pair (VtWinogradWork *k)
{
  k->whole = k->w.rows / k->chunk_rows / 2 * 2;
  k->chunks = k->whole + MIN (2, k->w.rows - k->whole * k->chunk_rows);
}

/* The first row of a chunk; that of the one behind the last is the number of rows. */
static gsize
chunk_start (const VtWinogradWork *k,
             gsize                 chunk)
{
  const gsize whole = MIN (chunk, k->whole) * k->chunk_rows;

  if (chunk >= k->chunks)
    return k->w.rows;
  return chunk > k->whole ? whole + (k->w.rows - whole + 1) / 2 : whole;
}

gsize
vt_winograd_work_lanes (const VtWinogradWork *k,
                        gsize                 chunk)
{
  return lanes_of (&k->w, chunk_start (k, chunk + 1) - chunk_start (k, chunk));
}

static VtWinogradJob
job (const VtWinogradWork *k,
     gsize                 chunk,
     gsize                 channel,
     gsize                *group,
     float                *temp)
{
  const gsize first = chunk_start (k, chunk), last = chunk_start (k, chunk + 1);

  return (VtWinogradJob) {
           .w = &k->w, .first = first, .last = last, .channel = channel, .group = group,
           .groups = lanes_of (&k->w, last - first) / VT_TILE_LANES, .temp = temp
  };
}

void
vt_winograd_work_input (const VtWinogradWork *k,
                        gsize                 chunk,
                        gsize                 channel,
                        float                *temp,
                        float                *to)
{
  gsize group[MAX_GROUPS];
  VtWinogradJob j = job (k, chunk, channel, group, temp);
  const gsize lanes = j.groups * VT_TILE_LANES;

  for (gsize p = 0; p < vt_tile_panels (lanes); p++)
    {
      const gsize start = vt_tile_panel_start (lanes, p), end = vt_tile_panel_start (lanes, p + 1);

      for (gsize at = start; at < end; at += VT_TILE_LANES)
        group[at / VT_TILE_LANES] = start * k->t->s->ic + channel * (end - start) + at - start;
    }
  j.at = to;
  j.step = k->v_step;
  k->kernel->input (&j, k->t->x);
}

void
vt_winograd_work_output (const VtWinogradWork *k,
                         gsize                 chunk,
                         gsize                 channel,
                         float                *temp,
                         float                *from,
                         gsize                 step)
{
  gsize group[MAX_GROUPS];
  VtWinogradJob j = job (k, chunk, channel, group, temp);

  for (gsize g = 0; g < j.groups; g++)
    group[g] = g * VT_TILE_LANES;
  j.at = from;
  j.step = step;
  k->kernel->output (&j, k->t);
}

gboolean
vt_winograd_can_do (const VtConvShape *s)
{
  return s->group == 1 && s->kh == 3 && s->kw == 3 && s->sh == 1 && s->sw == 1 && s->dh == 1 && s->dw == 1
         && s->pl <= 2 && s->pt <= 2 && s->ow <= MAX_GROUPS * VT_TILE_LANES;
}

/* Products, tiles written and read. */
double
vt_winograd_work_cost (const VtWinogradWork *k)
{
  const VtConvShape *s = k->w.s;
  const gsize rest = k->w.rows % k->chunk_rows;
  const double lanes = (double) (k->w.rows / k->chunk_rows * k->lanes + lanes_of (&k->w, rest));
  const double panels = (double) (k->w.rows / k->chunk_rows * vt_tile_panels (k->lanes)
                                  + vt_tile_panels (lanes_of (&k->w, rest)));
  const double values = (double) (k->w.a * k->w.a), ic = (double) s->ic, oc = (double) s->oc;

  return values * vt_conv_tile_cost (oc, lanes, ic, panels * ceil (oc / VT_TILE_ROWS))
         + values * vt_conv_move_cost ((ic + oc) * lanes);
}
