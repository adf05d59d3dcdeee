/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Location instability of the nodes of a graph beside that of raw filters, with what it is worth: what a random and a
 * constant place get, and nodes whose places are shuffled between the pictures.  Any thread. */
#pragma once

#include "engine/parts/vitrine-graph-places.h"
#include "metrics/vt-instability.h"

G_BEGIN_DECLS

typedef struct
{
  guint         layer, unit;
  gboolean      constant;       /* moves less than a stride of its layer: a low instability means nothing */
  VtInstability mean;           /* over the landmarks that enough pictures show */
} VitrineSteadiness;

typedef struct
{
  GStrv              landmarks;
  guint              n_pictures;        /* with a landmark at least */
  guint              most;              /* M: pictures of the highest score that count; 0: all */
  guint              n_nodes, n_filters;
  VitrineSteadiness *nodes, *shuffled;  /* [n_nodes] best rank first */
  VitrineSteadiness *filters;
  VtInstability      random, constant;  /* a random cell of the deepest layer; the centre of the frame */
} VitrineMeasure;

/* `landmarks`: names of parts, NULL: all that at least half of the pictures show just once.  On a picture that the graph
 * turns, left and right are exchanged (vitrine-part-names.h).  VT_ERROR_PARAMETER when no picture shows one.  `seed` makes
 * the random and the shuffled places. */
VitrineMeasure *vitrine_graph_measure      (const VitrineGraphPlaces *places,
                                            const char *const        *landmarks,
                                            guint                     most,
                                            guint64                   seed,
                                            GError                  **error);
void            vitrine_measure_free       (VitrineMeasure           *self);

/* Places of a node or filter and of a landmark on the pictures that count for it: four floats each (row, column, row
 * and column of the landmark), in pixels of the frame. (transfer full: float) */
GArray         *vitrine_measure_scatter    (const VitrineGraphPlaces *places,
                                            const VitrinePlaced      *placed,
                                            const char               *landmark,
                                            guint                     most);

/* Mean over the first `n` (0: all) that are numbers. */
void            vitrine_steadiness_mean    (const VitrineSteadiness  *all,
                                            guint                     n_all,
                                            guint                     n,
                                            VtInstability            *mean);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineMeasure, vitrine_measure_free)

G_END_DECLS
