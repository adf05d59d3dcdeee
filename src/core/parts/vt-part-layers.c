/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which layers of a network to mine.  A trunk node is one that everything passes through: no edge of the
 * graph leads around it.  The last trunk values of each resolution that are sums of products (a convolution,
 * its normalisation, a residual sum, a Concat of branches) are what a block has to say. */
#include "parts/vt-part-space.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "graph/vt-field.h"

#define LEAST_SIDE   6
#define MOST_SIDE    56
#define RESOLUTIONS  2
#define USUAL        2

static gboolean
op_is_one_of (const VtNode      *node,
              const char *const *names)
{
  return node->kind == VT_NODE_OP && g_strv_contains (names, node->op->name);
}

static gboolean
is_rectifier (const VtNode *node)
{
  static const char *const names[] = { "Relu", "LeakyRelu", "PRelu", "Clip", "Elu", "HardSwish", NULL };

  return op_is_one_of (node, names);
}

/* How many nodes read each node, and the last of them in order of computation. */
typedef struct
{
  guint n;
  int  *last;
  int  *readers;
} Uses;

static void
count_uses (const VtGraph *graph,
            Uses          *uses)
{
  uses->n = vt_graph_n_nodes (graph);
  uses->last = g_new0 (int, uses->n + 1);
  uses->readers = g_new0 (int, uses->n + 1);
  for (int i = 0; i < (int) uses->n; i++)
    {
      const VtNode *node = vt_graph_node (graph, i);

      for (guint j = 0; node->kind == VT_NODE_OP && j < node->n_x; j++)
        if (node->x[j] >= 0)
          {
            uses->last[node->x[j]] = i;
            uses->readers[node->x[j]]++;
          }
    }
}

/* A value that stands for its block: not one that a normalisation follows at once, and no rectified one. */
static gboolean
speaks_for_block (const VtGraph *graph,
                  const Uses    *uses,
                  int            i)
{
  static const char *const spoken[] = { "Conv", "BatchNormalization", "Add", "Sum", "Concat", NULL };
  const VtNode *node = vt_graph_node (graph, i);

  if (!op_is_one_of (node, spoken))
    return FALSE;
  if (uses->readers[i] == 1)
    {
      const VtNode *next = vt_graph_node (graph, uses->last[i]);

      if (next->kind == VT_NODE_OP && g_str_equal (next->op->name, "BatchNormalization"))
        return FALSE;
    }
  return TRUE;
}

/* The values before the rectifiers of a Concat's branches, if they join to the same channels. */
static void
look_behind (const VtGraph *graph,
             int            i,
             VtPartLayer   *layer)
{
  const VtNode *node = vt_graph_node (graph, i);
  gsize channels = 0;

  layer->n_sources = 1;
  layer->source[0] = i;
  if (node->kind != VT_NODE_OP)
    return;
  if (is_rectifier (node) && node->x[0] >= 0)
    {
      layer->source[0] = node->x[0];
      return;
    }
  if (!g_str_equal (node->op->name, "Concat") || node->n_x > VT_PART_MAX_SOURCES)
    return;

  int source[VT_PART_MAX_SOURCES];

  for (guint j = 0; j < node->n_x; j++)
    {
      source[j] = node->x[j];
      while (source[j] >= 0 && is_rectifier (vt_graph_node (graph, source[j])))
        source[j] = vt_graph_node (graph, source[j])->x[0];
      if (source[j] < 0)
        return;

      const VtShape *shape = &vt_graph_node (graph, source[j])->shape;

      if (shape->n_dims != 4 || shape->dim[2] != node->shape.dim[2] || shape->dim[3] != node->shape.dim[3])
        return;
      channels += shape->dim[1];
    }
  if (channels != node->shape.dim[1])
    return;
  layer->n_sources = node->n_x;
  memcpy (layer->source, source, node->n_x * sizeof (int));
}

gboolean
vt_part_layer_of_node (const VtGraph *graph,
                       int            i,
                       VtPartLayer   *layer,
                       GError       **error)
{
  const VtNode *node = vt_graph_node (graph, i);
  VtField field;

  vt_field_of (graph, i, &field);
  if (node->shape.n_dims != 4 || !field.known || field.global
      || node->shape.dim[2] > G_MAXUINT || node->shape.dim[3] > G_MAXUINT)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("“%s” has no map over the picture"), node->name);
      return FALSE;
    }
  *layer = (VtPartLayer) {
    .name = node->name, .node = i,
    .channels = (guint) node->shape.dim[1], .h = (guint) node->shape.dim[2], .w = (guint) node->shape.dim[3],
  };
  for (guint axis = 0; axis < 2; axis++)
    {
      layer->stride[axis] = field.stride[axis];
      layer->offset[axis] = field.offset[axis];
      layer->size[axis] = field.size[axis];
    }
  look_behind (graph, i, layer);
  return TRUE;
}

/* Maps of one resolution, the last ones, deepest first. */
typedef struct
{
  guint h, w;
  guint n;
  int   node[VT_PART_MAX_LAYERS];
} Resolution;

/* Walks from the end; fills `found` from the deepest resolution on and returns how many there are. */
static guint
find_resolutions (const VtGraph *graph,
                  const Uses    *uses,
                  const guint8  *trunk,
                  guint          per_resolution,
                  Resolution     found[RESOLUTIONS])
{
  guint n = 0;

  for (int i = (int) uses->n - 1; i >= 0; i--)
    {
      const VtNode *node = vt_graph_node (graph, i);
      VtPartLayer layer;

      if (!trunk[i] || node->shape.n_dims != 4 || !speaks_for_block (graph, uses, i)
          || MIN (node->shape.dim[2], node->shape.dim[3]) < LEAST_SIDE
          || MAX (node->shape.dim[2], node->shape.dim[3]) > MOST_SIDE
          || !vt_part_layer_of_node (graph, i, &layer, NULL))
        continue;
      if (n == 0 || found[n - 1].h != layer.h || found[n - 1].w != layer.w)
        {
          /* A decoder's maps grow again: those belong to no part. */
          if (n == RESOLUTIONS || (n > 0 && layer.h < found[n - 1].h))
            break;
          found[n++] = (Resolution) { .h = layer.h, .w = layer.w };
        }
      if (found[n - 1].n < per_resolution)
        found[n - 1].node[found[n - 1].n++] = i;
    }
  return n;
}

/* Node i is in the trunk when nothing computed before it is read after it; parameters do not count. */
static guint8 *
find_trunk (const VtGraph *graph,
            const Uses    *uses)
{
  guint8 *trunk = g_new0 (guint8, uses->n + 1);
  int reach = -1;

  for (int i = 0; i < (int) uses->n; i++)
    {
      const VtNode *node = vt_graph_node (graph, i);

      if (node->kind == VT_NODE_PARAM)
        continue;
      trunk[i] = reach <= i;
      reach = MAX (reach, uses->last[i]);
    }
  return trunk;
}

VtPartSpace *
vt_part_space_choose (const VtGraph *graph,
                      guint          per_resolution,
                      GError       **error)
{
  Uses uses;
  Resolution found[RESOLUTIONS] = { 0 };
  VtPartLayer layers[VT_PART_MAX_LAYERS] = { 0 };
  const VtShape *input = &vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape;
  guint n_layers = 0;

  if (input->n_dims != 4)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("The network’s input is not a picture"));
      return NULL;
    }
  count_uses (graph, &uses);

  g_autofree guint8 *trunk = find_trunk (graph, &uses);
  const guint each = per_resolution > 0 ? MIN (per_resolution, VT_PART_MAX_LAYERS / RESOLUTIONS) : USUAL;
  const guint n = find_resolutions (graph, &uses, trunk, each, found);

  g_free (uses.last);
  g_free (uses.readers);
  for (guint r = n; r-- > 0;)
    for (guint k = found[r].n; k-- > 0;)
      if (!vt_part_layer_of_node (graph, found[r].node[k], &layers[n_layers++], error))
        return NULL;
  if (n_layers == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("No layer of this network has maps of %d to %d cells a side"), LEAST_SIDE, MOST_SIDE);
      return NULL;
    }
  return vt_part_space_new ((guint) input->dim[2], (guint) input->dim[3], layers, n_layers, error);
}
