/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pointer input.  The first button clicks, draws, adjusts, paints, or pans while Space is held;
 * the middle button pans.  The middle button goes through a legacy controller because drag
 * gestures of GTK before 4.9.3 may never see its release.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <math.h>

#define CLICK_SLACK 4.0

void
canvas_activate_mark (VitrineCanvas   *self,
                      guint64          id,
                      GdkModifierType  state)
{
  const VitrineMark *mark = canvas_find_mark (self, id);

  self->cursor = id;
  if (mark != NULL && mark->label != NULL)
    canvas_set_status (self, mark->label);
  canvas_emit (self, SIGNAL_MARK_ACTIVATED, id, state);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
canvas_zoom_by (VitrineCanvas *self,
                double         factor)
{
  double x = self->pointer_inside ? self->pointer_x : self->view.width / 2;
  double y = self->pointer_inside ? self->pointer_y : self->view.height / 2;

  vitrine_view_zoom_at (&self->view, self->view.zoom * factor, x, y);
  canvas_view_changed (self);
}

static void
update_cursor (VitrineCanvas *self)
{
  const char *name = canvas_grip_cursor (canvas_box_grip_at (self, self->pointer_x,
                                                             self->pointer_y));

  if (self->middle_held || self->drag == DRAG_PAN)
    name = "grabbing";
  else if (self->space_held)
    name = "grab";
  else if (name == NULL && self->hovered != 0)
    name = "pointer";
  else if (name == NULL && self->tool != VITRINE_TOOL_NONE && self->texture != NULL)
    name = "crosshair";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

void
canvas_hover_at (VitrineCanvas *self,
                 double         x,
                 double         y)
{
  double px, py;

  vitrine_view_to_picture (&self->view, x, y, &px, &py);

  gboolean inside = px >= 0 && py >= 0 && px < self->view.picture_width
                    && py < self->view.picture_height;

  canvas_emit (self, SIGNAL_HOVER, px, py, inside);
}

static void
set_hovered_mark (VitrineCanvas *self,
                  guint64        id)
{
  if (self->hovered == id)
    return;
  self->hovered = id;
  canvas_emit (self, SIGNAL_MARK_HOVERED, id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           VitrineCanvas            *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  self->pointer_inside = TRUE;
  if (self->drag == DRAG_NONE && !self->middle_held)
    {
      set_hovered_mark (self, self->box.state == BOX_NONE ? vitrine_canvas_pick (self, x, y) : 0);
      canvas_hover_at (self, x, y);
    }
  update_cursor (self);
  if (self->loupe_held || self->tool == VITRINE_TOOL_PAINT)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (GtkEventControllerMotion *controller,
          VitrineCanvas            *self)
{
  self->pointer_inside = FALSE;
  set_hovered_mark (self, 0);
  canvas_emit (self, SIGNAL_HOVER, -1.0, -1.0, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- the first button --------------------------------------------------------------------- */

static DragKind
kind_of_drag (VitrineCanvas *self,
              double         x,
              double         y)
{
  if (self->space_held)
    return DRAG_PAN;
  if (self->tool == VITRINE_TOOL_PAINT)
    return DRAG_PAINT;
  if (canvas_box_grip_at (self, x, y) != GRIP_NONE)
    return DRAG_GRIP;
  return DRAG_CLICK;
}

static void
on_drag_begin (GtkGestureDrag *gesture,
               double          x,
               double          y,
               VitrineCanvas  *self)
{
  double px, py;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_state
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  self->drag = kind_of_drag (self, x, y);
  self->drag_x = self->last_x = x;
  self->drag_y = self->last_y = y;
  vitrine_view_to_picture (&self->view, x, y, &px, &py);

  if (self->drag == DRAG_GRIP)
    canvas_box_grab (self, canvas_box_grip_at (self, x, y));
  else if (self->drag == DRAG_PAINT)
    canvas_paint_at (self, px, py);
  update_cursor (self);
}

/* A press that has moved too far for a click becomes a box, or a pan where nothing is drawn. */
static void
leave_click (VitrineCanvas *self)
{
  double px, py;

  vitrine_view_to_picture (&self->view, self->drag_x, self->drag_y, &px, &py);

  gboolean on_picture = px >= 0 && py >= 0 && px <= self->view.picture_width
                        && py <= self->view.picture_height;

  if (self->tool == VITRINE_TOOL_BOX && on_picture)
    {
      self->drag = DRAG_BOX;
      canvas_box_begin (self, px, py);
    }
  else if (self->tool != VITRINE_TOOL_EXTREMES)
    self->drag = DRAG_PAN;
}

/* Paints along the way from the last place, so that a fast stroke has no holes. */
static void
paint_stroke (VitrineCanvas *self,
              double         x,
              double         y)
{
  double step = fmax (self->brush * self->view.zoom / 3, 1);
  double length = hypot (x - self->last_x, y - self->last_y);
  int n = (int) ceil (length / step);

  for (int i = 1; i <= n; i++)
    {
      double px, py;

      vitrine_view_to_picture (&self->view, self->last_x + (x - self->last_x) * i / n,
                               self->last_y + (y - self->last_y) * i / n, &px, &py);
      canvas_paint_at (self, px, py);
    }
}

static void
on_drag_update (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                VitrineCanvas  *self)
{
  double x = self->drag_x + dx, y = self->drag_y + dy;
  double px, py;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag == DRAG_CLICK && hypot (dx, dy) > CLICK_SLACK)
    leave_click (self);

  vitrine_view_to_picture (&self->view, x, y, &px, &py);
  switch (self->drag)
    {
    case DRAG_BOX:
      canvas_box_drag (self, px, py);
      break;
    case DRAG_GRIP:
      canvas_box_pull (self, dx / self->view.zoom, dy / self->view.zoom);
      break;
    case DRAG_PAINT:
      paint_stroke (self, x, y);
      break;
    case DRAG_PAN:
      vitrine_view_pan (&self->view, x - self->last_x, y - self->last_y);
      canvas_view_changed (self);
      break;
    case DRAG_NONE:
    case DRAG_CLICK:
    default:
      break;
    }
  self->last_x = x;
  self->last_y = y;
}

static void
finish_click (VitrineCanvas *self)
{
  double px, py;

  if (self->tool == VITRINE_TOOL_EXTREMES && self->box.state != BOX_PENDING)
    {
      vitrine_view_to_picture (&self->view, self->drag_x, self->drag_y, &px, &py);
      canvas_box_extreme (self, px, py);
    }
  else if (self->box.state == BOX_NONE)
    canvas_activate_mark (self, vitrine_canvas_pick (self, self->drag_x, self->drag_y),
                          self->drag_state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK));
}

static void
on_drag_end (GtkGestureDrag *gesture,
             double          dx,
             double          dy,
             VitrineCanvas  *self)
{
  DragKind kind = self->drag;

  if (kind != DRAG_NONE)
    on_drag_update (gesture, dx, dy, self);
  kind = self->drag;
  self->drag = DRAG_NONE;
  if (kind == DRAG_BOX)
    canvas_box_release (self);
  else if (kind == DRAG_CLICK)
    finish_click (self);
  else if (kind == DRAG_PAINT)
    canvas_emit (self, SIGNAL_PAINTED);
  update_cursor (self);
}

static void
on_drag_cancel (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                VitrineCanvas    *self)
{
  if (self->drag == DRAG_BOX)
    vitrine_canvas_cancel_box (self);
  self->drag = DRAG_NONE;
  update_cursor (self);
}

static void
on_menu_pressed (GtkGestureClick *gesture,
                 int              n_press,
                 double           x,
                 double           y,
                 VitrineCanvas   *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  canvas_emit (self, SIGNAL_MARK_MENU, vitrine_canvas_pick (self, x, y), x, y);
}

/* ---- the middle button, the wheel, two fingers --------------------------------------------- */

static gboolean
event_place (VitrineCanvas *self,
             GdkEvent      *event,
             double        *x,
             double        *y)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double ex, ey, sx, sy;

  if (native == NULL || !gdk_event_get_position (event, &ex, &ey))
    return FALSE;
  gtk_native_get_surface_transform (native, &sx, &sy);
  return gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), ex - sx,
                                           ey - sy, x, y);
}

static gboolean
on_legacy (GtkEventControllerLegacy *controller,
           GdkEvent                 *event,
           VitrineCanvas            *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  double x, y;

  if (type == GDK_BUTTON_PRESS && gdk_button_event_get_button (event) == GDK_BUTTON_MIDDLE
      && event_place (self, event, &x, &y))
    {
      self->middle_held = TRUE;
      self->last_x = x;
      self->last_y = y;
      update_cursor (self);
      return GDK_EVENT_STOP;
    }
  if (!self->middle_held)
    return GDK_EVENT_PROPAGATE;

  gboolean lost = type == GDK_GRAB_BROKEN
                  || (type == GDK_MOTION_NOTIFY
                      && !(gdk_event_get_modifier_state (event) & GDK_BUTTON2_MASK));

  if (lost || (type == GDK_BUTTON_RELEASE
               && gdk_button_event_get_button (event) == GDK_BUTTON_MIDDLE))
    {
      self->middle_held = FALSE;
      update_cursor (self);
      return !lost;
    }
  if (type == GDK_MOTION_NOTIFY && event_place (self, event, &x, &y))
    {
      vitrine_view_pan (&self->view, x - self->last_x, y - self->last_y);
      self->last_x = x;
      self->last_y = y;
      canvas_view_changed (self);
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_scroll (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           VitrineCanvas            *self)
{
  GdkModifierType state
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  gboolean wheel = event != NULL
                   && gdk_scroll_event_get_direction (event) != GDK_SCROLL_SMOOTH;

  if (self->texture == NULL)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    canvas_zoom_by (self, pow (VITRINE_VIEW_NOTCH, -dy));
  else
    {
      double unit = wheel ? 40 : 1;

      if (state & GDK_SHIFT_MASK)
        vitrine_view_pan (&self->view, -dy * unit, -dx * unit);
      else
        vitrine_view_pan (&self->view, -dx * unit, -dy * unit);
      canvas_view_changed (self);
    }
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                VitrineCanvas    *self)
{
  self->pinch_zoom = self->view.zoom;
}

static void
on_pinch (GtkGestureZoom *gesture,
          double          scale,
          VitrineCanvas  *self)
{
  double x = self->view.width / 2, y = self->view.height / 2;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  vitrine_view_zoom_at (&self->view, self->pinch_zoom * scale, x, y);
  canvas_view_changed (self);
}

/* Dragging the picture out gives a PNG.  Where dragging draws, it takes Ctrl. */
static GdkContentProvider *
on_prepare_drag (GtkDragSource *source,
                 double         x,
                 double         y,
                 VitrineCanvas *self)
{
  GdkModifierType state
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (source));

  if (self->texture == NULL || !(state & GDK_CONTROL_MASK) || vitrine_canvas_pick (self, x, y))
    return NULL;

  g_autoptr (GdkTexture) texture = vitrine_canvas_render (self, 2);

  gtk_drag_source_set_icon (source, GDK_PAINTABLE (self->texture), 0, 0);
  return gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
}

static GtkEventController *
add (VitrineCanvas      *self,
     GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  return controller;
}

void
canvas_add_controllers (VitrineCanvas *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare_drag), self);
  add (self, GTK_EVENT_CONTROLLER (source));

  GtkEventController *motion = add (self, gtk_event_controller_motion_new ());
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);

  GtkGesture *drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancel), self);
  add (self, GTK_EVENT_CONTROLLER (drag));

  GtkGesture *menu = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu_pressed), self);
  add (self, GTK_EVENT_CONTROLLER (menu));

  GtkEventController *legacy = add (self, gtk_event_controller_legacy_new ());
  g_signal_connect (legacy, "event", G_CALLBACK (on_legacy), self);

  GtkEventController *scroll
    = add (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES));
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);

  GtkGesture *pinch = gtk_gesture_zoom_new ();
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  add (self, GTK_EVENT_CONTROLLER (pinch));
}
