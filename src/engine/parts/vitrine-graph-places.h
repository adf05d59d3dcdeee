/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the best nodes of a graph, and the filters they belong to, lie on a set of pictures: what all measures of them
 * are made of.  Places are rows and columns in pixels of the network's frame, of the picture as it is.
 * Immutable, refcounted; any thread, but the last reference goes on the main thread, as that of the source. */
#pragma once

#include "engine/parts/vitrine-graph-walk.h"

G_BEGIN_DECLS

typedef struct
{
  guint  layer, unit;           /* unit: node of the layer, or channel */
  float *at;                    /* [picture][2] */
  float *score;                 /* [picture] S of a node, value at the peak of a filter */
} VitrinePlaced;

typedef struct
{
  gatomicrefcount    refs;
  VtXGraph          *graph;
  VitrinePartSource *source;
  guint              n;         /* pictures: the readable ones of the source, in order */
  guint             *pictures;  /* [n] their numbers in the source */
  gboolean          *mirrored;  /* [n] the mirror image fitted better */
  guint              n_nodes, n_filters;
  VitrinePlaced     *nodes;     /* best rank first */
  VitrinePlaced     *filters;   /* of all layers, shallow before deep */
} VitrineGraphPlaces;

/* The `most` nodes of highest rank (0: all) and all filters that have nodes, on all readable pictures of a source,
 * which is prepared here.  Refers to both.  Memory: 12 bytes for each node and picture. */
VitrineGraphPlaces *vitrine_graph_places_new  (VtXGraph            *graph,
                                               VitrinePartSource   *source,
                                               guint                most,
                                               VtPool              *pool,
                                               const VtJob         *job,
                                               GError             **error);
VitrineGraphPlaces *vitrine_graph_places_ref  (VitrineGraphPlaces  *self);
void                vitrine_graph_places_unref (VitrineGraphPlaces *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineGraphPlaces, vitrine_graph_places_unref)

G_END_DECLS
