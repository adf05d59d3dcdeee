/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include "app/vitrine-graph-side.h"
#include "widgets/vitrine-canvas.h"

G_BEGIN_DECLS

#define GRAPH_SIDE_PATCHES 12

typedef enum
{
  GRAPH_ROW_NODE,           /* where the node is seen best: pictures */
  GRAPH_ROW_FILTER,         /* where the filter peaks: pictures */
  GRAPH_ROW_SIBLINGS,       /* nodes */
  GRAPH_ROW_PARENTS,
  GRAPH_ROW_CHILDREN,
  GRAPH_N_ROWS
} GraphRow;

typedef struct
{
  GtkFlowBox *box;
  GtkPicture *pictures[GRAPH_SIDE_PATCHES];
  GtkWidget  *rings[GRAPH_SIDE_PATCHES];        /* where the place is on a whole picture */
  guint       targets[GRAPH_SIDE_PATCHES];      /* pictures of the source, or nodes */
  guint       n;
} GraphPatches;

struct _VitrineGraphSide
{
  GtkWidget          parent_instance;
  VitrineGraphModel *model;
  VitrineSession    *session;
  GtkWidget         *scroller, *head, *words, *beside, *about, *unit_button;
  GtkLabel          *title, *facts, *nodes_label, *filter_label, *parents_label, *children_label;
  GtkWidget         *seen_title, *peaks_title, *siblings_title;
  GtkToggleButton   *pin, *whole;
  VitrineCanvas     *nodes, *filter;
  GtkFlowBox        *node_patches, *filter_patches, *siblings, *parents, *children;
  GtkEntry          *name, *note;
  GraphPatches       rows[GRAPH_N_ROWS];
  GArray            *asked;         /* (row << 16 | place) of each cutting that was asked for, in its order */
  char              *shown_picture;
  VitrineGraphView  *view;          /* of the shown picture */
  VitrinePicture    *viewed;
  guint              edited;        /* the node whose words stand in the entries */
  gboolean           filling;
};

/* vitrine-graph-side-patches.c */
void graph_side_make_patches   (VitrineGraphSide *self);
void graph_side_fill_patches   (VitrineGraphSide *self);

/* vitrine-graph-side-picture.c */
void graph_side_show_picture   (VitrineGraphSide *self);
/* Finds the graph on the picture, then marks it. */
void graph_side_look           (VitrineGraphSide *self);
void graph_side_mark           (VitrineGraphSide *self);

G_END_DECLS
