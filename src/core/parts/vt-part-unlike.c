/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlikeness.  Two walks over the maps: means of all units first, then the folded rows.  Rows 2i and 2i + 1 are of
 * picture i as it is and mirrored, of length one (or zero). */
#include "parts/vt-part-unlike.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"
#include "base/vt-rng.h"

#define BLOCK  32
#define FOLDED VT_PART_FOLDED

typedef struct
{
  const VtPartSpace    *space;
  const VtPartPictures *pictures;
  const guint8         *left_out;
  guint                 layer;
  gsize                 n_units;
  guint                 first;           /* picture of the block */
  double               *sum;             /* [n_units] */
  float                *values;          /* [BLOCK][n_units] of the block, both mirrors added */
  float                *root;            /* [n_units] √Λ */
  float                *folded;          /* [2n][FOLDED] without Λ; or NULL */
  float                *rows;            /* [2n][FOLDED] */
  float                *distance;        /* [n][n] */
  GError               *error[BLOCK];
} Work;

static gboolean
is_out (const Work *work,
        guint       i)
{
  return work->left_out != NULL && work->left_out[i];
}

/* `root`: what each unit is multiplied by; NULL: 1. */
static void
fold (const float *x,
      const float *root,
      gsize        n_units,
      float       *row)
{
  for (guint f = 0; f < FOLDED; f++)
    row[f] = 0;
  for (gsize u = 0; u < n_units; u++)
    if (x[u] > 0)
      {
        const guint64 h = vt_rng_scatter (u);     /* where a unit goes, and with which sign */
        const float value = root != NULL ? x[u] * root[u] : x[u];

        row[h % FOLDED] += h >> 63 ? value : -value;
      }
}

static void
make_unit (float *row)
{
  double square = 0;

  for (guint f = 0; f < FOLDED; f++)
    square += (double) row[f] * (double) row[f];
  for (guint f = 0; f < FOLDED && square > 0; f++)
    row[f] = (float) ((double) row[f] / sqrt (square));
}

/* One map: `row` is its number among all rows. */
static void
look_at (const Work  *work,
         const float *x,
         gsize        row,
         float       *values)
{
  if (work->root != NULL)
    {
      fold (x, work->root, work->n_units, work->rows + row * FOLDED);
      make_unit (work->rows + row * FOLDED);
      return;
    }
  for (gsize u = 0; u < work->n_units; u++)
    values[u] += MAX (x[u], 0);
  if (work->folded != NULL)
    fold (x, NULL, work->n_units, work->folded + row * FOLDED);
}

/* With Λ unknown it adds up the activations, afterwards it folds with Λ. */
static void
look_part (gsize    part,
           guint    thread,
           gpointer user_data)
{
  Work *work = user_data;
  const guint picture = work->first + (guint) part;
  float *values = work->values + part * work->n_units;

  for (gsize u = 0; u < work->n_units && work->root == NULL; u++)
    values[u] = 0;
  for (guint mirrored = 0; mirrored < 2 && !is_out (work, picture); mirrored++)
    {
      VtPartMaps maps = { 0 };

      if (!work->pictures->get (work->pictures->user_data, picture, mirrored, thread, &maps, &work->error[part]))
        return;
      look_at (work, maps.x[work->layer], 2 * (gsize) picture + mirrored, values);
      if (work->pictures->release != NULL)
        work->pictures->release (work->pictures->user_data, &maps);
    }
}

static gboolean
walk (Work        *work,
      VtPool      *pool,
      const VtJob *job,
      GError     **error)
{
  const guint n = work->pictures->n_pictures;
  gboolean good = TRUE;

  for (work->first = 0; work->first < n && good; work->first += BLOCK)
    {
      const guint count = MIN (BLOCK, n - work->first);

      if (!vt_job_tick (job, (double) work->first / n, N_("Comparing objects"), error))
        return FALSE;
      vt_parallel_for (pool, count, look_part, work);
      for (guint i = 0; i < count; i++)
        if (work->error[i] != NULL)
          {
            if (good)
              g_propagate_error (error, g_steal_pointer (&work->error[i]));
            g_clear_error (&work->error[i]);
            good = FALSE;
          }
      for (guint i = 0; i < count && work->root == NULL; i++)
        for (gsize u = 0; u < work->n_units; u++)
          work->sum[u] += (double) work->values[i * work->n_units + u];
    }
  return good;
}

static void
weigh (Work *work)
{
  double total = 0;

  for (gsize u = 0; u < work->n_units; u++)
    total += work->sum[u];
  work->root = g_new0 (float, work->n_units + 1);
  for (gsize u = 0; u < work->n_units && total > 0; u++)
    work->root[u] = (float) sqrt (work->sum[u] / total);
}

static void
compare_part (gsize    part,
              guint    thread,
              gpointer user_data)
{
  const Work *work = user_data;
  const guint n = work->pictures->n_pictures;
  const guint first = (guint) part * BLOCK, count = MIN (BLOCK, n - first);
  const gsize row = 2 * (gsize) n;
  g_autofree float *products = g_new (float, 2 * count * row);
  const VtProduct product = {
    .trans_b = VT_TRANSPOSED, .m = 2 * count, .n = row, .k = FOLDED, .alpha = 1,
    .a = work->rows + 2 * (gsize) first * FOLDED, .lda = FOLDED,
    .b = work->rows, .ldb = FOLDED, .c = products, .ldc = row,
  };

  vt_product (&product);
  for (guint i = 0; i < count; i++)
    for (guint j = 0; j < n; j++)
      {
        const float *p = products + 2 * i * row + 2 * j;
        const float most = MAX (MAX (p[0], p[1]), MAX (p[row], p[row + 1]));
        const gboolean out = is_out (work, first + i) || is_out (work, j);

        work->distance[(gsize) (first + i) * n + j] = out ? 1 : first + i == j ? 0 : CLAMP (1 - most, 0, 1);
      }
}

/* Rounding depends on the place in the product: the mean of both. */
static void
make_symmetric (const Work *work)
{
  const guint n = work->pictures->n_pictures;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      {
        float *a = &work->distance[(gsize) i * n + j], *b = &work->distance[(gsize) j * n + i];

        *a = *b = (*a + *b) / 2;
      }
}

static gboolean
compute (Work        *work,
         VtPool      *pool,
         const VtJob *job,
         GError     **error)
{
  const gsize n_parts = ((gsize) work->pictures->n_pictures + BLOCK - 1) / BLOCK;
  VtJobPart part;

  if (!walk (work, pool, vt_job_part (&part, job, 0, .4), error))
    return FALSE;
  weigh (work);
  if (!walk (work, pool, vt_job_part (&part, job, .4, .8), error)
      || !vt_job_tick (job, .8, N_("Comparing objects"), error))
    return FALSE;
  vt_parallel_for (pool, n_parts, compare_part, work);
  make_symmetric (work);
  return vt_job_tick (job, 1, N_("Comparing objects"), error);
}

float *
vt_part_unlikeness (const VtPartSpace    *space,
                    const VtPartPictures *pictures,
                    const guint8         *left_out,
                    float                *folded,
                    VtPool               *pool,
                    const VtJob          *job,
                    GError              **error)
{
  const gsize n = pictures->n_pictures;
  Work work = { .space = space, .pictures = pictures, .left_out = left_out, .folded = folded };
  gboolean good;

  work.layer = vt_part_space_n_layers (space) - 1;
  work.n_units = vt_part_space_first (space, work.layer + 1) - vt_part_space_first (space, work.layer);
  work.sum = g_new0 (double, work.n_units + 1);
  work.values = g_try_new0 (float, BLOCK * work.n_units + 1);
  work.rows = g_try_new0 (float, 2 * n * FOLDED + 1);
  work.distance = g_try_new0 (float, n * n + 1);
  good = work.values != NULL && work.rows != NULL && work.distance != NULL;
  if (!good)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("No memory to compare %u pictures"), (guint) n);
  else
    good = compute (&work, pool, job, error);
  if (!good)
    g_clear_pointer (&work.distance, g_free);
  g_free (work.sum);
  g_free (work.values);
  g_free (work.root);
  g_free (work.rows);
  return work.distance;
}
