/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv and ConvTranspose.  Both are one VtConvShape read forwards or backwards: ConvTranspose's
 * forward pass is a convolution's pass back to its input. */
#include "ops/vt-ops-conv.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "ops/conv/vt-conv.h"
#include "ops/vt-op.h"

#define SIZE_MAX_BLAS ((gsize) G_MAXINT32)    /* OpenBLAS counts in 32 bits */

/* ---- shapes -------------------------------------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *reason)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_SHAPE, reason);
  return FALSE;
}

/* What Conv and ConvTranspose have in common: ranks, kernel, groups, bias. */
static gboolean
check_weights (const VtSliding *window,
               gsize            group,
               guint            n_x,
               const VtShape  * x_shape,
               gsize            outputs,
               GError        ** error)
{
  const VtShape *x = &x_shape[0], *w = &x_shape[1];
  gsize map[2], kernel[2];

  if (!vt_sliding_map (x, map, error))
    return FALSE;
  if (w->n_dims != x->n_dims)
    return refuse (error, _("weights and map do not have the same number of dimensions"));
  if (!vt_sliding_map (w, kernel, error))
    return FALSE;
  if (kernel[0] != window->kernel[0] || kernel[1] != window->kernel[1])
    return refuse (error, _("the weights do not have the size of the kernel"));
  if (vt_shape_size (w) == 0 || x->dim[1] == 0)
    return refuse (error, _("there are no channels"));
  if (group == 0 || x->dim[1] % group != 0 || outputs % group != 0)
    return refuse (error, _("the channels cannot be divided into the groups"));
  if (vt_op_has (n_x, x_shape, 2) && vt_shape_size (&x_shape[2]) != outputs)
    return refuse (error, _("the bias does not have one number per output channel"));
  if (vt_shape_size (w) > SIZE_MAX_BLAS || map[0] * map[1] > SIZE_MAX_BLAS)
    return refuse (error, _("the weights or the map are too large"));
  return TRUE;
}

static gboolean
conv_infer (gconstpointer  attrs,
            guint          n_x,
            const VtShape *x_shape,
            VtShape       *y_shape,
            GError       **error)
{
  const VtConvAttrs *a = attrs;
  gsize map[2], out[2];

  if (!check_weights (&a->window, a->group, n_x, x_shape, vt_dim (&x_shape[1], 0), error))
    return FALSE;
  if (x_shape[0].dim[1] / a->group != x_shape[1].dim[1])
    return refuse (error, _("the weights do not have the map's number of channels"));
  vt_sliding_map (&x_shape[0], map, NULL);
  for (guint axis = 0; axis < 2; axis++)
    if (!vt_sliding_out (&a->window, axis, map[axis], FALSE, &out[axis], error))
      return FALSE;
  if (out[0] * out[1] > SIZE_MAX_BLAS)
    return refuse (error, _("the output is too large"));
  *y_shape = vt_sliding_shape (&x_shape[0], x_shape[0].dim[0], x_shape[1].dim[0], out);
  return vt_shape_check (y_shape, error);
}

static VtConvShape
make_shape (const VtSliding *w,
            gsize            group,
            const VtShape  * x,
            const VtShape  * y)
{
  gsize in[2], out[2];

  vt_sliding_map (x, in, NULL);
  vt_sliding_map (y, out, NULL);
  return (VtConvShape) {
           .n = x->dim[0], .group = group,
           .ic = x->dim[1] / group, .ih = in[0], .iw = in[1],
           .oc = y->dim[1] / group, .oh = out[0], .ow = out[1],
           .kh = w->kernel[0], .kw = w->kernel[1], .sh = w->stride[0], .sw = w->stride[1],
           .dh = w->dilation[0], .dw = w->dilation[1], .pt = w->pad[0], .pl = w->pad[1],
  };
}

/* ---- Conv ---------------------------------------------------------------------------------- */

static VtConvShape
shape_of (const VtOpContext *c)
{
  const VtConvAttrs *a = c->attrs;

  return make_shape (&a->window, a->group, &c->x_shape[0], c->y_shape);
}

/* The algorithm may want weights packed; a caller that has not packed them gets the exact one. */
static const VtConvAlgo *
choose (const VtConvShape *s,
        VtPath             path,
        gconstpointer      packed)
{
  const VtConvAlgo *algo = vt_conv_choose (s, path);

  return algo->pack != NULL && packed == NULL ? &vt_conv_im2col : algo;
}

/* Bytes that the algorithm's own way to the weights needs; 0: it has none for this shape. */
static gsize
weights_scratch (const VtConvAlgo  *algo,
                 const VtConvShape *s,
                 guint              n_threads)
{
  return algo->scratch_w != NULL ? algo->scratch_w (algo, s, n_threads) : 0;
}

/* Without stride the pass back to x is itself a convolution: of dy, with the kernels turned round and
 * transposed.  FALSE: it must be done by `backward_x`. */
static gboolean
back_shape (const VtConvShape *s,
            VtPath             path,
            VtConvShape       *b)
{
  const gsize up = (s->kh - 1) * s->dh, left = (s->kw - 1) * s->dw;

  /* A kernel about as large as the map would see mostly padding. */
  if (path == VT_PATH_EXACT || s->sh != 1 || s->sw != 1 || s->pt > up || s->pl > left
      || 2 * vt_conv_in_map (s) > 3 * vt_conv_out_map (s))
    return FALSE;
  *b = *s;
  b->ic = s->oc;
  b->ih = s->oh;
  b->iw = s->ow;
  b->oc = s->ic;
  b->oh = s->ih;
  b->ow = s->iw;
  b->pt = up - s->pt;
  b->pl = left - s->pl;

  const VtConvAlgo *algo = vt_conv_choose (b, path);

  return algo->pack != NULL || algo->turns;
}

static VtConvWeights
turned_weights (const VtConvShape *s,
                const float       *w)
{
  VtConvWeights turned = vt_conv_weights_of (s, w);

  turned.turned = TRUE;
  turned.out = vt_conv_taps (s);
  turned.in = s->ic * vt_conv_taps (s);
  return turned;
}

static gsize
conv_scratch (const VtOpContext *c)
{
  const VtConvShape s = shape_of (c);
  const VtConvAlgo *algo = vt_conv_choose (&s, c->path);
  const guint threads = MAX (1, c->n_threads);
  gsize bytes = algo->scratch (algo, &s, threads, c->backward);
  VtConvShape b;

  /* For weights that are computed, and for passes back that have no way of their own. */
  if (algo->pack != NULL || algo->backward_x == NULL)
    bytes = MAX (bytes, vt_conv_im2col.scratch (&vt_conv_im2col, &s, threads, c->backward));
  if (c->backward)
    bytes = MAX (bytes, MAX (vt_conv_weights_scratch (&s, threads), weights_scratch (algo, &s, threads)));
  if (c->backward && back_shape (&s, c->path, &b))
    bytes = MAX (bytes, vt_conv_choose (&b, c->path)->scratch (vt_conv_choose (&b, c->path), &b, threads, FALSE));
  return bytes;
}

/* What the weights are packed for, forwards or back; NULL: there is nothing to pack. */
static const VtConvAlgo *
packs_for (const VtOpContext *c,
           VtConvShape       *b)
{
  const VtConvShape s = shape_of (c);
  const VtConvAlgo *algo;

  *b = s;
  if (c->backward && !back_shape (&s, c->path, b))
    return NULL;
  algo = vt_conv_choose (b, c->path);
  return algo->pack != NULL ? algo : NULL;
}

static gsize
conv_pack_size (const VtOpContext *c)
{
  VtConvShape b;
  const VtConvAlgo *algo = packs_for (c, &b);

  return algo != NULL ? algo->pack_size (algo, &b) : 0;
}

/* Those of panels and turned are often equally large, but do not lie alike. */
static gconstpointer
conv_pack_layout (const VtOpContext *c)
{
  VtConvShape b;

  return packs_for (c, &b);
}

static void
conv_pack (const VtOpContext  *c,
           const float *const *x,
           gpointer            packed,
           VtPool             *pool)
{
  const VtConvShape s = shape_of (c);
  const VtConvWeights w = c->backward ? turned_weights (&s, x[1]) : vt_conv_weights_of (&s, x[1]);
  VtConvShape b;
  const VtConvAlgo *algo = packs_for (c, &b);

  algo->pack (algo, &b, &w, packed, pool);
}

static gboolean
conv_unpack (gconstpointer  attrs,
             const VtShape *shape,
             gconstpointer  layout,
             gconstpointer  packed,
             float         *w)
{
  const VtConvAlgo *algo = layout;
  const VtConvAttrs *a = attrs;

  if (algo == NULL || algo->unpack == NULL)
    return FALSE;
  if (w != NULL)
    algo->unpack (&(VtConvShape) { .group = a->group, .oc = shape->dim[0] / a->group, .ic = shape->dim[1],
                                   .kh = a->window.kernel[0], .kw = a->window.kernel[1] }, packed, w);
  return TRUE;
}

static void
conv_forward (const VtKernel *k)
{
  const VtConvAttrs *a = k->attrs;
  const VtConvShape s = make_shape (&a->window, a->group, &k->x_shape[0], k->y_shape);
  const VtConvAlgo *algo = choose (&s, k->path, k->packed);

  algo->forward (algo, &(VtConvTask) {
    .s = &s, .x = k->x[0], .w = k->x[1], .bias = k->n_x > 2 ? k->x[2] : NULL, .y = k->y,
    .add = k->add, .lo = k->lo, .hi = k->hi, .scratch = k->scratch, .packed = k->packed, .pool = k->pool
  });
}

static void
back_to_x (const VtKernel   *k,
           const VtConvTask *task)
{
  const VtConvShape *s = task->s;
  const VtConvAlgo *algo = choose (s, k->path, k->packed);
  const VtConvWeights turned = turned_weights (s, k->x[1]);
  VtConvShape b;

  if (back_shape (s, k->path, &b) && (k->packed_back != NULL || vt_conv_choose (&b, k->path)->turns))
    {
      algo = vt_conv_choose (&b, k->path);
      algo->forward (algo, &(VtConvTask) {
      .s = &b, .turned = &turned, .x = k->dy, .y = k->dx[0], .add = k->fresh ? NULL : k->dx[0], .lo = -INFINITY, .hi = INFINITY,
      .scratch = k->scratch, .packed = k->packed_back, .pool = k->pool
    });
      return;
    }
  if (k->fresh)
    memset (k->dx[0], 0, vt_shape_size (&k->x_shape[0]) * sizeof (float));
  if (algo->backward_x == NULL)
    algo = &vt_conv_im2col;
  algo->backward_x (algo, task);
}

static void
conv_backward (const VtKernel *k)
{
  const VtConvAttrs *a = k->attrs;
  const VtConvShape s = make_shape (&a->window, a->group, &k->x_shape[0], k->y_shape);
  const VtConvAlgo *algo = vt_conv_choose (&s, k->path);
  const VtConvTask task = {
    .s = &s, .x = k->x[0], .w = k->x[1], .dy = k->dy, .dx = k->dx[0], .dw = k->dx[1],
    .db = k->n_x > 2 ? k->dx[2] : NULL, .scratch = k->scratch, .packed = k->packed, .pool = k->pool
  };

  if (task.dx != NULL)
    back_to_x (k, &task);
  if (task.dw != NULL && weights_scratch (algo, &s, 1) > 0)
    algo->backward_w (algo, &task);
  else if (task.dw != NULL)
    vt_conv_weights (&task);
  if (task.db != NULL)
    vt_conv_bias (&task);
}

static gboolean
conv_window (gconstpointer  attrs,
             const VtShape *x_shape,
             const VtShape *y_shape,
             VtWindow      *window)
{
  const VtSliding *w = &((const VtConvAttrs *) attrs)->window;

  for (guint axis = 0; axis < 2; axis++)
    vt_window_axis (window, axis, w->kernel[axis], w->stride[axis], w->dilation[axis],
                    (gssize) w->pad[axis]);
  window->reach = VT_REACH_WINDOW;
  return TRUE;
}

static const VtOpExample conv_examples[] = {
  { .n_x = 3, .x_shape = { { 4, { 2, 3, 6, 5 } }, { 4, { 4, 3, 3, 3 } }, { 1, { 4 } } },
    .attrs = &(VtConvAttrs) { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { .n_x = 2, .x_shape = { { 4, { 2, 4, 7, 9 } }, { 4, { 6, 2, 3, 2 } } },
    .attrs = &(VtConvAttrs) { { { 3, 2 }, { 2, 3 }, { 2, 1 }, { 1, 0, 2, 1 } }, 2 } },
  { .n_x = 3, .x_shape = { { 4, { 1, 5, 8, 8 } }, { 4, { 5, 1, 3, 3 } }, { 1, { 5 } } },
    .attrs = &(VtConvAttrs) { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, 5 } },
  { .n_x = 3, .x_shape = { { 4, { 2, 6, 4, 3 } }, { 4, { 5, 6, 1, 1 } }, { 1, { 5 } } },
    .attrs = &(VtConvAttrs) { { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0 } }, 1 } },
  { .n_x = 3, .x_shape = { { 3, { 2, 3, 11 } }, { 3, { 4, 3, 4 } }, { 1, { 4 } } },
    .attrs = &(VtConvAttrs) { { { 1, 4 }, { 1, 2 }, { 1, 2 }, { 0, 2, 0, 1 } }, 1 } },
  { 0 }
};

const VtOp vt_op_conv = {
  .name = "Conv", .min_x = 2, .max_x = 3, .keep = VT_KEEP_INPUTS, .attrs_size = sizeof (VtConvAttrs),
  .clamps = TRUE, .adds = TRUE, .writes = TRUE, .window = conv_window, .infer = conv_infer, .forward = conv_forward,
  .backward = conv_backward, .scratch = conv_scratch,
  .pack_size = conv_pack_size, .pack_layout = conv_pack_layout, .pack = conv_pack, .unpack = conv_unpack,
  .examples = conv_examples,
};

/* ---- ConvTranspose ------------------------------------------------------------------------- */

/* out = t·(in−1) + output_padding + d·(k−1) + 1 − p₀ − p₁ */
static gboolean
transpose_out (const VtConvTransposeAttrs *a,
               guint                       axis,
               gsize                       in,
               gsize                      *out,
               GError                    **error)
{
  const VtSliding *w = &a->window;
  gsize back;

  if (in == 0 || in > (gsize) 1 << 24)
    return refuse (error, _("the map is empty or too large"));
  /* Checks the ranges: a map this large holds any window. */
  if (!vt_sliding_out (w, axis, (gsize) 1 << 50, FALSE, &back, error))
    return FALSE;
  if (a->output_padding[axis] >= MAX (w->stride[axis], w->dilation[axis]))
    return refuse (error, _("output_padding is not smaller than stride or dilation"));

  const gsize full = w->stride[axis] * (in - 1) + a->output_padding[axis]
                     + w->dilation[axis] * (w->kernel[axis] - 1) + 1;

  if (full <= w->pad[axis] + w->pad[axis + 2])
    return refuse (error, _("the padding takes away the whole output"));
  *out = full - w->pad[axis] - w->pad[axis + 2];
  return TRUE;
}

static gboolean
transpose_infer (gconstpointer  attrs,
                 guint          n_x,
                 const VtShape *x_shape,
                 VtShape       *y_shape,
                 GError       **error)
{
  const VtConvTransposeAttrs *a = attrs;
  const gsize per_group = vt_dim (&x_shape[1], 1);
  gsize map[2], out[2];

  if (a->group == 0 || a->group > SIZE_MAX_BLAS || per_group > SIZE_MAX_BLAS)
    return refuse (error, _("the number of groups is out of range"));
  if (!check_weights (&a->window, a->group, n_x, x_shape, per_group * a->group, error))
    return FALSE;
  if (x_shape[0].dim[1] != x_shape[1].dim[0])
    return refuse (error, _("the weights do not have the map's number of channels"));
  vt_sliding_map (&x_shape[0], map, NULL);
  for (guint axis = 0; axis < 2; axis++)
    if (!transpose_out (a, axis, map[axis], &out[axis], error))
      return FALSE;
  if (out[0] > SIZE_MAX_BLAS || out[1] > SIZE_MAX_BLAS || out[0] * out[1] > SIZE_MAX_BLAS)
    return refuse (error, _("the output is too large"));
  *y_shape = vt_sliding_shape (&x_shape[0], x_shape[0].dim[0], per_group * a->group, out);
  return vt_shape_check (y_shape, error);
}

/* The convolution whose transpose this is: it leads from y to x. */
static VtConvShape
transpose_shape (const VtConvTransposeAttrs *a,
                 const VtShape              *x,
                 const VtShape              *y)
{
  return make_shape (&a->window, a->group, y, x);
}

static gsize
transpose_scratch (const VtOpContext *c)
{
  const VtConvShape s = transpose_shape (c->attrs, &c->x_shape[0], c->y_shape);

  return vt_conv_im2col.scratch (&vt_conv_im2col, &s, MAX (1, c->n_threads), TRUE);
}

static void
transpose_forward (const VtKernel *k)
{
  const VtConvShape s = transpose_shape (k->attrs, &k->x_shape[0], k->y_shape);
  const gsize map = vt_conv_in_map (&s), channels = s.group * s.ic;
  const float *bias = k->n_x > 2 ? k->x[2] : NULL;

  for (gsize c = 0; c < s.n * channels; c++)
    for (gsize p = 0; p < map; p++)
      k->y[c * map + p] = bias != NULL ? bias[c % channels] : 0.f;
  vt_conv_im2col.backward_x (&vt_conv_im2col, &(VtConvTask) {
    .s = &s, .w = k->x[1], .dy = k->x[0], .dx = k->y, .scratch = k->scratch, .pool = k->pool
  });
}

static void
transpose_bias (const VtConvShape *s,
                const float       *dy,
                float             *db)
{
  const gsize map = vt_conv_in_map (s), channels = s->group * s->ic;

  for (gsize c = 0; c < channels; c++)
    {
      double sum = 0;

      for (gsize i = 0; i < s->n; i++)
        for (gsize p = 0; p < map; p++)
          sum += (double) dy[(i * channels + c) * map + p];
      db[c] += (float) sum;
    }
}

static void
transpose_backward (const VtKernel *k)
{
  const VtConvShape s = transpose_shape (k->attrs, &k->x_shape[0], k->y_shape);

  if (k->dx[0] != NULL)
    vt_conv_im2col.forward (&vt_conv_im2col, &(VtConvTask) {
      .s = &s, .x = k->dy, .w = k->x[1], .y = k->dx[0], .add = k->dx[0], .lo = -INFINITY, .hi = INFINITY,
      .scratch = k->scratch, .pool = k->pool
    });
  if (k->dx[1] != NULL)
    vt_conv_weights (&(VtConvTask) {
      .s = &s, .x = k->dy, .dy = k->x[0], .dw = k->dx[1], .scratch = k->scratch, .pool = k->pool
    });
  if (k->n_x > 2 && k->dx[2] != NULL)
    transpose_bias (&s, k->dy, k->dx[2]);
}

/* Output o is fed by the inputs i with o = t·i − p + d·k: their centre is (o + p − d·(k−1)/2) /
 * t. */
static gboolean
transpose_window (gconstpointer  attrs,
                  const VtShape *x_shape,
                  const VtShape *y_shape,
                  VtWindow      *window)
{
  const VtSliding *w = &((const VtConvTransposeAttrs *) attrs)->window;

  for (guint axis = 0; axis < 2; axis++)
    {
      const double span = (double) (w->dilation[axis] * (w->kernel[axis] - 1));
      const double stride = (double) w->stride[axis];

      window->axis[axis].extent = span / stride + 1;
      window->axis[axis].start = ((double) w->pad[axis] - span / 2) / stride;
      window->axis[axis].step = 1 / stride;
    }
  window->reach = VT_REACH_WINDOW;
  return TRUE;
}

static const VtOpExample transpose_examples[] = {
  { .n_x = 3, .x_shape = { { 4, { 2, 3, 4, 5 } }, { 4, { 3, 2, 3, 4 } }, { 1, { 2 } } },
    .attrs = &(VtConvTransposeAttrs) { { { 3, 4 }, { 2, 3 }, { 1, 1 }, { 1, 0, 0, 2 } }, 1, { 1, 2 } } },
  { .n_x = 2, .x_shape = { { 4, { 1, 4, 3, 3 } }, { 4, { 4, 3, 2, 2 } } },
    .attrs = &(VtConvTransposeAttrs) { { { 2, 2 }, { 2, 1 }, { 1, 2 }, { 0 } }, 2, { 0, 0 } } },
  { .n_x = 2, .x_shape = { { 3, { 2, 3, 6 } }, { 3, { 3, 2, 3 } } },
    .attrs = &(VtConvTransposeAttrs) { { { 1, 3 }, { 1, 2 }, { 1, 1 }, { 0, 1, 0, 1 } }, 1, { 0, 1 } } },
  { 0 }
};

const VtOp vt_op_conv_transpose = {
  .name = "ConvTranspose", .min_x = 2, .max_x = 3, .keep = VT_KEEP_INPUTS,
  .attrs_size = sizeof (VtConvTransposeAttrs),
  .infer = transpose_infer, .forward = transpose_forward, .backward = transpose_backward,
  .scratch = transpose_scratch, .window = transpose_window, .examples = transpose_examples,
};
