/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dropping, restoring, the numbers beside a pattern, and what they suggest. */
#include "parts/vt-aog-prune.h"

#include <math.h>
#include <stdlib.h>

#include "parts/vt-parse-private.h"

#define CHANCE         1.75   /* times as far as chance scatters: unrelated … */
#define LEAST_PICTURES 5      /* … when seen on this many pictures */

static VtAog *
with_drops (const VtAog *aog,
            guint        k,
            guint8      *dropped)
{
  g_autoptr (VtTemplate) template = vt_template_with_drops (aog->template[k], dropped);

  return vt_aog_with (aog, template);
}

static VtAog *
set_dropped (const VtAog *aog,
             guint        k,
             const guint *patterns,
             guint        n,
             gboolean     dropped)
{
  g_return_val_if_fail (k < aog->n_templates, NULL);

  const VtTemplate *template = aog->template[k];
  guint8 *all = g_new0 (guint8, template->core->n_patterns + 1);

  for (guint i = 0; i < template->core->n_patterns; i++)
    all[i] = template->dropped[i];
  for (guint i = 0; i < n; i++)
    if (patterns[i] < template->core->n_patterns)
      all[patterns[i]] = dropped;
  return with_drops (aog, k, all);
}

VtAog *
vt_aog_drop (const VtAog *aog,
             guint        k,
             const guint *patterns,
             guint        n)
{
  return set_dropped (aog, k, patterns, n, TRUE);
}

VtAog *
vt_aog_restore (const VtAog *aog,
                guint        k,
                const guint *patterns,
                guint        n)
{
  return set_dropped (aog, k, patterns, n, FALSE);
}

VtDrop
vt_pattern_drop (const VtPattern *pattern)
{
  return (VtDrop) { pattern->layer, pattern->channel, { pattern->home[0], pattern->home[1] } };
}

static gboolean
drop_matches (const VtDrop    *drop,
              const VtPattern *pattern)
{
  return drop->layer == pattern->layer && drop->channel == pattern->channel
         && ABS (drop->home[0] - pattern->home[0]) <= 1 && ABS (drop->home[1] - pattern->home[1]) <= 1;
}

static gboolean
drop_is_exact (const VtDrop    *drop,
               const VtPattern *pattern)
{
  return drop_matches (drop, pattern) && drop->home[0] == pattern->home[0]
         && drop->home[1] == pattern->home[1];
}

/* A drop means the pattern at its very home where there is one, else those within one cell: two
 * patterns of a channel may be neighbours. */
static void
apply_drop (const VtTemplateCore *core,
            const VtDrop         *drop,
            guint8               *dropped)
{
  for (guint i = 0; i < core->n_patterns; i++)
    if (drop_is_exact (drop, &core->pattern[i]))
      {
        dropped[i] = TRUE;
        return;
      }
  for (guint i = 0; i < core->n_patterns; i++)
    if (drop_matches (drop, &core->pattern[i]))
      dropped[i] = TRUE;
}

VtAog *
vt_aog_apply_drops (const VtAog  *aog,
                    guint         k,
                    const VtDrop *drops,
                    guint         n)
{
  g_return_val_if_fail (k < aog->n_templates, NULL);

  const VtTemplateCore *core = aog->template[k]->core;
  guint8 *dropped = g_new0 (guint8, core->n_patterns + 1);

  for (guint i = 0; i < n; i++)
    apply_drop (core, &drops[i], dropped);
  return with_drops (aog, k, dropped);
}

/* Sums of one pattern over the parses. */
typedef struct
{
  double near, score, detected, sum[2], square[2];
} Sums;

static void
add_parse (const VtTemplateParse *run,
           const double           centre[2],
           double                 reach,
           Sums                  *sums)
{
  for (guint i = 0; i < run->n_patterns; i++)
    {
      const VtPatternParse *p = &run->pattern[i];
      double off[2];

      if (p->dropped)
        continue;
      for (guint axis = 0; axis < 2; axis++)
        {
          off[axis] = (double) p->vote[axis] - centre[axis];
          sums[i].sum[axis] += off[axis];
          sums[i].square[axis] += off[axis] * off[axis];
        }
      sums[i].near += fabs (off[0]) <= reach && fabs (off[1]) <= reach && p->detected;
      sums[i].detected += p->detected;
      sums[i].score += (double) p->score;
    }
}

/* The parse's winner when it is template k as it stands in `aog`. */
static const VtTemplateParse *
winner_of (const VtAog   *aog,
           guint          k,
           const VtParse *parse)
{
  const VtTemplateParse *run = parse != NULL ? vt_parse_best (parse) : NULL;

  if (run == NULL || run->template != k || run->pattern == NULL
      || parse->stamp[k] != aog->template[k]->stamp)
    return NULL;
  return run;
}

void
vt_aog_pattern_stats (const VtAog     *aog,
                      guint            k,
                      VtParse *const  *parses,
                      guint            n_parses,
                      VtPatternStats  *stats)
{
  g_return_if_fail (k < aog->n_templates);

  const VtTemplate *template = aog->template[k];
  const guint n = template->core->n_patterns;
  const double side = 224 * vt_part_space_scale (aog->space);
  const double reach = round (aog->options.vote_reach * side);
  g_autofree Sums *sums = g_new0 (Sums, n + 1);
  guint m = 0;

  for (guint j = 0; j < n_parses; j++)
    {
      const VtTemplateParse *run = winner_of (aog, k, parses[j]);

      if (run != NULL)
        {
          add_parse (run, parses[j]->centre, reach, sums);
          m++;
        }
    }
  for (guint i = 0; i < n; i++)
    {
      const VtPartLayer *layer = vt_part_space_layer (aog->space, template->core->pattern[i].layer);

      stats[i] = (VtPatternStats) { 0 };
      if (template->dropped[i])
        continue;
      stats[i].field = (layer->size[0] + layer->size[1]) / 2;
      stats[i].pictures = m;
      if (m == 0)
        continue;
      stats[i].share = sums[i].near / m;
      stats[i].detected = sums[i].detected / m;
      stats[i].score = sums[i].score / m;
      for (guint axis = 0; axis < 2; axis++)
        {
          const double mean = sums[i].sum[axis] / m;

          stats[i].deviation[axis] = sqrt (MAX (0, sums[i].square[axis] / m - mean * mean));
        }
      stats[i].suspicion = (1 - stats[i].share) * stats[i].detected;
    }
}

static int
by_suspicion (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const VtPatternStats *stats = user_data;
  const guint i = *(const guint *) a, j = *(const guint *) b;

  if (stats[i].suspicion != stats[j].suspicion)
    return stats[i].suspicion > stats[j].suspicion ? -1 : 1;
  return i < j ? -1 : i > j;
}

guint
vt_aog_suspicious (const VtAog          *aog,
                   guint                 k,
                   const VtPatternStats *stats,
                   guint                *order)
{
  g_return_val_if_fail (k < aog->n_templates, 0);

  const VtTemplate *template = aog->template[k];
  guint n = 0;

  for (guint i = 0; i < template->core->n_patterns; i++)
    if (!template->dropped[i])
      order[n++] = i;
  g_qsort_with_data (order, (gint) n, sizeof *order, by_suspicion, (gpointer) stats);
  return n;
}

/* How far votes would deviate if chance chose the unit, evenly over the window with half sides a and b:
 * √((a² + b²)/3).  A pattern that does not move with the part scatters by that and by the part's own coming and
 * going.  (A fixed bound of 35 px in both axes is hardly ever reached: the window is that narrow.) */
static double
chance (const VtAog *aog,
        guint        layer)
{
  const VtPartLayer *l = vt_part_space_layer (aog->space, layer);
  int half[2];

  vt_aog_window (aog->space, layer, &aog->options, half);
  return hypot (half[0] * l->stride[0], half[1] * l->stride[1]) / sqrt (3);
}

guint
vt_aog_suggest (const VtAog          *aog,
                guint                 k,
                const VtPatternStats *stats,
                guint                *patterns)
{
  const guint n = vt_aog_suspicious (aog, k, stats, patterns);
  guint m = 0;

  for (guint i = 0; i < n; i++)
    {
      const VtPatternStats *s = &stats[patterns[i]];

      if (s->pictures >= LEAST_PICTURES
          && hypot (s->deviation[0], s->deviation[1])
          > CHANCE * chance (aog, aog->template[k]->core->pattern[patterns[i]].layer))
        patterns[m++] = patterns[i];
    }
  return m < n ? m : 0;
}

guint
vt_aog_painted (const VtAog         *aog,
                guint                k,
                VtParse *const      *parses,
                const guint8 *const *regions,
                guint                n_parses,
                guint               *patterns)
{
  g_return_val_if_fail (k < aog->n_templates, 0);

  const VtTemplate *template = aog->template[k];
  const int h = (int) vt_part_space_height (aog->space), w = (int) vt_part_space_width (aog->space);
  g_autofree guint *inside = g_new0 (guint, template->core->n_patterns + 1);
  guint counted = 0, n = 0;

  for (guint j = 0; j < n_parses; j++)
    {
      const VtTemplateParse *run = winner_of (aog, k, parses[j]);

      if (run == NULL || regions[j] == NULL)
        continue;
      counted++;
      for (guint i = 0; i < run->n_patterns; i++)
        {
          const int y = (int) lround ((double) run->pattern[i].place[0]);
          const int x = (int) lround ((double) run->pattern[i].place[1]);

          if (!run->pattern[i].dropped && y >= 0 && y < h && x >= 0 && x < w
              && regions[j][(gsize) y * (gsize) w + (gsize) x] != 0)
            inside[i]++;
        }
    }
  for (guint i = 0; i < template->core->n_patterns; i++)
    if (2 * inside[i] > counted)
      patterns[n++] = i;
  return n;
}
