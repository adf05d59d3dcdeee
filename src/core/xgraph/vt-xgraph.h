/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanatory graphs (Zhang, Cao, Shi, Wu, Zhu: Interpreting CNN Knowledge via an Explanatory Graph, AAAI 2018;
 * constants and order of work as in the authors' released code with its faults put right).
 *
 * What a filter of a network answers to is explained as a mixture of parts.  A node is one part of one filter: where
 * it rests, how far it strays, and its parents, nodes of the next layer up whose displacement on a picture says
 * where the node should be on that picture.  Layers stand shallow before deep; the deepest has no parents.
 *
 * Immutable and refcounted.  A graph may lack its shallow layers: then learning was stopped before its end and can
 * be gone on with. */
#pragma once

#include "base/vt-constant.h"
#include "parts/vt-part-stats.h"

G_BEGIN_DECLS

/* ---- constants of the method ---- */

typedef struct
{
  double nodes;             /* nodes of a filter = ⌈nodes·H⌉, H = √(h·w): .05·H² at 28², .1·H² at 14², .2·H² at 7² */
  double filters;           /* filters of a layer, those with the largest mean evidence; 0: all */
  double pictures;          /* most pictures to learn from; 0: all.  Looked at by whoever chooses the pictures */
  double iterations;        /* of one layer */
  double parents;           /* M */
  double pool;              /* candidates for parents */
  double parents_every;     /* iterations between choices of parents */
  double still;             /* share of the upper nodes, those that move least, that become no parents */
  double border;            /* nor those whose mean place is nearer to the border than this share of H */
  double tau;               /* no-pattern term, a share of the mean mass of the filter's nodes */
  double window;            /* largest half-width of the window, a share of H/2 */
  double roam;              /* the same in the deepest layer, where nothing says where a node is (the paper: as window) */
  double smooth;            /* s of the evidence's smoothing, a share of H */
  double delta;             /* σ at the start, δ of a node without parents: a share of H */
  double narrowest;         /* smallest σ, a share of the largest, H/√N */
  double step;              /* η */
  double settled;           /* stop when nodes move less than this many cells on the mean */
  double absent;            /* a node is absent where it scores below this quantile of its scores */
  double between;           /* 1: a place is the centroid of the evidence around the best candidate; 0: the candidate */
  double looks;             /* 2: the deepest layer stands twice; its nodes, found alone, are parents of the same layer's
                             * nodes.  Looked at by whoever chooses the layers */
  double sway;              /* ways in which the nodes of the second look move together; 0: each on its own */
  double meet;              /* nodes are ranked by how surely they meet others: σ of a meeting, a share of the frame's
                             * diagonal; 0: by their mean score, as published */
  double unlike;            /* weight in ranks of meeting where others do not always meet */
  double answer;            /* weight in ranks of answering on nearly every picture */
  double around;            /* weight in ranks of being found again by what is around; costs nothing when 0 */
  double mirror;            /* 1: each picture may be turned into its mirror image, whichever fits better; 0: no */
} VtXGraphOptions;

extern const VtConstant vt_xgraph_constants[];    /* of VtXGraphOptions */

/* The published constants. */
void vt_xgraph_options_init (VtXGraphOptions *options, gboolean quick);
/* Those that find parts of objects which stand and face as they like: the nodes of the deepest layer look for their
 * part on the whole picture, are then looked for again where the others say, and move together; places lie between cells,
 * a picture may be turned into its mirror image, and nodes are ranked by how surely they meet others and are found again by
 * what is around them.  (Measured on the sample and on photographs; the published constants suppose objects that stand
 * alike.) */
void vt_xgraph_options_roam (VtXGraphOptions *options);

/* ---- what a graph holds ---- */

typedef struct
{
  guint filter;             /* channel of the layer */
  float place[2];           /* μ: rest position in cells (rows, columns) */
  float spread;             /* σ in cells */
  float width;              /* δ in cells */
  float mean[2];            /* p̄: mean of the places found on the pictures learned from, in cells */
  float variance;           /* of those places, both axes together, cells² */
  float score;              /* rank: e^ of what vt-xgraph-rank.c says, 1 on the mean of all nodes; or with meet = 0 the
                             * mean of its scores on the pictures, 1 on the mean of the layer */
  float least;              /* score under which the node is absent on a picture */
  guint first_parent;       /* in the layer's edges */
  guint n_parents;
} VtXNode;

typedef struct
{
  guint node;               /* of the next layer up */
  float likeness;           /* correlation of the two displacements over the pictures learned from */
} VtXEdge;

/* A node found on a picture. */
typedef struct
{
  float cell[2];            /* place in cells of its layer; μ + m where there is no evidence */
  float score;              /* S = max P·F̃ over the candidates, 0 where there is no evidence */
  float total;              /* Σ P·F̃ over the candidates */
} VtXPlace;

typedef struct _VtXGraph VtXGraph;

VtXGraph    *vt_xgraph_ref       (VtXGraph *graph);      /* any thread */
void         vt_xgraph_unref     (VtXGraph *graph);      /* any thread; NULL is fine */

VtPartSpace *vt_xgraph_space     (const VtXGraph *graph);                     /* borrowed */
const VtXGraphOptions *vt_xgraph_options (const VtXGraph *graph);
const char  *vt_xgraph_model     (const VtXGraph *graph);    /* what the learner was told */
const char  *vt_xgraph_class     (const VtXGraph *graph);
guint64      vt_xgraph_seed      (const VtXGraph *graph);
guint        vt_xgraph_n_pictures (const VtXGraph *graph);   /* learned from */

/* Shallowest layer that is learned; all deeper ones are.  The number of layers when none is. */
guint        vt_xgraph_first_layer (const VtXGraph *graph);
/* Nodes in order of filter; none for a layer that is not learned. */
const VtXNode *vt_xgraph_nodes   (const VtXGraph *graph, guint layer, guint *n);
const VtXEdge *vt_xgraph_parents (const VtXGraph *graph, guint layer, guint node, guint *n);
/* Nodes of all layers; node i of a layer is number vt_xgraph_first() + i. */
guint        vt_xgraph_n_nodes   (const VtXGraph *graph);
guint        vt_xgraph_first     (const VtXGraph *graph, guint layer);
/* J per unit of evidence after each iteration, in nats; grows with learning.  `n` may be 0. */
const double *vt_xgraph_objective (const VtXGraph *graph, guint layer, guint *n);

/* Finds every node on a picture: `out` has room for n_nodes.  Any thread; a few milliseconds a layer. */
void         vt_xgraph_infer     (const VtXGraph *graph, const VtPartMaps *maps, VtXPlace *out);
/* Of a picture and its mirror image, which has the larger lies as most pictures lie that were learned from; a graph
 * without mirrors has no opinion: 0. */
double       vt_xgraph_agreement (const VtXGraph *graph, const VtPartMaps *maps);

/* ---- learning ---- */

typedef struct
{
  VtPartSpace           *space;
  const VtPartStats     *stats;       /* what is usual; NULL: maps are taken as they are */
  gboolean               per_place;   /* divide by the deviation of each single unit (stats of other pictures);
                                       * else by that of the whole channel (stats of these pictures) */
  const VtPartPictures  *pictures;
  const VtXGraphOptions *options;
  const char            *model, *class_name;   /* for the file; may be NULL */
  guint64                seed;
  VtXGraph              *former;      /* a graph of the same learner that was stopped; NULL: begin */
} VtXGraphLearner;

/* Learns layer after layer, deepest first.  Same seed, same bits, with any number of threads.  When it is stopped or
 * a picture fails, returns the graph of the layers finished so far with `error` set, or NULL when there are none.
 * VT_ERROR_UNSUPPORTED for maps of more than 128 cells a side, VT_ERROR_PARAMETER without pictures or when `former`
 * does not fit.  Memory: about a byte for each unit of a layer and picture, 14 for each node and picture;
 * with mirrors two of the former, and 4 more in the deepest layer while the pictures are turned. */
VtXGraph    *vt_xgraph_learn     (const VtXGraphLearner *learner, VtPool *pool, const VtJob *job, GError **error);

/* ---- files ---- */

/* JSON; floats are written so that they read as the same bits.  (transfer full) */
char        *vt_xgraph_save      (const VtXGraph *graph);
/* GraphML: places, spreads and movements in pixels; `name` gives what a node is called (transfer full), NULL: nothing;
 * it may itself be NULL.  (transfer full) */
char        *vt_xgraph_graphml   (const VtXGraph *graph, char *(*name)(guint layer, guint node, gpointer user_data),
                                  gpointer user_data);
/* Trusts nothing: VT_ERROR_FORMAT with what is wrong and where. */
VtXGraph    *vt_xgraph_load      (const char *data, gsize n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtXGraph, vt_xgraph_unref)

G_END_DECLS
