/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VitrineCanvas shows a picture with layers of marks over it, and lets a person draw a box on it
 * with the mouse or with the keyboard alone.  All coordinates are picture coordinates: continuous,
 * the first pixel covers 0..1.  It knows nothing of what the marks mean: they carry ids.
 *
 * Everything here belongs to the main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "widgets/vitrine-colormap.h"

G_BEGIN_DECLS

/* Layers that can be shown or hidden. */
typedef enum
{
  VITRINE_CANVAS_HEAT = 1 << 0,
  VITRINE_CANVAS_VOTES = 1 << 1,
  VITRINE_CANVAS_BOXES = 1 << 2,
  VITRINE_CANVAS_DOTS = 1 << 3,
  VITRINE_CANVAS_FIELDS = 1 << 4,
  VITRINE_CANVAS_PAINT = 1 << 5,
} VitrineCanvasLayers;

#define VITRINE_TYPE_CANVAS_LAYERS (vitrine_canvas_layers_get_type ())
GType vitrine_canvas_layers_get_type (void);

/* What a mark is.  A field belongs to the dot with the same id and shows with it. */
typedef enum
{
  VITRINE_MARK_TRUTH,         /* box, dashed */
  VITRINE_MARK_ANNOTATION,    /* box a person drew */
  VITRINE_MARK_PREDICTION,    /* box a machine drew */
  VITRINE_MARK_DOT,           /* disc at the centre of the rectangle */
  VITRINE_MARK_CROSS,         /* small cross at the centre, e.g. a predicted centre */
} VitrineMarkKind;

typedef enum
{
  VITRINE_MARK_DIMMED = 1 << 0,    /* old or unsure */
  VITRINE_MARK_SUGGESTED = 1 << 1, /* proposed for removal: ringed and crossed */
  VITRINE_MARK_GHOST = 1 << 2,     /* removed: hollow */
  VITRINE_MARK_FIXED = 1 << 3,     /* cannot be clicked or walked to */
} VitrineMarkFlags;

/* One mark.  For a dot x, y is its place and width, height its receptive field (0: none). */
typedef struct
{
  guint64          id;      /* of the page's choosing, not 0 */
  VitrineMarkKind  kind;
  VitrineMarkFlags flags;
  double           x, y;    /* left top corner of a box, centre of a dot */
  double           width, height;
  guint            tint;    /* vitrine_theme_tint() of a dot */
  double           size;    /* radius of a dot in window units, 0: usual */
  const char      *label;   /* shown beside a box, read aloud for a dot; may be NULL */
} VitrineMark;

typedef enum
{
  VITRINE_TOOL_NONE,      /* dragging pans */
  VITRINE_TOOL_BOX,       /* dragging on free ground draws a box */
  VITRINE_TOOL_EXTREMES,  /* four clicks on the outermost points draw a box */
  VITRINE_TOOL_PAINT,     /* dragging paints the region "not here" */
} VitrineCanvasTool;

#define VITRINE_TYPE_CANVAS_TOOL (vitrine_canvas_tool_get_type ())
GType vitrine_canvas_tool_get_type (void);

#define VITRINE_TYPE_CANVAS (vitrine_canvas_get_type ())
G_DECLARE_FINAL_TYPE (VitrineCanvas, vitrine_canvas, VITRINE, CANVAS, GtkWidget)

/* Properties: zoom (double, read), layers (flags), tool (enum), drawing (boolean, read: a box is
 * being drawn or adjusted), status (string, read: what to do now, or why not), stale (boolean:
 * marks are old and shown dimmed), compare (boolean: marks hidden, the bare picture).
 *
 * Signals:
 *  hover (double x, double y, gboolean inside)       pointer or keyboard cursor over the picture
 *  mark-hovered (guint64 id)                         0 when it leaves
 *  mark-activated (guint64 id, GdkModifierType)      click, arrows; 0: free ground
 *  mark-menu (guint64 id, double x, double y)        right click or Menu key, window coordinates
 *  box-changed (double x, y, width, height)          while it is drawn
 *  box-drawn (guint64 id, double x, y, width, height)  Enter; id of vitrine_canvas_edit_box() or 0
 *  box-cancelled ()
 *  painted ()                                        a stroke ended
 *  view-changed ()
 *
 * Actions: canvas.zoom-in, .zoom-out, .fit, .zoom-100, .zoom-200, .draw-box, .draw-extremes,
 * .commit-box, .cancel, .paint, .clear-paint, .copy. */
GtkWidget *vitrine_canvas_new          (void);

/* The picture; NULL empties the canvas.  The view is kept when the size is the same. */
void       vitrine_canvas_set_texture  (VitrineCanvas *self,
                                        GdkTexture    *texture);
GdkTexture *vitrine_canvas_get_texture (VitrineCanvas *self);

/* Copies N RGB8 rows of STRIDE bytes. */
void       vitrine_canvas_set_rgb      (VitrineCanvas *self,
                                        const guchar  *rgb,
                                        int            width,
                                        int            height,
                                        gsize          stride);

/* The accessible name of the picture, and the text shown when there is none. */
void       vitrine_canvas_set_title    (VitrineCanvas *self,
                                        const char    *title);
void       vitrine_canvas_set_empty_text (VitrineCanvas *self,
                                          const char    *text);

/* The marks, copied; the selection is kept by id. */
void       vitrine_canvas_set_marks    (VitrineCanvas     *self,
                                        const VitrineMark *marks,
                                        gsize              n_marks);
gsize      vitrine_canvas_get_n_marks  (VitrineCanvas *self);
void       vitrine_canvas_set_selected (VitrineCanvas *self,
                                        const guint64 *ids,
                                        gsize          n_ids);

/* Shows a mark as if the pointer were over it (rows of a list do this); 0 for none. */
void       vitrine_canvas_set_hovered  (VitrineCanvas *self,
                                        guint64        id);

/* The id of the clickable mark at a window point, 0 for none. */
guint64    vitrine_canvas_pick         (VitrineCanvas *self,
                                        double         x,
                                        double         y);

/* A map stretched over RECTANGLE (picture coordinates; NULL: the whole picture).  LAYER is
 * VITRINE_CANVAS_HEAT or VITRINE_CANVAS_VOTES; VALUES NULL removes it.  Copied. */
typedef struct
{
  const float          *values;   /* row major */
  int                   width, height;
  double                low, high;
  VitrineColormap       colormap;
  VitrineColormapAlpha  alpha;
  double                opacity;  /* 0..1 */
} VitrineCanvasMap;

void       vitrine_canvas_set_map      (VitrineCanvas           *self,
                                        VitrineCanvasLayers      layer,
                                        const VitrineCanvasMap  *map,
                                        const graphene_rect_t   *rectangle);

/* A rectangle shown with a thin double line, for a receptive field under a hovered cell; NULL
 * removes it. */
void       vitrine_canvas_set_field    (VitrineCanvas         *self,
                                        const graphene_rect_t *rectangle);

void                vitrine_canvas_set_layers (VitrineCanvas       *self,
                                               VitrineCanvasLayers  layers);
VitrineCanvasLayers vitrine_canvas_get_layers (VitrineCanvas *self);
void                vitrine_canvas_set_tool   (VitrineCanvas     *self,
                                               VitrineCanvasTool  tool);
VitrineCanvasTool   vitrine_canvas_get_tool   (VitrineCanvas *self);

/* The smallest box that may be committed, in square pixels of the picture. */
void       vitrine_canvas_set_min_area  (VitrineCanvas *self,
                                         double         area);

/* Boxes are drawn inside this rectangle (the object); NULL: the picture. */
void       vitrine_canvas_set_bounds    (VitrineCanvas         *self,
                                         const graphene_rect_t *bounds);

/* Starts adjusting a box that exists; committing reports ID. */
void       vitrine_canvas_edit_box      (VitrineCanvas         *self,
                                         guint64                id,
                                         const graphene_rect_t *box);
void       vitrine_canvas_cancel_box    (VitrineCanvas *self);

/* FALSE when there is no box being drawn, or it is too small (the status says so). */
gboolean   vitrine_canvas_commit_box    (VitrineCanvas *self);
gboolean   vitrine_canvas_get_box       (VitrineCanvas   *self,
                                         graphene_rect_t *box);

/* The painted region. */
gboolean   vitrine_canvas_is_painted    (VitrineCanvas *self,
                                         double         x,
                                         double         y);
void       vitrine_canvas_clear_paint   (VitrineCanvas *self);

/* Zoom: 1 is one window unit a pixel.  vitrine_canvas_fit() shows all of it. */
double     vitrine_canvas_get_zoom      (VitrineCanvas *self);
void       vitrine_canvas_zoom_to       (VitrineCanvas *self,
                                         double         zoom);
void       vitrine_canvas_fit           (VitrineCanvas *self);
void       vitrine_canvas_show_rectangle (VitrineCanvas         *self,
                                          const graphene_rect_t *rectangle);
void       vitrine_canvas_to_window     (VitrineCanvas *self,
                                         double         picture_x,
                                         double         picture_y,
                                         double        *x,
                                         double        *y);
void       vitrine_canvas_to_picture    (VitrineCanvas *self,
                                         double         x,
                                         double         y,
                                         double        *picture_x,
                                         double        *picture_y);

/* From now on both canvases zoom and pan together.  Neither owns the other. */
void       vitrine_canvas_link          (VitrineCanvas *self,
                                         VitrineCanvas *other);

const char *vitrine_canvas_get_status   (VitrineCanvas *self);

/* The picture with the visible layers over it, at SCALE pixels a picture pixel, as a texture. */
GdkTexture *vitrine_canvas_render       (VitrineCanvas *self,
                                         double         scale);

G_END_DECLS
