/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sliding a box's cells over pictures.  Pictures are the parallel axis; each writes its own place. */
#include "parts/vt-part-neighbour.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-blas.h"
#include "base/vt-error.h"

#define BLOCK 16

/* The cells of one box: a × b × channels values, cell by cell. */
typedef struct
{
  guint  rows, columns;
  double shift[2];          /* part centre − centre of the first cell, pixels */
  double size[2];
  float *values;
  double length;
} Patch;

typedef struct
{
  const VtPartSpace    *space;
  const VtPartPictures *pictures;
  const VtPartLayer    *layer;
  guint                 l;
  guint                 n_patches;
  Patch                *patch;
  const guint          *which;
  guint                 from;
  VtPartPlace          *found;
  GError               *error[BLOCK];
} Work;

static guint
choose_layer (const VtPartSpace *space)
{
  guint best = 0;

  for (guint l = 1; l < vt_part_space_n_layers (space); l++)
    if (vt_part_space_layer (space, l)->h >= vt_part_space_layer (space, best)->h)
      best = l;
  return best;
}

/* The layer's map after the ReLU with channels side by side: [cells][channels]. */
static float *
cells_first (const Work  *work,
             const float *x)
{
  const gsize plane = (gsize) work->layer->h * work->layer->w, channels = work->layer->channels;
  float *out = g_new (float, plane * channels);

  for (gsize c = 0; c < channels; c++)
    for (gsize i = 0; i < plane; i++)
      out[i * channels + c] = MAX (x[c * plane + i], 0);
  return out;
}

static void
cut_patch (const Work      *work,
           const VtPartBox *box,
           const float     *cells,
           Patch           *patch)
{
  const VtPartLayer *layer = work->layer;
  const double centre[2] = {
    box->centre[0], box->mirrored ? vt_part_space_mirror (work->space, box->centre[1]) : box->centre[1],
  };
  const double side[2] = { layer->h, layer->w };
  const gsize channels = layer->channels;
  guint first[2], n[2];

  for (guint axis = 0; axis < 2; axis++)
    {
      const double from = vt_part_layer_cell (layer, axis, centre[axis] - box->size[axis] / 2);
      const double to = vt_part_layer_cell (layer, axis, centre[axis] + box->size[axis] / 2);

      first[axis] = (guint) CLAMP (round (from), 0, side[axis] - 1);
      n[axis] = (guint) CLAMP (round (to), first[axis], side[axis] - 1) - first[axis] + 1;
      patch->shift[axis] = centre[axis] - vt_part_layer_pixel (layer, axis, first[axis]);
      patch->size[axis] = box->size[axis];
    }
  patch->rows = n[0];
  patch->columns = n[1];
  patch->values = g_new (float, (gsize) n[0] * n[1] * channels);

  double square = 0;

  for (guint a = 0; a < n[0]; a++)
    memcpy (patch->values + a * n[1] * channels, cells + ((first[0] + a) * layer->w + first[1]) * channels,
            n[1] * channels * sizeof (float));
  for (gsize i = 0; i < (gsize) n[0] * n[1] * channels; i++)
    square += (double) patch->values[i] * (double) patch->values[i];
  patch->length = sqrt (square);
}

/* Best place of a patch; the cosine there.  products[cell of the patch][cell of the map]. */
static double
slide (const Work   *work,
       const Patch  *patch,
       const float  *cells,
       const double *square,
       guint         at[2])
{
  const guint h = work->layer->h, w = work->layer->w;
  const gsize plane = (gsize) h * w, n = (gsize) patch->rows * patch->columns;
  g_autofree float *products = g_new (float, n * plane);
  double best = -1;
  const VtProduct product = {
    .trans_b = VT_TRANSPOSED, .m = n, .n = plane, .k = work->layer->channels, .alpha = 1,
    .a = patch->values, .lda = work->layer->channels, .b = cells, .ldb = work->layer->channels,
    .c = products, .ldc = plane,
  };

  vt_product (&product);
  for (guint y = 0; y + patch->rows <= h; y++)
    for (guint x = 0; x + patch->columns <= w; x++)
      {
        double sum = 0, length = 0;

        for (guint a = 0; a < patch->rows; a++)
          for (guint b = 0; b < patch->columns; b++)
            {
              const gsize cell = (gsize) (y + a) * w + x + b;

              sum += (double) products[((gsize) a * patch->columns + b) * plane + cell];
              length += square[cell];
            }

        const double cosine = sum / MAX (patch->length * sqrt (length), 1e-30);

        if (cosine > best)
          {
            best = cosine;
            at[0] = y;
            at[1] = x;
          }
      }
  return best;
}

static void
look (const Work  *work,
      const float *x,
      gboolean     mirrored,
      double      *best,
      VtPartPlace *found)
{
  const gsize plane = (gsize) work->layer->h * work->layer->w, channels = work->layer->channels;
  g_autofree float *cells = cells_first (work, x);
  g_autofree double *square = g_new0 (double, plane);

  for (gsize i = 0; i < plane; i++)
    for (gsize c = 0; c < channels; c++)
      square[i] += (double) cells[i * channels + c] * (double) cells[i * channels + c];
  for (guint p = 0; p < work->n_patches; p++)
    {
      const Patch *patch = &work->patch[p];
      guint at[2] = { 0, 0 };
      const double cosine = slide (work, patch, cells, square, at);

      if (cosine <= *best)
        continue;
      *best = cosine;
      for (guint axis = 0; axis < 2; axis++)
        {
          found->centre[axis] = vt_part_layer_pixel (work->layer, axis, at[axis]) + patch->shift[axis];
          found->size[axis] = patch->size[axis];
        }
      if (mirrored)
        found->centre[1] = vt_part_space_mirror (work->space, found->centre[1]);
    }
}

static void
find_part (gsize    part,
           guint    thread,
           gpointer user_data)
{
  Work *work = user_data;
  const VtPartPictures *pictures = work->pictures;
  const guint picture = work->which[work->from + part];
  double best = -1;

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      VtPartMaps maps = { 0 };

      if (!pictures->get (pictures->user_data, picture, mirrored, thread, &maps, &work->error[part]))
        return;
      look (work, maps.x[work->l], mirrored, &best, &work->found[picture]);
      if (pictures->release != NULL)
        pictures->release (pictures->user_data, &maps);
    }
}

static gboolean
cut_patches (Work            *work,
             const VtPartBox *boxes,
             guint            n_boxes,
             GError         **error)
{
  const VtPartPictures *pictures = work->pictures;

  for (; work->n_patches < n_boxes; work->n_patches++)
    {
      const VtPartBox *box = &boxes[work->n_patches];
      VtPartMaps maps = { 0 };

      if (!pictures->get (pictures->user_data, box->picture, box->mirrored, 0, &maps, error))
        return FALSE;

      g_autofree float *cells = cells_first (work, maps.x[work->l]);

      cut_patch (work, box, cells, &work->patch[work->n_patches]);
      if (pictures->release != NULL)
        pictures->release (pictures->user_data, &maps);
    }
  return TRUE;
}

static gboolean
find_all (Work        *work,
          guint        n,
          VtPool      *pool,
          const VtJob *job,
          GError     **error)
{
  gboolean good = TRUE;

  for (; work->from < n && good; work->from += BLOCK)
    {
      if (!vt_job_tick (job, (double) work->from / n, N_("Comparing pictures"), error))
        return FALSE;
      vt_parallel_for (pool, MIN (BLOCK, n - work->from), find_part, work);
      for (guint i = 0; i < BLOCK; i++)
        if (work->error[i] != NULL)
          {
            if (good)
              g_propagate_error (error, g_steal_pointer (&work->error[i]));
            g_clear_error (&work->error[i]);
            good = FALSE;
          }
    }
  return good;
}

gboolean
vt_part_neighbour_find (const VtPartSpace    *space,
                        const VtPartPictures *pictures,
                        const VtPartBox      *boxes,
                        guint                 n_boxes,
                        const guint          *which,
                        guint                 n,
                        VtPartPlace          *found,
                        VtPool               *pool,
                        const VtJob          *job,
                        GError              **error)
{
  const guint l = choose_layer (space);
  g_autofree Patch *patch = g_new0 (Patch, n_boxes + 1);
  Work work = {
    .space = space, .pictures = pictures, .layer = vt_part_space_layer (space, l), .l = l,
    .patch = patch, .which = which, .found = found,
  };
  const gboolean good = cut_patches (&work, boxes, n_boxes, error) && find_all (&work, n, pool, job, error);

  for (guint i = 0; i < work.n_patches; i++)
    g_free (patch[i].values);
  return good;
}
