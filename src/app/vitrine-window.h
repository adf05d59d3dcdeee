/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: header, sidebar of pages, the page, the inspector, the strip of pictures.  It shows what
 * its session's properties say and keeps no state of its own. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-application.h"
#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_WINDOW (vitrine_window_get_type ())
G_DECLARE_FINAL_TYPE (VitrineWindow, vitrine_window, VITRINE, WINDOW, AdwApplicationWindow)

VitrineWindow  *vitrine_window_new         (VitrineApplication *app);
VitrineSession *vitrine_window_get_session (VitrineWindow      *self);
/* Opens whatever the paths are: models, projects, folders, pictures, "sample:network". */
void            vitrine_window_open        (VitrineWindow      *self,
                                            const char *const  *paths);
void            vitrine_window_show_page   (VitrineWindow      *self,
                                            const char         *id);
/* Keys go to the page from now on. */
void            vitrine_window_focus_page  (VitrineWindow      *self);
/* A short message in the place of the one that shows; `button` and `action` may be NULL.  "win.undo" undoes what was just
 * done, and goes with the next step; a message with another action comes back when newer ones are gone. */
void            vitrine_window_toast       (VitrineWindow      *self,
                                            const char         *text,
                                            const char         *button,
                                            const char         *action);
/* Notes in the start's times that `what` is on the screen after the next frame; `widget` is anything in a window. */
void            vitrine_window_note        (GtkWidget          *widget,
                                            const char         *what);

G_END_DECLS
