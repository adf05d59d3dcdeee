/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: what a window has where graphs are learned: the bundled network, a set of pictures, and a keeper with a store
 * of its own.  All calls: main thread. */
#pragma once

#include "engine/parts/vitrine-graph-keeper.h"

#include "../folder.h"

G_BEGIN_DECLS

typedef struct
{
  char                *folder;
  VitrineJobs         *jobs;
  VitrineFeatureStore *store;
  VitrineModel        *model;
  VitrineDataset      *dataset;
  VitrineGraphKeeper  *keeper;      /* without model and pictures yet */
} GraphDesk;

static inline void
graph_desk_open (GraphDesk  *self,
                 const char *pictures)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cache = NULL;

  self->folder = g_dir_make_tmp ("vitrine-desk-XXXXXX", NULL);
  cache = g_build_filename (self->folder, "features", NULL);
  self->jobs = vitrine_jobs_new (2);
  self->store = vitrine_feature_store_new (cache, VITRINE_FEATURE_STORE_LIMIT);
  self->model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_assert_no_error (error);
  self->dataset = vitrine_dataset_open (pictures, NULL, &error);
  g_assert_no_error (error);
  self->keeper = vitrine_graph_keeper_new (self->jobs, self->store);
}

/* Nothing works any more; what looks at the keeper can be let go of. */
static inline void
graph_desk_stop (GraphDesk *self)
{
  vitrine_jobs_shutdown (self->jobs);
}

static inline void
graph_desk_close (GraphDesk *self)
{
  g_object_unref (self->keeper);
  g_object_unref (self->dataset);
  g_object_unref (self->model);
  g_object_unref (self->jobs);
  vitrine_feature_store_unref (self->store);
  folder_remove (self->folder);
  g_free (self->folder);
}

/* Tells the keeper to learn a small quick graph; `negatives` as in the wish. */
static inline void
graph_desk_learn (GraphDesk  *self,
                  guint       filters,
                  guint       iterations,
                  const char *negatives)
{
  VitrineGraphWish *wish = vitrine_graph_wish_new (TRUE);

  wish->options.filters = filters;
  wish->options.iterations = iterations;
  g_free (wish->negatives);
  wish->negatives = g_strdup (negatives);
  vitrine_graph_keeper_learn (self->keeper, wish);
  vitrine_graph_wish_free (wish);
}

G_END_DECLS
