/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of a tensor: up to six dimensions, row-major, dimension 0 is the batch (N, C, H, W). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_MAX_DIMS 6
#define VT_MAX_ELEMENTS ((gsize) 1 << 33)   /* no tensor may be larger: 32 GB of floats */

typedef struct
{
  guint n_dims;            /* 0 is a scalar */
  gsize dim[VT_MAX_DIMS];
} VtShape;

/* Number of elements (1 for a scalar).  Does not overflow for shapes that vt_shape_check() accepts. */
gsize    vt_shape_size   (const VtShape *shape);
/* FALSE with VT_ERROR_SHAPE when there are too many dimensions or more than VT_MAX_ELEMENTS elements.
 * Every shape that comes from a file passes through here before memory is asked for. */
gboolean vt_shape_check  (const VtShape *shape, GError **error);
gboolean vt_shape_equal  (const VtShape *a, const VtShape *b);
/* "64×112×112", or "scalar". (transfer full) */
char    *vt_shape_to_string (const VtShape *shape);
/* Row-major strides in elements. */
void     vt_shape_strides (const VtShape *shape, gsize stride[VT_MAX_DIMS]);
/* NumPy broadcasting of two shapes; FALSE with VT_ERROR_SHAPE when they do not go together. */
gboolean vt_shape_broadcast (const VtShape *a, const VtShape *b, VtShape *out, GError **error);

/* Dimension i of a shape, counted from the front; 1 past its end. */
static inline gsize
vt_dim (const VtShape *shape,
        guint          i)
{
  return i < shape->n_dims ? shape->dim[i] : 1;
}

#define VT_SHAPE(...) \
  ((VtShape) { sizeof ((gsize[]) { __VA_ARGS__ }) / sizeof (gsize), { __VA_ARGS__ } })

G_END_DECLS
