/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Maps over the picture (heat, votes) and the painted region "not here".
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <math.h>

void
vitrine_canvas_set_map (VitrineCanvas           *self,
                        VitrineCanvasLayers      layer,
                        const VitrineCanvasMap  *map,
                        const graphene_rect_t   *rectangle)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));
  g_return_if_fail (layer == VITRINE_CANVAS_HEAT || layer == VITRINE_CANVAS_VOTES);

  CanvasMap *target = layer == VITRINE_CANVAS_HEAT ? &self->heat : &self->votes;

  g_clear_pointer (&target->surface, cairo_surface_destroy);
  if (map != NULL && map->values != NULL)
    {
      target->surface = vitrine_colormap_surface (map->colormap, map->alpha, map->values,
                                                  map->width, map->height, map->low, map->high);
      target->opacity = map->opacity;
      target->rectangle = rectangle != NULL
                            ? *rectangle
                            : GRAPHENE_RECT_INIT (0, 0, (float) canvas_picture_width (self),
                                                  (float) canvas_picture_height (self));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_canvas_set_field (VitrineCanvas         *self,
                          const graphene_rect_t *rectangle)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  self->has_field = rectangle != NULL;
  if (rectangle != NULL)
    self->field = *rectangle;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_map (VitrineCanvas *self,
          CanvasMap     *map,
          cairo_t       *cr)
{
  if (map->surface == NULL)
    return;

  double x, y;
  int w = cairo_image_surface_get_width (map->surface);
  int h = cairo_image_surface_get_height (map->surface);
  double sx = (double) map->rectangle.size.width * self->view.zoom / w;
  double sy = (double) map->rectangle.size.height * self->view.zoom / h;

  if (sx <= 0 || sy <= 0)
    return;
  vitrine_view_to_window (&self->view, (double) map->rectangle.origin.x,
                          (double) map->rectangle.origin.y, &x, &y);
  cairo_save (cr);
  cairo_rectangle (cr, x, y, w * sx, h * sy);
  cairo_clip (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, sx, sy);
  cairo_set_source_surface (cr, map->surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint_with_alpha (cr, map->opacity * (self->stale ? .5 : 1));
  cairo_restore (cr);
}

static void
draw_paint (VitrineCanvas *self,
            cairo_t       *cr)
{
  if (!self->has_paint)
    return;

  cairo_save (cr);
  cairo_translate (cr, self->view.x, self->view.y);
  cairo_scale (cr, self->view.zoom, self->view.zoom);
  cairo_set_source_rgba (cr, 1, .2, .25, .5);
  cairo_mask_surface (cr, self->paint, 0, 0);
  cairo_restore (cr);
}

/* The brush, as a ring under the pointer. */
static void
draw_brush (VitrineCanvas *self,
            cairo_t       *cr)
{
  if (self->tool != VITRINE_TOOL_PAINT || !self->pointer_inside)
    return;

  cairo_new_sub_path (cr);
  cairo_arc (cr, self->pointer_x, self->pointer_y, self->brush * self->view.zoom, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 0, 0, 0, .6);
  cairo_set_line_width (cr, 3);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 1.25);
  cairo_stroke (cr);
}

void
canvas_draw_maps (VitrineCanvas *self,
                  cairo_t       *cr)
{
  if (self->layers & VITRINE_CANVAS_HEAT)
    draw_map (self, &self->heat, cr);
  if (self->layers & VITRINE_CANVAS_VOTES)
    draw_map (self, &self->votes, cr);
  if (self->layers & VITRINE_CANVAS_PAINT)
    draw_paint (self, cr);
  draw_brush (self, cr);
}

/* A new picture starts unpainted, with a brush of a twentieth of its longer side. */
void
canvas_paint_reset (VitrineCanvas *self)
{
  g_clear_pointer (&self->paint, cairo_surface_destroy);
  self->has_paint = FALSE;
  self->brush = fmax (canvas_picture_width (self), canvas_picture_height (self)) / 20;
}

void
canvas_paint_at (VitrineCanvas *self,
                 double         x,
                 double         y)
{
  if (self->texture == NULL)
    return;
  if (self->paint == NULL)
    self->paint = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) canvas_picture_width (self),
                                              (int) canvas_picture_height (self));

  cairo_t *cr = cairo_create (self->paint);

  cairo_arc (cr, x, y, self->brush, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
  self->has_paint = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
vitrine_canvas_is_painted (VitrineCanvas *self,
                           double         x,
                           double         y)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), FALSE);

  if (!self->has_paint || x < 0 || y < 0 || x >= canvas_picture_width (self)
      || y >= canvas_picture_height (self))
    return FALSE;

  cairo_surface_flush (self->paint);
  const guchar *data = cairo_image_surface_get_data (self->paint);

  return data[(gsize) y * cairo_image_surface_get_stride (self->paint) + (gsize) x] > 127;
}

void
vitrine_canvas_clear_paint (VitrineCanvas *self)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  g_clear_pointer (&self->paint, cairo_surface_destroy);
  self->has_paint = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
