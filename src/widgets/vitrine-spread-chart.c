/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-spread-chart.h"

#include <glib/gi18n.h>
#include <math.h>

#define BINS 40
#define LEFT 14.
#define RIGHT 14.
#define TOP 46.
#define BOTTOM 62.

typedef struct
{
  char         *name;
  VitrineColor  color;
  double        share[BINS];    /* of the set, in a bin */
  guint         n;
} Set;

struct _VitrineSpreadChart
{
  VitrineChart parent_instance;
  Set          sets[VITRINE_SPREAD_SETS];
  guint        n_sets;
  char        *line_names[VITRINE_SPREAD_LINES];
  double       lines[VITRINE_SPREAD_LINES];
  guint        n_lines;
  double       high, point;     /* the axis goes from 0 to `high` */
};

G_DEFINE_FINAL_TYPE (VitrineSpreadChart, vitrine_spread_chart, VITRINE_TYPE_CHART)

/* A set as steps: filled and faint, its edge strong. */
static void
draw_set (const Set *set,
          cairo_t   *cr,
          GdkRGBA    color,
          double     width,
          double     height,
          double     most)
{
  for (guint pass = 0; pass < 2; pass++)
    {
      cairo_move_to (cr, LEFT, TOP + height);
      for (guint i = 0; i < BINS; i++)
        {
          const double y = TOP + height - height * set->share[i] / most;

          cairo_line_to (cr, LEFT + width * i / BINS, y);
          cairo_line_to (cr, LEFT + width * (i + 1) / BINS, y);
        }
      cairo_line_to (cr, LEFT + width, TOP + height);
      color.alpha = pass == 0 ? .18f : 1;
      gdk_cairo_set_source_rgba (cr, &color);
      if (pass == 0)
        cairo_fill (cr);
      else
        {
          cairo_set_line_width (cr, 1.75);
          cairo_stroke (cr);
        }
    }
}

static void
draw_names (VitrineSpreadChart *self,
            cairo_t            *cr,
            VitrineLook         look)
{
  double x = LEFT;

  for (guint k = 0; k < self->n_sets; k++)
    {
      GdkRGBA color = vitrine_theme_color (look, self->sets[k].color), text = vitrine_theme_color (look, VITRINE_COLOR_TEXT);

      gdk_cairo_set_source_rgba (cr, &color);
      cairo_rectangle (cr, x, 27, 10, 10);
      cairo_fill (cr);
      gdk_cairo_set_source_rgba (cr, &text);
      x += 15 + vitrine_chart_text (VITRINE_CHART (self), cr, self->sets[k].name, x + 15, 22, 0, .85) + 14;
    }
}

/* Lines stand side by side; their names under the axis, each a row lower so that none covers another. */
static void
draw_lines (VitrineSpreadChart *self,
            cairo_t            *cr,
            VitrineLook         look,
            double              width,
            double              height)
{
  GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT);
  guint drawn = 0;

  gdk_cairo_set_source_rgba (cr, &text);
  cairo_set_line_width (cr, 1.25);
  for (guint k = 0; k < self->n_lines; k++)
    {
      const double x = LEFT + width * self->lines[k] / self->high;
      g_autofree char *name = NULL;

      if (!isfinite (self->lines[k]) || self->lines[k] > self->high)
        continue;
      cairo_set_dash (cr, (double[]) { 5, 3 }, 2, 0);
      cairo_move_to (cr, x, TOP - 4);
      cairo_line_to (cr, x, TOP + height + 3 + 13 * drawn);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      name = g_strdup_printf ("%s %.3f", self->line_names[k], self->lines[k]);
      vitrine_chart_text (VITRINE_CHART (self), cr, name, x, TOP + height + 2 + 13 * drawn,
                          x > LEFT + width / 2 ? 1.02 : -.02, .78);
      drawn = (drawn + 1) % 2;
    }
}

static void
draw (VitrineChart *chart,
      cairo_t      *cr,
      double        full_width,
      double        full_height)
{
  VitrineSpreadChart *self = VITRINE_SPREAD_CHART (chart);
  const VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));
  const double width = full_width - LEFT - RIGHT, height = full_height - TOP - BOTTOM;
  GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT), dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  GdkRGBA line = vitrine_theme_color (look, VITRINE_COLOR_LINE), accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);
  double most = 1e-9;

  if (self->n_sets == 0 || width <= 0 || height <= 0)
    return;
  for (guint k = 0; k < self->n_sets; k++)
    for (guint i = 0; i < BINS; i++)
      most = fmax (most, self->sets[k].share[i]);
  gdk_cairo_set_source_rgba (cr, &text);
  vitrine_chart_text (chart, cr, vitrine_chart_titles (chart)->title, LEFT, 2, 0, .92);
  draw_names (self, cr, look);
  for (guint k = 0; k < self->n_sets; k++)
    draw_set (&self->sets[k], cr, vitrine_theme_color (look, self->sets[k].color), width, height, most);
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_rectangle (cr, LEFT, TOP + height, width, 1);
  cairo_fill (cr);
  draw_lines (self, cr, look, width, height);
  if (isfinite (self->point) && self->point <= self->high)
    {
      gdk_cairo_set_source_rgba (cr, &accent);
      cairo_arc (cr, LEFT + width * self->point / self->high, TOP + height, 5, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  gdk_cairo_set_source_rgba (cr, &dim);
  vitrine_chart_text (chart, cr, "0", LEFT, full_height - 32, 0, .78);
  vitrine_chart_text (chart, cr, vitrine_chart_titles (chart)->x_title, LEFT + width / 2, full_height - 18, .5, .82);

  g_autofree char *high = g_strdup_printf ("%.2f", self->high);

  vitrine_chart_text (chart, cr, high, LEFT + width, full_height - 32, 1, .78);
}

static void
clear (VitrineSpreadChart *self)
{
  for (guint k = 0; k < VITRINE_SPREAD_SETS; k++)
    g_clear_pointer (&self->sets[k].name, g_free);
  for (guint k = 0; k < VITRINE_SPREAD_LINES; k++)
    g_clear_pointer (&self->line_names[k], g_free);
}

static void
vitrine_spread_chart_finalize (GObject *object)
{
  clear (VITRINE_SPREAD_CHART (object));
  G_OBJECT_CLASS (vitrine_spread_chart_parent_class)->finalize (object);
}

static void
vitrine_spread_chart_class_init (VitrineSpreadChartClass *klass)
{
  VitrineChartClass *chart_class = VITRINE_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vitrine_spread_chart_finalize;
  chart_class->minimum[0] = 220;
  chart_class->minimum[1] = 200;
  chart_class->natural[0] = 420;
  chart_class->natural[1] = 260;
  chart_class->draw = draw;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "spreadchart");
}

static void
vitrine_spread_chart_init (VitrineSpreadChart *self)
{
  self->point = NAN;
}

GtkWidget *
vitrine_spread_chart_new (void)
{
  return g_object_new (VITRINE_TYPE_SPREAD_CHART, NULL);
}

/* Rounds up to a tenth of the next power of ten's step, so that the axis ends in a short number. */
static double
axis_end (const VitrineSpreadSet  *sets,
          guint                    n_sets,
          const VitrineSpreadLine *lines,
          guint                    n_lines)
{
  double most = 1e-6;

  for (guint k = 0; k < n_sets; k++)
    for (guint i = 0; i < sets[k].n; i++)
      if (isfinite (sets[k].values[i]))
        most = fmax (most, sets[k].values[i]);
  for (guint k = 0; k < n_lines; k++)
    if (isfinite (lines[k].value))
      most = fmax (most, lines[k].value * 1.04);
  return ceil (most * 50) / 50;
}

/* For those who cannot see it: the means and the lines. */
static void
describe (VitrineSpreadChart     *self,
          const VitrineSpreadSet *sets)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint k = 0; k < self->n_sets; k++)
    {
      double sum = 0;
      guint n = 0;

      for (guint i = 0; i < sets[k].n; i++)
        if (isfinite (sets[k].values[i]))
          {
            sum += sets[k].values[i];
            n++;
          }
      g_string_append_printf (text, _("%s: mean %.3f of %u. "), self->sets[k].name, n > 0 ? sum / n : 0, n);
    }
  for (guint k = 0; k < self->n_lines; k++)
    g_string_append_printf (text, "%s: %.3f. ", self->line_names[k], self->lines[k]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

void
vitrine_spread_chart_set (VitrineSpreadChart      *self,
                          const char              *title,
                          const char              *x_title,
                          const VitrineSpreadSet  *sets,
                          guint                    n_sets,
                          const VitrineSpreadLine *lines,
                          guint                    n_lines)
{
  g_return_if_fail (VITRINE_IS_SPREAD_CHART (self) && n_sets <= VITRINE_SPREAD_SETS && n_lines <= VITRINE_SPREAD_LINES);
  clear (self);
  vitrine_chart_set_titles (VITRINE_CHART (self), title, x_title, NULL);
  self->n_sets = n_sets;
  self->n_lines = n_lines;
  self->high = axis_end (sets, n_sets, lines, n_lines);
  for (guint k = 0; k < n_sets; k++)
    {
      Set *set = &self->sets[k];

      *set = (Set) { .name = g_strdup (sets[k].name), .color = sets[k].color };
      for (guint i = 0; i < sets[k].n; i++)
        set->n += isfinite (sets[k].values[i]) != 0;
      for (guint i = 0; i < sets[k].n; i++)
        if (isfinite (sets[k].values[i]))
          set->share[CLAMP ((int) (sets[k].values[i] / self->high * BINS), 0, BINS - 1)] += 1. / set->n;
    }
  for (guint k = 0; k < n_lines; k++)
    {
      self->line_names[k] = g_strdup (lines[k].name);
      self->lines[k] = lines[k].value;
    }
  describe (self, sets);
}

void
vitrine_spread_chart_point (VitrineSpreadChart *self,
                            double              value)
{
  g_return_if_fail (VITRINE_IS_SPREAD_CHART (self));
  self->point = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
