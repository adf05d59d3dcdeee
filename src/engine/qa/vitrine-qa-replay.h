/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole session done again from the project's log: the tables must come out the same, and the graph that is mined
 * from them, from nothing, must be the session's to the bit. */
#pragma once

#include "base/vt-job.h"
#include "base/vt-parallel.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"
#include "engine/units/vitrine-feature-store.h"

G_BEGIN_DECLS

/* All borrowed for the call. */
typedef struct
{
  VitrineProject      *project;
  VitrineModel        *model;
  VitrineDataset      *dataset;
  VitrineFeatureStore *store;       /* NULL: the usual one */
  gint64               part;
} VitrineQaReplayTask;

typedef struct
{
  guint    n_commands;              /* done, undone and redone */
  guint    n_answers;               /* that hold now */
  gboolean same_content;            /* tables now against tables replayed */
  gboolean has_recorded;            /* the session noted a graph */
  guint    recorded_at;             /* … after so many commands */
  char    *recorded, *replayed;     /* hashes of the graph then; NULL: none */
  gboolean same_graph;
  guint    n_templates, n_patterns; /* of the graph replayed */
} VitrineQaReplay;

gboolean vitrine_qa_replay_run   (const VitrineQaReplayTask *task,
                                  VtPool                    *pool,
                                  const VtJob               *job,
                                  VitrineQaReplay           *replay,
                                  GError                   **error);
void     vitrine_qa_replay_clear (VitrineQaReplay           *replay);

G_END_DECLS
