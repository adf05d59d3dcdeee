/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MaxPool, AveragePool and the global pools.  Each channel of each picture is one part. */
#include "ops/vt-ops-pool.h"

#include <math.h>

#include "base/vt-error.h"
#include "ops/vt-op.h"

/* One channel's map and its pooled map. */
typedef struct
{
  const VtPoolAttrs *a;
  gsize              in[2], out[2];
} Pool;

static gboolean
pool_infer (gconstpointer  attrs,
            guint          n_x,
            const VtShape *x_shape,
            VtShape       *y_shape,
            GError       **error)
{
  const VtPoolAttrs *a = attrs;
  gsize map[2], out[2];

  if (!vt_sliding_map (&x_shape[0], map, error))
    return FALSE;
  for (guint axis = 0; axis < 2; axis++)
    if (!vt_sliding_out (&a->window, axis, map[axis], a->ceil_mode, &out[axis], error))
      return FALSE;
  *y_shape = vt_sliding_shape (&x_shape[0], x_shape[0].dim[0], x_shape[0].dim[1], out);
  return vt_shape_check (y_shape, error);
}

static gboolean
pool_window (gconstpointer  attrs,
             const VtShape *x_shape,
             const VtShape *y_shape,
             VtWindow      *window)
{
  const VtSliding *w = &((const VtPoolAttrs *) attrs)->window;

  for (guint axis = 0; axis < 2; axis++)
    vt_window_axis (window, axis, w->kernel[axis], w->stride[axis], w->dilation[axis],
                    (gssize) w->pad[axis]);
  window->reach = VT_REACH_WINDOW;
  return TRUE;
}

static Pool
make_pool (const VtKernel *k)
{
  Pool p = { .a = k->attrs };

  vt_sliding_map (&k->x_shape[0], p.in, NULL);
  vt_sliding_map (k->y_shape, p.out, NULL);
  return p;
}

static VtVisible
visible (const Pool *p,
         guint       axis,
         gsize       tap)
{
  const VtSliding *w = &p->a->window;

  return vt_visible (w->pad[axis], tap * w->dilation[axis], w->stride[axis], p->in[axis], p->out[axis]);
}

/* ---- MaxPool ------------------------------------------------------------------------------- */

static void
max_row (float       *y,
         const float *x,
         gssize       n,
         gssize       stride)
{
  if (stride == 1)
    for (gssize i = 0; i < n; i++)
      y[i] = x[i] > y[i] ? x[i] : y[i];
  else if (stride == 2)
    for (gssize i = 0; i < n; i++)
      y[i] = x[2 * i] > y[i] ? x[2 * i] : y[i];
  else
    for (gssize i = 0; i < n; i++)
      y[i] = x[i * stride] > y[i] ? x[i * stride] : y[i];
}

static void
max_forward_map (gsize    part,
                 guint    thread,
                 gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const VtSliding *w = &p.a->window;
  const float *x = k->x[0] + part * p.in[0] * p.in[1];
  float *y = k->y + part * p.out[0] * p.out[1];

  for (gsize i = 0; i < p.out[0] * p.out[1]; i++)
    y[i] = -INFINITY;
  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const VtVisible r = visible (&p, 0, i), c = visible (&p, 1, j);

        for (gssize o = r.lo; o < r.hi; o++)
          max_row (y + o * (gssize) p.out[1] + c.lo,
                   x + (o * (gssize) w->stride[0] + r.shift) * (gssize) p.in[1]
                     + c.lo * (gssize) w->stride[1] + c.shift,
                   c.hi - c.lo, (gssize) w->stride[1]);
      }
}

/* Place of the largest pixel of window (oy, ox), the first in reading order; −1 for a window that lies
 * wholly in the padding. */
static gssize
place_of_max (const Pool  *p,
              const float *x,
              gsize        oy,
              gsize        ox)
{
  const VtSliding *w = &p->a->window;
  const gssize top = (gssize) (oy * w->stride[0]) - (gssize) w->pad[0];
  const gssize left = (gssize) (ox * w->stride[1]) - (gssize) w->pad[1];
  gssize best = -1;

  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const gssize row = top + (gssize) (i * w->dilation[0]);
        const gssize column = left + (gssize) (j * w->dilation[1]);

        if (row < 0 || row >= (gssize) p->in[0] || column < 0 || column >= (gssize) p->in[1])
          continue;

        const gssize at = row * (gssize) p->in[1] + column;

        if (best < 0 || x[at] > x[best])
          best = at;
      }
  return best;
}

static void
max_backward_map (gsize    part,
                  guint    thread,
                  gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const float *x = k->x[0] + part * p.in[0] * p.in[1];
  const float *dy = k->dy + part * p.out[0] * p.out[1];
  float *dx = k->dx[0] + part * p.in[0] * p.in[1];

  for (gsize oy = 0; oy < p.out[0]; oy++)
    for (gsize ox = 0; ox < p.out[1]; ox++)
      {
        const gssize at = place_of_max (&p, x, oy, ox);

        if (at >= 0)
          dx[at] += dy[oy * p.out[1] + ox];
      }
}

static gsize
n_maps (const VtShape *x_shape)
{
  return x_shape->dim[0] * x_shape->dim[1];
}

static void
max_forward (const VtKernel *k)
{
  vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), max_forward_map, (gpointer) k);
}

static void
max_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), max_backward_map, (gpointer) k);
}

static const VtOpExample max_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 3, 6, 8 } } },
    .attrs = &(VtPoolAttrs) { { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0 } } } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, TRUE } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 9, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 2 }, { 1, 3 }, { 2, 3 }, { 0, 1, 1, 0 } } } },
  { .n_x = 1, .x_shape = { { 3, { 2, 2, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 1, 3 }, { 1, 2 }, { 1, 1 }, { 0 } }, TRUE } },
  { 0 }
};

const VtOp vt_op_max_pool = {
  .name = "MaxPool", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .attrs_size = sizeof (VtPoolAttrs),
  .infer = pool_infer, .window = pool_window, .forward = max_forward, .backward = max_backward, .examples = max_examples,
};

/* ---- AveragePool --------------------------------------------------------------------------- */

/* How many taps of the window at place `o` count. */
static gsize
counted (const Pool *p,
         guint       axis,
         gsize       o)
{
  const VtSliding *w = &p->a->window;
  const gssize pad = (gssize) w->pad[axis], start = (gssize) (o * w->stride[axis]) - pad;
  const gssize from = p->a->count_include_pad ? -pad : 0;
  const gssize to = (gssize) p->in[axis] + (p->a->count_include_pad ? (gssize) w->pad[axis + 2] : 0);
  gsize n = 0;

  for (gsize i = 0; i < w->kernel[axis]; i++)
    {
      const gssize at = start + (gssize) (i * w->dilation[axis]);

      n += at >= from && at < to;
    }
  return n;
}

/* One over the number of pixels that window (oy, ox) averages. */
static void
fill_weights (const Pool *p,
              gsize       oy,
              float      *weight)
{
  const gsize rows = counted (p, 0, oy);

  for (gsize ox = 0; ox < p->out[1]; ox++)
    {
      const gsize n = rows * counted (p, 1, ox);

      weight[ox] = n > 0 ? 1.f / (float) n : 0.f;
    }
}

static void
average_forward_map (gsize    part,
                     guint    thread,
                     gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const VtSliding *w = &p.a->window;
  const gssize t = (gssize) w->stride[1], columns = (gssize) p.out[1];
  const float *x = k->x[0] + part * p.in[0] * p.in[1];
  float *y = k->y + part * p.out[0] * p.out[1], *weight = k->scratch + thread * p.out[1];

  for (gsize i = 0; i < p.out[0] * p.out[1]; i++)
    y[i] = 0.f;
  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const VtVisible r = visible (&p, 0, i), c = visible (&p, 1, j);

        for (gssize o = r.lo; o < r.hi; o++)
          {
            const float *row = x + (o * (gssize) w->stride[0] + r.shift) * (gssize) p.in[1] + c.shift;

            for (gssize q = c.lo; q < c.hi; q++)
              y[o * columns + q] += row[q * t];
          }
      }
  for (gsize oy = 0; oy < p.out[0]; oy++)
    {
      fill_weights (&p, oy, weight);
      for (gsize ox = 0; ox < p.out[1]; ox++)
        y[oy * p.out[1] + ox] *= weight[ox];
    }
}

static void
average_backward_map (gsize    part,
                      guint    thread,
                      gpointer data)
{
  const VtKernel *k = data;
  const Pool p = make_pool (k);
  const VtSliding *w = &p.a->window;
  const gssize t = (gssize) w->stride[1];
  const float *dy = k->dy + part * p.out[0] * p.out[1];
  float *dx = k->dx[0] + part * p.in[0] * p.in[1], *weight = k->scratch + thread * p.out[1];

  for (gsize oy = 0; oy < p.out[0]; oy++)
    {
      fill_weights (&p, oy, weight);
      for (gsize i = 0; i < w->kernel[0]; i++)
        for (gsize j = 0; j < w->kernel[1]; j++)
          {
            const VtVisible r = visible (&p, 0, i), c = visible (&p, 1, j);

            if ((gssize) oy < r.lo || (gssize) oy >= r.hi)
              continue;

            float *row = dx + ((gssize) (oy * w->stride[0]) + r.shift) * (gssize) p.in[1] + c.shift;

            for (gssize q = c.lo; q < c.hi; q++)
              row[q * t] += dy[oy * p.out[1] + (gsize) q] * weight[q];
          }
    }
}

static void
average_forward (const VtKernel *k)
{
  vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), average_forward_map, (gpointer) k);
}

static void
average_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    vt_parallel_for (k->pool, n_maps (&k->x_shape[0]), average_backward_map, (gpointer) k);
}

static gsize
average_scratch (const VtOpContext *c)
{
  return MAX (1, c->n_threads) * c->y_shape->dim[c->y_shape->n_dims - 1] * sizeof (float);
}

static const VtOpExample average_examples[] = {
  { .n_x = 1, .x_shape = { { 4, { 2, 3, 6, 8 } } },
    .attrs = &(VtPoolAttrs) { { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0 } } } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, TRUE, TRUE } },
  { .n_x = 1, .x_shape = { { 4, { 1, 2, 8, 7 } } },
    .attrs = &(VtPoolAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, TRUE, FALSE } },
  { .n_x = 1, .x_shape = { { 3, { 2, 2, 9 } } },
    .attrs = &(VtPoolAttrs) { { { 1, 3 }, { 1, 2 }, { 1, 2 }, { 0, 1, 0, 2 } }, FALSE, TRUE } },
  { 0 }
};

const VtOp vt_op_average_pool = {
  .name = "AveragePool", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtPoolAttrs),
  .infer = pool_infer, .window = pool_window, .forward = average_forward, .backward = average_backward,
  .scratch = average_scratch, .examples = average_examples,
};

/* ---- global pools -------------------------------------------------------------------------- */

static gboolean
global_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  if (x_shape[0].n_dims < 3 || vt_shape_size (&x_shape[0]) == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, "a global pool needs maps of at least one pixel");
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
  .name = "GlobalMaxPool", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .infer = global_infer, .window = global_window,
  .forward = global_max_forward, .backward = global_max_backward, .examples = global_examples,
};
