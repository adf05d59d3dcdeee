/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of the grid of channels, and where its cells lie.
 *
 * Place p (0 …) holds channel order[p] when sorted, else channel p; the cursor and the hovered cell are
 * places, the selection is a channel. */
#pragma once

#include "widgets/vitrine-channel-grid.h"

G_BEGIN_DECLS

#define CELL_GAP 4.
#define CELL_MARGIN 6.

struct _VitrineChannelGrid
{
  GtkWidget            parent_instance;
  VitrineChannelSheet *sheet;
  gboolean             sorted;
  int                  selected;             /* channel */
  int                  cursor;               /* place, for the keyboard */
  int                  hovered;              /* place, −1 none */
  double               spot_row, spot_column, spot_radius;

  GtkAdjustment       *hadjustment, *vadjustment;
  GtkScrollablePolicy  hpolicy, vpolicy;
  int                  n_columns;
  double               cell_width, cell_height;
};

int             vitrine_channel_grid_n_places   (VitrineChannelGrid *self);
int             vitrine_channel_grid_channel_at (VitrineChannelGrid *self,
                                                 int                 place);
int             vitrine_channel_grid_place_of   (VitrineChannelGrid *self,
                                                 int                 channel);
/* Where a place is drawn, in widget coordinates. */
graphene_rect_t vitrine_channel_grid_cell_rect  (VitrineChannelGrid *self,
                                                 int                 place);
/* The place under a point, −1 none. */
int             vitrine_channel_grid_place_at   (VitrineChannelGrid *self,
                                                 double              x,
                                                 double              y);

/* vitrine-channel-grid-draw.c */
void            vitrine_channel_grid_snapshot   (GtkWidget          *widget,
                                                 GtkSnapshot        *snapshot);

G_END_DECLS
