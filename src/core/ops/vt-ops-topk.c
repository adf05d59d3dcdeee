/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The k largest (or smallest) along an axis, the most extreme first, equal ones in the order of their places; one
 * operator for their values and one for their places.  Each line along the axis is one part. */
#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-op.h"

static gboolean
topk_infer (gconstpointer  attrs,
            guint          n_x,
            const VtShape *x_shape,
            VtShape       *y_shape,
            GError       **error)
{
  const VtTopKAttrs *a = attrs;

  if (a->axis >= x_shape->n_dims || a->k < 1 || a->k > x_shape->dim[a->axis] || x_shape->dim[a->axis] > 1 << 24)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("%zu places of axis %u do not fit its input"), a->k, a->axis);
      return FALSE;
    }
  *y_shape = x_shape[0];
  y_shape->dim[a->axis] = a->k;
  return TRUE;
}

static gsize
topk_scratch (const VtOpContext *c)
{
  const VtTopKAttrs *a = c->attrs;

  return MAX (1, c->n_threads) * c->x_shape[0].dim[a->axis] * sizeof (guint32);
}

/* One line: n numbers, `step` apart. */
typedef struct
{
  const float *x;
  gsize        step;
  gboolean     largest;
} Line;

/* TRUE when place `i` stands before place `j`: a total order, so that there is one answer only. */
static inline gboolean
before (const Line *line,
        guint32     i,
        guint32     j)
{
  const float a = line->x[i * line->step], b = line->x[j * line->step];

  if (a == b)
    return i < j;
  return line->largest ? a > b : a < b;
}

/* Lets the place at `root` sink in a heap whose top comes last of all. */
static void
sink (const Line *line,
      guint32    *heap,
      gsize       root,
      gsize       n)
{
  for (gsize child; (child = 2 * root + 1) < n; root = child)
    {
      if (child + 1 < n && before (line, heap[child], heap[child + 1]))
        child++;
      if (!before (line, heap[root], heap[child]))
        return;

      const guint32 swap = heap[root];

      heap[root] = heap[child];
      heap[child] = swap;
    }
}

/* heap[0 … k−1] become the places of the first k, in order. */
static void
first_places (const Line *line,
              guint32    *heap,
              gsize       n,
              gsize       k)
{
  for (gsize i = 0; i < k; i++)
    heap[i] = (guint32) i;
  for (gsize root = k / 2; root-- > 0;)
    sink (line, heap, root, k);
  for (gsize i = k; i < n; i++)
    if (before (line, (guint32) i, heap[0]))
      {
        heap[0] = (guint32) i;
        sink (line, heap, 0, k);
      }
  for (gsize end = k; end-- > 1;)
    {
      const guint32 last = heap[0];

      heap[0] = heap[end];
      heap[end] = last;
      sink (line, heap, 0, end);
    }
}

typedef enum { VALUES, PLACES, GRADIENT } Task;
typedef struct
{
  const VtKernel *k;
  gsize           n, inner;
  Task            task;
} Work;

static void
topk_line (gsize    part,
           guint    thread,
           gpointer data)
{
  const Work *w = data;
  const VtTopKAttrs *a = w->k->attrs;
  const gsize outer = part / w->inner, at = part % w->inner;
  const gsize x = outer * w->n * w->inner + at, y = outer * a->k * w->inner + at;
  const Line line = { w->k->x[0] + x, w->inner, a->largest };
  guint32 *heap = (guint32 *) (gpointer) w->k->scratch + thread * w->n;

  first_places (&line, heap, w->n, a->k);
  for (gsize i = 0; i < a->k; i++)
    if (w->task == VALUES)
      w->k->y[y + i * w->inner] = line.x[heap[i] * w->inner];
    else if (w->task == PLACES)
      w->k->y[y + i * w->inner] = (float) heap[i];
    else
      w->k->dx[0][x + heap[i] * w->inner] += w->k->dy[y + i * w->inner];
}

static void
topk_run (const VtKernel *k,
          Task            task)
{
  const VtTopKAttrs *a = k->attrs;
  Work w = { k, k->x_shape[0].dim[a->axis], 1, task };

  for (guint d = a->axis + 1; d < k->x_shape[0].n_dims; d++)
    w.inner *= k->x_shape[0].dim[d];
  vt_parallel_for (k->pool, vt_shape_size (k->y_shape) / a->k, topk_line, &w);
}

static void
values_forward (const VtKernel *k)
{
  topk_run (k, VALUES);
}

static void
places_forward (const VtKernel *k)
{
  topk_run (k, PLACES);
}

static void
values_backward (const VtKernel *k)
{
  if (k->dx[0] != NULL)
    topk_run (k, GRADIENT);
}

static const VtOpExample topk_examples[] = {
  { 1, { VT_SHAPE (2, 9, 3) }, &(const VtTopKAttrs) { 1, 4, TRUE } },
  { 1, { VT_SHAPE (3, 7) }, &(const VtTopKAttrs) { 1, 7, FALSE } },
  { 1, { VT_SHAPE (2, 5) }, &(const VtTopKAttrs) { 1, 1, TRUE } },
  { 0 }
};

const VtOp vt_op_topk = {
  .name = "TopK", .min_x = 1, .max_x = 1, .keep = VT_KEEP_INPUTS, .attrs_size = sizeof (VtTopKAttrs),
  .infer = topk_infer, .forward = values_forward, .backward = values_backward, .scratch = topk_scratch,
  .examples = topk_examples,
};

const VtOp vt_op_topk_places = {
  .name = "TopKPlaces", .min_x = 1, .max_x = 1, .attrs_size = sizeof (VtTopKAttrs),
  .infer = topk_infer, .forward = places_forward, .scratch = topk_scratch, .examples = topk_examples,
};
