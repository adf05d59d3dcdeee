/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zoom and pan.  Every change ends in constrain(), which keeps the invariant of the header.
 */
#include "config.h"

#include "widgets/vitrine-view.h"

#include <math.h>

#define MARGIN 12.0

static gboolean
is_known (const VitrineView *view)
{
  return view->picture_width > 0 && view->picture_height > 0 && view->width > 0
         && view->height > 0;
}

double
vitrine_view_fitting_zoom (const VitrineView *view)
{
  if (!is_known (view))
    return 0;

  double w = fmax (view->width - 2 * MARGIN, 1);
  double h = fmax (view->height - 2 * MARGIN, 1);

  return fmin (fmin (w / view->picture_width, h / view->picture_height), VITRINE_VIEW_FIT_MAX);
}

/* A picture smaller than the window is centred on that axis; a larger one may not leave more
 * than three quarters of the window empty. */
static double
constrain_axis (double offset,
                double extent,
                double window)
{
  if (extent <= window)
    {
      double slack = fmin (extent, window) * .5;

      return CLAMP (offset, -slack, window - extent + slack);
    }
  return CLAMP (offset, window * .25 - extent, window * .75);
}

static void
constrain (VitrineView *view)
{
  view->x = constrain_axis (view->x, view->picture_width * view->zoom, view->width);
  view->y = constrain_axis (view->y, view->picture_height * view->zoom, view->height);
}

static void
centre_on (VitrineView *view,
           double       picture_x,
           double       picture_y)
{
  view->x = view->width / 2 - picture_x * view->zoom;
  view->y = view->height / 2 - picture_y * view->zoom;
}

void
vitrine_view_init (VitrineView *view)
{
  *view = (VitrineView) { .fitted = TRUE };
}

void
vitrine_view_fit (VitrineView *view)
{
  view->fitted = view->automatic = TRUE;
  view->zoom = vitrine_view_fitting_zoom (view);
  centre_on (view, view->picture_width / 2, view->picture_height / 2);
}

void
vitrine_view_set_picture (VitrineView *view,
                          double       width,
                          double       height)
{
  gboolean same = width == view->picture_width && height == view->picture_height;

  view->picture_width = width;
  view->picture_height = height;
  if (!same || view->zoom <= 0)
    vitrine_view_fit (view);
}

void
vitrine_view_set_window (VitrineView *view,
                         double       width,
                         double       height)
{
  if (width == view->width && height == view->height)
    return;

  double cx = 0, cy = 0;
  vitrine_view_to_picture (view, view->width / 2, view->height / 2, &cx, &cy);
  view->width = width;
  view->height = height;

  if (view->fitted || view->zoom <= 0)
    vitrine_view_fit (view);
  else if (view->automatic && view->shown[2] > 0)
    vitrine_view_show (view, view->shown[0], view->shown[1], view->shown[2], view->shown[3]);
  else
    {
      centre_on (view, cx, cy);
      constrain (view);
    }
}

void
vitrine_view_zoom_at (VitrineView *view,
                      double       zoom,
                      double       x,
                      double       y)
{
  if (!is_known (view))
    return;

  double fit = vitrine_view_fitting_zoom (view);
  double px, py;

  vitrine_view_to_picture (view, x, y, &px, &py);
  view->zoom = CLAMP (zoom, fmin (fit, 1) / 20, VITRINE_VIEW_ZOOM_MAX);
  view->x = x - px * view->zoom;
  view->y = y - py * view->zoom;
  view->fitted = view->automatic = FALSE;
  constrain (view);
}

void
vitrine_view_pan (VitrineView *view,
                  double       dx,
                  double       dy)
{
  if (!is_known (view))
    return;

  /* What is seen whole has nowhere to go. */
  if (view->picture_width * view->zoom <= view->width && view->picture_height * view->zoom <= view->height)
    return;
  view->x += dx;
  view->y += dy;
  view->fitted = view->automatic = FALSE;
  constrain (view);
}

/* As near to OFFSET as it can be with nothing empty beside a picture that is larger than the window. */
static double
fill_axis (double offset,
           double extent,
           double window)
{
  return extent <= window ? (window - extent) / 2 : CLAMP (offset, window - extent - MARGIN, MARGIN);
}

void
vitrine_view_show (VitrineView *view,
                   double       x,
                   double       y,
                   double       width,
                   double       height)
{
  if (!is_known (view) || width <= 0 || height <= 0)
    return;

  double w = fmax (view->width - 2 * MARGIN, 1);
  double h = fmax (view->height - 2 * MARGIN, 1);

  view->zoom = fmin (fmin (w / width, h / height), VITRINE_VIEW_ZOOM_MAX);
  view->shown[0] = x;
  view->shown[1] = y;
  view->shown[2] = width;
  view->shown[3] = height;
  view->fitted = FALSE;
  view->automatic = TRUE;
  centre_on (view, x + width / 2, y + height / 2);
  view->x = fill_axis (view->x, view->picture_width * view->zoom, view->width);
  view->y = fill_axis (view->y, view->picture_height * view->zoom, view->height);
}

void
vitrine_view_follow (VitrineView       *view,
                     const VitrineView *leader)
{
  if (!is_known (view) || !is_known (leader))
    return;
  if (leader->fitted)
    {
      vitrine_view_fit (view);
      return;
    }

  double cx, cy;
  double ratio = leader->zoom / vitrine_view_fitting_zoom (leader);

  vitrine_view_to_picture (leader, leader->width / 2, leader->height / 2, &cx, &cy);
  view->zoom = fmin (vitrine_view_fitting_zoom (view) * ratio, VITRINE_VIEW_ZOOM_MAX);
  view->fitted = FALSE;
  view->automatic = leader->automatic;
  view->shown[2] = view->shown[3] = 0;
  centre_on (view, cx / leader->picture_width * view->picture_width,
             cy / leader->picture_height * view->picture_height);
  constrain (view);
}

void
vitrine_view_to_window (const VitrineView *view,
                        double             picture_x,
                        double             picture_y,
                        double            *x,
                        double            *y)
{
  *x = view->zoom * picture_x + view->x;
  *y = view->zoom * picture_y + view->y;
}

void
vitrine_view_to_picture (const VitrineView *view,
                         double             x,
                         double             y,
                         double            *picture_x,
                         double            *picture_y)
{
  double zoom = view->zoom > 0 ? view->zoom : 1;

  *picture_x = (x - view->x) / zoom;
  *picture_y = (y - view->y) / zoom;
}
