/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gallery at large: every template of the part with all its boxes.  A box goes to another template by drag and drop,
 * by its menu, or by a digit; a template has the menu of the small gallery.  Each is one command of the project. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_ASK_BOXES (vitrine_ask_boxes_get_type ())
G_DECLARE_FINAL_TYPE (VitrineAskBoxes, vitrine_ask_boxes, VITRINE, ASK_BOXES, GtkWidget)

/* The session outlives the widget. */
void     vitrine_ask_boxes_set_session (VitrineAskBoxes *self,
                                        VitrineSession  *session);
/* TRUE when it took the key. */
gboolean vitrine_ask_boxes_key         (VitrineAskBoxes *self,
                                        guint            keyval);

G_END_DECLS
