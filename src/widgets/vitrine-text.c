/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-text.h"

#include <math.h>
#include <string.h>

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

/* Where the last word of a name begins, "/output", and what stands behind the name, " (first look)". */
static const char *
last_word (const char  *name,
           const char **rest)
{
  const char *slash;

  *rest = strstr (name, " (");
  if (*rest == NULL)
    *rest = name + strlen (name);
  slash = g_strrstr_len (name, *rest - name, "/");
  return slash != NULL && slash > name ? slash : *rest;
}

void
vitrine_text_drop_shared (char **names,
                          guint  n)
{
  const char *rest, *first_rest, *first = n > 1 ? last_word (names[0], &first_rest) : NULL;
  const gsize length = first != NULL ? (gsize) (first_rest - first) : 0;

  if (length == 0)
    return;
  for (guint i = 1; i < n; i++)
    {
      const char *word = last_word (names[i], &rest);

      if ((gsize) (rest - word) != length || strncmp (word, first, length) != 0)
        return;
    }
  for (guint i = 0; i < n; i++)
    {
      const gsize at = (gsize) (last_word (names[i], &rest) - names[i]);

      memmove (names[i] + at, rest, strlen (rest) + 1);
    }
}
