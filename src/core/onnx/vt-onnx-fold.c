/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic on constants: integers in 64 bits, reals in double precision stored as float. */
#include "onnx/vt-onnx-fold.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#include "base/vt-error.h"
#include "onnx/vt-onnx-attr.h"

/* ---- one input ------------------------------------------------------------------------------ */

static double
f_floor (double x)
{
  return floor (x);
}
static double
f_ceil (double x)
{
  return ceil (x);
}
static double
f_round (double x)
{
  return nearbyint (x);
}
static double
f_sqrt (double x)
{
  return sqrt (x);
}
static double
f_exp (double x)
{
  return exp (x);
}
static double
f_log (double x)
{
  return log (x);
}
static double
f_neg (double x)
{
  return -x;
}
static double
f_abs (double x)
{
  return fabs (x);
}
static double
f_not (double x)
{
  return x == 0;
}
static double
f_reciprocal (double x)
{
  return 1 / x;
}

static const struct { const char *op; double (*f) (double x); } unary[] = {
  { "Floor", f_floor }, { "Ceil", f_ceil }, { "Round", f_round }, { "Sqrt", f_sqrt }, { "Exp", f_exp },
  { "Log", f_log }, { "Neg", f_neg }, { "Abs", f_abs }, { "Not", f_not }, { "Reciprocal", f_reciprocal },
};

static VtOnnxConst *
fold_unary (const VtOnnxFold *fold,
            GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  double (*f) (double x) = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (unary); i++)
    if (g_str_equal (unary[i].op, fold->node->op_type))
      f = unary[i].f;

  VtOnnxConst *y = vt_onnx_const_new (&x->shape, x->i != NULL, fold->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    if (y->i != NULL)
      y->i[k] = vt_onnx_whole (f ((double) x->i[k]));
    else
      y->f[k] = (float) f ((double) x->f[k]);
  return y;
}

/* ---- two inputs ----------------------------------------------------------------------------- */

/* The result of integers wraps as C's unsigned arithmetic does; dividing by zero gives 0. */
static gint64
i_add (gint64 a,
       gint64 b)
{
  return (gint64) ((guint64) a + (guint64) b);
}
static gint64
i_sub (gint64 a,
       gint64 b)
{
  return (gint64) ((guint64) a - (guint64) b);
}
static gint64
i_mul (gint64 a,
       gint64 b)
{
  return (gint64) ((guint64) a * (guint64) b);
}
static gint64
i_div (gint64 a,
       gint64 b)
{
  return b == 0 ? 0 : b == -1 ? i_sub (0, a) : a / b;
}
static gint64
i_min (gint64 a,
       gint64 b)
{
  return MIN (a, b);
}
static gint64
i_max (gint64 a,
       gint64 b)
{
  return MAX (a, b);
}
static gint64
i_equal (gint64 a,
         gint64 b)
{
  return a == b;
}
static gint64
i_less (gint64 a,
        gint64 b)
{
  return a < b;
}
static gint64
i_greater (gint64 a,
           gint64 b)
{
  return a > b;
}
static gint64
i_less_equal (gint64 a,
              gint64 b)
{
  return a <= b;
}
static gint64
i_greater_equal (gint64 a,
                 gint64 b)
{
  return a >= b;
}
static gint64
i_and (gint64 a,
       gint64 b)
{
  return a != 0 && b != 0;
}
static gint64
i_or (gint64 a,
      gint64 b)
{
  return a != 0 || b != 0;
}
/* Integers follow the sign of the divisor, as Python does. */
static gint64
i_mod (gint64 a,
       gint64 b)
{
  const gint64 r = b == 0 || b == -1 ? 0 : a % b;

  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

/* With the attribute fmod they follow the sign of the dividend, as C does. */
static gint64
i_rest (gint64 a,
        gint64 b)
{
  return b == 0 || b == -1 ? 0 : a % b;
}
static gint64
i_xor (gint64 a,
       gint64 b)
{
  return (a != 0) != (b != 0);
}

static gint64
i_pow (gint64 a,
       gint64 b)
{
  gint64 y = b >= 0;

  for (gint64 k = 0; k < MIN (b, 64); k++)
    y = i_mul (y, a);
  return y;
}

static double
r_add (double a,
       double b)
{
  return a + b;
}
static double
r_sub (double a,
       double b)
{
  return a - b;
}
static double
r_mul (double a,
       double b)
{
  return a * b;
}
static double
r_div (double a,
       double b)
{
  return a / b;
}
static double
r_min (double a,
       double b)
{
  return fmin (a, b);
}
static double
r_max (double a,
       double b)
{
  return fmax (a, b);
}
static double
r_equal (double a,
         double b)
{
  return a == b;
}
static double
r_less (double a,
        double b)
{
  return a < b;
}
static double
r_greater (double a,
           double b)
{
  return a > b;
}
static double
r_less_equal (double a,
              double b)
{
  return a <= b;
}
static double
r_greater_equal (double a,
                 double b)
{
  return a >= b;
}
static double
r_and (double a,
       double b)
{
  return a != 0 && b != 0;
}
static double
r_or (double a,
      double b)
{
  return a != 0 || b != 0;
}

static double
r_xor (double a,
       double b)
{
  return (a != 0) != (b != 0);
}

static const struct
{
  const char *op;
  gint64      (*i) (gint64 a, gint64 b);
  double      (*r) (double a, double b);
  gboolean    truth;      /* the result is a truth value */
} binary[] = {
  { "Add", i_add, r_add }, { "Sub", i_sub, r_sub }, { "Mul", i_mul, r_mul }, { "Div", i_div, r_div },
  { "Min", i_min, r_min }, { "Max", i_max, r_max }, { "Mod", i_mod, fmod }, { "Pow", i_pow, pow },
  { "Equal", i_equal, r_equal, TRUE }, { "Less", i_less, r_less, TRUE }, { "Greater", i_greater, r_greater, TRUE },
  { "LessOrEqual", i_less_equal, r_less_equal, TRUE },
  { "GreaterOrEqual", i_greater_equal, r_greater_equal, TRUE },
  { "And", i_and, r_and, TRUE }, { "Or", i_or, r_or, TRUE }, { "Xor", i_xor, r_xor, TRUE },
};

/* Strides of `shape` seen as the broadcast shape `to`: 0 where it is repeated. */
static void
broadcast_strides (const VtShape *shape,
                   const VtShape *to,
                   gssize         stride[VT_MAX_DIMS])
{
  gsize own[VT_MAX_DIMS] = { 0 };

  vt_shape_strides (shape, own);
  for (guint d = 0; d < to->n_dims; d++)
    {
      const int s = (int) d - (int) (to->n_dims - shape->n_dims);

      stride[d] = s < 0 || shape->dim[s] == 1 ? 0 : (gssize) own[s];
    }
}

/* `c` repeated to `shape`. */
static VtOnnxConst *
broadcast (const VtOnnxFold  *fold,
           const VtOnnxConst *c,
           const VtShape     *shape,
           GError           **error)
{
  gssize stride[VT_MAX_DIMS] = { 0 };

  broadcast_strides (&c->shape, shape, stride);
  return vt_onnx_const_view (c, shape, 0, stride, fold->budget, error);
}

static VtOnnxConst *
fold_binary (const VtOnnxFold *fold,
             GError          **error)
{
  VtShape shape;
  gsize op = 0;

  while (!g_str_equal (binary[op].op, fold->node->op_type))
    op++;
  if (fold->n_x != 2)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("two inputs are expected"));
      return NULL;
    }
  if (!vt_shape_broadcast (&fold->x[0]->shape, &fold->x[1]->shape, &shape, error))
    return NULL;

  g_autoptr (VtOnnxConst) a = broadcast (fold, fold->x[0], &shape, error);
  g_autoptr (VtOnnxConst) b = a != NULL ? broadcast (fold, fold->x[1], &shape, error) : NULL;

  if (b == NULL)
    return NULL;

  const gboolean rest = g_str_equal (binary[op].op, "Mod") && vt_onnx_attr_int (fold->node, "fmod", 0) != 0;
  const gboolean integers = a->i != NULL && b->i != NULL;
  VtOnnxConst *y = vt_onnx_const_new (&shape, integers || binary[op].truth, fold->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    if (integers)
      y->i[k] = rest ? i_rest (a->i[k], b->i[k]) : binary[op].i (a->i[k], b->i[k]);
    else
      {
        const double r = binary[op].r (vt_onnx_const_real (a, k), vt_onnx_const_real (b, k));

        if (y->i != NULL)
          y->i[k] = r != 0;
        else
          y->f[k] = (float) r;
      }
  return y;
}

static VtOnnxConst *
fold_where (const VtOnnxFold *fold,
            GError          **error)
{
  VtShape ab, shape;

  if (!vt_shape_broadcast (&fold->x[1]->shape, &fold->x[2]->shape, &ab, error)
      || !vt_shape_broadcast (&fold->x[0]->shape, &ab, &shape, error))
    return NULL;

  g_autoptr (VtOnnxConst) c = broadcast (fold, fold->x[0], &shape, error);
  g_autoptr (VtOnnxConst) a = c != NULL ? broadcast (fold, fold->x[1], &shape, error) : NULL;
  g_autoptr (VtOnnxConst) b = a != NULL ? broadcast (fold, fold->x[2], &shape, error) : NULL;
  VtOnnxConst *y = b != NULL ? vt_onnx_const_new (&shape, a->i != NULL && b->i != NULL, fold->budget, error) : NULL;

  for (gsize k = 0; y != NULL && k < y->size; k++)
    {
      const VtOnnxConst *from = vt_onnx_const_int (c, k) != 0 ? a : b;

      if (y->i != NULL)
        y->i[k] = from->i[k];
      else
        y->f[k] = (float) vt_onnx_const_real (from, k);
    }
  return y;
}

/* Bounds are attributes before opset 11 and inputs since; each may be missing. */
static VtOnnxConst *
fold_clip (const VtOnnxFold *fold,
           GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  double bound[2] = { (double) vt_onnx_attr_float (fold->node, "min", -INFINITY),
                      (double) vt_onnx_attr_float (fold->node, "max", INFINITY) };
  VtOnnxConst *y;

  for (guint k = 0; k < 2; k++)
    if (fold->n_x > k + 1 && fold->x[k + 1] != NULL && fold->x[k + 1]->size > 0)
      bound[k] = vt_onnx_const_real (fold->x[k + 1], 0);
  y = vt_onnx_const_new (&x->shape, x->i != NULL, fold->budget, error);
  for (gsize k = 0; y != NULL && k < y->size; k++)
    {
      const double v = vt_onnx_const_real (x, k);

      /* Integers that lie between the bounds stay whole numbers of any size. */
      if (y->i != NULL)
        y->i[k] = v < bound[0] || v > bound[1] ? vt_onnx_whole (fmin (fmax (v, bound[0]), bound[1])) : x->i[k];
      else
        y->f[k] = (float) fmin (fmax (v, bound[0]), bound[1]);
    }
  return y;
}

/* ---- types ---------------------------------------------------------------------------------- */

static VtOnnxConst *
fold_identity (const VtOnnxFold *fold,
               GError          **error)
{
  return vt_onnx_const_ref (fold->x[0]);
}

static VtOnnxConst *
fold_cast (const VtOnnxFold *fold,
           GError          **error)
{
  const gint64 to = vt_onnx_attr_int (fold->node, "to", 1);
  const gboolean integer = !(to == 1 || to == 10 || to == 11 || to == 16);
  const VtOnnxConst *x = fold->x[0];

  if (to < 1 || to == 8 || to > 16)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("it makes elements of type %" PRId64 ", which Vitrine does not know"), to);
      return NULL;
    }
  if (integer == (x->i != NULL) && to != 9)
    return vt_onnx_const_ref (fold->x[0]);

  VtOnnxConst *y = vt_onnx_const_new (&x->shape, integer, fold->budget, error);

  for (gsize k = 0; y != NULL && k < y->size; k++)
    if (to == 9)
      y->i[k] = vt_onnx_const_real (x, k) != 0;
    else if (integer)
      y->i[k] = vt_onnx_const_int (x, k);
    else
      y->f[k] = (float) vt_onnx_const_real (x, k);
  return y;
}

/* ---- reductions ----------------------------------------------------------------------------- */

/* Of the whole tensor or of its one axis: what shape arithmetic needs. */
static VtOnnxConst *
fold_reduce (const VtOnnxFold *fold,
             GError          **error)
{
  const VtOnnxConst *x = fold->x[0];
  const char *op = fold->node->op_type;
  VtShape shape = { 0 };

  if (x->shape.n_dims > 1)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("it reduces a constant of more than one dimension"));
      return NULL;
    }
  if (vt_onnx_attr_int (fold->node, "keepdims", 1) != 0 && x->shape.n_dims == 1)
    shape = VT_SHAPE (1);

  VtOnnxConst *y = vt_onnx_const_new (&shape, x->i != NULL, fold->budget, error);
  double r = g_str_equal (op, "ReduceProd") ? 1 : g_str_equal (op, "ReduceSum") ? 0
             : g_str_equal (op, "ReduceMax") ? -INFINITY : INFINITY;

  if (y == NULL)
    return NULL;
  for (gsize k = 0; k < x->size; k++)
    {
      const double v = vt_onnx_const_real (x, k);

      r = g_str_equal (op, "ReduceProd") ? r * v : g_str_equal (op, "ReduceSum") ? r + v
          : g_str_equal (op, "ReduceMax") ? fmax (r, v) : fmin (r, v);
    }
  if (y->i != NULL)
    y->i[0] = vt_onnx_whole (r);
  else
    y->f[0] = (float) r;
  return y;
}

const VtOnnxFoldEntry vt_onnx_fold_numbers[] = {
  { "Floor", 1, fold_unary }, { "Ceil", 1, fold_unary }, { "Round", 1, fold_unary }, { "Sqrt", 1, fold_unary },
  { "Exp", 1, fold_unary }, { "Log", 1, fold_unary }, { "Neg", 1, fold_unary }, { "Abs", 1, fold_unary },
  { "Not", 1, fold_unary }, { "Reciprocal", 1, fold_unary },
  { "Add", 2, fold_binary }, { "Sub", 2, fold_binary }, { "Mul", 2, fold_binary }, { "Div", 2, fold_binary },
  { "Min", 2, fold_binary }, { "Max", 2, fold_binary }, { "Mod", 2, fold_binary }, { "Pow", 2, fold_binary },
  { "Equal", 2, fold_binary }, { "Less", 2, fold_binary }, { "Greater", 2, fold_binary },
  { "LessOrEqual", 2, fold_binary }, { "GreaterOrEqual", 2, fold_binary },
  { "And", 2, fold_binary }, { "Or", 2, fold_binary }, { "Xor", 2, fold_binary },
  { "Where", 3, fold_where }, { "Clip", 1, fold_clip },
  { "Identity", 1, fold_identity }, { "Dropout", 1, fold_identity }, { "Cast", 1, fold_cast },
  { "ReduceProd", 1, fold_reduce }, { "ReduceSum", 1, fold_reduce }, { "ReduceMax", 1, fold_reduce },
  { "ReduceMin", 1, fold_reduce },
  { NULL },
};

const VtOnnxFoldEntry *
vt_onnx_fold_find (const char *op)
{
  const VtOnnxFoldEntry *const tables[] = { vt_onnx_fold_shapes, vt_onnx_fold_joins, vt_onnx_fold_numbers,
                                            vt_onnx_fold_codes };

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const VtOnnxFoldEntry *e = tables[t]; e->op != NULL; e++)
      if (g_str_equal (e->op, op))
        return e;
  return NULL;
}

VtOnnxConst *
vt_onnx_fold (const VtOnnxFold *fold,
              GError          **error)
{
  const VtOnnxFoldEntry *entry = vt_onnx_fold_find (fold->node->op_type);
  guint there = 0;

  while (entry != NULL && there < fold->n_x && fold->x[there] != NULL)
    there++;
  if (entry == NULL || there < entry->min_x)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("an input of %s is missing"), fold->node->op_type);
      return NULL;
    }
  return entry->func (fold, error);
}
