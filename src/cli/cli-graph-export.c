/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli graph export: an explanatory graph for other programs. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-inputs.h"
#include "xgraph/vt-xgraph.h"

typedef struct { char *out; } Options;

static const CliOption options[] = {
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, out), N_("FILE"), N_("File to write; .graphml or .json says what") },
  { NULL },
};

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (VtXGraph) graph = NULL;
  g_autofree char *data = NULL, *text = NULL;
  guint n_edges = 0;
  gsize n;

  if (o->out == NULL)
    return cli_usage_error (error, _("--output is missing: the file to write the graph to"));
  if (!g_str_has_suffix (o->out, ".graphml") && !g_str_has_suffix (o->out, ".json"))
    return cli_usage_error (error, _("“%s” ends neither in .graphml nor in .json"), o->out);
  if (!g_file_get_contents (call->args[0], &data, &n, error) || (graph = vt_xgraph_load (data, n, error)) == NULL)
    return NULL;
  text = g_str_has_suffix (o->out, ".json") ? vt_xgraph_save (graph) : vt_xgraph_graphml (graph, NULL, NULL);
  if (!g_file_set_contents (o->out, text, -1, error))
    return NULL;
  for (guint l = 0; l < vt_part_space_n_layers (vt_xgraph_space (graph)); l++)
    {
      guint n_nodes;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n_nodes);

      for (guint i = 0; i < n_nodes; i++)
        n_edges += nodes[i].n_parents;
    }
  json_builder_begin_object (b);
  cli_add_string (b, "file", o->out);
  cli_add_int (b, "nodes", vt_xgraph_n_nodes (graph));
  cli_add_int (b, "edges", n_edges);
  cli_add_int (b, "bytes", (gint64) strlen (text));
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_graph_export = {
  .name = "graph export",
  .arguments = N_("FILE"),
  .summary = N_("Write an explanatory graph for other programs"),
  .details = N_("GraphML is read by Gephi, yEd, igraph and NetworkX.  Places, spreads and movements are in pixels of the\n"
                "network’s input; an edge goes from a parent to the node that it places."),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = options,
  .run = run,
};
