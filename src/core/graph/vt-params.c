/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One array of floats, and the weights that operators packed from it.
 *
 * Invariant: a packed block never moves; its `version` says which state of the floats it was
 * made from.  The mutex guards the table of packed blocks and their contents while they are being
 * written, and what memory of the floats has been given back: never of those that somebody `held`. */
#include "graph/vt-params.h"

#include <glib/gi18n.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/vt-arena.h"
#include "base/vt-error.h"
#include "base/vt-pages.h"

typedef struct
{
  int           node;
  VtPath        path;
  gboolean      backward;
  gconstpointer layout;
  gsize         bytes;
  guint64       version;
  gpointer      block;
} Packed;

/* The floats of one parameter node. */
typedef struct
{
  guint         readers;    /* operators that have it as an input */
  gboolean      held;       /* somebody has asked for them: they stay */
  const Packed *given;      /* their memory was given back, and they can be had again from here; or NULL */
} Floats;

struct _VtParams
{
  VtGraph  *      graph;
  float    *      data;
  gsize           bytes;
  _Atomic guint64 version;   /* raised by the writer */
  pthread_mutex_t mutex;     /* not GLib's, whose locking ThreadSanitizer cannot see */
  GPtrArray *     packed;    /* Packed*, by `mutex` */
  Floats *        floats;    /* [nodes], by `mutex` */
};

/* Below this a block of its own huge page would waste more than it saves. */
#define SMALL_BLOCK ((gsize) 1 << 20)

/* Fewer floats than this are not worth giving back; nobody who asks for them has to wait for who packs others. */
#define MANY_FLOATS ((gsize) 1 << 16)

static gpointer
block_new (gsize    bytes,
           GError **error)
{
  gpointer block = NULL;

  if (bytes >= SMALL_BLOCK)
    return vt_arena_alloc (bytes, error);
  if (posix_memalign (&block, 64, bytes) != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("Not enough memory for packed weights"));
      return NULL;
    }
  memset (block, 0, bytes);
  return block;
}

static void
packed_free (gpointer data)
{
  Packed *packed = data;

  if (packed->bytes >= SMALL_BLOCK)
    vt_arena_free (packed->block, packed->bytes);
  else
    free (packed->block);
  g_free (packed);
}

VtParams *
vt_params_new (VtGraph *graph,
               GError **error)
{
  const gsize bytes = MAX (vt_graph_n_params (graph), 1) * sizeof (float);
  float *data = vt_arena_alloc (bytes, error);

  if (data == NULL)
    return NULL;

  VtParams *params = g_atomic_rc_box_new0 (VtParams);

  params->graph = vt_graph_ref (graph);
  params->data = data;
  params->bytes = bytes;
  atomic_init (&params->version, 1);
  pthread_mutex_init (&params->mutex, NULL);
  params->packed = g_ptr_array_new_with_free_func (packed_free);
  params->floats = g_new0 (Floats, vt_graph_n_nodes (graph));
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *n = vt_graph_node (graph, (int) i);

      for (guint j = 0; j < n->n_x; j++)
        if (n->x[j] >= 0)
          params->floats[n->x[j]].readers++;
    }
  return params;
}

VtParams *
vt_params_copy (const VtParams *params,
                GError        **error)
{
  VtParams *copy = vt_params_new (params->graph, error);

  if (copy != NULL)
    memcpy (copy->data, vt_params_data (params, -1), params->bytes);
  return copy;
}

VtParams *
vt_params_ref (VtParams *params)
{
  return g_atomic_rc_box_acquire (params);
}

static void
params_clear (gpointer data)
{
  VtParams *params = data;

  g_clear_pointer (&params->packed, g_ptr_array_unref);
  g_clear_pointer (&params->floats, g_free);
  pthread_mutex_destroy (&params->mutex);
  vt_arena_free (params->data, params->bytes);
  g_clear_pointer (&params->graph, vt_graph_unref);
}

void
vt_params_unref (VtParams *params)
{
  if (params != NULL)
    g_atomic_rc_box_release_full (params, params_clear);
}

VtGraph *
vt_params_graph (const VtParams *params)
{
  return params->graph;
}

float *
vt_params_place (const VtParams *params,
                 int             node)
{
  if (node < 0)
    return params->data;

  const VtNode *n = vt_graph_node (params->graph, node);

  g_return_val_if_fail (n != NULL && n->kind == VT_NODE_PARAM, NULL);
  return params->data + n->param_offset;
}

static gboolean
is_small (const VtParams *params,
          int             node)
{
  return vt_shape_size (&vt_graph_node (params->graph, node)->shape) < MANY_FLOATS;
}

/* The floats of `node` are there again; by `mutex`. */
static void
restore (VtParams *params,
         int       node)
{
  const Packed *given = params->floats[node].given;

  if (given == NULL)
    return;

  const VtNode *reader = vt_graph_node (params->graph, given->node);

  reader->op->unpack (reader->attrs, &vt_graph_node (params->graph, node)->shape, given->layout, given->block,
                      vt_params_place (params, node));
  params->floats[node].given = NULL;
}

float *
vt_params_data (const VtParams *params,
                int             node)
{
  VtParams *self = (VtParams *) params;   /* what it says does not change, only where it stands */
  float *data = vt_params_place (params, node);

  g_return_val_if_fail (data != NULL, NULL);
  if (node >= 0 && is_small (params, node))
    return data;
  pthread_mutex_lock (&self->mutex);
  for (int i = MAX (node, 0); i <= (node < 0 ? (int) vt_graph_n_nodes (params->graph) - 1 : node); i++)
    {
      restore (self, i);
      self->floats[i].held = TRUE;
    }
  pthread_mutex_unlock (&self->mutex);
  return data;
}

void
vt_params_changed (VtParams *params)
{
  atomic_fetch_add_explicit (&params->version, 1, memory_order_release);
}

guint64
vt_params_version (const VtParams *params)
{
  return atomic_load_explicit (&params->version, memory_order_acquire);
}

/* Finds or makes the entry; by `mutex`. */
static Packed *
entry (VtParams          *params,
       int                node,
       const VtOpContext *context,
       gsize              bytes,
       GError           **error)
{
  const VtOp *op = vt_graph_node (params->graph, node)->op;
  gconstpointer layout = op->pack_layout != NULL ? op->pack_layout (context) : NULL;

  for (guint i = 0; i < params->packed->len; i++)
    {
      Packed *packed = params->packed->pdata[i];

      if (packed->node == node && packed->path == context->path && packed->backward == context->backward
          && packed->layout == layout && packed->bytes == bytes)
        return packed;
    }

  gpointer block = block_new (bytes, error);

  if (block == NULL)
    return NULL;

  Packed *packed = g_new0 (Packed, 1);

  *packed = (Packed) { .node = node, .path = context->path, .backward = context->backward, .layout = layout,
                       .bytes = bytes, .block = block };
  g_ptr_array_add (params->packed, packed);
  return packed;
}

/* Weights that are themselves computed cannot be packed beforehand. */
static gboolean
weights_are_params (const VtGraph *graph,
                    const VtNode  *node)
{
  for (guint i = 1; i < node->n_x; i++)
    if (node->x[i] >= 0 && vt_graph_node (graph, node->x[i])->kind != VT_NODE_PARAM)
      return FALSE;
  return TRUE;
}

gconstpointer
vt_params_packed (VtParams          *params,
                  int                node,
                  const VtOpContext *context,
                  VtPool            *pool,
                  GError           **error)
{
  const VtNode *n = vt_graph_node (params->graph, node);
  const gsize bytes = n->op->pack_size != NULL && weights_are_params (params->graph, n)
                      ? n->op->pack_size (context) : 0;

  if (bytes == 0)
    return NULL;

  pthread_mutex_lock (&params->mutex);

  const guint64 version = atomic_load_explicit (&params->version, memory_order_acquire);
  Packed *packed = entry (params, node, context, bytes, error);

  if (packed != NULL && packed->version != version)
    {
      const float *x[VT_MAX_INPUTS] = { NULL };

      for (guint i = 0; i < n->n_x; i++)
        if (n->x[i] >= 0 && vt_graph_node (params->graph, n->x[i])->kind == VT_NODE_PARAM)
          {
            restore (params, n->x[i]);
            x[i] = vt_params_place (params, n->x[i]);
          }
      n->op->pack (context, x, packed->block, pool);
      packed->version = version;
    }
  pthread_mutex_unlock (&params->mutex);
  return packed != NULL ? packed->block : NULL;
}

void
vt_params_spare (VtParams     *params,
                 int           node,
                 gconstpointer packed)
{
  const VtNode *n = vt_graph_node (params->graph, node);
  const Packed *from = NULL;

  if (is_small (params, n->x[1]))
    return;
  pthread_mutex_lock (&params->mutex);
  for (guint i = 0; i < params->packed->len && from == NULL; i++)
    if (((const Packed *) params->packed->pdata[i])->block == packed)
      from = params->packed->pdata[i];

  Floats *floats = from != NULL ? &params->floats[n->x[1]] : NULL;

  if (floats != NULL && !floats->held && floats->given == NULL && floats->readers == 1 && !from->backward
      && n->op->unpack != NULL && n->op->unpack (n->attrs, NULL, from->layout, NULL, NULL))
    {
      const VtShape *shape = &vt_graph_node (params->graph, n->x[1])->shape;

      floats->given = from;
      vt_pages_drop (vt_params_place (params, n->x[1]), vt_shape_size (shape) * sizeof (float));
    }
  pthread_mutex_unlock (&params->mutex);
}
