/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip of the session's pictures with its filter and order: thumbnails from the engine, badges from
 * the project, scores from whoever gave them to the session. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PICTURE_STRIP (vitrine_picture_strip_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePictureStrip, vitrine_picture_strip, VITRINE, PICTURE_STRIP, GtkWidget)

GtkWidget *vitrine_picture_strip_new  (VitrineSession      *session);
/* One picture on (1) or back (−1) in the order shown. */
void       vitrine_picture_strip_step (VitrinePictureStrip *self,
                                       int                  by);
/* Pictures a person chose with Ctrl or Shift: (transfer container) borrowed VitrinePicture. */
GPtrArray *vitrine_picture_strip_get_selected (VitrinePictureStrip *self);

G_END_DECLS
