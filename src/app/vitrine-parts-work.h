/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Parts page has made on the preview worker: photos, cuttings, maps.  Asked and delivered on the
 * main thread. */
#pragma once

#include <gtk/gtk.h>

#include "engine/data/vitrine-picture.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/parts/vitrine-graph-locate.h"
#include "parts/vt-aog-parse.h"

G_BEGIN_DECLS

/* One picture to cut from: a rectangle in photo pixels (NULL size: the whole photo). */
typedef struct
{
  VitrinePicture *picture;
  VitrineBox      box;
} VitrineCutting;

/* `textures` has as many entries as were asked for; an entry is NULL when its picture cannot be read. */
typedef void (*VitrineCuttingsFunc) (GdkTexture  **textures,
                                     guint         n,
                                     const GError *error,
                                     gpointer      user_data);

/* Textures of at most SIDE pixels a side (0: full size), cut from photos.  A later request with the same
 * KEY takes the place of an earlier one.  USER_DATA must be a GObject: when it is gone nothing is
 * delivered. */
void vitrine_parts_ask_cuttings (VitrineJobs          *jobs,
                                 const char           *key,
                                 const VitrineCutting *cuttings,
                                 guint                 n,
                                 guint                 side,
                                 VitrineCuttingsFunc   func,
                                 gpointer              user_data);
/* Nothing, as large as the cutting of a box will be: what stands in its place until it comes, so that nothing moves when
 * it does. (transfer full) */
GdkPaintable *vitrine_parts_blank (const VitrineBox *box, guint side);

typedef enum
{
  VITRINE_PARTS_MAP_HEAT,
  VITRINE_PARTS_MAP_VOTES,
} VitrinePartsMap;

/* `values` holds height x width floats in low..high; borrowed. */
typedef void (*VitrineMapFunc) (VitrinePartsMap  which,
                                const float     *values,
                                guint            height,
                                guint            width,
                                double           low,
                                double           high,
                                gpointer         user_data);

void vitrine_parts_ask_map      (VitrineJobs          *jobs,
                                 VitrinePartsMap       which,
                                 VtParse              *parse,
                                 VtAog                *aog,
                                 VitrineMapFunc        func,
                                 gpointer              user_data);

/* The same of the nodes of an explanatory graph: their votes, or where they lie.  `picture` is a number among the
 * votes'. */
void vitrine_parts_ask_votes    (VitrineJobs          *jobs,
                                 VitrinePartsMap       which,
                                 VitrineGraphVotes    *votes,
                                 guint                 picture,
                                 VitrineMapFunc        func,
                                 gpointer              user_data);

G_END_DECLS
