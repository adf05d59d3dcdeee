/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons, logic, choice and types.  In the graph everything is a float; which values the file holds as integers or
 * truth values is remembered here, because dividing integers means another thing. */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "onnx/vt-onnx-build.h"

#define BOOLEAN 9

gboolean
vt_onnx_is_real_type (gint64 type)
{
  return type == 1 || type == 10 || type == 11 || type == 16;
}

gboolean
vt_onnx_is_whole (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  guint               i)
{
  const VtOnnxValue *v = vt_onnx_input (b, n, i);

  return v != NULL && (v->constant != NULL ? v->constant->i != NULL : v->whole);
}

gboolean
vt_onnx_makes_whole (VtOnnxBuild        *b,
                     const VtOnnx__Node *n,
                     guint               k)
{
  static const char *const always[] = {
    "ArgMax", "ArgMin", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not",
    "QuantizeLinear", "DynamicQuantizeLinear", NULL
  };
  static const char *const never[] = { "DequantizeLinear", NULL };
  gboolean all = n->n_input > 0;

  if (g_strv_contains (always, n->op_type))
    return TRUE;
  if (g_strv_contains (never, n->op_type))
    return FALSE;
  if (g_str_equal (n->op_type, "Cast"))
    return !vt_onnx_is_real_type (vt_onnx_attr_int (n, "to", 1));
  if (g_str_equal (n->op_type, "TopK") || g_str_equal (n->op_type, "MaxPool") || g_str_equal (n->op_type, "Pow"))
    return k == 1 || vt_onnx_is_whole (b, n, 0);
  for (guint i = g_str_equal (n->op_type, "Where") ? 1 : 0; i < n->n_input; i++)
    all &= vt_onnx_input (b, n, i) == NULL || vt_onnx_is_whole (b, n, i);
  return all;
}

/* x cut towards zero: sign (x) · ⌊|x|⌋. */
int
vt_onnx_emit_cut (VtOnnxBuild *b,
                  int          x,
                  const char  *name,
                  GError     **error)
{
  int size = x < 0 ? -1 : vt_onnx_emit (b, "Abs", NULL, &x, 1, NULL, error);
  const int sign = size < 0 ? -1 : vt_onnx_emit (b, "Sign", NULL, &x, 1, NULL, error);

  size = sign < 0 ? -1 : vt_onnx_emit (b, "Floor", NULL, &size, 1, NULL, error);
  return size < 0 ? -1 : vt_onnx_emit (b, "Mul", NULL, (int[]) { sign, size }, 2, name, error);
}

static int
from_logic (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            GError            **error)
{
  const guint count = g_str_equal (n->op_type, "Not") ? 1 : g_str_equal (n->op_type, "Where") ? 3 : 2;
  int in[3];

  for (guint k = 0; k < count; k++)
    if ((in[k] = vt_onnx_in (b, n, k, error)) < 0)
      return -1;
  return vt_onnx_emit_as (b, n, n->op_type, NULL, in, count, error);
}

/* Integers are rounded down before they are multiplied back, as Python does. */
static int
from_mod (VtOnnxBuild        *b,
          const VtOnnx__Node *n,
          GError            **error)
{
  int in[2], q;

  if ((in[0] = vt_onnx_in (b, n, 0, error)) < 0 || (in[1] = vt_onnx_in (b, n, 1, error)) < 0)
    return -1;
  if (vt_onnx_attr_int (n, "fmod", 0) != 0)
    return vt_onnx_emit_as (b, n, "Mod", NULL, in, 2, error);
  if ((q = vt_onnx_emit (b, "Div", NULL, in, 2, NULL, error)) < 0
      || (q = vt_onnx_emit (b, "Floor", NULL, &q, 1, NULL, error)) < 0
      || (q = vt_onnx_emit (b, "Mul", NULL, (int[]) { q, in[1] }, 2, NULL, error)) < 0)
    return -1;
  return vt_onnx_emit_as (b, n, "Sub", NULL, (int[]) { in[0], q }, 2, error);
}

/* Float, half, double, bfloat16: here they are all float.  Integers are what is left of a real number. */
static int
from_cast (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           GError            **error)
{
  const gint64 to = vt_onnx_attr_int (n, "to", 1);
  int x = vt_onnx_in (b, n, 0, error);

  if (to == 8)
    return vt_onnx_refuse (error, _("it makes text of numbers"));
  if (to < 1 || to > 16)
    return vt_onnx_refuse (error, _("it makes elements of type %" PRId64 ", which Vitrine does not know"), to);
  if (x >= 0 && to == BOOLEAN)
    {
      x = vt_onnx_emit (b, "Not", NULL, &x, 1, NULL, error);
      return x < 0 ? -1 : vt_onnx_emit_as (b, n, "Not", NULL, &x, 1, error);
    }
  if (vt_onnx_is_real_type (to) || vt_onnx_is_whole (b, n, 0))
    return vt_onnx_from_nothing (b, n, error);
  return vt_onnx_emit_cut (b, x, vt_onnx_outward_name (b, n, 0), error);
}

const VtOnnxConverter vt_onnx_from_truth[] = {
  { "Equal", from_logic }, { "Greater", from_logic }, { "GreaterOrEqual", from_logic }, { "Less", from_logic },
  { "LessOrEqual", from_logic }, { "And", from_logic }, { "Or", from_logic }, { "Xor", from_logic },
  { "Not", from_logic }, { "Where", from_logic }, { "Mod", from_mod }, { "Cast", from_cast },
  { NULL },
};
