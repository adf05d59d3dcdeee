/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A horizontal strip of thumbnails over any list model.  Only what is in sight is drawn and asked for,
 * so that fifty thousand pictures cost what twenty do.  Thumbnails come from a source the caller gives.
 * Main thread.
 *
 * Property: current (object, NULL for none).  Signals: current-changed () when a person moved,
 * activated () on Enter or a double click, selection-changed () when the set of selected items changed,
 * sight-changed () when other items are in sight. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_BADGE_ANNOTATED = 1 << 0,   /* someone drew a box on it */
  VITRINE_BADGE_ASKED     = 1 << 1,
  VITRINE_BADGE_FAILED    = 1 << 2,   /* could not be read */
} VitrineBadges;

/* What the strip needs to know of an item.  `name` and `caption` return owned strings; caption may be
 * NULL or return NULL: a short text under the picture such as a score.  `texture` returns an owned
 * reference or NULL; after NULL the source calls vitrine_strip_item_ready() when there is one. */
typedef struct
{
  char          *(*name)    (gpointer item, gpointer user_data);
  char          *(*caption) (gpointer item, gpointer user_data);
  VitrineBadges  (*badges)  (gpointer item, gpointer user_data);
  GdkTexture    *(*texture) (gpointer item, gpointer user_data);
} VitrineStripSource;

#define VITRINE_TYPE_STRIP (vitrine_strip_get_type ())
G_DECLARE_FINAL_TYPE (VitrineStrip, vitrine_strip, VITRINE, STRIP, GtkWidget)

GtkWidget *vitrine_strip_new          (void);
/* `source` must outlive the strip (a constant table); `user_data` is borrowed. */
void       vitrine_strip_set_source   (VitrineStrip             *self,
                                       const VitrineStripSource *source,
                                       gpointer                  user_data);
/* Any list of objects, perhaps sorted and filtered; NULL empties the strip. */
void       vitrine_strip_set_model    (VitrineStrip             *self,
                                       GListModel               *model);
/* Shows `item` as the one that is worked on and scrolls to it.  Emits nothing. */
void       vitrine_strip_set_current  (VitrineStrip             *self,
                                       gpointer                  item);
gpointer   vitrine_strip_get_current  (VitrineStrip             *self);
/* Items chosen with Ctrl or Shift, or the current one: (transfer container) borrowed objects. */
GPtrArray *vitrine_strip_get_selected (VitrineStrip             *self);
/* Items in sight, leftmost first: (transfer full), empty while the strip is hidden. */
GPtrArray *vitrine_strip_dup_sight    (VitrineStrip             *self);
/* A thumbnail, badge or caption of something changed. */
void       vitrine_strip_item_ready   (VitrineStrip             *self);

G_END_DECLS
