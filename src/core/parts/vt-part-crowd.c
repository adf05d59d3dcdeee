/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-alikes.  Invariant: a picture's own description and its mirror's lie in rows 2i and 2i + 1, of length
 * one (or all zero), before any product is made. */
#include "parts/vt-part-crowd.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"
#include "parts/vt-part-unlike.h"

#define FOLDED VT_PART_FOLDED
#define ROWS   32        /* pictures whose products are made in one part */

struct _VtPartCrowd
{
  gatomicrefcount refs;
  guint           n, most;
  guint          *count;      /* [n] */
  VtLookAlike    *others;     /* [n][most] */
  float          *unlike;     /* [n][n] */
};

typedef struct
{
  const guint8 *left_out;
  guint         first;         /* part under work */
  float        *rows;          /* [2 pictures][FOLDED] */
  VtPartCrowd  *crowd;
} Work;

static gboolean
is_left_out (const Work *work,
             guint       picture)
{
  return work->left_out != NULL && work->left_out[picture];
}

/* Takes off the mean over all pictures and mirrors and brings every row to length one. */
static void
centre (const Work *work)
{
  g_autofree double *mean = g_new0 (double, FOLDED);
  const guint n = work->crowd->n;
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += is_left_out (work, i) ? 0 : 2;
  for (guint i = 0; i < 2 * n; i++)
    for (guint f = 0; f < FOLDED && !is_left_out (work, i / 2); f++)
      mean[f] += (double) work->rows[(gsize) i * FOLDED + f] / count;
  for (guint i = 0; i < 2 * n; i++)
    {
      float *row = work->rows + (gsize) i * FOLDED;
      double square = 0;

      if (is_left_out (work, i / 2))
        continue;
      for (guint f = 0; f < FOLDED; f++)
        {
          row[f] = (float) ((double) row[f] - mean[f]);
          square += (double) row[f] * (double) row[f];
        }

      const float scale = square > 0 ? (float) (1 / sqrt (square)) : 0;

      for (guint f = 0; f < FOLDED; f++)
        row[f] *= scale;
    }
}

/* Keeps the best in order; of equals the first. */
static void
offer (VtPartCrowd       *crowd,
       guint              picture,
       const VtLookAlike *other)
{
  VtLookAlike *list = crowd->others + (gsize) picture * crowd->most;
  guint at = crowd->count[picture];

  if (at == crowd->most && other->likeness <= list[at - 1].likeness)
    return;
  if (at < crowd->most)
    crowd->count[picture]++;
  else
    at--;
  for (; at > 0 && list[at - 1].likeness < other->likeness; at--)
    list[at] = list[at - 1];
  list[at] = *other;
}

static void
compare_part (gsize    part,
              guint    thread,
              gpointer user_data)
{
  Work *work = user_data;
  const guint n = work->crowd->n;
  const guint first = (work->first + (guint) part) * ROWS, rows = MIN (ROWS, n - first);
  g_autofree float *products = g_new (float, (gsize) rows * 2 * n);

  const VtProduct product = {
    .trans_b = VT_TRANSPOSED, .m = rows, .n = 2 * (gsize) n, .k = FOLDED, .alpha = 1,
    .a = work->rows + 2 * (gsize) first * FOLDED, .lda = 2 * FOLDED,
    .b = work->rows, .ldb = FOLDED, .c = products, .ldc = 2 * (gsize) n,
  };

  vt_product (&product);
  for (guint r = 0; r < rows; r++)
    for (guint j = 0; j < 2 * n && !is_left_out (work, first + r); j++)
      {
        const VtLookAlike other = { j / 2, j % 2 == 1, products[(gsize) r * 2 * n + j] };

        if (j / 2 != first + r && !is_left_out (work, j / 2) && other.likeness > 0)
          offer (work->crowd, first + r, &other);
      }
}

VtPartCrowd *
vt_part_crowd_compute (const VtPartSpace    *space,
                       const VtPartPictures *pictures,
                       const guint8         *left_out,
                       const VtAogOptions   *options,
                       VtPool               *pool,
                       const VtJob          *job,
                       GError              **error)
{
  const guint n = pictures->n_pictures;
  g_autofree float *rows = g_try_new0 (float, 2 * (gsize) MAX (n, 1) * FOLDED);
  g_autoptr (VtPartCrowd) crowd = g_new0 (VtPartCrowd, 1);
  const Work work = { left_out, 0, rows, crowd };
  VtJobPart part;

  g_atomic_ref_count_init (&crowd->refs);
  if (rows == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("No memory to compare %u pictures"), n);
      return NULL;
    }
  crowd->n = n;
  crowd->most = CLAMP ((guint) options->look_alikes, 1, VT_CROWD_MOST);
  crowd->count = g_new0 (guint, n + 1);
  crowd->others = g_new0 (VtLookAlike, (gsize) (n + 1) * crowd->most);
  crowd->unlike = vt_part_unlikeness (space, pictures, left_out, rows, pool, vt_job_part (&part, job, 0, 0.9), error);
  if (crowd->unlike == NULL)
    return NULL;
  centre (&work);

  const gsize n_parts = (n + ROWS - 1) / ROWS;

  /* A few parts between ticks: with many pictures the products take long. */
  for (gsize from = 0; from < n_parts; from += 8)
    {
      Work some = work;

      if (!vt_job_tick (job, 0.9 + 0.1 * (double) from / (double) n_parts, N_("Finding look-alikes"), error))
        return NULL;
      some.first = (guint) from;
      vt_parallel_for (pool, MIN (8, n_parts - from), compare_part, &some);
    }
  return g_steal_pointer (&crowd);
}

VtPartCrowd *
vt_part_crowd_ref (VtPartCrowd *crowd)
{
  g_atomic_ref_count_inc (&crowd->refs);
  return crowd;
}

void
vt_part_crowd_unref (VtPartCrowd *crowd)
{
  if (crowd == NULL || !g_atomic_ref_count_dec (&crowd->refs))
    return;
  g_free (crowd->count);
  g_free (crowd->others);
  g_free (crowd->unlike);
  g_free (crowd);
}

const float *
vt_part_crowd_unlikeness (const VtPartCrowd *crowd)
{
  return crowd->unlike;
}

guint
vt_part_crowd_n (const VtPartCrowd *crowd)
{
  return crowd->n;
}

const VtLookAlike *
vt_part_crowd_of (const VtPartCrowd *crowd,
                  guint              picture,
                  guint             *n)
{
  g_return_val_if_fail (picture < crowd->n, NULL);

  *n = crowd->count[picture];
  return crowd->others + (gsize) picture * crowd->most;
}
