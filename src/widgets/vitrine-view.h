/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a picture stands in a window: zoom and pan as plain numbers, without a widget.
 * Picture coordinates are continuous: the first pixel covers 0..1, its centre is at .5.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VITRINE_VIEW_ZOOM_MAX 20.0   /* 2000 % */
#define VITRINE_VIEW_NOTCH 1.3       /* one notch of the wheel */
#define VITRINE_VIEW_STEP 1.5        /* one press of a zoom key */
#define VITRINE_VIEW_FIT_MAX 8.0     /* fitting enlarges a small picture this far */

/* Invariant: a point p of the picture stands at zoom * p + (x, y) in the window, and
 * zoom is zero only while one of the two sizes is unknown. */
typedef struct
{
  double   picture_width, picture_height;   /* pixels; 0 without a picture */
  double   width, height;                   /* of the window */
  double   zoom;                            /* window units a pixel */
  double   x, y;                            /* window position of the picture's corner */
  gboolean fitted;                          /* stays fitted when either size changes */
  double   shown[4];                        /* x, y, width, height that was shown last; width 0: none */
  gboolean automatic;                       /* nobody has zoomed or panned since it was fitted or shown */
} VitrineView;

void   vitrine_view_init          (VitrineView *view);
void   vitrine_view_set_picture   (VitrineView *view,
                                   double       width,
                                   double       height);
void   vitrine_view_set_window    (VitrineView *view,
                                   double       width,
                                   double       height);

/* The whole picture, centred, with a small margin; small pictures are enlarged, not beyond
 * VITRINE_VIEW_FIT_MAX. */
void   vitrine_view_fit           (VitrineView *view);

/* Sets the zoom; the point of the picture under the window point X, Y stays there when the
 * limits allow.  The zoom is limited to a twentieth of fitting .. VITRINE_VIEW_ZOOM_MAX. */
void   vitrine_view_zoom_at       (VitrineView *view,
                                   double       zoom,
                                   double       x,
                                   double       y);

/* Moves the picture by DX, DY window units; at least a quarter of the window stays over it. */
void   vitrine_view_pan           (VitrineView *view,
                                   double       dx,
                                   double       dy);

/* Shows a rectangle of the picture as large as fits, with a margin around it; near an edge of the picture it is not in
 * the middle, so that the window is full of the picture. */
void   vitrine_view_show          (VitrineView *view,
                                   double       x,
                                   double       y,
                                   double       width,
                                   double       height);

/* The other view's zoom and centre, both relative to the fitted zoom and the picture's size, so
 * that pictures of different sizes stay side by side. */
void   vitrine_view_follow        (VitrineView       *view,
                                   const VitrineView *leader);

double vitrine_view_fitting_zoom  (const VitrineView *view);
void   vitrine_view_to_window     (const VitrineView *view,
                                   double             picture_x,
                                   double             picture_y,
                                   double            *x,
                                   double            *y);
void   vitrine_view_to_picture    (const VitrineView *view,
                                   double             x,
                                   double             y,
                                   double            *picture_x,
                                   double            *picture_y);

G_END_DECLS
