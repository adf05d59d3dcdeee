/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends of vitrine-graph-purity.c only: which node is nearest to each part. */
#pragma once

#include "engine/parts/vitrine-graph-study.h"
#include "engine/parts/vitrine-graph-walk.h"
#include "engine/parts/vitrine-part-names.h"

G_BEGIN_DECLS

typedef struct _VitrineGraphNearest VitrineGraphNearest;

/* Borrows both.  Memory: 8 bytes for each node and picture. */
VitrineGraphNearest *vitrine_graph_nearest_new  (const VitrineGraphResult *result,
                                                 const VitrinePartNames   *names);
void                 vitrine_graph_nearest_free (VitrineGraphNearest      *self);
/* One picture with its truth; those after the first 300 are passed over. */
void                 vitrine_graph_nearest_look (VitrineGraphNearest      *self,
                                                 guint                     picture,
                                                 gboolean                  mirrored,
                                                 const VtXPlace           *found);
/* (element-type VitrinePartNearest) (transfer full) */
GArray              *vitrine_graph_nearest_tell (const VitrineGraphNearest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineGraphNearest, vitrine_graph_nearest_free)

G_END_DECLS
