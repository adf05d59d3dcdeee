/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on the terminal and Ctrl-C as a job's tick. */
#pragma once

#include "base/vt-job.h"

G_BEGIN_DECLS

typedef struct
{
  VtJob    job;
  gboolean shown;       /* a line is on the terminal now */
  gboolean wanted;
  gint64   started;     /* monotonic microseconds */
  gint64   last;
} CliProgress;

/* After this Ctrl-C and SIGTERM stop the job instead of the program. */
void cli_progress_init  (CliProgress *progress, gboolean wanted);
/* Takes the line off the terminal. */
void cli_progress_clear (CliProgress *progress);

G_END_DECLS
