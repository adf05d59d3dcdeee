/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli features: the values of one layer, or of all, for one picture. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/cli-inputs.h"
#include "tensor/vt-npy.h"

typedef struct
{
  CliLook  look;
  gboolean all;
} Features;

#define LOOK(member) (G_STRUCT_OFFSET (Features, look) + G_STRUCT_OFFSET (CliLook, member))

static const CliOption options[] = {
  { "layer", 'l', CLI_STRING, LOOK (layer), "LAYER", N_("Name of the layer; without it the output") },
  { "all", 'a', CLI_FLAG, G_STRUCT_OFFSET (Features, all), NULL, N_("All layers; FILE is the folder that gets them") },
  { "output", 'o', CLI_FILE, LOOK (output), "FILE", N_("Where to write the values (.npy)") },
  { "exact", 0, CLI_FLAG, LOOK (exact), NULL, N_("Use the exact convolutions, not the fast ones") },
  { "input", 'i', CLI_FILE, LOOK (input), "FILE", N_("Feed this tensor (.npy) instead of a picture") },
  { "save-input", 0, CLI_FILE, LOOK (save_input), "FILE", N_("Write the tensor that was fed (.npy)") },
  { NULL },
};

/* The numbers of the nodes that are computed, in their order. (transfer full) */
static GArray *
layers_of (const VtGraph *graph)
{
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (int));

  for (int i = 0; i < (int) vt_graph_n_nodes (graph); i++)
    if (vt_graph_node (graph, i)->kind == VT_NODE_OP)
      g_array_append_val (nodes, i);
  return nodes;
}

/* One member of the answer for a value that is written to `path`. */
static gboolean
write_value (JsonBuilder    *b,
             const VtGraph  *graph,
             int             node,
             const char     *path,
             const VtTensor *value,
             GError        **error)
{
  if (!vt_npy_save (path, &value->shape, value->data, error))
    return FALSE;
  json_builder_begin_object (b);
  cli_add_string (b, "layer", vt_graph_node (graph, node)->name);
  cli_add_tensor (b, path, value);
  json_builder_end_object (b);
  return TRUE;
}

/* Layers may be called anything, so files have numbers; the answer tells which is which. */
static gboolean
write_all (JsonBuilder              *b,
           const VtGraph            *graph,
           const GArray             *nodes,
           const char               *folder,
           const VitrineActivation  *activation,
           GError                  **error)
{
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  json_builder_begin_array (b);
  for (guint k = 0; k < nodes->len; k++)
    {
      g_autofree char *name = g_strdup_printf ("%04u.npy", k + 1);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!write_value (b, graph, g_array_index (nodes, int, k), path, activation->values[k], error))
        return FALSE;
    }
  json_builder_end_array (b);
  return TRUE;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Features *f = call->options;
  const CliLook *look = &f->look;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineActivation) activation = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GArray) nodes = NULL;
  int node;

  if (look->output == NULL)
    return cli_usage_error (error, _("-o FILE is missing"));
  if (f->all && look->layer != NULL)
    return cli_usage_error (error, _("--layer and --all exclude each other"));
  model = cli_open_model (call->args[0], error);
  if (model == NULL || (node = cli_find_node (model, look->layer, error)) < 0)
    return NULL;

  const VtGraph *graph = vitrine_model_get_graph (model);

  if (f->all)
    nodes = layers_of (graph);

  VitrineAsk ask = {
    .nodes = f->all ? (const int *) (gpointer) nodes->data : &node, .n_nodes = f->all ? nodes->len : 1, .values_only = TRUE,
  };

  activation = cli_look (call, look, model, &ask, error);
  if (activation == NULL || !(f->all ? write_all (b, graph, nodes, look->output, activation, error)
                              : write_value (b, graph, node, look->output, activation->values[0], error)))
    return NULL;
  return cli_finish (b);
}

const CliCommand cli_command_features = {
  .name = "features",
  .arguments = N_("MODEL [PICTURE]"),
  .summary = N_("Write the values of a layer, or of all, for a picture"),
  .min_args = 1,
  .max_args = 2,
  .options_size = sizeof (Features),
  .options = options,
  .run = run,
};
