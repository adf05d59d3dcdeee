/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What evaluation knows of a model: its idle runs. */
#pragma once

#include <pthread.h>

#include "engine/model/vitrine-labels.h"
#include "engine/model/vitrine-model.h"

G_BEGIN_DECLS

/* Idle runs, guarded by a mutex of pthread so that the thread sanitizer sees it. */
typedef struct _VitrineRuns VitrineRuns;

VitrineRuns *vitrine_runs_new  (void);
void         vitrine_runs_free (VitrineRuns *self);

VitrineRuns *vitrine_model_get_runs (VitrineModel *self);

G_END_DECLS
