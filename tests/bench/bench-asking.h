/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the Ask page lets a person wait: from a key that answers to the frame that shows the next picture, and
 * until everything has been learned and parsed anew behind.  Main thread. */
#pragma once

#include "app/vitrine-window.h"

G_BEGIN_DECLS

/* Answers about the session's part with real keys of the display's and prints what it took.  The window is shown, its
 * features are cached, and nobody else types.  Does nothing but say so where there is no xdotool. */
void bench_asking (VitrineWindow *window);

G_END_DECLS
