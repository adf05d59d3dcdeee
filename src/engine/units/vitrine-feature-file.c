/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantised maps as bytes. */
#include "engine/units/vitrine-feature-file.h"

#include <math.h>
#include <string.h>

#include "engine/pictures/vitrine-hash.h"

#define MAGIC "VitrMaps"
#define VERSION 2
#define HEAD 96
#define HASH 32
#define STEPS 65533      /* two are left for rounding zero and the largest value up */

/* step = (most − least)/STEPS over a range that holds 0; zero = ⌈−least/step⌉. */
static void
measure (const float *values,
         gsize        n,
         float        range[2])
{
  double least = 0, most = 0, step;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        least = MIN (least, (double) values[i]);
        most = MAX (most, (double) values[i]);
      }
  step = (most - least) / STEPS;
  range[1] = (float) step;
  range[0] = range[1] > 0 ? (float) ceil (-least / (double) range[1]) : 0;
}

/* Rounded, but never across or onto zero. */
static guint16
quantise (double v,
          double zero,
          double per_step)
{
  double q = floor (v * per_step + 0.5);

  if (v > 0)
    q = MAX (q, 1);
  else if (v < 0)
    q = MIN (q, -1);
  return (guint16) CLAMP (q + zero, 0, G_MAXUINT16);
}

GBytes *
vitrine_maps_encode (const char  *key_hash,
                     const guint  chw[3],
                     const float *values)
{
  const gsize cells = (gsize) chw[1] * chw[2];
  const gsize size = HEAD + chw[0] * (8 + cells * 2);
  guint8 *data = g_malloc0 (size);
  float *range = (float *) (gpointer) (data + HEAD);
  guint16 *numbers = (guint16 *) (gpointer) (data + HEAD + 8 * (gsize) chw[0]);
  const guint32 head[4] = { VERSION, chw[0], chw[1], chw[2] };
  g_autofree char *hash = NULL;

  memcpy (data, MAGIC, 8);
  memcpy (data + 8, head, sizeof head);
  memcpy (data + 32, key_hash, HASH);
  for (guint c = 0; c < chw[0]; c++, values += cells, range += 2, numbers += cells)
    {
      double per_step;

      measure (values, cells, range);
      per_step = range[1] > 0 ? 1 / (double) range[1] : 0;
      for (gsize i = 0; i < cells; i++)
        {
          const double v = isfinite (values[i]) ? (double) values[i] : 0;

          numbers[i] = per_step > 0 ? quantise (v, (double) range[0], per_step) : 0;
        }
    }
  hash = vitrine_hash (data + HEAD, size - HEAD);
  memcpy (data + 64, hash, HASH);
  return g_bytes_new_take (data, size);
}

gboolean
vitrine_maps_decode (VitrineMaps *self,
                     GBytes      *bytes,
                     const char  *key_hash,
                     const guint  chw[3])
{
  const gsize cells = (gsize) chw[1] * chw[2];
  const guint32 head[4] = { VERSION, chw[0], chw[1], chw[2] };
  g_autofree char *hash = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size != HEAD + chw[0] * (8 + cells * 2) || memcmp (data, MAGIC, 8) != 0
      || memcmp (data + 8, head, sizeof head) != 0 || memcmp (data + 32, key_hash, HASH) != 0)
    return FALSE;
  hash = vitrine_hash (data + HEAD, size - HEAD);
  if (memcmp (data + 64, hash, HASH) != 0)
    return FALSE;
  self->bytes = g_bytes_ref (bytes);
  memcpy (self->chw, chw, sizeof self->chw);
  self->range = (const float *) (gconstpointer) (data + HEAD);
  self->numbers = (const guint16 *) (gconstpointer) (data + HEAD + 8 * (gsize) chw[0]);
  return TRUE;
}

void
vitrine_maps_clear (VitrineMaps *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

void
vitrine_maps_read_channel (const VitrineMaps *self,
                           guint              channel,
                           float             *values)
{
  const gsize cells = (gsize) self->chw[1] * self->chw[2];
  const guint16 *numbers = self->numbers + channel * cells;
  const float zero = self->range[2 * channel], step = self->range[2 * channel + 1];

  for (gsize i = 0; i < cells; i++)
    values[i] = step * ((float) numbers[i] - zero);
}
