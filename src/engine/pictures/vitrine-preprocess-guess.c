/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guessing the preprocessing.  In order of trust: what Vitrine or Windows ML wrote into the
 * file, what its maker wrote there in words, what the first nodes do, the family in the file's
 * name, the name of the input, the shape.  Whatever it is, the sentence of reason says which. */
#include "engine/pictures/vitrine-preprocess.h"

#include <glib/gi18n.h>
#include <string.h>

#define OWN_KEY "vitrine.preprocess"

/* A guess that is still to be scaled to the input's size. */
static void
take (VitrinePreprocess *self,
      const char        *preset,
      const char        *reason)
{
  vitrine_preprocess_use_preset (self, preset);
  g_strlcpy (self->reason, reason, sizeof self->reason);
}

static void
customize (VitrinePreprocess *self)
{
  for (const VitrinePreprocessPreset *p = vitrine_preprocess_presets (); p->id != NULL; p++)
    {
      VitrinePreprocess other = *self;

      vitrine_preprocess_use_preset (&other, p->id);
      if (vitrine_preprocess_equal (self, &other))
        {
          g_strlcpy (self->preset, p->id, sizeof self->preset);
          return;
        }
    }
  g_strlcpy (self->preset, "custom", sizeof self->preset);
}

static void
set_all (double *v,
         double  value)
{
  v[0] = v[1] = v[2] = value;
}

/* Small inputs are not cropped: there is nothing to spare. */
static const char *
plain_preset (const VitrinePreprocess *self)
{
  return MIN (self->width, self->height) < 128 ? "fit" : "unit";
}

/* Up to three numbers after `text`, skipping letters and signs between them ("B104 G117 R123"). */
static guint
read_numbers (const char *text,
              double      v[3])
{
  guint n = 0;

  while (n < 3 && *text != '\0' && *text != '/' && *text != ';')
    {
      char *end;

      if (!g_ascii_isdigit (*text) && *text != '.')
        {
          text++;
          continue;
        }
      v[n] = g_ascii_strtod (text, &end);
      if (end == text)
        break;
      n++;
      text = end;
    }
  return n;
}

static gboolean
has_any (const char *text,
         const char *a,
         const char *b,
         const char *c)
{
  return strstr (text, a) != NULL || strstr (text, b) != NULL || strstr (text, c) != NULL;
}

/* "minus .485,.456,.406 / .229,.224,.225": a mean, and maybe deviations after the stroke. */
static gboolean
read_mean_in_words (VitrinePreprocess *self,
                    const char        *text)
{
  const char *minus = strstr (text, "minus");
  const char *stroke;
  double v[3];

  if (minus == NULL)
    return FALSE;
  switch (read_numbers (minus, v))
    {
    case 3:
      memcpy (self->mean, v, sizeof v);
      break;
    case 1:
      set_all (self->mean, v[0]);
      break;
    default:
      return FALSE;
    }
  stroke = strchr (minus, '/');
  if (stroke != NULL)
    switch (read_numbers (stroke + 1, v))
      {
      case 3:
        memcpy (self->std, v, sizeof v);
        break;
      case 1:
        set_all (self->std, v[0]);
        break;
      default:
        break;
      }
  for (int c = 0; c < 3; c++)
    self->std[c] = self->std[c] > 1e-9 ? self->std[c] : 1;
  return TRUE;
}

static gboolean
guess_from_words (VitrinePreprocess *self,
                  const char        *words)
{
  g_autofree char *text = g_ascii_strdown (words, -1);
  gboolean known = FALSE;

  vitrine_preprocess_use_preset (self, plain_preset (self));
  if (has_any (text, "0-255", "0..255", "[0,255]"))
    self->range = 255, known = TRUE;
  else if (has_any (text, "0..1", "0-1 ", "[0,1]"))
    known = TRUE;
  if (has_any (text, "-1..1", "[-1,1]", "-1 to 1"))
    {
      set_all (self->mean, 0.5);
      set_all (self->std, 0.5);
      known = TRUE;
    }
  if (strstr (text, "(x-128)/128") != NULL)
    {
      self->range = 255;
      set_all (self->mean, 128);
      set_all (self->std, 128);
      known = TRUE;
    }
  if (strstr (text, "stroke=1") != NULL && strstr (text, "background=0") != NULL)
    self->inverted = TRUE, known = TRUE;
  if (read_mean_in_words (self, text))
    known = TRUE;
  self->bgr = self->channels == 3 && strstr (text, "bgr") != NULL;
  /* Caffe's own data layer warps to 256 before it crops. */
  if (self->bgr && self->mean[0] == 104 && MIN (self->width, self->height) >= 128)
    vitrine_preprocess_use_preset (self, "caffe");
  if (!known && !self->bgr)
    return FALSE;
  g_snprintf (self->reason, sizeof self->reason, _("The file says “%.120s”."), words);
  /* A cut in the middle of a character must not reach the screen. */
  if (!g_utf8_validate (self->reason, -1, NULL))
    g_strlcpy (self->reason, _("The file describes its input in words."), sizeof self->reason);
  customize (self);
  return TRUE;
}

static gboolean
guess_from_winml (VitrinePreprocess *self,
                  GHashTable        *metadata)
{
  const char *format = g_hash_table_lookup (metadata, "Image.BitmapPixelFormat");
  const char *range = g_hash_table_lookup (metadata, "Image.NominalPixelRange");

  if (format == NULL && range == NULL)
    return FALSE;
  vitrine_preprocess_use_preset (self, plain_preset (self));
  self->bgr = self->channels == 3 && format != NULL && g_str_has_prefix (format, "Bgr");
  if (range == NULL || strcmp (range, "NominalRange_0_255") == 0)
    self->range = 255;
  else if (strcmp (range, "Normalized_1_1") == 0)
    {
      set_all (self->mean, 0.5);
      set_all (self->std, 0.5);
    }
  g_strlcpy (self->reason, _("The file's Windows ML metadata gives order and range."),
             sizeof self->reason);
  customize (self);
  return TRUE;
}

static gboolean
guess_from_metadata (VitrinePreprocess *self,
                     GHashTable        *metadata)
{
  const char *own = g_hash_table_lookup (metadata, OWN_KEY);
  const char *words = g_hash_table_lookup (metadata, "input");
  const guint width = self->width, height = self->height, channels = self->channels;
  const gboolean channels_last = self->channels_last;

  if (own != NULL)
    {
      VitrinePreprocess value = *self;

      if (vitrine_preprocess_from_json (&value, own, -1, NULL) && value.channels == channels)
        {
          *self = value;
          self->width = width;
          self->height = height;
          self->channels_last = channels_last;
          g_strlcpy (self->reason, _("Vitrine wrote it into the file."), sizeof self->reason);
          return TRUE;
        }
    }
  if (guess_from_winml (self, metadata))
    return TRUE;
  return words != NULL && guess_from_words (self, words);
}

static gboolean
guess_from_name (VitrinePreprocess *self,
                 const char        *file_name)
{
  static const struct { const char *word, *preset; } families[] = {
    { "inception_v3", "inception-v3" }, { "inceptionv3", "inception-v3" },
    { "efficientnet_v2_l", "efficientnet-v2-l" }, { "efficientnet_v2", "efficientnet-v2-s" },
    { "efficientnet_b1", "efficientnet-b1" }, { "efficientnet_b3", "efficientnet-b3" },
    { "efficientnet_b4", "efficientnet-b4" }, { "efficientnet_b7", "efficientnet-b7" },
    { "efficientnet", "efficientnet-b0" }, { "convnext", "convnext" }, { "caffe", "caffe" },
    { "bvlc", "caffe" }, { "matconvnet", "matconvnet-vgg" }, { "imagenet-vgg", "matconvnet-vgg" },
    { "darknet", "unit" }, { "timm", "timm" }, { "keras", "signed" }, { "tflite", "signed" },
    { "doodle", "ink" }, { "quickdraw", "ink" }, { "cifar", "fit-imagenet" },
  };
  g_autofree char *lower = g_ascii_strdown (file_name, -1);
  char reason[120];

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (strstr (lower, families[i].word) != NULL)
      {
        g_snprintf (reason, sizeof reason, _("The file's name has “%s” in it."), families[i].word);
        take (self, families[i].preset, reason);
        return TRUE;
      }
  return FALSE;
}

static void
guess_from_shape (VitrinePreprocess *self,
                  const char        *input_name)
{
  const guint side = MIN (self->width, self->height);

  if (self->channels == 1)
    take (self, "fit", _("The input has one channel: grey from 0 to 1."));
  else if (input_name != NULL && g_str_has_prefix (input_name, "data"))
    take (self, "caffe", _("Caffe calls its input “data”."));
  else if (self->channels_last)
    take (self, "signed", _("Channels come last, as in TensorFlow, where −1 … 1 is usual."));
  else if (side < 128)
    take (self, "fit", _("The input is small and nothing else is known: colours from 0 to 1."));
  else
    take (self, "torchvision", _("Nothing is known but the shape, and most networks of this kind "
                                 "were trained like torchvision's."));
}

static void
take_shape (VitrinePreprocess *self,
            const VtShape     *shape)
{
  const gsize a = vt_dim (shape, 1), b = vt_dim (shape, 2), c = vt_dim (shape, 3);
  const gboolean last = shape->n_dims == 4 && a != 1 && a != 3 && (c == 1 || c == 3);
  const gsize channels = last ? c : shape->n_dims == 4 ? a : 1;

  *self = (VitrinePreprocess) { .range = 1, .std = { 1, 1, 1 } };
  self->channels_last = last;
  self->channels = channels == 3 ? 3 : 1;
  self->height = (guint) CLAMP (last ? a : shape->n_dims == 4 ? b : a, 1, 4096);
  self->width = (guint) CLAMP (last ? b : shape->n_dims == 4 ? c : b, 1, 4096);
  self->resize_size = MAX (self->width, self->height);
}

/* Weights whose network Vitrine knows by heart. */
static gboolean
guess_from_architecture (VitrinePreprocess *self,
                         GHashTable        *metadata)
{
  const char *name = metadata != NULL ? g_hash_table_lookup (metadata, "vitrine.architecture") : NULL;
  char reason[sizeof self->reason];

  if (name == NULL || self->channels != 3 || MIN (self->width, self->height) < 128)
    return FALSE;
  g_snprintf (reason, sizeof reason, _("torchvision trains its %s this way."), name);
  take (self, "torchvision", reason);
  return TRUE;
}

void
vitrine_preprocess_guess (VitrinePreprocess            *self,
                          const VitrinePreprocessClues *clues)
{
  take_shape (self, clues->shape);
  if (clues->metadata != NULL && guess_from_metadata (self, clues->metadata))
    return;
  if (guess_from_architecture (self, clues->metadata))
    return;
  if (clues->scales_itself)
    take (self, MIN (self->width, self->height) < 128 ? "fit-bytes" : "bytes",
          _("The network scales its input itself, so it gets 0 … 255."));
  else if (clues->file_name == NULL || !guess_from_name (self, clues->file_name))
    guess_from_shape (self, clues->input_name);
}
