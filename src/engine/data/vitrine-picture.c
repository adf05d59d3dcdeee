/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One picture of a set.  Filled by one reader on one thread, then only read; the hash alone
 * comes later and is stored atomically. */
#include "engine/data/vitrine-picture.h"

#include <stdatomic.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-idx.h"
#include "engine/pictures/vitrine-hash.h"
#include "engine/pictures/vitrine-resize.h"
#include "engine/sample/vitrine-menagerie.h"

#define SAMPLE_PREFIX "sample:pictures/"

struct _VitrinePicture
{
  GObject          parent_instance;
  char            *id, *path;
  const char      *class_name, *split;    /* interned, or NULL */
  guint            width, height;
  gboolean         has_box, annotated;
  VitrineBox       box;
  GArray          *parts;                 /* VitrinePartTruth, or NULL */
  GPtrArray       *attributes;            /* interned names with a NULL at the end, or NULL */
  _Atomic (char *) hash;
};

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_CLASS_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VitrinePicture, vitrine_picture, G_TYPE_OBJECT)

static void
vitrine_picture_finalize (GObject *object)
{
  VitrinePicture *self = VITRINE_PICTURE (object);

  g_free (self->id);
  g_free (self->path);
  g_free (atomic_load (&self->hash));
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);

  G_OBJECT_CLASS (vitrine_picture_parent_class)->finalize (object);
}

static void
vitrine_picture_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  VitrinePicture *self = VITRINE_PICTURE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, vitrine_picture_get_name (self));
      break;
    case PROP_CLASS_NAME:
      g_value_set_string (value, self->class_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_picture_class_init (VitrinePictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = vitrine_picture_finalize;
  object_class->get_property = vitrine_picture_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_CLASS_NAME] = g_param_spec_string ("class-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vitrine_picture_init (VitrinePicture *self)
{
}

/* One copy of every name, kept as long as the program runs: sets share few.  Not GLib's quarks, whose table is
 * never given back as it grows; what a file says has no business there.  Any thread. */
static const char *
intern (const char *name)
{
  static GMutex mutex;
  static GHashTable *names = NULL;
  char *kept;

  if (name == NULL)
    return NULL;
  g_mutex_lock (&mutex);
  if (names == NULL)
    names = g_hash_table_new (g_str_hash, g_str_equal);
  kept = g_hash_table_lookup (names, name);
  if (kept == NULL)
    {
      kept = g_strdup (name);
      g_hash_table_add (names, kept);
    }
  g_mutex_unlock (&mutex);
  return kept;
}

VitrinePicture *
vitrine_picture_new (const char *id,
                     const char *path)
{
  VitrinePicture *self = g_object_new (VITRINE_TYPE_PICTURE, NULL);

  self->id = g_strdup (id);
  self->path = g_strdup (path);
  return self;
}

void
vitrine_picture_set_class (VitrinePicture *self,
                           const char     *name)
{
  self->class_name = intern (name);
}

void
vitrine_picture_set_split (VitrinePicture *self,
                           const char     *split)
{
  self->split = intern (split);
}

void
vitrine_picture_set_size (VitrinePicture *self,
                          guint           width,
                          guint           height)
{
  self->width = width;
  self->height = height;
}

void
vitrine_picture_set_box (VitrinePicture   *self,
                         const VitrineBox *box)
{
  self->has_box = TRUE;
  self->box = *box;
}

void
vitrine_picture_set_annotated (VitrinePicture *self)
{
  self->annotated = TRUE;
}

void
vitrine_picture_add_attribute (VitrinePicture *self,
                               const char     *name)
{
  if (self->attributes == NULL)
    self->attributes = g_ptr_array_new ();
  else
    g_ptr_array_set_size (self->attributes, (int) self->attributes->len - 1);
  g_ptr_array_add (self->attributes, (gpointer) intern (name));
  g_ptr_array_add (self->attributes, NULL);
}

const char *const *
vitrine_picture_get_attributes (VitrinePicture *self)
{
  static const char *const none[] = { NULL };

  return self->attributes != NULL ? (const char *const *) self->attributes->pdata : none;
}

gboolean
vitrine_picture_has_attribute (VitrinePicture *self,
                               const char     *name)
{
  return g_strv_contains (vitrine_picture_get_attributes (self), name);
}

void
vitrine_picture_add_part (VitrinePicture   *self,
                          const char       *name,
                          const VitrineBox *box)
{
  const VitrinePartTruth truth = { intern (name), *box };

  if (self->parts == NULL)
    self->parts = g_array_new (FALSE, FALSE, sizeof (VitrinePartTruth));
  g_array_append_val (self->parts, truth);
  self->annotated = TRUE;
}

const char *
vitrine_picture_get_id (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);
  return self->id;
}

const char *
vitrine_picture_get_path (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);
  return self->path;
}

gboolean
vitrine_picture_is_file (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), FALSE);
  return !g_str_has_prefix (self->path, SAMPLE_PREFIX) && !g_str_has_prefix (self->path, VITRINE_IDX_PREFIX);
}

const char *
vitrine_picture_get_name (VitrinePicture *self)
{
  const char *slash;

  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);

  slash = strrchr (self->id, '/');
  return slash != NULL ? slash + 1 : self->id;
}

const char *
vitrine_picture_get_class_name (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);
  return self->class_name;
}

const char *
vitrine_picture_get_split (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);
  return self->split;
}

guint
vitrine_picture_get_width (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), 0);
  return self->width;
}

guint
vitrine_picture_get_height (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), 0);
  return self->height;
}

const VitrineBox *
vitrine_picture_get_box (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);
  return self->has_box ? &self->box : NULL;
}

guint
vitrine_picture_get_n_parts (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), 0);
  return self->parts != NULL ? self->parts->len : 0;
}

const VitrinePartTruth *
vitrine_picture_get_part (VitrinePicture *self,
                          guint           i)
{
  g_return_val_if_fail (i < vitrine_picture_get_n_parts (self), NULL);
  return &g_array_index (self->parts, VitrinePartTruth, i);
}

const VitrinePartTruth *
vitrine_picture_find_part (VitrinePicture *self,
                           const char     *name)
{
  for (guint i = 0; i < vitrine_picture_get_n_parts (self); i++)
    if (strcmp (vitrine_picture_get_part (self, i)->name, name) == 0)
      return vitrine_picture_get_part (self, i);
  return NULL;
}

gboolean
vitrine_picture_is_annotated (VitrinePicture *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), FALSE);
  return self->annotated;
}

/* "sample:pictures/7?seed=3": draws picture 7 of that world. */
static VitrineImage *
draw (const char  *path,
      GError     **error)
{
  const char *query = strchr (path, '?');
  const guint64 index = g_ascii_strtoull (path + strlen (SAMPLE_PREFIX), NULL, 10);
  VitrineMenagerieOptions options;
  g_autoptr (VitrineScene) scene = NULL;

  vitrine_menagerie_options_init (&options);
  if (!vitrine_menagerie_options_parse (&options, query != NULL ? query + 1 : NULL, error))
    return NULL;
  scene = vitrine_menagerie_scene (&options, (guint) MIN (index, G_MAXUINT));
  return vitrine_image_new (scene->size, scene->size, vitrine_scene_render (scene));
}

static VitrineImage *
shrink (VitrineImage *image,
        guint         side)
{
  const guint w = vitrine_image_get_width (image), h = vitrine_image_get_height (image);
  const guint longer = MAX (w, h);

  if (side == 0 || longer <= side)
    return vitrine_image_ref (image);
  return vitrine_resize (image, NULL, MAX (1, w * side / longer), MAX (1, h * side / longer),
                         VITRINE_FILTER_BILINEAR);
}

VitrineImage *
vitrine_picture_load_small (VitrinePicture *self,
                            guint           side,
                            GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);

  if (g_str_has_prefix (self->path, SAMPLE_PREFIX))
    {
      g_autoptr (VitrineImage) image = draw (self->path, error);

      return image != NULL ? shrink (image, side) : NULL;
    }
  if (g_str_has_prefix (self->path, VITRINE_IDX_PREFIX))
    {
      g_autoptr (VitrineImage) image = vitrine_idx_load (self->path, error);

      return image != NULL ? shrink (image, side) : NULL;
    }
  return vitrine_image_load_small (self->path, side, error);
}

VitrineImage *
vitrine_picture_load (VitrinePicture *self,
                      GError        **error)
{
  return vitrine_picture_load_small (self, 0, error);
}

char *
vitrine_picture_dup_hash (VitrinePicture *self,
                          GError        **error)
{
  char *known, *hash;

  g_return_val_if_fail (VITRINE_IS_PICTURE (self), NULL);

  known = atomic_load (&self->hash);
  if (known != NULL)
    return g_strdup (known);
  if (g_str_has_prefix (self->path, SAMPLE_PREFIX))
    hash = vitrine_hash ((const guint8 *) self->path, strlen (self->path));
  else if (!vitrine_picture_is_file (self))
    {
      g_autoptr (VitrineImage) image = vitrine_picture_load (self, error);

      if (image == NULL)
        return NULL;
      hash = vitrine_hash (vitrine_image_get_pixels (image),
                           3 * (gsize) vitrine_image_get_width (image) * vitrine_image_get_height (image));
    }
  else
    {
      gsize size;
      g_autofree guint8 *data = vitrine_image_read_file (self->path, &size, error);

      if (data == NULL)
        return NULL;
      hash = vitrine_hash (data, size);
    }
  /* Two threads may have worked it out at once; the first to store it wins. */
  known = NULL;
  if (!atomic_compare_exchange_strong (&self->hash, &known, hash))
    {
      g_free (hash);
      hash = known;
    }
  return g_strdup (hash);
}
