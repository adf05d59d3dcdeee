/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many patterns a layer deserves: the upper tail of the sorted scores is taken for
 * y_i = b + exp (A − √(λ i)) and the best share/λ are kept (Zhang et al., AAAI 2017).  Cutting the tail
 * biases λ upwards; that is the method. */
#include <math.h>

#include "parts/vt-aog-mine.h"

guint
vt_aog_fit (const float        *scores,
            gsize               n,
            const VtAogOptions *options,
            double             *lambda,
            guint              *used)
{
  const gsize top = CLAMP ((gsize) ceil (options->top * (double) n), MIN (n, 2), n);
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  gsize m = 0;

  if (lambda != NULL)
    *lambda = 0;
  if (used != NULL)
    *used = 0;
  if (n == 0)
    return 0;

  const double b = (double) scores[top - 1];
  const double cut = b + options->tail * ((double) scores[0] - b);

  /* Least squares of ln (y_i − b) on √i. */
  while (m < top && (double) scores[m] > cut && (double) scores[m] > b)
    {
      const double x = sqrt ((double) m), y = log ((double) scores[m] - b);

      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
      m++;
    }
  if (used != NULL)
    *used = (guint) m;

  const double spread = (double) m * sxx - sx * sx;
  const double slope = spread > 0 ? ((double) m * sxy - sx * sy) / spread : 0;

  /* Too few points, or no fall: what stands out is what there is. */
  if (m < 3 || !(slope < 0))
    return (guint) MAX (m, 1);
  if (lambda != NULL)
    *lambda = slope * slope;

  const double kept = ceil (options->share / (slope * slope));

  return (guint) MIN (kept, (double) n);
}
