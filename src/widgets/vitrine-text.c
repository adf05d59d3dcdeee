/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-text.h"

#include <math.h>

PangoLayout *
vitrine_text_layout (GtkWidget  *widget,
                     const char *text,
                     double      scale,
                     double      room,
                     int        *width,
                     int        *height)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, width, height);
  if (*width > room)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) (fmax (room, 1) * PANGO_SCALE));
      *width = (int) room;
    }
  return layout;
}
