/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Measure page's table of ways to find a part: by method and number of boxes, with confidence over seeds, as numbers
 * and as curves.  Rows come as they are done and stay when the job is stopped.  Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_MEASURE_WAYS (vitrine_measure_ways_get_type ())
G_DECLARE_FINAL_TYPE (VitrineMeasureWays, vitrine_measure_ways, VITRINE, MEASURE_WAYS, GtkWidget)

void vitrine_measure_ways_set_session    (VitrineMeasureWays *self,
                                          VitrineSession     *session);
/* Actions "measure-ways-…" of the window. */
void vitrine_measure_ways_add_actions    (VitrineMeasureWays *self,
                                          GActionMap         *map);
void vitrine_measure_ways_remove_actions (VitrineMeasureWays *self);

G_END_DECLS
