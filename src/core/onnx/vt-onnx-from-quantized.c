/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks in integers: codes q = round (x / scale) + zero, from which x ≈ (q − zero) · scale.
 *
 * Vitrine computes with the numbers the codes stand for.  A value that is codes remembers its real numbers, and whoever
 * takes codes apart again with the same scale gets them back: rounding and its two operators vanish.  Where codes
 * themselves are asked for they are computed, without rounding, so that gradients flow; only a file that is taken
 * as it is written is rounded. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "ops/vt-attrs.h"
#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-fold.h"

/* ---- scales and zeros as nodes ----------------------------------------------------------------- */

/* Input i of `n`, one number or one for each place of `axis`, shaped to be broadcast over a tensor of `n_dims`. */
static int
along_axis (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            guint               i,
            gint64              axis,
            guint               n_dims,
            GError            **error)
{
  const int node = vt_onnx_in (b, n, i, error);
  VtReshapeAttrs attrs = { 0 };
  guint a;

  if (node < 0 || vt_shape_size (vt_onnx_shape_of (b, node)) == 1 || vt_onnx_shape_of (b, node)->n_dims != 1)
    return node;
  if (!vt_onnx_axis (axis, n_dims, &a, error))
    return -1;
  attrs.n_dims = n_dims - a;
  attrs.dim[0] = -1;
  for (guint d = 1; d < attrs.n_dims; d++)
    attrs.dim[d] = 1;
  return vt_onnx_emit (b, "Reshape", &attrs, &node, 1, NULL, error);
}

/* How a node of the file names scale and zero: the first of the two inputs. */
typedef struct
{
  const VtOnnx__Node *n;
  guint               at;
} Codes;

static gint64
axis_of (const Codes *codes)
{
  return vt_onnx_attr_int (codes->n, "axis", 1);
}

/* (q − zero) · scale. */
static int
decode (VtOnnxBuild *b,
        int          q,
        const Codes *codes,
        const char  *name,
        GError     **error)
{
  const guint n_dims = vt_onnx_shape_of (b, q)->n_dims;
  const int scale = along_axis (b, codes->n, codes->at, axis_of (codes), n_dims, error);

  if (scale >= 0 && vt_onnx_input (b, codes->n, codes->at + 1) != NULL)
    {
      const int zero = along_axis (b, codes->n, codes->at + 1, axis_of (codes), n_dims, error);

      q = zero < 0 ? -1 : vt_onnx_emit (b, "Sub", NULL, (int[]) { q, zero }, 2, NULL, error);
    }
  return scale < 0 || q < 0 ? -1 : vt_onnx_emit (b, "Mul", NULL, (int[]) { q, scale }, 2, name, error);
}

/* x / scale + zero; rounded and held inside what codes can say when the file is taken as it is written. */
static int
encode (VtOnnxBuild *b,
        int          x,
        const Codes *codes,
        const char  *name,
        GError     **error)
{
  const guint n_dims = vt_onnx_shape_of (b, x)->n_dims;
  const VtOnnxConst *z = vt_onnx_in_const (b, codes->n, codes->at + 1);
  const gboolean exact = b->options.as_written;
  const int scale = along_axis (b, codes->n, codes->at, axis_of (codes), n_dims, error);
  int q = scale < 0 ? -1 : vt_onnx_emit (b, "Div", NULL, (int[]) { x, scale }, 2, NULL, error);

  double least, most;

  vt_onnx_codes_range (z, vt_onnx_attr_int (codes->n, "output_dtype", 0), &least, &most);

  const VtUnaryAttrs held = { (float) least, (float) most };

  if (q >= 0 && exact)
    q = vt_onnx_emit (b, "Round", NULL, &q, 1, NULL, error);
  if (q >= 0 && vt_onnx_input (b, codes->n, codes->at + 1) != NULL)
    {
      const int zero = along_axis (b, codes->n, codes->at + 1, axis_of (codes), n_dims, error);

      q = zero < 0 ? -1 : vt_onnx_emit (b, "Add", NULL, (int[]) { q, zero }, 2, exact ? NULL : name, error);
    }
  return q >= 0 && exact ? vt_onnx_emit (b, "Clip", &held, &q, 1, name, error) : q;
}

int
vt_onnx_emit_codes (VtOnnxBuild *b,
                    VtOnnxValue *v,
                    const char  *name,
                    GError     **error)
{
  return encode (b, v->real, &(Codes) { v->coder, v->coder_scale }, name, error);
}

/* ---- values that are codes ------------------------------------------------------------------- */

static gboolean
same_numbers (const VtOnnxConst *a,
              const VtOnnxConst *b)
{
  if (a == NULL || b == NULL || a->size != b->size)
    return a == b;
  for (gsize k = 0; k < a->size; k++)
    if (vt_onnx_const_real (a, k) != vt_onnx_const_real (b, k))
      return FALSE;
  return TRUE;
}

/* One input of each: the same value, or constants that are equal. */
static gboolean
same_input (VtOnnxBuild *b,
            const Codes *one,
            const Codes *other,
            guint        k)
{
  const VtOnnxValue *u = vt_onnx_input (b, one->n, one->at + k), *v = vt_onnx_input (b, other->n, other->at + k);

  return u == v || (u != NULL && v != NULL && u->constant != NULL && same_numbers (u->constant, v->constant));
}

/* The real numbers of input i of `codes->n`, which is codes. */
static int
real_of (VtOnnxBuild *b,
         guint        i,
         const Codes *codes,
         const char  *name,
         GError     **error)
{
  const VtOnnxValue *v = vt_onnx_input (b, codes->n, i);
  const VtOnnxConst *scale = vt_onnx_in_const (b, codes->n, codes->at);
  const VtOnnxConst *zero = vt_onnx_in_const (b, codes->n, codes->at + 1);
  int q;

  if (v != NULL && v->real >= 0)
    {
      const Codes made = { v->coder, v->coder_scale };

      if (same_input (b, &made, codes, 0) && same_input (b, &made, codes, 1))
        return v->real;
    }
  if (v != NULL && v->constant != NULL && scale != NULL && (zero != NULL || vt_onnx_input (b, codes->n, codes->at + 1) == NULL))
    {
      g_autoptr (VtOnnxConst) c = vt_onnx_const_dequantize (v->constant, scale, zero, axis_of (codes), &b->budget, error);

      return c != NULL ? vt_onnx_param (b, c, codes->n->input[i], error) : -1;
    }
  q = vt_onnx_in (b, codes->n, i, error);
  return q < 0 ? -1 : decode (b, q, codes, name, error);
}

/* What codes can say of `real`: a network in integers often has its Relu in nothing but that. */
static int
hold (VtOnnxBuild *b,
      const Codes *codes,
      int          real,
      GError     **error)
{
  const VtOnnxConst *scale = vt_onnx_in_const (b, codes->n, codes->at);
  const VtOnnxConst *zero = vt_onnx_in_const (b, codes->n, codes->at + 1);
  double least, most;
  const char *name = vt_onnx_outward_name (b, codes->n, 0);

  /* Scales that the picture decides hold all of it. */
  if (scale == NULL || (zero == NULL && vt_onnx_input (b, codes->n, codes->at + 1) != NULL) || b->options.as_written)
    return real;
  if (scale->size != 1 || (zero != NULL && zero->size != 1))
    return vt_onnx_refuse (error, _("its activations have a scale for each channel"));

  vt_onnx_codes_range (zero, vt_onnx_attr_int (codes->n, "output_dtype", 0), &least, &most);

  const VtUnaryAttrs bounds = {
    (float) ((least - vt_onnx_codes_zero (zero, 0)) * vt_onnx_const_real (scale, 0)),
    (float) ((most - vt_onnx_codes_zero (zero, 0)) * vt_onnx_const_real (scale, 0)),
  };

  return vt_onnx_emit (b, "Clip", &bounds, &real, 1, name, error);
}

/* Scale or zero that are codes themselves are computed now: put off, a long chain of them would be as many calls deep. */
static gboolean
settle (VtOnnxBuild *b,
        const Codes *codes,
        GError     **error)
{
  for (guint k = codes->at; k < codes->at + 2; k++)
    {
      const VtOnnxValue *v = vt_onnx_input (b, codes->n, k);

      if (v != NULL && v->node < 0 && v->real >= 0 && vt_onnx_in (b, codes->n, k, error) < 0)
        return FALSE;
    }
  return TRUE;
}

/* Output 0 of `n` is the codes of `real`. */
static int
is_codes_of (VtOnnxBuild *b,
             const Codes *codes,
             int          real,
             GError     **error)
{
  VtOnnxValue *v = vt_onnx_value (b, codes->n->output[0]);

  if (real < 0 || !settle (b, codes, error) || (real = hold (b, codes, real, error)) < 0)
    return -1;
  v->node = -1;
  v->real = real;
  v->coder = codes->n;
  v->coder_scale = codes->at;
  if (!b->options.as_written)
    vt_onnx_note (b, _("The file rounds activations to 8 bits; Vitrine computes without this rounding."));
  return real;
}

static int
from_quantize (VtOnnxBuild        *b,
               const VtOnnx__Node *n,
               GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error);

  if (x < 0 || vt_onnx_input (b, n, 1) == NULL || !vt_onnx_has_output (n, 0))
    return vt_onnx_refuse (error, _("its scale is missing"));
  if (vt_onnx_attr_int (n, "block_size", 0) != 0)
    return vt_onnx_refuse (error, _("its scales do not fit one axis"));
  return is_codes_of (b, &(Codes) { n, 1 }, x, error);
}

static int
from_dequantize (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 GError            **error)
{
  if (vt_onnx_input (b, n, 1) == NULL)
    return vt_onnx_refuse (error, _("its scale is missing"));
  return real_of (b, 0, &(Codes) { n, 1 }, vt_onnx_outward_name (b, n, 0), error);
}

/* ---- layers on codes --------------------------------------------------------------------------- */

/* A name that no value of the file has. */
static char *
new_name (VtOnnxBuild *b,
          const char  *output,
          const char  *op)
{
  char *name = g_strdup_printf ("%s/%s", output, op);

  while (g_hash_table_contains (b->values, name))
    {
      g_free (name);
      name = g_strdup_printf ("%s/%s~%u", output, op, b->made_up->len);
      g_ptr_array_add (b->made_up, NULL);
    }
  g_ptr_array_add (b->made_up, name);
  vt_onnx_value (b, name);
  return name;
}

/* A layer of real numbers between codes.  The file's node gives way to one of its own making, whose inputs are values
 * that only it knows; then the converter of the real layer does the work. */
static int
as_real_layer (VtOnnxBuild        *b,
               const VtOnnx__Node *n,
               const char         *op,
               const int          *in,
               VtOnnxConst *const *constant,
               guint               n_in,
               GError            **error)
{
  VtOnnx__Node real = *n;
  char *names[3], *output[1] = { new_name (b, n->output[0], op) };

  real.op_type = (char *) op;
  real.domain = NULL;
  real.input = names;
  real.n_input = n_in;
  real.output = output;
  real.n_output = 1;
  for (guint k = 0; k < n_in; k++)
    {
      VtOnnxValue *v;

      names[k] = new_name (b, n->output[0], op);
      v = vt_onnx_value (b, names[k]);
      v->node = in[k];
      v->constant = constant[k] != NULL ? vt_onnx_const_ref (constant[k]) : NULL;
    }
  return vt_onnx_converter (&real)->convert (b, &real, error);
}

/* Numbers of a bias in units of scale (x) · scale (w). */
static VtOnnxConst *
decode_bias (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             guint               i,
             GError            **error)
{
  const VtOnnxConst *bias = vt_onnx_in_const (b, n, i), *of_x = vt_onnx_in_const (b, n, 1), *of_w = vt_onnx_in_const (b, n, 4);

  if (bias == NULL || of_x == NULL || of_w == NULL || of_x->size != 1 || of_w->size == 0
      || (of_w->size != 1 && of_w->size != bias->size))
    {
      vt_onnx_refuse (error, _("its bias does not fit its weights"));
      return NULL;
    }

  VtOnnxConst *y = vt_onnx_const_new (&bias->shape, FALSE, &b->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    y->f[k] = (float) (vt_onnx_const_real (bias, k) * vt_onnx_const_real (of_x, 0)
                       * vt_onnx_const_real (of_w, of_w->size == 1 ? 0 : k));
  return y;
}

/* x, its scale and zero, w and its own, those of y, and perhaps a bias: QLinearConv and QLinearMatMul. */
static int
from_qlinear (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const gboolean conv = g_str_equal (n->op_type, "QLinearConv");
  const Codes of_x = { n, 1 };
  const VtOnnxConst *w = vt_onnx_in_const (b, n, 3), *scale = vt_onnx_need_const (b, n, 4, _("its scales"), error);
  const VtOnnxConst *zero = vt_onnx_in_const (b, n, 5);
  const gboolean has_bias = conv && vt_onnx_input (b, n, 8) != NULL;
  const int x = scale != NULL ? real_of (b, 0, &of_x, NULL, error) : -1;
  g_autoptr (VtOnnxConst) real_w = NULL, bias = NULL;

  if (x < 0)
    return -1;
  if (w == NULL && !conv)
    {
      const int second = real_of (b, 3, &(Codes) { n, 4 }, NULL, error);

      return second < 0 ? -1
             : is_codes_of (b, &(Codes) { n, 6 },
                            vt_onnx_emit (b, "MatMul", NULL, (int[]) { x, second }, 2, NULL, error), error);
    }
  if (w == NULL)
    return vt_onnx_refuse (error, _("its weights depend on the picture"));
  real_w = vt_onnx_const_dequantize (w, scale, zero, conv ? 0 : -1, &b->budget, error);
  if (real_w == NULL || (has_bias && (bias = decode_bias (b, n, 8, error)) == NULL))
    return -1;
  return is_codes_of (b, &(Codes) { n, 6 },
                      as_real_layer (b, n, conv ? "Conv" : "MatMul", (int[]) { x, -1, -1 },
                                     (VtOnnxConst *[]) { NULL, real_w, bias }, has_bias ? 3 : 2, error), error);
}

/* Microsoft's Gemm: x, w, a bias, and perhaps codes of y (without them y is real). */
static int
from_qgemm (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  const VtOnnxConst *w = vt_onnx_need_const (b, n, 3, _("its weights"), error);
  const VtOnnxConst *scale = w != NULL ? vt_onnx_need_const (b, n, 4, _("its scales"), error) : NULL;
  const gint64 axis = vt_onnx_attr_int (n, "transB", 0) != 0 ? 0 : -1;
  const int x = scale != NULL ? real_of (b, 0, &(Codes) { n, 1 }, NULL, error) : -1;
  const gboolean has_bias = vt_onnx_input (b, n, 6) != NULL;
  g_autoptr (VtOnnxConst) real_w = NULL, bias = NULL;
  int y;

  if (x < 0)
    return -1;
  real_w = vt_onnx_const_dequantize (w, scale, vt_onnx_in_const (b, n, 5), axis, &b->budget, error);
  if (real_w == NULL || (has_bias && (bias = decode_bias (b, n, 6, error)) == NULL))
    return -1;
  y = as_real_layer (b, n, "Gemm", (int[]) { x, -1, -1 }, (VtOnnxConst *[]) { NULL, real_w, bias }, has_bias ? 3 : 2, error);
  return vt_onnx_input (b, n, 7) == NULL ? y : is_codes_of (b, &(Codes) { n, 7 }, y, error);
}

/* Microsoft's own, which the quantised networks of the Model Zoo are full of: one or two activations in, one out. */
static int
from_qlinear_plain (VtOnnxBuild        *b,
                    const VtOnnx__Node *n,
                    GError            **error)
{
  const char *op = n->op_type + strlen ("QLinear");
  const guint n_in = g_str_equal (op, "Add") || g_str_equal (op, "Mul") ? 2 : 1;
  int in[3] = { -1, -1, -1 };

  if (vt_onnx_attr_int (n, "channels_last", 0) != 0)
    return vt_onnx_refuse (error, _("its channels come last"));
  for (guint k = 0; k < n_in; k++)
    if ((in[k] = real_of (b, 3 * k, &(Codes) { n, 3 * k + 1 }, NULL, error)) < 0)
      return -1;
  return is_codes_of (b, &(Codes) { n, 3 * n_in },
                      as_real_layer (b, n, op, in, (VtOnnxConst *[]) { NULL, NULL, NULL }, n_in, error), error);
}

static int
from_qlinear_concat (VtOnnxBuild        *b,
                     const VtOnnx__Node *n,
                     GError            **error)
{
  const guint n_in = (guint) MIN ((n->n_input - MIN (n->n_input, 2)) / 3, VT_MAX_INPUTS);
  VtAxisAttrs attrs = { 0 };
  int in[VT_MAX_INPUTS];

  if (n_in == 0)
    return vt_onnx_refuse (error, _("it joins %u inputs; 1 to %d are supported"), n_in, VT_MAX_INPUTS);
  for (guint k = 0; k < n_in; k++)
    if ((in[k] = real_of (b, 2 + 3 * k, &(Codes) { n, 3 + 3 * k }, NULL, error)) < 0)
      return -1;
  if (!vt_onnx_axis (vt_onnx_attr_int (n, "axis", 1), vt_onnx_shape_of (b, in[0])->n_dims, &attrs.axis, error))
    return -1;
  return is_codes_of (b, &(Codes) { n, 0 }, vt_onnx_emit (b, "Concat", &attrs, in, n_in, NULL, error), error);
}

/* ---- scales that the picture decides ----------------------------------------------------------- */

/* Whoever asks for codes looks for scale and zero among the inputs of their coder; here they are outputs. */
static const VtOnnx__Node *
coder_of (VtOnnxBuild        *b,
          const VtOnnx__Node *n)
{
  VtOnnx__Node *coder = g_memdup2 (n, sizeof *n);

  g_ptr_array_add (b->made_up, coder);
  coder->input = n->output;
  coder->n_input = n->n_output;
  return coder;
}

/* scale = (max − min) / 255 with 0 among the numbers, zero = round (−min / scale): of each picture, or of the whole
 * tensor when it is taken as written. */
static int
from_dynamic (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const int x = vt_onnx_in (b, n, 0, error), batch = x < 0 ? -1 : vt_onnx_batch_axis (b, x);
  const VtUnaryAttrs above = { -FLT_MAX, 0 }, below = { 0, FLT_MAX }, eight = { 0, 255 };
  const guint n_dims = x < 0 ? 0 : vt_onnx_shape_of (b, x)->n_dims;
  const VtReduceAttrs over = { ((1u << n_dims) - 1) & ~(batch >= 0 ? 1u << batch : 0), batch >= 0 };
  int least, most, steps, scale, zero;

  if (x < 0 || !vt_onnx_has_output (n, 0) || !vt_onnx_has_output (n, 1) || !vt_onnx_has_output (n, 2))
    return vt_onnx_refuse (error, _("its scale is missing"));
  if ((steps = vt_onnx_filled (b, 1, 255, "steps", error)) < 0
      || (least = vt_onnx_emit (b, "ReduceMin", &over, &x, 1, NULL, error)) < 0
      || (least = vt_onnx_emit (b, "Clip", &above, &least, 1, NULL, error)) < 0
      || (most = vt_onnx_emit (b, "ReduceMax", &over, &x, 1, NULL, error)) < 0
      || (most = vt_onnx_emit (b, "Clip", &below, &most, 1, NULL, error)) < 0
      || (scale = vt_onnx_emit (b, "Sub", NULL, (int[]) { most, least }, 2, NULL, error)) < 0
      || (scale = vt_onnx_emit (b, "Div", NULL, (int[]) { scale, steps }, 2, NULL, error)) < 0)
    return -1;
  if (batch < 0)
    scale = vt_onnx_emit (b, "Reshape", &(VtReshapeAttrs) { 0 }, &scale, 1, n->output[1], error);
  if (scale < 0 || (zero = vt_onnx_emit (b, "Div", NULL, (int[]) { least, scale }, 2, NULL, error)) < 0
      || (zero = vt_onnx_emit (b, "Neg", NULL, &zero, 1, NULL, error)) < 0
      || (zero = vt_onnx_emit (b, "Clip", &eight, &zero, 1, NULL, error)) < 0
      || (zero = vt_onnx_emit (b, "Round", NULL, &zero, 1, n->output[2], error)) < 0)
    return -1;
  vt_onnx_bind (b, n, 1, scale);
  vt_onnx_bind (b, n, 2, zero);
  return is_codes_of (b, &(Codes) { coder_of (b, n), 1 }, x, error);
}

/* x − zero of x, w − zero of w, then the layer; the sums are integers that a Mul behind makes real. */
static int
from_integer (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  const gboolean conv = g_str_equal (n->op_type, "ConvInteger");
  const VtOnnxConst *w = vt_onnx_need_const (b, n, 1, _("its weights"), error), *zero = vt_onnx_in_const (b, n, 3);
  const VtShape none = { 0 };
  g_autoptr (VtOnnxConst) one = w != NULL ? vt_onnx_const_new (&none, FALSE, &b->budget, error) : NULL;
  g_autoptr (VtOnnxConst) real_w = NULL;
  int x = one != NULL ? vt_onnx_in (b, n, 0, error) : -1;

  if (x < 0)
    return -1;
  one->f[0] = 1;
  if (vt_onnx_input (b, n, 2) != NULL)
    {
      const int of_x = vt_onnx_in (b, n, 2, error);

      if (of_x < 0 || (x = vt_onnx_emit (b, "Sub", NULL, (int[]) { x, of_x }, 2, NULL, error)) < 0)
        return -1;
    }
  if (zero != NULL && zero->size > 1)
    return vt_onnx_refuse (error, _("its scales do not fit one axis"));
  real_w = vt_onnx_const_dequantize (w, one, zero, 0, &b->budget, error);
  return real_w == NULL ? -1 : as_real_layer (b, n, conv ? "Conv" : "MatMul", (int[]) { x, -1 },
                                              (VtOnnxConst *[]) { NULL, real_w }, 2, error);
}

const VtOnnxConverter vt_onnx_from_quantized[] = {
  { "QuantizeLinear", from_quantize }, { "DequantizeLinear", from_dequantize },
  { "DynamicQuantizeLinear", from_dynamic }, { "QLinearConv", from_qlinear }, { "QLinearMatMul", from_qlinear },
  { "ConvInteger", from_integer }, { "MatMulInteger", from_integer },
  { NULL },
};

const VtOnnxConverter vt_onnx_from_microsoft[] = {
  { "QuantizeLinear", from_quantize }, { "DequantizeLinear", from_dequantize },
  { "QLinearAdd", from_qlinear_plain }, { "QLinearMul", from_qlinear_plain },
  { "QLinearGlobalAveragePool", from_qlinear_plain }, { "QLinearAveragePool", from_qlinear_plain },
  { "QLinearLeakyRelu", from_qlinear_plain }, { "QLinearSigmoid", from_qlinear_plain },
  { "QLinearSoftmax", from_qlinear_plain },
  { "QLinearConcat", from_qlinear_concat }, { "QGemm", from_qgemm },
  { NULL },
};
