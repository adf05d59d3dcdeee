/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in memory and how they are read.  Pixels never change after construction, so any
 * number of threads may look at them; the counter is a C11 atomic. */
#include "engine/pictures/vitrine-image.h"

#include <errno.h>
#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vt-error.h"
#include "engine/pictures/vitrine-image-format.h"

#define MAX_FILE_BYTES ((gsize) 1 << 29)
#define CHUNK ((gsize) 1 << 16)

struct _VitrineImage
{
  _Atomic int  ref_count;
  guint        width, height;
  guint8      *pixels;
};

G_DEFINE_BOXED_TYPE (VitrineImage, vitrine_image, vitrine_image_ref, vitrine_image_unref)

VitrineImage *
vitrine_image_new (guint width,
                   guint height,
                   guint8 *pixels)
{
  VitrineImage *self;

  g_return_val_if_fail (width > 0 && width <= VITRINE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height > 0 && height <= VITRINE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);

  self = g_new0 (VitrineImage, 1);
  atomic_init (&self->ref_count, 1);
  self->width = width;
  self->height = height;
  self->pixels = pixels;
  return self;
}

VitrineImage *
vitrine_image_ref (VitrineImage *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
vitrine_image_unref (VitrineImage *self)
{
  if (self == NULL || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_free (self->pixels);
  g_free (self);
}

guint
vitrine_image_get_width (const VitrineImage *self)
{
  return self->width;
}

guint
vitrine_image_get_height (const VitrineImage *self)
{
  return self->height;
}

const guint8 *
vitrine_image_get_pixels (const VitrineImage *self)
{
  return self->pixels;
}

static void
unref_image (gpointer image)
{
  vitrine_image_unref (image);
}

GBytes *
vitrine_image_dup_bytes (VitrineImage *self)
{
  return g_bytes_new_with_free_func (self->pixels, (gsize) self->width * self->height * 3,
                                     unref_image, vitrine_image_ref (self));
}

/* Over white: c·a + 255·(1 − a), rounded. */
static guint8
over_white (guint c,
            guint a)
{
  return (guint8) ((c * a + 255 * (255 - a) + 127) / 255);
}

static VitrineImage *
image_from_pixbuf (GdkPixbuf *pixbuf)
{
  const guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  const guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  const gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const gboolean alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *pixels = g_malloc ((gsize) width * height * 3);

  for (guint y = 0; y < height; y++)
    {
      const guint8 *p = from + y * stride;
      guint8 *q = pixels + (gsize) y * width * 3;

      if (!alpha)
        {
          memcpy (q, p, (gsize) width * 3);
          continue;
        }
      for (guint x = 0; x < width; x++, p += 4, q += 3)
        for (int c = 0; c < 3; c++)
          q[c] = over_white (p[c], p[3]);
    }
  return vitrine_image_new (width, height, pixels);
}

/* At most `side` pixels on the longer side. */
static void
size_prepared (GdkPixbufLoader *loader,
               int              width,
               int              height,
               gpointer         data)
{
  const guint side = *(guint *) data;
  const int longer = MAX (width, height);
  const double f = (double) side / longer;

  if (side > 0 && longer > (int) side)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * f + 0.5)),
                                MAX (1, (int) (height * f + 0.5)));
}

/* TRUE when the bytes announce a picture that may be decoded.  A file that was cut off would
 * decode to grey or empty rows without complaint. */
static gboolean
may_decode (const VitrineImageFormat  *format,
            const char                *name,
            GError                   **error)
{
  const char *reason = NULL;

  if (format->type == NULL)
    reason = _("its format is not known");
  else if (format->sized && (format->width == 0 || format->height == 0))
    reason = _("its header gives no size");
  if (reason != NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                   _("“%s” is not a picture that can be read: %s"), name, reason);
      return FALSE;
    }
  if (MAX (format->width, format->height) > VITRINE_IMAGE_MAX_SIDE
      || format->width * format->height > VITRINE_IMAGE_MAX_PIXELS)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                   _("“%s” is too large: %" PRIu64 " × %" PRIu64 " pixels, at most %u million are read"), name,
                   format->width, format->height,
                   VITRINE_IMAGE_MAX_PIXELS / 1000000);
      return FALSE;
    }
  if (!format->whole)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                   _("“%s” is cut off: the end of the picture is missing"), name);
      return FALSE;
    }
  return TRUE;
}

/* Decodes all bytes at full size or at most `side`.  NULL: `error` may be unset. */
static GdkPixbuf *
decode (const char    *type,
        const guint8  *data,
        gsize          size,
        guint          side,
        GError       **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, error);
  GdkPixbuf *pixbuf;
  gboolean ok = loader != NULL;

  if (!ok)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared), &side);
  for (gsize at = 0; ok && at < size; at += CHUNK)
    ok = gdk_pixbuf_loader_write (loader, data + at, MIN (CHUNK, size - at), error);
  /* The loader must be closed whatever happened; its second complaint adds nothing. */
  if (!gdk_pixbuf_loader_close (loader, ok ? error : NULL) || !ok)
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

VitrineImage *
vitrine_image_load_bytes (const guint8  *data,
                          gsize          size,
                          const char    *name,
                          guint          side,
                          GError       **error)
{
  g_autoptr (GByteArray) frame = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) reason = NULL;
  VitrineImageFormat format;

  if (size == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” is empty"), name);
      return NULL;
    }
  vitrine_image_format_read (&format, data, size);
  if (g_strcmp0 (format.type, "gif") == 0)
    {
      frame = vitrine_image_gif_first_frame (data, size, &format.width, &format.height);
      format.whole = frame != NULL;
    }
  if (!may_decode (&format, name, error))
    return NULL;
  pixbuf = decode (format.type, frame != NULL ? frame->data : data,
                   frame != NULL ? frame->len : size, side, &reason);
  if (pixbuf == NULL || gdk_pixbuf_get_colorspace (pixbuf) != GDK_COLORSPACE_RGB
      || gdk_pixbuf_get_bits_per_sample (pixbuf) != 8
      || MAX (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf)) > VITRINE_IMAGE_MAX_SIDE)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” is not a picture that can be read: %s"),
                   name, reason != NULL ? reason->message : _("it holds no pixels"));
      return NULL;
    }
  return image_from_pixbuf (pixbuf);
}

guint8 *
vitrine_image_read_file (const char  *path,
                         gsize       *size,
                         GError     **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree guint8 *data = NULL;
  struct stat st;
  gsize have = 0;
  /* Without O_NONBLOCK a named pipe would wait for a writer for ever. */
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” cannot be read: %s"), name,
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  if (!S_ISREG (st.st_mode) || (guint64) st.st_size > MAX_FILE_BYTES)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, S_ISREG (st.st_mode) ? _("“%s” is too large")
                   : _("“%s” is not a file"), name);
      close (fd);
      return NULL;
    }
  data = g_malloc ((gsize) st.st_size + 1);
  while (have < (gsize) st.st_size)
    {
      const gssize n = read (fd, data + have, (gsize) st.st_size - have);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      have += (gsize) n;
    }
  close (fd);
  *size = have;
  return g_steal_pointer (&data);
}

VitrineImage *
vitrine_image_load_small (const char  *path,
                          guint        side,
                          GError     **error)
{
  g_autofree guint8 *data = NULL;
  g_autofree char *name = NULL;
  gsize size;

  g_return_val_if_fail (path != NULL, NULL);

  data = vitrine_image_read_file (path, &size, error);
  if (data == NULL)
    return NULL;
  name = g_path_get_basename (path);
  return vitrine_image_load_bytes (data, size, name, side, error);
}

VitrineImage *
vitrine_image_load (const char  *path,
                    GError     **error)
{
  return vitrine_image_load_small (path, 0, error);
}

gboolean
vitrine_image_is_name (const char *name)
{
  static const char *const endings[] = { ".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".gif", ".tif",
                                         ".tiff", ".webp", ".ppm", ".pgm", ".pbm", ".pnm", ".tga",
                                         ".avif", ".jxl" };
  const char *dot = strrchr (name, '.');

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (dot, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

VitrineImage *
vitrine_image_new_from_argb (guint         width,
                             guint         height,
                             gsize         stride,
                             const guint8 *data)
{
  guint8 *pixels = g_malloc ((gsize) width * height * 3), *q = pixels;

  for (guint y = 0; y < height; y++)
    {
      const guint32 *row = (const guint32 *) (gconstpointer) (data + y * stride);

      for (guint x = 0; x < width; x++, q += 3)
        {
          const guint32 p = row[x];
          /* Premultiplied: what is missing to opaque is white. */
          const guint white = 255 - (p >> 24);

          q[0] = (guint8) MIN (255, (p >> 16 & 255) + white);
          q[1] = (guint8) MIN (255, (p >> 8 & 255) + white);
          q[2] = (guint8) MIN (255, (p & 255) + white);
        }
    }
  return vitrine_image_new (width, height, pixels);
}

void
vitrine_image_to_rgb24 (const VitrineImage *self,
                        guint8             *data,
                        gsize               stride)
{
  const guint8 *p = self->pixels;

  for (guint y = 0; y < self->height; y++)
    {
      guint32 *row = (guint32 *) (gpointer) (data + y * stride);

      for (guint x = 0; x < self->width; x++, p += 3)
        row[x] = 0xff000000u | (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
    }
}

gboolean
vitrine_image_save_png (const VitrineImage  *self,
                        const char          *path,
                        GError             **error)
{
  g_autoptr (GdkPixbuf) pixbuf =
    gdk_pixbuf_new_from_data (self->pixels, GDK_COLORSPACE_RGB, FALSE, 8, (int) self->width,
                              (int) self->height, (int) self->width * 3, NULL, NULL);

  return gdk_pixbuf_save (pixbuf, path, "png", error, NULL);
}
