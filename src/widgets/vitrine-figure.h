/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawings as files.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_FIGURE_UNKNOWN,
  VITRINE_FIGURE_SVG,
  VITRINE_FIGURE_PDF,
  VITRINE_FIGURE_PNG,        /* two pixels a unit, opaque */
} VitrineFigureForm;

typedef void (*VitrineFigureDraw) (gpointer user_data,
                                   cairo_t *cr,
                                   double   width,
                                   double   height);

/* By the end of the name, in capitals or not. */
VitrineFigureForm vitrine_figure_form (const char        *path);

/* What `draw` draws at a size.  FALSE with an error of GIO that does not name the file, also when the form is unknown. */
gboolean          vitrine_figure_save (const char        *path,
                                       VitrineFigureForm  form,
                                       double             width,
                                       double             height,
                                       VitrineFigureDraw  draw,
                                       gpointer           user_data,
                                       GError           **error);

G_END_DECLS
