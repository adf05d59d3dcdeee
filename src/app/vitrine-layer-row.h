/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the list of layers: name, operator, shape, field, and how its channels respond. */
#pragma once

#include <gtk/gtk.h>

#include "engine/model/vitrine-layer.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_LAYER_ROW (vitrine_layer_row_get_type ())
G_DECLARE_FINAL_TYPE (VitrineLayerRow, vitrine_layer_row, VITRINE, LAYER_ROW, GtkWidget)

GtkWidget    *vitrine_layer_row_new        (void);
void          vitrine_layer_row_set_layer  (VitrineLayerRow *self,
                                            VitrineLayer    *layer);
VitrineLayer *vitrine_layer_row_get_layer  (VitrineLayerRow *self);
/* VITRINE_SPARKLINE_POINTS values, or NULL. */
void          vitrine_layer_row_set_values (VitrineLayerRow *self,
                                            const float     *values);

G_END_DECLS
