/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees and stones. */
#include "engine/sample/vitrine-menagerie-things.h"

#include <math.h>

void
vitrine_thing_band (cairo_t   *cr,
                    double     y1,
                    double     y2,
                    VitrineRgb top,
                    VitrineRgb bottom)
{
  cairo_pattern_t *p = cairo_pattern_create_linear (0.0, y1, 0.0, y2);

  vitrine_stop_rgb (p, 0.0, top, 1.0);
  vitrine_stop_rgb (p, 1.0, bottom, 1.0);
  cairo_set_source (cr, p);
  cairo_rectangle (cr, -0.5, y1, 2.0, y2 - y1);
  cairo_fill (cr);
  cairo_pattern_destroy (p);
}

void
vitrine_thing_glow (cairo_t   *cr,
                    double     x,
                    double     y,
                    double     r,
                    VitrineRgb colour,
                    double     strength)
{
  cairo_pattern_t *p = cairo_pattern_create_radial (x, y, 0.0, x, y, r);

  vitrine_stop_rgb (p, 0.0, colour, strength);
  vitrine_stop_rgb (p, 0.35, colour, 0.5 * strength);
  vitrine_stop_rgb (p, 1.0, colour, 0.0);
  cairo_set_source (cr, p);
  cairo_rectangle (cr, x - r, y - r, 2.0 * r, 2.0 * r);
  cairo_fill (cr);
  cairo_pattern_destroy (p);
}

void
vitrine_thing_hills (cairo_t   *cr,
                     VtRng     *rng,
                     double     y,
                     double     rise,
                     double     y2,
                     double     rough,
                     VitrineRgb top,
                     VitrineRgb bottom)
{
  const int n = rough > 0.5 ? 7 : 4;
  double x = -0.1 - vt_rng_uniform (rng) * 0.2, height = y - rise * vt_rng_uniform (rng);
  cairo_pattern_t *p = cairo_pattern_create_linear (0.0, y - rise, 0.0, y2);

  vitrine_stop_rgb (p, 0.0, top, 1.0);
  vitrine_stop_rgb (p, 1.0, bottom, 1.0);
  cairo_move_to (cr, x, y2);
  cairo_line_to (cr, x, height);
  for (int i = 0; i < n + 2; i++)
    {
      const double dx = 1.3 / n * vt_rng_range (rng, 0.8, 1.25);
      const double next = y - rise * (rough > 0.5 ? (i & 1) * 0.5 + 0.5 * vt_rng_uniform (rng) : vt_rng_uniform (rng));

      if (rough > 0.5)
        cairo_line_to (cr, x + dx, next);
      else
        cairo_curve_to (cr, x + 0.5 * dx, height, x + 0.5 * dx, next, x + dx, next);
      x += dx;
      height = next;
    }
  cairo_line_to (cr, x, y2);
  cairo_close_path (cr);
  cairo_set_source (cr, p);
  cairo_fill (cr);
  cairo_pattern_destroy (p);
}

static void
disc (cairo_t *cr,
      double   x,
      double   y,
      double   r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, r, 0.0, 2.0 * G_PI);
}

/* Fills the path with light from the upper left, down to shadow; (x, y) and r bound it. */
static void
fill_round (cairo_t   *cr,
            double     x,
            double     y,
            double     r,
            VitrineRgb colour)
{
  cairo_pattern_t *p = cairo_pattern_create_linear (x - 0.5 * r, y - r, x + 0.5 * r, y + r);

  vitrine_stop_rgb (p, 0.0, vitrine_rgb_light (colour, 0.30), 1.0);
  vitrine_stop_rgb (p, 0.5, colour, 1.0);
  vitrine_stop_rgb (p, 1.0, vitrine_rgb_dark (colour, 0.35), 1.0);
  cairo_set_source (cr, p);
  cairo_fill (cr);
  cairo_pattern_destroy (p);
}

void
vitrine_thing_cloud (cairo_t   *cr,
                     VtRng     *rng,
                     double     x,
                     double     y,
                     double     width,
                     VitrineRgb colour,
                     double     alpha)
{
  const int n = 5;

  cairo_save (cr);
  cairo_rectangle (cr, -0.5, -0.5, 2.0, 0.5 + y);
  cairo_clip (cr);
  for (int i = 0; i < n; i++)
    disc (cr, x + width * ((i + 0.5) / n - 0.5), y,
          width * (0.12 + 0.11 * sin (G_PI * (i + 0.5) / n) * vt_rng_range (rng, 0.7, 1.2)));
  vitrine_set_rgb (cr, colour, alpha);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
vitrine_thing_tree (cairo_t   *cr,
                    VtRng     *rng,
                    double     x,
                    double     y,
                    double     height,
                    VitrineRgb leaf)
{
  const double r = 0.26 * height, trunk = 0.05 * height;

  cairo_move_to (cr, x - trunk, y);
  cairo_curve_to (cr, x - 0.5 * trunk, y - 0.3 * height, x - 0.5 * trunk, y - 0.3 * height, x - 0.4 * trunk,
                  y - 0.6 * height);
  cairo_line_to (cr, x + 0.4 * trunk, y - 0.6 * height);
  cairo_curve_to (cr, x + 0.5 * trunk, y - 0.3 * height, x + 0.5 * trunk, y - 0.3 * height, x + trunk, y);
  cairo_close_path (cr);
  vitrine_set_rgb (cr, vitrine_rgb_mix (vitrine_rgb (0x7a5640), leaf, 0.25), 1.0);
  cairo_fill (cr);
  for (int i = 0; i < 5; i++)
    {
      const double a = i * 1.2566 + vt_rng_range (rng, -0.3, 0.3), s = r * vt_rng_range (rng, 0.75, 1.0);
      const double cx = x + 0.62 * r * cos (a), cy = y - 0.68 * height + 0.55 * r * sin (a);

      disc (cr, cx, cy, s);
      fill_round (cr, cx, cy, s, leaf);
    }
}

void
vitrine_thing_fir (cairo_t   *cr,
                   double     x,
                   double     y,
                   double     height,
                   VitrineRgb leaf,
                   VitrineRgb snow,
                   double     snowy)
{
  cairo_rectangle (cr, x - 0.03 * height, y - 0.16 * height, 0.06 * height, 0.16 * height);
  vitrine_set_rgb (cr, vitrine_rgb_dark (leaf, 0.5), 1.0);
  cairo_fill (cr);
  for (int i = 0; i < 3; i++)
    {
      const double base = y - (0.12 + 0.25 * i) * height, w = (0.27 - 0.055 * i) * height, top = base - 0.42 * height;

      cairo_move_to (cr, x, top);
      cairo_curve_to (cr, x + 0.3 * w, base - 0.14 * height, x + 0.7 * w, base - 0.05 * height, x + w, base);
      cairo_curve_to (cr, x + 0.4 * w, base + 0.05 * height, x - 0.4 * w, base + 0.05 * height, x - w, base);
      cairo_curve_to (cr, x - 0.7 * w, base - 0.05 * height, x - 0.3 * w, base - 0.14 * height, x, top);
      fill_round (cr, x, base - 0.15 * height, 0.25 * height, leaf);
      if (snowy <= 0.0)
        continue;
      cairo_move_to (cr, x, top);
      cairo_curve_to (cr, x + 0.22 * w, base - 0.22 * height, x + 0.3 * w, base - 0.18 * height, x + 0.42 * w,
                      base - 0.12 * height);
      cairo_curve_to (cr, x + 0.1 * w, base - 0.16 * height, x - 0.1 * w, base - 0.10 * height, x - 0.42 * w,
                      base - 0.12 * height);
      cairo_curve_to (cr, x - 0.3 * w, base - 0.18 * height, x - 0.22 * w, base - 0.22 * height, x, top);
      vitrine_set_rgb (cr, snow, snowy);
      cairo_fill (cr);
    }
}

void
vitrine_thing_cactus (cairo_t   *cr,
                      double     x,
                      double     y,
                      double     height,
                      VitrineRgb colour)
{
  const double w = 0.16 * height;

  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (int pass = 0; pass < 2; pass++)
    {
      cairo_set_line_width (cr, pass ? 0.45 * w : w);
      vitrine_set_rgb (cr, pass ? vitrine_rgb_light (colour, 0.25) : vitrine_rgb_dark (colour, 0.12), pass ? 0.5 : 1.0);
      cairo_move_to (cr, x - pass * 0.15 * w, y);
      cairo_line_to (cr, x - pass * 0.15 * w, y - height);
      cairo_move_to (cr, x, y - 0.40 * height);
      cairo_curve_to (cr, x + 0.30 * height, y - 0.40 * height, x + 0.28 * height, y - 0.4 * height,
                      x + 0.28 * height, y - 0.70 * height);
      cairo_move_to (cr, x, y - 0.30 * height);
      cairo_curve_to (cr, x - 0.26 * height, y - 0.30 * height, x - 0.24 * height, y - 0.3 * height,
                      x - 0.24 * height, y - 0.55 * height);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

void
vitrine_thing_bush (cairo_t   *cr,
                    VtRng     *rng,
                    double     x,
                    double     y,
                    double     height,
                    VitrineRgb leaf)
{
  for (int i = 0; i < 5; i++)
    {
      static const double places[5][3] = {
        { -0.55, -0.34, 0.36 }, { 0.55, -0.32, 0.35 }, { -0.22, -0.56, 0.42 }, { 0.28, -0.52, 0.40 },
        { 0.0, -0.30, 0.42 },
      };
      const double cx = x + places[i][0] * height, cy = y + places[i][1] * height;
      const double r = places[i][2] * height * vt_rng_range (rng, 0.9, 1.1);

      disc (cr, cx, cy, r);
      fill_round (cr, cx, cy, r, leaf);
    }
}

void
vitrine_thing_rock (cairo_t   *cr,
                    VtRng     *rng,
                    double     x,
                    double     y,
                    double     height,
                    VitrineRgb stone)
{
  const double w = height * vt_rng_range (rng, 0.75, 1.0);

  cairo_move_to (cr, x - w, y);
  cairo_curve_to (cr, x - 1.05 * w, y - 0.5 * height, x - 0.7 * w, y - 0.85 * height, x - 0.25 * w, y - 0.95 * height);
  cairo_curve_to (cr, x + 0.2 * w, y - 1.05 * height, x + 0.6 * w, y - 0.8 * height, x + 0.8 * w, y - 0.45 * height);
  cairo_curve_to (cr, x + 0.95 * w, y - 0.25 * height, x + 1.05 * w, y - 0.1 * height, x + w, y);
  cairo_close_path (cr);
  fill_round (cr, x, y - 0.5 * height, 0.6 * height, stone);
  cairo_move_to (cr, x - 0.55 * w, y - 0.52 * height);
  cairo_curve_to (cr, x - 0.3 * w, y - 0.8 * height, x, y - 0.82 * height, x + 0.2 * w, y - 0.74 * height);
  cairo_set_line_width (cr, 0.05 * height);
  vitrine_set_rgb (cr, vitrine_rgb_light (stone, 0.5), 0.5);
  cairo_stroke (cr);
}

void
vitrine_thing_ball (cairo_t   *cr,
                    double     x,
                    double     y,
                    double     height,
                    VitrineRgb colour)
{
  const double r = 0.5 * height;

  cairo_save (cr);
  cairo_translate (cr, x + 0.15 * r, y);
  cairo_scale (cr, 1.0, 0.25);
  disc (cr, 0.0, 0.0, 1.1 * r);
  cairo_restore (cr);
  vitrine_set_rgb (cr, vitrine_rgb (0x1c1430), 0.25);
  cairo_fill (cr);
  disc (cr, x, y - r, r);
  fill_round (cr, x, y - r, r, colour);
  disc (cr, x, y - r, r);
  cairo_save (cr);
  cairo_clip (cr);
  cairo_set_line_width (cr, 0.35 * r);
  cairo_arc (cr, x - 1.1 * r, y - r, 1.2 * r, -1.0, 1.0);
  vitrine_set_rgb (cr, vitrine_rgb (0xfffaf0), 0.75);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
vitrine_thing_flower (cairo_t   *cr,
                      double     x,
                      double     y,
                      double     height,
                      VitrineRgb petal)
{
  const double r = 0.2 * height;

  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x, y - height + r);
  cairo_set_line_width (cr, 0.08 * height);
  vitrine_set_rgb (cr, vitrine_rgb (0x4f8a44), 1.0);
  cairo_stroke (cr);
  for (int i = 0; i < 5; i++)
    disc (cr, x + r * cos (i * 1.2566), y - height + r * sin (i * 1.2566), 0.75 * r);
  vitrine_set_rgb (cr, petal, 1.0);
  cairo_fill (cr);
  disc (cr, x, y - height, 0.55 * r);
  vitrine_set_rgb (cr, vitrine_rgb (0xf7d65c), 1.0);
  cairo_fill (cr);
}

void
vitrine_thing_blades (cairo_t   *cr,
                      VtRng     *rng,
                      double     x,
                      double     y,
                      double     width,
                      double     height,
                      guint      n,
                      VitrineRgb dark,
                      VitrineRgb light)
{
  for (guint i = 0; i < n; i++)
    {
      const double root = x + width * (vt_rng_uniform (rng) - 0.5);
      const double h = height * vt_rng_range (rng, 0.55, 1.0), lean = h * vt_rng_range (rng, -0.4, 0.4);
      const double w = 0.05 * height * vt_rng_range (rng, 0.8, 1.4);

      cairo_move_to (cr, root - w, y);
      cairo_curve_to (cr, root - 0.6 * w, y - 0.5 * h, root + 0.4 * lean, y - 0.8 * h, root + lean, y - h);
      cairo_curve_to (cr, root + 0.5 * lean + w, y - 0.7 * h, root + w, y - 0.4 * h, root + w, y);
      cairo_close_path (cr);
      vitrine_set_rgb (cr, vitrine_rgb_mix (dark, light, vt_rng_uniform (rng)), 1.0);
      cairo_fill (cr);
    }
}
