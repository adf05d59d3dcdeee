/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of figures on the Measure page: what a row is on the left, figures right-aligned beside it.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A new cell; `css_class` may be NULL.  Returns its label, which the table owns. */
GtkWidget *vitrine_measure_table_put   (GtkGrid    *table,
                                        int         column,
                                        int         row,
                                        const char *text,
                                        const char *css_class);
void       vitrine_measure_table_clear (GtkGrid    *table);

G_END_DECLS
