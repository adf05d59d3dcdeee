/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settling.  All sums run over pictures in their order, in double; pictures are the parallel axis only where a
 * winner must be parsed again for its details. */
#include "parts/vt-aog-settle.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-parse-private.h"

#define ROUNDS 2

gboolean
vt_parse_is_settled (const VtParse *parse)
{
  return parse->settlement.known;
}

void
vt_settlement_copy (const VtSettlement *from,
                    guint               n_templates,
                    VtSettlement       *to)
{
  g_free (to->mean);
  g_free (to->deviation);
  *to = *from;
  to->mean = g_memdup2 (from->mean, (n_templates + 1) * sizeof (double));
  to->deviation = g_memdup2 (from->deviation, (n_templates + 1) * sizeof (double));
}

VtParse *
vt_parse_copy (const VtParse *parse)
{
  VtParse *copy = g_memdup2 (parse, sizeof *parse);

  g_atomic_ref_count_init (&copy->refs);
  copy->stamp = g_memdup2 (parse->stamp, (parse->n_templates + 1) * sizeof *parse->stamp);
  copy->run = g_memdup2 (parse->run, (2 * parse->n_templates + 1) * sizeof *parse->run);
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if (parse->run[i].pattern != NULL)
      copy->run[i].pattern = g_memdup2 (parse->run[i].pattern,
                                        (parse->run[i].n_patterns + 1) * sizeof *parse->run[i].pattern);
  copy->settlement = (VtSettlement) { 0 };
  if (parse->settlement.known)
    vt_settlement_copy (&parse->settlement, parse->n_templates, &copy->settlement);
  return copy;
}

static double
z_of (const VtParse *parse,
      guint          i)
{
  const VtSettlement *s = &parse->settlement;

  return (parse->run[i].score - s->mean[i / 2]) / s->deviation[i / 2];
}

/* Number of the run with the greatest S(k), or z when it is known; −1: none is possible. */
static int
greatest (const VtParse *parse)
{
  int best = -1;
  double most = 0;

  for (guint i = 0; i < 2 * parse->n_templates; i++)
    {
      if (!parse->run[i].possible)
        continue;

      const double score = parse->settlement.known ? z_of (parse, i) : parse->run[i].score;

      if (best < 0 || score > most)
        {
          best = (int) i;
          most = score;
        }
    }
  return best;
}

void
vt_parse_answer (const VtAog   *aog,
                 const VtParse *parse,
                 VtAnswer      *answer)
{
  const double least = aog->options.least_spread * vt_part_space_scale (aog->space);
  const int best = greatest (parse);
  double sum = 0, square = 0;

  *answer = (VtAnswer) { { parse->centre[0], parse->centre[1] }, INFINITY };
  if (best < 0)
    return;

  double mean[2] = { 0 };
  const double most = z_of (parse, (guint) best);

  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if (parse->run[i].possible)
      {
        const double p = exp (aog->options.certainty * (z_of (parse, i) - most));
        const double *q = parse->run[i].centre;

        sum += p;
        for (guint axis = 0; axis < 2; axis++)
          mean[axis] += p * q[axis];
        square += p * (q[0] * q[0] + q[1] * q[1]);
      }
  for (guint axis = 0; axis < 2; axis++)
    answer->centre[axis] = mean[axis] / sum;
  answer->variance = MAX (0, square / sum - answer->centre[0] * answer->centre[0]
                          - answer->centre[1] * answer->centre[1]) + least * least;
}

void
vt_parse_choose (const VtAog *aog,
                 VtParse     *parse)
{
  const VtSettlement *s = &parse->settlement;
  VtAnswer own;

  parse->best = greatest (parse);
  for (guint axis = 0; axis < 2; axis++)
    parse->centre[axis] = parse->best >= 0 ? parse->run[parse->best].centre[axis]
                                           : ((double) parse->frame[axis] - 1) / 2;
  if (!s->known || parse->best < 0)
    return;

  vt_parse_answer (aog, parse, &own);

  const double mine = 1 / own.variance, theirs = 1 / s->spread;

  for (guint axis = 0; axis < 2; axis++)
    parse->centre[axis] = isfinite (s->spread) ? (mine * own.centre[axis] + theirs * s->crowd[axis])
                          / (mine + theirs)
                                               : own.centre[axis];
}

/* Mean and deviation of S(k) over all parses and both mirrors. */
static void
measure_scores (VtParse     **parses,
                guint         n,
                guint         k,
                double       *mean,
                double       *deviation)
{
  double sum = 0, square = 0;
  guint m = 0;

  for (guint i = 0; i < n; i++)
    for (guint mirrored = 0; mirrored < 2 && parses[i] != NULL; mirrored++)
      if (parses[i]->run[2 * k + mirrored].possible)
        {
          const double d = parses[i]->run[2 * k + mirrored].score - sum;

          /* Welford: `sum` is the mean so far. */
          m++;
          sum += d / m;
          square += d * (parses[i]->run[2 * k + mirrored].score - sum);
        }
  *mean = sum;
  *deviation = m > 1 && square > 0 ? sqrt (square / m) : 1;
}

/* What each picture tells the others: its own answer at first, the settled one later, a box where one was
 * drawn. */
static void
hear_boxes (const VtAog *aog,
            VtAnswer    *told,
            guint        n)
{
  g_autofree guint *count = g_new0 (guint, n + 1);

  for (guint k = 0; k < aog->n_templates; k++)
    for (guint j = 0; j < aog->template[k]->core->n_boxes; j++)
      {
        const VtPartBox *box = &aog->template[k]->core->box[j];

        if (box->picture >= n)
          continue;
        for (guint axis = 0; axis < 2; axis++)
          {
            double *centre = &told[box->picture].centre[axis];

            *centre = count[box->picture] == 0 ? box->centre[axis]
                                               : *centre + (box->centre[axis] - *centre)
                      / (count[box->picture] + 1);
          }
        count[box->picture]++;
      }
}

/* Mean of the look-alikes' answers, weighted by likeness, and its variance. */
static void
ask_crowd (const VtAog       *aog,
           const VtPartCrowd *crowd,
           VtParse          **parses,
           const VtAnswer    *told,
           guint              picture,
           VtSettlement      *s)
{
  const double least = aog->options.least_spread * vt_part_space_scale (aog->space);
  guint n, asked = 0;
  const VtLookAlike *others = vt_part_crowd_of (crowd, picture, &n);
  double weight = 0, square = 0;

  n = MIN (n, (guint) aog->options.look_alikes);
  s->crowd[0] = s->crowd[1] = 0;
  for (guint j = 0; j < n; j++)
    {
      const VtParse *parse = parses[others[j].picture];

      if (parse == NULL || parse->best < 0)
        continue;

      const double w = (double) others[j].likeness, *c = told[others[j].picture].centre;
      const double column = others[j].mirrored ? vt_part_space_mirror (aog->space, c[1]) : c[1];

      weight += w;
      s->crowd[0] += w * c[0];
      s->crowd[1] += w * column;
      square += w * (c[0] * c[0] + column * column);
      asked++;
    }
  s->spread = INFINITY;
  if (asked == 0 || !(weight > 0))
    return;
  s->crowd[0] /= weight;
  s->crowd[1] /= weight;
  s->spread = MAX (0, square / weight - s->crowd[0] * s->crowd[0] - s->crowd[1] * s->crowd[1]) / asked
              + least * least;
}

static void
settle_all (const VtAog       *aog,
            const VtPartCrowd *crowd,
            VtParse          **parses,
            guint              n)
{
  g_autofree VtAnswer *told = g_new0 (VtAnswer, n + 1);

  for (guint i = 0; i < n; i++)
    if (parses[i] != NULL)
      vt_parse_answer (aog, parses[i], &told[i]);
  for (guint round_ = 0; round_ < ROUNDS && crowd != NULL; round_++)
    {
      hear_boxes (aog, told, n);
      for (guint i = 0; i < n; i++)
        if (parses[i] != NULL)
          ask_crowd (aog, crowd, parses, told, i, &parses[i]->settlement);
      for (guint i = 0; i < n; i++)
        if (parses[i] != NULL)
          {
            vt_parse_choose (aog, parses[i]);
            memcpy (told[i].centre, parses[i]->centre, sizeof told[i].centre);
          }
    }
  for (guint i = 0; i < n; i++)
    if (parses[i] != NULL)
      vt_parse_choose (aog, parses[i]);
}

typedef struct
{
  const VtAogParser *parser;
  VtParse          **parses;
  guint              first;
  GError           **error;
} Filling;

static void
fill_part (gsize    part,
           guint    thread,
           gpointer user_data)
{
  const Filling *filling = user_data;
  VtParse *parse = filling->parses[filling->first + part];

  if (parse == NULL)
    return;
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if ((int) i != parse->best)
      g_clear_pointer (&parse->run[i].pattern, g_free);
  vt_parse_fill_winner (filling->parser, parse, thread, &filling->error[part]);
}

/* Where the winner is another one now, its details are made. */
static gboolean
fill_winners (const VtAogParser *parser,
              VtParse          **parses,
              guint              n,
              VtPool            *pool,
              const VtJob       *job,
              GError           **error)
{
  const guint size = 2 * vt_pool_n_threads (pool);
  g_autofree GError **errors = g_new0 (GError *, size);
  Filling filling = { parser, parses, 0, errors };
  gboolean good = TRUE;

  for (; filling.first < n && good; filling.first += size)
    {
      good = vt_job_tick (job, (double) filling.first / n, N_("Settling"), error);
      if (good)
        vt_parallel_for (pool, MIN (size, n - filling.first), fill_part, &filling);
      for (guint i = 0; i < size; i++)
        if (errors[i] != NULL)
          {
            if (good)
              g_propagate_error (error, g_steal_pointer (&errors[i]));
            g_clear_error (&errors[i]);
            good = FALSE;
          }
    }
  return good;
}

gboolean
vt_aog_settle (const VtAogParser *parser,
               const VtPartCrowd *crowd,
               VtParse          **parses,
               guint              n,
               VtPool            *pool,
               const VtJob       *job,
               GError           **error)
{
  const VtAog *aog = parser->aog;
  g_autofree VtParse **settled = g_new0 (VtParse *, n + 1);
  g_autofree double *mean = g_new0 (double, aog->n_templates + 1);
  g_autofree double *deviation = g_new0 (double, aog->n_templates + 1);

  g_return_val_if_fail (crowd == NULL || vt_part_crowd_n (crowd) >= n, FALSE);
  if (aog->options.form != VT_AOG_FORM_DEFAULT)
    return TRUE;
  if (aog->options.look_alikes < 1)
    crowd = NULL;

  for (guint k = 0; k < aog->n_templates; k++)
    measure_scores (parses, n, k, &mean[k], &deviation[k]);
  for (guint i = 0; i < n; i++)
    if (parses[i] != NULL)
      {
        const VtSettlement s = { TRUE, mean, deviation, { 0, 0 }, INFINITY };

        settled[i] = vt_parse_copy (parses[i]);
        vt_settlement_copy (&s, aog->n_templates, &settled[i]->settlement);
      }
  settle_all (aog, crowd, settled, n);

  const gboolean good = fill_winners (parser, settled, n, pool, job, error);

  for (guint i = 0; i < n; i++)
    if (good && settled[i] != NULL)
      {
        vt_parse_unref (parses[i]);
        parses[i] = settled[i];
      }
    else
      vt_parse_unref (settled[i]);
  return good;
}
