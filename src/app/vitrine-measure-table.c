/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/vitrine-measure-table.h"

GtkWidget *
vitrine_measure_table_put (GtkGrid    *table,
                           int         column,
                           int         row,
                           const char *text,
                           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.f : 1.f);
  gtk_widget_set_hexpand (label, column == 0);
  /* What each row is gives way first. */
  gtk_label_set_wrap (GTK_LABEL (label), column == 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (table, label, column, row, 1, 1);
  return label;
}

void
vitrine_measure_table_clear (GtkGrid *table)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (table))) != NULL)
    gtk_grid_remove (table, child);
}
