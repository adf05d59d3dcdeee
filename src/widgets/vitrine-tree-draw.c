/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing the tree: connectors, text, bars.  Only rows in the window are drawn.
 */
#include "config.h"

#include "widgets/vitrine-tree-private.h"

#include <math.h>

#define CORNER 6.0

/* Narrow trees show fewer columns of numbers rather than cut titles. */
int
tree_n_columns (VitrineTree *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int n = width < 300 ? 1 : width < 400 ? 2 : VITRINE_TREE_COLUMNS;

  while (n > 0 && self->columns[n - 1] == NULL)
    n--;
  return n;
}

int
tree_glyph_x (int depth)
{
  return TREE_LEFT + 12 + depth * TREE_INDENT;
}

/* ---- text --------------------------------------------------------------------------------- */

/* Draws at most WIDTH wide, centred on height Y; returns the width used. */
static int
show_text (TreeFrame *f,
           double     x,
           double     y,
           int        width)
{
  int w, h;

  if (width <= 4)
    return 0;
  pango_layout_get_pixel_size (f->layout, &w, &h);
  if (w > width)
    {
      pango_layout_set_width (f->layout, width * PANGO_SCALE);
      pango_layout_set_ellipsize (f->layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (f->layout, &w, &h);
    }
  cairo_move_to (f->cr, x, round (y - h / 2.));
  pango_cairo_show_layout (f->cr, f->layout);
  cairo_new_path (f->cr);
  return w;
}

/* ---- connectors --------------------------------------------------------------------------- */

static void
draw_line (TreeFrame *f,
           int        depth,
           double     top,
           double     bottom)
{
  double x = tree_glyph_x (depth) + .5;

  cairo_move_to (f->cr, x, top);
  cairo_line_to (f->cr, x, bottom);
}

/* From the parent's line round a corner to this row's glyph. */
static void
draw_elbow (TreeFrame *f,
            int        depth,
            double     top,
            double     middle)
{
  double x = tree_glyph_x (depth - 1) + .5;

  cairo_move_to (f->cr, x, top);
  cairo_line_to (f->cr, x, middle - CORNER);
  cairo_arc_negative (f->cr, x + CORNER, middle - CORNER, CORNER, G_PI, G_PI_2);
  cairo_line_to (f->cr, tree_glyph_x (depth) - 9, middle);
}

static void
stroke_connectors (TreeFrame    *f,
                   gboolean      path)
{
  tree_use (f, path ? VITRINE_COLOR_ACCENT : VITRINE_COLOR_LINE, 1);
  cairo_set_line_width (f->cr, path ? 2 : 1);
  cairo_stroke (f->cr);
}

static void
draw_connectors (TreeFrame           *f,
                 const TreeShown *    shown,
                 double               top)
{
  const VitrineTreeRow *row = &f->self->rows[shown->row];
  double middle = round (top + shown->height / 2.) + .5, bottom = top + shown->height;
  gboolean open = tree_has_children (f->self, shown->row)
                  && !tree_is_folded (f->self, shown->row);

  /* A line of depth d belongs to the rows of depth d + 1. */
  for (int pass = 0; pass < 2; pass++)
    {
      guint8 runs = pass == 0 ? shown->runs_on : shown->path_runs_on;
      gboolean on_path = (row->flags & VITRINE_TREE_PATH) != 0;

      for (int d = 1; d <= row->depth; d++)
        if (runs & 1u << d)
          draw_line (f, d - 1, top, bottom);
      if (row->depth > 0 && (pass == 0 || on_path))
        draw_elbow (f, row->depth, top, middle);
      if (open && (pass == 0 || (on_path && runs & 1u << (row->depth + 1))))
        draw_line (f, row->depth, middle + 8, bottom);
      stroke_connectors (f, pass == 1);
    }
}

/* ---- rows --------------------------------------------------------------------------------- */

static double
draw_thumbnail (TreeFrame      *f,
                GdkTexture *    texture,
                double          x,
                double          y)
{
  const double side = TREE_ROW_TALL - 10;
  int w = gdk_texture_get_width (texture), h = gdk_texture_get_height (texture);
  double scale = fmin (side / h, side * 1.4 / w);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);

  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  cairo_save (f->cr);
  cairo_translate (f->cr, x, y - h * scale / 2);
  tree_rounded (f->cr, 0, 0, w * scale, h * scale, 4);
  cairo_clip (f->cr);
  cairo_scale (f->cr, scale, scale);
  cairo_set_source_surface (f->cr, surface, 0, 0);
  cairo_paint (f->cr);
  cairo_restore (f->cr);
  cairo_surface_destroy (surface);
  return x + w * scale + 8;
}

static void
draw_values (TreeFrame                *f,
             const VitrineTreeRow *    row,
             double                    y)
{
  double dim = f->self->stale || row->flags & VITRINE_TREE_GHOST ? .45 : 1;

  for (int c = 0; c < f->n_columns; c++)
    {
      double x = f->width - (f->n_columns - c) * TREE_COLUMN;
      gboolean bar = !isnan (row->bars[c]);
      int w, h;

      if (bar)
        {
          double full = TREE_COLUMN - 12;

          tree_rounded (f->cr, x, y + 7, full, 3, 1.5);
          tree_use (f, VITRINE_COLOR_TRACK, 1);
          cairo_fill (f->cr);
          tree_rounded (f->cr, x, y + 7, fmax (full * CLAMP (row->bars[c], 0, 1), 3), 3, 1.5);
          tree_use_tint (f, row->tint, dim);
          cairo_fill (f->cr);
        }
      if (row->values[c] == NULL)
        continue;
      tree_set_text (f, row->values[c], TREE_TEXT_SMALL);
      pango_layout_get_pixel_size (f->layout, &w, &h);
      tree_use (f, row->kind == VITRINE_TREE_PATTERN ? VITRINE_COLOR_TEXT : VITRINE_COLOR_DIM_TEXT,
                dim);
      show_text (f, x + TREE_COLUMN - 12 - w, y - (bar ? 3 : 0), TREE_COLUMN);
    }
}

static void
draw_ground (TreeFrame                *f,
             const VitrineTreeRow *    row,
             double                    top,
             double                    height)
{
  gboolean selected = g_hash_table_contains (f->self->selected, &row->id);

  if (selected || row->id == f->self->hovered)
    {
      tree_rounded (f->cr, 4, top + 1, f->width - 8, height - 2, 6);
      tree_use (f, selected ? VITRINE_COLOR_SELECTION : VITRINE_COLOR_HOVER, 1);
      cairo_fill (f->cr);
    }
  if (row->id == f->self->cursor && gtk_widget_has_visible_focus (GTK_WIDGET (f->self)))
    {
      tree_rounded (f->cr, 5, top + 2, f->width - 10, height - 4, 5);
      tree_use (f, VITRINE_COLOR_ACCENT, 1);
      cairo_set_line_width (f->cr, 2);
      cairo_stroke (f->cr);
    }
}

static gboolean
has_values (const VitrineTreeRow *row)
{
  for (int c = 0; c < VITRINE_TREE_COLUMNS; c++)
    if (row->values[c] != NULL)
      return TRUE;
  return FALSE;
}

static void
draw_row (TreeFrame           *f,
          const TreeShown *    shown)
{
  const VitrineTreeRow *row = &f->self->rows[shown->row];
  double top = TREE_HEADER + shown->y - f->offset, y = round (top + shown->height / 2.) + .5;
  gboolean ghost = (row->flags & VITRINE_TREE_GHOST) != 0;
  double right = f->width - 12 - (has_values (row) ? f->n_columns * TREE_COLUMN - 4 : 0);
  gboolean bold = row->kind <= VITRINE_TREE_AND;

  draw_ground (f, row, top, shown->height);
  draw_connectors (f, shown, top);

  double x = tree_draw_glyph (f, row, tree_glyph_x (row->depth) + .5, y, ghost ? .6 : 1);

  if (tree_has_children (f->self, shown->row))
    x = tree_draw_expander (f, x, y, tree_is_folded (f->self, shown->row));
  if (row->thumbnail != NULL)
    x = draw_thumbnail (f, row->thumbnail, x + 2, y);

  tree_set_text (f, row->title, ghost ? TREE_TEXT_GHOST : bold ? TREE_TEXT_BOLD : TREE_TEXT_PLAIN);
  tree_use (f, ghost ? VITRINE_COLOR_DIM_TEXT : VITRINE_COLOR_TEXT, 1);
  x += show_text (f, x, y, (int) (right - x)) + 8;
  if (row->subtitle != NULL)
    {
      tree_set_text (f, row->subtitle, TREE_TEXT_SMALL);
      tree_use (f, VITRINE_COLOR_DIM_TEXT, 1);
      show_text (f, x, y, (int) (right - x));
    }
  draw_values (f, row, y);
}

static void
draw_header (TreeFrame *f)
{
  VitrineTree *self = f->self;

  cairo_rectangle (f->cr, 0, 0, f->width, TREE_HEADER);
  tree_use (f, VITRINE_COLOR_VIEW, 1);
  cairo_fill (f->cr);
  cairo_move_to (f->cr, 0, TREE_HEADER - .5);
  cairo_line_to (f->cr, f->width, TREE_HEADER - .5);
  tree_use (f, VITRINE_COLOR_LINE, .7);
  cairo_set_line_width (f->cr, 1);
  cairo_stroke (f->cr);

  for (int c = 0; c < f->n_columns; c++)
    {
      double x = f->width - (f->n_columns - c) * TREE_COLUMN;
      g_autofree char *title = g_strconcat (self->columns[c], c == self->sorted ? " ↓" : "", NULL);
      int w, h;

      tree_set_text (f, title, TREE_TEXT_SMALL);
      pango_layout_get_pixel_size (f->layout, &w, &h);
      tree_use (f, c == self->sorted ? VITRINE_COLOR_ACCENT : VITRINE_COLOR_DIM_TEXT, 1);
      show_text (f, x + MAX (TREE_COLUMN - 12 - w, 0), TREE_HEADER / 2., TREE_COLUMN - 2);
    }
}

void
tree_snapshot (GtkWidget   *widget,
               GtkSnapshot *snapshot)
{
  VitrineTree *self = VITRINE_TREE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  TreeFrame f = {
    .self = self,
    .cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                                    (float) height)),
    .layout = layout,
    .look = vitrine_theme_look (widget),
    .width = width,
    .n_columns = tree_n_columns (self),
    .offset = tree_offset (self),
  };

  tree_use (&f, VITRINE_COLOR_VIEW, 1);
  cairo_paint (f.cr);
  for (guint i = 0; i < self->shown->len; i++)
    {
      const TreeShown *shown = &g_array_index (self->shown, TreeShown, i);
      int top = TREE_HEADER + shown->y - f.offset;

      if (top > height)
        break;
      if (top + shown->height >= TREE_HEADER)
        draw_row (&f, shown);
    }
  draw_header (&f);
  cairo_destroy (f.cr);
}
