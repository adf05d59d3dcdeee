/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph on one picture, to be looked at: where its nodes are, the heat of a layer's strongest nodes, and beside it
 * what the raw filter answers.  Any thread. */
#pragma once

#include "engine/parts/vitrine-graph-walk.h"

G_BEGIN_DECLS

typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  VtXGraph            *graph;
  VitrinePicture      *picture;
  guint                layer;           /* whose heat is wanted */
  int                  filter;          /* whose map is wanted; −1: none */
  double               share;           /* of the layer's nodes, the strongest on this picture */
} VitrineGraphAsk;

typedef struct
{
  guint      n_nodes;
  VtXPlace  *places;                    /* in the picture as it is: cells of the mirror image are turned back */
  gboolean   mirrored;                  /* the mirror image fitted better */
  VitrineBox frame;                     /* the photo's rectangle that the network saw */
  guint      height, width;             /* of heat, over the frame */
  float     *heat, heat_most;
  guint      rows, columns;             /* of the filter's map, over the frame */
  float     *map, map_least, map_most;
  double     cell[2], stride[2];        /* of the map: pixel of cell 0, pixels from cell to cell */
} VitrineGraphView;

VitrineGraphView *vitrine_graph_look      (const VitrineGraphAsk *ask,
                                           VtPool                *pool,
                                           const VtJob           *job,
                                           GError               **error);
void              vitrine_graph_view_free (VitrineGraphView      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineGraphView, vitrine_graph_view_free)

G_END_DECLS
