/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The canvas by keyboard alone: zoom, pan, walk from mark to mark, place and adjust a box.  A key
 * that means nothing here goes on to the page.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <glib/gi18n.h>

#define PAN_STEP 64.0

static gboolean
arrow (guint keyval,
       int  *dx,
       int  *dy)
{
  *dx = *dy = 0;
  switch (keyval)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left: *dx = -1; return TRUE;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: *dx = 1; return TRUE;
    case GDK_KEY_Up: case GDK_KEY_KP_Up: *dy = -1; return TRUE;
    case GDK_KEY_Down: case GDK_KEY_KP_Down: *dy = 1; return TRUE;
    default: return FALSE;
    }
}

static gboolean
zoom_key (VitrineCanvas *self,
          guint          keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus: case GDK_KEY_equal: case GDK_KEY_KP_Add:
      canvas_zoom_by (self, VITRINE_VIEW_STEP);
      return TRUE;
    case GDK_KEY_minus: case GDK_KEY_KP_Subtract:
      canvas_zoom_by (self, 1 / VITRINE_VIEW_STEP);
      return TRUE;
    case GDK_KEY_0: case GDK_KEY_KP_0:
      vitrine_canvas_fit (self);
      return TRUE;
    case GDK_KEY_1: case GDK_KEY_KP_1:
      vitrine_canvas_zoom_to (self, 1);
      return TRUE;
    case GDK_KEY_2: case GDK_KEY_KP_2:
      vitrine_canvas_zoom_to (self, 2);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Arrows: move the box being drawn, pan with Ctrl, or walk to the next mark in that direction. */
static gboolean
arrow_key (VitrineCanvas   *self,
           int              dx,
           int              dy,
           GdkModifierType  state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  double step = state & GDK_SHIFT_MASK ? 10 : 1;

  if (self->box.state == BOX_PENDING)
    {
      canvas_box_nudge (self, dx * step, dy * step, control);
      return TRUE;
    }
  if (control)
    {
      vitrine_view_pan (&self->view, -dx * PAN_STEP, -dy * PAN_STEP);
      canvas_view_changed (self);
      return TRUE;
    }

  guint64 id = canvas_neighbour (self, dx, dy);

  if (id == 0)
    return self->cursor != 0;
  canvas_activate_mark (self, id, state & GDK_SHIFT_MASK);
  return TRUE;
}

static gboolean
tool_key (VitrineCanvas *self,
          guint          keyval)
{
  GtkWidget *widget = GTK_WIDGET (self);

  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_Return: case GDK_KEY_KP_Enter:
      return self->box.state == BOX_PENDING && (vitrine_canvas_commit_box (self), TRUE);
    case GDK_KEY_Escape:
      if (self->box.state != BOX_NONE)
        vitrine_canvas_cancel_box (self);
      else if (self->tool == VITRINE_TOOL_PAINT || self->tool == VITRINE_TOOL_EXTREMES)
        {
          vitrine_canvas_clear_paint (self);
          vitrine_canvas_set_tool (self, VITRINE_TOOL_BOX);
        }
      else
        return FALSE;
      return TRUE;
    case GDK_KEY_bracketleft:
    case GDK_KEY_bracketright:
      if (self->tool != VITRINE_TOOL_PAINT)
        return FALSE;
      self->brush *= keyval == GDK_KEY_bracketleft ? 1 / 1.3 : 1.3;
      gtk_widget_queue_draw (widget);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
tab_key (VitrineCanvas *self,
         gboolean       back)
{
  guint64 id = self->box.state == BOX_NONE ? canvas_next_mark (self, back ? -1 : 1) : 0;

  if (id == 0)
    return FALSE;    /* past the last mark Tab leaves the canvas */
  canvas_activate_mark (self, id, 0);
  return TRUE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                VitrineCanvas         *self)
{
  gboolean plain = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0;
  int dx, dy;

  if (self->texture == NULL || state & GDK_ALT_MASK)
    return FALSE;
  if (arrow (keyval, &dx, &dy))
    return arrow_key (self, dx, dy, state);
  if (zoom_key (self, keyval))
    return TRUE;
  if (!plain)
    return FALSE;
  if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab)
    return tab_key (self, keyval == GDK_KEY_ISO_Left_Tab);
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && state & GDK_SHIFT_MASK))
    {
      const VitrineMark *mark = canvas_find_mark (self, self->cursor);
      double x = self->view.width / 2, y = self->view.height / 2;

      if (mark != NULL)
        vitrine_view_to_window (&self->view, mark->x, mark->y, &x, &y);
      canvas_emit (self, SIGNAL_MARK_MENU, self->cursor, x, y);
      return TRUE;
    }
  if (keyval == GDK_KEY_z || keyval == GDK_KEY_Z)
    {
      self->loupe_held = TRUE;
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return TRUE;
    }
  if (keyval == GDK_KEY_space)
    self->space_held = TRUE;
  return tool_key (self, keyval);
}

static void
on_key_released (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 VitrineCanvas         *self)
{
  if (keyval == GDK_KEY_space)
    self->space_held = FALSE;
  if (keyval == GDK_KEY_z || keyval == GDK_KEY_Z)
    {
      self->loupe_held = FALSE;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

static void
on_focus_leave (GtkEventControllerFocus *controller,
                VitrineCanvas           *self)
{
  self->space_held = self->loupe_held = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_focus_enter (GtkEventControllerFocus *controller,
                VitrineCanvas           *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
canvas_add_keys (VitrineCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (on_key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "enter", G_CALLBACK (on_focus_enter), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
