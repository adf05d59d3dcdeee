/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constants and their budget. */
#include "onnx/vt-onnx-const.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/vt-arena.h"
#include "base/vt-error.h"

/* From this size on, in bytes, numbers get a block of their own, which goes back to the system at once when they are let go. */
#define LARGE ((gsize) 2 << 20)

/* Takes the elements of `shape` out of the budget. */
static gboolean
take_budget (const VtShape *shape,
             VtOnnxBudget  *budget,
             GError       **error)
{
  if (!vt_shape_check (shape, error))
    return FALSE;
  if (vt_shape_size (shape) <= budget->left)
    {
      budget->left -= vt_shape_size (shape);
      return TRUE;
    }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                       _("The constants of this file would grow far beyond the size of the file"));
  return FALSE;
}

VtOnnxConst *
vt_onnx_const_new (const VtShape *shape,
                   gboolean       integer,
                   VtOnnxBudget  *budget,
                   GError       **error)
{
  if (!take_budget (shape, budget, error))
    return NULL;

  const gsize size = vt_shape_size (shape), bytes = MAX (size, 1) * (integer ? sizeof (gint64) : sizeof (float));
  gpointer data = bytes < LARGE ? g_try_malloc0 (bytes) : vt_arena_alloc (bytes, NULL);

  if (data == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("Not enough memory for the weights"));
      return NULL;
    }

  VtOnnxConst *c = g_rc_box_new0 (VtOnnxConst);

  c->shape = *shape;
  c->size = size;
  c->block = bytes < LARGE ? 0 : bytes;
  if (integer)
    c->i = data;
  else
    c->f = data;
  return c;
}

VtOnnxConst *
vt_onnx_const_lend (const VtShape *shape,
                    const guint8  *data,
                    VtOnnxBudget  *budget,
                    GError       **error)
{
  if (!take_budget (shape, budget, error))
    return NULL;

  VtOnnxConst *c = g_rc_box_new0 (VtOnnxConst);

  c->shape = *shape;
  c->size = vt_shape_size (shape);
  c->f = (VtOnnxFloat *) data;
  c->lent = TRUE;
  return c;
}

VtOnnxConst *
vt_onnx_const_as (VtOnnxConst   *constant,
                  const VtShape *shape)
{
  VtOnnxConst *c = g_rc_box_new0 (VtOnnxConst);

  *c = *constant;
  c->shape = *shape;
  c->owner = vt_onnx_const_ref (constant);
  return c;
}

VtOnnxConst *
vt_onnx_const_ref (VtOnnxConst *constant)
{
  return g_rc_box_acquire (constant);
}

static void
constant_clear (gpointer data)
{
  VtOnnxConst *c = data;

  gpointer numbers = c->f != NULL ? (gpointer) c->f : c->i;

  if (c->owner != NULL)
    vt_onnx_const_unref (c->owner);
  else if (c->block > 0)
    vt_arena_free (numbers, c->block);
  else if (!c->lent)
    g_free (numbers);
}

void
vt_onnx_const_unref (VtOnnxConst *constant)
{
  if (constant != NULL)
    g_rc_box_release_full (constant, constant_clear);
}

double
vt_onnx_const_real (const VtOnnxConst *constant,
                    gsize              k)
{
  return constant->f != NULL ? (double) constant->f[k] : (double) constant->i[k];
}

gint64
vt_onnx_whole (double x)
{
  const double limit = 4611686018427387904.0;

  return x != x ? 0 : x > limit ? (gint64) limit : x < -limit ? -(gint64) limit : (gint64) x;
}

gint64
vt_onnx_const_int (const VtOnnxConst *constant,
                   gsize              k)
{
  return constant->i != NULL ? constant->i[k] : vt_onnx_whole ((double) constant->f[k]);
}

gboolean
vt_onnx_shape (const gint64 *dims,
               gsize         n_dims,
               VtShape      *shape,
               GError      **error)
{
  *shape = (VtShape) { 0 };
  if (n_dims > VT_MAX_DIMS)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%zu dimensions are more than the %d supported"),
                   n_dims, VT_MAX_DIMS);
      return FALSE;
    }
  for (gsize i = 0; i < n_dims; i++)
    {
      if (dims[i] < 0)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("a dimension is %" PRId64 ", below zero"), dims[i]);
          return FALSE;
        }
      /* Zero first and huge next would slip past a product. */
      if ((guint64) dims[i] > VT_MAX_ELEMENTS)
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("the tensor is too large"));
          return FALSE;
        }
      shape->dim[i] = (gsize) dims[i];
    }
  shape->n_dims = (guint) n_dims;
  return vt_shape_check (shape, error);
}
