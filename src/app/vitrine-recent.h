/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was opened lately, and what was left unsaved, for the menu and for the first screen.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* `type` is a MIME type. */
void  vitrine_recent_add       (const char *path,
                                const char *type);
/* Paths that still exist, newest first, at most `n`. (transfer full) */
GStrv vitrine_recent_list      (guint       n);
/* Fills the section of the menu with items that call win.open-path. */
void  vitrine_recent_fill_menu (GMenu      *menu);
/* Fills a list with a row for each; the row's data "path" is the path.  Work never saved comes first and can be
 * discarded (win.discard).  Hidden when there is none. */
void  vitrine_recent_fill_list (GtkListBox *list);

G_END_DECLS
