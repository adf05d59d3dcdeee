/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line under the canvas: what the learner does now, and how well the part is found, beside what the other way to
 * find it and somebody who does not look would reach. */
#pragma once

#include <gtk/gtk.h>

#include "engine/parts/vitrine-graph-locator.h"
#include "engine/parts/vitrine-part-learner.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PARTS_SCORE (vitrine_parts_score_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePartsScore, vitrine_parts_score, VITRINE, PARTS_SCORE, GtkWidget)

typedef struct
{
  VitrinePartLearner  *learner;
  VitrineGraphLocator *locator;     /* NULL: the explanatory graph was not asked for */
  gboolean             by_graph;    /* the locator's figures come first, not the learner's */
  int                  picture;     /* number of the current picture, −1: none */
  guint                n_pictures;
  const char          *status;      /* shown instead of what the learner or the locator does; NULL */
} VitrinePartsView;

void vitrine_parts_score_show (VitrinePartsScore      *self,
                               const VitrinePartsView *view);

G_END_DECLS
