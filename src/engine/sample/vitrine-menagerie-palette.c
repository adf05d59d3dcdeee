/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours of the Menagerie.  Light is warm and shadow is cool, so lightening leans to cream and
 * darkening to violet: that alone keeps any two colours of a picture in the same mood. */
#include "engine/sample/vitrine-menagerie-palette.h"

VitrineRgb
vitrine_rgb (guint32 hex)
{
  return (VitrineRgb) { ((hex >> 16) & 255) / 255.0, ((hex >> 8) & 255) / 255.0, (hex & 255) / 255.0 };
}

VitrineRgb
vitrine_rgb_mix (VitrineRgb a,
                 VitrineRgb b,
                 double     t)
{
  return (VitrineRgb) { a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t };
}

VitrineRgb
vitrine_rgb_light (VitrineRgb c,
                   double     amount)
{
  return vitrine_rgb_mix (c, vitrine_rgb (0xfff6dc), amount);
}

VitrineRgb
vitrine_rgb_dark (VitrineRgb c,
                  double     amount)
{
  const VitrineRgb cool = { c.r * 0.30, c.g * 0.24, c.b * 0.36 };

  return vitrine_rgb_mix (c, cool, amount);
}

VitrineRgb
vitrine_rgb_vary (VitrineRgb c,
                  VtRng     *rng,
                  double     amount)
{
  const double value = vt_rng_range (rng, -amount, amount);
  const double warm = vt_rng_range (rng, -amount, amount) * 0.5;

  return (VitrineRgb) {
           CLAMP (c.r * (1.0 + value) + warm * 0.5, 0.0, 1.0),
           CLAMP (c.g * (1.0 + value), 0.0, 1.0),
           CLAMP (c.b * (1.0 + value) - warm * 0.5, 0.0, 1.0),
  };
}

VitrineRgb
vitrine_rgb_line (VitrineRgb c)
{
  return (VitrineRgb) { c.r * 0.36 + 0.04, c.g * 0.28 + 0.02, c.b * 0.30 + 0.05 };
}

void
vitrine_set_rgb (cairo_t   *cr,
                 VitrineRgb c,
                 double     alpha)
{
  cairo_set_source_rgba (cr, c.r, c.g, c.b, alpha);
}

void
vitrine_stop_rgb (cairo_pattern_t *pattern,
                  double           at,
                  VitrineRgb       c,
                  double           alpha)
{
  cairo_pattern_add_color_stop_rgba (pattern, at, c.r, c.g, c.b, alpha);
}
