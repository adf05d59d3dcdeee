/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaving a search entry by keyboard.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Escape empties the entry and gives the keys to `to`, which shows what is found and lives as long as the entry; Enter
 * and Down give them, too, and leave the words. */
void vitrine_search_leads_to (GtkSearchEntry *entry,
                              GtkWidget      *to);

G_END_DECLS
