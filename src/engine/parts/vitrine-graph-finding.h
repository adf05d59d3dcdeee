/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's half of the graph's locator: what one job is given and what it makes. */
#pragma once

#include "engine/jobs/vitrine-job.h"
#include "engine/parts/vitrine-graph-locate.h"
#include "engine/parts/vitrine-part-figures.h"

G_BEGIN_DECLS

/* A picture of the source with its box, in pixels of the photo. */
typedef struct
{
  guint      picture;
  VitrineBox box;
} VitrineBoxedPicture;

typedef struct
{
  VtXGraph           *graph;
  VitrinePartSource  *source;
  VitrineGraphPlaces *places;       /* NULL: to be found */
  char               *part;         /* its name, for truth */
  GArray             *boxes;        /* VitrineBoxedPicture */
  guint8             *boxed;        /* [n of the source] */
} VitrineFindingOrder;

typedef struct
{
  VitrineGraphPlaces *places;       /* NULL: not found */
  VitrineGraphVotes  *votes;        /* NULL: no box that counts, or stopped */
  guint               n;            /* pictures of the source */
  int                *numbers;      /* [n] among those of the places; −1 */
  VtPartPlace        *found;        /* [n] */
  float              *agreement;    /* [n] */
  gboolean            has_figures;
  VitrinePartFigures  figures;
} VitrineGraphFinding;

/* Both on the main thread: sources hold objects. */
void     vitrine_finding_order_free  (gpointer      order);
void     vitrine_graph_finding_free  (gpointer      finding);

/* A VitrineJobFunc; `input` is a VitrineFindingOrder, the result a VitrineGraphFinding, with an error too when it was
 * stopped or failed. */
gpointer vitrine_graph_finding_work  (VitrineJob   *job,
                                      const VtJob  *tick,
                                      gpointer      input,
                                      GError      **error);

G_END_DECLS
