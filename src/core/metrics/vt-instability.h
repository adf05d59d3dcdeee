/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Location instability (Zhang, Wu, Zhu: Interpretable Convolutional Neural Networks, CVPR 2018): how much the distance
 * from where a filter or node fires to a landmark of the object varies from picture to picture.  A place that never
 * moves has little of it without meaning anything, and a landmark midway between two places none at all: so the spread
 * of the places and the vector form stand beside it, and the caller shows what random and constant places get. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where one filter or node fires on one picture, and a landmark there; rows and columns in one unit. */
typedef struct
{
  double   at[2];
  double   score;           /* of the firing; pictures with the highest count */
  double   landmark[2];
  gboolean shown;           /* whether the picture shows the landmark, once */
} VtFiring;

typedef struct
{
  guint  n;                 /* pictures counted */
  double distance;          /* √var of |landmark − at|/diagonal: the published measure; variance with n − 1 */
  double offset;            /* √(var of the rows + var of the columns) of landmark − at, /diagonal */
  double spread;            /* √(var of the rows + var of the columns) of at, in the unit of the places */
} VtInstability;

/* Takes the pictures that show the landmark, of these the `most` with the highest score (0: all; the lower number first
 * among equals).  With fewer than two everything but `n` is NaN. */
void vt_instability (const VtFiring *firing, guint n, guint most, double diagonal, VtInstability *out);

G_END_DECLS
