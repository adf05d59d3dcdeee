/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a template of the gallery: rename, merge into another, split off boxes, delete.  Each is one
 * command of the project. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

/* Opens over `widget`, which outlives it, as `session` does.  Returns it, to be pointed somewhere; borrowed. */
GtkPopover *vitrine_ask_gallery_pop_up (GtkWidget      *widget,
                                        VitrineSession *session,
                                        gint64          template_id);

G_END_DECLS
