/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only.  What learning one layer needs, and keeps for the layer below it. */
#pragma once

#include "xgraph/vt-xgraph-private.h"

G_BEGIN_DECLS

typedef struct _VtXWork VtXWork;

struct _VtXWork
{
  const VtXGraphLearner *learner;
  const VtXGraphOptions *options;
  VtPool                *pool;
  const VtPartLayer     *layer;
  guint                  l;
  guint                  n;             /* pictures */
  guint                  sides;         /* 2 with mirrors, else 1 */
  guint8                *turned;        /* [n] 1: the picture's mirror image is taken; shared by all layers */
  const VtXWork         *upper;         /* the next layer up, learned; NULL: none */
  double                 scale[2];      /* ρ_s */

  VtXLayer               out;
  guint                  n_filters, per;         /* per: nodes of a filter */
  guint                 *filter;                 /* [n_filters] channels, ascending */
  guint8                *level;                  /* evidence, 255 at its peak: [picture][side][filter][cell] */
  float                 *peak;                   /* [picture][side][filter] */

  guint                 *parent;                 /* [node][M] */
  float                 *at[2], *score;          /* [node][picture] places in cells; P̂ */
  double                *total;                  /* [node] Σ over pictures of P̂ */
  double                 mean_score;             /* P̂ of all nodes on all pictures */
};

/* Deviations of the layer, its filters and their evidence on all pictures. */
gboolean vt_xwork_load     (VtXWork *work, const VtJob *job, GError **error);
/* Evidence of filter number k on a picture: h·w values. */
void     vt_xwork_evidence (const VtXWork *work, guint k, guint picture, guint side, float *out);
void     vt_xwork_clear    (VtXWork *work);

/* `turned`, and the direction that the deepest layer keeps. */
gboolean vt_xwork_align    (VtXWork *work, const VtJob *job, GError **error);

/* product[i][j] ← ⟨vectors[i], vectors[j]⟩ for all pictures, whose vectors have `length` values. */
gboolean vt_xwork_multiply (VtXWork *work, const float *vectors, gsize length, double *product, const char *stage,
                            const VtJob *job, GError **error);
/* First eigenvector, of length 1, of n × n products between pictures; it points the way that most pictures lie. */
void     vt_x_first_eigenvector (const double *product, guint n, double *v);
/* Makes the nodes of a layer, whose places and means are known, move together in the layer `to` of the graph:
 * vt-xgraph-sway.c. */
gboolean vt_xwork_sway     (VtXWork *work, VtXLayer *to, const VtJob *job, GError **error);

/* New parents for all nodes from the places of the last iteration. */
gboolean vt_xwork_adopt    (VtXWork *work, const VtJob *job, GError **error);
/* The edges as the graph keeps them. */
void     vt_xwork_edges    (VtXWork *work);
/* Ranks of the nodes of all layers, each of which is learned, as the graph's scores. */
gboolean vt_xwork_rank     (VtXWork *works, guint n_layers, VtXGraph *graph, const VtJob *job, GError **error);
/* How surely each node of all layers is found again by what is around it: vt-xgraph-around.c.  `out` has room for all. */
gboolean vt_xwork_around   (VtXWork *works, guint n_layers, float *out, const VtJob *job, GError **error);
/* Sorts n > 0 values; the one that the given share of them stays below. */
float    vt_x_quantile     (float *values, guint n, double share);
/* Displacements of a node from its mean place in pixels: rows and columns, n each. */
void     vt_xwork_displace (const VtXWork *work, guint node, float *rows, float *columns);

/* Runs `func` for the parts 0 … n_parts−1 in blocks, with a tick after each. */
gboolean vt_xwork_run      (const VtXWork *work, gsize n_parts, VtPartFunc func, gpointer user_data, const char *stage,
                            const VtJob *job, GError **error);

G_END_DECLS
