/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the And-Or tree from the project and the learner.  Main thread. */
#pragma once

#include "app/vitrine-parts-model.h"
#include "widgets/vitrine-tree.h"

G_BEGIN_DECLS

/* Fills TREE.  THUMBNAILS maps template ids (gint64 keys) to GdkTexture; it may be NULL. */
void vitrine_parts_fill_tree      (VitrinePartsModel *model,
                                   VitrineTree       *tree,
                                   GHashTable        *thumbnails);
/* Shows the model's selection in TREE; a selected branch shows all its patterns. */
void vitrine_parts_select_in_tree (VitrinePartsModel *model,
                                   VitrineTree       *tree);

G_END_DECLS
