/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-figure.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>

#define PNG_SCALE 2

VitrineFigureForm
vitrine_figure_form (const char *path)
{
  static const struct { const char *ending; VitrineFigureForm form; } forms[] = {
    { ".svg", VITRINE_FIGURE_SVG }, { ".pdf", VITRINE_FIGURE_PDF }, { ".png", VITRINE_FIGURE_PNG },
  };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_has_suffix (lower, forms[i].ending))
      return forms[i].form;
  return VITRINE_FIGURE_UNKNOWN;
}

static cairo_surface_t *
make_surface (const char       *path,
              VitrineFigureForm form,
              double            width,
              double            height)
{
  switch (form)
    {
    case VITRINE_FIGURE_SVG:
      return cairo_svg_surface_create (path, width, height);
    case VITRINE_FIGURE_PDF:
      return cairo_pdf_surface_create (path, width, height);
    case VITRINE_FIGURE_PNG:
      return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (PNG_SCALE * width), (int) (PNG_SCALE * height));
    case VITRINE_FIGURE_UNKNOWN:
    default:
      return NULL;
    }
}

gboolean
vitrine_figure_save (const char       *path,
                     VitrineFigureForm form,
                     double            width,
                     double            height,
                     VitrineFigureDraw draw,
                     gpointer          user_data,
                     GError          **error)
{
  cairo_surface_t *surface = make_surface (path, form, width, height);
  cairo_status_t status;
  cairo_t *cr;

  if (surface == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _("its name must end in .svg, .pdf or .png"));
      return FALSE;
    }
  cr = cairo_create (surface);
  if (form == VITRINE_FIGURE_PNG)
    cairo_scale (cr, PNG_SCALE, PNG_SCALE);
  draw (user_data, cr, width, height);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && form == VITRINE_FIGURE_PNG)
    status = cairo_surface_write_to_png (surface, path);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}
