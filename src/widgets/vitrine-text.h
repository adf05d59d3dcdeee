/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of drawn widgets: in the widget's own font, at a share of its size.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line.  Where it is wider than `room` pixels it ends in an ellipsis; INFINITY: it may be as wide as it is.  Its size
 * in pixels goes to `width` and `height`.  (transfer full) */
PangoLayout *vitrine_text_layout (GtkWidget  *widget,
                                  const char *text,
                                  double      scale,
                                  double      room,
                                  int        *width,
                                  int        *height);

/* Names of layers side by side: a last word that all of them share, "/output" of "block_1/output", tells none from another
 * and goes from each.  What stands in brackets behind a name stays. */
void         vitrine_text_drop_shared (char  **names,
                                       guint   n);

G_END_DECLS
