/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every usual format is read; orientation, transparency and grey are dealt with; broken, huge
 * and strange files give a sentence that names them. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/vt-error.h"
#include "engine/pictures/vitrine-image.h"
#include "engine/pictures/vitrine-resize.h"

/* Left half red, right half blue. */
static GdkPixbuf *
two_halves (guint    width,
            guint    height,
            gboolean alpha)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, (int) width, (int) height);
  const int n = gdk_pixbuf_get_n_channels (pixbuf);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint8 *p = gdk_pixbuf_get_pixels (pixbuf)
                    + y * (guint) gdk_pixbuf_get_rowstride (pixbuf) + x * (guint) n;

        p[0] = x < width / 2 ? 250 : 0;
        p[1] = 0;
        p[2] = x < width / 2 ? 0 : 250;
        if (alpha)
          p[3] = x < width / 2 ? 255 : 0;
      }
  return pixbuf;
}

static guint8 *
saved (GdkPixbuf  *pixbuf,
       const char *type,
       gsize      *size)
{
  gchar *data;

  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, size, type, NULL, NULL));
  return (guint8 *) data;
}

static void
assert_near (const VitrineImage *image,
             guint               x,
             guint               y,
             int                 r,
             int                 g,
             int                 b)
{
  const guint8 *p = vitrine_image_get_pixels (image)
                    + ((gsize) y * vitrine_image_get_width (image) + x) * 3;

  g_assert_cmpint (ABS (p[0] - r), <, 12);
  g_assert_cmpint (ABS (p[1] - g), <, 12);
  g_assert_cmpint (ABS (p[2] - b), <, 12);
}

static void
usual_formats_are_read (void)
{
  static const char *const types[] = { "png", "jpeg", "bmp", "tiff" };
  g_autoptr (GdkPixbuf) pixbuf = two_halves (64, 48, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      gsize size;
      g_autofree guint8 *data = saved (pixbuf, types[i], &size);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineImage) image = vitrine_image_load_bytes (data, size, "x", 0, &error);
      g_autoptr (VitrineImage) small = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (vitrine_image_get_width (image), ==, 64);
      assert_near (image, 10, 20, 250, 0, 0);
      assert_near (image, 60, 20, 0, 0, 250);
      small = vitrine_image_load_bytes (data, size, "x", 16, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vitrine_image_get_width (small), ==, 16);
      g_assert_cmpuint (vitrine_image_get_height (small), ==, 12);
    }
}

static void
transparency_lies_on_white (void)
{
  g_autoptr (GdkPixbuf) pixbuf = two_halves (8, 4, TRUE);
  gsize size;
  g_autofree guint8 *data = saved (pixbuf, "png", &size);
  g_autoptr (VitrineImage) image = vitrine_image_load_bytes (data, size, "x", 0, NULL);

  assert_near (image, 1, 1, 250, 0, 0);
  assert_near (image, 6, 1, 255, 255, 255);
}

/* Puts an EXIF block with nothing but the orientation behind the start marker. */
static guint8 *
with_orientation (const guint8 *jpeg,
                  gsize         size,
                  guint8        orientation,
                  gsize        *new_size)
{
  const guint8 exif[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
    0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
  };
  guint8 *data = g_malloc (size + sizeof exif);

  memcpy (data, jpeg, 2);
  memcpy (data + 2, exif, sizeof exif);
  memcpy (data + 2 + sizeof exif, jpeg + 2, size - 2);
  *new_size = size + sizeof exif;
  return data;
}

static void
orientation_is_applied (void)
{
  g_autoptr (GdkPixbuf) pixbuf = two_halves (64, 32, FALSE);
  gsize size, turned_size;
  g_autofree guint8 *data = saved (pixbuf, "jpeg", &size);
  g_autofree guint8 *turned = with_orientation (data, size, 6, &turned_size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineImage) image = vitrine_image_load_bytes (turned, turned_size, "x", 0, &error);

  g_assert_no_error (error);
  /* 6: the top of the scene is the file's left side. */
  g_assert_cmpuint (vitrine_image_get_width (image), ==, 32);
  g_assert_cmpuint (vitrine_image_get_height (image), ==, 64);
  assert_near (image, 16, 5, 250, 0, 0);
  assert_near (image, 16, 60, 0, 0, 250);
}

static void
cut_off_files_are_refused (void)
{
  static const char *const types[] = { "png", "jpeg", "bmp" };
  static const char *const short_ones[] = {
    "P1 9 9 0101", "P4 9 9\n01234", "P2 9 9 255 1 2 3", "P5 9 9 255\n01234567", "P6 4 4 255\n0123456789",
  };
  g_autoptr (GdkPixbuf) pixbuf = two_halves (200, 150, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      gsize size;
      g_autofree guint8 *data = saved (pixbuf, types[i], &size);

      for (gsize keep = 0; keep < size; keep = keep * 2 + 7)
        {
          /* A copy of its own size, so that reading past the end is seen. */
          g_autofree guint8 *part = g_memdup2 (data, keep + 1);
          g_autoptr (GError) error = NULL;
          g_autoptr (VitrineImage) image = vitrine_image_load_bytes (part, keep, "a.jpg", 0, &error);

          g_assert_null (image);
          g_assert_nonnull (strstr (error->message, "“a.jpg”"));
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (short_ones); i++)
    {
      const guint8 *data = (const guint8 *) short_ones[i];
      g_autoptr (GError) error = NULL;

      g_assert_null (vitrine_image_load_bytes (data, strlen (short_ones[i]), "a.pnm", 0, &error));
      g_assert_nonnull (strstr (error->message, "cut off"));
    }
}

/* Heads that claim 60,000 × 60,000 pixels; nothing follows them. */
static void
huge_sizes_are_refused_unread (void)
{
  static const struct
  {
    guint  size;
    guint8 data[64];
  } heads[] = {
    { 45, { 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xea, 0x60,
            0, 0, 0xea, 0x60, 8, 2, 0, 0, 0, 0xe3, 0x3e, 0x3b, 0xf6, 0, 0, 0, 0, 'I', 'E', 'N', 'D',
            0xae, 0x42, 0x60, 0x82 } },
    { 26, { 0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 9, 0xff, 0xc2, 0, 11, 8, 0xea, 0x60, 0xea, 0x60, 1, 1, 0x11,
            0, 0, 0, 0xff, 0xd9 } },
    { 26, { 'B', 'M', 26, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 0x60, 0xea, 0x60, 0xea, 1, 0, 24, 0 } },
    { 54, { 'B', 'M', 54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 0x60, 0xea, 0, 0, 0xa0, 0x15, 0xff, 0xff,
            1, 0, 24, 0 } },
    { 34, { 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0, 0, 1, 4, 0, 1, 0, 0, 0, 0x60, 0xea, 0, 0,
            1, 1, 3, 0, 1, 0, 0, 0, 0x60, 0xea, 0, 0 } },
    { 34, { 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0xea, 0x60,
            1, 1, 0, 3, 0, 0, 0, 1, 0xea, 0x60, 0, 0 } },
    { 30, { 'R', 'I', 'F', 'F', 22, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0, 0, 0, 0, 0, 0, 0,
            0x5f, 0xea, 0, 0x5f, 0xea, 0 } },
    { 23, "P6 # a word\n60000 60000" },
    { 19, { 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x60, 0xea, 0x60, 0xea, 24, 0, 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree guint8 *data = g_memdup2 (heads[i].data, heads[i].size);
      g_autoptr (GError) error = NULL;

      g_assert_null (vitrine_image_load_bytes (data, heads[i].size, "big", 0, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
      g_assert_cmpstr (error->message, ==,
                       "“big” is too large: 60000 × 60000 pixels, at most 100 million are read");
    }
}

static const guint8 gif_head[] = { 'G', 'I', 'F', '8', '9', 'a', 4, 0, 2, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255 };

/* Appends a frame of 4 × 2 pixels, all of colour 0, whose header says `width` × 2. */
static void
add_gif_frame (GByteArray *gif,
               guint16     width)
{
  /* Codes of 3 bits: clear, 0, 0, clear, 0, 0, clear, 0, 0, clear, 0, 0, end. */
  const guint8 data[] = { 2, 5, 0x04, 0x08, 0x10, 0x20, 0x50, 0 };
  const guint8 frame[] = { ',', 0, 0, 0, 0, width & 255, width >> 8, 2, 0, 0 };

  g_byte_array_append (gif, frame, sizeof frame);
  g_byte_array_append (gif, data, sizeof data);
}

/* Only the first frame counts; its size is looked at, not only the screen's. */
static void
gif_gives_its_first_frame (void)
{
  g_autoptr (GByteArray) gif = g_byte_array_new ();
  g_autoptr (VitrineImage) image = NULL;
  g_autoptr (GError) error = NULL;

  g_byte_array_append (gif, gif_head, sizeof gif_head);
  add_gif_frame (gif, 4);
  add_gif_frame (gif, 65535);
  image = vitrine_image_load_bytes (gif->data, gif->len, "a.gif", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_image_get_width (image), ==, 4);
  g_assert_cmpuint (vitrine_image_get_height (image), ==, 2);
  assert_near (image, 3, 1, 255, 0, 0);
  for (guint keep = 0; keep < sizeof gif_head + 18; keep++)
    {
      g_autofree guint8 *part = g_memdup2 (gif->data, keep + 1);
      g_autoptr (GError) cut = NULL;

      g_assert_null (vitrine_image_load_bytes (part, keep, "a.gif", 0, &cut));
      g_assert_error (cut, VT_ERROR, VT_ERROR_FORMAT);
    }
  /* A screen of 0 × 0 is the first frame's. */
  memset (gif->data + 6, 0, 4);
  g_clear_pointer (&image, vitrine_image_unref);
  image = vitrine_image_load_bytes (gif->data, gif->len, "a.gif", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_image_get_width (image), ==, 4);
  g_byte_array_set_size (gif, sizeof gif_head);
  add_gif_frame (gif, 0);
  g_assert_null (vitrine_image_load_bytes (gif->data, gif->len, "a.gif", 0, &error));
  g_assert_nonnull (strstr (error->message, "no size"));
  g_clear_error (&error);
  g_byte_array_set_size (gif, sizeof gif_head);
  add_gif_frame (gif, 65535);
  g_assert_null (vitrine_image_load_bytes (gif->data, gif->len, "a.gif", 0, &error));
  g_assert_nonnull (strstr (error->message, "too large: 65535 × 2"));
}

static void
strange_files_give_a_sentence (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-XXXXXX", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe.jpg", NULL);
  g_autofree char *text = g_build_filename (folder, "text.jpg", NULL);
  g_autofree char *none = g_build_filename (folder, "none.jpg", NULL);
  const char *const paths[] = { pipe, text, none, folder };

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_true (g_file_set_contents (text, "This is no picture.", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_path_get_basename (paths[i]);

      g_assert_null (vitrine_image_load (paths[i], &error));
      g_assert_nonnull (strstr (error->message, name));
    }
  g_unlink (pipe);
  g_unlink (text);
  g_rmdir (folder);
}

static void
every_staged_picture_is_read (void)
{
  static const char *const folders[] = { "misc_photos", "faces_photos", "cnn_explainer_samples" };
  const char *data = g_getenv ("VITRINE_DATA");
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (data != NULL ? data : "", folders[i], NULL);
      g_autoptr (GDir) dir = data != NULL ? g_dir_open (folder, 0, NULL) : NULL;
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autoptr (GError) error = NULL;
          g_autoptr (VitrineImage) image = NULL;

          if (!vitrine_image_is_name (name))
            continue;
          image = vitrine_image_load (path, &error);
          g_assert_no_error (error);
          n++;
        }
    }
  if (n == 0)
    g_test_skip ("VITRINE_DATA is not there");
}

static void
argb_and_back (void)
{
  const guint32 argb[4] = { 0xff102030, 0x00000000, 0x80400000, 0xffffffff };
  guint32 rgb[4];
  g_autoptr (VitrineImage) image = vitrine_image_new_from_argb (2, 2, 8, (const guint8 *) argb);
  g_autoptr (GBytes) bytes = vitrine_image_dup_bytes (image);

  vitrine_image_to_rgb24 (image, (guint8 *) rgb, 8);
  g_assert_cmphex (rgb[0], ==, 0xff102030);
  g_assert_cmphex (rgb[1], ==, 0xffffffff);
  g_assert_cmphex (rgb[2], ==, 0xffbf7f7f);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 12);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/images/usual-formats", usual_formats_are_read);
  g_test_add_func ("/images/transparency", transparency_lies_on_white);
  g_test_add_func ("/images/orientation", orientation_is_applied);
  g_test_add_func ("/images/cut-off", cut_off_files_are_refused);
  g_test_add_func ("/images/huge", huge_sizes_are_refused_unread);
  g_test_add_func ("/images/gif", gif_gives_its_first_frame);
  g_test_add_func ("/images/strange-files", strange_files_give_a_sentence);
  g_test_add_func ("/images/staged", every_staged_picture_is_read);
  g_test_add_func ("/images/argb", argb_and_back);
  return g_test_run ();
}
