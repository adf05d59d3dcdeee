/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One table of colours for each look.
 */
#include "config.h"

#include "widgets/vitrine-theme.h"

/* 0xRRGGBBAA, columns: light, dark, high contrast, high contrast dark. */
static const guint32 colors[][4] = {
  [VITRINE_COLOR_GROUND] = { 0xf0f0f2ff, 0x1c1c1fff, 0xffffffff, 0x000000ff },
  [VITRINE_COLOR_CARD] = { 0xffffffff, 0x36363aff, 0xffffffff, 0x000000ff },
  [VITRINE_COLOR_VIEW] = { 0xffffffff, 0x1e1e1eff, 0xffffffff, 0x1e1e1eff },
  [VITRINE_COLOR_TEXT] = { 0x26262aff, 0xf4f4f6ff, 0x000000ff, 0xffffffff },
  [VITRINE_COLOR_DIM_TEXT] = { 0x65656dff, 0xa9a9b2ff, 0x000000ff, 0xffffffff },
  [VITRINE_COLOR_LINE] = { 0xc4c4ccff, 0x56565eff, 0x000000ff, 0xffffffff },
  [VITRINE_COLOR_TRACK] = { 0x0000001a, 0xffffff1f, 0x00000040, 0xffffff59 },
  [VITRINE_COLOR_ACCENT] = { 0x1c71d8ff, 0x62a0eaff, 0x0b4a99ff, 0x99c1f1ff },
  [VITRINE_COLOR_SELECTION] = { 0x3584e438, 0x62a0ea40, 0x0b4a9959, 0x99c1f166 },
  [VITRINE_COLOR_HOVER] = { 0x0000000f, 0xffffff12, 0x00000026, 0xffffff33 },
  [VITRINE_COLOR_TRUTH] = { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
  [VITRINE_COLOR_ANNOTATION] = { 0x33d17aff, 0x33d17aff, 0x57ff9cff, 0x57ff9cff },
  [VITRINE_COLOR_PREDICTION] = { 0xffc61aff, 0xffc61aff, 0xffe900ff, 0xffe900ff },
  [VITRINE_COLOR_WARNING] = { 0xb35900ff, 0xffbe6fff, 0x7a3d00ff, 0xffd699ff },
  [VITRINE_COLOR_BAD] = { 0xc01c28ff, 0xff7b72ff, 0x9a0b16ff, 0xffa7a1ff },
  [VITRINE_COLOR_GOOD] = { 0x1b7f4bff, 0x8ff0a4ff, 0x0c5a31ff, 0xb4ffc5ff },
};

/* From the lowest layer to the highest; lighter on dark grounds. */
static const guint32 tints[VITRINE_N_TINTS][2] = {
  { 0x0072b2ff, 0x4aa8e0ff }, { 0x009e73ff, 0x2fc79cff }, { 0xe69f00ff, 0xf5b52eff },
  { 0xd55e00ff, 0xf0803cff }, { 0xcc5b9aff, 0xe58abcff }, { 0x7a5cc4ff, 0xa58af0ff },
  { 0x56b4e9ff, 0x7ccbf7ff }, { 0x8a8d00ff, 0xd0d34aff }, { 0x8c564bff, 0xc58f84ff },
  { 0x6c7a89ff, 0xa3b1c0ff },
};

static GdkRGBA
unpack (guint32 rgba)
{
  return (GdkRGBA) {
           .red = (float) (rgba >> 24) / 255.f,
           .green = (float) (rgba >> 16 & 255) / 255.f,
           .blue = (float) (rgba >> 8 & 255) / 255.f,
           .alpha = (float) (rgba & 255) / 255.f,
  };
}

static gboolean
is_high_contrast (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "high-contrast");
}

VitrineLook
vitrine_theme_look (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), VITRINE_LOOK_LIGHT);

  GdkRGBA text;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);

  /* Rec. 709 luminance of the text colour. */
  float light = .2126f * text.red + .7152f * text.green + .0722f * text.blue;
  gboolean dark = light > .5f;

  if (is_high_contrast (widget))
    return dark ? VITRINE_LOOK_HIGH_CONTRAST_DARK : VITRINE_LOOK_HIGH_CONTRAST;
  return dark ? VITRINE_LOOK_DARK : VITRINE_LOOK_LIGHT;
}

GdkRGBA
vitrine_theme_color (VitrineLook  look,
                     VitrineColor color)
{
  g_return_val_if_fail ((guint) color < G_N_ELEMENTS (colors), (GdkRGBA) { 0 });

  return unpack (colors[color][look]);
}

GdkRGBA
vitrine_theme_tint (VitrineLook look,
                    guint       index)
{
  gboolean dark = look == VITRINE_LOOK_DARK || look == VITRINE_LOOK_HIGH_CONTRAST_DARK;

  return unpack (tints[index % VITRINE_N_TINTS][dark]);
}
