/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture's bytes say of themselves before any decoder sees them: format, largest size
 * announced, whether the end is there.  Decoders ask for memory as the header tells them, some
 * of them even after their caller has refused; so the header is read first, here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *type;           /* GdkPixbuf's word for the format, static */
  guint64     width, height;  /* pixels, the largest that any part announces; 0: not known */
  gboolean    sized;          /* the header of this format tells its size: 0 is a fault */
  gboolean    whole;          /* as many bytes as its pixels need, and the end if it is marked */
} VitrineImageFormat;

/* FALSE when the bytes are of no format that is read.  Any thread; reads only `data`. */
gboolean    vitrine_image_format_read     (VitrineImageFormat *self,
                                           const guint8       *data,
                                           gsize               size);
/* A GIF of the first frame alone, so that an animation costs one picture; the frame's own sizes
 * are in `width` and `height` where they are larger.  NULL: there is no whole frame.  (transfer
 * full) */
GByteArray *vitrine_image_gif_first_frame (const guint8       *data,
                                           gsize               size,
                                           guint64            *width,
                                           guint64            *height);

G_END_DECLS
