/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of preprocessing presets and what can be said of a value without a picture. */
#include "engine/pictures/vitrine-preprocess.h"

#include <glib/gi18n.h>
#include <string.h>

#define IMAGENET_MEAN { 0.485, 0.456, 0.406 }
#define IMAGENET_STD  { 0.229, 0.224, 0.225 }
#define NO_MEAN       { 0, 0, 0 }
#define NO_STD        { 1, 1, 1 }
#define HALF          { 0.5, 0.5, 0.5 }

/* Sources: torchvision's weight descriptions (0.14), timm's defaults, Caffe's and MatConvNet's
 * model pages, Keras' imagenet_utils; collected in 2024. */
static const VitrinePreprocessPreset presets[] = {
  { "torchvision", "torchvision",
    { "torchvision", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "torchvision-v2", N_("torchvision, second weights"),
    { "torchvision-v2", VITRINE_RESIZE_SHORTER, 232, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "inception-v3", "Inception v3",
    { "inception-v3", VITRINE_RESIZE_SHORTER, 342, 299, 299, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-b0", "EfficientNet B0",
    { "efficientnet-b0", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-b1", "EfficientNet B1",
    { "efficientnet-b1", VITRINE_RESIZE_SHORTER, 256, 240, 240, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-b3", "EfficientNet B3",
    { "efficientnet-b3", VITRINE_RESIZE_SHORTER, 320, 300, 300, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-b4", "EfficientNet B4",
    { "efficientnet-b4", VITRINE_RESIZE_SHORTER, 384, 380, 380, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-b7", "EfficientNet B7",
    { "efficientnet-b7", VITRINE_RESIZE_SHORTER, 600, 600, 600, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-v2-s", "EfficientNet v2 S",
    { "efficientnet-v2-s", VITRINE_RESIZE_SHORTER, 384, 384, 384, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "efficientnet-v2-l", "EfficientNet v2 L",
    { "efficientnet-v2-l", VITRINE_RESIZE_SHORTER, 480, 480, 480, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, HALF, HALF } },
  { "convnext", "ConvNeXt",
    { "convnext", VITRINE_RESIZE_SHORTER, 232, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "vgg-features", N_("VGG features (torchvision)"),
    { "vgg-features", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, { 0.48235, 0.45882, 0.40784 }, { 1 / 255., 1 / 255., 1 / 255. } } },
  { "timm", "timm",
    { "timm", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "timm-half", N_("timm, mean ½"),
    { "timm-half", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 1, HALF, HALF } },
  { "caffe", "Caffe",
    { "caffe", VITRINE_RESIZE_WARP, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      TRUE, FALSE, FALSE, 255, { 104, 117, 123 }, NO_STD } },
  { "caffe-vgg", N_("Caffe, VGG's mean"),
    { "caffe-vgg", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      TRUE, FALSE, FALSE, 255, { 103.939, 116.779, 123.68 }, NO_STD } },
  { "matconvnet-vgg", "MatConvNet VGG",
    { "matconvnet-vgg", VITRINE_RESIZE_FIT, 224, 224, 224, 3, VITRINE_FILTER_BICUBIC,
      FALSE, FALSE, FALSE, 255, { 123.68, 116.779, 103.939 }, NO_STD } },
  { "unit", "0 … 1",
    { "unit", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, NO_MEAN, NO_STD } },
  { "signed", "−1 … 1",
    { "signed", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, HALF, HALF } },
  { "signed-128", "(x − 128) / 128",
    { "signed-128", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 255, { 128, 128, 128 }, { 128, 128, 128 } } },
  { "bytes", "0 … 255",
    { "bytes", VITRINE_RESIZE_SHORTER, 256, 224, 224, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 255, NO_MEAN, NO_STD } },
  { "fit", N_("0 … 1, not cropped"),
    { "fit", VITRINE_RESIZE_FIT, 64, 64, 64, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, NO_MEAN, NO_STD } },
  { "fit-bytes", N_("0 … 255, not cropped"),
    { "fit-bytes", VITRINE_RESIZE_FIT, 112, 112, 112, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 255, NO_MEAN, NO_STD } },
  { "fit-imagenet", N_("ImageNet's mean, not cropped"),
    { "fit-imagenet", VITRINE_RESIZE_FIT, 32, 32, 32, 3, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, FALSE, 1, IMAGENET_MEAN, IMAGENET_STD } },
  { "ink", N_("0 … 1, ink on paper inverted"),
    { "ink", VITRINE_RESIZE_FIT, 28, 28, 28, 1, VITRINE_FILTER_BILINEAR,
      FALSE, FALSE, TRUE, 1, NO_MEAN, NO_STD } },
  { NULL }
};

const VitrinePreprocessPreset *
vitrine_preprocess_presets (void)
{
  return presets;
}

gboolean
vitrine_preprocess_use_preset (VitrinePreprocess *self,
                               const char        *id)
{
  for (const VitrinePreprocessPreset *p = presets; p->id != NULL; p++)
    if (strcmp (p->id, id) == 0)
      {
        const guint width = self->width, height = self->height, channels = self->channels;
        const gboolean channels_last = self->channels_last;
        const guint side = MAX (width, height);

        *self = p->value;
        if (p->value.mode == VITRINE_RESIZE_FIT)
          self->resize_size = side;
        else if (side != MAX (p->value.width, p->value.height))
          self->resize_size = (guint) ((double) p->value.resize_size * side / p->value.width + 0.5);
        /* A warp to 256 is Caffe's whatever the crop, 224 or 227. */
        if (p->value.mode == VITRINE_RESIZE_WARP && side <= 256 && side >= 192)
          self->resize_size = p->value.resize_size;
        self->width = width;
        self->height = height;
        self->channels = channels;
        self->channels_last = channels_last;
        self->bgr = self->bgr && channels == 3;
        return TRUE;
      }
  return FALSE;
}

gsize
vitrine_preprocess_size (const VitrinePreprocess *self)
{
  return (gsize) self->width * self->height * self->channels;
}

gboolean
vitrine_preprocess_equal (const VitrinePreprocess *a,
                          const VitrinePreprocess *b)
{
  if (a->mode != b->mode || a->resize_size != b->resize_size || a->width != b->width
      || a->height != b->height || a->channels != b->channels || a->filter != b->filter
      || a->bgr != b->bgr || a->channels_last != b->channels_last || a->inverted != b->inverted
      || a->range != b->range)
    return FALSE;
  for (guint c = 0; c < a->channels; c++)
    if (a->mean[c] != b->mean[c] || a->std[c] != b->std[c])
      return FALSE;
  return TRUE;
}

static void
append_triple (GString      *text,
               const char   *sign,
               const double  v[3],
               guint         channels)
{
  if (channels == 1 || (v[0] == v[1] && v[1] == v[2]))
    g_string_append_printf (text, " %s %.6g", sign, v[0]);
  else
    g_string_append_printf (text, " %s (%.6g, %.6g, %.6g)", sign, v[0], v[1], v[2]);
}

char *
vitrine_preprocess_describe (const VitrinePreprocess *self,
                             gboolean                 boxed)
{
  GString *text = g_string_new (NULL);

  /* Translators: how a picture is made as large as the network's input. */
  if (boxed)
    g_string_append_printf (text, _("object box to %u × %u"), self->width, self->height);
  else if (self->mode == VITRINE_RESIZE_FIT)
    g_string_append_printf (text, _("whole picture to %u × %u"), self->width, self->height);
  else if (self->mode == VITRINE_RESIZE_WARP)
    g_string_append_printf (text, _("warped to %u, centre %u × %u"), self->resize_size, self->width, self->height);
  else
    g_string_append_printf (text, _("shorter side to %u, centre %u × %u"), self->resize_size, self->width,
                            self->height);
  g_string_append_printf (text, ", %s, %s 0 … %g",
                          self->filter == VITRINE_FILTER_BICUBIC ? _("bicubic")
                          : self->filter == VITRINE_FILTER_BOX ? _("area") : _("bilinear"),
                          self->channels == 1 ? _("grey") : self->bgr ? "BGR" : "RGB", self->range);
  if (self->inverted)
    g_string_append_printf (text, ", %s", _("inverted"));
  if (self->mean[0] != 0 || self->mean[1] != 0 || self->mean[2] != 0)
    append_triple (text, "−", self->mean, self->channels);
  if (self->std[0] != 1 || self->std[1] != 1 || self->std[2] != 1)
    append_triple (text, "÷", self->std, self->channels);
  return g_string_free (text, FALSE);
}
