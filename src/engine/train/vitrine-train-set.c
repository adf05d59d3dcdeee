/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in memory for training. */
#include "engine/train/vitrine-train-set.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"

/* Pictures are kept this much larger than the input, so that windows into them lose little. */
static const double larger = 1.25;
static const gsize most_bytes = (gsize) 2 << 30;

/* A window is this much smaller or larger than the object's box on each side, in parts of the box. */
static const double window_inside = 0.06, window_outside = 0.14;
/* Where there is no box, a random window has sides of this share of the picture. */
static const double window_smallest = 0.45;

typedef struct
{
  VitrineImage *image;
  VitrineBox    box;                 /* of the object in `image`; no width: unknown */
  guint         label;
  guint8       *attributes;          /* [n_attributes] 0 or 1 */
} Item;

struct _VitrineTrainSet
{
  VitrinePreprocess preprocess;
  double            through_boxes;
  guint             side;            /* of the kept pictures */
  Item             *items;
  guint             n, n_skipped;
  guint             n_attributes;
  guint            *mirrored;        /* [n_attributes] what each is in the mirror */
};

typedef struct
{
  VitrineTrainSet    *self;
  VitrineDataset     *dataset;
  const guint        *numbers;       /* of the pictures in the data set */
  guint               first;
  GMutex              mutex;
  GError             *error;
} Load;

static void
load_part (gsize    part,
           guint    thread,
           gpointer user_data)
{
  Load *load = user_data;
  VitrineTrainSet *self = load->self;
  Item *item = &self->items[load->first + part];
  VitrinePicture *picture = vitrine_dataset_get (load->dataset, load->numbers[load->first + part]);
  const VitrineBox *box = vitrine_picture_get_box (picture);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineImage) image = vitrine_picture_load (picture, &error);

  if (!image)
    {
      g_mutex_lock (&load->mutex);
      if (!load->error)
        load->error = g_steal_pointer (&error);
      g_mutex_unlock (&load->mutex);
      return;
    }
  item->image = vitrine_resize (image, NULL, self->side, self->side, VITRINE_FILTER_BILINEAR);
  if (box)
    {
      const double sx = (double) self->side / vitrine_image_get_width (image);
      const double sy = (double) self->side / vitrine_image_get_height (image);

      item->box = (VitrineBox) { box->x * sx, box->y * sy, box->w * sx, box->h * sy };
    }
}

/* Pictures are read in parallel, so many at a time that a stop is heard soon. */
static gboolean
load_all (Load        *load,
          VtPool      *pool,
          const VtJob *job,
          GError     **error)
{
  const guint at_once = 32;

  for (load->first = 0; load->first < load->self->n; load->first += at_once)
    {
      if (!vt_job_tick (job, (double) load->first / load->self->n, N_("Reading pictures"), error))
        return FALSE;
      vt_parallel_for (pool, MIN (at_once, load->self->n - load->first), load_part, load);
      if (load->error)
        {
          g_propagate_error (error, g_steal_pointer (&load->error));
          return FALSE;
        }
    }
  return TRUE;
}

/* "eye-left" is "eye-right" in the mirror, if both are asked. */
static guint
find_mirrored (const char *const *attributes,
               guint              i)
{
  static const char *const sides[] = { "-left", "-right" };

  for (guint s = 0; s < 2; s++)
    if (g_str_has_suffix (attributes[i], sides[s]))
      {
        g_autofree char *stem = g_strndup (attributes[i], strlen (attributes[i]) - strlen (sides[s]));
        g_autofree char *other = g_strconcat (stem, sides[1 - s], NULL);

        for (guint j = 0; attributes[j]; j++)
          if (strcmp (attributes[j], other) == 0)
            return j;
      }
  return i;
}

static void
ask_attributes (VitrineTrainSet   *self,
                const char *const *attributes,
                VitrinePicture    *picture,
                Item              *item)
{
  item->attributes = g_new (guint8, self->n_attributes + 1);
  for (guint i = 0; i < self->n_attributes; i++)
    item->attributes[i] = vitrine_picture_has_attribute (picture, attributes[i]) ? 1 : 0;
}

static int
find_class (const char *const *classes,
            const char        *name)
{
  for (int i = 0; name && classes[i]; i++)
    if (strcmp (classes[i], name) == 0)
      return i;
  return -1;
}

VitrineTrainSet *
vitrine_train_set_new (VitrineDataset          *dataset,
                       const char *const       *classes,
                       const char *const       *attributes,
                       const VitrinePreprocess *preprocess,
                       double                   through_boxes,
                       VtPool                  *pool,
                       const VtJob             *job,
                       GError                 **error)
{
  const guint n = vitrine_dataset_get_n (dataset);
  g_autoptr (VitrineTrainSet) self = g_new0 (VitrineTrainSet, 1);
  g_autofree guint *numbers = g_new (guint, MAX (n, 1));
  Load load = { .self = self, .dataset = dataset, .numbers = numbers };
  gboolean loaded;

  self->preprocess = *preprocess;
  self->through_boxes = through_boxes;
  self->n_attributes = attributes ? g_strv_length ((char **) attributes) : 0;
  self->mirrored = g_new (guint, self->n_attributes + 1);
  for (guint i = 0; i < self->n_attributes; i++)
    self->mirrored[i] = find_mirrored (attributes, i);
  self->side = (guint) (larger * MAX (preprocess->width, preprocess->height) + 0.5);
  if ((gsize) n * self->side * self->side * 3 > most_bytes)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
                   _("%u pictures of %u × %u pixels would need more than 2 GB; train with fewer"), n, self->side,
                   self->side);
      return NULL;
    }
  self->items = g_new0 (Item, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      const int label = find_class (classes, vitrine_picture_get_class_name (vitrine_dataset_get (dataset, i)));

      if (label < 0)
        {
          self->n_skipped++;
          continue;
        }
      numbers[self->n] = i;
      self->items[self->n].label = (guint) label;
      ask_attributes (self, attributes, vitrine_dataset_get (dataset, i), &self->items[self->n++]);
    }
  if (self->n == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” holds no picture of a known class"),
                   vitrine_dataset_get_name (dataset));
      return NULL;
    }
  g_mutex_init (&load.mutex);
  loaded = load_all (&load, pool, job, error);
  g_mutex_clear (&load.mutex);
  return loaded ? g_steal_pointer (&self) : NULL;
}

void
vitrine_train_set_free (VitrineTrainSet *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_pointer (&self->items[i].image, vitrine_image_unref);
      g_free (self->items[i].attributes);
    }
  g_free (self->mirrored);
  g_free (self->items);
  g_free (self);
}

guint
vitrine_train_set_n (const VitrineTrainSet *self)
{
  return self->n;
}

guint
vitrine_train_set_n_skipped (const VitrineTrainSet *self)
{
  return self->n_skipped;
}

/* The object's box with each side moved at random, or a random window. */
static VitrineBox
draw_window (const VitrineTrainSet *self,
             const Item            *item,
             VtRng                 *rng)
{
  const double side = self->side;
  const VitrineBox *b = &item->box;

  if (b->w < 0.1 * side || b->h < 0.1 * side)
    {
      const double w = side * vt_rng_range (rng, window_smallest, 1.0),
                   h = side * vt_rng_range (rng, window_smallest, 1.0);

      return (VitrineBox) { vt_rng_range (rng, 0.0, side - w), vt_rng_range (rng, 0.0, side - h), w, h };
    }
  const double x1 = MAX (b->x - b->w * vt_rng_range (rng, -window_inside, window_outside), 0.0);
  const double y1 = MAX (b->y - b->h * vt_rng_range (rng, -window_inside, window_outside), 0.0);
  const double x2 = MIN (b->x + b->w * (1.0 + vt_rng_range (rng, -window_inside, window_outside)), side);
  const double y2 = MIN (b->y + b->h * (1.0 + vt_rng_range (rng, -window_inside, window_outside)), side);

  return (VitrineBox) { x1, y1, x2 - x1, y2 - y1 };
}

/* Evaluation gives seed 0 and sees whole pictures. */
static gboolean
give_sample (gsize    index,
             guint64  seed,
             float   *x,
             float   *y,
             gpointer user_data)
{
  VitrineTrainSet *self = user_data;
  const Item *item = &self->items[index];
  gboolean windowed = FALSE, mirrored = FALSE;
  VitrineBox window;
  VtRng rng;

  if (seed != 0)
    {
      vt_rng_init (&rng, seed);
      windowed = vt_rng_uniform (&rng) < self->through_boxes;
      if (windowed)
        window = draw_window (self, item, &rng);
      mirrored = vt_rng_uniform (&rng) < 0.5;
    }
  vitrine_preprocess_apply (&self->preprocess, item->image, windowed ? &window : NULL, mirrored, x);
  y[0] = (float) item->label;
  for (guint i = 0; i < self->n_attributes; i++)
    y[1 + i] = (float) item->attributes[mirrored ? self->mirrored[i] : i];
  return TRUE;
}

VtTrainSet
vitrine_train_set_samples (VitrineTrainSet *self)
{
  return (VtTrainSet) { give_sample, self, self->n };
}
