/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A convolution or dense layer followed by BatchNormalization (Ioffe & Szegedy 2015), or by a product or sum with a constant
 * per channel, is one convolution or dense layer:
 *
 *   s·(w ∗ x + b) + t = (s w) ∗ x + (s b + t),    BatchNormalization: s = γ / √(σ² + ε), t = β − μ s              */
#include "onnx/vt-onnx-build.h"

#include <math.h>

/* Where a constant stands for channel c: 0 one number for all, 1 one for each channel, −1 neither. */
static int
per_channel (const VtOnnxConst *c,
             gsize              channels,
             guint              n_dims)
{
  if (c == NULL || c->shape.n_dims > n_dims)
    return -1;
  if (c->size == 1)
    return 0;
  /* The axis of channels, counted from the end because shapes are aligned there. */
  const guint from_end = n_dims - 1;

  if (c->size != channels || c->shape.n_dims < from_end)
    return -1;
  return c->shape.dim[c->shape.n_dims - from_end] == channels ? 1 : -1;
}

static gboolean
take_batch_norm (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 VtOnnxAffine       *a)
{
  const VtOnnxConst *c[4];
  const double epsilon = (double) vt_onnx_attr_float (n, "epsilon", 1e-5f);

  if (vt_onnx_has_output (n, 1) || (b->opset < 9 && vt_onnx_attr_int (n, "spatial", 1) == 0))
    return FALSE;
  for (guint k = 0; k < 4; k++)
    if ((c[k] = vt_onnx_in_const (b, n, k + 1)) == NULL || c[k]->size != a->n || c[k]->f == NULL)
      return FALSE;
  for (gsize k = 0; k < a->n; k++)
    {
      const double s = (double) c[0]->f[k] / sqrt ((double) c[3]->f[k] + epsilon);

      a->scale[k] *= s;
      a->shift[k] = (a->shift[k] - (double) c[2]->f[k]) * s + (double) c[1]->f[k];
    }
  return TRUE;
}

/* Add, Sub, Mul, Div with a constant; `at` is which input the value is. */
static gboolean
take_arithmetic (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 guint               at,
                 guint               n_dims,
                 VtOnnxAffine       *a)
{
  const VtOnnxConst *c = vt_onnx_in_const (b, n, 1 - at);
  const int how = n->n_input == 2 && b->opset >= 7 ? per_channel (c, a->n, n_dims) : -1;
  const char op = n->op_type[0];

  if (how < 0 || c->f == NULL || (at == 1 && op == 'D'))
    return FALSE;
  for (gsize k = 0; k < a->n; k++)
    {
      const double v = (double) c->f[how == 0 ? 0 : k];
      const double s = op == 'M' ? v : op == 'D' ? 1 / v : op == 'S' && at == 1 ? -1 : 1;
      const double t = op == 'A' ? v : op == 'S' ? (at == 1 ? v : -v) : 0;

      a->scale[k] *= s;
      a->shift[k] = a->shift[k] * s + t;
    }
  return TRUE;
}

static gboolean
take (VtOnnxBuild        *b,
      const VtOnnx__Node *n,
      const char         *name,
      guint               n_dims,
      VtOnnxAffine       *a)
{
  static const char *const arithmetic[] = { "Add", "Sub", "Mul", "Div", NULL };

  if (n->op_type == NULL || n->n_input == 0 || n->n_output == 0 || !vt_onnx_has_output (n, 0)
      || (n->domain != NULL && n->domain[0] != 0 && !g_str_equal (n->domain, "ai.onnx")))
    return FALSE;
  if (g_str_equal (n->op_type, "BatchNormalization"))
    return g_strcmp0 (n->input[0], name) == 0 && take_batch_norm (b, n, a);
  if (g_strv_contains (arithmetic, n->op_type) && n->n_input == 2)
    return take_arithmetic (b, n, g_strcmp0 (n->input[0], name) == 0 ? 0 : 1, n_dims, a);
  return FALSE;
}

void
vt_onnx_affine_follow (VtOnnxBuild        *b,
                       const VtOnnx__Node *n,
                       gsize               channels,
                       guint               n_dims,
                       VtOnnxAffine       *affine)
{
  *affine = (VtOnnxAffine) {
    .n = channels, .scale = g_new (double, channels), .shift = g_new0 (double, channels), .name = n->output[0], .last = n
  };
  for (gsize k = 0; k < channels; k++)
    affine->scale[k] = 1;
  while (!b->options.keep_batch_norm)
    {
      const VtOnnxValue *v = vt_onnx_value (b, affine->name);

      if (v->is_output || v->n_uses != 1 || v->reader == NULL || v->reader == affine->last
          || g_hash_table_contains (b->done, v->reader) || !take (b, v->reader, affine->name, n_dims, affine))
        return;
      affine->last = v->reader;
      affine->name = v->reader->output[0];
      affine->n_nodes++;
    }
}

VtOnnxConst *
vt_onnx_affine_weights (VtOnnxBuild        *b,
                        const VtOnnxAffine *affine,
                        const VtOnnxConst  *w,
                        gsize               inner,
                        GError            **error)
{
  VtOnnxConst *y = vt_onnx_const_new (&w->shape, FALSE, &b->budget, error);

  if (y == NULL)
    return NULL;
  y->half = w->half;
  for (gsize k = 0; k < y->size; k++)
    y->f[k] = (float) ((double) w->f[k] * affine->scale[k / inner % affine->n]);
  return y;
}

VtOnnxConst *
vt_onnx_affine_bias (VtOnnxBuild        *b,
                     const VtOnnxAffine *affine,
                     const VtOnnxConst  *bias,
                     double              factor,
                     GError            **error)
{
  const VtShape shape = VT_SHAPE (affine->n);
  VtOnnxConst *y = vt_onnx_const_new (&shape, FALSE, &b->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    {
      const double old = bias == NULL ? 0 : (double) bias->f[bias->size == 1 ? 0 : k];

      y->f[k] = (float) (factor * old * affine->scale[k] + affine->shift[k]);
    }
  return y;
}

void
vt_onnx_affine_done (VtOnnxBuild        *b,
                     const VtOnnx__Node *n,
                     const VtOnnxAffine *affine,
                     int                 node)
{
  const VtOnnx__Node *at = n;

  vt_onnx_bind (b, at, 0, node);
  for (guint i = 0; i < affine->n_nodes; i++)
    {
      at = vt_onnx_value (b, at->output[0])->reader;
      g_hash_table_add (b->done, (gpointer) at);
      vt_onnx_bind (b, at, 0, node);
    }
  b->report->n_fused += affine->n_nodes;
}

void
vt_onnx_affine_clear (VtOnnxAffine *affine)
{
  g_clear_pointer (&affine->scale, g_free);
  g_clear_pointer (&affine->shift, g_free);
}
