/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the nodes of a graph are seen best: for each node the pictures with its highest scores and its place there,
 * and the same for each raw filter, for comparison.  Immutable, refcounted; any thread. */
#pragma once

#include "engine/parts/vitrine-graph-walk.h"

G_BEGIN_DECLS

#define VITRINE_SIGHTS_KEPT 12

typedef struct
{
  guint    picture;         /* of the source */
  float    cell[2];         /* of its layer; of the mirror image when `mirrored` */
  float    score;           /* S of a node, evidence of a filter */
  gboolean mirrored;
} VitrineSight;

typedef struct _VitrineGraphSights VitrineGraphSights;

/* Looks at all readable pictures of a prepared source. */
VitrineGraphSights *vitrine_graph_sights_new    (VtXGraph           *graph,
                                                 VitrinePartSource  *source,
                                                 VtPool             *pool,
                                                 const VtJob        *job,
                                                 GError            **error);
VitrineGraphSights *vitrine_graph_sights_ref    (VitrineGraphSights *self);
void                vitrine_graph_sights_unref  (VitrineGraphSights *self);

/* Best first; NULL with `n` 0 where it was nowhere seen. */
const VitrineSight *vitrine_graph_sights_node   (const VitrineGraphSights *self,
                                                 guint                     layer,
                                                 guint                     node,
                                                 guint                    *n);
const VitrineSight *vitrine_graph_sights_filter (const VitrineGraphSights *self,
                                                 guint                     layer,
                                                 guint                     filter,
                                                 guint                    *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineGraphSights, vitrine_graph_sights_unref)

G_END_DECLS
