/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refcounted float tensors. */
#include "tensor/vt-tensor.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "base/vt-error.h"

VtTensor *
vt_tensor_new (const VtShape *shape,
               GError       **error)
{
  if (!vt_shape_check (shape, error))
    return NULL;

  const gsize bytes = MAX (vt_shape_size (shape), 1) * sizeof (float);
  float *data = NULL;

  if (posix_memalign ((void **) &data, 64, bytes) != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("Not enough memory for a tensor of %zu MB"), bytes >> 20);
      return NULL;
    }
  memset (data, 0, bytes);

  VtTensor *tensor = g_atomic_rc_box_new0 (VtTensor);

  tensor->shape = *shape;
  tensor->data = data;
  return tensor;
}

VtTensor *
vt_tensor_copy (const VtShape *shape,
                const float   *data,
                GError       **error)
{
  VtTensor *tensor = vt_tensor_new (shape, error);

  if (tensor != NULL)
    memcpy (tensor->data, data, vt_shape_size (shape) * sizeof (float));
  return tensor;
}

VtTensor *
vt_tensor_ref (VtTensor *tensor)
{
  return g_atomic_rc_box_acquire (tensor);
}

static void
clear (gpointer data)
{
  free (((VtTensor *) data)->data);
}

void
vt_tensor_unref (VtTensor *tensor)
{
  if (tensor != NULL)
    g_atomic_rc_box_release_full (tensor, clear);
}

gsize
vt_tensor_size (const VtTensor *tensor)
{
  return vt_shape_size (&tensor->shape);
}
