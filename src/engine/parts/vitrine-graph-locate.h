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

/* One node that votes. */
typedef struct
{
  guint  layer, unit;           /* its layer and number in it */
  double offset[2];             /* mean way from the node to the part on the boxed pictures, pixels of the frame */
  double deviation;             /* how far single ways stray from it: from the boxes, and from what is usual */
  double rank;                  /* by which it was chosen */
} VitrineVoter;

/* Who votes for a part and where they say it is.  Immutable, refcounted; refers to the places, and as with them the
 * last reference goes on the main thread. */
typedef struct _VitrineGraphVotes VitrineGraphVotes;

/* Chooses the voters, best first.  Needs at least one shot. */
VitrineGraphVotes  *vitrine_graph_votes_new   (VitrineGraphPlaces      *places,
                                               const VitrineShot       *shots,
                                               guint                    n_shots);
VitrineGraphVotes  *vitrine_graph_votes_ref   (VitrineGraphVotes       *self);
void                vitrine_graph_votes_unref (VitrineGraphVotes       *self);
VitrineGraphPlaces *vitrine_graph_votes_places (const VitrineGraphVotes *self);     /* borrowed */
const VitrineVoter *vitrine_graph_votes_voters (const VitrineGraphVotes *self,
                                                guint                  *n);
/* Where voter `k` lies on a picture and where it says the part is, row and column of the picture as it is; returns the
 * weight of its vote, 0 where it does not answer. */
double              vitrine_graph_votes_cast  (const VitrineGraphVotes *self,
                                               guint                    k,
                                               guint                    picture,
                                               double                   at[2],
                                               double                   vote[2]);
/* Cells of a map of votes over the frame. */
void                vitrine_graph_votes_size  (const VitrineGraphVotes *self,
                                               guint                   *height,
                                               guint                   *width);
/* Fills `map` [height·width] with the votes, or with where the voters lie. */
void                vitrine_graph_votes_map   (const VitrineGraphVotes *self,
                                               guint                    picture,
                                               gboolean                 where_they_lie,
                                               float                   *map);
/* The part is at the maximum of the votes, as large as the shots are on the mean.  Returns how far the voters agree:
 * that maximum as a share of what it would be if all met in one point, 0 … 1.  `map` as above, is overwritten. */
double              vitrine_graph_votes_find  (const VitrineGraphVotes *self,
                                               guint                    picture,
                                               float                   *map,
                                               VtPartPlace             *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineGraphVotes, vitrine_graph_votes_unref)

/* Fills `found` [places->n].  Returns how many nodes voted. */
guint    vitrine_graph_locate    (VitrineGraphPlaces       *places,
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
VitrineLocateResult *vitrine_graph_locate_trial       (VitrineGraphPlaces       *places,
                                                       const char               *part,
                                                       guint                     n_boxes,
                                                       guint64                   seed,
                                                       guint                     n_draws,
                                                       GError                  **error);
void                 vitrine_graph_locate_result_free (VitrineLocateResult      *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineLocateResult, vitrine_graph_locate_result_free)

G_END_DECLS
