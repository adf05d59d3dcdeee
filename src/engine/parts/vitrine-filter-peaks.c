/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peaks are kept filter after filter: [filter][picture].  Rank of a filter with x its highest value, x̄ the mean of that
 * over the pictures, Δ the part's centre less its peak, s the frame's side over 224:
 *   mean x/x̄ − var Δ/(35 s)² − |mean Δ|²/(2·(70 s)²) */
#include "config.h"

#include "engine/parts/vitrine-filter-peaks.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct { float at[2], value; } Peak;

struct _VitrineFilterPeaks
{
  guint    n_filters, n_pictures;
  Peak    *peaks;
  guint8  *readable;            /* [n_pictures] */
  double   height, width, scale;
};

static Peak
highest (const VtPartLayer *layer,
         const float       *map)
{
  const gsize n = (gsize) layer->h * layer->w;
  gsize best = 0;

  for (gsize u = 1; u < n; u++)
    if (map[u] > map[best])
      best = u;
  return (Peak) { { (float) vt_part_layer_pixel (layer, 0, (double) (best / layer->w)),
                    (float) vt_part_layer_pixel (layer, 1, (double) (best % layer->w)) }, map[best] };
}

static gboolean
look (VitrineFilterPeaks   *self,
      const VtPartSpace    *space,
      const VtPartPictures *pictures,
      guint                 picture,
      GError              **error)
{
  VtPartMaps maps;
  guint filter = 0;

  if (!pictures->get (pictures->user_data, picture, FALSE, 0, &maps, error))
    return FALSE;
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (space, l);

      for (guint c = 0; c < layer->channels; c++)
        self->peaks[(gsize) filter++ *self->n_pictures + picture]
          = highest (layer, maps.x[l] + (gsize) c * layer->h * layer->w);
    }
  if (pictures->release != NULL)
    pictures->release (pictures->user_data, &maps);
  return TRUE;
}

VitrineFilterPeaks *
vitrine_filter_peaks_new (VitrinePartSource  *source,
                          const VtPartSpace  *space,
                          VtPool             *pool,
                          const VtJob        *job,
                          GError            **error)
{
  g_autoptr (VitrineFilterPeaks) self = g_new0 (VitrineFilterPeaks, 1);
  const guint n = vitrine_part_source_n (source);
  VtJobPart part;

  if (!vitrine_part_source_prepare (source, NULL, pool, vt_job_part (&part, job, 0, .7), error))
    return NULL;
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    self->n_filters += vt_part_space_layer (space, l)->channels;
  self->n_pictures = n;
  self->height = vt_part_space_height (space);
  self->width = vt_part_space_width (space);
  self->scale = vt_part_space_scale (space);
  self->peaks = g_new0 (Peak, MAX ((gsize) self->n_filters * n, 1));
  self->readable = g_new0 (guint8, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      if (!vt_job_tick (job, .7 + .3 * i / n, N_("Looking at the raw filters"), error))
        return NULL;
      self->readable[i] = vitrine_part_source_is_readable (source, i);
      if (self->readable[i] && !look (self, space, vitrine_part_source_pictures (source), i, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
vitrine_filter_peaks_free (VitrineFilterPeaks *self)
{
  if (self == NULL)
    return;
  g_free (self->peaks);
  g_free (self->readable);
  g_free (self);
}

static double
judge (const VitrineFilterPeaks *self,
       guint                     filter,
       const VitrineShot        *shots,
       guint                     n,
       double                    offset[2])
{
  const Peak *peaks = self->peaks + (gsize) filter * self->n_pictures;
  const double s = self->scale;
  double mean = 0, answer = 0, square = 0, far;
  guint seen = 0;

  offset[0] = offset[1] = 0;
  for (guint i = 0; i < self->n_pictures; i++)
    if (self->readable[i])
      {
        mean += (double) peaks[i].value;
        seen++;
      }
  mean /= MAX (seen, 1);
  if (mean <= 0)
    return -G_MAXDOUBLE;
  for (guint k = 0; k < n; k++)
    {
      const Peak *peak = &peaks[shots[k].picture];
      const double d[2] = { shots[k].place.centre[0] - (double) peak->at[0], shots[k].place.centre[1] - (double) peak->at[1] };

      answer += (double) peak->value / mean / n;
      square += (d[0] * d[0] + d[1] * d[1]) / n;
      offset[0] += d[0] / n;
      offset[1] += d[1] / n;
    }
  far = offset[0] * offset[0] + offset[1] * offset[1];
  return answer - (square - far) / (35 * s * 35 * s) - far / (2 * 70 * s * 70 * s);
}

void
vitrine_filter_peaks_locate (const VitrineFilterPeaks *self,
                             const VitrineShot        *shots,
                             guint                     n_shots,
                             VtPartPlace              *found)
{
  g_return_if_fail (n_shots > 0);
  double best = -INFINITY, offset[2] = { 0, 0 }, size[2] = { 0, 0 };
  guint chosen = 0;

  for (guint c = 0; c < self->n_filters; c++)
    {
      double way[2];
      const double rank = judge (self, c, shots, n_shots, way);

      if (rank <= best)
        continue;
      best = rank;
      chosen = c;
      offset[0] = way[0];
      offset[1] = way[1];
    }
  for (guint k = 0; k < n_shots; k++)
    for (guint axis = 0; axis < 2; axis++)
      size[axis] += shots[k].place.size[axis] / n_shots;
  for (guint i = 0; i < self->n_pictures; i++)
    {
      const Peak *peak = &self->peaks[(gsize) chosen * self->n_pictures + i];

      found[i] = (VtPartPlace) { { self->height / 2, self->width / 2 }, { size[0], size[1] } };
      if (!self->readable[i])
        continue;
      found[i].centre[0] = CLAMP ((double) peak->at[0] + offset[0], 0, self->height - 1);
      found[i].centre[1] = CLAMP ((double) peak->at[1] + offset[1], 0, self->width - 1);
    }
}
