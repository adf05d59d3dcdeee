/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of a model, as a list that can be searched or as a drawing; both show the same choice.
 * Signal: layer-chosen (char *name) when a person chose one. */
#pragma once

#include <gtk/gtk.h>

#include "engine/model/vitrine-model.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_LAYER_LIST (vitrine_layer_list_get_type ())
G_DECLARE_FINAL_TYPE (VitrineLayerList, vitrine_layer_list, VITRINE, LAYER_LIST, GtkWidget)

void vitrine_layer_list_set_model    (VitrineLayerList *self,
                                      VitrineModel     *model);
/* Marks a layer without emitting; "" for none. */
void vitrine_layer_list_set_selected (VitrineLayerList *self,
                                      const char       *layer);
/* Curves of the rows by node number: int → float[VITRINE_SPARKLINE_POINTS]; NULL for none.  Keeps a
 * reference. */
void vitrine_layer_list_set_curves   (VitrineLayerList *self,
                                      GHashTable       *curves);
void vitrine_layer_list_search       (VitrineLayerList *self);

G_END_DECLS
