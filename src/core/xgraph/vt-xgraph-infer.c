/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding a graph on a picture: from the deepest layer to the shallowest, each node at
 *   p̂_V = argmax_c P(p_c|V, I)·F̃(p_c),   P(p|V, I) = λ_V(I)·N₂ (p; μ_V + m_V(I), δ_V²)
 * with its parents' displacements d' = (p̂' − p̄')·ρ_s and weights w' = 1/(ρ_s·σ')²:
 *   m = Σ w'·d'/Σ w',   λ = exp (−(1/2M) Σ |d' − m|²·w')·δ²·exp (−(2/M) Σ ln (ρ_s·σ')). */
#include "xgraph/vt-xgraph-private.h"

#include <math.h>

#include "base/vt-dot.h"

#define FAR 1e6

static void
place_bump (const VtXGraph *graph,
            guint           l,
            const VtXNode  *v,
            const VtXPlace *upper,
            VtXBump        *bump)
{
  const VtPartLayer *layer = vt_part_space_layer (graph->space, l);
  const VtXEdge *edge = v->n_parents > 0 ? graph->layer[l].edge + v->first_parent : NULL;
  const double narrow = 1 / (2 * (double) v->width * (double) v->width);
  double m[2] = { 0, 0 }, sum = 0, norm = 0, square = 0, log_lambda = 0;

  if (v->n_parents > 0)
    {
      const VtXNode *above = graph->layer[l + 1].node;
      double scale[2];

      vt_x_scale (vt_part_space_layer (graph->space, l + 1), layer, scale);
      for (guint j = 0; j < v->n_parents; j++)
        {
          const VtXNode *p = &above[edge[j].node];
          const double w = vt_x_trust (scale, p->spread);
          double d2 = 0;

          for (guint axis = 0; axis < 2; axis++)
            {
              const double d = ((double) upper[edge[j].node].cell[axis] - (double) p->mean[axis]) * scale[axis];

              m[axis] += w * d;
              d2 += d * d;
            }
          sum += w;
          norm += log (w);
          square += w * d2;
        }
      m[0] /= sum;
      m[1] /= sum;
      square -= sum * (m[0] * m[0] + m[1] * m[1]);
      log_lambda = (norm - MAX (square, 0) / 2) / v->n_parents + 2 * log ((double) v->width);
    }
  for (guint axis = 0; axis < 2; axis++)
    bump->centre[axis] = (float) CLAMP ((double) v->place[axis] + m[axis], -FAR, FAR);
  bump->half = vt_x_window (layer, &graph->options, l + 1 == vt_part_space_n_layers (graph->space), v->spread);
  bump->narrow = (float) narrow;
  bump->height = (float) (exp (log_lambda) * narrow / G_PI);
}

/* Nodes from `from` on that belong to the same filter; how many. */
static guint
place_filter (const VtXGraph *graph,
              guint           l,
              guint           from,
              const VtXPlace *upper,
              GArray         *bumps)
{
  const VtXLayer *learned = &graph->layer[l];
  guint n = 0;

  while (from + n < learned->n_nodes && learned->node[from + n].filter == learned->node[from].filter)
    n++;
  g_array_set_size (bumps, n);
  for (guint i = 0; i < n; i++)
    place_bump (graph, l, &learned->node[from + i], upper, &g_array_index (bumps, VtXBump, i));
  return n;
}

static void
infer_layer (const VtXGraph *graph,
             guint           l,
             const float    *x,
             const VtXPlace *upper,
             VtXPlace       *out)
{
  const VtPartLayer *layer = vt_part_space_layer (graph->space, l);
  const VtXLayer *learned = &graph->layer[l];
  const VtXSmooth smooth = vt_x_smooth (layer, &graph->options);
  g_autofree float *f = g_new (float, (gsize) layer->h * layer->w);
  g_autoptr (GArray) bumps = g_array_new (FALSE, FALSE, sizeof (VtXBump));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (VtXFound));

  for (guint i = 0; i < learned->n_nodes;)
    {
      const guint n = place_filter (graph, l, i, upper, bumps);

      g_array_set_size (found, n);
      vt_x_evidence (layer, learned, learned->node[i].filter, x, f);
      vt_x_expect (&smooth, f, (const VtXBump *) (void *) bumps->data, n, 0, NULL, (VtXFound *) (void *) found->data);
      for (guint k = 0; k < n; k++)
        {
          const VtXFound *one = &g_array_index (found, VtXFound, k);

          out[i + k] = (VtXPlace) { { one->place[0], one->place[1] }, one->score, one->total };
        }
      i += n;
    }
}

/* Of nodes that move together; their children go by where each was found. */
static void
sway (const VtXGraph *graph,
      guint           l,
      VtXPlace       *out)
{
  const VtXLayer *learned = &graph->layer[l];
  g_autofree float *place = g_new (float, 2 * MAX ((gsize) learned->n_nodes, 1));

  for (gsize u = 0; u < 2 * (gsize) learned->n_nodes; u++)
    place[u] = out[u / 2].cell[u % 2];
  vt_x_sway (vt_part_space_layer (graph->space, l), learned, place);
  for (gsize u = 0; u < 2 * (gsize) learned->n_nodes; u++)
    out[u / 2].cell[u % 2] = place[u];
}

void
vt_xgraph_infer (const VtXGraph   *graph,
                 const VtPartMaps *maps,
                 VtXPlace         *out)
{
  const VtXPlace *upper = NULL;

  for (guint l = vt_part_space_n_layers (graph->space); l-- > vt_xgraph_first_layer (graph);)
    {
      VtXPlace *here = out + vt_xgraph_first (graph, l);

      infer_layer (graph, l, maps->x[l], upper, here);
      upper = here;
    }
  for (guint l = vt_xgraph_first_layer (graph); l < vt_part_space_n_layers (graph->space); l++)
    if (graph->layer[l].n_sway > 0)
      sway (graph, l, out + vt_xgraph_first (graph, l));
}

double
vt_xgraph_agreement (const VtXGraph   *graph,
                     const VtPartMaps *maps)
{
  const guint l = vt_part_space_n_layers (graph->space) - 1;
  const VtPartLayer *layer = vt_part_space_layer (graph->space, l);
  const VtXLayer *learned = &graph->layer[l];
  const gsize n_cells = (gsize) layer->h * layer->w;
  const guint n_filters = learned->n_facing / n_cells;
  g_autofree float *f = g_new (float, MAX (learned->n_facing, 1));
  float sum = 0;
  guint k = 0;

  if (learned->facing == NULL)
    return 0;
  for (guint i = 0; i < learned->n_nodes && k < n_filters; i++)
    if (i == 0 || learned->node[i].filter != learned->node[i - 1].filter)
      vt_x_evidence (layer, learned, learned->node[i].filter, maps->x[l], f + k++ *n_cells);
  vt_x_shown (layer->h, layer->w, n_filters, f);
  vt_dot_rows (learned->facing, learned->n_facing, 1, learned->n_facing, f, 1, 0, &sum, 1);
  return (double) sum;
}
