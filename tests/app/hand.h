/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's hand for tests: pointer and keys go through the display server (xdotool), as real events do.
 * Nothing else may use the display meanwhile. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* FALSE where there is no xdotool or no X11 display: the test is to be skipped. */
gboolean hand_is_there (void);
/* Gives the window the keys. */
void     hand_focus    (GtkWindow  *window);
/* Moves the pointer to a point of the widget. */
void     hand_move     (GtkWidget  *widget,
                        double      x,
                        double      y);
void     hand_click    (GtkWidget  *widget,
                        double      x,
                        double      y,
                        int         button);
void     hand_drag     (GtkWidget  *widget,
                        double      x0,
                        double      y0,
                        double      x1,
                        double      y1);
/* A key as xdotool names it: "ctrl+z", "Return", "b". */
void     hand_key      (const char *key);
void     hand_hold     (const char *key);
void     hand_let_go   (const char *key);
void     hand_type     (const char *text);
/* Turns the main loop until nothing is left to do, at least `ms`. */
void     hand_rest     (guint       ms);
/* Turns the main loop until `test` holds; fails after a minute. */
void     hand_wait     (gboolean  (*test) (gpointer data),
                        gpointer    data);

G_END_DECLS
