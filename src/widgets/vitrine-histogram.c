/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The histogram: one function draws it, for the screen and for saving. */
#include "config.h"

#include "widgets/vitrine-histogram.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-text.h"
#include "widgets/vitrine-theme.h"

#define LEFT 44.
#define RIGHT 10.
#define TOP 24.
#define BOTTOM 34.

struct _VitrineHistogram
{
  VitrineChart parent_instance;
  guint       *counts;
  guint        n_bins;
  double       low, high, threshold;
};

G_DEFINE_FINAL_TYPE (VitrineHistogram, vitrine_histogram, VITRINE_TYPE_CHART)

/* Text with its left, centre or right (align 0, ½, 1) at x; what would leave the widget is cut with an
 * ellipsis. */
static void
draw_text (VitrineHistogram *self,
           cairo_t          *cr,
           const char       *text,
           double            x,
           double            y,
           double            align)
{
  const int own = gtk_widget_get_width (GTK_WIDGET (self));
  const double room = own > 0 ? own : (double) INFINITY;
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), text, .82, room, &width, &height);
  cairo_move_to (cr, x - align * width, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_axes (VitrineHistogram *self,
           cairo_t          *cr,
           double            width,
           double            height,
           guint             most)
{
  const VitrineChartTitles *titles = vitrine_chart_titles (VITRINE_CHART (self));
  double right = LEFT + width, bottom = TOP + height;
  g_autofree char *low = g_strdup_printf ("%.3g", self->low);
  g_autofree char *high = g_strdup_printf ("%.3g", self->high);
  g_autofree char *count = g_strdup_printf ("%u", most);
  draw_text (self, cr, low, LEFT, bottom + 2, 0);
  draw_text (self, cr, high, right, bottom + 2, 1);
  draw_text (self, cr, titles->x_title, LEFT + width / 2, bottom + 14, .5);
  draw_text (self, cr, count, LEFT - 4, TOP - 6, 1);
  draw_text (self, cr, "0", LEFT - 4, bottom - 12, 1);
  cairo_save (cr);
  cairo_translate (cr, 2, TOP + height / 2);
  cairo_rotate (cr, -G_PI / 2);
  draw_text (self, cr, titles->y_title, 0, 0, .5);
  cairo_restore (cr);
}

static void
draw (VitrineChart *chart,
      cairo_t      *cr,
      double        full_width,
      double        full_height)
{
  VitrineHistogram *self = VITRINE_HISTOGRAM (chart);
  VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));
  GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT);
  GdkRGBA dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  GdkRGBA accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);
  GdkRGBA line = vitrine_theme_color (look, VITRINE_COLOR_LINE);
  double width = full_width - LEFT - RIGHT, height = full_height - TOP - BOTTOM;
  if (self->n_bins == 0 || width <= 0 || height <= 0)
    return;
  guint most = 1;
  for (guint i = 0; i < self->n_bins; i++)
    most = MAX (most, self->counts[i]);

  gdk_cairo_set_source_rgba (cr, &text);
  g_autofree char *heading = vitrine_chart_heading (chart);
  draw_text (self, cr, heading, 0, 2, 0);
  for (guint i = 0; i < self->n_bins; i++)
    {
      double x = LEFT + width * i / self->n_bins, next = LEFT + width * (i + 1) / self->n_bins;
      double bar = height * self->counts[i] / most;
      gdk_cairo_set_source_rgba (cr, (int) i == vitrine_chart_hovered (chart) ? &text : &accent);
      cairo_rectangle (cr, x + .5, TOP + height - bar, MAX (1, next - x - 1), bar);
      cairo_fill (cr);
    }
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, LEFT - .5, TOP);
  cairo_line_to (cr, LEFT - .5, TOP + height + .5);
  cairo_line_to (cr, LEFT + width, TOP + height + .5);
  cairo_stroke (cr);
  if (isfinite (self->threshold) && self->threshold > self->low && self->threshold < self->high)
    {
      double x = LEFT + width * (self->threshold - self->low) / (self->high - self->low);
      gdk_cairo_set_source_rgba (cr, &text);
      cairo_set_dash (cr, (double[]) { 4, 3 }, 2, 0);
      cairo_move_to (cr, x, TOP);
      cairo_line_to (cr, x, TOP + height);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  gdk_cairo_set_source_rgba (cr, &dim);
  draw_axes (self, cr, width, height, most);
}

static guint
n_points (VitrineChart *chart)
{
  return VITRINE_HISTOGRAM (chart)->n_bins;
}

static int
point_at (VitrineChart *chart,
          double        x,
          double        width)
{
  const int n = (int) VITRINE_HISTOGRAM (chart)->n_bins;
  const int bin = (int) floor ((x - LEFT) / (width - LEFT - RIGHT) * n);

  return bin >= 0 && bin < n ? bin : -1;
}

static char *
read_out (VitrineChart *chart,
          guint         bin)
{
  VitrineHistogram *self = VITRINE_HISTOGRAM (chart);
  double step = (self->high - self->low) / self->n_bins;
  /* Translators: a bin of a histogram: from, to, how many of what. */
  return g_strdup_printf (_("%.3g to %.3g: %u %s"), self->low + bin * step, self->low + (bin + 1) * step, self->counts[bin],
                          vitrine_chart_titles (chart)->y_title);
}

static void
vitrine_histogram_finalize (GObject *object)
{
  g_free (VITRINE_HISTOGRAM (object)->counts);
  G_OBJECT_CLASS (vitrine_histogram_parent_class)->finalize (object);
}

static void
vitrine_histogram_class_init (VitrineHistogramClass *klass)
{
  VitrineChartClass *chart_class = VITRINE_CHART_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = vitrine_histogram_finalize;
  chart_class->minimum[0] = 140;
  chart_class->minimum[1] = 110;
  chart_class->natural[0] = 260;
  chart_class->natural[1] = 150;
  chart_class->draw = draw;
  chart_class->n_points = n_points;
  chart_class->point_at = point_at;
  chart_class->read_out = read_out;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "histogram");
}

static void
vitrine_histogram_init (VitrineHistogram *self)
{
  self->threshold = NAN;
}

GtkWidget *
vitrine_histogram_new (void)
{
  return g_object_new (VITRINE_TYPE_HISTOGRAM, NULL);
}

void
vitrine_histogram_set (VitrineHistogram           *self,
                       const VitrineHistogramData *data)
{
  g_return_if_fail (VITRINE_IS_HISTOGRAM (self));
  g_free (self->counts);
  self->counts = g_memdup2 (data->counts, data->n_bins * sizeof (guint));
  self->n_bins = data->n_bins;
  self->low = data->low;
  self->high = data->high;
  self->threshold = data->threshold;
  if (vitrine_chart_hovered (VITRINE_CHART (self)) >= (int) self->n_bins)
    vitrine_chart_set_hovered (VITRINE_CHART (self), -1);
  vitrine_chart_set_titles (VITRINE_CHART (self), data->title, data->x_title, data->y_title);
}

char *
vitrine_histogram_to_csv (VitrineHistogram *self)
{
  g_return_val_if_fail (VITRINE_IS_HISTOGRAM (self), NULL);
  GString *csv = g_string_new ("from,to,count\n");
  double step = self->n_bins > 0 ? (self->high - self->low) / self->n_bins : 0;
  for (guint i = 0; i < self->n_bins; i++)
    {
      char from[G_ASCII_DTOSTR_BUF_SIZE], to[G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_dtostr (from, sizeof from, self->low + i * step);
      g_ascii_dtostr (to, sizeof to, self->low + (i + 1) * step);
      g_string_append_printf (csv, "%s,%s,%u\n", from, to, self->counts[i]);
    }
  return g_string_free (csv, FALSE);
}
