/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing and adjusting one box: dragged, from four extreme points (Papadopoulos and others,
 * 2017), or placed and nudged by keys.  Invariant: outside BOX_RUBBER the box is ordered, and it
 * always lies inside the bounds.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define HANDLE 4.5          /* half side of a handle, window units */
#define GRIP_SLACK 8.0
#define LEAST_SIDE 2.0      /* picture pixels */

static graphene_rect_t
limits (VitrineCanvas *self)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) canvas_picture_width (self),
                                            (float) canvas_picture_height (self));
  graphene_rect_t inside;

  if (self->has_bounds && graphene_rect_intersection (&all, &self->bounds, &inside))
    return inside;
  return all;
}

static void
keep_inside (VitrineCanvas *self,
             double        *x,
             double        *y)
{
  graphene_rect_t r = limits (self);

  *x = CLAMP (*x, (double) r.origin.x, (double) (r.origin.x + r.size.width));
  *y = CLAMP (*y, (double) r.origin.y, (double) (r.origin.y + r.size.height));
}

static double
box_area (const CanvasBox *box)
{
  return fabs (box->x1 - box->x0) * fabs (box->y1 - box->y0);
}

static void
say_pending (VitrineCanvas *self)
{
  g_autofree char *text = NULL;

  if (box_area (&self->box) < self->min_area)
    text = g_strdup_printf (_("Too small to learn from: %.0f × %.0f pixels. Make it larger"),
                            fabs (self->box.x1 - self->box.x0),
                            fabs (self->box.y1 - self->box.y0));
  else
    text = g_strdup_printf (_("%.0f × %.0f at %.0f, %.0f: Enter keeps, Esc drops, arrows move, Ctrl+arrows resize"),
                            self->box.x1 - self->box.x0, self->box.y1 - self->box.y0,
                            self->box.x0, self->box.y0);
  canvas_set_status (self, text);
}

static void
changed (VitrineCanvas *self)
{
  double x = fmin (self->box.x0, self->box.x1), y = fmin (self->box.y0, self->box.y1);

  if (self->box.state != BOX_EXTREMES)
    {
      say_pending (self);
      canvas_emit (self, SIGNAL_BOX_CHANGED, x, y, fabs (self->box.x1 - self->box.x0),
                   fabs (self->box.y1 - self->box.y0));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_state (VitrineCanvas *self,
           BoxState       state)
{
  gboolean was = self->box.state != BOX_NONE;

  self->box.state = state;
  if (was != (state != BOX_NONE))
    canvas_notify_drawing (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
canvas_box_begin (VitrineCanvas *self,
                  double         x,
                  double         y)
{
  if (self->texture == NULL)
    return;
  keep_inside (self, &x, &y);
  self->box = (CanvasBox) { .state = self->box.state, .x0 = x, .y0 = y, .x1 = x, .y1 = y };
  set_state (self, BOX_RUBBER);
  changed (self);
}

void
canvas_box_drag (VitrineCanvas *self,
                 double         x,
                 double         y)
{
  keep_inside (self, &x, &y);
  self->box.x1 = x;
  self->box.y1 = y;
  changed (self);
}

static void
order (CanvasBox *box)
{
  double x0 = fmin (box->x0, box->x1), x1 = fmax (box->x0, box->x1);
  double y0 = fmin (box->y0, box->y1), y1 = fmax (box->y0, box->y1);

  box->x0 = x0;
  box->x1 = x1;
  box->y0 = y0;
  box->y1 = y1;
}

void
canvas_box_release (VitrineCanvas *self)
{
  if (self->box.state != BOX_RUBBER)
    return;
  order (&self->box);
  if (self->box.x1 - self->box.x0 < LEAST_SIDE || self->box.y1 - self->box.y0 < LEAST_SIDE)
    {
      vitrine_canvas_cancel_box (self);
      return;
    }
  set_state (self, BOX_PENDING);
  changed (self);
}

/* A third of the bounds, in the middle of what is seen: where the keyboard path starts. */
void
canvas_box_place (VitrineCanvas *self)
{
  if (self->texture == NULL || self->box.state == BOX_PENDING)
    return;

  graphene_rect_t r = limits (self);
  double side_x = (double) r.size.width / 3, side_y = (double) r.size.height / 3;
  double cx = (double) (r.origin.x + r.size.width / 2);
  double cy = (double) (r.origin.y + r.size.height / 2);

  if (self->tool != VITRINE_TOOL_BOX)
    vitrine_canvas_set_tool (self, VITRINE_TOOL_BOX);
  self->box = (CanvasBox) {
    .state = self->box.state,
    .x0 = cx - side_x / 2, .x1 = cx + side_x / 2,
    .y0 = cy - side_y / 2, .y1 = cy + side_y / 2,
  };
  set_state (self, BOX_PENDING);
  changed (self);
}

void
vitrine_canvas_edit_box (VitrineCanvas         *self,
                         guint64                id,
                         const graphene_rect_t *box)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self) && box != NULL);

  self->box = (CanvasBox) {
    .state = self->box.state,
    .id = id,
    .x0 = (double) box->origin.x, .x1 = (double) (box->origin.x + box->size.width),
    .y0 = (double) box->origin.y, .y1 = (double) (box->origin.y + box->size.height),
  };
  keep_inside (self, &self->box.x0, &self->box.y0);
  keep_inside (self, &self->box.x1, &self->box.y1);
  set_state (self, BOX_PENDING);
  changed (self);
}

void
vitrine_canvas_cancel_box (VitrineCanvas *self)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  if (self->box.state == BOX_NONE)
    return;
  self->box = (CanvasBox) { .state = self->box.state };
  set_state (self, BOX_NONE);
  canvas_set_status (self, NULL);
  canvas_emit (self, SIGNAL_BOX_CANCELLED);
}

gboolean
vitrine_canvas_commit_box (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), FALSE);

  if (self->box.state != BOX_PENDING)
    return FALSE;
  if (box_area (&self->box) < self->min_area)
    {
      say_pending (self);
      gtk_widget_error_bell (GTK_WIDGET (self));
      return FALSE;
    }

  CanvasBox box = self->box;

  self->box = (CanvasBox) { .state = box.state };
  set_state (self, BOX_NONE);
  canvas_set_status (self, NULL);
  canvas_emit (self, SIGNAL_BOX_DRAWN, box.id, box.x0, box.y0, box.x1 - box.x0,
               box.y1 - box.y0);
  return TRUE;
}

gboolean
vitrine_canvas_get_box (VitrineCanvas   *self,
                        graphene_rect_t *box)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self) && box != NULL, FALSE);

  if (self->box.state != BOX_PENDING && self->box.state != BOX_RUBBER)
    return FALSE;
  *box = GRAPHENE_RECT_INIT ((float) fmin (self->box.x0, self->box.x1),
                             (float) fmin (self->box.y0, self->box.y1),
                             (float) fabs (self->box.x1 - self->box.x0),
                             (float) fabs (self->box.y1 - self->box.y0));
  return TRUE;
}

void
vitrine_canvas_set_min_area (VitrineCanvas *self,
                             double         area)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  self->min_area = area;
}

void
vitrine_canvas_set_bounds (VitrineCanvas         *self,
                           const graphene_rect_t *bounds)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  self->has_bounds = bounds != NULL;
  if (bounds != NULL)
    self->bounds = *bounds;
}

/* ---- adjusting ---------------------------------------------------------------------------- */

Grip
canvas_box_grip_at (VitrineCanvas *self,
                    double         x,
                    double         y)
{
  const CanvasBox *box = &self->box;
  double x0, y0, x1, y1;

  if (box->state != BOX_PENDING)
    return GRIP_NONE;
  vitrine_view_to_window (&self->view, box->x0, box->y0, &x0, &y0);
  vitrine_view_to_window (&self->view, box->x1, box->y1, &x1, &y1);
  if (x < x0 - GRIP_SLACK || x > x1 + GRIP_SLACK || y < y0 - GRIP_SLACK || y > y1 + GRIP_SLACK)
    return GRIP_NONE;

  /* In a small box the grips would leave no middle to move it by. */
  double slack_x = fmin (GRIP_SLACK, (x1 - x0) / 4), slack_y = fmin (GRIP_SLACK, (y1 - y0) / 4);
  Grip grip = GRIP_NONE;

  if (x <= x0 + slack_x)
    grip |= GRIP_LEFT;
  else if (x >= x1 - slack_x)
    grip |= GRIP_RIGHT;
  if (y <= y0 + slack_y)
    grip |= GRIP_TOP;
  else if (y >= y1 - slack_y)
    grip |= GRIP_BOTTOM;
  return grip != GRIP_NONE ? grip : GRIP_MOVE;
}

const char *
canvas_grip_cursor (Grip grip)
{
  switch ((int) grip)
    {
    case GRIP_LEFT | GRIP_TOP: return "nw-resize";
    case GRIP_RIGHT | GRIP_TOP: return "ne-resize";
    case GRIP_LEFT | GRIP_BOTTOM: return "sw-resize";
    case GRIP_RIGHT | GRIP_BOTTOM: return "se-resize";
    case GRIP_LEFT: return "w-resize";
    case GRIP_RIGHT: return "e-resize";
    case GRIP_TOP: return "n-resize";
    case GRIP_BOTTOM: return "s-resize";
    case GRIP_MOVE: return "move";
    default: return NULL;
    }
}

void
canvas_box_grab (VitrineCanvas *self,
                 Grip           grip)
{
  CanvasBox *box = &self->box;

  box->grip = grip;
  box->grab[0] = box->x0;
  box->grab[1] = box->y0;
  box->grab[2] = box->x1;
  box->grab[3] = box->y1;
}

/* Moves the held edges by DX, DY picture pixels from where they were when grabbed. */
void
canvas_box_pull (VitrineCanvas *self,
                 double         dx,
                 double         dy)
{
  CanvasBox *box = &self->box;
  graphene_rect_t r = limits (self);
  double left = (double) r.origin.x, top = (double) r.origin.y;
  double right = left + (double) r.size.width, bottom = top + (double) r.size.height;

  if (box->grip == GRIP_MOVE)
    {
      dx = CLAMP (dx, left - box->grab[0], right - box->grab[2]);
      dy = CLAMP (dy, top - box->grab[1], bottom - box->grab[3]);
    }
  if (box->grip & GRIP_LEFT)
    box->x0 = CLAMP (box->grab[0] + dx, left, box->grip == GRIP_MOVE ? right
                                                                     : box->x1 - LEAST_SIDE);
  if (box->grip & GRIP_RIGHT)
    box->x1 = CLAMP (box->grab[2] + dx, box->x0 + LEAST_SIDE, right);
  if (box->grip & GRIP_TOP)
    box->y0 = CLAMP (box->grab[1] + dy, top, box->grip == GRIP_MOVE ? bottom
                                                                    : box->y1 - LEAST_SIDE);
  if (box->grip & GRIP_BOTTOM)
    box->y1 = CLAMP (box->grab[3] + dy, box->y0 + LEAST_SIDE, bottom);
  changed (self);
}

void
canvas_box_nudge (VitrineCanvas *self,
                  double         dx,
                  double         dy,
                  gboolean       resize)
{
  if (self->box.state != BOX_PENDING)
    return;
  canvas_box_grab (self, resize ? GRIP_RIGHT | GRIP_BOTTOM : GRIP_MOVE);
  canvas_box_pull (self, dx, dy);
}

/* The fourth point closes the box: the bounds of the four. */
void
canvas_box_extreme (VitrineCanvas *self,
                    double         x,
                    double         y)
{
  CanvasBox *box = &self->box;

  if (self->texture == NULL)
    return;
  keep_inside (self, &x, &y);
  if (box->state != BOX_EXTREMES)
    {
      *box = (CanvasBox) { .state = box->state, .x0 = x, .y0 = y, .x1 = x, .y1 = y };
      set_state (self, BOX_EXTREMES);
    }

  box->extremes[box->n_extremes++] = GRAPHENE_POINT_INIT ((float) x, (float) y);
  box->x0 = fmin (box->x0, x);
  box->y0 = fmin (box->y0, y);
  box->x1 = fmax (box->x1, x);
  box->y1 = fmax (box->y1, y);
  if (box->n_extremes < 4)
    {
      g_autofree char *text
        = g_strdup_printf (ngettext ("One more point", "%d more points", 4 - box->n_extremes),
                           4 - box->n_extremes);

      canvas_set_status (self, text);
      changed (self);
      return;
    }
  box->n_extremes = 0;
  set_state (self, BOX_PENDING);
  vitrine_canvas_set_layers (self, self->layers | VITRINE_CANVAS_BOXES);
  changed (self);
}

/* ---- drawing ------------------------------------------------------------------------------ */

static void
draw_handles (cairo_t *cr,
              double   x0,
              double   y0,
              double   x1,
              double   y1)
{
  const double xs[3] = { x0, (x0 + x1) / 2, x1 }, ys[3] = { y0, (y0 + y1) / 2, y1 };

  for (int i = 0; i < 9; i++)
    if (i != 4)
      cairo_rectangle (cr, round (xs[i % 3]) - HANDLE + .5, round (ys[i / 3]) - HANDLE + .5,
                       2 * HANDLE, 2 * HANDLE);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, .7);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_extremes (VitrineCanvas *self,
               cairo_t       *cr,
               const GdkRGBA *color)
{
  for (int i = 0; i < self->box.n_extremes; i++)
    {
      double x, y;

      vitrine_view_to_window (&self->view, (double) self->box.extremes[i].x,
                              (double) self->box.extremes[i].y, &x, &y);
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, 4, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, color);
      cairo_fill_preserve (cr);
      cairo_set_source_rgba (cr, 0, 0, 0, .8);
      cairo_set_line_width (cr, 1.25);
      cairo_stroke (cr);
    }
}

/* The picture outside the box is shaded, so that what is taught stands out. */
static void
draw_shade (VitrineCanvas *self,
            cairo_t       *cr,
            double         x0,
            double         y0,
            double         x1,
            double         y1)
{
  const VitrineView *view = &self->view;

  cairo_rectangle (cr, view->x, view->y, view->picture_width * view->zoom,
                   view->picture_height * view->zoom);
  cairo_rectangle (cr, x0, y0, x1 - x0, y1 - y0);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_source_rgba (cr, 0, 0, 0, .32);
  cairo_fill (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
}

void
canvas_draw_box (VitrineCanvas *self,
                 cairo_t       *cr,
                 VitrineLook    look)
{
  const CanvasBox *box = &self->box;
  gboolean small = box_area (box) < self->min_area;
  GdkRGBA color = small ? (GdkRGBA) { 1.f, .35f, .3f, 1.f }
                        : vitrine_theme_color (look, VITRINE_COLOR_ANNOTATION);
  double x0, y0, x1, y1;

  if (box->state == BOX_NONE)
    return;
  vitrine_view_to_window (&self->view, fmin (box->x0, box->x1), fmin (box->y0, box->y1), &x0, &y0);
  vitrine_view_to_window (&self->view, fmax (box->x0, box->x1), fmax (box->y0, box->y1), &x1, &y1);

  if (box->state != BOX_EXTREMES)
    draw_shade (self, cr, x0, y0, x1, y1);
  cairo_rectangle (cr, round (x0) + .5, round (y0) + .5, round (x1 - x0), round (y1 - y0));
  cairo_set_source_rgba (cr, 0, 0, 0, .6);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);

  if (box->state == BOX_PENDING)
    draw_handles (cr, x0, y0, x1, y1);
  else if (box->state == BOX_EXTREMES)
    draw_extremes (self, cr, &color);
}
