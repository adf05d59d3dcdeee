/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bumps, and planes the other way round. */
#include "vt-planes.h"

#include <math.h>

void
plane_bump (float *plane,
            guint  side,
            double row,
            double column,
            double height)
{
  for (guint a = 0; a < side; a++)
    for (guint b = 0; b < side; b++)
      {
        const double d2 = (a - row) * (a - row) + (b - column) * (b - column);

        plane[a * side + b] += (float) (height * exp (-d2 / (2 * 0.7 * 0.7)));
      }
}

void
planes_turn (const float *from,
             float       *to,
             gsize        rows,
             gsize        columns)
{
  for (gsize r = 0; r < rows; r++)
    for (gsize c = 0; c < columns; c++)
      to[r * columns + c] = from[r * columns + columns - 1 - c];
}
