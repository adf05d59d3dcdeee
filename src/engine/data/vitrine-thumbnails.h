/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures for lists: decoded outside main, newest request first, kept in a small cache,
 * given up when the row that asked scrolls away.  Main thread. */
#pragma once

#include <gio/gio.h>

#include "engine/data/vitrine-picture.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_THUMBNAILS (vitrine_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (VitrineThumbnails, vitrine_thumbnails, VITRINE, THUMBNAILS, GObject)

/* `image` is borrowed, NULL when the picture cannot be read. */
typedef void (*VitrineThumbnailFunc) (VitrinePicture *picture,
                                      VitrineImage   *image,
                                      gpointer        user_data);

/* Pictures of at most `side` pixels; keeps up to `max_bytes` of them. */
VitrineThumbnails *vitrine_thumbnails_new    (guint                 side,
                                              gsize                 max_bytes);
/* What is in memory, borrowed, or NULL. */
VitrineImage      *vitrine_thumbnails_peek   (VitrineThumbnails    *self,
                                              VitrinePicture       *picture);
/* Calls `func` once, later, on main, unless it is cancelled.  Returns a number for cancelling,
 * never 0. */
guint              vitrine_thumbnails_ask    (VitrineThumbnails    *self,
                                              VitrinePicture       *picture,
                                              VitrineThumbnailFunc  func,
                                              gpointer              user_data);
/* The row scrolled away: `func` is not called any more.  Unknown numbers are fine. */
void               vitrine_thumbnails_cancel (VitrineThumbnails    *self,
                                              guint                 ask);

G_END_DECLS
