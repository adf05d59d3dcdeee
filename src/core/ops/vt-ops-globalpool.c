/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GlobalAveragePool and GlobalMaxPool: each map of any rank becomes one number. */
#include "base/vt-error.h"

#include <glib/gi18n.h>

#include "ops/vt-op.h"

static gsize
n_maps (const VtShape *x_shape)
{
  return x_shape->dim[0] * x_shape->dim[1];
}

static gboolean
global_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  if (x_shape[0].n_dims < 3 || vt_shape_size (&x_shape[0]) == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("a global pool needs maps of at least one pixel"));
      return FALSE;
    }
  *y_shape = x_shape[0];
  for (guint i = 2; i < y_shape->n_dims; i++)
    y_shape->dim[i] = 1;
  return TRUE;
}

static gboolean
global_window (gconstpointer  attrs,
               const VtShape *x_shape,
               const VtShape *y_shape,
               VtWindow      *window)
{
  window->reach = VT_REACH_GLOBAL;
  return TRUE;
}

static gsize
map_size (const VtKernel *k)
{
  return vt_shape_size (&k->x_shape[0]) / n_maps (&k->x_shape[0]);
}

static void
global_average_forward (const VtKernel *k)
{
  const gsize size = map_size (k);

  for (gsize c = 0; c < n_maps (&k->x_shape[0]); c++)
    {
      double sum = 0;

      for (gsize i = 0; i < size; i++)
        sum += (double) k->x[0][c * size + i];
      k->y[c] = (float) (sum / (double) size);
    }
}

static void
global_average_backward (const VtKernel *k)
{
  const gsize size = map_size (k);

  if (k->dx[0] == NULL)
    return;
  for (gsize c = 0; c < n_maps (&k->x_shape[0]); c++)
    for (gsize i = 0; i < size; i++)
      k->dx[0][c * size + i] += k->dy[c] / (float) size;
}

static gsize
first_max (const float *x,
           gsize        n)
{
  gsize best = 0;

  for (gsize i = 1; i < n; i++)
    if (x[i] > x[best])
      best = i;
  return best;
}

static void
global_max_forward (const VtKernel *k)
{
  const gsize size = map_size (k);

  for (gsize c = 0; c < n_maps (&k->x_shape[0]); c++)
    k->y[c] = k->x[0][c * size + first_max (k->x[0] + c * size, size)];
}

static void
global_max_backward (const VtKernel *k)
{
  const gsize size = map_size (k);

  if (k->dx[0] == NULL)
    return;
  for (gsize c = 0; c < n_maps (&k->x_shape[0]); c++)
    k->dx[0][c * size + first_max (k->x[0] + c * size, size)] += k->dy[c];
}

static const VtOpExample global_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 3, 5, 4 } } } },
  { .n_x = 1, .x_shape = { { 3, { 2, 3, 5 } } } },
  { 0 }
};

const VtOp vt_op_global_average_pool = {
  .name = "GlobalAveragePool", .min_x = 1, .max_x = 1, .infer = global_infer, .window = global_window,
  .forward = global_average_forward, .backward = global_average_backward, .examples = global_examples,
};

const VtOp vt_op_global_max_pool = {
  .name = "GlobalMaxPool", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS,
  .infer = global_infer, .window = global_window,
  .forward = global_max_forward, .backward = global_max_backward, .examples = global_examples,
};
