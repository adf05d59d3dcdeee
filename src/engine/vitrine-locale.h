/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of the person at the screen. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes up the locale of the environment and finds the translations: in the build folder beside the running
 * program, in the share/ of the folder it was moved to, or where it was installed.  Once, first thing in main(). */
void vitrine_locale_init (void);

G_END_DECLS
