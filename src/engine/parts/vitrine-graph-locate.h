/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part located by the nodes of an explanatory graph from a few boxes (multi-shot localisation): nodes that answer on
 * the boxed pictures, keep the same distance from the part on all of them and are near it, vote on every other picture.
 * (That votes are taken is the paper's; the rule of retrieval is ours, the paper's is not published in full.)
 * Any thread. */
#pragma once

#include "engine/parts/vitrine-graph-places.h"

G_BEGIN_DECLS

/* A box on a picture, by the picture's number among the places'; centre and size in pixels of the frame. */
typedef struct
{
  guint       picture;
  VtPartPlace place;
} VitrineShot;

/* Fills `found` [places->n].  Returns how many nodes voted. */
guint    vitrine_graph_locate    (const VitrineGraphPlaces *places,
                                  const VitrineShot        *shots,
                                  guint                     n_shots,
                                  VtPartPlace              *found);

/* Draws of boxes as those of `parts evaluate`, each located and scored on the pictures without a box. */
typedef struct
{
  guint64     seed;
  guint       n_nodes;
  VtPartScore held_out;
} VitrineLocateDraw;

typedef struct
{
  VtPartBlind        blind;
  guint              n_draws;
  VitrineLocateDraw *draws;
} VitrineLocateResult;

/* VT_ERROR_PARAMETER when fewer than two pictures more than boxes show the part. */
VitrineLocateResult *vitrine_graph_locate_trial       (const VitrineGraphPlaces *places,
                                                       const char               *part,
                                                       guint                     n_boxes,
                                                       guint64                   seed,
                                                       guint                     n_draws,
                                                       GError                  **error);
void                 vitrine_graph_locate_result_free (VitrineLocateResult      *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineLocateResult, vitrine_graph_locate_result_free)

G_END_DECLS
