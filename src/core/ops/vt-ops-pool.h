/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MaxPool, AveragePool, GlobalMaxPool, GlobalAveragePool (no attributes) and LRN. */
#pragma once

#include "ops/vt-sliding.h"

G_BEGIN_DECLS

/* Of MaxPool, MaxPoolPlaces and AveragePool.  The average is over the pixels of the window that lie on the map;
 * with count_include_pad also over those in the padding (but not over what ceil_mode adds beyond
 * it). */
typedef struct
{
  VtSliding window;
  gboolean ceil_mode;
  gboolean count_include_pad; /* AveragePool only */
  gboolean by_columns;        /* MaxPoolPlaces only: pixels of a map are counted column by column */
} VtPoolAttrs;

/* Local response normalisation across channels (Krizhevsky et al. 2012, §3.3, with ONNX's α/size):
 *
 *   s_c = bias + α/size · Σ x_j²  over j = c − ⌊(size−1)/2⌋ … c + ⌈(size−1)/2⌉,    y_c = x_c · s_c^−β        */
typedef struct
{
  double alpha, beta, bias;
  gsize  size;
} VtLrnAttrs;

G_END_DECLS
