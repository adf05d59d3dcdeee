/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a template of the gallery: rename, merge into another, split off boxes, delete.  Each is one
 * command of the project. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

/* Opens over `button`.  `session` outlives it. */
void vitrine_ask_gallery_pop_up (GtkWidget      *button,
                                 VitrineSession *session,
                                 gint64          template_id);

G_END_DECLS
