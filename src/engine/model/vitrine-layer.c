/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a model's list of layers.  All is worked out once, when the model opens. */
#include "engine/model/vitrine-layer-private.h"

#include <glib/gi18n.h>
#include <string.h>

struct _VitrineLayer
{
  GObject   parent_instance;
  VtGraph  *graph;
  int       node;
  guint     position;
  gsize     n_params;
  guint     chw[3];
  VtField   field;
  char     *shape_text, *field_text;
};

enum
{
  PROP_NODE = 1,
  PROP_NAME,
  PROP_OP,
  PROP_SHAPE_TEXT,
  PROP_FIELD_TEXT,
  PROP_N_PARAMS,
  PROP_SPATIAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VitrineLayer, vitrine_layer, G_TYPE_OBJECT)

static void
vitrine_layer_finalize (GObject *object)
{
  VitrineLayer *self = VITRINE_LAYER (object);

  g_clear_pointer (&self->graph, vt_graph_unref);
  g_free (self->shape_text);
  g_free (self->field_text);

  G_OBJECT_CLASS (vitrine_layer_parent_class)->finalize (object);
}

static void
vitrine_layer_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  VitrineLayer *self = VITRINE_LAYER (object);

  switch (id)
    {
    case PROP_NODE:
      g_value_set_int (value, self->node);
      break;
    case PROP_NAME:
      g_value_set_string (value, vitrine_layer_get_name (self));
      break;
    case PROP_OP:
      g_value_set_string (value, vitrine_layer_get_op (self));
      break;
    case PROP_SHAPE_TEXT:
      g_value_set_string (value, self->shape_text);
      break;
    case PROP_FIELD_TEXT:
      g_value_set_string (value, self->field_text);
      break;
    case PROP_N_PARAMS:
      g_value_set_uint64 (value, self->n_params);
      break;
    case PROP_SPATIAL:
      g_value_set_boolean (value, vitrine_layer_is_spatial (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_layer_class_init (VitrineLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = vitrine_layer_finalize;
  object_class->get_property = vitrine_layer_get_property;

  properties[PROP_NODE] = g_param_spec_int ("node", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_OP] = g_param_spec_string ("op", NULL, NULL, NULL, flags);
  properties[PROP_SHAPE_TEXT] = g_param_spec_string ("shape-text", NULL, NULL, NULL, flags);
  properties[PROP_FIELD_TEXT] = g_param_spec_string ("field-text", NULL, NULL, NULL, flags);
  properties[PROP_N_PARAMS] = g_param_spec_uint64 ("n-params", NULL, NULL, 0, G_MAXUINT64, 0,
                                                   flags);
  properties[PROP_SPATIAL] = g_param_spec_boolean ("spatial", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vitrine_layer_init (VitrineLayer *self)
{
}

/* "64 × 112 × 112" without the batch. */
static char *
make_shape_text (const VtShape *shape)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < shape->n_dims; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 1 ? " × " : "", shape->dim[i]);
  if (shape->n_dims < 2)
    g_string_append_printf (text, "%" G_GSIZE_FORMAT, vt_shape_size (shape));
  return g_string_free (text, FALSE);
}

static char *
make_field_text (const VtField *field)
{
  if (field->known && field->global)
    return g_strdup (_("whole picture"));
  if (!field->known)
    return g_strdup ("");
  if (field->size[0] == field->size[1] && field->stride[0] == field->stride[1])
    return g_strdup_printf (_("%g px, every %g px"), field->size[0], field->stride[0]);
  return g_strdup_printf (_("%g × %g px, every %g × %g px"), field->size[1], field->size[0],
                          field->stride[1], field->stride[0]);
}

static gsize
count_params (VtGraph      *graph,
              const VtNode *node)
{
  gsize n = 0;

  for (guint i = 0; i < node->n_x; i++)
    if (node->x[i] >= 0 && vt_graph_node (graph, node->x[i])->kind == VT_NODE_PARAM)
      n += vt_shape_size (&vt_graph_node (graph, node->x[i])->shape);
  return n;
}

VitrineLayer *
vitrine_layer_new (VtGraph *graph,
                   int      node,
                   guint    position)
{
  VitrineLayer *self = g_object_new (VITRINE_TYPE_LAYER, NULL);
  const VtNode *n = vt_graph_node (graph, node);
  const gboolean maps = n->shape.n_dims == 4;

  self->graph = vt_graph_ref (graph);
  self->node = node;
  self->position = position;
  self->n_params = count_params (graph, n);
  self->chw[0] = (guint) (maps ? n->shape.dim[1] : vt_shape_size (&n->shape));
  self->chw[1] = (guint) (maps ? n->shape.dim[2] : 1);
  self->chw[2] = (guint) (maps ? n->shape.dim[3] : 1);
  vt_field_of (graph, node, &self->field);
  self->shape_text = make_shape_text (&n->shape);
  self->field_text = make_field_text (&self->field);
  return self;
}

int
vitrine_layer_get_node (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), -1);
  return self->node;
}

const char *
vitrine_layer_get_name (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), NULL);
  return vt_graph_node (self->graph, self->node)->name;
}

const char *
vitrine_layer_get_op (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), NULL);
  return vt_graph_node (self->graph, self->node)->op->name;
}

const VtShape *
vitrine_layer_get_shape (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), NULL);
  return &vt_graph_node (self->graph, self->node)->shape;
}

const char *
vitrine_layer_get_shape_text (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), NULL);
  return self->shape_text;
}

const char *
vitrine_layer_get_field_text (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), NULL);
  return self->field_text;
}

const VtField *
vitrine_layer_get_field (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), NULL);
  return &self->field;
}

gsize
vitrine_layer_get_n_params (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), 0);
  return self->n_params;
}

guint
vitrine_layer_get_channels (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), 0);
  return self->chw[0];
}

guint
vitrine_layer_get_height (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), 0);
  return self->chw[1];
}

guint
vitrine_layer_get_width (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), 0);
  return self->chw[2];
}

gboolean
vitrine_layer_is_spatial (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), FALSE);
  return self->chw[1] * self->chw[2] > 1 && self->field.known && !self->field.global;
}

guint
vitrine_layer_get_position (VitrineLayer *self)
{
  g_return_val_if_fail (VITRINE_IS_LAYER (self), 0);
  return self->position;
}
