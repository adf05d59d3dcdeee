/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress and cancellation, seen from the core. */
#include "base/vt-job.h"

#include "base/vt-error.h"

gboolean
vt_job_tick (const VtJob *job,
             double       fraction,
             const char  *stage,
             GError     **error)
{
  if (job == NULL || job->tick == NULL || job->tick (fraction, stage, job->user_data))
    return TRUE;

  g_set_error_literal (error, VT_ERROR, VT_ERROR_CANCELLED, "Cancelled");
  return FALSE;
}

static gboolean
part_tick (double      fraction,
           const char *stage,
           gpointer    user_data)
{
  const VtJobPart *part = user_data;

  if (part->whole == NULL || part->whole->tick == NULL)
    return TRUE;
  return part->whole->tick (part->from + (part->to - part->from) * fraction, stage,
                            part->whole->user_data);
}

const VtJob *
vt_job_part (VtJobPart   *part,
             const VtJob *whole,
             double       from,
             double       to)
{
  *part = (VtJobPart) { .job = { part_tick, part }, .whole = whole, .from = from, .to = to };
  return &part->job;
}
