/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the planted world. */
#include "vt-planted.h"

#include <math.h>
#include <string.h>

#include "vt-planes.h"

#define STRIDE 16.0
#define OFFSET 7.5
#define CONTENT (PLANTED_SIDE * PLANTED_SIDE * PLANTED_CHANNELS)

static void
plant_noise (float *maps,
             VtRng *rng)
{
  for (int c = 0; c < PLANTED_CHANNELS; c++)
    for (int i = 0; i < 2; i++)
      {
        const double row = vt_rng_range (rng, 0, PLANTED_SIDE), column = vt_rng_range (rng, 0, PLANTED_SIDE);

        plane_bump (maps + c * PLANTED_SIDE * PLANTED_SIDE, PLANTED_SIDE, row, column, 1.0);
      }
}

/* Background a little under zero, with ripples, so that most units are inactive. */
static void
settle (float *maps,
        VtRng *rng)
{
  for (int i = 0; i < CONTENT; i++)
    maps[i] += (float) (0.05 * vt_rng_normal (rng) - 0.1);
}

static int
jitter (VtRng *rng)
{
  if (vt_rng_uniform (rng) >= 0.3)
    return 0;
  return vt_rng_uniform (rng) < 0.5 ? -1 : 1;
}

/* Puts content into maps that are silent elsewhere. */
static void
embed (const Planted *p,
       const float   *content,
       float         *maps)
{
  for (gsize u = 0; u < p->n_units; u++)
    maps[u] = -1;
  for (int c = 0; c < PLANTED_CHANNELS; c++)
    for (int a = 0; a < PLANTED_SIDE; a++)
      memcpy (maps + ((gsize) c * p->side + (gsize) (a + p->first[0])) * p->side + p->first[1],
              content + (c * PLANTED_SIDE + a) * PLANTED_SIDE, PLANTED_SIDE * sizeof (float));
}

static void
draw (Planted *p,
      guint    i,
      float   *maps,
      VtRng   *rng)
{
  static const double base[2][2] = { { 6, 4 }, { 7, 9 } };
  double cell[2];

  memset (maps, 0, CONTENT * sizeof (float));
  p->truth[i] = vt_rng_int (rng, 2);
  for (int axis = 0; axis < 2; axis++)
    {
      cell[axis] = base[p->truth[i]][axis] + (double) vt_rng_int (rng, 3) - 1;
      p->centre[2 * i + axis] = OFFSET + STRIDE * (cell[axis] + p->first[axis]);
    }
  plant_noise (maps, rng);
  for (guint j = 0; j < PLANTED_PER; j++)
    {
      const int dy = jitter (rng), dx = jitter (rng);

      plane_bump (maps + p->channel[p->truth[i]][j] * PLANTED_SIDE * PLANTED_SIDE, PLANTED_SIDE,
                  cell[0] + p->offset[p->truth[i]][j][0] + dy, cell[1] + p->offset[p->truth[i]][j][1] + dx, 2.0);
    }
  settle (maps, rng);
}

static void
turn (const Planted *p,
      const float   *from,
      float         *to)
{
  planes_turn (from, to, PLANTED_CHANNELS * p->side, p->side);
}

static void
mirror_all (Planted *p)
{
  g_autofree float *kept = g_new (float, p->n_units);

  for (guint i = 0; i < 2 * p->n; i++)
    {
      float *one = p->noise + (gsize) i * p->n_units;

      memcpy (kept, one, p->n_units * sizeof (float));
      turn (p, kept, one);
      one = p->block + (gsize) i * p->n_units;
      memcpy (kept, one, p->n_units * sizeof (float));
      turn (p, kept, one);
    }
  for (guint i = 0; i < p->n; i++)
    p->centre[2 * i + 1] = STRIDE * p->side - 1 - p->centre[2 * i + 1];
}

void
planted_learn (Planted *p,
               VtPool  *pool)
{
  g_clear_pointer (&p->stats, vt_part_stats_unref);
  g_clear_pointer (&p->prior, vt_part_prior_unref);
  p->stats = vt_part_stats_compute (p->space, &p->negatives, pool, NULL, NULL);
  p->prior = vt_part_prior_compute (p->space, p->stats, &p->pictures, &p->options, pool, NULL, NULL);
}

static void
draw_all (Planted *p,
          VtRng   *rng)
{
  g_autofree float *content = g_new0 (float, CONTENT);

  for (guint i = 0; i < p->n; i++)
    {
      float *maps = p->block + 2 * (gsize) i * p->n_units, *noise = p->noise + 2 * (gsize) i * p->n_units;

      draw (p, i, content, rng);
      embed (p, content, maps);
      turn (p, maps, maps + p->n_units);
      memset (content, 0, CONTENT * sizeof (float));
      plant_noise (content, rng);
      settle (content, rng);
      embed (p, content, noise);
      turn (p, noise, noise + p->n_units);
    }
}

static void
choose_channels (Planted *p,
                 VtRng   *rng)
{
  guint channels[PLANTED_CHANNELS];

  for (guint c = 0; c < PLANTED_CHANNELS; c++)
    channels[c] = c;
  vt_rng_shuffle (rng, channels, PLANTED_CHANNELS);
  for (guint t = 0; t < 2; t++)
    for (guint j = 0; j < PLANTED_PER; j++)
      {
        p->channel[t][j] = channels[t * PLANTED_PER + j];
        for (guint axis = 0; axis < 2; axis++)
          p->offset[t][j][axis] = (int) vt_rng_int (rng, 7) - 3;
      }
}

Planted *
planted_new (const PlantedSpec *spec)
{
  Planted *p = g_new0 (Planted, 1);
  VtRng rng;

  vt_rng_init (&rng, spec->seed);
  p->n = spec->n;
  p->first[0] = spec->margin + spec->shift;
  p->first[1] = spec->margin;
  p->side = PLANTED_SIDE + 2 * (guint) spec->margin;
  p->n_units = PLANTED_CHANNELS * p->side * p->side;

  const VtPartLayer layer = {
    .name = "planted", .node = -1, .channels = PLANTED_CHANNELS, .h = p->side, .w = p->side,
    .stride = { STRIDE, STRIDE }, .offset = { OFFSET, OFFSET }, .size = { 164, 164 },
  };

  p->space = vt_part_space_new (16 * p->side, 16 * p->side, &layer, 1, NULL);
  vt_aog_options_init (&p->options, VT_AOG_FORM_FAITHFUL);
  p->block = g_new0 (float, 2 * p->n * p->n_units);
  p->noise = g_new0 (float, 2 * p->n * p->n_units);
  p->truth = g_new0 (guint, p->n);
  p->centre = g_new0 (double, 2 * p->n);
  choose_channels (p, &rng);
  draw_all (p, &rng);
  if (spec->mirrored)
    mirror_all (p);
  p->memory = (VtPartMemory) { p->space, p->block };
  p->noise_memory = (VtPartMemory) { p->space, p->noise };
  vt_part_pictures_in_memory (&p->pictures, &p->memory, p->n);
  vt_part_pictures_in_memory (&p->negatives, &p->noise_memory, p->n);
  planted_learn (p, NULL);
  return p;
}

void
planted_free (Planted *p)
{
  vt_part_space_unref (p->space);
  vt_part_stats_unref (p->stats);
  vt_part_prior_unref (p->prior);
  g_free (p->block);
  g_free (p->noise);
  g_free (p->truth);
  g_free (p->centre);
  g_free (p);
}

VtPartBox
planted_box (const Planted *p,
             guint          t,
             guint          nth,
             guint         *picture)
{
  for (guint i = 0; i < p->n; i++)
    if (p->truth[i] == t && nth-- == 0)
      {
        if (picture != NULL)
          *picture = i;
        return (VtPartBox) {
                 .picture = i, .centre = { p->centre[2 * i + 0], p->centre[2 * i + 1] }, .size = { 48, 48 },
        };
      }
  g_assert_not_reached ();
}

VtAog *
planted_mine (const Planted *p,
              guint          n_boxes,
              VtPool        *pool)
{
  const VtAogMiner miner = { p->space, p->stats, p->prior, &p->pictures, &p->options };
  g_autoptr (VtAog) aog = vt_aog_new (p->space, &p->options, "planted");

  for (guint t = 0; t < 2; t++)
    {
      g_autofree VtPartBox *boxes = g_new0 (VtPartBox, n_boxes);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n_boxes; i++)
        boxes[i] = planted_box (p, t, i, NULL);

      g_autoptr (VtTemplate) template = vt_template_mine (&miner, t == 0 ? "a" : "b", boxes, n_boxes, pool,
                                                          NULL, &error);
      VtAog *next;

      g_assert_no_error (error);
      next = vt_aog_with (aog, template);
      vt_aog_unref (aog);
      aog = next;
    }
  return g_steal_pointer (&aog);
}

VtParse **
planted_parse (const Planted *p,
               const VtAog   *aog,
               VtPool        *pool)
{
  const VtAogParser parser = { aog, p->stats, &p->pictures };
  VtParse **parses = g_new0 (VtParse *, p->n);
  g_autofree guint *order = g_new (guint, p->n);
  VtParseBatch batch = { .order = order, .n = p->n, .parses = parses };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < p->n; i++)
    order[i] = i;
  vt_aog_parse_all (&parser, &batch, pool, NULL, &error);
  g_assert_no_error (error);
  return parses;
}

void
planted_parses_free (VtParse **parses,
                     guint     n)
{
  for (guint i = 0; i < n; i++)
    vt_parse_unref (parses[i]);
  g_free (parses);
}

void
planted_score (const Planted *p,
               VtParse      **parses,
               double        *right,
               double        *distance)
{
  *right = *distance = 0;
  for (guint i = 0; i < p->n; i++)
    {
      double centre[2];

      vt_parse_centre (parses[i], centre);
      *right += (vt_parse_template (parses[i]) == p->truth[i]) / (double) p->n;
      *distance += hypot (centre[0] - p->centre[2 * i + 0], centre[1] - p->centre[2 * i + 1])
                   / vt_part_space_diagonal (p->space) / p->n;
    }
}

gboolean
planted_is (const Planted *p,
            const VtAog   *aog,
            guint          t,
            guint          number,
            double         cells)
{
  static const double base[2][2] = { { 6, 4 }, { 7, 9 } };
  const VtPattern *pattern = vt_template_pattern (vt_aog_template (aog, t), number);

  for (guint j = 0; j < PLANTED_PER; j++)
    if (pattern->channel == p->channel[t][j]
        && fabs (-(double) pattern->delta[0] / STRIDE - p->offset[t][j][0]) <= cells
        && fabs (-(double) pattern->delta[1] / STRIDE - p->offset[t][j][1]) <= cells
        && fabs (pattern->home[0] - p->first[0] - base[t][0] - p->offset[t][j][0]) <= 3)
      return TRUE;
  return FALSE;
}
