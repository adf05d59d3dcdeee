/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli features: the values of one layer for one picture. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-inputs.h"
#include "tensor/vt-npy.h"

static const CliOption options[] = {
  { "layer", 'l', CLI_STRING, G_STRUCT_OFFSET (CliLook, layer), "LAYER", N_("Name of the layer; without it the output") },
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (CliLook, output), "FILE", N_("Where to write the values (.npy)") },
  { "exact", 0, CLI_FLAG, G_STRUCT_OFFSET (CliLook, exact), NULL, N_("Use the exact convolutions, not the fast ones") },
  { "input", 'i', CLI_FILE, G_STRUCT_OFFSET (CliLook, input), "FILE", N_("Feed this tensor (.npy) instead of a picture") },
  { "save-input", 0, CLI_FILE, G_STRUCT_OFFSET (CliLook, save_input), "FILE", N_("Write the tensor that was fed (.npy)") },
  { NULL },
};

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const CliLook *look = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineActivation) activation = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  int node;

  if (look->output == NULL)
    return cli_usage_error (error, _("-o FILE is missing"));
  model = cli_open_model (call->args[0], error);
  if (model == NULL || (node = cli_find_node (model, look->layer, error)) < 0)
    return NULL;

  VitrineAsk ask = { .nodes = &node, .n_nodes = 1, .values_only = TRUE };

  activation = cli_look (call, look, model, &ask, error);
  if (activation == NULL
      || !vt_npy_save (look->output, &activation->values[0]->shape, activation->values[0]->data, error))
    return NULL;
  json_builder_begin_object (b);
  cli_add_string (b, "layer", vt_graph_node (vitrine_model_get_graph (model), node)->name);
  cli_add_tensor (b, look->output, activation->values[0]);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_features = {
  .name = "features",
  .arguments = N_("MODEL [PICTURE]"),
  .summary = N_("Write the values of a layer for a picture"),
  .min_args = 1,
  .max_args = 2,
  .options_size = sizeof (CliLook),
  .options = options,
  .run = run,
};
