/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places for the nodes of a layered drawing: every node one step below the lowest it reads from,
 * neighbours ordered by where their parents stand, all edges pointing down.  Pure functions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint        n;
  const guint *n_from;      /* [n] */
  const int   *const *from; /* [n][n_from]: indices of parents, each smaller than the node's own */
} VitrineNetGraph;

typedef struct
{
  double column;            /* centre, in node widths; may be fractional */
  guint  row;
} VitrineNetPlace;

/* Fills places[n]; columns start at 0.  Returns the number of rows; (out) `width` is the largest column. */
guint vitrine_net_layout (const VitrineNetGraph *graph,
                          VitrineNetPlace       *places,
                          double                *width);

G_END_DECLS
