/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing.  Discs in sight are one sheet of pixels, made anew when the view or the look changes; what changes under the
 * pointer (rings, links, labels) is drawn over it each time.  For saving, all of it is drawn as paths. */
#include "config.h"

#include "widgets/vitrine-node-map-private.h"
#include "widgets/vitrine-node-raster.h"

#include <math.h>
#include <string.h>

#include "widgets/vitrine-text.h"

#define FADED .38f
#define WORDS_FROM 10.0         /* pixels from row to row below which rows have no names */
#define OVERVIEW_SIDE 168.0
#define OVERVIEW_MARGIN 10.0

/* ---- discs ---- */

/* The tints, as they are and faded into the ground; solid, so that they are quick to draw. */
typedef struct { guint32 color[2][VITRINE_N_TINTS]; } Inks;

static void
mix_inks (VitrineLook  look,
          Inks        *inks)
{
  GdkRGBA ground = vitrine_theme_color (look, VITRINE_COLOR_VIEW);

  for (guint faded = 0; faded < 2; faded++)
    for (guint i = 0; i < VITRINE_N_TINTS; i++)
      {
        GdkRGBA tint = vitrine_theme_tint (look, i);
        const float share = faded ? FADED : 1;
        const float rgb[3] = {
          share * tint.red + (1 - share) * ground.red, share * tint.green + (1 - share) * ground.green,
          share * tint.blue + (1 - share) * ground.blue
        };

        inks->color[faded][i] = 0xff000000 | (guint32) (rgb[0] * 255 + .5f) << 16 | (guint32) (rgb[1] * 255 + .5f) << 8
                                | (guint32) (rgb[2] * 255 + .5f);
      }
}

static inline guint32
disc_color (const VitrineNodeMap *self,
            const Inks           *inks,
            guint                 node)
{
  const gboolean faded = self->selected != VITRINE_NO_NODE && !self->lit[node];

  return inks->color[faded][self->nodes[node].group % VITRINE_N_TINTS];
}

/* Discs of the rows that meet a window of WIDTH × HEIGHT at zoom and offset. (transfer full: VitrineDisc) */
static GArray *
collect_discs (const VitrineNodeMap *self,
               double                zoom,
               double                x,
               double                y,
               double                width,
               double                height,
               double                least)
{
  const VitrineNodeLayout *layout = &self->layout;
  GArray *discs = g_array_new (FALSE, FALSE, sizeof (VitrineDisc));
  const double reach = VITRINE_NODE_PITCH * zoom;
  Inks inks;

  mix_inks (self->look, &inks);
  for (guint r = 0; r < layout->n_rows; r++)
    {
      const VitrineNodeRow *row = &layout->rows[r];
      const double py = zoom * row->y + y, px = zoom * row->x + x;

      if (py < -reach || py > height + reach || px > width + reach || px + row->n * reach < -reach)
        continue;
      for (guint i = row->first; i < row->first + row->n; i++)
        {
          const guint node = layout->order[i];
          const VitrineDisc disc = {
            (float) (zoom * (double) layout->x[i] + x), (float) py,
            (float) fmax ((double) vitrine_node_radius (self->nodes[node].weight) * zoom, least),
            disc_color (self, &inks, node),
          };

          if (disc.x >= (float) -reach && disc.x <= (float) (width + reach))
            g_array_append_val (discs, disc);
        }
    }
  return discs;
}

/* Fills a sheet with the ground and draws the discs on it. */
static void
paint_discs (cairo_surface_t *sheet,
             const GArray    *discs,
             const GdkRGBA   *ground)
{
  const int width = cairo_image_surface_get_width (sheet), height = cairo_image_surface_get_height (sheet);
  const guint32 pixel = 0xff000000 | (guint32) (ground->red * 255 + .5f) << 16 | (guint32) (ground->green * 255 + .5f) << 8
                        | (guint32) (ground->blue * 255 + .5f);
  guint32 *pixels;

  cairo_surface_flush (sheet);
  /* Rows of four-byte pixels have no gaps between them. */
  pixels = (guint32 *) (void *) cairo_image_surface_get_data (sheet);
  for (gsize i = 0; i < (gsize) width * height; i++)
    pixels[i] = pixel;
  vitrine_node_raster (pixels, width, height, (const VitrineDisc *) (const void *) discs->data, discs->len);
  cairo_surface_mark_dirty (sheet);
}

static void
update_discs (VitrineNodeMap *self)
{
  const double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const NodeMapKey key = { self->view.zoom, self->view.x, self->view.y, self->view.width, self->view.height, scale };
  const int width = MAX ((int) ceil (key.width * scale), 1), height = MAX ((int) ceil (key.height * scale), 1);
  GdkRGBA ground = vitrine_theme_color (self->look, VITRINE_COLOR_VIEW);
  cairo_surface_t **sheet;

  if (self->drawn && memcmp (&key, &self->key, sizeof key) == 0)
    return;
  self->sheet = 1 - self->sheet;
  sheet = &self->sheets[self->sheet];
  if (*sheet == NULL || cairo_image_surface_get_width (*sheet) != width || cairo_image_surface_get_height (*sheet) != height)
    {
      g_clear_pointer (sheet, cairo_surface_destroy);
      *sheet = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
      cairo_surface_set_device_scale (*sheet, scale, scale);
    }

  g_autoptr (GArray) discs = collect_discs (self, key.zoom * scale, key.x * scale, key.y * scale, width, height, .5);

  if (cairo_surface_status (*sheet) == CAIRO_STATUS_SUCCESS)
    paint_discs (*sheet, discs, &ground);
  self->key = key;
  self->drawn = TRUE;
}

/* ---- over the discs ---- */

static void
draw_text (VitrineNodeMap *self,
           cairo_t        *cr,
           const char     *text,
           double          x,
           double          y,
           double          align,
           double          room,
           double          scale)
{
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), text, scale, room, &width, &height);

  /* The ends of layers' names tell them apart. */
  if (pango_layout_get_ellipsize (layout) != PANGO_ELLIPSIZE_NONE)
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_START);
  cairo_move_to (cr, x - align * width, y - height / 2.);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_row_names (VitrineNodeMap *self,
                cairo_t        *cr)
{
  const VitrineNodeLayout *layout = &self->layout;
  const double pitch = VITRINE_NODE_PITCH * self->view.zoom;
  GdkRGBA dim = vitrine_theme_color (self->look, VITRINE_COLOR_DIM_TEXT);

  if (pitch < WORDS_FROM || self->source == NULL || self->source->group == NULL)
    return;
  gdk_cairo_set_source_rgba (cr, &dim);
  for (guint r = 0; r < layout->n_rows; r++)
    {
      const VitrineNodeRow *row = &layout->rows[r];
      double x, y;

      vitrine_view_to_window (&self->view, row->x, row->y, &x, &y);
      if (y < -pitch || y > self->view.height + pitch || x < 0 || x > self->view.width + VITRINE_NODE_ROW_LABEL)
        continue;

      g_autofree char *name = self->source->group (row->column, row->group, self->user_data);

      draw_text (self, cr, name, x - pitch * .85, y + NODE_MAP_HEADER, 1, (VITRINE_NODE_ROW_LABEL - 6) * self->view.zoom,
                 CLAMP (pitch / 19, .62, .9));
    }
}

static void
ring (VitrineNodeMap *self,
      cairo_t        *cr,
      guint           node,
      double          more,
      double          width)
{
  double x, y;

  if (!vitrine_node_map_place (self, node, &x, &y))
    return;
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, fmax ((double) vitrine_node_radius (self->nodes[node].weight) * self->view.zoom, .5) + more, 0,
             2 * G_PI);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
draw_links (VitrineNodeMap *self,
            cairo_t        *cr)
{
  GdkRGBA color = vitrine_theme_color (self->look, VITRINE_COLOR_ACCENT);
  double x0, y0, x1, y1;

  if (self->selected == VITRINE_NO_NODE || !vitrine_node_map_place (self, self->selected, &x0, &y0))
    return;
  for (guint i = 0; i < self->n_links; i++)
    {
      const VitrineMapLink *link = &self->links[i];
      const double strength = CLAMP ((double) link->strength, .05, 1);

      if (!vitrine_node_map_place (self, link->node, &x1, &y1))
        continue;
      color.alpha = (float) (.25 + .65 * strength);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_move_to (cr, x0, y0);
      cairo_curve_to (cr, (x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
      cairo_set_line_width (cr, .8 + 1.8 * strength);
      cairo_stroke (cr);
      ring (self, cr, link->node, 2, 1.5);
    }
}

/* The label of a named node, on a ground of its own: other discs lie behind it. */
static void
draw_label (VitrineNodeMap *self,
            cairo_t        *cr,
            guint           node,
            double          x,
            double          y)
{
  GdkRGBA card = vitrine_theme_color (self->look, VITRINE_COLOR_CARD);
  GdkRGBA text = vitrine_theme_color (self->look, VITRINE_COLOR_TEXT);
  g_autofree char *label = self->source->label (node, self->user_data);
  const double left = x + 5 + (double) vitrine_node_radius (self->nodes[node].weight) * self->view.zoom;
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), label, .82, (double) INFINITY, &width, &height);

  card.alpha = .9f;
  gdk_cairo_set_source_rgba (cr, &card);
  cairo_rectangle (cr, left - 3, y - height / 2., width + 6, height);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &text);
  cairo_move_to (cr, left, y - height / 2.);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_flags (VitrineNodeMap *self,
            cairo_t        *cr)
{
  GdkRGBA text = vitrine_theme_color (self->look, VITRINE_COLOR_TEXT);

  gdk_cairo_set_source_rgba (cr, &text);
  for (guint i = 0; i < self->layout.n; i++)
    {
      const guint node = self->layout.order[i];
      double x, y;

      if (self->nodes[node].flags == 0)
        continue;
      if (self->nodes[node].flags & VITRINE_NODE_PINNED)
        ring (self, cr, node, 2.5, 2);
      if (!(self->nodes[node].flags & VITRINE_NODE_NAMED) || self->source == NULL || self->source->label == NULL
          || !vitrine_node_map_place (self, node, &x, &y) || x < -80 || x > self->view.width || y < 0
          || y > self->view.height + NODE_MAP_HEADER)
        continue;

      draw_label (self, cr, node, x, y);
    }
}

static void
draw_chosen (VitrineNodeMap *self,
             cairo_t        *cr)
{
  GdkRGBA text = vitrine_theme_color (self->look, VITRINE_COLOR_TEXT);
  GdkRGBA accent = vitrine_theme_color (self->look, VITRINE_COLOR_ACCENT);

  if (self->hovered != VITRINE_NO_NODE && self->hovered != self->selected)
    {
      gdk_cairo_set_source_rgba (cr, &text);
      ring (self, cr, self->hovered, 1.5, 1);
    }
  if (self->selected != VITRINE_NO_NODE)
    {
      gdk_cairo_set_source_rgba (cr, &accent);
      ring (self, cr, self->selected, 3.5, 3);
    }
}

static void
draw_header (VitrineNodeMap *self,
             cairo_t        *cr)
{
  GdkRGBA view = vitrine_theme_color (self->look, VITRINE_COLOR_VIEW);
  GdkRGBA line = vitrine_theme_color (self->look, VITRINE_COLOR_LINE);
  GdkRGBA text = vitrine_theme_color (self->look, VITRINE_COLOR_TEXT);

  gdk_cairo_set_source_rgba (cr, &view);
  cairo_rectangle (cr, 0, 0, self->view.width, NODE_MAP_HEADER);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_rectangle (cr, 0, NODE_MAP_HEADER - 1, self->view.width, 1);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &text);
  for (guint c = 0; c < self->layout.n_columns; c++)
    {
      const VitrineNodeColumn *column = &self->layout.columns[c];
      double left, right, y;

      vitrine_view_to_window (&self->view, column->left, 0, &left, &y);
      vitrine_view_to_window (&self->view, column->left + column->width, 0, &right, &y);
      left = fmax (left, 6);
      right = fmin (right + VITRINE_NODE_PITCH * self->view.zoom, self->view.width - 4);
      if (right - left > 24)
        draw_text (self, cr, self->columns[c], left, NODE_MAP_HEADER / 2, 0, right - left, .92);
    }
}

/* A thin line between the blocks of two columns. */
static void
draw_grounds (VitrineNodeMap *self,
              cairo_t        *cr)
{
  GdkRGBA line = vitrine_theme_color (self->look, VITRINE_COLOR_LINE);

  line.alpha *= .6f;
  gdk_cairo_set_source_rgba (cr, &line);
  for (guint c = 1; c < self->layout.n_columns; c++)
    {
      const VitrineNodeColumn *before = &self->layout.columns[c - 1], *column = &self->layout.columns[c];
      double x, y;

      vitrine_view_to_window (&self->view, (before->left + before->width + column->left) / 2, 0, &x, &y);
      cairo_rectangle (cr, floor (x), NODE_MAP_HEADER, 1, self->view.height);
    }
  cairo_fill (cr);
}

/* ---- overview ---- */

gboolean
node_map_overview (VitrineNodeMap  *self,
                   graphene_rect_t *where)
{
  const double zoom = fmin (OVERVIEW_SIDE / fmax (self->layout.width, 1), OVERVIEW_SIDE / fmax (self->layout.height, 1));
  const double width = self->layout.width * zoom, height = self->layout.height * zoom;

  if (self->layout.n == 0 || self->view.width < 2.2 * width || self->view.height < 2 * height
      || (self->layout.width * self->view.zoom <= self->view.width + 1
          && self->layout.height * self->view.zoom <= self->view.height + 1))
    return FALSE;
  *where = GRAPHENE_RECT_INIT ((float) floor (self->view.width - width - OVERVIEW_MARGIN),
                               (float) floor (NODE_MAP_HEADER + self->view.height - height - OVERVIEW_MARGIN),
                               (float) ceil (width), (float) ceil (height));
  return TRUE;
}

/* What of the overview is in sight, in its pixels. */
static void
frame_in_sight (VitrineNodeMap        *self,
                const graphene_rect_t *where,
                cairo_t               *cr)
{
  const double zoom = (double) where->size.width / self->layout.width;
  double x0, y0, x1, y1;

  vitrine_view_to_picture (&self->view, 0, 0, &x0, &y0);
  vitrine_view_to_picture (&self->view, self->view.width, self->view.height, &x1, &y1);
  x0 = CLAMP (x0, 0, self->layout.width) * zoom;
  x1 = CLAMP (x1, 0, self->layout.width) * zoom;
  y0 = CLAMP (y0, 0, self->layout.height) * zoom;
  y1 = CLAMP (y1, 0, self->layout.height) * zoom;
  cairo_rectangle (cr, (double) where->origin.x + x0, (double) where->origin.y + y0, fmax (x1 - x0, 4), fmax (y1 - y0, 4));
}

static void
draw_overview (VitrineNodeMap *self,
               cairo_t        *cr)
{
  GdkRGBA card = vitrine_theme_color (self->look, VITRINE_COLOR_CARD);
  GdkRGBA line = vitrine_theme_color (self->look, VITRINE_COLOR_LINE);
  GdkRGBA accent = vitrine_theme_color (self->look, VITRINE_COLOR_ACCENT);
  graphene_rect_t where;

  if (!node_map_overview (self, &where))
    return;

  const double x = (double) where.origin.x, y = (double) where.origin.y;
  const double width = (double) where.size.width, height = (double) where.size.height;

  if (self->overview == NULL)
    {
      g_autoptr (GArray) discs = collect_discs (self, width / self->layout.width, 0, 0, width, height, .6);

      self->overview = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
      if (cairo_surface_status (self->overview) == CAIRO_STATUS_SUCCESS)
        paint_discs (self->overview, discs, &card);
    }
  gdk_cairo_set_source_rgba (cr, &card);
  cairo_rectangle (cr, x - 4, y - 4, width + 8, height + 8);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, x - 4.5, y - 4.5, width + 9, height + 9);
  cairo_stroke (cr);
  cairo_set_source_surface (cr, self->overview, x, y);
  cairo_paint (cr);
  gdk_cairo_set_source_rgba (cr, &accent);
  cairo_set_line_width (cr, 2);
  frame_in_sight (self, &where, cr);
  cairo_stroke (cr);
}

/* ---- all of it ---- */

static void
draw_words_and_rings (VitrineNodeMap *self,
                      cairo_t        *cr)
{
  draw_row_names (self, cr);
  draw_links (self, cr);
  draw_flags (self, cr);
  draw_chosen (self, cr);
  draw_header (self, cr);
}

static void
take_look (VitrineNodeMap *self)
{
  const VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));

  if (look == self->look)
    return;
  self->look = look;
  self->drawn = FALSE;
  g_clear_pointer (&self->overview, cairo_surface_destroy);
}

void
node_map_snapshot (GtkWidget   *widget,
                   GtkSnapshot *snapshot)
{
  VitrineNodeMap *self = VITRINE_NODE_MAP (widget);
  const float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  const graphene_rect_t whole = GRAPHENE_RECT_INIT (0, 0, width, height);
  cairo_t *cr;

  take_look (self);
  update_discs (self);
  cr = gtk_snapshot_append_cairo (snapshot, &whole);
  cairo_set_source_surface (cr, self->sheets[self->sheet], 0, NODE_MAP_HEADER);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle (cr, 0, NODE_MAP_HEADER, (double) width, (double) height - NODE_MAP_HEADER);
  cairo_fill (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  draw_grounds (self, cr);
  draw_words_and_rings (self, cr);
  draw_overview (self, cr);
  cairo_destroy (cr);
  if (gtk_widget_has_visible_focus (widget))
    {
      GdkRGBA accent = vitrine_theme_color (self->look, VITRINE_COLOR_ACCENT);

      gtk_snapshot_append_border (snapshot, &GSK_ROUNDED_RECT_INIT (0, 0, width, height), (float[]) { 2, 2, 2, 2 },
                                  (GdkRGBA[]) { accent, accent, accent, accent });
    }
}

void
vitrine_node_map_draw (VitrineNodeMap *self,
                       cairo_t        *cr)
{
  GdkRGBA ground;

  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  take_look (self);
  ground = vitrine_theme_color (self->look, VITRINE_COLOR_VIEW);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_rectangle (cr, 0, 0, self->view.width, self->view.height + NODE_MAP_HEADER);
  cairo_fill (cr);

  g_autoptr (GArray) discs = collect_discs (self, self->view.zoom, self->view.x, self->view.y + NODE_MAP_HEADER,
                                            self->view.width, self->view.height + NODE_MAP_HEADER, .5);

  draw_grounds (self, cr);
  for (guint i = 0; i < discs->len; i++)
    {
      const VitrineDisc *disc = &g_array_index (discs, VitrineDisc, i);

      cairo_set_source_rgba (cr, (disc->color >> 16 & 255) / 255., (disc->color >> 8 & 255) / 255.,
                             (disc->color & 255) / 255., (disc->color >> 24) / 255.);
      cairo_new_sub_path (cr);
      cairo_arc (cr, (double) disc->x, (double) disc->y, (double) disc->r, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  draw_words_and_rings (self, cr);
}
