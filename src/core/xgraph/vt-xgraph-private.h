/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include "xgraph/vt-xgraph-kernels.h"
#include "xgraph/vt-xgraph.h"

G_BEGIN_DECLS

#define VT_X_MOST_PARENTS 64
#define VT_X_MOST_WAYS    16

typedef struct
{
  float   *deviation;       /* q: one a channel, or one a unit */
  gsize    n_deviation;
  float   *facing;          /* with mirrors the deepest layer's direction, [filter][cell]: see vt-xgraph-turn.c */
  gsize    n_facing;
  float   *sway;            /* ways in which all nodes move together, [way][node][axis]: see vt-xgraph-sway.c */
  gsize    n_sway;
  VtXNode *node;
  guint    n_nodes;
  VtXEdge *edge;
  guint    n_edges;
  double  *objective;
  guint    n_objective;
} VtXLayer;

struct _VtXGraph
{
  gatomicrefcount  references;
  VtPartSpace     *space;
  VtXGraphOptions  options;
  char            *model, *class_name;
  guint64          seed;
  guint            n_pictures;
  VtXLayer         layer[VT_PART_MAX_LAYERS];
};

/* Empty; layers are filled by its maker before anyone else sees it. */
VtXGraph *vt_xgraph_alloc (VtPartSpace *space, const VtXGraphOptions *options);
void      vt_xlayer_clear (VtXLayer *layer);
void      vt_xlayer_copy  (VtXLayer *to, const VtXLayer *from);

/* √(h·w) in cells. */
double    vt_x_side       (const VtPartLayer *layer);
VtXSmooth vt_x_smooth     (const VtPartLayer *layer, const VtXGraphOptions *options);
/* Half-width of a node's window in cells; those of the deepest layer may roam. */
float     vt_x_window     (const VtPartLayer *layer, const VtXGraphOptions *options, gboolean deepest,
                           float spread);
/* Cells of the lower layer for one cell of the upper, rows and columns. */
void      vt_x_scale      (const VtPartLayer *upper, const VtPartLayer *lower, double scale[2]);
/* One parent's word on one node: weight w = 1/(ρσ')². */
double    vt_x_trust      (const double scale[2], float spread);
/* max (x, 0)/q for one channel of a layer: h·w values. */
void      vt_x_evidence   (const VtPartLayer *layer, const VtXLayer *learned, guint channel, const float *x, float *out);

/* Places [node][axis] in cells as nodes that move together have them, each found by itself before. */
void      vt_x_sway       (const VtPartLayer *layer, const VtXLayer *learned, float *place);

/* What an image shows: evidence [filter][cell] of all filters becomes, in each cell, the share of each. */
void      vt_x_shown      (guint h, guint w, guint n_filters, float *f);

G_END_DECLS
