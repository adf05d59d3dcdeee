/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid of small pictures, one a channel of a layer, scrolled vertically and drawn only where it is
 * seen.  The cells are as large as lets all of them be seen, within limits.  Main thread.
 *
 * Properties: sorted (boolean: by response, else in the layer's order), selected (int, channel, −1).
 * Signals: cell-hovered (int channel, int row, int column), −1s when the pointer leaves;
 *          unit-activated (int channel) on click, Enter or Space. */
#pragma once

#include <gtk/gtk.h>

#include "widgets/vitrine-channel-sheet.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_CHANNEL_GRID (vitrine_channel_grid_get_type ())
G_DECLARE_FINAL_TYPE (VitrineChannelGrid, vitrine_channel_grid, VITRINE, CHANNEL_GRID, GtkWidget)

GtkWidget           *vitrine_channel_grid_new          (void);
/* A new sheet with as many channels keeps the scroll position.  NULL empties the grid. */
void                 vitrine_channel_grid_set_sheet    (VitrineChannelGrid  *self,
                                                        VitrineChannelSheet *sheet);
VitrineChannelSheet *vitrine_channel_grid_get_sheet    (VitrineChannelGrid  *self);
void                 vitrine_channel_grid_set_sorted   (VitrineChannelGrid  *self,
                                                        gboolean             sorted);
void                 vitrine_channel_grid_set_selected (VitrineChannelGrid  *self,
                                                        int                  channel);
/* Marks the cells at this place of every map, in cells (0-based centres); a negative radius removes
 * the mark. */
void                 vitrine_channel_grid_set_spot     (VitrineChannelGrid  *self,
                                                        double               row,
                                                        double               column,
                                                        double               radius);
/* The accessible name: "Channels of conv1". */
void                 vitrine_channel_grid_set_title    (VitrineChannelGrid  *self,
                                                        const char          *title);

G_END_DECLS
