/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates of a node are the 6 × 6 cell centres of its window, so all that is asked of them is separable: tables of
 * one axis, eight lanes wide (two of them idle), and their outer products. */
#include "xgraph/vt-xgraph-kernels.h"

#include <math.h>
#include <string.h>

#include "base/vt-simd.h"

#define AROUND  1.5f     /* cells along each axis that a place between cells is made of */
#define ENDLESS 1e37f

/* e^x for x ≤ 0, relative error below 3·10⁻⁷; written for vectors. */
VT_INLINE float
fast_exp (float x)
{
  const float t = (x > -87.0f ? x : -87.0f) * 1.44269504f;
  const gint32 whole = (gint32) (t - 0.5f);
  const float y = (t - (float) whole) * 0.693147181f;
  const float p = 1 + y * (1 + y * (0.5f + y * (1.0f / 6 + y * (1.0f / 24 + y * (1.0f / 120 + y * (1.0f / 720))))));
  union { gint32 bits; float value; } scale = { .bits = (gint32) ((guint32) (whole + 127) << 23) };

  return p * scale.value;
}

float
vt_x_half (float half,
           float s)
{
  const float most = floorf ((VT_X_SPAN - 2 - 6 * s) / 2);

  return half < most ? half : most;
}

VT_INLINE float
offset_of (const VtXBump *bump,
           guint          k)
{
  return k < VT_X_GRID ? bump->half * (2 * (float) k + 1 - VT_X_GRID) / VT_X_GRID : 0;
}

/* Cells that the candidates' smoothing reaches along one axis, and the weights of each for each candidate. */
typedef struct
{
  int   first, n;
  float weight[VT_X_SPAN][VT_X_LANE];
} Taps;

VT_INLINE void
make_taps (const VtXSmooth *smooth,
           const VtXBump   *bump,
           guint            axis,
           Taps            *taps)
{
  const int side = (int) (axis == 0 ? smooth->h : smooth->w);
  const float reach = 3 * smooth->s, narrow = 1 / (2 * smooth->s * smooth->s);
  const float half = bump->half * (VT_X_GRID - 1) / VT_X_GRID + reach, centre = bump->centre[axis];
  float at[VT_X_LANE];

  taps->first = centre - half > 0 ? (int) ceilf (centre - half) : 0;
  taps->n = MIN (centre + half < 0 ? 0 : (int) (centre + half) + 1, side) - taps->first;
  taps->n = CLAMP (taps->n, 0, VT_X_SPAN);
  for (guint k = 0; k < VT_X_LANE; k++)
    at[k] = k < VT_X_GRID ? centre + offset_of (bump, k) : -1e6f;
  for (int i = 0; i < taps->n; i++)
    for (guint k = 0; k < VT_X_LANE; k++)
      {
        const float d = at[k] - (float) (taps->first + i);

        taps->weight[i][k] = fabsf (d) <= reach ? fast_exp (-d * d * narrow) : 0;
      }
}

/* F̃ at the candidates: rows of VT_X_LANE.  FALSE when it is 0 at all. */
VT_INLINE gboolean
smooth_evidence (const VtXSmooth *smooth,
                 const float     *f,
                 const VtXBump   *bump,
                 float            out[VT_X_GRID][VT_X_LANE])
{
  const float norm = 0.39894228f / smooth->s;
  gboolean some = FALSE;
  Taps row, column;

  make_taps (smooth, bump, 0, &row);
  make_taps (smooth, bump, 1, &column);
  memset (out, 0, VT_X_GRID * sizeof *out);
  for (int a = 0; a < row.n; a++)
    {
      const float *line = f + (gsize) (row.first + a) * smooth->w + column.first;
      float sum[VT_X_LANE] = { 0 };
      gboolean any = FALSE;

      for (int b = 0; b < column.n; b++)
        {
          if (!(line[b] > 0))
            continue;
          any = TRUE;
          for (guint k = 0; k < VT_X_LANE; k++)
            sum[k] += line[b] * column.weight[b][k];
        }
      if (!any)
        continue;
      some = TRUE;
      for (guint i = 0; i < VT_X_GRID; i++)
        for (guint k = 0; k < VT_X_LANE; k++)
          out[i][k] += norm * row.weight[a][i] * sum[k];
    }
  return some;
}

/* exp (−narrow·(p − centre)²) along one axis at the candidates of `of`, 0 outside the window of `at`. */
VT_INLINE void
slice (const VtXBump *of,
       const VtXBump *at,
       guint          axis,
       float          out[VT_X_LANE])
{
  for (guint k = 0; k < VT_X_LANE; k++)
    {
      const float d = of->centre[axis] + offset_of (of, k) - at->centre[axis];

      out[k] = fabsf (d) <= at->half ? fast_exp (-d * d * at->narrow) : 0;
    }
}

/* Σ over the filter's nodes of P(p|V2, I) at the candidates of node v, each within its window, and τ. */
VT_INLINE void
mix (const VtXBump *bump,
     guint          n,
     guint          v,
     float          tau,
     float          out[VT_X_GRID][VT_X_LANE])
{
  for (guint i = 0; i < VT_X_GRID; i++)
    for (guint k = 0; k < VT_X_LANE; k++)
      out[i][k] = tau;
  for (guint j = 0; j < n; j++)
    {
      const float reach = bump[v].half + bump[j].half;
      float row[VT_X_LANE], column[VT_X_LANE];

      if (fabsf (bump[v].centre[0] - bump[j].centre[0]) >= reach || fabsf (bump[v].centre[1] - bump[j].centre[1]) >= reach)
        continue;
      slice (&bump[v], &bump[j], 0, row);
      slice (&bump[v], &bump[j], 1, column);
      for (guint i = 0; i < VT_X_GRID; i++)
        for (guint k = 0; k < VT_X_LANE; k++)
          out[i][k] += bump[j].height * row[i] * column[k];
    }
}

/* Mean over the nodes of Σ P over their candidates. */
VT_INLINE float
mean_mass (const VtXBump *bump,
           guint          n)
{
  double sum = 0;

  for (guint v = 0; v < n; v++)
    {
      float line = 0;

      for (guint k = 0; k < VT_X_GRID; k++)
        line += fast_exp (-offset_of (&bump[v], k) * offset_of (&bump[v], k) * bump[v].narrow);
      sum += (double) (bump[v].height * line * line);
    }
  return n > 0 ? (float) (sum / n) : 0;
}

/* With G = P(p_c|V, I), F̃ the evidence and D the mixture at candidate c with offset o_c:
 *   r = G/D, q = r·F̃: pull += q·o, weight += q; moment += G·F̃·|o|², mass += G·F̃; best: argmax G·F̃. */
VT_INLINE void
weigh (const VtXBump *bump,
       float          evidence[VT_X_GRID][VT_X_LANE],
       float          mixture[VT_X_GRID][VT_X_LANE],
       VtXSums       *sums,
       VtXFound      *found)
{
  float own[VT_X_LANE], pull[2] = { 0, 0 }, weight = 0, moment = 0;

  for (guint k = 0; k < VT_X_LANE; k++)
    own[k] = fast_exp (-offset_of (bump, k) * offset_of (bump, k) * bump->narrow);
  for (guint i = 0; i < VT_X_GRID; i++)
    for (guint k = 0; k < VT_X_GRID; k++)
      {
        const float g = bump->height * own[i] * own[k], o[2] = { offset_of (bump, i), offset_of (bump, k) };
        const float q = mixture != NULL ? g / fmaxf (mixture[i][k], 1e-7f) * evidence[i][k] : 0;
        const float m = g * evidence[i][k];

        pull[0] += q * o[0];
        pull[1] += q * o[1];
        weight += q;
        moment += m * (o[0] * o[0] + o[1] * o[1]);
        found->total += m;
        if (m > found->score)
          {
            found->score = m;
            found->place[0] = bump->centre[0] + o[0];
            found->place[1] = bump->centre[1] + o[1];
          }
      }
  if (sums == NULL)
    return;
  sums->pull[0] += (double) pull[0];
  sums->pull[1] += (double) pull[1];
  sums->weight += (double) weight;
  sums->moment += (double) moment;
  sums->mass += (double) found->total;
}

/* Looks closer around the best candidate, as if the window were one candidate wide: G is the node's own density. */
VT_INLINE void
look_closer (const VtXSmooth *smooth,
             const float     *f,
             const VtXBump   *bump,
             VtXFound        *found)
{
  const VtXBump near = { { found->place[0], found->place[1] }, bump->half / VT_X_GRID, bump->narrow, bump->height };
  float evidence[VT_X_GRID][VT_X_LANE], own[2][VT_X_LANE];

  if (!smooth_evidence (smooth, f, &near, evidence))
    return;
  for (guint axis = 0; axis < 2; axis++)
    for (guint k = 0; k < VT_X_LANE; k++)
      {
        const float d = near.centre[axis] + offset_of (&near, k) - bump->centre[axis];

        own[axis][k] = fast_exp (-d * d * bump->narrow);
      }
  for (guint i = 0; i < VT_X_GRID; i++)
    for (guint k = 0; k < VT_X_GRID; k++)
      {
        const float m = bump->height * own[0][i] * own[1][k] * evidence[i][k];

        if (m <= found->score)
          continue;
        found->score = m;
        found->place[0] = near.centre[0] + offset_of (&near, i);
        found->place[1] = near.centre[1] + offset_of (&near, k);
      }
}

/* Moves a place between cells: to the centroid of the cells around it, those near it and of much evidence most. */
VT_INLINE void
move_between (const VtXSmooth *smooth,
              const float     *f,
              VtXFound        *found)
{
  const float side[2] = { (float) smooth->h, (float) smooth->w };
  int first[2], last[2];
  float sum[3] = { 0 };

  for (guint axis = 0; axis < 2; axis++)
    {
      first[axis] = (int) fmaxf (ceilf (found->place[axis] - AROUND), 0);
      last[axis] = (int) fminf (floorf (found->place[axis] + AROUND), side[axis] - 1);
    }
  for (int a = first[0]; a <= last[0]; a++)
    for (int b = first[1]; b <= last[1]; b++)
      {
        const float value = f[(gsize) a * smooth->w + (gsize) b];
        const float d[2] = { (float) a - found->place[0], (float) b - found->place[1] };
        const float weight = value * value * fast_exp (-(d[0] * d[0] + d[1] * d[1]) / 2);

        sum[0] += weight * d[0];
        sum[1] += weight * d[1];
        sum[2] += weight;
      }
  /* Squares of evidence that a damaged graph makes endless have no centroid. */
  for (guint axis = 0; axis < 2 && sum[2] > 0 && sum[2] < ENDLESS; axis++)
    found->place[axis] += sum[axis] / sum[2];
}

VT_CLONES void
vt_x_expect (const VtXSmooth *smooth,
             const float     *f,
             const VtXBump   *bump,
             guint            n,
             float            tau,
             VtXSums         *sums,
             VtXFound        *found)
{
  const float none = sums != NULL ? tau * mean_mass (bump, n) : 0;

  for (guint v = 0; v < n; v++)
    {
      float evidence[VT_X_GRID][VT_X_LANE], mixture[VT_X_GRID][VT_X_LANE];

      found[v] = (VtXFound) { .place = { bump[v].centre[0], bump[v].centre[1] } };
      if (!smooth_evidence (smooth, f, &bump[v], evidence))
        continue;
      if (sums != NULL)
        mix (bump, n, v, none, mixture);
      weigh (&bump[v], evidence, sums != NULL ? mixture : NULL, sums != NULL ? &sums[v] : NULL, &found[v]);
      if (bump[v].half > VT_X_COARSE && found[v].score > 0)
        look_closer (smooth, f, &bump[v], &found[v]);
      if (smooth->between && found[v].score > 0)
        move_between (smooth, f, &found[v]);
    }
}

/* Adds one node's density to the cells of the rows that are asked for. */
VT_INLINE void
add_density (const VtXSmooth *smooth,
             const VtXBump   *bump,
             const gboolean  *asked,
             float           *grid)
{
  float column[VT_X_SIDE];

  for (gsize b = 0; b < smooth->w; b++)
    {
      const float d = (float) b - bump->centre[1];

      column[b] = fast_exp (-d * d * bump->narrow);
    }
  for (gsize a = 0; a < smooth->h; a++)
    {
      const float d = (float) a - bump->centre[0], depth = d * d * bump->narrow;
      float *line = grid + a * smooth->w;

      if (!asked[a] || depth > 20)
        continue;

      const float row = bump->height * fast_exp (-depth);

      for (gsize b = 0; b < smooth->w; b++)
        line[b] += row * column[b];
    }
}

VT_CLONES double
vt_x_objective (const VtXSmooth *smooth,
                const float     *f,
                const VtXBump   *bump,
                guint            n,
                float            tau)
{
  const gsize h = smooth->h, w = smooth->w;
  const float none = tau * mean_mass (bump, n);
  gboolean asked[VT_X_SIDE] = { FALSE };
  float grid[VT_X_SIDE * VT_X_SIDE];
  double sum = 0;

  for (gsize u = 0; u < h * w; u++)
    {
      grid[u] = none;
      asked[u / w] |= f[u] > 0;
    }
  for (guint v = 0; v < n; v++)
    add_density (smooth, &bump[v], asked, grid);
  for (gsize u = 0; u < h * w; u++)
    if (f[u] > 0)
      sum += (double) (f[u] * logf (fmaxf (grid[u] / (float) (n + 1), 1e-30f)));
  return sum;
}

VT_CLONES float
vt_x_likeness (gsize              n,
               const float       *weight,
               const float *const a[2],
               const float *const b[2],
               float              narrow)
{
  const float *ay = a[0], *ax = a[1], *by = b[0], *bx = b[1];
  float sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const float dy = ay[i] - by[i], dx = ax[i] - bx[i];

      sum += weight[i] * fast_exp (-(dy * dy + dx * dx) * narrow);
    }
  return sum;
}

typedef float Sixteen __attribute__ ((vector_size (64), aligned (4), may_alias));

VT_CLONES void
vt_x_blend (const float *const row[4],
            const float        share[4],
            guint              n,
            float              part,
            float             *z,
            float             *mean)
{
  guint k = 0;

  for (; k + 16 <= n; k += 16)
    {
      const Sixteen sum = share[0] * *(const Sixteen *) (row[0] + k) + share[1] * *(const Sixteen *) (row[1] + k)
                          + share[2] * *(const Sixteen *) (row[2] + k) + share[3] * *(const Sixteen *) (row[3] + k);

      *(Sixteen *) (z + k) = sum;
      *(Sixteen *) (mean + k) += part * sum;
    }
  for (; k < n; k++)
    {
      z[k] = share[0] * row[0][k] + share[1] * row[1][k] + share[2] * row[2][k] + share[3] * row[3][k];
      mean[k] += part * z[k];
    }
}
