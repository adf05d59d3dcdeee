/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shape with its floats: refcounted, row-major, 64-byte aligned.  Immutable once shared. */
#pragma once

#include "tensor/vt-shape.h"

G_BEGIN_DECLS

typedef struct
{
  VtShape shape;
  float  *data;     /* vt_shape_size (&shape) floats, owned */
} VtTensor;

/* A zeroed tensor, or NULL with an error when the shape is refused or memory is short. */
VtTensor *vt_tensor_new   (const VtShape *shape, GError **error);
/* A copy of `data`. */
VtTensor *vt_tensor_copy  (const VtShape *shape, const float *data, GError **error);
VtTensor *vt_tensor_ref   (VtTensor *tensor);     /* any thread */
void      vt_tensor_unref (VtTensor *tensor);     /* any thread; NULL is fine */
gsize     vt_tensor_size  (const VtTensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTensor, vt_tensor_unref)

G_END_DECLS
