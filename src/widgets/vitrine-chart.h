/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drawn charts have in common: one function draws them, on the screen and in a file; titles; and, for those whose
 * class says how, points that are read out under the pointer and walked with the arrow keys.  Main thread. */
#pragma once

#include "widgets/vitrine-figure.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_CHART (vitrine_chart_get_type ())
G_DECLARE_DERIVABLE_TYPE (VitrineChart, vitrine_chart, VITRINE, CHART, GtkWidget)

struct _VitrineChartClass
{
  GtkWidgetClass parent_class;

  int            minimum[2], natural[2];          /* width and height in pixels */

  void           (*draw)(VitrineChart *self,
                         cairo_t      *cr,
                         double        width,
                         double        height);

  /* Of a chart that is walked; all three or none. */
  guint          (*n_points)(VitrineChart *self);
  /* The point at a place in a chart of a width in pixels; −1: none. */
  int            (*point_at)(VitrineChart *self,
                             double        x,
                             double        width);
  /* (transfer full) */
  char          *(*read_out)(VitrineChart *self,
                             guint         point);
};

typedef struct
{
  char *title;               /* also the accessible name */
  char *x_title, *y_title;
} VitrineChartTitles;

/* Draws it at a size, as it would be saved, in the colours of the widget. */
void                      vitrine_chart_draw        (VitrineChart *self,
                                                     cairo_t      *cr,
                                                     double        width,
                                                     double        height);

/* As it is drawn, on the ground of lists; errors are those of vitrine_figure_save(). */
gboolean                  vitrine_chart_save        (VitrineChart      *self,
                                                     const char        *path,
                                                     VitrineFigureForm  form,
                                                     double             width,
                                                     double             height,
                                                     GError           **error);

/* ---- for the charts themselves ---- */

/* Copied; NULL: empty.  The title of x is the accessible description as long as nothing is read out. */
void                      vitrine_chart_set_titles  (VitrineChart *self,
                                                     const char   *title,
                                                     const char   *x_title,
                                                     const char   *y_title);
const VitrineChartTitles *vitrine_chart_titles      (VitrineChart *self);
/* The point that is looked at; −1: none. */
int                       vitrine_chart_hovered     (VitrineChart *self);
void                      vitrine_chart_set_hovered (VitrineChart *self,
                                                     int           point);
/* What stands over it: the point that is looked at, or the title.  (transfer full) */
char                     *vitrine_chart_heading     (VitrineChart *self);
/* Text with its left, centre or right (align 0, ½, 1) at x and its top at y, in the colour set; returns its width. */
double                    vitrine_chart_text        (VitrineChart *self,
                                                     cairo_t      *cr,
                                                     const char   *text,
                                                     double        x,
                                                     double        y,
                                                     double        align,
                                                     double        scale);

G_END_DECLS
