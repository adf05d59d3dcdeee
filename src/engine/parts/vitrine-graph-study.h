/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning an explanatory graph from pictures: feature maps, what is usual, the graph; and how pure its nodes are
 * where the pictures know their parts. */
#pragma once

#include "engine/parts/vitrine-part-source.h"
#include "xgraph/vt-xgraph.h"

G_BEGIN_DECLS

typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  VitrinePicture     **pictures;          /* of one class; options.pictures of them are drawn with the seed */
  guint                n_pictures;
  VitrinePicture     **negatives;         /* ordinary pictures that say what is usual; none: the pictures themselves */
  guint                n_negatives;
  const int           *layers;            /* nodes of the model in any order */
  guint                n_layers;          /* 0: chosen */
  const char          *class_name;        /* may be NULL */
  VtXGraphOptions      options;
  guint64              seed;
  VtXGraph            *former;            /* to go on with, or NULL */
} VitrineGraphTask;

/* The layers of a task: those named, or those that are chosen, and with two looks the deepest twice.  (transfer full) */
VtPartSpace        *vitrine_graph_task_space  (const VitrineGraphTask *task,
                                               GError                **error);
/* The pictures a task learns from, drawn with its seed.  (transfer full) */
VitrinePartSource  *vitrine_graph_task_source (const VitrineGraphTask *task,
                                               VtPartSpace            *space);

typedef struct
{
  VtXGraph          *graph;
  VitrinePartSource *source;              /* the pictures learned from; readable ones as the graph numbers them */
  guint              n_unreadable;
  double             seconds_reading, seconds_learning;
} VitrineGraphResult;

/* Computes on the calling thread and `pool`; any thread, as long as the caller keeps what the task names.  NULL with
 * an error when nothing was learned; with an error and a result when it was stopped after some layers. */
VitrineGraphResult *vitrine_graph_learn       (const VitrineGraphTask *task,
                                               VitrineJob             *job_shown,
                                               VtPool                 *pool,
                                               const VtJob            *job,
                                               GError                **error);
void                vitrine_graph_result_free (VitrineGraphResult     *self);

/* One node against the truth. */
typedef struct
{
  guint       layer, node;
  const char *part;         /* the part in which it lies most often, or NULL: in none; owned by the source's pictures */
  double      share;        /* of the pictures with truth */
} VitrineNodePurity;

/* A part, and of all nodes the one that is nearest to its centre. */
typedef struct
{
  const char *part;         /* where pictures were turned, as the others show it; owned by the source's pictures */
  guint       n;            /* pictures that show it, once */
  guint       layer, node;
  double      distance;     /* median over those pictures, in cells of the node's layer */
} VitrinePartNearest;

/* The `most` nodes of highest rank over all layers, their parts and shares: (element-type VitrineNodePurity).  Empty
 * when no picture knows its parts.  Unless NULL, (out) `nearest` gets the parts that at least half of these pictures
 * show, by at most 300 of them: (element-type VitrinePartNearest) (transfer full).  What is left and right is exchanged on
 * pictures that the graph turns.  NULL with an error when maps cannot be read or when it was stopped. */
GArray             *vitrine_graph_purity      (const VitrineGraphResult *self,
                                               guint                   most,
                                               GArray                **nearest,
                                               VtPool                 *pool,
                                               const VtJob            *job,
                                               GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineGraphResult, vitrine_graph_result_free)

G_END_DECLS
