/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli graph show: what stands in the file of an explanatory graph. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-ranked.h"
#include "cli/cli-inputs.h"
#include "xgraph/vt-xgraph.h"

typedef struct
{
  char *layer;
  int   nodes;
} Options;

static const Options defaults = { .nodes = 10 };

static const CliOption options[] = {
  { "layer", 'l', CLI_STRING, G_STRUCT_OFFSET (Options, layer), "L", N_("Only nodes of this layer") },
  { "nodes", 'n', CLI_INT, G_STRUCT_OFFSET (Options, nodes), "N", N_("Nodes to show of each layer, best first; 0: all (10)") },
  { NULL },
};

static void
add_layers (JsonBuilder    *b,
            const VtXGraph *graph)
{
  VtPartSpace *space = vt_xgraph_space (graph);

  json_builder_set_member_name (b, "layers");
  json_builder_begin_array (b);
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (space, l);
      guint n, n_edges = 0;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);
      double spread = 0;

      for (guint i = 0; i < n; i++)
        {
          n_edges += nodes[i].n_parents;
          spread += (double) nodes[i].spread * sqrt (layer->stride[0] * layer->stride[1]) / n;
        }
      json_builder_begin_object (b);
      cli_add_string (b, "name", layer->name);
      cli_add_int (b, "channels", layer->channels);
      cli_add_int (b, "rows", layer->h);
      cli_add_int (b, "columns", layer->w);
      cli_add_int (b, "nodes", n);
      cli_add_int (b, "edges", n_edges);
      cli_add_double (b, "mean_spread", n > 0 ? spread : (double) NAN);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

/* Places and spreads in pixels of the frame, rows before columns. */
static void
add_node (JsonBuilder    *b,
          const VtXGraph *graph,
          guint           l,
          guint           i)
{
  const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (graph), l);
  guint n, n_parents;
  const VtXNode *node = vt_xgraph_nodes (graph, l, &n) + i;
  const VtXEdge *edge = vt_xgraph_parents (graph, l, i, &n_parents);
  g_autoptr (GString) parents = g_string_new (NULL);

  for (guint j = 0; j < n_parents; j++)
    g_string_append_printf (parents, "%s%u", j > 0 ? " " : "", edge[j].node);
  json_builder_begin_object (b);
  cli_add_string (b, "layer", layer->name);
  cli_add_int (b, "node", i);
  cli_add_int (b, "filter", node->filter);
  cli_add_double (b, "row", vt_part_layer_pixel (layer, 0, (double) node->place[0]));
  cli_add_double (b, "column", vt_part_layer_pixel (layer, 1, (double) node->place[1]));
  cli_add_double (b, "spread", (double) node->spread * sqrt (layer->stride[0] * layer->stride[1]));
  cli_add_double (b, "moves", sqrt ((double) node->variance * layer->stride[0] * layer->stride[1]));
  cli_add_double (b, "score", (double) node->score);
  cli_add_string (b, "parents", parents->str);
  json_builder_end_object (b);
}

static void
add_nodes (JsonBuilder    *b,
           const VtXGraph *graph,
           const Options  *o)
{
  VtPartSpace *space = vt_xgraph_space (graph);

  json_builder_set_member_name (b, "best_nodes");
  json_builder_begin_array (b);
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);
      g_autofree VtRanked *ranked = g_new (VtRanked, MAX (n, 1));

      if (o->layer != NULL && !g_str_equal (o->layer, vt_part_space_layer (space, l)->name))
        continue;
      for (guint i = 0; i < n; i++)
        {
          ranked[i] = (VtRanked) { (double) nodes[i].score, i };
        }
      qsort (ranked, n, sizeof *ranked, vt_ranked_compare);
      for (guint i = 0; i < n && (o->nodes == 0 || i < (guint) o->nodes); i++)
        add_node (b, graph, l, ranked[i].i);
    }
  json_builder_end_array (b);
}

static gboolean
check_layer (const VtXGraph *graph,
             const char     *layer,
             GError        **error)
{
  VtPartSpace *space = vt_xgraph_space (graph);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      if (layer == NULL || g_str_equal (layer, vt_part_space_layer (space, l)->name))
        return TRUE;
      g_string_append_printf (all, "%s%s", l > 0 ? ", " : "", vt_part_space_layer (space, l)->name);
    }
  cli_usage_error (error, _("The graph has no layer “%s”; there are %s"), layer, all->str);
  return FALSE;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (VtXGraph) graph = NULL;
  g_autofree char *data = NULL;
  gsize n;

  if (o->nodes < 0)
    return cli_usage_error (error, _("--nodes is 0 or more"));
  if (!g_file_get_contents (call->args[0], &data, &n, error) || (graph = vt_xgraph_load (data, n, error)) == NULL
      || !check_layer (graph, o->layer, error))
    return NULL;
  json_builder_begin_object (b);
  cli_add_string (b, "model", vt_xgraph_model (graph));
  cli_add_string (b, "class", vt_xgraph_class (graph));
  cli_add_int (b, "pictures", vt_xgraph_n_pictures (graph));
  cli_add_int (b, "seed", (gint64) vt_xgraph_seed (graph));
  cli_add_int (b, "height", vt_part_space_height (vt_xgraph_space (graph)));
  cli_add_int (b, "width", vt_part_space_width (vt_xgraph_space (graph)));
  cli_add_int (b, "nodes", vt_xgraph_n_nodes (graph));
  cli_add_flag (b, "whole", vt_xgraph_first_layer (graph) == 0);
  add_layers (b, graph);
  add_nodes (b, graph, o);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_graph_show = {
  .name = "graph show",
  .arguments = N_("FILE"),
  .summary = N_("Show the layers and the best nodes of an explanatory graph"),
  .details = N_("Places, spreads and movements are in pixels of the network’s input.  A score of 1 is the mean of a layer."),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
