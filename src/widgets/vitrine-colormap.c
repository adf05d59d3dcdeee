/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colour maps as short tables of anchors, interpolated linearly.
 */
#include "config.h"

#include "widgets/vitrine-colormap.h"

#include <math.h>

/* Viridis (van der Walt and Smith, 2015) at sixteen even steps. */
static const guchar viridis[16][3] = {
  { 68, 1, 84 },    { 72, 26, 108 },  { 71, 47, 125 },  { 65, 68, 135 },
  { 57, 86, 140 },  { 49, 104, 142 }, { 42, 120, 142 }, { 35, 136, 142 },
  { 31, 152, 139 }, { 34, 168, 132 }, { 53, 183, 121 }, { 84, 197, 104 },
  { 122, 209, 81 }, { 165, 219, 54 }, { 210, 226, 27 }, { 253, 231, 37 },
};

static const guchar blue_white_red[5][3] = {
  { 5, 48, 97 }, { 67, 147, 195 }, { 255, 255, 255 }, { 214, 96, 77 }, { 103, 0, 31 },
};

static const guchar grey[2][3] = { { 0, 0, 0 }, { 255, 255, 255 } };

static const guchar jet[9][3] = {
  { 0, 0, 128 },   { 0, 0, 255 },   { 0, 128, 255 }, { 0, 255, 255 }, { 128, 255, 128 },
  { 255, 255, 0 }, { 255, 128, 0 }, { 255, 0, 0 },   { 128, 0, 0 },
};

static const struct
{
  const guchar (*anchors)[3];
  int   n;
} tables[] = {
  [VITRINE_COLORMAP_VIRIDIS] = { viridis, G_N_ELEMENTS (viridis) },
  [VITRINE_COLORMAP_SIGNED] = { blue_white_red, G_N_ELEMENTS (blue_white_red) },
  [VITRINE_COLORMAP_GREY] = { grey, G_N_ELEMENTS (grey) },
  [VITRINE_COLORMAP_JET] = { jet, G_N_ELEMENTS (jet) },
};

void
vitrine_colormap_lookup (VitrineColormap map,
                         double          t,
                         guchar          rgb[3])
{
  g_return_if_fail ((guint) map < G_N_ELEMENTS (tables));

  if (isnan (t))
    {
      rgb[0] = rgb[1] = rgb[2] = 128;
      return;
    }

  int last = tables[map].n - 1;
  double place = CLAMP (t, 0, 1) * last;
  int i = MIN ((int) place, last - 1);
  double f = place - i;
  const guchar *a = tables[map].anchors[i];
  const guchar *b = tables[map].anchors[i + 1];

  for (int c = 0; c < 3; c++)
    rgb[c] = (guchar) lrint (a[c] + f * (b[c] - a[c]));
}

/* Alpha grows with the distance from "nothing": from the low end, or from zero in a signed map. */
static double
fading_alpha (VitrineColormap map,
              double          t)
{
  double strength = map == VITRINE_COLORMAP_SIGNED ? fabs (2 * t - 1) : t;

  return isnan (t) ? 0 : sqrt (CLAMP (strength, 0, 1));
}

cairo_surface_t *
vitrine_colormap_surface (VitrineColormap       map,
                          VitrineColormapAlpha  alpha,
                          const float          *values,
                          int                   width,
                          int                   height,
                          double                low,
                          double                high)
{
  g_return_val_if_fail (values != NULL && width > 0 && height > 0, NULL);

  if (map == VITRINE_COLORMAP_SIGNED)
    {
      high = fmax (fabs (low), fabs (high));
      low = -high;
    }

  double scale = high > low ? 1 / (high - low) : 0;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  int stride = cairo_image_surface_get_stride (surface);
  guchar *data = cairo_image_surface_get_data (surface);

  if (data == NULL)
    return surface;

  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (void *) (data + (gsize) y * stride);

      for (int x = 0; x < width; x++)
        {
          double v = (double) values[(gsize) y * width + x];
          double t = scale > 0 ? (v - low) * scale : (map == VITRINE_COLORMAP_SIGNED ? .5 : 0);
          double a = alpha == VITRINE_COLORMAP_FADING ? fading_alpha (map, t) : 1;
          guchar rgb[3];

          vitrine_colormap_lookup (map, t, rgb);
          row[x] = (guint32) lrint (a * 255) << 24 | (guint32) lrint (a * rgb[0]) << 16
                   | (guint32) lrint (a * rgb[1]) << 8 | (guint32) lrint (a * rgb[2]);
        }
    }

  cairo_surface_mark_dirty (surface);
  return surface;
}
