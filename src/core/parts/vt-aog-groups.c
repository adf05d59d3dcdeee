/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of patterns for a person: average linkage on where a pattern sits relative to the part and on
 * how it moves from picture to picture. */
#include <math.h>
#include <string.h>

#include "parts/vt-aog-prune.h"
#include "parts/vt-parse-private.h"

#define N_AXES    4
#define N_CLUSTERS 8
#define SMALLEST  3
#define N_FEATURES (2 + N_AXES)

/* Rows are patterns, columns displacements from home in rows and columns of each picture, centred. */
typedef struct
{
  guint   n, m;
  double *x;
} Series;

static void
fill_series (const VtAog                  *aog,
             const VtTemplate             *template,
             const VtTemplateParse *const *runs,
             guint                         n_runs,
             const guint                  *pattern,
             Series                       *series)
{
  for (guint i = 0; i < series->n; i++)
    {
      const VtPattern *p = &template->core->pattern[pattern[i]];
      const VtPartLayer *layer = vt_part_space_layer (aog->space, p->layer);

      for (guint j = 0; j < n_runs; j++)
        for (guint axis = 0; axis < 2; axis++)
          series->x[(gsize) i * series->m + 2 * j + axis]
            = (runs[j]->pattern[pattern[i]].cell[axis] - p->home[axis]) * layer->stride[axis];
    }
  for (guint c = 0; c < series->m; c++)
    {
      double mean = 0;

      for (guint i = 0; i < series->n; i++)
        mean += series->x[(gsize) i * series->m + c] / series->n;
      for (guint i = 0; i < series->n; i++)
        series->x[(gsize) i * series->m + c] -= mean;
    }
}

/* Scores on the first principal axis by power iteration, from a fixed start; then takes it out. */
static void
take_axis (Series *series,
           double *score)
{
  g_autofree double *axis = g_new (double, series->m + 1);

  for (guint c = 0; c < series->m; c++)
    axis[c] = 1.0 / (1 + c);
  for (guint round_ = 0; round_ < 30; round_++)
    {
      double norm = 0;

      for (guint i = 0; i < series->n; i++)
        {
          score[i] = 0;
          for (guint c = 0; c < series->m; c++)
            score[i] += series->x[(gsize) i * series->m + c] * axis[c];
        }
      for (guint c = 0; c < series->m; c++)
        axis[c] = 0;
      for (guint i = 0; i < series->n; i++)
        for (guint c = 0; c < series->m; c++)
          axis[c] += series->x[(gsize) i * series->m + c] * score[i];
      for (guint c = 0; c < series->m; c++)
        norm += axis[c] * axis[c];
      norm = norm > 0 ? 1 / sqrt (norm) : 0;
      for (guint c = 0; c < series->m; c++)
        axis[c] *= norm;
    }
  for (guint i = 0; i < series->n; i++)
    {
      score[i] = 0;
      for (guint c = 0; c < series->m; c++)
        score[i] += series->x[(gsize) i * series->m + c] * axis[c];
      for (guint c = 0; c < series->m; c++)
        series->x[(gsize) i * series->m + c] -= score[i] * axis[c];
    }
}

/* n × N_FEATURES: −Δ/70 px, and the displacement on the principal axes in root-mean-square of 70 px. */
static double *
make_features (const VtAog                  *aog,
               const VtTemplate             *template,
               const VtTemplateParse *const *runs,
               guint                         n_runs,
               const guint                  *pattern,
               guint                         n)
{
  const double unit = vt_aog_distance (aog->space, &aog->options);
  double *features = g_new0 (double, (gsize) n * N_FEATURES + 1);
  g_autofree double *x = g_new0 (double, (gsize) n * 2 * n_runs + 1);
  g_autofree double *score = g_new0 (double, n + 1);
  Series series = { n, 2 * n_runs, x };

  for (guint i = 0; i < n; i++)
    for (guint axis = 0; axis < 2; axis++)
      features[i * N_FEATURES + axis] = -(double) template->core->pattern[pattern[i]].delta[axis] / unit;
  fill_series (aog, template, runs, n_runs, pattern, &series);
  for (guint a = 0; a < N_AXES && n_runs > 0; a++)
    {
      take_axis (&series, score);
      for (guint i = 0; i < n; i++)
        features[i * N_FEATURES + 2 + a] = score[i] / (unit * sqrt (n_runs));
    }
  return features;
}

/* Average linkage (Lance & Williams 1967) down to `n_clusters`; cluster[i] is the lowest number in it. */
static void
link_average (const double *features,
              guint         n,
              guint         n_clusters,
              guint        *cluster)
{
  g_autofree float *distance = g_new0 (float, (gsize) n * n + 1);
  g_autofree guint *size = g_new0 (guint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      cluster[i] = i;
      size[i] = 1;
      for (guint j = 0; j < n; j++)
        {
          double d = 0;

          for (guint f = 0; f < N_FEATURES; f++)
            d += pow (features[i * N_FEATURES + f] - features[j * N_FEATURES + f], 2);
          distance[(gsize) i * n + j] = (float) sqrt (d);
        }
    }
  for (guint left = n; left > n_clusters; left--)
    {
      guint a = 0, b = 0;
      float least = INFINITY;

      for (guint i = 0; i < n; i++)
        for (guint j = i + 1; j < n && size[i] > 0; j++)
          if (size[j] > 0 && distance[(gsize) i * n + j] < least)
            {
              least = distance[(gsize) i * n + j];
              a = i;
              b = j;
            }
      for (guint j = 0; j < n; j++)
        if (size[j] > 0 && j != a && j != b)
          {
            const float d = ((float) size[a] * distance[(gsize) a * n + j]
                             + (float) size[b] * distance[(gsize) b * n + j])
                            / (float) (size[a] + size[b]);

            distance[(gsize) a * n + j] = distance[(gsize) j * n + a] = d;
          }
      size[a] += size[b];
      size[b] = 0;
      for (guint i = 0; i < n; i++)
        if (cluster[i] == b)
          cluster[i] = a;
    }
}

static void
group_finish (VtPatternGroup       *group,
              const VtTemplate     *template,
              const VtPatternStats *stats)
{
  VtPatternStats *mean = &group->mean;

  for (guint i = 0; i < group->n_patterns; i++)
    {
      const VtPatternStats *s = &stats[group->pattern[i]];
      const double share = 1.0 / group->n_patterns;

      mean->share += s->share * share;
      mean->score += s->score * share;
      mean->detected += s->detected * share;
      mean->field += s->field * share;
      mean->suspicion += s->suspicion * share;
      mean->pictures = s->pictures;
      for (guint axis = 0; axis < 2; axis++)
        {
          mean->deviation[axis] += s->deviation[axis] * share;
          group->centre[axis] -= (double) template->core->pattern[group->pattern[i]].delta[axis] * share;
        }
    }
}

/* Appends the members of one cluster (or, with `rest`, of all that are too small). */
static void
append_group (GArray      *groups,
              guint        layer,
              const guint *pattern,
              const guint *cluster,
              const guint *count,
              guint        n,
              int          which)
{
  VtPatternGroup group = { .layer = layer, .rest = which < 0, .pattern = g_new (guint, n + 1) };

  for (guint i = 0; i < n; i++)
    if (which < 0 ? count[cluster[i]] < SMALLEST : (int) cluster[i] == which)
      group.pattern[group.n_patterns++] = pattern[i];
  if (group.n_patterns > 0)
    g_array_append_val (groups, group);
  else
    g_free (group.pattern);
}

static void
group_layer (const VtAog                  *aog,
             const VtTemplate             *template,
             guint                         layer,
             const VtTemplateParse *const *runs,
             guint                         n_runs,
             GArray                       *groups)
{
  const guint total = template->core->n_patterns;
  g_autofree guint *pattern = g_new (guint, total + 1);
  g_autofree guint *cluster = g_new0 (guint, total + 1);
  g_autofree guint *count = g_new0 (guint, total + 1);
  guint n = 0;

  for (guint i = 0; i < total; i++)
    if (template->core->pattern[i].layer == layer && !template->dropped[i])
      pattern[n++] = i;
  if (n == 0)
    return;

  g_autofree double *features = make_features (aog, template, runs, n_runs, pattern, n);

  link_average (features, n, N_CLUSTERS, cluster);
  for (guint i = 0; i < n; i++)
    count[cluster[i]]++;
  for (guint c = 0; c < n; c++)
    if (count[c] >= SMALLEST)
      append_group (groups, layer, pattern, cluster, count, n, (int) c);
  append_group (groups, layer, pattern, cluster, count, n, -1);
}

VtPatternGroup *
vt_aog_groups (const VtAog          *aog,
               guint                 k,
               VtParse *const       *parses,
               guint                 n_parses,
               const VtPatternStats *stats,
               guint                *n_groups)
{
  g_return_val_if_fail (k < aog->n_templates, NULL);

  const VtTemplate *template = aog->template[k];
  g_autofree const VtTemplateParse **runs = g_new0 (const VtTemplateParse *, n_parses + 1);
  g_autoptr (GArray) groups = g_array_new (FALSE, TRUE, sizeof (VtPatternGroup));
  guint n_runs = 0;

  for (guint j = 0; j < n_parses; j++)
    {
      const VtTemplateParse *run = parses[j] != NULL ? vt_parse_best (parses[j]) : NULL;

      if (run != NULL && run->template == k && run->pattern != NULL
          && parses[j]->stamp[k] == template->stamp)
        runs[n_runs++] = run;
    }
  for (guint l = 0; l < vt_part_space_n_layers (aog->space); l++)
    group_layer (aog, template, l, runs, n_runs, groups);
  for (guint i = 0; i < groups->len; i++)
    group_finish (&g_array_index (groups, VtPatternGroup, i), template, stats);
  *n_groups = groups->len;
  return (VtPatternGroup *) (gpointer) g_array_free (g_steal_pointer (&groups), FALSE);
}

void
vt_pattern_groups_free (VtPatternGroup *groups,
                        guint           n_groups)
{
  for (guint i = 0; i < n_groups; i++)
    g_free (groups[i].pattern);
  g_free (groups);
}
