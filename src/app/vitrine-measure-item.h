/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One node or filter in the list of the Measure page. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_MEASURE_NAME,
  VITRINE_MEASURE_DISTANCE,
  VITRINE_MEASURE_OFFSET,
  VITRINE_MEASURE_SPREAD,
  VITRINE_MEASURE_N_COLUMNS
} VitrineMeasureColumn;

#define VITRINE_TYPE_MEASURE_ITEM (vitrine_measure_item_get_type ())
G_DECLARE_FINAL_TYPE (VitrineMeasureItem, vitrine_measure_item, VITRINE, MEASURE_ITEM, GObject)

struct _VitrineMeasureItem
{
  GObject  parent_instance;
  gboolean is_filter, constant;
  guint    number;              /* among the measure's nodes or filters */
  char    *name;
  double   value[VITRINE_MEASURE_N_COLUMNS];    /* of the name: the rank */
};

VitrineMeasureItem *vitrine_measure_item_new    (gboolean    is_filter,
                                                 guint       number,
                                                 const char *name);
/* Fills a list with its columns, all sortable; the value of a constant place is dimmed. */
void                vitrine_measure_add_columns (GtkColumnView *list);

G_END_DECLS
