/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inference of one template on one picture: units are chosen from the deepest layer to the shallowest, so
 * that a pattern's parents are known; then the detected ones vote.
 *
 *   S(v) = max_u [ 1.5 R(u) − 0.35 |p_u − p⁰|²/(4·70²) − 10/M Σ_parents detected |p_u − (p̂ + e)|/(70/√2) ]
 *          + 5 G
 *   M(p) = 1/n Σ_detected [ 5 exp (−|p − q_v|/(35√2)) − floor ]
 *   S(k) = 1/n Σ_v [ S(v) + C(v) − 5 |q* − q_v|²/70² ]
 *
 * Invariant: a dropped pattern is never read, neither as a voter nor as a parent. */
#include <math.h>
#include <string.h>

#include "parts/vt-aog-kernels.h"
#include "parts/vt-parse-private.h"

/* The distance loop runs over whole vectors; windows are padded to this. */
#define PAD 8

typedef struct
{
  const VtAog       *aog;
  const VtTemplate  *template;
  const VtPartStats *stats;
  const VtPartMaps  *maps;
  VtParseScratch    *scratch;
  VtTemplateParse   *run;
  double             unit;        /* 70 px in this frame */
} Inference;

VtParseScratch *
vt_parse_scratch_new (const VtAog *aog)
{
  VtParseScratch *scratch = g_new0 (VtParseScratch, 1);
  const gsize plane = (gsize) vt_part_space_height (aog->space) * vt_part_space_width (aog->space);

  for (guint l = 0; l < vt_part_space_n_layers (aog->space); l++)
    {
      int half[2];

      vt_aog_window (aog->space, l, &aog->options, half);
      scratch->n_window = MAX (scratch->n_window,
                               (guint) ((2 * half[0] + 1) * (2 * half[1] + 1)) + PAD);
    }
  scratch->map = g_new0 (float, plane + 5 * (gsize) scratch->n_window);
  scratch->y = scratch->map + plane;
  scratch->x = scratch->y + scratch->n_window;
  scratch->value = scratch->x + scratch->n_window;
  scratch->pair = scratch->value + scratch->n_window;
  scratch->response = scratch->pair + scratch->n_window;
  return scratch;
}

void
vt_parse_scratch_free (VtParseScratch *scratch)
{
  if (scratch == NULL)
    return;
  g_free (scratch->map);
  g_free (scratch);
}

/* Fills scratch with the cells of the pattern's window: places, responses, S_rsp + S_loc.  Returns how
 * many; `first` is the first cell and `width` the cells in a row. */
static guint
gather_window (const Inference *in,
               const VtPattern *pattern,
               int              first[2],
               guint           *width)
{
  const VtAogOptions *o = &in->aog->options;
  const VtPartLayer *layer = vt_part_space_layer (in->aog->space, pattern->layer);
  const int side[2] = { (int) layer->h, (int) layer->w };
  const gsize at = (gsize) pattern->channel * layer->h * layer->w;
  const gsize unit = vt_part_space_first (in->aog->space, pattern->layer) + at;
  const float *x = in->maps->x[pattern->layer] + at;
  const float *mean = vt_part_stats_mean (in->stats) + unit;
  const float *inverse = vt_part_stats_inverse (in->stats) + unit;
  const float pull = (float) (o->locality / (4 * in->unit * in->unit));
  VtParseScratch *s = in->scratch;
  int half[2], last[2];
  guint n = 0;

  vt_aog_window (in->aog->space, pattern->layer, o, half);
  for (guint axis = 0; axis < 2; axis++)
    {
      first[axis] = MAX (0, pattern->home[axis] - half[axis]);
      last[axis] = MIN (side[axis] - 1, pattern->home[axis] + half[axis]);
    }
  *width = (guint) (last[1] - first[1] + 1);
  for (int a = first[0]; a <= last[0]; a++)
    for (int b = first[1]; b <= last[1]; b++, n++)
      {
        const gsize i = (gsize) a * layer->w + (gsize) b;
        const float dy = (float) ((a - pattern->home[0]) * layer->stride[0]);
        const float dx = (float) ((b - pattern->home[1]) * layer->stride[1]);
        const float r = x[i] > 0 ? (x[i] - mean[i]) * inverse[i] : (float) o->none;

        s->y[n] = (float) vt_part_layer_pixel (layer, 0, a);
        s->x[n] = (float) vt_part_layer_pixel (layer, 1, b);
        s->response[n] = r;
        s->value[n] = (float) o->response * r - pull * (dy * dy + dx * dx);
      }
  return n;
}

/* scratch->pair: Σ over detected parents of the distance to where each expects the pattern, times
 * 10/M · √2/70.  M counts the parents that are kept, detected or not. */
static void
pull_to_parents (const Inference *in,
                 const VtPattern *pattern,
                 guint            n)
{
  const VtPartSpace *space = in->aog->space;
  const VtPartLayer *layer = vt_part_space_layer (space, pattern->layer);
  VtParseScratch *s = in->scratch;
  const guint padded = (n + PAD - 1) / PAD * PAD;
  guint kept = 0;

  memset (s->pair, 0, padded * sizeof (float));
  for (guint i = n; i < padded; i++)
    s->y[i] = s->x[i] = 0;
  for (guint j = 0; j < pattern->n_parents; j++)
    {
      const guint number = pattern->parent[j];
      const VtPattern *parent = &in->template->core->pattern[number];
      const VtPatternParse *chosen = &in->run->pattern[number];
      const VtPartLayer *above = vt_part_space_layer (space, parent->layer);
      float expected[2];

      if (in->template->dropped[number])
        continue;
      kept++;
      if (!chosen->detected)
        continue;
      for (guint axis = 0; axis < 2; axis++)
        expected[axis] = (float) ((double) chosen->place[axis]
                                  + vt_part_layer_pixel (layer, axis, pattern->home[axis])
                                  - vt_part_layer_pixel (above, axis, parent->home[axis]));
      vt_add_distances (padded, s->y, s->x, expected[0], expected[1], s->pair);
    }

  const float weight = kept > 0 ? (float) (in->aog->options.pair * G_SQRT2 / (kept * in->unit)) : 0;

  for (guint i = 0; i < n; i++)
    s->pair[i] *= weight;
}

static void
choose_unit (const Inference *in,
             guint            number)
{
  const VtAogOptions *o = &in->aog->options;
  const VtTemplateCore *core = in->template->core;
  const VtPattern *pattern = &core->pattern[number];
  const VtPartLayer *layer = vt_part_space_layer (in->aog->space, pattern->layer);
  VtPatternParse *out = &in->run->pattern[number];
  VtParseScratch *s = in->scratch;
  int first[2];
  guint width, best = 0;
  const guint n = gather_window (in, pattern, first, &width);

  pull_to_parents (in, pattern, n);
  for (guint i = 1; i < n; i++)
    if (s->value[i] - s->pair[i] > s->value[best] - s->pair[best])
      best = i;

  double away = 0;

  for (guint axis = 0; axis < 2; axis++)
    {
      const double off = vt_part_layer_pixel (layer, axis, pattern->home[axis]) - core->centre[axis];

      away += off * off;
    }
  out->cell[0] = first[0] + (int) (best / width);
  out->cell[1] = first[1] + (int) (best % width);
  out->place[0] = s->y[best];
  out->place[1] = s->x[best];
  for (guint axis = 0; axis < 2; axis++)
    out->vote[axis] = out->place[axis] + pattern->delta[axis];
  out->response = s->response[best];
  out->s_response = (float) o->response * s->response[best];
  out->s_local = s->value[best] - out->s_response;
  out->s_pair = -s->pair[best];
  out->score = s->value[best] - s->pair[best] + (float) o->prior * pattern->prior;
  out->close = (float) (-o->close * away / (4 * in->unit * in->unit));
  out->detected = s->response[best] > 0;
}

void
vt_template_vote (const VtAog           *aog,
                  const VtTemplateParse *run,
                  float                 *map)
{
  const VtAogOptions *o = &aog->options;
  const guint h = vt_part_space_height (aog->space), w = vt_part_space_width (aog->space);
  const double side = sqrt ((double) h * w), fall = o->vote_scale * vt_part_space_scale (aog->space) * G_SQRT2;
  const int reach = MAX (1, (int) round (o->vote_reach * side));
  guint kept = 0;

  memset (map, 0, sizeof (float) * h * w);
  for (guint i = 0; i < run->n_patterns; i++)
    kept += !run->pattern[i].dropped;
  if (kept == 0)
    return;

  const VtVote vote = {
    .h = h, .w = w, .reach = reach, .weight = (float) (o->vote / kept), .fall = (float) fall,
    .floor_ = (float) (o->vote / kept * exp (-reach * G_SQRT2 / fall)),
  };

  for (guint i = 0; i < run->n_patterns; i++)
    if (run->pattern[i].detected)
      vt_add_vote (&vote, run->pattern[i].vote[0], run->pattern[i].vote[1], map);
}

/* q*: where most votes meet; without a single vote in the frame the mean of the boxes.  Votes halfway between
 * two pixels make them equal but for rounding: the first of such wins. */
static void
find_centre (const Inference *in)
{
  const guint h = vt_part_space_height (in->aog->space), w = vt_part_space_width (in->aog->space);
  const float *map = in->scratch->map;
  float most = 0;
  gsize best = 0;

  vt_template_vote (in->aog, in->run, in->scratch->map);
  for (gsize i = 0; i < (gsize) h * w; i++)
    most = MAX (most, map[i]);
  while (map[best] < most * (1 - 1e-5f))
    best++;
  in->run->centre[0] = map[best] > 0 ? (double) (best / w) : in->template->core->centre[0];
  in->run->centre[1] = map[best] > 0 ? (double) (best % w) : in->template->core->centre[1];
}

static void
sum_score (const Inference *in)
{
  const VtTemplateParse *run = in->run;
  double sum = 0;

  for (guint i = 0; i < run->n_patterns; i++)
    {
      const VtPatternParse *p = &run->pattern[i];
      const double dy = run->centre[0] - (double) p->vote[0], dx = run->centre[1] - (double) p->vote[1];

      if (!p->dropped)
        sum += (double) p->score + (double) p->close
               - in->aog->options.vote * (dy * dy + dx * dx) / (in->unit * in->unit);
    }
  in->run->score = sum / in->template->n_kept;
}

void
vt_template_parse (const VtAog       *aog,
                   const VtPartStats *stats,
                   guint              k,
                   const VtPartMaps  *maps,
                   VtParseScratch    *scratch,
                   VtTemplateParse   *run)
{
  const VtTemplate *template = aog->template[k];
  const Inference in = {
    aog, template, stats, maps, scratch, run, vt_aog_distance (aog->space, &aog->options),
  };

  run->template = k;
  run->possible = template->n_kept > 0;
  for (guint axis = 0; axis < 2; axis++)
    {
      run->size[axis] = template->core->size[axis];
      run->centre[axis] = template->core->centre[axis];
    }
  if (!run->possible)
    {
      run->score = -INFINITY;
      for (guint i = 0; i < run->n_patterns; i++)
        run->pattern[i].dropped = TRUE;
      return;
    }
  /* Patterns stand shallow before deep. */
  for (guint i = run->n_patterns; i-- > 0;)
    if (template->dropped[i])
      run->pattern[i].dropped = TRUE;
    else
      choose_unit (&in, i);
  find_centre (&in);
  sum_score (&in);
}
