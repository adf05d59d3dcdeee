/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the boxes look like together.  Box number one keeps its side. */
#include "parts/vt-settle-boxes.h"

#include <math.h>
#include <string.h>

#include "parts/vt-aog-private.h"

#define SAMPLED    32     /* pictures that likeness is measured on */
#define MOST_ASKED 12     /* boxes that are asked whether they know each other */
#define ALONE      2      /* how far a single box is taken to stand out */
#define APART      8      /* boxes a first spread apart count as 1/APART less alike, of a cosine */

typedef struct
{
  const VtAog       *aog;
  const VtPartLooks *looks;
  const VtPartLayer *layer;
  gsize              n_cells;
  guint              length;       /* of a look */
  double             side;         /* of the frame */
  VtSettleBoxes     *boxes;
} Gathering;

/* The look at a place between cells, on one mirror. */
static void
look_between (const Gathering *s,
              guint            picture,
              gboolean         mirrored,
              const double     place[2],
              float          * look)
{
  g_autofree float *weight = g_new0 (float, s->n_cells);
  const double side[2] = { s->layer->h, s->layer->w };
  guint cell[2], next[2];
  double part[2];

  for (guint axis = 0; axis < 2; axis++)
    {
      const double at = CLAMP (vt_part_layer_cell (s->layer, axis, place[axis]), 0, side[axis] - 1);

      cell[axis] = (guint) at;
      part[axis] = at - cell[axis];
      next[axis] = MIN (cell[axis] + 1, (guint) side[axis] - 1);
    }
  weight[cell[0] * s->layer->w + cell[1]] += (float) ((1 - part[0]) * (1 - part[1]));
  weight[cell[0] * s->layer->w + next[1]] += (float) ((1 - part[0]) * part[1]);
  weight[next[0] * s->layer->w + cell[1]] += (float) (part[0] * (1 - part[1]));
  weight[next[0] * s->layer->w + next[1]] += (float) (part[0] * part[1]);
  memset (look, 0, s->length * sizeof (float));
  vt_part_looks_add (s->looks, picture, mirrored, weight, look);
}

/* A box on both mirrors. */
typedef struct
{
  guint  picture;
  double place[2][2];
  float *look;         /* [2][length] */
  guint  mirrored;     /* which of them it takes */
} Sample;

/* How well box j, mirrored or not, goes with the others up to `n`. */
static double
agreement (const Gathering *s,
           const Sample   * samples,
           guint            n,
           guint            j,
           guint            mirrored)
{
  const double spread = VT_SETTLE_SPREAD * s->side;
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      const float *a = samples[j].look + mirrored * s->length;
      const float *b = samples[i].look + samples[i].mirrored * s->length;

      for (guint d = 0; d < s->length && i != j; d++)
        sum += (double) a[d] * (double) b[d];
      for (guint axis = 0; axis < 2 && i != j; axis++)
        {
          const double apart = samples[j].place[mirrored][axis] - samples[i].place[samples[i].mirrored][axis];

          sum -= apart * apart / (2 * spread * spread * APART);
        }
    }
  return sum;
}

/* Box after box takes the mirror that goes best with those before; then each again with all, until none turns. */
static void
turn_boxes (const Gathering *s,
            Sample         * samples,
            guint            n)
{
  gboolean turned = TRUE;

  for (guint j = 1; j < n; j++)
    samples[j].mirrored = agreement (s, samples, j, j, 1) > agreement (s, samples, j, j, 0);
  for (guint round_ = 0; round_ < 10 && turned; round_++)
    {
      turned = FALSE;
      for (guint j = 1; j < n; j++)
        {
          const guint better = agreement (s, samples, n, j, 1) > agreement (s, samples, n, j, 0);

          turned |= better != samples[j].mirrored;
          samples[j].mirrored = better;
        }
    }
}

static void
take_box (Gathering       *s,
          const VtPartBox *box,
          Sample          *sample)
{
  *sample = (Sample) {
    .picture = box->picture,
    .place = { { box->centre[0], box->centre[1] },
               { box->centre[0], vt_part_space_mirror (s->aog->space, box->centre[1]) } },
    .look = g_new (float, 2 * s->length),
  };
  for (guint mirrored = 0; mirrored < 2; mirrored++)
    look_between (s, box->picture, mirrored, sample->place[mirrored], sample->look + mirrored * s->length);
}

static void
sum_boxes (Gathering    *s,
           const Sample *samples,
           guint         n)
{
  for (guint j = 0; j < n; j++)
    {
      const guint m = samples[j].mirrored;
      float *look = s->boxes->look + (gsize) samples[j].picture * s->length;

      for (guint d = 0; d < s->length; d++)
        look[d] += samples[j].look[m * s->length + d];
      for (guint axis = 0; axis < 2; axis++)
        {
          s->boxes->place[axis] += samples[j].place[m][axis];
          s->boxes->square[axis] += samples[j].place[m][axis] * samples[j].place[m][axis];
        }
    }
}

/* Mean and deviation of the likeness to a look over some pictures, spread over the set. */
static gboolean
measure_likeness (const Gathering *s,
                  guint            n,
                  const float     *look,
                  double          *mean,
                  double          *deviation)
{
  g_autofree float *likeness = g_new (float, s->n_cells);
  const guint step = (n + SAMPLED - 1) / SAMPLED;
  double sum = 0, square = 0, count = 0;

  for (guint i = 0; i < n; i += step)
    for (guint mirrored = 0; mirrored < 2 && vt_part_looks_has (s->looks, i); mirrored++)
      {
        vt_part_looks_match (s->looks, i, mirrored, look, likeness);
        for (gsize u = 0; u < s->n_cells; u++)
          {
            sum += (double) likeness[u];
            square += (double) likeness[u] * (double) likeness[u];
          }
        count += (double) s->n_cells;
      }
  *mean = sum / MAX (count, 1);
  *deviation = sqrt (MAX (0, square / MAX (count, 1) - *mean * *mean));
  return *deviation > 1e-9;
}

/* How far each box stands out, in deviations, when the part's look is known from the others only: mean over the
 * boxes. */
static double
stand_out (const Gathering *s,
           guint            n_pictures,
           const Sample    *samples,
           guint            n)
{
  g_autofree float *all = g_new0 (float, s->length);
  g_autofree float *others = g_new (float, s->length);
  double sum = 0;

  if (n < 2)
    return ALONE;
  for (guint j = 0; j < n; j++)
    for (guint d = 0; d < s->length; d++)
      all[d] += samples[j].look[samples[j].mirrored * s->length + d];
  n = MIN (n, MOST_ASKED);
  for (guint j = 0; j < n; j++)
    {
      const float *own = samples[j].look + samples[j].mirrored * s->length;
      double mean, deviation, product = 0;

      for (guint d = 0; d < s->length; d++)
        {
          others[d] = all[d] - own[d];
          product += (double) others[d] * (double) own[d];
        }
      if (measure_likeness (s, n_pictures, others, &mean, &deviation))
        sum += (product - mean) / deviation;
    }
  return sum / n;
}

void
vt_settle_boxes_gather (const VtAog       *aog,
                        const VtPartLooks *looks,
                        guint              n,
                        VtSettleBoxes     *boxes)
{
  const VtPartLayer *layer = vt_part_space_layer (aog->space, vt_part_looks_layer (looks));
  const double h = vt_part_space_height (aog->space), w = vt_part_space_width (aog->space);
  Gathering s = { aog, looks, layer, (gsize) layer->h * layer->w, vt_part_looks_length (looks), sqrt (h * w), boxes };
  g_autoptr (GArray) samples = g_array_new (FALSE, TRUE, sizeof (Sample));

  *boxes = (VtSettleBoxes) {
    .look = g_new0 (float, (gsize) (n + 1) * s.length), .boxed = g_new0 (guint, n + 1),
    .told = g_malloc0_n (n + 1, sizeof *boxes->told),
  };
  for (guint k = 0; k < aog->n_templates; k++)
    for (guint j = 0; j < aog->template[k]->core->n_boxes; j++)
      {
        const VtPartBox *box = &aog->template[k]->core->box[j];
        Sample sample;

        if (box->picture >= n || !vt_part_looks_has (looks, box->picture))
          continue;
        take_box (&s, box, &sample);
        g_array_append_val (samples, sample);
        boxes->boxed[box->picture]++;
        for (guint axis = 0; axis < 2; axis++)
          boxes->told[box->picture][axis] += (box->centre[axis] - boxes->told[box->picture][axis])
                                             / boxes->boxed[box->picture];
      }
  boxes->n = samples->len;
  turn_boxes (&s, (Sample *) (gpointer) samples->data, samples->len);
  sum_boxes (&s, (const Sample *) (gpointer) samples->data, samples->len);
  boxes->standing = stand_out (&s, n, (const Sample *) (gpointer) samples->data, samples->len);
  for (guint j = 0; j < samples->len; j++)
    g_free (g_array_index (samples, Sample, j).look);
}

void
vt_settle_boxes_clear (VtSettleBoxes *boxes)
{
  g_free (boxes->look);
  g_free (boxes->boxed);
  g_free (boxes->told);
}
