/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks.  Invariant: cells lie [picture][mirror][cell][dims]; `inverse` is one over the length of the 3 × 3 cells
 * about a place, cells beyond the map counting as zero. */
#include "parts/vt-part-looks.h"

#include <glib/gi18n.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"

#define MOST_DIMS 64      /* principal axes kept */
#define SAMPLED   64      /* pictures that the axes are made from */
#define BLOCK     16      /* pictures between ticks */
#define LEAST     0.01    /* share of the mean variance added to each axis */

struct _VtPartLooks
{
  gatomicrefcount refs;
  guint           n, layer, h, w, channels, dims;
  guint8         *has;      /* [n] */
  float          *cells;
  float          *inverse;
};

typedef struct
{
  const VtPartPictures *pictures;
  VtPartLooks          *looks;
  const guint          *which;       /* pictures of this block */
  float                *values;      /* [BLOCK][2][cells][channels] */
  const float          *mean;        /* [channels] */
  const float          *axes;        /* [channels][dims]; NULL: only read */
  GError               *error[BLOCK];
} Work;

static gsize
plane_of (const VtPartLooks *looks)
{
  return (gsize) looks->h * looks->w;
}

/* Square roots after the ReLU, channels side by side, every cell of length one. */
static void
read_cells (const VtPartLooks *looks,
            const float       *x,
            float             *out)
{
  const gsize plane = plane_of (looks), channels = looks->channels;

  for (gsize i = 0; i < plane; i++)
    {
      double square = 0;

      for (gsize c = 0; c < channels; c++)
        square += (double) MAX (x[c * plane + i], 0);

      const float scale = square > 1e-12 ? (float) (1 / sqrt (square)) : 0;

      for (gsize c = 0; c < channels; c++)
        out[i * channels + c] = x[c * plane + i] > 0 ? scale * sqrtf (x[c * plane + i]) : 0;
    }
}

static void
measure_lengths (const VtPartLooks *looks,
                 const float       *cells,
                 float             *inverse)
{
  const gsize plane = plane_of (looks);
  const int h = (int) looks->h, w = (int) looks->w, reach = VT_LOOK_SIDE / 2;
  g_autofree double *square = g_new0 (double, plane);

  for (gsize i = 0; i < plane; i++)
    for (guint d = 0; d < looks->dims; d++)
      square[i] += (double) cells[i * looks->dims + d] * (double) cells[i * looks->dims + d];
  for (int a = 0; a < h; a++)
    for (int b = 0; b < w; b++)
      {
        double sum = 0;

        for (int y = MAX (0, a - reach); y <= MIN (h - 1, a + reach); y++)
          for (int x = MAX (0, b - reach); x <= MIN (w - 1, b + reach); x++)
            sum += square[y * w + x];
        inverse[a * w + b] = sum > 1e-12 ? (float) (1 / sqrt (sum)) : 0;
      }
}

static void
project (const Work *work,
         guint       picture,
         gboolean    mirrored,
         float      *values)
{
  VtPartLooks *looks = work->looks;
  const gsize plane = plane_of (looks), at = 2 * (gsize) picture + mirrored;
  float *cells = looks->cells + at * plane * looks->dims;
  const VtProduct product = {
    .m = plane, .n = looks->dims, .k = looks->channels, .alpha = 1, .a = values, .lda = looks->channels,
    .b = work->axes, .ldb = looks->dims, .c = cells, .ldc = looks->dims,
  };

  for (gsize i = 0; i < plane; i++)
    for (gsize c = 0; c < looks->channels; c++)
      values[i * looks->channels + c] -= work->mean[c];
  vt_product (&product);
  measure_lengths (looks, cells, looks->inverse + at * plane);
}

static void
look_part (gsize    part,
           guint    thread,
           gpointer user_data)
{
  Work *work = user_data;
  const VtPartPictures *pictures = work->pictures;
  const gsize size = plane_of (work->looks) * work->looks->channels;

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      float *values = work->values + (2 * part + mirrored) * size;
      VtPartMaps maps = { 0 };

      if (!pictures->get (pictures->user_data, work->which[part], mirrored, thread, &maps, &work->error[part]))
        return;
      read_cells (work->looks, maps.x[work->looks->layer], values);
      if (pictures->release != NULL)
        pictures->release (pictures->user_data, &maps);
      if (work->axes != NULL)
        project (work, work->which[part], mirrored, values);
    }
}

/* Looks at `n` ≤ BLOCK pictures; the first error in order is told. */
static gboolean
look_at (Work        *work,
         const guint *which,
         guint        n,
         VtPool      *pool,
         GError     **error)
{
  gboolean good = TRUE;

  work->which = which;
  vt_parallel_for (pool, n, look_part, work);
  for (guint i = 0; i < n; i++)
    if (work->error[i] != NULL)
      {
        if (good)
          g_propagate_error (error, g_steal_pointer (&work->error[i]));
        g_clear_error (&work->error[i]);
        good = FALSE;
      }
  return good;
}

/* Mean, and the axes divided by their deviations, from what `square` and `sum` gathered over `count` cells. */
static void
find_axes (const VtPartLooks *looks,
           float             *square,
           const double      *sum,
           double             count,
           float             *mean,
           float             *axes)
{
  const guint c = looks->channels;
  g_autofree float *variance = g_new0 (float, c);
  double usual = 0;

  for (guint i = 0; i < c; i++)
    mean[i] = (float) (sum[i] / count);
  for (guint i = 0; i < c; i++)
    for (guint j = 0; j < c; j++)
      square[(gsize) i * c + j] = (float) ((double) square[(gsize) i * c + j] / count)
                                  - mean[i] * mean[j];
  vt_blas_init ();
  /* Ascending; eigenvectors in columns. */
  if (LAPACKE_ssyevd (LAPACK_ROW_MAJOR, 'V', 'U', (lapack_int) c, square, (lapack_int) c, variance) != 0)
    for (guint i = 0; i < c; i++)
      for (guint j = 0; j < c; j++)
        square[(gsize) i * c + j] = i == j;
  for (guint d = 0; d < looks->dims; d++)
    usual += (double) MAX (variance[c - 1 - d], 0) / looks->dims;
  for (guint d = 0; d < looks->dims; d++)
    {
      const double v = (double) MAX (variance[c - 1 - d], 0) + LEAST * usual;
      const float scale = v > 1e-20 ? (float) (1 / sqrt (v)) : 0;

      for (guint i = 0; i < c; i++)
        axes[(gsize) i * looks->dims + d] = scale * square[(gsize) i * c + c - 1 - d];
    }
}

/* The axes, from pictures spread over the set. */
static gboolean
make_axes (Work         *work,
           const guint  *all,
           guint         n_all,
           float        *mean,
           float        *axes,
           VtPool       *pool,
           const VtJob  *job,
           GError      **error)
{
  VtPartLooks *looks = work->looks;
  const guint n = MIN (n_all, SAMPLED), c = looks->channels;
  const gsize plane = plane_of (looks);
  g_autofree float *square = g_new0 (float, (gsize) c * c);
  g_autofree double *sum = g_new0 (double, c);

  for (guint from = 0; from < n; from += BLOCK)
    {
      const guint m = MIN (BLOCK, n - from);
      guint which[BLOCK];

      for (guint i = 0; i < m; i++)
        which[i] = all[(guint64) (from + i) * n_all / n];
      if (!vt_job_tick (job, (double) from / n, N_("Comparing pictures"), error)
          || !look_at (work, which, m, pool, error))
        return FALSE;

      const gsize rows = 2 * m * plane;
      const VtProduct product = {
        .trans_a = VT_TRANSPOSED, .m = c, .n = c, .k = rows, .alpha = 1, .a = work->values, .lda = c,
        .b = work->values, .ldb = c, .beta = 1, .c = square, .ldc = c,
      };

      vt_product_parallel (pool, &product);
      for (gsize r = 0; r < rows; r++)
        for (guint i = 0; i < c; i++)
          sum[i] += (double) work->values[r * c + i];
    }
  find_axes (looks, square, sum, MAX (2.0 * n * (double) plane, 1), mean, axes);
  return TRUE;
}

static guint
choose_layer (const VtPartSpace *space)
{
  guint best = 0;

  for (guint l = 1; l < vt_part_space_n_layers (space); l++)
    if (vt_part_space_layer (space, l)->h >= vt_part_space_layer (space, best)->h)
      best = l;
  return best;
}

static VtPartLooks *
looks_new (const VtPartSpace *space,
           guint              n)
{
  VtPartLooks *looks = g_new0 (VtPartLooks, 1);
  const VtPartLayer *layer;

  g_atomic_ref_count_init (&looks->refs);
  looks->n = n;
  looks->layer = choose_layer (space);
  layer = vt_part_space_layer (space, looks->layer);
  looks->h = layer->h;
  looks->w = layer->w;
  looks->channels = layer->channels;
  looks->dims = MIN (layer->channels, MOST_DIMS);
  looks->has = g_new0 (guint8, n + 1);
  looks->cells = g_try_new0 (float, 2 * (gsize) (n + 1) * plane_of (looks) * looks->dims);
  looks->inverse = g_try_new0 (float, 2 * (gsize) (n + 1) * plane_of (looks));
  return looks;
}

VtPartLooks *
vt_part_looks_compute (const VtPartSpace    *space,
                       const VtPartPictures *pictures,
                       const guint8         *left_out,
                       VtPool               *pool,
                       const VtJob          *job,
                       GError              **error)
{
  const guint n = pictures->n_pictures;
  g_autoptr (VtPartLooks) looks = looks_new (space, n);
  const gsize size = plane_of (looks) * looks->channels;
  g_autofree float *values = g_try_new (float, 2 * BLOCK * size);
  g_autofree float *mean = g_new0 (float, looks->channels);
  g_autofree float *axes = g_new0 (float, (gsize) looks->channels * looks->dims);
  g_autofree guint *all = g_new0 (guint, n + 1);
  Work work = { .pictures = pictures, .looks = looks, .values = values };
  VtJobPart part;
  guint n_all = 0;

  if (looks->cells == NULL || looks->inverse == NULL || values == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("No memory to compare %u pictures"), n);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    if (left_out == NULL || !left_out[i])
      {
        looks->has[i] = 1;
        all[n_all++] = i;
      }
  if (!make_axes (&work, all, n_all, mean, axes, pool, vt_job_part (&part, job, 0, 0.4), error))
    return NULL;
  work.mean = mean;
  work.axes = axes;
  for (guint from = 0; from < n_all; from += BLOCK)
    if (!vt_job_tick (job, 0.4 + 0.6 * from / n_all, N_("Comparing pictures"), error)
        || !look_at (&work, all + from, MIN (BLOCK, n_all - from), pool, error))
      return NULL;
  return g_steal_pointer (&looks);
}

VtPartLooks *
vt_part_looks_ref (VtPartLooks *looks)
{
  g_atomic_ref_count_inc (&looks->refs);
  return looks;
}

void
vt_part_looks_unref (VtPartLooks *looks)
{
  if (looks == NULL || !g_atomic_ref_count_dec (&looks->refs))
    return;
  g_free (looks->has);
  g_free (looks->cells);
  g_free (looks->inverse);
  g_free (looks);
}

guint
vt_part_looks_n (const VtPartLooks *looks)
{
  return looks->n;
}

gboolean
vt_part_looks_has (const VtPartLooks *looks,
                   guint              picture)
{
  return picture < looks->n && looks->has[picture];
}

guint
vt_part_looks_layer (const VtPartLooks *looks)
{
  return looks->layer;
}

guint
vt_part_looks_length (const VtPartLooks *looks)
{
  return VT_LOOK_CELLS * looks->dims;
}

void
vt_part_looks_match (const VtPartLooks *looks,
                     guint              picture,
                     gboolean           mirrored,
                     const float       *look,
                     float             *likeness)
{
  const gsize plane = plane_of (looks), at = 2 * (gsize) picture + mirrored;
  const int h = (int) looks->h, w = (int) looks->w, reach = VT_LOOK_SIDE / 2;
  g_autofree float *products = g_new (float, plane * VT_LOOK_CELLS);
  const VtProduct product = {
    .trans_b = VT_TRANSPOSED, .m = VT_LOOK_CELLS, .n = plane, .k = looks->dims, .alpha = 1,
    .a = look, .lda = looks->dims, .b = looks->cells + at * plane * looks->dims, .ldb = looks->dims,
    .c = products, .ldc = plane,
  };

  vt_product (&product);
  for (int a = 0; a < h; a++)
    for (int b = 0; b < w; b++)
      {
        float sum = 0;

        for (int y = MAX (0, a - reach); y <= MIN (h - 1, a + reach); y++)
          for (int x = MAX (0, b - reach); x <= MIN (w - 1, b + reach); x++)
            sum += products[((y - a + reach) * VT_LOOK_SIDE + x - b + reach) * (int) plane + y * w + x];
        likeness[a * w + b] = sum * looks->inverse[at * plane + (gsize) (a * w + b)];
      }
}

void
vt_part_looks_add (const VtPartLooks *looks,
                   guint              picture,
                   gboolean           mirrored,
                   const float       *weight,
                   float             *look)
{
  const gsize plane = plane_of (looks), at = 2 * (gsize) picture + mirrored;
  const int h = (int) looks->h, w = (int) looks->w, reach = VT_LOOK_SIDE / 2;
  g_autofree float *shifted = g_new0 (float, plane * VT_LOOK_CELLS);
  const VtProduct product = {
    .m = VT_LOOK_CELLS, .n = looks->dims, .k = plane, .alpha = 1, .a = shifted, .lda = plane,
    .b = looks->cells + at * plane * looks->dims, .ldb = looks->dims, .beta = 1, .c = look, .ldc = looks->dims,
  };

  for (int a = 0; a < h; a++)
    for (int b = 0; b < w; b++)
      {
        const float one = weight[a * w + b] * looks->inverse[at * plane + (gsize) (a * w + b)];

        for (int y = MAX (0, a - reach); y <= MIN (h - 1, a + reach); y++)
          for (int x = MAX (0, b - reach); x <= MIN (w - 1, b + reach); x++)
            shifted[((y - a + reach) * VT_LOOK_SIDE + x - b + reach) * (int) plane + y * w + x] += one;
      }
  vt_product (&product);
}
