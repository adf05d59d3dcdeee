/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slice, Pad, Transpose, Expand, Tile, Gather, DepthToSpace, SpaceToDepth: each says for an axis
 * of its output where in the input a cell comes from. */
#include "base/vt-error.h"

#include <glib/gi18n.h>

#include "ops/vt-attrs.h"
#include "ops/vt-op-move.h"

static gsize
stride_of (const VtShape *shape,
           guint          axis)
{
  gsize stride[VT_MAX_DIMS];

  vt_shape_strides (shape, stride);
  return stride[axis];
}

static gboolean
refuse (GError    **error,
        const char *sentence)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, sentence);
  return FALSE;
}

/* ---- Slice: cell i is x[start + step·i] ---- */

static gboolean
slice_infer (gconstpointer  attrs,
             guint          n_x,
             const VtShape *x_shape,
             VtShape       *y_shape,
             GError       **error)
{
  const VtSliceAttrs *s = attrs;

  *y_shape = x_shape[0];
  for (guint a = 0; a < x_shape->n_dims; a++)
    {
      const gint64 n = (gint64) x_shape->dim[a];
      gint64 last;

      if (s->count[a] == 0)
        continue;
      if (s->count[a] < 0 || s->count[a] > n || s->start[a] < 0 || s->start[a] >= n || s->step[a] == 0
          || __builtin_mul_overflow (s->count[a] - 1, s->step[a], &last)
          || __builtin_add_overflow (last, s->start[a], &last) || last < 0 || last >= n)
        return refuse (error, _("the slice goes beyond the input"));
      y_shape->dim[a] = (gsize) s->count[a];
    }
  return TRUE;
}

static void
slice_fill (const VtKernel *k,
            guint           axis,
            gssize         *table)
{
  const VtSliceAttrs *s = k->attrs;
  const gssize stride = (gssize) stride_of (&k->x_shape[0], axis);
  const gboolean whole = s->count[axis] == 0;

  for (gssize i = 0; i < (gssize) k->y_shape->dim[axis]; i++)
    table[i] = (whole ? i : (gssize) (s->start[axis] + s->step[axis] * i)) * stride;
}

static gboolean
slice_window (gconstpointer  attrs,
              const VtShape *x_shape,
              const VtShape *y_shape,
              VtWindow      *window)
{
  const VtSliceAttrs *s = attrs;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  for (guint a = 0; x_shape->n_dims >= 3 && a < 2; a++)
    {
      const guint axis = x_shape->n_dims - 2 + a;

      if (axis >= 2 && s->count[axis] != 0)
        {
          window->axis[a].start = (double) s->start[axis];
          window->axis[a].step = (double) s->step[axis];
        }
    }
  return TRUE;
}

static const VtMove slice_move = { slice_fill, TRUE, NULL };
static const VtOpExample slice_examples[] = {
  { 1, { VT_SHAPE (2, 5, 6) }, &(const VtSliceAttrs) { { 0, 1, 5 }, { 1, 2, -2 }, { 0, 2, 3 } } },
  { 1, { VT_SHAPE (1, 3, 4, 5) }, &(const VtSliceAttrs) { { 0, 0, 1, 0 }, { 0, 0, 1, 0 }, { 0, 0, 2, 0 } } },
  { 0 }
};

const VtOp vt_op_slice = {
  .name = "Slice", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtSliceAttrs),
  .infer = slice_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .window = slice_window, .impl = &slice_move, .examples = slice_examples,
};

/* ---- Pad ---- */

static gboolean
pad_infer (gconstpointer  attrs,
           guint          n_x,
           const VtShape *x_shape,
           VtShape       *y_shape,
           GError       **error)
{
  const VtPadAttrs *p = attrs;
  const gint64 most = (gint64) 1 << 30;

  *y_shape = x_shape[0];
  for (guint a = 0; a < x_shape->n_dims; a++)
    {
      const gint64 n = (gint64) x_shape->dim[a], before = p->before[a], after = p->after[a];

      if (before < -most || before > most || after < -most || after > most || n > most
          || before + n + after < 0)
        return refuse (error, _("the padding is out of range"));
      if (p->mode == VT_PAD_REFLECT && (before >= MAX (n, 1) || after >= MAX (n, 1)))
        return refuse (error, _("a reflecting padding must be smaller than the input"));
      if ((p->mode == VT_PAD_EDGE || p->mode == VT_PAD_WRAP) && n == 0)
        return refuse (error, _("an empty input has no edge to repeat"));
      y_shape->dim[a] = (gsize) (before + n + after);
    }
  return TRUE;
}

static void
pad_fill (const VtKernel *k,
          guint           axis,
          gssize         *table)
{
  const VtPadAttrs *p = k->attrs;
  const gssize n = (gssize) k->x_shape[0].dim[axis], stride = (gssize) stride_of (&k->x_shape[0], axis);

  for (gssize i = 0; i < (gssize) k->y_shape->dim[axis]; i++)
    {
      gssize from = i - (gssize) p->before[axis];

      if (p->mode == VT_PAD_REFLECT)
        from = from < 0 ? -from : from >= n ? 2 * (n - 1) - from : from;
      else if (p->mode == VT_PAD_EDGE)
        from = CLAMP (from, 0, n - 1);
      else if (p->mode == VT_PAD_WRAP)
        from = (from % n + n) % n;
      table[i] = from < 0 || from >= n ? VT_MOVE_NOTHING : from * stride;
    }
}

static float
pad_value (const VtKernel *k)
{
  return ((const VtPadAttrs *) k->attrs)->value;
}

static gboolean
pad_window (gconstpointer  attrs,
            const VtShape *x_shape,
            const VtShape *y_shape,
            VtWindow      *window)
{
  const VtPadAttrs *p = attrs;

  vt_window_pointwise (attrs, x_shape, y_shape, window);
  for (guint a = 0; x_shape->n_dims >= 4 && a < 2; a++)
    window->axis[a].start = -(double) p->before[x_shape->n_dims - 2 + a];
  return TRUE;
}

static const VtMove pad_move = { pad_fill, FALSE, pad_value };
static const VtOpExample pad_examples[] = {
  { 1, { VT_SHAPE (1, 2, 3, 4) },
    &(const VtPadAttrs) { VT_PAD_CONSTANT, 0.5f, { 0, 1, 2, 0 }, { 0, 0, 1, 3 } } },
  { 1, { VT_SHAPE (1, 2, 3, 4) },
    &(const VtPadAttrs) { VT_PAD_REFLECT, 0, { 0, 0, 2, 3 }, { 0, 0, 1, 2 } } },
  { 1, { VT_SHAPE (1, 2, 3, 4) },
    &(const VtPadAttrs) { VT_PAD_EDGE, 0, { 0, 0, 2, 3 }, { 0, 0, 1, 5 } } },
  { 1, { VT_SHAPE (1, 2, 3, 4) },
    &(const VtPadAttrs) { VT_PAD_WRAP, 0, { 0, 0, 2, 5 }, { 0, 0, 4, 1 } } },
  { 1, { VT_SHAPE (1, 2, 3, 4) },
    &(const VtPadAttrs) { VT_PAD_CONSTANT, 0, { 0, 0, -1, 1 }, { 0, 0, 0, -2 } } },
  { 0 }
};

const VtOp vt_op_pad = {
  .name = "Pad", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtPadAttrs),
  .infer = pad_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .window = pad_window, .impl = &pad_move, .examples = pad_examples,
};

/* ---- Transpose ---- */

static gboolean
transpose_infer (gconstpointer  attrs,
                 guint          n_x,
                 const VtShape *x_shape,
                 VtShape       *y_shape,
                 GError       **error)
{
  const VtTransposeAttrs *t = attrs;
  guint seen = 0;

  *y_shape = x_shape[0];
  for (guint a = 0; a < x_shape->n_dims; a++)
    {
      if (t->perm[a] >= x_shape->n_dims || (seen >> t->perm[a] & 1) != 0)
        return refuse (error, _("the order of the axes is not a permutation"));
      seen |= 1u << t->perm[a];
      y_shape->dim[a] = x_shape->dim[t->perm[a]];
    }
  return TRUE;
}

static void
transpose_fill (const VtKernel *k,
                guint           axis,
                gssize         *table)
{
  const VtTransposeAttrs *t = k->attrs;
  const gssize stride = (gssize) stride_of (&k->x_shape[0], t->perm[axis]);

  for (gssize i = 0; i < (gssize) k->y_shape->dim[axis]; i++)
    table[i] = i * stride;
}

/* Only while rows and columns stay the last two axes do units keep their places. */
static gboolean
transpose_window (gconstpointer  attrs,
                  const VtShape *x_shape,
                  const VtShape *y_shape,
                  VtWindow      *window)
{
  const VtTransposeAttrs *t = attrs;
  const guint n = x_shape->n_dims;

  return n >= 4 && t->perm[n - 1] == n - 1 && t->perm[n - 2] == n - 2
         && vt_window_pointwise (attrs, x_shape, y_shape, window);
}

static const VtMove transpose_move = { transpose_fill, TRUE, NULL };
static const VtOpExample transpose_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4, 5) }, &(const VtTransposeAttrs) { { 0, 2, 3, 1 } } },
  { 1, { VT_SHAPE (3, 4) }, &(const VtTransposeAttrs) { { 1, 0 } } },
  { 0 }
};

const VtOp vt_op_transpose = {
  .name = "Transpose", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtTransposeAttrs),
  .infer = transpose_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .window = transpose_window, .impl = &transpose_move,
  .examples = transpose_examples,
};

/* ---- Expand and Tile: the input's axes from the last one on, again and again ---- */

static gboolean
expand_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  const VtDimsAttrs *d = attrs;
  VtShape target = { .n_dims = d->n_dims };

  if (d->n_dims > VT_MAX_DIMS)
    return refuse (error, _("too many dimensions"));
  for (guint a = 0; a < d->n_dims; a++)
    target.dim[a] = d->dim[a];
  return vt_shape_broadcast (&x_shape[0], &target, y_shape, error);
}

static gboolean
tile_infer (gconstpointer  attrs,
            guint          n_x,
            const VtShape *x_shape,
            VtShape       *y_shape,
            GError       **error)
{
  const VtDimsAttrs *d = attrs;

  if (d->n_dims != x_shape->n_dims)
    return refuse (error, _("there must be one repeat for each axis"));
  *y_shape = x_shape[0];
  for (guint a = 0; a < d->n_dims; a++)
    if (!g_size_checked_mul (&y_shape->dim[a], x_shape->dim[a], d->dim[a]))
      return refuse (error, _("the tensor is too large"));
  return TRUE;
}

static void
repeat_fill (const VtKernel *k,
             guint           axis,
             gssize         *table)
{
  const VtShape *x = &k->x_shape[0];
  const guint missing = k->y_shape->n_dims - x->n_dims;
  const gsize n = axis < missing ? 1 : x->dim[axis - missing];
  const gsize stride = axis < missing ? 0 : stride_of (x, axis - missing);

  for (gsize i = 0; i < k->y_shape->dim[axis]; i++)
    table[i] = (gssize) (i % n * stride);
}

static const VtMove repeat_move = { repeat_fill, FALSE, NULL };
static const VtOpExample expand_examples[] = {
  { 1, { VT_SHAPE (2, 1, 3, 1) }, &(const VtDimsAttrs) { 4, { 1, 4, 1, 2 } } },
  { 1, { VT_SHAPE (3, 1) }, &(const VtDimsAttrs) { 3, { 2, 1, 4 } } },
  { 0 }
};
static const VtOpExample tile_examples[] = {
  { 1, { VT_SHAPE (2, 3, 4) }, &(const VtDimsAttrs) { 3, { 1, 2, 3 } } },
  { 0 }
};

const VtOp vt_op_expand = {
  .name = "Expand", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtDimsAttrs),
  .infer = expand_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .impl = &repeat_move, .examples = expand_examples,
};

const VtOp vt_op_tile = {
  .name = "Tile", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtDimsAttrs),
  .infer = tile_infer, .forward = vt_move_forward, .backward = vt_move_backward,
  .scratch = vt_move_scratch, .impl = &repeat_move, .examples = tile_examples,
};
