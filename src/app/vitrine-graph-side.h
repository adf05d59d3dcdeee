/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside the map: the selected node on the current picture, next to what its filter answers alone; where both are seen
 * best; the other parts of its filter, its parents and children; its name and note.  Main thread. */
#pragma once

#include "app/vitrine-graph-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VITRINE_TYPE_GRAPH_SIDE (vitrine_graph_side_get_type ())
G_DECLARE_FINAL_TYPE (VitrineGraphSide, vitrine_graph_side, VITRINE, GRAPH_SIDE, GtkWidget)

void vitrine_graph_side_set_model  (VitrineGraphSide  *self,
                                    VitrineGraphModel *model);
/* Puts the keyboard into the name. */
void vitrine_graph_side_ask_name   (VitrineGraphSide  *self);
void vitrine_graph_side_toggle_pin (VitrineGraphSide  *self);
/* Patches, or the whole pictures with a ring where the node lies. */
void vitrine_graph_side_toggle_whole (VitrineGraphSide *self);

G_END_DECLS
