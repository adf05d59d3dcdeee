/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a format: how it begins, how its size is found, how its end is seen, how many pixels a
 * byte can hold at the best.  Reads beyond the end give 0. */
#include "engine/pictures/vitrine-image-format.h"

#include <string.h>

typedef struct
{
  const guint8 *data;
  gsize         size;
} Bytes;

typedef gboolean (*IsFunc)    (const Bytes              *b);
typedef void (*SizeFunc)  (const Bytes              *b,
                           VitrineImageFormat       *self);
typedef gboolean (*WholeFunc) (const Bytes              *b,
                               const VitrineImageFormat *self);

static guint
u8 (const Bytes *b,
    guint64      at)
{
  return at < b->size ? b->data[at] : 0;
}

/* `n` bytes, the lowest first or last. */
static guint64
number (const Bytes *b,
        guint64      at,
        guint        n,
        gboolean     low_first)
{
  guint64 v = 0;

  for (guint i = 0; i < n; i++)
    v = v << 8 | u8 (b, at + (low_first ? n - 1 - i : i));
  return v;
}

static guint64
le (const Bytes *b,
    guint64      at,
    guint        n)
{
  return number (b, at, n, TRUE);
}

static guint64
be (const Bytes *b,
    guint64      at,
    guint        n)
{
  return number (b, at, n, FALSE);
}

static gboolean
has (const Bytes *b,
     guint64      at,
     const void  *word,
     gsize        n)
{
  return at <= b->size && b->size - at >= n && memcmp (b->data + at, word, n) == 0;
}

static void
png_size (const Bytes        *b,
          VitrineImageFormat *self)
{
  self->width = be (b, 16, 4);
  self->height = be (b, 20, 4);
}

static gboolean
png_is_whole (const Bytes              *b,
              const VitrineImageFormat *self)
{
  const gsize tail = MIN (b->size, 4096);

  return memmem (b->data + (b->size - tail), tail, "IEND", 4) != NULL;
}

/* A start of frame: C0 … CF but for tables (C4), extension (C8) and conditioning (CC). */
static gboolean
is_frame (guint marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* The first frame's size.  Between segments anything but FF is passed over, as decoders do. */
static void
jpeg_size (const Bytes        *b,
           VitrineImageFormat *self)
{
  guint64 at = 2;

  while (at + 9 < b->size)
    {
      guint marker;

      while (at < b->size && u8 (b, at) != 0xff)
        at++;
      while (at < b->size && u8 (b, at) == 0xff)
        at++;
      marker = u8 (b, at++);
      if (is_frame (marker))
        {
          self->height = be (b, at + 3, 2);
          self->width = be (b, at + 5, 2);
          return;
        }
      if (marker == 0xd9 || marker == 0xda)
        return;
      if (marker > 1 && !(marker >= 0xd0 && marker <= 0xd8))
        at += be (b, at, 2);
    }
}

/* Some cameras append things after the end marker. */
static gboolean
jpeg_is_whole (const Bytes              *b,
               const VitrineImageFormat *self)
{
  return memmem (b->data + 2, b->size - 2, "\xff\xd9", 2) != NULL;
}

static void
gif_size (const Bytes        *b,
          VitrineImageFormat *self)
{
  self->width = le (b, 6, 2);
  self->height = le (b, 8, 2);
}

static void
bmp_size (const Bytes        *b,
          VitrineImageFormat *self)
{
  const gboolean old = le (b, 14, 4) == 12;
  const gint32 width = (gint32) le (b, 18, 4), height = (gint32) le (b, 22, 4);

  self->width = old ? le (b, 18, 2) : (guint64) ABS ((gint64) width);
  self->height = old ? le (b, 20, 2) : (guint64) ABS ((gint64) height);
}

static gboolean
bmp_is_whole (const Bytes              *b,
              const VitrineImageFormat *self)
{
  const gboolean old = le (b, 14, 4) == 12;
  const guint64 bits = le (b, old ? 24 : 28, 2), packing = old ? 0 : le (b, 30, 4);
  const guint64 row = (self->width * bits + 31) / 32 * 4;

  /* The header and what stands before the pixels are asked for by size; 1 and 2 are run lengths. */
  return b->size >= le (b, 2, 4) && b->size >= le (b, 10, 4) && b->size >= le (b, 14, 4)
         && (packing == 1 || packing == 2 || (b->size - le (b, 10, 4)) / self->height >= row);
}

static void
webp_size (const Bytes        *b,
           VitrineImageFormat *self)
{
  if (has (b, 12, "VP8X", 4))
    {
      self->width = 1 + le (b, 24, 3);
      self->height = 1 + le (b, 27, 3);
    }
  else if (has (b, 12, "VP8L", 4))
    {
      self->width = 1 + (le (b, 21, 4) & 0x3fff);
      self->height = 1 + (le (b, 21, 4) >> 14 & 0x3fff);
    }
  else
    {
      self->width = le (b, 26, 2) & 0x3fff;
      self->height = le (b, 28, 2) & 0x3fff;
    }
}

static gboolean
webp_is_whole (const Bytes              *b,
               const VitrineImageFormat *self)
{
  return b->size >= 8 && b->size - 8 >= le (b, 4, 4);
}

/* A whole number after blanks and comments. */
static guint64
pnm_number (const Bytes *b,
            guint64     *at)
{
  guint64 v = 0;

  while (*at < b->size && (g_ascii_isspace ((char) u8 (b, *at)) || u8 (b, *at) == '#'))
    if (u8 (b, (*at)++) == '#')
      while (*at < b->size && u8 (b, *at) != '\n' && u8 (b, *at) != '\r')
        (*at)++;
  for (; g_ascii_isdigit ((char) u8 (b, *at)) && v < G_MAXUINT32; (*at)++)
    v = v * 10 + (u8 (b, *at) - '0');
  return v;
}

static void
pnm_size (const Bytes        *b,
          VitrineImageFormat *self)
{
  guint64 at = 2;

  self->width = pnm_number (b, &at);
  self->height = pnm_number (b, &at);
}

/* P1 and P4 are bits, in letters or packed; P2, P3 numbers and blanks; P5, P6 bytes. */
static gboolean
pnm_is_whole (const Bytes              *b,
              const VitrineImageFormat *self)
{
  const guint64 pixels = self->width * self->height;
  const guint kind = u8 (b, 1);

  if (kind == '4')
    return b->size / self->height >= (self->width + 7) / 8;
  return b->size >= pixels * (kind == '3' || kind == '6' ? 3 : 1) * (kind == '2' || kind == '3' ? 2 : 1);
}

/* Widths and heights of the first directory, tiles and strips among them. */
static void
tiff_size (const Bytes        *b,
           VitrineImageFormat *self)
{
  static const guint8 bytes_of[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };
  const gboolean low = u8 (b, 0) == 'I', big = number (b, 2, 2, low) == 43;
  const guint64 directory = big ? number (b, 8, 8, low) : number (b, 4, 4, low);
  const guint entry = big ? 20 : 12;
  guint64 count, at;

  if (directory >= b->size)
    return;
  count = number (b, directory, big ? 8 : 2, low);
  at = directory + (big ? 8 : 2);
  for (guint64 i = 0; i < count && at < b->size; i++, at += entry)
    {
      const guint64 tag = number (b, at, 2, low), type = number (b, at + 2, 2, low);
      const guint n = type < sizeof bytes_of ? bytes_of[type] : 0;
      const guint64 value = number (b, at + entry - (big ? 8 : 4), MIN (n, big ? 8u : 4u), low);

      if (tag == 256 || tag == 322)
        self->width = MAX (self->width, value);
      else if (tag == 257 || tag == 323)
        self->height = MAX (self->height, value);
    }
}

static void
tga_size (const Bytes        *b,
          VitrineImageFormat *self)
{
  self->width = le (b, 12, 2);
  self->height = le (b, 14, 2);
}

static gboolean
tga_is_whole (const Bytes              *b,
              const VitrineImageFormat *self)
{
  const guint64 bytes = self->width * self->height * ((u8 (b, 16) + 7) / 8);

  /* From 8 on, run lengths. */
  return u8 (b, 2) >= 8 || b->size >= 18 + bytes;
}

static gboolean
is_png (const Bytes *b)
{
  return has (b, 0, "\x89PNG\r\n\x1a\n", 8);
}

static gboolean
is_jpeg (const Bytes *b)
{
  return has (b, 0, "\xff\xd8\xff", 3);
}

static gboolean
is_gif (const Bytes *b)
{
  return has (b, 0, "GIF87a", 6) || has (b, 0, "GIF89a", 6);
}

static gboolean
is_bmp (const Bytes *b)
{
  return has (b, 0, "BM", 2);
}

static gboolean
is_webp (const Bytes *b)
{
  return has (b, 0, "RIFF", 4) && has (b, 8, "WEBP", 4);
}

static gboolean
is_tiff (const Bytes *b)
{
  return has (b, 0, "II*\0", 4) || has (b, 0, "MM\0*", 4)
         || has (b, 0, "II+\0", 4) || has (b, 0, "MM\0+", 4);
}

static gboolean
is_pnm (const Bytes *b)
{
  return b->size > 2 && b->data[0] == 'P' && b->data[1] >= '1' && b->data[1] <= '6'
         && (g_ascii_isspace ((char) b->data[2]) || b->data[2] == '#');
}

static gboolean
is_avif (const Bytes *b)
{
  return has (b, 4, "ftypavi", 7);
}

static gboolean
is_jxl (const Bytes *b)
{
  return has (b, 0, "\xff\x0a", 2) || has (b, 0, "\0\0\0\x0cJXL \r\n\x87\n", 12);
}

/* Targa has no mark at its start: its fields must make sense together. */
static gboolean
is_tga (const Bytes *b)
{
  const guint kind = u8 (b, 2), depth = u8 (b, 16);

  return b->size > 18 && u8 (b, 1) <= 1 && (kind & ~8u) >= 1 && (kind & ~8u) <= 3
         && (depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32);
}

/* AVIF and JPEG XL are read by decoders of their own, which have limits of their own.  Pixels a
 * byte: Deflate 1,032 × 8 bits; a Huffman code of one bit for a block of 64; LZW's longest
 * strings; 0: not limited here. */
static const struct
{
  const char *type;
  IsFunc      is;
  SizeFunc    size;
  WholeFunc   is_whole;
  guint       pixels_a_byte;
} formats[] = {
  { "png", is_png, png_size, png_is_whole, 8256 },
  { "jpeg", is_jpeg, jpeg_size, jpeg_is_whole, 1024 },
  { "gif", is_gif, gif_size, NULL, 2048 },
  { "bmp", is_bmp, bmp_size, bmp_is_whole, 0 },
  { "webp", is_webp, webp_size, webp_is_whole, 0 },
  { "tiff", is_tiff, tiff_size, NULL, 0 },
  { "pnm", is_pnm, pnm_size, pnm_is_whole, 0 },
  { "avif", is_avif, NULL, NULL, 0 },
  { "jxl", is_jxl, NULL, NULL, 0 },
  { "tga", is_tga, tga_size, tga_is_whole, 0 },
};

static gboolean
is_whole (gsize                     row,
          const Bytes              *b,
          const VitrineImageFormat *self)
{
  const guint64 dense = formats[row].pixels_a_byte;

  if (dense > 0 && b->size * dense < self->width * self->height)
    return FALSE;
  return formats[row].is_whole == NULL || formats[row].is_whole (b, self);
}

gboolean
vitrine_image_format_read (VitrineImageFormat *self,
                           const guint8       *data,
                           gsize               size)
{
  const Bytes b = { data, size };

  *self = (VitrineImageFormat) { .whole = TRUE };
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (!formats[i].is (&b))
        continue;
      self->type = formats[i].type;
      self->sized = formats[i].size != NULL;
      if (self->sized)
        formats[i].size (&b, self);
      if (!self->sized || (self->width > 0 && self->height > 0))
        self->whole = is_whole (i, &b, self);
      return TRUE;
    }
  return FALSE;
}

/* Behind the sub-blocks at `at`; the size of the file when their end is missing. */
static guint64
gif_skip (const Bytes *b,
          guint64      at,
          gboolean    *whole)
{
  while (at < b->size && u8 (b, at) != 0)
    at += 1 + u8 (b, at);
  *whole = at < b->size;
  return MIN (at + 1, b->size);
}

static guint64
gif_colours (guint flags)
{
  return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0;
}

/* Some writers leave the screen's size 0: then it is that of the frame at `at`. */
static void
gif_mend_screen (GByteArray  *gif,
                 const Bytes *b,
                 guint64      at)
{
  for (guint axis = 0; axis < 2; axis++)
    {
      guint8 *side = gif->data + 6 + 2 * axis;
      const guint64 end = le (b, at + 1 + 2 * axis, 2) + le (b, at + 5 + 2 * axis, 2);

      if (side[0] == 0 && side[1] == 0)
        {
          side[0] = (guint8) (MIN (end, 0xffff) & 255);
          side[1] = (guint8) (MIN (end, 0xffff) >> 8);
        }
    }
}

GByteArray *
vitrine_image_gif_first_frame (const guint8 *data,
                               gsize         size,
                               guint64      *width,
                               guint64      *height)
{
  const Bytes b = { data, size };
  const guint64 head = 13 + gif_colours (u8 (&b, 10));
  guint64 control = 0, at = head, end;
  gboolean whole = TRUE;
  GByteArray *frame;

  for (; at < size && data[at] != ',' && data[at] != ';';)
    if (data[at] == '!')
      {
        if (u8 (&b, at + 1) == 0xf9 && u8 (&b, at + 2) == 4 && at + 8 <= size)
          control = at;
        at = gif_skip (&b, at + 2, &whole);
      }
    else
      at++;
  end = at + 10 + gif_colours (u8 (&b, at + 9)) + 1;
  if (at >= size || data[at] != ',' || end >= size)
    return NULL;
  *width = MAX (*width, le (&b, at + 1, 2) + le (&b, at + 5, 2));
  *height = MAX (*height, le (&b, at + 3, 2) + le (&b, at + 7, 2));
  if (le (&b, at + 5, 2) == 0 || le (&b, at + 7, 2) == 0)
    *width = 0;
  end = gif_skip (&b, end, &whole);
  if (!whole)
    return NULL;
  frame = g_byte_array_new ();
  g_byte_array_append (frame, data, (guint) head);
  gif_mend_screen (frame, &b, at);
  if (control > 0)
    {
      g_byte_array_append (frame, data + control, 7);
      g_byte_array_append (frame, (const guint8 *) "", 1);
    }
  g_byte_array_append (frame, data + at, (guint) (end - at));
  g_byte_array_append (frame, (const guint8 *) ";", 1);
  return frame;
}
