/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Concat and Reshape (which is also Flatten, Squeeze and Unsqueeze). */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

/* ---- Concat ---- */

static gboolean
concat_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  const guint axis = ((const VtAxisAttrs *) attrs)->axis;

  *y_shape = x_shape[0];
  if (axis >= y_shape->n_dims)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("there is no axis %u"), axis);
      return FALSE;
    }
  for (guint i = 1; i < n_x; i++)
    {
      VtShape s = x_shape[i];
      gsize sum;

      if (axis >= s.n_dims || !g_size_checked_add (&sum, y_shape->dim[axis], s.dim[axis]))
        s.n_dims = 0, sum = 0;
      s.dim[axis] = y_shape->dim[axis];
      if (!vt_shape_equal (&s, y_shape))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("input %u does not fit the first one"), i + 1);
          return FALSE;
        }
      y_shape->dim[axis] = sum;
    }
  return TRUE;
}

/* y as `outer` rows, each the rows of the inputs one after another. */
typedef struct
{
  const VtKernel *k;
  gsize           outer, row;       /* row: floats of a row of y */
  gsize           inner[VT_MAX_INPUTS], at[VT_MAX_INPUTS];
} Concat;

static void
concat_init (Concat         *c,
             const VtKernel *k)
{
  const guint axis = ((const VtAxisAttrs *) k->attrs)->axis;

  c->k = k;
  c->outer = 1;
  c->row = 0;
  for (guint a = 0; a < axis; a++)
    c->outer *= k->y_shape->dim[a];
  for (guint i = 0; i < k->n_x; i++)
    {
      c->inner[i] = vt_shape_size (&k->x_shape[i]) / MAX (c->outer, 1);
      c->at[i] = c->row;
      c->row += c->inner[i];
    }
}

/* An input that was computed in its place in y stays there. */
static void
concat_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Concat *c = data;
  const gsize i = part % c->k->n_x, o = part / c->k->n_x;
  float *y = c->k->y + o * c->row + c->at[i];
  const float *x = c->k->x[i] + o * c->inner[i];

  if (x != y)
    memcpy (y, x, c->inner[i] * sizeof (float));
}

static void
concat_forward (const VtKernel *k)
{
  Concat c;

  concat_init (&c, k);
  vt_parallel_for (c.outer * c.row >= 65536 ? k->pool : NULL, c.outer * k->n_x, concat_part, &c);
}

/* A gradient that lies in its place in dy is there already. */
static void
concat_backward (const VtKernel *k)
{
  Concat c;

  concat_init (&c, k);
  for (guint i = 0; i < k->n_x; i++)
    for (gsize o = 0; o < c.outer && k->dx[i] != NULL; o++)
      {
        const float *dy = k->dy + o * c.row + c.at[i];
        float *dx = k->dx[i] + o * c.inner[i];

        for (gsize j = 0; dx != dy && j < c.inner[i]; j++)
          dx[j] += dy[j];
      }
}

static gboolean
concat_window (gconstpointer  attrs,
               const VtShape *x_shape,
               const VtShape *y_shape,
               VtWindow      *window)
{
  return (y_shape->n_dims < 4 || ((const VtAxisAttrs *) attrs)->axis < y_shape->n_dims - 2)
         && vt_window_pointwise (attrs, x_shape, y_shape, window);
}

static const VtOpExample concat_examples[] = {
  { 3, { VT_SHAPE (2, 3, 4), VT_SHAPE (2, 1, 4), VT_SHAPE (2, 2, 4) }, &(const VtAxisAttrs) { 1 } },
  { 2, { VT_SHAPE (2, 3), VT_SHAPE (2, 5) }, &(const VtAxisAttrs) { 1 } },
  { 2, { VT_SHAPE (1, 3, 2), VT_SHAPE (1, 3, 1) }, &(const VtAxisAttrs) { 2 } },
  { 0 }
};

const VtOp vt_op_concat = {
  .name = "Concat", .min_x = 1, .max_x = VT_MAX_INPUTS, .attrs_size = sizeof (VtAxisAttrs), .joins = TRUE,
  .infer = concat_infer, .forward = concat_forward, .backward = concat_backward,
  .window = concat_window, .examples = concat_examples,
};

/* ---- Reshape ---- */

static gboolean
reshape_infer (gconstpointer  attrs,
               guint          n_x,
               const VtShape *x_shape,
               VtShape       *y_shape,
               GError       **error)
{
  const VtReshapeAttrs *r = attrs;
  const gsize size = vt_shape_size (&x_shape[0]);
  gsize known = 1;
  int rest = -1;
  gboolean ok = r->n_dims <= VT_MAX_DIMS;

  *y_shape = (VtShape) { .n_dims = ok ? r->n_dims : 0 };
  for (guint a = 0; a < y_shape->n_dims; a++)
    {
      y_shape->dim[a] = r->dim[a] == 0 ? vt_dim (&x_shape[0], a) : (gsize) r->dim[a];
      if (r->dim[a] == -1)
        {
          ok &= rest < 0;
          rest = (int) a;
        }
      else
        ok &= r->dim[a] >= 0 && g_size_checked_mul (&known, known, y_shape->dim[a]);
    }
  if (ok && rest >= 0)
    {
      ok = known > 0 && size % known == 0;
      y_shape->dim[rest] = ok ? size / known : 0;
      known *= y_shape->dim[rest];
    }
  if (!ok || known != size)
    {
      g_autofree char *from = vt_shape_to_string (&x_shape[0]);

      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%s cannot take the shape asked for"), from);
      return FALSE;
    }
  return TRUE;
}

static void
reshape_forward (const VtKernel *k)
{
  if (k->y != k->x[0])
    memcpy (k->y, k->x[0], vt_shape_size (k->y_shape) * sizeof (float));
}

static void
reshape_backward (const VtKernel *k)
{
  const gsize n = vt_shape_size (k->y_shape);

  if (k->dx[0] == NULL || k->dx[0] == k->dy)
    return;
  if (k->fresh)
    memcpy (k->dx[0], k->dy, n * sizeof (float));
  else
    for (gsize i = 0; i < n; i++)
      k->dx[0][i] += k->dy[i];
}

/* Units keep their places while rows and columns stay the last two axes. */
static gboolean
reshape_window (gconstpointer  attrs,
                const VtShape *x_shape,
                const VtShape *y_shape,
                VtWindow      *window)
{
  return x_shape->n_dims >= 4 && y_shape->n_dims >= 4
         && x_shape->dim[x_shape->n_dims - 1] == y_shape->dim[y_shape->n_dims - 1]
         && x_shape->dim[x_shape->n_dims - 2] == y_shape->dim[y_shape->n_dims - 2]
         && vt_window_pointwise (attrs, x_shape, y_shape, window);
}

static const VtOpExample reshape_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtReshapeAttrs) { 2, { 0, -1 } } },
  { 1, { VT_SHAPE (2, 12) }, &(const VtReshapeAttrs) { 4, { 0, 3, 2, 2 } } },
  { 0 }
};

const VtOp vt_op_reshape = {
  .name = "Reshape", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtReshapeAttrs), .in_place = TRUE,
  .writes = TRUE, .back_in_place = TRUE,
  .infer = reshape_infer, .forward = reshape_forward, .backward = reshape_backward,
  .window = reshape_window, .examples = reshape_examples,
};
