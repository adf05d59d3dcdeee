/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coat textures.  Each covers a disc about the shape's middle in the frame of the coat; the clip does
 * the rest.  The pattern's seed comes with the paint, so the same animal wears the same coat. */
#include "engine/sample/vitrine-menagerie-coat.h"

#include "engine/sample/vitrine-menagerie-palette.h"

#include <math.h>

/* A band across the second axis at `x`: its edges wander, and with `wedge` it narrows to nothing
 * towards the middle from both sides, as a tiger's do. */
static void
band (cairo_t *cr,
      VtRng   *rng,
      double   x,
      double   half,
      double   reach,
      double   wedge)
{
  const double bend = vt_rng_range (rng, -0.35, 0.35) * half * 4.0;

  if (wedge <= 0.0)
    {
      const double a = half * vt_rng_range (rng, 0.75, 1.2), b = half * vt_rng_range (rng, 0.75, 1.2);

      cairo_move_to (cr, x - a, -reach);
      cairo_curve_to (cr, x - a + bend, -reach * 0.3, x - b + bend, reach * 0.3, x - b, reach);
      cairo_line_to (cr, x + b, reach);
      cairo_curve_to (cr, x + b + bend, reach * 0.3, x + a + bend, -reach * 0.3, x + a, -reach);
      cairo_close_path (cr);
      return;
    }
  for (int side = -1; side <= 1; side += 2)
    {
      const double tip = side * reach * (1.0 - wedge) * vt_rng_range (rng, 0.0, 0.9);
      const double root = x + vt_rng_range (rng, -0.3, 0.3) * half;
      const double w = half * vt_rng_range (rng, 0.8, 1.5);

      cairo_move_to (cr, root - w, side * reach);
      cairo_curve_to (cr, root - w * 0.7, side * reach * 0.6, root + bend, tip * 1.2, root + bend, tip);
      cairo_curve_to (cr, root + bend + w * 0.4, tip * 1.4, root + w, side * reach * 0.6,
                      root + w, side * reach);
      cairo_close_path (cr);
    }
}

static void
stripes (cairo_t                *cr,
         const VitrineCoatPaint *coat,
         VtRng                  *rng,
         double                  reach,
         double                  across)
{
  for (double x = -reach; x < reach; x += coat->scale)
    band (cr, rng, x + vt_rng_range (rng, -0.12, 0.12) * coat->scale,
          coat->scale * (coat->wedge > 0.0 ? 0.22 : 0.25), across, coat->wedge);
  vitrine_set_rgb (cr, coat->colour, 0.92);
  cairo_fill (cr);
}

static void
spots (cairo_t                *cr,
       const VitrineCoatPaint *coat,
       VtRng                  *rng,
       double                  reach)
{
  const double step = coat->scale;

  for (double y = -reach; y < reach; y += step * 0.87)
    for (double x = -reach; x < reach; x += step)
      {
        const double r = step * vt_rng_range (rng, 0.15, 0.24);
        const double jx = vt_rng_range (rng, -0.3, 0.3) * step, jy = vt_rng_range (rng, -0.3, 0.3) * step;

        cairo_new_sub_path (cr);
        cairo_arc (cr, x + jx, y + jy, r, 0.0, 2.0 * G_PI);
      }
  vitrine_set_rgb (cr, coat->colour, 0.9);
  cairo_fill (cr);
}

/* A cell of a jittered honeycomb, shrunk so that light seams stay between neighbours. */
static void
patches (cairo_t                *cr,
         const VitrineCoatPaint *coat,
         VtRng                  *rng,
         double                  reach)
{
  const double step = coat->scale;
  int row = 0;

  for (double y = -reach; y < reach; y += step * 0.86, row++)
    for (double x = -reach + (row & 1) * step * 0.5; x < reach; x += step)
      {
        const double cx = x + vt_rng_range (rng, -0.12, 0.12) * step;
        const double cy = y + vt_rng_range (rng, -0.12, 0.12) * step;
        const double turn = vt_rng_range (rng, 0.0, 1.0);

        for (int k = 0; k < 6; k++)
          {
            const double a = (k + 0.5) * G_PI / 3.0 + (turn - 0.5) * 0.4;
            const double r = step * vt_rng_range (rng, 0.42, 0.52);

            if (k == 0)
              cairo_move_to (cr, cx + r * cos (a), cy + r * sin (a));
            else
              cairo_line_to (cr, cx + r * cos (a), cy + r * sin (a));
          }
        cairo_close_path (cr);
      }
  vitrine_set_rgb (cr, coat->colour, 0.92);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_fill (cr);
}

static void
wool (cairo_t                *cr,
      const VitrineCoatPaint *coat,
      VtRng                  *rng,
      double                  reach)
{
  const double step = coat->scale;

  for (double y = -reach; y < reach; y += step * 0.8)
    for (double x = -reach; x < reach; x += step)
      {
        const double cx = x + vt_rng_range (rng, -0.3, 0.3) * step;
        const double cy = y + vt_rng_range (rng, -0.3, 0.3) * step;
        const double a = vt_rng_range (rng, 0.1, 0.7);

        cairo_new_sub_path (cr);
        cairo_arc (cr, cx, cy, step * vt_rng_range (rng, 0.3, 0.42), a, a + 2.4);
      }
  vitrine_set_rgb (cr, coat->colour, 0.55);
  cairo_set_line_width (cr, step * 0.13);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}

static void
feathers (cairo_t                *cr,
          const VitrineCoatPaint *coat,
          VtRng                  *rng,
          double                  reach)
{
  const double step = coat->scale;
  int row = 0;

  for (double y = -reach; y < reach; y += step * 0.72, row++)
    for (double x = -reach + (row & 1) * step * 0.5; x < reach; x += step)
      {
        const double w = step * vt_rng_range (rng, 0.26, 0.34);

        cairo_move_to (cr, x - w, y);
        cairo_curve_to (cr, x - w, y + w * 1.1, x + w, y + w * 1.1, x + w, y);
        cairo_curve_to (cr, x + w * 0.6, y + w * 0.6, x - w * 0.6, y + w * 0.6, x - w, y);
        cairo_close_path (cr);
      }
  vitrine_set_rgb (cr, coat->colour, 0.8);
  cairo_fill (cr);
}

void
vitrine_coat_draw (cairo_t                *cr,
                   const VitrineCoatPaint *coat,
                   VitrinePoint            min,
                   VitrinePoint            max)
{
  /* The farthest corner of the shape bounds how far the pattern must reach, whatever its angle. */
  const double dx = MAX (fabs (min.x - coat->x), fabs (max.x - coat->x));
  const double dy = MAX (fabs (min.y - coat->y), fabs (max.y - coat->y));
  const double reach = hypot (dx, dy);
  const double across = fabs (dx * sin (coat->angle)) + fabs (dy * cos (coat->angle));
  VtRng rng;

  if (coat->kind == VITRINE_SCENE_COAT_PLAIN || coat->scale <= 0.0)
    return;
  vt_rng_init (&rng, coat->seed);
  cairo_translate (cr, coat->x, coat->y);
  cairo_rotate (cr, coat->angle);
  switch (coat->kind)
    {
    case VITRINE_SCENE_COAT_STRIPES:  stripes (cr, coat, &rng, reach, across); break;
    case VITRINE_SCENE_COAT_SPOTS:    spots (cr, coat, &rng, reach); break;
    case VITRINE_SCENE_COAT_PATCHES:  patches (cr, coat, &rng, reach); break;
    case VITRINE_SCENE_COAT_WOOL:     wool (cr, coat, &rng, reach); break;
    case VITRINE_SCENE_COAT_FEATHERS: feathers (cr, coat, &rng, reach); break;
    default: break;
    }
}
