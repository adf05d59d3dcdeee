/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With s the frame's side over 224, S̄ a node's mean score, Δ the part's centre less the node's place on each of n boxed
 * pictures, the node's deviation is judged from the boxes and from what is usual, which weighs as two boxes:
 *   σ² = (Σ |Δ − mean Δ|² + 2·(35 s)²)/(n − 1 + 2)
 *   score = mean S/S̄ − σ²/(35 s)² − |mean Δ|²/(2·(70 s)²) + ln rank/4
 * The best nodes, one in forty (50 to 500 of them), vote for place + mean Δ with weight S/S̄·(35 s)²/σ², each a Gaussian
 * of 15 s; the part is at the maximum of the votes.  Pictures that the graph turned are turned first and back at the
 * end. */
#include "config.h"

#include "engine/parts/vitrine-graph-locate.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-ranked.h"

#define CELL 4.0            /* pixels of the frame a cell of the vote map */
#define MOST_ANSWER 3.0     /* times its mean score */
#define USUAL 35.0          /* deviation of a node from the part, in pixels of a frame of 224 */
#define TRUST 2.0           /* boxes that it weighs as */
#define FAR 70.0
#define RANK .25

struct _VitrineGraphVotes
{
  gatomicrefcount       refs;
  VitrineGraphPlaces *  places;
  guint                 n;
  VitrineVoter       *  voters;
  const VitrinePlaced **placed;      /* [n] where the voters lie */
  double             *  mean_score;  /* [n] over all pictures */
  double                size[2];     /* mean of the shots */
};

/* While the voters are being chosen. */
typedef struct
{
  VtRanked     by;                   /* number of the node */
  VitrineVoter voter;
  double       mean_score;
} Candidate;

static double
turn (const VitrineGraphPlaces *places,
      guint                     i,
      double                    column)
{
  return places->mirrored[i] ? vt_part_space_mirror (vt_xgraph_space (places->graph), column) : column;
}

static double
scale_of (const VitrineGraphPlaces *places)
{
  return vt_part_space_scale (vt_xgraph_space (places->graph));
}

/* S/S̄. */
static double
answer_of (const VitrinePlaced *placed,
           guint                i,
           double               mean_score)
{
  return mean_score > 0 ? MIN ((double) placed->score[i] / mean_score, MOST_ANSWER) : 0;
}

static double
rank_of (const VitrineGraphPlaces *places,
         const VitrinePlaced      *placed)
{
  guint n;

  return (double) vt_xgraph_nodes (places->graph, placed->layer, &n)[placed->unit].score;
}

static void
judge (const VitrineGraphPlaces *places,
       guint                     node,
       const VitrineShot        *shots,
       guint                     n,
       double                    s,
       Candidate                *out)
{
  const VitrinePlaced *placed = &places->nodes[node];
  const double usual = USUAL * s * USUAL * s, rank = rank_of (places, placed);
  VitrineVoter *voter = &out->voter;
  double answer = 0, square = 0;

  *out = (Candidate) { { 0, node }, { placed->layer, placed->unit, { 0, 0 }, 0, 0 }, 0 };
  for (guint i = 0; i < places->n; i++)
    out->mean_score += (double) placed->score[i] / places->n;
  for (guint k = 0; k < n; k++)
    {
      const guint i = shots[k].picture;
      const double dy = shots[k].place.centre[0] - (double) placed->at[2 * i];
      const double dx = turn (places, i, shots[k].place.centre[1]) - turn (places, i, (double) placed->at[2 * i + 1]);

      voter->offset[0] += dy / n;
      voter->offset[1] += dx / n;
      square += dy * dy + dx * dx;
      answer += answer_of (placed, i, out->mean_score) / n;
    }

  const double far = voter->offset[0] * voter->offset[0] + voter->offset[1] * voter->offset[1];
  const double variance = (MAX (square - n * far, 0) + TRUST * usual) / (n - 1 + TRUST);

  voter->deviation = sqrt (variance);
  voter->rank = out->mean_score > 0 && rank > 0
                ? answer - variance / usual - far / (2 * FAR * s * FAR * s) + RANK * log (rank) : -G_MAXDOUBLE;
  out->by.score = voter->rank;
}

VitrineGraphVotes *
vitrine_graph_votes_new (VitrineGraphPlaces *places,
                         const VitrineShot  *shots,
                         guint               n_shots)
{
  g_return_val_if_fail (places != NULL && n_shots > 0, NULL);
  VitrineGraphVotes *self = g_new0 (VitrineGraphVotes, 1);
  g_autofree Candidate *candidates = g_new (Candidate, MAX (places->n_nodes, 1));

  g_atomic_ref_count_init (&self->refs);
  self->places = vitrine_graph_places_ref (places);
  self->n = MIN (places->n_nodes, CLAMP (places->n_nodes / 40, 50, 500));
  self->voters = g_new (VitrineVoter, MAX (self->n, 1));
  self->placed = g_new (const VitrinePlaced *, MAX (self->n, 1));
  self->mean_score = g_new (double, MAX (self->n, 1));
  for (guint k = 0; k < places->n_nodes; k++)
    judge (places, k, shots, n_shots, scale_of (places), &candidates[k]);
  qsort (candidates, places->n_nodes, sizeof *candidates, vt_ranked_compare);
  for (guint k = 0; k < self->n; k++)
    {
      self->voters[k] = candidates[k].voter;
      self->placed[k] = &places->nodes[candidates[k].by.i];
      self->mean_score[k] = candidates[k].mean_score;
    }
  for (guint k = 0; k < n_shots; k++)
    for (guint axis = 0; axis < 2; axis++)
      self->size[axis] += shots[k].place.size[axis] / n_shots;
  return self;
}

VitrineGraphVotes *
vitrine_graph_votes_ref (VitrineGraphVotes *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vitrine_graph_votes_unref (VitrineGraphVotes *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  vitrine_graph_places_unref (self->places);
  g_free (self->voters);
  g_free (self->placed);
  g_free (self->mean_score);
  g_free (self);
}

VitrineGraphPlaces *
vitrine_graph_votes_places (const VitrineGraphVotes *self)
{
  return self->places;
}

const VitrineVoter *
vitrine_graph_votes_voters (const VitrineGraphVotes *self,
                            guint                   *n)
{
  *n = self->n;
  return self->voters;
}

/* As above, of the picture turned as it fitted. */
static double
cast (const VitrineGraphVotes *self,
      guint                    k,
      guint                    i,
      double                   at[2],
      double                   ballot[2])
{
  const VitrinePlaced *placed = self->placed[k];
  const double steady = USUAL * scale_of (self->places) / self->voters[k].deviation;

  at[0] = (double) placed->at[2 * i];
  at[1] = turn (self->places, i, (double) placed->at[2 * i + 1]);
  ballot[0] = at[0] + self->voters[k].offset[0];
  ballot[1] = at[1] + self->voters[k].offset[1];
  return answer_of (placed, i, self->mean_score[k]) * steady * steady;
}

double
vitrine_graph_votes_cast (const VitrineGraphVotes *self,
                          guint                    k,
                          guint                    picture,
                          double                   at[2],
                          double                   ballot[2])
{
  g_return_val_if_fail (k < self->n && picture < self->places->n, 0);
  const double weight = cast (self, k, picture, at, ballot);

  at[1] = turn (self->places, picture, at[1]);
  ballot[1] = turn (self->places, picture, ballot[1]);
  return weight;
}

/* ---- maps ---- */

void
vitrine_graph_votes_size (const VitrineGraphVotes *self,
                          guint                   *height,
                          guint                   *width)
{
  const VtPartSpace *space = vt_xgraph_space (self->places->graph);

  *height = (guint) ceil (vt_part_space_height (space) / CELL);
  *width = (guint) ceil (vt_part_space_width (space) / CELL);
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

/* The map of the picture turned as it fitted; returns the sum of the weights. */
static double
fill (const VitrineGraphVotes *self,
      guint                    picture,
      gboolean                 where_they_lie,
      float                   *map)
{
  const double spread = 15 * scale_of (self->places) / CELL;
  double total = 0;
  guint height, width;

  vitrine_graph_votes_size (self, &height, &width);
  for (guint u = 0; u < height * width; u++)
    map[u] = 0;
  for (guint k = 0; k < self->n; k++)
    {
      double at[2], ballot[2];
      const double weight = cast (self, k, picture, at, ballot);
      const double *where = where_they_lie ? at : ballot;

      add_vote (map, (int) height, (int) width, (where[0] + .5) / CELL - .5, (where[1] + .5) / CELL - .5, spread, weight);
      total += weight;
    }
  return total;
}

void
vitrine_graph_votes_map (const VitrineGraphVotes *self,
                         guint                    picture,
                         gboolean                 where_they_lie,
                         float                   *map)
{
  g_return_if_fail (picture < self->places->n);
  guint height, width;

  vitrine_graph_votes_size (self, &height, &width);
  fill (self, picture, where_they_lie, map);
  for (guint a = 0; a < height && self->places->mirrored[picture]; a++)
    for (guint b = 0; b < width / 2; b++)
      {
        const float left = map[a * width + b];

        map[a * width + b] = map[a * width + width - 1 - b];
        map[a * width + width - 1 - b] = left;
      }
}

double
vitrine_graph_votes_find (const VitrineGraphVotes *self,
                          guint                    picture,
                          float                   *map,
                          VtPartPlace             *found)
{
  g_return_val_if_fail (picture < self->places->n, 0);
  guint height, width, best = 0;
  double total;

  vitrine_graph_votes_size (self, &height, &width);
  total = fill (self, picture, FALSE, map);
  for (guint u = 1; u < height * width; u++)
    if (map[u] > map[best])
      best = u;
  found->centre[0] = (best / width + .5) * CELL - .5;
  found->centre[1] = turn (self->places, picture, (best % width + .5) * CELL - .5);
  found->size[0] = self->size[0];
  found->size[1] = self->size[1];
  return total > 0 ? CLAMP ((double) map[best] / total, 0, 1) : 0;
}

guint
vitrine_graph_locate (VitrineGraphPlaces *places,
                      const VitrineShot  *shots,
                      guint               n_shots,
                      VtPartPlace        *found)
{
  g_autoptr (VitrineGraphVotes) votes = vitrine_graph_votes_new (places, shots, n_shots);
  g_autofree float *map = NULL;
  guint height, width;

  vitrine_graph_votes_size (votes, &height, &width);
  map = g_new (float, (gsize) height * width);
  for (guint i = 0; i < places->n; i++)
    vitrine_graph_votes_find (votes, i, map, &found[i]);
  return votes->n;
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
draw (VitrineGraphPlaces *places,
      const VtPartTruth  *truths,
      guint               n_boxes,
      VitrineLocateDraw  *out)
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
vitrine_graph_locate_trial (VitrineGraphPlaces *places,
                            const char         *part,
                            guint               n_boxes,
                            guint64             seed,
                            guint               n_draws,
                            GError            **error)
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
