/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References of operators that work on single numbers. */
#include <math.h>
#include <string.h>

#include "ops/vt-attrs.h"
#include "vt-reference.h"

/* One function for all: the name is part of the data.  `a` and `b` are the attributes. */
static double
one (const char *op,
     double      x,
     double      a,
     double      b)
{
  const struct { const char *name; double y; } table[] = {
    { "Identity", x },
    { "Neg", -x },
    { "Abs", fabs (x) },
    { "Sqrt", sqrt (x) },
    { "Exp", exp (x) },
    { "Log", log (x) },
    { "Reciprocal", 1 / x },
    { "Erf", erf (x) },
    { "Sin", sin (x) },
    { "Cos", cos (x) },
    { "Tan", tan (x) },
    { "Asin", asin (x) },
    { "Acos", acos (x) },
    { "Atan", atan (x) },
    { "Sinh", sinh (x) },
    { "Cosh", cosh (x) },
    { "Asinh", asinh (x) },
    { "Acosh", acosh (x) },
    { "Atanh", atanh (x) },
    { "Not", x == 0 },
    { "Floor", floor (x) },
    { "Ceil", ceil (x) },
    { "Round", nearbyint (x) },
    { "Sign", (x > 0) - (x < 0) },
    { "Relu", fmax (x, 0) },
    { "LeakyRelu", x > 0 ? x : a * x },
    { "ThresholdedRelu", x > a ? x : 0 },
    { "Elu", x > 0 ? x : a * (exp (x) - 1) },
    { "Celu", fmax (0, x) + fmin (0, a * (exp (x / a) - 1)) },
    { "Selu", x > 0 ? b * x : b * (a * exp (x) - a) },
    { "Clip", fmin (fmax (x, a), b) },
    { "HardSigmoid", fmax (0, fmin (1, a * x + b)) },
    { "HardSwish", x * fmax (0, fmin (1, x / 6 + 0.5)) },
    { "Sigmoid", 1 / (1 + exp (-x)) },
    { "Tanh", tanh (x) },
    { "Softplus", log (1 + exp (x)) },
    { "Softsign", x / (1 + fabs (x)) },
    { "Mish", x * tanh (log (1 + exp (x))) },
    { "Gelu", a > 0 ? 0.5 * x * (1 + tanh (sqrt (2 / G_PI) * (x + 0.044715 * x * x * x)))
                    : 0.5 * x * (1 + erf (x / sqrt (2))) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, op) == 0)
      return table[i].y;
  return NAN;
}

static double
two (const char *op,
     double      a,
     double      b)
{
  const struct { const char *name; double y; } table[] = {
    { "Add", a + b },
    { "Sub", a - b },
    { "Mul", a * b },
    { "Div", a / b },
    { "Pow", pow (a, b) },
    { "PRelu", a < 0 ? a * b : a },
    { "Mod", fmod (a, b) },
    { "Equal", a == b },
    { "Greater", a > b },
    { "GreaterOrEqual", a >= b },
    { "Less", a < b },
    { "LessOrEqual", a <= b },
    { "And", a != 0 && b != 0 },
    { "Or", a != 0 || b != 0 },
    { "Xor", (a != 0) != (b != 0) },
    { "Max", fmax (a, b) },
    { "Min", fmin (a, b) },
    { "Sum", a + b },
    { "Mean", a + b },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, op) == 0)
      return table[i].y;
  return NAN;
}

static void
map (const Reference *r)
{
  const VtUnaryAttrs *a = r->e->attrs;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    r->y[i] = one (r->op, (double) r->x[0][i], a != NULL ? (double) a->alpha : 0,
                   a != NULL ? (double) a->beta : 0);
}

static void
combine (const Reference *r)
{
  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];

      unravel (r->ys, i, index);
      r->y[i] = (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)];
      for (guint j = 1; j < r->e->n_x; j++)
        r->y[i] = two (r->op, r->y[i], (double) r->x[j][ravel (&r->xs[j], index, r->ys->n_dims)]);
      if (strcmp (r->op, "Mean") == 0)
        r->y[i] /= r->e->n_x;
    }
}

ReferenceFunc
reference_elementwise (const char *name)
{
  if (!isnan (two (name, 1, 1)))
    return combine;
  return !isnan (one (name, 1, 1, 1)) ? map : NULL;
}
