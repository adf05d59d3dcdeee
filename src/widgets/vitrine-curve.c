/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves.  Invariant: the ranges hold every point that is drawn; y begins at 0 when all points are positive. */
#include "config.h"

#include "widgets/vitrine-curve.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-number.h"
#include "widgets/vitrine-text.h"
#include "widgets/vitrine-theme.h"

#define LEFT   40.0
#define RIGHT  10.0
#define TOP    24.0
#define BOTTOM 32.0
#define LEGEND 26.0     /* a piece of the line with its marker, before its name */

typedef struct
{
  char              *name;
  VitrineCurvePoint *points;
  guint              n;
  gboolean           is_reference;
} Series;

struct _VitrineCurve
{
  VitrineChart parent_instance;
  GPtrArray   *series;
  double       low[2], high[2];
  double       step;             /* between lines of the grid */
};

G_DEFINE_FINAL_TYPE (VitrineCurve, vitrine_curve, VITRINE_TYPE_CHART)

static void
series_free (gpointer data)
{
  Series *one = data;

  g_free (one->name);
  g_free (one->points);
  g_free (one);
}

/* The curve that is walked and read out. */
static const Series *
leader (VitrineCurve *self)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *one = g_ptr_array_index (self->series, i);

      if (!one->is_reference && one->n > 0)
        return one;
    }
  return NULL;
}

/* ---- ranges ---- */

static double
nice_step (double range)
{
  const double raw = range / 4, power = pow (10, floor (log10 (raw)));
  const double share = raw / power;

  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

static double
whisker (const VitrineCurvePoint *point)
{
  return isfinite (point->half) ? point->half : 0;
}

static void
find_ranges (VitrineCurve *self)
{
  double room;

  self->low[0] = self->low[1] = INFINITY;
  self->high[0] = self->high[1] = -INFINITY;
  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *one = g_ptr_array_index (self->series, i);

      for (guint p = 0; p < one->n; p++)
        {
          if (!isfinite (one->points[p].y))
            continue;
          self->low[1] = MIN (self->low[1], one->points[p].y - whisker (&one->points[p]));
          self->high[1] = MAX (self->high[1], one->points[p].y + whisker (&one->points[p]));
          if (one->is_reference)
            continue;
          self->low[0] = MIN (self->low[0], one->points[p].x);
          self->high[0] = MAX (self->high[0], one->points[p].x);
        }
    }
  if (!isfinite (self->low[0]))
    self->low[0] = 0, self->high[0] = 1;
  if (!isfinite (self->low[1]))
    self->low[1] = 0, self->high[1] = 1;
  self->low[0] = MIN (self->low[0], 0);
  if (self->high[0] - self->low[0] < 5)
    self->high[0] = self->low[0] + 5;
  if (self->low[1] > 0 && self->low[1] < .7 * self->high[1])
    self->low[1] = 0;
  /* What hardly changes looks as if it hardly changed. */
  room = fmax (1e-3, .05 * fmax (fabs (self->low[1]), fabs (self->high[1]))) - (self->high[1] - self->low[1]);
  if (room > 0)
    {
      self->low[1] = self->low[1] >= 0 ? fmax (self->low[1] - room / 2, 0) : self->low[1] - room / 2;
      self->high[1] += room / 2;
    }
  self->step = nice_step (self->high[1] - self->low[1]);
  self->low[1] = floor (self->low[1] / self->step + 1e-9) * self->step;
  self->high[1] = ceil (self->high[1] / self->step - 1e-9) * self->step;
}

/* ---- drawing ---- */

static void
draw_text (VitrineCurve *self,
           cairo_t      *cr,
           const char   *text,
           double        x,
           double        y,
           double        align)
{
  vitrine_chart_text (VITRINE_CHART (self), cr, text, x, y, align, .8);
}

typedef struct { double x, y, width, height; } Area;

static double
at_x (VitrineCurve *self,
      const Area   *area,
      double        x)
{
  return area->x + area->width * (x - self->low[0]) / (self->high[0] - self->low[0]);
}

static double
at_y (VitrineCurve *self,
      const Area   *area,
      double        y)
{
  return area->y + area->height * (self->high[1] - y) / (self->high[1] - self->low[1]);
}

static char *
say_number (double value,
            double step)
{
  return vitrine_number_dup (value, (int) CLAMP (ceil (-log10 (step) - 1e-9), 0, 6), VITRINE_NUMBER_PLAIN);
}

static void
draw_axes (VitrineCurve *self,
           cairo_t      *cr,
           const Area   *area,
           VitrineLook   look)
{
  GdkRGBA line = vitrine_theme_color (look, VITRINE_COLOR_LINE), dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  const double step = MAX (1, nice_step (self->high[0] - self->low[0]));

  cairo_set_line_width (cr, 1);
  for (double y = self->low[1]; y <= self->high[1] + .5 * self->step; y += self->step)
    {
      g_autofree char *text = say_number (y, self->step);
      const double row = floor (at_y (self, area, y)) + .5;

      gdk_cairo_set_source_rgba (cr, &line);
      cairo_move_to (cr, area->x, row);
      cairo_line_to (cr, area->x + area->width, row);
      cairo_stroke (cr);
      gdk_cairo_set_source_rgba (cr, &dim);
      draw_text (self, cr, text, area->x - 5, row - 7, 1);
    }
  for (double x = ceil (self->low[0] / step) * step; x <= self->high[0] + 1e-9; x += step)
    {
      g_autofree char *text = say_number (x, 1);

      draw_text (self, cr, text, at_x (self, area, x), area->y + area->height + 2, .5);
    }
  draw_text (self, cr, vitrine_chart_titles (VITRINE_CHART (self))->x_title, area->x + area->width,
             area->y + area->height + 15, 1);
}

/* Curves differ by their markers too: colours are not told apart by everybody. */
static void
draw_marker (cairo_t *cr,
             guint    shape,
             double   x,
             double   y,
             double   r)
{
  /* Corners on a circle: how many, and the turn of the first. */
  static const struct { guint n; double turn, size; } shapes[] = {
    { 0, 0, 1 }, { 4, .25, 1.35 }, { 3, -.5, 1.5 }, { 4, 0, 1.5 }, { 3, .5, 1.5 }, { 5, -.5, 1.4 },
  };
  const guint n = shapes[shape % G_N_ELEMENTS (shapes)].n;
  const double turn = shapes[shape % G_N_ELEMENTS (shapes)].turn * G_PI, size = r * shapes[shape % G_N_ELEMENTS (shapes)].size;

  cairo_new_path (cr);
  if (n == 0)
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, x + size * cos (turn + 2 * G_PI * i / n), y + size * sin (turn + 2 * G_PI * i / n));
  cairo_close_path (cr);
  /* The seventh and those after it are hollow. */
  if (shape < G_N_ELEMENTS (shapes))
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

/* Words that stay readable on whatever runs below them; those on the right have room for a sign before them.  Returns
 * where it all begins. */
static double
draw_words (VitrineCurve  *self,
            cairo_t       *cr,
            const char    *text,
            double         x,
            double         y,
            double         align,
            const GdkRGBA *color)
{
  GdkRGBA ground = vitrine_theme_color (vitrine_theme_look (GTK_WIDGET (self)), VITRINE_COLOR_VIEW);
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), text, .8, (double) INFINITY, &width, &height);

  const double left = x - align * (width + LEGEND), words = x - align * width;

  ground.alpha = .8f;
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_rectangle (cr, left - 2, y, words + width - left + 4, height);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, words, y);
  pango_cairo_show_layout (cr, layout);
  return left;
}

/* How sure each point is. */
static void
draw_whiskers (VitrineCurve * self,
               cairo_t      * cr,
               const Area   * area,
               const Series * one)
{
  cairo_set_line_width (cr, 1);
  for (guint p = 0; p < one->n; p++)
    {
      const VitrineCurvePoint *point = &one->points[p];
      const double x = at_x (self, area, point->x), half = whisker (point);
      const double top = at_y (self, area, point->y + half), bottom = at_y (self, area, point->y - half);

      if (!isfinite (point->y) || half <= 0)
        continue;
      cairo_move_to (cr, x, top);
      cairo_line_to (cr, x, bottom);
      for (int end = 0; end < 2; end++)
        {
          cairo_move_to (cr, x - 3, end == 0 ? top : bottom);
          cairo_line_to (cr, x + 3, end == 0 ? top : bottom);
        }
      cairo_stroke (cr);
    }
}

static void
draw_reference (VitrineCurve * self,
                cairo_t      * cr,
                const Area   * area,
                const Series * one,
                const GdkRGBA *color)
{
  const double y = at_y (self, area, one->n > 0 ? one->points[0].y : (double) NAN);

  if (!isfinite (y))
    return;
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_dash (cr, (double[]) { 4, 3 }, 2, 0);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, area->x, y);
  cairo_line_to (cr, area->x + area->width, y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_series (VitrineCurve * self,
             cairo_t      * cr,
             const Area   * area,
             const Series * one,
             guint          shape,
             const GdkRGBA *color)
{
  gboolean begun = FALSE;

  gdk_cairo_set_source_rgba (cr, color);
  draw_whiskers (self, cr, area, one);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint p = 0; p < one->n; p++)
    {
      if (!isfinite (one->points[p].y))
        continue;
      (begun ? cairo_line_to : cairo_move_to)(cr, at_x (self, area, one->points[p].x), at_y (self, area, one->points[p].y));
      begun = TRUE;
    }
  cairo_stroke (cr);
  for (guint p = 0; p < one->n && one->n <= 60; p++)
    if (isfinite (one->points[p].y))
      draw_marker (cr, shape, at_x (self, area, one->points[p].x), at_y (self, area, one->points[p].y),
                   one == leader (self) && (int) p == vitrine_chart_hovered (VITRINE_CHART (self)) ? 4.5 : 2.5);
}

static guint
count_curves (VitrineCurve *self)
{
  guint n = 0;

  for (guint i = 0; i < self->series->len; i++)
    n += !((Series *) g_ptr_array_index (self->series, i))->is_reference;
  return n;
}

/* What each line is: those of several curves in a column, those of references at their lines. */
static void
draw_legend (VitrineCurve *self,
             cairo_t      *cr,
             const Area   *area,
             VitrineLook   look)
{
  const GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT), dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  const double right = area->x + area->width - 2;
  double y = area->y + 2;

  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *one = g_ptr_array_index (self->series, i);
      const GdkRGBA color = vitrine_theme_tint (look, i);
      double left;

      if (one->is_reference && one->n > 0 && isfinite (one->points[0].y))
        draw_words (self, cr, one->name, area->x + 4, at_y (self, area, one->points[0].y) + 1, 0, &dim);
      if (one->is_reference || count_curves (self) < 2)
        continue;
      left = draw_words (self, cr, one->name, right, y, 1, &text);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, 2);
      cairo_move_to (cr, left, y + 7.5);
      cairo_line_to (cr, left + LEGEND - 6, y + 7.5);
      cairo_stroke (cr);
      draw_marker (cr, i, left + (LEGEND - 6) / 2, y + 7.5, 3);
      y += 14;
    }
}

static void
draw (VitrineChart *chart,
      cairo_t      *cr,
      double        width,
      double        height)
{
  VitrineCurve *self = VITRINE_CURVE (chart);
  const Area area = { LEFT, TOP, width - LEFT - RIGHT, height - TOP - BOTTOM };
  VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));
  GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT), dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  GdkRGBA accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);
  g_autofree char *heading = vitrine_chart_heading (chart);
  const guint curves = count_curves (self);

  if (area.width <= 0 || area.height <= 0)
    return;
  gdk_cairo_set_source_rgba (cr, &text);
  draw_text (self, cr, heading, 0, 2, 0);
  draw_axes (self, cr, &area, look);
  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *one = g_ptr_array_index (self->series, i);
      GdkRGBA tint = vitrine_theme_tint (look, i);

      if (one->is_reference)
        draw_reference (self, cr, &area, one, &dim);
      else
        draw_series (self, cr, &area, one, curves > 1 ? i : 0, curves > 1 ? &tint : &accent);
    }
  draw_legend (self, cr, &area, look);
}

/* ---- looking closer ---- */

static guint
n_points (VitrineChart *chart)
{
  return vitrine_curve_get_n_points (VITRINE_CURVE (chart));
}

static int
point_at (VitrineChart *chart,
          double        x,
          double        width)
{
  VitrineCurve *self = VITRINE_CURVE (chart);
  const Area area = { LEFT, TOP, width - LEFT - RIGHT, 1 };
  const Series *one = leader (self);
  double least = 24;
  int best = -1;

  for (guint p = 0; one != NULL && p < one->n; p++)
    if (fabs (at_x (self, &area, one->points[p].x) - x) < least)
      {
        least = fabs (at_x (self, &area, one->points[p].x) - x);
        best = (int) p;
      }
  return best;
}

static char *
read_out (VitrineChart *chart,
          guint         point)
{
  const Series *one = leader (VITRINE_CURVE (chart));

  /* Translators: a point of a curve: "error .062 after 4 answers": name of the curve, value, place, what is counted. */
  return g_strdup_printf (_("%s %.3f · %.0f %s"), one->name, one->points[point].y, one->points[point].x,
                          vitrine_chart_titles (chart)->x_title);
}

/* ---- object ---- */

static void
vitrine_curve_finalize (GObject *object)
{
  g_ptr_array_unref (VITRINE_CURVE (object)->series);
  G_OBJECT_CLASS (vitrine_curve_parent_class)->finalize (object);
}

static void
vitrine_curve_class_init (VitrineCurveClass *klass)
{
  VitrineChartClass *chart_class = VITRINE_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vitrine_curve_finalize;
  chart_class->minimum[0] = 160;
  chart_class->minimum[1] = 120;
  chart_class->natural[0] = 260;
  chart_class->natural[1] = 150;
  chart_class->draw = draw;
  chart_class->n_points = n_points;
  chart_class->point_at = point_at;
  chart_class->read_out = read_out;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "curve");
}

static void
vitrine_curve_init (VitrineCurve *self)
{
  self->series = g_ptr_array_new_with_free_func (series_free);
  find_ranges (self);
}

GtkWidget *
vitrine_curve_new (void)
{
  return g_object_new (VITRINE_TYPE_CURVE, NULL);
}

void
vitrine_curve_set (VitrineCurve           *self,
                   const VitrineCurveData *data)
{
  g_return_if_fail (VITRINE_IS_CURVE (self));

  g_ptr_array_set_size (self->series, 0);
  for (guint i = 0; i < data->n_series; i++)
    {
      Series *one = g_new0 (Series, 1);

      one->name = g_strdup (data->series[i].name);
      one->n = data->series[i].n_points;
      one->points = g_memdup2 (data->series[i].points, one->n * sizeof *one->points);
      one->is_reference = data->series[i].is_reference;
      g_ptr_array_add (self->series, one);
    }
  find_ranges (self);
  vitrine_chart_set_hovered (VITRINE_CHART (self), -1);
  vitrine_chart_set_titles (VITRINE_CHART (self), data->title, data->x_title, data->y_title);
}

guint
vitrine_curve_get_n_points (VitrineCurve *self)
{
  g_return_val_if_fail (VITRINE_IS_CURVE (self), 0);
  const Series *one = leader (self);

  return one != NULL ? one->n : 0;
}

/* ---- saving ---- */

char *
vitrine_curve_to_csv (VitrineCurve *self)
{
  g_return_val_if_fail (VITRINE_IS_CURVE (self), NULL);
  GString *csv = g_string_new ("series,x,y\n");

  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *one = g_ptr_array_index (self->series, i);

      for (guint p = 0; p < one->n; p++)
        {
          char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

          g_ascii_dtostr (x, sizeof x, one->points[p].x);
          g_ascii_dtostr (y, sizeof y, one->points[p].y);
          g_string_append_printf (csv, "\"%s\",%s,%s\n", one->name, x, isfinite (one->points[p].y) ? y : "");
        }
    }
  return g_string_free (csv, FALSE);
}

gboolean
vitrine_curve_save (VitrineCurve *self,
                    const char   *path,
                    GError      **error)
{
  g_return_val_if_fail (VITRINE_IS_CURVE (self) && path != NULL, FALSE);
  const VitrineFigureForm form = vitrine_figure_form (path);

  if (g_str_has_suffix (path, ".csv"))
    {
      g_autofree char *csv = vitrine_curve_to_csv (self);

      return g_file_set_contents (path, csv, -1, error);
    }
  if (vitrine_chart_save (VITRINE_CHART (self), path, form != VITRINE_FIGURE_UNKNOWN ? form : VITRINE_FIGURE_PNG, 640, 400,
                          error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}
