/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The button with the ring in the header bar, its popover of jobs, and the figures for the quiet bar.
 * Shown only while there is a job older than half a second, or one that failed.
 *
 * Properties (read-only): fraction (double, −1 unknown), busy (boolean: half a second old). */
#pragma once

#include <gtk/gtk.h>

#include "engine/jobs/vitrine-jobs.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_JOBS_BUTTON (vitrine_jobs_button_get_type ())
G_DECLARE_FINAL_TYPE (VitrineJobsButton, vitrine_jobs_button, VITRINE, JOBS_BUTTON, GtkWidget)

GtkWidget *vitrine_jobs_button_new   (VitrineJobs       *jobs);
void       vitrine_jobs_button_popup (VitrineJobsButton *self);

G_END_DECLS
