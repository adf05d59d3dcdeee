/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start's times and the main loop's stalls. */
#include "config.h"

#include "app/vitrine-meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 10
#define STALL_MS 50      /* a stall that a person may feel */

struct _VitrineMeter
{
  gint64      started;
  gboolean    print_times;
  char       *stall_log;
  GHashTable *marks;
  guint       timer;
  gint64      last;       /* time of the last tick, 0 before the first */
  double      longest;    /* ms, over TICK_MS */
  guint       n_ticks, n_stalls;
  GString    *stalls;     /* one line each: when, how long */
};

static gboolean
on_tick (gpointer user_data)
{
  VitrineMeter *self = user_data;
  gint64 now = g_get_monotonic_time ();
  if (self->last != 0)
    {
      double gap = (double) (now - self->last) / 1000. - TICK_MS;
      self->longest = MAX (self->longest, gap);
      self->n_ticks++;
      if (gap > STALL_MS)
        {
          self->n_stalls++;
          g_string_append_printf (self->stalls, "%.0f ms after start: %.1f ms\n",
                                  (double) (now - self->started) / 1000., gap);
        }
    }
  self->last = now;
  return G_SOURCE_CONTINUE;
}

VitrineMeter *
vitrine_meter_new (gint64      started,
                   gboolean    print_times,
                   const char *stall_log)
{
  VitrineMeter *self = g_new0 (VitrineMeter, 1);
  self->started = started;
  self->print_times = print_times;
  self->stall_log = g_strdup (stall_log);
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stalls = g_string_new (NULL);
  /* The priority of events and frames: what a person's click would have had to wait for. */
  if (stall_log != NULL)
    self->timer = g_timeout_add_full (G_PRIORITY_DEFAULT, TICK_MS, on_tick, self, NULL);
  return self;
}

void
vitrine_meter_free (VitrineMeter *self)
{
  if (self->stall_log != NULL)
    {
      g_autofree char *text =
        g_strdup_printf ("longest %.1f ms\nstalls over %d ms: %u\nticks %u\n%s",
                         self->longest, STALL_MS, self->n_stalls, self->n_ticks, self->stalls->str);
      g_autoptr (GError) error = NULL;
      if (!g_file_set_contents (self->stall_log, text, -1, &error))
        g_warning ("%s", error->message);
    }
  if (self->timer != 0)
    g_source_remove (self->timer);
  g_hash_table_unref (self->marks);
  g_string_free (self->stalls, TRUE);
  g_free (self->stall_log);
  g_free (self);
}

void
vitrine_meter_mark (VitrineMeter *self,
                    const char   *what)
{
  if (self == NULL || !g_hash_table_add (self->marks, g_strdup (what)))
    return;
  double ms = (double) (g_get_monotonic_time () - self->started) / 1000.;
  if (self->print_times)
    {
      printf ("%s: %.0f ms\n", what, ms);
      fflush (stdout);
    }
  if (self->stall_log != NULL)
    g_string_append_printf (self->stalls, "%.0f ms after start: %s\n", ms, what);
}

double
vitrine_meter_get_longest (VitrineMeter *self)
{
  return self->longest;
}

/* /proc/self/stat, field 22: start in clock ticks after boot.  CLOCK_MONOTONIC starts at boot too, as
 * long as the machine never slept, which is good enough for a measurement. */
gint64
vitrine_meter_process_start (void)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *stat = NULL;
  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL))
    return now;
  const char *p = strrchr (stat, ')');
  for (int field = 2; p != NULL && field < 22; field++)
    p = strchr (p + 1, ' ');
  if (p == NULL)
    return now;
  gint64 started = (gint64) (g_ascii_strtod (p + 1, NULL) * 1e6 / (double) sysconf (_SC_CLK_TCK));
  return started > now || now - started > 60 * G_USEC_PER_SEC ? now : started;
}
