/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-measure.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-ranked.h"
#include "base/vt-rng.h"
#include "engine/parts/vitrine-part-names.h"

#define ENOUGH .5       /* share of the pictures that must show a landmark which nobody named */

/* What a picture's part is called once the picture is turned as the graph turns it. */
static const char *
name_of (const VitrinePartNames *names,
         const char             *name,
         gboolean                mirrored)
{
  return names->names->pdata[vitrine_part_names_find (names, name, mirrored)];
}

/* Centre of a landmark on picture number i of the places, of its other side where the picture is turned; FALSE: it is not
 * shown, or more than once. */
static gboolean
find_landmark (const VitrineGraphPlaces *places,
               const VitrinePartNames   *names,
               guint                     i,
               const char               *name,
               double                    at[2])
{
  VitrinePicture *picture = vitrine_part_source_picture (places->source, places->pictures[i]);
  const VitrinePartTruth *found = NULL;
  VtPartPlace place;

  for (guint j = 0; j < vitrine_picture_get_n_parts (picture); j++)
    {
      const VitrinePartTruth *truth = vitrine_picture_get_part (picture, j);

      if (g_ascii_strcasecmp (name_of (names, truth->name, places->mirrored[i]), name) != 0)
        continue;
      if (found != NULL)
        return FALSE;
      found = truth;
    }
  if (found == NULL)
    return FALSE;
  vitrine_part_source_place (places->source, places->pictures[i], &found->box, &place);
  at[0] = place.centre[0];
  at[1] = place.centre[1];
  return TRUE;
}

static guint
count_shown (const VitrineGraphPlaces *places,
             const VitrinePartNames   *names,
             const char               *name)
{
  double at[2];
  guint n = 0;

  for (guint i = 0; i < places->n; i++)
    n += find_landmark (places, names, i, name, at);
  return n;
}

/* Those that were named and are there, or all that enough pictures show. */
static GStrv
choose_landmarks (const VitrineGraphPlaces *places,
                  const VitrinePartNames   *known,
                  const char *const        *names)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint k = 0; names != NULL && names[k] != NULL; k++)
    if (count_shown (places, known, names[k]) > 1)
      g_ptr_array_add (chosen, g_strdup (names[k]));
  for (guint k = 0; names == NULL && k < known->names->len; k++)
    {
      const char *name = known->names->pdata[k];
      const guint n = count_shown (places, known, name);

      if (n >= ENOUGH * places->n && n > 1)
        g_ptr_array_add (chosen, g_strdup (name));
    }
  g_ptr_array_add (chosen, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&chosen), FALSE);
}

/* ---- one set of places against all landmarks ---- */

typedef struct
{
  const VitrineGraphPlaces *places;
  guint                     n_landmarks, most;
  double   *                landmark; /* [landmark][picture][2] */
  gboolean *                shown; /* [landmark][picture] */
  VtFiring *                firing; /* [picture] */
} Bench;

/* `at` and `score` of picture i are those of picture order[i] (NULL: i). */
static void
measure_one (const Bench   *b,
             const float   *at,
             const float   *score,
             const guint   *order,
             VtInstability *mean)
{
  const guint n = b->places->n;
  const double diagonal = vt_part_space_diagonal (vt_xgraph_space (b->places->graph));
  guint counted = 0;

  *mean = (VtInstability) { 0 };
  for (guint k = 0; k < b->n_landmarks; k++)
    {
      VtInstability one;

      for (guint i = 0; i < n; i++)
        {
          const guint from = order != NULL ? order[i] : i;
          const gsize to = (gsize) k * n + i;

          b->firing[i] = (VtFiring) {
            { (double) at[2 * from], (double) at[2 * from + 1] }, score != NULL ? (double) score[i] : 0,
            { b->landmark[2 * to], b->landmark[2 * to + 1] }, b->shown[to]
          };
        }
      vt_instability (b->firing, n, b->most, diagonal, &one);
      if (!isfinite (one.distance))
        continue;
      mean->n = MAX (mean->n, one.n);
      mean->distance += one.distance;
      mean->offset += one.offset;
      mean->spread += one.spread;
      counted++;
    }
  mean->distance = counted > 0 ? mean->distance / counted : (double) NAN;
  mean->offset = counted > 0 ? mean->offset / counted : (double) NAN;
  mean->spread = counted > 0 ? mean->spread / counted : (double) NAN;
}

static VitrineSteadiness *
measure_all (const Bench         *b,
             const VitrinePlaced *placed,
             guint                n,
             VtRng               *shuffle)
{
  VitrineSteadiness *all = g_new0 (VitrineSteadiness, MAX (n, 1));
  g_autofree guint *order = g_new (guint, MAX (b->places->n, 1));

  for (guint k = 0; k < n; k++)
    {
      const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (b->places->graph), placed[k].layer);

      for (guint i = 0; i < b->places->n; i++)
        order[i] = i;
      if (shuffle != NULL)
        vt_rng_shuffle (shuffle, order, b->places->n);
      all[k].layer = placed[k].layer;
      all[k].unit = placed[k].unit;
      measure_one (b, placed[k].at, placed[k].score, order, &all[k].mean);
      all[k].constant = all[k].mean.spread < sqrt (layer->stride[0] * layer->stride[1]);
    }
  return all;
}

/* A random cell of the deepest layer on each picture, the mean over some draws; and the centre of the frame. */
static void
measure_references (const Bench    *b,
                    guint64         seed,
                    VitrineMeasure *out)
{
  const VtPartSpace *space = vt_xgraph_space (b->places->graph);
  const VtPartLayer *layer = vt_part_space_layer (space, vt_part_space_n_layers (space) - 1);
  g_autofree float *at = g_new (float, 2 * (gsize) MAX (b->places->n, 1));
  const guint draws = 50;
  VtRng rng;

  vt_rng_init (&rng, seed);
  for (guint d = 0; d < draws; d++)
    {
      VtInstability one;

      for (guint i = 0; i < b->places->n; i++)
        {
          at[2 * i] = (float) vt_part_layer_pixel (layer, 0, (double) vt_rng_int (&rng, layer->h));
          at[2 * i + 1] = (float) vt_part_layer_pixel (layer, 1, (double) vt_rng_int (&rng, layer->w));
        }
      measure_one (b, at, NULL, NULL, &one);
      out->random.n = one.n;
      out->random.distance += one.distance / draws;
      out->random.offset += one.offset / draws;
      out->random.spread += one.spread / draws;
    }
  for (guint i = 0; i < b->places->n; i++)
    {
      at[2 * i] = (float) (vt_part_space_height (space) - 1) / 2;
      at[2 * i + 1] = (float) (vt_part_space_width (space) - 1) / 2;
    }
  measure_one (b, at, NULL, NULL, &out->constant);
}

static void
fill_landmarks (Bench                  *b,
                const VitrinePartNames *names,
                VitrineMeasure         *out)
{
  const guint n = b->places->n;
  g_autofree gboolean *any = g_new0 (gboolean, MAX (n, 1));

  for (guint k = 0; k < b->n_landmarks; k++)
    for (guint i = 0; i < n; i++)
      {
        const gsize to = (gsize) k * n + i;

        b->shown[to] = find_landmark (b->places, names, i, out->landmarks[k], &b->landmark[2 * to]);
        any[i] |= b->shown[to];
      }
  for (guint i = 0; i < n; i++)
    out->n_pictures += any[i];
}

VitrineMeasure *
vitrine_graph_measure (const VitrineGraphPlaces *places,
                       const char *const        *landmarks,
                       guint                     most,
                       guint64                   seed,
                       GError                  **error)
{
  g_autoptr (VitrinePartNames) names = vitrine_part_names_new (places->source);
  g_autoptr (VitrineMeasure) out = g_new0 (VitrineMeasure, 1);
  Bench b = { .places = places, .most = most };
  VtRng rng;

  out->landmarks = choose_landmarks (places, names, landmarks);
  out->most = most;
  b.n_landmarks = g_strv_length (out->landmarks);
  if (b.n_landmarks == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER, _("The pictures do not know where their parts are"));
      return NULL;
    }
  b.landmark = g_new0 (double, 2 * (gsize) b.n_landmarks * MAX (places->n, 1));
  b.shown = g_new0 (gboolean, (gsize) b.n_landmarks * MAX (places->n, 1));
  b.firing = g_new0 (VtFiring, MAX (places->n, 1));
  fill_landmarks (&b, names, out);
  vt_rng_init (&rng, seed ^ 0x5348554646ull);
  out->n_nodes = places->n_nodes;
  out->n_filters = places->n_filters;
  out->nodes = measure_all (&b, places->nodes, places->n_nodes, NULL);
  out->shuffled = measure_all (&b, places->nodes, places->n_nodes, &rng);
  out->filters = measure_all (&b, places->filters, places->n_filters, NULL);
  measure_references (&b, seed, out);
  g_free (b.landmark);
  g_free (b.shown);
  g_free (b.firing);
  return g_steal_pointer (&out);
}

void
vitrine_measure_free (VitrineMeasure *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->landmarks);
  g_free (self->nodes);
  g_free (self->shuffled);
  g_free (self->filters);
  g_free (self);
}

GArray *
vitrine_measure_scatter (const VitrineGraphPlaces *places,
                         const VitrinePlaced      *placed,
                         const char               *landmark,
                         guint                     most)
{
  g_autoptr (VitrinePartNames) names = vitrine_part_names_new (places->source);
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (VtRanked));
  GArray *points = g_array_new (FALSE, FALSE, sizeof (float));
  double at[2];

  for (guint i = 0; i < places->n; i++)
    if (find_landmark (places, names, i, landmark, at))
      {
        const VtRanked one = { (double) placed->score[i], i };

        g_array_append_val (ranked, one);
      }
  g_array_sort (ranked, vt_ranked_compare);
  for (guint k = 0; k < ranked->len && (most == 0 || k < most); k++)
    {
      const guint i = g_array_index (ranked, VtRanked, k).i;
      float point[4];

      find_landmark (places, names, i, landmark, at);
      point[0] = placed->at[2 * i];
      point[1] = placed->at[2 * i + 1];
      point[2] = (float) at[0];
      point[3] = (float) at[1];
      g_array_append_vals (points, point, 4);
    }
  return points;
}

void
vitrine_steadiness_mean (const VitrineSteadiness *all,
                         guint                    n_all,
                         guint                    n,
                         VtInstability           *mean)
{
  guint counted = 0;

  *mean = (VtInstability) { 0 };
  for (guint k = 0; k < n_all && (n == 0 || k < n); k++)
    {
      if (!isfinite (all[k].mean.distance))
        continue;
      counted++;
      mean->distance += all[k].mean.distance;
      mean->offset += all[k].mean.offset;
      mean->spread += all[k].mean.spread;
      mean->n = MAX (mean->n, all[k].mean.n);
    }
  mean->distance = counted > 0 ? mean->distance / counted : (double) NAN;
  mean->offset = counted > 0 ? mean->offset / counted : (double) NAN;
  mean->spread = counted > 0 ? mean->spread / counted : (double) NAN;
}
