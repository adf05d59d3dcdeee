/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a parse: the winner, its box, its vote map and its heat map. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parts/vt-parse-private.h"

guint
vt_parse_picture (const VtParse *parse)
{
  return parse->picture;
}

gboolean
vt_parse_found (const VtParse *parse)
{
  return parse->best >= 0;
}

const VtTemplateParse *
vt_parse_best (const VtParse *parse)
{
  return parse->best >= 0 ? &parse->run[parse->best] : NULL;
}

const VtTemplateParse *
vt_parse_of (const VtParse *parse,
             guint          k,
             gboolean       mirrored)
{
  return k < parse->n_templates ? &parse->run[2 * k + (mirrored ? 1 : 0)] : NULL;
}

guint
vt_parse_template (const VtParse *parse)
{
  return parse->best >= 0 ? parse->run[parse->best].template : 0;
}

gboolean
vt_parse_mirrored (const VtParse *parse)
{
  return parse->best >= 0 && parse->run[parse->best].mirrored;
}

double
vt_parse_score (const VtParse *parse)
{
  return parse->best >= 0 ? parse->run[parse->best].score : (double) -INFINITY;
}

void
vt_parse_centre (const VtParse *parse,
                 double         centre[2])
{
  for (guint axis = 0; axis < 2; axis++)
    centre[axis] = parse->centre[axis];
}

double
vt_parse_doubt (const VtParse *parse)
{
  return parse->doubt;
}

/* A pixel is a square of side one about its centre: the frame goes from −½ to h − ½. */
void
vt_parse_box (const VtParse *parse,
              gboolean       clipped,
              double         box[4])
{
  double centre[2];

  vt_parse_centre (parse, centre);
  for (guint axis = 0; axis < 2; axis++)
    {
      const double size = parse->best >= 0 ? parse->run[parse->best].size[axis] : 0;
      double from = centre[axis] - size / 2, to = centre[axis] + size / 2;

      if (clipped)
        {
          from = CLAMP (from, -0.5, parse->frame[axis] - 0.5);
          to = CLAMP (to, -0.5, parse->frame[axis] - 0.5);
        }
      box[axis] = from;
      box[axis + 2] = to - from;
    }
}

void
vt_parse_vote_map (const VtParse *parse,
                   const VtAog   *aog,
                   float         *map)
{
  const gsize n = (gsize) parse->frame[0] * parse->frame[1];
  float least = INFINITY;

  if (parse->best < 0 || parse->run[parse->best].pattern == NULL)
    {
      memset (map, 0, n * sizeof (float));
      return;
    }
  vt_template_vote (aog, &parse->run[parse->best], map);
  for (gsize i = 0; i < n; i++)
    if (map[i] > 0 && map[i] < least)
      least = map[i];
  for (gsize i = 0; i < n; i++)
    if (!(map[i] > 0) && least < INFINITY)
      map[i] = least;
}

typedef struct
{
  float score;
  guint number;
} Ranked;

static int
by_score (gconstpointer a,
          gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* exp (−d²/2·15²) in a square of 40 px. */
static void
add_blob (const VtParse *parse,
          double         scale,
          const float    place[2],
          float         *map)
{
  const int reach = MAX (1, (int) round (20 * scale));
  const double per = -1 / (2 * 15 * 15 * scale * scale);
  const int cy = (int) lround ((double) place[0]), cx = (int) lround ((double) place[1]);

  for (int a = MAX (0, cy - reach); a <= MIN ((int) parse->frame[0] - 1, cy + reach); a++)
    for (int b = MAX (0, cx - reach); b <= MIN ((int) parse->frame[1] - 1, cx + reach); b++)
      {
        const double dy = a - (double) place[0], dx = b - (double) place[1];

        map[(gsize) a * parse->frame[1] + (gsize) b] += (float) exp ((dy * dy + dx * dx) * per);
      }
}

/* Divides the layer's map by its deviation and adds it. */
static void
add_layer (const float *layer,
           gsize        n,
           float       *map)
{
  double sum = 0, square = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += (double) layer[i];
      square += (double) layer[i] * (double) layer[i];
    }

  const double variance = square / (double) n - (sum / (double) n) * (sum / (double) n);
  const float per = variance > 1e-12 ? (float) (1 / sqrt (variance)) : 0;

  for (gsize i = 0; i < n; i++)
    map[i] += layer[i] * per;
}

void
vt_parse_heat_map (const VtParse *parse,
                   const VtAog   *aog,
                   int            layer,
                   double         top,
                   float         *map)
{
  const gsize n = (gsize) parse->frame[0] * parse->frame[1];
  const VtTemplateParse *run = vt_parse_best (parse);

  memset (map, 0, n * sizeof (float));
  if (run == NULL || run->pattern == NULL)
    return;

  const VtTemplate *template = vt_aog_template (aog, run->template);
  g_autofree Ranked *ranked = g_new (Ranked, run->n_patterns + 1);
  g_autofree float *one = g_new (float, n);

  g_return_if_fail (template != NULL && vt_template_n_patterns (template) == run->n_patterns);
  for (guint l = 0; l < vt_part_space_n_layers (aog->space); l++)
    {
      guint m = 0;

      if (layer >= 0 && (guint) layer != l)
        continue;
      for (guint i = 0; i < run->n_patterns; i++)
        if (!run->pattern[i].dropped && vt_template_pattern (template, i)->layer == l)
          {
            ranked[m++] = (Ranked) { run->pattern[i].score, i };
          }
      qsort (ranked, m, sizeof *ranked, by_score);
      m = (guint) ceil (CLAMP (top, 0, 1) * m);
      memset (one, 0, n * sizeof (float));
      for (guint i = 0; i < m; i++)
        add_blob (parse, vt_part_space_scale (aog->space), run->pattern[ranked[i].number].place, one);
      if (layer >= 0)
        memcpy (map, one, n * sizeof (float));
      else
        add_layer (one, n, map);
    }
}
