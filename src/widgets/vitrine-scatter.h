/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of places over a frame: where something was found and where it should be measured from, joined by a thin line.
 * Main thread. */
#pragma once

#include "widgets/vitrine-chart.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_SCATTER (vitrine_scatter_get_type ())
G_DECLARE_FINAL_TYPE (VitrineScatter, vitrine_scatter, VITRINE, SCATTER, VitrineChart)

GtkWidget *vitrine_scatter_new  (void);
/* `pairs`: row, column, row and column of the other place; N of them, copied.  HEIGHT × WIDTH is the frame. */
void       vitrine_scatter_set  (VitrineScatter *self,
                                 const char     *found,
                                 const char     *other,
                                 const float    *pairs,
                                 guint           n,
                                 double          height,
                                 double          width);

G_END_DECLS
