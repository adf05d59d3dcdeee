/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The view of a canvas, and canvases that zoom and pan together.  Links are weak on both sides.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

void
canvas_view_changed (VitrineCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify (G_OBJECT (self), "zoom");
  canvas_emit (self, SIGNAL_VIEW_CHANGED);

  if (self->following)
    return;
  for (guint i = 0; i < self->linked->len; i++)
    {
      VitrineCanvas *other = g_ptr_array_index (self->linked, i);

      other->following = TRUE;
      vitrine_view_follow (&other->view, &self->view);
      canvas_view_changed (other);
      other->following = FALSE;
    }
}

static void
on_linked_gone (gpointer  data,
                GObject  *gone)
{
  VitrineCanvas *self = data;

  g_ptr_array_remove_fast (self->linked, gone);
}

void
canvas_unlink (VitrineCanvas *self)
{
  for (guint i = 0; i < self->linked->len; i++)
    {
      VitrineCanvas *other = g_ptr_array_index (self->linked, i);

      g_object_weak_unref (G_OBJECT (other), on_linked_gone, self);
      if (g_ptr_array_remove_fast (other->linked, self))
        g_object_weak_unref (G_OBJECT (self), on_linked_gone, other);
    }
  g_ptr_array_set_size (self->linked, 0);
}

double
vitrine_canvas_get_zoom (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), 0);

  return self->view.zoom;
}

void
vitrine_canvas_zoom_to (VitrineCanvas *self,
                        double         zoom)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  vitrine_view_zoom_at (&self->view, zoom, self->view.width / 2, self->view.height / 2);
  canvas_view_changed (self);
}

void
vitrine_canvas_fit (VitrineCanvas *self)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  vitrine_view_fit (&self->view);
  canvas_view_changed (self);
}

void
vitrine_canvas_show_rectangle (VitrineCanvas         *self,
                               const graphene_rect_t *rectangle)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self) && rectangle != NULL);

  vitrine_view_show (&self->view, (double) rectangle->origin.x, (double) rectangle->origin.y,
                     (double) rectangle->size.width, (double) rectangle->size.height);
  canvas_view_changed (self);
}

void
vitrine_canvas_to_window (VitrineCanvas *self,
                          double         picture_x,
                          double         picture_y,
                          double        *x,
                          double        *y)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  vitrine_view_to_window (&self->view, picture_x, picture_y, x, y);
}

void
vitrine_canvas_to_picture (VitrineCanvas *self,
                           double         x,
                           double         y,
                           double        *picture_x,
                           double        *picture_y)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  vitrine_view_to_picture (&self->view, x, y, picture_x, picture_y);
}

void
vitrine_canvas_link (VitrineCanvas *self,
                     VitrineCanvas *other)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self) && VITRINE_IS_CANVAS (other) && self != other);

  g_ptr_array_add (self->linked, other);
  g_object_weak_ref (G_OBJECT (other), on_linked_gone, self);
  g_ptr_array_add (other->linked, self);
  g_object_weak_ref (G_OBJECT (self), on_linked_gone, other);
}
