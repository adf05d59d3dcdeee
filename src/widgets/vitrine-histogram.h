/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A histogram with a title, axes and a hover read-out; an optional line marks a threshold.  The arrow
 * keys walk the bins.  Main thread. */
#pragma once

#include "widgets/vitrine-chart.h"

G_BEGIN_DECLS

typedef struct
{
  const char  *title;        /* also the accessible name */
  const char  *x_title;      /* what the bins count over: "largest response" */
  const char  *y_title;      /* what is counted: "pictures" */
  const guint *counts;
  guint        n_bins;       /* 0: nothing to show yet */
  double       low, high;    /* the bins share this range evenly */
  double       threshold;    /* a dashed line; NaN: none */
} VitrineHistogramData;

#define VITRINE_TYPE_HISTOGRAM (vitrine_histogram_get_type ())
G_DECLARE_FINAL_TYPE (VitrineHistogram, vitrine_histogram, VITRINE, HISTOGRAM, VitrineChart)

GtkWidget *vitrine_histogram_new  (void);
/* Copied. */
void       vitrine_histogram_set  (VitrineHistogram           *self,
                                   const VitrineHistogramData *data);
/* The bins as text: "from,to,count" and a line each. (transfer full) */
char      *vitrine_histogram_to_csv (VitrineHistogram         *self);

G_END_DECLS
