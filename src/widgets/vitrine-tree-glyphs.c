/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The small things a row of the tree is drawn with: colours, text styles, glyphs.
 */
#include "config.h"

#include "widgets/vitrine-tree-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define GLYPH_GAP 14        /* from a glyph's centre to the text */
#define PILL_WIDTH 30

void
tree_use (TreeFrame        *f,
          VitrineColor      color,
          double            alpha)
{
  GdkRGBA c = vitrine_theme_color (f->look, color);

  cairo_set_source_rgba (f->cr, (double) c.red, (double) c.green, (double) c.blue,
                         (double) c.alpha * alpha);
}

void
tree_use_tint (TreeFrame  *f,
               guint       tint,
               double      alpha)
{
  GdkRGBA c = vitrine_theme_tint (f->look, tint);

  cairo_set_source_rgba (f->cr, (double) c.red, (double) c.green, (double) c.blue, alpha);
}

void
tree_rounded (cairo_t *cr,
              double   x,
              double   y,
              double   w,
              double   h,
              double   r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
tree_set_text (TreeFrame      *f,
               const char *    text,
               TreeTextStyle   style)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  if (style == TREE_TEXT_BOLD)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  if (style == TREE_TEXT_SMALL)
    pango_attr_list_insert (attributes, pango_attr_scale_new (.86));
  if (style == TREE_TEXT_GHOST)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (f->layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (f->layout, -1);
  pango_layout_set_text (f->layout, text, -1);
}

/* Returns the width: at least PILL_WIDTH, more for a longer word. */
static int
draw_pill (TreeFrame  *f,
           double      x,
           double      y,
           const char *text,
           gboolean    strong)
{
  int w, h;

  tree_set_text (f, text, TREE_TEXT_SMALL);
  pango_layout_get_pixel_size (f->layout, &w, &h);

  const int width = MAX (PILL_WIDTH, w + (strong ? 14 : 8));

  tree_rounded (f->cr, x - 9, y - 9, width, 18, strong ? 9 : 4);
  tree_use (f, VITRINE_COLOR_ACCENT, strong ? 1 : .9);
  if (strong)
    cairo_fill (f->cr);
  else
    {
      cairo_set_line_width (f->cr, 1.5);
      cairo_stroke (f->cr);
    }
  if (strong)
    tree_use (f, VITRINE_COLOR_VIEW, 1);
  else
    tree_use (f, VITRINE_COLOR_ACCENT, 1);
  cairo_move_to (f->cr, x - 9 + round ((width - w) / 2.), round (y - h / 2.));
  pango_cairo_show_layout (f->cr, f->layout);
  cairo_new_path (f->cr);
  return width;
}

static void
draw_pattern_dot (TreeFrame                *f,
                  const VitrineTreeRow *    row,
                  double                    x,
                  double                    y,
                  double                    alpha)
{
  cairo_new_sub_path (f->cr);
  cairo_arc (f->cr, x, y, 4.5, 0, 2 * G_PI);
  tree_use_tint (f, row->tint, alpha);
  if (row->flags & VITRINE_TREE_GHOST)
    {
      cairo_set_line_width (f->cr, 1.5);
      cairo_stroke (f->cr);
    }
  else
    cairo_fill (f->cr);
  if (row->flags & VITRINE_TREE_SUGGESTED)
    {
      tree_use (f, VITRINE_COLOR_BAD, 1);
      cairo_set_line_width (f->cr, 1.75);
      cairo_new_sub_path (f->cr);
      cairo_arc (f->cr, x, y, 7.5, 0, 2 * G_PI);
      cairo_move_to (f->cr, x - 5.3, y - 5.3);
      cairo_line_to (f->cr, x + 5.3, y + 5.3);
      cairo_stroke (f->cr);
    }
}

/* Returns where the text may start. */
double
tree_draw_glyph (TreeFrame                *f,
                 const VitrineTreeRow *    row,
                 double                    x,
                 double                    y,
                 double                    alpha)
{
  switch (row->kind)
    {
    case VITRINE_TREE_OR:
      return x + draw_pill (f, x, y, C_("tree", "OR"), TRUE) - 1;
    case VITRINE_TREE_AND:
      return x + draw_pill (f, x, y, C_("tree", "AND"), FALSE) - 1;
    case VITRINE_TREE_LAYER:
      tree_rounded (f->cr, x - 6, y - 6, 12, 12, 3);
      tree_use_tint (f, row->tint, alpha);
      cairo_fill (f->cr);
      break;
    case VITRINE_TREE_GROUP:
      for (int i = 0; i < 3; i++)
        {
          cairo_new_sub_path (f->cr);
          cairo_arc (f->cr, x + (i - 1) * 4.5, y + (i == 1 ? -3 : 2), 3, 0, 2 * G_PI);
        }
      tree_use_tint (f, row->tint, alpha);
      cairo_fill (f->cr);
      break;
    case VITRINE_TREE_PATTERN:
      draw_pattern_dot (f, row, x, y, alpha);
      break;
    case VITRINE_TREE_PRUNED:
    default:
      cairo_new_sub_path (f->cr);
      cairo_arc (f->cr, x, y, 6, 0, 2 * G_PI);
      cairo_move_to (f->cr, x - 4.2, y - 4.2);
      cairo_line_to (f->cr, x + 4.2, y + 4.2);
      tree_use (f, VITRINE_COLOR_DIM_TEXT, 1);
      cairo_set_line_width (f->cr, 1.5);
      cairo_stroke (f->cr);
    }
  return x + GLYPH_GAP;
}

/* A small triangle between the line and the glyph; it also says whether there is more. */
double
tree_draw_expander (TreeFrame    *f,
                    double        x,
                    double        y,
                    gboolean      folded)
{
  cairo_save (f->cr);
  cairo_translate (f->cr, x + 4, y);
  if (!folded)
    cairo_rotate (f->cr, G_PI_2);
  cairo_move_to (f->cr, -2, -4);
  cairo_line_to (f->cr, 2.5, 0);
  cairo_line_to (f->cr, -2, 4);
  cairo_set_line_width (f->cr, 1.75);
  cairo_set_line_cap (f->cr, CAIRO_LINE_CAP_ROUND);
  tree_use (f, VITRINE_COLOR_DIM_TEXT, 1);
  cairo_stroke (f->cr);
  cairo_restore (f->cr);
  return x + 13;
}
