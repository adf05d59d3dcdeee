/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges, order and pictures of a layer's channels, all made at once. */
#include "config.h"

#include "widgets/vitrine-channel-sheet.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SIDE 96      /* cells of a drawn tile */

struct _VitrineChannelSheet
{
  gatomicrefcount   refs;
  guint             n, height, width;
  float            *values;      /* [n][height][width] */
  VitrineChannel   *channels;
  guint            *order;
  cairo_surface_t **tiles;
};

G_DEFINE_BOXED_TYPE (VitrineChannelSheet, vitrine_channel_sheet,
                     vitrine_channel_sheet_ref, vitrine_channel_sheet_unref)

static VitrineChannelSheet *
sheet_new (guint n,
           guint height,
           guint width)
{
  VitrineChannelSheet *self = g_new0 (VitrineChannelSheet, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n = n;
  self->height = height;
  self->width = width;
  self->channels = g_new0 (VitrineChannel, n);
  self->order = g_new (guint, n);
  self->tiles = g_new0 (cairo_surface_t *, n);
  return self;
}

static void
measure (VitrineChannelSheet *self)
{
  gsize area = (gsize) self->height * self->width;
  for (guint c = 0; c < self->n; c++)
    {
      const float *v = self->values + c * area;
      float low = v[0], high = v[0];
      double sum = 0;
      for (gsize i = 0; i < area; i++)
        {
          low = MIN (low, v[i]);
          high = MAX (high, v[i]);
          sum += (double) v[i];
        }
      self->channels[c] = (VitrineChannel) { low, high, (float) (sum / (double) area) };
      self->order[c] = c;
    }
}

static int
compare_response (gconstpointer a,
                  gconstpointer b,
                  gpointer      data)
{
  const VitrineChannel *channels = data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  if (channels[i].high > channels[j].high)
    return -1;
  if (channels[i].high < channels[j].high)
    return 1;
  return i < j ? -1 : i > j;
}

/* The largest value by magnitude of the cells that fall on one cell of the thinned map. */
static void
thin (const float *v,
      guint        height,
      guint        width,
      guint        step,
      float       *out)
{
  guint h = (height + step - 1) / step, w = (width + step - 1) / step;
  for (guint y = 0; y < h; y++)
    for (guint x = 0; x < w; x++)
      {
        float best = v[y * step * width + x * step];
        for (guint i = y * step; i < MIN (height, (y + 1) * step); i++)
          for (guint j = x * step; j < MIN (width, (x + 1) * step); j++)
            if (fabsf (v[i * width + j]) > fabsf (best))
              best = v[i * width + j];
        out[y * w + x] = best;
      }
}

static void
paint_tiles (VitrineChannelSheet *self,
             VitrineScale         scale,
             VitrineColormap      colormap)
{
  float low = 0, high = 0;
  for (guint c = 0; c < self->n; c++)
    {
      low = MIN (low, self->channels[c].low);
      high = MAX (high, self->channels[c].high);
    }
  gboolean is_signed = low < 0;
  guint step = (MAX (self->height, self->width) + MAX_SIDE - 1) / MAX_SIDE;
  guint h = (self->height + step - 1) / step, w = (self->width + step - 1) / step;
  gsize area = (gsize) self->height * self->width;
  g_autofree float *small = g_new (float, (gsize) h * w);
  for (guint c = 0; c < self->n; c++)
    {
      const float *v = self->values + c * area;
      if (step > 1)
        {
          thin (v, self->height, self->width, step, small);
          v = small;
        }
      gboolean each = scale == VITRINE_SCALE_EACH;
      /* Zero keeps its place: a channel that is silent everywhere must look silent. */
      self->tiles[c] =
        vitrine_colormap_surface (is_signed ? VITRINE_COLORMAP_SIGNED : colormap,
                                  VITRINE_COLORMAP_SOLID, v, (int) w, (int) h,
                                  (double) (each ? MIN (0.f, self->channels[c].low) : low),
                                  (double) (each ? MAX (self->channels[c].high, 0.f) : high));
    }
}

VitrineChannelSheet *
vitrine_channel_sheet_new (const float     *values,
                           guint            n,
                           guint            height,
                           guint            width,
                           VitrineScale     scale,
                           VitrineColormap  colormap)
{
  g_return_val_if_fail (n > 0 && height > 0 && width > 0, NULL);
  VitrineChannelSheet *self = sheet_new (n, height, width);
  self->values = g_memdup2 (values, (gsize) n * height * width * sizeof (float));
  measure (self);
  g_qsort_with_data (self->order, (int) n, sizeof (guint), compare_response, self->channels);
  paint_tiles (self, scale, colormap);
  return self;
}

static cairo_surface_t *
paint_kernel (const float *w,
              guint        height,
              guint        width)
{
  gsize area = (gsize) height * width;
  float most = 0;
  for (gsize i = 0; i < 3 * area; i++)
    most = MAX (most, fabsf (w[i]));
  float factor = most > 0 ? 127.f / most : 0;

  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  cairo_surface_flush (surface);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint32 pixel = 0xff;
        for (guint c = 0; c < 3; c++)
          pixel = pixel << 8 | (guint32) lrintf (128.f + factor * w[c * area + y * width + x]);
        *(guint32 *) (data + y * (gsize) stride + 4 * x) = pixel;
      }
  cairo_surface_mark_dirty (surface);
  return surface;
}

VitrineChannelSheet *
vitrine_channel_sheet_new_for_kernels (const float *weights,
                                       guint        n,
                                       guint        height,
                                       guint        width)
{
  g_return_val_if_fail (n > 0 && height > 0 && width > 0, NULL);
  VitrineChannelSheet *self = sheet_new (n, height, width);
  gsize area = (gsize) height * width;
  self->values = g_new (float, n * area);
  for (guint c = 0; c < n; c++)
    {
      const float *w = weights + c * 3 * area;
      for (gsize i = 0; i < area; i++)
        self->values[c * area + i] = (w[i] + w[area + i] + w[2 * area + i]) / 3.f;
      self->tiles[c] = paint_kernel (w, height, width);
    }
  measure (self);      /* the order stays that of the channels */
  return self;
}

VitrineChannelSheet *
vitrine_channel_sheet_ref (VitrineChannelSheet *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vitrine_channel_sheet_unref (VitrineChannelSheet *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint c = 0; c < self->n; c++)
    g_clear_pointer (&self->tiles[c], cairo_surface_destroy);
  g_free (self->tiles);
  g_free (self->order);
  g_free (self->channels);
  g_free (self->values);
  g_free (self);
}

guint
vitrine_channel_sheet_get_n (const VitrineChannelSheet *self)
{
  return self->n;
}

guint
vitrine_channel_sheet_get_height (const VitrineChannelSheet *self)
{
  return self->height;
}

guint
vitrine_channel_sheet_get_width (const VitrineChannelSheet *self)
{
  return self->width;
}

const VitrineChannel *
vitrine_channel_sheet_get_channel (const VitrineChannelSheet *self,
                                   guint                      channel)
{
  g_return_val_if_fail (channel < self->n, NULL);
  return &self->channels[channel];
}

const guint *
vitrine_channel_sheet_get_order (const VitrineChannelSheet *self)
{
  return self->order;
}

float
vitrine_channel_sheet_get_value (const VitrineChannelSheet *self,
                                 guint                      channel,
                                 guint                      row,
                                 guint                      column)
{
  g_return_val_if_fail (channel < self->n && row < self->height && column < self->width, 0);
  return self->values[((gsize) channel * self->height + row) * self->width + column];
}

cairo_surface_t *
vitrine_channel_sheet_get_tile (const VitrineChannelSheet *self,
                                guint                      channel)
{
  g_return_val_if_fail (channel < self->n, NULL);
  return self->tiles[channel];
}
