/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gemm and MatMul. */
#include "ops/vt-ops-matmul.h"

#include <glib/gi18n.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"
#include "ops/vt-op.h"

#define SIZE_MAX_BLAS ((gsize) G_MAXINT32)    /* OpenBLAS counts in 32 bits */

static gboolean
cannot_multiply (const VtShape *a,
                 const VtShape *b,
                 GError       **error)
{
  g_autofree char *left = vt_shape_to_string (a), *right = vt_shape_to_string (b);

  g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("cannot multiply %s by %s"), left, right);
  return FALSE;
}

/* ---- Gemm ---------------------------------------------------------------------------------- */

typedef struct
{
  gsize m, n, k;
} Sizes;

static Sizes
gemm_sizes (const VtGemmAttrs *a,
            const VtShape     *x_shape)
{
  return (Sizes) { .m = x_shape[0].dim[a->trans_a ? 1 : 0], .k = x_shape[0].dim[a->trans_a ? 0 : 1],
                   .n = x_shape[1].dim[a->trans_b ? 0 : 1] };
}

static gboolean
gemm_infer (gconstpointer  attrs,
            guint          n_x,
            const VtShape *x_shape,
            VtShape       *y_shape,
            GError       **error)
{
  const VtGemmAttrs *a = attrs;

  if (x_shape[0].n_dims != 2 || x_shape[1].n_dims != 2)
    return cannot_multiply (&x_shape[0], &x_shape[1], error);

  const Sizes s = gemm_sizes (a, x_shape);

  if (x_shape[1].dim[a->trans_b ? 1 : 0] != s.k || s.k == 0
      || s.m > SIZE_MAX_BLAS || s.n > SIZE_MAX_BLAS || s.k > SIZE_MAX_BLAS)
    return cannot_multiply (&x_shape[0], &x_shape[1], error);
  *y_shape = VT_SHAPE (s.m, s.n);
  if (vt_op_has (n_x, x_shape, 2))
    {
      VtShape with_c;

      if (!vt_shape_broadcast (y_shape, &x_shape[2], &with_c, error))
        return FALSE;
      if (!vt_shape_equal (&with_c, y_shape))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("the third input is larger than the product"));
          return FALSE;
        }
    }
  return vt_shape_check (y_shape, error);
}

/* Steps in C for a step down and to the right in y: 0 where C is broadcast. */
static void
c_strides (const VtShape *c,
           gsize          stride[2])
{
  const gsize columns = c->n_dims > 0 ? c->dim[c->n_dims - 1] : 1;
  const gsize rows = c->n_dims > 1 ? c->dim[c->n_dims - 2] : 1;

  stride[0] = rows > 1 ? columns : 0;
  stride[1] = columns > 1 ? 1 : 0;
}

static void
gemm_forward (const VtKernel *k)
{
  const VtGemmAttrs *a = k->attrs;
  const Sizes s = gemm_sizes (a, k->x_shape);
  const gboolean has_c = k->n_x > 2 && k->x[2] != NULL;

  if (has_c)
    {
      gsize stride[2];

      c_strides (&k->x_shape[2], stride);
      for (gsize i = 0; i < s.m; i++)
        for (gsize j = 0; j < s.n; j++)
          k->y[i * s.n + j] = a->beta * k->x[2][i * stride[0] + j * stride[1]];
    }
  vt_product_parallel (k->pool, &(VtProduct) {
    .trans_a = a->trans_a ? VT_TRANSPOSED : VT_PLAIN, .trans_b = a->trans_b ? VT_TRANSPOSED : VT_PLAIN,
    .m = s.m, .n = s.n, .k = s.k, .alpha = a->alpha, .a = k->x[0], .lda = k->x_shape[0].dim[1],
    .b = k->x[1], .ldb = k->x_shape[1].dim[1], .beta = has_c ? 1.f : 0.f, .c = k->y, .ldc = s.n
  });
}

/* dA′ += α dY B′ᵀ, or its transpose where A is stored transposed. */
static void
gemm_backward_a (const VtKernel    *k,
                 const VtGemmAttrs *a,
                 const Sizes       *s)
{
  const gsize ldb = k->x_shape[1].dim[1];
  const VtProduct plain = {
    .trans_b = a->trans_b ? VT_PLAIN : VT_TRANSPOSED, .m = s->m, .n = s->k, .k = s->n,
    .alpha = a->alpha, .a = k->dy, .lda = s->n, .b = k->x[1], .ldb = ldb,
    .beta = 1.f, .c = k->dx[0], .ldc = s->k
  };
  const VtProduct turned = {
    .trans_a = a->trans_b ? VT_TRANSPOSED : VT_PLAIN, .trans_b = VT_TRANSPOSED,
    .m = s->k, .n = s->m, .k = s->n, .alpha = a->alpha, .a = k->x[1], .lda = ldb,
    .b = k->dy, .ldb = s->n, .beta = 1.f, .c = k->dx[0], .ldc = s->m
  };

  vt_product_parallel (k->pool, a->trans_a ? &turned : &plain);
}

/* dB′ += α A′ᵀ dY, or its transpose where B is stored transposed. */
static void
gemm_backward_b (const VtKernel    *k,
                 const VtGemmAttrs *a,
                 const Sizes       *s)
{
  const gsize lda = k->x_shape[0].dim[1];
  const VtProduct plain = {
    .trans_a = a->trans_a ? VT_PLAIN : VT_TRANSPOSED, .m = s->k, .n = s->n, .k = s->m,
    .alpha = a->alpha, .a = k->x[0], .lda = lda, .b = k->dy, .ldb = s->n,
    .beta = 1.f, .c = k->dx[1], .ldc = s->n
  };
  const VtProduct turned = {
    .trans_a = VT_TRANSPOSED, .trans_b = a->trans_a ? VT_TRANSPOSED : VT_PLAIN,
    .m = s->n, .n = s->k, .k = s->m, .alpha = a->alpha, .a = k->dy, .lda = s->n,
    .b = k->x[0], .ldb = lda, .beta = 1.f, .c = k->dx[1], .ldc = s->k
  };

  vt_product_parallel (k->pool, a->trans_b ? &turned : &plain);
}

/* dC += β · dY summed over what C was broadcast along. */
static void
gemm_backward_c (const VtKernel    *k,
                 const VtGemmAttrs *a,
                 const Sizes       *s)
{
  gsize stride[2];

  c_strides (&k->x_shape[2], stride);

  /* Rows of C that stay apart, then columns, then the sum over the rest. */
  const gsize rows = stride[0] > 0 ? s->m : 1, columns = stride[1] > 0 ? s->n : 1;

  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < columns; j++)
      {
        double sum = 0;

        for (gsize r = i; r < (stride[0] > 0 ? i + 1 : s->m); r++)
          for (gsize c = j; c < (stride[1] > 0 ? j + 1 : s->n); c++)
            sum += (double) k->dy[r * s->n + c];
        k->dx[2][i * stride[0] + j * stride[1]] += a->beta * (float) sum;
      }
}

static void
gemm_backward (const VtKernel *k)
{
  const VtGemmAttrs *a = k->attrs;
  const Sizes s = gemm_sizes (a, k->x_shape);

  if (k->dx[0] != NULL)
    gemm_backward_a (k, a, &s);
  if (k->dx[1] != NULL)
    gemm_backward_b (k, a, &s);
  if (k->n_x > 2 && k->dx[2] != NULL)
    gemm_backward_c (k, a, &s);
}

/* A dense layer sees everything. */
static gboolean
dense_window (gconstpointer  attrs,
              const VtShape *x_shape,
              const VtShape *y_shape,
              VtWindow      *window)
{
  window->reach = VT_REACH_GLOBAL;
  return x_shape[0].n_dims == 2;
}

static const VtOpExample gemm_examples[] = {
  { .n_x = 3, .x_shape = { { 2, { 3, 5 } }, { 2, { 4, 5 } }, { 1, { 4 } } },
    .attrs = &(VtGemmAttrs) { 1.f, 1.f, FALSE, TRUE } },
  { .n_x = 3, .x_shape = { { 2, { 5, 3 } }, { 2, { 5, 4 } }, { 2, { 3, 1 } } },
    .attrs = &(VtGemmAttrs) { .5f, 2.f, TRUE, FALSE } },
  { .n_x = 3, .x_shape = { { 2, { 5, 3 } }, { 2, { 4, 5 } }, { 2, { 3, 4 } } },
    .attrs = &(VtGemmAttrs) { 1.5f, .5f, TRUE, TRUE } },
  { .n_x = 2, .x_shape = { { 2, { 1, 6 } }, { 2, { 6, 3 } } },
    .attrs = &(VtGemmAttrs) { 1.f, 1.f, FALSE, FALSE } },
  { .n_x = 3, .x_shape = { { 2, { 2, 6 } }, { 2, { 1, 6 } }, { 0 } },
    .attrs = &(VtGemmAttrs) { 1.f, .5f, FALSE, TRUE } },
  { 0 }
};

const VtOp vt_op_gemm = {
  .name = "Gemm", .min_x = 2, .max_x = 3, .keep = VT_KEEP_INPUTS, .attrs_size = sizeof (VtGemmAttrs),
  .infer = gemm_infer, .window = dense_window, .forward = gemm_forward,
  .backward = gemm_backward, .examples = gemm_examples,
};

/* ---- MatMul -------------------------------------------------------------------------------- */

/* y[b] = A[b] B[b] for b over the broadcast leading dimensions; a vector is a matrix of one row
 * (left) or one column (right). */
typedef struct
{
  VtShape lead;                                     /* of y */
  gsize   m, n, k;
  gsize   a_stride[VT_MAX_DIMS], b_stride[VT_MAX_DIMS];  /* in matrices, per leading dimension; 0: broadcast */
} Batches;

/* Leading dimensions of an operand, without its matrix. */
static VtShape
leading (const VtShape *shape)
{
  VtShape lead = { 0 };

  for (guint i = 0; i + 2 < shape->n_dims; i++)
    lead.dim[lead.n_dims++] = shape->dim[i];
  return lead;
}

static void
broadcast_strides (const VtShape *own,
                   const VtShape *all,
                   gsize          stride[VT_MAX_DIMS])
{
  gsize step = 1;

  for (guint i = 0; i < all->n_dims; i++)
    stride[i] = 0;
  for (guint i = own->n_dims; i-- > 0;)
    {
      stride[i + all->n_dims - own->n_dims] = own->dim[i] > 1 ? step : 0;
      step *= own->dim[i];
    }
}

static gboolean
find_batches (const VtShape *x_shape,
              Batches       *s,
              GError       **error)
{
  const VtShape *a = &x_shape[0], *b = &x_shape[1];

  if (a->n_dims == 0 || b->n_dims == 0)
    return cannot_multiply (a, b, error);
  s->m = a->n_dims > 1 ? a->dim[a->n_dims - 2] : 1;
  s->k = a->dim[a->n_dims - 1];
  s->n = b->n_dims > 1 ? b->dim[b->n_dims - 1] : 1;
  if ((b->n_dims > 1 ? b->dim[b->n_dims - 2] : b->dim[0]) != s->k || s->k == 0
      || s->m > SIZE_MAX_BLAS || s->n > SIZE_MAX_BLAS || s->k > SIZE_MAX_BLAS)
    return cannot_multiply (a, b, error);

  const VtShape a_lead = leading (a), b_lead = leading (b);

  if (!vt_shape_broadcast (&a_lead, &b_lead, &s->lead, error))
    return FALSE;
  broadcast_strides (&a_lead, &s->lead, s->a_stride);
  broadcast_strides (&b_lead, &s->lead, s->b_stride);

  /* One matrix on the right for all: the leading dimensions are further rows. */
  if (vt_shape_size (&b_lead) == 1 && vt_shape_size (&a_lead) == vt_shape_size (&s->lead)
      && s->m * vt_shape_size (&a_lead) <= SIZE_MAX_BLAS)
    {
      s->m *= vt_shape_size (&a_lead);
      s->lead = (VtShape) { 0 };
    }
  return TRUE;
}

static gboolean
matmul_infer (gconstpointer  attrs,
              guint          n_x,
              const VtShape *x_shape,
              VtShape       *y_shape,
              GError       **error)
{
  const VtShape a_lead = leading (&x_shape[0]), b_lead = leading (&x_shape[1]);
  Batches s;

  if (!find_batches (x_shape, &s, error) || !vt_shape_broadcast (&a_lead, &b_lead, y_shape, error))
    return FALSE;
  if (x_shape[0].n_dims > 1)
    y_shape->dim[y_shape->n_dims++] = x_shape[0].dim[x_shape[0].n_dims - 2];
  if (x_shape[1].n_dims > 1)
    y_shape->dim[y_shape->n_dims++] = s.n;
  return vt_shape_check (y_shape, error);
}

static gsize
matrix_of (const Batches *s,
           const gsize    stride[VT_MAX_DIMS],
           gsize          batch)
{
  gsize at = 0;

  for (guint i = s->lead.n_dims; i-- > 0;)
    {
      at += batch % s->lead.dim[i] * stride[i];
      batch /= s->lead.dim[i];
    }
  return at;
}

static void
matmul_forward (const VtKernel *k)
{
  Batches s;

  find_batches (k->x_shape, &s, NULL);
  for (gsize i = 0; i < vt_shape_size (&s.lead); i++)
    vt_product_parallel (k->pool, &(VtProduct) {
      .m = s.m, .n = s.n, .k = s.k, .alpha = 1.f,
      .a = k->x[0] + matrix_of (&s, s.a_stride, i) * s.m * s.k, .lda = s.k,
      .b = k->x[1] + matrix_of (&s, s.b_stride, i) * s.k * s.n, .ldb = s.n,
      .c = k->y + i * s.m * s.n, .ldc = s.n
    });
}

/* dA += dY Bᵀ,  dB += Aᵀ dY; in order of the batch, since broadcast operands gather several. */
static void
matmul_backward (const VtKernel *k)
{
  Batches s;

  find_batches (k->x_shape, &s, NULL);
  for (gsize i = 0; i < vt_shape_size (&s.lead); i++)
    {
      const gsize a = matrix_of (&s, s.a_stride, i) * s.m * s.k;
      const gsize b = matrix_of (&s, s.b_stride, i) * s.k * s.n;
      const float *dy = k->dy + i * s.m * s.n;

      if (k->dx[0] != NULL)
        vt_product_parallel (k->pool, &(VtProduct) {
        .trans_b = VT_TRANSPOSED, .m = s.m, .n = s.k, .k = s.n, .alpha = 1.f, .a = dy, .lda = s.n,
        .b = k->x[1] + b, .ldb = s.n, .beta = 1.f, .c = k->dx[0] + a, .ldc = s.k
      });
      if (k->dx[1] != NULL)
        vt_product_parallel (k->pool, &(VtProduct) {
        .trans_a = VT_TRANSPOSED, .m = s.k, .n = s.n, .k = s.m, .alpha = 1.f, .a = k->x[0] + a,
        .lda = s.k, .b = dy, .ldb = s.n, .beta = 1.f, .c = k->dx[1] + b, .ldc = s.n
      });
    }
}

static const VtOpExample matmul_examples[] = {
  { .n_x = 2, .x_shape = { { 2, { 3, 5 } }, { 2, { 5, 4 } } } },
  { .n_x = 2, .x_shape = { { 3, { 2, 3, 5 } }, { 2, { 5, 4 } } } },
  { .n_x = 2, .x_shape = { { 4, { 2, 1, 3, 2 } }, { 3, { 3, 2, 4 } } } },
  { .n_x = 2, .x_shape = { { 1, { 5 } }, { 3, { 2, 5, 3 } } } },
  { .n_x = 2, .x_shape = { { 3, { 2, 4, 5 } }, { 1, { 5 } } } },
  { 0 }
};

const VtOp vt_op_matmul = {
  .name = "MatMul", .min_x = 2, .max_x = 2, .keep = VT_KEEP_INPUTS,
  .infer = matmul_infer, .window = dense_window, .forward = matmul_forward, .backward = matmul_backward,
  .examples = matmul_examples,
};
