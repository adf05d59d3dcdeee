/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes each channel of a layer fire, over a whole set of pictures: the strongest pictures
 * with the cell of their maximum, a histogram of the maxima, and a threshold above which a cell
 * counts as firing (the top 0.5 % of all its values; Bau et al., CVPR 2017). */
#pragma once

#include "engine/data/vitrine-dataset.h"
#include "engine/units/vitrine-feature-store.h"

G_BEGIN_DECLS

#define VITRINE_UNITS_BINS 40

typedef struct
{
  guint picture;               /* number in the set */
  guint row, column;           /* cell of the maximum */
  float value;
} VitrineUnitHit;

typedef struct
{
  guint          n_hits;
  VitrineUnitHit *hits;        /* strongest first, one a picture */
  float          least, most;  /* range of the histogram: of the maxima, over the pictures */
  guint          histogram[VITRINE_UNITS_BINS];
  double         mean;         /* of all values */
  double         alive;        /* share of pictures where its maximum is positive */
  float          threshold;    /* cells above it count as firing */
} VitrineUnit;

/* Immutable, refcounted. */
typedef struct
{
  int          node;
  guint        channels, height, width;
  guint        n_pictures;     /* scanned so far */
  guint        n_total;
  VitrineUnit *units;          /* [channels] */
} VitrineUnits;

/* Where a scan hands its state so far, every half second or so; `units` is a new reference for the
 * callee.  Called on the scanning thread. */
typedef void (*VitrineUnitsSoFar) (VitrineUnits *units,
                                   gpointer      user_data);

typedef struct
{
  VitrineModel        *model;
  VitrinePreprocess    preprocess;
  int                  node;
  VitrinePicture     **pictures;
  guint                n_pictures;
  gboolean             whole;          /* whole pictures, not their object boxes */
  guint                top;            /* hits a unit, 0: 9 */
  VitrineFeatureStore *store;          /* maps come from there and stay there: an interrupted scan goes on
                                        * where it stopped; NULL: nothing is kept */
  VitrineUnitsSoFar    so_far;
  gpointer             user_data;
} VitrineUnitsAsk;

/* Pictures that cannot be read are left out (and not counted).  Stopped half-way it sets
 * VT_ERROR_CANCELLED AND returns what there is, NULL when that is nothing. */
VitrineUnits *vitrine_units_scan  (const VitrineUnitsAsk *ask,
                                   VtPool                *pool,
                                   const VtJob           *job,
                                   GError               **error);
VitrineUnits *vitrine_units_ref   (VitrineUnits *self);
void          vitrine_units_unref (VitrineUnits *self);

/* A patch to show: the receptive field of a hit, cut out of the photo, and where in it the unit
 * fires. */
typedef struct
{
  VitrineImage *image;         /* `side` × `side` */
  guint8       *mask;          /* side × side, 0 … 255: how firmly the unit fires, upsampled bilinearly */
  guint         side;
  VitrineBox    box;           /* of the patch in the photo's pixels; may reach beyond it (shown grey) */
} VitrineUnitPatch;

VitrineUnitPatch *vitrine_units_patch (const VitrineUnits    *units,
                                       const VitrineUnitsAsk *ask,
                                       guint                  unit,
                                       guint                  hit,
                                       guint                  side,   /* at most 1024 */
                                       GError               **error);
/* The same when the hit's photo is at hand. */
VitrineUnitPatch *vitrine_units_patch_of_photo (const VitrineUnits    *units,
                                                const VitrineUnitsAsk *ask,
                                                guint                  unit,
                                                guint                  hit,
                                                guint                  side,
                                                VitrineImage          *photo,
                                                GError               **error);
void              vitrine_unit_patch_free (VitrineUnitPatch *patch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineUnits, vitrine_units_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineUnitPatch, vitrine_unit_patch_free)

G_END_DECLS
