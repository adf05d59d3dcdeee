/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job in the jobs popover: title, progress, what there is to say, and a button that stops it or takes
 * it off the list. */
#pragma once

#include <gtk/gtk.h>

#include "engine/jobs/vitrine-jobs.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_JOB_ROW (vitrine_job_row_get_type ())
G_DECLARE_FINAL_TYPE (VitrineJobRow, vitrine_job_row, VITRINE, JOB_ROW, GtkListBoxRow)

GtkWidget *vitrine_job_row_new (VitrineJobs *jobs,
                                VitrineJob  *job);

G_END_DECLS
