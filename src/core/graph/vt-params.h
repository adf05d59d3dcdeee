/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of a graph: one array of floats.  Shared read-only by all runs; only a trainer
 * writes, and then nobody else reads the same object.  Also keeps weights that operators packed
 * for themselves (once per model and path, on first use). */
#pragma once

#include "graph/vt-graph.h"

G_BEGIN_DECLS

typedef struct _VtParams VtParams;

VtParams *vt_params_new   (VtGraph *graph, GError **error);          /* zeroed */
VtParams *vt_params_copy  (const VtParams *params, GError **error);  /* without the packed weights */
VtParams *vt_params_ref   (VtParams *params);
void      vt_params_unref (VtParams *params);
VtGraph  *vt_params_graph (const VtParams *params);                  /* borrowed */
/* The floats of parameter node `node`, or of all with −1; from now on they stay in memory.  Any thread; who asks for many
 * may wait until a layer has been packed or its weights are there again. */
float    *vt_params_data  (const VtParams *params, int node);
/* Where they lie: for whoever fills parameters that nobody else has yet, or calls vt_params_data() before reading. */
float    *vt_params_place (const VtParams *params, int node);
/* After writing: what was packed is packed anew before it is next used. */
void      vt_params_changed (VtParams *params);
guint64   vt_params_version (const VtParams *params);   /* another number after each change */
/* The weights of operator node `node` as its `pack` wrote them, or NULL when it packs nothing in this context
 * (for the pass back when context->backward).  Packed on first use and again after vt_params_changed(); the
 * address stays the same for as long as `params` lives.  Any thread; NULL with an error when memory is short. */
gconstpointer vt_params_packed (VtParams *params, int node, const VtOpContext *context, VtPool *pool,
                                GError **error);
/* Tells that the caller reads the weights x[1] of operator node `node` only as `packed`, which vt_params_packed()
 * returned.  When nobody has ever asked for the floats themselves and they can be had again from there, their memory
 * is given back until vt_params_data() is called.  Any thread. */
void          vt_params_spare  (VtParams *params, int node, gconstpointer packed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtParams, vt_params_unref)

G_END_DECLS
