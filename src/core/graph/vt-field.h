/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receptive-field geometry of any node (Zhang et al. 2018, supplement; recurrences of Araujo et
 * al. 2019):
 *
 *   r ← r + (k−1)·j      s ← s + ((k−1)/2·d − p)·j      j ← j·t
 *
 * per axis, with kernel k, stride t, dilation d, left padding p, from r = 1, j = 1, s = 0.  Unit
 * (a, b) looks at the square of side r centred at pixel (s + a·j, s + b·j), 0-based pixel
 * centres. */
#pragma once

#include "graph/vt-graph.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean known;             /* FALSE: no map over the picture, or branches that disagree */
  gboolean global;            /* sees the whole picture (after a dense layer or a global pool) */
  double   size[2];           /* r: rows, columns, in pixels of the network's input */
  double   stride[2];         /* j */
  double   offset[2];         /* s: centre of unit 0 */
} VtField;

/* Field of `node` with respect to input 0.  Branches that join take the larger r and must agree
 * in j; where their s differ by less than half a stride the mean is taken, else the field is
 * unknown. */
void vt_field_of   (const VtGraph *graph, int node, VtField *field);
/* Pixel of the centre of unit index `i` on axis 0 (rows) or 1 (columns). */
static inline double
vt_field_centre (const VtField *f, guint axis, double i)
{
  return f->offset[axis] + f->stride[axis] * i;
}

G_END_DECLS
