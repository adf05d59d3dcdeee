/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line under the canvas: what the learner does now, and how well the part is found, beside what
 * somebody would reach without looking. */
#pragma once

#include <gtk/gtk.h>

#include "engine/parts/vitrine-part-learner.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PARTS_SCORE (vitrine_parts_score_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePartsScore, vitrine_parts_score, VITRINE, PARTS_SCORE, GtkWidget)

/* Reads everything from LEARNER.  PICTURE is the number of the current picture or -1; STATUS, when not
 * NULL, is shown instead of the learner's own words. */
void vitrine_parts_score_show (VitrinePartsScore  *self,
                               VitrinePartLearner *learner,
                               int                 picture,
                               guint               n_pictures,
                               const char         *status);

G_END_DECLS
