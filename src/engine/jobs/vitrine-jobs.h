/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Owns the engine's threads: one worker that does a person's jobs one after another, and one for
 * previews where only the latest counts.  A list model of the jobs a person should see: queued,
 * running, and those that ended badly until they are dismissed.  Main thread only. */
#pragma once

#include "engine/jobs/vitrine-job.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_JOBS (vitrine_jobs_get_type ())
G_DECLARE_FINAL_TYPE (VitrineJobs, vitrine_jobs, VITRINE, JOBS, GObject)

/* `n_threads` for each worker's pool, 0: one per processor.  Delivers on the thread-default main
 * context of the caller. */
VitrineJobs *vitrine_jobs_new      (guint                 n_threads);
/* Queues a job behind the others.  Returns it borrowed; hold a reference to keep it past its
 * end. */
VitrineJob  *vitrine_jobs_run      (VitrineJobs          *self,
                                    const VitrineJobSpec *spec);
/* Queues a preview.  A waiting one with the same key is replaced (it ends CANCELLED, unrun).  A
 * running one is left to end and be delivered if it began less than 200 ms ago, so that a
 * dragged slider always shows something, else cancelled.  Compare the job in `done` with the
 * newest to ignore old ones. */
VitrineJob  *vitrine_jobs_preview  (VitrineJobs          *self,
                                    const char           *key,
                                    const VitrineJobSpec *spec);
/* Cancels the waiting and running previews of a key. */
void         vitrine_jobs_cancel_preview (VitrineJobs    *self,
                                          const char     *key);
void         vitrine_jobs_cancel_all     (VitrineJobs    *self);
/* Takes a finished job off the list. */
void         vitrine_jobs_dismiss  (VitrineJobs          *self,
                                    VitrineJob           *job);
/* Number of queued and running jobs of a person (no previews); property "n-busy", notified. */
guint        vitrine_jobs_get_n_busy (VitrineJobs        *self);
/* Cancels everything and waits for the threads, which end at their next tick.  No callback runs any
 * more, everything handed in is freed.  Also done by dispose. */
void         vitrine_jobs_shutdown (VitrineJobs          *self);

G_END_DECLS
