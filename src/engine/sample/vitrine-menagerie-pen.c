/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of an animal: how paths are made. */
#include "engine/sample/vitrine-menagerie-pen.h"

#include <math.h>

#define UNITS 1024.0

static void
set_own_frame (const VitrinePen *pen)
{
  cairo_identity_matrix (pen->cr);
  cairo_scale (pen->cr, UNITS, UNITS);
}

static void
clear_shape (gpointer data)
{
  VitrineShape *shape = data;

  cairo_path_destroy (shape->path);
}

VitrinePen *
vitrine_pen_new (void)
{
  VitrinePen *pen = g_new0 (VitrinePen, 1);

  /* Nothing is drawn on this surface: a context must stand on something to hold a path. */
  pen->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  pen->cr = cairo_create (pen->surface);
  /* Cairo keeps paths in 1/256 of a device unit, and an animal is about one unit high. */
  cairo_scale (pen->cr, UNITS, UNITS);
  pen->shapes = g_array_new (FALSE, TRUE, sizeof (VitrineShape));
  g_array_set_clear_func (pen->shapes, clear_shape);
  return pen;
}

void
vitrine_pen_free (VitrinePen *pen)
{
  if (!pen)
    return;
  g_array_unref (pen->shapes);
  cairo_destroy (pen->cr);
  cairo_surface_destroy (pen->surface);
  g_free (pen);
}

void
vitrine_pen_ellipse (VitrinePen *pen,
                     double      x,
                     double      y,
                     double      rx,
                     double      ry,
                     double      angle)
{
  cairo_save (pen->cr);
  cairo_translate (pen->cr, x, y);
  cairo_rotate (pen->cr, angle);
  cairo_scale (pen->cr, rx, ry);
  cairo_new_sub_path (pen->cr);
  cairo_arc (pen->cr, 0.0, 0.0, 1.0, 0.0, 2.0 * G_PI);
  cairo_close_path (pen->cr);
  cairo_restore (pen->cr);
}

/* The Catmull–Rom segment from b to c between neighbours a and d, as a Bézier. */
static void
smooth_to (cairo_t     *cr,
           VitrinePoint a,
           VitrinePoint b,
           VitrinePoint c,
           VitrinePoint d)
{
  cairo_curve_to (cr,
                  b.x + (c.x - a.x) / 6.0, b.y + (c.y - a.y) / 6.0,
                  c.x - (d.x - b.x) / 6.0, c.y - (d.y - b.y) / 6.0,
                  c.x, c.y);
}

void
vitrine_pen_blob (VitrinePen         *pen,
                  const VitrinePoint *points,
                  guint               n)
{
  cairo_move_to (pen->cr, points[0].x, points[0].y);
  for (guint i = 0; i < n; i++)
    smooth_to (pen->cr, points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]);
  cairo_close_path (pen->cr);
}

void
vitrine_pen_curve (VitrinePen         *pen,
                   const VitrinePoint *points,
                   guint               n)
{
  cairo_move_to (pen->cr, points[0].x, points[0].y);
  for (guint i = 0; i + 1 < n; i++)
    smooth_to (pen->cr, points[i > 0 ? i - 1 : 0], points[i], points[i + 1],
               points[MIN (i + 2, n - 1)]);
}

void
vitrine_pen_polygon (VitrinePen         *pen,
                     const VitrinePoint *points,
                     guint               n)
{
  cairo_move_to (pen->cr, points[0].x, points[0].y);
  for (guint i = 1; i < n; i++)
    cairo_line_to (pen->cr, points[i].x, points[i].y);
  cairo_close_path (pen->cr);
}

static double
catmull (double a,
         double b,
         double c,
         double d,
         double t)
{
  return 0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                + (3.0 * b - a - 3.0 * c + d) * t * t * t);
}

static VitrineKnot
limb_at (const VitrineKnot *knots,
         guint              n,
         double             s)
{
  const guint i = MIN ((guint) s, n - 2);
  const double t = s - i;
  const VitrineKnot *a = &knots[i > 0 ? i - 1 : 0], *b = &knots[i];
  const VitrineKnot *c = &knots[i + 1], *d = &knots[MIN (i + 2, n - 1)];

  return (VitrineKnot) {
           catmull (a->x, b->x, c->x, d->x, t),
           catmull (a->y, b->y, c->y, d->y, t),
           MAX (catmull (a->r, b->r, c->r, d->r, t), 0.0),
  };
}

void
vitrine_pen_limb (VitrinePen        *pen,
                  const VitrineKnot *knots,
                  guint              n)
{
  enum { PER_SEGMENT = 8, MAX_KNOTS = 8 };
  VitrineKnot line[PER_SEGMENT * MAX_KNOTS + 1];
  double normal[PER_SEGMENT * MAX_KNOTS + 1];
  const guint m = (n - 1) * PER_SEGMENT;

  g_return_if_fail (n >= 2 && n <= MAX_KNOTS);
  for (guint i = 0; i <= m; i++)
    line[i] = limb_at (knots, n, (double) i / PER_SEGMENT);
  for (guint i = 0; i <= m; i++)
    {
      const VitrineKnot *p = &line[i > 0 ? i - 1 : 0], *q = &line[MIN (i + 1, m)];

      normal[i] = atan2 (q->y - p->y, q->x - p->x) - G_PI_2;
    }
  cairo_new_sub_path (pen->cr);
  for (guint i = 0; i <= m; i++)
    cairo_line_to (pen->cr, line[i].x + line[i].r * cos (normal[i]),
                   line[i].y + line[i].r * sin (normal[i]));
  cairo_arc (pen->cr, line[m].x, line[m].y, line[m].r, normal[m], normal[m] + G_PI);
  for (guint i = m + 1; i-- > 0;)
    cairo_line_to (pen->cr, line[i].x - line[i].r * cos (normal[i]),
                   line[i].y - line[i].r * sin (normal[i]));
  cairo_arc (pen->cr, line[0].x, line[0].y, line[0].r, normal[0] + G_PI, normal[0] + 2.0 * G_PI);
  cairo_close_path (pen->cr);
}

void
vitrine_pen_cloud (VitrinePen *pen,
                   double      x,
                   double      y,
                   double      rx,
                   double      ry,
                   guint       n_bumps,
                   double      bump)
{
  /* One path over each bump's outer side: fills and outlines as a single fleece. */
  for (guint i = 0; i < n_bumps; i++)
    {
      const double a = 2.0 * G_PI * i / n_bumps;

      vitrine_pen_ellipse (pen, x + rx * cos (a), y + ry * sin (a), bump, bump, 0.0);
    }
  vitrine_pen_ellipse (pen, x, y, rx, ry, 0.0);
}

void
vitrine_pen_push (VitrinePen *pen,
                  double      x,
                  double      y,
                  double      scale,
                  double      angle)
{
  cairo_save (pen->cr);
  cairo_translate (pen->cr, x, y);
  cairo_rotate (pen->cr, angle);
  cairo_scale (pen->cr, scale, scale);
}

void
vitrine_pen_pop (VitrinePen *pen)
{
  cairo_restore (pen->cr);
}

/* Lengths, places and angles of `paint` were given in the pushed frame; the list keeps the animal's. */
static void
add_shape (VitrinePen         *pen,
           VitrineScenePart    part,
           const VitrinePaint *paint,
           gboolean            stroke)
{
  VitrineShape shape = { .part = part, .group = pen->group, .stroke = stroke, .paint = *paint };
  cairo_matrix_t m;
  double scale;

  cairo_get_matrix (pen->cr, &m);
  scale = hypot (m.xx, m.yx) / UNITS;
  cairo_matrix_transform_point (&m, &shape.paint.coat.x, &shape.paint.coat.y);
  shape.paint.coat.x /= UNITS;
  shape.paint.coat.y /= UNITS;
  shape.paint.coat.angle += atan2 (m.yx, m.xx);
  shape.paint.coat.scale *= scale;
  shape.paint.line_width *= scale;
  cairo_save (pen->cr);
  set_own_frame (pen);
  shape.path = cairo_copy_path (pen->cr);
  cairo_restore (pen->cr);
  cairo_new_path (pen->cr);
  g_array_append_val (pen->shapes, shape);
}

void
vitrine_pen_fill (VitrinePen         *pen,
                  VitrineScenePart    part,
                  const VitrinePaint *paint)
{
  add_shape (pen, part, paint, FALSE);
}

void
vitrine_pen_stroke (VitrinePen      *pen,
                    VitrineScenePart part,
                    VitrineRgb       colour,
                    double           width)
{
  const VitrinePaint paint = { .line = colour, .line_width = width };

  add_shape (pen, part, &paint, TRUE);
}

void
vitrine_pen_group (VitrinePen *pen)
{
  pen->group++;
}

void
vitrine_pen_extents (const VitrinePen *pen,
                     double            angle,
                     VitrinePoint     *min,
                     VitrinePoint     *max)
{
  *min = (VitrinePoint) { G_MAXDOUBLE, G_MAXDOUBLE };
  *max = (VitrinePoint) { -G_MAXDOUBLE, -G_MAXDOUBLE };
  for (guint i = 0; i < pen->shapes->len; i++)
    {
      const VitrineShape *shape = &g_array_index (pen->shapes, VitrineShape, i);
      const double edge = 0.5 * shape->paint.line_width;
      double x1, y1, x2, y2;

      cairo_save (pen->cr);
      cairo_rotate (pen->cr, angle);
      cairo_new_path (pen->cr);
      cairo_append_path (pen->cr, shape->path);
      set_own_frame (pen);
      cairo_path_extents (pen->cr, &x1, &y1, &x2, &y2);
      cairo_new_path (pen->cr);
      cairo_restore (pen->cr);
      min->x = MIN (min->x, x1 - edge);
      min->y = MIN (min->y, y1 - edge);
      max->x = MAX (max->x, x2 + edge);
      max->y = MAX (max->y, y2 + edge);
    }
}

VitrineScenePart
vitrine_scene_part_other_side (VitrineScenePart part)
{
  switch (part)
    {
    case VITRINE_SCENE_PART_EAR_LEFT:        return VITRINE_SCENE_PART_EAR_RIGHT;
    case VITRINE_SCENE_PART_EAR_RIGHT:       return VITRINE_SCENE_PART_EAR_LEFT;
    case VITRINE_SCENE_PART_EYE_LEFT:        return VITRINE_SCENE_PART_EYE_RIGHT;
    case VITRINE_SCENE_PART_EYE_RIGHT:       return VITRINE_SCENE_PART_EYE_LEFT;
    case VITRINE_SCENE_PART_WING_LEFT:       return VITRINE_SCENE_PART_WING_RIGHT;
    case VITRINE_SCENE_PART_WING_RIGHT:      return VITRINE_SCENE_PART_WING_LEFT;
    case VITRINE_SCENE_PART_LEG_FRONT_LEFT:  return VITRINE_SCENE_PART_LEG_FRONT_RIGHT;
    case VITRINE_SCENE_PART_LEG_FRONT_RIGHT: return VITRINE_SCENE_PART_LEG_FRONT_LEFT;
    case VITRINE_SCENE_PART_LEG_BACK_LEFT:   return VITRINE_SCENE_PART_LEG_BACK_RIGHT;
    case VITRINE_SCENE_PART_LEG_BACK_RIGHT:  return VITRINE_SCENE_PART_LEG_BACK_LEFT;
    default:                                 return part;
    }
}
