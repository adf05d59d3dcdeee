/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a picture to a network's input and back. */
#include "engine/pictures/vitrine-preprocess.h"

#include <math.h>
#include <string.h>

#include "engine/pictures/vitrine-resize-private.h"

/* The box rounded to whole pixels inside the photo; FALSE when nothing is left. */
static gboolean
clip_box (const VitrineBox *box,
          guint             width,
          guint             height,
          VitrineResample  *how)
{
  const double x0 = CLAMP (floor (box->x + 0.5), 0, width);
  const double x1 = CLAMP (floor (box->x + box->w + 0.5), 0, width);
  const double y0 = CLAMP (floor (box->y + 0.5), 0, height);
  const double y1 = CLAMP (floor (box->y + box->h + 0.5), 0, height);

  /* Written so that a NaN is refused too. */
  if (!(x1 > x0 && y1 > y0))
    return FALSE;
  how->left = (guint) x0;
  how->right = (guint) x1;
  how->top = (guint) y0;
  how->bottom = (guint) y1;
  how->box = (VitrineBox) { x0, y0, x1 - x0, y1 - y0 };
  return TRUE;
}

/* Size of the resized picture that the input is cut from. */
static void
resized_size (const VitrinePreprocess *self,
              guint                    width,
              guint                    height,
              guint                   *out_width,
              guint                   *out_height)
{
  const guint side = MAX (self->width, self->height);
  /* Never so small that the crop would reach beyond it. */
  const double k = (double) MAX (self->resize_size, side) / side;

  if (self->mode == VITRINE_RESIZE_WARP)
    {
      *out_width = (guint) (self->width * k + 0.5);
      *out_height = (guint) (self->height * k + 0.5);
      return;
    }
  /* The scale at which both sides cover k times the crop; the other side is rounded down as
   * torchvision's Resize does. */
  if (self->width * k * height >= self->height * k * width)
    {
      *out_width = (guint) (self->width * k + 0.5);
      *out_height = (guint) ((guint64) *out_width * height / width);
    }
  else
    {
      *out_height = (guint) (self->height * k + 0.5);
      *out_width = (guint) ((guint64) *out_height * width / height);
    }
  *out_width = MAX (*out_width, self->width);
  *out_height = MAX (*out_height, self->height);
}

/* Half of an odd difference goes to the even neighbour, as Python's round() does for
 * torchvision. */
static double
centre_offset (guint size,
               guint crop)
{
  return nearbyint ((size - crop) / 2.0);
}

static void
plan (const VitrinePreprocess *self,
      guint                    width,
      guint                    height,
      const VitrineBox        *box,
      VitrineResample         *how)
{
  guint rw, rh;

  *how = (VitrineResample) { { 0, 0, width, height }, 0, 0, width, height, self->width,
                             self->height, self->filter };
  if ((box != NULL && clip_box (box, width, height, how)) || self->mode == VITRINE_RESIZE_FIT)
    return;
  resized_size (self, width, height, &rw, &rh);
  how->box.x = centre_offset (rw, self->width) * width / rw;
  how->box.y = centre_offset (rh, self->height) * height / rh;
  how->box.w = (double) self->width * width / rw;
  how->box.h = (double) self->height * height / rh;
}

void
vitrine_preprocess_frame (const VitrinePreprocess *self,
                          guint                    photo_width,
                          guint                    photo_height,
                          const VitrineBox        *box,
                          VitrineBox              *frame)
{
  VitrineResample how;

  g_return_if_fail (photo_width > 0 && photo_height > 0);

  plan (self, photo_width, photo_height, box, &how);
  *frame = how.box;
}

VitrineImage *
vitrine_preprocess_view (const VitrinePreprocess *self,
                         VitrineImage            *image,
                         const VitrineBox        *box,
                         gboolean                 mirrored)
{
  g_autoptr (VitrineImage) view = NULL;
  VitrineResample how;

  plan (self, vitrine_image_get_width (image), vitrine_image_get_height (image), box, &how);
  view = vitrine_resample (image, &how);
  return mirrored ? vitrine_image_mirror (view) : g_steal_pointer (&view);
}

/* Channel c of a pixel before scaling.  Grey is Pillow's: (19595 R + 38470 G + 7471 B + 2¹⁵) /
 * 2¹⁶. */
static guint
channel_of (const VitrinePreprocess *self,
            const guint8            *p,
            guint                    c)
{
  guint v;

  if (self->channels == 1)
    v = (p[0] * 19595u + p[1] * 38470u + p[2] * 7471u + 0x8000u) >> 16;
  else
    v = p[self->bgr ? 2 - c : c];
  return self->inverted ? 255 - v : v;
}

static gsize
place_of (const VitrinePreprocess *self,
          gsize                    pixel,
          guint                    c)
{
  return self->channels_last ? pixel * self->channels + c
                             : c * (gsize) self->width * self->height + pixel;
}

void
vitrine_preprocess_apply (const VitrinePreprocess *self,
                          VitrineImage            *image,
                          const VitrineBox        *box,
                          gboolean                 mirrored,
                          float                   *input)
{
  g_autoptr (VitrineImage) view = vitrine_preprocess_view (self, image, box, mirrored);
  const gsize n = (gsize) self->width * self->height;

  for (guint c = 0; c < self->channels; c++)
    {
      const guint8 *p = vitrine_image_get_pixels (view);
      float value[256];

      for (int v = 0; v < 256; v++)
        value[v] = (float) ((v * self->range / 255 - self->mean[c]) / self->std[c]);
      for (gsize i = 0; i < n; i++, p += 3)
        input[place_of (self, i, c)] = value[channel_of (self, p, c)];
    }
}

VitrineImage *
vitrine_preprocess_show (const VitrinePreprocess *self,
                         const float             *input)
{
  const gsize n = (gsize) self->width * self->height;
  guint8 *pixels = g_malloc (n * 3);

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 3; c++)
      {
        const guint from = self->channels == 1 ? 0 : self->bgr ? 2 - c : c;
        const double x = (double) input[place_of (self, i, from)];
        double v = (x * self->std[from] + self->mean[from]) * 255 / self->range;

        v = self->inverted ? 255 - v : v;
        pixels[i * 3 + c] = v > 0 ? (guint8) (MIN (v, 255) + 0.5) : 0;
      }
  return vitrine_image_new (self->width, self->height, pixels);
}
