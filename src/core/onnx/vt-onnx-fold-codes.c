/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stored reals and the integers that are their codes: q = round (x / scale) + zero, x ≈ (q − zero) · scale. */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "onnx/vt-onnx-attr.h"
#include "onnx/vt-onnx-fold.h"

enum { TYPE_INT8 = 3, TYPE_UINT16, TYPE_INT16 };

/* How scales lie over a tensor: one for all (n 1), or one for each place of an axis. */
typedef struct { gsize n, inner; } Scales;

static gboolean
lay_scales (const VtOnnxConst *x,
            const VtOnnxConst *scale,
            const VtOnnxConst *zero,
            gint64             axis,
            Scales            *s,
            GError           **error)
{
  guint a = 0;

  *s = (Scales) { scale->size, 1 };
  if (s->n != 1)
    {
      if (!vt_onnx_axis (axis, x->shape.n_dims, &a, error))
        return FALSE;
      for (guint d = a + 1; d < x->shape.n_dims; d++)
        s->inner *= x->shape.dim[d];
    }
  if (s->n == 0 || scale->shape.n_dims > 1 || (s->n != 1 && s->n != x->shape.dim[a])
      || (zero != NULL && zero->size != s->n && zero->size != 1))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("its scales do not fit one axis"));
      return FALSE;
    }
  return TRUE;
}

double
vt_onnx_codes_zero (const VtOnnxConst *zero,
                    gsize              c)
{
  return zero == NULL ? 0 : vt_onnx_const_real (zero, zero->size == 1 ? 0 : c);
}

VtOnnxConst *
vt_onnx_const_dequantize (const VtOnnxConst *x,
                          const VtOnnxConst *scale,
                          const VtOnnxConst *zero,
                          gint64             axis,
                          VtOnnxBudget      *budget,
                          GError           **error)
{
  Scales s;
  VtOnnxConst *y = lay_scales (x, scale, zero, axis, &s, error) ? vt_onnx_const_new (&x->shape, FALSE, budget, error) : NULL;

  for (gsize k = 0; y != NULL && k < y->size; k++)
    {
      const gsize c = s.n == 1 ? 0 : k / s.inner % s.n;

      y->f[k] = (float) ((vt_onnx_const_real (x, k) - vt_onnx_codes_zero (zero, c)) * vt_onnx_const_real (scale, c));
    }
  return y;
}

void
vt_onnx_codes_range (const VtOnnxConst *zero,
                     gint64             type,
                     double            *least,
                     double            *most)
{
  if (zero != NULL && zero->type != 0)
    type = zero->type;
  *least = type == TYPE_INT8 ? -128 : type == TYPE_INT16 ? -32768 : 0;
  *most = *least + (type == TYPE_INT16 || type == TYPE_UINT16 ? 65535 : 255);
}

VtOnnxConst *
vt_onnx_const_quantize (const VtOnnxConst *x,
                        const VtOnnxConst *scale,
                        const VtOnnxConst *zero,
                        gint64             axis,
                        gint64             type,
                        VtOnnxBudget      *budget,
                        GError           **error)
{
  double least, most;
  Scales s;
  VtOnnxConst *y = lay_scales (x, scale, zero, axis, &s, error) ? vt_onnx_const_new (&x->shape, TRUE, budget, error) : NULL;

  vt_onnx_codes_range (zero, type, &least, &most);
  for (gsize k = 0; y != NULL && k < y->size; k++)
    {
      const gsize c = s.n == 1 ? 0 : k / s.inner % s.n;
      const double q = rint (vt_onnx_const_real (x, k) / vt_onnx_const_real (scale, c)) + vt_onnx_codes_zero (zero, c);

      y->i[k] = vt_onnx_whole (CLAMP (q, least, most));
    }
  return y;
}

static VtOnnxConst *
fold_dequantize (const VtOnnxFold *fold,
                 GError          **error)
{
  return vt_onnx_const_dequantize (fold->x[0], fold->x[1], fold->n_x > 2 ? fold->x[2] : NULL,
                                   vt_onnx_attr_int (fold->node, "axis", 1), fold->budget, error);
}

static VtOnnxConst *
fold_quantize (const VtOnnxFold *fold,
               GError          **error)
{
  return vt_onnx_const_quantize (fold->x[0], fold->x[1], fold->n_x > 2 ? fold->x[2] : NULL,
                                 vt_onnx_attr_int (fold->node, "axis", 1),
                                 vt_onnx_attr_int (fold->node, "output_dtype", 0), fold->budget, error);
}

const VtOnnxFoldEntry vt_onnx_fold_codes[] = {
  { "DequantizeLinear", 2, fold_dequantize }, { "QuantizeLinear", 2, fold_quantize },
  { NULL },
};
