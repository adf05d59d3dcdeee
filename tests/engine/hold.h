/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job that keeps its worker busy until the gint that is its input is not 0, so that a test says what comes late. */
#pragma once

#include "engine/jobs/vitrine-jobs.h"

static inline gpointer
hold (VitrineJob   *job,
      const VtJob  *tick,
      gpointer      input,
      GError      **error)
{
  while (!g_atomic_int_get ((gint *) input) && !vitrine_job_is_cancelled (job))
    g_usleep (1000);
  return NULL;
}
