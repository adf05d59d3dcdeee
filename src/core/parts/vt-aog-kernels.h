/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only: the loops that carry the weight.  No allocation, no failure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A plane of h × w responses and a window of half[0], half[1] cells; moving d cells costs cost[axis]·d². */
typedef struct
{
  guint  h, w;
  int    half[2];
  float  cost[2];
} VtPlaneWindow;

/* Greatest value in the window of every cell, less its cost: rows, then columns, since the cost is a sum
 * of both.  `scratch` holds h·w floats; `out` may be `x`. */
void vt_window_max    (const VtPlaneWindow *window,
                       const float    *x,
                       float          *scratch,
                       float          *out);
/* The same, and where: move[0][i] rows and move[1][i] columns from cell i.  `scratch` holds h·w floats,
 * `scratch_move` h·w bytes.  The nearest wins a tie. */
void vt_window_argmax (const VtPlaneWindow *window,
                       const float    *x,
                       float          *scratch,
                       gint8          *scratch_move,
                       float          *out,
                       gint8          *move[2]);

/* sum[i] += √((y[i] − ty)² + (x[i] − tx)²) */
void vt_add_distances (gsize        n,
                       const float *y,
                       const float *x,
                       float        ty,
                       float        tx,
                       float       *sum);

/* Adds one vote to the h × w map:  weight·exp (−|p − q|/fall) − floor for |p − round (q)|∞ ≤ reach. */
typedef struct
{
  guint h, w;
  int   reach;
  float weight, fall, floor_;
} VtVote;

void vt_add_vote      (const VtVote *vote,
                       float         qy,
                       float         qx,
                       float        *map);

G_END_DECLS
