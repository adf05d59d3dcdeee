/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a part is found, by method and number of boxes, with confidence over seeds: the table that the Measure page and
 * `measure localisation` show.  All methods but asking get the same boxes and are scored on the same pictures, those
 * without one; asking (an oracle answers, as many answers as boxes) is scored on pictures that it may never ask about.
 * Any thread. */
#pragma once

#include "engine/model/vitrine-model.h"
#include "engine/units/vitrine-feature-store.h"
#include "engine/data/vitrine-picture.h"
#include "engine/jobs/vitrine-job.h"
#include "xgraph/vt-xgraph.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_FIND_GRAPH,       /* nodes of the explanatory graph vote */
  VITRINE_FIND_AOG,
  VITRINE_FIND_PRUNED,      /* And-Or graph, pruned as suggested */
  VITRINE_FIND_ASKED,       /* And-Or graph after so many answers of one who knows */
  VITRINE_FIND_FILTER,      /* the best raw filter */
  VITRINE_FIND_NEIGHBOUR,   /* the nearest picture with a box */
  VITRINE_FIND_BLIND,       /* never looks, knows as many places */
  VITRINE_FIND_BLIND_ALL,   /* never looks, knows all places */
  VITRINE_FIND_N_WAYS
} VitrineFindWay;

/* Translated; static. */
const char *vitrine_find_way_name (VitrineFindWay way);

typedef struct
{
  VitrineFindWay way;
  guint          boxes, seeds;  /* seeds 0: nothing was drawn */
  double         mean;          /* normalized distance over the seeds */
  double         half;          /* half the 95 % confidence interval of that mean; NAN below two seeds */
  double         ratio;         /* to VITRINE_FIND_BLIND with as many boxes */
  double         iou;           /* rate of boxes with IoU ≥ ½; NAN where no box is found */
} VitrineFindRow;

/* What is compared; all borrowed for the call. */
typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  VitrinePicture     **pictures;
  guint                n_pictures;
  const char          *part;
  VtXGraph            *graph;       /* NULL: that way is left out */
  const guint         *counts;      /* numbers of boxes */
  guint                n_counts;
  guint64              seed;        /* … seed + n − 1 */
  guint                n_seeds;
  gboolean             asking;      /* the dearest way, too */
} VitrineLocalisation;

/* Called on the computing thread whenever rows were added; `rows` borrowed. */
typedef void (*VitrineFindRows) (GArray *rows, gpointer user_data);

/* (element-type VitrineFindRow) in the order they were done; with an error those that were done before it.  Never NULL.
 * VT_ERROR_PARAMETER when too few pictures show the part for the largest number of boxes. */
GArray *vitrine_localisation_run  (const VitrineLocalisation  *what,
                                   VtPool                     *pool,
                                   const VtJob                *job,
                                   VitrineFindRows             rows_done,
                                   gpointer                    user_data,
                                   GError                    **error);

/* A heading and a line for each row.  (transfer full) */
char   *vitrine_localisation_csv  (GArray                     *rows);
/* An array of objects, as `measure localisation --json` has it.  (transfer full) */
char   *vitrine_localisation_json (GArray                     *rows);

G_END_DECLS
