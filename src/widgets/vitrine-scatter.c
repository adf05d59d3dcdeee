/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-scatter.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-text.h"
#include "widgets/vitrine-theme.h"

#define LEGEND 24.
#define MARGIN 8.

struct _VitrineScatter
{
  VitrineChart parent_instance;
  char        *found, *other;
  float       *pairs;
  guint        n;
  double       height, width;
};

G_DEFINE_FINAL_TYPE (VitrineScatter, vitrine_scatter, VITRINE_TYPE_CHART)

static double
legend (VitrineScatter *self,
        cairo_t        *cr,
        const char     *text,
        double          x,
        GdkRGBA         color,
        GdkRGBA         words,
        gboolean        filled)
{
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), text, .85, (double) INFINITY, &width, &height);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + 5, LEGEND / 2, 4, 0, 2 * G_PI);
  if (filled)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &words);
  cairo_move_to (cr, x + 14, (LEGEND - height) / 2);
  pango_cairo_show_layout (cr, layout);
  return x + 14 + width + 14;
}

static void
draw (VitrineChart *chart,
      cairo_t      *cr,
      double        full_width,
      double        full_height)
{
  VitrineScatter *self = VITRINE_SCATTER (chart);
  const VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));
  GdkRGBA line = vitrine_theme_color (look, VITRINE_COLOR_LINE), text = vitrine_theme_color (look, VITRINE_COLOR_TEXT);
  GdkRGBA accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT), mark = vitrine_theme_color (look, VITRINE_COLOR_WARNING);

  if (self->n == 0 || full_height <= LEGEND + 2 * MARGIN)
    return;

  const double zoom = fmin ((full_width - 2 * MARGIN) / self->width, (full_height - LEGEND - 2 * MARGIN) / self->height);
  const double left = (full_width - zoom * self->width) / 2, top = LEGEND + MARGIN;

  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_rectangle (cr, left - .5, top - .5, zoom * self->width + 1, zoom * self->height + 1);
  cairo_stroke (cr);
  for (guint i = 0; i < self->n; i++)
    {
      const float *p = self->pairs + 4 * i;

      cairo_move_to (cr, left + zoom * ((double) p[1] + .5), top + zoom * ((double) p[0] + .5));
      cairo_line_to (cr, left + zoom * ((double) p[3] + .5), top + zoom * ((double) p[2] + .5));
    }
  cairo_stroke (cr);
  for (guint which = 0; which < 2; which++)
    for (guint i = 0; i < self->n; i++)
      {
        const float *p = self->pairs + 4 * i + 2 * (1 - which);

        gdk_cairo_set_source_rgba (cr, which == 0 ? &mark : &accent);
        cairo_new_sub_path (cr);
        cairo_arc (cr, left + zoom * ((double) p[1] + .5), top + zoom * ((double) p[0] + .5), which == 0 ? 3 : 3.5, 0,
                   2 * G_PI);
        if (which == 0)
          cairo_stroke (cr);
        else
          cairo_fill (cr);
      }
  legend (self, cr, self->other, legend (self, cr, self->found, left, accent, text, TRUE), mark, text, FALSE);
}

static void
vitrine_scatter_finalize (GObject *object)
{
  VitrineScatter *self = VITRINE_SCATTER (object);

  g_free (self->found);
  g_free (self->other);
  g_free (self->pairs);
  G_OBJECT_CLASS (vitrine_scatter_parent_class)->finalize (object);
}

static void
vitrine_scatter_class_init (VitrineScatterClass *klass)
{
  VitrineChartClass *chart_class = VITRINE_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vitrine_scatter_finalize;
  chart_class->minimum[0] = 180;
  chart_class->minimum[1] = 200;
  chart_class->natural[0] = 280;
  chart_class->natural[1] = 280;
  chart_class->draw = draw;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "scatter");
}

static void
vitrine_scatter_init (VitrineScatter *self)
{
}

GtkWidget *
vitrine_scatter_new (void)
{
  return g_object_new (VITRINE_TYPE_SCATTER, NULL);
}

void
vitrine_scatter_set (VitrineScatter *self,
                     const char     *found,
                     const char     *other,
                     const float    *pairs,
                     guint           n,
                     double          height,
                     double          width)
{
  g_return_if_fail (VITRINE_IS_SCATTER (self));
  g_autofree char *name = g_strdup_printf (_("Places of %s and %s on %u pictures"), found, other, n);

  g_free (self->found);
  g_free (self->other);
  g_free (self->pairs);
  self->found = g_strdup (found);
  self->other = g_strdup (other);
  self->pairs = g_memdup2 (pairs, 4 * (gsize) n * sizeof *pairs);
  self->n = height > 0 && width > 0 ? n : 0;
  self->height = height;
  self->width = width;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
