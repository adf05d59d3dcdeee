/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include "widgets/vitrine-node-layout.h"
#include "widgets/vitrine-node-map.h"
#include "widgets/vitrine-theme.h"
#include "widgets/vitrine-view.h"

G_BEGIN_DECLS

#define NODE_MAP_HEADER 26.0        /* titles of the columns stay in sight */
#define NODE_MAP_ZOOM_MAX 5.0
#define NODE_MAP_FIT_MAX 2.0

typedef struct
{
  double zoom, x, y, width, height, scale;
} NodeMapKey;

struct _VitrineNodeMap
{
  GtkWidget                   parent_instance;
  const VitrineNodeMapSource *source;
  gpointer                    user_data;
  GStrv                       columns;
  VitrineMapNode             *nodes;
  guint                       n_columns, n_nodes, n_shown;
  guint                      *shown;
  VitrineNodeLayout           layout;
  VitrineView                 view;         /* of the part under the header */
  guint                       selected, hovered;      /* nodes */
  VitrineMapLink             *links;
  guint                       n_links;
  guint8                     *lit;          /* [n_nodes] not faded while a node is selected */

  /* Two by turns: GTK holds on to the last frame while it draws the next, and what it holds is better left alone. */
  cairo_surface_t            *sheets[2];
  guint                       sheet;
  gboolean                    drawn;        /* the sheet shows `key` */
  cairo_surface_t            *overview;     /* NULL: to be drawn */
  NodeMapKey                  key;          /* what the sheet shows */
  VitrineLook                 look;
  double                      drag_x, drag_y;         /* so far */
  double                      pointer_x, pointer_y;
  gboolean                    dragging, on_overview;
};

/* vitrine-node-map.c */
void     node_map_fit_now     (VitrineNodeMap *self);
void     node_map_choose      (VitrineNodeMap *self, guint node);
void     node_map_hover       (VitrineNodeMap *self, guint node);
void     node_map_redraw      (VitrineNodeMap *self);
char    *node_map_name        (VitrineNodeMap *self, guint node);
void     node_map_open        (VitrineNodeMap *self, guint node);
void     node_map_walk        (VitrineNodeMap *self, int direction);

/* vitrine-node-map-draw.c */
void     node_map_snapshot    (GtkWidget *widget, GtkSnapshot *snapshot);
/* Where the overview is; FALSE: everything is in sight and there is none. */
gboolean node_map_overview    (VitrineNodeMap *self, graphene_rect_t *where);

/* vitrine-node-map-input.c */
void     node_map_add_input   (VitrineNodeMap *self);

G_END_DECLS
