/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References of convolutions, pools, LRN and matrix products. */
#include <math.h>

#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"
#include "vt-reference.h"

/* N, C, H, W of a shape with one or two dimensions of map. */
typedef struct { gsize n, c, h, w; } Dims;

static Dims
dims_of (const VtShape *s)
{
  return s->n_dims == 3 ? (Dims) { s->dim[0], s->dim[1], 1, s->dim[2] }
                        : (Dims) { s->dim[0], s->dim[1], s->dim[2], s->dim[3] };
}

static Dims
place (const Dims *d,
       gsize       i)
{
  return (Dims) { i / (d->w * d->h * d->c), i / (d->w * d->h) % d->c, i / d->w % d->h, i % d->w };
}

/* Pixel of tap t at place o on an axis, or −1 off the map. */
static gssize
pixel (const VtSliding *w,
       guint            axis,
       gsize            o,
       gsize            t,
       gsize            n)
{
  const gssize p = (gssize) (o * w->stride[axis] + t * w->dilation[axis]) - (gssize) w->pad[axis];

  return p >= 0 && p < (gssize) n ? p : -1;
}

static void
conv (const Reference *r)
{
  const VtConvAttrs *a = r->e->attrs;
  const Dims x = dims_of (&r->xs[0]), y = dims_of (r->ys);
  const gsize per_group = x.c / a->group, kh = a->window.kernel[0], kw = a->window.kernel[1];

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      const Dims o = place (&y, i);
      const gsize first = o.c / (y.c / a->group) * per_group;

      r->y[i] = r->x[2] != NULL ? (double) r->x[2][o.c] : 0;
      for (gsize c = 0; c < per_group; c++)
        for (gsize t = 0; t < kh * kw; t++)
          {
            const gssize row = pixel (&a->window, 0, o.h, t / kw, x.h);
            const gssize column = pixel (&a->window, 1, o.w, t % kw, x.w);

            if (row >= 0 && column >= 0)
              r->y[i] += (double) r->x[1][(o.c * per_group + c) * kh * kw + t]
                         * (double) r->x[0][((o.n * x.c + first + c) * x.h + (gsize) row) * x.w + (gsize) column];
          }
    }
}

/* Each pixel of x is spread through the window that a convolution would gather with. */
static void
conv_transpose (const Reference *r)
{
  const VtConvTransposeAttrs *a = r->e->attrs;
  const Dims x = dims_of (&r->xs[0]), y = dims_of (r->ys);
  const gsize per_group = y.c / a->group, kh = a->window.kernel[0], kw = a->window.kernel[1];

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    r->y[i] = r->x[2] != NULL ? (double) r->x[2][place (&y, i).c] : 0;
  for (gsize i = 0; i < vt_shape_size (&r->xs[0]); i++)
    {
      const Dims p = place (&x, i);

      for (gsize m = 0; m < per_group; m++)
        for (gsize t = 0; t < kh * kw; t++)
          {
            const gssize row = pixel (&a->window, 0, p.h, t / kw, y.h);
            const gssize column = pixel (&a->window, 1, p.w, t % kw, y.w);
            const gsize channel = p.c / (x.c / a->group) * per_group + m;

            if (row >= 0 && column >= 0)
              r->y[((p.n * y.c + channel) * y.h + (gsize) row) * y.w + (gsize) column]
                += (double) r->x[0][i] * (double) r->x[1][(p.c * per_group + m) * kh * kw + t];
          }
    }
}

static void
pool (const Reference *r,
      gboolean         largest)
{
  const VtPoolAttrs *a = r->e->attrs;
  const VtSliding *w = &a->window;
  const Dims x = dims_of (&r->xs[0]), y = dims_of (r->ys);

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      const Dims o = place (&y, i);
      double sum = 0, n = 0, top = -INFINITY;

      for (gsize t = 0; t < w->kernel[0] * w->kernel[1]; t++)
        {
          const gsize tr = t / w->kernel[1], tc = t % w->kernel[1];
          const gssize row = pixel (w, 0, o.h, tr, x.h), column = pixel (w, 1, o.w, tc, x.w);
          /* Padding counts; what ceil_mode adds beyond it does not. */
          const gboolean padded = o.h * w->stride[0] + tr * w->dilation[0] < x.h + w->pad[0] + w->pad[2]
                                  && o.w * w->stride[1] + tc * w->dilation[1] < x.w + w->pad[1] + w->pad[3];

          if (row >= 0 && column >= 0)
            {
              const double v = (double) r->x[0][((o.n * x.c + o.c) * x.h + (gsize) row) * x.w + (gsize) column];

              sum += v;
              top = fmax (top, v);
              n++;
            }
          else if (a->count_include_pad && padded)
            n++;
        }
      r->y[i] = largest ? top : sum / n;
    }
}

static void
max_pool (const Reference *r)
{
  pool (r, TRUE);
}
static void
average_pool (const Reference *r)
{
  pool (r, FALSE);
}

/* The first pixel of the tensor, in its own order, that is inside the window and as large as the maximum. */
static void
max_pool_places (const Reference *r)
{
  const VtPoolAttrs *a = r->e->attrs;
  const Dims x = dims_of (&r->xs[0]), y = dims_of (r->ys);

  pool (r, TRUE);
  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      const Dims o = place (&y, i);
      const double top = r->y[i];

      r->y[i] = -1;
      for (gsize t = 0; t < a->window.kernel[0] * a->window.kernel[1] && r->y[i] < 0; t++)
        {
          const gssize row = pixel (&a->window, 0, o.h, t / a->window.kernel[1], x.h);
          const gssize column = pixel (&a->window, 1, o.w, t % a->window.kernel[1], x.w);
          const gsize map = (o.n * x.c + o.c) * x.h * x.w;

          if (row >= 0 && column >= 0 && (double) r->x[0][map + (gsize) row * x.w + (gsize) column] == top)
            r->y[i] = (double) (map + (a->by_columns ? (gsize) column * x.h + (gsize) row
                                       : (gsize) row * x.w + (gsize) column));
        }
    }
}

static void
global_pool (const Reference *r,
             gboolean         largest)
{
  const gsize n = vt_shape_size (&r->xs[0]) / vt_shape_size (r->ys);

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      double sum = 0, top = -INFINITY;

      for (gsize j = 0; j < n; j++)
        {
          sum += (double) r->x[0][i * n + j];
          top = fmax (top, (double) r->x[0][i * n + j]);
        }
      r->y[i] = largest ? top : sum / (double) n;
    }
}

static void
global_max_pool (const Reference *r)
{
  global_pool (r, TRUE);
}
static void
global_average_pool (const Reference *r)
{
  global_pool (r, FALSE);
}

static void
lrn (const Reference *r)
{
  const VtLrnAttrs *a = r->e->attrs;
  const gssize channels = (gssize) r->xs[0].dim[1];
  const gsize map = vt_shape_size (r->ys) / r->ys->dim[0] / (gsize) channels;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      const gssize c = (gssize) (i / map) % channels;
      double sum = 0;

      for (gssize j = c - (gssize) (a->size - 1) / 2; j <= c + (gssize) a->size / 2; j++)
        if (j >= 0 && j < channels)
          sum += pow ((double) r->x[0][(gssize) i + (j - c) * (gssize) map], 2);
      r->y[i] = (double) r->x[0][i] / pow (a->bias + a->alpha / (double) a->size * sum, a->beta);
    }
}

static void
gemm (const Reference *r)
{
  const VtGemmAttrs *a = r->e->attrs;
  const gsize rows = r->ys->dim[0], columns = r->ys->dim[1], n = r->xs[0].dim[a->trans_a ? 0 : 1];

  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < columns; j++)
      {
        const gsize index[2] = { i, j };
        double sum = 0;

        for (gsize k = 0; k < n; k++)
          sum += (double) r->x[0][a->trans_a ? k * rows + i : i * n + k]
                 * (double) r->x[1][a->trans_b ? j * n + k : k * columns + j];
        r->y[i * columns + j] = (double) a->alpha * sum
                                + (r->x[2] != NULL ? (double) a->beta
                                   * (double) r->x[2][ravel (&r->xs[2], index, 2)] : 0);
      }
}

/* NumPy's: a vector becomes a matrix of one row (left) or one column (right), which then
 * vanishes. */
static void
matmul (const Reference *r)
{
  VtShape a = r->xs[0], b = r->xs[1], y = *r->ys;

  if (a.n_dims == 1)
    {
      a = VT_SHAPE (1, a.dim[0]);
      y.dim[y.n_dims] = b.n_dims > 1 ? y.dim[y.n_dims - 1] : 1;
      y.dim[y.n_dims > 0 ? y.n_dims - 1 : 0] = 1;
      y.n_dims++;
    }
  if (b.n_dims == 1)
    {
      b = VT_SHAPE (b.dim[0], 1);
      y.dim[y.n_dims++] = 1;
    }
  for (gsize i = 0; i < vt_shape_size (&y); i++)
    {
      gsize at[VT_MAX_DIMS], left[VT_MAX_DIMS], right[VT_MAX_DIMS];

      unravel (&y, i, at);
      unravel (&y, i, left);
      unravel (&y, i, right);
      r->y[i] = 0;
      for (gsize k = 0; k < a.dim[a.n_dims - 1]; k++)
        {
          left[y.n_dims - 1] = k;
          right[y.n_dims - 2] = k;
          r->y[i] += (double) r->x[0][ravel (&a, left, y.n_dims)] * (double) r->x[1][ravel (&b, right, y.n_dims)];
        }
    }
}

const ReferenceEntry reference_spatial[] = {
  { "Conv", conv },
  { "ConvTranspose", conv_transpose },
  { "MaxPool", max_pool },
  { "MaxPoolPlaces", max_pool_places },
  { "AveragePool", average_pool },
  { "GlobalMaxPool", global_max_pool },
  { "GlobalAveragePool", global_average_pool },
  { "LRN", lrn },
  { "Gemm", gemm },
  { "MatMul", matmul },
  { NULL }
};
