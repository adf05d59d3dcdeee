/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settling.  Invariant: what pictures give to sums is written by each into its own place and added in their
 * order, so the bits do not depend on the number of threads. */
#include "parts/vt-aog-settle.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"
#include "parts/vt-parse-private.h"
#include "parts/vt-settle-boxes.h"

#define ROUNDS       3
#define BOX          10       /* pictures that a box counts for */
#define STANDING     1.5      /* trust in looks for each deviation by which boxes that were left out stand out */
#define LEAST_TRUST  1        /* looks say something even where the boxes look unlike each other, as those of two kinds do */
#define LEAST_SPREAD 0.09     /* of the place, share of the frame’s side */

/* Sums of one picture, weighed by its posterior. */
typedef struct
{
  double place[2], square[2];
} Moments;

typedef struct
{
  const VtAog       *aog;
  const VtPartLooks *looks;
  const VtPartCrowd *crowd;
  const VtPartLayer *layer;
  VtParse          **parses;
  guint              n;
  gsize              n_cells;
  guint              length;       /* of a look */
  double             side;         /* of the frame: √(h·w) */

  VtSettleBoxes      boxes;
  double (*told)[2];               /* [n] what each picture tells the others */
  gboolean           heard;        /* told is filled */

  float             *kin;          /* [n][n] how much a picture’s look counts for another */
  float             *look;         /* [n][length] the part’s, as each picture expects it, of length one */
  double             place[2], variance[2];
  double             per;          /* 1/deviation of the likeness */
  float             *ground;       /* [n][2][n_cells] */
  float             *given;        /* [n][length] */
  Moments           *moments;      /* [n] */
} Settling;

gboolean
vt_parse_is_settled (const VtParse *parse)
{
  return parse->settlement.known;
}

static gboolean
takes_part (const Settling *s,
            guint           i)
{
  return s->parses[i] != NULL && s->parses[i]->best >= 0 && vt_part_looks_has (s->looks, i);
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

/* ---- where each picture thinks the part is ---- */

static void
match_part (gsize    part,
            guint    thread,
            gpointer user_data)
{
  const Settling *s = user_data;

  for (guint mirrored = 0; mirrored < 2 && takes_part (s, (guint) part); mirrored++)
    vt_part_looks_match (s->looks, (guint) part, mirrored, s->look + part * s->length,
                         s->ground + (2 * part + mirrored) * s->n_cells);
}

static void
measure_likeness (Settling *s)
{
  double sum = 0, square = 0, count = 0;

  for (guint i = 0; i < s->n; i++)
    for (gsize u = 0; u < 2 * s->n_cells && takes_part (s, i); u++)
      {
        const double x = (double) s->ground[2 * i * s->n_cells + u];

        sum += x;
        square += x * x;
        count++;
      }
  sum /= MAX (count, 1);
  square = square / MAX (count, 1) - sum * sum;
  s->per = square > 1e-20 ? 1 / sqrt (square) : 0;
}

/* Mean answer of the look-alikes and its variance a side; FALSE: there are none. */
static gboolean
ask_crowd (const Settling *s,
           guint           picture,
           double          mean[2],
           double         *variance)
{
  const double least = s->aog->options.least_spread * vt_part_space_scale (s->aog->space);
  guint n = 0;
  const VtLookAlike *others = s->crowd != NULL && s->heard ? vt_part_crowd_of (s->crowd, picture, &n) : NULL;
  double weight = 0, square = 0;

  mean[0] = mean[1] = 0;
  n = MIN (n, (guint) s->aog->options.look_alikes);
  for (guint j = 0; j < n; j++)
    {
      if (!takes_part (s, others[j].picture))
        continue;

      const double w = (double) others[j].likeness, *c = s->told[others[j].picture];
      const double column = others[j].mirrored ? vt_part_space_mirror (s->aog->space, c[1]) : c[1];

      weight += w;
      mean[0] += w * c[0];
      mean[1] += w * column;
      square += w * (c[0] * c[0] + column * column);
    }
  if (!(weight > 0))
    return FALSE;
  mean[0] /= weight;
  mean[1] /= weight;
  *variance = MAX (0, square / weight - mean[0] * mean[0] - mean[1] * mean[1]) / 2 + least * least;
  return TRUE;
}

/* Likeness to the ground: weighs it, adds the usual place and the look-alikes. */
static void
lay_ground (const Settling *s,
            guint           picture,
            float          *ground)
{
  const VtAogOptions *o = &s->aog->options;
  double mean[2], variance = 1;
  const gboolean company = ask_crowd (s, picture, mean, &variance);
  const double trust = CLAMP (STANDING * s->boxes.standing, MIN (LEAST_TRUST, o->resemblance), o->resemblance);

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    for (gsize u = 0; u < s->n_cells; u++)
      {
        const double y = vt_part_layer_pixel (s->layer, 0, (double) (u / s->layer->w));
        const double x = vt_part_layer_pixel (s->layer, 1, (double) (u % s->layer->w));
        const double seen = mirrored ? vt_part_space_mirror (s->aog->space, x) : x;
        double sum = trust * s->per * (double) ground[mirrored * s->n_cells + u];

        sum -= o->usual_place * ((y - s->place[0]) * (y - s->place[0]) / (2 * s->variance[0])
                                 + (x - s->place[1]) * (x - s->place[1]) / (2 * s->variance[1]));
        if (company)
          sum -= o->company * ((y - mean[0]) * (y - mean[0]) + (seen - mean[1]) * (seen - mean[1])) / (2 * variance);
        ground[mirrored * s->n_cells + u] = (float) sum;
      }
}

static void
think_part (gsize    part,
            guint    thread,
            gpointer user_data)
{
  const Settling *s = user_data;
  const guint i = (guint) part;
  float *ground = s->ground + 2 * part * s->n_cells, *given = s->given + part * s->length;
  Moments *moments = &s->moments[i];

  *moments = (Moments) { { 0, 0 }, { 0, 0 } };
  if (!takes_part (s, i))
    return;
  lay_ground (s, i, ground);

  g_autofree float *p = g_new (float, 2 * s->n_cells);

  vt_parse_posterior (s->aog, s->parses[i], ground, p);
  vt_parse_expect (s->aog, s->parses[i], p, s->parses[i]->centre);
  if (!s->boxes.boxed[i])
    {
      memset (given, 0, s->length * sizeof (float));
      for (guint mirrored = 0; mirrored < 2; mirrored++)
        vt_part_looks_add (s->looks, i, mirrored, p + mirrored * s->n_cells, given);
    }
  for (gsize u = 0; u < 2 * s->n_cells; u++)
    {
      const gsize cell[2] = { u % s->n_cells / s->layer->w, u % s->n_cells % s->layer->w };

      for (guint axis = 0; axis < 2; axis++)
        {
          const double at = vt_part_layer_pixel (s->layer, axis, (double) cell[axis]);

          moments->place[axis] += (double) p[u] * at;
          moments->square[axis] += (double) p[u] * at * at;
        }
    }
}

/* ---- what the part is, from where it is thought to be ---- */

/* What the part looks like to each picture: what all give, the pictures that look like it most.  Boxes give the
 * same in every round. */
static void
know_look (Settling *s,
           VtPool   *pool)
{
  const VtProduct product = {
    .m = s->n, .n = s->length, .k = s->n, .alpha = 1, .a = s->kin, .lda = s->n, .b = s->given, .ldb = s->length,
    .c = s->look, .ldc = s->length,
  };

  vt_product_parallel (pool, &product);
  for (guint i = 0; i < s->n; i++)
    {
      float *look = s->look + (gsize) i * s->length;
      double square = 0;

      for (guint d = 0; d < s->length; d++)
        square += (double) look[d] * (double) look[d];
      for (guint d = 0; d < s->length; d++)
        look[d] = square > 0 ? (float) ((double) look[d] / sqrt (square)) : 0;
    }
}

static void
know_place (Settling *s,
            gboolean  first)
{
  double count = BOX * (double) s->boxes.n;
  Moments m = { { 0, 0 }, { 0, 0 } };

  for (guint axis = 0; axis < 2; axis++)
    {
      m.place[axis] = BOX * s->boxes.place[axis];
      m.square[axis] = BOX * s->boxes.square[axis];
    }
  for (guint i = 0; i < s->n && !first; i++)
    {
      if (!takes_part (s, i) || s->boxes.boxed[i])
        continue;
      for (guint axis = 0; axis < 2; axis++)
        {
          m.place[axis] += s->moments[i].place[axis];
          m.square[axis] += s->moments[i].square[axis];
        }
      count++;
    }
  for (guint axis = 0; axis < 2; axis++)
    {
      const double least = (first ? VT_SETTLE_SPREAD : LEAST_SPREAD) * s->side;

      s->place[axis] = m.place[axis] / count;
      s->variance[axis] = first ? least * least
                                : MAX (m.square[axis] / count - s->place[axis] * s->place[axis], least * least);
    }
}

static void
tell_others (Settling *s)
{
  for (guint i = 0; i < s->n; i++)
    for (guint axis = 0; axis < 2 && takes_part (s, i) && !s->boxes.boxed[i]; axis++)
      s->told[i][axis] = s->parses[i]->centre[axis];
  s->heard = TRUE;
}

static gboolean
settle_all (Settling    *s,
            VtPool      *pool,
            const VtJob *job,
            GError     **error)
{
  vt_settle_boxes_gather (s->aog, s->looks, s->n, &s->boxes);
  for (gsize d = 0; d < (gsize) s->n * s->length; d++)
    s->given[d] = BOX * s->boxes.look[d];
  for (guint i = 0; i < s->n; i++)
    for (guint axis = 0; axis < 2; axis++)
      s->told[i][axis] = s->boxes.told[i][axis];
  for (guint round_ = 0; round_ <= ROUNDS && s->boxes.n > 0; round_++)
    {
      if (!vt_job_tick (job, (double) round_ / (ROUNDS + 1), N_("Settling"), error))
        return FALSE;
      know_look (s, pool);
      know_place (s, round_ == 0);
      vt_parallel_for (pool, s->n, match_part, s);
      measure_likeness (s);
      vt_parallel_for (pool, s->n, think_part, s);
      tell_others (s);
    }
  for (guint i = 0; i < s->n && s->boxes.n > 0; i++)
    if (takes_part (s, i))
      {
        VtSettlement *settlement = &s->parses[i]->settlement;

        memcpy (settlement->ground, s->ground + 2 * (gsize) i * s->n_cells, 2 * s->n_cells * sizeof (float));
        vt_parse_choose (s->aog, s->parses[i]);
      }
  return TRUE;
}

/* ---- the winners' details ---- */

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

/* Copies that know the scale of the templates' scores. */
static void
copy_parses (const Settling *s,
             VtParse       **parses,
             guint           n)
{
  g_autofree double *mean = g_new0 (double, s->aog->n_templates + 1);
  g_autofree double *deviation = g_new0 (double, s->aog->n_templates + 1);
  g_autofree float *nothing = g_new0 (float, 2 * s->n_cells);

  for (guint k = 0; k < s->aog->n_templates; k++)
    measure_scores (parses, n, k, &mean[k], &deviation[k]);
  for (guint i = 0; i < n; i++)
    if (parses[i] != NULL)
      {
        const VtSettlement known = { TRUE, mean, deviation, vt_part_looks_layer (s->looks), s->n_cells, nothing };

        s->parses[i] = vt_parse_copy (parses[i]);
        vt_settlement_copy (&known, s->aog->n_templates, &s->parses[i]->settlement);
      }
}

static void
settling_clear (Settling *s)
{
  g_free (s->parses);
  vt_settle_boxes_clear (&s->boxes);
  g_free (s->told);
  g_free (s->kin);
  g_free (s->look);
  g_free (s->ground);
  g_free (s->given);
  g_free (s->moments);
}

/* How much each picture’s look counts for picture i. */
static void
fill_kin (const Settling    *s,
          const VtPartCrowd *crowd,
          guint              i)
{
  const float *unlike = crowd != NULL ? vt_part_crowd_unlikeness (crowd) + (gsize) i * vt_part_crowd_n (crowd) : NULL;

  for (guint j = 0; j < s->n; j++)
    s->kin[(gsize) i * s->n + j] = unlike != NULL ? (float) exp (-s->aog->options.nearness * (double) unlike[j]) : 1;
}

static gboolean
settling_init (Settling          *s,
               const VtAog       *aog,
               const VtPartLooks *looks,
               const VtPartCrowd *crowd,
               guint              n)
{
  *s = (Settling) {
    .aog = aog, .looks = looks, .crowd = aog->options.look_alikes < 1 ? NULL : crowd,
    .layer = vt_part_space_layer (aog->space, vt_part_looks_layer (looks)), .n = n,
    .length = vt_part_looks_length (looks),
    .side = sqrt ((double) vt_part_space_height (aog->space) * vt_part_space_width (aog->space)),
  };
  s->n_cells = (gsize) s->layer->h * s->layer->w;
  s->parses = g_new0 (VtParse *, n + 1);
  s->told = g_malloc0_n (n + 1, sizeof *s->told);
  s->kin = g_try_new (float, (gsize) n * n + 1);
  s->look = g_try_new0 (float, (gsize) (n + 1) * s->length);
  s->ground = g_try_new0 (float, 2 * (gsize) (n + 1) * s->n_cells);
  s->given = g_try_new0 (float, (gsize) (n + 1) * s->length);
  s->moments = g_new0 (Moments, n + 1);
  for (guint i = 0; i < n && s->kin != NULL; i++)
    fill_kin (s, crowd, i);
  return s->kin != NULL && s->look != NULL && s->ground != NULL && s->given != NULL;
}

gboolean
vt_aog_settle (const VtAogParser *parser,
               const VtPartLooks *looks,
               const VtPartCrowd *crowd,
               VtParse          **parses,
               guint              n,
               VtPool            *pool,
               const VtJob       *job,
               GError           **error)
{
  Settling s;
  VtJobPart part;
  gboolean good;

  if (parser->aog->options.form != VT_AOG_FORM_DEFAULT || looks == NULL || n == 0)
    return TRUE;
  g_return_val_if_fail (crowd == NULL || vt_part_crowd_n (crowd) >= n, FALSE);

  good = settling_init (&s, parser->aog, looks, crowd, n);
  if (!good)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("No memory to compare %u pictures"), n);
  else
    {
      copy_parses (&s, parses, n);
      good = settle_all (&s, pool, vt_job_part (&part, job, 0, 0.5), error)
             && fill_winners (parser, s.parses, n, pool, vt_job_part (&part, job, 0.5, 1), error);
    }
  for (guint i = 0; i < n; i++)
    if (good && s.parses[i] != NULL)
      {
        vt_parse_unref (parses[i]);
        parses[i] = s.parses[i];
      }
    else
      vt_parse_unref (s.parses[i]);
  settling_clear (&s);
  return good;
}
