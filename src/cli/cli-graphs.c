/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/cli-graphs.h"

#include <glib/gi18n.h>

VtXGraph *
cli_load_graph (const char   *path,
                VitrineModel *model,
                GError      **error)
{
  g_autofree char *data = NULL;
  g_autoptr (VtXGraph) graph = NULL;
  gsize n;

  if (!g_file_get_contents (path, &data, &n, error) || (graph = vt_xgraph_load (data, n, error)) == NULL)
    return NULL;
  if (g_str_equal (vt_xgraph_model (graph), vitrine_model_get_id (model)))
    return g_steal_pointer (&graph);
  return cli_usage_error (error, _("The graph in “%s” was learned from another network"), path);
}

VitrineGraphPlaces *
cli_graph_places (const CliCall *call,
                  const char    *path,
                  const char    *class_name,
                  const char    *cache,
                  guint          most,
                  VtXGraph     **graph,
                  GError       **error)
{
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineFeatureStore) store = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (VitrinePartSource) source = NULL;
  VtJobPart part;

  if (path == NULL)
    return cli_usage_error (error, _("--graph is missing: the file of the graph, from graph learn"));
  if ((model = cli_open_model (call->args[0], error)) == NULL || (*graph = cli_load_graph (path, model, error)) == NULL
      || (pictures = cli_read_pictures (call->args[1], class_name, vt_job_part (&part, call->job, 0, .05), error)) == NULL)
    return NULL;
  store = vitrine_feature_store_new (cache, VITRINE_FEATURE_STORE_LIMIT);
  source = vitrine_part_source_new (store, model, vt_xgraph_space (*graph), (VitrinePicture **) pictures->pdata, pictures->len);
  return vitrine_graph_places_new (*graph, source, most, call->pool, vt_job_part (&part, call->job, .05, .95), error);
}
