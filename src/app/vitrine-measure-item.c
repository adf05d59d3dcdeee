/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/vitrine-measure-item.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (VitrineMeasureItem, vitrine_measure_item, G_TYPE_OBJECT)

static void
vitrine_measure_item_finalize (GObject *object)
{
  g_free (VITRINE_MEASURE_ITEM (object)->name);
  G_OBJECT_CLASS (vitrine_measure_item_parent_class)->finalize (object);
}

static void
vitrine_measure_item_class_init (VitrineMeasureItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vitrine_measure_item_finalize;
}

static void
vitrine_measure_item_init (VitrineMeasureItem *self)
{
}

VitrineMeasureItem *
vitrine_measure_item_new (gboolean    is_filter,
                          guint       number,
                          const char *name)
{
  VitrineMeasureItem *self = g_object_new (VITRINE_TYPE_MEASURE_ITEM, NULL);

  self->is_filter = is_filter;
  self->number = number;
  self->name = g_strdup (name);
  return self;
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *cell,
          gpointer            column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_INT (column) == VITRINE_MEASURE_NAME ? 0.f : 1.f);
  /* The end of a name tells nodes of a layer apart. */
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (label, "number");
  gtk_list_item_set_child (cell, label);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *cell,
         gpointer            data)
{
  const VitrineMeasureColumn column = (VitrineMeasureColumn) GPOINTER_TO_INT (data);
  VitrineMeasureItem *item = gtk_list_item_get_item (cell);
  GtkWidget *label = gtk_list_item_get_child (cell);
  g_autofree char *text = NULL;

  if (column == VITRINE_MEASURE_NAME)
    text = item->constant ? g_strdup_printf (_("%s (stands still)"), item->name) : g_strdup (item->name);
  else if (!isfinite (item->value[column]))
    text = g_strdup ("–");
  else
    text = g_strdup_printf (column == VITRINE_MEASURE_SPREAD ? "%.0f" : "%.3f", item->value[column]);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, column == VITRINE_MEASURE_NAME ? text : NULL);
  if (item->constant)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}

/* What is no number stands last. */
static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  const int column = GPOINTER_TO_INT (data);
  const double x = VITRINE_MEASURE_ITEM ((gpointer) a)->value[column];
  const double y = VITRINE_MEASURE_ITEM ((gpointer) b)->value[column];

  if (!isfinite (x) || !isfinite (y))
    return !isfinite (x) - !isfinite (y);
  return x < y ? -1 : x > y;
}

void
vitrine_measure_add_columns (GtkColumnView *list)
{
  static const char *const titles[] = { N_("Node or filter"), N_("Instability"), N_("Vector"), N_("Moves, px") };

  for (int i = 0; i < VITRINE_MEASURE_N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column = gtk_column_view_column_new (_(titles[i]), factory);
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, GINT_TO_POINTER (i), NULL));

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GINT_TO_POINTER (i));
      gtk_column_view_column_set_expand (column, i == VITRINE_MEASURE_NAME);
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_append_column (list, column);
      g_object_unref (column);
    }
}
