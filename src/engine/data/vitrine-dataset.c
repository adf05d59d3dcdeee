/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A data set.  It changes on one thread only: the opener's, later main.  While a job reads,
 * batches wait in a list that the worker pushes to and main takes whole; the list's head is
 * atomic. */
#include "engine/data/vitrine-dataset.h"

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#include "engine/data/vitrine-reader.h"

struct _VitrineDataset
{
  GObject             parent_instance;
  char               *path, *name;
  VitrineDatasetKind  kind;
  gboolean            loading;
  GPtrArray          *pictures;
  GHashTable         *by_id;          /* id, borrowed from the picture → number + 1 */
  GHashTable         *class_set, *part_set, *attribute_set;   /* interned names */
  GPtrArray          *classes, *parts, *attributes;        /* sorted, NULL-terminated; NULL: to be made */
  GPtrArray          *skipped;        /* NULL-terminated */
};

enum
{
  PROP_PATH = 1,
  PROP_NAME,
  PROP_KIND_NAME,
  PROP_N_ITEMS,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VitrineDataset, vitrine_dataset, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return VITRINE_TYPE_PICTURE;
}

static guint
get_n_items (GListModel *model)
{
  return VITRINE_DATASET (model)->pictures->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  VitrinePicture *picture = vitrine_dataset_get (VITRINE_DATASET (model), position);

  return picture != NULL ? g_object_ref (picture) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
vitrine_dataset_finalize (GObject *object)
{
  VitrineDataset *self = VITRINE_DATASET (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_pointer (&self->class_set, g_hash_table_unref);
  g_clear_pointer (&self->part_set, g_hash_table_unref);
  g_clear_pointer (&self->attribute_set, g_hash_table_unref);
  g_clear_pointer (&self->classes, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
  g_clear_pointer (&self->skipped, g_ptr_array_unref);
  g_free (self->path);
  g_free (self->name);

  G_OBJECT_CLASS (vitrine_dataset_parent_class)->finalize (object);
}

static void
vitrine_dataset_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  VitrineDataset *self = VITRINE_DATASET (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KIND_NAME:
      g_value_set_string (value, vitrine_dataset_get_kind_name (self));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->pictures->len);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_dataset_class_init (VitrineDatasetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = vitrine_dataset_finalize;
  object_class->get_property = vitrine_dataset_get_property;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_KIND_NAME] = g_param_spec_string ("kind-name", NULL, NULL, NULL, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vitrine_dataset_init (VitrineDataset *self)
{
  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->class_set = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->part_set = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->attribute_set = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->skipped = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->skipped, NULL);
}

VitrineDataset *
vitrine_dataset_new (const char *name)
{
  VitrineDataset *self = g_object_new (VITRINE_TYPE_DATASET, NULL);

  self->name = g_strdup (name);
  return self;
}

static VitrineDataset *
new_for_path (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  const gboolean sample = g_str_has_prefix (path, VITRINE_SAMPLE_PICTURES);
  VitrineDataset *self = vitrine_dataset_new (sample ? "Menagerie" : base);

  self->path = g_strdup (path);
  return self;
}

static void
note_names (VitrineDataset *self,
            VitrinePicture *picture)
{
  const char *class_name = vitrine_picture_get_class_name (picture);
  const char *const *attributes = vitrine_picture_get_attributes (picture);

  if (class_name != NULL && g_hash_table_add (self->class_set, (gpointer) class_name))
    g_clear_pointer (&self->classes, g_ptr_array_unref);
  for (guint i = 0; i < vitrine_picture_get_n_parts (picture); i++)
    if (g_hash_table_add (self->part_set,
                          (gpointer) vitrine_picture_get_part (picture, i)->name))
      g_clear_pointer (&self->parts, g_ptr_array_unref);
  for (; *attributes != NULL; attributes++)
    if (g_hash_table_add (self->attribute_set, (gpointer) *attributes))
      g_clear_pointer (&self->attributes, g_ptr_array_unref);
}

void
vitrine_dataset_append (VitrineDataset  *self,
                        VitrinePicture **pictures,
                        guint            n)
{
  const guint before = self->pictures->len;

  g_return_if_fail (VITRINE_IS_DATASET (self));

  for (guint i = 0; i < n; i++)
    {
      const char *id = vitrine_picture_get_id (pictures[i]);

      g_ptr_array_add (self->pictures, g_object_ref (pictures[i]));
      if (!g_hash_table_contains (self->by_id, id))
        g_hash_table_insert (self->by_id, (gpointer) id, GUINT_TO_POINTER (before + i + 1));
      note_names (self, pictures[i]);
    }
  if (n == 0)
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
set_kind (VitrineDataset     *self,
          VitrineDatasetKind  kind)
{
  if (self->kind == kind)
    return;
  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND_NAME]);
}

static void
take_skipped (VitrineDataset *self,
              GPtrArray      *skipped)
{
  g_clear_pointer (&self->skipped, g_ptr_array_unref);
  self->skipped = g_ptr_array_ref (skipped);
  g_ptr_array_add (self->skipped, NULL);
}

static void
append_batch (GPtrArray          *pictures,
              VitrineDatasetKind  kind,
              gpointer            user_data)
{
  VitrineDataset *self = user_data;

  set_kind (self, kind);
  vitrine_dataset_append (self, (VitrinePicture **) pictures->pdata, pictures->len);
  g_ptr_array_unref (pictures);
}

VitrineDataset *
vitrine_dataset_open (const char   *path,
                      const VtJob  *job,
                      GError      **error)
{
  g_autoptr (VitrineDataset) self = NULL;
  g_auto (VitrineReader) reader = { 0 };

  g_return_val_if_fail (path != NULL, NULL);

  self = new_for_path (path);
  vitrine_reader_init (&reader, path, job, append_batch, self);
  if (!vitrine_reader_run (&reader, error))
    return NULL;
  set_kind (self, self->pictures->len > 0 ? reader.kind : VITRINE_DATASET_EMPTY);
  take_skipped (self, reader.skipped);
  return g_steal_pointer (&self);
}

gboolean
vitrine_dataset_is_list (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) && vitrine_is_idx (path);
}

/* A batch on its way to main. */
typedef struct _Parcel Parcel;
struct _Parcel
{
  Parcel             *older;
  GPtrArray          *pictures;
  VitrineDatasetKind  kind;
};

typedef struct
{
  VitrineDataset     *dataset;     /* main only */
  char               *path;
  VitrineJob         *job;         /* borrowed; worker only, while it runs */
  _Atomic (Parcel *)  newest;
} Loading;

static void
send_batch (GPtrArray          *pictures,
            VitrineDatasetKind  kind,
            gpointer            user_data)
{
  Loading *loading = user_data;
  Parcel *parcel = g_new (Parcel, 1);

  *parcel = (Parcel) { atomic_load (&loading->newest), pictures, kind };
  while (!atomic_compare_exchange_weak (&loading->newest, &parcel->older, parcel))
    ;
  vitrine_job_publish (loading->job, NULL, NULL);
}

static void
receive_batches (Loading *loading)
{
  Parcel *parcel = atomic_exchange (&loading->newest, NULL), *oldest = NULL;

  while (parcel != NULL)
    {
      Parcel *older = parcel->older;

      parcel->older = oldest;
      oldest = parcel;
      parcel = older;
    }
  while (oldest != NULL)
    {
      Parcel *newer = oldest->older;

      append_batch (oldest->pictures, oldest->kind, loading->dataset);
      g_free (oldest);
      oldest = newer;
    }
}

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  receive_batches (loading);
  g_object_unref (loading->dataset);
  g_free (loading->path);
  g_free (loading);
}

static gpointer
load (VitrineJob   *job,
      const VtJob  *tick,
      gpointer      input,
      GError      **error)
{
  Loading *loading = input;
  g_auto (VitrineReader) reader = { 0 };

  loading->job = job;
  vitrine_reader_init (&reader, loading->path, tick, send_batch, loading);
  /* Stopped or failed, what was skipped so far is still told. */
  vitrine_reader_run (&reader, error);
  return g_steal_pointer (&reader.skipped);
}

static void
loaded_some (VitrineJob *job,
             gpointer    partial,
             gpointer    user_data)
{
  receive_batches (user_data);
}

static void
loaded (VitrineJob   *job,
        gpointer      result,
        const GError *error,
        gpointer      user_data)
{
  Loading *loading = user_data;

  receive_batches (loading);
  if (result != NULL)
    take_skipped (loading->dataset, result);
  loading->dataset->loading = FALSE;
  g_object_notify_by_pspec (G_OBJECT (loading->dataset), properties[PROP_LOADING]);
}

VitrineDataset *
vitrine_dataset_open_job (const char   *path,
                          VitrineJobs  *jobs,
                          VitrineJob  **job)
{
  VitrineDataset *self;
  VitrineJob *started;
  Loading *loading;

  g_return_val_if_fail (path != NULL && VITRINE_IS_JOBS (jobs), NULL);

  self = new_for_path (path);
  self->loading = TRUE;
  loading = g_new0 (Loading, 1);
  loading->dataset = g_object_ref (self);
  loading->path = g_strdup (path);
  started = vitrine_jobs_run (jobs, &(VitrineJobSpec) {
    .title = _("Opening pictures"), .func = load, .input = loading,
    .result_free = (GDestroyNotify) g_ptr_array_unref, .done = loaded, .partial = loaded_some,
    .user_data = loading, .user_data_free = loading_free
  });
  if (job != NULL)
    *job = started;
  return self;
}

const char *
vitrine_dataset_get_path (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return self->path;
}

const char *
vitrine_dataset_get_name (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return self->name;
}

VitrineDatasetKind
vitrine_dataset_get_kind (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), VITRINE_DATASET_EMPTY);
  return self->kind;
}

const char *
vitrine_dataset_get_kind_name (VitrineDataset *self)
{
  static const char *const names[] = { "Empty", "Folder", "Class folders", "Animal-Part",
                                       "CUB-200-2011", "Menagerie", "COCO", "Pascal VOC", "LabelMe",
                                       "Table of boxes", "PASCAL-Part", "IDX", "CelebA", "Broden" };

  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return names[self->kind];
}

gboolean
vitrine_dataset_is_loading (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), FALSE);
  return self->loading;
}

guint
vitrine_dataset_get_n (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), 0);
  return self->pictures->len;
}

VitrinePicture *
vitrine_dataset_get (VitrineDataset *self,
                     guint           i)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return i < self->pictures->len ? g_ptr_array_index (self->pictures, i) : NULL;
}

int
vitrine_dataset_index (VitrineDataset *self,
                       const char     *id)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), -1);
  g_return_val_if_fail (id != NULL, -1);
  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id)) - 1;
}

VitrinePicture *
vitrine_dataset_find (VitrineDataset *self,
                      const char     *id)
{
  const int i = vitrine_dataset_index (self, id);

  return i >= 0 ? vitrine_dataset_get (self, (guint) i) : NULL;
}

static int
compare_interned (gconstpointer a,
                  gconstpointer b)
{
  return vitrine_natural_compare (*(const char *const *) a, *(const char *const *) b);
}

static const char *const *
sorted_names (GHashTable  *set,
              GPtrArray  **sorted)
{
  if (*sorted == NULL)
    {
      GHashTableIter iter;
      gpointer name;

      *sorted = g_ptr_array_new ();
      g_hash_table_iter_init (&iter, set);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        g_ptr_array_add (*sorted, name);
      g_ptr_array_sort (*sorted, compare_interned);
      g_ptr_array_add (*sorted, NULL);
    }
  return (const char *const *) (*sorted)->pdata;
}

const char *const *
vitrine_dataset_get_classes (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return sorted_names (self->class_set, &self->classes);
}

const char *const *
vitrine_dataset_get_parts (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return sorted_names (self->part_set, &self->parts);
}

const char *const *
vitrine_dataset_get_skipped (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return (const char *const *) self->skipped->pdata;
}

const char *const *
vitrine_dataset_get_attributes (VitrineDataset *self)
{
  g_return_val_if_fail (VITRINE_IS_DATASET (self), NULL);
  return sorted_names (self->attribute_set, &self->attributes);
}
