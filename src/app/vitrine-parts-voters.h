/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second way to find a part on the Parts page: what the nodes of the explanatory graph say, as rows and marks.
 * Main thread. */
#pragma once

#include "app/vitrine-parts-model.h"
#include "engine/parts/vitrine-graph-locator.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-tree.h"

G_BEGIN_DECLS

/* The session's; made, asleep, when first asked for; borrowed. */
VitrineGraphLocator *vitrine_parts_model_get_locator (VitrinePartsModel  *model);

/* NULL where it was not asked for yet. */
VitrineGraphLocator *vitrine_parts_model_peek_locator (VitrinePartsModel *model);

/* The id of a voter, for the tree, the canvas and the selection: by its number among all nodes of the graph. */
guint64              vitrine_parts_voter_id          (VtXGraph           *graph,
                                                      const VitrineVoter *voter);
/* The voter that an id stands for, −1 for none; `voter` may be NULL. */
int                  vitrine_parts_find_voter        (VitrinePartsModel  *model,
                                                      guint64             id,
                                                      VitrineVoter       *voter);

/* Fills TREE with the nodes that vote, by layer. */
void                 vitrine_parts_fill_voters       (VitrinePartsModel  *model,
                                                      VitrineTree        *tree);
/* Adds the place found and the voters to `marks` (VitrineMark); labels go into `strings`. */
void                 vitrine_parts_mark_voters       (VitrinePartsModel  *model,
                                                      const VitrineBox   *frame,
                                                      GArray             *marks,
                                                      GStringChunk       *strings);

G_END_DECLS
