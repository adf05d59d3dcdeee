/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map of many nodes in columns: discs, one row for each group of nodes, sized by weight and coloured by group.
 * Made for twenty thousand: discs are rasterised into one sheet for the part of the map that is in sight, and
 * links are drawn for the selected node alone.  It knows nothing of what nodes are: numbers, and words from a source.
 *
 * What is shown, and in which order, is a list of nodes; rows and the nodes in them stand in the order of the list.
 * Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_NODE_PINNED = 1 << 0,     /* ringed */
  VITRINE_NODE_NAMED  = 1 << 1,     /* its label is written beside it */
} VitrineNodeFlags;

typedef struct
{
  guint            column;
  guint            group;           /* of its column: the nodes of a group stand in one row */
  float            weight;          /* 0 … 1: how large it is drawn */
  VitrineNodeFlags flags;
} VitrineMapNode;

/* A line from the selected node to another. */
typedef struct
{
  guint node;
  float strength;                   /* 0 … 1 */
} VitrineMapLink;

/* Words: (transfer full); `label` of a named node, `name` for reading aloud and for hovering. */
typedef struct
{
  char *(*name)  (guint node, gpointer user_data);
  char *(*label) (guint node, gpointer user_data);
  char *(*group) (guint column, guint group, gpointer user_data);
} VitrineNodeMapSource;

/* Signals: node-selected (guint node, G_MAXUINT none) when a person chose; node-opened (guint) on Enter or a double
 * click; walk (int direction) when a person asks for the strongest neighbour in the columns above (1) or below (−1).
 * Actions: node-map.zoom-in, .zoom-out, .fit. */
#define VITRINE_TYPE_NODE_MAP (vitrine_node_map_get_type ())
G_DECLARE_FINAL_TYPE (VitrineNodeMap, vitrine_node_map, VITRINE, NODE_MAP, GtkWidget)

#define VITRINE_NO_NODE G_MAXUINT

GtkWidget *vitrine_node_map_new          (void);
/* `source` must outlive the map (a constant table). */
void       vitrine_node_map_set_source   (VitrineNodeMap             *self,
                                          const VitrineNodeMapSource *source,
                                          gpointer                    user_data);
/* Copied.  Nothing is shown until vitrine_node_map_set_shown(). */
void       vitrine_node_map_set_nodes    (VitrineNodeMap             *self,
                                          const char *const          *columns,
                                          guint                       n_columns,
                                          const VitrineMapNode       *nodes,
                                          guint                       n_nodes);
/* The nodes to show, in order; copied.  The view is fitted anew. */
void       vitrine_node_map_set_shown    (VitrineNodeMap             *self,
                                          const guint                *nodes,
                                          guint                       n);
void       vitrine_node_map_set_flags    (VitrineNodeMap             *self,
                                          guint                       node,
                                          VitrineNodeFlags            flags);
/* Selects without a signal and brings it into sight; VITRINE_NO_NODE: none.  Its links are forgotten. */
void       vitrine_node_map_set_selected (VitrineNodeMap             *self,
                                          guint                       node);
guint      vitrine_node_map_get_selected (VitrineNodeMap             *self);
/* Lines of the selected node; copied. */
void       vitrine_node_map_set_links    (VitrineNodeMap             *self,
                                          const VitrineMapLink       *links,
                                          guint                       n);
/* The node at a point of the widget, VITRINE_NO_NODE: none.  Where a node stands; FALSE: it is not shown. */
guint      vitrine_node_map_pick         (VitrineNodeMap             *self,
                                          double                      x,
                                          double                      y);
gboolean   vitrine_node_map_place        (VitrineNodeMap             *self,
                                          guint                       node,
                                          double                     *x,
                                          double                     *y);

void       vitrine_node_map_fit          (VitrineNodeMap             *self);
void       vitrine_node_map_zoom         (VitrineNodeMap             *self,
                                          double                      factor,
                                          double                      x,
                                          double                      y);
void       vitrine_node_map_pan          (VitrineNodeMap             *self,
                                          double                      dx,
                                          double                      dy);
double     vitrine_node_map_get_zoom     (VitrineNodeMap             *self);

/* Draws what is in sight as it would be saved, in vectors; WIDTH × HEIGHT are the widget's own. */
void       vitrine_node_map_draw         (VitrineNodeMap             *self,
                                          cairo_t                    *cr);

G_END_DECLS
