/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With s the frame's side over 224, S̄ a node's mean score, Δ the part's centre less the node's place on a boxed picture:
 *   score = mean S/S̄ − var Δ/(35 s)² − 2·|mean Δ|²/(4·(70 s)²)
 * The best half percent (50 to 500 nodes) vote for place + mean Δ with weight S/S̄, each a Gaussian of 15 s; the part is
 * at the maximum of the votes.  Pictures that fitted better as their mirror image are turned first and back at the
 * end. */
#include "config.h"

#include "engine/parts/vitrine-graph-locate.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-ranked.h"

#define CELL 4.0            /* pixels of the frame a cell of the vote map */
#define MOST_WEIGHT 3.0

typedef struct
{
  VtRanked by;               /* number of the node */
  double   offset[2], mean_score;
} Voter;

static double
turn (const VitrineGraphPlaces *places,
      guint                     i,
      double                    column)
{
  return places->mirrored[i] ? vt_part_space_mirror (vt_xgraph_space (places->graph), column) : column;
}

static Voter
judge (const VitrineGraphPlaces *places,
       guint                     node,
       const VitrineShot        *shots,
       guint                     n,
       double                    s)
{
  const VitrinePlaced *placed = &places->nodes[node];
  Voter voter = { { 0, node }, { 0, 0 }, 0 };
  double answer = 0, square = 0;

  for (guint i = 0; i < places->n; i++)
    voter.mean_score += (double) placed->score[i] / places->n;
  for (guint k = 0; k < n; k++)
    {
      const guint i = shots[k].picture;
      const double dy = shots[k].place.centre[0] - (double) placed->at[2 * i];
      const double dx = turn (places, i, shots[k].place.centre[1]) - turn (places, i, (double) placed->at[2 * i + 1]);

      voter.offset[0] += dy / n;
      voter.offset[1] += dx / n;
      square += (dy * dy + dx * dx) / n;
      answer += voter.mean_score > 0 ? (double) placed->score[i] / voter.mean_score / n : 0;
    }

  const double far = voter.offset[0] * voter.offset[0] + voter.offset[1] * voter.offset[1];

  voter.by.score = voter.mean_score > 0 ? answer - (square - far) / (35 * s * 35 * s) - far / (2 * 70 * s * 70 * s)
                                        : -G_MAXDOUBLE;
  return voter;
}

static void
add_vote (float  *map,
          int     height,
          int     width,
          double  row,
          double  column,
          double  spread,
          double  weight)
{
  const int reach = (int) ceil (3 * spread);
  const int top = MAX ((int) floor (row) - reach, 0), bottom = MIN ((int) ceil (row) + reach, height - 1);
  const int left = MAX ((int) floor (column) - reach, 0), right = MIN ((int) ceil (column) + reach, width - 1);

  for (int a = top; a <= bottom; a++)
    for (int b = left; b <= right; b++)
      {
        const double d2 = (a - row) * (a - row) + (b - column) * (b - column);

        map[a * width + b] += (float) (weight * exp (-d2 / (2 * spread * spread)));
      }
}

/* The maximum of the votes on one picture, in the picture as it is. */
static void
vote (const VitrineGraphPlaces *places,
      guint                     i,
      const Voter              *voters,
      guint                     n,
      double                    s,
      float                    *map,
      double                    centre[2])
{
  const VtPartSpace *space = vt_xgraph_space (places->graph);
  const int height = (int) ceil (vt_part_space_height (space) / CELL), width = (int) ceil (vt_part_space_width (space) / CELL);
  int best = 0;

  for (int u = 0; u < height * width; u++)
    map[u] = 0;
  for (guint k = 0; k < n; k++)
    {
      const VitrinePlaced *placed = &places->nodes[voters[k].by.i];
      const double weight = CLAMP ((double) placed->score[i] / voters[k].mean_score, 0, MOST_WEIGHT);
      const double row = (double) placed->at[2 * i] + voters[k].offset[0];
      const double column = turn (places, i, (double) placed->at[2 * i + 1]) + voters[k].offset[1];

      add_vote (map, height, width, (row + .5) / CELL - .5, (column + .5) / CELL - .5, 15 * s / CELL, weight);
    }
  for (int u = 1; u < height * width; u++)
    if (map[u] > map[best])
      best = u;
  centre[0] = (best / width + .5) * CELL - .5;
  centre[1] = turn (places, i, (best % width + .5) * CELL - .5);
}

guint
vitrine_graph_locate (const VitrineGraphPlaces *places,
                      const VitrineShot        *shots,
                      guint                     n_shots,
                      VtPartPlace              *found)
{
  const VtPartSpace *space = vt_xgraph_space (places->graph);
  const double s = vt_part_space_scale (space);
  const guint n = MIN (places->n_nodes, CLAMP (places->n_nodes / 200, 50, 500));
  g_autofree Voter *voters = g_new (Voter, MAX (places->n_nodes, 1));
  g_autofree float *map = g_new (float, (gsize) ceil (vt_part_space_height (space) / CELL)
                                 * (gsize) ceil (vt_part_space_width (space) / CELL));
  double size[2] = { 0, 0 };

  for (guint k = 0; k < places->n_nodes; k++)
    voters[k] = judge (places, k, shots, n_shots, s);
  qsort (voters, places->n_nodes, sizeof *voters, vt_ranked_compare);
  for (guint k = 0; k < n_shots; k++)
    for (guint axis = 0; axis < 2; axis++)
      size[axis] += shots[k].place.size[axis] / n_shots;
  for (guint i = 0; i < places->n; i++)
    {
      vote (places, i, voters, n, s, map, found[i].centre);
      found[i].size[0] = size[0];
      found[i].size[1] = size[1];
    }
  return n;
}

/* ---- draws ---- */

/* Truths of the places' pictures. */
static VtPartTruth *
known_truths (const VitrineGraphPlaces *places,
              VtPartTruth              *all)
{
  VtPartTruth *truths = g_new0 (VtPartTruth, MAX (places->n, 1));

  for (guint i = 0; i < places->n; i++)
    truths[i] = all[places->pictures[i]];
  return truths;
}

static void
draw (const VitrineGraphPlaces *places,
      const VtPartTruth        *truths,
      guint                     n_boxes,
      VitrineLocateDraw        *out)
{
  const VtPartSpace *space = vt_xgraph_space (places->graph);
  const double frame[2] = { vt_part_space_height (space), vt_part_space_width (space) };
  g_autofree guint *training = g_new (guint, places->n), *others = g_new (guint, places->n);
  g_autofree VitrineShot *shots = g_new0 (VitrineShot, n_boxes);
  g_autofree VtPartPlace *found = g_new0 (VtPartPlace, places->n);
  const guint n_others = vt_part_split (truths, places->n, n_boxes, out->seed, training, others);

  for (guint k = 0; k < n_boxes; k++)
    {
      shots[k] = (VitrineShot) { training[k], truths[training[k]].place[0] };
    }
  out->n_nodes = vitrine_graph_locate (places, shots, n_boxes, found);
  vt_part_score (found, truths, n_others, others, frame, &out->held_out);
}

VitrineLocateResult *
vitrine_graph_locate_trial (const VitrineGraphPlaces *places,
                            const char               *part,
                            guint                     n_boxes,
                            guint64                   seed,
                            guint                     n_draws,
                            GError                  **error)
{
  const VtPartSpace *space = vt_xgraph_space (places->graph);
  const double frame[2] = { vt_part_space_height (space), vt_part_space_width (space) };
  VtPartTruth *all = vitrine_part_source_truths (places->source, part);
  g_autofree VtPartTruth *truths = known_truths (places, all);
  VitrineLocateResult *result = NULL;
  guint known = 0;

  for (guint i = 0; i < places->n; i++)
    known += truths[i].n > 0;
  if (n_boxes == 0 || known < n_boxes + 2)
    g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("%u boxes need %u pictures that show “%s”; there are %u"), n_boxes,
                 n_boxes + 2, part, known);
  else
    {
      result = g_new0 (VitrineLocateResult, 1);
      result->n_draws = n_draws;
      result->draws = g_new0 (VitrineLocateDraw, MAX (n_draws, 1));
      vt_part_blind (truths, places->n, n_boxes, seed, frame, &result->blind);
      for (guint k = 0; k < n_draws; k++)
        {
          result->draws[k].seed = seed + k;
          draw (places, truths, n_boxes, &result->draws[k]);
        }
    }
  vitrine_part_truths_free (all, vitrine_part_source_n (places->source));
  return result;
}

void
vitrine_graph_locate_result_free (VitrineLocateResult *result)
{
  if (result == NULL)
    return;
  g_free (result->draws);
  g_free (result);
}
