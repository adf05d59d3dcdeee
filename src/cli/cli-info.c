/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli info: what a network is made of. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "weights/vt-arch.h"
#include "cli/cli-inputs.h"
#include "engine/model/vitrine-model-load.h"

static void
add_file (JsonBuilder        *b,
          const VtOnnxReport *r)
{
  json_builder_set_member_name (b, "file");
  const char *format = g_hash_table_lookup (r->metadata, VT_ARCH_FORMAT);
  const char *architecture = g_hash_table_lookup (r->metadata, VT_ARCH_NAME);

  json_builder_begin_object (b);
  cli_add_string (b, "format", format != NULL ? format : "ONNX");
  if (architecture != NULL)
    cli_add_string (b, "architecture", architecture);
  cli_add_string (b, "producer", r->producer);
  cli_add_string (b, "producer_version", r->producer_version);
  cli_add_int (b, "opset", r->opset);
  cli_add_int (b, "nodes", r->n_file_nodes);
  cli_add_int (b, "folded", r->n_folded);
  cli_add_int (b, "fused", r->n_fused);
  cli_add_int (b, "half_precision_weights", r->n_fp16);
  json_builder_end_object (b);
}

static void
add_preprocess (JsonBuilder  *b,
                VitrineModel *model)
{
  VitrinePreprocess p;
  g_autofree char *description = NULL, *json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  vitrine_model_get_preprocess (model, &p);
  description = vitrine_preprocess_describe (&p, FALSE);
  json = vitrine_preprocess_to_json (&p);
  cli_add_string (b, "preprocessing", description);
  cli_add_string (b, "preprocessing_reason", p.reason);
  json_builder_set_member_name (b, "preprocess");
  if (json_parser_load_from_data (parser, json, -1, NULL))
    json_builder_add_value (b, json_parser_steal_root (parser));
  else
    json_builder_add_null_value (b);
}

/* One number where rows and columns agree, else both; null where there is none. */
static void
add_pair (JsonBuilder  *b,
          const char   *name,
          gboolean      known,
          const double  v[2])
{
  json_builder_set_member_name (b, name);
  if (!known)
    {
      json_builder_add_null_value (b);
      return;
    }
  if (v[0] == v[1])
    {
      json_builder_add_double_value (b, v[0]);
      return;
    }
  json_builder_begin_array (b);
  json_builder_add_double_value (b, v[0]);
  json_builder_add_double_value (b, v[1]);
  json_builder_end_array (b);
}

static void
add_layer (JsonBuilder  *b,
           VitrineLayer *layer)
{
  const VtField *field = vitrine_layer_get_field (layer);

  json_builder_begin_object (b);
  cli_add_string (b, "name", vitrine_layer_get_name (layer));
  cli_add_string (b, "op", vitrine_layer_get_op (layer));
  cli_add_shape (b, "shape", vitrine_layer_get_shape (layer));
  cli_add_int (b, "parameters", (gint64) vitrine_layer_get_n_params (layer));
  json_builder_set_member_name (b, "receptive_field");
  json_builder_begin_object (b);
  add_pair (b, "size", field->known && !field->global, field->size);
  add_pair (b, "stride", field->known && !field->global, field->stride);
  add_pair (b, "offset", field->known && !field->global, field->offset);
  if (field->global)
    cli_add_flag (b, "global", TRUE);
  json_builder_end_object (b);
  json_builder_end_object (b);
}

static void
add_issues (JsonBuilder     *b,
            const GPtrArray *issues)
{
  json_builder_set_member_name (b, "unsupported");
  json_builder_begin_array (b);
  for (guint i = 0; i < issues->len; i++)
    {
      const VtOnnxIssue *issue = issues->pdata[i];

      json_builder_begin_object (b);
      cli_add_string (b, "node", issue->node);
      cli_add_string (b, "op", issue->op);
      cli_add_string (b, "reason", issue->reason);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_texts (JsonBuilder        *b,
           const VtOnnxReport *r)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (r->metadata), (GCompareFunc) g_strcmp0);

  json_builder_set_member_name (b, "notes");
  json_builder_begin_array (b);
  for (guint i = 0; i < r->notes->len; i++)
    json_builder_add_string_value (b, r->notes->pdata[i]);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "metadata");
  json_builder_begin_object (b);
  for (GList *l = keys; l != NULL; l = l->next)
    /* Names of classes are a file's length of text. */
    if (!g_str_equal (l->data, "vitrine.classes"))
      cli_add_string (b, l->data, g_hash_table_lookup (r->metadata, l->data));
  json_builder_end_object (b);
}

static void
add_ends (JsonBuilder *b,
          VtGraph     *graph)
{
  json_builder_set_member_name (b, "inputs");
  json_builder_begin_array (b);
  for (guint i = 0; i < vt_graph_n_inputs (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, vt_graph_input_nth (graph, i));

      json_builder_begin_object (b);
      cli_add_string (b, "name", node->name);
      cli_add_shape (b, "shape", &node->shape);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "outputs");
  json_builder_begin_array (b);
  for (guint i = 0; i < vt_graph_n_outputs (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, vt_graph_output_nth (graph, i));

      json_builder_begin_object (b);
      cli_add_string (b, "name", node->name);
      cli_add_shape (b, "shape", &node->shape);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

/* Without the gaps that keep each parameter on a line of the cache. */
static gsize
count_params (const VtGraph *graph)
{
  gsize n = 0;

  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    if (vt_graph_node (graph, (int) i)->kind == VT_NODE_PARAM)
      n += vt_shape_size (&vt_graph_node (graph, (int) i)->shape);
  return n;
}

/* What is in a file of weights to which no network was found; `why` tells it in words. */
static JsonNode *
list_tensors (const char      *path,
              const VtWeights *weights,
              const char      *why)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *name = g_path_get_basename (path);

  json_builder_begin_object (b);
  cli_add_string (b, "name", name);
  cli_add_string (b, "format", vt_weights_format (weights));
  cli_add_string (b, "explanation", why);
  json_builder_set_member_name (b, "tensors");
  json_builder_begin_array (b);
  for (guint i = 0; i < vt_weights_n (weights); i++)
    {
      const VtWeight *tensor = vt_weights_nth (weights, i);

      json_builder_begin_object (b);
      cli_add_string (b, "name", tensor->name);
      cli_add_shape (b, "shape", &tensor->shape);
      cli_add_string (b, "type", vt_dtype_name (tensor->dtype));
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
  return cli_finish (b);
}

/* Weights without a network are told as far as they go. */
static JsonNode *
tell_weights (const char *path,
              GError    **error)
{
  g_autoptr (VtWeights) weights = NULL;
  JsonNode *told;

  if (!g_error_matches (*error, VT_ERROR, VT_ERROR_UNSUPPORTED))
    return NULL;
  weights = vitrine_model_read_weights (path, NULL);
  if (weights == NULL)
    return NULL;
  told = list_tensors (path, weights, (*error)->message);
  g_clear_error (error);
  return told;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (VitrineModel) model = cli_open_model (call->args[0], &problem);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  const VtOnnxReport *report;
  GListModel *layers;

  if (model == NULL)
    {
      JsonNode *told = tell_weights (call->args[0], &problem);

      if (told == NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return told;
    }
  report = vitrine_model_get_report (model);
  layers = vitrine_model_get_layers (model);
  json_builder_begin_object (b);
  cli_add_string (b, "name", vitrine_model_get_name (model));
  cli_add_string (b, "id", vitrine_model_get_id (model));
  add_file (b, report);
  cli_add_int (b, "parameters", (gint64) count_params (vitrine_model_get_graph (model)));
  cli_add_flag (b, "classifier", vitrine_model_is_classifier (model));
  cli_add_flag (b, "labels", vitrine_model_get_labels (model) != NULL);
  add_preprocess (b, model);
  add_ends (b, vitrine_model_get_graph (model));
  json_builder_set_member_name (b, "layers");
  json_builder_begin_array (b);
  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (VitrineLayer) layer = g_list_model_get_item (layers, i);

      add_layer (b, layer);
    }
  json_builder_end_array (b);
  add_issues (b, report->unsupported);
  add_texts (b, report);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_info = {
  .name = "info",
  .arguments = N_("MODEL"),
  .summary = N_("Tell what a network is made of"),
  .min_args = 1,
  .max_args = 1,
  .run = run,
};
