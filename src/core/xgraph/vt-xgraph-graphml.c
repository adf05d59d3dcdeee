/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GraphML, for programs that draw and measure graphs: an edge goes from the parent to the node it places. */
#include "xgraph/vt-xgraph-private.h"

#include <math.h>

static const struct { const char *id, *type, *of; } keys[] = {
  { "name", "string", "node" }, { "layer", "string", "node" }, { "filter", "int", "node" }, { "row", "double", "node" },
  { "column", "double", "node" }, { "spread", "double", "node" }, { "moves", "double", "node" },
  { "score", "double", "node" }, { "likeness", "double", "edge" },
};

static void
put_number (GString    *out,
            const char *key,
            double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "<data key=\"%s\">%s</data>", key, g_ascii_formatd (text, sizeof text, "%.7g", value));
}

static void
put_text (GString    *out,
          const char *key,
          const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (out, "<data key=\"%s\">%s</data>", key, escaped);
}

static void
put_node (GString        *out,
          const VtXGraph *graph,
          guint           l,
          guint           i,
          const char     *name)
{
  const VtPartLayer *layer = vt_part_space_layer (graph->space, l);
  const VtXNode *node = &graph->layer[l].node[i];
  const double stride = sqrt (layer->stride[0] * layer->stride[1]);

  g_string_append_printf (out, "  <node id=\"n%u\">", vt_xgraph_first (graph, l) + i);
  if (name != NULL)
    put_text (out, "name", name);
  put_text (out, "layer", layer->name);
  g_string_append_printf (out, "<data key=\"filter\">%u</data>", node->filter);
  put_number (out, "row", vt_part_layer_pixel (layer, 0, (double) node->place[0]));
  put_number (out, "column", vt_part_layer_pixel (layer, 1, (double) node->place[1]));
  put_number (out, "spread", (double) node->spread * stride);
  put_number (out, "moves", sqrt ((double) node->variance) * stride);
  put_number (out, "score", (double) node->score);
  g_string_append (out, "</node>\n");
}

static void
put_edges (GString        *out,
           const VtXGraph *graph,
           guint           l,
           guint           i)
{
  const VtXNode *node = &graph->layer[l].node[i];
  const VtXEdge *edge = node->n_parents > 0 ? graph->layer[l].edge + node->first_parent : NULL;

  for (guint j = 0; j < node->n_parents; j++)
    {
      g_string_append_printf (out, "  <edge source=\"n%u\" target=\"n%u\">", vt_xgraph_first (graph, l + 1) + edge[j].node,
                              vt_xgraph_first (graph, l) + i);
      put_number (out, "likeness", (double) edge[j].likeness);
      g_string_append (out, "</edge>\n");
    }
}

char *
vt_xgraph_graphml (const VtXGraph *graph,
                   char         *(*name)(guint layer, guint node, gpointer user_data),
                   gpointer user_data)
{
  const guint n_layers = vt_part_space_n_layers (graph->space);
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    g_string_append_printf (out, " <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", keys[k].id, keys[k].of,
                            keys[k].id, keys[k].type);
  g_string_append (out, " <graph id=\"explanatory\" edgedefault=\"directed\">\n");
  for (guint l = 0; l < n_layers; l++)
    for (guint i = 0; i < graph->layer[l].n_nodes; i++)
      {
        g_autofree char *called = name != NULL ? name (l, i, user_data) : NULL;

        put_node (out, graph, l, i, called);
      }
  for (guint l = 0; l + 1 < n_layers; l++)
    for (guint i = 0; i < graph->layer[l].n_nodes; i++)
      put_edges (out, graph, l, i);
  g_string_append (out, " </graph>\n</graphml>\n");
  return g_string_free (out, FALSE);
}
