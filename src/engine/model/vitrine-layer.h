/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a model's list of layers: an operator node and what there is to say about it.
 * Immutable. */
#pragma once

#include <glib-object.h>

#include "graph/vt-field.h"
#include "graph/vt-graph.h"

G_BEGIN_DECLS

/* Properties (read-only): node (int), name, op, shape-text, field-text (strings),
 * n-params (uint64), spatial (boolean). */
#define VITRINE_TYPE_LAYER (vitrine_layer_get_type ())
G_DECLARE_FINAL_TYPE (VitrineLayer, vitrine_layer, VITRINE, LAYER, GObject)

int            vitrine_layer_get_node     (VitrineLayer *self);
const char    *vitrine_layer_get_name     (VitrineLayer *self);
const char    *vitrine_layer_get_op       (VitrineLayer *self);
const VtShape *vitrine_layer_get_shape    (VitrineLayer *self);   /* with batch 1 */
/* "64 × 112 × 112": without the batch. */
const char    *vitrine_layer_get_shape_text (VitrineLayer *self);
/* "43 px, every 8 px", "whole picture" or "". */
const char    *vitrine_layer_get_field_text (VitrineLayer *self);
const VtField *vitrine_layer_get_field    (VitrineLayer *self);
gsize          vitrine_layer_get_n_params (VitrineLayer *self);
/* Channels × height × width; a flat vector is n × 1 × 1. */
guint          vitrine_layer_get_channels (VitrineLayer *self);
guint          vitrine_layer_get_height   (VitrineLayer *self);
guint          vitrine_layer_get_width    (VitrineLayer *self);
/* Whether it has a map over the picture, more than one cell. */
gboolean       vitrine_layer_is_spatial   (VitrineLayer *self);
/* Number of the layer in the model's list. */
guint          vitrine_layer_get_position (VitrineLayer *self);

G_END_DECLS
