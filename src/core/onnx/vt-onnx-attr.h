/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes of a node of the file, with what holds when they are missing. */
#pragma once

#include "onnx/onnx.pb-c.h"
#include "tensor/vt-shape.h"

G_BEGIN_DECLS

const VtOnnx__Attribute *vt_onnx_attr (const VtOnnx__Node *node, const char *name);   /* NULL: missing */
gint64   vt_onnx_attr_int    (const VtOnnx__Node *node, const char *name, gint64 otherwise);
float    vt_onnx_attr_float  (const VtOnnx__Node *node, const char *name, float otherwise);
/* TRUE when the attribute is this word; a missing one is `otherwise`. */
gboolean vt_onnx_attr_is     (const VtOnnx__Node *node, const char *name, const char *word, const char *otherwise);
/* The attribute as text, or `otherwise`; (transfer full). */
char    *vt_onnx_attr_dup_string (const VtOnnx__Node *node, const char *name, const char *otherwise);
/* An axis of a tensor of `n_dims`: negative ones count from the end. */
gboolean vt_onnx_axis        (gint64 axis, guint n_dims, guint *resolved, GError **error);

G_END_DECLS
