/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer and keys.  The wheel zooms at the pointer, dragging pans, a click chooses; arrows walk from node to node,
 * with Ctrl along the strongest link. */
#include "config.h"

#include "widgets/vitrine-node-map-private.h"

#include <math.h>

#define CLICK 4.0       /* a drag shorter than this is a click */

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           VitrineNodeMap           *self)
{
  graphene_rect_t where;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->dragging)
    return;
  if (node_map_overview (self, &where) && graphene_rect_contains_point (&where, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
    node_map_hover (self, VITRINE_NO_NODE);
  else
    node_map_hover (self, vitrine_node_map_pick (self, x, y));
}

static void
on_leave (GtkEventControllerMotion *motion,
          VitrineNodeMap           *self)
{
  node_map_hover (self, VITRINE_NO_NODE);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll,
           double                    dx,
           double                    dy,
           VitrineNodeMap           *self)
{
  vitrine_node_map_zoom (self, pow (VITRINE_VIEW_NOTCH, -dy), self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

/* The view's centre to a point of the overview. */
static void
centre_on (VitrineNodeMap        *self,
           const graphene_rect_t *where,
           double                 x,
           double                 y)
{
  const double px = (x - (double) where->origin.x) / (double) where->size.width * self->layout.width;
  const double py = (y - (double) where->origin.y) / (double) where->size.height * self->layout.height;
  double cx, cy;

  vitrine_view_to_window (&self->view, px, py, &cx, &cy);
  vitrine_node_map_pan (self, self->view.width / 2 - cx, self->view.height / 2 - cy);
}

static void
on_drag_begin (GtkGestureDrag *drag,
               double          x,
               double          y,
               VitrineNodeMap *self)
{
  graphene_rect_t where;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_x = self->drag_y = 0;
  self->dragging = FALSE;
  self->on_overview = node_map_overview (self, &where)
                      && graphene_rect_contains_point (&where, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  if (self->on_overview)
    centre_on (self, &where, x, y);
}

static void
on_drag_update (GtkGestureDrag *drag,
                double          dx,
                double          dy,
                VitrineNodeMap *self)
{
  graphene_rect_t where;
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (self->on_overview && node_map_overview (self, &where))
    centre_on (self, &where, x + dx, y + dy);
  if (self->on_overview || (!self->dragging && hypot (dx, dy) < CLICK))
    return;
  self->dragging = TRUE;
  vitrine_node_map_pan (self, dx - self->drag_x, dy - self->drag_y);
  self->drag_x = dx;
  self->drag_y = dy;
}

static void
on_drag_end (GtkGestureDrag *drag,
             double          dx,
             double          dy,
             VitrineNodeMap *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (!self->dragging && !self->on_overview)
    node_map_choose (self, vitrine_node_map_pick (self, x, y));
  self->dragging = self->on_overview = FALSE;
}

static void
on_pressed (GtkGestureClick *click,
            int              n_press,
            double           x,
            double           y,
            VitrineNodeMap  *self)
{
  const guint node = vitrine_node_map_pick (self, x, y);

  if (n_press == 2 && node != VITRINE_NO_NODE)
    node_map_open (self, node);
}

/* ---- keys ---- */

static void
step (VitrineNodeMap *self,
      int             dx,
      int             dy)
{
  const VitrineNodeLayout *layout = &self->layout;
  guint entry = self->selected != VITRINE_NO_NODE && layout->n > 0 ? layout->index[self->selected] : VITRINE_NO_NODE;

  if (layout->n == 0)
    return;
  entry = entry == VITRINE_NO_NODE ? 0 : vitrine_node_layout_step (layout, entry, dx, dy);
  if (layout->order[entry] != self->selected)
    node_map_choose (self, layout->order[entry]);
}

static gboolean
on_arrow (VitrineNodeMap  *self,
          guint            keyval,
          GdkModifierType  state)
{
  const int dx = keyval == GDK_KEY_Left ? -1 : keyval == GDK_KEY_Right ? 1 : 0;
  const int dy = keyval == GDK_KEY_Up ? -1 : keyval == GDK_KEY_Down ? 1 : 0;

  if (state & GDK_CONTROL_MASK)
    {
      if (dx == 0)
        return GDK_EVENT_PROPAGATE;
      node_map_walk (self, dx);
    }
  else if (state & GDK_SHIFT_MASK)
    vitrine_node_map_pan (self, -80 * dx, -80 * dy);
  else
    step (self, dx, dy);
  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineNodeMap        *self)
{
  const double x = self->view.width / 2, y = NODE_MAP_HEADER + self->view.height / 2;

  if (state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left: case GDK_KEY_Right: case GDK_KEY_Up: case GDK_KEY_Down:
      return on_arrow (self, keyval, state);
    case GDK_KEY_plus: case GDK_KEY_equal: case GDK_KEY_KP_Add:
      vitrine_node_map_zoom (self, VITRINE_VIEW_STEP, x, y);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus: case GDK_KEY_KP_Subtract:
      vitrine_node_map_zoom (self, 1 / VITRINE_VIEW_STEP, x, y);
      return GDK_EVENT_STOP;
    case GDK_KEY_0: case GDK_KEY_KP_0:
      vitrine_node_map_fit (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
      if (self->layout.n > 0)
        node_map_choose (self, self->layout.order[0]);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter:
      if (self->selected == VITRINE_NO_NODE)
        return GDK_EVENT_PROPAGATE;
      node_map_open (self, self->selected);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (self->selected == VITRINE_NO_NODE)
        return GDK_EVENT_PROPAGATE;
      node_map_choose (self, VITRINE_NO_NODE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
node_map_add_input (VitrineNodeMap *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, key);
}
