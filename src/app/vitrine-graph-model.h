/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Graph page, its side and its inspector share: the keeper, what to learn next, which nodes are shown and in
 * which order, the selected node, and what was said about nodes.  One for each session.  Main thread.
 *
 * A node goes by its number over all layers, shallow before deep. */
#pragma once

#include "app/vitrine-session.h"
#include "engine/parts/vitrine-graph-keeper.h"

G_BEGIN_DECLS

#define VITRINE_NO_GRAPH_NODE G_MAXUINT

typedef enum
{
  VITRINE_GRAPH_BY_RANK,
  VITRINE_GRAPH_BY_FILTER,
  VITRINE_GRAPH_BY_STEADINESS,      /* those that move least first */
  VITRINE_GRAPH_BY_HEIGHT,          /* from the top of the picture down */
  VITRINE_GRAPH_N_ORDERS
} VitrineGraphOrder;

typedef struct
{
  gboolean pinned;
  char    *name, *note;             /* "" for none */
} VitrineGraphWords;

/* Signals: "graph-changed" (another graph), "shown-changed", "selection-changed", "words-changed", "wish-changed". */
#define VITRINE_TYPE_GRAPH_MODEL (vitrine_graph_model_get_type ())
G_DECLARE_FINAL_TYPE (VitrineGraphModel, vitrine_graph_model, VITRINE, GRAPH_MODEL, GObject)

/* The session's, made when first asked for; borrowed. */
VitrineGraphModel  *vitrine_graph_model_of           (VitrineSession    *session);
VitrineSession     *vitrine_graph_model_get_session  (VitrineGraphModel *self);
VitrineGraphKeeper *vitrine_graph_model_get_keeper   (VitrineGraphModel *self);

/* What Learn learns; borrowed, may be written to, then vitrine_graph_model_wish_changed(). */
VitrineGraphWish   *vitrine_graph_model_get_wish     (VitrineGraphModel *self);
void                vitrine_graph_model_wish_changed (VitrineGraphModel *self);
/* Quick or full constants, the rest of the wish stays. */
void                vitrine_graph_model_set_quick    (VitrineGraphModel *self,
                                                      gboolean           quick);
/* Ordinary pictures that say what is usual: a set as vitrine_dataset_open() reads it; "": none. */
void                vitrine_graph_model_set_negatives (VitrineGraphModel *self,
                                                       const char        *path);

guint               vitrine_graph_model_n_nodes      (VitrineGraphModel *self);
/* Layer and number in it; FALSE: there is no such node. */
gboolean            vitrine_graph_model_locate       (VitrineGraphModel *self,
                                                      guint              node,
                                                      guint             *layer,
                                                      guint             *number);
const VtXNode      *vitrine_graph_model_get_node     (VitrineGraphModel *self,
                                                      guint              node);
/* What a person calls a layer of the graph, in the person's language; files and commands have the name that is in the
 * graph.  There must be a graph with that layer. (transfer full) */
char               *vitrine_graph_model_dup_layer    (VitrineGraphModel *self,
                                                      guint              layer);
/* "conv4_1, filter 17, part 3", after its name if it has one. (transfer full) */
char               *vitrine_graph_model_describe     (VitrineGraphModel *self,
                                                      guint              node);
/* Its place among the nodes of its filter by rank, from 1. */
guint               vitrine_graph_model_get_part     (VitrineGraphModel *self,
                                                      guint              node);
/* Nodes that it places, with the likeness: (transfer full: VtXEdge of numbers over all layers), likest first. */
GArray             *vitrine_graph_model_dup_children (VitrineGraphModel *self,
                                                      guint              node);
GArray             *vitrine_graph_model_dup_parents  (VitrineGraphModel *self,
                                                      guint              node);
/* Nodes of its filter, itself included, best first. (transfer full: guint) */
GArray             *vitrine_graph_model_dup_siblings (VitrineGraphModel *self,
                                                      guint              node);

/* What is shown: of each layer the best `amount` (0: all) that hold `query` — a filter's number, words of a layer or of
 * what was said — perhaps only pinned ones. */
void                vitrine_graph_model_set_query    (VitrineGraphModel *self,
                                                      const char        *query);
void                vitrine_graph_model_set_amount   (VitrineGraphModel *self,
                                                      guint              amount);
void                vitrine_graph_model_set_order    (VitrineGraphModel *self,
                                                      VitrineGraphOrder  order);
void                vitrine_graph_model_set_pinned   (VitrineGraphModel *self,
                                                      gboolean           only);
/* Borrowed until it changes. */
const guint        *vitrine_graph_model_get_shown    (VitrineGraphModel *self,
                                                      guint             *n);

/* Selecting a node selects its channel in the session. */
void                vitrine_graph_model_select       (VitrineGraphModel *self,
                                                      guint              node);
guint               vitrine_graph_model_get_selected (VitrineGraphModel *self);

/* Borrowed; never NULL. */
const VitrineGraphWords *vitrine_graph_model_get_words (VitrineGraphModel *self,
                                                        guint              node);
/* Each one undoable command of the project; NULL leaves as it is, `pinned` −1 too. */
void                vitrine_graph_model_say          (VitrineGraphModel *self,
                                                      guint              node,
                                                      const char        *name,
                                                      const char        *note,
                                                      int                pinned);

G_END_DECLS
