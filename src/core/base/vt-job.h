/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job is how the core hears "go on" or "stop".  It knows no thread, loop or widget. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  /* Called from the computing thread.  `fraction` is 0…1 of the whole job; `stage` is a string
   * literal.  Returns FALSE to stop. */
  gboolean (*tick) (double fraction, const char *stage, gpointer user_data);
  gpointer   user_data;
} VtJob;

/* A part of a job: fractions 0…1 of the part map to from…to of the whole. */
typedef struct
{
  VtJob        job;
  const VtJob *whole;
  double       from, to;
} VtJobPart;

/* Tells `job` how far the work is.  `job` may be NULL.  Returns FALSE with VT_ERROR_CANCELLED set
 * when the work should stop.  Call it at least ten times a second: each picture, layer or big step. */
gboolean vt_job_tick (const VtJob *job, double fraction, const char *stage, GError **error);

/* Fills `part` so that &part->job reports into from…to of `whole` (which may be NULL and must outlive
 * `part`).  Returns &part->job. */
const VtJob *vt_job_part (VtJobPart *part, const VtJob *whole, double from, double to);

G_END_DECLS
