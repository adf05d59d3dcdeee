/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the strip: thumbnails as textures, the rest with Cairo. */
#include "config.h"

#include "widgets/vitrine-strip-private.h"

#include <math.h>

#include "widgets/vitrine-theme.h"

/* The thumbnail fitted into its square. */
static void
draw_texture (GtkSnapshot *snapshot,
              GdkTexture  *texture,
              double       x,
              double       y)
{
  double w = gdk_texture_get_width (texture), h = gdk_texture_get_height (texture);
  double zoom = MIN (STRIP_TILE / w, STRIP_TILE / h);
  graphene_rect_t rect = GRAPHENE_RECT_INIT (
    (float) floor (x + (STRIP_TILE - w * zoom) / 2), (float) floor (y + (STRIP_TILE - h * zoom) / 2),
    (float) round (w * zoom), (float) round (h * zoom));
  gtk_snapshot_append_texture (snapshot, texture, &rect);
}

static void
draw_caption (VitrineStrip * self,
              GtkSnapshot  * snapshot,
              GObject      * item,
              const GdkRGBA *color,
              double         x,
              double         y)
{
  g_autofree char *text = self->source->caption != NULL
    ? self->source->caption (item, self->user_data) : NULL;
  if (text == NULL)
    text = self->source->name (item, self->user_data);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attrs = pango_attr_list_new ();
  pango_attr_list_insert (attrs, pango_attr_scale_new (.75));
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_set_width (layout, STRIP_TILE * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) (y + STRIP_TILE + 1)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* Shapes, not colours alone, tell the badges apart: disc, question mark's dot and stem, cross. */
static void
draw_badges (cairo_t       *cr,
             VitrineBadges  badges,
             VitrineLook    look,
             double         x,
             double         y)
{
  static const struct { VitrineBadges badge; VitrineColor color; } kinds[] = {
    { VITRINE_BADGE_ANNOTATED, VITRINE_COLOR_ANNOTATION },
    { VITRINE_BADGE_ASKED, VITRINE_COLOR_PREDICTION },
    { VITRINE_BADGE_FAILED, VITRINE_COLOR_BAD },
  };
  double cx = x + STRIP_TILE - 9, cy = y + 9;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if ((badges & kinds[i].badge) == 0)
        continue;
      GdkRGBA color = vitrine_theme_color (look, kinds[i].color);
      cairo_new_sub_path (cr);
      cairo_arc (cr, cx, cy, 6.5, 0, 2 * G_PI);
      cairo_set_source_rgba (cr, 0, 0, 0, .7);
      cairo_fill (cr);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, 2);
      if (kinds[i].badge == VITRINE_BADGE_ANNOTATED)
        cairo_rectangle (cr, cx - 3, cy - 3, 6, 6);
      else if (kinds[i].badge == VITRINE_BADGE_ASKED)
        {
          cairo_new_sub_path (cr);
          cairo_arc (cr, cx, cy, 3, 0, 2 * G_PI);
        }
      else
        {
          cairo_move_to (cr, cx - 3, cy - 3);
          cairo_line_to (cr, cx + 3, cy + 3);
          cairo_move_to (cr, cx + 3, cy - 3);
          cairo_line_to (cr, cx - 3, cy + 3);
        }
      cairo_stroke (cr);
      cx -= 15;
    }
}

static void
draw_item (VitrineStrip *self,
           GtkSnapshot  *snapshot,
           guint         i,
           double        x,
           VitrineLook   look)
{
  g_autoptr (GObject) item = g_list_model_get_item (self->model, i);
  double y = STRIP_MARGIN;
  graphene_rect_t tile = GRAPHENE_RECT_INIT ((float) x, (float) y, STRIP_TILE, STRIP_TILE);
  gboolean current = item == self->current;
  gboolean chosen = current || gtk_bitset_contains (self->selected, i);
  g_autoptr (GdkTexture) texture = self->source->texture (item, self->user_data);
  if (texture != NULL)
    draw_texture (snapshot, texture, x, y);
  else
    {
      GdkRGBA empty = vitrine_theme_color (look, VITRINE_COLOR_TRACK);
      gtk_snapshot_append_color (snapshot, &empty, &tile);
    }
  VitrineBadges badges = self->source->badges != NULL
    ? self->source->badges (item, self->user_data) : 0;
  if (badges != 0)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &tile);
      draw_badges (cr, badges, look, x, y);
      cairo_destroy (cr);
    }
  GdkRGBA text = vitrine_theme_color (look, current ? VITRINE_COLOR_TEXT : VITRINE_COLOR_DIM_TEXT);
  draw_caption (self, snapshot, item, &text, x, y);
  if (!chosen && (int) i != self->hovered)
    return;
  GdkRGBA color = vitrine_theme_color (look, chosen ? VITRINE_COLOR_ACCENT : VITRINE_COLOR_LINE);
  float width = current ? 3.f : 1.5f;
  GskRoundedRect outline;
  graphene_rect_t around = tile;
  graphene_rect_inset (&around, -3.f, -3.f);
  gsk_rounded_rect_init_from_rect (&outline, &around, 4.f);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { color, color, color, color });
}

void
vitrine_strip_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  VitrineStrip *self = VITRINE_STRIP (widget);
  guint n = vitrine_strip_n_items (self);
  double width = gtk_widget_get_width (widget);
  double scroll = gtk_adjustment_get_value (self->adjustment);
  VitrineLook look = vitrine_theme_look (widget);
  guint first = (guint) MAX (0, (scroll - STRIP_MARGIN) / (STRIP_TILE + STRIP_GAP));
  guint last = (guint) MIN ((double) n, (scroll + width) / (STRIP_TILE + STRIP_GAP) + 1);
  graphene_rect_t bounds =
    GRAPHENE_RECT_INIT (0, 0, (float) width, (float) gtk_widget_get_height (widget));
  gtk_snapshot_push_clip (snapshot, &bounds);
  for (guint i = first; i < last && self->source != NULL; i++)
    draw_item (self, snapshot, i, STRIP_MARGIN + i * (double) (STRIP_TILE + STRIP_GAP) - scroll, look);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->scrollbar, snapshot);
}
