/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a pen's shapes, in colour or as labels.  Both walk the same list in the same order: first the
 * outlines of a whole group, then its shapes, so a body of many shapes has one outline. */
#include "engine/sample/vitrine-menagerie-coat.h"
#include "engine/sample/vitrine-menagerie-palette.h"
#include "engine/sample/vitrine-menagerie-pen.h"

typedef void (*PaintFunc) (cairo_t *cr, const VitrineShape *shape, const cairo_matrix_t *matrix,
                           gboolean outline, gpointer data);

static void
walk (const VitrinePen     *pen,
      cairo_t              *cr,
      const cairo_matrix_t *matrix,
      PaintFunc             paint,
      gpointer              data)
{
  const VitrineShape *shapes = (const VitrineShape *) (void *) pen->shapes->data;

  for (guint i = 0; i < pen->shapes->len;)
    {
      guint end = i;

      while (end < pen->shapes->len && shapes[end].group == shapes[i].group)
        end++;
      for (guint j = i; j < end; j++)
        if (!shapes[j].stroke && shapes[j].paint.line_width > 0.0)
          paint (cr, &shapes[j], matrix, TRUE, data);
      for (guint j = i; j < end; j++)
        paint (cr, &shapes[j], matrix, FALSE, data);
      i = end;
    }
}

static void
lay_path (cairo_t              *cr,
          const VitrineShape   *shape,
          const cairo_matrix_t *matrix)
{
  cairo_set_matrix (cr, matrix);
  cairo_new_path (cr);
  cairo_append_path (cr, shape->path);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
}

/* Round form: light from the upper left of the picture (whichever way the animal faces), a cool shadow
 * at the lower right, and a little light thrown back from the ground. */
static void
shade (cairo_t            *cr,
       const VitrinePaint *paint,
       VitrinePoint        min,
       VitrinePoint        max)
{
  const double w = max.x - min.x, h = max.y - min.y, cx = 0.5 * (min.x + max.x);
  cairo_pattern_t *p;

  if (paint->shade <= 0.0)
    return;
  p = cairo_pattern_create_linear (cx - 0.2 * h, min.y, cx + 0.2 * h, max.y);
  vitrine_stop_rgb (p, 0.0, vitrine_rgb (0xfff4d8), 0.30 * paint->shade);
  vitrine_stop_rgb (p, 0.42, vitrine_rgb (0xfff4d8), 0.0);
  vitrine_stop_rgb (p, 0.55, vitrine_rgb (0x2a1a3c), 0.0);
  vitrine_stop_rgb (p, 0.93, vitrine_rgb (0x2a1a3c), 0.34 * paint->shade);
  vitrine_stop_rgb (p, 1.0, vitrine_rgb (0x3c2a4c), 0.26 * paint->shade);
  cairo_set_source (cr, p);
  cairo_paint (cr);
  cairo_pattern_destroy (p);

  p = cairo_pattern_create_radial (min.x + 0.34 * w, min.y + 0.24 * h, 0.0,
                                   min.x + 0.34 * w, min.y + 0.24 * h, 0.55 * MAX (w, h));
  vitrine_stop_rgb (p, 0.0, vitrine_rgb (0xffffff), 0.22 * paint->shade);
  vitrine_stop_rgb (p, 1.0, vitrine_rgb (0xffffff), 0.0);
  cairo_set_source (cr, p);
  cairo_paint (cr);
  cairo_pattern_destroy (p);
}

static void
paint_colour (cairo_t              *cr,
              const VitrineShape   *shape,
              const cairo_matrix_t *matrix,
              gboolean              outline,
              gpointer              data)
{
  const VitrinePaint *paint = &shape->paint;
  const double alpha = paint->alpha > 0.0 ? paint->alpha : 1.0;
  VitrinePoint umin, umax, dmin, dmax;

  lay_path (cr, shape, matrix);
  if (outline || shape->stroke)
    {
      cairo_set_line_width (cr, paint->line_width);
      vitrine_set_rgb (cr, paint->line, alpha);
      cairo_stroke (cr);
      return;
    }
  cairo_path_extents (cr, &umin.x, &umin.y, &umax.x, &umax.y);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_path_extents (cr, &dmin.x, &dmin.y, &dmax.x, &dmax.y);
  vitrine_set_rgb (cr, paint->base, alpha);
  if (paint->shade <= 0.0 && paint->under_to <= 0.0 && paint->coat.kind == VITRINE_SCENE_COAT_PLAIN)
    {
      cairo_fill (cr);
      cairo_restore (cr);
      return;
    }
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  if (paint->under_to > 0.0)
    {
      cairo_pattern_t *p = cairo_pattern_create_linear (0.0, dmin.y, 0.0, dmax.y);

      vitrine_stop_rgb (p, paint->under_from, paint->under, 0.0);
      vitrine_stop_rgb (p, paint->under_to, paint->under, 1.0);
      cairo_set_source (cr, p);
      cairo_paint (cr);
      cairo_pattern_destroy (p);
    }
  cairo_set_matrix (cr, matrix);
  vitrine_coat_draw (cr, &paint->coat, umin, umax);
  cairo_identity_matrix (cr);
  shade (cr, paint, dmin, dmax);
  cairo_restore (cr);
}

void
vitrine_pen_play_colours (const VitrinePen     *pen,
                          cairo_t              *cr,
                          const cairo_matrix_t *matrix)
{
  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_GOOD);
  walk (pen, cr, matrix, paint_colour, NULL);
  cairo_restore (cr);
}

static void
paint_label (cairo_t              *cr,
             const VitrineShape   *shape,
             const cairo_matrix_t *matrix,
             gboolean              outline,
             gpointer              data)
{
  const gboolean *swap = data;
  const VitrineScenePart part = *swap ? vitrine_scene_part_other_side (shape->part) : shape->part;

  lay_path (cr, shape, matrix);
  cairo_set_source_rgb (cr, part / 255.0, 0.0, 0.0);
  if (outline || shape->stroke)
    {
      cairo_set_line_width (cr, shape->paint.line_width);
      cairo_stroke (cr);
    }
  else
    {
      cairo_fill (cr);
    }
}

void
vitrine_pen_play_labels (const VitrinePen     *pen,
                         cairo_t              *cr,
                         const cairo_matrix_t *matrix,
                         gboolean              swap_sides)
{
  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  walk (pen, cr, matrix, paint_label, &swap_sides);
  cairo_restore (cr);
}
