/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing the canvas.  The picture is a texture node that stays the same from frame to frame; the
 * marks over it are one Cairo node, so hovering costs no picture.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <math.h>

#define NEAREST_ABOVE 2.0
#define GRID_ABOVE 8.0
#define LOUPE_RADIUS 84.0
#define LOUPE_ZOOM 4.0

void
canvas_drop_levels (VitrineCanvas *self)
{
  for (int i = 0; i < CANVAS_MIP_LEVELS; i++)
    {
      g_clear_pointer (&self->levels[i], cairo_surface_destroy);
      g_clear_object (&self->level_textures[i]);
    }
}

/* Each pixel of the smaller picture is the mean of the two by two it covers. */
static cairo_surface_t *
halve (cairo_surface_t *large)
{
  int w = MAX (cairo_image_surface_get_width (large) / 2, 1);
  int h = MAX (cairo_image_surface_get_height (large) / 2, 1);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);
  int from_stride = cairo_image_surface_get_stride (large);
  int to_stride = cairo_image_surface_get_stride (small);
  const guchar *from = cairo_image_surface_get_data (large);
  guchar *to = cairo_image_surface_get_data (small);
  int right = cairo_image_surface_get_width (large) > 1 ? 4 : 0;
  int below = cairo_image_surface_get_height (large) > 1 ? from_stride : 0;

  for (int y = 0; y < h; y++)
    for (int b = 0; b < 4 * w; b++)
      {
        const guchar *p = from + (gsize) 2 * y * from_stride + 8 * (b / 4) + b % 4;

        to[(gsize) y * to_stride + b] = (p[0] + p[right] + p[below] + p[below + right] + 2) / 4;
      }
  cairo_surface_mark_dirty (small);
  return small;
}

static cairo_surface_t *
level_surface (VitrineCanvas *self,
               int            level)
{
  if (self->levels[level] != NULL)
    return self->levels[level];

  if (level == 0)
    {
      cairo_surface_t *surface
        = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gdk_texture_get_width (self->texture),
                                      gdk_texture_get_height (self->texture));

      gdk_texture_download (self->texture, cairo_image_surface_get_data (surface),
                            cairo_image_surface_get_stride (surface));
      cairo_surface_mark_dirty (surface);
      self->levels[0] = surface;
    }
  else
    self->levels[level] = halve (level_surface (self, level - 1));

  return self->levels[level];
}

static GdkTexture *
level_texture (VitrineCanvas *self,
               int            level)
{
  if (level == 0)
    return self->texture;
  if (self->level_textures[level] == NULL)
    {
      cairo_surface_t *surface = level_surface (self, level);
      int w = cairo_image_surface_get_width (surface);
      int h = cairo_image_surface_get_height (surface);
      gsize stride = cairo_image_surface_get_stride (surface);
      g_autoptr (GBytes) bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * h);

      self->level_textures[level] = gdk_memory_texture_new (w, h, GDK_MEMORY_DEFAULT, bytes,
                                                            stride);
    }
  return self->level_textures[level];
}

/* The smallest level that still has a pixel for every pixel of the screen. */
static int
level_for_zoom (VitrineCanvas *self,
                double         zoom)
{
  int level = 0;
  int side = MIN (gdk_texture_get_width (self->texture), gdk_texture_get_height (self->texture));

  while (level < CANVAS_MIP_LEVELS - 1 && zoom * (2 << level) <= 1 && side >> (level + 1) > 8)
    level++;
  return level;
}

static void
draw_pixel_grid (VitrineCanvas *self,
                 cairo_t       *cr)
{
  const VitrineView *view = &self->view;
  double x0, y0, x1, y1;

  vitrine_view_to_picture (view, 0, 0, &x0, &y0);
  vitrine_view_to_picture (view, view->width, view->height, &x1, &y1);
  x0 = fmax (floor (x0), 0);
  y0 = fmax (floor (y0), 0);
  x1 = fmin (ceil (x1), view->picture_width);
  y1 = fmin (ceil (y1), view->picture_height);

  for (double x = x0; x <= x1; x++)
    {
      cairo_move_to (cr, round (view->x + x * view->zoom) + .5, view->y + y0 * view->zoom);
      cairo_line_to (cr, round (view->x + x * view->zoom) + .5, view->y + y1 * view->zoom);
    }
  for (double y = y0; y <= y1; y++)
    {
      cairo_move_to (cr, view->x + x0 * view->zoom, round (view->y + y * view->zoom) + .5);
      cairo_line_to (cr, view->x + x1 * view->zoom, round (view->y + y * view->zoom) + .5);
    }
  cairo_set_line_width (cr, 1);
  cairo_set_source_rgba (cr, .5, .5, .5, .45);
  cairo_stroke (cr);
}

static void
draw_enlarged (VitrineCanvas  *self,
               cairo_t        *cr,
               cairo_filter_t  filter)
{
  const VitrineView *view = &self->view;

  cairo_save (cr);
  cairo_translate (cr, view->x, view->y);
  cairo_scale (cr, view->zoom, view->zoom);
  cairo_set_source_surface (cr, level_surface (self, 0), 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), filter);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, view->picture_width, view->picture_height);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
snapshot_picture (VitrineCanvas *self,
                  GtkSnapshot   *snapshot)
{
  const VitrineView *view = &self->view;

  if (view->zoom > NEAREST_ABOVE)
    {
      /* A small picture that was enlarged by itself is smooth; who zooms in wants to see pixels.
       * Cairo's filter for textures would show soft squares. */
      gboolean smooth = view->automatic && view->zoom <= VITRINE_VIEW_FIT_MAX;
      cairo_t *cr = gtk_snapshot_append_cairo (
        snapshot,
        &GRAPHENE_RECT_INIT (0, 0, (float) view->width, (float) view->height));

      draw_enlarged (self, cr, smooth ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST);
      if (view->zoom > GRID_ABOVE)
        draw_pixel_grid (self, cr);
      cairo_destroy (cr);
      return;
    }

  /* Whole window units keep an unscaled picture sharp. */
  graphene_rect_t where = GRAPHENE_RECT_INIT (
    (float) round (view->x), (float) round (view->y),
    (float) round (view->picture_width * view->zoom),
    (float) round (view->picture_height * view->zoom));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  gtk_snapshot_append_texture (snapshot,
                               level_texture (self, level_for_zoom (self, view->zoom * scale)),
                               &where);
}

/* A round glass at the pointer that shows what lies under it four times as large. */
static void
draw_loupe (VitrineCanvas *self,
            cairo_t       *cr)
{
  const VitrineView *view = &self->view;
  double x = self->pointer_x, y = self->pointer_y;
  double px, py;
  double zoom = view->zoom * LOUPE_ZOOM;

  vitrine_view_to_picture (view, x, y, &px, &py);
  cairo_save (cr);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, LOUPE_RADIUS, 0, 2 * G_PI);
  cairo_clip_preserve (cr);
  cairo_set_source_rgb (cr, .2, .2, .2);
  cairo_fill (cr);
  cairo_translate (cr, x - px * zoom, y - py * zoom);
  cairo_scale (cr, zoom, zoom);
  cairo_set_source_surface (cr, level_surface (self, 0), 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), zoom > NEAREST_ABOVE ? CAIRO_FILTER_NEAREST
                                                                        : CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, LOUPE_RADIUS, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 0, 0, 0, .6);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, 2, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_field (VitrineCanvas *self,
            cairo_t       *cr)
{
  const VitrineView *view = &self->view;
  double x, y;
  double w = (double) self->field.size.width * view->zoom;
  double h = (double) self->field.size.height * view->zoom;

  vitrine_view_to_window (view, (double) self->field.origin.x, (double) self->field.origin.y,
                          &x, &y);
  cairo_rectangle (cr, x, y, w, h);
  cairo_set_source_rgba (cr, 0, 0, 0, .65);
  cairo_set_line_width (cr, 3.5);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, .9, .3);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

void
canvas_draw_overlays (VitrineCanvas *self,
                      cairo_t       *cr)
{
  VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));

  if (!self->compare)
    {
      canvas_draw_maps (self, cr);
      canvas_draw_marks (self, cr, look);
    }
  if (self->has_field)
    draw_field (self, cr);
  canvas_draw_box (self, cr, look);
}

static void
snapshot_empty (VitrineCanvas *self,
                GtkSnapshot   *snapshot,
                VitrineLook    look)
{
  if (self->empty_text == NULL)
    return;

  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  GdkRGBA color = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self),
                                                                   self->empty_text);
  int w, h;

  pango_layout_set_width (layout, MAX (width - 48, 48) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, &w, &h);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (24, (float) (height - h) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

void
canvas_snapshot (GtkWidget   *widget,
                 GtkSnapshot *snapshot)
{
  VitrineCanvas *self = VITRINE_CANVAS (widget);
  VitrineLook look = vitrine_theme_look (widget);
  GdkRGBA ground = vitrine_theme_color (look, VITRINE_COLOR_GROUND);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                            (float) gtk_widget_get_height (widget));

  gtk_snapshot_append_color (snapshot, &ground, &all);
  if (self->texture == NULL)
    {
      snapshot_empty (self, snapshot, look);
      return;
    }

  gtk_snapshot_push_clip (snapshot, &all);
  snapshot_picture (self, snapshot);
  gtk_snapshot_pop (snapshot);

  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &all);

  canvas_draw_overlays (self, cr);
  if (self->loupe_held && self->pointer_inside)
    draw_loupe (self, cr);
  if (gtk_widget_has_visible_focus (widget))
    {
      GdkRGBA accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);

      gdk_cairo_set_source_rgba (cr, &accent);
      cairo_rectangle (cr, 1, 1, (double) all.size.width - 2, (double) all.size.height - 2);
      cairo_set_line_width (cr, 2);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

GdkTexture *
vitrine_canvas_render (VitrineCanvas *self,
                       double         scale)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self) && scale > 0, NULL);

  if (self->texture == NULL)
    return NULL;

  VitrineView kept = self->view;
  int w = (int) ceil (self->view.picture_width * scale);
  int h = (int) ceil (self->view.picture_height * scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);
  cairo_t *cr = cairo_create (surface);

  /* The same drawing with the picture's corner at the origin. */
  self->view.zoom = scale;
  self->view.x = self->view.y = 0;
  self->view.width = w;
  self->view.height = h;
  draw_enlarged (self, cr, CAIRO_FILTER_BILINEAR);
  canvas_draw_overlays (self, cr);
  self->view = kept;
  cairo_destroy (cr);

  gsize stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * h);
  GdkTexture *texture = gdk_memory_texture_new (w, h, GDK_MEMORY_DEFAULT, bytes, stride);

  cairo_surface_destroy (surface);
  return texture;
}
