/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a graph and its parameters to a file: what the outputs need, in the graph's own order and under its names. */
#include "config.h"

#include "onnx/vt-onnx.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "onnx/vt-onnx-write.h"

static void
writer_clear (VtOnnxWriter *w)
{
  g_clear_pointer (&w->nodes, g_ptr_array_unref);
  g_clear_pointer (&w->initializers, g_ptr_array_unref);
  g_clear_pointer (&w->memory, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtOnnxWriter, writer_clear)

/* TRUE at each node that an output needs. */
static gboolean *
needed_nodes (VtOnnxWriter *w)
{
  const guint n = vt_graph_n_nodes (w->graph);
  gboolean *needed = vt_onnx_write_alloc (w, n * sizeof (gboolean));

  for (guint i = 0; i < vt_graph_n_outputs (w->graph); i++)
    needed[vt_graph_output_nth (w->graph, i)] = TRUE;
  for (int i = (int) n - 1; i >= 0; i--)
    {
      const VtNode *node = vt_graph_node (w->graph, i);

      for (guint k = 0; needed[i] && k < node->n_x; k++)
        if (node->x[k] >= 0)
          needed[node->x[k]] = TRUE;
    }
  return needed;
}

/* The numbers are those of the parameters themselves; only the message is new. */
static void
write_param (VtOnnxWriter *w,
             int           i)
{
  const VtNode *node = vt_graph_node (w->graph, i);
  VtOnnx__Tensor *t = vt_onnx_write_alloc (w, sizeof *t);

  vt_onnx__tensor__init (t);
  t->name = vt_onnx_write_text (w, "%s", node->name);
  t->has_data_type = TRUE;
  t->data_type = 1;
  t->n_dims = node->shape.n_dims;
  t->dims = vt_onnx_write_alloc (w, t->n_dims * sizeof (gint64));
  for (guint d = 0; d < node->shape.n_dims; d++)
    t->dims[d] = (gint64) node->shape.dim[d];
  t->has_raw_data = TRUE;
  t->raw_data.data = (guint8 *) vt_params_data (w->params, i);
  t->raw_data.len = vt_shape_size (&node->shape) * sizeof (float);
  g_ptr_array_add (w->initializers, t);
}

/* An input or output of the file; its batch is open. */
static VtOnnx__Value *
write_value (VtOnnxWriter *w,
             const VtNode *node)
{
  VtOnnx__Value *v = vt_onnx_write_alloc (w, sizeof *v);
  VtOnnx__Type *type = vt_onnx_write_alloc (w, sizeof *type);
  VtOnnx__TensorType *tensor = vt_onnx_write_alloc (w, sizeof *tensor);
  VtOnnx__Shape *shape = vt_onnx_write_alloc (w, sizeof *shape);

  vt_onnx__value__init (v);
  vt_onnx__type__init (type);
  vt_onnx__tensor_type__init (tensor);
  vt_onnx__shape__init (shape);
  v->name = vt_onnx_write_text (w, "%s", node->name);
  v->type = type;
  type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = 1;
  tensor->shape = shape;
  shape->n_dim = node->shape.n_dims;
  shape->dim = vt_onnx_write_alloc (w, shape->n_dim * sizeof (VtOnnx__Dim *));
  for (guint d = 0; d < node->shape.n_dims; d++)
    {
      shape->dim[d] = vt_onnx_write_alloc (w, sizeof (VtOnnx__Dim));
      vt_onnx__dim__init (shape->dim[d]);
      if (d == 0 && node->shape.dim[0] == 1)
        shape->dim[d]->param = vt_onnx_write_text (w, "N");
      else
        {
          shape->dim[d]->has_value = TRUE;
          shape->dim[d]->value = (gint64) node->shape.dim[d];
        }
    }
  return v;
}

static gboolean
write_op (VtOnnxWriter *w,
          const VtNode *node,
          GError      **error)
{
  const VtOnnxWriteEntry *entry = vt_onnx_write_find (node->op->name);
  VtOnnx__Node *out = vt_onnx_write_node (w, node->op->name, node->name);

  if (entry != NULL && entry->write != NULL)
    return entry->write (w, node, out, error);
  if (entry == NULL && node->op->attrs_size > 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("The operator %s of “%s” cannot be written as ONNX"),
                   node->op->name, node->name);
      return FALSE;
    }
  vt_onnx_write_inputs (w, node, out);
  return TRUE;
}

static gboolean
write_graph (VtOnnxWriter   *w,
             VtOnnx__Graph  *g,
             GError        **error)
{
  const gboolean *needed = needed_nodes (w);
  const guint n_nodes = vt_graph_n_nodes (w->graph);

  g->input = vt_onnx_write_alloc (w, vt_graph_n_inputs (w->graph) * sizeof (VtOnnx__Value *));
  g->output = vt_onnx_write_alloc (w, vt_graph_n_outputs (w->graph) * sizeof (VtOnnx__Value *));
  for (guint i = 0; i < n_nodes; i++)
    {
      const VtNode *node = vt_graph_node (w->graph, (int) i);
      const VtOnnxWriteEntry *entry = needed[i] && node->kind == VT_NODE_OP ? vt_onnx_write_find (node->op->name) : NULL;

      w->opset = MAX (w->opset, entry != NULL ? entry->opset : 13);
    }
  for (guint i = 0; i < n_nodes; i++)
    {
      const VtNode *node = vt_graph_node (w->graph, (int) i);

      if (!needed[i])
        continue;
      if (node->kind == VT_NODE_PARAM)
        write_param (w, (int) i);
      else if (node->kind == VT_NODE_INPUT)
        g->input[g->n_input++] = write_value (w, node);
      else if (!write_op (w, node, error))
        return FALSE;
    }
  for (guint i = 0; i < vt_graph_n_outputs (w->graph); i++)
    g->output[g->n_output++] = write_value (w, vt_graph_node (w->graph, vt_graph_output_nth (w->graph, i)));
  g->name = vt_onnx_write_text (w, "network");
  g->n_node = w->nodes->len;
  g->node = (VtOnnx__Node **) w->nodes->pdata;
  g->n_initializer = w->initializers->len;
  g->initializer = (VtOnnx__Tensor **) w->initializers->pdata;
  return TRUE;
}

/* Sorted by key, so that the same network is the same bytes. */
static void
write_metadata (VtOnnxWriter   *w,
                VtOnnx__Model  *model,
                GHashTable     *metadata)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) g_strcmp0);

  model->metadata_props = vt_onnx_write_alloc (w, g_hash_table_size (metadata) * sizeof (VtOnnx__Pair *));
  for (GList *l = keys; l != NULL; l = l->next)
    {
      VtOnnx__Pair *pair = vt_onnx_write_alloc (w, sizeof *pair);

      vt_onnx__pair__init (pair);
      pair->key = vt_onnx_write_text (w, "%s", (const char *) l->data);
      pair->value = vt_onnx_write_text (w, "%s", (const char *) g_hash_table_lookup (metadata, l->data));
      model->metadata_props[model->n_metadata_props++] = pair;
    }
}

GBytes *
vt_onnx_export (const VtGraph  *graph,
                const VtParams *params,
                GHashTable     *metadata,
                GError        **error)
{
  g_auto (VtOnnxWriter) w = {
    .graph = graph, .params = params, .opset = 13,
    .memory = g_ptr_array_new_with_free_func (g_free),
    .nodes = g_ptr_array_new (), .initializers = g_ptr_array_new (),
  };
  VtOnnx__Model model = VT_ONNX__MODEL__INIT;
  VtOnnx__Graph g = VT_ONNX__GRAPH__INIT;
  VtOnnx__OpsetId opset = VT_ONNX__OPSET_ID__INIT, *opsets[] = { &opset };
  char empty[] = "", producer[] = "Vitrine", version[] = VITRINE_VERSION;

  if (!write_graph (&w, &g, error))
    return NULL;
  opset.domain = empty;
  opset.has_version = TRUE;
  opset.version = w.opset;
  model.has_ir_version = TRUE;
  model.ir_version = w.opset >= 19 ? 9 : w.opset >= 15 ? 8 : 7;
  model.producer_name = producer;
  model.producer_version = version;
  model.graph = &g;
  model.opset_import = opsets;
  model.n_opset_import = 1;
  if (metadata != NULL)
    write_metadata (&w, &model, metadata);

  const gsize size = vt_onnx__model__get_packed_size (&model);
  guint8 *data = size <= G_MAXINT32 ? g_try_malloc (MAX (size, 1)) : NULL;

  if (data == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("The network is too large for one ONNX file"));
      return NULL;
    }
  vt_onnx__model__pack (&model, data);
  return g_bytes_new_take (data, size);
}
