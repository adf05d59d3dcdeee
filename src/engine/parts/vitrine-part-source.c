/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariant: after prepare() every readable picture's maps are in the store (or held by it in memory), and
 * nothing but the scratch memory of a thread is written any more.
 *
 * Position x of the frame (0-based pixel centres) lies at photo x = frame.x + (x + ½)/width · frame.w. */
#include "config.h"

#include "engine/parts/vitrine-part-source.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"

#define MAX_NODES (VT_PART_MAX_LAYERS * VT_PART_MAX_SOURCES)

struct _VitrinePartSource
{
  gatomicrefcount      refs;
  VitrineFeatureStore *store;
  VitrineModel        *model;
  VitrinePreprocess    preprocess;
  VtPartSpace         *space;
  GPtrArray           *pictures;
  gboolean             prepared;
  VitrineBox          *frames;       /* [n] */
  guint8              *readable;     /* [n] */
  guint               *numbers;      /* readable number -> picture */
  guint                n_readable;
  int                  nodes[MAX_NODES];
  guint                n_nodes;
  VtPartPictures       all, some;
};

/* ---- maps ---- */

/* Where layer `l` finds its j-th source among the nodes asked for. */
static guint
node_number (VitrinePartSource *self,
             int                node)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i] == node)
      return i;
  return 0;
}

static VitrineFeatures *
ask (VitrinePartSource *self,
     guint              picture,
     gboolean           mirrored,
     VtPool            *pool,
     const VtJob       *job,
     GError           **error)
{
  const VitrineFeatureAsk what = {
    .model = self->model,
    .preprocess = &self->preprocess,
    .picture = g_ptr_array_index (self->pictures, picture),
    .mirrored = mirrored,
    .nodes = self->nodes,
    .n_nodes = self->n_nodes,
  };

  return vitrine_feature_store_get (self->store, &what, pool, job, error);
}

/* Joins the channels of each layer's sources in one block that travels as the maps' owner. */
static gboolean
get_maps (gpointer     user_data,
          guint        picture,
          gboolean     mirrored,
          guint        thread,
          VtPartMaps  *maps,
          GError     **error)
{
  VitrinePartSource *self = user_data;
  g_autoptr (VitrineFeatures) features = ask (self, picture, mirrored, NULL, NULL, error);

  if (features == NULL)
    return FALSE;

  float *block = g_try_new (float, vt_part_space_n_units (self->space));

  if (block == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("Not enough memory for the maps of %s"),
                   vitrine_picture_get_name (g_ptr_array_index (self->pictures, picture)));
      return FALSE;
    }
  for (guint l = 0; l < vt_part_space_n_layers (self->space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (self->space, l);
      float *to = block + vt_part_space_first (self->space, l);
      guint channels = 0;

      maps->x[l] = to;
      for (guint j = 0; j < layer->n_sources; j++)
        {
          guint chw[3], number = node_number (self, layer->source[j]);

          vitrine_features_get_shape (features, number, chw);
          channels += chw[0];
          if (chw[1] != layer->h || chw[2] != layer->w || channels > layer->channels)
            {
              g_set_error (error, VT_ERROR, VT_ERROR_SHAPE,
                           _("The maps of layer “%s” are not as large as they should be"), layer->name);
              g_free (block);
              return FALSE;
            }
          vitrine_features_read (features, number, to);
          to += (gsize) chw[0] * chw[1] * chw[2];
        }
    }
  maps->owner = block;
  return TRUE;
}

static void
release_maps (gpointer    user_data,
              VtPartMaps *maps)
{
  g_clear_pointer (&maps->owner, g_free);
}

static gboolean
get_readable (gpointer     user_data,
              guint        picture,
              gboolean     mirrored,
              guint        thread,
              VtPartMaps  *maps,
              GError     **error)
{
  VitrinePartSource *self = user_data;

  return get_maps (self, self->numbers[picture], mirrored, thread, maps, error);
}

/* ---- object ---- */

static void
collect_nodes (VitrinePartSource *self)
{
  for (guint l = 0; l < vt_part_space_n_layers (self->space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (self->space, l);

      for (guint j = 0; j < layer->n_sources; j++)
        {
          gboolean known = FALSE;

          for (guint i = 0; i < self->n_nodes; i++)
            known |= self->nodes[i] == layer->source[j];
          if (!known)
            self->nodes[self->n_nodes++] = layer->source[j];
        }
    }
}

VitrinePartSource *
vitrine_part_source_new (VitrineFeatureStore  *store,
                         VitrineModel         *model,
                         VtPartSpace          *space,
                         VitrinePicture      **pictures,
                         guint                 n)
{
  g_return_val_if_fail (store != NULL && VITRINE_IS_MODEL (model) && space != NULL, NULL);
  VitrinePartSource *self = g_new0 (VitrinePartSource, 1);

  g_atomic_ref_count_init (&self->refs);
  self->store = vitrine_feature_store_ref (store);
  self->model = g_object_ref (model);
  self->space = vt_part_space_ref (space);
  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->pictures, g_object_ref (pictures[i]));
  self->frames = g_new0 (VitrineBox, MAX (n, 1));
  self->readable = g_new0 (guint8, MAX (n, 1));
  self->numbers = g_new0 (guint, MAX (n, 1));
  vitrine_model_get_preprocess (model, &self->preprocess);
  collect_nodes (self);
  self->all = (VtPartPictures) { n, get_maps, release_maps, self };
  self->some = (VtPartPictures) { 0, get_readable, release_maps, self };
  return self;
}

VitrinePartSource *
vitrine_part_source_ref (VitrinePartSource *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vitrine_part_source_unref (VitrinePartSource *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  vitrine_feature_store_unref (self->store);
  g_object_unref (self->model);
  vt_part_space_unref (self->space);
  g_ptr_array_unref (self->pictures);
  g_free (self->frames);
  g_free (self->readable);
  g_free (self->numbers);
  g_free (self);
}

/* ---- preparing ---- */

static gboolean
measure (VitrinePartSource *self,
         guint              picture)
{
  VitrinePicture *one = g_ptr_array_index (self->pictures, picture);
  guint width = vitrine_picture_get_width (one), height = vitrine_picture_get_height (one);

  if (width == 0 || height == 0)
    {
      g_autoptr (VitrineImage) image = vitrine_picture_load (one, NULL);

      if (image == NULL)
        return FALSE;
      width = vitrine_image_get_width (image);
      height = vitrine_image_get_height (image);
    }
  vitrine_preprocess_frame (&self->preprocess, width, height, vitrine_picture_get_box (one),
                            &self->frames[picture]);
  return TRUE;
}

gboolean
vitrine_part_source_prepare (VitrinePartSource *self,
                             VitrineJob        *job_shown,
                             VtPool            *pool,
                             const VtJob       *job,
                             GError           **error)
{
  const guint n = self->pictures->len;

  if (self->prepared)
    return TRUE;
  self->n_readable = 0;
  for (guint i = 0; i < n; i++)
    {
      if (job_shown != NULL)
        vitrine_job_set_count (job_shown, i, n);
      if (!vt_job_tick (job, (double) i / n, N_("Reading features"), error))
        return FALSE;

      self->readable[i] = measure (self, i);
      for (int mirrored = 0; mirrored < 2 && self->readable[i]; mirrored++)
        {
          g_autoptr (GError) problem = NULL;
          g_autoptr (VitrineFeatures) features = ask (self, i, mirrored, pool, NULL, &problem);

          self->readable[i] = features != NULL;
        }
      if (self->readable[i])
        self->numbers[self->n_readable++] = i;
    }
  if (self->n_readable == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, _("None of the pictures can be read"));
      return FALSE;
    }
  self->some.n_pictures = self->n_readable;
  self->prepared = TRUE;
  return TRUE;
}

guint
vitrine_part_source_n (VitrinePartSource *self)
{
  return self->pictures->len;
}

gboolean
vitrine_part_source_is_readable (VitrinePartSource *self,
                                 guint              picture)
{
  return picture < self->pictures->len && self->readable[picture];
}

VitrinePicture *
vitrine_part_source_picture (VitrinePartSource *self,
                             guint              picture)
{
  return g_ptr_array_index (self->pictures, picture);
}

const VtPartPictures *
vitrine_part_source_pictures (VitrinePartSource *self)
{
  return &self->all;
}

const VtPartPictures *
vitrine_part_source_readable (VitrinePartSource *self)
{
  return &self->some;
}

void
vitrine_part_source_frame (VitrinePartSource *self,
                           guint              picture,
                           VitrineBox        *frame)
{
  *frame = self->frames[picture];
}

void
vitrine_part_source_place (VitrinePartSource *self,
                           guint              picture,
                           const VitrineBox  *box,
                           VtPartPlace       *place)
{
  const VitrineBox *frame = &self->frames[picture];
  double sx = vt_part_space_width (self->space) / frame->w;
  double sy = vt_part_space_height (self->space) / frame->h;

  place->centre[0] = (box->y + box->h / 2 - frame->y) * sy - .5;
  place->centre[1] = (box->x + box->w / 2 - frame->x) * sx - .5;
  place->size[0] = box->h * sy;
  place->size[1] = box->w * sx;
}

VtPartTruth *
vitrine_part_source_truths (VitrinePartSource *self,
                            const char        *part)
{
  VtPartTruth *truths = g_new0 (VtPartTruth, MAX (self->pictures->len, 1));

  for (guint i = 0; i < self->pictures->len; i++)
    {
      VitrinePicture *picture = g_ptr_array_index (self->pictures, i);
      g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (VtPartPlace));

      for (guint j = 0; self->readable[i] && j < vitrine_picture_get_n_parts (picture); j++)
        {
          const VitrinePartTruth *truth = vitrine_picture_get_part (picture, j);
          VtPartPlace place;

          if (g_ascii_strcasecmp (truth->name, part) != 0)
            continue;
          vitrine_part_source_place (self, i, &truth->box, &place);
          g_array_append_val (places, place);
        }
      truths[i].n = places->len;
      if (places->len > 0)
        truths[i].place = (VtPartPlace *) (void *) g_array_free (g_steal_pointer (&places), FALSE);
    }
  return truths;
}

void
vitrine_part_truths_free (VtPartTruth *truths,
                          guint        n)
{
  for (guint i = 0; truths != NULL && i < n; i++)
    g_free ((VtPartPlace *) truths[i].place);
  g_free (truths);
}
