/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gather with an index tensor, and the two operators that trade channels for pixels. */
#include "base/vt-error.h"

#include <glib/gi18n.h>

#include "ops/vt-attrs.h"
#include "ops/vt-op-move.h"

/* Gather: y[a…, j…, b…] = x[a…, index[j…], b…]; negative indices count from the end, and what
 * lies outside is taken to the border. */
static gboolean
gather_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  const VtGatherAttrs *g = attrs;
  const VtShape *index = &x_shape[1];

  if (g->axis >= x_shape->n_dims || x_shape->dim[g->axis] == 0
      || x_shape->n_dims - 1 + index->n_dims > VT_MAX_DIMS)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, _("the axis of Gather does not exist, is empty, or "
                                                              "its output has too many dimensions"));
      return FALSE;
    }
  *y_shape = (VtShape) { 0 };
  for (guint a = 0; a < g->axis; a++)
    y_shape->dim[y_shape->n_dims++] = x_shape->dim[a];
  for (guint a = 0; a < index->n_dims; a++)
    y_shape->dim[y_shape->n_dims++] = index->dim[a];
  for (guint a = g->axis + 1; a < x_shape->n_dims; a++)
    y_shape->dim[y_shape->n_dims++] = x_shape->dim[a];
  return TRUE;
}

/* The tables add up along axes, which an index tensor of several axes does not; so the walk sees
 * it as one axis: gather_forward() gives it shapes of x[outer, n, inner]. */
static void
gather_fill (const VtKernel *k,
             guint           axis,
             gssize         *table)
{
  const VtShape *x = &k->x_shape[0];
  const gssize n = (gssize) x->dim[1], inner = (gssize) x->dim[2];

  for (gssize i = 0; i < (gssize) k->y_shape->dim[axis]; i++)
    if (axis == 0)
      table[i] = i * n * inner;
    else if (axis == 2)
      table[i] = i;
    else
      {
        const float v = k->x[1][i];
        const gssize index = !(v > -(float) n) ? 0 : v >= (float) n ? n - 1 : (gssize) v;

        table[i] = (index < 0 ? index + n : index) * inner;
      }
}

static void
gather_as_three (const VtKernel *k,
                 VtKernel       *three,
                 VtShape         shapes[2])
{
  const VtGatherAttrs *g = k->attrs;
  const VtShape *x = &k->x_shape[0];

  shapes[0] = (VtShape) { 3, { 1, x->dim[g->axis], 1 } };
  for (guint a = 0; a < x->n_dims; a++)
    if (a != g->axis)
      shapes[0].dim[a < g->axis ? 0 : 2] *= x->dim[a];
  shapes[1] = shapes[0];
  shapes[1].dim[1] = vt_shape_size (&k->x_shape[1]);
  *three = *k;
  three->x_shape = &shapes[0];
  three->y_shape = &shapes[1];
}

static void
gather_forward (const VtKernel *k)
{
  VtKernel three;
  VtShape shapes[2];

  gather_as_three (k, &three, shapes);
  vt_move_forward (&three);
}

static void
gather_backward (const VtKernel *k)
{
  VtKernel three;
  VtShape shapes[2];

  gather_as_three (k, &three, shapes);
  vt_move_backward (&three);
}

static gsize
gather_scratch (const VtOpContext *c)
{
  return (vt_shape_size (&c->x_shape[0]) + vt_shape_size (&c->x_shape[1]) + 2) * sizeof (gssize);
}

static gboolean
gather_window (gconstpointer  attrs,
               const VtShape *x_shape,
               const VtShape *y_shape,
               VtWindow      *window)
{
  const VtGatherAttrs *g = attrs;

  return g->axis + 2 < x_shape->n_dims && vt_window_pointwise (attrs, x_shape, y_shape, window);
}

static const VtMove gather_move = { gather_fill, FALSE, NULL };
static const VtOpExample gather_examples[] = {
  { 2, { VT_SHAPE (2, 4, 3), VT_SHAPE (3) }, &(const VtGatherAttrs) { 1 }, .whole = 2, .whole_n = 4 },
  { 2, { VT_SHAPE (2, 5), VT_SHAPE (2, 2) }, &(const VtGatherAttrs) { 1 }, .whole = 2, .whole_n = 5 },
  { 2, { VT_SHAPE (2, 3, 4), { 0 } }, &(const VtGatherAttrs) { 2 }, .whole = 2, .whole_n = 4 },
  { 0 }
};

const VtOp vt_op_gather = {
  .name = "Gather", .min_x = 2, .max_x = 2, .attrs_size = sizeof (VtGatherAttrs), .keep = VT_KEEP_INPUTS,
  .infer = gather_infer, .forward = gather_forward, .backward = gather_backward,
  .scratch = gather_scratch, .window = gather_window, .impl = &gather_move, .examples = gather_examples,
};

/* ---- DepthToSpace and back: a channel holds the cell (r, s) of a block of b × b pixels.  In
 * depth-column-row order channel = (r·b + s)·C + c, in column-row-depth order channel = (c·b +
 * r)·b + s. ---- */

/* Offset of small channel c, cell (r, s), in units of channels; `n` is the number of small
 * channels. */
static gsize
deep_channel (const VtDepthSpaceAttrs *d,
              gsize                    n,
              gsize                    c,
              gsize                    r,
              gsize                    s)
{
  return d->crd ? (c * d->block + r) * d->block + s : (r * d->block + s) * n + c;
}

static gboolean
depth_space_infer (gconstpointer  attrs,
                   const VtShape *x,
                   gboolean       to_space,
                   VtShape       *y,
                   GError       **error)
{
  const VtDepthSpaceAttrs *d = attrs;
  const gsize b = d->block, area = b * b;

  if (x->n_dims != 4 || b == 0 || b > 4096
      || (to_space ? x->dim[1] % area != 0 : x->dim[2] % b != 0 || x->dim[3] % b != 0))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("a block of %u × %u does not divide the input"), d->block,
                   d->block);
      return FALSE;
    }
  *y = *x;
  y->dim[1] = to_space ? x->dim[1] / area : x->dim[1] * area;
  y->dim[2] = to_space ? x->dim[2] * b : x->dim[2] / b;
  y->dim[3] = to_space ? x->dim[3] * b : x->dim[3] / b;
  return vt_shape_check (y, error);
}

static gboolean
to_space_infer (gconstpointer  attrs,
                guint          n_x,
                const VtShape *x_shape,
                VtShape       *y_shape,
                GError       **error)
{
  return depth_space_infer (attrs, x_shape, TRUE, y_shape, error);
}

static gboolean
to_depth_infer (gconstpointer  attrs,
                guint          n_x,
                const VtShape *x_shape,
                VtShape       *y_shape,
                GError       **error)
{
  return depth_space_infer (attrs, x_shape, FALSE, y_shape, error);
}

static void
to_space_fill (const VtKernel *k,
               guint           axis,
               gssize         *table)
{
  const VtDepthSpaceAttrs *d = k->attrs;
  const VtShape *x = &k->x_shape[0];
  const gsize b = d->block, n = k->y_shape->dim[1], map = x->dim[2] * x->dim[3];

  for (gsize i = 0; i < k->y_shape->dim[axis]; i++)
    if (axis == 0)
      table[i] = (gssize) (i * x->dim[1] * map);
    else if (axis == 1)
      table[i] = (gssize) (deep_channel (d, n, i, 0, 0) * map);
    else if (axis == 2)
      table[i] = (gssize) (i / b * x->dim[3] + deep_channel (d, n, 0, i % b, 0) * map);
    else
      table[i] = (gssize) (i / b + deep_channel (d, n, 0, 0, i % b) * map);
}

static void
to_depth_fill (const VtKernel *k,
               guint           axis,
               gssize         *table)
{
  const VtDepthSpaceAttrs *d = k->attrs;
  const VtShape *x = &k->x_shape[0];
  const gsize b = d->block, n = x->dim[1], w = x->dim[3], map = x->dim[2] * w;

  for (gsize i = 0; i < k->y_shape->dim[axis]; i++)
    if (axis == 1)
      {
        const gsize cell = d->crd ? i % (b * b) : i / n, c = d->crd ? i / (b * b) : i % n;

        table[i] = (gssize) (c * map + cell / b * w + cell % b);
      }
    else
      table[i] = (gssize) (axis == 0 ? i * n * map : axis == 2 ? i * b * w : i * b);
}

static gboolean
to_space_window (gconstpointer  attrs,
                 const VtShape *x_shape,
                 const VtShape *y_shape,
                 VtWindow      *window)
{
  const double b = (double) ((const VtDepthSpaceAttrs *) attrs)->block;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  for (guint a = 0; a < 2; a++)
    {
      window->axis[a].step = 1 / b;
      window->axis[a].start = 0.5 / b - 0.5;
    }
  return TRUE;
}

static gboolean
to_depth_window (gconstpointer  attrs,
                 const VtShape *x_shape,
                 const VtShape *y_shape,
                 VtWindow      *window)
{
  const guint b = ((const VtDepthSpaceAttrs *) attrs)->block;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  for (guint a = 0; a < 2; a++)
    vt_window_axis (window, a, b, b, 1, 0);
  return TRUE;
}

static const VtMove to_space_move = { to_space_fill, TRUE, NULL };
static const VtMove to_depth_move = { to_depth_fill, TRUE, NULL };
static const VtOpExample to_space_examples[] = {
  { 1, { VT_SHAPE (2, 8, 2, 3) }, &(const VtDepthSpaceAttrs) { 2, FALSE } },
  { 1, { VT_SHAPE (1, 9, 2, 2) }, &(const VtDepthSpaceAttrs) { 3, TRUE } },
  { 1, { VT_SHAPE (1, 8, 2, 2) }, &(const VtDepthSpaceAttrs) { 2, TRUE } },
  { 0 }
};
static const VtOpExample to_depth_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4, 6) }, &(const VtDepthSpaceAttrs) { 2, FALSE } },
  { 1, { VT_SHAPE (1, 2, 4, 2) }, &(const VtDepthSpaceAttrs) { 2, TRUE } },
  { 0 }
};

const VtOp vt_op_depth_to_space = {
  .name = "DepthToSpace", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtDepthSpaceAttrs),
  .infer = to_space_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .window = to_space_window, .impl = &to_space_move,
  .examples = to_space_examples,
};

const VtOp vt_op_space_to_depth = {
  .name = "SpaceToDepth", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtDepthSpaceAttrs),
  .infer = to_depth_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .window = to_depth_window, .impl = &to_depth_move,
  .examples = to_depth_examples,
};
