/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of the application.  Works installed, from the build folder (the compiled schema is
 * looked for beside the executable), and without any schema: then every value is its default and is
 * forgotten at the end.  Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) The settings, or NULL when there is no schema anywhere. */
GSettings *vitrine_settings_new        (void);

/* Each takes NULL for `settings`: readers return `fallback`, writers do nothing. */
int        vitrine_settings_get_int    (GSettings  *settings,
                                        const char *key,
                                        int         fallback);
gboolean   vitrine_settings_get_bool   (GSettings  *settings,
                                        const char *key,
                                        gboolean    fallback);
/* (transfer full) */
char      *vitrine_settings_get_string (GSettings  *settings,
                                        const char *key,
                                        const char *fallback);
void       vitrine_settings_set_int    (GSettings  *settings,
                                        const char *key,
                                        int         value);
void       vitrine_settings_set_bool   (GSettings  *settings,
                                        const char *key,
                                        gboolean    value);
void       vitrine_settings_set_string (GSettings  *settings,
                                        const char *key,
                                        const char *value);

G_END_DECLS
