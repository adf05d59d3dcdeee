/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pen collects shapes: paths in the animal's own frame (ground at y = 0, y down, facing right),
 * each with the part it belongs to and how it is painted.  The list is drawn in colour or as labels
 * from the same paths, so the truth cannot differ from the picture.  One pen per thread. */
#pragma once

#include <cairo.h>

#include "base/vt-rng.h"
#include "engine/sample/vitrine-menagerie.h"

G_BEGIN_DECLS

typedef struct { double r, g, b; } VitrineRgb;    /* 0 … 1 */

typedef struct { double x, y; } VitrinePoint;
typedef struct { double x, y, r; } VitrineKnot;   /* a limb's centre line and half width */

/* A pattern inside a shape.  Its frame has its origin at (x, y) and its first axis at `angle`. */
typedef struct
{
  VitrineSceneCoat kind;
  VitrineRgb colour;
  double     x, y, angle;
  double     scale;                  /* distance between bands, spots, scales */
  double     wedge;                  /* stripes: 0 bands right across … 1 wedges from both edges */
  guint32    seed;
} VitrineCoatPaint;

typedef struct
{
  VitrineRgb base;
  VitrineRgb under;                  /* paler underside … */
  double     under_from, under_to;   /* … fades in between these heights of the shape; 0, 0: none */
  double     shade;                  /* 0 flat … 1 strongly rounded */
  VitrineRgb line;                   /* outline, drawn behind every shape of the group */
  double     line_width;             /* 0: none */
  double     alpha;                  /* 0 means 1 */
  VitrineCoatPaint coat;
} VitrinePaint;

typedef struct
{
  cairo_path_t    *path;
  VitrineScenePart part;
  guint            group;
  gboolean         stroke;           /* a line of paint.line and paint.line_width, not a filled shape */
  VitrinePaint     paint;
} VitrineShape;

typedef struct
{
  cairo_surface_t *surface;
  cairo_t         *cr;               /* holds the path being made */
  GArray          *shapes;           /* VitrineShape, from back to front */
  guint            group;
} VitrinePen;

VitrinePen *vitrine_pen_new  (void);
void        vitrine_pen_free (VitrinePen *pen);

/* Everything until the matching pop is in a frame at (x, y), turned and scaled. */
void vitrine_pen_push    (VitrinePen *pen, double x, double y, double scale, double angle);
void vitrine_pen_pop     (VitrinePen *pen);

/* Adds to the path. */
void vitrine_pen_ellipse (VitrinePen *pen, double x, double y, double rx, double ry, double angle);
void vitrine_pen_blob    (VitrinePen *pen, const VitrinePoint *points, guint n);   /* smooth, closed */
void vitrine_pen_curve   (VitrinePen *pen, const VitrinePoint *points, guint n);   /* smooth, open */
void vitrine_pen_polygon (VitrinePen *pen, const VitrinePoint *points, guint n);
void vitrine_pen_limb    (VitrinePen *pen, const VitrineKnot *knots, guint n);     /* tube with round ends */
void vitrine_pen_cloud   (VitrinePen *pen, double x, double y, double rx, double ry, guint n_bumps,
                          double bump);                                            /* ellipse of bumps */

/* Ends the path as a shape. */
void vitrine_pen_fill    (VitrinePen *pen, VitrineScenePart part, const VitrinePaint *paint);
void vitrine_pen_stroke  (VitrinePen *pen, VitrineScenePart part, VitrineRgb colour, double width);

/* Shapes filled from now on share no outline with those before. */
void vitrine_pen_group   (VitrinePen *pen);

/* Extents of everything collected, in the animal's frame, after turning by `angle` about (0, 0). */
void vitrine_pen_extents (const VitrinePen *pen, double angle, VitrinePoint *min, VitrinePoint *max);

/* Draws the list on `cr` under `matrix`: in colour, or (labels) every shape flat with red = part / 255
 * and no antialiasing. */
void vitrine_pen_play_colours (const VitrinePen *pen, cairo_t *cr, const cairo_matrix_t *matrix);
void vitrine_pen_play_labels  (const VitrinePen *pen, cairo_t *cr, const cairo_matrix_t *matrix,
                               gboolean swap_sides);

/* The same part on the animal's other side; middle parts are their own. */
VitrineScenePart vitrine_scene_part_other_side (VitrineScenePart part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrinePen, vitrine_pen_free)

G_END_DECLS
