/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture in memory: 8-bit sRGB, rows from the top, immutable, refcounted; any thread. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A rectangle in pixels of a photo; pixel (i, j) covers i … i+1 × j … j+1. */
typedef struct
{
  double x, y, w, h;
} VitrineBox;

typedef struct _VitrineImage VitrineImage;

/* No picture has a side longer than this, or more pixels than this; larger files are refused
 * unread. */
#define VITRINE_IMAGE_MAX_SIDE   32768
#ifndef VITRINE_IMAGE_MAX_PIXELS
#define VITRINE_IMAGE_MAX_PIXELS (100u * 1000 * 1000)
#endif

#define VITRINE_TYPE_IMAGE (vitrine_image_get_type ())
GType         vitrine_image_get_type (void);

/* Takes `pixels` (RGB, 3·width bytes a row, no padding), freed with g_free(). */
VitrineImage *vitrine_image_new      (guint          width,
                                      guint          height,
                                      guint8        *pixels);
/* Reads a file with GdkPixbuf: turned as its EXIF orientation says, transparency laid over
 * white, grey replicated, CMYK and 16 bit brought to 8-bit RGB as the loader does.  Errors name
 * the file. */
VitrineImage *vitrine_image_load     (const char    *path,
                                      GError       **error);
/* The same, at most `side` pixels on the longer side (never enlarged); quicker for JPEG.  For
 * looking at, not for computing. */
VitrineImage *vitrine_image_load_small (const char  *path,
                                        guint        side,
                                        GError     **error);
/* From the bytes of a file; `name` is for messages.  `side` as above, 0: full size. */
VitrineImage *vitrine_image_load_bytes (const guint8 *data,
                                        gsize         size,
                                        const char   *name,
                                        guint         side,
                                        GError      **error);
/* All bytes of a regular file of at most half a gigabyte; never waits for a pipe or device.
 * (transfer full) */
guint8       *vitrine_image_read_file (const char   *path,
                                       gsize        *size,
                                       GError      **error);
/* TRUE when the name ends like a picture that vitrine_image_load() may read. */
gboolean      vitrine_image_is_name  (const char    *name);
/* From Cairo's premultiplied native-endian ARGB32 or RGB24, laid over white. */
VitrineImage *vitrine_image_new_from_argb (guint         width,
                                           guint         height,
                                           gsize         stride,
                                           const guint8 *data);
/* Into Cairo's RGB24, `stride` bytes a row. */
void          vitrine_image_to_rgb24 (const VitrineImage *self,
                                      guint8             *data,
                                      gsize               stride);
gboolean      vitrine_image_save_png (const VitrineImage *self,
                                      const char         *path,
                                      GError            **error);

VitrineImage *vitrine_image_ref        (VitrineImage       *self);
void          vitrine_image_unref      (VitrineImage       *self);     /* NULL is fine */
guint         vitrine_image_get_width  (const VitrineImage *self);
guint         vitrine_image_get_height (const VitrineImage *self);
/* 3·width bytes a row. */
const guint8 *vitrine_image_get_pixels (const VitrineImage *self);
/* The bytes as GBytes that hold a reference to the picture: for GdkMemoryTexture (R8G8B8). */
GBytes       *vitrine_image_dup_bytes  (VitrineImage       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineImage, vitrine_image_unref)

G_END_DECLS
