/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure, drawn by Cairo; colours after Okabe and Ito (2008). */
#include "config.h"

#include "engine/qa/vitrine-qa-figure.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"

#define WIDTH  560.0
#define HEIGHT 360.0
#define LEFT   64.0
#define RIGHT  20.0
#define TOP    40.0
#define BOTTOM 48.0

typedef struct
{
  cairo_t *cr;
  guint    most;         /* answers */
  double   high, step;   /* of the error */
} Figure;

static const double colours[][3] = {
  { 0, .447, .698 }, { .835, .369, 0 }, { 0, .62, .451 }, { .8, .475, .655 }, { .337, .706, .914 }, { .902, .624, 0 },
};

static double
at_x (const Figure *f,
      double        answers)
{
  return LEFT + (WIDTH - LEFT - RIGHT) * (answers - 1) / MAX (f->most - 1, 1);
}

static double
at_y (const Figure *f,
      double        value)
{
  return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / f->high);
}

static void
say (const Figure *f,
     const char   *text,
     double        x,
     double        y,
     double        align)
{
  cairo_text_extents_t extents;

  cairo_text_extents (f->cr, text, &extents);
  cairo_move_to (f->cr, x - align * extents.x_advance, y);
  cairo_show_text (f->cr, text);
}

static void
draw_axes (const Figure *f,
           const char   *title)
{
  cairo_set_line_width (f->cr, 1);
  for (guint i = 0; i * f->step <= f->high * 1.0001; i++)
    {
      g_autofree char *text = g_strdup_printf (f->step < .01 ? "%.3f" : "%.2f", i * f->step);
      const double y = at_y (f, i * f->step);

      cairo_set_source_rgb (f->cr, .85, .85, .85);
      cairo_move_to (f->cr, LEFT, y);
      cairo_line_to (f->cr, WIDTH - RIGHT, y);
      cairo_stroke (f->cr);
      cairo_set_source_rgb (f->cr, .25, .25, .25);
      say (f, text, LEFT - 8, y + 4, 1);
    }
  for (guint i = 1; i <= f->most; i += f->most > 16 ? 5 : 1)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      say (f, text, at_x (f, i), HEIGHT - BOTTOM + 18, .5);
    }
  say (f, _("answers"), WIDTH - RIGHT, HEIGHT - BOTTOM + 36, 1);
  say (f, _("error, share of the diagonal"), 8, TOP - 10, 0);
  cairo_set_source_rgb (f->cr, 0, 0, 0);
  cairo_select_font_face (f->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  say (f, title, WIDTH / 2, 18, .5);
  cairo_select_font_face (f->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
}

static void
draw_series (const Figure          *f,
             const VitrineQaSeries *series,
             guint                  number)
{
  const double *c = colours[number % G_N_ELEMENTS (colours)];

  cairo_set_source_rgb (f->cr, c[0], c[1], c[2]);
  cairo_set_line_width (f->cr, 2);
  for (guint i = 0; i < series->n; i++)
    (i == 0 ? cairo_move_to : cairo_line_to)(f->cr, at_x (f, i + 1), at_y (f, series->value[i]));
  cairo_stroke (f->cr);
  for (guint i = 0; i < series->n; i++)
    {
      cairo_arc (f->cr, at_x (f, i + 1), at_y (f, series->value[i]), 3, 0, 2 * G_PI);
      cairo_fill (f->cr);
    }
  say (f, series->name, WIDTH - RIGHT - 4, TOP + 14 + 16 * number, 1);
}

static void
draw (Figure                *f,
      const VitrineQaSeries *series,
      guint                  n,
      const char            *title,
      double                 level,
      const char            *level_name)
{
  cairo_set_source_rgb (f->cr, 1, 1, 1);
  cairo_paint (f->cr);
  cairo_select_font_face (f->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (f->cr, 12);
  draw_axes (f, title);
  if (isfinite (level))
    {
      cairo_set_source_rgb (f->cr, .4, .4, .4);
      cairo_set_dash (f->cr, (double[]) { 5, 4 }, 2, 0);
      cairo_move_to (f->cr, LEFT, at_y (f, level));
      cairo_line_to (f->cr, WIDTH - RIGHT, at_y (f, level));
      cairo_stroke (f->cr);
      cairo_set_dash (f->cr, NULL, 0, 0);
      say (f, level_name, LEFT + 6, at_y (f, level) + 15, 0);
    }
  for (guint i = 0; i < n; i++)
    draw_series (f, &series[i], i);
}

static void
find_ranges (Figure                *f,
             const VitrineQaSeries *series,
             guint                  n)
{
  double high = 0;

  f->most = 1;
  for (guint i = 0; i < n; i++)
    {
      f->most = MAX (f->most, series[i].n);
      for (guint p = 0; p < series[i].n; p++)
        high = isfinite (series[i].value[p]) ? MAX (high, series[i].value[p]) : high;
    }
  f->step = high > .2 ? .05 : high > .08 ? .02 : high > .04 ? .01 : .005;
  f->high = f->step * MAX (ceil (high / f->step), 1);
}

gboolean
vitrine_qa_figure (const VitrineQaSeries *series,
                   guint                  n_series,
                   const char            *title,
                   double                 level,
                   const char            *level_name,
                   const char            *path,
                   GError               **error)
{
  const gboolean svg = g_str_has_suffix (path, ".svg"), pdf = g_str_has_suffix (path, ".pdf");
  cairo_surface_t *surface;
  cairo_status_t status;
  Figure f = { 0 };

  if (!svg && !pdf && !g_str_has_suffix (path, ".png"))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("%s: a figure ends in .svg, .pdf or .png"), path);
      return FALSE;
    }
  surface = svg ? cairo_svg_surface_create (path, WIDTH, HEIGHT) : pdf ? cairo_pdf_surface_create (path, WIDTH, HEIGHT)
            : cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (2 * WIDTH), (int) (2 * HEIGHT));
  f.cr = cairo_create (surface);
  if (!svg && !pdf)
    cairo_scale (f.cr, 2, 2);
  find_ranges (&f, series, n_series);
  draw (&f, series, n_series, title, level, level_name);
  cairo_destroy (f.cr);
  if (svg || pdf)
    {
      cairo_surface_finish (surface);
      status = cairo_surface_status (surface);
    }
  else
    status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "%s: %s", path, cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}
