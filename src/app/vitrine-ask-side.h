/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right side of the Ask page: why this picture, what an answer would help, templates and patterns growing, the
 * curve of the error, the pace, and when to stop.  Shows what an asker says and holds nothing itself.  Main thread.
 *
 * Signal: template-chosen (gint64 template) when a person clicks one. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"
#include "engine/qa/vitrine-asker.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_ASK_SIDE (vitrine_ask_side_get_type ())
G_DECLARE_FINAL_TYPE (VitrineAskSide, vitrine_ask_side, VITRINE, ASK_SIDE, GtkWidget)

/* Both outlive the widget. */
void vitrine_ask_side_set       (VitrineAskSide *self,
                                 VitrineSession *session,
                                 VitrineAsker   *asker);
/* Why: the question, its gain, its neighbours. */
void vitrine_ask_side_show_why  (VitrineAskSide *self);
/* Templates, curve, numbers. */
void vitrine_ask_side_show_progress (VitrineAskSide *self);

/* Says with the eyes where another template is chosen. */
void vitrine_ask_side_point_to_templates (VitrineAskSide *self);

/* A picture that takes this much room whatever its shape, so that nothing moves when another comes; cut to fill it. */
GtkWidget *vitrine_ask_thumb_new (int           width,
                                  int           height);
void       vitrine_ask_thumb_set (GtkWidget    *thumb,
                                  GdkPaintable *paintable);

G_END_DECLS
