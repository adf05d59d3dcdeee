/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli gradient: how a class score (before the softmax) or a layer's value changes with each number of the
 * input. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-inputs.h"
#include "tensor/vt-npy.h"

static const CliLook defaults = { .class_index = -1 };

static const CliOption options[] = {
  { "class", 'c', CLI_INT, G_STRUCT_OFFSET (CliLook, class_index), "N",
    N_("Number of the class; without it the best one") },
  { "layer", 'l', CLI_STRING, G_STRUCT_OFFSET (CliLook, layer), "LAYER",
    N_("Value N of this layer instead of the class score before the softmax") },
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (CliLook, output), "FILE", N_("Where to write the gradient (.npy)") },
  { "exact", 0, CLI_FLAG, G_STRUCT_OFFSET (CliLook, exact), NULL, N_("Use the exact convolutions, not the fast ones") },
  { "input", 'i', CLI_FILE, G_STRUCT_OFFSET (CliLook, input), "FILE", N_("Feed this tensor (.npy) instead of a picture") },
  { "save-input", 0, CLI_FILE, G_STRUCT_OFFSET (CliLook, save_input), "FILE", N_("Write the tensor that was fed (.npy)") },
  { NULL },
};

static int
largest (const VtTensor *tensor)
{
  gsize best = 0;

  for (gsize i = 1; i < vt_tensor_size (tensor); i++)
    if (tensor->data[i] > tensor->data[best])
      best = i;
  return (int) best;
}

/* The unit asked for; without --class a first pass finds the largest value. */
static int
find_unit (const CliCall *call,
           const CliLook *look,
           VitrineModel  *model,
           int            node,
           GError       **error)
{
  const gsize n = vt_shape_size (&vt_graph_node (vitrine_model_get_graph (model), node)->shape);

  if (look->class_index >= 0)
    {
      if ((gsize) look->class_index < n)
        return look->class_index;
      cli_usage_error (error, _("There is no class %d; the last is %d"), look->class_index, (int) n - 1);
      return -1;
    }

  VitrineAsk ask = { .nodes = &node, .n_nodes = 1, .values_only = TRUE };
  g_autoptr (VitrineActivation) activation = cli_look (call, look, model, &ask, error);

  return activation != NULL ? largest (activation->values[0]) : -1;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const CliLook *look = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineActivation) activation = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  int node, unit;

  if (look->output == NULL)
    return cli_usage_error (error, _("-o FILE is missing"));
  model = cli_open_model (call->args[0], error);
  if (model == NULL)
    return NULL;
  node = look->layer != NULL ? cli_find_node (model, look->layer, error) : vitrine_model_get_logits (model);
  if (node < 0 || (unit = find_unit (call, look, model, node, error)) < 0)
    return NULL;

  VitrineAsk ask = { .nodes = &node, .n_nodes = 1, .values_only = TRUE, .gradient_of = node, .gradient_unit = unit };

  activation = cli_look (call, look, model, &ask, error);
  if (activation == NULL
      || !vt_npy_save (look->output, &activation->gradient->shape, activation->gradient->data, error))
    return NULL;

  g_autofree char *label = vitrine_model_dup_label (model, (guint) unit);

  json_builder_begin_object (b);
  cli_add_string (b, "layer", vt_graph_node (vitrine_model_get_graph (model), node)->name);
  cli_add_int (b, "class", unit);
  if (look->layer == NULL)
    cli_add_string (b, "label", label);
  cli_add_double (b, "value", (double) activation->values[0]->data[unit]);
  cli_add_tensor (b, look->output, activation->gradient);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_gradient = {
  .name = "gradient",
  .arguments = N_("MODEL [PICTURE]"),
  .summary = N_("Write the gradient of a class score to the input"),
  .details = N_("The score is the one before the softmax, as in Simonyan et al. 2014."),
  .min_args = 1,
  .max_args = 2,
  .options_size = sizeof (CliLook),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
