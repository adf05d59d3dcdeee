/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several distributions of one measure over each other, with lines for values to compare with.  Shares, not counts, so
 * that sets of different sizes can be compared.  Main thread. */
#pragma once

#include "widgets/vitrine-chart.h"
#include "widgets/vitrine-theme.h"

G_BEGIN_DECLS

#define VITRINE_SPREAD_SETS 3
#define VITRINE_SPREAD_LINES 4

typedef struct
{
  const char   *name;
  VitrineColor  color;
  const double *values;         /* NaN is left out */
  guint         n;
} VitrineSpreadSet;

typedef struct
{
  const char *name;
  double      value;            /* NaN: not drawn */
} VitrineSpreadLine;

#define VITRINE_TYPE_SPREAD_CHART (vitrine_spread_chart_get_type ())
G_DECLARE_FINAL_TYPE (VitrineSpreadChart, vitrine_spread_chart, VITRINE, SPREAD_CHART, VitrineChart)

GtkWidget *vitrine_spread_chart_new   (void);
/* Copied; `title` is the accessible name too. */
void       vitrine_spread_chart_set   (VitrineSpreadChart      *self,
                                       const char              *title,
                                       const char              *x_title,
                                       const VitrineSpreadSet  *sets,
                                       guint                    n_sets,
                                       const VitrineSpreadLine *lines,
                                       guint                    n_lines);
/* A value of the selected item, drawn as a mark on the axis; NaN: none. */
void       vitrine_spread_chart_point (VitrineSpreadChart      *self,
                                       double                   value);

G_END_DECLS
