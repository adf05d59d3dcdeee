/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ring. */
#include "config.h"

#include "widgets/vitrine-ring.h"

struct _VitrineRing
{
  GtkWidget parent_instance;
  double    fraction;
  gboolean  failed;
};

G_DEFINE_FINAL_TYPE (VitrineRing, vitrine_ring, GTK_TYPE_WIDGET)

static void
vitrine_ring_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  VitrineRing *self = VITRINE_RING (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA color;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cairo_t *cr = gtk_snapshot_append_cairo (
    snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  double x = width / 2, y = height / 2, r = MIN (x, y) - 2;
  cairo_set_line_width (cr, 2.5);
  cairo_set_source_rgba (cr, (double) color.red, (double) color.green, (double) color.blue, .25);
  cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  if (self->failed)
    {
      cairo_move_to (cr, x, y - r / 2);
      cairo_line_to (cr, x, y + 1);
      cairo_move_to (cr, x, y + r / 2 - 1);
      cairo_line_to (cr, x, y + r / 2 + 1);
      cairo_stroke (cr);
    }
  else
    {
      double part = self->fraction < 0 ? .25 : self->fraction;
      cairo_arc (cr, x, y, r, -G_PI / 2, -G_PI / 2 + 2 * G_PI * part);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

static void
vitrine_ring_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  *minimum = *natural = 16;
}

static void
vitrine_ring_class_init (VitrineRingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = vitrine_ring_snapshot;
  widget_class->measure = vitrine_ring_measure;
  gtk_widget_class_set_css_name (widget_class, "ring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
vitrine_ring_init (VitrineRing *self)
{
}

void
vitrine_ring_set_fraction (VitrineRing *self,
                           double       fraction)
{
  g_return_if_fail (VITRINE_IS_RING (self));
  self->fraction = MIN (fraction, 1);
  if (fraction >= 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                    self->fraction, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_ring_set_failed (VitrineRing *self,
                         gboolean     failed)
{
  g_return_if_fail (VITRINE_IS_RING (self));
  self->failed = failed;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
