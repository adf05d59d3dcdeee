/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph found on pictures one after another, and where its nodes lie on them.  Any thread. */
#pragma once

#include "engine/parts/vitrine-part-source.h"
#include "xgraph/vt-xgraph.h"

G_BEGIN_DECLS

/* One picture.  `found` holds vt_xgraph_n_nodes() places; they and `maps` are of the picture's mirror image when
 * `mirrored`, and are gone after the call. */
typedef void (*VitrineGraphVisit) (guint             picture,
                                   gboolean          mirrored,
                                   const VtXPlace   *found,
                                   const VtPartMaps *maps,
                                   gpointer          user_data);

/* Finds the graph on the given pictures of a prepared source, on each or on its mirror image where the graph was
 * learned with mirrors and fits that better.  Computes on `pool`; visits one picture at a time, in order, on the
 * calling thread.  Pictures that cannot be read are left out.  FALSE with an error when maps cannot be had or when it
 * was stopped. */
gboolean vitrine_graph_walk  (const VtXGraph    *graph,
                              VitrinePartSource *source,
                              const guint       *pictures,
                              guint              n,
                              VitrineGraphVisit  visit,
                              gpointer           user_data,
                              VtPool            *pool,
                              const VtJob       *job,
                              const char        *stage,
                              GError           **error);
/* Row and column in the frame of the picture as it is. */
void     vitrine_graph_pixel (const VtXGraph    *graph,
                              guint              layer,
                              const float        cell[2],
                              gboolean           mirrored,
                              double             at[2]);

G_END_DECLS
