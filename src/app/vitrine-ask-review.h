/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unsure answers one after the other: what was said, what is found now, and keys to keep or change it.  Each is one
 * command of the project.  Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"
#include "engine/qa/vitrine-asker.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_ASK_REVIEW (vitrine_ask_review_get_type ())
G_DECLARE_FINAL_TYPE (VitrineAskReview, vitrine_ask_review, VITRINE, ASK_REVIEW, GtkWidget)

/* The session outlives the widget; the asker is referenced. */
void     vitrine_ask_review_set         (VitrineAskReview *self,
                                         VitrineSession   *session,
                                         VitrineAsker     *asker);
/* Asks the asker which answers are unsure; returns how many. */
guint    vitrine_ask_review_update      (VitrineAskReview *self);
/* Goes to the unsure answer on a picture; FALSE when there is none. */
gboolean vitrine_ask_review_go_to       (VitrineAskReview *self,
                                         guint             object);
/* TRUE when it took the key.  `on_button`: a button has the focus. */
gboolean vitrine_ask_review_key         (VitrineAskReview *self,
                                         guint             keyval,
                                         gboolean          on_button);

G_END_DECLS
