/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One piece of work that runs outside the main thread: what it is called, how far it is, how it
 * ended. Properties change, and callbacks run, on the main thread only, at most one round in 100
 * ms. */
#pragma once

#include <gio/gio.h>

#include "base/vt-job.h"
#include "base/vt-parallel.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_JOB_QUEUED,
  VITRINE_JOB_RUNNING,
  VITRINE_JOB_CANCELLING,   /* asked to stop, not yet stopped */
  VITRINE_JOB_DONE,
  VITRINE_JOB_PARTIAL,      /* stopped or failed, but something was published or returned */
  VITRINE_JOB_CANCELLED,
  VITRINE_JOB_FAILED,
} VitrineJobState;

#define VITRINE_TYPE_JOB_STATE (vitrine_job_state_get_type ())
GType vitrine_job_state_get_type (void);

/* Properties (read-only, notify on main): title, stage, detail, message (strings, "" when empty),
 * fraction (double, −1 unknown), seconds-left (double, −1 until the job ran for 8 s), state,
 * finished (boolean). */
#define VITRINE_TYPE_JOB (vitrine_job_get_type ())
G_DECLARE_FINAL_TYPE (VitrineJob, vitrine_job, VITRINE, JOB, GObject)

/* Runs on a worker.  `tick` is this job's; hand it to the core, or call vt_job_tick() at least
 * ten times a second, and return as soon as it says stop.  Returns the result.  Stopped or
 * failed half-way, it may set `error` AND return what it has: a partial result. */
typedef gpointer (*VitrineJobFunc)    (VitrineJob   *job,
                                       const VtJob  *tick,
                                       gpointer      input,
                                       GError      **error);
/* Runs on main, exactly once for every job that was not dropped by vitrine_jobs_shutdown().
 * `result` is borrowed: the job frees it afterwards with result_free unless
 * vitrine_job_steal_result() was called.  `error` is set when the job was cancelled
 * (VT_ERROR_CANCELLED), replaced, or failed. */
typedef void     (*VitrineJobDone)    (VitrineJob   *job,
                                       gpointer      result,
                                       const GError *error,
                                       gpointer      user_data);
/* Runs on main with the newest published partial result, borrowed; older ones that main had no time
 * for are freed unseen. */
typedef void     (*VitrineJobPartial) (VitrineJob   *job,
                                       gpointer      partial,
                                       gpointer      user_data);

/* What to run.  Everything but `func` may be left out.  All the free functions run on main. */
typedef struct
{
  const char        *title;            /* copied; what a person reads: “Scanning units of conv4” */
  VitrineJobFunc     func;
  gpointer           input;            /* owned by the job; nobody else writes what it points to */
  GDestroyNotify     input_free;
  GDestroyNotify     result_free;
  VitrineJobDone     done;
  VitrineJobPartial  partial;
  gpointer           user_data;        /* for done and partial */
  GDestroyNotify     user_data_free;
} VitrineJobSpec;

const char      *vitrine_job_get_title        (VitrineJob *self);
const char      *vitrine_job_get_stage        (VitrineJob *self);   /* translated */
const char      *vitrine_job_get_detail       (VitrineJob *self);
const char      *vitrine_job_get_message      (VitrineJob *self);
double           vitrine_job_get_fraction     (VitrineJob *self);
double           vitrine_job_get_seconds_left (VitrineJob *self);
double           vitrine_job_get_seconds      (VitrineJob *self);   /* it has run so far; 0 while queued */
VitrineJobState  vitrine_job_get_state        (VitrineJob *self);
gboolean         vitrine_job_is_finished      (VitrineJob *self);
/* Main thread.  The state is CANCELLING (or CANCELLED, when it was still queued) on return. */
void             vitrine_job_cancel           (VitrineJob *self);
/* Stops the job when it still runs and drops the reference to it; `job` may point to NULL, and does so afterwards. */
void             vitrine_job_forget           (VitrineJob **job);
/* Inside `done` only: the result becomes the caller's. */
gpointer         vitrine_job_steal_result     (VitrineJob *self);

/* For the function that runs, on the worker: */

/* Threads to compute with; may be NULL.  Belongs to the worker. */
VtPool          *vitrine_job_get_pool         (VitrineJob *self);
/* The text beside the bar: "34 of 100". */
void             vitrine_job_set_count        (VitrineJob *self,
                                               gsize       done,
                                               gsize       total);
void             vitrine_job_set_detail       (VitrineJob *self,
                                               const char *detail);
/* Hands a partial result to main; `partial_free` runs on either thread, so it must not drop the
 * last reference of a GObject that lives on main. */
void             vitrine_job_publish          (VitrineJob    *self,
                                               gpointer       partial,
                                               GDestroyNotify partial_free);
gboolean         vitrine_job_is_cancelled     (VitrineJob *self);

G_END_DECLS
