/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer's row. */
#include "config.h"

#include "app/vitrine-layer-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-sparkline.h"

struct _VitrineLayerRow
{
  GtkWidget         parent_instance;
  VitrineLayer     *layer;
  GtkWidget        *box;
  GtkLabel         *name, *op, *params, *field;
  VitrineSparkline *sparkline;
};

G_DEFINE_FINAL_TYPE (VitrineLayerRow, vitrine_layer_row, GTK_TYPE_WIDGET)

static void
vitrine_layer_row_dispose (GObject *object)
{
  g_clear_object (&VITRINE_LAYER_ROW (object)->layer);
  gtk_widget_dispose_template (GTK_WIDGET (object), VITRINE_TYPE_LAYER_ROW);
  G_OBJECT_CLASS (vitrine_layer_row_parent_class)->dispose (object);
}

static void
vitrine_layer_row_class_init (VitrineLayerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_layer_row_dispose;
  g_type_ensure (VITRINE_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-layer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerRow, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerRow, name);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerRow, op);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerRow, params);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerRow, field);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerRow, sparkline);
}

static void
vitrine_layer_row_init (VitrineLayerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vitrine_layer_row_new (void)
{
  return g_object_new (VITRINE_TYPE_LAYER_ROW, NULL);
}

/* "1.2 M": parameters are only compared, never counted, in a row. */
static char *
short_number (gsize n)
{
  if (n >= 1000000)
    return g_strdup_printf (_("%.3g M weights"), (double) n / 1e6);
  if (n >= 1000)
    return g_strdup_printf (_("%.3g k weights"), (double) n / 1e3);
  return g_strdup_printf (ngettext ("%lu weight", "%lu weights", (gulong) n), (gulong) n);
}

void
vitrine_layer_row_set_layer (VitrineLayerRow *self,
                             VitrineLayer    *layer)
{
  g_return_if_fail (VITRINE_IS_LAYER_ROW (self));
  g_set_object (&self->layer, layer);
  if (layer == NULL)
    return;
  gsize n_params = vitrine_layer_get_n_params (layer);
  g_autofree char *params = n_params > 0 ? short_number (n_params) : g_strdup ("");
  g_autofree char *op = g_strdup_printf ("%s · %s", vitrine_layer_get_op (layer),
                                         vitrine_layer_get_shape_text (layer));
  const VtField *field = vitrine_layer_get_field (layer);
  /* Translators: the side of a receptive field in pixels, short. */
  g_autofree char *size = field->known && !field->global
    ? g_strdup_printf (_("sees %g px"), round (field->size[0])) : g_strdup ("");
  /* Translators: a layer's name, what it sees, and how many weights it has. */
  g_autofree char *tip = g_strdup_printf (_("%s\n%s\n%'lu weights"),
                                          vitrine_layer_get_name (layer),
                                          vitrine_layer_get_field_text (layer), (gulong) n_params);
  gtk_label_set_text (self->name, vitrine_layer_get_name (layer));
  gtk_label_set_text (self->op, op);
  gtk_label_set_text (self->params, params);
  gtk_label_set_text (self->field, size);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
}

VitrineLayer *
vitrine_layer_row_get_layer (VitrineLayerRow *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER_ROW (self), NULL);
  return self->layer;
}

void
vitrine_layer_row_set_values (VitrineLayerRow *self,
                              const float     *values)
{
  g_return_if_fail (VITRINE_IS_LAYER_ROW (self));
  vitrine_sparkline_set (self->sparkline, values);
}
