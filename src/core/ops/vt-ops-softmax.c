/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Softmax and LogSoftmax: over `n` numbers that lie `inner` floats apart, for each of outer × inner
 * places.  The largest number is taken off first, so nothing overflows. */
#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

static gboolean
softmax_infer (gconstpointer  attrs,
               guint          n_x,
               const VtShape *x_shape,
               VtShape       *y_shape,
               GError       **error)
{
  const VtAxisAttrs *a = attrs;

  if (a->axis >= x_shape->n_dims || a->end > x_shape->n_dims || (a->end != 0 && a->end <= a->axis))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("there is no axis %u"), a->axis);
      return FALSE;
    }
  *y_shape = x_shape[0];
  return TRUE;
}

typedef struct
{
  const VtKernel *k;
  gsize           outer, n, inner;
} Soft;

static void
soft_init (Soft           *s,
           const VtKernel *k)
{
  const VtAxisAttrs *a = k->attrs;
  const guint end = a->end != 0 ? a->end : a->axis + 1;

  *s = (Soft) { k, 1, 1, 1 };
  for (guint i = 0; i < k->y_shape->n_dims; i++)
    *(i < a->axis ? &s->outer : i < end ? &s->n : &s->inner) *= k->y_shape->dim[i];
}

/* The largest of the numbers, and ln Σ e^(x − largest). */
static double
log_sum (const float *x,
         gsize        n,
         gsize        step,
         float       *largest)
{
  double sum = 0;
  float top = -INFINITY;

  for (gsize i = 0; i < n; i++)
    top = x[i * step] > top ? x[i * step] : top;
  for (gsize i = 0; i < n; i++)
    sum += exp ((double) (x[i * step] - top));
  *largest = top;
  return log (sum);
}

/* softmax(x)ᵢ = e^(xᵢ − m) / Σ e^(x − m) */
static void
softmax_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Soft *s = data;

  for (gsize j = 0; j < s->inner; j++)
    {
      const gsize at = part * s->n * s->inner + j;
      const float *x = s->k->x[0] + at;
      float *y = s->k->y + at, m;
      const double l = log_sum (x, s->n, s->inner, &m);

      for (gsize i = 0; i < s->n; i++)
        y[i * s->inner] = (float) exp ((double) (x[i * s->inner] - m) - l);
    }
}

/* logsoftmax(x)ᵢ = xᵢ − m − ln Σ e^(x − m) */
static void
log_softmax_part (gsize    part,
                  guint    thread,
                  gpointer data)
{
  const Soft *s = data;

  for (gsize j = 0; j < s->inner; j++)
    {
      const gsize at = part * s->n * s->inner + j;
      const float *x = s->k->x[0] + at;
      float *y = s->k->y + at, m;
      const double l = log_sum (x, s->n, s->inner, &m);

      for (gsize i = 0; i < s->n; i++)
        y[i * s->inner] = (float) ((double) (x[i * s->inner] - m) - l);
    }
}

/* dx = y·(dy − Σ dy·y) */
static void
softmax_back_part (gsize    part,
                   guint    thread,
                   gpointer data)
{
  const Soft *s = data;

  for (gsize j = 0; j < s->inner; j++)
    {
      const gsize at = part * s->n * s->inner + j;
      const float *y = s->k->y + at, *dy = s->k->dy + at;
      float *dx = s->k->dx[0] + at;
      double sum = 0;

      for (gsize i = 0; i < s->n; i++)
        sum += (double) dy[i * s->inner] * (double) y[i * s->inner];
      for (gsize i = 0; i < s->n; i++)
        dx[i * s->inner] += (float) ((double) y[i * s->inner] * ((double) dy[i * s->inner] - sum));
    }
}

/* dx = dy − e^y · Σ dy */
static void
log_softmax_back_part (gsize    part,
                       guint    thread,
                       gpointer data)
{
  const Soft *s = data;

  for (gsize j = 0; j < s->inner; j++)
    {
      const gsize at = part * s->n * s->inner + j;
      const float *y = s->k->y + at, *dy = s->k->dy + at;
      float *dx = s->k->dx[0] + at;
      double sum = 0;

      for (gsize i = 0; i < s->n; i++)
        sum += (double) dy[i * s->inner];
      for (gsize i = 0; i < s->n; i++)
        dx[i * s->inner] += (float) ((double) dy[i * s->inner] - exp ((double) y[i * s->inner]) * sum);
    }
}

static void
soft_run (const VtKernel *k,
          VtPartFunc      part)
{
  Soft s;

  soft_init (&s, k);
  vt_parallel_for (s.n * s.inner * s.outer >= 4096 ? k->pool : NULL, s.outer, part, &s);
}

static void
softmax_forward (const VtKernel *k)
{
  soft_run (k, softmax_part);
}

static void
softmax_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    soft_run (k, softmax_back_part);
}

static void
log_softmax_forward (const VtKernel *k)
{
  soft_run (k, log_softmax_part);
}

static void
log_softmax_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    soft_run (k, log_softmax_back_part);
}

static gboolean
softmax_window (gconstpointer  attrs,
                const VtShape *x_shape,
                const VtShape *y_shape,
                VtWindow      *window)
{
  const VtAxisAttrs *a = attrs;
  const guint end = a->end != 0 ? a->end : a->axis + 1;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  if (y_shape->n_dims >= 4 && end > y_shape->n_dims - 2)
    window->reach = VT_REACH_GLOBAL;
  return TRUE;
}

static const VtOpExample softmax_examples[] = {
  { 1, { VT_SHAPE (3, 5) }, &(const VtAxisAttrs) { 1 }, -2, 2 },
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtAxisAttrs) { 1, 2 }, -2, 2 },
  { 1, { VT_SHAPE (2, 3, 2, 2) }, &(const VtAxisAttrs) { 1, 4 }, -2, 2 },
  { 0 }
};

const VtOp vt_op_softmax = {
  .name = "Softmax", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .attrs_size = sizeof (VtAxisAttrs),
  .in_place = TRUE, .infer = softmax_infer, .forward = softmax_forward, .backward = softmax_backward,
  .window = softmax_window, .examples = softmax_examples,
};

const VtOp vt_op_log_softmax = {
  .name = "LogSoftmax", .min_x = 1, .max_x = 1, .keep = VT_KEEP_OUTPUT, .attrs_size = sizeof (VtAxisAttrs),
  .in_place = TRUE, .infer = softmax_infer, .forward = log_softmax_forward,
  .backward = log_softmax_backward, .window = softmax_window, .examples = softmax_examples,
};
