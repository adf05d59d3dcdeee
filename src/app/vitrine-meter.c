/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start's times and the main loop's stalls.  On a machine that others use, a gap by the clock says
 * little: the kernel tells how much of it this thread computed and how much it was ready but had to wait for a
 * processor.  What is left it spent blocked, on the display server or a lock. */
#include "config.h"

#include "app/vitrine-meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 10
#define STALL_MS 50      /* a stall that a person may feel */

/* What the kernel gave a thread since it began, in ns. */
typedef struct
{
  gint64 computed;
  gint64 waited;
} Share;

struct _VitrineMeter
{
  gint64      started;
  gboolean    print_times;
  char       *stall_log;
  GHashTable *marks;
  guint       timer;
  gint64      last;       /* time of the last tick, 0 before the first */
  Share       share;      /* at the last tick */
  double      longest;    /* ms over TICK_MS, without waiting for a processor */
  double      wall;       /* ms, by the clock */
  double      computing;  /* ms */
  guint       n_ticks, n_stalls;
  GString    *stalls;     /* one line each: when, how long */
};

/* Of the calling thread; zeros where the kernel does not say. */
static Share
get_share (void)
{
  char text[96];
  FILE *file = fopen ("/proc/thread-self/schedstat", "re");
  Share share = { 0, 0 };
  char *end;
  if (file == NULL)
    return share;
  if (fgets (text, sizeof text, file) != NULL)
    {
      share.computed = g_ascii_strtoll (text, &end, 10);
      share.waited = g_ascii_strtoll (end, NULL, 10);
    }
  fclose (file);
  return share;
}

static gboolean
on_tick (gpointer user_data)
{
  VitrineMeter *self = user_data;
  gint64 now = g_get_monotonic_time ();
  Share share = get_share ();
  if (self->last != 0)
    {
      double wall = (double) (now - self->last) / 1000. - TICK_MS;
      double gap = MAX (wall - (double) (share.waited - self->share.waited) / 1e6, 0);
      double computing = (double) (share.computed - self->share.computed) / 1e6;
      self->longest = MAX (self->longest, gap);
      self->wall = MAX (self->wall, wall);
      self->computing = MAX (self->computing, computing);
      self->n_ticks++;
      if (gap > STALL_MS)
        {
          self->n_stalls++;
          g_string_append_printf (self->stalls,
                                  "%.0f ms after start: %.1f ms (%.1f ms by the clock, %.1f ms computing)\n",
                                  (double) (now - self->started) / 1000., gap, wall, computing);
        }
    }
  self->last = now;
  self->share = share;
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
  if (stall_log != NULL || !print_times)
    self->timer = g_timeout_add_full (G_PRIORITY_DEFAULT, TICK_MS, on_tick, self, NULL);
  return self;
}

void
vitrine_meter_free (VitrineMeter *self)
{
  if (self->stall_log != NULL)
    {
      g_autofree char *text =
        g_strdup_printf ("longest %.1f ms (%.1f ms by the clock, %.1f ms computing)\nstalls over %d ms: %u\n"
                         "ticks %u\n%s", self->longest, self->wall, self->computing, STALL_MS, self->n_stalls, self->n_ticks,
                         self->stalls->str);
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

gboolean
vitrine_meter_mark (VitrineMeter *self,
                    const char   *what)
{
  if (self == NULL || !g_hash_table_add (self->marks, g_strdup (what)))
    return FALSE;
  double ms = (double) (g_get_monotonic_time () - self->started) / 1000.;
  if (self->print_times)
    {
      struct timespec cpu;
      clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &cpu);
      printf ("%s: %.0f ms (processors %.0f ms)\n", what, ms,
              (double) cpu.tv_sec * 1e3 + (double) cpu.tv_nsec / 1e6);
      fflush (stdout);
    }
  if (self->stall_log != NULL)
    g_string_append_printf (self->stalls, "%.0f ms after start: %s\n", ms, what);
  return TRUE;
}

VitrineStall
vitrine_meter_get_longest (VitrineMeter *self)
{
  return (VitrineStall) { self->longest, self->wall, self->computing };
}

void
vitrine_meter_restart (VitrineMeter *self)
{
  self->longest = self->wall = self->computing = 0;
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
