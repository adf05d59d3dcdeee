/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colours of drawn widgets in the light, dark and high-contrast looks.  The look is read from
 * the widget's own style, so a drawn widget always agrees with the window around it.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a colour is for.  Order is free; values are not stored anywhere. */
typedef enum
{
  VITRINE_COLOR_GROUND,       /* around a picture */
  VITRINE_COLOR_CARD,
  VITRINE_COLOR_VIEW,         /* ground of lists and trees, as libadwaita has it */
  VITRINE_COLOR_TEXT,
  VITRINE_COLOR_DIM_TEXT,
  VITRINE_COLOR_LINE,         /* connectors, separators */
  VITRINE_COLOR_TRACK,        /* the empty part of a bar */
  VITRINE_COLOR_ACCENT,
  VITRINE_COLOR_SELECTION,    /* ground of a selected row */
  VITRINE_COLOR_HOVER,
  VITRINE_COLOR_TRUTH,        /* boxes over pictures */
  VITRINE_COLOR_ANNOTATION,
  VITRINE_COLOR_PREDICTION,
  VITRINE_COLOR_WARNING,
  VITRINE_COLOR_BAD,
  VITRINE_COLOR_GOOD,
} VitrineColor;

typedef enum
{
  VITRINE_LOOK_LIGHT,
  VITRINE_LOOK_DARK,
  VITRINE_LOOK_HIGH_CONTRAST,
  VITRINE_LOOK_HIGH_CONTRAST_DARK,
} VitrineLook;

/* How many tints vitrine_theme_tint() tells apart before it starts again. */
#define VITRINE_N_TINTS 10

/* The look of WIDGET now: dark when its text is lighter than mid grey, high contrast when its
 * window carries the style class "high-contrast".  Main thread. */
VitrineLook vitrine_theme_look (GtkWidget *widget);

/* The colour for a use in a look. */
GdkRGBA vitrine_theme_color (VitrineLook  look,
                             VitrineColor color);

/* The colour of layer number INDEX (0 is the lowest): a colour-blind safe row of ten, after
 * Okabe and Ito (2008) with two steps of grey-violet added. */
GdkRGBA vitrine_theme_tint (VitrineLook look,
                            guint       index);

G_END_DECLS
