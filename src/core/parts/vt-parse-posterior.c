/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the part is in one picture, from what its runs say and what the other pictures say (the ground):
 *
 *   z      = (S(k) − mean)/deviation of S(k) over the pictures and mirrors: templates become comparable
 *   a(k,m) = softmax of certainty · z
 *   p(m,u) ∝ exp (ground(m,u)) · (0.02 + Σ_k a(k,m) exp (−|u − q*(k,m)|²/2 spread²)) ^ answers
 *
 * The centre is the mean of p; the winner is the run that has the greatest part in it. */
#include <math.h>
#include <string.h>

#include "parts/vt-parse-private.h"

#define DOUBT 0.02      /* an answer somewhere else altogether */

void
vt_settlement_clear (VtSettlement *settlement)
{
  g_clear_pointer (&settlement->mean, g_free);
  g_clear_pointer (&settlement->deviation, g_free);
  g_clear_pointer (&settlement->ground, g_free);
  settlement->known = FALSE;
}

void
vt_settlement_copy (const VtSettlement *from,
                    guint               n_templates,
                    VtSettlement       *to)
{
  vt_settlement_clear (to);
  *to = *from;
  to->mean = g_memdup2 (from->mean, (n_templates + 1) * sizeof (double));
  to->deviation = g_memdup2 (from->deviation, (n_templates + 1) * sizeof (double));
  to->ground = g_memdup2 (from->ground, 2 * from->n_cells * sizeof (float));
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
      copy->run[i].pattern = vt_parse_dup_details (&parse->run[i]);
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

  return s->known ? (parse->run[i].score - s->mean[i / 2]) / s->deviation[i / 2] : parse->run[i].score;
}

/* Number of the possible run with the greatest S(k), or z when it is known; −1: none. */
static int
greatest (const VtParse *parse)
{
  int best = -1;

  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if (parse->run[i].possible && (best < 0 || z_of (parse, i) > z_of (parse, (guint) best)))
      best = (int) i;
  return best;
}

/* a(k,m) of every run; 0 for impossible ones. */
static void
weigh_runs (const VtAog   *aog,
            const VtParse *parse,
            double        *a)
{
  const int best = greatest (parse);
  double sum = 0;

  for (guint i = 0; i < 2 * parse->n_templates; i++)
    {
      a[i] = parse->run[i].possible
             ? exp (aog->options.certainty * (z_of (parse, i) - z_of (parse, (guint) best))) : 0;
      sum += a[i];
    }
  for (guint i = 0; i < 2 * parse->n_templates && sum > 0; i++)
    a[i] /= sum;
}

/* a(k,m) exp (−|u − q*|²/2 spread²) at all cells, in the map's own orientation. */
static void
say (const VtAog           *aog,
     const VtParse         *parse,
     guint                  i,
     double                 a,
     float                 *out)
{
  const VtPartLayer *layer = vt_part_space_layer (aog->space, parse->settlement.layer);
  const double spread = aog->options.spread * vt_part_space_scale (aog->space);
  const double *q = parse->run[i].centre;
  const double column = i % 2 == 1 ? vt_part_space_mirror (aog->space, q[1]) : q[1];
  g_autofree double *across = g_new (double, layer->w);

  /* The kernel is a product of one of rows and one of columns. */
  for (guint x = 0; x < layer->w; x++)
    {
      const double d = vt_part_layer_pixel (layer, 1, x) - column;

      across[x] = exp (-d * d / (2 * spread * spread));
    }
  for (guint y = 0; y < layer->h; y++)
    {
      const double d = vt_part_layer_pixel (layer, 0, y) - q[0];
      const double down = a * exp (-d * d / (2 * spread * spread));

      for (guint x = 0; x < layer->w; x++)
        out[y * layer->w + x] = (float) (down * across[x]);
    }
}

void
vt_parse_posterior (const VtAog   *aog,
                    const VtParse *parse,
                    const float   *ground,
                    float         *p)
{
  const gsize n = parse->settlement.n_cells;
  g_autofree double *a = g_new (double, 2 * parse->n_templates + 1);
  g_autofree float *said = g_new (float, n);
  double most = -INFINITY, sum = 0;

  if (ground == NULL)
    ground = parse->settlement.ground;
  weigh_runs (aog, parse, a);
  memset (p, 0, 2 * n * sizeof (float));
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if (a[i] > 0)
      {
        say (aog, parse, i, a[i], said);
        for (gsize u = 0; u < n; u++)
          p[(i % 2) * n + u] += said[u];
      }
  for (gsize u = 0; u < 2 * n; u++)
    {
      p[u] = (float) ((double) ground[u] + aog->options.answers * log ((double) p[u] + DOUBT));
      most = MAX (most, (double) p[u]);
    }
  for (gsize u = 0; u < 2 * n; u++)
    {
      p[u] = (float) exp ((double) p[u] - most);
      sum += (double) p[u];
    }
  for (gsize u = 0; u < 2 * n; u++)
    p[u] = (float) ((double) p[u] / sum);
}

void
vt_parse_expect (const VtAog   *aog,
                 const VtParse *parse,
                 const float   *p,
                 double         centre[2])
{
  const VtPartLayer *layer = vt_part_space_layer (aog->space, parse->settlement.layer);
  const gsize n = parse->settlement.n_cells;
  double sum = 0;

  centre[0] = centre[1] = 0;
  for (gsize u = 0; u < 2 * n; u++)
    {
      const double column = vt_part_layer_pixel (layer, 1, (double) (u % n % layer->w));

      sum += (double) p[u];
      centre[0] += (double) p[u] * vt_part_layer_pixel (layer, 0, (double) (u % n / layer->w));
      centre[1] += (double) p[u] * (u < n ? column : vt_part_space_mirror (aog->space, column));
    }
  centre[0] /= sum;
  centre[1] /= sum;
}

/* Mean distance to parse->centre under a posterior, share of the diagonal. */
static double
expect_miss (const VtAog   *aog,
             const VtParse *parse,
             const float   *p)
{
  const VtPartLayer *layer = vt_part_space_layer (aog->space, parse->settlement.layer);
  const gsize n = parse->settlement.n_cells;
  double sum = 0, miss = 0;

  for (gsize u = 0; u < 2 * n; u++)
    {
      const double row = vt_part_layer_pixel (layer, 0, (double) (u % n / layer->w));
      const double column = vt_part_layer_pixel (layer, 1, (double) (u % n % layer->w));
      const double seen = u < n ? column : vt_part_space_mirror (aog->space, column);

      sum += (double) p[u];
      miss += (double) p[u] * hypot (row - parse->centre[0], seen - parse->centre[1]);
    }
  return miss / (sum * vt_part_space_diagonal (aog->space));
}

/* The run with the greatest part in the posterior. */
static int
winner (const VtAog   *aog,
        const VtParse *parse,
        const float   *p)
{
  const gsize n = parse->settlement.n_cells;
  g_autofree double *a = g_new (double, 2 * parse->n_templates + 1);
  g_autofree float *said = g_new (float, n * (2 * parse->n_templates + 1));
  int best = greatest (parse);
  double most = 0;

  weigh_runs (aog, parse, a);
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if (a[i] > 0)
      say (aog, parse, i, a[i], said + n * i);
    else
      memset (said + n * i, 0, n * sizeof (float));
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    {
      double share = 0;

      for (gsize u = 0; u < n; u++)
        {
          double all = DOUBT;

          for (guint k = 0; k < parse->n_templates; k++)
            all += (double) said[n * (2 * k + i % 2) + u];
          share += (double) p[(i % 2) * n + u] * (double) said[n * i + u] / all;
        }
      if (share > most)
        {
          most = share;
          best = (int) i;
        }
    }
  return best;
}

void
vt_parse_choose (const VtAog *aog,
                 VtParse     *parse)
{
  parse->best = greatest (parse);
  parse->doubt = NAN;
  for (guint axis = 0; axis < 2; axis++)
    parse->centre[axis] = parse->best >= 0 ? parse->run[parse->best].centre[axis]
                                           : ((double) parse->frame[axis] - 1) / 2;
  if (!parse->settlement.known || parse->best < 0)
    return;

  g_autofree float *p = g_new (float, 2 * parse->settlement.n_cells);

  vt_parse_posterior (aog, parse, NULL, p);
  vt_parse_expect (aog, parse, p, parse->centre);
  parse->doubt = expect_miss (aog, parse, p);
  parse->best = winner (aog, parse, p);
}
