/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of the network page, for the files that make it up. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-layer-list.h"
#include "app/vitrine-network-page.h"
#include "app/vitrine-scores-pane.h"
#include "app/vitrine-sight.h"
#include "app/vitrine-unit-view.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-channel-grid.h"

G_BEGIN_DECLS

struct _VitrineNetworkPage
{
  GtkWidget           parent_instance;
  VitrineSession     *session;
  VitrineSight       *sight;          /* the newest, NULL before the first */
  VitrineJob         *asked;          /* the newest preview, a reference */
  guint               stale_timer;

  GtkWidget          *box;
  VitrineLayerList   *layers;
  GtkStack           *stack;
  AdwStatusPage      *no_pictures;
  GtkRevealer        *report_revealer;
  GtkLabel           *report;
  GtkWidget          *report_box;
  GtkImage           *report_icon;
  GtkPaned           *center;
  VitrineCanvas      *canvas;
  GtkLabel           *problem;
  GtkStack           *lower;
  GtkLabel           *layer_title;
  GtkLabel           *read_out;
  GtkToggleButton    *kernels, *sorted, *shared, *frozen;
  VitrineChannelGrid *grid;
  VitrineScoresPane  *scores;
  VitrineUnitView    *unit_view;
};

/* The chosen layer, NULL for none. */
VitrineLayer *vitrine_network_page_get_layer      (VitrineNetworkPage *self);

/* vitrine-network-page-hover.c: what happens under the pointer. */
void          vitrine_network_page_cell_hovered   (VitrineChannelGrid *grid,
                                                   int                 channel,
                                                   int                 row,
                                                   int                 column,
                                                   VitrineNetworkPage *self);
void          vitrine_network_page_canvas_hovered (VitrineCanvas      *canvas,
                                                   double              x,
                                                   double              y,
                                                   gboolean            inside,
                                                   VitrineNetworkPage *self);
/* The chosen unit's map over the picture. */
void          vitrine_network_page_show_heat      (VitrineNetworkPage *self);

/* vitrine-kernels.c: kernels of a layer that reads three colours, as pictures; NULL when it is none.
 * (transfer full) */
VitrineChannelSheet *vitrine_kernels_of (VitrineModel *model,
                                         VitrineLayer *layer);

G_END_DECLS
