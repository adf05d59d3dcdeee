/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences: style, colours of maps, threads, the cache on disk. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PREFERENCES (vitrine_preferences_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePreferences, vitrine_preferences, VITRINE, PREFERENCES, AdwPreferencesWindow)

/* For the window of `session`; without a settings schema the rows that would be forgotten are insensitive. */
GtkWidget *vitrine_preferences_new          (VitrineSession *session);
/* Applies the style the settings ask for; `settings` may be NULL. */
void       vitrine_preferences_apply_scheme (GSettings      *settings);

G_END_DECLS
