/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shifts, mirror, brightness and contrast.  In place: training allocates nothing per sample. */
#include "train/vt-augment.h"

#include <string.h>

#include "base/vt-rng.h"

static void
mirror_row (float *row,
            gsize  n)
{
  for (gsize i = 0; i < n / 2; i++)
    {
      const float t = row[i];

      row[i] = row[n - 1 - i];
      row[n - 1 - i] = t;
    }
}

static void
shift_row (float *row,
           gssize n,
           gssize by)
{
  const gssize keep = n - ABS (by);
  const float edge = by > 0 ? row[0] : row[n - 1];

  memmove (row + MAX (by, 0), row + MAX (-by, 0), (gsize) keep * sizeof (float));
  for (gssize i = 0; i < ABS (by); i++)
    row[by > 0 ? i : keep + i] = edge;
}

/* Row y becomes what row y − by was; rows are moved in the order that keeps what is still
 * needed. */
static void
shift_rows (float *map,
            gssize height,
            gssize width,
            gssize by)
{
  for (gssize i = 0; i < height && by != 0; i++)
    {
      const gssize y = by > 0 ? height - 1 - i : i, from = CLAMP (y - by, 0, height - 1);

      if (from != y)
        memcpy (map + y * width, map + from * width, (gsize) width * sizeof (float));
    }
}

static gssize
draw_shift (VtRng *rng,
            guint  most,
            gsize  size)
{
  const guint limit = (guint) MIN (most, size > 0 ? size - 1 : 0);

  return (gssize) vt_rng_int (rng, 2 * limit + 1) - (gssize) limit;
}

void
vt_augment (const VtAugment *a,
            guint64          seed,
            gsize            channels,
            gsize            height,
            gsize            width,
            float           *x)
{
  VtRng rng;

  vt_rng_init (&rng, seed);

  const gssize down = draw_shift (&rng, a->shift, height), right = draw_shift (&rng, a->shift, width);
  const gboolean mirrored = a->mirror && vt_rng_int (&rng, 2) == 1;
  const float add = (float) vt_rng_range (&rng, -a->brightness, a->brightness);
  const float times = (float) (1 + vt_rng_range (&rng, -a->contrast, a->contrast));

  for (gsize c = 0; c < channels; c++)
    {
      float *map = x + c * height * width;

      shift_rows (map, (gssize) height, (gssize) width, down);
      for (gsize y = 0; y < height; y++)
        {
          if (right != 0)
            shift_row (map + y * width, (gssize) width, right);
          if (mirrored)
            mirror_row (map + y * width, width);
        }
    }
  for (gsize i = 0; i < channels * height * width; i++)
    x[i] = x[i] * times + add;
}
