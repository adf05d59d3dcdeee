/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The marks of a canvas: keeping, drawing, finding the one under a point or next to another.
 * Invariant: hovered and cursor are 0 or the id of a mark that exists.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <math.h>

#define DOT_RADIUS 4.5
#define PICK_SLACK 5.0      /* window units around a dot that still hit it */
#define BOX_EDGE_SLACK 5.0

static gboolean
is_dot (const VitrineMark *mark)
{
  return mark->kind == VITRINE_MARK_DOT;
}

static gboolean
is_box (const VitrineMark *mark)
{
  return mark->kind <= VITRINE_MARK_PREDICTION;
}

static gboolean
is_selected (VitrineCanvas *self,
             guint64        id)
{
  return g_hash_table_contains (self->selected, &id);
}

/* A mark that a person can see and touch now. */
static gboolean
is_touchable (VitrineCanvas     *self,
              const VitrineMark *mark)
{
  if (self->compare || mark->flags & VITRINE_MARK_FIXED)
    return FALSE;
  return (self->layers & (is_dot (mark) ? VITRINE_CANVAS_DOTS : VITRINE_CANVAS_BOXES)) != 0;
}

const VitrineMark *
canvas_find_mark (VitrineCanvas *self,
                  guint64        id)
{
  for (gsize i = 0; id != 0 && i < self->n_marks; i++)
    if (self->marks[i].id == id)
      return &self->marks[i];
  return NULL;
}

void
canvas_clear_marks (VitrineCanvas *self)
{
  for (gsize i = 0; i < self->n_marks; i++)
    g_free ((char *) self->marks[i].label);
  g_clear_pointer (&self->marks, g_free);
  self->n_marks = 0;
}

void
vitrine_canvas_set_marks (VitrineCanvas     *self,
                          const VitrineMark *marks,
                          gsize              n_marks)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));
  g_return_if_fail (marks != NULL || n_marks == 0);

  canvas_clear_marks (self);
  self->marks = g_memdup2 (marks, n_marks * sizeof *marks);
  self->n_marks = n_marks;
  for (gsize i = 0; i < n_marks; i++)
    self->marks[i].label = g_strdup (marks[i].label);

  if (canvas_find_mark (self, self->hovered) == NULL)
    self->hovered = 0;
  if (canvas_find_mark (self, self->cursor) == NULL)
    self->cursor = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gsize
vitrine_canvas_get_n_marks (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), 0);

  return self->n_marks;
}

void
vitrine_canvas_set_selected (VitrineCanvas *self,
                             const guint64 *ids,
                             gsize          n_ids)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  g_hash_table_remove_all (self->selected);
  for (gsize i = 0; i < n_ids; i++)
    g_hash_table_add (self->selected, g_memdup2 (&ids[i], sizeof ids[i]));
  if (n_ids == 1)
    self->cursor = ids[0];
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_canvas_set_hovered (VitrineCanvas *self,
                            guint64        id)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  if (self->hovered == id)
    return;
  self->hovered = id;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- drawing ------------------------------------------------------------------------------ */

static void
set_color (cairo_t *cr,
           GdkRGBA  color,
           double   alpha)
{
  cairo_set_source_rgba (cr, (double) color.red, (double) color.green, (double) color.blue,
                         (double) color.alpha * alpha);
}

static void
place (VitrineCanvas     *self,
       const VitrineMark *mark,
       double            *x,
       double            *y,
       double            *w,
       double            *h)
{
  vitrine_view_to_window (&self->view, mark->x, mark->y, x, y);
  *w = mark->width * self->view.zoom;
  *h = mark->height * self->view.zoom;
}

/* A filled tag with the box's label: on its upper edge or, so that the label of a box found where one was
 * drawn does not cover it, on the lower one; inside when there is no room outside. */
static void
draw_label (VitrineCanvas *self,
            cairo_t       *cr,
            const char    *text,
            GdkRGBA        ground,
            double         x,
            double         y,
            double         height,
            gboolean       below)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int w, h;

  pango_attr_list_insert (attributes, pango_attr_scale_new (.82));
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &w, &h);

  double top = y - h - 3 >= 2 ? y - h - 3 : y + 2;

  if (below)
    top = y + height + h + 4 <= self->view.height ? y + height + 1 : y + height - h - 3;

  cairo_rectangle (cr, round (x) - 1, round (top), w + 9, h + 2);
  set_color (cr, ground, .94);
  cairo_fill (cr);
  cairo_move_to (cr, round (x) + 4, round (top) + 1);
  cairo_set_source_rgb (cr, .08, .08, .1);
  gdk_cairo_set_source_rgba (cr, &(GdkRGBA) { .05f, .05f, .08f, 1.f });
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
}

static VitrineColor
box_color (const VitrineMark *mark)
{
  return mark->kind == VITRINE_MARK_TRUTH ? VITRINE_COLOR_TRUTH
         : mark->kind == VITRINE_MARK_ANNOTATION ? VITRINE_COLOR_ANNOTATION : VITRINE_COLOR_PREDICTION;
}

static void
draw_box_mark (VitrineCanvas     *self,
               cairo_t           *cr,
               VitrineLook        look,
               const VitrineMark *mark)
{
  gboolean dimmed = self->stale || mark->flags & VITRINE_MARK_DIMMED;
  gboolean strong = mark->id == self->hovered || is_selected (self, mark->id);
  double alpha = dimmed && mark->kind == VITRINE_MARK_PREDICTION ? .45 : 1;
  GdkRGBA color = vitrine_theme_color (look, box_color (mark));
  double x, y, w, h;

  place (self, mark, &x, &y, &w, &h);
  x = round (x) + .5;
  y = round (y) + .5;
  cairo_rectangle (cr, x, y, round (w), round (h));
  cairo_set_line_width (cr, strong ? 5 : 4);
  cairo_set_source_rgba (cr, 0, 0, 0, .5 * alpha);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, strong ? 3 : 2);
  if (mark->kind == VITRINE_MARK_TRUTH)
    cairo_set_dash (cr, (double[]) { 5, 4 }, 2, 0);
  set_color (cr, color, alpha);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_box_label (VitrineCanvas     *self,
                cairo_t           *cr,
                VitrineLook        look,
                const VitrineMark *mark)
{
  double x, y, w, h;

  place (self, mark, &x, &y, &w, &h);
  if (mark->label != NULL && *mark->label != '\0' && w > 16)
    draw_label (self, cr, mark->label, vitrine_theme_color (look, box_color (mark)), round (x) + .5,
                round (y) + .5, h, mark->kind == VITRINE_MARK_ANNOTATION);
}

static void
draw_cross (VitrineCanvas     *self,
            cairo_t           *cr,
            VitrineLook        look,
            const VitrineMark *mark)
{
  double x, y, w, h;

  place (self, mark, &x, &y, &w, &h);
  for (int pass = 0; pass < 2; pass++)
    {
      cairo_move_to (cr, x - 8, y);
      cairo_line_to (cr, x + 8, y);
      cairo_move_to (cr, x, y - 8);
      cairo_line_to (cr, x, y + 8);
      cairo_set_line_width (cr, pass == 0 ? 4.5 : 2);
      if (pass == 0)
        cairo_set_source_rgba (cr, 0, 0, 0, .55);
      else
        set_color (cr, vitrine_theme_color (look, VITRINE_COLOR_PREDICTION),
                   self->stale ? .5 : 1);
      cairo_stroke (cr);
    }
}

static void
draw_mark_field (VitrineCanvas     *self,
                 cairo_t           *cr,
                 VitrineLook        look,
                 const VitrineMark *mark)
{
  gboolean strong = mark->id == self->hovered || is_selected (self, mark->id);
  GdkRGBA color = vitrine_theme_tint (look, mark->tint);
  double x, y, w, h;

  if (mark->width <= 0 || mark->height <= 0)
    return;
  place (self, mark, &x, &y, &w, &h);
  cairo_rectangle (cr, round (x - w / 2) + .5, round (y - h / 2) + .5, round (w), round (h));
  if (strong)
    {
      set_color (cr, color, .14);
      cairo_fill_preserve (cr);
      cairo_set_source_rgba (cr, 0, 0, 0, .5);
      cairo_set_line_width (cr, 3.5);
      cairo_stroke_preserve (cr);
    }
  set_color (cr, color, strong ? 1 : .3);
  cairo_set_line_width (cr, strong ? 1.75 : 1);
  cairo_stroke (cr);
}

static void
draw_suggestion (cairo_t *cr,
                 double   x,
                 double   y,
                 double   radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius + 3.5, 0, 2 * G_PI);
  cairo_move_to (cr, x - radius, y - radius);
  cairo_line_to (cr, x + radius, y + radius);
  cairo_move_to (cr, x + radius, y - radius);
  cairo_line_to (cr, x - radius, y + radius);
  cairo_set_source_rgba (cr, 0, 0, 0, .6);
  cairo_set_line_width (cr, 3.5);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, .35, .3);
  cairo_set_line_width (cr, 1.75);
  cairo_stroke (cr);
}

static void
draw_dot (VitrineCanvas     *self,
          cairo_t           *cr,
          VitrineLook        look,
          const VitrineMark *mark)
{
  gboolean selected = is_selected (self, mark->id);
  gboolean hovered = mark->id == self->hovered;
  gboolean dimmed = self->stale || mark->flags & VITRINE_MARK_DIMMED;
  double radius = mark->size > 0 ? mark->size : DOT_RADIUS;
  double alpha = dimmed && !selected && !hovered ? .38 : 1;
  GdkRGBA color = vitrine_theme_tint (look, mark->tint);
  double x, y, w, h;

  place (self, mark, &x, &y, &w, &h);
  radius += hovered ? 1.5 : 0;
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  if (mark->flags & VITRINE_MARK_GHOST)
    {
      set_color (cr, color, .7);
      cairo_set_line_width (cr, 1.5);
      cairo_stroke (cr);
    }
  else
    {
      set_color (cr, color, alpha);
      cairo_fill_preserve (cr);
      cairo_set_source_rgba (cr, 1, 1, 1, .9 * alpha);
      cairo_set_line_width (cr, 1.25);
      cairo_stroke (cr);
    }

  if (mark->flags & VITRINE_MARK_SUGGESTED)
    draw_suggestion (cr, x, y, radius);
  if (selected || hovered)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, radius + 3, 0, 2 * G_PI);
      cairo_set_source_rgba (cr, 0, 0, 0, .7);
      cairo_set_line_width (cr, 4);
      cairo_stroke_preserve (cr);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_set_line_width (cr, selected ? 2.25 : 1.25);
      cairo_stroke (cr);
    }
}

/* Fields lie lowest, then boxes, then dots, of which the selected and hovered ones come last; words may not
 * be covered. */
void
canvas_draw_marks (VitrineCanvas *self,
                   cairo_t       *cr,
                   VitrineLook    look)
{
  gboolean dots = (self->layers & VITRINE_CANVAS_DOTS) != 0;
  gboolean fields = (self->layers & VITRINE_CANVAS_FIELDS) != 0;

  for (gsize i = 0; dots && i < self->n_marks; i++)
    {
      const VitrineMark *mark = &self->marks[i];
      gboolean strong = mark->id == self->hovered || is_selected (self, mark->id);

      if (is_dot (mark) && (fields || strong))
        draw_mark_field (self, cr, look, mark);
    }
  for (gsize i = 0; self->layers & VITRINE_CANVAS_BOXES && i < self->n_marks; i++)
    if (is_box (&self->marks[i]))
      draw_box_mark (self, cr, look, &self->marks[i]);

  for (int strong = 0; dots && strong < 2; strong++)
    for (gsize i = 0; i < self->n_marks; i++)
      {
        const VitrineMark *mark = &self->marks[i];
        gboolean late = mark->id == self->hovered || is_selected (self, mark->id);

        if (is_dot (mark) && late == strong)
          draw_dot (self, cr, look, mark);
      }
  for (gsize i = 0; self->layers & VITRINE_CANVAS_BOXES && i < self->n_marks; i++)
    if (self->marks[i].kind == VITRINE_MARK_CROSS)
      draw_cross (self, cr, look, &self->marks[i]);
    else if (is_box (&self->marks[i]))
      draw_box_label (self, cr, look, &self->marks[i]);
}

/* ---- finding ------------------------------------------------------------------------------ */

/* Distance of a window point from the outline of a box mark. */
static double
outline_distance (VitrineCanvas     *self,
                  const VitrineMark *mark,
                  double             px,
                  double             py)
{
  double x, y, w, h;

  place (self, mark, &x, &y, &w, &h);

  double out_x = fmax (fmax (x - px, px - (x + w)), 0);
  double out_y = fmax (fmax (y - py, py - (y + h)), 0);

  if (out_x > 0 || out_y > 0)
    return hypot (out_x, out_y);
  return fmin (fmin (px - x, x + w - px), fmin (py - y, y + h - py));
}

guint64
vitrine_canvas_pick (VitrineCanvas *self,
                     double         px,
                     double         py)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), 0);

  guint64 best = 0;
  double least = INFINITY;

  for (gsize i = 0; i < self->n_marks; i++)
    {
      const VitrineMark *mark = &self->marks[i];
      double x, y, w, h;

      if (!is_dot (mark) || !is_touchable (self, mark))
        continue;
      place (self, mark, &x, &y, &w, &h);

      double d = hypot (x - px, y - py) - (mark->size > 0 ? mark->size : DOT_RADIUS);

      if (d <= PICK_SLACK && d < least)
        {
          least = d;
          best = mark->id;
        }
    }
  for (gsize i = 0; best == 0 && i < self->n_marks; i++)
    {
      const VitrineMark *mark = &self->marks[i];

      if (is_box (mark) && is_touchable (self, mark)
          && outline_distance (self, mark, px, py) <= BOX_EDGE_SLACK)
        best = mark->id;
    }
  return best;
}

/* The nearest mark in the direction DX, DY from the cursor; being off the axis counts double.
 * Without a cursor it is the mark nearest to the middle of the window. */
guint64
canvas_neighbour (VitrineCanvas *self,
                  int            dx,
                  int            dy)
{
  const VitrineMark *from = canvas_find_mark (self, self->cursor);
  double x0 = self->view.width / 2, y0 = self->view.height / 2;
  double w, h, least = INFINITY;
  guint64 best = 0;

  if (from != NULL)
    place (self, from, &x0, &y0, &w, &h);
  for (gsize i = 0; i < self->n_marks; i++)
    {
      const VitrineMark *mark = &self->marks[i];
      double x, y;

      if (mark == from || !is_touchable (self, mark) || mark->kind == VITRINE_MARK_CROSS)
        continue;
      place (self, mark, &x, &y, &w, &h);

      double along = (x - x0) * dx + (y - y0) * dy;
      double across = fabs ((x - x0) * dy) + fabs ((y - y0) * dx);
      double cost = from == NULL ? hypot (x - x0, y - y0) : along + 2 * across;

      if ((from == NULL || along > .5) && cost < least)
        {
          least = cost;
          best = mark->id;
        }
    }
  return best;
}

/* The mark STEP places after the cursor in the page's order, 0 past either end. */
guint64
canvas_next_mark (VitrineCanvas *self,
                  int            step)
{
  gssize i = step > 0 ? -1 : (gssize) self->n_marks;

  for (gsize k = 0; self->cursor != 0 && k < self->n_marks; k++)
    if (self->marks[k].id == self->cursor)
      i = k;
  for (i += step; i >= 0 && i < (gssize) self->n_marks; i += step)
    if (is_touchable (self, &self->marks[i]) && self->marks[i].kind != VITRINE_MARK_CROSS)
      return self->marks[i].id;
  return 0;
}
