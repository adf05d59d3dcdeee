/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sparkline. */
#include "config.h"

#include "widgets/vitrine-sparkline.h"

#include <string.h>

#include "widgets/vitrine-theme.h"

struct _VitrineSparkline
{
  GtkWidget parent_instance;
  gboolean  filled;
  float     values[VITRINE_SPARKLINE_POINTS];
};

G_DEFINE_FINAL_TYPE (VitrineSparkline, vitrine_sparkline, GTK_TYPE_WIDGET)

static void
vitrine_sparkline_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  VitrineSparkline *self = VITRINE_SPARKLINE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  float most = 0;
  for (int i = 0; i < VITRINE_SPARKLINE_POINTS; i++)
    most = MAX (most, self->values[i]);
  if (!self->filled || most <= 0)
    return;
  VitrineLook look = vitrine_theme_look (widget);
  GdkRGBA color = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);
  cairo_t *cr = gtk_snapshot_append_cairo (
    snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_move_to (cr, 0, height);
  for (int i = 0; i < VITRINE_SPARKLINE_POINTS; i++)
    cairo_line_to (cr, width * i / (VITRINE_SPARKLINE_POINTS - 1),
                   height - 1 - (height - 2) * (double) (MAX (0.f, self->values[i]) / most));
  cairo_line_to (cr, width, height);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
vitrine_sparkline_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 28 : 18;
}

static void
vitrine_sparkline_class_init (VitrineSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = vitrine_sparkline_snapshot;
  widget_class->measure = vitrine_sparkline_measure;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vitrine_sparkline_init (VitrineSparkline *self)
{
}

GtkWidget *
vitrine_sparkline_new (void)
{
  return g_object_new (VITRINE_TYPE_SPARKLINE, NULL);
}

void
vitrine_sparkline_set (VitrineSparkline *self,
                       const float      *values)
{
  g_return_if_fail (VITRINE_IS_SPARKLINE (self));
  self->filled = values != NULL;
  if (values != NULL)
    memcpy (self->values, values, sizeof self->values);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
