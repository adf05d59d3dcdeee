/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on standard error, ten times a second at most, only where it is a terminal. */
#include "config.h"

#include "cli/cli-progress.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

/* Written by the signal handler, read by tick.  A signal can reach nothing but a global. */
static atomic_int stop_asked;

static void
on_signal (int number)
{
  /* The second Ctrl-C ends the program at once. */
  if (atomic_fetch_add (&stop_asked, 1) > 0)
    _exit (1);
}

static gboolean
tick (double      fraction,
      const char *stage,
      gpointer    user_data)
{
  CliProgress *p = user_data;
  const gint64 now = g_get_monotonic_time ();

  if (atomic_load (&stop_asked) > 0)
    return FALSE;
  if (!p->wanted || now - p->last < G_USEC_PER_SEC / 10 || now - p->started < G_USEC_PER_SEC / 2)
    return TRUE;
  p->last = now;
  p->shown = TRUE;
  fprintf (stderr, "\r\033[K%s", stage != NULL ? gettext (stage) : "");
  if (fraction >= 0)
    {
      const double spent = (double) (now - p->started) / G_USEC_PER_SEC;

      fprintf (stderr, " %3.0f %%", 100 * CLAMP (fraction, 0, 1));
      if (spent > 8 && fraction > 0.02)
        /* Translators: seconds left, on the terminal. */
        fprintf (stderr, _(", %.0f s left"), spent / fraction * (1 - fraction));
    }
  fflush (stderr);
  return TRUE;
}

void
cli_progress_init (CliProgress *progress,
                   gboolean     wanted)
{
  struct sigaction action = { .sa_handler = on_signal };

  *progress = (CliProgress) {
    .job = { tick, progress },
    .wanted = wanted && isatty (STDERR_FILENO),
    .started = g_get_monotonic_time (),
  };
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

void
cli_progress_clear (CliProgress *progress)
{
  if (progress->shown)
    fputs ("\r\033[K", stderr);
  progress->shown = FALSE;
}
