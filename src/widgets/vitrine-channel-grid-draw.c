/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the grid of channels: only the cells in sight. */
#include "config.h"

#include "widgets/vitrine-channel-grid-private.h"

#include <math.h>

#include "widgets/vitrine-text.h"
#include "widgets/vitrine-theme.h"

int
vitrine_channel_grid_n_places (VitrineChannelGrid *self)
{
  return self->sheet != NULL ? (int) vitrine_channel_sheet_get_n (self->sheet) : 0;
}

int
vitrine_channel_grid_channel_at (VitrineChannelGrid *self,
                                 int                 place)
{
  return self->sorted ? (int) vitrine_channel_sheet_get_order (self->sheet)[place] : place;
}

int
vitrine_channel_grid_place_of (VitrineChannelGrid *self,
                               int                 channel)
{
  for (int p = 0; p < vitrine_channel_grid_n_places (self); p++)
    if (vitrine_channel_grid_channel_at (self, p) == channel)
      return p;
  return -1;
}

graphene_rect_t
vitrine_channel_grid_cell_rect (VitrineChannelGrid *self,
                                int                 place)
{
  double scroll = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
  return GRAPHENE_RECT_INIT (
    (float) (CELL_MARGIN + (place % self->n_columns) * (self->cell_width + CELL_GAP)),
    (float) (CELL_MARGIN - scroll
             + floor ((double) place / self->n_columns) * (self->cell_height + CELL_GAP)),
    (float) self->cell_width, (float) self->cell_height);
}

int
vitrine_channel_grid_place_at (VitrineChannelGrid *self,
                               double              x,
                               double              y)
{
  double scroll = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
  int column = (int) floor ((x - CELL_MARGIN) / (self->cell_width + CELL_GAP));
  int row = (int) floor ((y - CELL_MARGIN + scroll) / (self->cell_height + CELL_GAP));
  if (self->n_columns == 0 || column < 0 || column >= self->n_columns || row < 0)
    return -1;
  int place = row * self->n_columns + column;
  return place < vitrine_channel_grid_n_places (self) ? place : -1;
}

static void
draw_cell (VitrineChannelGrid *self,
           cairo_t            *cr,
           int                 place,
           VitrineLook         look)
{
  graphene_rect_t r = vitrine_channel_grid_cell_rect (self, place);
  double x = (double) r.origin.x, y = (double) r.origin.y;
  double width = (double) r.size.width, height = (double) r.size.height;
  int channel = vitrine_channel_grid_channel_at (self, place);
  cairo_surface_t *tile = vitrine_channel_sheet_get_tile (self->sheet, (guint) channel);
  double w = cairo_image_surface_get_width (tile), h = cairo_image_surface_get_height (tile);

  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / w, height / h);
  cairo_set_source_surface (cr, tile, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), width > w ? CAIRO_FILTER_NEAREST
                                                             : CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);

  gboolean selected = channel == self->selected;
  gboolean cursor = place == self->cursor && gtk_widget_has_focus (GTK_WIDGET (self));
  if (!selected && !cursor && place != self->hovered)
    return;
  GdkRGBA color = vitrine_theme_color (look, selected || cursor ? VITRINE_COLOR_ACCENT
                                                                : VITRINE_COLOR_TEXT);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, selected || cursor ? 3 : 1.5);
  cairo_rectangle (cr, x - 1, y - 1, width + 2, height + 2);
  cairo_stroke (cr);
}

/* A ring on every map around the cells that look at the place under the pointer. */
static void
draw_spot (VitrineChannelGrid *self,
           cairo_t            *cr,
           int                 place)
{
  graphene_rect_t r = vitrine_channel_grid_cell_rect (self, place);
  double sx = (double) r.size.width / vitrine_channel_sheet_get_width (self->sheet);
  double sy = (double) r.size.height / vitrine_channel_sheet_get_height (self->sheet);
  double x = (double) r.origin.x + (self->spot_column + .5) * sx;
  double y = (double) r.origin.y + (self->spot_row + .5) * sy;
  double radius = MAX (3., self->spot_radius * sx);
  cairo_save (cr);
  cairo_rectangle (cr, (double) r.origin.x, (double) r.origin.y,
                   (double) r.size.width, (double) r.size.height);
  cairo_clip (cr);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 3);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 1.25);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_number (VitrineChannelGrid *self,
             cairo_t            *cr,
             int                 place)
{
  g_autofree char *text = g_strdup_printf ("%d", vitrine_channel_grid_channel_at (self, place));
  graphene_rect_t r = vitrine_channel_grid_cell_rect (self, place);
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), text, .8, (double) INFINITY, &width, &height);
  cairo_set_source_rgba (cr, 0, 0, 0, .65);
  cairo_rectangle (cr, (double) r.origin.x, (double) r.origin.y, width + 6, height + 1);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, (double) r.origin.x + 3, (double) r.origin.y);
  pango_cairo_show_layout (cr, layout);
}

void
vitrine_channel_grid_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  VitrineChannelGrid *self = VITRINE_CHANNEL_GRID (widget);
  int n = vitrine_channel_grid_n_places (self);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (n == 0 || width <= 0 || height <= 0)
    return;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  VitrineLook look = vitrine_theme_look (widget);
  double scroll = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
  int first_row = MAX (0, (int) ((scroll - CELL_MARGIN) / (self->cell_height + CELL_GAP)));
  int last_row = (int) ((scroll + height) / (self->cell_height + CELL_GAP));
  int first = first_row * self->n_columns, last = MIN (n, (last_row + 1) * self->n_columns);

  gtk_snapshot_push_clip (snapshot, &bounds);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (int place = first; place < last; place++)
    draw_cell (self, cr, place, look);
  if (self->spot_radius >= 0)
    for (int place = first; place < last; place++)
      draw_spot (self, cr, place);
  if (self->hovered >= first && self->hovered < last)
    draw_number (self, cr, self->hovered);
  int selected = self->selected >= 0 ? vitrine_channel_grid_place_of (self, self->selected) : -1;
  if (selected >= first && selected < last && selected != self->hovered)
    draw_number (self, cr, selected);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}
