/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at one picture through one network, on the preview worker. */
#include "config.h"

#include "app/vitrine-sight.h"

#include <math.h>

typedef struct
{
  VitrineSight public;            /* first: the pointer handed out is the whole */
  gatomicrefcount refs;
} Sight;

/* The worker's input. */
typedef struct
{
  VitrineModel      *model;
  VitrinePicture    *picture;
  VitrinePreprocess  preprocess;
  int                node;
  VitrineScale       scale;
  VitrineColormap    colormap;
  VitrineSight      *previous;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;
  g_object_unref (ask->model);
  g_object_unref (ask->picture);
  g_clear_pointer (&ask->previous, vitrine_sight_unref);
  g_free (ask);
}

VitrineSight *
vitrine_sight_ref (VitrineSight *self)
{
  g_atomic_ref_count_inc (&((Sight *) self)->refs);
  return self;
}

void
vitrine_sight_unref (VitrineSight *self)
{
  if (!g_atomic_ref_count_dec (&((Sight *) self)->refs))
    return;
  g_clear_object (&self->model);
  g_clear_object (&self->picture);
  g_clear_pointer (&self->image, vitrine_image_unref);
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_pointer (&self->view, vitrine_image_unref);
  g_clear_pointer (&self->activation, vitrine_activation_unref);
  g_clear_pointer (&self->sheet, vitrine_channel_sheet_unref);
  g_free (self);
}

/* GDK's own format, so that drawing copies nothing and converts nothing. */
static GBytes *
make_pixels (VitrineImage *image)
{
  gsize width = vitrine_image_get_width (image), height = vitrine_image_get_height (image);
  guint32 *data = g_new (guint32, width * height);
  vitrine_image_to_rgb24 (image, (guint8 *) data, 4 * width);
  for (gsize i = 0; i < width * height; i++)
    data[i] |= 0xff000000;
  return g_bytes_new_take (data, 4 * width * height);
}

static GdkTexture *
texture_from_pixels (GBytes *pixels,
                     guint   width,
                     guint   height)
{
  return gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_DEFAULT, pixels, 4 * (gsize) width);
}

GdkTexture *
vitrine_sight_make_texture (VitrineSight *self)
{
  return texture_from_pixels (self->pixels, vitrine_image_get_width (self->image),
                              vitrine_image_get_height (self->image));
}

GdkTexture *
vitrine_image_make_texture (VitrineImage *image)
{
  g_autoptr (GBytes) pixels = make_pixels (image);
  return texture_from_pixels (pixels, vitrine_image_get_width (image),
                              vitrine_image_get_height (image));
}

static VitrineRange
range_of (const float *values,
          gsize        n)
{
  VitrineRange range = { values[0], values[0], 0 };
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    {
      range.low = MIN (range.low, values[i]);
      range.high = MAX (range.high, values[i]);
      sum += (double) values[i];
    }
  range.mean = sum / (double) n;
  return range;
}

/* Photo and frame, taken from the previous sight where they are the same. */
static gboolean
take_photo (VitrineSight *self,
            const Ask    *ask,
            GError      **error)
{
  VitrineSight *previous = ask->previous;
  if (previous != NULL && previous->picture == ask->picture)
    {
      self->image = vitrine_image_ref (previous->image);
      self->pixels = g_bytes_ref (previous->pixels);
    }
  else
    {
      self->image = vitrine_picture_load (ask->picture, error);
      if (self->image == NULL)
        return FALSE;
      self->pixels = make_pixels (self->image);
    }
  vitrine_preprocess_frame (&self->preprocess, vitrine_image_get_width (self->image),
                            vitrine_image_get_height (self->image),
                            vitrine_picture_get_box (self->picture), &self->frame);
  return TRUE;
}

static void
measure_input (VitrineSight *self)
{
  const VtTensor *input = self->activation->input;
  const VitrinePreprocess *pre = &self->preprocess;
  gsize area = (gsize) pre->width * pre->height;
  gsize n = vt_tensor_size (input);
  self->range = range_of (input->data, n);
  self->n_channels = MIN (3, pre->channels);
  if (pre->channels_last || n < self->n_channels * area)
    self->n_channels = 0;
  for (guint c = 0; c < self->n_channels; c++)
    self->channels[c] = range_of (input->data + c * area, area);
  self->view = vitrine_preprocess_show (pre, input->data);
}

static gboolean
evaluate (VitrineSight *self,
          const Ask    *ask,
          VtPool       *pool,
          const VtJob  *tick,
          GError      **error)
{
  VitrineSight *previous = ask->previous;
  gboolean same = previous != NULL && previous->model == ask->model
                  && previous->picture == ask->picture
                  && vitrine_preprocess_equal (&previous->preprocess, &ask->preprocess);
  VitrineAsk what = {
    .input = same ? previous->activation->input->data : NULL,
    .image = self->image,
    .box = vitrine_picture_get_box (self->picture),
    .preprocess = &self->preprocess,
    .nodes = &ask->node,
    .n_nodes = ask->node >= 0 ? 1 : 0,
  };
  self->activation = vitrine_model_evaluate (ask->model, &what, pool, tick, error);
  return self->activation != NULL;
}

static gpointer
look (VitrineJob   *job,
      const VtJob  *tick,
      gpointer      input,
      GError      **error)
{
  const Ask *ask = input;
  Sight *whole = g_new0 (Sight, 1);
  g_autoptr (VitrineSight) self = &whole->public;
  g_atomic_ref_count_init (&whole->refs);
  self->model = g_object_ref (ask->model);
  self->picture = g_object_ref (ask->picture);
  self->preprocess = ask->preprocess;
  self->node = ask->node;
  if (!take_photo (self, ask, error)
      || !evaluate (self, ask, vitrine_job_get_pool (job), tick, error))
    return NULL;
  measure_input (self);
  if (ask->node >= 0 && self->activation->n_values > 0)
    {
      VitrineLayer *layer = vitrine_model_get_layer (ask->model, ask->node);
      self->sheet = vitrine_channel_sheet_new (self->activation->values[0]->data,
                                               vitrine_layer_get_channels (layer),
                                               vitrine_layer_get_height (layer),
                                               vitrine_layer_get_width (layer),
                                               ask->scale, ask->colormap);
    }
  return g_steal_pointer (&self);
}

VitrineJob *
vitrine_sight_ask (VitrineJobs           *jobs,
                   const char            *key,
                   const VitrineSightAsk *ask,
                   VitrineJobDone         done,
                   gpointer               user_data,
                   GDestroyNotify         user_data_free)
{
  Ask *input = g_new0 (Ask, 1);
  VitrineLayer *layer = *ask->layer != '\0' ? vitrine_model_find_layer (ask->model, ask->layer) : NULL;
  input->model = g_object_ref (ask->model);
  input->picture = g_object_ref (ask->picture);
  vitrine_model_get_preprocess (ask->model, &input->preprocess);
  input->node = layer != NULL ? vitrine_layer_get_node (layer) : -1;
  input->scale = ask->scale;
  input->colormap = ask->colormap;
  input->previous = ask->previous != NULL ? vitrine_sight_ref (ask->previous) : NULL;
  return vitrine_jobs_preview (jobs, key, &(VitrineJobSpec) {
    .title = "Preview",
    .func = look,
    .input = input,
    .input_free = ask_free,
    .result_free = (GDestroyNotify) vitrine_sight_unref,
    .done = done,
    .user_data = user_data,
    .user_data_free = user_data_free,
  });
}

/* Input pixel (u, v) lies at frame.x + (u + ½)/width · frame.w. */
gboolean
vitrine_sight_field (const VitrineSight *self,
                     const VtField      *field,
                     double              row,
                     double              column,
                     graphene_rect_t    *rect)
{
  if (!field->known)
    return FALSE;
  if (field->global)
    {
      *rect = GRAPHENE_RECT_INIT ((float) self->frame.x, (float) self->frame.y,
                                  (float) self->frame.w, (float) self->frame.h);
      return TRUE;
    }
  double sx = self->frame.w / self->preprocess.width, sy = self->frame.h / self->preprocess.height;
  double x = vt_field_centre (field, 1, column), y = vt_field_centre (field, 0, row);
  *rect = GRAPHENE_RECT_INIT ((float) (self->frame.x + (x + .5 - field->size[1] / 2) * sx),
                              (float) (self->frame.y + (y + .5 - field->size[0] / 2) * sy),
                              (float) (field->size[1] * sx), (float) (field->size[0] * sy));
  return TRUE;
}

gboolean
vitrine_sight_cell (const VitrineSight *self,
                    const VtField      *field,
                    double              x,
                    double              y,
                    double             *row,
                    double             *column)
{
  if (!field->known || field->global)
    return FALSE;
  double u = (x - self->frame.x) / self->frame.w * self->preprocess.width - .5;
  double v = (y - self->frame.y) / self->frame.h * self->preprocess.height - .5;
  *row = (v - field->offset[0]) / field->stride[0];
  *column = (u - field->offset[1]) / field->stride[1];
  return TRUE;
}

gboolean
vitrine_sight_extent (const VitrineSight *self,
                      const VtField      *field,
                      guint               height,
                      guint               width,
                      graphene_rect_t    *rect)
{
  if (!field->known || field->global)
    return FALSE;
  double sx = self->frame.w / self->preprocess.width, sy = self->frame.h / self->preprocess.height;
  double left = vt_field_centre (field, 1, -.5) + .5, right = vt_field_centre (field, 1, width - .5) + .5;
  double top = vt_field_centre (field, 0, -.5) + .5, bottom = vt_field_centre (field, 0, height - .5) + .5;
  *rect = GRAPHENE_RECT_INIT ((float) (self->frame.x + left * sx), (float) (self->frame.y + top * sy),
                              (float) ((right - left) * sx), (float) ((bottom - top) * sy));
  return TRUE;
}
