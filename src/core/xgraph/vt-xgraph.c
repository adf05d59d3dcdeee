/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph itself and the constants of the method. */
#include "xgraph/vt-xgraph-private.h"

#include <math.h>
#include <string.h>

#define CONSTANT(name, low, high, full, quick) { #name, NULL, G_STRUCT_OFFSET (VtXGraphOptions, name), low, high, full, quick }

const VtConstant vt_xgraph_constants[] = {
  CONSTANT (nodes, .05, 8, 1.4, 1.4),
  CONSTANT (filters, 0, 65536, 0, 128),
  CONSTANT (pictures, 0, 1e6, 0, 100),
  CONSTANT (iterations, 1, 1000, 20, 8),
  CONSTANT (parents, 1, VT_X_MOST_PARENTS, 15, 15),
  CONSTANT (pool, 1, 65536, 600, 600),
  CONSTANT (parents_every, 1, 1000, 5, 5),
  CONSTANT (still, 0, .95, .5, .5),
  CONSTANT (border, 0, .45, .1, .1),
  CONSTANT (tau, 0, 100, .1, .1),
  CONSTANT (window, .01, .5, .3, .3),
  CONSTANT (roam, .01, 2, .3, .3),
  CONSTANT (smooth, .005, .05, .025, .025),
  CONSTANT (delta, .01, 1, .15, .15),
  CONSTANT (narrowest, .01, 1, .1, .1),
  CONSTANT (step, .01, 2, 1, 1),
  CONSTANT (settled, 0, 1, .01, .01),
  CONSTANT (absent, 0, 1, .1, .1),
  CONSTANT (between, 0, 1, 0, 0),
  CONSTANT (looks, 1, 2, 1, 1),
  CONSTANT (sway, 0, VT_X_MOST_WAYS, 0, 0),
  CONSTANT (meet, 0, .5, 0, 0),
  CONSTANT (unlike, 0, 10, .5, .5),
  CONSTANT (answer, 0, 10, .1, .1),
  CONSTANT (around, 0, 10, 0, 0),
  CONSTANT (mirror, 0, 1, 0, 0),
  { NULL },
};

void
vt_xgraph_options_init (VtXGraphOptions *options,
                        gboolean         quick)
{
  for (const VtConstant *c = vt_xgraph_constants; c->id != NULL; c++)
    vt_constant_set (c, options, quick ? c->quick : c->full);
}

void
vt_xgraph_options_roam (VtXGraphOptions *options)
{
  options->roam = 2;
  options->between = 1;
  options->looks = 2;
  options->sway = 3;
  options->meet = .05;
  options->around = 1;
  options->mirror = 1;
}

VtXGraph *
vt_xgraph_alloc (VtPartSpace           *space,
                 const VtXGraphOptions *options)
{
  VtXGraph *graph = g_new0 (VtXGraph, 1);

  g_atomic_ref_count_init (&graph->references);
  graph->space = vt_part_space_ref (space);
  graph->options = *options;
  return graph;
}

void
vt_xlayer_clear (VtXLayer *layer)
{
  g_free (layer->deviation);
  g_free (layer->facing);
  g_free (layer->sway);
  g_free (layer->node);
  g_free (layer->edge);
  g_free (layer->objective);
  memset (layer, 0, sizeof *layer);
}

void
vt_xlayer_copy (VtXLayer       *to,
                const VtXLayer *from)
{
  *to = *from;
  to->deviation = g_memdup2 (from->deviation, from->n_deviation * sizeof *from->deviation);
  to->facing = g_memdup2 (from->facing, from->n_facing * sizeof *from->facing);
  to->sway = g_memdup2 (from->sway, from->n_sway * sizeof *from->sway);
  to->node = g_memdup2 (from->node, from->n_nodes * sizeof *from->node);
  to->edge = g_memdup2 (from->edge, from->n_edges * sizeof *from->edge);
  to->objective = g_memdup2 (from->objective, from->n_objective * sizeof *from->objective);
}

VtXGraph *
vt_xgraph_ref (VtXGraph *graph)
{
  g_atomic_ref_count_inc (&graph->references);
  return graph;
}

void
vt_xgraph_unref (VtXGraph *graph)
{
  if (graph == NULL || !g_atomic_ref_count_dec (&graph->references))
    return;
  for (guint l = 0; l < VT_PART_MAX_LAYERS; l++)
    vt_xlayer_clear (&graph->layer[l]);
  vt_part_space_unref (graph->space);
  g_free (graph->model);
  g_free (graph->class_name);
  g_free (graph);
}

VtPartSpace *
vt_xgraph_space (const VtXGraph *graph)
{
  return graph->space;
}

const VtXGraphOptions *
vt_xgraph_options (const VtXGraph *graph)
{
  return &graph->options;
}

const char *
vt_xgraph_model (const VtXGraph *graph)
{
  return graph->model;
}

const char *
vt_xgraph_class (const VtXGraph *graph)
{
  return graph->class_name;
}

guint64
vt_xgraph_seed (const VtXGraph *graph)
{
  return graph->seed;
}

guint
vt_xgraph_n_pictures (const VtXGraph *graph)
{
  return graph->n_pictures;
}

guint
vt_xgraph_first_layer (const VtXGraph *graph)
{
  guint l = vt_part_space_n_layers (graph->space);

  while (l > 0 && graph->layer[l - 1].n_nodes > 0)
    l--;
  return l;
}

const VtXNode *
vt_xgraph_nodes (const VtXGraph *graph,
                 guint           layer,
                 guint          *n)
{
  *n = graph->layer[layer].n_nodes;
  return graph->layer[layer].node;
}

const VtXEdge *
vt_xgraph_parents (const VtXGraph *graph,
                   guint           layer,
                   guint           node,
                   guint          *n)
{
  const VtXNode *v = &graph->layer[layer].node[node];

  *n = v->n_parents;
  return v->n_parents > 0 ? graph->layer[layer].edge + v->first_parent : NULL;
}

guint
vt_xgraph_n_nodes (const VtXGraph *graph)
{
  return vt_xgraph_first (graph, vt_part_space_n_layers (graph->space));
}

guint
vt_xgraph_first (const VtXGraph *graph,
                 guint           layer)
{
  guint n = 0;

  for (guint l = 0; l < layer; l++)
    n += graph->layer[l].n_nodes;
  return n;
}

const double *
vt_xgraph_objective (const VtXGraph *graph,
                     guint           layer,
                     guint          *n)
{
  *n = graph->layer[layer].n_objective;
  return graph->layer[layer].objective;
}

/* ---- measures of a layer ---- */

double
vt_x_side (const VtPartLayer *layer)
{
  return sqrt ((double) layer->h * layer->w);
}

VtXSmooth
vt_x_smooth (const VtPartLayer     *layer,
             const VtXGraphOptions *options)
{
  return (VtXSmooth) { layer->h, layer->w, (float) MAX (options->smooth * vt_x_side (layer), .1), options->between >= .5 };
}

float
vt_x_window (const VtPartLayer     *layer,
             const VtXGraphOptions *options,
             gboolean               deepest,
             float                  spread)
{
  const double most = (deepest ? options->roam : options->window) * vt_x_side (layer) / 2;
  const float half = (float) MAX (round (MIN (most, 3 * (double) spread)), 1);

  return vt_x_half (half, vt_x_smooth (layer, options).s);
}

void
vt_x_scale (const VtPartLayer *upper,
            const VtPartLayer *lower,
            double             scale[2])
{
  for (guint axis = 0; axis < 2; axis++)
    scale[axis] = upper->stride[axis] / lower->stride[axis];
}

double
vt_x_trust (const double scale[2],
            float        spread)
{
  return 1 / (scale[0] * scale[1] * (double) spread * (double) spread);
}

void
vt_x_evidence (const VtPartLayer *layer,
               const VtXLayer    *learned,
               guint              channel,
               const float       *x,
               float             *out)
{
  const gsize n = (gsize) layer->h * layer->w;
  const float *from = x + channel * n;

  if (learned->n_deviation == layer->channels)
    for (gsize u = 0; u < n; u++)
      out[u] = from[u] > 0 ? from[u] / learned->deviation[channel] : 0;
  else
    for (gsize u = 0; u < n; u++)
      out[u] = from[u] > 0 ? from[u] / learned->deviation[channel * n + u] : 0;
}
