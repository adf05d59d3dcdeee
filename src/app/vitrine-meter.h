/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the application itself: how long the start took, and how long the main loop ever stood
 * still.  Off unless the command line asks for it.  Main thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VitrineMeter VitrineMeter;

/* Starts the watch; `started` is the monotonic time of the start of the process in µs.  Times are
 * printed on standard output when `print_times`; stalls go to `stall_log` (NULL: nowhere; they are not
 * watched at all when only times are wanted). */
VitrineMeter *vitrine_meter_new  (gint64        started,
                                  gboolean      print_times,
                                  const char   *stall_log);
/* Writes what was seen. */
void          vitrine_meter_free (VitrineMeter *self);
/* Notes that `what` happened now.  Each name counts once: FALSE for the second time, and where `self` is
 * NULL. */
gboolean      vitrine_meter_mark (VitrineMeter *self,
                                  const char   *what);
/* By how many ms two turns of the main loop, at most, came further apart than the 10 ms they should. */
typedef struct
{
  double ms;          /* without the time in which the loop was ready and other programs had the processors */
  double clock;       /* with it */
  double computing;   /* the longest the loop computed between two turns */
} VitrineStall;

VitrineStall  vitrine_meter_get_longest (VitrineMeter *self);
/* Forgets the longest so far. */
void          vitrine_meter_restart     (VitrineMeter *self);

/* Monotonic time at which this process was started, from the kernel; now when that is unknown. */
gint64        vitrine_meter_process_start (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineMeter, vitrine_meter_free)

G_END_DECLS
