/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came out and what went in: the class scores, and the exact tensor the network sees. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-sight.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_SCORES_PANE (vitrine_scores_pane_get_type ())
G_DECLARE_FINAL_TYPE (VitrineScoresPane, vitrine_scores_pane, VITRINE, SCORES_PANE, GtkWidget)

/* NULL empties it. */
void vitrine_scores_pane_set_sight (VitrineScoresPane *self,
                                    VitrineSight      *sight);

G_END_DECLS
