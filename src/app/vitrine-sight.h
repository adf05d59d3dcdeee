/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network sees of one picture, everything a page shows of it made ready on the preview worker:
 * the photo as a texture, the tensor, the scores, the chosen layer's channels.  Immutable, refcounted,
 * any thread. */
#pragma once

#include <gtk/gtk.h>

#include "engine/data/vitrine-picture.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/model/vitrine-evaluate.h"
#include "widgets/vitrine-channel-sheet.h"

G_BEGIN_DECLS

typedef struct
{
  float  low, high;
  double mean;
} VitrineRange;

typedef struct
{
  VitrineModel        *model;
  VitrinePicture      *picture;
  VitrinePreprocess    preprocess;
  int                  node;           /* of the layer, −1 none */

  VitrineImage        *image;
  GBytes              *pixels;         /* of the photo, GDK_MEMORY_DEFAULT, 4·width bytes a row */
  VitrineBox           frame;          /* part of the photo that the network sees */
  VitrineImage        *view;           /* the tensor as a picture */
  VitrineRange         range;          /* of the tensor, and of each of its first channels */
  guint                n_channels;
  VitrineRange         channels[3];
  VitrineActivation   *activation;
  VitrineChannelSheet *sheet;          /* of the layer, NULL without one */
} VitrineSight;

/* What to look at.  `previous` (may be NULL) saves reading and preprocessing the same photo again. */
typedef struct
{
  VitrineModel        *model;
  VitrinePicture      *picture;
  const char          *layer;          /* name, or "" */
  VitrineScale         scale;
  VitrineColormap      colormap;
  VitrineSight        *previous;
} VitrineSightAsk;

/* Asks the preview worker; a later ask with the same `key` replaces an earlier one.  `done` gets a
 * VitrineSight as its result.  `user_data` must live until then or until the jobs are shut down. */
VitrineJob   *vitrine_sight_ask    (VitrineJobs           *jobs,
                                    const char            *key,
                                    const VitrineSightAsk *ask,
                                    VitrineJobDone         done,
                                    gpointer               user_data,
                                    GDestroyNotify         user_data_free);
VitrineSight *vitrine_sight_ref    (VitrineSight          *self);
/* Main thread. */
void          vitrine_sight_unref  (VitrineSight          *self);

/* (transfer full) The photo for a canvas. */
GdkTexture   *vitrine_sight_make_texture (VitrineSight    *self);
/* (transfer full) Any RGB image as a texture. */
GdkTexture   *vitrine_image_make_texture (VitrineImage    *image);

/* The photo's rectangle that unit (row, column) of a layer looks at; FALSE when the layer has no field. */
gboolean      vitrine_sight_field  (const VitrineSight    *self,
                                    const VtField         *field,
                                    double                 row,
                                    double                 column,
                                    graphene_rect_t       *rect);
/* The cell of a layer whose field is centred at a point of the photo. */
gboolean      vitrine_sight_cell   (const VitrineSight    *self,
                                    const VtField         *field,
                                    double                 x,
                                    double                 y,
                                    double                *row,
                                    double                *column);
/* The photo's rectangle that a whole map of height × width cells stands for. */
gboolean      vitrine_sight_extent (const VitrineSight    *self,
                                    const VtField         *field,
                                    guint                  height,
                                    guint                  width,
                                    graphene_rect_t       *rect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineSight, vitrine_sight_unref)

G_END_DECLS
