/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves over a count, such as the error over answers, with axes, a legend where there are several, reference lines,
 * and a hover read-out; the arrow keys walk the points.  Main thread. */
#pragma once

#include "widgets/vitrine-chart.h"

G_BEGIN_DECLS

typedef struct
{
  double x, y;               /* y NAN: no point */
  double half;               /* half the length of its whisker; 0 or NAN: none */
} VitrineCurvePoint;

typedef struct
{
  const char              *name;       /* in the legend and the read-out */
  const VitrineCurvePoint *points;     /* x rising */
  guint                    n_points;
  gboolean                 is_reference;   /* a dashed line at the height of its first point */
} VitrineCurveSeries;

typedef struct
{
  const char               *title;     /* also the accessible name */
  const char               *x_title, *y_title;
  const VitrineCurveSeries *series;
  guint                     n_series;
} VitrineCurveData;

#define VITRINE_TYPE_CURVE (vitrine_curve_get_type ())
G_DECLARE_FINAL_TYPE (VitrineCurve, vitrine_curve, VITRINE, CURVE, VitrineChart)

GtkWidget *vitrine_curve_new    (void);
/* Copied. */
void       vitrine_curve_set    (VitrineCurve           *self,
                                 const VitrineCurveData *data);
guint      vitrine_curve_get_n_points (VitrineCurve     *self);
/* "series,x,y" and a line each. (transfer full) */
char      *vitrine_curve_to_csv (VitrineCurve           *self);
/* By the end of the name: .svg, .pdf, .png or .csv. */
gboolean   vitrine_curve_save   (VitrineCurve           *self,
                                 const char             *path,
                                 GError                **error);

G_END_DECLS
