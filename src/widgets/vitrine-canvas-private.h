/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The canvas from inside, shared by its source files.
 */
#pragma once

#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-theme.h"
#include "widgets/vitrine-view.h"

G_BEGIN_DECLS

#define CANVAS_MIP_LEVELS 6

/* A map over the picture; surface is NULL when there is none. */
typedef struct
{
  cairo_surface_t *surface;
  graphene_rect_t  rectangle;
  double           opacity;
} CanvasMap;

typedef enum
{
  BOX_NONE,
  BOX_RUBBER,     /* the button is down and the box follows the pointer */
  BOX_PENDING,    /* adjusted with handles and keys */
  BOX_EXTREMES,   /* n_extremes points are there */
} BoxState;

/* Which part of the pending box a drag holds: bits of the edges, or all of them for moving. */
typedef enum
{
  GRIP_NONE = 0,
  GRIP_LEFT = 1,
  GRIP_RIGHT = 2,
  GRIP_TOP = 4,
  GRIP_BOTTOM = 8,
  GRIP_MOVE = 15,
} Grip;

typedef struct
{
  BoxState         state;
  guint64          id;           /* what is edited, 0: a new box */
  double           x0, y0, x1, y1;   /* picture coordinates, ordered unless BOX_RUBBER */
  double           grab[4];      /* the box when the drag started */
  Grip             grip;
  graphene_point_t extremes[4];
  int              n_extremes;
} CanvasBox;

/* What the pressed first button does until it is let go. */
typedef enum
{
  DRAG_NONE,
  DRAG_CLICK,     /* has not moved far enough yet */
  DRAG_PAN,
  DRAG_BOX,
  DRAG_GRIP,
  DRAG_PAINT,
} DragKind;

struct _VitrineCanvas
{
  GtkWidget            parent;

  GdkTexture          *texture;
  cairo_surface_t     *levels[CANVAS_MIP_LEVELS];   /* halved again and again, made when needed */
  GdkTexture          *level_textures[CANVAS_MIP_LEVELS];
  char                *title;
  char                *empty_text;
  VitrineView          view;

  VitrineMark         *marks;        /* labels owned */
  gsize                n_marks;
  GHashTable          *selected;     /* guint64 keys */
  guint64              hovered;
  guint64              cursor;       /* the mark the keyboard stands on */
  CanvasMap            heat, votes;
  graphene_rect_t      field;
  gboolean             has_field;

  VitrineCanvasLayers  layers;
  VitrineCanvasTool    tool;
  gboolean             stale;
  gboolean             compare;
  char                *status;

  CanvasBox            box;
  double               min_area;
  graphene_rect_t      bounds;
  gboolean             has_bounds;

  cairo_surface_t     *paint;        /* A8, picture resolution */
  double               brush;        /* radius in picture pixels */
  gboolean             has_paint;

  double               pointer_x, pointer_y;
  gboolean             pointer_inside;
  gboolean             space_held;
  gboolean             loupe_held;
  DragKind             drag;
  double               drag_x, drag_y;       /* where it started */
  double               last_x, last_y;
  GdkModifierType      drag_state;
  gboolean             middle_held;
  double               pinch_zoom;

  GPtrArray           *linked;       /* VitrineCanvas, weak */
  gboolean             following;
};

typedef enum
{
  SIGNAL_HOVER,
  SIGNAL_MARK_HOVERED,
  SIGNAL_MARK_ACTIVATED,
  SIGNAL_MARK_MENU,
  SIGNAL_BOX_CHANGED,
  SIGNAL_BOX_DRAWN,
  SIGNAL_BOX_CANCELLED,
  SIGNAL_PAINTED,
  SIGNAL_VIEW_CHANGED,
  N_SIGNALS
} CanvasSignal;

/* vitrine-canvas.c */
void     canvas_emit            (VitrineCanvas *self,
                                 CanvasSignal   which,
                                 ...);
void     canvas_set_status      (VitrineCanvas *self,
                                 const char    *status);
void     canvas_notify_drawing  (VitrineCanvas *self);
double   canvas_picture_width   (VitrineCanvas *self);
double   canvas_picture_height  (VitrineCanvas *self);

/* vitrine-canvas-zoom.c */
void     canvas_view_changed    (VitrineCanvas *self);
void     canvas_unlink          (VitrineCanvas *self);

/* vitrine-canvas-draw.c */
void     canvas_snapshot        (GtkWidget     *widget,
                                 GtkSnapshot   *snapshot);
void     canvas_draw_overlays   (VitrineCanvas *self,
                                 cairo_t       *cr);
void     canvas_drop_levels     (VitrineCanvas *self);

/* vitrine-canvas-items.c */
void     canvas_draw_marks      (VitrineCanvas *self,
                                 cairo_t       *cr,
                                 VitrineLook    look);
guint64  canvas_neighbour       (VitrineCanvas *self,
                                 int            dx,
                                 int            dy);
guint64  canvas_next_mark       (VitrineCanvas *self,
                                 int            step);
const VitrineMark *canvas_find_mark (VitrineCanvas *self,
                                     guint64        id);
void     canvas_clear_marks     (VitrineCanvas *self);

/* vitrine-canvas-maps.c */
void     canvas_draw_maps       (VitrineCanvas *self,
                                 cairo_t       *cr);
void     canvas_paint_at        (VitrineCanvas *self,
                                 double         x,
                                 double         y);
void     canvas_paint_reset     (VitrineCanvas *self);

/* vitrine-canvas-box.c */
void     canvas_draw_box        (VitrineCanvas *self,
                                 cairo_t       *cr,
                                 VitrineLook    look);
Grip     canvas_box_grip_at     (VitrineCanvas *self,
                                 double         x,
                                 double         y);
void     canvas_box_begin       (VitrineCanvas *self,
                                 double         x,
                                 double         y);
void     canvas_box_drag        (VitrineCanvas *self,
                                 double         x,
                                 double         y);
void     canvas_box_release     (VitrineCanvas *self);
void     canvas_box_place       (VitrineCanvas *self);
void     canvas_box_grab        (VitrineCanvas *self,
                                 Grip           grip);
void     canvas_box_pull        (VitrineCanvas *self,
                                 double         dx,
                                 double         dy);
void     canvas_box_nudge       (VitrineCanvas *self,
                                 double         dx,
                                 double         dy,
                                 gboolean       resize);
void     canvas_box_extreme     (VitrineCanvas *self,
                                 double         x,
                                 double         y);
const char *canvas_grip_cursor  (Grip           grip);

/* vitrine-canvas-input.c, vitrine-canvas-keys.c */
void     canvas_add_controllers (VitrineCanvas *self);
void     canvas_add_keys        (VitrineCanvas *self);
void     canvas_activate_mark   (VitrineCanvas   *self,
                                 guint64          id,
                                 GdkModifierType  state);
void     canvas_hover_at        (VitrineCanvas *self,
                                 double         x,
                                 double         y);
void     canvas_zoom_by         (VitrineCanvas *self,
                                 double         factor);

G_END_DECLS
