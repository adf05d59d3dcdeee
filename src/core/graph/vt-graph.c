/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph: nodes in order of computation.
 *
 * Invariant: every input of a node has a smaller number than the node; after vt_graph_seal()
 * nothing changes.  The first error while building is kept and makes every later builder return
 * −1. */
#include "graph/vt-graph.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

struct _VtGraph
{
  GPtrArray    *nodes;        /* VtNode* */
  GHashTable   *by_name;      /* name → number + 1 */
  GArray       *inputs;       /* int */
  GArray       *outputs;      /* int */
  gsize         n_params;     /* floats */
  GError       *error;        /* the first one */
  gboolean      sealed;
};

static void
node_free (gpointer data)
{
  VtNode *node = data;

  g_free ((char *) node->name);
  g_free ((gpointer) node->attrs);
  g_free ((int *) node->x);
  g_free (node);
}

VtGraph *
vt_graph_new (void)
{
  VtGraph *graph = g_atomic_rc_box_new0 (VtGraph);

  graph->nodes = g_ptr_array_new_with_free_func (node_free);
  graph->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  graph->inputs = g_array_new (FALSE, FALSE, sizeof (int));
  graph->outputs = g_array_new (FALSE, FALSE, sizeof (int));
  return graph;
}

VtGraph *
vt_graph_ref (VtGraph *graph)
{
  return g_atomic_rc_box_acquire (graph);
}

static void
graph_clear (gpointer data)
{
  VtGraph *graph = data;

  g_clear_pointer (&graph->by_name, g_hash_table_unref);
  g_clear_pointer (&graph->nodes, g_ptr_array_unref);
  g_clear_pointer (&graph->inputs, g_array_unref);
  g_clear_pointer (&graph->outputs, g_array_unref);
  g_clear_error (&graph->error);
}

void
vt_graph_unref (VtGraph *graph)
{
  if (graph != NULL)
    g_atomic_rc_box_release_full (graph, graph_clear);
}

static VtNode *
nth (const VtGraph *graph,
     int            node)
{
  return graph->nodes->pdata[node];
}

/* Takes ownership of `node`, whose name may still be missing. */
static int
add_node (VtGraph    *graph,
          VtNode     *node,
          const char *name)
{
  const guint number = graph->nodes->len;

  if (name != NULL && *name != '\0')
    node->name = g_strdup (name);
  else
    node->name = g_strdup_printf ("%s_%u", node->op != NULL ? node->op->name : "value", number);
  if (g_hash_table_contains (graph->by_name, node->name))
    {
      g_set_error (&graph->error, VT_ERROR, VT_ERROR_FORMAT, _("two nodes are named “%s”"), node->name);
      node_free (node);
      return -1;
    }
  g_ptr_array_add (graph->nodes, node);
  g_hash_table_insert (graph->by_name, (gpointer) node->name, GUINT_TO_POINTER (number + 1));
  return (int) number;
}

static int
add_leaf (VtGraph       *graph,
          VtNodeKind     kind,
          const char    *name,
          const VtShape *shape)
{
  if (graph->error != NULL)
    return -1;
  if (!vt_shape_check (shape, &graph->error))
    {
      g_prefix_error (&graph->error, _("“%s”: "), name != NULL ? name : "input");
      return -1;
    }

  VtNode *node = g_new0 (VtNode, 1);

  node->kind = kind;
  node->shape = *shape;
  return add_node (graph, node, name);
}

int
vt_graph_input (VtGraph       *graph,
                const char    *name,
                const VtShape *shape)
{
  g_return_val_if_fail (!graph->sealed, -1);

  const int number = add_leaf (graph, VT_NODE_INPUT, name, shape);

  if (number >= 0 && shape->n_dims == 0)
    {
      g_set_error (&graph->error, VT_ERROR, VT_ERROR_SHAPE, _("input “%s” has no batch dimension"),
                   nth (graph, number)->name);
      return -1;
    }
  if (number >= 0)
    g_array_append_val (graph->inputs, number);
  return number;
}

int
vt_graph_param (VtGraph       *graph,
                const char    *name,
                const VtShape *shape)
{
  g_return_val_if_fail (!graph->sealed, -1);

  const int number = add_leaf (graph, VT_NODE_PARAM, name, shape);

  if (number >= 0)
    {
      /* Each parameter starts on a cache line, which vector loads like. */
      nth (graph, number)->param_offset = graph->n_params;
      graph->n_params += (vt_shape_size (shape) + 15) / 16 * 16;
    }
  return number;
}

static gboolean
gather_shapes (VtGraph    *graph,
               const int  *x,
               guint       n_x,
               VtShape    *shapes)
{
  if (n_x > VT_MAX_INPUTS)
    {
      g_set_error (&graph->error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("%u inputs are more than the %d supported"),
                   n_x, VT_MAX_INPUTS);
      return FALSE;
    }
  for (guint i = 0; i < n_x; i++)
    if (x[i] < -1 || x[i] >= (int) graph->nodes->len)
      {
        g_set_error (&graph->error, VT_ERROR, VT_ERROR_FORMAT, _("input %u does not exist"), i + 1);
        return FALSE;
      }
    else
      shapes[i] = x[i] < 0 ? vt_shape_left_out : nth (graph, x[i])->shape;
  return TRUE;
}

int
vt_graph_op (VtGraph       *graph,
             const char    *op_name,
             gconstpointer  attrs,
             const int     *x,
             guint          n_x,
             const char    *name)
{
  g_return_val_if_fail (!graph->sealed, -1);

  if (graph->error != NULL)
    return -1;

  const VtOp *op = vt_op_find (op_name);
  VtShape shapes[VT_MAX_INPUTS], y;

  if (op == NULL)
    g_set_error (&graph->error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("no such operator"));
  else if (op->attrs_size > 0 && attrs == NULL)
    g_set_error (&graph->error, VT_ERROR, VT_ERROR_PARAMETER, _("attributes are missing"));
  else if (gather_shapes (graph, x, n_x, shapes))
    vt_op_infer (op, attrs, n_x, shapes, &y, &graph->error);
  if (graph->error != NULL)
    {
      g_prefix_error (&graph->error, "%s “%s”: ", op_name, name != NULL ? name : _("(no name)"));
      return -1;
    }

  VtNode *node = g_new0 (VtNode, 1);

  node->kind = VT_NODE_OP;
  node->op = op;
  node->attrs = op->attrs_size > 0 ? g_memdup2 (attrs, op->attrs_size) : NULL;
  node->n_x = n_x;
  node->x = g_memdup2 (x, n_x * sizeof (int));
  node->shape = y;
  return add_node (graph, node, name);
}

void
vt_graph_output (VtGraph *graph,
                 int      node)
{
  g_return_if_fail (!graph->sealed);

  if (graph->error != NULL)
    return;
  if (node < 0 || node >= (int) graph->nodes->len)
    g_set_error (&graph->error, VT_ERROR, VT_ERROR_FORMAT, _("output %u does not exist"),
                 graph->outputs->len + 1);
  else
    g_array_append_val (graph->outputs, node);
}

gboolean
vt_graph_seal (VtGraph *graph,
               GError **error)
{
  if (graph->error == NULL && graph->outputs->len == 0)
    g_set_error (&graph->error, VT_ERROR, VT_ERROR_FORMAT, _("the network has no output"));
  if (graph->error != NULL)
    {
      if (error != NULL)
        *error = g_error_copy (graph->error);
      return FALSE;
    }
  graph->sealed = TRUE;
  return TRUE;
}

guint
vt_graph_n_nodes (const VtGraph *graph)
{
  return graph->nodes->len;
}

const VtNode *
vt_graph_node (const VtGraph *graph,
               int            node)
{
  g_return_val_if_fail (node >= 0 && node < (int) graph->nodes->len, NULL);
  return nth (graph, node);
}

int
vt_graph_find (const VtGraph *graph,
               const char    *name)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (graph->by_name, name)) - 1;
}

guint
vt_graph_n_inputs (const VtGraph *graph)
{
  return graph->inputs->len;
}

int
vt_graph_input_nth (const VtGraph *graph,
                    guint          i)
{
  g_return_val_if_fail (i < graph->inputs->len, -1);
  return g_array_index (graph->inputs, int, i);
}

guint
vt_graph_n_outputs (const VtGraph *graph)
{
  return graph->outputs->len;
}

int
vt_graph_output_nth (const VtGraph *graph,
                     guint          i)
{
  g_return_val_if_fail (i < graph->outputs->len, -1);
  return g_array_index (graph->outputs, int, i);
}

gsize
vt_graph_n_params (const VtGraph *graph)
{
  return graph->n_params;
}

static gboolean
shape_with_batch (const VtNode  *node,
                  gsize          batch,
                  const VtShape *shapes,
                  VtShape       *shape,
                  GError       **error)
{
  VtShape x[VT_MAX_INPUTS];

  if (node->kind != VT_NODE_OP)
    {
      *shape = node->shape;
      if (node->kind == VT_NODE_INPUT && !g_size_checked_mul (&shape->dim[0], shape->dim[0], batch))
        shape->dim[0] = G_MAXSIZE;
      return vt_shape_check (shape, error);
    }
  for (guint i = 0; i < node->n_x; i++)
    x[i] = node->x[i] < 0 ? vt_shape_left_out : shapes[node->x[i]];
  return vt_op_infer (node->op, node->attrs, node->n_x, x, shape, error);
}

gboolean
vt_graph_shapes (const VtGraph *graph,
                 gsize          batch,
                 VtShape       *shapes,
                 GError       **error)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    if (!shape_with_batch (nth (graph, (int) i), batch, shapes, &shapes[i], error))
      {
        g_prefix_error (error, _("“%s” with batch %zu: "), nth (graph, (int) i)->name, batch);
        return FALSE;
      }
  return TRUE;
}

gboolean
vt_graph_shape (const VtGraph *graph,
                int            node,
                gsize          batch,
                VtShape       *shape,
                GError       **error)
{
  g_return_val_if_fail (node >= 0 && node < (int) graph->nodes->len, FALSE);

  g_autofree VtShape *shapes = g_new (VtShape, graph->nodes->len);

  if (!vt_graph_shapes (graph, batch, shapes, error))
    return FALSE;
  *shape = shapes[node];
  return TRUE;
}
