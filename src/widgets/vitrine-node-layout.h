/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the nodes of a map stand: a block for each column, in it a row for each group, rows in stacks beside each
 * other so that the whole is about as wide for its height as the window.  Pure functions. */
#pragma once

#include "widgets/vitrine-node-map.h"

G_BEGIN_DECLS

#define VITRINE_NODE_PITCH 16.0      /* from node to node and from row to row, at zoom 1 */
#define VITRINE_NODE_ROW_LABEL 34.0  /* kept free before each row for the group's name */

typedef struct
{
  guint  column, group;
  guint  first, n;          /* its nodes: a range of the list of shown nodes, as laid out */
  double x, y;              /* centre of its first node */
} VitrineNodeRow;

typedef struct
{
  double left, width;       /* of each column's block */
  guint  n_rows, n_nodes;
} VitrineNodeColumn;

typedef struct
{
  double             width, height;
  VitrineNodeColumn *columns;
  guint              n_columns;
  VitrineNodeRow    *rows;
  guint              n_rows;
  guint             *order;       /* [n] shown nodes, row by row */
  guint             *row_of;      /* [n] row of each entry of `order` */
  float             *x, *y;       /* [n] centres */
  guint              n;
  guint             *index;       /* [n_nodes] entry of each node, VITRINE_NO_NODE where it is not shown */
} VitrineNodeLayout;

void  vitrine_node_layout_make  (VitrineNodeLayout    *layout,
                                 const VitrineMapNode *nodes,
                                 guint                 n_nodes,
                                 guint                 n_columns,
                                 const guint          *shown,
                                 guint                 n_shown,
                                 double                aspect);
void  vitrine_node_layout_clear (VitrineNodeLayout    *layout);
/* Radius at zoom 1. */
float vitrine_node_radius       (float                 weight);
/* The entry beside one, a step in its row (dx) or to the nearest of another row of its stack or column (dy). */
guint vitrine_node_layout_step  (const VitrineNodeLayout *layout,
                                 guint                    entry,
                                 int                      dx,
                                 int                      dy);

G_END_DECLS
