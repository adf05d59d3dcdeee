/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of the strip.  The current item is known by reference, the selection by position; both
 * are put right when the model changes. */
#pragma once

#include "widgets/vitrine-strip.h"

G_BEGIN_DECLS

#define STRIP_TILE 76         /* side of a thumbnail */
#define STRIP_CAPTION 16      /* height of the line below */
#define STRIP_GAP 6
#define STRIP_MARGIN 8

struct _VitrineStrip
{
  GtkWidget                 parent_instance;
  const VitrineStripSource *source;
  gpointer                  user_data;
  GListModel               *model;
  GObject                  *current;
  int                       position;     /* of the current item, −1 unknown */
  guint                     anchor;       /* where a range with Shift starts */
  GtkBitset                *selected;
  int                       hovered;
  gboolean                  follow;       /* scroll to the current item at the next allocation */
  GtkAdjustment            *adjustment;
  GtkWidget                *scrollbar;
  guint                     sight_source; /* idle that tells of a new sight */
};

guint vitrine_strip_n_items  (VitrineStrip *self);
int   vitrine_strip_index_at (VitrineStrip *self,
                              double        x);

/* vitrine-strip-draw.c */
void  vitrine_strip_snapshot (GtkWidget    *widget,
                              GtkSnapshot  *snapshot);

G_END_DECLS
