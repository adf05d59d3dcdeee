/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the workers know of a job. */
#pragma once

#include <stdatomic.h>

#include "engine/jobs/vitrine-job.h"

G_BEGIN_DECLS

typedef struct
{
  gpointer       data;
  GDestroyNotify free;
} VitrineParcel;

struct _VitrineJob
{
  GObject          parent_instance;

  /* Fixed before the job is queued. */
  char            *title;
  char            *key;               /* previews only */
  VitrineJobSpec   spec;
  GMainContext    *context;
  VtJob            tick;

  /* Written by the worker, read by main. */
  _Atomic double   fraction;
  _Atomic (const char *) stage;
  _Atomic (char *) detail;            /* newest text that main has not taken yet, or NULL */
  _Atomic (VitrineParcel *) partial;  /* newest parcel that main has not taken yet, or NULL */
  _Atomic gint64   started;           /* monotonic µs; 0 while queued */
  _Atomic gboolean ended;             /* result and error are complete */
  /* Written by the worker before `ended`, read by main after it. */
  gpointer         result;
  GError          *error;
  gboolean         published;
  VtPool          *pool;              /* worker only, while it runs */

  /* Written by main, read by the worker. */
  _Atomic gboolean cancelled;
  /* One round of notifications is on its way; set by the worker, cleared by main. */
  _Atomic gboolean notifying;

  /* Main only: what the properties show. */
  VitrineJobState  state;
  double           shown_fraction, shown_left;
  const char      *shown_stage;
  char            *shown_detail;
  char            *message;
  gint64           stopped;
  gboolean         delivered;
  void           (*on_finished)  (VitrineJob *job, gpointer owner);
  void           (*on_cancelled) (VitrineJob *job, gpointer owner);
  gpointer         owner;             /* VitrineJobs, not a reference; NULL after shutdown */
};

VitrineJob *vitrine_job_new_for_spec (const VitrineJobSpec *spec,
                                      const char           *key,
                                      GMainContext         *context);
/* Worker: runs the function and sends the end to main. */
void        vitrine_job_run_here     (VitrineJob *self,
                                      VtPool     *pool);
/* Either thread: ends a job that never ran. */
void        vitrine_job_drop         (VitrineJob *self);
/* Main: frees all that was handed in, calling nobody. */
void        vitrine_job_abandon      (VitrineJob *self);

G_END_DECLS
