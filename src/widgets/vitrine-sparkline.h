/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few numbers as a tiny filled curve, without axes: a hint beside a text, not a figure.  It is silent
 * for screen readers; the text beside it must say what matters.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VITRINE_SPARKLINE_POINTS 16

#define VITRINE_TYPE_SPARKLINE (vitrine_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (VitrineSparkline, vitrine_sparkline, VITRINE, SPARKLINE, GtkWidget)

GtkWidget *vitrine_sparkline_new (void);
/* VITRINE_SPARKLINE_POINTS values of any range, copied; NULL for none. */
void       vitrine_sparkline_set (VitrineSparkline *self,
                                  const float      *values);

G_END_DECLS
