/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idle runs of one model, kept per what they compute, so that the hundredth picture costs no
 * plan and no memory.  Any thread. */
#pragma once

#include "graph/vt-run.h"

#include "engine/model/vitrine-model-private.h"

G_BEGIN_DECLS

typedef struct _VitrineRunSlot VitrineRunSlot;

typedef struct
{
  const int *wanted;      /* sorted, unique */
  guint      n_wanted;
  VtGrad     grad;
  VtPath     path;
  VtPool    *pool;        /* what it will compute with; may be NULL */
} VitrineRunWish;

/* A run as wished, idle or new; the caller's alone until it is put back. */
VitrineRunSlot *vitrine_runs_take     (VitrineRuns          *self,
                                       VtParams             *params,
                                       const VitrineRunWish *wish,
                                       GError              **error);
VtRun          *vitrine_run_slot_get  (VitrineRunSlot *slot);
void            vitrine_runs_put_back (VitrineRuns    *self,
                                       VitrineRunSlot *slot);

G_END_DECLS
