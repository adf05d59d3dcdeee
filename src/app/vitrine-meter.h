/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the application itself: how long the start took, and how long the main loop ever stood
 * still.  Off unless the command line asks for it.  Main thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VitrineMeter VitrineMeter;

/* Starts the watch; `started` is the monotonic time of the start of the process in µs.  Times are
 * printed on standard output when `print_times`; stalls go to `stall_log` (NULL: not watched). */
VitrineMeter *vitrine_meter_new  (gint64        started,
                                  gboolean      print_times,
                                  const char   *stall_log);
/* Writes what was seen. */
void          vitrine_meter_free (VitrineMeter *self);
/* Notes that `what` happened now.  Each name counts once; NULL for `self` is fine. */
void          vitrine_meter_mark (VitrineMeter *self,
                                  const char   *what);
/* The longest time in ms between two turns of the main loop that should have come 10 ms apart. */
double        vitrine_meter_get_longest (VitrineMeter *self);

/* Monotonic time at which this process was started, from the kernel; now when that is unknown. */
gint64        vitrine_meter_process_start (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineMeter, vitrine_meter_free)

G_END_DECLS
