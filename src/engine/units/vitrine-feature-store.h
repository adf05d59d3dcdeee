/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feature maps on disk.  One file holds the maps of one (model, picture, box, mirrored,
 * preprocessing, node): per channel a step and 16-bit numbers, so values are right to 1/65533 of
 * the channel's range, zero is exact and signs are kept. Files are written aside and renamed,
 * read through mmap and checked; a damaged one is made anew. Derived data: may be deleted at any
 * time.  Any thread, several processes. */
#pragma once

#include "engine/data/vitrine-picture.h"
#include "engine/model/vitrine-evaluate.h"

G_BEGIN_DECLS

#define VITRINE_FEATURE_STORE_LIMIT ((guint64) 4 << 30)

typedef struct _VitrineFeatureStore VitrineFeatureStore;
typedef struct _VitrineFeatures VitrineFeatures;

/* Which maps.  Nodes are taken as they are: ask for the convolution to get values before the
 * ReLU. */
typedef struct
{
  VitrineModel      *model;
  const VitrinePreprocess *preprocess;  /* NULL: the model's, copied */
  VitrinePicture    *picture;
  gboolean           whole;             /* the whole picture although it has an object box */
  gboolean           mirrored;
  const int         *nodes;
  guint              n_nodes;
} VitrineFeatureAsk;

/* `folder` NULL: "features" under the user's cache folder of Vitrine; `limit` in bytes: the
 * least recently used files go when it is exceeded. */
VitrineFeatureStore *vitrine_feature_store_new    (const char          *folder,
                                                   guint64              limit);
VitrineFeatureStore *vitrine_feature_store_ref    (VitrineFeatureStore *self);
void                 vitrine_feature_store_unref  (VitrineFeatureStore *self);
const char          *vitrine_feature_store_get_folder (VitrineFeatureStore *self);

/* Reads what is there, computes and stores the rest.  A disk that is full or read-only is no
 * error: the maps are then held in memory.  `pool` may be NULL; several threads may ask at once. */
VitrineFeatures     *vitrine_feature_store_get    (VitrineFeatureStore     *self,
                                                   const VitrineFeatureAsk *ask,
                                                   VtPool                  *pool,
                                                   const VtJob             *job,
                                                   GError                 **error);
/* Whether all of it is on disk. */
gboolean             vitrine_feature_store_has    (VitrineFeatureStore     *self,
                                                   const VitrineFeatureAsk *ask);
/* Bytes on disk; walks the folder, so not on main. */
guint64              vitrine_feature_store_get_size (VitrineFeatureStore *self);
/* Deletes everything; FALSE with an error that names what could not be deleted. */
gboolean             vitrine_feature_store_clear  (VitrineFeatureStore *self,
                                                   GError             **error);

VitrineFeatures     *vitrine_features_ref         (VitrineFeatures *self);
void                 vitrine_features_unref       (VitrineFeatures *self);
/* Shape of the maps of the i-th node asked for: channels, height, width. */
void                 vitrine_features_get_shape   (const VitrineFeatures *self,
                                                   guint                  i,
                                                   guint                  chw[3]);
/* Writes channels·height·width floats. */
void                 vitrine_features_read        (const VitrineFeatures *self,
                                                   guint                  i,
                                                   float                 *values);
/* Writes height·width floats of one channel. */
void                 vitrine_features_read_channel (const VitrineFeatures *self,
                                                    guint                  i,
                                                    guint                  channel,
                                                    float                 *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineFeatureStore, vitrine_feature_store_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineFeatures, vitrine_features_unref)

G_END_DECLS
