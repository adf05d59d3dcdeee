/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only.  The inner loops of explanatory graphs: one filter's map on one picture, the filter's nodes as
 * normal densities over it.  Places are in cells of the map, rows before columns. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_X_GRID 6         /* candidates of a node along each axis */
#define VT_X_LANE 8         /* the same, rounded up for vectors */
#define VT_X_SPAN 64        /* cells around a node that candidates and smoothing can reach, along each axis */
#define VT_X_SIDE 128       /* longest side of a map */
#define VT_X_COARSE 2.1f    /* half-width beyond which candidates are more than .7 cell apart and the best is refined */

/* A map and how its evidence is smoothed: F̃(p) = (√(2π)·s)⁻¹ Σ_u F(u)·exp (−|p − u|²/2s²), u within 3 s along
 * each axis. */
typedef struct
{
  guint    h, w;    /* at most VT_X_SIDE */
  float    s;
  gboolean between; /* places lie between cells, not at candidates */
} VtXSmooth;

/* P(p|V, I) = height · exp (−narrow·|p − centre|²). */
typedef struct
{
  float centre[2];  /* μ + m(I) */
  float half;       /* half the side of the window in which the node is looked for */
  float narrow;     /* 1/2δ² */
  float height;     /* λ(I)/2πδ² */
} VtXBump;

/* Sums over pictures for one node. */
typedef struct
{
  double pull[2];   /* Σ q·o */
  double weight;    /* Σ q */
  double moment;    /* Σ G·F̃·|o|² */
  double mass;      /* Σ G·F̃ */
} VtXSums;

/* A node on one picture. */
typedef struct
{
  float place[2];   /* the best candidate, or between the cells around it; the centre where there is no evidence */
  float score;      /* its G·F̃ */
  float total;      /* Σ of G·F̃ over the candidates */
} VtXFound;

/* Half-width of the window such that window and smoothing stay within VT_X_SPAN. */
float  vt_x_half      (float half, float s);
/* Finds the nodes of one filter and, unless `sums` is NULL, adds what learning needs to sums[0 … n−1].
 * `f`: h·w evidence ≥ 0.  `tau`: the share of the no-pattern term. */
void   vt_x_expect    (const VtXSmooth *smooth, const float *f, const VtXBump *bump, guint n, float tau,
                       VtXSums *sums, VtXFound *found);
/* Σ_u F(u)·ln P(u|I, d) over all cells. */
double vt_x_objective (const VtXSmooth *smooth, const float *f, const VtXBump *bump, guint n, float tau);
/* Σ_i weight_i·exp (−((ay_i − by_i)² + (ax_i − bx_i)²)·narrow). */
float  vt_x_likeness  (gsize n, const float *weight, const float *const a[2], const float *const b[2], float narrow);

/* z ← Σ share·row and mean ← mean + part·z; all have n values. */
void   vt_x_blend (const float *const row[4], const float share[4], guint n, float part, float *z, float *mean);

G_END_DECLS
